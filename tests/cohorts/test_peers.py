"""The three peers that screening is measured against give the statuses that `cnam_rules.decide` gives."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import cnam_rules
from bench.peers import by_hand_polars, by_hand_python, by_hand_sql
from cnam_rules.cohorts import dossiers_in, make_cohort
from cnam_rules.cohorts.making import AU

PEERS = (by_hand_sql.statuses, by_hand_polars.statuses, by_hand_python.statuses)
NUMBER = 1000


@pytest.mark.parametrize("as_of", [AU, AU - timedelta(days=1), AU + timedelta(days=1), date(2024, 2, 29)])
def test_every_peer_gives_every_status(tmp_path: Path, as_of: date) -> None:
    """On the day that edges are put around, on the days beside it, and in a cohort made for another."""
    made_for = as_of if abs(as_of - AU) > timedelta(days=1) else AU
    make_cohort(NUMBER, tmp_path, seed=as_of.day, as_of=made_for)
    rules = cnam_rules.ruleset("titre-casp/jury")
    decided = {}
    for dossier in dossiers_in(tmp_path):
        verdict = cnam_rules.decide(dossier, as_of=as_of, ruleset=rules)
        statuses = {name: status.value for name, status in verdict.statuses.items()}
        decided[dossier.dossier] = {"dossier": dossier.dossier, "verdict": verdict.status.value, **statuses}
    assert len(decided) == NUMBER
    for peer in PEERS:
        to = tmp_path / f"{peer.__module__}.parquet"
        peer(tmp_path, as_of, to)
        found = {row["dossier"]: row for row in pq.read_table(to).to_pylist()}
        assert found == decided, peer.__module__
    seen = Counter(
        (name, value) for row in decided.values() for name, value in row.items() if name != "dossier"
    )
    for condition in ("ue", "experience", "stage", "rapport"):
        for status in ("met", "unmet", "unknown", "waived"):
            assert seen[condition, status] > 0
    assert seen["stage", "not_applicable"] > 0
    assert min(seen["verdict", word] for word in ("eligible", "not_eligible", "undetermined")) > 15

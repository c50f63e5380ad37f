"""The peers that screening is measured against give the statuses that `cnam_rules.decide` gives."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import cnam_rules
from bench import bench_screening, screened
from bench.bench_screening import CONTESTANTS, Contestant, decider
from bench.peers import by_hand_sql
from cnam_rules.cohorts import dossiers_in, make_cohort
from cnam_rules.cohorts.making import AU
from tests.absent import cannot_run

PEERS = [each for each in CONTESTANTS if each.function.startswith("bench.peers.")]
DAYS = [AU, AU - timedelta(days=1), AU + timedelta(days=1), date(2024, 2, 29)]
NUMBER = 1000

Rows = dict[str, dict[str, str]]
Cohort = tuple[Path, date, Rows]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def cohort(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Cohort:
    """A cohort, a day, and what the library decides of each dossier on it.

    The day is the one that edges are put around, one beside it, or one that the cohort was made for.
    """
    as_of: date = request.param
    folder = tmp_path_factory.mktemp("cohort")
    made_for = as_of if abs(as_of - AU) > timedelta(days=1) else AU
    make_cohort(NUMBER, folder, seed=as_of.day, as_of=made_for)
    rules = cnam_rules.ruleset("titre-casp/jury")
    decided = {}
    for dossier in dossiers_in(folder):
        verdict = cnam_rules.decide(dossier, as_of=as_of, ruleset=rules)
        statuses = {name: status.value for name, status in verdict.statuses.items()}
        decided[dossier.dossier] = {"dossier": dossier.dossier, "verdict": verdict.status.value, **statuses}
    assert len(decided) == NUMBER
    return folder, as_of, decided


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_every_peer_gives_every_status(peer: Contestant, cohort: Cohort) -> None:
    """With ``CNAM_RULES_PEERS=required``, as in `make peers`, a peer that isn't installed is a failure."""
    if peer.lacks:
        cannot_run(f"{peer.lacks}: what it decides was not compared", unless="CNAM_RULES_PEERS")
    folder, as_of, decided = cohort
    to = folder / f"{peer.name}.parquet"
    decider(peer.function)(folder, as_of, to)
    found = {row["dossier"]: row for row in pq.read_table(to).to_pylist()}
    assert found == decided


def test_every_status_is_among_what_is_compared(cohort: Cohort) -> None:
    _, _, decided = cohort
    seen = Counter(
        (name, value) for row in decided.values() for name, value in row.items() if name != "dossier"
    )
    for condition in ("ue", "experience", "stage", "rapport"):
        for status in ("met", "unmet", "unknown", "waived"):
            assert seen[condition, status] > 0
    assert seen["stage", "not_applicable"] > 0
    assert min(seen["verdict", word] for word in ("eligible", "not_eligible", "undetermined")) > 15


def test_what_cannot_be_measured_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A package that isn't installed, and a size that is too large; asked for by its name, it's refused."""
    contestants = (
        Contestant("absent", "nowhere:statuses", module="nowhere_at_all", package="nowhere-at-all"),
        Contestant("small", "nowhere:statuses", most=2, why="it holds every row in memory"),
    )
    monkeypatch.setattr(bench_screening, "CONTESTANTS", contestants)
    (tmp_path / "1000").mkdir()
    (tmp_path / "1000" / "cohort.json").touch()
    absent = "nowhere-at-all isn't installed (make bench-peers)"
    assert bench_screening.main(["--most", "3", "--cohorts", str(tmp_path)]) == 0
    _, *lines = capsys.readouterr().out.splitlines()
    assert [line.split(maxsplit=1)[1] for line in lines] == [
        f"absent            not run: {absent}",
        "small             not run: it holds every row in memory",
    ]
    assert bench_screening.main(["--only", "absent", "--cohorts", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"{absent}.\n"


@pytest.mark.parametrize("share", [Fraction(3, 100), Fraction(1, 2)], ids=str)
def test_the_peer_that_checks_rows_refuses_the_dossiers_that_the_library_refuses(
    share: Fraction, tmp_path: Path
) -> None:
    """What believes its rows is measured on sound ones; this one does the same work, so on any."""
    folder, here, there = tmp_path / "cohort", tmp_path / "here.parquet", tmp_path / "there.parquet"
    make_cohort(NUMBER, folder, seed=3, as_of=AU, faulty=share)
    screened.statuses(folder, AU, here)
    by_hand_sql.statuses_checked(folder, AU, there)
    ours, theirs = (
        {row["dossier"]: row for row in pq.read_table(each).to_pylist()} for each in (here, there)
    )
    refused = [name for name, row in ours.items() if row["verdict"] is None]
    assert 0 < len(refused) < len(ours)
    assert theirs == ours


def test_no_contestant_writes_over_the_answer_of_another() -> None:
    """They are compared with the first one's: read back from its own file, an answer never differs."""
    answers = [each.answer for each in CONTESTANTS]
    assert len(set(answers)) == len(answers)
    assert CONTESTANTS[0].name == bench_screening.BY_HAND

"""How long a dossier takes from its facts to an explained verdict: 12 UE, 6 spells, a stage, a report.

    pytest bench/bench_decide.py

`decided_by_hand` is what a programmer would write for this one title: it gives the same four statuses from
the same dossier, with no evidence, no readings, no unknowns told apart by piece, and no text.
"""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import cnam_rules
from cnam_rules import engines
from cnam_rules.advice.remedies import remedies
from cnam_rules.catalogue import packaged
from cnam_rules.dossier import Dossier, Experience, Rapport, Stage, dump
from cnam_rules.dossier.model import EN_COURS
from cnam_rules.kernel import Status
from cnam_rules.language import ChosenRules

AS_OF = date(2025, 11, 3)
NOBODY: frozenset[str] = frozenset()
UNITS = frozenset(
    [
        "FPG003",
        "CCE001",
        "TET003",
        "TET007",
        "AST004",
        "TRS001",
        "AST005",
        "AST002",
        "TRS002",
        "CCE003",
        "TET010",
        "PST003",
    ]
)
JOBS = (
    "{intitule: A, employeur: V, debut: 2021-01-15, fin: 2021-07-14, dans_le_champ: oui, attestee: oui}",
    "{intitule: B, employeur: W, debut: 2021-06-15, fin: 2021-12-14, dans_le_champ: oui, attestee: oui}",
    "{intitule: C, employeur: X, debut: 2022-03-01, fin: 2022-05-31, dans_le_champ: non, attestee: oui}",
    "{intitule: D, employeur: Y, debut: 2023-01-15, fin: 2023-07-14, dans_le_champ: oui, attestee: oui}",
    "{intitule: E, employeur: Z, debut: 2024-01-15, fin: 2024-03-14, dans_le_champ: oui, attestee: oui}",
    "{intitule: F, employeur: Z, debut: 2024-09-01, fin: en cours, dans_le_champ: oui, attestee: oui}",
)


def written(jobs: Sequence[str] = JOBS) -> str:
    """A dossier with these experiences, as YAML."""
    units = "".join(
        f"  - {{code: {u}, obtention: examen, note: 12.5, date: 2024-02-01}}\n" for u in sorted(UNITS)
    )
    return (
        f"dossier: D-1\nprogramme: RNCP36625\nentree_en_formation: 2023-10-02\nue:\n{units}experiences:\n"
        + "".join(f"  - {job}\n" for job in jobs)
        + "stages:\n  - {organisme: CIDFF, debut: 2025-01-06, fin: 2025-04-05, atteste: oui}\n"
        "rapport: {redige: 2025-09-01, soutenu: 2025-10-10, valide: 2025-10-10}\n"
    )


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return cnam_rules.loads(written(), format="yaml")


@pytest.fixture(scope="module")
def rules(dossier: Dossier) -> ChosenRules:
    return packaged().in_force(dossier, AS_OF).under()


def plus_months(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def lasts(spells: list[Experience] | list[Stage], months: int, as_of: date) -> bool:
    """Whether the days of these spells, each once and put end to end, make that many months."""
    runs: list[tuple[date, date]] = []
    for start, end in sorted((s.debut, as_of if s.fin is EN_COURS else min(s.fin, as_of)) for s in spells):
        if runs and start <= runs[-1][1] + timedelta(1):
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
        elif start <= end:
            runs.append((start, end))
    left = 0
    for start, end in reversed(runs):
        left += (end - start).days + 1
        if start + timedelta(left) >= plus_months(start, months):
            return True
    return False


def decided_by_hand(dossier: Dossier, as_of: date) -> dict[str, Status]:
    """The title's four conditions, for a dossier of which everything is known."""
    jobs = [job for job in dossier.experiences or () if job.attestee]
    units = {ue.code for ue in dossier.ue or () if ue.date is None or ue.date <= as_of}
    report = dossier.rapport or Rapport()
    steps = (report.redige, report.soutenu, report.valide)

    def met(answer: bool) -> Status:
        return Status.MET if answer else Status.UNMET

    in_field = lasts([job for job in jobs if job.dans_le_champ], 18, as_of)
    stages = [stage for stage in dossier.stages or () if stage.atteste]
    return {
        "ue": met(units >= UNITS),
        "experience": met(lasts(jobs, 18, as_of)),
        "stage": Status.NOT_APPLICABLE if in_field else met(lasts(stages, 3, as_of)),
        "rapport": met(all(isinstance(step, date) and step <= as_of for step in steps)),
    }


def test_decided_by_hand(benchmark: BenchmarkFixture, dossier: Dossier) -> None:
    benchmark.extra_info["label"] = "the four statuses by hand, no explanation"
    assert benchmark(decided_by_hand, dossier, AS_OF) == cnam_rules.decide(dossier, as_of=AS_OF).statuses


def test_measuring(benchmark: BenchmarkFixture, dossier: Dossier, rules: ChosenRules) -> None:
    benchmark.extra_info |= {"label": "measuring the dossier", "aim_us": 25}
    facts = benchmark(rules.measure, dossier, AS_OF)
    assert facts["ue"].least == len(UNITS)


def test_reference(benchmark: BenchmarkFixture, dossier: Dossier, rules: ChosenRules) -> None:
    benchmark.extra_info |= {"label": "reference engine, with its trace", "aim_us": 10}
    facts = rules.measure(dossier, AS_OF)
    assert benchmark(rules.reference.explain, facts, NOBODY).statuses == decided_by_hand(dossier, AS_OF)


@pytest.mark.skipif("durable" not in engines.available(), reason="durable-rules can't be imported here")
def test_durable(benchmark: BenchmarkFixture, dossier: Dossier, rules: ChosenRules) -> None:
    benchmark.extra_info |= {"label": "durable-rules", "aim_us": 15}
    facts = rules.measure(dossier, AS_OF)
    assert benchmark(rules.engine("durable").statuses, facts, NOBODY) == decided_by_hand(dossier, AS_OF)


def test_decide(benchmark: BenchmarkFixture, dossier: Dossier) -> None:
    benchmark.extra_info |= {"label": "decide, both engines, a dossier already checked", "aim_us": 80}
    verdict = benchmark(cnam_rules.decide, dossier, as_of=AS_OF)
    assert verdict.statuses == decided_by_hand(dossier, AS_OF)


def test_decide_first_time(benchmark: BenchmarkFixture) -> None:
    benchmark.extra_info["label"] = "decide, a dossier checked for the first time"
    text = written()

    def unchecked() -> tuple[tuple[Dossier], dict[str, date]]:
        return (cnam_rules.loads(text, format="yaml"),), {"as_of": AS_OF}

    benchmark.pedantic(cnam_rules.decide, setup=unchecked, rounds=300)  # type: ignore[no-untyped-call]  # it has no types


def test_decide_refused(benchmark: BenchmarkFixture) -> None:
    benchmark.extra_info["label"] = "decide and explain all, a refused dossier (to_json)"
    short = cnam_rules.loads(written(JOBS[:2]), format="yaml")
    stored = benchmark(lambda: cnam_rules.decide(short, as_of=AS_OF).to_json())
    assert json.loads(stored)["status"] == "not_eligible"


def test_to_json(benchmark: BenchmarkFixture, dossier: Dossier) -> None:
    benchmark.extra_info["label"] = "to_json, explanations already worked out"
    verdict = cnam_rules.decide(dossier, as_of=AS_OF)
    assert cnam_rules.from_json(benchmark(verdict.to_json)) == verdict


def test_text(benchmark: BenchmarkFixture, dossier: Dossier) -> None:
    benchmark.extra_info["label"] = "the text to file, explanations already worked out"
    verdict = cnam_rules.decide(dossier, as_of=AS_OF)
    assert "RNCP36625" in benchmark(verdict.text)


def test_loading(benchmark: BenchmarkFixture) -> None:
    benchmark.extra_info["label"] = "reading the dossier from YAML"
    text = written()
    assert dump(benchmark(cnam_rules.loads, text, format="yaml"))


def test_remedies(benchmark: BenchmarkFixture, rules: ChosenRules) -> None:
    """Of a dossier that meets no condition."""
    text = "{dossier: D-1, programme: RNCP36625, ue: [], stages: [], experiences: [], rapport: {redige: non}}"
    nothing = cnam_rules.loads(text)
    benchmark.extra_info |= {"label": "remedies, no condition met", "aim_us": 20_000}
    found = benchmark(remedies, nothing, AS_OF, rules, lambda _: NOBODY)
    assert len(found.found) == 2

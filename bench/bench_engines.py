"""How long an engine takes to decide the conditions of a title, all else done: 4 conditions on 7 measures.

    pytest bench/bench_engines.py

The function written by hand decides the same from the same facts, without a reason for anything.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cnam_rules import engines
from cnam_rules.engines.reference import ReferenceEngine
from cnam_rules.kernel import All, Compare, Condition, Interval, Not, Op, Program, Status

NOBODY: frozenset[str] = frozenset()
TITLE = Program(
    (
        Condition("ue", All((Compare("ue", Op.AT_LEAST, 12), Compare("uaso", Op.AT_LEAST, 1)))),
        Condition("experience", Compare("experience", Op.AT_LEAST, 558)),
        Condition("stage", Compare("stage", Op.AT_LEAST, 93), Not(Compare("champ", Op.AT_LEAST, 558))),
        Condition("rapport", All((Compare("soutenu", Op.AT_LEAST, 1), Compare("valide", Op.AT_LEAST, 1)))),
    )
)
KNOWN = {name: Interval(600, 600) for name in TITLE.measures}
OPEN = {name: Interval(0, None) for name in TITLE.measures}
CASES = pytest.mark.parametrize("facts", [KNOWN, OPEN], ids=["all known", "nothing known"])
needs_durable = pytest.mark.skipif(
    "durable" not in engines.available(), reason="durable-rules can't be imported here: nothing to measure"
)


def by_hand(facts: Mapping[str, Interval]) -> dict[str, Status]:
    """The same four conditions as a programmer would write them."""

    def reaches(name: str, bound: int) -> bool | None:
        fact = facts[name]
        if fact.least >= bound:
            return True
        return None if fact.most is None or fact.most >= bound else False

    def both(one: bool | None, other: bool | None) -> bool | None:
        return False if one is False or other is False else None if one is None or other is None else True

    statuses = {True: Status.MET, False: Status.UNMET, None: Status.UNKNOWN}
    dispensed, stage = reaches("champ", 558), reaches("stage", 93)
    return {
        "ue": statuses[both(reaches("ue", 12), reaches("uaso", 1))],
        "experience": statuses[reaches("experience", 558)],
        "stage": Status.NOT_APPLICABLE
        if dispensed
        else Status.UNKNOWN
        if dispensed is None and not stage
        else statuses[stage],
        "rapport": statuses[both(reaches("soutenu", 1), reaches("valide", 1))],
    }


@CASES
def test_conditions_decided_by_hand(benchmark: BenchmarkFixture, facts: dict[str, Interval]) -> None:
    benchmark.extra_info["label"] = "the four conditions, by hand, no explanation"
    assert benchmark(by_hand, facts) == ReferenceEngine(TITLE).statuses(facts, NOBODY)


@CASES
def test_reference_engine(benchmark: BenchmarkFixture, facts: dict[str, Interval]) -> None:
    benchmark.extra_info |= {"label": "reference engine, with its trace", "aim_us": 10}
    explained = benchmark(ReferenceEngine(TITLE).explain, facts, NOBODY)
    assert explained.statuses == by_hand(facts)


@needs_durable
@CASES
def test_durable_engine(benchmark: BenchmarkFixture, facts: dict[str, Interval]) -> None:
    benchmark.extra_info |= {"label": "durable-rules, one decision", "aim_us": 15}
    assert benchmark(engines.build("durable", TITLE).statuses, facts, NOBODY) == by_hand(facts)


@needs_durable
def test_compiling_for_durable_rules(benchmark: BenchmarkFixture) -> None:
    benchmark.extra_info["label"] = "compiling the conditions for durable-rules, once"
    assert benchmark(engines.build, "durable", TITLE).name.startswith("durable-rules")

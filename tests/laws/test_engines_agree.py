"""Law: every engine gives the same status for every condition, whatever the program and the facts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnam_rules import engines
from cnam_rules.engines.reference import ReferenceEngine
from cnam_rules.kernel import (
    All,
    Any,
    AtLeast,
    Compare,
    Condition,
    Expr,
    Interval,
    Not,
    Op,
    Program,
    Status,
    VerdictStatus,
    overall,
)
from cnam_rules.testing.kernel import expressions, facts_for, programs, refinements

pytestmark = pytest.mark.skipif(
    "durable" not in engines.available(),
    reason="durable-rules can't be imported here: only one engine to compare",
)


def agree(program: Program, data: st.DataObject, times: int = 4) -> None:
    reference, durable = ReferenceEngine(program), engines.build("durable", program)
    for _ in range(times):
        facts = data.draw(facts_for(program))
        waived = data.draw(st.frozensets(st.sampled_from([c.id for c in program.conditions] or ["none"])))
        expected = reference.statuses(facts, waived)
        found = durable.statuses(facts, waived)
        assert found == expected
        assert list(found) == list(expected) == [condition.id for condition in program.conditions]


@settings(max_examples=300, deadline=None)
@given(program=programs(), data=st.data())
def test_engines_agree_on_random_programs(program: Program, data: st.DataObject) -> None:
    agree(program, data)


@settings(max_examples=60, deadline=None)
@given(expr=expressions(leaves=60), data=st.data())
def test_engines_agree_on_deep_expressions(expr: Expr, data: st.DataObject) -> None:
    agree(Program((Condition("deep", expr, Not(expr)), Condition("alone", expr))), data)


@settings(max_examples=60, deadline=None)
@given(
    width=st.integers(2, 40),
    n=st.integers(0, 41),
    kind=st.sampled_from(["all", "any", "at least"]),
    data=st.data(),
)
def test_engines_agree_on_wide_expressions(width: int, n: int, kind: str, data: st.DataObject) -> None:
    """Wide lists take several passes of durable-rules, and the sums of its own arithmetic."""
    terms: tuple[Expr, ...] = tuple(
        Compare(f"m{i}", data.draw(st.sampled_from(Op)), data.draw(st.integers(0, 2))) for i in range(width)
    )
    expr = All(terms) if kind == "all" else Any(terms) if kind == "any" else AtLeast(n, terms)
    agree(Program((Condition("wide", expr), Condition("not", Not(expr), expr))), data)


@settings(max_examples=20, deadline=None)
@given(widths=st.lists(st.integers(1, 70), min_size=2, max_size=4), data=st.data())
def test_engines_agree_on_several_wide_conditions(widths: list[int], data: st.DataObject) -> None:
    """What one decides in its second pass stands among the facts before what another does in its first."""
    conditions = []
    for number, width in enumerate(widths):
        terms = tuple(Compare(f"m{number}.{i}", Op.AT_LEAST, 1) for i in range(width))
        conditions.append(Condition(f"c{number}", All(terms) if number % 2 else Any(terms)))
    program = Program(tuple(conditions))
    reference, durable = ReferenceEngine(program), engines.build("durable", program)
    settled = {name: Interval(int(name.startswith(("m1", "m3"))), 1) for name in program.measures}
    for name in data.draw(st.lists(st.sampled_from(program.measures), max_size=4)):
        settled[name] = data.draw(st.sampled_from([Interval(0, 0), Interval(1, 1), Interval(0, 1)]))
    for facts in (
        settled,
        {name: Interval(0, 0) for name in settled},
        {name: Interval(1, 1) for name in settled},
    ):
        assert durable.statuses(facts, frozenset()) == reference.statuses(facts, frozenset())


@settings(max_examples=200, deadline=None)
@given(program=programs(), data=st.data())
def test_what_more_facts_say_never_contradicts_what_was_settled(
    program: Program, data: st.DataObject
) -> None:
    """A condition met whatever its `si` may turn out not to apply; what else was settled stays."""
    facts = data.draw(facts_for(program))
    more = data.draw(refinements(facts))
    for name in engines.available():
        engine = engines.build(name, program)
        before, after = engine.statuses(facts, frozenset()), engine.statuses(more, frozenset())
        for key, settled in before.items():
            if settled is Status.MET:
                assert after[key] in (Status.MET, Status.NOT_APPLICABLE)
            elif settled is not Status.UNKNOWN:
                assert after[key] is settled
        if (verdict := overall(before.values())) is not VerdictStatus.UNDETERMINED:
            assert overall(after.values()) is verdict

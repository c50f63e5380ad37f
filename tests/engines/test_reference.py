"""The reference engine against truth tables, against every completion of the unknown, and its trace."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.engines.reference import ReferenceEngine, answer, status, trace
from cnam_rules.kernel import (
    ALWAYS,
    NEVER,
    All,
    Answer,
    Any,
    AtLeast,
    Compare,
    Condition,
    Constant,
    Expr,
    Interval,
    Not,
    Op,
    Program,
    Status,
    comparisons,
)
from cnam_rules.testing.kernel import expressions

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
FACTS = {"yes": Interval(1, 1), "no": Interval(0, 0), "unknown": Interval(0, 1)}


def expr(value: Answer) -> Expr:
    return Compare(value.value, Op.AT_LEAST, 1)


@pytest.mark.parametrize(
    ("left", "right", "conjunction", "disjunction"),
    [
        (YES, YES, YES, YES),
        (YES, NO, NO, YES),
        (YES, UNKNOWN, UNKNOWN, YES),
        (NO, YES, NO, YES),
        (NO, NO, NO, NO),
        (NO, UNKNOWN, NO, UNKNOWN),
        (UNKNOWN, YES, UNKNOWN, YES),
        (UNKNOWN, NO, NO, UNKNOWN),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_truth_tables(left: Answer, right: Answer, conjunction: Answer, disjunction: Answer) -> None:
    assert answer(All((expr(left), expr(right))), FACTS) is conjunction
    assert answer(Any((expr(left), expr(right))), FACTS) is disjunction


def test_negation_and_what_has_no_term() -> None:
    assert [answer(Not(expr(value)), FACTS) for value in (YES, NO, UNKNOWN)] == [NO, YES, UNKNOWN]
    assert (answer(All(()), {}), answer(Any(()), {})) == (YES, NO)
    assert (answer(ALWAYS, {}), answer(NEVER, {})) == (YES, NO)
    assert (answer(AtLeast(0, ()), {}), answer(AtLeast(1, ()), {})) == (YES, NO)


@pytest.mark.parametrize("terms", list(product(Answer, repeat=3)))
@pytest.mark.parametrize("n", range(-1, 5))
def test_at_least_counts_what_is_certain_and_what_is_possible(terms: tuple[Answer, ...], n: int) -> None:
    certain, possible = terms.count(YES), 3 - terms.count(NO)
    expected = YES if certain >= n else UNKNOWN if possible >= n else NO
    assert answer(AtLeast(n, tuple(expr(term) for term in terms)), FACTS) is expected


@pytest.mark.parametrize(
    ("op", "least", "most", "expected"),
    [
        (Op.AT_LEAST, 5, 5, YES),
        (Op.AT_LEAST, 4, 4, NO),
        (Op.AT_LEAST, 4, 5, UNKNOWN),
        (Op.AT_LEAST, 5, None, YES),
        (Op.AT_LEAST, 4, None, UNKNOWN),
        (Op.MORE_THAN, 6, 6, YES),
        (Op.MORE_THAN, 5, 5, NO),
        (Op.MORE_THAN, 5, 6, UNKNOWN),
        (Op.MORE_THAN, 6, None, YES),
        (Op.AT_MOST, 5, 5, YES),
        (Op.AT_MOST, 6, 6, NO),
        (Op.AT_MOST, 5, 6, UNKNOWN),
        (Op.AT_MOST, 6, None, NO),
        (Op.AT_MOST, 5, None, UNKNOWN),
        (Op.LESS_THAN, 4, 4, YES),
        (Op.LESS_THAN, 5, 5, NO),
        (Op.LESS_THAN, 4, 5, UNKNOWN),
        (Op.LESS_THAN, 5, None, NO),
    ],
)
def test_comparisons_with_five(op: Op, least: int, most: int | None, expected: Answer) -> None:
    assert answer(Compare("m", op, 5), {"m": Interval(least, most)}) is expected


@pytest.mark.parametrize(
    ("applies", "requires", "expected"),
    [
        (YES, YES, Status.MET),
        (YES, NO, Status.UNMET),
        (YES, UNKNOWN, Status.UNKNOWN),
        (NO, YES, Status.NOT_APPLICABLE),
        (NO, NO, Status.NOT_APPLICABLE),
        (NO, UNKNOWN, Status.NOT_APPLICABLE),
        (UNKNOWN, YES, Status.MET),
        (UNKNOWN, NO, Status.UNKNOWN),
        (UNKNOWN, UNKNOWN, Status.UNKNOWN),
    ],
)
def test_statuses(applies: Answer, requires: Answer, expected: Status) -> None:
    assert status(applies, requires) is expected
    engine = ReferenceEngine(Program((Condition("c", expr(requires), expr(applies)),)))
    assert engine.statuses(FACTS, frozenset()) == {"c": expected}
    assert engine.statuses(FACTS, frozenset({"c", "another"})) == {"c": Status.WAIVED}
    explained = engine.explain(FACTS, frozenset({"c"})).conditions["c"]
    assert explained.condition is engine.program.conditions[0]
    assert (explained.applies.expr, explained.requires.expr) == (expr(applies), expr(requires))
    assert (explained.status, explained.unwaived) == (Status.WAIVED, expected)
    assert (explained.applies.answer, explained.requires.answer) == (applies, requires)


@given(expr=expressions(names=("a", "b", "c"), leaves=8), data=st.data())
def test_a_settled_answer_is_that_of_every_completion(expr: Expr, data: st.DataObject) -> None:
    """Kleene's logic promises no more: an answer may stay unknown though every completion agrees."""
    names = sorted({compare.measure for compare in comparisons(expr)})
    least = {name: data.draw(st.integers(-2, 3)) for name in names}
    most = {name: data.draw(st.integers(least[name], least[name] + 3)) for name in names}
    found = answer(expr, {name: Interval(least[name], most[name]) for name in names})
    values = product(*(range(least[name], most[name] + 1) for name in names))
    completions = {holds(expr, dict(zip(names, value, strict=True))) for value in values}
    if found is not UNKNOWN:
        assert completions == {found is YES}
    if len(completions) > 1:
        assert found is UNKNOWN
    if least == most:
        assert found is not UNKNOWN


def holds(expr: Expr, values: dict[str, int]) -> bool:
    """Two-valued logic, written anew."""
    match expr:
        case Constant(truth):
            return truth
        case Compare(measure, op, bound):
            value = values[measure]
            return {
                Op.AT_LEAST: value >= bound,
                Op.MORE_THAN: value > bound,
                Op.AT_MOST: value <= bound,
                Op.LESS_THAN: value < bound,
            }[op]
        case All(terms):
            return all(holds(term, values) for term in terms)
        case Any(terms):
            return any(holds(term, values) for term in terms)
        case Not(term):
            return not holds(term, values)
        case AtLeast(n, terms):
            return sum(holds(term, values) for term in terms) >= n


def test_the_trace_holds_every_term_even_those_that_no_longer_matter() -> None:
    expression = All((expr(NO), Not(expr(UNKNOWN)), AtLeast(1, (expr(YES), expr(UNKNOWN)))))
    found = trace(expression, FACTS)
    assert (found.expr, found.answer) == (expression, NO)
    assert [term.answer for term in found.terms] == [NO, UNKNOWN, YES]
    assert [term.expr for term in found.terms] == list(expression.terms)
    either = trace(Any((expr(NO), expr(YES))), FACTS)
    assert (either.expr, [term.answer for term in either.terms]) == (Any((expr(NO), expr(YES))), [NO, YES])
    assert [[inner.answer for inner in term.terms] for term in found.terms] == [[], [UNKNOWN], [YES, UNKNOWN]]


def test_the_trace_of_what_has_no_term() -> None:
    for leaf, expected in [(ALWAYS, YES), (NEVER, NO), (expr(UNKNOWN), UNKNOWN)]:
        assert trace(leaf, FACTS) == (leaf, expected, ())


def test_statuses_come_in_the_programs_order_and_a_missing_fact_is_an_error() -> None:
    program = Program((Condition("z", expr(YES)), Condition("a", expr(NO)), Condition("m", ALWAYS)))
    engine = ReferenceEngine(program)
    assert engine.name == "reference"
    assert engine.program is program
    assert list(engine.statuses(FACTS, frozenset()).items()) == [
        ("z", Status.MET),
        ("a", Status.UNMET),
        ("m", Status.MET),
    ]
    with pytest.raises(KeyError, match="no"):
        engine.statuses({"yes": Interval(1, 1)}, frozenset())

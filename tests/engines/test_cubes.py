"""Cubes: those of each answer are the reference engine's, no two hold together, and they stay few."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings

from cnam_rules.engines import ProgramTooLarge
from cnam_rules.engines._cubes import CERTAIN, Cube, Literal, Partition, at_least, atom, both
from cnam_rules.engines._cutter import GROUP, MAX_CONDITION, MAX_CUBES, Cutter, Helper
from cnam_rules.engines.reference import answer
from cnam_rules.kernel import (
    All,
    Answer,
    Any,
    AtLeast,
    Compare,
    Constant,
    Expr,
    Interval,
    Not,
    Op,
    comparisons,
)
from cnam_rules.testing.kernel import expressions

NAMES = ("a", "b", "c")
LITERALS = [Literal(("m",), *rest) for rest in product((1, 2), (False, True), (False, True))]
ENDS = [Interval(least, most) for least in range(-1, 3) for most in range(least, 3)]


def literal_holds(literal: Literal, facts: dict[str, Interval]) -> bool:
    end = 0
    for name in literal.measures:
        fact = facts[name]
        assert fact.most is not None
        end += fact.most if literal.upper else fact.least
    return (end >= literal.bound) is literal.reached


def held(cubes: tuple[Cube, ...], facts: dict[str, Interval]) -> int:
    return sum(all(literal_holds(literal, facts) for literal in cube) for cube in cubes)


def decided(partition: Partition, facts: dict[str, Interval]) -> Answer:
    """The one answer whose cubes hold, after checking that it is one, and that the five lists agree."""
    yes, no, unknown, possible, doubtful = (held(cubes, facts) for cubes in partition)
    assert yes + no + unknown == 1
    assert (possible, doubtful) == (1 - no, 1 - yes)
    return Answer.YES if yes else Answer.NO if no else Answer.UNKNOWN


def in_passes(expr: Expr, facts: dict[str, Interval]) -> Answer:
    """What an expression comes to by cubes, its helpers decided first."""
    cutter = Cutter(frozenset(facts))
    partition = cutter.partition(cutter.fit(expr))
    assert partition.size <= MAX_CUBES
    known = dict(facts)
    for name, helper in sorted(cutter.helpers.items(), key=lambda item: item[1].passes):
        assert helper.name == name
        assert helper.partition.size <= MAX_CUBES
        known[name] = {
            Answer.YES: Interval(1, 1),
            Answer.NO: Interval(0, 0),
            Answer.UNKNOWN: Interval(0, 1),
        }[decided(helper.partition, known)]
    return decided(partition, known)


@settings(max_examples=60)
@given(expr=expressions(names=NAMES, leaves=10))
def test_exactly_one_cube_holds_and_it_is_that_of_the_reference_engine(expr: Expr) -> None:
    for ends in product(ENDS[::2], repeat=3):
        facts = dict(zip(NAMES, ends, strict=True))
        assert in_passes(expr, facts) is answer(expr, facts)


@pytest.mark.parametrize("kind", ["all", "any", "at least"])
@pytest.mark.parametrize("certain", [0, 4, 5, 9, 10])
@pytest.mark.parametrize("possible", [0, 4, 5, 9, 10])
def test_what_is_decided_in_passes_is_what_the_reference_engine_decides(
    kind: str, certain: int, possible: int
) -> None:
    """Ten terms that are pairs, so that pairs, groups and sums are all cut out."""
    terms = tuple(
        All((Compare(f"a{i}", Op.AT_LEAST, 1), Compare(f"b{i}", Op.LESS_THAN, 1))) for i in range(10)
    )
    kinds: dict[str, Expr] = {"all": All(terms), "any": Any(terms), "at least": AtLeast(5, terms)}
    expr = kinds[kind]
    facts = {f"a{i}": Interval(int(i < certain), int(i < max(certain, possible))) for i in range(10)}
    facts |= {f"b{i}": Interval(0, 0) for i in range(10)}
    assert in_passes(expr, facts) is answer(expr, facts)


@pytest.mark.parametrize("n", range(-1, 6))
def test_at_least_over_every_fact(n: int) -> None:
    partition = at_least(n, tuple(atom((name,), 1) for name in NAMES))
    expr = AtLeast(n, tuple(Compare(name, Op.AT_LEAST, 1) for name in NAMES))
    for ends in product([Interval(0, 0), Interval(0, 1), Interval(1, 1)], repeat=3):
        facts = dict(zip(NAMES, ends, strict=True))
        assert decided(partition, facts) is answer(expr, facts)


@pytest.mark.parametrize(
    "one", [Literal(("m",), k, u, r) for k in (1, 2) for u in (False, True) for r in (False, True)]
)
@pytest.mark.parametrize(
    "other", [Literal(("m",), k, u, r) for k in (1, 2) for u in (False, True) for r in (False, True)]
)
def test_literals_exclude_each_other_when_no_fact_fits_both(one: Literal, other: Literal) -> None:
    facts = [{"m": Interval(least, most)} for least in range(4) for most in range(least, 4)]
    together = any(literal_holds(one, fact) and literal_holds(other, fact) for fact in facts)
    assert together is not (one.excludes(other) or other.excludes(one))
    assert bool(both([frozenset({one})], [frozenset({other})])) is together


def test_literals_of_other_measures_exclude_nothing() -> None:
    assert not Literal(("m",), 3, False, True).excludes(Literal(("n",), 2, False, False))


@pytest.mark.parametrize("kind", [All, Any])
@pytest.mark.parametrize("width", [2, 9, 10, 60, 500])
def test_wide_lists_take_helpers_in_proportion(kind: type[All] | type[Any], width: int) -> None:
    cutter = Cutter(frozenset())
    expr = cutter.fit(kind(tuple(Compare(f"m{i}", Op.AT_LEAST, 1) for i in range(width))))
    assert cutter.partition(expr).size <= MAX_CUBES
    assert bool(cutter.helpers) is (width > 9)
    assert len(cutter.helpers) <= width / GROUP * 1.5


def test_nesting_takes_helpers_in_proportion() -> None:
    """Spelled out, it would take 2¹⁰⁰ cubes."""
    pairs = tuple(
        Any((Compare(f"a{i}", Op.AT_LEAST, 1), Compare(f"b{i}", Op.AT_LEAST, 1))) for i in range(100)
    )
    cutter = Cutter(frozenset())
    assert cutter.partition(cutter.fit(All(pairs))).size <= MAX_CUBES
    assert len(cutter.helpers) <= 125


def test_helpers_are_decided_before_they_are_read_and_never_twice() -> None:
    wide = All(tuple(Compare(f"m{i}", Op.AT_LEAST, 1) for i in range(200)))
    cutter = Cutter(frozenset())
    assert cutter.fit(wide) == cutter.fit(wide)
    count = len(cutter.helpers)
    outcomes = cutter.outcomes(wide, Not(wide))
    assert len(cutter.helpers) == count
    assert cutter.decided_in(outcomes) == 1 + max(helper.passes for helper in cutter.helpers.values())
    for helper in cutter.helpers.values():
        assert helper.passes == cutter.decided_in(helper.partition)
    assert {helper.passes for helper in cutter.helpers.values()} == {0, 1}


def test_a_condition_whose_two_sides_multiply_is_cut() -> None:
    def side(name: str) -> Expr:
        return All(tuple(Compare(f"{name}{i}", Op.AT_LEAST, 1) for i in range(9)))

    cutter = Cutter(frozenset())
    outcomes = cutter.outcomes(side("a"), side("b"))
    assert sum(map(len, outcomes)) <= MAX_CONDITION
    assert len(cutter.helpers) == 1


def test_a_sum_is_shared_and_its_name_is_nobody_elses() -> None:
    terms = tuple(Compare(f"#{i}", Op.AT_LEAST, 1) for i in range(20))
    cutter = Cutter(frozenset(f"#{i}" for i in range(40)))
    found = cutter.fit(AtLeast(7, terms))
    assert isinstance(found, Compare)
    assert (found.op, found.bound) == (Op.AT_LEAST, 7)
    assert len(cutter.sums[found.measure]) == 20
    assert cutter.fit(AtLeast(7, terms)) == found
    other = cutter.fit(AtLeast(8, terms))
    assert isinstance(other, Compare)
    assert (other.measure, other.bound) == (found.measure, 8)
    assert len(cutter.sums) == 1
    assert not {*cutter.helpers, *cutter.sums} & cutter.measures
    assert all(isinstance(name, str) for name in cutter.sums)
    assert len({*cutter.helpers, *cutter.sums}) == 21


@pytest.mark.parametrize(("n", "expected"), [(-1, True), (0, True), (3, False)])
def test_at_least_none_or_too_many_is_constant(n: int, expected: bool) -> None:
    terms = (Compare("a", Op.AT_LEAST, 1), Compare("b", Op.AT_LEAST, 1))
    assert Cutter(frozenset()).fit(AtLeast(n, terms)) == Constant(expected)
    assert Cutter(frozenset()).fit(AtLeast(1, ())) == Constant(False)
    assert Cutter(frozenset()).fit(AtLeast(1, terms)) == Any(terms)
    assert Cutter(frozenset()).fit(AtLeast(2, terms)) == All(terms)


@pytest.mark.parametrize(
    ("n", "width", "spelled_out"), [(2, 3, True), (2, 4, False), (2, 6, False), (3, 7, False)]
)
def test_short_lists_are_spelled_out_if_their_cubes_are_few(n: int, width: int, spelled_out: bool) -> None:
    expr = AtLeast(n, tuple(Compare(f"m{i}", Op.AT_LEAST, 1) for i in range(width)))
    cutter = Cutter(frozenset())
    found = cutter.fit(expr)
    assert (found == expr) is spelled_out
    assert (not cutter.sums) is spelled_out
    assert cutter.partition(found).size <= MAX_CUBES


def test_a_sum_of_too_many_is_refused() -> None:
    terms = tuple(Compare(f"m{i}", Op.AT_LEAST, 1) for i in range(61))
    assert isinstance(Cutter(frozenset()).fit(AtLeast(2, terms[:60])), Compare)
    with pytest.raises(ProgramTooLarge, match="an 'at least 2 of' with 61 terms; 60 can be summed"):
        Cutter(frozenset()).fit(AtLeast(2, terms))


def test_what_is_certain_takes_one_cube() -> None:
    assert CERTAIN.size == CERTAIN.negated().size == 1
    assert decided(CERTAIN, {}) is Answer.YES
    assert decided(CERTAIN.negated(), {}) is Answer.NO
    assert Helper("#0", CERTAIN, 0).partition.negated().negated() == CERTAIN
    assert not list(comparisons(Constant(True)))

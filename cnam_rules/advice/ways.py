"""The ways in which an expression can come to be surely true, or surely false, as bounds to reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, islice
from typing import Final, TypeAlias

from attrs import frozen

from cnam_rules.engines.reference import answer
from cnam_rules.kernel import All, Answer, Any, AtLeast, Bounds, Compare, Constant, Expr, Not

__all__ = ["Wanted", "Way", "ways"]

_MOST: Final = 24
"""How many ways of one expression are looked at, those that ask for least first."""


@frozen(order=True)
class Wanted:
    """A bound that a measure is to reach, or to stay below.

    Attributes:
        measure: the measure's name in the rule set.
        bound: the bound, in the measure's unit.
        reached: whether the measure is to be at least that, or less.
    """

    measure: str
    bound: int
    reached: bool

    def holds(self, fact: Bounds) -> bool:
        """Whether it is surely so."""
        if self.reached:
            return fact.least >= self.bound
        return fact.most is not None and fact.most < self.bound


Way: TypeAlias = frozenset[Wanted]


def ways(expr: Expr, facts: Mapping[str, Bounds], *, true: bool = True) -> tuple[Way, ...]:
    """The ways in which an expression comes to be surely true, those that ask for least first.

    What holds already isn't asked for: an expression that is true as it is has one way, which asks for
    nothing; one that nothing makes true has none.

    Args:
        expr: the expression.
        facts: what the measures are now.
        true: whether it is to be true, or false.

    >>> from cnam_rules.kernel import Interval, Op
    >>> stage = Compare("stage", Op.AT_LEAST, 93)
    >>> ways(stage, {"stage": Interval(0, 0)})
    (frozenset({Wanted(measure='stage', bound=93, reached=True)}),)
    >>> ways(stage, {"stage": Interval(93, 93)})
    (frozenset(),)
    """
    if answer(expr, facts) is (Answer.YES if true else Answer.NO):
        return (frozenset(),)
    return _least(_ways(expr, facts, true))


def _ways(expr: Expr, facts: Mapping[str, Bounds], true: bool) -> Iterator[Way]:
    match expr:
        case Constant():
            return  # what it is it stays
        case Compare():
            bound, negated = expr.threshold
            yield frozenset((Wanted(expr.measure, bound, true is not negated),))
        case Not(term):
            yield from ways(term, facts, true=not true)
        case All(terms):
            yield from _so_many(len(terms) if true else 1, terms, facts, true)
        case Any(terms):
            yield from _so_many(1 if true else len(terms), terms, facts, true)
        case AtLeast(n, terms):
            yield from _so_many(n if true else len(terms) - n + 1, terms, facts, true)


def _so_many(n: int, terms: tuple[Expr, ...], facts: Mapping[str, Bounds], true: bool) -> Iterator[Way]:
    """The ways in which so many of some terms come to it."""
    each = [ways(term, facts, true=true) for term in terms]
    already = sum(found == (frozenset(),) for found in each)
    open_ = [found for found in each if found and found != (frozenset(),)]
    lacking = max(n - already, 0)
    for some in islice(combinations(open_, lacking), _MOST):
        found: tuple[Way, ...] = (frozenset(),)
        for one in some:
            found = _least(way | other for way in found for other in one)
        yield from found


def _least(found: Iterable[Way]) -> tuple[Way, ...]:
    """The ways that ask for no more than another does, the shortest first."""
    kept: list[Way] = []
    for way in sorted(set(found), key=lambda way: (len(way), sorted(way))):
        if not any(other <= way for other in kept):
            kept.append(way)
    return tuple(kept[:_MOST])

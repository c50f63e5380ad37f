"""Kleene logic for an engine that only knows conjunctions of comparisons.

durable-rules matches a fact against conjunctions; its `$or` fires a rule once per branch that holds. So an
expression becomes *cubes*: conjunctions of comparisons of the ends of facts, no two of which hold together.
Each answer (yes, no, unknown) is a list of cubes, and the three lists share out every possible fact: exactly
one cube holds, so exactly one rule fires, once.

For `m ≥ k`: yes is `least ≥ k`, no is `most < k`, unknown is `least < k` and `most ≥ k`. The cubes of a
connective combine those of its terms left to right; two more lists, *possible* (not no) and *doubtful* (not
yes), keep their number linear in the number of terms of one `All` or `Any`. Nesting and "at least n of"
multiply it; `cnam_rules.engines._cutter` cuts the expressions for which that is too much.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

__all__ = ["CERTAIN", "Cube", "Literal", "Partition", "at_least", "atom", "both", "conjoined", "disjoined"]


class Literal(NamedTuple):
    """One end of a measure, or of the sum of several, against a bound.

    Attributes:
        measures: the measures that are summed; mostly one.
        bound: what the end is compared with.
        upper: the upper end (`most`) rather than the lower (`least`).
        reached: `≥` the bound rather than `<`.
    """

    measures: tuple[str, ...]
    bound: int
    upper: bool
    reached: bool

    def excludes(self, other: Literal) -> bool:
        """Whether both can't hold: `≥ k` and `< j` with j ≤ k, of one end or of the lower and the upper.

        >>> Literal(("m",), 3, False, True).excludes(Literal(("m",), 2, True, False))
        True
        >>> Literal(("m",), 3, True, True).excludes(Literal(("m",), 2, False, False))
        False
        """
        return (
            self.reached
            and not other.reached
            and other.measures == self.measures
            and other.bound <= self.bound
            and other.upper >= self.upper
        )


Cube: TypeAlias = frozenset[Literal]
"""A conjunction of literals; the empty one always holds."""


class Partition(NamedTuple):
    """The cubes of each answer; `possible` is yes or unknown, `doubtful` is no or unknown.

    In each list no two cubes hold together; `yes`, `no` and `unknown` share out all facts between them.
    """

    yes: tuple[Cube, ...]
    no: tuple[Cube, ...]
    unknown: tuple[Cube, ...]
    possible: tuple[Cube, ...]
    doubtful: tuple[Cube, ...]

    @property
    def size(self) -> int:
        """How many branches of rules it takes."""
        return len(self.yes) + len(self.no) + len(self.unknown)

    def negated(self) -> Partition:
        """The partition of the negation."""
        return Partition(self.no, self.yes, self.unknown, self.doubtful, self.possible)


CERTAIN = Partition((frozenset(),), (), (), (frozenset(),), ())
"""The partition of what is always true."""


def atom(measures: tuple[str, ...], bound: int) -> Partition:
    """The partition of one comparison: the sum of some measures is at least a bound.

    >>> [len(cubes) for cubes in atom(("m",), 3)]
    [1, 1, 1, 1, 1]
    """
    surely, possibly = Literal(measures, bound, False, True), Literal(measures, bound, True, True)
    doubted, excluded = Literal(measures, bound, False, False), Literal(measures, bound, True, False)
    return Partition(
        yes=(frozenset({surely}),),
        no=(frozenset({excluded}),),
        unknown=(frozenset({doubted, possibly}),),
        possible=(frozenset({possibly}),),
        doubtful=(frozenset({doubted}),),
    )


def both(left: Iterable[Cube], right: Iterable[Cube]) -> tuple[Cube, ...]:
    """The cubes of *one of the left and one of the right*, without those that can't hold."""
    right = tuple(right)
    joined = (a | b for a in left for b in right)
    return tuple(cube for cube in joined if not any(one.excludes(other) for one in cube for other in cube))


def conjoined(left: Partition, right: Partition) -> Partition:
    """The partition of *left and right*."""
    return Partition(
        yes=both(left.yes, right.yes),
        no=left.no + both(left.possible, right.no),
        unknown=both(left.unknown, right.possible) + both(left.yes, right.unknown),
        possible=both(left.possible, right.possible),
        doubtful=left.doubtful + both(left.yes, right.doubtful),
    )


def disjoined(left: Partition, right: Partition) -> Partition:
    """The partition of *left or right*."""
    return conjoined(left.negated(), right.negated()).negated()


def at_least(n: int, terms: tuple[Partition, ...]) -> Partition:
    """The partition of *at least n of the terms*: *the first, and n - 1 of the others; or n of the others*.

    The number of cubes grows as that of the ways to choose n terms: for short lists only.
    """
    if n <= 0:
        return CERTAIN
    if n > len(terms):
        return CERTAIN.negated()
    first, fewer, as_many = terms[0], at_least(n - 1, terms[1:]), at_least(n, terms[1:])
    # Where n of the others are certain so are n - 1; where n - 1 are out of reach so are n.
    undecided = both(fewer.possible, as_many.doubtful)
    return Partition(
        yes=both(first.yes, fewer.yes) + both(first.doubtful, as_many.yes),
        no=both(first.no, as_many.no) + both(first.possible, fewer.no),
        unknown=both(first.yes, fewer.unknown)
        + both(first.no, as_many.unknown)
        + both(first.unknown, undecided),
        possible=both(first.possible, fewer.possible) + both(first.no, as_many.possible),
        doubtful=both(first.yes, fewer.doubtful) + both(first.doubtful, as_many.doubtful),
    )

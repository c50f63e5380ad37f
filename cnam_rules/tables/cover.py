"""What is left of a box when other boxes are taken out of it: gaps of tables, and rows that can still be hit.

A box is a set of values for each column; it stands for every way to choose one value in each. The search goes
column by column and keeps, at each, only the rows that are still alive: values that the same rows accept are
one case. That is exact for any table. What a table costs is counted, so that a hostile one is refused rather
than waited for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from cnam_rules.tables.sets import Values

__all__ = ["Box", "TooManyCases", "meet", "uncovered"]

Box: TypeAlias = tuple[Values, ...]
"""A set of values for each column, in the columns' order."""

MOST_CASES: Final = 50_000
"""The most cases that are looked at for one question."""


class TooManyCases(Exception):
    """The boxes cut each other into more cases than are looked at."""


def meet(one: Box, other: Box) -> Box | None:
    """The box of what is in both; None when nothing is.

    >>> meet((Values.of((1, 5)),), (Values.of((4, 9)),))
    (Values(intervals=((4, 5),)),)
    """
    both = tuple(mine & theirs for mine, theirs in zip(one, other, strict=True))
    return both if all(both) else None


def uncovered(domain: Box, taken: Sequence[Box]) -> tuple[Box, ...]:
    """What of a box is in none of the others, as boxes that have nothing in common.

    Args:
        domain: the box; none of its sets is empty.
        taken: the others.

    Returns:
        The boxes, by their smallest case, columns in order; none when the whole is covered.

    Raises:
        TooManyCases: it can't be told within `MOST_CASES`.

    >>> one, two = Values.of((1, 3)), Values.of((1, 2))
    >>> [[values.intervals for values in box] for box in uncovered((one, one), [(one, two)])]
    [[((1, 3),), ((3, 3),)]]
    """
    boxes = _Search(domain, taken).left(0, tuple(range(len(taken))))
    return tuple(sorted(boxes, key=lambda box: [values.intervals for values in box]))


class _Search:
    def __init__(self, domain: Box, taken: Sequence[Box]) -> None:
        self.domain = domain
        self.taken = taken
        self.known: dict[tuple[int, tuple[int, ...]], tuple[Box, ...]] = {}
        self.cases = 0

    def left(self, column: int, alive: tuple[int, ...]) -> tuple[Box, ...]:
        """What is left of the columns from this one on, given the boxes that accept what was chosen."""
        if not alive:
            return (self.domain[column:],)
        if column == len(self.domain):
            return ()
        key = (column, alive)
        if key not in self.known:
            self.known[key] = self._left(column, alive)
        return self.known[key]

    def _left(self, column: int, alive: tuple[int, ...]) -> tuple[Box, ...]:
        groups: dict[tuple[int, ...], Values] = {}
        for piece in self.domain[column].cut(self.taken[row][column] for row in alive):
            self.cases += len(alive)
            if self.cases > MOST_CASES:
                raise TooManyCases
            still = tuple(row for row in alive if piece.least in self.taken[row][column])
            groups[still] = groups[still] | piece if still in groups else piece
        # Values that leave the same behind them are told together: one box rather than many.
        together: dict[tuple[Box, ...], Values] = {}
        for still, values in groups.items():
            rest = self.left(column + 1, still)
            if rest:
                together[rest] = together[rest] | values if rest in together else values
        return tuple((values, *box) for rest, values in together.items() for box in rest)

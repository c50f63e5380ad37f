"""Sets of whole numbers as a few intervals, which is what the cells of a decision table are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

__all__ = ["EMPTY", "Values"]


@frozen
class Values:
    """A set of whole numbers.

    Attributes:
        intervals: its runs (first, last), both inclusive, in ascending order; none touches the next.

    >>> Values.of((5, 7), (1, 2), (3, 3))
    Values(intervals=((1, 3), (5, 7)))
    """

    intervals: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, *intervals: tuple[int, int]) -> Values:
        """The numbers of any of these intervals; one whose first number is past its last has none."""
        merged: list[tuple[int, int]] = []
        for first, last in sorted(intervals):
            if first > last:
                continue
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(merged[-1][1], last))
            else:
                merged.append((first, last))
        return cls(tuple(merged))

    @property
    def least(self) -> int:
        """The smallest number.

        Raises:
            IndexError: there is none.
        """
        return self.intervals[0][0]

    def __bool__(self) -> bool:
        return bool(self.intervals)

    def __contains__(self, number: int) -> bool:
        return any(first <= number <= last for first, last in self.intervals)

    def __and__(self, other: Values) -> Values:
        return Values.of(
            *(
                (max(first, start), min(last, stop))
                for first, last in self.intervals
                for start, stop in other.intervals
            )
        )

    def __or__(self, other: Values) -> Values:
        return Values.of(*self.intervals, *other.intervals)

    def cut(self, others: Iterable[Values]) -> Iterator[Values]:
        """The set in pieces, none of which has numbers both inside and outside one of the others.

        >>> [piece.intervals for piece in Values.of((1, 9)).cut([Values.of((4, 5))])]
        [((1, 3),), ((4, 5),), ((6, 9),)]
        """
        edges = sorted(
            {edge for other in others for first, last in other.intervals for edge in (first, last + 1)}
        )
        for first, last in self.intervals:
            starts = [first, *(edge for edge in edges if first < edge <= last)]
            for start, following in zip(starts, [*starts[1:], last + 1], strict=True):
                yield Values(((start, following - 1),))


EMPTY = Values(())
"""The set without a number."""

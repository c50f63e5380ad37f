"""Weighted means over what may be left out, exactly: the best, and the least and the greatest they may be.

A mean is not a sum: whether one more mark raises it depends on the mean itself. So the marks to take are
found by Dinkelbach's method: suppose the mean is λ, take the marks that add most to the sum of
weight × (mark − λ), and begin again with the mean that they have; it only rises, and stops at the greatest.
Every number is a fraction.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

__all__ = ["Weighted", "best", "mean", "mean_ends"]


@frozen
class Weighted:
    """What is averaged.

    Attributes:
        least: the lowest it may be.
        most: the highest it may be.
        weight: its weight, above 0.
        optional: whether it may be left out.
    """

    least: int
    most: int
    weight: Fraction
    optional: bool = False


Pair = tuple[int, Fraction]


def mean(pairs: Sequence[Pair]) -> Fraction:
    """The weighted mean of values with their weights; of nothing, 0.

    >>> mean([(1200, Fraction(1)), (900, Fraction(2))])
    Fraction(1000, 1)
    """
    weight = sum(weight for _, weight in pairs)
    return Fraction(sum(value * weight for value, weight in pairs)) / weight if weight else Fraction(0)


def best(pairs: Sequence[Pair], n: int) -> tuple[int, ...]:
    """The positions of the `n` values whose weighted mean is the greatest, or of all when there are fewer.

    Of several such choices, the one that takes what comes first in the list.

    >>> best([(900, Fraction(1)), (1200, Fraction(1)), (900, Fraction(1))], 2)
    (0, 1)
    """
    if len(pairs) <= n:
        return tuple(range(len(pairs)))
    _, chosen = _extreme([], pairs, n, n, 1)
    return chosen


def mean_ends(items: Sequence[Weighted], n: int | None = None) -> tuple[Fraction, Fraction]:
    """The least and the greatest that the mean of the best `n` may be.

    Args:
        items: what is averaged; those that are optional may each be there or not.
        n: how many count, at least 1; those there are when there are fewer. None for all.

    >>> one, two = Weighted(1000, 1000, Fraction(1)), Weighted(0, 2000, Fraction(1), optional=True)
    >>> mean_ends([one, two])
    (Fraction(500, 1), Fraction(1500, 1))
    """
    n = len(items) if n is None else n
    low = [(item.least, item.weight) for item in items if not item.optional]
    maybe_low = [(item.least, item.weight) for item in items if item.optional]
    high = [(item.most, item.weight) for item in items if not item.optional]
    maybe_high = [(item.most, item.weight) for item in items if item.optional]
    room = n - len(low)
    if room <= 0:
        # What may come besides can only replace what is counted by something better.
        every = [*high, *maybe_high]
        return mean([low[i] for i in best(low, n)]), mean([every[i] for i in best(every, n)])
    # Below n, everything that is there counts. At the lower end nothing more than that comes: once n are
    # there, one more can only be taken instead of another because the mean is then greater.
    least = _extreme(low, maybe_low, 0, min(room, len(maybe_low)), -1)[0] if low else Fraction(0)
    if not maybe_high:
        return least, mean(high)
    most = _extreme(high, maybe_high, 0 if high else 1, min(room, len(maybe_high)), 1)[0]
    every = [*high, *maybe_high]
    return least, max(most, mean([every[i] for i in best(every, n)])) if len(every) >= n else most


def _extreme(
    fixed: Sequence[Pair], free: Sequence[Pair], fewest: int, most: int, sign: int
) -> tuple[Fraction, tuple[int, ...]]:
    """The greatest mean (the least, when `sign` is −1) of `fixed` with `fewest` to `most` of `free`.

    Returns:
        The mean, and the positions of what was taken of `free`.
    """
    supposed = mean([*fixed, *free[:fewest]])
    while True:
        gains = [sign * weight * (value - supposed) for value, weight in free]
        order = sorted(range(len(free)), key=lambda i: -gains[i])
        chosen = [i for rank, i in enumerate(order[:most]) if rank < fewest or gains[i] > 0]
        found = mean([*fixed, *(free[i] for i in chosen)])
        if found == supposed:
            return found, tuple(sorted(chosen))
        supposed = found

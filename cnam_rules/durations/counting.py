"""The totals: how many months and days a set of days makes, under each convention, and nothing else.

Days are ordinals. Spells come with both ends included, as contracts write them; runs are half-open (`stop` is
the day after the last) as arithmetic likes them. Nothing after `as_of` counts; `as_of` itself does. Totals
are encoded lengths (see `cnam_rules.durations.months`). What is behind a total (runs, anchor, days left out)
is `account`, in the `evidence` module.

`total` is what a program calls thousands of times: a few microseconds for six spells. `prorata_total` costs
some tens. The proof that these are right is in `docs/explanation/counting-months.md`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from cnam_rules.durations.conventions import USUAL, Counting, Months, PartTime, Spell, StageCounting
from cnam_rules.durations.months import MONTH, distance, length_of_month

__all__ = ["MARGIN", "elapsed", "measure", "presence", "presence_lacking", "prorata_total", "total"]

MARGIN: Final = 16
"""Days counted from one day never make more months and days than `MARGIN` more of them counted from another.

So the search for the best anchor stops at the first day from which that many fewer days are left.
"""

THIRTY: Final = 30
DAYS_OF_PRESENCE: Final = 22
HOURS_A_DAY: Final = 7

Run = tuple[int, int]
Stretch = tuple[int, int, int]
"""Days of equal weight: start, stop (excluded), and the weight of each day as a number of `scale`-ths."""


def total(
    spells: Iterable[tuple[int, int]], as_of: int, months: Months = Months.QUANTIEME, single: bool = False
) -> int:
    """The encoded length of the days that the spells cover, each counted once and whole.

    Args:
        spells: (first day, last day) of each, ordinals, both included, in any order.
        as_of: the ordinal of the last day that may count.
        months: how days make months.
        single: count only the unbroken run that counts for most (*d'un seul tenant*).

    Raises:
        ValueError: a spell ends before it starts.

    >>> from cnam_rules.durations import decode
    >>> day = date.toordinal
    >>> decode(total([(day(date(2023, 9, 1)), day(date(2025, 2, 28)))], day(date(2025, 10, 1))))
    (18, 0)
    """
    runs = runs_of(spells, as_of)
    if not runs:
        return 0
    if months is Months.QUANTIEME:
        if single:
            return max([distance(start, stop) for start, stop in runs])
        left = 0
        for start, stop in runs:
            left += stop - start
        enough = left - MARGIN
        best = 0
        for start, stop in runs:
            if left <= enough:
                break
            best = max(best, distance(start, start + left))
            left -= stop - start
        return best
    lengths = [stop - start for start, stop in runs]
    return in_months_of(THIRTY, max(lengths) if single else sum(lengths))


def elapsed(start: int, stop: int, months: Months = Months.QUANTIEME) -> int:
    """The encoded length from a day to another: from its number to the same number, or by 30 days.

    Args:
        start: the ordinal of the day that it is counted from.
        stop: the ordinal of the day on which it is asked; 0 when that isn't after `start`.
        months: how days make months.

    >>> from cnam_rules.durations import decode
    >>> day = date.toordinal
    >>> decode(elapsed(day(date(2024, 9, 1)), day(date(2025, 9, 1))))
    (12, 0)
    """
    if stop <= start:
        return 0
    return distance(start, stop) if months is Months.QUANTIEME else in_months_of(THIRTY, stop - start)


def prorata_total(
    spells: Iterable[tuple[int, int, Fraction]],
    as_of: int,
    months: Months = Months.QUANTIEME,
    single: bool = False,
) -> int:
    """The encoded length of the days that the spells cover, each worth the sum of its quotités, at most 1.

    Whole days only: the fraction of a day that is left at the end is dropped.

    Args:
        spells: (first day, last day, quotité in (0, 1]) of each, ordinals, both included, in any order.
        as_of: the ordinal of the last day that may count.
        months: how days make months.
        single: count only the unbroken run of days worked that counts for most (*d'un seul tenant*).

    Raises:
        ValueError: a spell ends before it starts, or a quotité is outside (0, 1].

    >>> day = date(2024, 1, 1).toordinal()
    >>> prorata_total([(day, day + 9, Fraction(1, 2))], day + 9)
    5
    """
    stretches, scale = stretches_of(spells, as_of)
    parts = contiguous(stretches) if single else [stretches]
    if months is Months.QUANTIEME:
        return max([best_anchor(part, scale)[0] for part in parts], default=0)
    return in_months_of(THIRTY, max([weigh(part) for part in parts], default=0) // scale)


def measure(spells: Sequence[Spell], as_of: int, counting: Counting = USUAL) -> int:
    """The encoded length of the spells under the conventions given: `total` or `prorata_total`, as they say.

    >>> spells = [Spell(1, 10, Fraction(1, 2)), Spell(21, None)]
    >>> measure(spells, 30, Counting()), measure(spells, 30, Counting(part_time=PartTime.PRORATA))
    (20, 15)
    """
    if counting.part_time is PartTime.PRORATA:
        weighted = [(s.start, s.last_by(as_of), s.weight) for s in spells if s.start <= as_of]
        return prorata_total(weighted, as_of, counting.months, counting.single)
    return total(
        [(s.start, s.last_by(as_of)) for s in spells if s.start <= as_of],
        as_of,
        counting.months,
        counting.single,
    )


def presence(amount: Fraction | int, counting: StageCounting) -> int:
    """The encoded length of a stage counted in presence; what is left under a whole day is dropped.

    Args:
        amount: days of presence under `JOURS_DE_PRESENCE`, hours under `HEURES`.
        counting: the convention; `CALENDAIRE` counts dates, not presence.

    Raises:
        ValueError: a negative amount, or the convention `CALENDAIRE`.

    >>> from cnam_rules.durations import decode
    >>> decode(presence(462, StageCounting.HEURES)), decode(presence(65, StageCounting.JOURS_DE_PRESENCE))
    ((3, 0), (2, 21))
    """
    if amount < 0:
        raise ValueError(f"a negative amount of presence: {amount}")
    return in_months_of(DAYS_OF_PRESENCE, math.floor(Fraction(amount) / unit_of_presence(counting)))


def presence_lacking(amount: Fraction | int, bound: int, counting: StageCounting) -> Fraction:
    """The least presence that, added, reaches a length, in days or hours; 0 when it is reached.

    Args:
        amount: days of presence under `JOURS_DE_PRESENCE`, hours under `HEURES`.
        bound: the encoded length to reach; more than 22 days in it are a month.
        counting: the convention; `CALENDAIRE` counts dates, not presence.

    Raises:
        ValueError: the convention `CALENDAIRE`.

    >>> presence_lacking(400, 3 * MONTH, StageCounting.HEURES)
    Fraction(62, 1)
    """
    months, days = divmod(bound, MONTH)
    needed = months * DAYS_OF_PRESENCE + min(days, DAYS_OF_PRESENCE)
    return max(Fraction(0), Fraction(needed * unit_of_presence(counting)) - amount)


def unit_of_presence(counting: StageCounting) -> int:
    """How many days or hours make one day of presence: 1 or 7.

    Raises:
        ValueError: the convention `CALENDAIRE`, which doesn't count presence.
    """
    if counting is StageCounting.CALENDAIRE:
        raise ValueError("the convention calendaire counts the days between dates, not presence: use total")
    return HOURS_A_DAY if counting is StageCounting.HEURES else 1


def in_months_of(length: int, days: int) -> int:
    """The encoded length of a number of days when every month has `length` of them (at most 31)."""
    return days // length * MONTH + days % length


def runs_of(spells: Iterable[tuple[int, int]], as_of: int) -> list[Run]:
    """The maximal runs of days covered up to `as_of`, half-open, in order: spells that touch are merged.

    Raises:
        ValueError: a spell ends before it starts.

    >>> runs_of([(20, 40), (1, 5), (6, 9), (2, 3)], 30)
    [(1, 10), (20, 31)]
    """
    runs: list[Run] = []
    begin = reach = 0
    for start, end in sorted(spells):
        if end < start:
            raise ValueError(f"a spell ends on day {end}, before it starts on day {start}")
        if start > as_of:
            continue
        if start > reach:
            if reach:
                runs.append((begin, reach))
            begin = start
            reach = 0
        if end >= reach:
            reach = end + 1 if end < as_of else as_of + 1
    if reach:
        runs.append((begin, reach))
    return runs


def stretches_of(spells: Iterable[tuple[int, int, Fraction]], as_of: int) -> tuple[list[Stretch], int]:
    """The days covered up to `as_of`, in order, split where the weight changes; and the scale of weights.

    Weights are whole numbers of `scale`-ths, so that everything after is exact and on integers.

    Raises:
        ValueError: a spell ends before it starts, or a quotité is outside (0, 1].

    >>> stretches_of([(1, 9, Fraction(1, 2)), (5, 20, Fraction(3, 4))], 12)
    ([(1, 5, 2), (5, 10, 4), (10, 13, 3)], 4)
    """
    kept: list[tuple[int, int, Fraction]] = []
    for start, end, weight in spells:
        if end < start:
            raise ValueError(f"a spell ends on day {end}, before it starts on day {start}")
        if not 0 < weight <= 1:
            raise ValueError(f"a quotité is in (0, 1], not {weight}")
        if start <= as_of:
            kept.append((start, min(end, as_of) + 1, weight))
    scale = math.lcm(*[weight.denominator for _, _, weight in kept])
    change: dict[int, int] = {}
    for start, stop, weight in kept:
        share = weight.numerator * (scale // weight.denominator)
        change[start] = change.get(start, 0) + share
        change[stop] = change.get(stop, 0) - share
    stretches: list[Stretch] = []
    begin = level = shown = 0
    for day in sorted(change):
        level += change[day]
        weight_now = min(level, scale)
        if weight_now != shown:
            if shown:
                stretches.append((begin, day, shown))
            begin, shown = day, weight_now
    return stretches, scale


def contiguous(stretches: Sequence[Stretch]) -> list[list[Stretch]]:
    """The stretches grouped in unbroken runs.

    >>> contiguous([(1, 5, 2), (5, 9, 1), (12, 13, 2)])
    [[(1, 5, 2), (5, 9, 1)], [(12, 13, 2)]]
    """
    groups: list[list[Stretch]] = []
    for stretch in stretches:
        if groups and groups[-1][-1][1] == stretch[0]:
            groups[-1].append(stretch)
        else:
            groups.append([stretch])
    return groups


def weigh(stretches: Iterable[Stretch]) -> int:
    """What the days of the stretches are worth together, in `scale`-ths of a day."""
    return sum([(stop - start) * weight for start, stop, weight in stretches])


def best_anchor(stretches: Sequence[Stretch], scale: int) -> tuple[int, int, int]:
    """The greatest distance from a day worked to that day plus all that is worked from it on.

    Returns:
        The encoded length; the anchor, which is the earliest day that gives it (0 when nothing is worked);
        and what is worked from the anchor on, in `scale`-ths of a day.
    """
    best = anchor = counted = 0
    left = weigh(stretches)
    enough = left - MARGIN * scale
    for start, stop, weight in stretches:
        for day in (start,) if weight == scale else anchors(start, stop):
            worth = left - (day - start) * weight
            if worth <= enough:
                return best, anchor, counted
            reached = distance(day, day + worth // scale)
            if reached > best or not anchor:
                best, anchor, counted = reached, day, worth
        left -= (stop - start) * weight
    return best, anchor, counted


def anchors(start: int, stop: int) -> Iterator[int]:
    """The days of a stretch that may be best to count from when its days weigh less than one.

    They are its start, and the days numbered 1, 29, 30 and 31: from the 1st to the 28th of a month, k months
    and j days are always as many days, and the earlier the anchor the more is worked from it on.
    """
    yield start
    first = date.fromordinal(start)
    year, month = first.year, first.month
    begin = start - first.day + 1
    while begin < stop:
        length = length_of_month(year, month)
        for day in (begin, *range(begin + 28, begin + length)):
            if start < day < stop:
                yield day
        begin += length
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)

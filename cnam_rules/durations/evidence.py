"""What is behind a total: its runs, its anchor, days in two spells, what is lacking, when it is reached.

Nothing here is on the fast path: a program that only decides calls `total`, one that explains calls
`account`. Arguments are ordinals, as in `counting`; what comes back is for people: `datetime.date`, and
periods with both ends included.

Two questions look ahead, and each says what it supposes:

* `reached_on`: the spells in progress at `as_of` go on as they are, at their own quotité, up to their own end
  if they have one. Nothing else is added.
* `lacking`: work goes on at full time without a break from the day after `as_of`, whatever was in progress.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from operator import itemgetter

from attrs import frozen
from dateutil.relativedelta import relativedelta

from cnam_rules.durations.conventions import USUAL, WHOLE, Counting, Key, Months, PartTime, Spell
from cnam_rules.durations.counting import (
    THIRTY,
    Run,
    Stretch,
    best_anchor,
    contiguous,
    in_months_of,
    measure,
    runs_of,
    stretches_of,
    weigh,
)
from cnam_rules.durations.months import LAST_DAY, MONTH, distance

__all__ = [
    "Account",
    "CutReason",
    "CutSpell",
    "Lacking",
    "Overlap",
    "WorkedRun",
    "account",
    "lacking",
    "reached_on",
]

_day = date.fromordinal


@frozen
class WorkedRun:
    """A maximal run of days worked: spells that overlap or touch make one."""

    start: date
    end: date
    """The last day, included."""
    days: int
    """Days of the calendar, both ends included."""
    worth: Fraction
    """What they are worth in days: as many, but under `PartTime.PRORATA`."""
    keys: tuple[Key, ...]
    """The spells merged into the run, in the order they were given."""


@frozen
class Overlap:
    """Days in a row that are each in two spells or more, and count once."""

    start: date
    end: date
    """The last day, included."""
    days: int
    keys: tuple[Key, ...]
    """The spells that cover some of them, in the order they were given."""


class CutReason(Enum):
    """Why days of a spell are left out of the count."""

    BEGINS_AFTER = "begins-after-as-of"
    """The spell starts after `as_of`: none of its days counts."""
    CUT = "cut-at-as-of"
    """The spell ends after `as_of`: its days up to `as_of`, included, count."""


@frozen
class CutSpell:
    """A spell with days after `as_of`, which don't count."""

    key: Key
    reason: CutReason
    days: int | None
    """How many days are left out; None when the spell has no known end."""


@frozen
class Account:
    """A total and what it is made of.

    >>> from cnam_rules.durations import Spell
    >>> day = lambda *ymd: date(*ymd).toordinal()
    >>> spells = [Spell(day(2024, 1, 16), day(2024, 1, 30)), Spell(day(2024, 3, 1), None, key=1)]
    >>> done = account(spells, day(2024, 4, 2))
    >>> done.months, done.days, done.anchor, done.whole_months_to, done.in_progress
    (1, 17, datetime.date(2024, 1, 16), datetime.date(2024, 2, 15), (1,))
    """

    total: int
    """The encoded length, the same as `measure` gives."""
    counting: Counting
    as_of: date
    runs: tuple[WorkedRun, ...]
    overlaps: tuple[Overlap, ...]
    cut: tuple[CutSpell, ...]
    """The spells with days after `as_of`; one with no known end only when it starts after `as_of`."""
    in_progress: tuple[Key, ...]
    """The spells begun by `as_of` that go on after it."""
    anchor: date | None
    """The day from which days are counted end to end; None when none counts, and under `TRENTE_JOURS`."""
    counted: Fraction
    """The days that make the total: worked from the anchor on; or all of them when there is no anchor."""
    uncounted: Fraction
    """The days worked that don't: those before the anchor, and those of other runs when only one counts."""
    residue: Fraction
    """The part of a day, of those counted, that the total drops: less than 1; 0 except under `PRORATA`."""
    whole_months_to: date | None
    """The last day, included, of the total's whole months, from the anchor on; None when there are none."""

    @property
    def months(self) -> int:
        """The whole months of the total."""
        return self.total // MONTH

    @property
    def days(self) -> int:
        """The days of the total over its whole months, 0 to 30."""
        return self.total % MONTH

    @property
    def overlap_days(self) -> int:
        """How many days are in two spells or more."""
        return sum(overlap.days for overlap in self.overlaps)


@frozen
class Lacking:
    """The least time at full time, without a break from the day after `as_of`, that reaches a length."""

    length: int
    """That time as an encoded length, from the day after `as_of`, under the convention of the count."""
    in_days: int
    """That time in days of the calendar."""
    on: date | None
    """Its last day: the length is reached on it, and not on the day before. None after 31 December 9999."""

    @property
    def months(self) -> int:
        """Whole months lacking."""
        return self.length // MONTH

    @property
    def days(self) -> int:
        """Days lacking over the whole months, 0 to 30."""
        return self.length % MONTH


def account(spells: Sequence[Spell], as_of: int, counting: Counting = USUAL) -> Account:
    """Count the spells, and say how.

    Args:
        spells: in any order; `key` names each of them in the account.
        as_of: the ordinal of the last day that may count.
        counting: the conventions.

    Returns:
        The account; its total is `measure(spells, as_of, counting)`.
    """
    begun = [spell for spell in spells if spell.start <= as_of]
    prorata = counting.part_time is PartTime.PRORATA
    stretches, scale = stretches_of(
        [(s.start, s.last_by(as_of), s.weight if prorata else WHOLE) for s in begun], as_of
    )
    total, anchor, counted = _best(stretches, scale, counting)
    return Account(
        total=total,
        counting=counting,
        as_of=_day(as_of),
        runs=tuple(_worked_runs(stretches, scale, begun, as_of)),
        overlaps=tuple(_overlaps(begun, as_of)),
        cut=tuple(_cuts(spells, as_of)),
        in_progress=tuple(s.key for s in begun if s.end is None or s.end > as_of),
        anchor=_day(anchor) if anchor else None,
        counted=Fraction(counted, scale),
        uncounted=Fraction(weigh(stretches) - counted, scale),
        residue=Fraction(counted % scale, scale),
        whole_months_to=_end_of_months(anchor, total // MONTH),
    )


def reached_on(
    spells: Sequence[Spell],
    as_of: int,
    bound: int,
    counting: Counting = USUAL,
) -> date | None:
    """The first day on which the spells reach a length, whether that day is past or still to come.

    Counted up to that day, included, the spells begun by `as_of` reach it; up to the day before, they don't.
    Days after `as_of` are those of the spells in progress, which go on at their own quotité, up to their own
    end or without end. A spell that ends on `as_of` is not in progress.

    Args:
        spells: in any order.
        as_of: the ordinal of the day on which the question is asked.
        bound: an encoded length.
        counting: the conventions.

    Returns:
        The day; None when there is none: the length isn't reached by then and no spell in progress goes on
        long enough (nor before 31 December 9999), or it is 0, which takes no day.

    >>> day = lambda *ymd: date(*ymd).toordinal()
    >>> spell = Spell(day(2023, 9, 1), None)
    >>> reached_on([spell], day(2024, 9, 1), 18 * MONTH), reached_on([spell], day(2025, 9, 1), 18 * MONTH)
    (datetime.date(2025, 2, 28), datetime.date(2025, 2, 28))
    """
    begun = [spell for spell in spells if spell.start <= as_of]
    if bound <= 0 or not begun:
        return None
    days = range(min(spell.start for spell in begun), LAST_DAY + 1)
    first = bisect_left(days, True, key=lambda day: measure(begun, day, counting) >= bound)
    return _day(days[first]) if first < len(days) else None


def lacking(
    spells: Sequence[Spell],
    as_of: int,
    bound: int,
    counting: Counting = USUAL,
) -> Lacking | None:
    """What is lacking to a length, or None when it is reached.

    It is the least time that is enough when worked at full time, without a break, from the day after `as_of`
    on. Work that begins later may need some days more or fewer, as months aren't all as long.

    Args:
        spells: in any order.
        as_of: the ordinal of the last day that counts so far.
        bound: an encoded length.
        counting: the conventions.

    >>> day = lambda *ymd: date(*ymd).toordinal()
    >>> spells = [Spell(day(2023, 3, 1), day(2024, 8, 22))]
    >>> lacking(spells, day(2024, 9, 30), 18 * MONTH)
    Lacking(length=9, in_days=9, on=datetime.date(2024, 10, 9))
    """
    if measure(spells, as_of, counting) >= bound:
        return None
    after = as_of + 1
    going_on = [spell for spell in spells if spell.start <= as_of]
    going_on.append(Spell(after, None))
    worked = range(1, bound + 1)  # k months are at most 31 × k days: the bound, read as days, is enough
    least = worked[bisect_left(worked, True, key=lambda n: measure(going_on, as_of + n, counting) >= bound)]
    return Lacking(
        length=_length(after, least, counting),
        in_days=least,
        on=_day(as_of + least) if as_of + least <= LAST_DAY else None,
    )


def _length(start: int, days: int, counting: Counting) -> int:
    if counting.months is Months.QUANTIEME:
        return distance(start, start + days)
    return in_months_of(THIRTY, days)


def _best(stretches: list[Stretch], scale: int, counting: Counting) -> tuple[int, int, int]:
    """The total, its anchor (0 for none), and what it counts in `scale`-ths; the earliest of the best."""
    parts = contiguous(stretches) if counting.single else [stretches]
    if counting.months is Months.QUANTIEME:
        tried = [best_anchor(part, scale) for part in parts]
    else:
        worths = [weigh(part) for part in parts]
        tried = [(in_months_of(THIRTY, worth // scale), 0, worth) for worth in worths]
    return max(tried, key=lambda found: found[0], default=(0, 0, 0))


def _end_of_months(anchor: int, months: int) -> date | None:
    if not anchor or not months:
        return None
    try:
        return _day(anchor) + relativedelta(months=months) - timedelta(days=1)
    except ValueError:
        # The months end by the last day worked, so they can only end on the calendar's last day.
        return date.max


def _worked_runs(stretches: list[Stretch], scale: int, begun: list[Spell], as_of: int) -> Iterator[WorkedRun]:
    runs = contiguous(stretches)
    periods = [(run[0][0], run[-1][1]) for run in runs]
    for run, (start, stop), keys in zip(runs, periods, _keys_in(periods, begun, as_of), strict=True):
        worth = Fraction(weigh(run), scale)
        yield WorkedRun(_day(start), _day(stop - 1), stop - start, worth, keys)


def _overlaps(begun: list[Spell], as_of: int) -> Iterator[Overlap]:
    """Every maximal stretch of days in two spells or more, in order.

    The days that a spell shares with those that start before it are those up to the furthest of their ends.
    """
    shared: list[tuple[int, int]] = []
    reach = 0
    for start, stop in sorted((spell.start, spell.last_by(as_of) + 1) for spell in begun):
        if start < reach:
            shared.append((start, min(stop, reach) - 1))
        reach = max(reach, stop)
    periods = runs_of(shared, as_of)
    for (start, stop), keys in zip(periods, _keys_in(periods, begun, as_of), strict=True):
        yield Overlap(_day(start), _day(stop - 1), stop - start, keys)


def _keys_in(periods: list[Run], begun: list[Spell], as_of: int) -> list[tuple[Key, ...]]:
    """For each period (half-open, apart, in order) the spells with days in it, in the order given."""
    keys: list[list[Key]] = [[] for _ in periods]
    for spell in begun:
        last = spell.last_by(as_of)
        for index in range(bisect_right(periods, spell.start, key=itemgetter(1)), len(periods)):
            if periods[index][0] > last:
                break
            keys[index].append(spell.key)
    return [tuple(names) for names in keys]


def _cuts(spells: Sequence[Spell], as_of: int) -> Iterator[CutSpell]:
    for spell in spells:
        if spell.start > as_of:
            days = None if spell.end is None else spell.end - spell.start + 1
            yield CutSpell(spell.key, CutReason.BEGINS_AFTER, days)
        elif spell.end is not None and spell.end > as_of:
            yield CutSpell(spell.key, CutReason.CUT, spell.end - as_of)

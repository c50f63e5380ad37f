"""Months between two days, *de quantième à quantième*, on plain integers.

A day is its ordinal (`datetime.date.toordinal`), a period is half-open: it starts on `start` and `stop` is
the day after its last one. A length is (months, days) with at most 30 days, encoded as the integer months ×
31 + days, so that integers compare as the pairs do.

The rule is that of the civil procedure code, art. 641: a period of k months from a day runs to the day with
the same number k months later, or else to the last day of that month. The calendar is the proleptic Gregorian
one. It repeats every 400 years, which is how the days that `datetime.date` can't hold (after 31 December
9999) are counted all the same.
"""

from __future__ import annotations

import datetime
from typing import Final

__all__ = ["LAST_DAY", "decode", "distance", "encode"]

MONTH: Final = 31
"""What a month is worth in an encoded length: one more than the most days a remainder can have."""

LAST_DAY: Final = datetime.date.max.toordinal()
"""The ordinal of 31 December 9999, the last day that `datetime.date` can hold."""

_CYCLE_DAYS: Final = 146_097
_CYCLE_MONTHS: Final = 4_800

_date = datetime.date.fromordinal
_LENGTHS: Final = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def encode(months: int, days: int = 0) -> int:
    """The integer that stands for a length, ordered as (months, days) is.

    Args:
        months: whole months, 0 or more.
        days: the days left over, 0 to 30.

    Raises:
        ValueError: a negative number, or more than 30 days.

    >>> encode(17, 29) < encode(17, 30) < encode(18)
    True
    """
    if months < 0 or not 0 <= days < MONTH:
        raise ValueError(f"not a length in months and days: {months} months, {days} days")
    return months * MONTH + days


def decode(length: int) -> tuple[int, int]:
    """The (months, days) that an encoded length stands for.

    Raises:
        ValueError: a negative number.

    >>> decode(encode(17, 29))
    (17, 29)
    """
    if length < 0:
        raise ValueError(f"not an encoded length: {length}")
    return divmod(length, MONTH)


def distance(start: int, stop: int) -> int:
    """The encoded length of the period from `start` to `stop`, both ordinals, `stop` not included.

    The months are the most whole months that fit (art. 641), the days those left after them. `stop` may be
    any day, even one that `datetime.date` can't hold; it is never before `start`.

    >>> from datetime import date
    >>> decode(distance(date(2023, 9, 1).toordinal(), date(2025, 3, 1).toordinal()))
    (18, 0)
    >>> decode(distance(date(2024, 1, 31).toordinal(), date(2024, 2, 29).toordinal()))
    (1, 0)
    """
    months = 0
    if stop > LAST_DAY:
        start, stop, months = _within_the_calendar(start, stop)
    first = _date(start)
    last = _date(stop)
    year = last.year
    month = last.month
    day = last.day
    months += (year - first.year) * 12 + month - first.month
    days = day - first.day
    if days >= 0:
        return months * MONTH + days
    if day >= 28 and day == length_of_month(year, month):
        return months * MONTH  # the same day number doesn't exist in this month: its last day stands for it
    # A whole month less: `stop - day` is the last day of the month before, where they end at the latest.
    return (months - 1) * MONTH + day + max(0, _date(stop - day).day - first.day)


def length_of_month(year: int, month: int) -> int:
    """How many days a month has.

    >>> length_of_month(2024, 2), length_of_month(1900, 2)
    (29, 28)
    """
    if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _LENGTHS[month]


def _within_the_calendar(start: int, stop: int) -> tuple[int, int, int]:
    """The same two days brought back by whole cycles of 400 years, and the months taken off between them."""
    start_cycles = max(0, -(-(start - LAST_DAY) // _CYCLE_DAYS))
    stop_cycles = -(-(stop - LAST_DAY) // _CYCLE_DAYS)
    taken = (stop_cycles - start_cycles) * _CYCLE_MONTHS
    return start - start_cycles * _CYCLE_DAYS, stop - stop_cycles * _CYCLE_DAYS, taken

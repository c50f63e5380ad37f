"""Days of the year, and windows between two of them whose ends a text may leave open.

A text says « inscription de mai jusqu'à mi-mars » and gives no day. An end is then known to lie in a zone,
the whole of a month or some days of it. Inside a zone nobody can tell; outside, everybody can. A window may
run over the new year. Every year is taken to have a 29 February, so that a day has one number whatever the
year.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from attrs import frozen

from cnam_rules.tables.sets import EMPTY, Values

__all__ = ["DAY", "EDGE", "MONTHS", "YEAR", "Window", "day_number", "day_of", "read_edge", "window"]

MONTHS: Final = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
"""The months as rule files write them."""
_LEAP_YEAR: Final = 2024
_LENGTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

YEAR: Final = Values.of((1, 366))
"""Every day of the year, by its number."""

_MONTH: Final = "|".join(MONTHS)
_NUMBER: Final = "1er|[1-9]|[12][0-9]|3[01]"
DAY: Final = rf"(?:{_NUMBER}) (?:{_MONTH})"
"""The regular expression of a day: `1er mai`, `21 juin`."""
EDGE: Final = rf"{DAY}|(?:{_MONTH})|entre le {DAY} et le {DAY}"
"""That of an end of a window: a day, a month in which the day isn't told, or two days it is between."""
_DAY: Final = re.compile(rf"({_NUMBER}) ({_MONTH})")


@frozen
class Window:
    """The days from one end to another.

    Attributes:
        sure: the days that are in it wherever its ends are.
        possible: those that may be.
    """

    sure: Values
    possible: Values


def day_number(month: int, day: int) -> int | None:
    """The number of a day in the year, from 1; None when no month has it.

    >>> day_number(2, 29), day_number(3, 1), day_number(12, 31), day_number(2, 30)
    (60, 61, 366, None)
    """
    if not 1 <= day <= _LENGTHS[month - 1]:
        return None
    return sum(_LENGTHS[: month - 1]) + day


def day_of(number: int) -> tuple[int, int]:
    """The month and the day that a number stands for.

    >>> day_of(60), day_of(366)
    ((2, 29), (12, 31))
    """
    day = date(_LEAP_YEAR, 1, 1) + timedelta(days=number - 1)
    return day.month, day.day


def read_edge(text: str) -> tuple[int, int] | None:
    """The first and the last day that an end may be, inclusive; None when the text says none.

    >>> read_edge("mai") == (day_number(5, 1), day_number(5, 31))
    True
    >>> read_edge("21 juin") == (day_number(6, 21),) * 2
    True
    >>> read_edge("entre le 10 mars et le 20 mars") == (day_number(3, 10), day_number(3, 20))
    True
    >>> read_edge("30 février") is read_edge("mi-mars") is None
    True
    """
    if text in MONTHS:
        month = MONTHS.index(text) + 1
        return day_number(month, 1) or 0, day_number(month, _LENGTHS[month - 1]) or 0
    if re.fullmatch(EDGE, text) is None:
        return None
    days = [
        day_number(MONTHS.index(month) + 1, int(day.removesuffix("er"))) for day, month in _DAY.findall(text)
    ]
    first, last = days[0], days[-1]
    return None if first is None or last is None else (first, last)


def window(opening: tuple[int, int], closing: tuple[int, int]) -> Window | None:
    """The days of a window, both ends included.

    Args:
        opening: the first and the last day on which it may open.
        closing: the first and the last day that may be its last.

    Returns:
        The window; None when an end is reversed, or when both may be on the same day without being told to
        be: nobody can tell then whether it lasts a day or a year.

    >>> may, march = read_edge("mai"), read_edge("mars")
    >>> found = window(may, march)
    >>> [day_of(day) for interval in found.sure.intervals for day in interval]
    [(1, 1), (3, 1), (5, 31), (12, 31)]
    """
    if opening[0] > opening[1] or closing[0] > closing[1]:
        return None
    exact = opening[0] == opening[1] == closing[0] == closing[1]
    if not exact and Values.of(opening) & Values.of(closing) != EMPTY:
        return None
    return Window(_arc(opening[1], closing[0]), _arc(opening[0], closing[1]))


def _arc(first: int, last: int) -> Values:
    """The days from one to another, over the new year when the second comes first."""
    if first <= last:
        return Values.of((first, last))
    return Values.of((1, last), (first, YEAR.intervals[0][1]))

"""Spans of time that end on the day of the decision: `valable: 24 mois`, `echec_depuis: 36 mois`.

A day lies within a span of months when the decision comes no later than the day with the same number so many
months on, or else the last day of that month (civil procedure code, art. 641, borrowed by analogy): both ends
are included. With `12 mois`, what happened on 3 November 2024 is within on 3 November 2025 and no longer on
the 4th.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date

from cnam_rules.decoding import Decoder
from cnam_rules.documents import Node
from cnam_rules.durations import distance
from cnam_rules.forms import matching, reads
from cnam_rules.measures.base import Context
from cnam_rules.units import Unit, UnitError

__all__ = ["first_within", "read_span", "within"]


def within(day: date, as_of: date, span: int) -> bool:
    """Whether a day that isn't after `as_of` lies within a span that ends then, both ends included.

    Args:
        day: the day.
        as_of: the day of the decision.
        span: the span's length, in months and days (see `cnam_rules.durations.encode`).

    >>> year = Unit.DUREE.bound("12 mois")
    >>> [within(date(2024, 2, 29), last, year) for last in (date(2025, 2, 28), date(2025, 3, 1))]
    [True, False]
    """
    return distance(day.toordinal(), as_of.toordinal()) <= span


def first_within(as_of: date, span: int) -> date:
    """The first of the days that lie within a span: it and all later ones do, and none before it.

    Args:
        as_of: the day of the decision.
        span: the span's length, in months and days (see `cnam_rules.durations.encode`).

    >>> first_within(date(2025, 2, 28), Unit.DUREE.bound("12 mois"))
    datetime.date(2024, 2, 28)
    """
    last = as_of.toordinal()
    days = range(max(1, last - span - 1), last + 1)  # k months are at most 31 × k days
    return date.fromordinal(days[bisect_left(days, True, key=lambda day: distance(day, last) <= span)])


@reads(matching(Unit.DUREE.pattern, *Unit.DUREE.example.split(", ")))
def read_span(decoder: Decoder, node: Node, _: Context) -> int | None:
    """A span, written as a duration: `24 mois`, `2 ans`."""
    written = node.raw if node.raw is not None else str(node.value)
    try:
        return Unit.DUREE.bound(written)
    except UnitError as error:
        decoder.fault(node, error.code, expected=error.expected)
        return None

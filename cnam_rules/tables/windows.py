"""Columns of days of the year, whose cells are windows; see `cnam_rules.tables.days`."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from attrs import frozen

from cnam_rules.decoding import Decoder, iso_from_french
from cnam_rules.documents import Node
from cnam_rules.tables.days import MONTHS, YEAR, day_number, day_of, read_edge, window
from cnam_rules.tables.kind import Given, Match, Misgiven
from cnam_rules.tables.sets import Values

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["WINDOW_KEYS", "Days", "read_day"]


def read_day(value: Given) -> date:
    """A date, or one written year-month-day.

    Raises:
        Misgiven: it is neither.

    >>> read_day("2024-06-21")
    datetime.date(2024, 6, 21)
    """
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Misgiven("impossible-date", "") from None
    if type(value) is not date:
        raise Misgiven("not-a-date", "", iso_from_french(value))
    return value


WINDOW_KEYS: Final = ("de", "a")
"""The keys of a window of days, both required."""


@frozen
class Days:
    """A day of the year: the day and the month of a date, whatever the year."""

    name: str = "jour"

    @property
    def domain(self) -> Values:
        """Every day of the year."""
        return YEAR

    @property
    def example(self) -> str:
        """A date, as questions give it."""
        return "2025-03-15"

    def cell(self, decoder: Decoder, node: Node) -> Match | None:
        """A window, `{de: mai, a: octobre}`; see `cnam_rules.tables.days`."""
        if not isinstance(node.value, dict):
            decoder.fault(node, "not-a-window")
            return None
        entries = decoder.mapping(node, WINDOW_KEYS, required=WINDOW_KEYS)
        edges = [self._edge(decoder, entries[key]) for key in WINDOW_KEYS if key in entries]
        if len(edges) < len(WINDOW_KEYS) or edges[0] is None or edges[1] is None:
            return None
        found = window(edges[0], edges[1])
        if found is None:
            decoder.fault(node, "window-unclear")
            return None
        return Match(found.sure, found.possible)

    def _edge(self, decoder: Decoder, node: Node) -> tuple[int, int] | None:
        edge = read_edge(node.value) if isinstance(node.value, str) else None
        if edge is None:
            decoder.fault(node, "not-an-edge")
        return edge

    def value(self, decoder: Decoder, node: Node) -> int | None:
        """A day: `21 juin`."""
        edge = self._edge(decoder, node)
        if edge is not None and edge[0] != edge[1]:
            decoder.fault(node, "not-an-edge")
            return None
        return None if edge is None else edge[0]

    def given(self, value: Given) -> int:
        """A date, or one written year-month-day."""
        day = read_day(value)
        return day_number(day.month, day.day) or 0

    def said(self, number: int, speech: Speech) -> str:
        """The day and the month."""
        return speech.day_of_year(*day_of(number))

    def said_all(self, values: Values, speech: Speech) -> str:
        """The days, from one to another; what runs over the new year is told in one piece."""
        runs = [*values.intervals]
        if len(runs) > 1 and runs[0][0] == 1 and runs[-1][1] == YEAR.intervals[0][1]:
            runs = [*runs[1:-1], (runs[-1][0], runs[0][1])]
        return speech.either(
            [
                self.said(first, speech)
                if first == last
                else speech.say("tables.days", first=self.said(first, speech), last=self.said(last, speech))
                for first, last in runs
            ]
        )

    def plain(self, number: int) -> str:
        """The day and the month, as files write them."""
        return self.written(number)

    def written(self, number: int) -> str:
        """The day and the month: `1er mai`."""
        month, day = day_of(number)
        return f"{'1er' if day == 1 else day} {MONTHS[month - 1]}"

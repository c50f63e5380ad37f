"""Columns of numbers, of amounts of money and of durations."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from attrs import frozen

from cnam_rules.decoding import Decoder
from cnam_rules.documents import Node
from cnam_rules.durations import decode
from cnam_rules.tables.kind import Given, Match, Misgiven, exactly
from cnam_rules.tables.sets import Values
from cnam_rules.units import Unit, UnitError

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["COMPARISONS", "DURATION", "EUROS", "NUMBER", "Quantity"]

_BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    "au_moins": (0, 0), "plus_de": (0, 1), "au_plus": (1, 0), "moins_de": (1, -1),
}  # fmt: skip
"""For each bound: the end of the interval that it gives (0 the first, 1 the last), and what is added."""
COMPARISONS: Final = tuple(_BOUNDS)
"""The keys of an interval, the same as those of a rule set's comparisons; one for each end at most."""


@frozen
class Quantity:
    """A number, an amount or a duration, never negative.

    `plain` is an int: cents of an amount, and the number itself; of a duration it is (months, days).

    Attributes:
        name: its word in rule files.
        pattern: the regular expression of a value.
        example: how a value is written.
        most: the greatest value.
        read: the number that a text matching the pattern stands for; it may raise `UnitError`.
        write: a number as rule files write it.
        say: a number in words.
        give: a number as Python has it; see `plain`.
        meant: the value that a text which doesn't match probably stands for, if any.
    """

    name: str
    pattern: str
    example: str
    most: int
    read: Callable[[str], int]
    write: Callable[[int], str]
    say: Callable[[int, Speech], str]
    give: Callable[[int], int | tuple[int, int]] = int
    meant: Callable[[str], str | None] = lambda _: None

    @property
    def domain(self) -> Values:
        """From 0 up."""
        return Values.of((0, self.most))

    def cell(self, decoder: Decoder, node: Node) -> Match | None:
        """A value, or an interval by its bounds."""
        if not isinstance(node.value, dict):
            value = self.value(decoder, node)
            return None if value is None else exactly(value)
        ends = [0, self.most]
        seen: dict[int, str] = {}
        for key, entry in decoder.mapping(node, COMPARISONS).items():
            end, more = _BOUNDS[key]
            if end in seen:
                decoder.fault(entry, "one-of", found=f"{seen[end]}, {key}", expected=f"{seen[end]}, {key}")
            seen[end] = key
            bound = self.value(decoder, entry)
            if bound is None:
                return None
            ends[end] = bound + more
        if not seen:
            decoder.fault(node, "no-term")
            return None
        if ends[0] > ends[1]:
            decoder.fault(node, "no-value-between")
            return None
        accepted = Values.of((ends[0], ends[1]))
        return Match(accepted, accepted)

    def value(self, decoder: Decoder, node: Node) -> int | None:
        """A value with its unit."""
        written = node.raw if node.raw is not None else str(node.value)
        try:
            return self.given(written)
        except Misgiven as error:
            decoder.fault(node, error.code, expected=error.expected, suggestion=error.suggestion)
            return None

    def given(self, value: Given) -> int:
        """A text as rule files write it, or the number that it stands for."""
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= self.most:
            return value
        if not isinstance(value, str) or re.fullmatch(self.pattern, value) is None:
            raise Misgiven("not-the-quantity", self.example, self.meant(str(value)))
        try:
            return self.read(value)
        except UnitError as error:
            raise Misgiven(error.code, error.expected) from None

    def said(self, number: int, speech: Speech) -> str:
        """The quantity with its unit."""
        return self.say(number, speech)

    def said_all(self, values: Values, speech: Speech) -> str:
        """The intervals."""
        return speech.either([self._interval(first, last, speech) for first, last in values.intervals])

    def _interval(self, first: int, last: int, speech: Speech) -> str:
        if first == last:
            return self.said(first, speech)
        if last == self.most:
            return speech.say("operators.au_moins", bound=self.said(first, speech))
        if first == 0:
            return speech.say("operators.au_plus", bound=self.said(last, speech))
        return speech.say("tables.between", first=self.said(first, speech), last=self.said(last, speech))

    def plain(self, number: int) -> int | tuple[int, int]:
        """The number, or (months, days)."""
        return self.give(number)

    def written(self, number: int) -> str:
        """The quantity with its unit."""
        return self.write(number)


_AS_PRINTED: Final = re.compile(
    r"([0-9]{1,3}(?:[.\s][0-9]{3})+|[0-9]{1,9})(?:[,.]([0-9]{1,2}))?\s?(?:€|euros?)?"
)


def _cents(text: str) -> int:
    euros, _, cents = text.removesuffix("€").rstrip().partition(".")
    return 100 * int(euros) + int(cents.ljust(2, "0"))


def _amount(cents: int) -> str:
    euros, rest = divmod(cents, 100)
    return f"{euros}.{rest:02} €" if rest else f"{euros} €"


def _as_printed(text: str) -> str | None:
    """The amount that was written as texts print it: `6.225 €`, `6 225,50 €`, `6225`."""
    parts = _AS_PRINTED.fullmatch(text)
    if parts is None:
        return None
    euros = re.sub(r"\D", "", parts[1])
    return f"{euros}.{parts[2]} €" if parts[2] else f"{euros} €"


NUMBER: Final = Quantity(
    "nombre", r"[0-9]{1,9}", "12", 10**9 - 1, int, str, lambda number, speech: speech.number(number)
)
"""Whole numbers."""
EUROS: Final = Quantity(
    "euros",
    r"[0-9]{1,9}(?:\.[0-9]{1,2})? ?€",
    "6225 €, 1918.50 €",
    10**11 - 1,
    _cents,
    _amount,
    lambda number, speech: speech.euros(number),
    meant=_as_printed,
)
"""Amounts of money, in whole cents."""
DURATION: Final = Quantity(
    "duree",
    Unit.DUREE.pattern,
    Unit.DUREE.example,
    31 * 10**6,
    Unit.DUREE.bound,
    Unit.DUREE.written,
    lambda number, speech: speech.months_days(*decode(number)),
    decode,
)
"""Durations in months and days, encoded (see `cnam_rules.durations.encode`)."""

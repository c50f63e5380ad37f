"""The kinds of columns of decision tables: how a cell is written, what it accepts, how a value is said.

Whatever its kind, a column's values are whole numbers, in an order: the place of a word in its list, no then
yes, cents, encoded months and days, the day's number in the year. So gaps and overlaps are looked for in one
way. A new kind is a class here, its words in `[tables]` of the messages, and a strategy in
`cnam_rules.testing.tables`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from attrs import frozen

from cnam_rules.decoding import Decoder, iso_from_french, suggest
from cnam_rules.documents import Node
from cnam_rules.durations import decode
from cnam_rules.facts import Text
from cnam_rules.forms import YES_NO, Form, any_of, closed, integer, items, matching
from cnam_rules.language.texts import bound_of
from cnam_rules.tables.days import EDGE, MONTHS, YEAR, day_number, day_of, read_edge, window
from cnam_rules.tables.sets import Values
from cnam_rules.units import Unit, UnitError

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = [
    "COMPARISONS", "INPUTS", "OUTPUTS", "TEXT_KIND", "WINDOW_KEYS", "Days", "Given", "Kind", "Match",
    "Misgiven", "Plain", "Quantity", "Words", "YesNo", "cell_forms", "read_day",
    "value_forms",
]  # fmt: skip

Given: TypeAlias = str | bool | int | date | None
"""What an input of a question may be given as; None for unknown."""

Plain: TypeAlias = str | bool | int | date | tuple[int, int]
"""A value as Python has it; see `Kind.plain`."""


class Misgiven(Exception):
    """A value that a column doesn't take.

    Attributes:
        code: the code of the fault.
        expected: what is taken.
        suggestion: what was probably meant.
    """

    def __init__(self, code: str, expected: str, suggestion: str | None = None) -> None:
        self.code = code
        self.expected = expected
        self.suggestion = suggestion
        super().__init__(code)


@frozen
class Match:
    """The values that a cell accepts.

    Attributes:
        sure: those that it accepts whatever the text left open.
        possible: those that it may accept; the same unless the text left something open.
    """

    sure: Values
    possible: Values


class Kind(Protocol):
    """A kind of column."""

    @property
    def name(self) -> str:
        """Its word in rule files."""

    @property
    def domain(self) -> Values:
        """Every value that there is."""

    @property
    def example(self) -> str:
        """How a value is given, for messages."""

    def cell(self, decoder: Decoder, node: Node) -> Match | None:
        """What a cell accepts; None beside a fault."""

    def value(self, decoder: Decoder, node: Node) -> int | None:
        """A value written in a rule file; None beside a fault."""

    def given(self, value: Given) -> int:
        """A value given in a question.

        Raises:
            Misgiven: it isn't one of this kind.
        """

    def said(self, number: int, speech: Speech) -> str:
        """A value in words."""

    def said_all(self, values: Values, speech: Speech) -> str:
        """A set of values in words."""

    def plain(self, number: int) -> Plain:
        """A value as Python has it."""

    def written(self, number: int) -> str:
        """A value as rule files write it."""


def _exactly(value: int) -> Match:
    return Match(Values.of((value, value)), Values.of((value, value)))


@frozen
class Words:
    """A word among those that the table declares, in their order; `plain` is the word."""

    words: Mapping[str, Text]
    name: str = "mots"

    @property
    def domain(self) -> Values:
        """The places of the words."""
        return Values.of((0, len(self.words) - 1))

    @property
    def example(self) -> str:
        """The words."""
        return ", ".join(self.words)

    def _places(self) -> dict[str, int]:
        return {word: place for place, word in enumerate(self.words)}

    def cell(self, decoder: Decoder, node: Node) -> Match | None:
        """A word, or a list of words."""
        if not isinstance(node.value, tuple):
            place = self.value(decoder, node)
            return None if place is None else _exactly(place)
        places = [self.value(decoder, entry) for entry in node.value]
        if not places:
            decoder.fault(node, "no-term")
        for index, entry in enumerate(node.value):
            if places[index] is not None and places[index] in places[:index]:
                decoder.fault(entry, "listed-twice")
        known = Values.of(*((place, place) for place in places if place is not None))
        return Match(known, known)

    def value(self, decoder: Decoder, node: Node) -> int | None:
        """A word; a number stands for its own digits."""
        places = self._places()
        if isinstance(node.value, (int, Decimal)) and not isinstance(node.value, bool) and node.raw in places:
            return places[node.raw]
        return decoder.word(node, places)

    def given(self, value: Given) -> int:
        """A word; a number stands for its own digits."""
        places = self._places()
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or value not in places:
            raise Misgiven("unknown-word", ", ".join(places), suggest(str(value), places))
        return places[value]

    def said(self, number: int, speech: Speech) -> str:
        """What the word stands for."""
        return list(self.words.values())[number].said(speech.lang)

    def said_all(self, values: Values, speech: Speech) -> str:
        """What the words stand for."""
        return speech.either(
            [self.said(place, speech) for place in range(len(self.words)) if place in values]
        )

    def plain(self, number: int) -> str:
        """The word."""
        return list(self.words)[number]

    written = plain


@frozen
class YesNo:
    """Yes or no; `plain` is a bool."""

    name: str = "oui_non"

    @property
    def domain(self) -> Values:
        """No, then yes."""
        return Values.of((0, 1))

    @property
    def example(self) -> str:
        """Both words."""
        return "oui, non"

    def cell(self, decoder: Decoder, node: Node) -> Match | None:
        """`oui` or `non`."""
        value = self.value(decoder, node)
        return None if value is None else _exactly(value)

    def value(self, decoder: Decoder, node: Node) -> int | None:
        """`oui` or `non`, true or false."""
        if isinstance(node.value, bool):
            return int(node.value)
        return decoder.word(node, {"non": 0, "oui": 1})

    def given(self, value: Given) -> int:
        """A bool, or the word."""
        if isinstance(value, bool):
            return int(value)
        if value in ("oui", "non"):
            return int(value == "oui")
        raise Misgiven("unknown-word", "oui, non", suggest(str(value), ("oui", "non")))

    def said(self, number: int, speech: Speech) -> str:
        """Yes or no."""
        return speech.say(f"answers.{'oui' if number else 'non'}")

    def said_all(self, values: Values, speech: Speech) -> str:
        """Yes, no, or either."""
        return speech.either([self.said(number, speech) for number in (1, 0) if number in values])

    def plain(self, number: int) -> bool:
        """A bool."""
        return bool(number)

    def written(self, number: int) -> str:
        """`oui` or `non`."""
        return "oui" if number else "non"


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
        read: the number that a text matching the pattern stands for.
    """

    name: str
    pattern: str
    example: str
    most: int
    read: Callable[[str], int]

    @property
    def domain(self) -> Values:
        """From 0 up."""
        return Values.of((0, self.most))

    def cell(self, decoder: Decoder, node: Node) -> Match | None:
        """A value, or an interval by its bounds."""
        if not isinstance(node.value, dict):
            value = self.value(decoder, node)
            return None if value is None else _exactly(value)
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
        if self.name == "duree":
            return bound_of(decoder, node, Unit.DUREE)
        if re.fullmatch(self.pattern, written) is None:
            meant = self._meant(written)
            decoder.fault(node, "not-the-quantity", expected=self.example, suggestion=meant)
            return None
        return self.read(written)

    def given(self, value: Given) -> int:
        """A text as rule files write it, or the number that it stands for."""
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= self.most:
            return value
        if isinstance(value, str) and re.fullmatch(self.pattern, value):
            try:
                return self.read(value)
            except UnitError as error:
                raise Misgiven(error.code, error.expected) from None
        raise Misgiven("not-the-quantity", self.example, self._meant(str(value)))

    def _meant(self, text: str) -> str | None:
        """The amount that was written as texts write it: `6.225 €`, `6 225,50 €`, `6225`."""
        parts = _AS_PRINTED.fullmatch(text) if self.name == "euros" else None
        if parts is None:
            return None
        euros = re.sub(r"\D", "", parts[1])
        return f"{euros}.{parts[2]} €" if parts[2] else f"{euros} €"

    def said(self, number: int, speech: Speech) -> str:
        """The quantity with its unit."""
        if self.name == "euros":
            return speech.euros(number)
        if self.name == "duree":
            return speech.months_days(*decode(number))
        return speech.number(number)

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
        return decode(number) if self.name == "duree" else number

    def written(self, number: int) -> str:
        """The quantity with its unit."""
        if self.name == "duree":
            return Unit.DUREE.written(number)
        if self.name == "nombre":
            return str(number)
        euros, cents = divmod(number, 100)
        return f"{euros}.{cents:02} €" if cents else f"{euros} €"


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


_AS_PRINTED: Final = re.compile(
    r"([0-9]{1,3}(?:[.\s][0-9]{3})+|[0-9]{1,9})(?:[,.]([0-9]{1,2}))?\s?(?:€|euros?)?"
)


def _cents(text: str) -> int:
    euros, _, cents = text.removesuffix("€").rstrip().partition(".")
    return 100 * int(euros) + int(cents.ljust(2, "0"))


_EUROS: Final = Quantity("euros", r"[0-9]{1,9}(?:\.[0-9]{1,2})? ?€", "6225 €, 1918.50 €", 10**11 - 1, _cents)
_NUMBER: Final = Quantity("nombre", r"[0-9]{1,9}", "12", 10**9 - 1, int)
_DURATION: Final = Quantity("duree", Unit.DUREE.pattern, Unit.DUREE.example, 31 * 10**6, Unit.DUREE.bound)

INPUTS: Final[Mapping[str, Kind]] = {
    kind.name: kind for kind in (YesNo(), _NUMBER, _EUROS, _DURATION, Days())
}
"""The kinds that an input may have (`nature`), beside words."""
TEXT_KIND: Final = "texte"
"""The word for an output that is a text in two languages: it has no kind here, since nothing compares it."""
OUTPUTS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in (YesNo(), _NUMBER, _EUROS, _DURATION)}
"""The kinds that an output may have (`nature`), beside words and texts."""


def _quantity_form(kind: Quantity) -> Form:
    if kind.name == "nombre":
        return integer(0, kind.most)
    return matching(kind.pattern, *kind.example.split(", "))


_WORD: Final[Form] = {"type": ["string", "number"]}


def value_forms() -> tuple[Form, ...]:
    """The forms of a value, whatever its column: which one it needs, the loader alone tells."""
    quantities = (_quantity_form(kind) for kind in INPUTS.values() if isinstance(kind, Quantity))
    return (YES_NO, _WORD, *quantities)


def cell_forms() -> tuple[Form, ...]:
    """The forms of a cell, whatever its column."""
    values = any_of(*(_quantity_form(kind) for kind in INPUTS.values() if isinstance(kind, Quantity)))
    edge = matching(EDGE, "mai", "21 juin", "entre le 10 mars et le 20 mars")
    return (
        *value_forms(),
        items(_WORD, least=1, once=True),
        {**closed(dict.fromkeys(COMPARISONS, values)), "minProperties": 1},
        closed(dict.fromkeys(WINDOW_KEYS, edge), WINDOW_KEYS),
    )

"""What every kind of column says of itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol, TypeAlias

from attrs import frozen

from cnam_rules.decoding import Decoder
from cnam_rules.documents import Node
from cnam_rules.tables.sets import Values

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["Given", "Kind", "Match", "Misgiven", "Plain", "exactly"]

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


def exactly(value: int) -> Match:
    """The match of one value."""
    return Match(Values.of((value, value)), Values.of((value, value)))

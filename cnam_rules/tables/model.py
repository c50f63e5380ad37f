"""Decision tables as plain data: inputs, outputs, rows, and what says which row answers."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from attrs import frozen

from cnam_rules.facts import Text
from cnam_rules.language import Source
from cnam_rules.tables.cover import Box
from cnam_rules.tables.kind import Kind, Match

__all__ = ["Input", "Outcome", "Output", "Policy", "Row", "Table", "Value"]

Value: TypeAlias = int | Text
"""A value of an output: a number of its column's kind, or a text."""

Outcome: TypeAlias = tuple[Value | None, ...]
"""What a row answers, an output after another; None where the text doesn't say."""


class Policy(Enum):
    """Which row answers: the hit policy (DMN's `Unique` and `First`), by its words in rule files."""

    UNIQUE = "une seule ligne"
    FIRST = "première ligne"


@frozen
class Input:
    """An input of a table.

    Attributes:
        name: its name in the file, and in questions.
        libelle: what it is, for people.
        kind: what its values are.
    """

    name: str
    libelle: Text
    kind: Kind


@frozen
class Output:
    """An output of a table.

    Attributes:
        name: its name in the file, and in answers.
        libelle: what it is, for people.
        kind: what its values are; None for a text in two languages.
    """

    name: str
    libelle: Text
    kind: Kind | None


@frozen
class Row:
    """A row of a table.

    Attributes:
        number: its place in the table, from 1; 0 for what is answered when no row is hit (`sinon`).
        matches: what it accepts of each input.
        outcome: what it answers.
        source: the words of the text that it comes from; None where the text says nothing.
        line: its line in the file, from 1.
        column: its column in that line, from 1.
    """

    number: int
    matches: tuple[Match, ...]
    outcome: Outcome
    source: Source | None
    line: int | None
    column: int | None

    @property
    def sure(self) -> Box:
        """The cases that it accepts, whatever the text left open."""
        return tuple(match.sure for match in self.matches)

    @property
    def possible(self) -> Box:
        """The cases that it may accept."""
        return tuple(match.possible for match in self.matches)


@frozen
class Table:
    """A decision table.

    Attributes:
        name: its name in the file.
        libelle: what it tells, for people.
        policy: which row answers.
        inputs: its inputs, in order.
        outputs: its outputs, in order.
        rows: its rows, in order.
        otherwise: what is answered when no row is hit; None when every case is meant to have a row.
        remarque: what a reader should know of the source; None for nothing.
        file: the file it stands in.
        line: the line of its name there, from 1.
        column: its column in that line, from 1.
    """

    name: str
    libelle: Text
    policy: Policy
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]
    otherwise: Row | None
    remarque: Text | None
    file: str
    line: int | None
    column: int | None

    @property
    def domain(self) -> Box:
        """Every case that there is."""
        return tuple(known.kind.domain for known in self.inputs)

"""What a table answers, as plain data: the outputs, the rows that say them, and what would tell more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from attrs import evolve, frozen

from cnam_rules.facts import Text
from cnam_rules.tables.asking import Asked, Result, possible_rows, read_question
from cnam_rules.tables.kind import Given, Plain
from cnam_rules.tables.model import Row, Table
from cnam_rules.tables.sets import Values

__all__ = ["Case", "Note", "TableAnswer", "ask"]


@frozen
class Note:
    """How an input came to be what it is, when it wasn't given as such.

    Attributes:
        code: what it is, a key of the message catalogue (`tables.<code>`).
        args: the values that the sentence names.
    """

    code: str
    args: tuple[tuple[str, str], ...]


@frozen
class Case:
    """What a table says for some values of one input.

    Attributes:
        values: the values.
        results: what is said of each output for any of them.
    """

    values: Values
    results: tuple[Result, ...]

    @property
    def known(self) -> bool:
        """Whether every output is known."""
        return all(result.known for result in self.results)


@frozen
class TableAnswer:
    """What a table answers.

    `str(answer)` is a text in French, with the row, the words of the source and their place;
    `answer.text("en")` is the same in English. It has no truth value: look at `answer.value`, or at
    `answer["prix"]`.

    Attributes:
        programme: the programme's code.
        table: the table.
        source: the title of the text that it comes from.
        given: the inputs, each known or not.
        results: what is said of each output.
        rows: the rows still possible, in order; the one that is hit when there is a single one. What is said
            when no row is hit (`sinon`) is a row too, whose number is 0.
        unsaid: whether it may be that no row is hit while the table doesn't say what holds then.
        notes: how inputs that weren't given as such came to be what they are.
    """

    programme: str
    table: Table
    source: str
    given: tuple[Asked, ...]
    results: tuple[Result, ...]
    rows: tuple[Row, ...]
    unsaid: bool
    notes: tuple[Note, ...] = ()

    @property
    def known(self) -> bool:
        """Whether every output is known."""
        return all(result.known for result in self.results)

    @property
    def value(self) -> Plain | Text | None:
        """The value of the only output; None when it isn't known.

        Raises:
            ValueError: the table has several outputs, so that one has to be named: `answer["prix"]`.
        """
        if len(self.results) != 1:
            names = ", ".join(result.name for result in self.results)
            raise ValueError(f"the table {self.table.name} has several outputs, name one: {names}")
        return self.results[0].value

    def __getitem__(self, output: str) -> Plain | Text | None:
        """The value of an output; None when it isn't known.

        Raises:
            KeyError: the table has no such output.
        """
        return self.result(output).value

    def result(self, output: str) -> Result:
        """What is said of an output.

        Raises:
            KeyError: the table has no such output.
        """
        for result in self.results:
            if result.name == output:
                return result
        raise KeyError(output)

    @property
    def missing(self) -> tuple[str, ...]:
        """The unknown inputs that tell the rows still possible apart; none when the answer is known."""
        if self.known:
            return ()
        return tuple(
            asked.name
            for place, asked in enumerate(self.given)
            if asked.number is None
            and any(row.matches and row.matches[place].possible != asked.kind.domain for row in self.rows)
        )

    def by(self, name: str) -> tuple[Case, ...]:
        """The answer for every value of an input that isn't known, the values that say the same together.

        Raises:
            KeyError: the table has no such input.
            ValueError: the input is known.
        """
        names = [asked.name for asked in self.given]
        if name not in names:
            raise KeyError(name)
        place = names.index(name)
        asked = self.given[place]
        if asked.number is not None:
            raise ValueError(f"{name} is known: {asked.written}")
        cells = [row.matches[place] for row in self.table.rows]
        edges = [values for cell in cells for values in (cell.sure, cell.possible)]
        cases: dict[tuple[Result, ...], Values] = {}
        for piece in asked.kind.domain.cut(edges):
            given = (*self.given[:place], evolve(asked, number=piece.least), *self.given[place + 1 :])
            _, results, _ = possible_rows(self.table, given)
            cases[results] = cases[results] | piece if results in cases else piece
        return tuple(Case(values, results) for results, values in cases.items())

    def text(self, lang: str = "fr", *, width: int = 96) -> str:
        """The answer as a text, in `fr` or `en`, at most `width` columns wide."""
        from cnam_rules.tables.told import answer_text

        return answer_text(self, lang, width)

    def as_dict(self) -> dict[str, Any]:
        """The answer as JSON data: amounts in cents, durations as months and days."""
        rows = [
            {
                "row": row.number,
                "line": row.line,
                "clause": None if row.source is None else row.source.clause,
                "extrait": None if row.source is None else row.source.extrait,
                "values": {
                    result.name: _data(result.plain(value))
                    for result, value in zip(self.results, row.outcome, strict=True)
                },
            }
            for row in self.rows
        ]
        return {
            "programme": self.programme,
            "table": self.table.name,
            "file": self.table.file,
            "known": self.known,
            "kinds": {
                known.name: "texte" if known.kind is None else known.kind.name for known in self.table.outputs
            },
            "given": {asked.name: asked.written for asked in self.given},
            "values": {result.name: _data(result.value) for result in self.results},
            "missing": [*self.missing],
            "rows": rows,
            "unsaid": self.unsaid,
            "by": {name: self._cases(name) for name in self.missing} if len(self.missing) == 1 else {},
            "notes": [{"code": note.code, **dict(note.args)} for note in self.notes],
        }

    def _cases(self, name: str) -> list[dict[str, Any]]:
        (kind,) = (known.kind for known in self.table.inputs if known.name == name)
        return [
            {
                "from_to": [
                    [kind.written(first), kind.written(last)] for first, last in case.values.intervals
                ],
                "known": case.known,
                "values": {result.name: _data(result.value) for result in case.results},
            }
            for case in self.by(name)
        ]

    def to_json(self) -> str:
        """The answer as JSON text on one line; see `as_dict`."""
        return json.dumps(self.as_dict(), ensure_ascii=False, separators=(",", ":"))

    def __str__(self) -> str:
        return self.text()

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "the answer of a table is neither true nor false: look at answer.value, or answer.known"
        )


def _data(value: Plain | Text | None) -> object:
    if isinstance(value, Text):
        return {"fr": value.fr, "en": value.en}
    if isinstance(value, tuple):
        return {"months": value[0], "days": value[1]}
    return value


def ask(
    table: Table,
    given: Mapping[str, Given],
    *,
    programme: str,
    source: str,
    notes: tuple[Note, ...] = (),
) -> TableAnswer:
    """Ask a table.

    Args:
        table: the table.
        given: the inputs by name; one that isn't there, is None or is the word `inconnu` is unknown.
        programme: the code of the programme that it is about.
        source: the title of the text that it comes from.
        notes: how inputs came to be what they are.

    Raises:
        QuestionError: with every input that the table doesn't have, and every value that an input doesn't
            take.
    """
    asked = read_question(table, given)
    rows, results, unsaid = possible_rows(table, asked)
    return TableAnswer(programme, table, source, asked, results, rows, unsaid, notes)

"""Asking a table: which rows are still possible, and what they all say.

An unknown input is one that may have any value. A row is possible when some way to fill in what is unknown,
and to settle what the text leaves open, hits it. An output is known when every possible row says the same of
it: Kleene's logic, over rows. So an unknown never decides, and never blocks what is settled without it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from attrs import frozen

from cnam_rules.decoding import cut, suggest
from cnam_rules.facts import Text
from cnam_rules.faults import Fault, QuestionError
from cnam_rules.tables.cover import TooManyCases, meet, uncovered
from cnam_rules.tables.kind import Given, Kind, Misgiven, Plain
from cnam_rules.tables.model import Outcome, Policy, Row, Table, Value
from cnam_rules.tables.sets import Values

__all__ = ["Asked", "Note", "Result", "TableAnswer", "ask"]


@frozen
class Asked:
    """An input of a question.

    Attributes:
        name: its name.
        libelle: what it is, for people.
        kind: what its values are.
        written: the value given, as it would be written in a file; None when it is unknown.
        number: the number that stands for it; None when it is unknown.
    """

    name: str
    libelle: Text
    kind: Kind
    written: str | None
    number: int | None


@frozen
class Result:
    """What a table says of one of its outputs.

    Attributes:
        name: its name.
        libelle: what it is, for people.
        kind: what its values are; None for a text.
        possible: the values still possible, in the order of their rows, each once; None stands for what the
            text doesn't say.
    """

    name: str
    libelle: Text
    kind: Kind | None
    possible: tuple[Value | None, ...]

    @property
    def known(self) -> bool:
        """Whether every possible row says the same, and says something."""
        return len(self.possible) == 1 and self.possible[0] is not None

    @property
    def value(self) -> Plain | Text | None:
        """The value when it is known (an amount in cents, a duration as (months, days)); None otherwise."""
        return self.plain(self.possible[0]) if self.known else None

    def plain(self, value: Value | None) -> Plain | Text | None:
        """One of the values as Python has it."""
        if self.kind is None or value is None or isinstance(value, Text):
            return value if isinstance(value, Text) else None
        return self.kind.plain(value)


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
            "notes": [{"code": note.code, **dict(note.args)} for note in self.notes],
        }

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
    asked = _asked(table, given)
    domain = tuple(
        item.kind.domain if item.number is None else Values.of((item.number, item.number)) for item in asked
    )
    try:
        rows = [row for row in table.rows if _possible(table, row, domain)]
        none_hit = bool(uncovered(domain, [row.sure for row in table.rows]))
    except TooManyCases:
        fault = Fault("$", "table-too-large", {}, file=table.file, line=table.line)
        raise QuestionError([fault]) from None
    if none_hit and table.otherwise is not None:
        rows.append(table.otherwise)
    unsaid = none_hit and table.otherwise is None
    outcomes: list[Outcome] = [row.outcome for row in rows]
    if unsaid:
        outcomes.append((None,) * len(table.outputs))
    results = tuple(
        Result(
            known.name,
            known.libelle,
            known.kind,
            tuple(dict.fromkeys(outcome[place] for outcome in outcomes)),
        )
        for place, known in enumerate(table.outputs)
    )
    return TableAnswer(programme, table, source, asked, results, tuple(rows), unsaid, notes)


def _possible(table: Table, row: Row, domain: tuple[Values, ...]) -> bool:
    """Whether some case of the question hits a row, the rows that would be hit in its place left aside."""
    accepted = meet(domain, row.possible)
    if accepted is None:
        return False
    before = table.rows if table.policy is Policy.UNIQUE else table.rows[: row.number - 1]
    return bool(uncovered(accepted, [other.sure for other in before if other is not row]))


def _asked(table: Table, given: Mapping[str, Given]) -> tuple[Asked, ...]:
    names = [known.name for known in table.inputs]
    faults = []
    for name in given:
        if name not in names:
            args = {"found": cut(str(name)), "expected": ", ".join(names), "table": table.name}
            faults.append(Fault(str(name), "unknown-input", args, suggest(str(name), names)))
    asked = []
    for known in table.inputs:
        value, number = given.get(known.name), None
        if value is not None and value != "inconnu":
            try:
                number = known.kind.given(value)
            except Misgiven as error:
                args = {"found": cut(str(value)), "expected": error.expected}
                faults.append(Fault(known.name, error.code, args, error.suggestion))
        written = None
        if number is not None:
            written = known.kind.written(number) if known.kind.name != "jour" else str(value)
        asked.append(Asked(known.name, known.libelle, known.kind, written, number))
    if faults:
        raise QuestionError(faults)
    return tuple(asked)

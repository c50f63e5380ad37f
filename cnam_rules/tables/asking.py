"""From a question to the rows that may answer it, and what they all say.

An unknown input is one that may have any value. A row is possible when some way to fill in what is unknown,
and to settle what the text leaves open, hits it. An output is known when every possible row says the same of
it: Kleene's logic, over rows. So an unknown never decides, and never blocks what is settled without it.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from cnam_rules.decoding import cut, suggest
from cnam_rules.facts import Text
from cnam_rules.faults import Fault, QuestionError
from cnam_rules.tables.cover import TooManyCases, meet, uncovered
from cnam_rules.tables.kind import Given, Kind, Misgiven, Plain
from cnam_rules.tables.model import Outcome, Policy, Row, Table, Value
from cnam_rules.tables.sets import Values

__all__ = ["Asked", "Result", "possible_rows", "read_question"]


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


def read_question(table: Table, given: Mapping[str, Given]) -> tuple[Asked, ...]:
    """The inputs of a question, in the table's order, each known or not.

    Raises:
        QuestionError: with every input that the table doesn't have, and every value that an input doesn't
            take.
    """
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


def possible_rows(table: Table, asked: tuple[Asked, ...]) -> tuple[tuple[Row, ...], tuple[Result, ...], bool]:
    """The rows still possible, what they say of each output, and whether it may be that none says anything.

    Raises:
        QuestionError: it can't be told within the cases that are looked at.
    """
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
    return tuple(rows), results, unsaid


def _possible(table: Table, row: Row, domain: tuple[Values, ...]) -> bool:
    """Whether some case of the question hits a row, the rows that would be hit in its place left aside."""
    accepted = meet(domain, row.possible)
    if accepted is None:
        return False
    before = table.rows if table.policy is Policy.UNIQUE else table.rows[: row.number - 1]
    return bool(uncovered(accepted, [other.sure for other in before if other is not row]))

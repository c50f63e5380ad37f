"""Tables and their answers in words, in French or in English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from textwrap import wrap
from typing import TYPE_CHECKING

from cnam_rules.facts import Text
from cnam_rules.speech import Speech
from cnam_rules.tables.kind import Kind, Match
from cnam_rules.tables.model import Input, Row, Table, Value

if TYPE_CHECKING:
    from cnam_rules.tables.answers import TableAnswer
    from cnam_rules.tables.asking import Asked, Result

__all__ = ["answer_text", "block", "cell_said", "table_lines", "value_said"]


def block(text: str, indent: int, width: int) -> Iterator[str]:
    """A paragraph set in, within a width."""
    start = " " * indent
    yield from wrap(text, width, initial_indent=start, subsequent_indent=f"{start}  ", break_on_hyphens=False)


def value_said(value: Value | None, kind: Kind | None, speech: Speech) -> str:
    """What a row answers, in words; that the text doesn't say, where it doesn't."""
    if value is None:
        return speech.say("tables.not-said")
    if isinstance(value, Text):
        return value.said(speech.lang)
    return kind.said(value, speech) if kind is not None else str(value)


def _pair(name: Text, value: str, speech: Speech) -> str:
    return speech.say("tables.pair", name=name.said(speech.lang), value=value)


# -------------------------------------------------------------------------------------------------- answers
def answer_text(answer: TableAnswer, lang: str, width: int) -> str:
    """An answer: what was asked, what is known, and the rows that say it with their source."""
    return "\n".join(_answer(answer, Speech(lang), width)) + "\n"


def _answer(answer: TableAnswer, speech: Speech, width: int) -> Iterator[str]:
    table = answer.table
    yield from block(
        speech.say("tables.title", what=table.libelle.said(speech.lang), programme=answer.programme), 0, width
    )
    if answer.given:
        yield from block(
            speech.series(_pair(item.libelle, _asked(item, speech), speech) for item in answer.given),
            2,
            width,
        )
    for note in answer.notes:
        yield from block(speech.say(f"tables.{note.code}", **dict(note.args)), 2, width)
    yield ""
    for result in answer.results:
        mark = "✓" if result.known else "?"
        yield from block(f"{mark} {_pair(result.libelle, _result(result, speech), speech)}", 0, width)
    yield from _why(answer, speech, width)
    yield ""
    for row in answer.rows:
        yield from _row_used(answer, row, speech, width)
    if table.remarque is not None:
        yield from block(speech.say("tables.remark", remark=table.remarque.said(speech.lang)), 0, width)
    yield from block(speech.say("tables.source", source=answer.source), 0, width)


def _asked(item: Asked, speech: Speech) -> str:
    if item.number is None:
        return speech.say("answers.inconnu")
    return (
        speech.date(date.fromisoformat(item.written or ""))
        if item.kind.name == "jour"
        else item.kind.said(item.number, speech)
    )


def _input(known: Input, speech: Speech) -> str:
    """An input, its name in questions, and how its values are given."""
    label = known.libelle.said(speech.lang)
    return speech.say("tables.input", label=label, name=known.name, values=known.kind.example)


def _result(result: Result, speech: Speech) -> str:
    said = [value_said(value, result.kind, speech) for value in result.possible]
    if result.known:
        return said[0]
    if len(said) == 1:
        return speech.say("tables.unknown", why=said[0])
    return speech.say("tables.unknown-among", values=speech.either(said))


def _why(answer: TableAnswer, speech: Speech, width: int) -> Iterator[str]:
    """What would settle an answer that isn't known, or that nothing would."""
    if answer.known:
        return
    if answer.missing:
        lacking = [known for known in answer.table.inputs if known.name in answer.missing]
        names = speech.series(_input(known, speech) for known in lacking)
        yield from block(speech.say("tables.say-more", names=names), 2, width)
        if len(lacking) == 1:
            yield from _by(answer, lacking[0], speech, width)
    elif len(answer.rows) + answer.unsaid > 1:
        yield from block(speech.say("tables.left-open"), 2, width)


def _by(answer: TableAnswer, known: Input, speech: Speech, width: int) -> Iterator[str]:
    """What is said for every value of the only input that lacks."""
    for case in answer.by(known.name):
        said = speech.series(
            _pair(result.libelle, _result(result, speech), speech) for result in case.results
        )
        mark = "✓" if case.known else "?"
        values = known.kind.said_all(case.values, speech)
        yield from block(speech.say("tables.case", mark=mark, values=values, said=said), 4, width)


def _row_used(answer: TableAnswer, row: Row, speech: Speech, width: int) -> Iterator[str]:
    said = _accepts(answer.table, row, speech)
    several = len(answer.rows) + answer.unsaid > 1
    if several:
        values = speech.series(
            _pair(result.libelle, value_said(value, result.kind, speech), speech)
            for result, value in zip(answer.results, row.outcome, strict=True)
        )
        yield from block(speech.say("tables.possible", case=said, values=values), 2, width)
    else:
        yield from block(speech.say("tables.hit", case=said), 2, width)
    yield from _evidence(answer.table, row, speech, width, 4)


def _evidence(table: Table, row: Row, speech: Speech, width: int, indent: int) -> Iterator[str]:
    if row.source is not None:
        yield from block(
            speech.say("tables.clause", clause=row.source.clause, extract=row.source.extrait), indent, width
        )
    yield from block(speech.say("tables.place", file=table.file, line=str(row.line)), indent, width)


# --------------------------------------------------------------------------------------------------- tables
def _accepts(table: Table, row: Row, speech: Speech) -> str:
    """The case of a row: what it accepts of each input that matters to it."""
    if not row.matches:
        return speech.say("tables.otherwise")
    said = [
        _pair(known.libelle, cell_said(known.kind, match, speech), speech)
        for known, match in zip(table.inputs, row.matches, strict=True)
        if match.sure != known.kind.domain
    ]
    return speech.series(said) if said else speech.say("tables.always")


def cell_said(kind: Kind, match: Match, speech: Speech) -> str:
    """What a row accepts of an input, in words; at the widest too, where the text leaves that open."""
    sure = kind.said_all(match.sure, speech)
    if match.sure == match.possible:
        return sure
    return speech.say("tables.perhaps", sure=sure, possible=kind.said_all(match.possible, speech))


def table_lines(table: Table, speech: Speech, width: int) -> Iterator[str]:
    """A table: its policy, its rows with what they answer, and their source."""
    yield from block(f"{table.libelle.said(speech.lang)} [{table.name}]", 2, width)
    inputs = speech.series(_input(known, speech) for known in table.inputs)
    yield from block(speech.say("tables.inputs", inputs=inputs), 4, width)
    yield from block(speech.say(f"tables.policy-{table.policy.name.lower()}"), 4, width)
    rows = [*table.rows, *([] if table.otherwise is None else [table.otherwise])]
    for row in rows:
        values = speech.series(
            _pair(known.libelle, value_said(value, known.kind, speech), speech)
            for known, value in zip(table.outputs, row.outcome, strict=True)
        )
        said = speech.say("tables.row", case=_accepts(table, row, speech), values=values)
        yield from block(f"· {said}", 4, width)
        yield from _evidence(table, row, speech, width, 6)
    if table.remarque is not None:
        yield from block(speech.say("tables.remark", remark=table.remarque.said(speech.lang)), 4, width)

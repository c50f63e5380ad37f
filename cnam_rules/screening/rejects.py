"""The rows that can't be read and the dossiers that contradict themselves, each with what is wrong and what to do.

One row a fault, in the order of the tables. Nothing is dropped in silence: a dossier that is told here has no
verdict, and one that isn't has one.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from cnam_rules.measures.tabular import Stage
from cnam_rules.measures.tabular.frame import BASE, READ, aliased
from cnam_rules.screening.reading import RowFault
from cnam_rules.screening.statement import Statement, with_stages
from cnam_rules.speech import Speech
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.nodes import Node

__all__ = ["COLUMNS", "rejects"]

COLUMNS = ("table", "ligne", "dossier", "colonne", "faute", "trouve", "phrase", "conseil")
"""The columns of the rejects: the table, the row's number in it, the dossier, the column, the fault's code, what
was found, the sentence, and what to do."""

_FOUND = "\x00"


def rejects(statement: Statement, lang: str = "fr") -> exp.Select:
    """The statement that gives every fault, with its sentences.

    Args:
        statement: the statement whose tables are read.
        lang: the language of the sentences.
    """
    speech = Speech(lang)
    stages = [*statement.stages]
    parts: list[exp.Select] = []
    for name, table in statement.reads.items():
        faulty = f"fautives_{name}"
        query = exp.select("*").from_(f"{READ}{name}").where(sql.column("faute"))
        stages.append(Stage(faulty, query, f"{name}: the rows that have a fault"))
        parts += [_row(name, faulty, fault, speech) for fault in table.faults]
        if name != "dossiers":
            stages.append(_orphans(name))
            parts.append(_told(name, f"orphelines_{name}", "dossier", "unknown-dossier", sql.TRUE, sql.NULL, "", speech))
    for fault in statement.faults:
        parts.append(
            _told(fault.table, "lignes_vues", fault.column, fault.code, sql.column(fault.flag), sql.NULL, "", speech)
        )
    union: exp.Query = parts[0]
    for part in parts[1:]:
        union = exp.union(union, part, distinct=False, copy=False)
    stages.append(Stage("rejets", union, "every fault"))
    order = [sql.column(each) for each in ("table", "ligne", "dossier", "colonne", "faute")]
    return with_stages(exp.select(*(sql.column(each) for each in COLUMNS)).from_("rejets").order_by(*order), tuple(stages))


def _orphans(name: str) -> Stage:
    """The references of rows that are of no dossier of the table of dossiers."""
    own = sql.column("dossier")
    known = exp.Exists(
        this=exp.select(sql.number(1)).from_(BASE).where(sql.equal(sql.column("dossier", BASE), sql.column("dossier", "o")))
    )
    within = exp.select(own).from_(f"{READ}{name}").where(sql.negate(sql.is_null(own))).group_by(own)
    query = exp.select("*").from_(exp.Subquery(this=within, alias=exp.TableAlias(this=exp.to_identifier("o")))).where(exp.Not(this=known))
    return Stage(f"orphelines_{name}", query, f"{name}: the references of no dossier")


def _row(table: str, source: str, fault: RowFault, speech: Speech) -> exp.Select:
    return _told(table, source, fault.column, fault.code, fault.when, fault.found, fault.expected, speech, numbered=True)


def _told(
    table: str,
    source: str,
    column: str,
    code: str,
    when: Node,
    found: Node,
    expected: str,
    speech: Speech,
    *,
    numbered: bool = False,
) -> exp.Select:
    said = {
        "table": sql.text(table),
        "ligne": sql.column("ligne") if numbered else sql.typed_null("bigint"),
        "dossier": sql.column("dossier"),
        "colonne": sql.text(column),
        "faute": sql.text(code),
        "trouve": sql.typed_null("text") if found == sql.NULL else found,
        "phrase": sql.typed_null("text"),
        "conseil": sql.text(speech.say(f"reject-hints.{code}", table=table, column=column, expected=expected)),
    }
    sentence = speech.say(f"rejects.{code}", table=table, column=column, expected=expected, found=_FOUND)
    pieces = list(_around(sentence, sql.coalesce(said["trouve"], sql.text(""))))
    whole = pieces[0]
    for piece in pieces[1:]:
        whole = exp.DPipe(this=whole, expression=piece)
    said["phrase"] = whole
    return exp.select(*(aliased(value, name) for name, value in said.items())).from_(source).where(when)


def _around(sentence: str, found: Node) -> Iterator[Node]:
    """A sentence as texts, with what was found where it stands."""
    for number, piece in enumerate(sentence.split(_FOUND)):
        if number:
            yield found.copy()
        if piece:
            yield sql.text(piece)

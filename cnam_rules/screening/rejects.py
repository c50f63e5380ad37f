"""The rows that can't be read and the dossiers that contradict themselves, each with what to mend.

One row a fault, in the order of the tables. Nothing is dropped in silence: a dossier that is told here has no
verdict, and one that isn't has one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen
from sqlglot import exp

from cnam_rules.measures.tabular import Stage
from cnam_rules.measures.tabular.frame import BASE, READ, aliased
from cnam_rules.screening.statement import Statement, with_stages
from cnam_rules.screening.together import NOTHING
from cnam_rules.speech import Speech
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = ["COLUMNS", "rejects"]

COLUMNS = ("table", "ligne", "dossier", "colonne", "faute", "trouve", "phrase", "conseil")
"""The columns of the rejects: the table, the row's number in it, the dossier, the column, the fault's code,
what was found, the sentence, and what to do."""

_FOUND: Final = "\x00"


def rejects(statement: Statement, lang: str = "fr") -> exp.Select:
    """The statement that gives every fault, with its sentences.

    Args:
        statement: the statement whose tables are read.
        lang: the language of the sentences.
    """
    speech = Speech(lang)
    stages = [*statement.stages]
    told: list[_Told] = []
    for name, table in statement.reads.items():
        faulty = f"fautives_{name}"
        query = exp.select("*").from_(f"{READ}{name}").where(sql.column("faute"))
        stages.append(Stage(faulty, query, f"{name}: the rows that have a fault"))
        told += [
            _Told(name, faulty, f.column, f.code, f.when, f.found, f.expected, numbered=True)
            for f in table.faults
        ]
        if name != "dossiers":
            stages.append(_orphans(name))
            told.append(_Told(name, f"orphelines_{name}", "dossier", "unknown-dossier", sql.TRUE))
    told += [
        _Told(f.table, "lignes_vues", f.column, f.code, sql.column(f.flag), f.found, f.expected)
        for f in statement.faults
    ]
    union: exp.Query = told[0].rows(speech)
    for each in told[1:]:
        union = exp.union(union, each.rows(speech), distinct=False, copy=False)
    stages.append(Stage("rejets", union, "every fault"))
    order = [sql.column(each) for each in ("table", "ligne", "dossier", "colonne", "faute", "phrase")]
    return with_stages(
        exp.select(*(sql.column(each) for each in COLUMNS)).from_("rejets").order_by(*order), tuple(stages)
    )


def _orphans(name: str) -> Stage:
    """The references of rows that are of no dossier of the table of dossiers."""
    own = sql.column("dossier")
    known = exp.Exists(
        this=exp.select(sql.number(1))
        .from_(BASE)
        .where(sql.equal(sql.column("dossier", BASE), sql.column("dossier", "o")))
    )
    within = exp.select(own).from_(f"{READ}{name}").where(sql.negate(sql.is_null(own))).group_by(own)
    query = (
        exp.select("*")
        .from_(exp.Subquery(this=within, alias=exp.TableAlias(this=exp.to_identifier("o"))))
        .where(exp.Not(this=known))
    )
    return Stage(f"orphelines_{name}", query, f"{name}: the references of no dossier")


@frozen
class _Told:
    """A fault as rows of the rejects.

    Attributes:
        table: the table.
        source: the relation of the rows that may have it.
        column: the column.
        code: the fault.
        when: whether a row has it.
        found: what was found, as text.
        expected: what was expected.
        numbered: whether the rows have their number in the table.
    """

    table: str
    source: str
    column: str
    code: str
    when: Node
    found: Node = NOTHING
    expected: str = ""
    numbered: bool = False

    def rows(self, speech: Speech) -> exp.Select:
        """The rows that have it, with its sentences."""
        about = {"table": self.table, "column": self.column, "expected": self.expected}
        sentence = speech.say(f"rejects.{self.code}", found=_FOUND, **about)
        said = {
            "table": sql.text(self.table),
            "ligne": sql.column("ligne") if self.numbered else sql.typed_null("bigint"),
            "dossier": sql.column("dossier"),
            "colonne": sql.text(self.column),
            "faute": sql.text(self.code),
            "trouve": self.found,
            "phrase": sql.concatenated(*_around(sentence, sql.coalesce(self.found, sql.text("")))),
            "conseil": sql.text(speech.say(f"reject-hints.{self.code}", **about)),
        }
        columns = [aliased(value, name) for name, value in said.items()]
        return exp.select(*columns).from_(self.source).where(self.when)


def _around(sentence: str, found: Node) -> Iterator[Node]:
    """A sentence as texts, with what was found where it stands."""
    for number, piece in enumerate(sentence.split(_FOUND)):
        if number:
            yield found.copy()
        if piece:
            yield sql.text(piece)

"""What rows must be together: whether a dossier contradicts itself, over tables.

What `cnam_rules.dossier.check` finds of a dossier as a whole. Each fault is a column of a row per dossier,
true or false, and the dossier has no verdict where it is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from attrs import frozen
from sqlglot import exp

from cnam_rules.cohorts.tables import TABLES
from cnam_rules.faults import RuleSetError
from cnam_rules.language import ChosenRules
from cnam_rules.measures.tabular import Frame, Stage
from cnam_rules.measures.tabular.frame import READ, WORD, aliased, joined
from cnam_rules.measures.tabular.valeurs import no_value_yet
from cnam_rules.measures.valeurs import ENTREE, JOUR, Parametre
from cnam_rules.screening.reading import RAWS, TableRead
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node, constant

__all__ = ["DossierFault", "born_after", "contradictions", "parameters_of", "repeated", "too_soon"]

_TOLD_TWICE: Final = {"ue": ("code",), "decisions": ("objet", "date")}
"""Of the tables whose rows may repeat when they say the same, what says that two are about the same thing."""
_APART: Final = ("motif", "autorite")
"""What rows may say differently of the same thing."""

NOTHING: Final = constant(sql.typed_null("text"))
"""What was found where there is nothing to show."""


@frozen
class DossierFault:
    """What can be wrong with a dossier.

    Attributes:
        table: the table that it is told of.
        column: the column.
        code: the fault, a key of the message catalogue.
        when: whether a dossier has it; never null.
        about: what it is about, where a dossier can have the fault several times in a column.
        found: what was found, as text.
        expected: what was expected.
    """

    table: str
    column: str
    code: str
    when: Node
    about: str = ""
    found: Node = NOTHING
    expected: str = ""

    @property
    def flag(self) -> str:
        """The column of the statement that says so, which no other fault has."""
        name = f"faute_{self.table}_{self.column}_{self.code}".replace("-", "_")
        return f"{name}_{self.about}" if self.about else name


def repeated(frame: Frame, table: str) -> list[DossierFault]:
    """What a table can say twice: a row that there is one of, or rows that contradict each other."""
    none = sql.number(0)
    if table in _TOLD_TWICE:
        if table == "ue":
            _suspect(frame)
        twice = sql.more(sql.coalesce(sql.column(f"{table}_contraires"), none), none)
        return [DossierFault(table, _TOLD_TWICE[table][0], f"{table}-told-twice", twice)]
    once = TABLES[table].once
    if once is None or table == "dossiers":
        return []
    rows = frame.tallied(table, sql.count, hint=f"{table}_lignes")
    different = sql.number(1)
    if once:
        different = frame.gathered(table, sql.count_different(sql.column(once[0])), f"{table}_differentes")
    again = sql.is_true(sql.more(rows, different))
    return [DossierFault(table, once[0] if once else "dossier", "row-twice", again)]


def born_after(frame: Frame) -> Node:
    """Whether the day of birth is after what the candidate did: an entry into training, work, a stage."""
    born = sql.column("naissance")
    did = [sql.column("entree_en_formation")]
    for table in ("experiences", "stages"):
        first = frame.tallied(table, sql.lowest, sql.column("debut"), hint=f"{table}_debut")
        if first != sql.NULL:
            did.append(first)
    return sql.any_of(*(sql.is_true(sql.less(day, born)) for day in did))


def parameters_of(rules: ChosenRules, as_of: date) -> list[Parametre]:
    """The parameters of rules whose value each dossier's day of entry chooses.

    Raises:
        RuleSetError: one that the day of the decision chooses has no value yet, whatever the dossier.
    """
    values = (value.under(rules.readings) for value in rules.ruleset.valeurs)
    parameters = [value for value in values if isinstance(value, Parametre)]
    ours = [parameter for parameter in parameters if parameter.selon == JOUR]
    if gaps := [fault for each in ours if (fault := each.gap(None, as_of))]:
        raise RuleSetError(gaps)
    return [parameter for parameter in parameters if parameter.selon == ENTREE]


def too_soon(parameters: Iterable[Parametre], frame: Frame) -> list[DossierFault]:
    """Of each parameter, whether the day that chooses its value comes before there is one."""
    column = "entree_en_formation"
    found = sql.as_text(sql.coalesce(sql.column(column), frame.day))
    return [
        DossierFault(
            "dossiers",
            column,
            "no-value-yet",
            no_value_yet(parameter, frame),
            about=str(number),
            found=found,
            expected=f"{parameter.name} ({parameter.valeurs[0].du})",
        )
        for number, parameter in enumerate(parameters)
    ]


def contradictions(
    frame: Frame, reads: Mapping[str, TableRead], relations: Mapping[str, Node]
) -> list[Stage]:
    """Of each table that may repeat itself, the dossiers of which two rows say different things of one.

    Nearly no dossier has the same UE twice, so those that may have are found first, from the bits of their
    codes, and only their rows are read again and compared.

    Args:
        frame: what is asked of the tables.
        reads: how each table is read.
        relations: what each is read from.
    """
    stages: list[Stage] = []
    found: dict[str, list[str]] = {}
    for table, about in _TOLD_TWICE.items():
        if table not in reads:
            continue
        rows, read = sql.column("dossier"), f"{READ}{table}"
        if table == "ue":
            query = exp.select(rows.copy()).from_("ue_par_dossier").where(_suspected(frame))
            stages.append(Stage(f"{table}_redites", query, "the dossiers in which a UE may stand twice"))
            stages += _read_again(reads[table], relations[table], f"{table}_redites")
            read = f"valeurs_{table}_redites"
        keys = [sql.column(each) for each in ("dossier", *about)]
        says = [each for each in reads[table].values if each not in ("dossier", *about, *_APART)]
        told = exp.select(*keys, *(sql.column(each) for each in says)).distinct().from_(read)
        pairs = (
            exp.select(rows.copy())
            .from_(told.subquery("dites"))
            .group_by(*(key.copy() for key in keys))
            .having(sql.more(sql.count(), sql.number(1)))
        )
        counted = (
            exp.select(rows.copy(), aliased(sql.count(), f"{table}_contraires"))
            .from_(pairs.subquery("paires"))
            .group_by(rows.copy())
        )
        name = f"{table}_contraires"
        stages.append(Stage(name, counted, "where two rows say different things of one"))
        found[name] = [name]
    return [
        *stages,
        Stage("lignes_entieres", joined("lignes", found), "the same, with what contradicts itself"),
    ]


def _read_again(table: TableRead, relation: Node, suspects: str) -> list[Stage]:
    """The rows of some dossiers, chosen before any of their values is read."""
    own = table.raws["brut_dossier"]
    among = exp.Subquery(this=exp.select(sql.column("dossier")).from_(suspects))
    raws = exp.select(*(aliased(value, name) for name, value in table.raws.items()))
    raws = raws.from_(relation.copy()).where(exp.In(this=own.copy(), query=among))
    values = exp.select(*(aliased(value, name) for name, value in table.values.items()))
    stages = [
        Stage(f"{RAWS}{suspects}", raws, "their rows, as they stand", inline=True),
        *table.stages(suspects),
    ]
    read = values.from_(stages[-1].name)
    return [*stages, Stage(f"valeurs_{suspects}", read, "their rows, as they are read", inline=True)]


def _suspect(frame: Frame) -> tuple[Node, ...]:
    """How many rows have a code of the programme, how many have none, and the bits of the codes."""
    some = sql.any_of(
        *(sql.more(sql.column(f"bit_{word}"), sql.number(0)) for word in range(-(-len(frame.codes) // WORD)))
    )
    known = frame.gathered("ue", sql.count(some), "ue_du_programme")
    others = frame.gathered("ue", sql.count(sql.negate(some)), "ue_autres")
    return known, others, *frame.bits(sql.TRUE, "ue_toutes")


def _suspected(frame: Frame) -> Node:
    """Whether a code may stand twice: more rows than codes, or several rows of no code of the programme."""
    known, others, *bits = _suspect(frame)
    codes = sql.add(*(frame.bit(bits, code) for code in frame.codes))
    return sql.any_of(sql.more(known, codes), sql.more(others, sql.number(1)))

"""The tables of a cohort: which there are, what their columns hold, and which must be there.

One row is one thing of one dossier, which `dossier` names. A folder holds a file for each table,
`NAME.parquet` or `NAME.csv`. What a file of a dossier says in one way, tables say in their own:

* a table that isn't there leaves its list unknown for everyone, as a key absent from a dossier's file does;
* a dossier without a row in a table that is there has an empty list, unless its flag in `dossiers` says
  otherwise;
* of its report nothing is known without a row in `rapports`;
* NULL is unknown, but where the default is another (`Column.default`).

In CSV everything is text: dates are ISO, answers `oui` or `non`, an empty cell is NULL, and `fin` may be `en
cours`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from attrs import frozen

from cnam_rules.dossier.acquis import NIVEAUX, Cecrl
from cnam_rules.dossier.model import Obtention, StatutActivite, StatutUe

__all__ = ["FLAGS", "FORMATS", "TABLES", "Column", "Kind", "Table"]


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    """Any text."""
    WORD = "word"
    """One of some words."""
    CODE = "code"
    """A code of UE."""
    DATE = "date"
    """A day of the calendar: a date, or text as 2025-11-03."""
    ANSWER = "answer"
    """A boolean, or text: oui, non, inconnu."""
    NUMBER = "number"
    """A number with so many decimals."""
    STEP = "step"
    """A day, or whether it took place on a day nobody stated: a date, oui, non."""
    END = "end"
    """The last day of a spell, or `en cours`."""


@frozen
class Column:
    """A column of a table.

    Attributes:
        name: its name.
        kind: what it holds.
        says: what it means.
        required: whether the table must have it, and every row a value in it.
        words: the words it may hold.
        decimals: of a number, how many decimals it may have.
        least: of a number, the least it may be.
        most: of a number, the most it may be; None when nothing bounds it.
        default: what an empty value stands for, as text; None for unknown.
        above: whether the least itself is left out.
    """

    name: str
    kind: Kind
    says: str
    required: bool = False
    words: tuple[str, ...] = ()
    decimals: int = 0
    least: int = 0
    most: int | None = None
    default: str | None = None
    above: bool = False

    @property
    def type(self) -> str:
        """Its type in DuckDB, where it has one.

        >>> TABLES["ue"].column("note").type, TABLES["ue"].column("date").type
        ('DECIMAL(11,2)', 'DATE')
        """
        if self.kind is Kind.NUMBER:
            return f"DECIMAL({9 + self.decimals},{self.decimals})" if self.decimals else "INTEGER"
        return {Kind.DATE: "DATE", Kind.END: "DATE", Kind.ANSWER: "BOOLEAN"}.get(self.kind, "TEXT")


@frozen
class Table:
    """A table of a cohort.

    Attributes:
        name: its name.
        columns: its columns, `dossier` aside.
        says: what one row is.
        once: the columns of which two rows of a dossier can't share the values; empty for one row a dossier.
            None when rows may repeat.
        listed: the column of `dossiers` that says whether the list is known; None when it has none.
    """

    name: str
    columns: tuple[Column, ...]
    says: str
    once: tuple[str, ...] | None = None
    listed: str | None = None

    @property
    def cells(self) -> Mapping[str, Column]:
        """Every column by name, `dossier` first.

        >>> list(TABLES["rapports"].cells)
        ['dossier', 'redige', 'soutenu', 'valide']
        """
        return {"dossier": _REFERENCE, **{column.name: column for column in self.columns}}

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            KeyError: there is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


_REFERENCE: Final = Column("dossier", Kind.TEXT, "the file's reference", required=True)


def _words(vocabulary: type[Enum]) -> tuple[str, ...]:
    return tuple(word.value for word in vocabulary)


_DAY = Kind.DATE
_YES = Kind.ANSWER

_SPELL: Final = (
    Column("debut", _DAY, "first day, inclusive", required=True),
    Column("fin", Kind.END, "last day, inclusive, or `en cours`"),
    Column("en_cours", _YES, "whether it goes on, where `fin` is a date column", default="non"),
    Column("dans_le_champ", _YES, "whether it lies in the title's own field"),
)

TABLES: Final[Mapping[str, Table]] = {
    table.name: table
    for table in (
        Table(
            "dossiers",
            (
                Column("programme", Kind.TEXT, "the title's RNCP code", required=True),
                Column("entree_en_formation", _DAY, "the day of entry into training"),
                Column("naissance", _DAY, "the day of birth"),
                Column("ue_connues", _YES, "whether the list of UE is known", default="oui"),
                Column(
                    "experiences_connues", _YES, "whether the list of experiences is known", default="oui"
                ),
                Column("stages_connus", _YES, "whether the list of stages is known", default="oui"),
                Column("diplomes_connus", _YES, "whether the list of diplomas is known", default="oui"),
                Column("tests_connus", _YES, "whether the list of language tests is known", default="oui"),
            ),
            "a candidate's file",
            once=(),
        ),
        Table(
            "ue",
            (
                Column("code", Kind.CODE, "the UE's code", required=True),
                Column("obtention", Kind.WORD, "how it was acquired", words=_words(Obtention)),
                Column("note", Kind.NUMBER, "the mark over 20", decimals=2, most=20),
                Column("date", _DAY, "the day on which it was validated"),
                Column("statut", Kind.WORD, "where it stands", words=_words(StatutUe), default="validee"),
                Column("hors_programme", _YES, "whether it belongs to another programme", default="non"),
                Column("echec", Kind.STEP, "the day on which its examination was failed; oui, non"),
            ),
            "a UE of a candidate",
            listed="ue_connues",
        ),
        Table(
            "experiences",
            (
                *_SPELL,
                Column("attestee", _YES, "whether a certificate proves it"),
                Column("quotite", Kind.NUMBER, "the share of full time", decimals=6, most=1, above=True),
                Column("statut", Kind.WORD, "in what status it was worked", words=_words(StatutActivite)),
                Column("responsabilite", _YES, "whether its level of responsibility is sufficient"),
                Column("intitule", Kind.TEXT, "the job's title"),
                Column("employeur", Kind.TEXT, "who for"),
            ),
            "a spell of work",
            listed="experiences_connues",
        ),
        Table(
            "stages",
            (
                *_SPELL,
                Column("atteste", _YES, "whether a certificate proves it"),
                Column("heures", Kind.NUMBER, "hours of presence in all", decimals=2),
                Column("jours", Kind.NUMBER, "days of presence in all", decimals=2),
                Column("organisme", Kind.TEXT, "where it took place"),
            ),
            "a stage",
            listed="stages_connus",
        ),
        Table(
            "rapports",
            (
                Column("redige", Kind.STEP, "the day on which the report was written; oui, non"),
                Column("soutenu", Kind.STEP, "the day on which it was defended; oui, non"),
                Column("valide", Kind.STEP, "the day on which it was validated; oui, non"),
            ),
            "a candidate's experience report",
            once=(),
        ),
        Table(
            "etapes",
            (
                Column("etape", Kind.TEXT, "the step's name", required=True),
                Column("valeur", Kind.STEP, "the day on which it was taken; oui, non", required=True),
            ),
            "a step that has a name of its own",
            once=("etape",),
        ),
        Table(
            "situations",
            (
                Column("nom", Kind.TEXT, "what of the situation is said", required=True),
                Column("mot", Kind.TEXT, "the word for it", required=True),
            ),
            "a part of a candidate's situation",
            once=("nom",),
        ),
        Table(
            "diplomes",
            (
                Column("niveau", Kind.NUMBER, "its level", least=NIVEAUX[0], most=NIVEAUX[-1]),
                Column("code", Kind.TEXT, "its code in the national register, or `aucun`"),
                Column("domaine", _YES, "whether it lies in the field asked for"),
                Column("date", _DAY, "the day on which it was obtained"),
                Column("intitule", Kind.TEXT, "its title"),
            ),
            "a diploma that a candidate holds",
            listed="diplomes_connus",
        ),
        Table(
            "tests",
            (
                Column("test", Kind.TEXT, "the test's name", required=True),
                Column("date", _DAY, "the day on which it was taken"),
                Column("niveau", Kind.WORD, "the level reached", words=_words(Cecrl)),
                Column("points", Kind.NUMBER, "the points", decimals=2),
            ),
            "the result of a language test",
            listed="tests_connus",
        ),
        Table(
            "derogations",
            (
                Column("condition", Kind.TEXT, "the condition dispensed from", required=True),
                Column("date", _DAY, "the day of the decision, from which it holds", required=True),
                Column("jusqu_au", _DAY, "the last day on which it holds, inclusive"),
                Column("motif", Kind.TEXT, "why"),
                Column("autorite", Kind.TEXT, "who decided it"),
            ),
            "a dispensation from a condition",
        ),
        Table(
            "decisions",
            (
                Column("objet", Kind.TEXT, "what was decided", required=True),
                Column(
                    "valeur", Kind.TEXT, "the value, as a rule file writes a bound: `4 mois`", required=True
                ),
                Column("date", _DAY, "the day of the decision, from which it holds", required=True),
                Column("motif", Kind.TEXT, "why"),
                Column("autorite", Kind.TEXT, "who decided it"),
            ),
            "a value that the rules leave to somebody to decide",
        ),
    )
}
"""The tables by name."""

FORMATS: Final = ("parquet", "csv")
"""The forms that tables can have, by the endings of their files; the first is the default."""

FLAGS: Final[Mapping[str, str]] = {table.name: table.listed for table in TABLES.values() if table.listed}
"""For each list that may be unknown, the column of `dossiers` that says whether it is known."""

"""The tables of a cohort: their columns, and what each holds.

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

__all__ = ["FLAGS", "FORMATS", "TABLES", "Column", "Kind"]


class Kind(Enum):
    """What the cells of a column hold, by its type in DuckDB."""

    TEXT = "TEXT"
    DATE = "DATE"
    ANSWER = "BOOLEAN"
    INTEGER = "INTEGER"
    MARK = "DECIMAL(4,2)"
    AMOUNT = "DECIMAL(9,2)"
    SHARE = "DECIMAL(9,6)"

    @property
    def number(self) -> bool:
        """Whether its cells are numbers.

        >>> [kind.name for kind in Kind if kind.number]
        ['INTEGER', 'MARK', 'AMOUNT', 'SHARE']
        """
        return self not in (Kind.TEXT, Kind.DATE, Kind.ANSWER)


@frozen
class Column:
    """A column.

    Attributes:
        kind: what its cells hold.
        default: what NULL stands for, as a file of a dossier writes it; None for unknown.
    """

    kind: Kind
    default: str | None = None


_TEXT: Final = Column(Kind.TEXT)
_DAY: Final = Column(Kind.DATE)
_ANSWER: Final = Column(Kind.ANSWER)
_KNOWN: Final = Column(Kind.ANSWER, "oui")
_REFERENCE: Final = {"dossier": _TEXT}

TABLES: Final[Mapping[str, Mapping[str, Column]]] = {
    "dossiers": _REFERENCE
    | {
        "programme": _TEXT,
        "entree_en_formation": _DAY,
        "naissance": _DAY,
        "ue_connues": _KNOWN,
        "experiences_connues": _KNOWN,
        "stages_connus": _KNOWN,
        "diplomes_connus": _KNOWN,
        "tests_connus": _KNOWN,
    },
    "ue": _REFERENCE
    | {
        "code": _TEXT,
        "obtention": _TEXT,
        "note": Column(Kind.MARK),
        "date": _DAY,
        "statut": Column(Kind.TEXT, "validee"),
        "hors_programme": Column(Kind.ANSWER, "non"),
        "echec": _TEXT,
    },
    "experiences": _REFERENCE
    | {
        "intitule": _TEXT,
        "employeur": _TEXT,
        "debut": _DAY,
        "fin": _DAY,
        "en_cours": Column(Kind.ANSWER, "non"),
        "dans_le_champ": _ANSWER,
        "attestee": _ANSWER,
        "quotite": Column(Kind.SHARE),
        "statut": _TEXT,
        "responsabilite": _ANSWER,
    },
    "stages": _REFERENCE
    | {
        "organisme": _TEXT,
        "debut": _DAY,
        "fin": _DAY,
        "en_cours": Column(Kind.ANSWER, "non"),
        "dans_le_champ": _ANSWER,
        "atteste": _ANSWER,
        "heures": Column(Kind.AMOUNT),
        "jours": Column(Kind.AMOUNT),
    },
    "rapports": _REFERENCE | {"redige": _TEXT, "soutenu": _TEXT, "valide": _TEXT},
    "etapes": _REFERENCE | {"etape": _TEXT, "valeur": _TEXT},
    "situations": _REFERENCE | {"nom": _TEXT, "mot": _TEXT},
    "diplomes": _REFERENCE
    | {
        "intitule": _TEXT,
        "niveau": Column(Kind.INTEGER),
        "code": _TEXT,
        "domaine": _ANSWER,
        "date": _DAY,
    },
    "tests": _REFERENCE | {"test": _TEXT, "date": _DAY, "niveau": _TEXT, "points": Column(Kind.AMOUNT)},
    "derogations": _REFERENCE
    | {"condition": _TEXT, "motif": _TEXT, "autorite": _TEXT, "date": _DAY, "jusqu_au": _DAY},
    "decisions": _REFERENCE
    | {"objet": _TEXT, "valeur": _TEXT, "autorite": _TEXT, "motif": _TEXT, "date": _DAY},
}
"""Every table's columns, by name.

>>> list(TABLES["rapports"])
['dossier', 'redige', 'soutenu', 'valide']
"""

FORMATS: Final = ("parquet", "csv")
"""The forms that tables can have, by the endings of their files; the first is the default."""

FLAGS: Final[Mapping[str, str]] = {
    "ue": "ue_connues",
    "experiences": "experiences_connues",
    "stages": "stages_connus",
    "diplomes": "diplomes_connus",
    "tests": "tests_connus",
}
"""For each list that may be unknown, the column of `dossiers` that says whether it is known."""

"""The faults of a school's export: what is wrong with a row, and how a sound row gets it.

A fault replaces cells of one row, or makes it stand twice. Each row that is spoiled has one fault. Those that
only text can hold (`31/12/2024` where a day is expected) are made in CSV alone: a column of days in Parquet
has no room for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from attrs import frozen

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

__all__ = ["SPOILS", "Spoil", "spoiled"]

_SPOILED_HERE: Final = 900
"""What is drawn here, apart from what the rows are drawn with."""


@frozen
class Spoil:
    """A fault that a row is given.

    Attributes:
        code: what the library's own reader says of it (`faults.<code>`).
        cells: the cells that are replaced, each by an expression of SQL over the row's columns.
        text: whether only text can hold it.
        twice: whether the row stands there as it was too.
        said: what is wrong, in words.
    """

    code: str
    cells: Mapping[str, str]
    said: str
    text: bool = False
    twice: bool = False


_NO_REFERENCE: Final = Spoil("missing-key", {"dossier": "NULL"}, "the reference of the dossier is missing")
_ORPHAN: Final = Spoil(
    "missing-key", {"dossier": "'X' || dossier"}, "the reference is that of no dossier of the cohort"
)


def _french(column: str) -> dict[str, str]:
    return {column: "strftime(jour() - (x % 700)::INTEGER, '%d/%m/%Y')"}


SPOILS: Final[Mapping[str, Mapping[str, Spoil]]] = {
    "dossiers": {
        "programme-inconnu": Spoil(
            "unknown-programme", {"programme": "'RNCP00000'"}, "a programme that isn't known"
        ),
        "entree-ancienne": Spoil(
            "date-out-of-range",
            {"entree_en_formation": "'1023-10-02'"},
            "a year with a digit gone wrong: 1023",
        ),
        "entree-francaise": Spoil(
            "not-a-date", _french("entree_en_formation"), "a day written 31/12/2024", text=True
        ),
        "dossier-deux-fois": Spoil(
            "listed-twice",
            {"entree_en_formation": "NULL"},
            "two rows have the same reference",
            twice=True,
        ),
    },
    "ue": {
        "note-21": Spoil("mark-out-of-range", {"note": "'21'"}, "a mark of 21"),
        "note-virgule": Spoil("not-a-number", {"note": "'12,5'"}, "a mark written 12,5", text=True),
        "date-francaise": Spoil("not-a-date", _french("date"), "a day written 31/12/2024", text=True),
        "date-impossible": Spoil(
            "impossible-date", {"date": "'2025-02-29'"}, "a 29 February 2025", text=True
        ),
        "code-inconnu": Spoil(
            "unknown-ue",
            {"code": "'ZZZ' || (100 + x % 16)::TEXT", "hors_programme": "NULL"},
            "a code that isn't known",
        ),
        "statut-libre": Spoil(
            "unknown-word", {"statut": "'Acquise'"}, "a status that isn't one of the words"
        ),
        "sans-dossier": _NO_REFERENCE,
        "orpheline": _ORPHAN,
        "ue-deux-fois": Spoil(
            "ue-twice",
            {"statut": "'non_validee'", "note": "'3'", "obtention": "'examen'"},
            "the UE stands twice, with two results",
            twice=True,
        ),
    },
    "experiences": {
        "fin-avant-debut": Spoil(
            "end-before-start",
            {"debut": "'2024-09-30'", "fin": "'2024-09-01'", "en_cours": "NULL"},
            "the end is before the start",
        ),
        "sans-fin": Spoil("missing-end", {"fin": "NULL", "en_cours": "NULL"}, "neither an end nor en cours"),
        "debut-francais": Spoil("not-a-date", _french("debut"), "a day written 31/12/2024", text=True),
        "attestee-oui": Spoil("unknown-word", {"attestee": "'Oui'"}, "an answer written Oui", text=True),
        "champ-x": Spoil("unknown-word", {"dans_le_champ": "'X'"}, "an answer written X", text=True),
        "quotite-80": Spoil("quotite-out-of-range", {"quotite": "'80'"}, "a share of full time of 80"),
        "quotite-pour-cent": Spoil("not-a-number", {"quotite": "'80 %'"}, "a share written 80 %", text=True),
        "statut-libre": Spoil("unknown-word", {"statut": "'CDD'"}, "a status that isn't one of the words"),
        "sans-dossier": _NO_REFERENCE,
        "orpheline": _ORPHAN,
    },
    "stages": {
        "fin-avant-debut": Spoil(
            "end-before-start",
            {"debut": "'2025-03-31'", "fin": "'2025-03-01'", "en_cours": "NULL"},
            "the end is before the start",
        ),
        "heures-negatives": Spoil("negative", {"heures": "'-35'"}, "hours below nought"),
        "jours-en-trop": Spoil(
            "more-days-than-spell",
            {"debut": "'2025-03-01'", "fin": "'2025-03-31'", "en_cours": "NULL", "jours": "'66'"},
            "more days of presence than days",
        ),
        "fin-francaise": Spoil(
            "not-a-date", _french("fin") | {"en_cours": "NULL"}, "a day written 31/12/2024", text=True
        ),
        "atteste-o": Spoil("unknown-word", {"atteste": "'O'"}, "an answer written O", text=True),
        "sans-dossier": _NO_REFERENCE,
    },
    "rapports": {
        "rapport-deux-fois": Spoil(
            "listed-twice", {"valide": "'non'"}, "the report stands twice", twice=True
        ),
        "valide-avant": Spoil(
            "validated-before-defended",
            {"redige": "'2025-01-06'", "soutenu": "'2025-06-02'", "valide": "'2025-05-02'"},
            "validated before it was defended",
        ),
        "valide-francais": Spoil("not-a-date", _french("valide"), "a day written 31/12/2024"),
        "soutenu-oui": Spoil("unknown-word", {"soutenu": "'Oui'"}, "an answer written Oui"),
    },
    "derogations": {
        "condition-inconnue": Spoil(
            "unknown-condition", {"condition": "'stages'"}, "a condition that the rules don't have"
        ),
        "fin-avant-date": Spoil(
            "expires-before-granted",
            {"date": "'2025-06-02'", "jusqu_au": "'2025-06-01'"},
            "it ends before it is granted",
        ),
        "sans-autorite": Spoil("missing-key", {"autorite": "NULL"}, "nobody granted it"),
    },
}
"""For each table, its faults by name."""


def spoiled(rows: DuckDBPyRelation, table: str, share: int, *, text: bool) -> DuckDBPyRelation:
    """The rows of a table, some of them at fault.

    Args:
        rows: the table's rows as they should be, with a column `x` that numbers them.
        table: its name.
        share: how many rows in ten thousand are spoiled.
        text: whether every cell is text.

    Returns:
        The rows, in the same order, and a column `faute`: the name of a row's fault, NULL for a sound row.
    """
    known = {name: spoil for name, spoil in SPOILS[table].items() if text or not spoil.text}
    names = ", ".join(f"'{name}'" for name in known)
    twice = ", ".join(f"'{name}'" for name, spoil in known.items() if spoil.twice) or "''"
    chosen = rows.project(
        f"*, CASE WHEN sur_dix_mille(x, {_SPOILED_HERE}) < {share} "
        f"THEN [{names}][1 + parmi(x, {_SPOILED_HERE + 1}, {len(known)})] END AS choisie"
    ).project(f"*, unnest(CASE WHEN choisie IN ({twice}) THEN [NULL, choisie] ELSE [choisie] END) AS faute")
    cells: dict[str, list[str]] = {}
    for name, spoil in known.items():
        for column, value in spoil.cells.items():
            cells.setdefault(column, []).append(f"WHEN '{name}' THEN {value}")
    replaced = ", ".join(
        f"CASE faute {' '.join(whens)} ELSE {column} END AS {column}" for column, whens in cells.items()
    )
    return chosen.project(f"* EXCLUDE (choisie) REPLACE ({replaced})")


def told(counted: Sequence[tuple[str, int, list[str]]], table: str) -> dict[str, object]:
    """What was spoiled in a table, as data: each fault, how many rows have it, and some of their dossiers."""
    return {
        name: {
            "rows": rows,
            "code": SPOILS[table][name].code,
            "said": SPOILS[table][name].said,
            "dossiers": examples,
        }
        for name, rows, examples in counted
    }

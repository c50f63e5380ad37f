"""Dossiers out of tables: rows put together by their reference, and read as a file of a dossier is.

What the library says of a faulty dossier it says of faulty rows: every fault at once, each with its path
(`$.ue[3].note` is the fourth row of `ue` that has this reference).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from attrs import evolve

from cnam_rules.catalogue import packaged
from cnam_rules.cohorts.duck import connected
from cnam_rules.cohorts.tables import FLAGS, FORMATS, TABLES, Kind
from cnam_rules.decoding import Decoder, cut
from cnam_rules.documents import Node, Scalar, child, resolve_plain
from cnam_rules.dossier import Dossier, Units, decode
from cnam_rules.faults import DossierError, Fault, QuestionError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

__all__ = ["Row", "Rows", "dossier_of", "dossiers_in", "rows_in"]

Row: TypeAlias = Mapping[str, object]
"""A row, by column. None is NULL."""
Rows: TypeAlias = Mapping[str, Sequence[Row]]
"""The rows of one dossier, by table. A table that isn't there isn't known of anybody."""

_LISTS: Final = ("ue", "experiences", "stages", "diplomes", "tests", "derogations", "decisions")
_PAIRS: Final = {"etapes": ("etape", "valeur"), "situations": ("nom", "mot")}
_KEYS: Final = {"etapes": "etapes", "situations": "situation"}
_IN_PROGRESS: Final = "en cours"
_BATCH: Final = 1000


def dossier_of(rows: Rows, *, as_of: date | None = None, units: Units | None = None) -> Dossier:
    """The dossier that rows make, read with the checks of `cnam_rules.dossier.load`.

    Args:
        rows: all the rows of one dossier, by table, each with the columns of `cnam_rules.cohorts.TABLES`; the
            columns `dossier` of tables other than `dossiers` aren't read.
        as_of: the day of the decision, to refuse what lies in the future (see `cnam_rules.dossier.check`).
        units: the codes that each programme knows; by default those of the library's own programmes.

    Raises:
        DossierError: with every fault, each with its path in the dossier.

    >>> dossier = dossier_of({
    ...     "dossiers": [{"dossier": "D-1", "programme": "RNCP36625", "stages_connus": False}],
    ...     "ue": [{"code": "FPG003", "note": Decimal("12.50")}, {"code": "CCE001", "statut": "en_cours"}],
    ...     "stages": [],
    ... })
    >>> [ue.code for ue in dossier.ue], dossier.stages is None, dossier.experiences is None
    (['FPG003', 'CCE001'], True, True)
    """
    known = packaged().units if units is None else units
    faults: list[Fault] = []
    keys = _document(rows, faults)
    decoder = Decoder(faults=faults)
    found = decode(Node(keys, "$"), decoder, as_of=as_of, units=known)
    if found is None or decoder.faults:
        raise DossierError(decoder.faults)
    return found


def dossiers_in(
    folder: str | PathLike[str], *, as_of: date | None = None, units: Units | None = None
) -> Iterator[Dossier]:
    """The dossiers of a cohort, in the order of their references.

    Args:
        folder: where its tables are, `NAME.parquet` or `NAME.csv`.
        as_of: the day of the decision; see `dossier_of`.
        units: the codes that each programme knows; see `dossier_of`.

    Raises:
        DossierError: a dossier has faults; to go on all the same, read each of `rows_in` by itself.
        QuestionError: there is no cohort in that folder.
        SqlUnavailable: DuckDB isn't installed.
    """
    for rows in rows_in(folder):
        yield dossier_of(rows, as_of=as_of, units=units)


def rows_in(folder: str | PathLike[str]) -> Iterator[Rows]:
    """The rows of each dossier of a cohort, in the order of the references, each table's in that of its file.

    A reference that stands in any table has its rows, even without one in `dossiers`; so have the rows
    without a reference, together.

    Args:
        folder: where its tables are, `NAME.parquet` or `NAME.csv`.

    Raises:
        QuestionError: there is no cohort in that folder, or a table stands there twice.
        SqlUnavailable: DuckDB isn't installed.
    """
    found = _files(Path(folder))
    with connected() as connection:
        gathered: DuckDBPyRelation | None = None
        for table, path in found.items():
            one = _gathered(connection, path, table)
            gathered = one if gathered is None else _joined(gathered, one)
        if gathered is None:
            args = {"found": cut(str(folder)), "expected": "dossiers.parquet, dossiers.csv"}
            raise QuestionError([Fault("$", "not-a-cohort", args, file=str(folder))])
        gathered.create_view("ensemble")
        cursor = connection.execute("SELECT * FROM ensemble ORDER BY dossier NULLS FIRST")
        while batch := cursor.fetchmany(_BATCH):
            for _, *lists in batch:
                yield {table: rows or [] for table, rows in zip(found, lists, strict=True)}


def _files(folder: Path) -> dict[str, Path]:
    """The file of each table that is there, in the order of `TABLES`.

    Raises:
        QuestionError: a table stands there in both forms.
    """
    found: dict[str, Path] = {}
    for table in TABLES:
        there = [path for ending in FORMATS if (path := folder / f"{table}.{ending}").is_file()]
        if len(there) > 1:
            names = ", ".join(path.name for path in there)
            raise QuestionError([Fault("$", "listed-twice", {"found": names}, file=str(folder))])
        if there:
            found[table] = there[0]
    return found


def _gathered(connection: DuckDBPyConnection, path: Path, table: str) -> DuckDBPyRelation:
    """A table as one row for each reference: the list of its rows, in the file's order."""
    if path.suffix == ".csv":
        read = connection.read_csv(str(path), header=True, all_varchar=True, sep=",")
    else:
        read = connection.read_parquet(str(path))
    row = ", ".join(f'"{name}" := "{name}"' for name in read.columns)
    numbered = read.project(f"dossier, struct_pack({row}) AS ligne, row_number() OVER () AS numero")
    return numbered.aggregate(f"dossier, list(ligne ORDER BY numero) AS {table}", "dossier")


def _joined(one: DuckDBPyRelation, other: DuckDBPyRelation) -> DuckDBPyRelation:
    """Two such tables side by side; a reference that stands in one of them alone stays."""
    left, right = one.columns[1:], other.columns[1:]
    both = one.set_alias("a").join(
        other.set_alias("b"), "a.dossier IS NOT DISTINCT FROM b.dossier", how="outer"
    )
    kept = ", ".join(["coalesce(a.dossier, b.dossier) AS dossier", *left, *right])
    return both.project(kept)


# From rows to the tree of a document: what the reader of dossiers takes.


def _document(rows: Rows, faults: list[Fault]) -> dict[str, Node]:
    """What a file of the dossier would hold, by key; what only tables can get wrong is added to `faults`."""
    own, *others = rows.get("dossiers", ()) or ({},)
    if others:
        args = {"found": cut(str(own.get("dossier")))}
        faults.append(Fault("$.dossier", "listed-twice", args))
    cells = _cells(own, "dossiers", "$")
    flags = {table: cells.pop(flag, None) for table, flag in FLAGS.items()}
    keys = cells
    for table in _LISTS:
        known = table in rows and _is_known(flags.get(table), faults)
        listed = rows.get(table, ())
        if known:
            entries = [
                Node(_cells(row, table, f"$.{table}[{n}]"), f"$.{table}[{n}]") for n, row in enumerate(listed)
            ]
            keys[table] = Node(tuple(entries), f"$.{table}")
        elif listed:
            args = {"found": f"{FLAGS[table]}: non", "expected": f"{table} ({len(listed)})"}
            faults.append(Fault(f"$.{table}", "options-clash", args))
    reports = rows.get("rapports", ())
    if len(reports) > 1:
        faults.append(Fault("$.rapport", "listed-twice", {"found": "rapport"}))
    if reports:
        keys["rapport"] = Node(_cells(reports[0], "rapports", "$.rapport"), "$.rapport")
    for table, (name, value) in _PAIRS.items():
        if listed := rows.get(table, ()):
            keys[_KEYS[table]] = _pairs(listed, name, value, f"$.{_KEYS[table]}", faults)
    return keys


def _is_known(flag: Node | None, faults: list[Fault]) -> bool:
    """Whether a list is known, as its flag says."""
    if flag is None:
        return True
    decoder = Decoder()
    known = decoder.ternary(flag)
    faults += decoder.faults
    return known is not False


def _pairs(rows: Sequence[Row], name: str, value: str, path: str, faults: list[Fault]) -> Node:
    """A mapping whose keys are in a column, and its values in another."""
    entries: dict[str, Node] = {}
    for row in rows:
        key = str(row.get(name))
        if row.get(name) is None or key in entries:
            code = "missing-key" if row.get(name) is None else "listed-twice"
            faults.append(Fault(path, code, {"found": cut(key), "expected": name}))
            continue
        place = child(path, key)
        entries[key] = Node(None if row.get(value) is None else str(row[value]), place)
    return Node(entries, path)


def _cells(row: Row, table: str, path: str) -> dict[str, Node]:
    """A row as a mapping: a cell that is NULL isn't there, but a spell in progress has its end."""
    cells: dict[str, Node] = {}
    for name, value in row.items():
        if value is None or (name == "dossier" and table != "dossiers"):
            continue
        column = TABLES[table].cells.get(name)
        kind = Kind.TEXT if column is None else column.kind
        cells[name] = Node(_scalar(value, kind), child(path, name), raw=str(value))
    going = cells.pop("en_cours", None)
    if going is not None and going.value in (True, "oui"):
        if "fin" in cells and cells["fin"].value != _IN_PROGRESS:
            # Both an end and none: the reader is given what it can't take, and says where.
            both = f"{_IN_PROGRESS}, {cells['fin'].value}"
            cells["fin"] = evolve(cells["fin"], value=both, raw=both)
        else:
            cells["fin"] = Node(_IN_PROGRESS, f"{path}.fin")
    return cells


def _scalar(value: object, kind: Kind) -> Scalar:
    """A cell as a document has it; text is read as the column's kind asks."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return resolve_plain(value) if kind is Kind.NUMBER else value
    if isinstance(value, float):
        return resolve_plain(repr(value))
    return value if isinstance(value, (bool, int, Decimal)) else str(value)

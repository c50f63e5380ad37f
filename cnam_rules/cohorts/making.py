"""Making a synthetic cohort: rows drawn by DuckDB, one statement a table, straight into files.

Nothing of a table is held: rows are drawn in their order, written, and forgotten, so the memory that is
needed doesn't grow with the number of dossiers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from attrs import frozen

from cnam_rules.catalogue import packaged
from cnam_rules.cohorts.drawing import LARGEST, LARGEST_SEED, RULES, drawing, first_day, rows_of
from cnam_rules.cohorts.duck import load_duckdb
from cnam_rules.cohorts.shares import WHOLE
from cnam_rules.cohorts.spoiling import SPOILS, spoiled, told
from cnam_rules.cohorts.tables import FORMATS, TABLES
from cnam_rules.decoding import cut
from cnam_rules.faults import Fault, QuestionError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

__all__ = ["AU", "DESCRIPTION", "MADE", "Made", "make_cohort"]

AU: Final = date(2025, 11, 3)
"""The day of the decision that edges are put around, where none is given."""
DESCRIPTION: Final = "cohort.json"
"""The file beside the tables that says what they were made with, and what was spoiled."""
MADE: Final = tuple(SPOILS)
"""The tables that are made: those that the conditions of this title read, and the dispensations."""

_LAST_DAY: Final = date(2040, 12, 31)
"""Later, some who entered training on the first day of the rules would not have been born."""
_EXAMPLES: Final = 5


@frozen
class Made:
    """A cohort that was made.

    Attributes:
        folder: where its tables are.
        rows: how many rows each table has.
        spoiled: for each table, how many rows have each fault; empty where none was asked for.
    """

    folder: Path
    rows: Mapping[str, int]
    spoiled: Mapping[str, Mapping[str, int]]


def make_cohort(
    number: int,
    to: str | PathLike[str],
    *,
    seed: int,
    as_of: date = AU,
    format: Literal["parquet", "csv"] = "parquet",  # noqa: A002 - the word that callers look for
    faulty: Fraction | int = 0,
) -> Made:
    """Make a synthetic cohort of RNCP36625, for tests, measures and trials; see `cnam_rules.cohorts.shares`.

    Args:
        number: how many dossiers, from 1 to 99,999,999.
        to: the folder to write into, made if it isn't there. Nothing in it is replaced.
        seed: any whole number from 0 to 2⁶³ - 1; another gives other dossiers.
        as_of: the day that the edges are put around: what is in progress, what ends on that day or the next.
            It is between the day on which the rules came into force and the end of 2040.
        format: `parquet`, with typed columns, or `csv`, where everything is text.
        faulty: the share of rows to spoil, from 0 to 1, no finer than a ten-thousandth; see
            `cnam_rules.cohorts.spoiling`.

    Returns:
        What was written: `NAME.parquet` or `NAME.csv` for each table, and `cohort.json`.

    Raises:
        QuestionError: an argument is out of its bounds, or a file is there already or can't be written.
        SqlUnavailable: DuckDB isn't installed.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     made = make_cohort(1000, folder, seed=1)
    >>> made.rows["dossiers"], list(made.rows)
    (1000, ['dossiers', 'ue', 'experiences', 'stages', 'rapports', 'derogations'])
    """
    duckdb = load_duckdb()
    folder = Path(to)
    _refuse(number, folder, seed=seed, as_of=as_of, format_=format, faulty=Fraction(faulty))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _make(number, folder, seed=seed, as_of=as_of, ending=format, share=int(faulty * WHOLE))
    except duckdb.IOException as error:
        detail = str(error).removeprefix("IO Error: ")
    except (OSError, ValueError) as error:  # ValueError: the name can't be one
        detail = getattr(error, "strerror", None) or type(error).__name__
    raise QuestionError([Fault("--to", "cannot-write", {"found": cut(str(folder)), "detail": cut(detail)})])


def _make(number: int, folder: Path, *, seed: int, as_of: date, ending: str, share: int) -> Made:
    """Write every table, and what they were made with.

    Raises:
        OSError: a file can't be written; or DuckDB's own error for that.
    """
    text = ending == "csv"
    rows: dict[str, int] = {}
    broken: dict[str, dict[str, Any]] = {}
    with drawing(number=number, seed=seed, as_of=as_of) as connection:
        for table in MADE:
            drawn = rows_of(connection, table, text=text)
            if share:
                drawn = spoiled(drawn, table, share, text=text)
                broken[table] = told(_counted(drawn), table)
            rows[table] = _written(connection, drawn, table, folder / f"{table}.{ending}")
    described = {
        "dossiers": number,
        "seed": seed,
        "as_of": as_of.isoformat(),
        "programme": packaged().ruleset(RULES).programme,
        "faulty": share / WHOLE,
        "rows": rows,
        "faults": broken,
    }
    page = json.dumps(described, ensure_ascii=False, indent=1) + "\n"
    (folder / DESCRIPTION).write_text(page, encoding="utf-8")
    counts = {table: {name: one["rows"] for name, one in faults.items()} for table, faults in broken.items()}
    return Made(folder, rows, counts)


def _refuse(number: int, folder: Path, *, seed: int, as_of: date, format_: str, faulty: Fraction) -> None:
    """Refuse what can't be made, all of it at once.

    Raises:
        QuestionError: with every fault.
    """
    faults = []

    def bounded(path: str, sound: bool, found: object, expected: str) -> None:
        if not sound:
            faults.append(Fault(path, "not-in-range", {"found": cut(str(found)), "expected": expected}))

    bounded("$", 1 <= number <= LARGEST, number, f"1 … {LARGEST}")
    bounded("--seed", 0 <= seed <= LARGEST_SEED, seed, f"0 … {LARGEST_SEED}")
    bounded("--as-of", first_day() <= as_of <= _LAST_DAY, as_of, f"{first_day()} … {_LAST_DAY}")
    fine = (faulty * WHOLE).denominator == 1
    bounded("--faulty", 0 <= faulty <= 1 and fine, faulty, "0 … 1 (0.0001)")
    if format_ not in FORMATS:
        faults.append(
            Fault("--format", "unknown-word", {"found": cut(format_), "expected": ", ".join(FORMATS)})
        )
    names = (DESCRIPTION, *(f"{table}.{ending}" for table in TABLES for ending in FORMATS))
    there = [str(folder / name) for name in names if os.path.lexists(folder / name)]
    faults += [Fault("$", "file-exists", {"found": name}, file=name) for name in there]
    if faults:
        raise QuestionError(faults)


def _counted(rows: DuckDBPyRelation) -> list[tuple[str, int, list[str]]]:
    """How many rows have each fault, and the first dossiers of each; the reference may be what lacks."""
    first = f"list(reference(x // 16) ORDER BY x)[1:{_EXAMPLES}]"
    found = rows.filter("faute IS NOT NULL").aggregate(f"faute, count(*) AS n, {first} AS premiers", "faute")
    return found.order("faute").fetchall()


def _written(connection: DuckDBPyConnection, rows: DuckDBPyRelation, table: str, path: Path) -> int:
    """Write a table, its columns in order and of their kinds; how many rows it has."""
    known = {name: column.type for name, column in TABLES[table].cells.items() if name in rows.columns}
    text = path.suffix == ".csv"
    kept = [name if text else f"CAST({name} AS {kind}) AS {name}" for name, kind in known.items()]
    rows.project(", ".join(kept)).create_view("lignes")
    (count,) = connection.execute(_COPY[path.suffix], [str(path)]).fetchone() or (0,)
    return int(count)


_COPY: Final = {
    ".parquet": "COPY lignes TO $1 (FORMAT parquet, COMPRESSION zstd)",
    ".csv": "COPY lignes TO $1 (FORMAT csv, HEADER)",
}

"""Making a synthetic cohort: rows drawn by DuckDB, one statement a table, straight into files.

Nothing of a table is held: rows are drawn in their order, written, and forgotten, so the memory that is
needed doesn't grow with the number of dossiers. A row depends on the seed and on its own numbers alone: the
same number and seed give the same rows, and more dossiers begin with the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from importlib.resources import files
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from attrs import frozen

from cnam_rules.catalogue import packaged
from cnam_rules.cohorts.duck import load_duckdb
from cnam_rules.cohorts.shares import AXES, WHOLE, Case
from cnam_rules.cohorts.spoiling import SPOILS, spoiled, told
from cnam_rules.cohorts.tables import FORMATS, TABLES, Kind
from cnam_rules.decoding import cut
from cnam_rules.faults import Fault, QuestionError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

__all__ = ["AU", "DESCRIPTION", "LARGEST", "MADE", "RULES", "Made", "make_cohort"]

AU: Final = date(2025, 11, 3)
"""The day of the decision that edges are put around, where none is given."""
DESCRIPTION: Final = "cohort.json"
"""The file beside the tables that says what they were made with, and what was spoiled."""
LARGEST: Final = 99_999_999
"""The most dossiers: their references have eight digits."""
MADE: Final = tuple(SPOILS)
"""The tables that are made: those that the conditions of this title read, and the dispensations."""

RULES: Final = "titre-casp/jury"
"""The rule set that the cohort is for; its programme names the UE."""

_MANDATORY: Final = "obligatoires"
_LARGEST_SEED: Final = 2**63 - 1
_LAST_YEAR: Final = 2098
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
    folder, share, text = Path(to), _ten_thousandths(faulty), format == "csv"
    _refuse(number, folder, seed=seed, as_of=as_of, format_=format)
    made: dict[str, int] = {}
    broken: dict[str, dict[str, Any]] = {}
    with _drawing(folder, number=number, seed=seed, as_of=as_of) as connection:
        folder.mkdir(parents=True, exist_ok=True)
        for table in MADE:
            rows = _rows(connection, table, text=text)
            if share:
                rows = spoiled(rows, table, share, text=text)
                broken[table] = told(_counted(rows), table)
            made[table] = _written(connection, rows, table, folder / f"{table}.{format}")
        described = {
            "dossiers": number,
            "seed": seed,
            "as_of": as_of.isoformat(),
            "programme": packaged().ruleset(RULES).programme,
            "faulty": f"{share}/10000",
            "rows": made,
            "faults": broken,
        }
        page = json.dumps(described, ensure_ascii=False, indent=1) + "\n"
        (folder / DESCRIPTION).write_text(page, encoding="utf-8")
    counts = {table: {name: one["rows"] for name, one in faults.items()} for table, faults in broken.items()}
    return Made(folder, made, counts)


def _ten_thousandths(share: Fraction | int) -> int:
    """A share of rows, in ten-thousandths.

    Raises:
        QuestionError: it isn't between 0 and 1, or is finer.
    """
    exact = Fraction(share) * WHOLE
    if not 0 <= exact <= WHOLE or exact.denominator != 1:
        args = {"found": cut(str(share)), "expected": "0 % … 100 % (0,01 %)"}
        raise QuestionError([Fault("--faulty", "not-in-range", args)])
    return exact.numerator


def _refuse(number: int, folder: Path, *, seed: int, as_of: date, format_: str) -> None:
    """Refuse what can't be made, all of it at once.

    Raises:
        QuestionError: with every fault.
    """
    faults = []
    for path, value, least, most in (("$", number, 1, LARGEST), ("--seed", seed, 0, _LARGEST_SEED)):
        if not least <= value <= most:
            args = {"found": cut(str(value)), "expected": f"{least} … {most}"}
            faults.append(Fault(path, "not-in-range", args))
    first = _first_day()
    if not first <= as_of or as_of.year > _LAST_YEAR:
        args = {"found": as_of.isoformat(), "expected": f"{first} … {_LAST_YEAR}-12-31"}
        faults.append(Fault("--as-of", "not-in-range", args))
    if format_ not in FORMATS:
        args = {"found": cut(format_), "expected": ", ".join(FORMATS)}
        faults.append(Fault("--format", "unknown-word", args))
    names = (DESCRIPTION, *(f"{table}.{ending}" for table in TABLES for ending in FORMATS))
    there = [str(folder / name) for name in names if (folder / name).exists()]
    faults += [Fault("$", "file-exists", {"found": name}, file=name) for name in there]
    if faults:
        raise QuestionError(faults)


def _first_day() -> date:
    """The first day of entry into training that the rules govern."""
    return packaged().ruleset(RULES).in_force.du or date(1900, 1, 1)


@contextmanager
def _drawing(folder: Path, *, number: int, seed: int, as_of: date) -> Iterator[DuckDBPyConnection]:
    """DuckDB, in memory, with what rows are drawn with; what goes wrong when a file is written is told.

    Raises:
        QuestionError: a file can't be written.
        SqlUnavailable: DuckDB isn't installed.
    """
    duckdb = load_duckdb()
    rules = packaged().ruleset(RULES)
    fiche = next(fiche for fiche in packaged().fiches.values() if fiche.programme == rules.programme)
    one, two = _keys(seed)
    try:
        with duckdb.connect(":memory:") as connection:
            for name, value in (
                ("nombre", number),
                ("graine_1", one),
                ("graine_2", two),
                ("au", as_of),
                ("premier_jour", _first_day()),
                ("programme", rules.programme),
                ("codes", [*fiche.groups[_MANDATORY]]),
            ):
                connection.execute(f"SET VARIABLE {name} = $1", [value])
            for axis, cases in AXES.items():
                connection.execute(_macro(axis, cases))
            connection.execute(_statement("macros"))
            yield connection
    except duckdb.IOException as error:
        detail = str(error).removeprefix("IO Error: ")
        args = {"found": str(folder), "detail": cut(detail)}
        raise QuestionError([Fault("--to", "cannot-write", args)]) from None
    except OSError as error:
        args = {"found": str(folder), "detail": error.strerror or type(error).__name__}
        raise QuestionError([Fault("--to", "cannot-write", args)]) from None


def _keys(seed: int) -> tuple[int, int]:
    """Two odd numbers below 2³¹ for a seed: splitmix64, twice."""
    found = []
    for turn in (1, 2):
        z = (seed + turn * 0x9E3779B97F4A7C15) % 2**64
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        found.append((z ^ (z >> 31)) % 2**31 | 1)
    return found[0], found[1]


def _macro(axis: str, cases: Mapping[str, Case]) -> str:
    """The macro that names the case of a draw: `cas_ue(d)`."""
    whens, reached = [], 0
    for name, case in cases.items():
        reached += case.share
        whens.append(f"WHEN d < {reached} THEN '{name}'")
    return f"CREATE MACRO cas_{axis}(d) AS CASE {' '.join(whens)} END"


def _statement(name: str) -> str:
    """One of the statements that stand in files of this package."""
    return files("cnam_rules.cohorts").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def _rows(connection: DuckDBPyConnection, table: str, *, text: bool) -> DuckDBPyRelation:
    """The rows of a table, sound, with the number `x` of each; in text, as CSV has them, if so asked."""
    rows = connection.sql(_statement(table))
    if not text:
        return rows
    kinds = {name: column.kind for name, column in TABLES[table].items() if name in rows.columns}
    written = [
        f"{_WRITTEN.get(kind, _WRITTEN[Kind.TEXT]).format(name)} AS {name}" for name, kind in kinds.items()
    ]
    if "en_cours" in kinds:
        # In one row out of two the end itself says that it goes on, as the column may in CSV.
        rows = rows.project(
            "* REPLACE (CASE WHEN x % 2 = 1 OR NOT en_cours THEN en_cours END AS en_cours), en_cours AS dure"
        )
        written[list(kinds).index("fin")] = (
            "CASE WHEN dure AND en_cours IS NULL THEN 'en cours' ELSE fin::TEXT END AS fin"
        )
    return rows.project(", ".join([*written, "x"]))


_WRITTEN: Final = {
    Kind.TEXT: "{}::TEXT",
    Kind.ANSWER: "CASE {0} WHEN true THEN 'oui' WHEN false THEN 'non' END",
}
"""How cells are written in text, by what they hold; numbers and days as they are."""


def _counted(rows: DuckDBPyRelation) -> list[tuple[str, int, list[str]]]:
    """How many rows have each fault, and the first dossiers of each; the reference may be what lacks."""
    found = (
        rows.filter("faute IS NOT NULL")
        .aggregate(
            f"faute, count(*) AS n, list(reference(x // 16) ORDER BY x)[1:{_EXAMPLES}] AS premiers",
            "faute",
        )
        .order("faute")
    )
    return found.fetchall()


def _written(connection: DuckDBPyConnection, rows: DuckDBPyRelation, table: str, path: Path) -> int:
    """Write a table, its columns in order and of their kinds; how many rows it has."""
    known = [name for name in TABLES[table] if name in rows.columns]
    text = path.suffix == ".csv"
    kept = [name if text else f"CAST({name} AS {TABLES[table][name].kind.value}) AS {name}" for name in known]
    rows.project(", ".join(kept)).create_view("lignes")
    (count,) = connection.execute(_COPY[path.suffix], [str(path)]).fetchone() or (0,)
    return int(count)


_COPY: Final = {
    ".parquet": "COPY lignes TO $1 (FORMAT parquet, COMPRESSION zstd)",
    ".csv": "COPY lignes TO $1 (FORMAT csv, HEADER)",
}

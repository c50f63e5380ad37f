"""Rows drawn from a seed: DuckDB, its macros, and the statement of each table.

A row depends on the seed and on its own numbers alone: the same seed gives the same rows, however many there
are, on any version of DuckDB, whose own random numbers and hashes are never used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from cnam_rules.catalogue import packaged
from cnam_rules.cohorts.duck import connected
from cnam_rules.cohorts.shares import AXES, Case
from cnam_rules.cohorts.tables import TABLES, Kind

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

__all__ = ["LARGEST", "LARGEST_SEED", "RULES", "drawing", "first_day", "rows_of"]

RULES: Final = "titre-casp/jury"
"""The rule set that cohorts are for; its programme names the UE."""
LARGEST: Final = 99_999_999
"""The most dossiers: their references have eight digits."""
LARGEST_SEED: Final = 2**63 - 1
"""The greatest seed; the least is 0."""

_MANDATORY: Final = "obligatoires"


def first_day() -> date:
    """The first day of entry into training that the rules govern.

    >>> first_day().isoformat()
    '2023-09-01'
    """
    return packaged().ruleset(RULES).in_force.du or date(1900, 1, 1)


@contextmanager
def drawing(*, number: int, seed: int, as_of: date) -> Iterator[DuckDBPyConnection]:
    """DuckDB, in memory, with what rows are drawn with.

    Args:
        number: how many dossiers.
        seed: the seed.
        as_of: the day that the edges are put around.

    Raises:
        SqlUnavailable: DuckDB isn't installed.
    """
    rules = packaged().ruleset(RULES)
    fiche = next(fiche for fiche in packaged().fiches.values() if fiche.programme == rules.programme)
    one, two = _keys(seed)
    with connected() as connection:
        for name, value in (
            ("nombre", number),
            ("graine_1", one),
            ("graine_2", two),
            ("au", as_of),
            ("premier_jour", first_day()),
            ("programme", rules.programme),
            ("codes", [*fiche.groups[_MANDATORY]]),
        ):
            connection.execute(f"SET VARIABLE {name} = $1", [value])
        for axis, cases in AXES.items():
            connection.execute(_macro(axis, cases))
        connection.execute(_statement("macros"))
        yield connection


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


def rows_of(connection: DuckDBPyConnection, table: str, *, text: bool) -> DuckDBPyRelation:
    """The rows of a table, all of them sound, in order.

    Args:
        connection: what `drawing` gives.
        table: its name.
        text: whether every cell is text, as in CSV.

    Returns:
        The table's columns, and `x`, which numbers the rows: 16 times the dossier's number, plus its place.
    """
    rows = connection.sql(_statement(table))
    if not text:
        return rows
    kinds = {name: column.kind for name, column in TABLES[table].cells.items() if name in rows.columns}
    written = {
        name: f"{_WRITTEN.get(kind, '{}::TEXT').format(name)} AS {name}" for name, kind in kinds.items()
    }
    if "en_cours" in kinds:
        # In one row out of two the end itself says that it goes on, as it may in CSV.
        rows = rows.project(
            "* REPLACE (CASE WHEN x % 2 = 1 OR NOT en_cours THEN en_cours END AS en_cours), en_cours AS dure"
        )
        written["fin"] = "CASE WHEN dure AND en_cours IS NULL THEN 'en cours' ELSE fin::TEXT END AS fin"
    return rows.project(", ".join([*written.values(), "x"]))


_WRITTEN: Final = {Kind.ANSWER: "CASE {0} WHEN true THEN 'oui' WHEN false THEN 'non' END"}
"""How cells are written in text where it isn't as DuckDB does."""

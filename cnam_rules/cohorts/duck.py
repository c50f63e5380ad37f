"""DuckDB, which comes with the extra `sql`, or the error that says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from shutil import rmtree
from tempfile import mkdtemp
from types import ModuleType
from typing import TYPE_CHECKING, Final
from weakref import finalize

from cnam_rules.faults import SqlUnavailable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["connected", "in_memory", "load_duckdb"]

_AS_WRITTEN: Final = {"disabled_optimizers": "build_side_probe_side"}
"""The setting by which DuckDB joins tables as statements are written: what is on the right is what is held.

Left to choose, it guesses that few dossiers are left and holds those, wider at each join. With DuckDB 2.0.1 a
million dossiers took 8 % more time so, and 1.4 times the memory.
"""


def load_duckdb() -> ModuleType:
    """DuckDB's module.

    Raises:
        SqlUnavailable: it isn't installed.

    >>> load_duckdb().__name__
    'duckdb'
    """
    try:
        import duckdb
    except ImportError:
        raise SqlUnavailable from None
    return duckdb


def in_memory() -> DuckDBPyConnection:
    """A database of its own, in memory, that prints nothing: in a notebook DuckDB would draw its progress.

    Where memory lacks, its rows go to a folder that nobody else may read, among the temporary ones of the
    machine: they are about people. It is removed when the connection is no longer used.

    Raises:
        SqlUnavailable: DuckDB isn't installed.

    >>> connection = in_memory()
    >>> connection.execute("SELECT 1").fetchall()
    [(1,)]
    """
    duckdb, folder = load_duckdb(), mkdtemp(prefix="cnam_rules_")
    connection: DuckDBPyConnection = duckdb.connect(
        ":memory:", config={"temp_directory": folder} | _AS_WRITTEN
    )
    finalize(connection, rmtree, folder, ignore_errors=True)
    # DuckDB knows its progress (`query_progress`) only where it would draw it.
    connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
    return connection


@contextmanager
def connected() -> Iterator[DuckDBPyConnection]:
    """The same, closed at the end.

    Raises:
        SqlUnavailable: DuckDB isn't installed.

    >>> with connected() as connection:
    ...     connection.execute("SELECT 1").fetchall()
    [(1,)]
    """
    with in_memory() as connection:
        yield connection

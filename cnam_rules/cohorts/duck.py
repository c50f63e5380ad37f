"""DuckDB, which comes with the extra `sql`, or the error that says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING

from cnam_rules.faults import SqlUnavailable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["connected", "load_duckdb"]


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


@contextmanager
def connected() -> Iterator[DuckDBPyConnection]:
    """A database of its own, in memory, that prints nothing: in a notebook DuckDB would draw its progress.

    Raises:
        SqlUnavailable: DuckDB isn't installed.

    >>> with connected() as connection:
    ...     connection.execute("SELECT 1").fetchall()
    [(1,)]
    """
    with load_duckdb().connect(":memory:") as connection:
        connection.execute("SET enable_progress_bar = false")
        yield connection

"""DuckDB, which comes with the extra `sql`, or the error that says so."""

from __future__ import annotations

from types import ModuleType

from cnam_rules.faults import SqlUnavailable

__all__ = ["load_duckdb"]


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

"""Where cohorts are screened: in DuckDB, in a PostgreSQL database, by Spark.

Each is a module, with a class that follows the `Backend` protocol of `base.py`; `opened` gives the one
that is asked for. psycopg and pyspark, which are extras, are imported by theirs alone.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import duckdb

from cnam_rules.faults import CohortError, Fault
from cnam_rules.screening.backends.base import OPTION, Backend, within_memory
from cnam_rules.screening.backends.duck import InDuckDB, OnPart
from cnam_rules.screening.backends.postgres import URL, InPostgres
from cnam_rules.screening.backends.spark import MASTER, InSpark
from cnam_rules.screening.sources import Cohort

__all__ = ["KNOWN", "Backend", "OnPart", "opened", "within_memory"]

_PLAIN: Final = re.compile(r"(?P<word>[A-Za-z][A-Za-z0-9_-]{0,29})(?:\Z|://)")
"""A word alone, or the one that an address begins with."""

KNOWN: Final = "duckdb, postgres://USER@HOST/DATABASE, spark, spark://HOST:PORT"
"""How backends are named."""


def opened(
    backend: str,
    connection: duckdb.DuckDBPyConnection,
    cohort: Cohort | None,
    *,
    into: str | Path | None = None,
    threads: int | None = None,
    on_part: OnPart | None = None,
) -> Backend:
    """The backend of that name, with a cohort's tables.

    Args:
        backend: `duckdb`, the URL of a PostgreSQL database, `spark`, or the URL of a cluster's master.
        connection: the connection of DuckDB in which rows are kept.
        cohort: where the tables are; None for those of a database.
        into: the folder in which Spark writes the rows, which mustn't be there; None to bring them.
        threads: how many threads Spark may use on this machine.
        on_part: called as DuckDB begins each part of the cohort.

    Raises:
        TypeError: this backend doesn't take such a cohort, or writes no folder.
        CohortError: there is no such backend, or its tables can't be used.
    """
    if into is not None and not backend.startswith("spark"):
        raise TypeError("only Spark writes rows into a folder by itself")
    if URL.match(backend):
        if cohort is not None:
            raise TypeError("the tables are those of the database: cohort is None")
        return InPostgres(backend, connection)
    if cohort is None:
        raise TypeError("cohort says where the tables are")
    if backend == "duckdb":
        return InDuckDB(connection, cohort, on_part)
    if backend == "spark" or MASTER.fullmatch(backend):
        if not isinstance(cohort, (str, Path)):
            raise TypeError(f"Spark reads the files of a folder, not a {type(cohort).__name__}")
        master = None if backend == "spark" else backend
        folder = None if into is None else Path(into)
        return InSpark(master, connection, Path(cohort), into=folder, threads=threads)
    raise CohortError([Fault(OPTION, "not-a-backend", {"found": _shown(backend), "expected": KNOWN})])


def _shown(backend: str) -> str:
    """What was given, but for what may hold a password.

    >>> [_shown(given) for given in ("oracle", "mysql://jury:s3same@db", "user=jury password=s3same")]
    ['oracle', 'mysql:…', '…']
    """
    found = _PLAIN.match(backend)
    if found is None:
        return "…"
    return found["word"] if found.end() == len(backend) else f"{found['word']}:…"

"""Screening with Spark: a folder of Parquet or CSV files, read by one machine or by a cluster.

Files are read by Spark, which every machine of a cluster must find at the same place, and the statement is
Spark's to share out: a machine that is lost meanwhile costs time, and no row. Rows come back in batches, or
go to Parquet files that Spark writes itself.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow
from sqlglot import exp

from cnam_rules.faults import CohortError, Fault
from cnam_rules.screening.backends.base import BATCH, OPTION, Elsewhere, OfPart, failed, unavailable
from cnam_rules.screening.parts import WHOLE
from cnam_rules.screening.reading import Family
from cnam_rules.screening.sources import make_sure, tables_in, typed
from cnam_rules.screening.statement import Source
from cnam_rules.sql.dialects import DIALECTS, said

__all__ = ["MASTER", "InSpark"]

MASTER: Final = re.compile("spark://[^/:@]+:[0-9]{1,5}")
"""How the master of a cluster is named."""

_FAMILIES: Final[Mapping[str, Family]] = {
    "string": Family.TEXT,
    "date": Family.DATE,
    "boolean": Family.BOOLEAN,
    **dict.fromkeys(("tinyint", "smallint", "int", "bigint", "float", "double", "decimal"), Family.NUMBER),
}

_TYPES: Final[Mapping[str, Any]] = {
    "string": pyarrow.string(),
    "boolean": pyarrow.bool_(),
    "int": pyarrow.int64(),
    "bigint": pyarrow.int64(),
    "double": pyarrow.float64(),
    "date": pyarrow.date32(),
}
"""What a column of a statement of ours becomes, by its type's name."""

_SETTINGS: Final = {
    "spark.sql.ansi.enabled": "true",  # what can't be worked out is an error, and no null
    "spark.sql.session.timeZone": "UTC",
}
"""What a statement relies on, in a session of its own."""

_STARTED: Final = {
    "spark.app.name": "cnam-rules",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
_ALONE: Final = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
"""On one machine, nothing of Spark can be reached from another."""

_LOGGERS: Final = ("SQLQueryContextLogger", "DataFrameQueryContextLogger")
"""What pyspark logs its errors with, values included."""
_GLOB: Final = re.compile(r"([\[\]{}*?\\])")
"""What is no name of a file to Spark, where it reads."""

_CSV: Final = {
    "header": True,
    "inferSchema": False,
    "multiLine": True,  # a cell may hold several lines
    "quote": '"',
    "escape": '"',
    "mode": "FAILFAST",  # a line that has more or fewer cells than the header is no row
    "columnPruning": False,
    "enforceSchema": False,
}


class InSpark(Elsewhere):
    """A cohort read by Spark.

    Attributes:
        dialect: Spark's.
        connection: the connection of DuckDB in which rows are kept.
        sources: the tables.
        place: the master.
    """

    def __init__(
        self,
        master: str | None,
        connection: duckdb.DuckDBPyConnection,
        folder: Path,
        *,
        into: Path | None = None,
        threads: int | None = None,
    ) -> None:
        if find_spec("pyspark") is None:
            raise unavailable("pyspark", "spark")
        files = tables_in(folder)
        super().__init__(DIALECTS["spark"], connection)
        self._into = into
        wanted = master or f"local[{threads or '*'}]"
        self._session, self._own = _session(wanted, chosen=master is not None)
        self.place = self._session.sparkContext.master
        try:
            with self._telling():
                self.sources = {name: self._read(name, path) for name, path in files.items()}
            make_sure(self.sources)
        except BaseException:
            self.close()
            raise

    def _read(self, name: str, path: Path) -> Source:
        reader, place = self._session.read, _GLOB.sub(r"\\\1", _place(path))
        frame = reader.options(**_CSV).csv(place) if path.suffix == ".csv" else reader.parquet(place)
        frame.createOrReplaceTempView(f"cohorte_{name}")
        kinds = {column: _FAMILIES.get(kind.split("(", 1)[0]) for column, kind in frame.dtypes}
        return typed(f"cohorte_{name}", kinds, header=None)

    def keep(self, asked: OfPart, table: str) -> None:
        """Run a query, and keep its rows: in the folder that was asked for, or in a table."""
        if self._into is None:
            super().keep(asked, table)
            return
        if self._into.exists():
            args = {"found": str(self._into), "detail": os.strerror(errno.EEXIST)}
            raise CohortError([Fault("--to", "cannot-write", args)])
        try:
            files = self._written(said(asked(WHOLE), self.dialect), self._into)
        except BaseException:
            shutil.rmtree(self._into, ignore_errors=True)
            raise
        files.create_view(table)

    def _written(self, statement: str, folder: Path) -> duckdb.DuckDBPyRelation:
        """Have Spark write the rows, and make sure that all of them are here."""
        from pyspark.sql import Observation, functions

        rows = Observation("lignes")
        with self._telling():
            frame = self._frame(statement).observe(rows, functions.count(functions.lit(1)).alias("n"))
            frame.write.parquet(_place(folder))
            written = int(rows.get["n"])
        there = [str(path) for path in sorted(folder.glob("*.parquet"))]
        files = self.connection.read_parquet(there) if there else None
        n = 0 if files is None else int(files.count("*").fetchall()[0][0])
        if files is None or n != written:  # the machines of the cluster don't share the folder
            raise failed(self.place, f"{folder}: {n} ≠ {written}")
        return files

    def _frame(self, statement: str) -> Any:  # pyspark is an extra
        """The rows of a statement; decimals, which are for people to read, as DuckDB gives them."""
        frame = self._session.sql(statement)
        kinds = dict(frame.dtypes)
        return frame.select(
            [
                frame[name].cast("double").alias(name) if kind.startswith("decimal") else frame[name]
                for name, kind in kinds.items()
            ]
        )

    def batches(self, statement: str) -> Iterator[pyarrow.Table]:
        """The rows of a statement, one partition after another."""
        with self._telling():
            frame = self._frame(statement)
            schema = pyarrow.schema([(name, _TYPES[kind]) for name, kind in frame.dtypes])
            rows = iter(frame.toLocalIterator(prefetchPartitions=True))
            yield schema.empty_table()
            while batch := [*islice(rows, BATCH)]:
                columns = zip(*batch, strict=True)
                arrays = [pyarrow.array(c, kind) for c, kind in zip(columns, schema.types, strict=True)]
                yield pyarrow.Table.from_arrays(arrays, schema=schema)

    def of_dossier(self, query: exp.Select, reference: str) -> list[Any]:
        """The rows of a query that has one placeholder."""
        with self._telling():
            found = self._session.sql(said(query, self.dialect), args=[reference]).collect()
            return [tuple(row) for row in found]

    def close(self) -> None:
        """Stop Spark, unless it ran before."""
        super().close()
        if self._own:
            self._session.stop()

    def _telling(self) -> AbstractContextManager[None]:
        return _telling(self.place)


def _silence() -> Callable[[object], bool]:
    """A filter that lets nothing be logged; each call has one of its own, and takes no other away."""
    return lambda _: False


@contextmanager
def _telling(place: str) -> Iterator[None]:
    """Tell an error of Spark by its condition: its message may hold values, and Spark would log it."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.logger import PySparkLogger

    loggers = [PySparkLogger.getLogger(name) for name in _LOGGERS]
    silent = _silence()
    for logger in loggers:
        logger.addFilter(silent)
    try:
        yield
    except PySparkException as error:
        raise failed(place, error.getCondition() or type(error).__name__) from None
    except Py4JError as error:
        raise failed(place, type(error).__name__) from None
    finally:
        for logger in loggers:
            logger.removeFilter(silent)


def _place(path: Path) -> str:
    """A file or a folder of this machine, as Spark names it: nothing in it is escaped."""
    return f"file://{path.resolve()}"


def _session(master: str, *, chosen: bool) -> tuple[Any, bool]:  # pyspark is an extra
    """A session of our own, and whether Spark was started for it."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    running = SparkContext._active_spark_context  # what a session is in another thread, too
    if running is None:
        if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
            raise CohortError([Fault(OPTION, "java-unavailable", {})])
    elif chosen and running.master != master:
        raise failed(master, f"SparkContext: {running.master}")
    builder = SparkSession.builder
    if running is None:
        builder = builder.master(master)
        for name, value in (_STARTED if chosen else _STARTED | _ALONE).items():
            builder = builder.config(name, value)
    with _telling(master):
        session = builder.getOrCreate().newSession()
    for name, value in _SETTINGS.items():
        session.conf.set(name, value)
    return session, running is None

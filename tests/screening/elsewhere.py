"""Other databases than DuckDB, each with the tables of a cohort, to run statements in."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from typing import Any, Final, NoReturn

from sqlglot import exp

from cnam_rules.cohorts.tables import TABLES, Kind
from cnam_rules.dossier import Dossier
from cnam_rules.screening.sources import rows_of
from tests.absent import cannot_run

Run = Callable[[Sequence[Dossier], str], list[dict[str, Any]]]
"""Loads dossiers into the tables, in the place of what was there, and gives the rows of a statement."""

_BATCH: Final = 500


def missing(what: str) -> NoReturn:
    """Skip, loudly; or fail where everything must be there: CI installs every database."""
    cannot_run(f"{what} is not here: its dialect was not run", unless="CNAM_RULES_DATABASES")


def _created(name: str, types: dict[Kind, str], dialect: str) -> str:
    columns = {
        "dossier": "text",
        **{each.name: types.get(each.kind, "text") for each in TABLES[name].columns},
    }
    definitions = [
        exp.ColumnDef(this=exp.to_identifier(column, quoted=True), kind=exp.DataType.build(kind))
        for column, kind in columns.items()
    ]
    schema = exp.Schema(this=exp.to_table(name), expressions=definitions)
    return exp.Create(this=schema, kind="TABLE").sql(dialect)


def _inserted(name: str, mark: str) -> str:
    columns = ["dossier", *(column.name for column in TABLES[name].columns)]
    return f"insert into {name} values ({', '.join([mark] * len(columns))})"  # noqa: S608 - the names of our own tables


def _rows(dossiers: Sequence[Dossier], name: str, number: Callable[[str], Any]) -> list[list[Any]]:
    kinds = [Kind.TEXT, *(column.kind for column in TABLES[name].columns)]
    return [
        [
            number(value) if kind is Kind.NUMBER and value is not None else value
            for value, kind in zip(row.values(), kinds, strict=True)
        ]
        for dossier in dossiers
        for row in rows_of(dossier)[name]
    ]


def _exact(value: str | int) -> Decimal:
    return Decimal(value)


@contextmanager
def sqlite() -> Iterator[Run]:
    """SQLite, in memory; days are texts there, and answers whole numbers."""
    connection = sqlite3.connect(":memory:")
    for name in TABLES:
        connection.execute(_created(name, {Kind.ANSWER: "int", Kind.NUMBER: "double"}, "sqlite"))

    def run(dossiers: Sequence[Dossier], statement: str) -> list[dict[str, Any]]:
        for name in TABLES:
            connection.execute(f"delete from {name}")  # noqa: S608 - the names of our own tables
            rows = _rows(dossiers, name, float)
            days = [[v.isoformat() if isinstance(v, date) else v for v in row] for row in rows]
            connection.executemany(_inserted(name, "?"), days)
        found = connection.execute(statement)
        columns = [each[0] for each in found.description]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]

    try:
        yield run
    finally:
        connection.close()


def _postgres_programs() -> Path | None:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = shutil.which("initdb") or (str(installed[-1]) if installed else None)
    return None if found is None else Path(found).parent


def _quietly(command: Sequence[str], folder: Path, *, check: bool = True) -> None:
    subprocess.run(command, check=check, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


PASSWORD: Final = token_hex(8)
"""Of the server of PostgreSQL: nothing that is said may hold it."""


@contextmanager
def postgres_server(*initdb: str) -> Iterator[str]:
    """A PostgreSQL server of our own, started for this, listening on a socket in a folder of its own.

    Args:
        initdb: more of how its databases are made.

    Yields:
        The address of its database, which asks for a password.
    """
    programs = _postgres_programs()
    if programs is None or find_spec("psycopg") is None:
        missing("PostgreSQL (or psycopg)")
    folder = Path(tempfile.mkdtemp(prefix="cnam-pg-"))
    (folder / "password").write_text(PASSWORD, encoding="utf-8")
    as_user: list[str] = []
    if os.getuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres")
        shutil.chown(folder / "password", "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    data, secret = str(folder / "data"), f"--pwfile={folder / 'password'}"
    made = [str(programs / "initdb"), "-D", data, "-A", "scram-sha-256", secret, "-U", "cnam"]
    _quietly([*as_user, *made, *(initdb or ("-E", "UTF8"))], folder)
    control = [*as_user, str(programs / "pg_ctl"), "-D", data, "-w"]
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    _quietly([*control, "-o", options, "-l", str(folder / "log"), "start"], folder)
    try:
        yield f"postgres://cnam:{PASSWORD}@/postgres?host={folder}"
    finally:
        _quietly([*control, "-m", "immediate", "stop"], folder, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def put(address: str, folder: Path, schema: str = "public") -> None:
    """Put the Parquet files of a folder into a database, as tables with the columns that the files have."""
    import duckdb
    import psycopg

    here = duckdb.connect()
    with psycopg.connect(address) as server:
        server.execute(f"create schema if not exists {schema}")
        for file in sorted(folder.glob("*.parquet")):
            rows = here.read_parquet(str(file))
            kinds = ("text" if str(kind) == "VARCHAR" else str(kind) for kind in rows.types)
            columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(rows.columns, kinds, strict=True))
            server.execute(f"create table {schema}.{file.stem} ({columns})")
            with server.cursor().copy(f"copy {schema}.{file.stem} from stdin") as copy:
                for row in rows.fetchall():
                    copy.write_row(row)


@contextmanager
def postgres() -> Iterator[Run]:
    """PostgreSQL, with the tables of a cohort, each column of its own type."""
    with postgres_server() as address:
        import psycopg

        with psycopg.connect(address, autocommit=True) as connection:
            types = {Kind.DATE: "date", Kind.END: "date", Kind.ANSWER: "boolean", Kind.NUMBER: "decimal"}
            for name in TABLES:
                connection.execute(_created(name, types, "postgres"))

            def run(dossiers: Sequence[Dossier], statement: str) -> list[dict[str, Any]]:
                cursor = connection.cursor()
                for name in TABLES:
                    cursor.execute(f"truncate {name}")
                    cursor.executemany(_inserted(name, "%s"), _rows(dossiers, name, _exact))
                cursor.execute(statement)
                columns = [each.name for each in cursor.description or ()]
                return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

            yield run


@contextmanager
def spark() -> Iterator[Run]:
    """Spark on two threads of this machine."""
    if shutil.which("java") is None or find_spec("pyspark") is None:
        missing("Spark (pyspark and Java)")
    from pyspark.sql import SparkSession, types

    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.warehouse.dir": tempfile.mkdtemp(prefix="cnam-spark-"),
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    kinds = {
        Kind.DATE: types.DateType(),
        Kind.END: types.DateType(),
        Kind.ANSWER: types.BooleanType(),
        Kind.NUMBER: types.DecimalType(18, 6),
    }
    fields = {
        name: types.StructType(
            [
                types.StructField("dossier", types.StringType()),
                *(types.StructField(c.name, kinds.get(c.kind, types.StringType())) for c in table.columns),
            ]
        )
        for name, table in TABLES.items()
    }

    def run(dossiers: Sequence[Dossier], statement: str) -> list[dict[str, Any]]:
        for name in TABLES:
            rows = [tuple(row) for row in _rows(dossiers, name, _exact)]
            session.createDataFrame(rows, fields[name]).createOrReplaceTempView(name)
        return [row.asDict() for row in session.sql(statement).collect()]

    try:
        yield run
    finally:
        session.stop()


DATABASES: Final = {"sqlite": sqlite, "postgres": postgres, "spark": spark}
"""How each is started, by the name of its dialect."""

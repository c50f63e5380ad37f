"""Screening in a PostgreSQL database: the school's own tables stay there, and so does the work.

The statement runs in one transaction that only reads, over one state of the database: what is decided and
what is rejected speak of the same rows, whatever is written meanwhile. Rows come back through a cursor of the
server, in batches.

What an error says never holds the password, nor a value of a row: a database is told by its address without
them, and a failure by its name in SQL (`InsufficientPrivilege`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import duckdb
import pyarrow
from sqlglot import exp

from cnam_rules.cohorts.tables import TABLES
from cnam_rules.faults import CohortError, Fault
from cnam_rules.screening.backends.base import BATCH, Elsewhere, failed, unavailable
from cnam_rules.screening.reading import Family
from cnam_rules.screening.sources import make_sure, typed
from cnam_rules.screening.statement import Source
from cnam_rules.sql.dialects import DIALECTS, said

__all__ = ["URL", "InPostgres", "address"]

URL: Final = re.compile("postgres(?:ql)?://")
"""How the address of a database begins."""

_PARTS: Final = re.compile(
    r"postgres(?:ql)?://(?:([^:@/?#]*)(?::[^@/?#]*)?@)?([^@/?#]*)(/[^@/?#]*)?(?:[?][^@]*)?"
)
"""An address: who, where, which database; what is left out may be secret."""

_FAMILIES: Final[Mapping[str, Family]] = {
    "text": Family.TEXT,
    "character varying": Family.TEXT,
    "date": Family.DATE,
    "boolean": Family.BOOLEAN,
    **dict.fromkeys(("smallint", "integer", "bigint", "numeric", "real", "double precision"), Family.NUMBER),
}

_TYPES: Final[Mapping[str, Any]] = {
    "text": pyarrow.string(),
    "bool": pyarrow.bool_(),
    "int4": pyarrow.int64(),
    "int8": pyarrow.int64(),
    "numeric": pyarrow.float64(),
    "date": pyarrow.date32(),
}
"""What a column of a statement of ours becomes, by its type's name."""

_SETTINGS: Final = (
    ("datestyle", "ISO, YMD"),
    ("standard_conforming_strings", "on"),
    ("jit", "off"),  # compiling a statement of this size takes longer than running it
    ("cursor_tuple_fraction", "1"),  # every row is wanted, not the first ones soon
    ("row_security", "off"),  # a row that this user may not read is an error: it isn't as if it weren't there
)

_COLUMNS: Final = """
with written as (
  select trim(name) as name, place
  from unnest(string_to_array(current_setting('search_path'), ',')) with ordinality as p(name, place)
), named as (
  select place,
    case when name like '"%%"' then replace(trim(both '"' from name), '""', '"') else lower(name) end as name
  from written
), path as (
  select n.oid, n.nspname, named.place
  from named
  join pg_namespace n on n.nspname = case when named.name = '$user' then current_user else named.name end
)
select path.nspname, c.relname, a.attname,
  format_type(case when t.typtype = 'd' then t.typbasetype else t.oid end, null),
  has_schema_privilege(path.oid, 'usage') and has_column_privilege(c.oid, a.attnum, 'select')
from path
join pg_class c on c.relnamespace = path.oid and c.relkind in ('r', 'p', 'v', 'm', 'f')
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
where c.relname = any(%s)
order by path.place, a.attnum
"""
"""Every column that is there, and whether this user may read it. The information schema tells of none that
he may not: it would be taken for a column that the school lacks, and something else would stand for it."""


class InPostgres(Elsewhere):
    """A cohort in a PostgreSQL database.

    Tables are looked for in the schemas of the search path, the first that has one wins; a view will do. One
    that is there and that this user may not read is an error: it isn't as if it weren't there.

    Attributes:
        dialect: PostgreSQL's.
        connection: the connection of DuckDB in which rows are kept.
        sources: the tables, with their columns.
        place: the database's address, without the password.
    """

    def __init__(self, url: str, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(DIALECTS["postgres"], connection)
        self.place = address(url)
        self._server = _connected(url, self.place)
        try:
            self.sources = self._attached()
        except BaseException:
            self.close()
            raise

    def _attached(self) -> dict[str, Source]:
        with self._telling(), self._server.cursor() as cursor:
            for name, value in _SETTINGS:
                cursor.execute("select set_config(%s, %s, true)", [name, value])
            [[encoding]] = cursor.execute("select current_setting('server_encoding')").fetchall()
            found = cursor.execute(_COLUMNS, [[*TABLES]]).fetchall()
        if encoding != "UTF8":  # it has no room for our sentences
            raise failed(self.place, f"server_encoding = {encoding}")
        schemas: dict[str, str] = {}
        kinds: dict[str, dict[str, Family | None]] = {}
        closed: dict[str, list[str]] = {}
        for schema, table, column, kind, may_read in found:
            if schemas.setdefault(table, schema) != schema:
                continue
            if may_read:
                kinds.setdefault(table, {})[column] = _FAMILIES.get(kind)
            elif column == "dossier" or column in {each.name for each in TABLES[table].columns}:
                closed.setdefault(table, []).append(column)
        if closed:
            told = ({"found": table, "expected": ", ".join(columns)} for table, columns in closed.items())
            raise CohortError([Fault(args["found"], "not-readable", args) for args in told])
        sources = {
            name: typed(name, kinds[name], header=None, schema=schemas[name])
            for name in TABLES
            if name in kinds
        }
        make_sure(sources)
        return sources

    def batches(self, statement: str) -> Iterator[pyarrow.Table]:
        """The rows of a statement, through a cursor of the server."""
        with self._telling(), self._server.cursor(name="tri") as cursor:
            cursor.execute(statement)
            rows = cursor.fetchmany(BATCH)
            names = self._server.adapters.types
            schema = pyarrow.schema(
                [(each.name, _TYPES[names[each.type_code].name]) for each in cursor.description]
            )
            yield _batch(rows, schema)
            while rows := cursor.fetchmany(BATCH):
                yield _batch(rows, schema)

    def of_dossier(self, query: exp.Select, reference: str) -> list[Any]:
        """The rows of a query that has one placeholder."""
        from psycopg import RawCursor

        def numbered(node: exp.Expr) -> exp.Expr:
            return exp.Parameter(this=exp.Literal.number(1)) if isinstance(node, exp.Placeholder) else node

        with self._telling(), RawCursor(self._server) as cursor:
            asked = said(query.transform(numbered), self.dialect)
            found: list[Any] = cursor.execute(asked, [reference]).fetchall()
            return found

    def close(self) -> None:
        """Give the connection back."""
        super().close()
        self._server.close()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Tell an error of the server by its name in SQL: its message may hold values."""
        from psycopg import Error

        try:
            yield
        except Error as error:
            raise failed(self.place, type(error).__name__) from None


def _batch(rows: list[Any], schema: Any) -> pyarrow.Table:  # Arrow is published without types
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pyarrow.Table.from_arrays(
        [pyarrow.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)],
        schema=schema,
    )


def address(url: str) -> str:
    """The address of a database as people may read it: without password, nor options, which may hold one.

    >>> address("postgres://cnam:s3same@db.example:5432/scolarite?sslpassword=x")
    'postgres://cnam@db.example:5432/scolarite'
    >>> address("postgres://cnam:a/b@c@db.example")
    'postgres://…'
    """
    found = _PARTS.fullmatch(url)
    if found is None:
        return "postgres://…"
    user, host, database = found.groups(default="")
    return f"postgres://{user and user + '@'}{host}{database}"


def _connected(url: str, place: str) -> Any:  # psycopg is an extra
    try:
        import psycopg
    except ImportError:  # which it also raises where it lacks PostgreSQL's own library
        raise unavailable("psycopg", "postgres") from None
    from psycopg.conninfo import conninfo_to_dict
    from psycopg.types.numeric import FloatLoader

    try:
        secrets = [str(value) for name, value in conninfo_to_dict(url).items() if "password" in name]
    except psycopg.ProgrammingError as error:  # it repeats what it can't read, which may be in the password
        raise failed(place, type(error).__name__) from None
    try:
        server = psycopg.connect(url, client_encoding="utf8", prepare_threshold=None)
    except psycopg.Error as error:
        detail = str(error).split("\n", 1)[0]
        for secret in filter(None, secrets):
            detail = detail.replace(secret, "…")
        raise failed(place, detail) from None
    server.read_only = True
    server.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    server.adapters.register_loader("numeric", FloatLoader)
    return server

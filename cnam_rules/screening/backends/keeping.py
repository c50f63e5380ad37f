"""Tables of ours in a connection of DuckDB: filled under a name of their own, and never left half full."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from uuid import uuid4

import duckdb
from sqlglot import exp

from cnam_rules.sql.dialects import Dialect, said

__all__ = ["AskedOnce", "apart", "becoming", "created", "filling", "inserted"]


def created(name: str, rows: exp.Query, *, temporary: bool = False) -> exp.Create:
    """What makes a table of some rows.

    >>> created("t", exp.select("1"), temporary=True).sql("duckdb")
    'CREATE TEMPORARY TABLE "t" AS SELECT 1'
    """
    properties = exp.Properties(expressions=[exp.TemporaryProperty()]) if temporary else None
    return exp.Create(this=_table(name), kind="TABLE", expression=rows, properties=properties)


def inserted(name: str, rows: exp.Query) -> exp.Insert:
    """What adds rows to a table."""
    return exp.Insert(this=_table(name), expression=rows)


@contextmanager
def filling(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """The name of a table to make and to fill, which no other has; if that fails, nothing of it stays."""
    name = f"cnam_rules_{uuid4().hex}"
    try:
        yield name
    except BaseException:
        _drop(connection, name)
        raise


@contextmanager
def becoming(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[str]:
    """The same, of a table that takes its name once it is filled: a short one would look like a whole one.

    Raises:
        duckdb.CatalogException: the connection has a table, or a view, of that name.
    """
    if _has(connection, table):
        raise duckdb.CatalogException(f'Table with name "{table}" already exists!')
    with filling(connection) as name:
        yield name
        rename = exp.AlterRename(this=_table(table))
        connection.execute(exp.Alter(this=_table(name), kind="TABLE", actions=[rename]).sql("duckdb"))


class AskedOnce:
    """The rows of queries, each worked out the first time that it is asked for, and kept until forgotten.

    Args:
        connection: where they are kept, as temporary tables.
        dialect: that of the queries.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect
        self._tables: dict[str, str] = {}

    def rows(self, query: exp.Select, fill: Callable[[str, str], None]) -> duckdb.DuckDBPyRelation:
        """The rows of a query, in its order.

        They are sorted here: each place sorts texts in its own way, and Spark works twice.

        Args:
            query: what they are of.
            fill: makes a temporary table of some name, and fills it with the rows of a statement.
        """
        unordered, order = apart(query)
        statement = said(unordered, self._dialect)
        if statement not in self._tables:
            with filling(self._connection) as name:
                fill(name, statement)
            self._tables[statement] = name
        rows = self._connection.table(self._tables[statement])
        if order is None:
            return rows
        return rows.order(", ".join(each.sql("duckdb") for each in order.expressions))

    def forget(self) -> None:
        """Drop what is kept."""
        while self._tables:
            _drop(self._connection, self._tables.popitem()[1])


def apart(query: exp.Select) -> tuple[exp.Select, exp.Order | None]:
    """A query without its order, and the order."""
    unordered = query.copy()
    return unordered, unordered.args.pop("order", None)


def _has(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether a bare name is that of a table or of a view."""
    try:
        connection.table(name)
    except duckdb.CatalogException:
        return False
    return True


def _drop(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Leave nothing of a table of ours; in a transaction that has failed, there is nothing of it."""
    with suppress(duckdb.Error):
        connection.execute(exp.Drop(tables=[_table(name)], kind="TABLE", exists=True).sql("duckdb"))


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))

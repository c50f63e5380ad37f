"""Screening in DuckDB, the embedded default: files, frames and relations are read where they are."""

from __future__ import annotations

from typing import Any

import duckdb
from sqlglot import exp

from cnam_rules.screening.sources import Cohort, attach
from cnam_rules.sql.dialects import DIALECTS, said

__all__ = ["InDuckDB"]


class InDuckDB:
    """A cohort in DuckDB.

    Attributes:
        dialect: DuckDB's.
        connection: the connection, where the tables are and where rows are kept.
        sources: the tables.
    """

    dialect = DIALECTS["duckdb"]

    def __init__(self, connection: duckdb.DuckDBPyConnection, cohort: Cohort) -> None:
        self.connection = connection
        self.sources = attach(connection, cohort)

    def keep(self, query: exp.Select, table: str) -> None:
        """Run a query, and keep its rows as a table."""
        self.relation(query).create(table)

    def relation(self, query: exp.Select) -> duckdb.DuckDBPyRelation:
        """The rows of a query; the tables are read when they are asked for, each time."""
        return self.connection.sql(said(query, self.dialect))

    def of_dossier(self, query: exp.Select, reference: str) -> list[Any]:
        """The rows of a query that has one placeholder."""
        return self.connection.execute(said(query, self.dialect), [reference]).fetchall()

    def close(self) -> None:
        """Nothing: the connection is its owner's to close."""

"""What a place where cohorts are screened does: it has the tables, and runs statements over them.

Rows come back to DuckDB, where a screening counts, filters and writes them. A place that isn't DuckDB gives
them in batches, so that however many there are, no more than a batch is ever held outside of it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, Protocol, TypeAlias

import duckdb
import pyarrow
from sqlglot import exp

from cnam_rules.faults import CohortError, Fault
from cnam_rules.screening.backends.keeping import AskedOnce, becoming, created, inserted
from cnam_rules.screening.parts import WHOLE, Part
from cnam_rules.screening.statement import Source
from cnam_rules.sql.dialects import Dialect, said

__all__ = [
    "BATCH",
    "OPTION",
    "Backend",
    "Elsewhere",
    "OfPart",
    "failed",
    "unavailable",
    "within_memory",
]

OfPart: TypeAlias = Callable[[Part], exp.Select]
"""What gives the query over a part of the cohort; those of all parts have the same columns and order."""

BATCH: Final = 10_000
"""How many rows come at once."""
OPTION: Final = "--backend"
"""Where the faults of a backend are told to be."""

_ARRIVED: Final = "cnam_rules_arrivees"


class Backend(Protocol):
    """A place where a cohort is screened, with the cohort's tables."""

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection of DuckDB in which rows are kept."""

    @property
    def sources(self) -> Mapping[str, Source]:
        """The tables."""

    def keep(self, asked: OfPart, table: str) -> None:
        """Run a query where the tables are, and keep its rows as a new table of the connection.

        Raises:
            CohortError: it couldn't be run to its end; nothing of it is kept.
        """

    def gathered(self, asked: OfPart) -> duckdb.DuckDBPyRelation:
        """The rows of a query, in its order, as a relation of the connection.

        Raises:
            CohortError: it couldn't be run to its end.
        """

    def relation(self, query: exp.Select) -> duckdb.DuckDBPyRelation:
        """The rows of a query over the whole cohort, as a relation of the connection.

        Raises:
            CohortError: it couldn't be run to its end.
        """

    def of_dossier(self, query: exp.Select, reference: str) -> list[Any]:
        """The rows of a query that has one placeholder, which stands for a dossier's reference.

        Raises:
            CohortError: it couldn't be run to its end.
        """

    def close(self) -> None:
        """Leave the place; what was kept stays."""


class Elsewhere(ABC):
    """A place that isn't DuckDB: what its queries give is brought, and asked for once."""

    def __init__(self, dialect: Dialect, connection: duckdb.DuckDBPyConnection) -> None:
        self.dialect = dialect
        self.connection = connection
        self._asked = AskedOnce(connection, dialect)

    @abstractmethod
    def batches(self, statement: str) -> Iterator[pyarrow.Table]:
        """The rows of a statement, at most `BATCH` at once; the first batch is there even if it is empty."""

    def keep(self, asked: OfPart, table: str) -> None:
        """Run a query where the tables are, and keep its rows as a table of the connection.

        Such places see to their memory themselves: the cohort is one part.
        """
        with becoming(self.connection, table) as name:
            self._bring(name, said(asked(WHOLE), self.dialect))

    def gathered(self, asked: OfPart) -> duckdb.DuckDBPyRelation:
        """The rows of a query, brought into the connection the first time that they are asked for."""
        return self.relation(asked(WHOLE))

    def relation(self, query: exp.Select) -> duckdb.DuckDBPyRelation:
        """The rows of a query, brought into the connection the first time that they are asked for."""
        return self._asked.rows(query, partial(self._bring, temporary=True))

    def close(self) -> None:
        """Drop what was brought since the rows were kept."""
        self._asked.forget()

    def _bring(self, table: str, statement: str, *, temporary: bool = False) -> None:
        rows = exp.select("*").from_(_ARRIVED)
        put: exp.Expr = created(table, rows, temporary=temporary)
        for batch in self.batches(statement):
            self.connection.register(_ARRIVED, batch)
            try:
                with within_memory():
                    self.connection.execute(put.sql("duckdb"))
            finally:
                self.connection.unregister(_ARRIVED)
            put = inserted(table, rows)


@contextmanager
def within_memory() -> Iterator[None]:
    """Say that memory lacks where DuckDB does: what is done inside may need more than it may take.

    Raises:
        CohortError: it does.
    """
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise CohortError([Fault("--memory", "out-of-memory", {})]) from None


def failed(place: str, detail: str) -> CohortError:
    """A place that can't be reached, or that stopped before the end; `detail` holds nothing of a dossier."""
    return CohortError([Fault(OPTION, "backend-failed", {"found": place, "detail": detail})])


def unavailable(package: str, extra: str) -> CohortError:
    """A package that a backend needs and that isn't installed."""
    return CohortError([Fault(OPTION, "backend-unavailable", {"found": package, "expected": extra})])

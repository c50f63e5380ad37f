"""Screening in DuckDB, the embedded default: files, frames and relations are read where they are.

A cohort that memory can't hold at once is decided in parts, one after the other: as many as its memory asks
for, and each part again in two where even so memory lacked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias

import duckdb
from sqlglot import exp

from cnam_rules.faults import CohortError
from cnam_rules.measures.tabular.frame import aliased
from cnam_rules.screening.backends.base import OfPart, within_memory
from cnam_rules.screening.backends.keeping import AskedOnce, apart, becoming, created, inserted
from cnam_rules.screening.parts import WHOLE, Part, cuts_of
from cnam_rules.screening.sources import Cohort, attach
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.dialects import DIALECTS, said

__all__ = ["A_DOSSIER", "InDuckDB", "OnPart"]

OnPart: TypeAlias = Callable[[int, int], None]
"""Told as each part begins: how many are done, and how many there are."""

A_DOSSIER: Final = 2048
"""How many bytes of memory a dossier takes while it is decided, rows of every table included: about twice
what was measured for those of RNCP 36625."""
_SAMPLE: Final = 4096
"""How many references are taken to cut a cohort by."""
_FEWEST: Final = 32
"""A part with fewer of them is not cut again."""
_UNITS: Final = {"bytes": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40, "PiB": 2**50}
_AMOUNT: Final = re.compile(rf"([0-9.]+) ({'|'.join(_UNITS)})")


class InDuckDB:
    """A cohort in DuckDB.

    Attributes:
        dialect: DuckDB's.
        connection: the connection, where the tables are and where rows are kept.
        sources: the tables.
    """

    dialect = DIALECTS["duckdb"]

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, cohort: Cohort, on_part: OnPart | None = None
    ) -> None:
        self.connection = connection
        self.sources = attach(connection, cohort)
        self._on_part = on_part
        self._asked = AskedOnce(connection, self.dialect)

    def keep(self, asked: OfPart, table: str) -> None:
        """Run a query, part by part, and keep its rows as a table, which is there once all of them are.

        Raises:
            CohortError: memory lacks even for a small part of the cohort.
            duckdb.CatalogException: the connection has a table, or a view, of that name.
        """
        with becoming(self.connection, table) as name:
            self._fill(name, asked, self._on_part)

    def gathered(self, asked: OfPart) -> duckdb.DuckDBPyRelation:
        """The rows of a query in its order, worked out part by part when they are asked for first.

        Raises:
            CohortError: memory lacks even for a small part of the cohort.
        """

        def fill(table: str, _: str) -> None:
            self._fill(table, lambda part: apart(asked(part))[0], temporary=True)

        return self._asked.rows(asked(WHOLE), fill)

    def _fill(
        self, table: str, asked: OfPart, on_part: OnPart | None = None, *, temporary: bool = False
    ) -> None:
        parts, done = self._parts(), 0
        while parts:
            if on_part is not None:
                on_part(done, done + len(parts))
            rows = asked(parts[0])
            put = inserted(table, rows) if done else created(table, rows, temporary=temporary)
            try:
                with within_memory():
                    self.connection.execute(said(put, self.dialect))
            except CohortError:
                if self._is_over() or not (halves := self._halves(parts[0])):
                    raise
                parts[:1] = halves
            else:
                parts.pop(0)
                done += 1

    def relation(self, query: exp.Select) -> duckdb.DuckDBPyRelation:
        """The rows of a query over the whole cohort, read from the tables whenever they are asked for."""
        return self.connection.sql(said(query, self.dialect))

    def of_dossier(self, query: exp.Select, reference: str) -> list[Any]:
        """The rows of a query that has one placeholder."""
        return self.connection.execute(said(query, self.dialect), [reference]).fetchall()

    def close(self) -> None:
        """Drop what was gathered; the connection is its owner's to close."""
        self._asked.forget()

    # --------------------------------------------------------------------------------------------- parts
    def _parts(self) -> list[Part]:
        """The cohort, in as many parts as the memory that DuckDB may take asks for."""
        memory = self._memory()
        if memory is None:
            return [WHOLE]
        [number] = self._row(exp.select(sql.count()).from_(self.sources["dossiers"].rows()))
        wanted = -(-number * A_DOSSIER // memory)
        return self._whole().into(wanted) if wanted > 1 else [WHOLE]

    def _halves(self, part: Part) -> list[Part]:
        """A part in two; none when it is small already."""
        part = self._whole() if part.everything else part
        return [] if len(part.cuts) < _FEWEST else part.into(2)

    def _whole(self) -> Part:
        """The cohort, with some of its references to cut it by: a sample, the same each time."""
        reference = sql.neutral("PROPRE", sql.as_text(sql.column("dossier")))
        query = exp.select(aliased(reference, "dossier")).from_(self.sources["dossiers"].rows())
        sample = exp.TableSample(method=exp.var("reservoir"), size=sql.number(_SAMPLE), seed=sql.number(1))
        query.set("sample", sample)
        drawn = self.connection.execute(said(query, self.dialect)).fetchall()
        return Part(cuts_of(each for (each,) in drawn if each))

    def _memory(self) -> int | None:
        """How many bytes DuckDB may take; None where it writes it in a way that isn't known."""
        setting = exp.Anonymous(this="CURRENT_SETTING", expressions=[sql.text("memory_limit")])
        [written] = self._row(exp.select(setting))
        found = _AMOUNT.fullmatch(str(written))
        return None if found is None else max(1, int(float(found[1]) * _UNITS[found[2]]))

    def _is_over(self) -> bool:
        """Whether the connection is in a transaction that has failed, in which nothing can be tried again."""
        try:
            self.connection.execute("SELECT 1")
        except duckdb.TransactionException:
            return True
        return False

    def _row(self, query: exp.Select) -> Any:  # of columns of any type
        return self.connection.execute(said(query, self.dialect)).fetchone()

"""Where a cohort may be screened, and what is refused; nothing here needs a database or Spark."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pytest
from sqlglot import exp

from cnam_rules.catalogue import packaged
from cnam_rules.faults import CohortError
from cnam_rules.screening import screen, statement_text
from cnam_rules.screening.backends import opened
from cnam_rules.screening.backends.base import BATCH, Elsewhere, failed
from cnam_rules.screening.backends.postgres import address
from cnam_rules.screening.installing import typed_sources
from cnam_rules.screening.model import RESULT, Screening
from cnam_rules.screening.presenting import presented
from cnam_rules.screening.sources import attach, unread
from cnam_rules.screening.statement import compile_rules
from cnam_rules.sql.dialects import DIALECTS, said

DAY = date(2025, 11, 3)
TITLE = "titre-casp/jury"
COHORT = Path("examples/cohort")


class InAnotherDuckDB(Elsewhere):
    """The same cohort in another connection, from which rows are brought a few at a time."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, size: int) -> None:
        super().__init__(DIALECTS["duckdb"], connection)
        self.other = duckdb.connect()
        self.sources = attach(self.other, COHORT)
        self.size, self.asked = size, 0

    def batches(self, statement: str) -> Iterator[pyarrow.Table]:
        self.asked += 1
        rows = self.other.sql(statement).to_arrow_table()
        yield rows.slice(0, 0)
        for start in range(0, rows.num_rows, self.size):
            yield rows.slice(start, self.size)

    def of_dossier(self, query: Any, reference: str) -> list[Any]:
        return self.other.execute(said(query, self.dialect), [reference]).fetchall()

    def close(self) -> None:
        super().close()
        self.other.close()


class Stopping(InAnotherDuckDB):
    """One that is lost after its first rows."""

    def batches(self, statement: str) -> Iterator[pyarrow.Table]:
        yield from super().batches(statement)
        raise failed("nowhere", "Lost")


def test_of_what_stops_half_way_nothing_is_kept() -> None:
    place = Stopping(duckdb.connect(), 3)
    statement = compile_rules(packaged().ruleset(TITLE).under(None), DAY, place.sources)
    with pytest.raises(CohortError):
        place.keep(lambda _: presented(statement), RESULT)
    assert place.connection.sql("show tables").fetchall() == []


@pytest.mark.parametrize("size", [1, 3, BATCH])
def test_rows_come_in_batches_and_are_asked_for_once(size: int) -> None:
    here = screen(COHORT, TITLE, as_of=DAY)
    place = InAnotherDuckDB(duckdb.connect(), size)
    rules = packaged().ruleset(TITLE).under(None)
    statement = compile_rules(rules, DAY, place.sources)
    place.keep(lambda _: presented(statement), RESULT)
    with Screening(place, statement, unread(place.sources)) as there:
        assert there.relation.order("dossier").fetchall() == here.relation.order("dossier").fetchall()
        for lang in ("fr", "en"):
            assert there.rejects(lang).fetchall() == here.rejects(lang).fetchall()
        assert there.rejected == there.rejected == 1
        assert place.asked == 3
        assert there.verdict("C-003").status is here.verdict("C-003").status
    assert there.as_dict() == here.as_dict()
    left = place.connection.sql("select table_name from duckdb_tables()").fetchall()
    assert left == [(RESULT,)]


def test_a_table_of_that_name_is_not_added_to() -> None:
    place = InAnotherDuckDB(duckdb.connect(), 3)
    rules = packaged().ruleset(TITLE).under(None)
    query = presented(compile_rules(rules, DAY, place.sources))
    place.connection.execute(f"create temp table {RESULT} as select 1 as one")
    with pytest.raises(duckdb.CatalogException, match=RESULT):
        place.keep(lambda _: query, RESULT)
    assert place.connection.sql("select table_name from duckdb_tables()").fetchall() == [(RESULT,)]
    assert place.connection.table(RESULT).fetchall() == [(1,)]


@pytest.mark.parametrize(
    "backend",
    [
        *("oracle", "mysql://cnam:secret@db", "spark://", "spark://a:b@host:7077", "duckdb:x", "SPARK"),
        *("user=jury password=secret", "jury/secret@db"),
    ],
)
def test_a_place_that_nobody_knows_is_refused_without_its_password(backend: str) -> None:
    with pytest.raises(CohortError) as refused:
        screen(COHORT, TITLE, as_of=DAY, backend=backend)
    [fault] = refused.value.faults
    assert fault.code == "not-a-backend"
    assert "secret" not in str(refused.value)
    assert "a:b" not in str(refused.value)


@pytest.mark.parametrize(
    ("backend", "cohort", "into"),
    [
        ("duckdb", None, None),
        ("duckdb", COHORT, "rows"),
        ("postgres://cnam@db/scolarite", COHORT, None),
        ("postgres://cnam@db/scolarite", None, "rows"),
        ("spark", None, None),
        ("spark", [], None),
    ],
)
def test_what_does_not_go_together_is_a_mistake_of_the_program(
    backend: str, cohort: Any, into: str | None
) -> None:
    with pytest.raises(TypeError):
        opened(backend, duckdb.connect(), cohort, into=into)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgres://db", "postgres://db"),
        ("postgresql://cnam@db/scolarite", "postgres://cnam@db/scolarite"),
        ("postgres://cnam:secret@db:5432/scolarite?sslmode=require", "postgres://cnam@db:5432/scolarite"),
        ("postgres://cnam:s%40cret@[::1]:5432/x", "postgres://cnam@[::1]:5432/x"),
        ("postgres://:secret@db", "postgres://db"),
        ("postgres:///x?host=/run&password=secret", "postgres:///x"),
        ("postgres://cnam:se@cret@db/x", "postgres://…"),
        ("postgres://cnam:se/cret@db/x", "postgres://…"),
        ("postgres://cnam:se?cret@db/x", "postgres://…"),
    ],
)
def test_an_address_is_shown_without_what_is_secret(url: str, shown: str) -> None:
    assert address(url) == shown
    assert "cret" not in address(url)


def test_what_a_dialect_cannot_say_is_refused_by_name() -> None:
    with pytest.raises(CohortError) as refused:
        statement_text("bafa/jury", as_of=DAY, dialect="sqlite")
    [fault] = refused.value.faults
    assert (fault.code, fault.args["found"]) == ("not-in-dialect", "decisions")
    for dialect in ("duckdb", "postgres", "spark"):
        assert statement_text("bafa/jury", as_of=DAY, dialect=dialect)


@pytest.mark.parametrize("ruleset", sorted({f"{each.id}@{each.version}" for each in packaged().rulesets}))
def test_no_name_is_so_long_that_postgresql_would_cut_it(ruleset: str) -> None:
    statement = compile_rules(packaged().ruleset(ruleset).under(None), DAY, typed_sources("postgres"))
    names = {each.name for each in presented(statement).find_all(exp.Identifier)}
    assert [name for name in names if len(name.encode()) > 63] == []

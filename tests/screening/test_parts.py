"""A cohort in parts comes to what it comes to as a whole, and memory that lacks is told."""

from __future__ import annotations

import re
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlglot import exp

from cnam_rules.cohorts import make_cohort
from cnam_rules.faults import CohortError
from cnam_rules.screening import Screening, screen
from cnam_rules.screening.backends import duck
from cnam_rules.screening.parts import WHOLE, Part, cuts_of
from cnam_rules.screening.reading import Family
from cnam_rules.screening.statement import Source
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.dialects import DIALECTS, said
from tests.screening.examples import DAY, TITLE

DOSSIERS = 200

references = st.text(st.sampled_from("AB!é \t"), max_size=4) | st.text(max_size=3)


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cohort with every fault, some of them in its references."""
    folder = tmp_path_factory.mktemp("cohort")
    make_cohort(DOSSIERS, folder, seed=7, as_of=DAY, faulty=Fraction(1, 10))
    return folder


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """The same where everything is text."""
    make_cohort(DOSSIERS, tmp_path, seed=7, as_of=DAY, format="csv", faulty=Fraction(1, 10))
    return tmp_path


class Forgetful:
    """A connection whose memory lacks a few times, whatever is put into a table."""

    def __init__(self, times: int, *, of_its_transaction: bool = False) -> None:
        self.own = duckdb.connect()
        self.times = times
        self.of_its_transaction = of_its_transaction

    def execute(self, statement: str, *parameters: Any) -> Any:
        if self.times and statement.startswith(("CREATE", "INSERT")):
            self.times -= 1
            if self.of_its_transaction:  # as DuckDB leaves it
                with suppress(duckdb.Error):
                    self.own.execute("select error('the transaction is over')")
            raise duckdb.OutOfMemoryException("Out of Memory Error")
        return self.own.execute(statement, *parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.own, name)


def whole(cohort: Path, **options: Any) -> tuple[Screening, list[tuple[int, int]]]:
    """A screening, and what was told of its parts."""
    told: list[tuple[int, int]] = []
    found = screen(
        cohort,
        TITLE,
        as_of=DAY,
        other_readings=False,
        on_part=lambda done, parts: told.append((done, parts)),
        **options,
    )
    return found, told


def alike(one: Screening, other: Screening) -> None:
    assert one.relation.order("ALL").fetchall() == other.relation.order("ALL").fetchall()
    assert one.rejects("en").fetchall() == other.rejects("en").fetchall()


def test_parts_together_are_the_whole(texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, told = whole(texts)
    assert told == [(0, 1)]
    assert len(one.rejects("en")) > DOSSIERS / 20
    monkeypatch.setattr(duck, "A_DOSSIER", 25 * 10**8 // DOSSIERS)
    parts, told = whole(texts, memory="1GB")
    assert told == [(n, 3) for n in range(3)]
    alike(one, parts)


def test_a_part_that_memory_lacks_for_is_cut_in_two(cohort: Path) -> None:
    one, _ = whole(cohort)
    parts, told = whole(cohort, connection=Forgetful(2))
    assert told == [(0, 1), (0, 2), (0, 3), (1, 3), (2, 3)]
    alike(one, parts)


def test_memory_that_lacks_for_any_part_is_told_and_nothing_is_kept(cohort: Path) -> None:
    forgetful = Forgetful(-1)
    with pytest.raises(CohortError) as found:
        whole(cohort, connection=forgetful)
    assert [fault.code for fault in found.value.faults] == ["out-of-memory"]
    assert forgetful.own.sql("select * from duckdb_tables()").fetchall() == []


def test_what_is_done_when_a_part_fails_is_dropped(cohort: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = duck.InDuckDB(duckdb.connect(), cohort)
    query = exp.select(sql.number(1))
    asked = iter([query, exp.select(sql.column("nowhere"))])
    monkeypatch.setattr(place, "_parts", lambda: [Part(below="D"), Part(least="D")])
    with pytest.raises(duckdb.BinderException):
        place.keep(lambda _: next(asked), "t")
    assert place.connection.sql("select * from duckdb_tables()").fetchall() == []


def test_rejects_are_worked_out_once(cohort: Path) -> None:
    asked = Forgetful(0)
    found, _ = whole(cohort, connection=asked)
    before = len(found.rejects("fr").fetchall())
    asked.times = -1
    assert found.rejected == len(found.rejects("fr").fetchall()) == before
    with pytest.raises(CohortError):
        found.rejects("en")


@pytest.mark.parametrize(
    ("limit", "least", "most"),
    [("2GB", 1.9e9, 2e9), ("512KB", 5e5, 5.2e5), ("3TB", 2.9e12, 3e12), ("-1", 1e18, 2e19)],
)
def test_the_memory_that_duckdb_may_take_is_read_as_it_writes_it(
    limit: str, least: float, most: float
) -> None:
    connection = duckdb.connect()
    place = duck.InDuckDB(connection, {"dossiers": connection.sql("select 'D' dossier, 'P' programme")})
    connection.execute("set memory_limit = ?", [limit])
    assert least <= (place._memory() or 0) <= most


def test_an_amount_of_memory_written_otherwise_leaves_the_cohort_whole(
    cohort: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duck, "_AMOUNT", re.compile("nothing"))
    assert whole(cohort, memory="200MB")[1] == [(0, 1)]


@pytest.mark.parametrize(
    ("pragma", "of_dossiers", "of_ue"),
    [
        ("", "", " collate nocase"),
        ("", " collate nocase", ""),
        ("pragma default_collation = 'nocase'", "", ""),
    ],
)
def test_a_collation_loses_no_row_and_decides_none_twice(
    pragma: str, of_dossiers: str, of_ue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    references = [*"aBcDZzA", "b1"]
    connection = duckdb.connect()
    connection.execute(pragma or "select 1")
    connection.execute(f"create table d (dossier varchar{of_dossiers}, programme varchar)")
    connection.execute(f"create table u (dossier varchar{of_ue}, code varchar)")
    for each in references:
        connection.execute("insert into d values (?, 'RNCP36625')", [each])
        connection.execute("insert into u values (?, 'FPG003'), (?, 'CCE001')", [each, each])
    tables = {"dossiers": connection.table("d"), "ue": connection.table("u")}
    found = screen(tables, TITLE, as_of=DAY, other_readings=False, connection=connection)
    everyone = found.relation.project("dossier, verdict, rejets, ue").order("ALL").fetchall()
    assert everyone == [(each, "not_eligible", 0, 2) for each in sorted(references)]
    connection.execute("drop table tri")
    monkeypatch.setattr(duck, "A_DOSSIER", 4 * 10**9 // len(references))
    told: list[tuple[int, int]] = []
    connection.execute("set memory_limit = '1GB'")
    parts = screen(
        tables,
        TITLE,
        as_of=DAY,
        other_readings=False,
        connection=connection,
        on_part=lambda done, of: told.append((done, of)),
    )
    assert len(told) == 5
    assert parts.relation.project("dossier, verdict, rejets, ue").order("ALL").fetchall() == everyone


@pytest.mark.parametrize("kind", ["table", "temp table", "view"])
def test_a_table_of_that_name_is_left_as_it_is(cohort: Path, kind: str) -> None:
    connection = duckdb.connect()
    connection.execute(f"create {kind} tri as select 1 as one")
    with pytest.raises(duckdb.CatalogException, match="tri"):
        whole(cohort, connection=connection)
    assert connection.table("tri").fetchall() == [(1,)]


def test_memory_that_lacks_in_a_transaction_of_the_callers_is_told(cohort: Path) -> None:
    asked = Forgetful(1, of_its_transaction=True)
    asked.own.execute("begin")
    with pytest.raises(CohortError) as found:
        whole(cohort, connection=asked)
    assert [fault.code for fault in found.value.faults] == ["out-of-memory"]


def test_nothing_that_was_gathered_stays(cohort: Path) -> None:
    connection = duckdb.connect()
    with whole(cohort, connection=connection)[0] as found:
        assert found.rejects("fr")
        assert len(connection.sql("select * from duckdb_tables()")) == 2
    assert connection.sql("select table_name from duckdb_tables()").fetchall() == [("tri",)]


def flags(parts: list[Part], text: str | None) -> list[tuple[bool, bool]]:
    """Whether DuckDB finds a text in each part, without its spaces, and whether it would read it at all."""
    source, clean = Source("textes", {"dossier": Family.TEXT}), sql.neutral("PROPRE", sql.column("dossier"))
    found = []
    with duckdb.connect() as connection:
        connection.execute("create table textes as select ?::varchar as dossier", [text])
        for part in parts:
            inside = exp.select(sql.is_true(part.holds(clean))).from_("textes")
            rows = exp.select(sql.count()).from_(source.rows_of(part))
            [[held], [read]] = (
                connection.execute(said(query, DIALECTS["duckdb"])).fetchone() or ()
                for query in (inside, rows)
            )
            found.append((held, read == 1))
    return found


@given(st.lists(references), st.none() | references, st.integers(1, 5))
@example(["D", "D!"], "D  ", 3)
@example(["D", "D"], "  D", 2)
@example(["é", "z"], " é", 3)
@example(["A"], None, 2)
@example(["A"], "  ", 2)
def test_a_reference_is_in_one_part_alone_which_reads_it(
    known: list[str], text: str | None, number: int
) -> None:
    text = text.replace("\x00", "") if text is not None else None  # which no table can hold
    cuts = cuts_of(each for each in known if each and "\x00" not in each)
    parts = Part(cuts).into(number)
    assert len(parts) == min(number, len(cuts) + 1) or not cuts
    found = flags(parts, text)
    assert [inside for inside, _ in found].count(True) == 1
    assert all(read for inside, read in found if inside)


@given(st.sets(st.integers(0, 99), min_size=1), st.integers(1, 9))
def test_parts_are_of_about_the_same_size(numbers: set[int], number: int) -> None:
    cuts = cuts_of(f"D{each:02}" for each in numbers)
    sizes = [len(part.cuts) for part in Part(cuts).into(number)]
    assert max(sizes) - min(sizes) <= 1
    assert sum(sizes) + len(sizes) - 1 == len(cuts)
    assert WHOLE.into(number) == [WHOLE]

"""A cohort screened in PostgreSQL, by its server: the same answers as in DuckDB, and nothing secret told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pytest

from cnam_rules.catalogue import packaged
from cnam_rules.cohorts import TABLES, make_cohort
from cnam_rules.faults import CohortError, Fault
from cnam_rules.kernel import VerdictStatus
from cnam_rules.screening import Screening, screen
from cnam_rules.screening.backends.postgres import InPostgres
from cnam_rules.screening.presenting import presented
from cnam_rules.screening.reading import Family
from cnam_rules.screening.rejects import rejects
from cnam_rules.screening.sources import typed
from cnam_rules.screening.statement import compile_rules
from cnam_rules.screening.waiting import waiting
from cnam_rules.sql.dialects import DIALECTS, said
from tests.screening.elsewhere import PASSWORD, postgres_server, put

DAY = date(2025, 11, 3)
TITLE = "titre-casp/jury"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_cohort(400, seed=5, to=tmp_path_factory.mktemp("made") / "cohort", faulty=Fraction(1, 20))
    return made.folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    with postgres_server() as address:
        put(address, folder)
        yield address


def told(found: Screening, lang: str = "fr") -> list[tuple[Any, ...]]:
    """The rejects without the numbers of lines, which a database doesn't have."""
    return sorted((row[0], *map(str, row[2:])) for row in found.rejects(lang).fetchall())


def within(address: str, schema: str) -> str:
    return f"{address}&options=-csearch_path%3D{quote(schema.replace(' ', ''))}"


def made(address: str, schema: str, *statements: str) -> str:
    """The address of a schema made by these statements."""
    import psycopg

    own = within(address, schema)
    with psycopg.connect(own) as connection:
        connection.execute(f"create schema {schema}")
        for statement in statements:
            connection.execute(statement)
    return own


def refusal(address: str) -> Sequence[Fault]:
    """Why a cohort is not screened there."""
    with pytest.raises(CohortError) as refused:
        screen(None, TITLE, as_of=DAY, backend=address)
    return refused.value.faults


def of(role: str, address: str) -> str:
    """The address for another role than the owner, whose password is its name."""
    return address.replace(f"cnam:{PASSWORD}", f"{role}:{role}")


def faults(found: Screening) -> list[tuple[str, str, str]]:
    return [(row[0], row[3], row[4]) for row in found.rejects().fetchall()]


def test_it_says_what_duckdb_says(server: str, folder: Path) -> None:
    here = screen(folder, TITLE, as_of=DAY)
    with screen(None, TITLE, as_of=DAY, backend=server) as there:
        assert there.relation.columns == here.relation.columns
        assert there.relation.order("dossier").fetchall() == here.relation.order("dossier").fetchall()
        assert len(told(here)) > 50
        for lang in ("fr", "en"):
            assert told(there, lang) == told(here, lang)
        assert there.rejected == here.rejected
        [sound, *_] = there.filter(verdict="eligible").fetchall()
        assert there.verdict(sound[0]).status is VerdictStatus.ELIGIBLE
        with pytest.raises(KeyError, match="nobody"):
            there.verdict("nobody")
        counted = there.counted
        assert len(counted) == 400
    assert there.as_dict() == here.as_dict()


def test_columns_of_any_type_are_read_or_told(server: str) -> None:
    own = made(
        server,
        "strange",
        "create type obtention as enum ('examen', 'vapp')",
        "create domain reference as integer",
        "create table dossiers"
        " (dossier reference, programme char(12), entree_en_formation date, cree timestamp)",
        "create table ue (dossier bigint, code varchar(9), obtention obtention, note float8)",
        "create table experiences (dossier text, debut date, fin date, quotite real, attestee integer)",
        "create table stages (dossier text, debut timestamp, fin text)",
        "insert into dossiers (dossier, programme, entree_en_formation)"
        " values (1, 'RNCP36625', '2023-10-02'), (2, 'RNCP36625', 'infinity')",
        "insert into ue values"
        " (1, ' fpg 0o3', 'examen', 12.5), (1, 'FPG‑104', null, 'NaN'), (2, 'TET010', null, 1e30)",
        "insert into experiences values"
        " ('1', '2023-09-01', '2025-02-28', 1, 1), ('2', '2023-09-01', 'infinity', null, null)",
        "insert into stages values ('1', '2025-01-01', '2025-02-01')",
    )
    with screen(None, TITLE, as_of=DAY, backend=own) as found:
        assert found.relation.project("dossier, verdict").order("dossier").fetchall() == [
            ("1", None),
            ("2", None),
        ]
        assert sorted(faults(found)) == [
            ("dossiers", "entree_en_formation", "date-out-of-range"),
            ("experiences", "attestee", "wrong-column-type"),
            ("experiences", "fin", "date-out-of-range"),
            ("stages", "debut", "not-a-date"),
            ("ue", "code", "unknown-ue"),
            ("ue", "note", "not-a-number-so-precise"),
            ("ue", "note", "not-a-number-so-precise"),
        ]
        assert found.unread == {"dossiers.cree": ("dossiers", None)}


def test_a_table_that_is_not_there_leaves_its_list_unknown(server: str) -> None:
    own = made(
        server,
        "sole",
        "create view dossiers as select 'A'::text as dossier, 'RNCP36625'::text as programme",
    )
    with screen(None, TITLE, as_of=DAY, backend=own, other_readings=False) as found:
        assert found.counts()[VerdictStatus.UNDETERMINED] == 1
        assert found.rejected == 0


def test_no_dossier_at_all_is_no_row(server: str) -> None:
    own = made(server, "bare", "create table dossiers (dossier text, programme text)")
    with screen(None, TITLE, as_of=DAY, backend=own, other_readings=False) as found:
        assert (len(found), found.rejected) == (0, 0)


def test_what_must_be_there_and_is_not_is_told(server: str) -> None:
    def codes(schema: str, *statements: str) -> list[tuple[str, str, str | None]]:
        with pytest.raises(CohortError) as refused:
            screen(None, TITLE, as_of=DAY, backend=made(server, schema, *statements))
        assert PASSWORD not in str(refused.value)
        return [(fault.path, fault.code, fault.suggestion) for fault in refused.value.faults]

    assert codes("nothing") == [("$", "no-table", None)]
    lacking = "create table dossiers (dosier text, programme text)"
    assert codes("lacking", lacking) == [("dossiers.dossier", "no-column", "dossier")]


def test_it_reads_one_state_of_the_database_and_writes_nothing(server: str) -> None:
    import psycopg

    own = made(
        server,
        "still",
        "create table dossiers (dossier text, programme text)",
        "insert into dossiers values ('A', 'RNCP36625')",
    )
    with screen(None, TITLE, as_of=DAY, backend=own, other_readings=False) as found:
        with psycopg.connect(own) as other:
            other.execute("insert into dossiers values ('A', 'RNCP36625')")
        assert found.rejected == 0
        assert isinstance(found._backend, InPostgres)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            found._backend._server.execute("delete from dossiers")
    with screen(None, TITLE, as_of=DAY, backend=own, other_readings=False) as again:
        assert [row[4] for row in again.rejects().fetchall()] == ["dossier-twice"]


def test_what_may_not_be_read_is_not_as_if_it_were_not_there(server: str) -> None:
    """A UE that was failed counted as validated: its status was hidden from who may not read it."""
    own = made(
        server,
        "hidden",
        "create table dossiers (dossier text, programme text)",
        "create table ue (dossier text, code text, statut text, remarque text)",
        "create materialized view stages as select 'A' as dossier, date '2024-01-01' as debut",
        "create table decisions (dossier text, objet text, valeur text, date date)",
        "create role shut login password 'shut'",
        "grant usage on schema hidden to shut",
        "grant select on dossiers to shut",
        "grant select (dossier, code) on ue to shut",
    )
    refused = refusal(of("shut", own))
    assert {(f.code, f.args["found"], f.args["expected"]) for f in refused} == {
        ("not-readable", "ue", "statut"),
        ("not-readable", "stages", "dossier, debut"),
        ("not-readable", "decisions", "dossier, objet, valeur, date"),
    }
    with screen(None, TITLE, as_of=DAY, backend=own, other_readings=False) as found:
        assert set(found.statement.sources) == {"dossiers", "ue", "stages", "decisions"}


def test_a_schema_that_may_not_be_used_is_not_passed_over(server: str) -> None:
    own = made(
        server,
        "locked",
        "create table dossiers (dossier text, programme text)",
        "create role out login password 'out'",
        "grant select on dossiers to out",
    )
    refused = refusal(of("out", own))
    assert [(f.path, f.code) for f in refused] == [("dossiers", "not-readable")]


def test_months_are_grouped_as_in_duckdb(server: str, folder: Path) -> None:
    here = waiting(screen(folder, TITLE, as_of=DAY, other_readings=False))
    with screen(None, TITLE, as_of=DAY, backend=server, other_readings=False) as there:
        assert waiting(there) == here
        assert here is not None
        assert len(here.groups) > 1
        assert waiting(there, "programme") is not None


def test_two_screenings_do_not_take_each_other_s_rows(server: str, folder: Path) -> None:
    with duckdb.connect() as connection:
        asked: dict[str, Any] = {"as_of": DAY, "backend": server, "connection": connection}
        with screen(None, TITLE, **asked) as first:
            n, rejected = len(first), first.rejected
            with pytest.raises(duckdb.CatalogException):
                screen(None, TITLE, **asked)
            assert (len(first), first.rejected) == (n, rejected)


def test_a_right_that_lacks_is_told_by_its_name(server: str) -> None:
    import psycopg

    own = made(
        server,
        "closed",
        "create table dossiers (dossier text, programme text)",
        "create role reader login password 'reader'",
        "grant usage on schema closed to reader",
        "grant select (dossier, programme) on dossiers to reader",
        "create table dossiers_de_fait (dossier text, programme text)",
        "create function secrets() returns text language sql as 'select programme from dossiers_de_fait'",
        "create view rapports as select 'A' as dossier, secrets() as redige",
        "grant select on rapports to reader",
    )
    with psycopg.connect(own) as connection:
        connection.execute("insert into dossiers values ('A', 'RNCP36625')")
    assert [(f.code, f.args["detail"]) for f in refusal(of("reader", own))] == [
        ("backend-failed", "InsufficientPrivilege")
    ]


def test_schemas_are_found_as_postgresql_finds_them(server: str) -> None:
    import psycopg

    for schema, dossier in (("ecole", "E"), ("Majuscule", "M")):
        own = made(server, f'"{schema}"', "create table dossiers (dossier text, programme text)")
        with psycopg.connect(own) as connection:
            connection.execute("insert into dossiers values (%s, 'RNCP36625')", [dossier])
    for path, dossier in (("Ecole, public", "E"), ('"Majuscule", ecole', "M"), ("nowhere,ECOLE", "E")):
        asked = within(server, path)
        with psycopg.connect(asked) as connection:
            [row] = connection.execute("select dossier from dossiers").fetchall()
        with screen(None, TITLE, as_of=DAY, other_readings=False, backend=asked) as found:
            assert [found.relation.project("dossier").fetchall()] == [[row]] == [[(dossier,)]]


def test_a_domain_is_of_its_type(server: str) -> None:
    own = made(
        server,
        "domains",
        "create domain note_d as numeric(6, 3)",
        "create domain jour_d as date",
        "create table dossiers (dossier text, programme text, entree_en_formation jour_d)",
        "insert into dossiers values ('A', 'RNCP36625', '2023-09-01')",
        "create table ue (dossier text, code text, obtention text, note note_d)",
        "insert into ue values ('A', 'FPG003', 'examen', 12.5)",
    )
    with screen(None, TITLE, as_of=DAY, other_readings=False, backend=own) as found:
        assert found.relation.project("ue, rejets").fetchall() == [(1, 0)]


def test_rows_that_may_not_be_read_are_told(server: str) -> None:
    own = made(
        server,
        "filtered",
        "create table dossiers (dossier text, programme text)",
        "insert into dossiers values ('A', 'RNCP36625'), ('B', 'RNCP36625')",
        "alter table dossiers enable row level security",
        "create policy one on dossiers using (dossier = 'A')",
        "create role clerk login password 'clerk'",
        "grant usage on schema filtered to clerk",
        "grant select on dossiers to clerk",
    )
    assert [(f.code, f.args["detail"]) for f in refusal(of("clerk", own))] == [
        ("backend-failed", "InsufficientPrivilege")
    ]


def test_a_database_that_cannot_hold_the_sentences_is_refused() -> None:
    with postgres_server("-E", "LATIN9", "--locale=C") as address:
        assert [fault.args["detail"] for fault in refusal(address)] == ["server_encoding = LATIN9"]


COLUMNS: dict[str, dict[str, Family]] = {
    name: {"dossier": Family.TEXT, **{each.name: Family.TEXT for each in table.columns}}
    for name, table in TABLES.items()
}
REQUIRED = {
    name: {"dossier": Family.TEXT, **{c.name: Family.TEXT for c in table.columns if c.required}}
    for name, table in TABLES.items()
}
SOURCES = {
    "dossiers alone": {"dossiers": REQUIRED["dossiers"]},
    "what is required": REQUIRED,
    "texts alone": COLUMNS,
    **{f"all but {name}": {k: v for k, v in REQUIRED.items() if k != name} for name in ("ue", "stages")},
}


@pytest.fixture(scope="module")
def texts(server: str) -> str:
    columns = {name: ", ".join(f'"{each}" text' for each in own) for name, own in COLUMNS.items()}
    return made(server, "texts", *(f"create table {name} ({own})" for name, own in columns.items()))


@pytest.mark.parametrize("has", SOURCES)
@pytest.mark.parametrize("ruleset", [TITLE, "bafa/jury", "master-226/admission"])
def test_the_server_understands_the_statement_whatever_a_school_has(
    texts: str, has: str, ruleset: str
) -> None:
    import psycopg

    sources = {name: typed(name, {**columns}, header=None) for name, columns in SOURCES[has].items()}
    rules, dialect = packaged().ruleset(ruleset).under(None), DIALECTS["postgres"]
    statement = compile_rules(rules, DAY, sources)
    numbered = compile_rules(rules, DAY, sources, other_readings=False, numbered=True)
    with psycopg.connect(texts) as connection:
        for query in (presented(statement), rejects(numbered)):
            connection.execute("explain " + said(query, dialect))

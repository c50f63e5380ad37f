"""Synthetic cohorts: the same again, every case in its share, every edge where it is said to be."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from math import sqrt
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from cnam_rules.catalogue import packaged
from cnam_rules.cohorts import FLAGS, FORMATS, TABLES, dossiers_in, make_cohort, making
from cnam_rules.cohorts.drawing import LARGEST, drawing, rows_of
from cnam_rules.cohorts.making import AU, DESCRIPTION, MADE
from cnam_rules.cohorts.shares import AXES, WHOLE
from cnam_rules.dossier.model import EN_COURS
from cnam_rules.durations import encode, total
from cnam_rules.faults import QuestionError, SqlUnavailable

MANY = 60_000
DRAWN = {
    "tout": "tout",
    "entree": "entree",
    "champ": "champ",
    "attestation": "attestation",
    "ue": "cas_ue",
    "experiences": "cas_experiences",
    "stages": "cas_stages",
    "rapport": "cas_rapport",
    "derogation": "cas_derogation",
    "depart": "depart_experience",
}


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(folder / f"{name}.parquet").to_pylist()
    return rows


@pytest.fixture(scope="module")
def drawn() -> Iterator[duckdb.DuckDBPyConnection]:
    with drawing(number=MANY, seed=7, as_of=AU) as connection:
        yield connection


def test_the_same_number_and_seed_give_the_same_and_more_begin_with_them(tmp_path: Path) -> None:
    for name, number, seed in (("one", 500, 3), ("again", 500, 3), ("more", 700, 3), ("other", 500, 4)):
        make_cohort(number, tmp_path / name, seed=seed)
    for name in MADE:
        one = table(tmp_path / "one", name)
        assert one == table(tmp_path / "again", name)
        assert one == table(tmp_path / "more", name)[: len(one)]
        assert one != table(tmp_path / "other", name)


def test_the_rows_are_what_they_were() -> None:
    """A seed gives the same dossiers from one version to the next, of this library and of DuckDB."""
    with drawing(number=100, seed=1, as_of=AU) as connection:
        drawn = connection.sql("SELECT tire(0, 1), tire(1, 1), tire(0, 2), tire(2147483647, 999)").fetchall()
    assert drawn == [(282293417, 1673674062, 1690164770, 1899974786)]


@pytest.mark.parametrize("axis", AXES)
def test_each_case_has_its_share(drawn: duckdb.DuckDBPyConnection, axis: str) -> None:
    counted: dict[str, int] = dict(
        drawn.sql("FROM profils()").aggregate(f"{DRAWN[axis]} AS cas, count(*) AS n", "cas").fetchall()
    )
    assert counted.keys() == AXES[axis].keys()
    for name, case in AXES[axis].items():
        expected = MANY * case.share / WHOLE
        assert abs(counted[name] - expected) < 5 * sqrt(expected), name


def test_what_is_drawn_apart_is_independent(drawn: duckdb.DuckDBPyConnection) -> None:
    """Pairs of draws, of one dossier and of two that follow each other, fall evenly into 900 boxes."""
    for pair in ("parmi(i, 3, 30) * 30 + parmi(i, 4, 30)", "parmi(i, 3, 30) * 30 + parmi(i + 1, 3, 30)"):
        boxes = drawn.sql("FROM profils()").aggregate(f"{pair} AS boite, count(*) AS n", "boite")
        ((filled, spread),) = boxes.aggregate("count(*), var_pop(n) / avg(n)").fetchall()
        assert filled == 900
        assert 0.8 < spread < 1.2


def spells(connection: duckdb.DuckDBPyConnection, name: str, axis: str, case: str) -> list[list[Any]]:
    """The spells of each dossier of a case, first and last days as ordinals."""
    rows = rows_of(connection, name, text=False)
    cases = connection.sql("FROM profils()").project(f"i, {DRAWN[axis]} AS cas")
    found = (
        rows.join(cases, "x // 16 = i").filter(f"cas = '{case}'").project("i, debut, fin").order("i, debut")
    )
    together: dict[int, list[Any]] = {}
    for i, debut, fin in found.fetchall():
        together.setdefault(i, []).append((debut.toordinal(), fin.toordinal()))
    return [*together.values()]


EDGES = [
    ("experiences", 18, "veille", -1, 1),
    ("experiences", 18, "jour", 0, 1),
    ("experiences", 18, "lendemain", 1, 1),
    ("experiences", 18, "deux_veille", -1, 2),
    ("experiences", 18, "deux_jour", 0, 2),
    ("experiences", 18, "contigu", 0, 2),
    ("stages", 3, "veille", -1, 1),
    ("stages", 3, "jour", 0, 1),
    ("stages", 3, "lendemain", 1, 1),
    ("stages", 3, "deux_veille", -1, 2),
    ("stages", 3, "deux_jour", 0, 2),
]


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: f"{edge[0]}-{edge[2]}")
def test_an_edge_is_where_it_is_said_to_be(
    drawn: duckdb.DuckDBPyConnection, edge: tuple[str, int, str, int, int]
) -> None:
    name, months, case, off, number = edge
    found = spells(drawn, name, name, case)
    bound, as_of = encode(months), AU.toordinal()
    assert len(found) > 0.8 * MANY * AXES[name][case].share / WHOLE
    for each in found:
        assert len(each) == number
        *before, (start, end) = each
        assert total(each, as_of) >= bound if off >= 0 else total(each, as_of) < bound
        # One day less or more, at the end of the last, is on the other side.
        moved = [*before, (start, end - off if off else end - 1)]
        assert total(moved, as_of) < bound if off == 0 else total(moved, as_of) >= bound
        if off == 1:
            assert total([*before, (start, end - 2)], as_of) < bound


def test_the_edges_of_the_calendar_are_there(parquet: Path) -> None:
    begun = Counter(
        (row["debut"].month, row["debut"].day)
        for name in ("experiences", "stages")
        for row in table(parquet, name)
    )
    assert begun[2, 29] > 10
    assert begun[11, 30] > 5
    assert min(begun[month, 31] for month in (1, 3, 5, 7, 8, 10, 12)) > 0
    ends = {(row["fin"].month, row["fin"].day) for row in table(parquet, "experiences") if row["fin"]}
    assert {(2, 28), (2, 29), (4, 30), (12, 31)} <= ends


def test_the_day_of_the_decision_is_met_from_both_sides(parquet: Path) -> None:
    jobs, units = table(parquet, "experiences"), table(parquet, "ue")
    next_day = AU + timedelta(days=1)
    assert {AU, next_day} <= {row["debut"] for row in jobs}
    assert any(row["fin"] and row["fin"] > AU for row in jobs)
    assert {AU, next_day} <= {row["date"] for row in units}
    assert max(row["date"] for row in units if row["date"]) == next_day
    waivers = table(parquet, "derogations")
    assert {AU, next_day} <= {row["date"] for row in waivers}
    assert {AU, AU - timedelta(days=1), None} <= {row["jusqu_au"] for row in waivers}
    valid = {row["valide"] for row in table(parquet, "rapports")}
    assert {AU.isoformat(), next_day.isoformat(), "oui", "non", None} <= valid


def test_what_is_unknown_is_there_in_every_way(parquet: Path) -> None:
    dossiers = table(parquet, "dossiers")
    for flag in (FLAGS["ue"], FLAGS["experiences"], FLAGS["stages"]):
        assert {row[flag] for row in dossiers} == {True, False, None}
    jobs, units = table(parquet, "experiences"), table(parquet, "ue")
    for column in ("dans_le_champ", "attestee", "en_cours", "responsabilite"):
        assert {row[column] for row in jobs} == {True, False, None}, column
    assert {row["statut"] for row in units} == {None, "validee", "non_validee", "en_cours", "inconnu"}
    assert {row["obtention"] for row in units} == {None, "examen", "ves", "vae", "equivalence"}
    assert {row["hors_programme"] for row in units} == {True, False, None}
    assert any(row["hors_programme"] and row["code"] == "ENG210" for row in units)
    again = Counter(tuple(row.values()) for row in units)
    assert 25 < sum(count == 2 for count in again.values()) < 100, "3 dossiers in 100 have a row twice"


def test_about_twelve_ue_and_three_spells(parquet: Path) -> None:
    made = json.loads((parquet / DESCRIPTION).read_text(encoding="utf-8"))
    rows, dossiers = made["rows"], made["dossiers"]
    assert 10.5 < rows["ue"] / dossiers < 12.5
    assert 2.5 < (rows["experiences"] + rows["stages"]) / dossiers < 3.5
    assert (made["seed"], made["as_of"], made["faults"]) == (1, AU.isoformat(), {})


def test_tables_have_the_columns_that_they_should(parquet: Path) -> None:
    for name in MADE:
        columns = pq.read_schema(parquet / f"{name}.parquet").names
        assert columns == [column for column in TABLES[name].cells if column in columns]
        assert name == "dossiers" or columns == list(TABLES[name].cells)


@pytest.mark.parametrize(
    "as_of", [date(2023, 9, 1), date(2024, 2, 29), date(2026, 3, 31), date(2040, 12, 31)]
)
def test_the_dossiers_are_sound_whatever_the_day(tmp_path: Path, as_of: date) -> None:
    make_cohort(500, tmp_path, seed=5, as_of=as_of)
    dossiers = [*dossiers_in(tmp_path, units=packaged().units)]
    assert len(dossiers) == 500
    spells = [job for dossier in dossiers for job in dossier.experiences or ()]
    assert any(job.fin is EN_COURS for job in spells)
    assert any(job.debut > as_of for job in spells)


REFUSED: list[tuple[dict[str, Any], set[tuple[str, str]]]] = [
    ({"number": 0}, {("$", "not-in-range")}),
    ({"number": LARGEST + 1, "seed": -1}, {("$", "not-in-range"), ("--seed", "not-in-range")}),
    ({"seed": 2**63}, {("--seed", "not-in-range")}),
    ({"as_of": date(2023, 8, 31)}, {("--as-of", "not-in-range")}),
    ({"as_of": date(2041, 1, 1)}, {("--as-of", "not-in-range")}),
    ({"format": "xlsx"}, {("--format", "unknown-word")}),
    ({"faulty": 2}, {("--faulty", "not-in-range")}),
    ({"faulty": Fraction(1, 30_000)}, {("--faulty", "not-in-range")}),
    ({"faulty": Fraction(-1, 100)}, {("--faulty", "not-in-range")}),
]


@pytest.mark.parametrize(("given", "expected"), REFUSED, ids=str)
def test_what_cannot_be_made_is_refused(
    tmp_path: Path, given: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
    asked: dict[str, Any] = {"number": 10, "to": tmp_path / "new", "seed": 1} | given
    with pytest.raises(QuestionError) as refused:
        make_cohort(**asked)
    assert {(fault.path, fault.code) for fault in refused.value.faults} == expected
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("ending", FORMATS)
def test_nothing_is_replaced(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"tests.{ending}").write_text("mine", encoding="utf-8")
    with pytest.raises(QuestionError) as refused:
        make_cohort(10, tmp_path, seed=1)
    assert [fault.code for fault in refused.value.faults] == ["file-exists"]
    assert [path.name for path in tmp_path.iterdir()] == [f"tests.{ending}"]


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(QuestionError) as refused:
        make_cohort(10, tmp_path / "file", seed=1)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("--to", "cannot-write")]


def test_what_duckdb_cannot_write_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise duckdb.IOException("IO Error: No space left on device")

    monkeypatch.setattr(making, "_written", full)
    with pytest.raises(QuestionError) as refused:
        make_cohort(10, tmp_path, seed=1)
    (fault,) = refused.value.faults
    assert (fault.path, fault.code, fault.args["detail"]) == (
        "--to",
        "cannot-write",
        "No space left on device",
    )


def test_without_duckdb_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(SqlUnavailable, match=r"cnam-rules\[sql\]"):
        make_cohort(10, tmp_path, seed=1)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_cohort(tmp_path: Path) -> None:
    """Twenty times the dossiers, not a quarter more memory."""
    program = (
        "import resource, sys; from cnam_rules.cohorts import make_cohort\n"
        "make_cohort(int(sys.argv[1]), sys.argv[2], seed=1)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    peaks = [
        int(
            subprocess.run(
                [sys.executable, "-c", program, str(number), str(tmp_path / str(number))],
                capture_output=True,
                check=True,
                text=True,
            ).stdout
        )
        for number in (20_000, 400_000)
    ]
    assert peaks[1] < 1.25 * peaks[0]

"""Rows that can't be read: each is told, with what to mend, and its dossier has no verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from cnam_rules.screening import Screening, screen

DAY = date(2025, 11, 3)
DOSSIER = {"dossier": "A", "programme": "RNCP36625"}
SPELL = {"dossier": "A", "debut": "2023-09-01", "fin": "2025-02-28"}

Rows = Mapping[str, Sequence[Mapping[str, str]]]


def written(folder: Path, tables: Rows) -> Path:
    """The tables as CSV files; what a row doesn't say is empty."""
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        lines = [",".join(columns), *(",".join(row.get(column, "") for column in columns) for row in rows)]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def screened(folder: Path, **tables: Sequence[Mapping[str, str]]) -> Screening:
    whole: Rows = {"dossiers": [DOSSIER], **tables}
    return screen(written(folder, whole), "titre-casp/jury", as_of=DAY, other_readings=False)


def faults(found: Screening) -> list[tuple[str, int | None, str, str]]:
    return [(row[0], row[1], row[3], row[4]) for row in found.rejects().fetchall()]


@pytest.mark.parametrize(
    ("table", "row", "column", "code"),
    [
        ("dossiers", {"entree_en_formation": "02/10/2023"}, "entree_en_formation", "not-a-date"),
        ("dossiers", {"entree_en_formation": "2023-02-29"}, "entree_en_formation", "not-a-date"),
        ("dossiers", {"entree_en_formation": "1899-12-31"}, "entree_en_formation", "date-out-of-range"),
        ("dossiers", {"naissance": "2200-01-01"}, "naissance", "date-out-of-range"),
        ("dossiers", {"programme": "RNCP1"}, "programme", "other-programme"),
        ("dossiers", {"programme": ""}, "programme", "no-value"),
        ("ue", {"code": "FPGO03"}, "code", "unknown-ue"),
        ("ue", {"code": ""}, "code", "no-value"),
        ("ue", {"code": "FPG003", "hors_programme": "oui"}, "hors_programme", "ue-in-programme"),
        ("ue", {"code": "FPG003", "note": "20.01"}, "note", "not-in-range"),
        ("ue", {"code": "FPG003", "note": "-1"}, "note", "not-a-number-so-precise"),
        ("ue", {"code": "FPG003", "note": "12.555"}, "note", "not-a-number-so-precise"),
        ("ue", {"code": "FPG003", "statut": "validée"}, "statut", "not-a-word"),
        ("ue", {"code": "FPG003", "echec": "peut-être"}, "echec", "not-a-step"),
        ("experiences", {**SPELL, "attestee": "Oui"}, "attestee", "not-an-answer"),
        ("experiences", {**SPELL, "quotite": "0"}, "quotite", "not-in-range"),
        ("experiences", {**SPELL, "quotite": "1.000001"}, "quotite", "not-in-range"),
        ("experiences", {**SPELL, "fin": ""}, "fin", "missing-end"),
        ("experiences", {**SPELL, "fin": "en-cours"}, "fin", "not-an-end"),
        ("experiences", {**SPELL, "fin": "2023-08-31"}, "fin", "end-before-start"),
        ("experiences", {**SPELL, "en_cours": "oui"}, "en_cours", "ended-and-going-on"),
        (
            "stages",
            {**SPELL, "debut": "2025-01-01", "fin": "2025-01-02", "jours": "3"},
            "jours",
            "more-days-than-spell",
        ),
        (
            "stages",
            {**SPELL, "debut": "2025-01-01", "fin": "2025-01-02", "heures": "48.5"},
            "heures",
            "more-hours-than-spell",
        ),
        ("rapports", {"redige": "2025-09-02", "soutenu": "2025-09-01"}, "soutenu", "step-before-step"),
        ("rapports", {"redige": "non", "valide": "oui"}, "valide", "step-without-step"),
        ("derogations", {"condition": "stages", "date": "2025-01-01"}, "condition", "unknown-condition"),
        (
            "derogations",
            {"condition": "stage", "date": "2025-01-02", "jusqu_au": "2025-01-01"},
            "jusqu_au",
            "expires-before-granted",
        ),
        ("tests", {"test": "BULATS", "niveau": "B7"}, "niveau", "not-a-word"),
        ("diplomes", {"niveau": "9"}, "niveau", "not-in-range"),
    ],
)
def test_a_faulty_row_is_told_and_its_dossier_has_no_verdict(
    tmp_path: Path, table: str, row: dict[str, str], column: str, code: str
) -> None:
    own = {**DOSSIER, **row} if table == "dossiers" else {"dossier": "A", **row}
    found = screened(tmp_path, **{table: [own]})
    assert (table, 2, column, code) in faults(found)
    assert found.relation.project("verdict").fetchall() == [(None,)]
    [told] = [each for each in found.rejects("en").fetchall() if each[4] == code]
    assert told[6]
    assert told[7]


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("dossiers", {"entree_en_formation": "2024-02-29"}),
        ("dossiers", {"entree_en_formation": "1900-01-01"}),
        ("ue", {"code": " fpg 0O3 ", "note": "20", "hors_programme": "non"}),
        ("ue", {"code": "ABC999", "hors_programme": "oui"}),
        ("ue", {"code": "FPG003", "note": "12.25", "echec": "2024-01-01", "statut": ""}),
        ("experiences", {**SPELL, "fin": "en cours", "attestee": "inconnu", "quotite": "0.000001"}),
        ("experiences", {**SPELL, "fin": "2023-09-01", "quotite": "1"}),
        ("experiences", {**SPELL, "fin": "", "en_cours": "oui"}),
        ("stages", {**SPELL, "debut": "2025-01-01", "fin": "2025-01-02", "jours": "2", "heures": "48"}),
        ("rapports", {"redige": "oui", "soutenu": "2025-09-01", "valide": "inconnu"}),
        ("derogations", {"condition": "stage", "date": "2025-01-01", "jusqu_au": "2025-01-01"}),
    ],
)
def test_a_row_at_its_bounds_is_read(tmp_path: Path, table: str, row: dict[str, str]) -> None:
    own = {**DOSSIER, **row} if table == "dossiers" else {"dossier": "A", **row}
    found = screened(tmp_path, **{table: [own]})
    assert faults(found) == []
    assert found.relation.project("verdict").fetchall() != [(None,)]


def test_a_row_of_no_dossier_or_of_an_unknown_one_is_told(tmp_path: Path) -> None:
    found = screened(tmp_path, ue=[{"dossier": "", "code": "FPG003"}, {"dossier": "B", "code": "FPG003"}])
    assert set(faults(found)) == {
        ("ue", None, "dossier", "unknown-dossier"),
        ("ue", 2, "dossier", "no-reference"),
    }
    assert found.relation.project("dossier, verdict").fetchall() == [("A", "not_eligible")]


def test_a_dossier_that_stands_twice_is_one_row_without_a_verdict(tmp_path: Path) -> None:
    found = screened(tmp_path, dossiers=[DOSSIER, DOSSIER])
    assert faults(found) == [("dossiers", None, "dossier", "dossier-twice")]
    assert found.relation.project("dossier, verdict").fetchall() == [("A", None)]


def test_a_report_told_twice_is_told(tmp_path: Path) -> None:
    report = {"dossier": "A", "redige": "oui"}
    assert faults(screened(tmp_path, rapports=[report, report])) == [
        ("rapports", None, "dossier", "row-twice")
    ]


def test_a_ue_may_stand_twice_and_not_say_two_things(tmp_path: Path) -> None:
    one = {"dossier": "A", "code": "FPG003", "note": "12", "hors_programme": ""}
    same = {"dossier": "A", "code": "fpg003", "note": "12.0", "hors_programme": "non"}
    other = {"dossier": "A", "code": "FPG003", "note": "13", "hors_programme": "non"}
    assert faults(screened(tmp_path, ue=[one, same])) == []
    assert faults(screened(tmp_path, ue=[one, other])) == [("ue", None, "code", "ue-told-twice")]


def test_sentences_keep_their_no_break_spaces(tmp_path: Path) -> None:
    found = screened(tmp_path, ue=[{"dossier": "A", "code": "FPG003", "note": "21"}])
    [(sentence,)] = found.rejects("fr").project("phrase").fetchall()
    assert sentence == "21 est hors limites\u00a0: 0 … 20."


def test_a_ue_of_no_programme_told_twice_differently_is_told(tmp_path: Path) -> None:
    one = {"dossier": "A", "code": "ABC123", "note": "12", "hors_programme": "oui"}
    assert faults(screened(tmp_path, ue=[one, {**one, "note": "13"}])) == [
        ("ue", None, "code", "ue-told-twice")
    ]
    assert faults(screened(tmp_path, ue=[one, {**one, "code": "ABC124"}])) == []


LISTS = {"ue": "ue_connues", "experiences": "experiences_connues", "stages": "stages_connus"}


@pytest.mark.parametrize("table", LISTS)
def test_rows_of_a_list_that_nobody_knows_are_told(tmp_path: Path, table: str) -> None:
    others = {name: [{"dossier": "A"} | ({"code": "FPG003"} if name == "ue" else SPELL)] for name in LISTS}
    unknown = {**DOSSIER, **dict.fromkeys(LISTS.values(), "oui"), LISTS[table]: "non"}
    found = screened(tmp_path, dossiers=[unknown], **others)
    assert faults(found) == [("dossiers", None, LISTS[table], "rows-of-unknown-list")]
    assert found.relation.project("verdict, rejets").fetchall() == [(None, 1)]


@pytest.mark.parametrize("table", ["experiences", "stages"])
@pytest.mark.parametrize(
    "spell",
    [
        {"debut": "2025-11-04", "fin": "2025-12-01"},
        {"debut": "2023-09-01", "fin": "2025-02-28", "attestee": "non", "atteste": "non"},
    ],
    ids=["begins after the decision", "is not proven"],
)
def test_what_a_spell_that_does_not_count_contradicts_is_told(
    tmp_path: Path, table: str, spell: Mapping[str, str]
) -> None:
    other = "attestee" if table == "stages" else "atteste"
    rows = [{"dossier": "A"} | {name: value for name, value in spell.items() if name != other}]
    born = {**DOSSIER, "naissance": "2025-11-05", LISTS[table]: "non"}
    found = screened(tmp_path, dossiers=[born], **{table: rows})
    assert set(faults(found)) == {
        ("dossiers", None, LISTS[table], "rows-of-unknown-list"),
        ("dossiers", None, "naissance", "born-after"),
    }
    assert found.relation.project("verdict, rejets").fetchall() == [(None, 2)]


@pytest.mark.parametrize("debut", ["", "1/9/2023", "2023-02-29"])
def test_a_spell_without_a_first_day_takes_nothing_from_the_others(tmp_path: Path, debut: str) -> None:
    jobs = [{**SPELL, "attestee": "oui", "dossier": dossier} for dossier in "AB"]
    whole = [DOSSIER, {**DOSSIER, "dossier": "B"}]
    found = screened(tmp_path, dossiers=whole, experiences=[{**jobs[0], "debut": debut}, *jobs])
    rows = found.counted.project("dossier, rejets, experience_min, experiences_fautes").order("1").fetchall()
    assert rows == [("A", 1, 18 * 31, 1), ("B", 0, 18 * 31, 0)]


def test_a_birth_after_what_was_done_is_told(tmp_path: Path) -> None:
    born = {**DOSSIER, "naissance": "2023-09-02", "entree_en_formation": "2024-01-01"}
    assert faults(screened(tmp_path, dossiers=[born], experiences=[SPELL])) == [
        ("dossiers", None, "naissance", "born-after")
    ]
    assert (
        faults(screened(tmp_path, dossiers=[{**born, "naissance": "2023-09-01"}], experiences=[SPELL])) == []
    )


def test_every_fault_of_a_row_is_told(tmp_path: Path) -> None:
    row = {"dossier": "A", "debut": "2023-13-01", "fin": "", "attestee": "x", "quotite": "2"}
    assert {(column, code) for _, _, column, code in faults(screened(tmp_path, experiences=[row]))} == {
        ("debut", "not-a-date"),
        ("fin", "missing-end"),
        ("attestee", "not-an-answer"),
        ("quotite", "not-in-range"),
    }

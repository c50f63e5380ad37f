"""Screening a cohort from Python: what goes in, what comes out, what is refused."""

from __future__ import annotations

import re
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow
import pytest

import cnam_rules
from cnam_rules.dossier import Dossier, Experience
from cnam_rules.faults import CohortError
from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.screening import TABLES, screen, statement_text
from cnam_rules.screening.lacking import lacking
from cnam_rules.screening.sources import rows_of
from cnam_rules.screening.waiting import waiting
from tests.screening.examples import DAY, EXAMPLES, TITLE


@pytest.fixture(scope="module")
def screened() -> cnam_rules.Screening:
    return screen(EXAMPLES, TITLE, as_of=DAY, other_readings=False)


def test_every_example_of_the_rules_has_the_verdict_that_it_expects() -> None:
    for example in TITLE.examples:
        if example.status is not None and not example.readings:
            found = screen([example.dossier], TITLE, as_of=example.as_of, other_readings=False)
            assert found.counts()[example.status] == 1, example.name


def test_counts_and_funnel_add_up(screened: cnam_rules.Screening) -> None:
    verdicts = [cnam_rules.decide(dossier, as_of=DAY, ruleset=TITLE) for dossier in EXAMPLES]
    for status in VerdictStatus:
        assert screened.counts()[status] == sum(verdict.status is status for verdict in verdicts)
    falls = screened.funnel()
    assert falls[-1].left == screened.counts()[VerdictStatus.ELIGIBLE]
    left = len(verdicts)
    for fall in falls:
        assert left - fall.first == fall.left
        left = fall.left
        for each in Status:
            found = sum(verdict.condition(fall.condition).status is each for verdict in verdicts)
            assert fall.statuses[each] == found


def test_a_row_gives_its_whole_verdict(screened: cnam_rules.Screening) -> None:
    for dossier in EXAMPLES:
        own = cnam_rules.decide(dossier, as_of=DAY, ruleset=TITLE)
        verdict = screened.verdict(dossier.dossier)
        assert [each.status for each in verdict.conditions] == [each.status for each in own.conditions]
        assert [(f.least, f.most) for f in verdict.facts] == [(f.least, f.most) for f in own.facts]
    with pytest.raises(KeyError, match="D-nowhere"):
        screened.verdict("D-nowhere")


def test_rows_are_filtered_by_their_columns(screened: cnam_rules.Screening) -> None:
    refused = screened.filter(verdict="not_eligible", statut_stage="unmet")
    assert {row[0] for row in refused.fetchall()} == {
        verdict.dossier
        for verdict in (cnam_rules.decide(dossier, as_of=DAY, ruleset=TITLE) for dossier in EXAMPLES)
        if verdict.status is VerdictStatus.NOT_ELIGIBLE and verdict.condition("stage").status is Status.UNMET
    }
    with pytest.raises(KeyError, match="statut_stages"):
        screened.filter(statut_stages="unmet")


def test_the_same_tables_come_in_every_form(tmp_path: Path) -> None:
    rows = {
        name: [row for dossier in EXAMPLES for row in rows_of(dossier)[name]] for name in ("dossiers", "ue")
    }
    frames = {name: polars.DataFrame(each, infer_schema_length=None) for name, each in rows.items()}
    expected = screen(frames, TITLE, as_of=DAY, other_readings=False).polars().sort("dossier")
    forms: dict[str, Any] = {"arrow": {}, "relation": {}}
    connection = duckdb.connect()
    for name, frame in frames.items():
        frame.write_parquet(tmp_path / f"{name}.parquet")
        forms["arrow"][name] = frame.to_arrow()
        forms["relation"][name] = connection.read_parquet(str(tmp_path / f"{name}.parquet"))
    for form, tables in [*forms.items(), ("parquet", tmp_path), ("path", str(tmp_path))]:
        own = connection if form == "relation" else None
        found = screen(tables, TITLE, as_of=DAY, other_readings=False, connection=own)
        assert found.polars().sort("dossier").equals(expected), form


def test_rows_go_to_files_and_frames(screened: cnam_rules.Screening, tmp_path: Path) -> None:
    screened.to_parquet(tmp_path / "v.parquet")
    screened.to_csv(tmp_path / "v.csv")
    screened.to_excel(tmp_path / "v.xlsx")
    assert polars.read_parquet(tmp_path / "v.parquet").height == len(EXAMPLES)
    assert polars.read_csv(tmp_path / "v.csv").columns == screened.polars().columns
    assert (tmp_path / "v.xlsx").stat().st_size > 1000
    assert isinstance(screened.arrow(), pyarrow.Table)
    assert len(screened) == len(EXAMPLES)


def test_pandas_goes_in_and_comes_out() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is in the environment of the notebooks alone")
    rows = {
        name: [row for dossier in EXAMPLES for row in rows_of(dossier)[name]] for name in ("dossiers", "ue")
    }
    frames = {name: pandas.DataFrame(each) for name, each in rows.items()}
    found = screen(frames, TITLE, as_of=DAY, other_readings=False)
    assert len(found.pandas()) == len(EXAMPLES)
    assert found.counts()[None] == 0


def test_measures_are_in_their_units() -> None:
    job = Experience("Conseillère", date(2023, 9, 1), date(2025, 2, 27), dans_le_champ=True, attestee=True)
    dossier = Dossier("D", "RNCP36625", ue=(), experiences=(job,), stages=())
    found = screen([dossier], TITLE, as_of=DAY, other_readings=False).polars().row(0, named=True)
    assert (found["experience_mois"], found["experience_jours"]) == (17, 27)
    assert (found["manque_experience_experience_mois"], found["manque_experience_experience_jours"]) == (0, 1)
    assert (found["ue"], found["manque_ue_ue"], found["rapport_redige"], found["rapport_redige_max"]) == (
        0,
        12,
        False,
        True,
    )


def test_without_facts_rows_have_statuses_alone_and_whole_verdicts_stay() -> None:
    found = screen(EXAMPLES, TITLE, as_of=DAY, other_readings=False, facts=False)
    conditions = [f"statut_{condition.id}" for condition in TITLE.conditions]
    assert found.relation.columns == ["dossier", "verdict", "rejets", *conditions]
    own = cnam_rules.decide(EXAMPLES[0], as_of=DAY, ruleset=TITLE)
    facts = [(fact.measure, fact.least, fact.most) for fact in own.facts]
    verdict = found.verdict(EXAMPLES[0].dossier)
    assert [(fact.measure, fact.least, fact.most) for fact in verdict.facts] == facts
    assert lacking(found) == []
    assert waiting(found) is None


def test_an_empty_cohort_has_no_row_and_says_so() -> None:
    found = screen([], TITLE, as_of=DAY, other_readings=False)
    assert len(found) == 0
    assert sum(found.counts().values()) == 0
    assert [fall.left for fall in found.funnel()] == [0, 0, 0, 0]
    assert "0" in found.text("en")


def test_what_must_be_there_and_is_not_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(CohortError) as nothing:
        screen(tmp_path, TITLE, as_of=DAY)
    assert [fault.code for fault in nothing.value.faults] == ["no-table"]
    (tmp_path / "dossiers.csv").write_text("dosier,programme\n")
    (tmp_path / "experiences.csv").write_text("dossier,debut_\n")
    with pytest.raises(CohortError) as columns:
        screen(tmp_path, TITLE, as_of=DAY)
    assert [(fault.path, fault.args["found"], fault.suggestion) for fault in columns.value.faults] == [
        ("dossiers.dossier", "dosier", "dossier"),
        ("experiences.debut", "debut_", "debut"),
    ]
    with pytest.raises(CohortError) as folder:
        screen(tmp_path / "nowhere", TITLE, as_of=DAY)
    assert folder.value.faults[0].code == "no-such-cohort"
    with pytest.raises(CohortError) as table:
        screen({"dossier": polars.DataFrame()}, TITLE, as_of=DAY)
    assert table.value.faults[0].suggestion == "dossiers"
    (tmp_path / "dossiers.parquet").write_bytes(b"")
    with pytest.raises(CohortError) as twice:
        screen(tmp_path, TITLE, as_of=DAY)
    assert twice.value.faults[0].code == "table-twice"


def test_columns_that_nothing_reads_are_told() -> None:
    tables = {
        "dossiers": polars.DataFrame({"dossier": ["A"], "programme": ["RNCP36625"], "nom": ["x"]}),
        "experiences": polars.DataFrame({"dossier": ["A"], "debut": [DAY], "fin": [DAY], "atestee": [True]}),
    }
    found = screen(tables, TITLE, as_of=DAY, other_readings=False)
    assert found.unread == {
        "dossiers.nom": ("dossiers", None),
        "experiences.atestee": ("experiences", "attestee"),
    }


def test_a_column_of_another_type_is_a_fault_of_its_rows() -> None:
    tables = {
        "dossiers": polars.DataFrame({"dossier": ["A"], "programme": ["RNCP36625"]}),
        "experiences": polars.DataFrame({"dossier": ["A"], "debut": [20230901], "fin": [DAY]}),
    }
    found = screen(tables, TITLE, as_of=DAY, other_readings=False)
    assert [(row[3], row[4]) for row in found.rejects().fetchall()] == [("debut", "wrong-column-type")]


def test_a_datetime_is_no_day() -> None:
    with pytest.raises(TypeError, match="datetime"):
        screen([], TITLE, as_of=datetime(2025, 11, 3))  # noqa: DTZ001 - what is refused is any datetime


def test_a_number_that_the_tables_cannot_hold_is_refused() -> None:
    job = Experience("x", date(2023, 9, 1), date(2024, 9, 1), quotite=Fraction(1, 3))
    with pytest.raises(ValueError, match="1/3"):
        screen([Dossier("D", "RNCP36625", experiences=(job,))], TITLE, as_of=DAY)


def test_it_shows_itself(screened: cnam_rules.Screening) -> None:
    shown = screened._repr_html_()
    assert "<caption>" in shown
    assert "<script" not in shown
    assert "stage" in screened.text("en") or "internship" in screened.text("en")
    assert screened.html("en").startswith("<!doctype html>")
    verdicts = screened.as_dict()["verdicts"]
    assert verdicts == {"eligible": 7, "not_eligible": 8, "undetermined": 3, "rejected": 0}


def test_the_statement_of_every_dialect_names_its_tables() -> None:
    for dialect in ("duckdb", "postgres", "spark", "sqlite"):
        text = statement_text(TITLE, as_of=DAY, dialect=dialect)
        assert text.endswith(";\n")
        assert "art. 641" in text
        for name in TABLES:
            assert name in text
        brief = statement_text(TITLE, as_of=DAY, dialect=dialect, facts=False)
        assert not [said for said in re.findall(r"/\*.*?\*/", text) if "'" in said]
        assert "manque_" in text
        assert "manque_" not in brief


@pytest.mark.parametrize(("rules", "apart"), [("titre-casp/jury", False), ("bafa/jury", True)])
def test_rows_of_spells_are_gone_over_once_where_whole_days_are_counted(rules: str, *, apart: bool) -> None:
    text = statement_text(rules, as_of=DAY, dialect="duckdb")
    assert ("stages_par_dossier" in text) is apart
    assert '"stages_fautes"' in text

"""`cnam-rules screen`: a cohort decided from the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import polars
import pytest

from cnam_rules.cli.screen import _Progress
from tests.cli.support import Run

COHORT = "examples/cohort"
ASKED = ("screen", COHORT, "--ruleset", "titre-casp/jury", "--as-of", "2025-11-03")


def test_a_cohort_is_counted_and_its_rejects_told(run: Run) -> None:
    found = run(*ASKED, "--lang", "en")
    assert found.status == 1
    assert "✓ 1 may be sent to the jury (12.5 %)" in found.out
    assert "ue:84:note [C-007] 21 is out of bounds: 0 … 20. Correct the number." in found.err


def test_a_row_per_dossier_is_written_in_every_form(run: Run, tmp_path: Path) -> None:
    for name in ("v.parquet", "v.csv", "new/v.xlsx"):
        assert run(*ASKED, "--to", tmp_path / name).status == 1
        assert (tmp_path / name).stat().st_size > 100
    assert polars.read_parquet(tmp_path / "v.parquet").height == 8


def test_statuses_alone_are_written_and_said_in_sql(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    found = run(*ASKED, "--statuses-only", "--to", tmp_path / "v.csv", "--charts", page, "--lang", "en")
    assert found.status == 1
    names = polars.read_csv(tmp_path / "v.csv").columns
    assert names[3:] == ["statut_ue", "statut_experience", "statut_stage", "statut_rapport"]
    assert "At which condition dossiers fall" in page.read_text(encoding="utf-8")
    found = run("screen", *ASKED[2:], "--statuses-only", "--sql", "duckdb")
    assert found.status == 0
    assert '"statut_ue"' in found.out
    assert "manque_" not in found.out


def test_the_rejects_are_written_with_what_to_mend(run: Run, tmp_path: Path) -> None:
    found = run(*ASKED, "--rejects", tmp_path / "r.csv", "--lang", "en")
    assert found.status == 1
    rows = polars.read_csv(tmp_path / "r.csv").rows(named=True)
    assert [(row["table"], row["ligne"], row["dossier"], row["colonne"]) for row in rows] == [
        ("ue", 84, "C-007", "note")
    ]


def test_a_sound_cohort_ends_with_0(run: Run, tmp_path: Path) -> None:
    (tmp_path / "dossiers.csv").write_text("dossier,programme,nom\nA,RNCP36625,x\n")
    found = run("screen", tmp_path, *ASKED[2:], "--lang", "en")
    assert found.status == 0
    assert "The column dossiers.nom is not one of those that are read." in found.err


def test_a_column_that_may_be_misspelt_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "dossiers.csv").write_text("dossier,programme,naissanse\nA,RNCP36625,\n")
    assert "did you mean “naissance”?" in run("screen", tmp_path, *ASKED[2:], "--lang", "en").err


def test_other_readings_and_json(run: Run) -> None:
    found = json.loads(run(*ASKED, "--readings", "--json").out)
    assert found["verdicts"] == {"eligible": 1, "not_eligible": 5, "undetermined": 1, "rejected": 1}
    assert [fall["first"] for fall in found["funnel"]] == [1, 1, 3, 1]
    assert {"reading": "decompte-des-mois", "choice": "trente-jours"}.items() <= found["readings"][2].items()
    assert "Does salaried experience alone count?" in run(*ASKED, "--readings", "--lang", "en").out


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark", "sqlite"])
def test_the_statement_is_printed_for_each_database(run: Run, dialect: str) -> None:
    found = run("screen", *ASKED[2:], "--sql", dialect)
    assert found.status == 0
    assert found.out.rstrip().endswith(";")


def test_what_lacks_in_the_command_is_told_at_once(run: Run, tmp_path: Path) -> None:
    found = run("screen", "--as-of", "2025-11-03", "--to", "v.txt", "--json")
    assert found.status == 3
    codes = [fault["code"] for fault in json.loads(found.out)["errors"]]
    assert codes == ["usage-missing-ruleset", "usage-missing-tables", "not-a-form"]
    (tmp_path / "file").write_text("")
    blocked = run(*ASKED, "--rejects", tmp_path / "file" / "r.csv", "--lang", "en")
    assert blocked.status == 3
    assert "can't be written" in blocked.err or "cannot be written" in blocked.err


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("--sql", "duckdb", "--to", "v.csv"), "usage-apart"),
        (("--sql", "duckdb", "--rejects", "r.csv"), "usage-apart"),
        (("--sql", "duckdb", "--charts", "c.html"), "usage-apart"),
        (("--sql", "duckdb", "--memory", "1GB"), "usage-apart"),
        (("examples/cohort", "--by", "centre"), "usage-idle"),
    ],
)
def test_an_option_that_would_do_nothing_is_told(run: Run, asked: tuple[str, ...], code: str) -> None:
    found = run("screen", *ASKED[2:], *asked, "--json")
    assert found.status == 3
    assert [fault["code"] for fault in json.loads(found.out)["errors"]] == [code]


def test_memory_that_is_no_amount_is_told(run: Run) -> None:
    found = run(*ASKED, "--memory", "beaucoup", "--json")
    assert found.status == 3
    assert [fault["code"] for fault in json.loads(found.out)["errors"]] == ["usage-memory"]


def test_the_pictures_are_written_as_a_page(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "new" / "page.html"
    found = run(*ASKED, "--readings", "--charts", page, "--lang", "en")
    assert found.status == 1
    assert f"Pictures written to {page}." in found.err
    html = page.read_text(encoding="utf-8")
    assert "Months that still lack, by year of entry into training" in html
    assert "What another reading, taken alone, would change" in html
    assert "C-003" not in html


def test_the_months_that_lack_are_grouped_by_another_column(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    run(*ASKED, "--charts", page, "--by", "programme", "--lang", "en")
    html = page.read_text(encoding="utf-8")
    assert "Months that still lack, by “programme”" in html
    assert "What another reading" not in html
    found = run(*ASKED, "--charts", page, "--by", "programe", "--lang", "en", "--json")
    assert found.status == 3
    [fault] = json.loads(found.out)["errors"]
    assert fault["code"] == "no-column"
    assert fault["hint"].startswith("Instead of “programe”, did you mean “programme”?")


def test_the_column_that_groups_is_read(run: Run, tmp_path: Path) -> None:
    lines = ("dossier,programme,centre", "A,RNCP36625,Lyon")
    (tmp_path / "dossiers.csv").write_text("\n".join(lines) + "\n")
    asked = ("screen", tmp_path, *ASKED[2:], "--charts", tmp_path / "page.html", "--lang", "en")
    assert "dossiers.centre" in run(*asked).err
    assert "dossiers.centre" not in run(*asked, "--by", "centre").err


def test_what_cannot_be_a_page_of_pictures_is_refused_before_anything_is_decided(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = run(*ASKED, "--charts", tmp_path / "page.png", "--lang", "en")
    assert (found.status, found.out) == (3, "")
    assert "[not-a-form]" in found.err
    (tmp_path / "file").write_text("")
    assert "[cannot-write]" in run(*ASKED, "--charts", tmp_path / "file" / "page.html", "--lang", "en").err
    monkeypatch.setitem(sys.modules, "altair", None)
    monkeypatch.delitem(sys.modules, "cnam_rules.screening.looks", raising=False)
    monkeypatch.delitem(sys.modules, "cnam_rules.screening.charts", raising=False)
    monkeypatch.delitem(sys.modules, "cnam_rules.screening.charts_page", raising=False)
    found = run(*ASKED, "--charts", tmp_path / "page.html", "--lang", "en")
    assert (found.status, found.out) == (3, "")
    assert "[charts-unavailable]" in found.err
    assert "pip install 'cnam-rules[charts]'" in found.err


def test_how_far_a_screening_is_never_goes_back() -> None:
    of_part = iter([100.0, -1.0, 50.0, -1.0, 100.0, -1.0, 20.0, 60.0])
    progress = _Progress(lambda: next(of_part))
    assert progress.so_far() == -1  # what is asked before the first part is no part of it
    told = []
    for done, parts in ((0, 1), (0, 2), (1, 2), (1, 4)):
        progress.on_part(done, parts)
        told += [progress.so_far()] + ([progress.so_far()] if (done, parts) != (1, 4) else [])
    assert told == [-1.0, 50.0, 50.0, 50.0, 50.0, 60.0, 60.0]

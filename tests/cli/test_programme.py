"""`cnam-rules programme`: what is told, the statuses, and every mistake in words."""

import json
from pathlib import Path

import pytest

from cnam_rules.catalogue import packaged, packaged_folder
from tests.cli.support import Run

CODE = "RNCP36625"
ASKED = [
    (("prix", "financement=cpf"), 0),
    (("prix", "financement=region", "statut=salarie"), 0),
    (("prix", "financement=region"), 2),
    (("prix",), 2),
    (("inscription", "session=S1", "jour=2024-06-21"), 0),
    (("inscription", "session=S1", "jour=2024-12-21"), 0),  # « non » is an answer
    (("inscription", "session=S2", "jour=2025-03-15"), 2),
    (("inscription", "ue=FPG003", "annee=2024-2025", "jour=2024-06-21"), 0),
    (("delai", "inscription=2024-06-21", "premier_cours=2024-10-21"), 0),
    (("delai", "inscription=2024-06-21"), 2),
    (("delai", "inscription=inconnu", "premier_cours=2024-10-21"), 2),
    (("suites",), 0),
    (("unites",), 0),
    ((), 0),
]


@pytest.mark.parametrize(("question", "status"), ASKED, ids=str)
def test_what_is_known_ends_in_0_and_what_is_not_in_2(
    run: Run, question: tuple[str, ...], status: int
) -> None:
    french = run("programme", CODE, *question)
    english = run("--lang", "en", "programme", CODE, *question)
    as_json = run("programme", CODE, *question, "--json")
    assert (french.status, english.status, as_json.status) == (status, status, status)
    assert (french.err, english.err, as_json.err) == ("", "", "")
    assert french.out != english.out
    data = json.loads(as_json.out)
    assert data["programme"] == CODE
    assert data.get("known", True) is (status == 0)


def test_a_programme_of_which_nothing_more_is_told_says_so(run: Run) -> None:
    assert "Aucun fichier ne dit les suites" in run("programme", "ICH-DIPLOME", "suites").out
    listed = json.loads(run("programme", "ICH-DIPLOME", "suites", "--json").out)
    assert listed == {"programme": "ICH-DIPLOME", "poursuites": [], "passerelles": []}


def test_without_a_code_the_programmes_are_listed_with_what_each_is_asked(run: Run) -> None:
    ran = run("programme")
    assert (ran.status, ran.err) == (0, "")
    (line,) = (line for line in ran.out.splitlines() if line.startswith(CODE))
    assert line.endswith("unites, suites, delai, prix, inscription")
    listed = json.loads(run("programme", "--json").out)["programmes"]
    assert [each["fiche"] for each in listed] == [*packaged().fiches]


MISTAKES = [
    ((CODE, "prics"), "not-a-question"),
    ((CODE, "financement=cpf"), "not-a-question"),
    (("RNCP0",), "no-such-programme"),
    (("CNAM-LICENCE",), "several-programmes"),
    (("ICH-DIPLOME", "delai"), "not-told"),
    ((CODE, "prix", "cpf"), "usage-pair"),
    ((CODE, "prix", "financement="), "usage-pair"),
    ((CODE, "prix", "financement=cpf", "financement=region"), "usage-twice"),
    ((CODE, "prix", "financement=cpff"), "unknown-word"),
    ((CODE, "prix", "fond=cpf"), "unknown-input"),
    ((CODE, "suites", "niveau=3"), "unknown-input"),
    ((CODE, "delai", "inscription=21/06/2024"), "not-a-date"),
    ((CODE, "delai", "inscription=2024-02-30"), "impossible-date"),
    ((CODE, "delai", "debut=2024-02-03"), "unknown-input"),
    ((CODE, "delai", "inscription=2024-06-21", "premier_cours=2024-06-20"), "class-before-enrolment"),
    ((CODE, "inscription", "ue=FPGO03"), "no-such-unit"),
    ((CODE, "inscription", "ue=UA211G", "annee=2024-2025"), "several-sessions"),
    ((CODE, "prix", "--format", "html"), "usage-unknown-option"),
    ((CODE, "--lang", "de"), "unknown-word"),
    (("\x00", "\x1b[31m=\x07"), "no-such-programme"),
]


@pytest.mark.parametrize(
    ("given", "code"), MISTAKES, ids=lambda value: str(value).encode("unicode_escape").decode()
)
def test_a_mistake_is_told_with_what_to_do_and_ends_in_3(run: Run, given: tuple[str, ...], code: str) -> None:
    for lang in ("fr", "en"):
        ran = run("--lang", lang, "programme", *given)
        assert (ran.status, ran.out) == (3, "")
        assert "    → " in ran.err
        assert "\x1b" not in ran.err
    ran = run("programme", *given, "--json")
    assert (ran.status, ran.err) == (3, "")
    assert code in [error["code"] for error in json.loads(ran.out)["errors"]]


def test_a_file_of_one_s_own_is_asked_as_the_librarys(run: Run, tmp_path: Path) -> None:
    file = packaged_folder() / "titre-casp" / "renseignements.yaml"
    assert "6\u202f225\u00a0€" in run("programme", file, "prix", "financement=cpf").out
    assert run("programme", file, "inscription", "session=S2", "jour=2025-03-15").status == 2
    ran = run("programme", tmp_path / "nothing.yaml", "prix", "--lang", "en")
    assert (ran.status, ran.out) == (3, "")
    assert "does not exist" in ran.err


def test_rules_show_tells_the_tables_of_a_file_or_of_an_id(run: Run, tmp_path: Path) -> None:
    file = packaged_folder() / "titre-casp" / "renseignements.yaml"
    by_id = run("rules", "show", "titre-casp/renseignements")
    assert (by_id.status, by_id.err) == (0, "")
    assert "Prix de la formation [prix]" in by_id.out
    assert "12\u202f450\u00a0€" in by_id.out
    by_file = run("rules", "show", file)
    assert by_file.status == 0
    assert "CPN7400A" in by_file.out
    data = json.loads(run("rules", "show", "titre-casp/renseignements", "--json").out)
    assert data["tables"]["prix"]["lignes"][3]["si"] == {
        "financement": {"mots": ["region"]},
        "statut": {"mots": ["salarie"]},
    }
    out = tmp_path / "tables.txt"
    assert run("rules", "show", "titre-casp/renseignements", "--out", out).status == 0
    assert out.read_text(encoding="utf-8") == by_id.out
    ran = run("rules", "show", file, "--out", file)
    assert (ran.status, "extrait" in file.read_text(encoding="utf-8")) == (3, True)
    ran = run("rules", "show", "titre-casp/renseignements", "--format", "html", "--lang", "en")
    assert (ran.status, ran.out) == (3, "")
    assert "that of a rule set" in ran.err


def test_rules_check_tells_gaps_and_overlaps_with_the_places_of_both_rows(run: Run, tmp_path: Path) -> None:
    text = (packaged_folder() / "titre-casp" / "renseignements.yaml").read_text(encoding="utf-8")
    file = tmp_path / "renseignements.yaml"
    file.write_text(
        text.replace("statut: salarie}, alors", "statut: demandeur-emploi}, alors", 1), encoding="utf-8"
    )
    ran = run("rules", "check", file, "--json")
    assert ran.status == 3
    errors = json.loads(ran.out)["errors"]
    assert [error["code"] for error in errors] == ["rows-overlap", "rows-leave-a-gap"]
    first = next(n for n, line in enumerate(text.splitlines(), 1) if "statut: salarie}" in line)
    assert errors[0]["line"] == first + 2
    assert f"{file}:{first}:9" in errors[0]["message"]
    assert "financement: region, statut: demandeur-emploi" in errors[0]["message"]
    assert "financement: region, statut: salarie" in errors[1]["message"]
    file.write_text(text, encoding="utf-8")
    checked = run("rules", "check", file)
    assert (checked.status, checked.err) == (0, "")
    assert "2 tables" in checked.out
    listed = json.loads(run("rules", "check", file, "--json").out)["files"]
    assert [(each["kind"], each["ok"], each["id"]) for each in listed] == [
        ("renseignements", True, "titre-casp/renseignements")
    ]

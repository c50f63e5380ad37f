"""`cnam-rules decide`, as registrars and scripts use it."""

import html
import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

import cnam_rules
from cnam_rules.cli import decide as command
from cnam_rules.engines import EngineFailed, EngineUnavailable, ProgramTooLarge
from cnam_rules.faults import EnginesDisagree
from tests.cli.support import AS_OF, FILES, Run, example
from tests.language.build import rule_file

EXPECTED = {
    "complet": (0, "eligible"),
    "dix-huit-mois-fin-fevrier": (0, "eligible"),
    "dix-sept-mois-vingt-neuf-jours": (1, "not_eligible"),
    "ue-manquante": (1, "not_eligible"),
    "secteur-inconnu": (2, "undetermined"),
    "pieces-manquantes": (2, "undetermined"),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_exit_status_is_the_verdict(run: Run, name: str) -> None:
    status, word = EXPECTED[name]
    ran = run("decide", example(name), *AS_OF, "--json")
    assert ran.status == status
    assert json.loads(ran.out)["status"] == word
    assert ran.err == ""


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_one_file_gives_the_whole_verdict(run: Run, lang: str) -> None:
    ran = run("decide", example("ue-manquante"), *AS_OF, "--lang", lang)
    verdict = cnam_rules.decide(cnam_rules.load(example("ue-manquante")), as_of=date(2025, 11, 3))
    assert ran.out == verdict.text(lang)
    assert (ran.status, ran.err) == (1, "")


def test_the_json_of_one_file_is_the_stored_verdict(run: Run) -> None:
    ran = run("decide", example("derogation-stage"), *AS_OF, "--json")
    assert ran.out.endswith("}\n")
    assert ran.out.count("\n") == 1
    verdict = cnam_rules.from_json(ran.out)
    assert verdict.to_json() + "\n" == ran.out
    data = json.loads(ran.out)
    assert [(c["id"], c["status"]) for c in data["conditions"]] == [
        ("ue", "met"),
        ("experience", "met"),
        ("stage", "waived"),
        ("rapport", "met"),
    ]


def test_the_standard_input_is_a_dash(run: Run) -> None:
    for name in ("complet", "export-scolarite"):
        ran = run("decide", "-", *AS_OF, "--json", stdin=example(name).read_bytes())
        assert ran.status == 0
        assert ran.out == run("decide", example(name), *AS_OF, "--json").out


@pytest.mark.parametrize(
    ("stdin", "code"), [(b"", "empty"), (b"\xff\xfe\x00", "not-utf8"), (b"dossier: [", "yaml-")]
)
def test_faults_of_the_standard_input(run: Run, stdin: bytes, code: str) -> None:
    ran = run("decide", "-", *AS_OF, "--json", stdin=stdin)
    assert ran.status == 3
    errors = json.loads(ran.out)["errors"]
    assert errors[0]["code"].startswith(code)
    assert errors[0]["file"] == "-"
    said = run("decide", "-", *AS_OF, stdin=stdin)
    assert (said.status, said.out) == (3, "")
    assert said.err.startswith("entrée standard")


def test_a_huge_standard_input_is_a_fault_and_not_a_hang(run: Run) -> None:
    ran = run("decide", "-", *AS_OF, "--json", stdin=b"# " + b"\xc3\xa9" * 2_000_000)
    assert ran.status == 3
    assert json.loads(ran.out)["errors"][0]["code"] == "too-big"


def test_a_file_with_faults_tells_them_all_where_they_are(run: Run) -> None:
    ran = run("decide", example("fautes"), *AS_OF)
    assert (ran.status, ran.out) == (3, "")
    path = str(example("fautes"))
    places = [line for line in ran.err.splitlines() if line.startswith(path)]
    assert [place.removeprefix(path).split(" ")[0] for place in places] == [
        ":6:12",
        ":7:45",
        ":8:58",
        ":13:10",
        ":16:5",
    ]
    assert "    → Au lieu de «\xa0FPGO03\xa0», vouliez-vous dire «\xa0FPG003\xa0»" in ran.err
    assert ran.err.splitlines()[-1] == f"5 fautes dans {path}."


def test_faults_in_json(run: Run) -> None:
    ran = run("decide", example("fautes"), *AS_OF, "--json", "--lang", "en")
    assert (ran.status, ran.err) == (3, "")
    (errors,) = json.loads(ran.out).values()
    assert len(errors) == 5
    assert all(
        {"path", "code", "message", "hint", "file", "line", "column"} == set(error) for error in errors
    )
    assert errors[0]["path"] == "$.ue[0].code"
    assert "did you mean “FPG003”?" in errors[0]["hint"]


def test_a_fault_of_fact_names_its_file_too(run: Run, tmp_path: Path) -> None:
    text = example("derogation-stage").read_text(encoding="utf-8")
    assert "condition: stage" in text
    file = tmp_path / "d.yaml"
    file.write_text(text.replace("condition: stage", "condition: stag"), encoding="utf-8")
    (error,) = json.loads(run("decide", file, *AS_OF, "--json").out)["errors"]
    assert (error["code"], error["file"]) == ("unknown-condition", str(file))
    told = run("decide", file, *AS_OF).err
    assert told.startswith(f"{file} ($.derogations[0].condition) [unknown-condition]\n")


# ------------------------------------------------------------------------------------------ several files
def test_several_files_give_a_table_and_the_gravest_status(run: Run) -> None:
    names = ("complet", "ue-manquante", "secteur-inconnu")
    ran = run("decide", *map(example, names), *AS_OF)
    assert (ran.status, ran.err) == (2, "")
    header, *rows = ran.out.splitlines()[:4]
    assert header.split() == [
        *("fichier", "dossier", "avis", "ue", "experience", "stage", "rapport"),
        *("ce", "qui", "manque"),
    ]
    assert [row.split()[:2] for row in rows] == [
        ["complet.yaml", "D-2025-001"],
        ["ue-manquante.yaml", "D-2025-009"],
        ["secteur-inconnu.yaml", "D-2025-011"],
    ]
    assert ["✓ transmissible" in rows[0], "✗ non transmissible" in rows[1]] == [True, True]
    assert rows[0].count("✓ remplie") == 3
    assert "– sans objet" in rows[0]
    assert "AST005" in rows[1]
    assert "? à établir" in rows[2]
    assert "3 dossiers\u00a0: 1 transmissible, 1 non transmissible, 1 à établir." in ran.out


def test_a_table_of_rules_with_words_of_their_own_is_not_about_the_jury(run: Run, tmp_path: Path) -> None:
    label = "{fr: un, en: one}"
    rules = tmp_path / "rules.yaml"
    said = f"constat: {{oui: {label}, non: {label}, indetermine: {label}}}\n"
    rules.write_text(rule_file("{mesure: experience, au_moins: 1 mois}") + said, encoding="utf-8")
    lists = {
        "a": "experiences: [{intitule: a, debut: 2025-01-01, fin: 2025-01-31, attestee: oui}]",
        "b": "experiences: []",
        "c": "stages: []",
    }
    for name, part in lists.items():
        text = f"{{dossier: {name}, programme: RNCP36625, {part}}}"
        (tmp_path / f"dossier-{name}.yaml").write_text(text, encoding="utf-8")
    ran = run("decide", *sorted(tmp_path.glob("dossier-*")), *AS_OF, "--ruleset", rules)
    rows = ran.out.splitlines()[1:4]
    for row, words in zip(rows, ("✓ favorable", "✗ défavorable", "? à établir"), strict=True):
        assert words in row
    assert "3 dossiers\u00a0: 1 favorable, 1 défavorable, 1 à établir." in ran.out
    assert "transmi" not in ran.out


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (("complet", "complet"), 0),
        (("complet", "ue-manquante"), 1),
        (("secteur-inconnu", "ue-manquante"), 2),
        (("fautes", "complet"), 3),
    ],
)
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_the_gravest_of_several(run: Run, names: tuple[str, ...], status: int, more: tuple[str, ...]) -> None:
    assert run("decide", *map(example, names), *AS_OF, *more).status == status


def test_the_line_that_shows_one_in_full_can_be_typed(run: Run) -> None:
    reading = ("--reading", "experience-mixte=champ-partiel")
    ran = run("decide", example("complet"), example("ue-manquante"), *AS_OF, *reading, "--lang", "en")
    typed = ran.out.splitlines()[-1].removeprefix("To read one finding in full: cnam-rules ").split()
    again = run(*typed)
    assert again.status == 1
    assert "champ-partiel" in again.out
    assert again.out.startswith("DOSSIER D-2025-009")


def test_among_several_the_faulty_are_told_and_the_others_decided(run: Run) -> None:
    ran = run("decide", example("fautes"), example("complet"), *AS_OF)
    assert ran.status == 3
    assert "5 fautes dans" in ran.err
    assert "complet.yaml" in ran.out
    assert "✓ transmissible" in ran.out
    assert "! à corriger" in ran.out


def test_several_in_json_are_json_lines_in_order(run: Run) -> None:
    ran = run("decide", *FILES, *AS_OF, "--json")
    assert ran.err == ""
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert len(lines) == len(FILES)
    for path, line in zip(FILES, lines, strict=True):
        if path.stem == "fautes":
            assert list(line) == ["errors"]
            assert {error["file"] for error in line["errors"]} == {str(path)}
        else:
            assert line["dossier"] == cnam_rules.load(path).dossier


def test_a_verdict_that_turns_on_a_reading_has_a_star(run: Run) -> None:
    ran = run("decide", example("experience-mixte"), example("pieces-manquantes"), *AS_OF)
    mixed, missing = ran.out.splitlines()[1:3]
    assert "non transmissible *" in mixed
    assert "*" not in missing
    assert "\n* Une autre lecture" in ran.out


def test_a_pattern_that_the_shell_left_alone(run: Run, tmp_path: Path) -> None:
    for name in ("complet", "ue-manquante"):
        shutil.copy(example(name), tmp_path)
    ran = run("decide", f"{tmp_path}/*.yaml", *AS_OF, "--json")
    assert [json.loads(line)["dossier"] for line in ran.out.splitlines()] == ["D-2025-001", "D-2025-009"]
    assert run("decide", f"{tmp_path}/*.json", *AS_OF).status == 3


# ---------------------------------------------------------------------------------------------- options
def test_a_reading_changes_the_verdict(run: Run) -> None:
    mixed = example("experience-mixte")
    assert run("decide", mixed, *AS_OF).status == 1
    assert run("decide", mixed, *AS_OF, "--reading", "experience-mixte=champ-partiel").status == 0


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("experience-mixt=champ-partiel", "unknown-reading"),
        ("experience-mixte=champ", "unknown-choice"),
        ("experience-mixte", "usage-reading"),
        ("=champ", "usage-reading"),
    ],
)
@pytest.mark.parametrize("more", [(), ("--ruleset", "titre-casp/jury")])
def test_a_reading_that_does_not_exist(run: Run, given: str, code: str, more: tuple[str, ...]) -> None:
    ran = run("decide", example("complet"), *AS_OF, "--json", "--reading", given, *more)
    assert ran.status == 3
    assert [error["code"] for error in json.loads(ran.out)["errors"]] == [code]


def test_a_fault_of_the_command_is_told_once_for_all_files(run: Run) -> None:
    ran = run("decide", example("complet"), example("ue-manquante"), *AS_OF, "--reading", "x=y")
    assert ran.status == 3
    assert ran.err.count("--reading x") == 1


def test_rules_by_id_by_version_and_by_file(run: Run) -> None:
    rules = cnam_rules.ruleset("titre-casp/jury")
    expected = run("decide", example("complet"), *AS_OF).out
    for name in (rules.id, f"{rules.id}@{rules.version}"):
        assert run("decide", example("complet"), *AS_OF, "--ruleset", name).out == expected


def test_rules_of_another_programme_bring_their_own_units(run: Run, tmp_path: Path) -> None:
    (tmp_path / "fiche.yaml").write_text(FICHE, encoding="utf-8")
    (tmp_path / "jeu.yaml").write_text(RULES, encoding="utf-8")
    dossier = tmp_path / "d.yaml"
    dossier.write_text("{dossier: D-1, programme: RNCP99999, ue: [{code: ABC001}]}", encoding="utf-8")
    ran = run("decide", dossier, *AS_OF, "--ruleset", tmp_path / "jeu.yaml", "--json")
    assert ran.status == 0, ran.out
    assert json.loads(ran.out)["ruleset"]["id"] == "essai/jury"
    assert run("decide", dossier, *AS_OF).status == 3
    assert run("decide", example("complet"), *AS_OF, "--ruleset", tmp_path / "jeu.yaml").status == 3


def test_rules_that_do_not_exist(run: Run) -> None:
    ran = run("decide", example("complet"), *AS_OF, "--ruleset", "titre-casp/jurry")
    assert (ran.status, ran.out) == (3, "")
    assert "vouliez-vous dire «\xa0titre-casp/jury" in ran.err
    assert run("decide", example("complet"), *AS_OF, "--ruleset", "none.yaml").status == 3


def test_the_engine_is_chosen_and_the_verdict_says_so(run: Run) -> None:
    ran = run("decide", example("complet"), *AS_OF, "--engine", "reference", "--json")
    assert ran.status == 0
    assert json.loads(ran.out)["engine"]["checked_by"] is None


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        (EngineUnavailable("no"), "engine-unavailable", 3),
        (ProgramTooLarge("too many"), "program-too-large", 3),
        (EngineFailed("D-2025-001 and other values"), "engine-failed", 70),
        (EnginesDisagree({"a": {"ue": 1}, "b": {"ue": 2}}), "engines-disagree", 70),
        (RuntimeError("D-2025-001 and other values"), "defect", 70),
        (RecursionError(), "defect", 70),
    ],
)
def test_whatever_happens_is_told_without_a_value_of_the_dossier(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str, status: int
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(command, "decide", failing)
    ran = run("decide", example("complet"), *AS_OF, "--json")
    assert ran.status == status
    assert [fault["code"] for fault in json.loads(ran.out)["errors"]] == [code]
    assert "D-2025-001" not in ran.out
    for lang in ("fr", "en"):
        said = run("decide", example("complet"), *AS_OF, "--lang", lang)
        assert (said.status, said.out) == (status, "")
        assert "D-2025-001" not in said.err
        if code == "defect":
            assert f"({type(error).__name__}, cnam_rules/cli/decide.py:" in said.err


def test_one_file_with_a_defect_leaves_the_others_decided(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    real = cnam_rules.decide

    def failing_once(dossier: cnam_rules.Dossier, **options: object) -> object:
        if dossier.dossier == "D-2025-001":
            raise RuntimeError
        return real(dossier, **options)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(command, "decide", failing_once)
    ran = run("decide", example("complet"), example("ue-manquante"), *AS_OF, "--json")
    first, second = map(json.loads, ran.out.splitlines())
    assert ran.status == 70
    assert list(first) == ["errors"]
    assert second["status"] == "not_eligible"


FICHE = """
fiche: essai/programme
programme: RNCP99999
version: "1"
intitule: {fr: Essai, en: Trial}
texte: {titre: Une page}
unites: [{code: ABC001, groupe: obligatoires, intitule: Une unité}]
"""
RULES = """
jeu: essai/jury
programme: RNCP99999
fiche: essai/programme
version: "1"
en_vigueur: {du: 2020-01-01}
intitule: {fr: Essai, en: Trial}
texte: {titre: Une page}
mesures:
  ue: {libelle: {fr: UE validées, en: units}, ue: obligatoires}
conditions:
  - id: ue
    libelle: {fr: L'UE, en: The unit}
    source: {clause: "1", extrait: "une UE"}
    exige: {mesure: ue, au_moins: 1 UE}
"""


# -------------------------------------------------------------------------------------- dispensations
WAIVED = """\
dossier: D-1
programme: RNCP36625
ue: []
experiences: []
stages: []
rapport: {{redige: non}}
derogations: [{{condition: {condition}, motif: maladie, autorite: La directrice, date: {date}{until}}}]
"""
WAIVERS = {
    "unknown": ({"condition": "stagge", "date": "2025-01-01", "until": ""}, "3"),
    "expired": ({"condition": "stage", "date": "2025-01-01", "until": ", jusqu_au: 2025-11-02"}, "1"),
    "to come": ({"condition": "stage", "date": "2025-11-04", "until": ""}, "1"),
    "last day": ({"condition": "stage", "date": "2025-01-01", "until": ", jusqu_au: 2025-11-03"}, "1"),
    "ends before it begins": (
        {"condition": "stage", "date": "2025-01-02", "until": ", jusqu_au: 2025-01-01"},
        "3",
    ),
    "end unknown": ({"condition": "stage", "date": "2025-01-01", "until": ", jusqu_au: inconnu"}, "3"),
}
SAID = {
    "unknown": "« stagge » n'est pas une condition de ces règles, qui ont : ue, experience, stage, rapport.",
    "expired": "(autorité : La directrice), a pris fin le 2 novembre 2025 : elle n'est plus appliquée.",
    "to come": "est datée du 4 novembre 2025, après le jour de la décision : elle n'est pas appliquée.",
    "last day": "Elle vaut jusqu'au 3 novembre 2025 inclus. Sans cette dispense, elle serait : non remplie.",
    "ends before it begins": "prend fin le 1er janvier 2025, avant d'être accordée (2 janvier 2025).",
    "end unknown": "on ne sait pas si, ni quand, cette dispense prend fin",
}


@pytest.mark.parametrize("form", ["text", "html", "markdown"])
@pytest.mark.parametrize("case", WAIVERS)
def test_a_dispensation_that_is_not_applied_is_refused_with_its_reason(
    run: Run, tmp_path: Path, case: str, form: str
) -> None:
    """On every page; one that is applied tells what the status would have been."""
    parts, status = WAIVERS[case]
    file = tmp_path / "d.yaml"
    file.write_text(WAIVED.format(**parts), encoding="utf-8")
    ran = run("decide", file, *AS_OF, "--format", form)
    assert str(ran.status) == status
    said = re.sub(r"<[^>]+>|\\(?=\W)", "", html.unescape(ran.out + ran.err))
    said = " ".join(said.replace("\u00a0", " ").replace("\u202f", " ").split())
    assert SAID[case].casefold() in said.casefold()
    assert ("Dispensée" in said) == (case == "last day")


# --------------------------------------------------------------------------------------------- advice
def test_advice_takes_the_place_of_the_verdict(run: Run) -> None:
    ran = run("decide", example("ue-manquante"), *AS_OF, "--advice", "--lang", "en")
    assert ran.status == 1
    assert ran.out.startswith("ADVICE FOR DOSSIER D-2025-009")
    assert "Validate the unit AST005." in ran.out


def test_advice_in_json_is_one_line_a_dossier(run: Run) -> None:
    ran = run("decide", example("ue-manquante"), example("complet"), *AS_OF, "--advice", "--json")
    assert ran.status == 1
    first, second = map(json.loads, ran.out.splitlines())
    assert first["remedies"][0]["steps"][0]["codes"] == ["AST005"]
    assert (second["status"], second["remedies"]) == ("eligible", [])


def test_advice_on_several_files_is_told_of_each_before_the_table(run: Run) -> None:
    ran = run("decide", example("ue-manquante"), example("complet"), *AS_OF, "--advice")
    assert ran.out.count("CONSEIL POUR LE DOSSIER") == 2


@pytest.mark.parametrize(("form", "begins"), [("html", "<!doctype html>"), ("markdown", "CONSEIL POUR")])
def test_advice_has_pages_too_with_when_to_enrol(run: Run, form: str, begins: str) -> None:
    ran = run("decide", example("ue-manquante"), *AS_OF, "--advice", "--format", form)
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.startswith(begins)
    assert ran.out.count("Quand s") == 1
    assert "AST005" in ran.out.partition("Quand s")[2]


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_a_page_of_advice_is_of_one_dossier(run: Run, form: str) -> None:
    ran = run("decide", example("ue-manquante"), example("complet"), *AS_OF, "--advice", "--format", form)
    assert (ran.status, ran.out) == (3, "")
    assert "un seul dossier" in ran.err


def test_advice_has_no_picture(run: Run) -> None:
    ran = run("decide", example("complet"), *AS_OF, "--advice", "--format", "timeline")
    assert ran.status == 3
    assert "--format timeline, --advice" in ran.err


def test_a_dossier_with_faults_has_no_page_of_advice(run: Run) -> None:
    ran = run("decide", example("fautes"), *AS_OF, "--advice", "--format", "html")
    assert (ran.status, ran.out) == (3, "")


def test_facts_and_advice_are_not_asked_for_both(run: Run) -> None:
    ran = run("decide", example("complet"), *AS_OF, "--advice", "--facts")
    assert ran.status == 3
    assert "--facts, --advice" in ran.out + ran.err

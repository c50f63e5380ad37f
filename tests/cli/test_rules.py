"""`cnam-rules rules`: list, show, check and test."""

import json
import re
import shutil
from pathlib import Path

import pytest

import cnam_rules
import cnam_rules.cli.rules.checking
from cnam_rules.catalogue import information_of, packaged_folder
from cnam_rules.faults import EnginesDisagree, Fault, RuleSetError
from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.language import RuleSet, decode_ruleset
from cnam_rules.render.annotated import ruleset_html
from cnam_rules.render.mermaid import ruleset_mermaid
from cnam_rules.render.ruleset import ruleset_text
from cnam_rules.render.ruleset_data import ruleset_data
from cnam_rules.ruletests import run_examples, running
from tests.cli.support import Run, example
from tests.columns import BETWEEN, read_across

JURY = packaged_folder() / "titre-casp" / "jury.yaml"
PROGRAMME = packaged_folder() / "titre-casp" / "programme.yaml"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the title's rules, to change."""
    shutil.copy(PROGRAMME, tmp_path)
    return Path(shutil.copy(JURY, tmp_path))


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


# ----------------------------------------------------------------------------------------------- list
def test_list_tells_each_rule_set(run: Run) -> None:
    ran = run("rules", "list")
    ruleset = cnam_rules.ruleset("titre-casp/jury")
    header, *rows = ran.out[: ran.out.index("\n\n")].splitlines()
    (row,) = (row for row in rows if row.startswith("titre-casp/jury "))
    assert len(rows) == len(cnam_rules.rulesets())
    notice = ran.out[ran.out.index("\n\n") :]
    assert f"titre-casp/jury@{ruleset.version}" in notice
    assert "reconstituées à partir de pages publiques" in notice
    assert (ran.status, ran.err) == (0, "")
    assert header.split() == [
        *("jeu", "version", "programme", "en", "vigueur"),
        *("conditions", "lectures", "exemples", "empreinte"),
    ]
    assert row.split()[:3] == ["titre-casp/jury", ruleset.version, "RNCP36625"]
    numbers = [len(ruleset.conditions), len(ruleset.readings), len(ruleset.examples)]
    assert row.split()[-4:] == [*map(str, numbers), ruleset.sha256[:12]]
    assert "depuis le 1er septembre 2023" in row
    assert "since 1 September 2023" in run("rules", "list", "--lang", "en").out


def test_list_in_json(run: Run) -> None:
    listed, *more = (
        each
        for each in json.loads(run("rules", "list", "--json").out)["rulesets"]
        if each["id"] == "titre-casp/jury"
    )
    assert more == []
    ruleset = cnam_rules.ruleset("titre-casp/jury")
    assert listed["sha256"] == ruleset.sha256
    assert listed["en_vigueur"] == {"du": "2023-09-01", "au": None}
    assert (listed["conditions"], listed["lectures"], listed["exemples"]) == (
        len(ruleset.conditions),
        len(ruleset.readings),
        len(ruleset.examples),
    )


# ----------------------------------------------------------------------------------------------- show
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_show_says_every_condition_measure_and_reading(run: Run, lang: str) -> None:
    ran = run("rules", "show", "titre-casp/jury", "--lang", lang)
    assert ran.status == 0
    said = read_across(ran.out)
    ruleset = cnam_rules.ruleset("titre-casp/jury")
    for condition in ruleset.conditions:
        assert f"{condition.libelle.said(lang)} [{condition.id}]" in said
        assert condition.source.extrait in said
        assert f"{condition.file}, {'ligne' if lang == 'fr' else 'line'} {condition.line}" in said
    for measure in ruleset.measures.values():
        assert f"{measure.libelle.said(lang)} [{measure.name}]" in said
    for reading in ruleset.readings.values():
        assert " ".join(reading.question.said(lang).split()) in said
        assert " ".join(reading.raison.said(lang).split()) in said
        for choice in reading.choix:
            assert " ".join(choice.libelle.said(lang).split()) in said
    assert all(len(line) <= 96 for line in ran.out.splitlines())
    assert ruleset.sha256 in said
    assert ("18 mois" if lang == "fr" else "18 months") in said


def test_show_says_which_choice_is_retained(run: Run) -> None:
    said = read_across(run("rules", "show", "titre-casp/jury").out)
    assert "champ-complet (retenu)" in said
    assert "champ-partiel :" in said


def test_show_sets_the_regulation_beside_the_rule_where_there_is_room() -> None:
    ruleset = cnam_rules.ruleset("titre-casp/jury")
    lines = ruleset_text(ruleset, "en").splitlines()
    (line,) = [line for line in lines if "1/ “avoir validé" in line]
    assert line.partition(BETWEEN)[2].strip() == "· all of these:"
    for width in range(40, 140):
        page = ruleset_text(ruleset, "en", width=width)
        assert (BETWEEN in page) == (width >= 67), width
        assert all(len(line) <= width for line in page.splitlines())
        said = read_across(page)
        for condition in ruleset.conditions:
            assert condition.source.extrait in said
        assert ": at least 3 months" in said


def test_show_takes_a_file_and_json(run: Run, rules: Path) -> None:
    ran = run("rules", "show", rules, "--json")
    data = json.loads(ran.out)
    assert data["jeu"] == "titre-casp/jury"
    assert [condition["id"] for condition in data["conditions"]] == ["ue", "experience", "stage", "rapport"]
    assert data["conditions"][1]["exige"] == {"mesure": "experience", "au_moins": 18 * 31}
    assert data["conditions"][2]["si"]["choix"]["champ-complet"]["moins_de"] == 18 * 31
    assert {reading["name"]: reading["retenue"] for reading in data["lectures"]}[
        "salariat"
    ] == "toute-activite"


def test_show_of_an_unknown_id_or_a_faulty_file(run: Run, rules: Path) -> None:
    ran = run("rules", "show", "titre-casp/juri")
    assert (ran.status, ran.out) == (3, "")
    assert "titre-casp/jury" in ran.err
    change(rules, "conditions:", "condition:")
    assert run("rules", "show", rules).status == 3


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_show_gives_the_annotated_page_and_the_chart(run: Run, tmp_path: Path, lang: str) -> None:
    ruleset = next(r for r in cnam_rules.rulesets() if r.id == "titre-casp/jury")
    for form, content in (
        ("html", ruleset_html(ruleset, lang, information=information_of(ruleset))),
        ("mermaid", ruleset_mermaid(ruleset, lang)),
        ("text", ruleset_text(ruleset, lang)),
    ):
        asked = ("rules", "show", "titre-casp/jury", "--format", form, "--lang", lang)
        assert (run(*asked).status, run(*asked).out) == (0, content)
        page = tmp_path / f"{form}.out"
        ran = run(*asked, "--out", page)
        assert (ran.status, ran.err) == (0, "")
        assert str(page) in ran.out
        assert page.read_bytes() == content.encode()


def test_show_writes_json_to_a_file(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "jeu.json"
    assert run("rules", "show", "titre-casp/jury", "--json", "--out", page).status == 0
    assert json.loads(page.read_text(encoding="utf-8"))["jeu"] == "titre-casp/jury"


def test_show_never_writes_over_the_rules_it_shows(run: Run, rules: Path) -> None:
    before = rules.read_bytes()
    same = rules.parent / "." / rules.name
    for name in (rules, same):
        ran = run("rules", "show", rules, "--format", "html", "--out", name)
        assert (ran.status, ran.out) == (3, "")
        assert "effacerait" in ran.err
    assert rules.read_bytes() == before
    assert run("rules", "show", rules, "--out", rules.with_suffix(".html")).status == 0


def test_show_says_which_file_it_can_not_write(run: Run, tmp_path: Path) -> None:
    for name in (tmp_path, tmp_path / "none" / "page.html", "a\0b"):
        ran = run("rules", "show", "titre-casp/jury", "--format", "html", "--out", name)
        assert (ran.status, ran.out) == (3, "")
        assert "ne peut pas être écrit" in ran.err


EVERY_FORM = """
jeu: essai/jury
programme: RNCP36625
fiche: titre-casp/programme
version: "1"
en_vigueur: {du: 2020-01-01, au: 2020-12-31}
intitule: {fr: Essai, en: Trial}
texte: {titre: Une page}
mesures:
  ue: {libelle: {fr: UE, en: units}, ue: obligatoires}
  mois: {libelle: {fr: durée, en: length}, duree: experiences, statuts: [salarie, apprenti]}
  redige: {libelle: {fr: rapport, en: report}, rapport: redige}
conditions:
  - id: tout
    libelle: {fr: Tout, en: All}
    source: {clause: "1", extrait: "tout"}
    si: {non: {toujours: non}}
    exige:
      un_au_moins:
        - {au_moins: 1, parmi: [{mesure: ue, plus_de: 2 UE}, {mesure: mois, au_plus: 3 mois}]}
        - {si: {mesure: redige, est: oui}, alors: {mesure: redige, est: non}}
        - {tous: [{mesure: mois, moins_de: 1 an 2 mois}, {toujours: oui}]}
"""


def test_every_form_of_expression_is_said_and_written(tmp_path: Path) -> None:
    fiches = {"titre-casp/programme": cnam_rules.ruleset("titre-casp/jury").fiche}
    ruleset = decode_ruleset(EVERY_FORM, file="essai.yaml", fiches=fiches)
    said = read_across(ruleset_text(ruleset, "en"))
    for part in (
        "Applies only if:",
        "the contrary of this:",
        "never met",
        "at least one of these:",
        "at least 1 of these:",
        "units: more than 2 ",
        "length: at most 3 months",
        "if:",
        "report: yes",
        "then:",
        "report: no",
        "all of these:",
        "length: less than 14 months",
        "always met",
        "statuses that count: apprentice and salaried",
        "from 1 January 2020 to 31 December 2020",
        "0 examples",
    ):
        assert part in said, part
    (condition,) = ruleset_data(ruleset)["conditions"]
    assert condition["si"] == {"non": {"toujours": False}}
    assert condition["exige"] == {
        "un_au_moins": [
            {"au_moins": 1, "parmi": [{"mesure": "ue", "plus_de": 2}, {"mesure": "mois", "au_plus": 93}]},
            {"si": {"mesure": "redige", "au_moins": 1}, "alors": {"mesure": "redige", "moins_de": 1}},
            {"tous": [{"mesure": "mois", "moins_de": 14 * 31}, {"toujours": True}]},
        ]
    }
    json.dumps(ruleset_data(ruleset))


# ---------------------------------------------------------------------------------------------- check
def test_check_of_what_comes_with_the_library(run: Run) -> None:
    ran = run("rules", "check")
    assert (ran.status, ran.err) == (0, "")
    assert {line[:2] for line in ran.out.splitlines() if not line.startswith(" ")} == {"✓ "}
    data = json.loads(run("rules", "check", "--json").out)
    assert (data["errors"], data["warnings"]) == ([], [])
    assert {file["ok"] for file in data["files"]} == {True}
    kinds = {file["file"]: file["kind"] for file in data["files"]}
    assert (kinds["titre-casp/jury.yaml"], kinds["titre-casp/programme.yaml"]) == ("jeu", "fiche")


def test_check_tells_every_fault_with_its_line(run: Run, rules: Path) -> None:
    change(rules, "au_moins: 18 mois}", "au_moin: 18 mois}")
    change(rules, "retenue: champ-complet", "retenue: champ-complt")
    lines = rules.read_text(encoding="utf-8").splitlines()
    wrong = [number for number, line in enumerate(lines, 1) if "au_moin:" in line or "champ-complt" in line]
    ran = run("rules", "check", rules)
    assert ran.status == 3
    assert f"✗ {rules}" in ran.out
    for number in wrong:
        assert f"{rules}:{number}:" in ran.err
    assert "vouliez-vous dire «\xa0au_moins" in ran.err
    assert "vouliez-vous dire «\xa0champ-complet" in ran.err
    errors = json.loads(run("rules", "check", rules, "--json").out)["errors"]
    assert {error["line"] for error in errors} == set(wrong)


def test_a_fault_of_the_programme_does_not_hide_those_of_the_rule_set(run: Run, rules: Path) -> None:
    """A key too many in a unit, and of the rule set no fault of its own was told."""
    programme = rules.parent / "programme.yaml"
    text = programme.read_text(encoding="utf-8")
    programme.write_text(text.replace("code: FPG003,", "code: FPG003, coefficient: 4,", 1), encoding="utf-8")
    ran = run("rules", "check", rules.parent)
    assert f"✗ {rules}\u00a0: la faute est dans {programme}\n✗ {programme}\u00a0: 1 faute" in ran.out
    change(rules, "au_moins: 18 mois}", "au_moin: 18 mois}")
    ran = run("rules", "check", rules.parent)
    assert ran.status == 3
    assert f"✗ {rules}\u00a0: 1 faute\n✗ {programme}\u00a0: 1 faute" in ran.out
    assert ran.err.count("coefficient") == 2  # told once: its path and its name
    assert "vouliez-vous dire «\xa0au_moins" in ran.err
    assert "2 fautes dans 2 fichiers." in ran.err


def test_check_of_a_folder_a_programme_and_what_is_no_rule_file(run: Run, rules: Path) -> None:
    assert run("rules", "check", rules.parent).out.count("✓") == 2
    assert run("rules", "check", rules.parent / "programme.yaml").status == 0
    (rules.parent / "empty").mkdir()
    for name, code in (
        (example("complet"), "not-a-rule-file"),
        (rules.parent / "none.yaml", "file-not-found"),
        (rules.parent / "empty", "no-rule-file"),
    ):
        data = json.loads(run("rules", "check", name, "--json").out)
        assert [error["code"] for error in data["errors"]] == [code]
    (rules.parent / "latin.yaml").write_bytes(b"jeu: \xe9")
    assert run("rules", "check", rules.parent).status == 3


# ----------------------------------------------------------------------------------------------- test
def test_the_examples_of_the_library_hold(run: Run) -> None:
    ran = run("rules", "test")
    assert (ran.status, ran.err) == (0, "")
    assert "✓ titre-casp/jury@2023.1" in ran.out
    tested = json.loads(run("rules", "test", "--json").out)["rulesets"]
    assert [each["failed"] for each in tested] == [[]] * len(cnam_rules.rulesets())
    assert [each["examples"] for each in tested] == [len(each.examples) for each in cnam_rules.rulesets()]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_example_that_fails_says_what_came_instead(run: Run, rules: Path, lang: str) -> None:
    change(
        rules,
        "attendu: {verdict: transmissible, remplies: [ue, experience, rapport], sans_objet: [stage]}",
        "attendu: {verdict: indetermine, non_remplies: [ue], sans_objet: [stage]}",
    )
    ran = run("rules", "test", rules, "--lang", lang)
    assert ran.status == 1
    lines = rules.read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(lines, 1) if line.startswith("  - nom:"))
    assert ran.out.startswith(f"✗ {rules}:{first}")
    expected = (
        "attendu «\u00a0non remplie\u00a0», obtenu «\u00a0remplie\u00a0»",
        "expected “not met”, got “met”",
    )
    assert expected[lang == "en"] in ran.out
    assert "ue" in ran.out.splitlines()[2]
    data = json.loads(run("rules", "test", rules, "--json").out)
    failed = data["rulesets"][0]["failed"]
    assert {fail["line"] for fail in failed} == {first}
    assert failed[0]["expected"] == {
        "status": "undetermined",
        "conditions": {"ue": "unmet", "stage": "not_applicable"},
    }
    assert failed[0]["got"]["status"] == "eligible"


def test_no_example_is_said_loudly_and_proves_nothing(run: Run, rules: Path) -> None:
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text[: text.index("dossier_type:")], encoding="utf-8")
    ran = run("rules", "test", rules)
    assert ran.status == 1
    assert "AUCUN EXEMPLE" in ran.out
    assert "NO EXAMPLE" in run("rules", "test", rules, "--lang", "en").out


def test_files_with_faults_are_not_tested(run: Run, rules: Path) -> None:
    change(rules, "conditions:", "condition:")
    ran = run("rules", "test", rules, "titre-casp/jury")
    assert (ran.status, ran.out) == (3, "")
    assert run("rules", "test", "nothing").status == 3
    assert "errors" in json.loads(run("rules", "test", rules, "--json").out)


def test_an_outcome_tells_what_differs() -> None:
    ruleset = cnam_rules.ruleset("titre-casp/jury")
    outcome = next(iter(run_examples(ruleset)))
    assert outcome.passed
    assert outcome.status is VerdictStatus.ELIGIBLE
    assert outcome.conditions["stage"] is Status.NOT_APPLICABLE
    assert outcome.differing == ()


def test_engines_that_disagree_fail_the_example(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def disagreeing(*_: object, **__: object) -> None:
        raise EnginesDisagree({"durable": {"ue": Status.MET}, "reference": {"ue": Status.UNMET}})

    monkeypatch.setattr(running, "decide", disagreeing)
    ran = run("rules", "test")
    assert ran.status == 1
    assert "ne donnent pas la même réponse" in ran.out
    failed = json.loads(run("rules", "test", "--json").out)["rulesets"][0]["failed"]
    assert failed[0]["errors"][0]["code"] == "engines-disagree"


def test_an_example_that_is_dispensed_from_no_condition_is_a_fault_at_its_line(run: Run, rules: Path) -> None:
    change(
        rules,
        "    dossier: {}\n",
        "    dossier: {derogations: [{condition: nulle, motif: m, autorite: a, date: 2025-01-01}]}\n",
    )
    ran = run("rules", "test", rules)
    assert ran.status == 3
    assert "n'est pas une condition" in ran.err.replace("\u00a0", " ")
    (error,) = json.loads(run("rules", "check", rules, "--json").out)["errors"]
    assert "nulle" in rules.read_text(encoding="utf-8").splitlines()[error["line"] - 1]


def test_an_example_that_can_not_be_decided_fails(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(*_: object, **__: object) -> None:
        raise RuleSetError([Fault("$.programme", "other-programme", {"found": "a", "expected": "b"})])

    monkeypatch.setattr(running, "decide", refusing)
    ran = run("rules", "test")
    assert ran.status == 1
    assert "programme" in ran.out


def test_the_library_is_found_from_any_folder(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert not [*tmp_path.iterdir()]
    assert run("rules", "check").status == 0


# -------------------------------------------------------------------------------------------- extending
MODEL = """\
jeu: essai/commun
version: "1"
modele: oui
conditions:
  - {id: stage, libelle: {fr: Un stage, en: A stage}, source: {clause: "1", extrait: un stage}}
"""


def extending(rules: Path, text: str) -> Path:
    """A file beside the title's rules that extends them."""
    path = rules.with_name("variante.yaml")
    path.write_text(f"jeu: essai/variante\nversion: '1'\netend: titre-casp/jury\n{text}", encoding="utf-8")
    return path


def test_check_reads_a_model_and_what_extends(run: Run, rules: Path) -> None:
    (rules.parent / "commun.yaml").write_text(MODEL, encoding="utf-8")
    variant = extending(rules, "retire: [stage]\n")
    ran = run("rules", "check", rules.parent, "--lang", "en")
    assert ran.status == 0
    assert ran.err.count("has no example") == 1  # a model decides nothing, and needs none
    assert "“essai/variante” has no example" in ran.err
    assert "commun.yaml: model essai/commun, 1 condition" in ran.out
    assert "variante.yaml: rule set essai/variante, 3 conditions" in ran.out
    files = json.loads(run("rules", "check", rules.parent, "--json").out)["files"]
    assert {Path(file["file"]).name: file["kind"] for file in files} == {
        "commun.yaml": "modele",
        "jury.yaml": "jeu",
        "programme.yaml": "fiche",
        variant.name: "jeu",
    }


def test_a_rule_set_without_an_example_is_refused_by_a_strict_check(run: Run, rules: Path) -> None:
    assert run("rules", "check", rules, "--strict").status == 0
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text[: text.index("\ndossier_type:")] + "\n", encoding="utf-8")
    ran = run("rules", "check", rules)
    assert (ran.status, ran.err.count("n'a pas d'exemple")) == (0, 1)
    strict = run("rules", "check", rules, "--strict")
    assert (strict.status, strict.err.count("n'a pas d'exemple")) == (3, 1)
    assert "rules test --suggest" in strict.err
    found = json.loads(run("rules", "check", rules, "--json").out)
    assert [warning["code"] for warning in found["warnings"]] == ["no-example"]


def test_check_tells_a_fault_that_is_inherited_once_where_it_stands(run: Run, rules: Path) -> None:
    variant = extending(rules, "")
    change(
        rules, "exige: {mesure: experience, au_moins: 18 mois}", "exige: {mesure: experience, au_moins: 18}"
    )
    both = json.loads(run("rules", "check", rules.parent, "--json").out)["errors"]
    assert [(fault["code"], fault["file"], "chain" in fault) for fault in both] == [
        ("not-the-unit", str(rules), False)
    ]
    ran = run("rules", "check", variant)
    assert ran.status == 3
    assert f"{rules}:" in ran.err
    assert "essai/variante@1 → titre-casp/jury@2023.1" in " ".join(ran.err.split())


def test_show_says_what_is_inherited(run: Run, rules: Path) -> None:
    variant = extending(rules, "conditions: [{id: stage, si: {toujours: oui}}]\n")
    said = read_across(run("rules", "show", variant).out)
    assert f"Étend : titre-casp/jury@2023.1 ({rules})." in said
    assert said.count("Hérité du fichier titre-casp/jury@2023.1.") == 3
    assert re.search(
        r"Hérités du fichier titre-casp/jury@2023\.1 : libelle \(ligne \d+\), .* et exige \(ligne \d+\)\.",
        said,
    )


def test_a_model_is_neither_shown_nor_tested(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "commun.yaml"
    path.write_text(MODEL, encoding="utf-8")
    for command in ("show", "test"):
        ran = run("rules", command, path)
        assert (ran.status, ran.out) == (3, "")
        assert "modèle" in ran.err


def test_the_librarys_files_are_checked_together_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = Fault("$.en_vigueur", "versions-overlap", {"found": "a@1", "expected": "a@2"}, file="a.yaml")

    class Broken:
        @property
        def rulesets(self) -> tuple[RuleSet, ...]:
            raise RuleSetError([fault])

    monkeypatch.setattr(cnam_rules.cli.rules.checking, "packaged", Broken)
    ran = run("rules", "check")
    assert ran.status == 3
    assert "a@1" in ran.err


def test_show_html_has_the_tables_that_stand_beside_the_rules(run: Run, tmp_path: Path) -> None:
    """The library's own; for a rule file of one's own, those of the file beside it."""
    assert 'id="table-prix"' in run("rules", "show", "titre-casp/jury", "--format", "html").out
    assert 'class="tables"' not in run("rules", "show", "bafa/jury", "--format", "html").out
    folder = tmp_path / "titre"
    shutil.copytree(packaged_folder() / "titre-casp", folder)
    for file in folder.iterdir():
        own = file.read_text(encoding="utf-8").replace("titre-casp/", "essai/").replace("6225 €", "7777 €")
        file.write_text(own, encoding="utf-8")
    shown = run("rules", "show", folder / "jury.yaml", "--format", "html")
    assert shown.status == 0
    assert "7 777 €".replace(" ", "\u202f", 1).replace(" ", "\u00a0") in shown.out
    (folder / "renseignements.yaml").unlink()
    assert 'class="tables"' not in run("rules", "show", folder / "jury.yaml", "--format", "html").out

"""`rules check --strict`, and `rules test` with `--junit`, `--coverage` and `--suggest`."""

import json
import shutil
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest

from cnam_rules.catalogue import packaged_folder
from tests.cli.support import Run

TITLE = packaged_folder() / "titre-casp"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    shutil.copy(TITLE / "programme.yaml", tmp_path)
    return Path(shutil.copy(TITLE / "jury.yaml", tmp_path))


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_a_warning_is_told_and_fails_only_when_strict(run: Run, rules: Path) -> None:
    change(
        rules,
        "exige: {mesure: experience, au_moins: 18 mois}",
        "exige: {mesure: experience, au_moins: 17 mois}",
    )
    ran = run("rules", "check", rules)
    assert ran.status == 0
    assert ran.out.startswith("! ")
    assert "« 18 mois »" in ran.err.replace("\u00a0", " ")
    assert "2 avertissements" in ran.err
    strict = run("rules", "check", rules, "--strict")
    assert strict.status == 3
    assert "2 fautes" in strict.err
    english = run("rules", "check", rules, "--lang", "en").err
    assert "the text says “18 mois”, and the bound is 17 mois." in english.lower().replace("\u00a0", " ")


def test_warnings_stand_apart_in_json(run: Run, rules: Path) -> None:
    change(
        rules,
        "exige: {mesure: experience, au_moins: 18 mois}",
        "exige: {mesure: experience, au_moins: 17 mois}",
    )
    data = json.loads(run("rules", "check", rules, "--json").out)
    assert data["errors"] == []
    assert {warning["code"] for warning in data["warnings"]} == {"number-differs"}
    data = json.loads(run("rules", "check", rules, "--strict", "--json").out)
    assert (len(data["errors"]), data["warnings"]) == (2, [])


def test_a_rule_that_can_not_be_met_fails_without_strict_and_beside_warnings(run: Run, rules: Path) -> None:
    change(rules, "{mesure: ue, au_moins: 12 UE}", "{mesure: ue, au_moins: 13 UE}")
    ran = run("rules", "check", rules)
    assert ran.status == 3
    assert ran.out.startswith("✗ ")
    assert not json.loads(run("rules", "check", rules, "--json").out)["files"][0]["ok"]
    assert "1 faute" in ran.err
    assert "avertissements" in ran.err


def test_check_says_whether_more_can_only_help(run: Run, rules: Path) -> None:
    data = json.loads(run("rules", "check", rules, "--json").out)
    assert data["files"][0]["monotone"] == {"always": True, "retained": True, "because": []}
    assert "Monotone" in run("rules", "check", rules).out
    change(
        rules,
        "exige: {mesure: experience_champ, au_plus: 0 jours}",
        "exige: {mesure: experience_champ, plus_de: 0 jours}",
    )
    ran = run("rules", "check", rules, "--lang", "en")
    assert "Monotone under the readings retained" in ran.out
    assert "(if experience-mixte=champ-partiel)" in ran.out
    change(
        rules,
        "exige: {mesure: experience_champ, moins_de: 18 mois}",
        "exige: {mesure: experience_champ, au_moins: 18 mois}",
    )
    assert "One more piece might harm" in run("rules", "check", rules, "--lang", "en").out


def test_months_against_credits_name_both_units(run: Run, rules: Path) -> None:
    change(rules, "{mesure: ue, au_moins: 12 UE}", "{mesure: ue, au_moins: 18 mois}")
    (error,) = json.loads(run("rules", "check", rules, "--json").out)["errors"]
    assert "18 mois" in error["message"].replace("\u00a0", " ")
    assert "12 UE" in error["message"].replace("\u00a0", " ")


# ---------------------------------------------------------------------------------------------------- test
def test_junit_is_written_beside_the_usual_answer(run: Run, rules: Path, tmp_path: Path) -> None:
    report = tmp_path / "out.xml"
    assert run("rules", "test", rules, "--junit", report).out == run("rules", "test", rules).out
    root = parse(report).getroot()  # noqa: S314 - our own file
    assert (root.get("failures"), root.get("tests")) == ("0", str(len(root.findall(".//testcase"))))
    change(
        rules,
        "attendu: {verdict: transmissible, remplies: [ue,",
        "attendu: {verdict: transmissible, non_remplies: [ue], remplies: [",
    )
    assert run("rules", "test", rules, "--junit", report).status == 1
    failures = parse(report).getroot().findall(".//failure")  # noqa: S314 - our own file
    assert failures
    assert "attendu" in (failures[0].text or "")


def test_junit_that_can_not_be_written_is_told(run: Run, rules: Path, tmp_path: Path) -> None:
    ran = run("rules", "test", rules, "--junit", tmp_path / "none" / "out.xml")
    assert ran.status == 3
    assert "--junit" in ran.err


def test_coverage_is_a_table_and_data(run: Run, rules: Path) -> None:
    assert "52 sur 52" in run("rules", "test", rules, "--coverage").out.replace("\u00a0", " ")
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text[: text.index('  - nom: "18 mois hors champ, sans stage"')], encoding="utf-8")
    ran = run("rules", "test", rules, "--coverage", "--lang", "en")
    assert ran.status == 0
    missing = [line for line in ran.out.splitlines() if line.startswith("✗ 0")]
    data = json.loads(run("rules", "test", rules, "--coverage", "--json").out)["rulesets"][0]["coverage"]
    assert len(missing) == sum(not one["examples"] for one in data) > 20
    assert len(data) == 52
    assert all(one["said"] for one in data)


def test_suggestions_are_yaml_whatever_else_is_told(run: Run, rules: Path) -> None:
    text = rules.read_text(encoding="utf-8")
    cut = text[: text.index('  - nom: "18 mois hors champ, sans stage"')]
    rules.write_text(cut, encoding="utf-8")
    ran = run("rules", "test", rules, "--suggest", "--coverage")
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert all(line.startswith(("#", " ", "exemples:")) for line in lines)
    data = json.loads(run("rules", "test", rules, "--suggest", "--json").out)
    assert data["rulesets"][0]["suggestions"].count("- nom:") == ran.out.count("- nom:")
    rules.write_text(cut + "\n".join(line for line in lines if line.startswith(" ")) + "\n", encoding="utf-8")
    assert run("rules", "test", rules, "--coverage").out.endswith("(52 sur 52).\n")


def test_of_a_whole_set_nothing_is_suggested(run: Run) -> None:
    ran = run("rules", "test", "titre-casp/jury", "--suggest", "--lang", "en")
    assert "no example is missing" in ran.out
    assert all(line.startswith("# ") for line in ran.out.splitlines())

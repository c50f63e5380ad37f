"""`cnam-rules decide --format … --out …`: pages, pictures and tables, on the standard output or in a file."""

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cnam_rules import from_json
from cnam_rules.verdict import Verdict
from tests.cli.support import AS_OF, Run, example
from tests.render.pages import LANGUAGES, decided, sound

FORMS = {"html": Verdict.html, "markdown": Verdict.markdown, "timeline": Verdict.timeline}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_dossier_has_its_page(run: Run, form: str, lang: str) -> None:
    ran = run("decide", example("ue-manquante"), *AS_OF, "--format", form, "--lang", lang)
    assert (ran.status, ran.err) == (1, "")
    assert ran.out == FORMS[form](decided("ue-manquante"), lang)


def test_json_and_text_are_forms_too(run: Run) -> None:
    given = ("decide", example("complet"), *AS_OF)
    for option in (("--format", "json"), ("--format=json",), ("--format", "json", "--json")):
        assert run(*given, *option).out == run(*given, "--json").out
    assert run(*given, "--format", "text").out == run(*given).out


@pytest.mark.parametrize("form", [*FORMS, "text", "json"])
def test_a_file_holds_what_the_output_would_have(run: Run, tmp_path: Path, form: str) -> None:
    file = tmp_path / "avis"
    given = ("decide", example("secteur-inconnu"), *AS_OF, "--format", form)
    ran = run(*given, "--out", file)
    assert (ran.status, ran.err) == (2, "")
    assert ran.out == f"✓ écrit dans {file}\n"
    assert file.read_text(encoding="utf-8") == run(*given).out


def test_several_dossiers_have_one_page_and_those_without_a_verdict_are_named(run: Run) -> None:
    names = [example(name) for name in ("complet", "fautes", "ue-manquante")]
    ran = run("decide", *names, *AS_OF, "--format", "html")
    page = sound(ran.out)
    assert ran.status == 3
    assert "fautes.yaml:" in ran.err
    assert "fautes.yaml" in page.said
    assert "D-2025-009" in page.said
    assert "| D-2025-009 | ✗" in run("decide", *names, *AS_OF, "--format", "markdown").out.replace(
        "\u00a0", " "
    )


@pytest.mark.parametrize("form", ["text", "json", "html", "markdown"])
def test_several_dossiers_in_a_file(run: Run, tmp_path: Path, form: str) -> None:
    file = tmp_path / "avis"
    given = ("decide", example("complet"), example("ue-manquante"), *AS_OF, "--format", form)
    assert run(*given, "--out", file).status == 1
    assert file.read_text(encoding="utf-8") == run(*given).out


def test_a_dossier_with_faults_has_no_page(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "avis.html"
    ran = run("decide", example("fautes"), *AS_OF, "--format", "html", "--out", file)
    assert (ran.status, ran.out) == (3, "")
    assert "fautes" in ran.err
    assert not file.exists()


def test_faults_in_json_stand_in_the_file_with_the_rest(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "avis.jsonl"
    ran = run("decide", example("fautes"), example("complet"), *AS_OF, "--format", "json", "--out", file)
    assert (ran.status, ran.err) == (3, "")
    faulty, verdict = file.read_text(encoding="utf-8").splitlines()
    assert json.loads(faulty)["errors"]
    assert from_json(verdict) == decided("complet")


def test_a_timeline_is_of_one_dossier(run: Run) -> None:
    given = ("decide", example("complet"), example("ue-manquante"), *AS_OF)
    ran = run(*given, "--format", "timeline", "--lang", "en")
    assert (ran.status, ran.out) == (3, "")
    assert "single dossier" in ran.err
    assert ElementTree.fromstring(run("decide", example("complet"), *AS_OF, "--format", "timeline").out).tag  # noqa: S314 - what we wrote ourselves


def test_no_dossier_and_no_rules_are_ever_written_over(run: Run, tmp_path: Path) -> None:
    dossier, link = tmp_path / "d.yaml", tmp_path / "lien.yaml"
    shutil.copy(example("complet"), dossier)
    link.symlink_to(dossier)
    before = dossier.read_bytes()
    for file in (dossier, link):
        ran = run("decide", dossier, *AS_OF, "--out", file)
        assert (ran.status, ran.out) == (3, "")
        assert "effacerait" in ran.err
    rules = tmp_path / "r.yaml"
    shutil.copy(Path("rules/titre-casp/jury.yaml"), rules)
    ran = run("decide", dossier, *AS_OF, "--ruleset", rules, "--out", rules)
    assert ran.status == 3
    assert rules.read_bytes() == Path("rules/titre-casp/jury.yaml").read_bytes()
    assert dossier.read_bytes() == before


@pytest.mark.parametrize("both", [("--format", "html", "--json"), ("--format", "json", "--facts")])
def test_two_forms_are_one_too_many(run: Run, both: tuple[str, ...]) -> None:
    ran = run("decide", example("complet"), *AS_OF, *both)
    assert (ran.status, ran.err) == (3, "")
    assert [error["code"] for error in json.loads(ran.out)["errors"]] == ["usage-twice"]


def test_a_file_that_cant_be_written_is_a_fault(run: Run, tmp_path: Path) -> None:
    ran = run("decide", example("complet"), *AS_OF, "--out", tmp_path / "nulle" / "part.html", "--lang", "en")
    assert (ran.status, ran.out) == (3, "")
    assert "cannot be written" in ran.err

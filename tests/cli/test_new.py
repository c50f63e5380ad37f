"""`cnam-rules rules new` and `rules schema`."""

import io
import json
import os
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.catalogue import read_ruleset
from cnam_rules.cli import main
from cnam_rules.language import decode_fiche, decode_ruleset
from cnam_rules.ruletests import run_examples
from cnam_rules.schema import KINDS, schema_text
from cnam_rules.skeletons import PLACEHOLDERS, Title, rule_files
from tests.cli.support import Run
from tests.test_schema import refused, tree

ANSWERS = {
    "programme": "RNCP36625",
    "intitule": "Chargé d'accompagnement social et professionnel",
    "texte": "Fiche formation : « Modalités de validation »",
    "du": "2023-09-01",
}
OPTIONS = [part for key, value in ANSWERS.items() for part in (f"--{key}", value)]


# ------------------------------------------------------------------------------------------------- new
def test_what_is_written_passes_check_and_test_at_once_and_says_what_to_do_next(
    run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "mon titre"
    ran = run("rules", "new", folder, *OPTIONS, "--ue", "fpg 003, CCE001")
    assert (ran.status, ran.err) == (0, "")
    assert f"cnam-rules rules check '{folder}'" in ran.out
    assert f"cnam-rules rules test '{folder / 'jury.yaml'}'" in ran.out
    assert run("rules", "check", folder).status == 0
    tested = run("rules", "test", folder / "jury.yaml")
    assert (tested.status, tested.err) == (0, "")
    ruleset = read_ruleset(folder / "jury.yaml")
    assert ruleset.id == "mon-titre/jury"
    assert ruleset.programme == "RNCP36625"
    assert ruleset.fiche.codes == ("FPG003", "CCE001")
    assert ruleset.fiche.intitule.fr == ANSWERS["intitule"]
    assert ruleset.in_force.du == date(2023, 9, 1)
    assert len(ruleset.examples) == 3


def test_an_editor_finds_the_schemas_beside_what_is_written(run: Run, tmp_path: Path) -> None:
    run("rules", "new", tmp_path / "titre", *OPTIONS)
    for name, of in (("jury.yaml", "jeu"), ("programme.yaml", "fiche")):
        text = (tmp_path / "titre" / name).read_text(encoding="utf-8")
        assert text.startswith(f"# yaml-language-server: $schema=schemas/{of}.schema.json\n")
        schema = (tmp_path / "titre" / "schemas" / f"{of}.schema.json").read_text(encoding="utf-8")
        assert schema == schema_text(of)
        assert refused(of, tree(text)) == []


def test_schemas_that_stand_beside_the_folder_serve(run: Run, tmp_path: Path) -> None:
    for of in KINDS:
        run("rules", "schema", "--of", of, "--out", tmp_path / "schemas" / f"{of}.schema.json")
    ran = run("rules", "new", tmp_path / "titre", *OPTIONS)
    assert ran.status == 0
    assert sorted(path.name for path in (tmp_path / "titre").iterdir()) == ["jury.yaml", "programme.yaml"]
    assert "$schema=../schemas/jeu.schema.json" in (tmp_path / "titre" / "jury.yaml").read_text(
        encoding="utf-8"
    )


def test_nothing_is_replaced(run: Run, tmp_path: Path) -> None:
    (tmp_path / "jury.yaml").write_text("mes règles", encoding="utf-8")
    ran = run("rules", "new", tmp_path, *OPTIONS)
    assert (ran.status, ran.out) == (3, "")
    assert "jury.yaml » est déjà là" in ran.err.replace("\u00a0", " ")
    assert (tmp_path / "jury.yaml").read_text(encoding="utf-8") == "mes règles"
    assert [path.name for path in tmp_path.iterdir()] == ["jury.yaml"]


def test_a_schema_that_is_there_is_left_as_it_is(run: Run, tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "jeu.schema.json").write_text("{}", encoding="utf-8")
    assert run("rules", "new", tmp_path, *OPTIONS).status == 0
    assert (tmp_path / "schemas" / "jeu.schema.json").read_text(encoding="utf-8") == "{}"
    assert (tmp_path / "schemas" / "fiche.schema.json").is_file()


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need a right that Windows doesn't give")
def test_a_link_that_leads_nowhere_is_there_already(run: Run, tmp_path: Path) -> None:
    (tmp_path / "jury.yaml").symlink_to(tmp_path / "nowhere")
    assert run("rules", "new", tmp_path, *OPTIONS).status == 3
    assert [path.name for path in tmp_path.iterdir()] == ["jury.yaml"]


def test_every_answer_that_wont_do_is_told_at_once(run: Run, tmp_path: Path) -> None:
    ran = run(
        "rules",
        "new",
        tmp_path / "t",
        "--programme",
        " ",
        "--du",
        "1/9/2023",
        "--ue",
        "FPG/003,A,A",
        "--json",
    )
    assert ran.status == 3
    told = [(error["path"], error["code"]) for error in json.loads(ran.out)["errors"]]
    assert told == [
        ("--programme", "not-a-text"),
        ("--intitule", "usage-missing-option"),
        ("--texte", "usage-missing-option"),
        ("--du", "not-a-date"),
        ("--ue", "not-a-code"),
        ("--ue", "listed-twice"),
    ]
    assert not (tmp_path / "t").exists()


@pytest.mark.parametrize("du", ["2024-02-29", "1900-01-01", "2190-12-31"])
def test_days_at_the_edge_are_taken(run: Run, tmp_path: Path, du: str) -> None:
    arguments = [du if argument == ANSWERS["du"] else argument for argument in OPTIONS]
    assert run("rules", "new", tmp_path, *arguments).status == 0
    assert run("rules", "test", tmp_path / "jury.yaml").status == 0


@pytest.mark.parametrize(
    ("du", "code"), [("1899-12-31", "date-out-of-range"), ("2023-02-29", "impossible-date")]
)
def test_days_that_wont_do_are_refused(run: Run, tmp_path: Path, du: str, code: str) -> None:
    arguments = [du if argument == ANSWERS["du"] else argument for argument in OPTIONS]
    ran = run("rules", "new", tmp_path, *arguments, "--json")
    assert [error["code"] for error in json.loads(ran.out)["errors"]] == [code]


def test_the_folder_is_needed_and_is_one(run: Run, tmp_path: Path) -> None:
    assert run("rules", "new").status == 3
    assert run("rules", "new", tmp_path / "a", tmp_path / "b").status == 3


def test_a_place_where_nothing_can_be_written_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = run("rules", "new", tmp_path / "file" / "titre", *OPTIONS)
    assert ran.status == 3
    assert "ne peut pas être écrit" in ran.err


def test_in_json_the_files_are_listed(run: Run, tmp_path: Path) -> None:
    files = json.loads(run("rules", "new", tmp_path, *OPTIONS, "--json").out)["files"]
    assert all(Path(file).is_file() for file in files)
    assert len(files) == 4


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, typed: str, *arguments: str) -> tuple[int, str]:
    """Run a command where somebody answers: its status, and what it wrote on the standard output."""
    monkeypatch.setenv("NO_COLOR", "1")
    out = Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    return main([*arguments]), out.getvalue()


def test_on_a_terminal_it_asks_what_no_option_says_and_again_what_wont_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    typed = "Titre d'essai\n\nRèglement\n1/9/2025\n2025-09-01\n\n"
    command = ("rules", "new", str(tmp_path), "--programme", "RNCP99999")
    status, asked = at_a_terminal(monkeypatch, typed, *command)
    assert status == 0
    ruleset = read_ruleset(tmp_path / "jury.yaml")
    assert (ruleset.programme, ruleset.in_force.du) == ("RNCP99999", date(2025, 9, 1))
    assert ruleset.fiche.codes == PLACEHOLDERS
    assert ruleset.fiche.intitule.en == "(to translate) Titre d'essai"
    assert "Intitulé du titre" in asked
    assert "répertoire national" not in asked
    assert asked.count("Premier jour") == 2


def test_whoever_leaves_before_the_end_has_nothing_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    status, _ = at_a_terminal(monkeypatch, "RNCP99999\nTitre", "rules", "new", str(tmp_path))
    assert status == 3
    assert [*tmp_path.iterdir()] == []


TEXTS = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=20).filter(
    str.strip
)


@given(
    st.builds(
        Title,
        id=TEXTS,
        programme=TEXTS.map(str.strip),
        intitule=TEXTS,
        texte=TEXTS,
        du=st.dates(date(1900, 1, 1), date(2190, 12, 31)),
        intitule_en=st.none() | TEXTS,
        ue=st.lists(st.sampled_from(["FPG003", "UA211G", "123456", "1E3", "NULL"]), unique=True),
    )
)
def test_whatever_the_title_its_files_are_right_as_they_stand(title: Title) -> None:
    files = rule_files(title)
    fiche = decode_fiche(files["programme.yaml"], file="programme.yaml")
    ruleset = decode_ruleset(files["jury.yaml"], file="jury.yaml", fiches={fiche.id: fiche})
    assert (fiche.intitule.fr, ruleset.programme, ruleset.source) == (
        title.intitule,
        title.programme,
        title.texte,
    )
    assert all(outcome.passed for outcome in run_examples(ruleset))
    assert yaml.safe_load(files["jury.yaml"])["jeu"] == ruleset.id


def test_what_the_comments_show_can_be_written_as_it_stands() -> None:
    """The measures, condition and reading of its comments are right once their signs are taken away."""
    title = Title("essai", "RNCP36625", "Essai", "Texte", date(2023, 9, 1), ue=("FPG003",))
    lines = rule_files(title)["jury.yaml"].splitlines()
    start = lines.index("texte:")
    shown = [line.replace("# ", "", 1) if _is_code(line) else line for line in lines[start:]]
    text = "\n".join([*lines[:start], *shown]).replace(
        "exige: {mesure: experience, au_moins: 18 mois}", "exige: {lecture: duree-demandee}"
    )
    fiche = decode_fiche(rule_files(title)["programme.yaml"], file="programme.yaml")
    ruleset = decode_ruleset(text, file="jury.yaml", fiches={fiche.id: fiche})
    assert {"ue", "experience", "rapport_valide"} == set(ruleset.measures)
    assert ruleset.source == "Texte, Modalités de validation, https://exemple.fr/la-page-lue"
    assert ruleset.constat is not None
    assert ruleset.reconstitution is not None
    assert [condition.id for condition in ruleset.conditions] == ["ue", "experience"]
    assert set(ruleset.readings) == {"duree-demandee"}


SHOWN = (
    *("- id:", " ", "lectures:", "experience:", "rapport_valide:"),
    *("rubrique:", "adresse:", "constat:", "reconstitution:"),
)


def _is_code(line: str) -> bool:
    bare = line.strip().removeprefix("# ")
    return line.strip().startswith("# ") and not bare.startswith("exige: {lecture") and bare.startswith(SHOWN)


# ---------------------------------------------------------------------------------------------- schema
@pytest.mark.parametrize("of", KINDS)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_schema_prints_it_or_writes_it(run: Run, tmp_path: Path, of: str, lang: str) -> None:
    ran = run("rules", "schema", "--of", of, "--lang", lang)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == schema_text(of, lang)
    for _ in range(2):  # a schema written again takes the place of the older one
        assert run("rules", "schema", "--of", of, "--lang", lang, "--out", tmp_path / "s.json").status == 0
    assert (tmp_path / "s.json").read_text(encoding="utf-8") == ran.out


def test_the_schema_is_that_of_rule_sets_unless_said(run: Run) -> None:
    assert run("rules", "schema").out == schema_text("jeu")


def test_schema_refuses_what_it_doesnt_know_and_where_it_cant_write(run: Run, tmp_path: Path) -> None:
    ran = run("rules", "schema", "--of", "jeux")
    assert ran.status == 3
    assert "jeu" in ran.err
    assert run("rules", "schema", "jury.yaml").status == 3
    assert run("rules", "schema", "--out", tmp_path).status == 3
    assert run("rules", "schema", "--too", "x").status == 3

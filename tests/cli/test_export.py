"""`cnam-rules rules export`, and `decide --facts`: what they write, and every mistake told."""

import io
import json
from pathlib import Path

import pytest

from cnam_rules.cli.output import Output
from cnam_rules.export import LANGUAGES
from tests.cli.support import AS_OF, Run, example

TITLE = ("rules", "export", "titre-casp/jury")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_document_however_it_is_written(run: Run, tmp_path: Path, language: str) -> None:
    path = tmp_path / "règles.json"
    shown, line = run(*TITLE, "--to", language), run(*TITLE, "--to", language, "--json")
    written = run(*TITLE, "--to", language, "--out", path, "--lang", "en")
    assert (shown.status, line.status, written.status) == (0, 0, 0)
    assert path.read_text(encoding="utf-8") == shown.out
    assert json.loads(shown.out) == json.loads(line.out)
    assert line.out.count("\n") == 1
    assert json.loads(line.out)["language"] == language
    assert written.out == f"✓ {path}: titre-casp/jury@2023.1 in {language}, 4 conditions and 7 facts\n"
    assert shown.err == line.err == written.err == ""


def test_jsonlogic_unless_told_and_the_same_bytes_each_time(run: Run, tmp_path: Path) -> None:
    assert run(*TITLE).out == run(*TITLE, "--to", "jsonlogic").out
    written = json.loads(run(*TITLE, "--out", tmp_path / "r.json", "--json").out)
    assert written == {"file": str(tmp_path / "r.json"), "language": "jsonlogic", "conditions": 4, "facts": 7}


def test_a_reading_chosen_changes_what_is_exported(run: Run) -> None:
    retained, other = (
        json.loads(run(*TITLE, *options).out) for options in ((), ("--reading", "atelier-uaso04=exige"))
    )
    assert len(other["facts"]) == len(retained["facts"]) + 1
    assert "facts.atelier.least" in json.dumps(other["conditions"][0])


def test_where_accents_cannot_be_written_json_keeps_them_escaped() -> None:
    """A text that lost its accents would be another text."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", write_through=True)
    Output("fr", stream, None).json_page('{\n  "é": "≥ 𝄞"\n}\n')
    stream.seek(0)
    assert json.loads(stream.read()) == {"é": "≥ 𝄞"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rules", "export"), "usage-missing-id"),
        (("rules", "export", "a", "b"), "usage-one-name"),
        ((*TITLE, "--to", "certlogik"), "unknown-word"),
        ((*TITLE, "--to", "dmn"), "unknown-word"),
        ((*TITLE, "--to", "jsonlogic", "--to", "certlogic"), "usage-twice"),
        ((*TITLE, "--to"), "usage-missing-value"),
        ((*TITLE, "--out", "a", "--out", "b"), "usage-twice"),
        ((*TITLE, "--reading", "salariat"), "usage-reading"),
        ((*TITLE, "--reading", "salariat=tous"), "unknown-choice"),
        ((*TITLE, "--outt", "a"), "usage-unknown-option"),
        ((*TITLE, "--as-of", "2025-11-03"), "usage-unknown-option"),
        (("rules", "export", "titre-casp/juri"), "unknown-ruleset"),
        (("rules", "export", "nowhere.yaml"), "file-not-found"),
        ((*TITLE, "--out", ""), "cannot-write"),
        ((*TITLE, "--out", "nowhere/at/all.json"), "cannot-write"),
        (("rules", "show", "titre-casp/jury", "--to", "certlogic"), "usage-unknown-option"),
    ],
)
def test_every_mistake_is_told(run: Run, arguments: tuple[str, ...], said: str) -> None:
    ran = run(*arguments, "--json")
    assert (ran.status, ran.err) == (3, "")
    assert said in [fault["code"] for fault in json.loads(ran.out)["errors"]]
    for lang in ("fr", "en"):
        told = run(*arguments, "--lang", lang)
        assert (told.status, told.out) == (3, "")
        assert "→" in told.err


def test_a_near_miss_is_suggested(run: Run) -> None:
    (fault,) = json.loads(run(*TITLE, "--to", "json-logic", "--json", "--lang", "en").out)["errors"]
    assert fault["path"] == "--to"
    assert "jsonlogic" in fault["hint"]


# ------------------------------------------------------------------------------------- decide --facts
def test_the_facts_of_several_dossiers_are_a_line_each_faults_included(run: Run) -> None:
    names = ("complet", "fautes", "derogation-stage")
    ran = run("decide", *map(example, names), *AS_OF, "--facts")
    complete, faulty, waived = map(json.loads, ran.out.splitlines())
    assert (ran.status, ran.err) == (3, "")
    assert complete["facts"]["ue"] == {"least": 12, "most": 12}
    assert [*faulty] == ["errors"]
    assert waived["waived"] == ["stage"]


def test_the_facts_are_those_of_the_readings_asked_for(run: Run) -> None:
    retained, salaried = (
        json.loads(run("decide", example("complet"), *AS_OF, "--facts", *options).out)
        for options in ((), ("--reading", "salariat=salariee"))
    )
    assert retained["readings"]["salariat"] == "toute-activite"
    assert salaried["readings"]["salariat"] == "salariee"
    assert run("decide", example("complet"), *AS_OF, "--facts").status == 0


def test_facts_are_answers_for_programs_and_so_are_the_mistakes(run: Run) -> None:
    ran = run("decide", "--facts")
    assert ran.err == ""
    codes = [fault["code"] for fault in json.loads(ran.out)["errors"]]
    assert codes == ["usage-missing-file", "usage-missing-day"]
    assert run("decide", "a.yaml", *AS_OF, "--facts=1", "--json").status == 3

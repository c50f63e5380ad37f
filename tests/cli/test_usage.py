"""The arguments: every mistake is told, in the language asked for, and never by argparse."""

import json
import runpy
from importlib.metadata import version

import pytest

from cnam_rules.cli import after, main, parser
from cnam_rules.cli.commands import RULES_COMMANDS, TOP_COMMANDS
from cnam_rules.cli.rules import COMMANDS as RUN_BY
from cnam_rules.engines import NAMES
from tests.cli.support import AS_OF, Run, example

COMMANDS = [
    *((), ("decide",), ("rules",)),
    *((name,) for name in TOP_COMMANDS),
    *(("rules", name) for name in RULES_COMMANDS),
]
ARGPARSE_WORDS = (
    "usage:",
    "error:",
    "invalid",
    "expected one",
    "the following",
    "show this help",
    "positional",
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_in_both_languages(run: Run, command: tuple[str, ...], option: str) -> None:
    french = run(*command, option)
    english = run("--lang", "en", *command, option)
    assert run(*command, "--lang", "en", option).out == english.out
    assert (french.status, english.status, french.err, english.err) == (0, 0, "", "")
    assert french.out.startswith("Usage\u00a0: cnam-rules")
    assert english.out.startswith("Usage: cnam-rules")
    assert french.out != english.out
    for word in ARGPARSE_WORDS:
        assert word not in french.out
        assert word not in english.out
    for part in command:
        assert part in french.out


def test_the_words_that_an_option_takes_are_said_as_they_are_typed(run: Run) -> None:
    for lang in ("fr", "en"):
        assert "--format text|html|mermaid" in run("rules", "show", "--help", "--lang", lang).out


def test_help_tells_every_option_and_status(run: Run) -> None:
    said = run("decide", "--help").out
    for option in (
        "--as-of",
        "--lang",
        "--json",
        "--reading",
        "--ruleset",
        "--engine",
        "--facts",
        "--format",
        "--out",
    ):
        assert option in said
    for status in ("0 transmissible", "1 non transmissible", "2 à établir", "3 fichier"):
        assert status in said


def test_version(run: Run) -> None:
    ran = run("--version")
    assert (ran.status, ran.out, ran.err) == (0, f"cnam-rules {version('cnam-rules')}\n", "")


WRONG = [
    ((), "usage-missing-command"),
    (("rules",), "usage-missing-command"),
    (("decid",), "usage-unknown-command"),
    (("rules", "tset"), "usage-unknown-command"),
    (("decide", *AS_OF), "usage-missing-file"),
    (("decide", "a.yaml"), "usage-missing-day"),
    (("decide", "a.yaml", "--as-of"), "usage-missing-value"),
    (("decide", "a.yaml", "--as-of", "3/11/2025"), "not-a-date"),
    (("decide", "a.yaml", "--as-of", "hier"), "not-a-date"),
    (("decide", "a.yaml", "--as-of", "2025-11-31"), "impossible-date"),
    (("decide", "a.yaml", "--as-of", "31/02/2025"), "not-a-date"),
    (("decide", "a.yaml", "--as-of", "0001-01-01"), "date-out-of-range"),
    (("decide", "a.yaml", "--as-of", "9999-12-31"), "date-out-of-range"),
    (("decide", "a.yaml", *AS_OF, "--as-of", "2025-11-04"), "usage-twice"),
    (("decide", "a.yaml", *AS_OF, "--reading", "x=y", "--reading", "x=z"), "usage-twice"),
    (("decide", "-", "-", *AS_OF), "usage-twice"),
    (("decide", "a.yaml", *AS_OF, "--engine", "rete"), "unknown-word"),
    (("decide", "a.yaml", *AS_OF, "--lang", "de"), "unknown-word"),
    (("decide", "a.yaml", *AS_OF, "--jso"), "usage-unknown-option"),
    (("decide", "a.yaml", *AS_OF, "-x"), "usage-unknown-option"),
    (("decide", "a.yaml", *AS_OF, "--json=1"), "usage-needless-value"),
    (("rules", "list", "a"), "usage-no-name"),
    (("rules", "show"), "usage-missing-id"),
    (("notice",), "usage-missing-verdict"),
    (("rules", "show", "a", "--format", "htm"), "unknown-word"),
    (("rules", "show", "a", "--format", "html", "--format", "text"), "usage-twice"),
    (("rules", "show", "a", "--out"), "usage-missing-value"),
    (("rules", "show", "a", "--out", "x", "--out", "y"), "usage-twice"),
    (("rules", "list", "--format", "html"), "usage-unknown-option"),
    (("rules", "list", "--out", "x"), "usage-unknown-option"),
    (("decide", "a.yaml", *AS_OF, "--out", "x", "--out", "y"), "usage-twice"),
    (("decide", "a.yaml", *AS_OF, "--format", "htlm"), "unknown-word"),
    (("rules", "show", "a", "b"), "usage-one-name"),
    (("rules", "list", "--as-of", "2025-01-01"), "usage-unknown-option"),
    (("--nothing",), "usage-unknown-option"),
    (("rules", "test", "--junit"), "usage-missing-value"),
    (("rules", "check", "--strict=1"), "usage-needless-value"),
    (("rules", "test", "--junit", "a", "--junit", "b"), "usage-twice"),
    (("rules", "list", "--strict"), "usage-unknown-option"),
]


@pytest.mark.parametrize(("given", "code"), WRONG)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_mistake_is_told_in_the_language_asked_for(
    run: Run, given: tuple[str, ...], code: str, lang: str
) -> None:
    ran = run("--lang", lang, *given)
    assert (ran.status, ran.out) == (3, "")
    assert not any(word in ran.err for word in ARGPARSE_WORDS)
    assert "    → " in ran.err
    last = ran.err.splitlines()[-1]
    assert last.startswith("Aide\u00a0: cnam-rules" if lang == "fr" else "Help: cnam-rules")
    usage = last.partition("cnam-rules")[2].split()
    assert run(*usage).status == 0


@pytest.mark.parametrize(("given", "code"), WRONG)
def test_a_mistake_in_json(run: Run, given: tuple[str, ...], code: str) -> None:
    ran = run("--json", *given)
    assert (ran.status, ran.err) == (3, "")
    (errors,) = json.loads(ran.out).values()
    assert all({"path", "code", "message", "hint"} == set(error) for error in errors)
    assert code in {error["code"] for error in errors}


def test_json_is_a_form_of_its_own(run: Run) -> None:
    ran = run("rules", "show", "titre-casp/jury", "--format", "html", "--json")
    assert (ran.status, ran.err) == (3, "")
    assert [error["code"] for error in json.loads(ran.out)["errors"]] == ["usage-twice"]


@pytest.mark.parametrize("given", [("--format", "html", "--json"), ("--format", "json", "--facts")])
def test_what_is_asked_for_in_json_and_in_another_form_is_refused_in_json(
    run: Run, given: tuple[str, ...]
) -> None:
    ran = run("decide", "a.yaml", *AS_OF, *given)
    assert (ran.status, ran.err) == (3, "")
    assert [error["code"] for error in json.loads(ran.out)["errors"]] == ["usage-twice"]


def test_every_mistake_is_told_at_once(run: Run) -> None:
    ran = run("decide", "--as-of", "x", "--engine", "y", "--lang", "z", "--reading", "w", "--json")
    codes = [error["code"] for error in json.loads(ran.out)["errors"]]
    assert sorted(codes) == [
        "not-a-date",
        "unknown-word",
        "unknown-word",
        "usage-missing-file",
        "usage-reading",
    ]


def test_what_was_meant_is_suggested(run: Run) -> None:
    assert "vouliez-vous dire «\xa0decide" in run("decid").err
    assert "vouliez-vous dire «\xa0durable" in run("decide", "a", *AS_OF, "--engine", "durabel").err
    assert "vouliez-vous dire «\xa02025-11-03" in run("decide", "a", "--as-of", "3/11/2025").err
    misspelt = run("decide", "a", "--asof", "2025-11-03")
    assert "vouliez-vous dire «\xa0--as-of" in misspelt.err
    assert "la date de la décision manque" not in misspelt.err.lower()


def test_options_and_files_stand_in_any_order(run: Run) -> None:
    one, two = map(str, (example("complet"), example("ue-manquante")))
    expected = run("decide", one, two, *AS_OF).out
    for order in (
        (*AS_OF, one, two),
        (one, *AS_OF, two),
        (*AS_OF, "--", one, two),
        ("--as-of=2025-11-03", one, two),
    ):
        assert run("decide", *order).out == expected
    assert run("--lang", "en", "decide", one, *AS_OF).out == run("decide", one, *AS_OF, "--lang", "en").out


def test_a_file_whose_name_begins_with_a_dash(run: Run) -> None:
    ran = run("decide", *AS_OF, "--json", "--", "--odd.yaml")
    (error,) = json.loads(ran.out)["errors"]
    assert (error["code"], error["file"]) == ("file-not-found", "--odd.yaml")


def test_the_process_own_arguments_are_the_default(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["cnam-rules", "--version"])
    assert main() == 0
    assert capsys.readouterr().out.startswith("cnam-rules ")


def test_the_package_runs_as_a_module(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["cnam_rules", "--version"])
    with pytest.raises(SystemExit) as left:
        runpy.run_module("cnam_rules", run_name="__main__")
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("cnam-rules ")


def test_the_engines_are_those_there_are() -> None:
    assert parser.ENGINES == NAMES


def test_each_command_of_the_table_is_run_by_something() -> None:
    assert list(RUN_BY) == list(RULES_COMMANDS)
    assert ["programme", "screen", "cohort", *after.COMMANDS, "explain"] == list(TOP_COMMANDS)
    assert not {*RULES_COMMANDS} & {*TOP_COMMANDS}, "what each takes is looked up by its name alone"

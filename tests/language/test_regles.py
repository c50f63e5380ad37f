"""Rules as regulations put them, each in a file of `tests/regles` with its examples, decided from the text.

The programme and the numbers are made up; the shapes are those of public rules: capitalisation, compensation
with eliminatory marks and floors, a rule for each route or point of entry, the best options, caps on
exemptions, a level in a language.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cnam_rules import decide, from_json
from cnam_rules.catalogue import read_ruleset
from cnam_rules.kernel import Status
from cnam_rules.language import RuleSet
from cnam_rules.ruletests import run_examples

FOLDER = Path(__file__).parent.parent / "regles"
FILES = sorted(path for path in FOLDER.glob("*.yaml") if path.stem != "programme")


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def ruleset(request: pytest.FixtureRequest) -> RuleSet:
    return read_ruleset(request.param)


def test_there_are_rules() -> None:
    assert len(FILES) == 7


def test_every_example_comes_to_what_it_says(ruleset: RuleSet) -> None:
    outcomes = list(run_examples(ruleset))
    assert outcomes
    assert [(outcome.example.name, outcome.differing) for outcome in outcomes if not outcome.passed] == []


def test_the_examples_show_each_condition_met_unmet_and_unknown(ruleset: RuleSet) -> None:
    for condition in ruleset.conditions:
        shown = {example.conditions.get(condition.id) for example in ruleset.examples}
        by_verdict = {
            decide(example.dossier, as_of=example.as_of, ruleset=ruleset, readings=example.readings)
            .condition(condition.id)
            .status
            for example in ruleset.examples
        }
        assert {Status.MET, Status.UNMET, Status.UNKNOWN} <= by_verdict
        assert {Status.UNMET, Status.UNKNOWN} <= shown


def test_every_example_is_told_in_both_languages_and_stored(ruleset: RuleSet) -> None:
    for example in ruleset.examples:
        verdict = decide(example.dossier, as_of=example.as_of, ruleset=ruleset, readings=example.readings)
        assert verdict.text("fr") != verdict.text("en")
        assert from_json(verdict.to_json()) == verdict
        unknown = {condition.id for condition in verdict.conditions if condition.status is Status.UNKNOWN}
        assert {name for missing in verdict.pieces for name in missing.conditions} == unknown

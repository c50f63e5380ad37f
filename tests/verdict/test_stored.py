"""Stored verdicts: what is kept, and what is refused when a text has been altered."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cnam_rules import decide, from_json, load
from cnam_rules.faults import VerdictError
from cnam_rules.verdict import FORMAT, Verdict
from tests.language.build import read, rule_file

EXAMPLES = Path(__file__).parents[2] / "examples" / "dossiers"
AS_OF = date(2025, 11, 3)
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.yaml") if path.stem != "fautes")


def decided(name: str) -> Verdict:
    return decide(load(EXAMPLES / f"{name}.yaml"), as_of=AS_OF)


def refused(text: str) -> list[str]:
    """The paths of the faults that reading a text ends in."""
    with pytest.raises(VerdictError) as caught:
        from_json(text)
    return [fault.path for fault in caught.value.faults]


@pytest.mark.parametrize("name", NAMES)
def test_a_verdict_is_stored_and_read_again(name: str) -> None:
    verdict = decided(name)
    text = verdict.to_json()
    again = from_json(text)
    assert again == verdict
    assert again.to_json() == text
    assert str(again) == str(verdict)
    assert json.loads(text)["format"] == FORMAT
    assert "\n" not in text


def test_what_scripts_rely_on_stands_at_the_top() -> None:
    data = json.loads(decided("experience-mixte").to_json())
    assert list(data)[:6] == ["format", "dossier", "programme", "status", "as_of", "conditions"]
    assert data["status"] == "not_eligible"
    assert [(c["id"], c["status"]) for c in data["conditions"]] == [
        ("ue", "met"),
        ("experience", "met"),
        ("stage", "unmet"),
        ("rapport", "met"),
    ]


def eligible(tree: Any) -> None:
    tree["status"] = "eligible"


def met(tree: Any) -> None:
    tree["conditions"][2]["status"] = "met"


def met_in_full(tree: Any) -> None:
    """The condition, and the verdict that would follow: but not what the condition asks."""
    tree["conditions"][2]["status"] = tree["conditions"][2]["unwaived"] = "met"
    tree["status"] = "eligible"


def answered(tree: Any) -> None:
    tree["conditions"][2]["requires"]["answer"] = "yes"
    tree["conditions"][2]["status"] = tree["conditions"][2]["unwaived"] = "met"
    tree["status"] = "eligible"


def not_due(tree: Any) -> None:
    tree["conditions"][2]["applies"]["answer"] = "no"


def waived(tree: Any) -> None:
    tree["conditions"][2]["waiver"] = {"motif": "m", "autorite": "a", "date": "2025-01-01"}


def longer(tree: Any) -> None:
    next(fact for fact in tree["facts"] if fact["measure"] == "stage")["least"] = 31 * 6


def two_facts(tree: Any) -> None:
    tree["facts"].append(tree["facts"][0])


def unknown_measure(tree: Any) -> None:
    tree["conditions"][1]["requires"]["mesure"] = "autre"


def unknown_reading(tree: Any) -> None:
    tree["conditions"][1]["readings"].append("autre")


def two_conditions(tree: Any) -> None:
    tree["conditions"].append(tree["conditions"][0])


def other_reading(tree: Any) -> None:
    tree["alternatives"][0]["reading"] = "autre"


def other_end(tree: Any) -> None:
    tree["alternatives"][0]["conditions"].append(["autre", "met"])


def better_reading(tree: Any) -> None:
    tree["alternatives"][0]["status"] = "undetermined"


@pytest.mark.parametrize(
    ("alter", "paths"),
    [
        (eligible, ["$.status"]),
        (met, ["$.conditions[2].status"]),
        (met_in_full, ["$.conditions[2].unwaived"]),
        (answered, ["$.conditions[2].requires"]),
        (not_due, ["$.conditions[2].applies", "$.conditions[2].unwaived"]),
        (waived, ["$.conditions[2].status"]),
        (longer, ["$.conditions[2].requires"]),
        (two_facts, ["$.facts"]),
        (unknown_measure, ["$", "$.conditions[1].requires"]),
        (unknown_reading, ["$.conditions[1].readings"]),
        (two_conditions, ["$.conditions"]),
        (other_reading, ["$.alternatives[0]"]),
        (other_end, ["$.alternatives[0]"]),
        (better_reading, ["$.alternatives[0]"]),
    ],
)
def test_a_verdict_that_does_not_follow_from_its_own_facts_is_refused(
    alter: Callable[[Any], None], paths: list[str]
) -> None:
    tree = json.loads(decided("experience-mixte").to_json())
    alter(tree)
    assert set(paths) <= set(refused(json.dumps(tree)))


def test_an_outcome_that_does_not_follow_is_refused() -> None:
    tree = json.loads(decided("secteur-inconnu").to_json())
    tree["pieces"][0]["outcomes"][0]["status"] = "not_eligible"
    assert refused(json.dumps(tree)) == ["$.pieces[0].outcomes"]
    tree["pieces"][0]["outcomes"][0]["conditions"][0][0] = "autre"
    assert refused(json.dumps(tree))[0] == "$.pieces[0].outcomes"


def test_a_verdict_that_could_not_be_told_is_refused() -> None:
    tree = json.loads(decided("secteur-inconnu").to_json())
    tree["pieces"][0]["piece"]["key"] = "autre"
    assert refused(json.dumps(tree)) == ["$"]


def test_a_value_of_another_type_is_refused() -> None:
    text = decided("complet").to_json()
    assert refused(text.replace('"dossier":"', '"dossier":1,"x":"', 1)) == ["$"]
    assert refused(text.replace('"line":', '"line":1.5,"line":', 1)[:-1]) == ["$"]
    tree = json.loads(text)
    tree["conditions"][0]["line"] = str(tree["conditions"][0]["line"])
    assert refused(json.dumps(tree)) == ["$"]
    del tree["conditions"][0]["line"]
    assert refused(json.dumps(tree)) == ["$"]


def test_another_format_is_refused() -> None:
    tree = json.loads(decided("complet").to_json())
    for other in (FORMAT + 1, str(FORMAT), None):
        assert refused(json.dumps(tree | {"format": other})) == ["$.format"]
    del tree["format"]
    assert refused(json.dumps(tree)) == ["$.format"]


def test_a_verdict_stored_before_dispensations_had_an_end_still_reads() -> None:
    verdict = decided("derogation-stage")
    tree = json.loads(verdict.to_json())
    assert tree["conditions"][2]["waiver"].pop("jusqu_au", "lacks") is None
    assert from_json(json.dumps(tree)) == verdict


def test_a_dispensation_that_does_not_hold_on_the_day_of_the_verdict_is_refused() -> None:
    tree = json.loads(decided("derogation-stage").to_json())
    tree["conditions"][2]["waiver"]["jusqu_au"] = "2025-11-03"
    waiver = from_json(json.dumps(tree)).condition("stage").waiver
    assert waiver is not None
    assert waiver.jusqu_au == AS_OF
    tree["conditions"][2]["waiver"]["jusqu_au"] = "2025-11-02"
    assert refused(json.dumps(tree)) == ["$.conditions[2].waiver"]
    tree["conditions"][2]["waiver"] |= {"date": "2025-11-04", "jusqu_au": None}
    assert refused(json.dumps(tree)) == ["$.conditions[2].waiver"]


OPERATORS = (
    "{un_au_moins: [{mesure: ue, au_moins: 13 UE}, {non: {mesure: stage, plus_de: 1 mois}}]}",
    "{au_moins: 2, parmi: [{mesure: ue, moins_de: 3 UE}, {toujours: oui}, {mesure: stage, au_plus: 5 ans}]}",
    "{tous: [{si: {toujours: non}, alors: {toujours: non}}]}",
)


def test_every_operator_is_stored() -> None:
    ruleset = read(rule_file(*OPERATORS, si=OPERATORS[0]))
    verdict = decide(load(EXAMPLES / "complet.yaml"), as_of=AS_OF, ruleset=ruleset)
    again = from_json(verdict.to_json())
    assert again == verdict
    assert [c.requires for c in again.conditions] == [c.requires for c in verdict.conditions]
    tree = json.loads(verdict.to_json())
    tree["conditions"][1]["requires"]["n"] = 4
    assert "$.conditions[1].requires" in refused(json.dumps(tree))
    for name in ("tous", "autre", None):
        tree["conditions"][1]["requires"]["operator"] = name
        assert refused(json.dumps(tree))

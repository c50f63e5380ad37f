"""The exported document: what it says of the rules, the facts that it accepts, and what is refused."""

import json
from datetime import date
from typing import Any

import pytest
from attrs import evolve
from jsonschema import Draft7Validator

import cnam_rules
from cnam_rules import export_rules, facts_document
from cnam_rules.export import LANGUAGES, laid_out
from cnam_rules.export.schema import counts
from cnam_rules.faults import RuleSetError
from cnam_rules.kernel import Compare, Op
from cnam_rules.language.expressions import Comparaison
from cnam_rules.units import Unit
from tests.cli.support import example

AS_OF = date(2025, 11, 3)
TITLE = next(known for known in cnam_rules.rulesets() if known.id == "titre-casp/jury")
EXPORTED = export_rules(TITLE)


def facts_of(name: str, **readings: str) -> dict[str, Any]:
    chosen = {key.replace("_", "-"): choice for key, choice in readings.items()}
    return facts_document(cnam_rules.decide(cnam_rules.load(example(name)), as_of=AS_OF, readings=chosen))


def paths(document: Any, exported: Any = EXPORTED) -> list[str]:
    return sorted({error.json_path for error in Draft7Validator(exported["schema"]).iter_errors(document)})


def test_it_says_which_rules_they_are() -> None:
    assert {key: EXPORTED["ruleset"][key] for key in ("id", "version", "sha256", "programme")} == {
        "id": TITLE.id,
        "version": TITLE.version,
        "sha256": TITLE.sha256,
        "programme": "RNCP36625",
    }
    assert EXPORTED["ruleset"]["in_force"] == {"du": "2023-09-01", "au": None}
    experience = EXPORTED["conditions"][1]
    assert experience["libelle"]["en"] == "18 months of professional experience"
    assert experience["source"]["clause"] == "2/"
    assert experience["readings"] == [*TITLE.readings_of(TITLE.conditions[1])]


def test_it_says_how_each_fact_is_measured_and_counted() -> None:
    (experience,) = (fact for fact in EXPORTED["facts"] if fact["measure"] == "experience")
    assert (experience["key"], experience["unit"], experience["kind"]) == ("experience", "duree", "duree")
    assert experience["counts"]["en"].startswith("months × 31 + days")
    assert experience["options"]["attestees"] is True
    salaried = export_rules(TITLE, readings={"salariat": "salariee"})
    (experience,) = (fact for fact in salaried["facts"] if fact["measure"] == "experience")
    assert experience["options"]["statuts"] == ["apprenti", "salarie"]


def test_two_readings_with_the_same_expressions_are_told_apart() -> None:
    """Which jobs count changes what is measured, not what it is compared with."""
    salaried = export_rules(TITLE, readings={"salariat": "salariee"})
    assert salaried["conditions"] == EXPORTED["conditions"]
    chosen = {reading["name"]: (reading["choice"], reading["retained"]) for reading in salaried["readings"]}
    assert chosen["salariat"] == ("salariee", False)
    assert paths(facts_of("complet"), salaried) == ["$.readings.salariat"]
    assert paths(facts_of("complet", salariat="salariee"), salaried) == []


@pytest.mark.parametrize("unit", Unit)
def test_every_unit_says_what_it_counts(unit: Unit) -> None:
    said = counts(unit)
    assert said["fr"] != said["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_schema_is_one_and_the_document_is_json(language: str) -> None:
    exported = export_rules(TITLE, language)
    Draft7Validator.check_schema(exported["schema"])
    assert json.loads(laid_out(exported)) == json.loads(json.dumps(exported)) == exported
    assert max(map(len, laid_out(exported).splitlines())) < 250


FACTS = facts_of("complet")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"facts": {}}, "$.facts"),
        ({"facts": FACTS["facts"] | {"experiense": {"least": 0, "most": 0}}}, "$.facts"),
        ({"facts": FACTS["facts"] | {"ue": {"least": "12", "most": 12}}}, "$.facts.ue.least"),
        ({"facts": FACTS["facts"] | {"ue": {"least": 11.5, "most": 12}}}, "$.facts.ue.least"),
        ({"facts": FACTS["facts"] | {"ue": {"least": None, "most": 12}}}, "$.facts.ue.least"),
        ({"facts": FACTS["facts"] | {"ue": {"least": 12}}}, "$.facts.ue"),
        (
            {"facts": FACTS["facts"] | {"rapport_valide": {"least": 0, "most": 2}}},
            "$.facts.rapport_valide.most",
        ),
        ({"waived": ["stages"]}, "$.waived[0]"),
        ({"waived": "stage"}, "$.waived"),
        ({"waived": None}, "$.waived"),
        ({"ruleset": FACTS["ruleset"] | {"sha256": "0" * 64}}, "$.ruleset.sha256"),
        ({"derogations": []}, "$"),
    ],
)
def test_the_schema_refuses(change: dict[str, Any], path: str) -> None:
    assert paths(FACTS) == []
    assert paths(FACTS | change) == [path]


def test_facts_measured_elsewhere_need_not_say_by_which_rules() -> None:
    assert paths({"facts": FACTS["facts"], "waived": ["stage"]}) == []


def test_facts_hold_no_name_nor_date_of_what_was_measured() -> None:
    """What leaves the school is what the dossier measures to."""
    assert [*FACTS] == ["dossier", "as_of", "ruleset", "readings", "facts", "waived"]
    assert FACTS["facts"]["experience"] == {"least": 921, "most": 921}
    nothing = cnam_rules.loads("{dossier: D-1, programme: RNCP36625}")
    unknown = facts_document(cnam_rules.decide(nothing, as_of=AS_OF))["facts"]
    assert unknown["experience"] == {"least": 0, "most": None}
    assert unknown["rapport_valide"] == {"least": 0, "most": 1}
    assert facts_of("derogation-stage")["waived"] == ["stage"]


@pytest.mark.parametrize(
    ("language", "readings", "code", "suggestion"),
    [
        ("json-logic", {}, "unknown-word", "jsonlogic"),
        ("jsonlogic", {"salarait": "salariee"}, "unknown-reading", "salariat"),
        ("certlogic", {"salariat": "salarie"}, "unknown-choice", "salariee"),
    ],
)
def test_an_unknown_language_or_reading_is_refused(
    language: str, readings: dict[str, str], code: str, suggestion: str
) -> None:
    with pytest.raises(RuleSetError) as caught:
        export_rules(TITLE, language, readings)
    assert [(fault.code, fault.suggestion) for fault in caught.value.faults] == [(code, suggestion)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_bound_that_json_would_round_is_told_with_its_place(language: str) -> None:
    ue, experience, *others = TITLE.conditions
    beyond = Comparaison(Compare("experience", Op.AT_LEAST, 2**53))
    changed = (evolve(ue, si=beyond), evolve(experience, exige=beyond), *others)
    with pytest.raises(RuleSetError) as caught:
        export_rules(evolve(TITLE, conditions=changed), language)
    assert [(fault.path, fault.line) for fault in caught.value.faults] == [
        ("$.conditions[ue].si", ue.line),
        ("$.conditions[experience].exige", experience.line),
    ]
    said = caught.value.faults[0].message("en")
    assert "{mesure: experience, au_moins: 9007199254740992}" in said
    assert language in said

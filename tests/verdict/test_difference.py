"""What differs between two verdicts, told: bounds, rules, dispensations, readings, days, versions."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from cnam_rules import Dossier, Status, Verdict, decide, difference, load
from cnam_rules.deferred import Deferred
from cnam_rules.dossier import Derogation
from tests.language.build import read, reading, rule_file

EXAMPLES = Path(__file__).parents[2] / "examples" / "dossiers"
AS_OF = date(2025, 11, 3)
LONG, SHORT = "{mesure: experience, au_moins: 30 mois}", "{mesure: experience, au_moins: 18 mois}"


def dossier(name: str = "complet") -> Dossier:
    return load(EXAMPLES / f"{name}.yaml")


def decided(*exiges: str, **more: Any) -> Verdict:
    return decide(dossier(), as_of=AS_OF, ruleset=read(rule_file(*exiges, **more)))


def told(before: Verdict, after: Verdict, lang: str = "en") -> str:
    return " ".join(difference(before, after).text(lang).split())


def test_a_bound_that_moved_is_told_with_both_its_values() -> None:
    before, after = decided(LONG), decided(SHORT)
    moved = difference(before, after)
    (condition,) = moved.conditions
    assert (condition.before, condition.after) == (Status.UNMET, Status.MET)
    assert (condition.rule, condition.facts, condition.waiver, condition.readings) == (True, (), False, ())
    assert "the rule asks, of “one”: at least 30 months → at least 18 months" in told(before, after)
    assert "The rules essai/petit@1 changed without a new version (hash: " in told(before, after)
    assert json.loads(moved.to_json())["rules"] == [
        {
            "id": "c0",
            "bounds": [{"measure": "experience", "before": {"au_moins": 930}, "after": {"au_moins": 558}}],
        }
    ]


def test_a_rule_built_otherwise_is_told_without_bounds() -> None:
    for other in (
        f"{{un_au_moins: [{LONG}, {SHORT}]}}",
        f"{{non: {LONG}}}",
        "{mesure: ue, au_moins: 12 UE}",
        "{toujours: oui}",
        f"{{au_moins: 1, parmi: [{LONG}, {SHORT}]}}",
    ):
        moved = difference(decided(LONG), decided(other))
        assert [(rule.id, rule.bounds) for rule in moved.rules] == [("c0", ())]
        assert "la règle n'est plus la même" in str(moved)
    one, two = (f"{{au_moins: {n}, parmi: [{LONG}, {SHORT}]}}" for n in (1, 2))
    assert [rule.bounds for rule in difference(decided(one), decided(two)).rules] == [()]


def test_a_condition_that_only_one_has_is_told() -> None:
    moved = difference(decided(SHORT), decided(SHORT, LONG))
    assert [(each.id, each.before, each.after) for each in moved.conditions] == [("c1", None, Status.UNMET)]
    assert "not asked for → not met: one" in told(decided(SHORT), decided(SHORT, LONG))
    assert "non remplie → pas demandée" in told(decided(SHORT, LONG), decided(SHORT), "fr")


def test_a_dispensation_that_came_or_ended_is_told() -> None:
    without = evolve(dossier("derogation-stage"), derogations=())
    granted = Derogation("stage", "expérience", "Jury national", AS_OF, date(2026, 1, 1))
    one, two = (decide(each, as_of=AS_OF) for each in (without, evolve(without, derogations=(granted,))))
    granted_by = "Dispensation granted on 3 November 2025 (authority: Jury national)."
    assert f"dispensation applied: {granted_by}" in told(one, two)
    assert "It holds until 1 January 2026" in told(one, two)
    assert "dispense qui n'est plus appliquée" in told(two, one, "fr")
    (waiver,) = difference(one, two).waivers
    assert (waiver.id, waiver.before) == ("stage", None)

    # By somebody else: still dispensed, and told.
    other = evolve(without, derogations=(evolve(granted, autorite="Recteur"),))
    moved = difference(two, decide(other, as_of=AS_OF))
    assert moved
    assert moved.conditions == ()
    assert [each.id for each in moved.waivers] == ["stage"]
    assert "RULES, DISPENSATIONS AND READINGS" in moved.text("en")


def test_a_reading_that_moved_nothing_is_told_beside() -> None:
    choices = reading("duree", "exige", "long", long=LONG, court=SHORT)
    text = rule_file("{lecture: duree}", "{toujours: oui}", readings=choices)
    rules = read(text)
    retained = decide(dossier(), as_of=AS_OF, ruleset=rules)
    other = decide(dossier(), as_of=AS_OF, ruleset=rules, readings={"duree": "court"})
    assert [each.readings for each in difference(retained, other).conditions] == [("duree",)]
    assert "reading “duree”: long → court" in told(retained, other)
    poor = evolve(dossier(), experiences=())
    unmoved = [
        decide(poor, as_of=AS_OF, ruleset=rules, readings={"duree": choice}) for choice in ("long", "court")
    ]
    moved = difference(*unmoved)
    assert moved.conditions == ()
    assert [(each.name, each.before, each.after) for each in moved.readings] == [("duree", "long", "court")]
    assert "both times" in moved.text("en")


def test_what_rests_on_something_else_is_told_though_the_count_is_the_same() -> None:
    person = dossier()
    assert person.experiences is not None
    renamed = evolve(person, experiences=(evolve(person.experiences[0], employeur="Une autre association"),))
    moved = difference(decide(person, as_of=AS_OF), decide(renamed, as_of=AS_OF))
    assert (moved.facts, moved.conditions) == ((), ())
    assert "experience" in [measure.name for measure in moved.evidence]
    assert "rests on something else" in moved.text("en")


def test_another_version_of_an_engine_is_told_as_nothing_but_that() -> None:
    verdict = decide(dossier(), as_of=AS_OF)
    other = evolve(verdict, engine=evolve(verdict.engine, library="99"))
    moved = difference(verdict, other)
    assert moved.only_engine
    assert "cnam_rules 99" in moved.text()
    assert not difference(verdict, evolve(other, as_of=date(2025, 11, 4))).only_engine


def test_another_place_in_the_rule_files_is_told_as_a_path() -> None:
    verdict = decide(dossier(), as_of=AS_OF)
    first, *others = verdict.conditions
    moved = difference(verdict, evolve(verdict, conditions=(evolve(first, line=1), *others)))
    assert moved.elsewhere == ("$.conditions[ue].line",)
    assert "$.conditions[ue].line" in str(moved)


def test_what_only_follows_from_the_rest_is_told_when_nothing_explains_it() -> None:
    verdict = decide(dossier("experience-mixte"), as_of=AS_OF)
    assert verdict.alternatives
    moved = difference(verdict, evolve(verdict, alternatives=Deferred.of(())))
    assert moved.elsewhere == ("$.alternatives",)


@pytest.mark.parametrize("wrong", [None, "verdict", {}])
def test_only_verdicts_are_compared(wrong: Any) -> None:
    verdict = decide(dossier(), as_of=AS_OF)
    for one, two in ((wrong, verdict), (verdict, wrong)):
        with pytest.raises(TypeError, match="a Verdict is expected"):
            difference(one, two)


def test_names_can_not_forge_a_mark_or_a_line() -> None:
    one = evolve(dossier(), dossier="D-1\n✓ AVIS : transmissible")
    moved = difference(decide(one, as_of=AS_OF), decide(dossier(), as_of=AS_OF))
    assert "\n✓ AVIS : transmissible" not in str(moved)
    assert "v AVIS : transmissible" in str(moved)

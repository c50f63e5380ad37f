"""Law 1, end to end: on random rule files, dossiers and days, every engine gives what the file means."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules import decide, engines
from cnam_rules.dossier import Dossier
from cnam_rules.facade import rulesets
from cnam_rules.kernel import Status
from cnam_rules.language import RuleSet
from cnam_rules.testing import AS_OF, Written, dossiers, dossiers_of, rule_files
from tests.laws import oracle
from tests.laws.pace import HALF

ENGINES = (None, *engines.available())
DAYS = st.sampled_from((AS_OF, AS_OF - timedelta(days=1), AS_OF + timedelta(days=400), date(2024, 2, 29)))


def in_force(dossier: Dossier, as_of: date) -> frozenset[str]:
    return frozenset(waiver.condition for waiver in dossier.derogations if waiver.holds_on(as_of))


@HALF
@given(written=rule_files(), as_of=DAYS, data=st.data())
def test_law_1_every_engine_gives_what_the_rule_file_means(
    written: Written, as_of: date, data: st.DataObject
) -> None:
    ruleset = written.ruleset()
    dossier = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    readings = data.draw(written.readings())
    program = written.program(readings)
    facts = {
        name: measure.fact(name, dossier, as_of)
        for name, measure in written.measures(readings).items()
        if name in program.measures
    }
    expected = oracle.statuses(program, facts, in_force(dossier, as_of))
    for engine in ENGINES:
        verdict = decide(dossier, as_of=as_of, ruleset=ruleset, readings=readings, engine=engine)
        assert dict(verdict.statuses) == expected
        assert [condition.id for condition in verdict.conditions] == list(written.conditions)
        assert verdict.status is oracle.verdict(expected)
        assert {f.measure: (f.least, f.most) for f in verdict.facts} == {
            name: (fact.least, fact.most) for name, fact in facts.items()
        }
        assert {used.name: used.choice for used in verdict.readings} == dict(written.retained) | readings
        for condition in verdict.conditions:
            assert (condition.status is Status.WAIVED) == (condition.id in in_force(dossier, as_of))
            assert condition.unwaived is oracle.statuses(program, facts, frozenset())[condition.id]


@HALF
@given(written=rule_files(), data=st.data())
def test_a_reading_changes_only_the_conditions_that_say_they_depend_on_it(
    written: Written, data: st.DataObject
) -> None:
    ruleset = written.ruleset()
    dossier = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    plain = decide(dossier, as_of=AS_OF, ruleset=ruleset, engine="reference")
    for name, choices in written.choices.items():
        for choice in choices:
            other = decide(dossier, as_of=AS_OF, ruleset=ruleset, readings={name: choice}, engine="reference")
            for before, after in zip(plain.conditions, other.conditions, strict=True):
                if before.unwaived is not after.unwaived:
                    assert name in before.readings
                    assert name in after.readings


@pytest.mark.parametrize("engine", ENGINES)
@HALF
@given(as_of=DAYS, ruleset=st.sampled_from(rulesets()), data=st.data())
def test_law_1_on_the_rule_sets_of_the_library(
    engine: str | None, as_of: date, ruleset: RuleSet, data: st.DataObject
) -> None:
    dossier = data.draw(dossiers_of(ruleset))
    choices = {
        name: st.sampled_from([choice.name for choice in reading.choix])
        for name, reading in ruleset.readings.items()
    }
    readings = data.draw(st.fixed_dictionaries({}, optional=choices))
    verdict = decide(dossier, as_of=as_of, ruleset=ruleset, readings=readings, engine=engine)
    rules = ruleset.under(readings)
    facts = rules.measure(dossier, as_of)
    expected = oracle.statuses(rules.program, facts, in_force(dossier, as_of))
    assert dict(verdict.statuses) == expected
    assert verdict.status is oracle.verdict(expected)

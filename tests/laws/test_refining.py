"""Laws 2 and 3: what is told later never contradicts what was settled, and more never makes it worse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules import decide, engines
from cnam_rules.dossier import Dossier
from cnam_rules.facade import rulesets
from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.language import RuleSet
from cnam_rules.testing import AS_OF, Written, dossiers, rule_files
from cnam_rules.verdict import Verdict
from tests.laws.changes import additions, nearly_complete, told_more
from tests.laws.pace import HALF

ENGINES = engines.available()
(TITLE,) = [ruleset for ruleset in rulesets() if ruleset.id == "titre-casp/jury"]


def title_readings() -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries(
        {},
        optional={
            name: st.sampled_from([choice.name for choice in reading.choix])
            for name, reading in TITLE.readings.items()
        },
    )


def refines(before: Verdict, after: Verdict) -> None:
    for old, new in zip(before.facts, after.facts, strict=True):
        assert old.least <= new.least
        assert old.most is None or (new.most is not None and new.most <= old.most)
    for condition in before.conditions:
        found = after.condition(condition.id)
        for was, now in ((condition.status, found.status), (condition.unwaived, found.unwaived)):
            if was is Status.MET:  # met whatever its `si`, which may now turn out not to hold
                assert now in (Status.MET, Status.NOT_APPLICABLE)
            elif was is not Status.UNKNOWN:
                assert now is was
    if before.status is not VerdictStatus.UNDETERMINED:
        assert after.status is before.status


@pytest.mark.parametrize("engine", ENGINES)
@HALF
@given(readings=title_readings(), data=st.data())
def test_law_2_on_the_title(engine: str, readings: dict[str, str], data: st.DataObject) -> None:
    dossier = data.draw(nearly_complete())
    after = data.draw(told_more(dossier))
    verdicts = [
        decide(d, as_of=AS_OF, ruleset=TITLE, readings=readings, engine=engine) for d in (dossier, after)
    ]
    refines(*verdicts)


@pytest.mark.parametrize("engine", ENGINES)
@HALF
@given(written=rule_files(), data=st.data())
def test_law_2_on_random_rule_files(engine: str, written: Written, data: st.DataObject) -> None:
    ruleset, readings = written.ruleset(), data.draw(written.readings())
    dossier = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    after = data.draw(told_more(dossier))
    verdicts = [
        decide(d, as_of=AS_OF, ruleset=ruleset, readings=readings, engine=engine) for d in (dossier, after)
    ]
    refines(*verdicts)


RANK = {
    Status.UNMET: 0,
    Status.UNKNOWN: 1,
    Status.MET: 2,
    Status.NOT_APPLICABLE: 2,
    Status.WAIVED: 2,
}
VERDICT_RANK = {VerdictStatus.NOT_ELIGIBLE: 0, VerdictStatus.UNDETERMINED: 1, VerdictStatus.ELIGIBLE: 2}


def never_worse(
    dossier: Dossier,
    after: Dossier,
    ruleset: RuleSet,
    readings: Mapping[str, str],
    engine: str,
    *,
    later: bool,
) -> None:
    """Nothing is lost to one thing more, nor to one day more: but to a dispensation that ends that day."""
    day = AS_OF + timedelta(days=1) if later else AS_OF
    if later:
        endless = tuple(evolve(waiver, jusqu_au=None) for waiver in dossier.derogations)
        dossier = after = evolve(dossier, derogations=endless)
    old = decide(dossier, as_of=AS_OF, ruleset=ruleset, readings=readings, engine=engine)
    new = decide(after, as_of=day, ruleset=ruleset, readings=readings, engine=engine)
    assert VERDICT_RANK[new.status] >= VERDICT_RANK[old.status]
    for condition in old.conditions:
        assert RANK[new.condition(condition.id).status] >= RANK[condition.status]
    for before, now in zip(old.facts, new.facts, strict=True):
        assert now.least >= before.least


@pytest.mark.parametrize("engine", ENGINES)
@HALF
@given(readings=title_readings(), later=st.booleans(), data=st.data())
def test_law_3_on_the_title(engine: str, readings: dict[str, str], later: bool, data: st.DataObject) -> None:
    dossier = data.draw(nearly_complete())
    after = dossier if later else data.draw(additions(dossier))
    never_worse(dossier, after, TITLE, readings, engine, later=later)


@pytest.mark.parametrize("engine", ENGINES)
@HALF
@given(written=rule_files(monotone=True), later=st.booleans(), data=st.data())
def test_law_3_on_rule_files_whose_requirements_only_rise(
    engine: str, written: Written, later: bool, data: st.DataObject
) -> None:
    dossier = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    after = dossier if later else data.draw(additions(dossier))
    never_worse(dossier, after, written.ruleset(), data.draw(written.readings()), engine, later=later)

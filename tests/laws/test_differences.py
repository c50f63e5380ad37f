"""What differs between two verdicts: nothing between equal ones, and else all that does."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from cnam_rules import decide, difference, from_json
from cnam_rules.dossier import Dossier
from cnam_rules.testing import AS_OF, Written, days, dossiers, rule_files
from cnam_rules.verdict import Verdict
from tests.laws.changes import additions, nearly_complete
from tests.laws.pace import HALF


def holds(before: Verdict, after: Verdict) -> None:
    moved = difference(before, after)
    one, two = before.statuses, after.statuses
    assert {each.id for each in moved.conditions} == {
        name for name in {*one, *two} if one.get(name) is not two.get(name)
    }
    for each in moved.conditions:
        assert (each.before, each.after) == (one.get(each.id), two.get(each.id))
    assert moved.status.differs == (before.status is not after.status)
    assert bool(moved) == (before.to_json() != after.to_json())
    amounts = [{fact.measure: (fact.least, fact.most) for fact in each.facts} for each in (before, after)]
    assert {
        name for name in {**amounts[0], **amounts[1]} if amounts[0].get(name) != amounts[1].get(name)
    } <= {each.measure for each in moved.facts}

    back = difference(after, before)
    assert {(each.id, each.after, each.before) for each in back.conditions} == {
        (each.id, each.before, each.after) for each in moved.conditions
    }
    assert {(each.name, each.after, each.before) for each in back.readings} == {
        (each.name, each.before, each.after) for each in moved.readings
    }
    assert {each.measure for each in back.facts} == {each.measure for each in moved.facts}

    assert difference(from_json(before.to_json()), after) == moved
    data = json.loads(moved.to_json())
    assert data["differs"] == bool(moved)
    assert [each["id"] for each in data["conditions"]] == [each.id for each in moved.conditions]
    for lang in ("fr", "en"):
        page = " ".join(moved.text(lang).split())
        for condition in moved.conditions:
            assert " ".join(condition.libelle.said(lang).split()) in page


@HALF
@given(written=rule_files(), data=st.data())
def test_it_names_exactly_what_differs_between_two_days_two_dossiers_or_two_readings(
    written: Written, data: st.DataObject
) -> None:
    ruleset = written.ruleset()
    one = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    two = data.draw(st.just(one) | dossiers(conditions=written.conditions, decisions=written.decisions))
    day = data.draw(st.just(AS_OF) | days())
    readings = data.draw(written.readings())
    before = decide(one, as_of=AS_OF, ruleset=ruleset, engine="reference")
    after = decide(two, as_of=day, ruleset=ruleset, readings=readings)
    holds(before, after)
    for verdict in (before, after):
        assert not difference(verdict, verdict)
        assert not difference(verdict, from_json(verdict.to_json()))


@HALF
@given(one=rule_files(), two=rule_files(), dossier=dossiers(conditions=()))
def test_it_names_exactly_what_differs_between_two_rule_sets(
    one: Written, two: Written, dossier: Dossier
) -> None:
    before, after = (
        decide(dossier, as_of=AS_OF, ruleset=each.ruleset(), engine="reference") for each in (one, two)
    )
    holds(before, after)


@HALF
@given(data=st.data())
def test_it_tells_what_one_thing_more_moved(data: st.DataObject) -> None:
    dossier = data.draw(nearly_complete())
    more = data.draw(additions(dossier))
    before, after = (decide(each, as_of=AS_OF, engine="reference") for each in (dossier, more))
    holds(before, after)
    for condition in difference(before, after).conditions:
        assert condition.facts, "a status moves with something that it reads"
        assert not condition.rule

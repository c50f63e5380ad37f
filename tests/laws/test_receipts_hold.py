"""A receipt is confirmed by the same inputs, and by no other dossier."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

from cnam_rules import decide, difference, dump, loads, read_receipt, receipt, verify
from cnam_rules.dossier import Dossier
from cnam_rules.testing import AS_OF, Written, dossiers, rule_files
from tests.laws.changes import additions, nearly_complete, told_more
from tests.laws.pace import HALF

EXAMPLES = Path(__file__).parents[2] / "examples" / "dossiers"


@HALF
@given(written=rule_files(), data=st.data())
def test_a_receipt_is_confirmed_by_the_same_inputs_and_says_nothing_of_the_candidate(
    written: Written, data: st.DataObject
) -> None:
    ruleset, readings = written.ruleset(), data.draw(written.readings())
    dossier = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    verdict = decide(dossier, as_of=AS_OF, ruleset=ruleset, readings=readings)
    made = receipt(verdict, dossier)
    assert read_receipt(made.to_json()) == made
    again = loads(dump(dossier))
    for found in (
        verify(made, again, ruleset=ruleset),
        verify(made, again, ruleset=ruleset, stored=verdict.to_json()),
    ):
        assert found.identical
        assert found.confirmed
        assert found.versions == ()
        assert not found.difference

    # Another dossier that differs only in what is said of the candidate gives a receipt of the same form: the
    # two differ by their fingerprints alone.
    other = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    theirs = receipt(decide(other, as_of=AS_OF, ruleset=ruleset, readings=readings), other).as_data()
    ours = made.as_data()
    assert {key for key in ours if ours[key] != theirs[key]} <= {"dossier", "verdict"}


@HALF
@given(data=st.data())
def test_no_changed_dossier_confirms_a_receipt(data: st.DataObject) -> None:
    dossier = data.draw(nearly_complete())
    verdict = decide(dossier, as_of=AS_OF)
    made = receipt(verdict, dossier)
    changed: Dossier = data.draw(additions(dossier) | told_more(dossier) | dossiers())
    assume(changed != dossier)
    found = verify(made, changed, stored=verdict.to_json())
    assert not found.same_dossier
    assert not found.confirmed
    assert not found.identical
    assert found.same_rules
    after = decide(changed, as_of=AS_OF)
    assert found.difference == difference(verdict, after)
    assert bool(found.difference) == (after.to_json() != verdict.to_json())
    assert json.loads(found.to_json())["confirmed"] is False
    for lang in ("fr", "en"):
        assert found.text(lang).startswith("✗")

"""Every fact follows from its evidence: what is stored of one says its two ends again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnam_rules import decide, from_json
from cnam_rules.faults import VerdictError
from cnam_rules.measures import KINDS
from cnam_rules.testing import AS_OF, dossiers, rule_files


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_the_two_ends_follow_from_the_evidence(kind: str, data: st.DataObject) -> None:
    """For every kind, whatever its options and readings, as it is measured and as it is read."""
    written = data.draw(rule_files(kinds=(kind,), most_conditions=1, depth=1))
    readings = data.draw(written.readings())
    dossier = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    for name, measure in written.measures(readings).items():
        fact = measure.fact(name, dossier, AS_OF)
        assert fact.evidence.bounds() == (fact.least, fact.most)
    verdict = decide(dossier, as_of=AS_OF, ruleset=written.ruleset(), readings=readings)
    assert [fact.evidence.bounds() for fact in verdict.facts] == [
        (fact.least, fact.most) for fact in verdict.facts
    ]
    assert from_json(verdict.to_json()) == verdict


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_fact_that_was_raised_is_refused(kind: str, data: st.DataObject) -> None:
    """One end moved, nothing else: the fact no longer follows, and the verdict isn't read."""
    written = data.draw(rule_files(kinds=(kind,), most_conditions=1, depth=1))
    dossier = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    tree: dict[str, Any] = json.loads(decide(dossier, as_of=AS_OF, ruleset=written.ruleset()).to_json())
    assume(tree["facts"])  # else no condition reads the measure
    index = data.draw(st.integers(0, len(tree["facts"]) - 1))
    fact, end = tree["facts"][index], data.draw(st.sampled_from(("least", "most")))
    assume(fact[end] is not None)
    fact[end] += data.draw(st.sampled_from((-1, 1)))
    with pytest.raises(VerdictError) as caught:
        from_json(json.dumps(tree))
    assert f"$.facts[{index}]" in [fault.path for fault in caught.value.faults]

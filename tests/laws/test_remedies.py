"""Law 5: remedies are sound and minimal. Law 6: the earliest date is right."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from cnam_rules import advise, decide
from cnam_rules.advice.model import Advice
from cnam_rules.dossier import Dossier
from cnam_rules.dossier.changes import apply_changes
from cnam_rules.faults import DossierError
from cnam_rules.kernel import VerdictStatus
from cnam_rules.testing import AS_OF, Written, dossiers, rule_files
from tests.laws.changes import nearly_complete
from tests.laws.pace import HALF

ELIGIBLE = VerdictStatus.ELIGIBLE


def eligible(dossier: Dossier, day: date, **how: Any) -> bool:
    """Whether a dossier is; one that contradicts itself, a step of the report being left out, is not."""
    try:
        return decide(dossier, as_of=day, **how).status is ELIGIBLE
    except DossierError:
        return False


def law_5(dossier: Dossier, advice: Advice, **how: Any) -> None:
    """Apply all the steps and the dossier is eligible; leave any one out and it isn't.

    What is in progress ends on the day of the decision; a remedy says whether it rests on that.
    """
    as_of = advice.verdict.as_of
    if advice.verdict.status is ELIGIBLE:
        assert advice.remedies.found == ()
        assert advice.remedies.complete
    ending, _ = apply_changes(dossier, (), as_of)
    if advice.verdict.status is not ELIGIBLE and eligible(ending, as_of, **how):
        (remedy,) = advice.remedies.found
        assert (remedy.steps, remedy.day, remedy.ending) == ((), as_of, True)
    for remedy in advice.remedies.found:
        later, day = apply_changes(dossier, remedy.changes, as_of)
        assert day == remedy.day
        assert decide(later, as_of=day, **how).status is ELIGIBLE
        going_on, day = apply_changes(dossier, remedy.changes, as_of, ending=False)
        assert eligible(going_on, day, **how) is not remedy.ending
        for change in remedy.changes:
            without = [other for other in remedy.changes if other is not change]
            later, day = apply_changes(dossier, without, as_of)
            assert not eligible(later, day, **how)
    for remedy in advice.remedies.found:
        for other in advice.remedies.found:
            assert other is remedy or not other.asks_no_more_than(remedy)


def law_6(dossier: Dossier, advice: Advice, **how: Any) -> None:
    """Eligible on that day, not on the day before; and where there is none, not on a few days picked."""
    as_of, earliest = advice.verdict.as_of, advice.earliest
    if earliest.day is None:
        for days in (0, 1, 31, 365, (earliest.until - as_of).days):
            assert decide(dossier, as_of=as_of + timedelta(days=days), **how).status is not ELIGIBLE
        return
    assert decide(dossier, as_of=earliest.day, **how).status is ELIGIBLE
    if earliest.day != as_of:
        assert decide(dossier, as_of=earliest.day - timedelta(days=1), **how).status is not ELIGIBLE
        assert advice.verdict.status is not ELIGIBLE


def sayable(advice: Advice) -> None:
    """In both languages and as data, without a hole in a sentence."""
    for lang in ("fr", "en"):
        assert not re.search(r"\{[a-z_]+\}", advice.text(lang))
        assert all(len(line) <= 96 for line in advice.text(lang).splitlines())
    assert advice.to_json().startswith("{")


@HALF
@given(dossier=nearly_complete())
def test_laws_5_and_6_on_the_title(dossier: Dossier) -> None:
    advice = advise(dossier, as_of=AS_OF)
    law_5(dossier, advice)
    law_6(dossier, advice)
    sayable(advice)


@HALF
@given(written=rule_files(), data=st.data())
def test_laws_5_and_6_on_random_rule_files(written: Written, data: st.DataObject) -> None:
    how = {"ruleset": written.ruleset(), "readings": data.draw(written.readings())}
    dossier = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    advice = advise(dossier, as_of=AS_OF, **how)  # type: ignore[arg-type]  # two options of decide, by name
    law_5(dossier, advice, **how)
    law_6(dossier, advice, **how)
    sayable(advice)


@HALF
@given(dossier=nearly_complete())
def test_whoever_is_refused_for_what_can_be_supplied_is_told_a_way(dossier: Dossier) -> None:
    """Of the title, every condition can be met by whoever does what it asks for."""
    dossier = evolve(dossier, derogations=())
    advice = advise(dossier, as_of=AS_OF)
    assume(advice.verdict.status is VerdictStatus.NOT_ELIGIBLE)
    assert advice.remedies.found

"""Whether a verdict that was read holds together: every status follows again from the facts it states.

A stored verdict may have been altered since, by hand or by another program. One whose statuses don't follow
from its own facts, or that speaks of a measure, a reading or a condition it doesn't have, is no verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cnam_rules.engines.reference import status, trace
from cnam_rules.kernel import Status, overall
from cnam_rules.measures import SeuilEvidence

if TYPE_CHECKING:
    from cnam_rules.verdict.model import ConditionVerdict, Verdict

__all__ = ["contradictions"]


def contradictions(verdict: Verdict) -> Iterator[str]:
    """The paths of the values that the rest of the verdict contradicts; none when it holds together."""
    yield from _facts(verdict)
    if len(verdict.statuses) != len(verdict.conditions):
        yield "$.conditions"
    for index, condition in enumerate(verdict.conditions):
        for part in _condition(condition, verdict):
            yield f"$.conditions[{index}].{part}"
    if verdict.status is not overall(verdict.statuses.values()):
        yield "$.status"
    yield from _advice(verdict)
    if not _can_be_said(verdict):
        yield "$"


def _facts(verdict: Verdict) -> Iterator[str]:
    names = [fact.measure for fact in verdict.facts]
    if len(set(names)) != len(names) or names != [measure.name for measure in verdict.measures]:
        yield "$.facts"
    for index, fact in enumerate(verdict.facts):
        evidence = fact.evidence
        if (fact.least, fact.most) != evidence.bounds():
            yield f"$.facts[{index}]"
        if isinstance(evidence, SeuilEvidence):
            inner = evidence.fact
            stated = next((other for other in verdict.facts if other.measure == inner.measure), inner)
            if (inner.least, inner.most) != inner.evidence.bounds() or stated != inner:
                yield f"$.facts[{index}].evidence.fact"
            evidence = inner.evidence
        if getattr(evidence, "as_of", verdict.as_of) != verdict.as_of:
            yield f"$.facts[{index}].evidence.as_of"


def _condition(condition: ConditionVerdict, verdict: Verdict) -> Iterator[str]:
    facts = {fact.measure: fact for fact in verdict.facts}
    for name, stated in (("applies", condition.applies), ("requires", condition.requires)):
        if any(measure not in facts for measure in condition.facts) or trace(stated.expr, facts) != stated:
            yield name
    if condition.unwaived is not status(condition.applies.answer, condition.requires.answer):
        yield "unwaived"
    if condition.status is not (condition.unwaived if condition.waiver is None else Status.WAIVED):
        yield "status"
    waiver = condition.waiver
    if waiver is not None and not waiver.holds_on(verdict.as_of):
        yield "waiver"
    if not {reading.name for reading in verdict.readings}.issuperset(condition.readings):
        yield "readings"


def _advice(verdict: Verdict) -> Iterator[str]:
    """What the other readings and the missing pieces would change leads where they say."""
    readings = {reading.name for reading in verdict.readings}
    for index, alternative in enumerate(verdict.alternatives):
        after = _after(verdict.statuses, alternative.conditions)
        if alternative.reading not in readings or after is None or alternative.status is not overall(after):
            yield f"$.alternatives[{index}]"
    for index, missing in enumerate(verdict.pieces):
        for outcome in missing.outcomes:
            after = _after(verdict.statuses, outcome.conditions)
            if after is None or outcome.status is not overall(after):
                yield f"$.pieces[{index}].outcomes"


def _after(
    statuses: Mapping[str, Status], changed: tuple[tuple[str, Status], ...]
) -> tuple[Status, ...] | None:
    """The statuses once some have changed; None when one of them is of no condition."""
    if any(name not in statuses for name, _ in changed):
        return None
    return tuple((dict(statuses) | dict(changed)).values())


def _can_be_said(verdict: Verdict) -> bool:
    """Whether every word, amount and date that the verdict is told with is there."""
    try:
        verdict.text()
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return False
    return True

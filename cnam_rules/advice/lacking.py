"""What lacks for a condition to be met, or for it not to apply, counting only what is sure."""

from __future__ import annotations

from collections.abc import Mapping

from cnam_rules.engines.reference import ConditionTrace, Trace
from cnam_rules.facts import Fact, Shortfall
from cnam_rules.kernel import All, Answer, Compare, Expr, Not, Op, Status

__all__ = ["exemptions", "shortfalls"]


def shortfalls(trace: ConditionTrace, facts: Mapping[str, Fact]) -> tuple[Shortfall, ...]:
    """What lacks for a condition to be met, counting only what is sure.

    Only the comparisons that keep the condition from being met are told; those inside a negation ask for
    less rather than for more, and nothing that is added makes up for them.
    """
    if trace.unwaived in (Status.MET, Status.NOT_APPLICABLE):
        return ()
    found: dict[Shortfall, None] = {}
    for compare in _lacking(trace.requires):
        fact = facts[compare.measure]
        lacks = fact.evidence.shortfall(fact, compare)
        if lacks is not None:
            found[lacks] = None
    return tuple(found)


def exemptions(trace: ConditionTrace, facts: Mapping[str, Fact]) -> tuple[Shortfall, ...]:
    """What lacks for a condition that isn't met not to apply at all; each is a way of its own.

    Only what can be reached is told: a `si` that ends when a measure reaches a bound. A condition whose `si`
    can only end otherwise has none.
    """
    if trace.unwaived is not Status.UNMET:
        return ()
    found: dict[Shortfall, None] = {}
    for compare in _endings(trace.applies.expr):
        fact = facts[compare.measure]
        lacks = fact.evidence.shortfall(fact, compare)
        if lacks is not None and lacks.amount is not None:
            found[lacks] = None
    return tuple(found)


def _endings(expr: Expr) -> list[Compare]:
    """The comparisons that each make an expression false by being true."""
    if isinstance(expr, Compare):
        bound, negated = expr.threshold
        return [Compare(expr.measure, Op.AT_LEAST, bound)] if negated else []
    if isinstance(expr, Not) and isinstance(expr.term, Compare) and not expr.term.threshold[1]:
        return [expr.term]
    if isinstance(expr, All):
        return [compare for term in expr.terms for compare in _endings(term)]
    return []


def _lacking(trace: Trace) -> list[Compare]:
    """The comparisons that keep an expression from being surely true."""
    if trace.answer is Answer.YES or isinstance(trace.expr, Not):
        return []
    if isinstance(trace.expr, Compare):
        return [trace.expr]
    return [compare for term in trace.terms for compare in _lacking(term)]

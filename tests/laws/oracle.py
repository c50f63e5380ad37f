"""A second way to say what conditions come to, written on its own: Kleene's logic as arithmetic on halves.

Yes is 2, unknown 1 and no 0: *and* is the least, *or* the greatest, *not* the rest to 2, and "at least n" is
the n-th greatest. It shares no line with the engines.
"""

from __future__ import annotations

from collections.abc import Mapping

from cnam_rules.kernel import (
    All,
    Any,
    AtLeast,
    Bounds,
    Compare,
    Constant,
    Expr,
    Not,
    Op,
    Program,
    Status,
    VerdictStatus,
)


def holds(op: Op, amount: float, bound: int) -> bool:
    match op:
        case Op.AT_LEAST:
            return amount >= bound
        case Op.MORE_THAN:
            return amount > bound
        case Op.AT_MOST:
            return amount <= bound
        case Op.LESS_THAN:
            return amount < bound


def truth(expr: Expr, facts: Mapping[str, Bounds]) -> int:
    match expr:
        case Constant(value):
            return 2 if value else 0
        case Compare(measure, op, bound):
            least, most = facts[measure].least, facts[measure].most
            ends = [least, float("inf") if most is None else most]
            return sum(holds(op, end, bound) for end in ends)
        case Not(term):
            return 2 - truth(term, facts)
        case All(terms):
            return min([truth(term, facts) for term in terms], default=2)
        case Any(terms):
            return max([truth(term, facts) for term in terms], default=0)
        case AtLeast(n, terms):
            return 2 if n <= 0 else [*sorted((truth(t, facts) for t in terms), reverse=True), *[0] * n][n - 1]


def statuses(program: Program, facts: Mapping[str, Bounds], waived: frozenset[str]) -> dict[str, Status]:
    found = {}
    for condition in program.conditions:
        applies, requires = truth(condition.applies, facts), truth(condition.requires, facts)
        if condition.id in waived:
            found[condition.id] = Status.WAIVED
        elif applies == 0:
            found[condition.id] = Status.NOT_APPLICABLE
        elif requires == 2:
            found[condition.id] = Status.MET
        else:
            found[condition.id] = Status.UNMET if (applies, requires) == (2, 0) else Status.UNKNOWN
    return found


def verdict(found: Mapping[str, Status]) -> VerdictStatus:
    values = set(found.values())
    if Status.UNMET in values:
        return VerdictStatus.NOT_ELIGIBLE
    return VerdictStatus.UNDETERMINED if Status.UNKNOWN in values else VerdictStatus.ELIGIBLE

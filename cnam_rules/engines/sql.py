"""The kernel as SQL: every condition's status as an expression over the two ends of each measure.

SQL's and, or and not are strong Kleene logic when unknown is null, so an expression of the kernel is said as
it stands; only "at least n of" counts. The engine knows nothing of dossiers, tables or dialects: what the
ends are expressions of is the caller's business (see `cnam_rules.measures.tabular`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from cnam_rules.kernel import (
    All,
    Any,
    AtLeast,
    Compare,
    Condition,
    Constant,
    Expr,
    Not,
    Status,
    VerdictStatus,
)
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = ["Ends", "answer", "status", "verdict", "waived_or"]


class Ends(Protocol):
    """The two ends of a fact, as expressions; `most` is null when nothing bounds it."""

    @property
    def least(self) -> Node:
        """The lower end, inclusive."""

    @property
    def most(self) -> Node:
        """The upper end, inclusive."""


def answer(expr: Expr, ends: Mapping[str, Ends]) -> Node:
    """What an expression comes to: true, false, or null for unknown.

    Raises:
        KeyError: a measure has no ends.

    >>> from attrs import make_class
    >>> from cnam_rules.kernel import Op
    >>> months = make_class("Ends", ["least", "most"])(sql.column("min"), sql.column("max"))
    >>> answer(Compare("mois", Op.AT_LEAST, 18), {"mois": months}).sql()
    'CASE WHEN "min" >= 18 THEN TRUE WHEN "max" < 18 THEN FALSE END'
    """
    match expr:
        case Constant(value):
            return sql.TRUE.copy() if value else sql.FALSE.copy()
        case Compare():
            return _comparison(expr, ends[expr.measure])
        case Not(term):
            return sql.negate(answer(term, ends))
        case All(terms):
            return sql.all_of(*(answer(term, ends) for term in terms))
        case Any(terms):
            return sql.any_of(*(answer(term, ends) for term in terms))
        case AtLeast(n, terms):
            return _at_least(n, [answer(term, ends) for term in terms])


def _comparison(compare: Compare, ends: Ends) -> Node:
    bound, negated = compare.threshold
    limit = sql.number(bound)
    if ends.least == ends.most:
        reaches = sql.at_least(ends.least, limit)
        return sql.less(ends.least, limit) if negated else reaches
    yes, no = (sql.FALSE, sql.TRUE) if negated else (sql.TRUE, sql.FALSE)
    return sql.case((sql.at_least(ends.least, limit), yes), (sql.less(ends.most, limit), no))


def _at_least(n: int, answers: Iterable[Node]) -> Node:
    terms = list(answers)
    one, none = sql.number(1), sql.number(0)
    sure = sql.add(*(sql.case((sql.is_true(term), one), otherwise=none) for term in terms))
    may = sql.add(*(sql.case((sql.maybe(term), one), otherwise=none) for term in terms))
    limit = sql.number(n)
    return sql.case((sql.at_least(sure, limit), sql.TRUE), (sql.less(may, limit), sql.FALSE))


def status(condition: Condition, ends: Mapping[str, Ends]) -> Node:
    """A condition's status when nobody waived it, as one of the words of `Status`.

    Raises:
        KeyError: a measure has no ends.
    """
    applies, requires = answer(condition.applies, ends), answer(condition.requires, ends)
    word = {each: sql.text(each.value) for each in Status}
    branches = [
        (sql.is_true(requires), word[Status.MET]),
        (
            sql.all_of(*([] if applies == sql.TRUE else [sql.is_true(applies)]), sql.is_false(requires)),
            word[Status.UNMET],
        ),
    ]
    if applies != sql.TRUE:
        branches.insert(0, (sql.is_false(applies), word[Status.NOT_APPLICABLE]))
    return sql.case(*branches, otherwise=word[Status.UNKNOWN])


def waived_or(waived: Node, unwaived: Node) -> Node:
    """A condition's status, where `waived` says whether an authority dispensed from it; it is never null."""
    return sql.case((waived, sql.text(Status.WAIVED.value)), otherwise=unwaived)


def verdict(statuses: Iterable[Node]) -> Node:
    """The verdict that the statuses of the conditions come to; see `kernel.overall`."""
    listed = list(statuses)
    unmet, unknown = (
        sql.any_of(*(sql.equal(each, sql.text(wanted.value)) for each in listed))
        for wanted in (Status.UNMET, Status.UNKNOWN)
    )
    return sql.case(
        (unmet, sql.text(VerdictStatus.NOT_ELIGIBLE.value)),
        (unknown, sql.text(VerdictStatus.UNDETERMINED.value)),
        otherwise=sql.text(VerdictStatus.ELIGIBLE.value),
    )

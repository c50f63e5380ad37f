"""The reference engine: strong Kleene logic in one page. This is the specification of every engine.

A fact is an interval, so a comparison has three answers; the connectives are Kleene's strong ones, and a
condition's status follows from the answers to its two expressions. `answer` says what an expression comes to,
`status` what a condition does, and `ReferenceEngine` adds the trace that a verdict is explained with. Nothing
is cut short: a term that no longer matters is evaluated all the same, so that the trace shows every one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cnam_rules.kernel import (
    All,
    Answer,
    Any,
    Bounds,
    Compare,
    Condition,
    Constant,
    Expr,
    Not,
    Op,
    Program,
    Status,
)

__all__ = ["ConditionTrace", "Explanation", "ReferenceEngine", "Trace", "answer", "status", "trace"]

Facts = Mapping[str, Bounds]

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def reaches(fact: Bounds, bound: int) -> Answer:
    """Whether a fact is at least `bound`: surely if its lower end is, surely not if its upper end isn't."""
    if fact.least >= bound:
        return YES
    if fact.most is not None and fact.most < bound:
        return NO
    return UNKNOWN


def negation(of: Answer) -> Answer:
    """Kleene's not: unknown stays unknown."""
    return NO if of is YES else YES if of is NO else UNKNOWN


def conjunction(answers: Sequence[Answer]) -> Answer:
    """Kleene's and: one no decides, else one unknown leaves it open; of nothing at all, yes."""
    return NO if NO in answers else UNKNOWN if UNKNOWN in answers else YES


def disjunction(answers: Sequence[Answer]) -> Answer:
    """Kleene's or: one yes decides, else one unknown leaves it open; of nothing at all, no."""
    return YES if YES in answers else UNKNOWN if UNKNOWN in answers else NO


def threshold(n: int, answers: Sequence[Answer]) -> Answer:
    """At least `n`: yes when that many are yes, no when not even the unknown ones could make it that many."""
    if answers.count(YES) >= n:
        return YES
    return NO if len(answers) - answers.count(NO) < n else UNKNOWN


def comparison(expr: Compare, facts: Facts) -> Answer:
    """A measure against its bound. Measures are integers, so `> k` is `≥ k + 1`; `<` and `≤` negate.

    Raises:
        KeyError: the measure has no fact.
    """
    fact, bound = facts[expr.measure], expr.bound
    match expr.op:
        case Op.AT_LEAST:
            return reaches(fact, bound)
        case Op.MORE_THAN:
            return reaches(fact, bound + 1)
        case Op.LESS_THAN:
            return negation(reaches(fact, bound))
        case Op.AT_MOST:
            return negation(reaches(fact, bound + 1))


class Trace(NamedTuple):
    """What an expression came to, and what each of its terms did, in the expression's order.

    Attributes:
        expr: the node of the expression.
        answer: what it came to.
        terms: the traces of its terms; none for a comparison or a constant.
    """

    expr: Expr
    answer: Answer
    terms: tuple[Trace, ...]


def trace(expr: Expr, facts: Facts) -> Trace:
    """What an expression comes to, with the answer of every part of it.

    Raises:
        KeyError: a measure has no fact.

    >>> from cnam_rules.kernel import Interval
    >>> known = trace(Not(Compare("mois", Op.AT_LEAST, 18)), {"mois": Interval(12, 17)})
    >>> known.answer.value, known.terms[0].answer.value
    ('yes', 'no')
    """
    if isinstance(expr, Compare):
        return Trace(expr, comparison(expr, facts), ())
    if isinstance(expr, Constant):
        return Trace(expr, YES if expr.value else NO, ())
    if isinstance(expr, Not):
        term = trace(expr.term, facts)
        return Trace(expr, negation(term.answer), (term,))
    terms = tuple([trace(term, facts) for term in expr.terms])
    answers = [term.answer for term in terms]
    if isinstance(expr, All):
        return Trace(expr, conjunction(answers), terms)
    if isinstance(expr, Any):
        return Trace(expr, disjunction(answers), terms)
    return Trace(expr, threshold(expr.n, answers), terms)


def answer(expr: Expr, facts: Facts) -> Answer:
    """What an expression comes to, given a fact for each of its measures.

    Raises:
        KeyError: a measure has no fact.

    >>> from cnam_rules.kernel import AtLeast, Interval
    >>> facts = {"mois": Interval(12, 18), "ue": Interval(12, 12)}
    >>> answer(Compare("mois", Op.AT_LEAST, 12), facts)
    <Answer.YES: 'yes'>
    >>> answer(AtLeast(1, (Compare("mois", Op.MORE_THAN, 15), Compare("ue", Op.LESS_THAN, 12))), facts)
    <Answer.UNKNOWN: 'unknown'>
    """
    return trace(expr, facts).answer


def status(applies: Answer, requires: Answer) -> Status:
    """A condition's status when nobody waived it.

    >>> status(Answer.UNKNOWN, Answer.YES), status(Answer.UNKNOWN, Answer.NO)
    (<Status.MET: 'met'>, <Status.UNKNOWN: 'unknown'>)
    """
    if applies is NO:
        return Status.NOT_APPLICABLE
    if requires is YES:
        return Status.MET
    return Status.UNMET if applies is YES and requires is NO else Status.UNKNOWN


class ConditionTrace(NamedTuple):
    """How one condition was decided.

    Attributes:
        condition: the condition.
        applies: what its `si` came to, part by part.
        requires: what its `exige` came to, part by part.
        unwaived: its status had nobody waived it.
        status: its status; `WAIVED` when an authority dispensed the candidate, else the same as `unwaived`.
    """

    condition: Condition
    applies: Trace
    requires: Trace
    unwaived: Status
    status: Status


class Explanation(NamedTuple):
    """How every condition of a program was decided.

    Attributes:
        conditions: by condition id, in the program's order.
    """

    conditions: Mapping[str, ConditionTrace]

    @property
    def statuses(self) -> dict[str, Status]:
        """The status of every condition, by id, in the program's order."""
        return {name: condition.status for name, condition in self.conditions.items()}


class ReferenceEngine:
    """Evaluates a program node by node; see `cnam_rules.kernel.Engine`.

    >>> from cnam_rules.kernel import Interval
    >>> engine = ReferenceEngine(Program((Condition("stage", Compare("mois", Op.AT_LEAST, 3)),)))
    >>> engine.statuses({"mois": Interval(2, None)}, waived=frozenset())
    {'stage': <Status.UNKNOWN: 'unknown'>}
    """

    name = "reference"

    def __init__(self, program: Program) -> None:
        self.program = program

    def statuses(self, facts: Facts, waived: frozenset[str]) -> dict[str, Status]:
        """The status of every condition, by id, in the program's order.

        Raises:
            KeyError: a measure of the program has no fact.
        """
        return self.explain(facts, waived).statuses

    def explain(self, facts: Facts, waived: frozenset[str]) -> Explanation:
        """The same statuses with what led to each: every part of every expression, and the status unwaived.

        Raises:
            KeyError: a measure of the program has no fact.
        """
        conditions = {}
        for condition in self.program.conditions:
            applies, requires = trace(condition.applies, facts), trace(condition.requires, facts)
            unwaived = status(applies.answer, requires.answer)
            final = Status.WAIVED if condition.id in waived else unwaived
            conditions[condition.id] = ConditionTrace(condition, applies, requires, unwaived, final)
        return Explanation(conditions)

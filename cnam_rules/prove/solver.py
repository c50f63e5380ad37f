"""The solver: questions as z3 takes them, answered once each.

A fact is two whole numbers and whether its upper end is open. An expression is two formulas, surely true and
surely false, put together by Kleene's rules as the reference engine puts answers together. Whatever satisfies
neither is unknown.

z3 is imported when it is first used: it comes with the extra `prove`.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any as Anything
from typing import Final, TypeAlias

from attrs import frozen

from cnam_rules.faults import ProverUnavailable
from cnam_rules.kernel import (
    All,
    Answer,
    Any,
    AtLeast,
    Compare,
    Condition,
    Constant,
    Expr,
    Interval,
    Not,
    Status,
    VerdictStatus,
)
from cnam_rules.measures.provable import Together
from cnam_rules.prove.goals import Differs, Question, Reached, SiIs, StatusIs, Values, VerdictIs

__all__ = ["GaveUp", "can_be", "models", "solver_there"]

Formula: TypeAlias = Anything
"""A z3 expression: z3 is published without types."""
Pair: TypeAlias = tuple[Formula, Formula]
"""Surely true, surely false."""

_MILLISECONDS: Final = 10_000
"""How long the solver may think about one question."""


@frozen
class GaveUp:
    """The solver found no answer in time: nothing is proved, nothing is refuted."""


@lru_cache(maxsize=1)
def _z3() -> Anything:
    """The module.

    Raises:
        ProverUnavailable: it isn't installed.
    """
    try:
        return importlib.import_module("z3")
    except ImportError as error:
        raise ProverUnavailable from error


def solver_there() -> None:
    """Make sure that z3 can be used.

    Raises:
        ProverUnavailable: it isn't installed.
    """
    _z3()


class _World:
    """One state of the facts."""

    def __init__(self, question: Question, number: int) -> None:
        z3 = self.z3 = _z3()
        self.question = question
        names = range(len(question.limits))
        self.least = [z3.Int(f"least_{i}_{number}") for i in names]
        self.most = [z3.Int(f"most_{i}_{number}") for i in names]
        self.open = [z3.Bool(f"open_{i}_{number}") for i in names]

    def assumed(self) -> Iterator[Formula]:
        """What holds of every dossier."""
        z3 = self.z3
        for limit, least, most, is_open in zip(
            self.question.limits, self.least, self.most, self.open, strict=True
        ):
            yield z3.Or(is_open, least <= most)
            if limit.least is not None:
                yield least >= limit.least
            if limit.most is not None:
                yield z3.And(z3.Not(is_open), least <= limit.most, most <= limit.most)
        for one, other, bound in self.question.relations:
            yield bound.times * self.least[one] <= bound.of_other * self.least[other] + bound.plus
            upper = bound.times * self.most[one] <= bound.of_other * self.most[other] + bound.plus
            yield z3.Or(self.open[other], z3.And(z3.Not(self.open[one]), upper))
        for together in self.question.together:
            yield z3.Or([*self._cases(together)])
        for tie in self.question.reached:
            yield from self._tied(tie)

    def _cases(self, together: Together) -> Iterator[Formula]:
        """The ways in which several facts can be what they are."""
        z3 = self.z3
        for case in together.cases:
            yield z3.And(
                [part for of, fact in zip(together.of, case, strict=True) for part in self.equals(of, fact)]
            )
        if together.same is not None:
            first, (low, high) = self.least[together.of[0]], together.same
            alike = [z3.And(self.least[of] == first, self.exactly(of)) for of in together.of]
            yield z3.And(low <= first, first <= high, *alike)

    def equals(self, measure: int, fact: Interval) -> Iterator[Formula]:
        """Whether a measure is at least so much, and at most so much."""
        yield self.least[measure] == fact.least
        if fact.most is None:
            yield self.open[measure]
        else:
            yield self.z3.And(self.z3.Not(self.open[measure]), self.most[measure] == fact.most)

    def exactly(self, measure: int) -> Formula:
        """Whether all is known of a measure."""
        return self.z3.And(self.z3.Not(self.open[measure]), self.least[measure] == self.most[measure])

    def _tied(self, tie: Reached) -> Iterator[Formula]:
        """A measure is yes where the other surely reaches the value, and may be where it may reach it."""
        z3, value = self.z3, tie.value
        sure = self.least[tie.measure] >= self.most[value] + int(tie.beyond)
        may = z3.Or(self.open[tie.measure], self.most[tie.measure] >= self.least[value] + int(tie.beyond))
        yield self.least[tie.yes_or_no] == z3.If(sure, 1, 0)
        yield self.most[tie.yes_or_no] == z3.If(may, 1, 0)
        yield z3.Not(self.open[value])

    def known(self) -> Iterator[Formula]:
        """Nothing is unknown, but what somebody is still to decide."""
        for measure in self.question.measured:
            yield self.exactly(measure)

    def reaches(self, measure: int, bound: int) -> Pair:
        """Whether a measure is at least so much."""
        below = self.z3.And(self.z3.Not(self.open[measure]), self.most[measure] < bound)
        return self.least[measure] >= bound, below

    def expr(self, expr: Expr) -> Pair:
        """Whether an expression is true."""
        z3 = self.z3
        match expr:
            case Constant(value):
                return z3.BoolVal(value), z3.BoolVal(not value)
            case Compare():
                bound, negated = expr.threshold
                yes, no = self.reaches(int(expr.measure), bound)
                return (no, yes) if negated else (yes, no)
            case Not(term):
                yes, no = self.expr(term)
                return no, yes
            case All(terms):
                pairs = [self.expr(term) for term in terms]
                return z3.And([yes for yes, _ in pairs]), z3.Or([no for _, no in pairs])
            case Any(terms):
                pairs = [self.expr(term) for term in terms]
                return z3.Or([yes for yes, _ in pairs]), z3.And([no for _, no in pairs])
            case AtLeast(n, terms):
                pairs = [self.expr(term) for term in terms]
                sure = z3.Sum([z3.IntVal(0), *(z3.If(yes, 1, 0) for yes, _ in pairs)])
                failed = z3.Sum([z3.IntVal(0), *(z3.If(no, 1, 0) for _, no in pairs)])
                return sure >= n, len(terms) - failed < n

    def status(self, condition: Condition, status: Status) -> Formula:
        """Whether a condition has that status."""
        z3 = self.z3
        applies, requires = self.expr(condition.applies), self.expr(condition.requires)
        not_applicable = applies[1]
        met = z3.And(z3.Not(applies[1]), requires[0])
        unmet = z3.And(applies[0], requires[1])
        known = {Status.NOT_APPLICABLE: not_applicable, Status.MET: met, Status.UNMET: unmet}
        if status is Status.UNKNOWN:
            return z3.Not(z3.Or([*known.values()]))
        return known.get(status, z3.BoolVal(val=False))

    def verdict(self, conditions: Sequence[Condition], verdict: VerdictStatus) -> Formula:
        """Whether the conditions come to that verdict."""
        z3 = self.z3
        refused = z3.Or([self.status(c, Status.UNMET) for c in conditions])
        if verdict is VerdictStatus.NOT_ELIGIBLE:
            return refused
        unsure = z3.Or([self.status(c, Status.UNKNOWN) for c in conditions])
        return z3.And(z3.Not(refused), unsure if verdict is VerdictStatus.UNDETERMINED else z3.Not(unsure))

    def values(self, model: Anything) -> Values:
        """The facts of a model."""
        z3 = self.z3
        found = []
        for least, most, is_open in zip(self.least, self.most, self.open, strict=True):
            low, high = (model.eval(end, model_completion=True).as_long() for end in (least, most))
            without_end = z3.is_true(model.eval(is_open, model_completion=True))
            found.append(Interval(low, None if without_end else high))
        return tuple(found)


def _goal(question: Question, worlds: Sequence[_World]) -> Iterator[Formula]:
    z3, world = worlds[0].z3, worlds[0]
    for part in question.goal:
        match part:
            case StatusIs(side, place, statuses, number):
                condition = question.sides[side][place]
                yield z3.Or([worlds[number].status(condition, status) for status in statuses])
            case SiIs(side, place, answer):
                yes, no = world.expr(question.sides[side][place].applies)
                yield yes if answer is Answer.YES else no
            case VerdictIs(side, verdict, number):
                yield worlds[number].verdict(question.sides[side], verdict)
            case Differs(place):
                one, other = (side[place] for side in question.sides[:2])
                yield z3.Or([world.status(one, s) != world.status(other, s) for s in Status])


def _stated(question: Question) -> tuple[list[_World], list[Formula]]:
    worlds = [_World(question, number) for number in range(1 + question.growing)]
    formulas = [formula for world in worlds for formula in world.assumed()]
    formulas += _goal(question, worlds)
    if question.growing:
        before, after = worlds
        for i in range(len(question.limits)):
            formulas.append(before.least[i] <= after.least[i])
            upper = before.z3.And(before.z3.Not(before.open[i]), before.most[i] <= after.most[i])
            formulas.append(before.z3.Or(after.open[i], upper))
        for i in question.steady:
            formulas += [before.least[i] == after.least[i], before.most[i] == after.most[i]]
    return worlds, formulas


@lru_cache(maxsize=4096)
def can_be(question: Question) -> bool | GaveUp:
    """Whether any facts make the goal true: False is a proof that none do.

    Raises:
        ProverUnavailable: z3 isn't installed.
    """
    z3 = _z3()
    _, formulas = _stated(question)
    solver = z3.Solver()
    solver.set("timeout", _MILLISECONDS)
    solver.add(*formulas)
    found = solver.check()
    return GaveUp() if found == z3.unknown else bool(found == z3.sat)


def models(question: Question, *, known: bool) -> Iterator[tuple[Values, ...]]:
    """Facts that make the goal true, the smallest first, one for each way to stand about the thresholds.

    The smallest has the fewest measures that are not nought, then the least in all of them.

    Args:
        question: the question.
        known: whether to leave out facts of which anything is unknown.

    Yields:
        The facts of each world. The iteration ends where there are no more, or the solver gives up.
    """
    z3 = _z3()
    worlds, formulas = _stated(question)
    solver = z3.Optimize()
    solver.set("timeout", _MILLISECONDS)
    solver.add(*formulas)
    if known:
        solver.add(*(formula for world in worlds for formula in world.known()))
    unknown = [z3.Not(w.exactly(i)) for w in worlds for i in question.measured]
    amounts = [world.least[i] for world in worlds for i in question.measured]
    some = [least != 0 for least in amounts]
    some += [z3.Not(z3.And([*w.equals(i, fact)])) for w in worlds for i, fact in question.untaken]
    # What is not nought counts for each world; what is unknown, before that.
    solver.minimize(z3.Sum([z3.IntVal(0), *(z3.If(part, 1, 0) for part in unknown)]))
    solver.minimize(z3.Sum([z3.IntVal(0), *(z3.If(part, 1, 0) for part in some)]))
    solver.minimize(z3.Sum([z3.IntVal(0), *(z3.If(least < 0, -least, least) for least in amounts)]))
    ends = [z3.If(w.open[i], 0, w.most[i]) for w in worlds for i in question.measured]
    decided = [w.least[i] for w in worlds for i, _ in question.untaken]
    solver.minimize(z3.Sum([z3.IntVal(0), *ends]))
    solver.minimize(z3.Sum([z3.IntVal(0), *decided]))
    while solver.check() == z3.sat:
        model = solver.model()
        yield tuple(world.values(model) for world in worlds)
        cell = [
            formula if z3.is_true(model.eval(formula, model_completion=True)) else z3.Not(formula)
            for world in worlds
            for measure, bound in question.thresholds
            for formula in world.reaches(measure, bound)
        ]
        if not cell:
            return
        solver.add(z3.Not(z3.And(cell)))

"""What the examples of a rule set cover: each status, each boundary from both sides, each branch and choice.

A *goal* is something that an example can show. An example shows a status only if it expects it; it shows a
boundary or a branch of a condition only if it expects something of that condition, or expects the verdict
*transmissible*, which no condition may then spoil. It shows a choice of a reading when another choice would
change the status of a condition: an example that comes to the same under both tells nothing of either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from itertools import chain

from attrs import field, frozen

from cnam_rules.dossier import Dossier
from cnam_rules.engines.reference import answer
from cnam_rules.facts import Fact
from cnam_rules.kernel import Answer, Compare, Constant, Expr, Status, VerdictStatus
from cnam_rules.language import ChosenRules, Example, RuleSet
from cnam_rules.language.expressions import (
    AuMoins,
    Clause,
    Comparaison,
    Lecture,
    Non,
    SiAlors,
    Toujours,
    Tous,
    UnAuMoins,
    resolve,
)
from cnam_rules.measures import SeuilEvidence
from cnam_rules.units import Unit

__all__ = ["Case", "Covered", "Goal", "coverage", "goals", "near"]

_STEPS: Mapping[Unit, int] = {
    Unit.DUREE: 4,  # the day before the end of a month may be its 27th, 28th, 29th or 30th day
    Unit.AGE: 4,
    Unit.HEURES: 1_400,  # half-hundredths
    Unit.ECTS: 10_000,
    Unit.NOTE: 25,
    Unit.MOYENNE: 50,
    Unit.PART: 1_000,
    Unit.POINTS: 100,
}
"""How near to a bound counts as just missing it, in the whole numbers of each unit; 1 in the others: one unit
less, the step not taken. Ten ECTS, a quarter of a mark, five percent, a day of seven hours,
the day before."""


@frozen
class Goal:
    """Something that an example can show.

    Attributes:
        kind: `status`, `reached`, `missed`, `branch` or `choice`.
        condition: the condition's id; empty for a choice.
        status: the status to be expected, of a `status`.
        compare: the comparison, of a boundary that is just `reached` or just `missed`.
        place: where a branch stands, in the words of the rule file (`exige, un_au_moins 2`).
        taken: whether a branch is true.
        readings: the choices of readings under which it can be shown, by reading; of a `choice`, that choice.
    """

    kind: str
    condition: str
    status: Status | None = None
    compare: Compare | None = None
    place: str = ""
    taken: bool = True
    readings: tuple[tuple[str, str], ...] = ()
    clause: Clause | None = field(default=None, repr=False)


@frozen
class Covered:
    """A goal, and the names of the examples that show it; none for one that is missing."""

    goal: Goal
    examples: tuple[str, ...]


@frozen
class Case:
    """A dossier measured under one choice of readings, with the status of each condition."""

    dossier: Dossier
    as_of: date
    rules: ChosenRules
    facts: Mapping[str, Fact]
    statuses: Mapping[str, Status]

    @classmethod
    def of(cls, ruleset: RuleSet, dossier: Dossier, as_of: date, readings: Mapping[str, str]) -> Case:
        """Measure a dossier and decide it by the reference engine."""
        rules = ruleset.under(readings)
        facts = rules.measure(dossier, as_of)
        waived = frozenset(w.condition for w in dossier.derogations if w.holds_on(as_of))
        return cls(dossier, as_of, rules, facts, rules.reference.statuses(facts, waived))

    def shows(self, goal: Goal) -> bool:
        """Whether it shows a goal, whatever is expected of it."""
        if any(self.rules.readings[name] != choice for name, choice in goal.readings):
            return False
        if goal.kind == "choice":
            return self._tells_apart(*goal.readings[0])
        if goal.kind == "status":
            return self.statuses[goal.condition] is goal.status
        if goal.kind == "branch" and goal.clause is not None:
            wanted = Answer.YES if goal.taken else Answer.NO
            return answer(resolve(goal.clause, self.rules.readings), self.facts) is wanted
        if goal.compare is None:
            return False
        fact, compare = self.facts[goal.compare.measure], goal.compare
        if isinstance(evidence := fact.evidence, SeuilEvidence):  # near the value that it is compared with
            held = evidence.held
            if held.least != held.most:
                return False
            fact, compare = evidence.fact, Compare(evidence.fact.measure, evidence.op, held.most)
        return fact.known and near(fact.least, compare, fact.unit, reached=goal.kind == "reached")

    def _tells_apart(self, reading: str, choice: str) -> bool:
        """Whether another choice of a reading would change a status."""
        others = (c.name for c in self.rules.ruleset.readings[reading].choix if c.name != choice)
        chosen = self.rules.readings
        return any(
            Case.of(self.rules.ruleset, self.dossier, self.as_of, {**chosen, reading: other}).statuses
            != self.statuses
            for other in others
        )


def near(value: int, compare: Compare, unit: Unit, *, reached: bool) -> bool:
    """Whether a known number just reaches a bound, or just misses it.

    >>> from cnam_rules.kernel import Op
    >>> months = Compare("experience", Op.AT_LEAST, Unit.DUREE.bound("18 mois"))
    >>> near(Unit.DUREE.bound("18 mois"), months, Unit.DUREE, reached=True)
    True
    >>> near(Unit.DUREE.bound("17 mois 27 jours"), months, Unit.DUREE, reached=False)
    True
    >>> near(Unit.DUREE.bound("17 mois 20 jours"), months, Unit.DUREE, reached=False)
    False
    """
    bound, step = compare.threshold[0], _STEPS.get(unit, 1)
    if not reached:
        return bound - step <= value < bound
    # Any bound of these can be reached to the point.
    whole = unit in (Unit.DUREE, Unit.AGE, Unit.HEURES, Unit.NOTE)
    return value == bound if whole else bound <= value < bound + step


def coverage(ruleset: RuleSet) -> tuple[Covered, ...]:
    """Every goal of a rule set, with the examples that show it.

    >>> from cnam_rules.facade import rulesets
    >>> found = coverage(rulesets()[0])
    >>> any(one.goal.kind == "reached" and one.examples for one in found)
    True
    """
    cases = [
        (example, Case.of(ruleset, example.dossier, example.as_of, example.readings))
        for example in ruleset.examples
    ]
    return tuple(
        Covered(goal, tuple(e.name for e, case in cases if _expects(e, goal) and case.shows(goal)))
        for goal in goals(ruleset)
    )


def _expects(example: Example, goal: Goal) -> bool:
    """Whether an example expects something that the goal bears on."""
    if goal.kind == "status":
        return example.conditions.get(goal.condition) is goal.status
    if goal.kind == "choice":
        return example.status is not None or bool(example.conditions)
    return goal.condition in example.conditions or example.status is VerdictStatus.ELIGIBLE


def goals(ruleset: RuleSet) -> Iterator[Goal]:
    """Everything that examples of a rule set can show, condition by condition, then reading by reading."""
    retained = {name: reading.retenue for name, reading in ruleset.readings.items()}
    for condition in ruleset.conditions:
        exige = resolve(condition.exige, retained)
        si = None if condition.si is None else resolve(condition.si, retained)
        yield from (Goal("status", condition.id, status) for status in _reachable(si, exige))
        seen: set[tuple[str, str, int, tuple[tuple[str, str], ...]]] = set()
        parts = [("si", condition.si), ("exige", condition.exige)]
        inside = chain.from_iterable(_walk(part, name, ()) for name, part in parts if part is not None)
        for clause, place, when, branch in inside:
            if isinstance(clause, Comparaison):
                bound = clause.compare.threshold[0]
                for kind in ("reached", "missed"):
                    key = (kind, clause.compare.measure, bound, when)
                    if key not in seen:
                        seen.add(key)
                        yield Goal(kind, condition.id, compare=clause.compare, readings=when)
            if branch and not isinstance(clause, Toujours):
                goal = partial(Goal, "branch", condition.id, place=place, readings=when, clause=clause)
                yield from (goal(taken=taken) for taken in (True, False))
    for name, reading in ruleset.readings.items():
        for choice in reading.choix:
            yield Goal("choice", "", readings=((name, choice.name),))


def _reachable(si: Expr | None, exige: Expr) -> Iterator[Status]:
    """The statuses that a condition can come to, as far as its form tells; dispensations aside."""
    if si == Constant(False):
        yield Status.NOT_APPLICABLE
        return
    if exige != Constant(False):
        yield Status.MET
    if exige != Constant(True):
        yield Status.UNMET
    if not isinstance(exige, Constant):
        yield Status.UNKNOWN
    if si is not None and si != Constant(True):
        yield Status.NOT_APPLICABLE


def _walk(
    clause: Clause, place: str, when: tuple[tuple[str, str], ...], *, branch: bool = False
) -> Iterator[tuple[Clause, str, tuple[tuple[str, str], ...], bool]]:
    """Every clause inside one, with its place, the choices it needs, and whether it is a branch."""
    if isinstance(clause, Lecture):
        for choice, inside in clause.choices.items():
            if dict(when).get(clause.name, choice) == choice:
                yield from _walk(
                    inside, place, tuple({**dict(when), clause.name: choice}.items()), branch=branch
                )
        return
    yield clause, place, when, branch
    for term, name, is_branch in _terms(clause):
        yield from _walk(term, f"{place}, {name}", when, branch=is_branch)


def _terms(clause: Clause) -> Iterator[tuple[Clause, str, bool]]:
    """The clauses right below one, with the words that lead to each, and whether it is a branch."""
    match clause:
        case Tous(terms):
            yield from ((term, f"tous {index}", False) for index, term in enumerate(terms, 1))
        case UnAuMoins(terms):
            yield from ((term, f"un_au_moins {index}", True) for index, term in enumerate(terms, 1))
        case AuMoins(terms=terms):
            yield from ((term, f"parmi {index}", True) for index, term in enumerate(terms, 1))
        case Non(term):
            yield term, "non", False
        case SiAlors(si, alors):
            yield si, "si", True
            yield alors, "alors", False
        case Lecture() | Comparaison() | Toujours():
            return

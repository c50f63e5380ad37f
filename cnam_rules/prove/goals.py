"""What is asked of the solver, as plain data: rules over numbered measures, what is assumed, and a goal.

A question knows nothing of z3 or of dossiers, and two that are equal have one answer: most choices of the
readings ask the same question about other measures, so it is put to the solver once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from attrs import evolve, frozen

from cnam_rules.engines.reference import answer, status
from cnam_rules.kernel import (
    All,
    Answer,
    Any,
    AtLeast,
    Bounds,
    Compare,
    Condition,
    Constant,
    Expr,
    Interval,
    Not,
    Op,
    Program,
    Status,
    VerdictStatus,
    comparisons,
    overall,
)
from cnam_rules.language import ChosenRules
from cnam_rules.measures import SAID_ONCE, Seuil
from cnam_rules.measures.provable import (
    Limits,
    NoMoreThan,
    Together,
    Valeur,
    Watched,
    bare,
    limits,
    no_more_than,
    together,
)

__all__ = [
    "Differs",
    "Goal",
    "Question",
    "Reached",
    "SiIs",
    "StatusIs",
    "Subject",
    "Values",
    "VerdictIs",
    "holds",
    "statuses_of",
]

Values: TypeAlias = tuple[Interval, ...]
"""The two ends of each measure of a question, by its number."""


@frozen
class StatusIs:
    """The condition at that place of a side has one of these statuses, in one of the worlds."""

    side: int
    place: int
    statuses: frozenset[Status]
    world: int = 0


@frozen
class SiIs:
    """The `si` of the condition at that place of a side has that answer."""

    side: int
    place: int
    answer: Answer


@frozen
class VerdictIs:
    """The conditions of a side come to that verdict, in one of the worlds."""

    side: int
    verdict: VerdictStatus
    world: int = 0


@frozen
class Differs:
    """The condition at that place of the first side has another status than the one there of the second."""

    place: int


Goal: TypeAlias = tuple[StatusIs | SiIs | VerdictIs | Differs, ...]
"""Everything that is to be true at once."""


@frozen
class Reached:
    """A measure that tells whether another one reaches a value, each by its number.

    Attributes:
        yes_or_no: the measure that tells it.
        measure: the one that is compared.
        value: what it is compared with.
        beyond: whether it must go beyond the value, and not only reach it.
    """

    yes_or_no: int
    measure: int
    value: int
    beyond: bool


@frozen
class Question:
    """A question to the solver.

    Attributes:
        sides: the conditions of each rule set, their measures named by their numbers.
        limits: what each measure's numbers never go beyond.
        relations: the measures that are bounded by others: the one, the other, and how.
        together: what measures that read one thing come to at once.
        reached: the measures that tell whether another reaches a value.
        steady: the measures that stay as they are when a dossier grows.
        untaken: the values that somebody decides, each with what it is as long as nobody does.
        goal: what is to be true at once.
        growing: whether there are two worlds, in the second of which nothing is less than in the first.
    """

    sides: tuple[tuple[Condition, ...], ...]
    limits: tuple[Limits, ...]
    relations: tuple[tuple[int, int, NoMoreThan], ...]
    together: tuple[Together, ...]
    reached: tuple[Reached, ...]
    steady: tuple[int, ...]
    untaken: tuple[tuple[int, Interval], ...]
    goal: Goal
    growing: bool = False

    @property
    def measured(self) -> tuple[int, ...]:
        """What is measured of a dossier: not what somebody decides, nor what follows from other measures."""
        others = {number for number, _ in self.untaken} | {tie.yes_or_no for tie in self.reached}
        return tuple(number for number in range(len(self.limits)) if number not in others)

    @property
    def thresholds(self) -> tuple[tuple[int, int], ...]:
        """Every measure with every number that it is asked to reach, each once."""
        found: dict[tuple[int, int], None] = {}
        for side in self.sides:
            for condition in side:
                for expr in (condition.applies, condition.requires):
                    for compare in comparisons(expr):
                        found[int(compare.measure), compare.threshold[0]] = None
        return tuple(found)


@frozen
class Subject:
    """What a question is about, beside what the solver sees of it: the measures themselves.

    Attributes:
        measures: the measures of all the sides, by number, with those that they compare with values, and
            the values; equal ones are one.
        sides: the conditions of each side, their measures named by their numbers.
        relations: what is assumed of the measures, one against the other.
        together: what is assumed of several at once.
        reached: the measures that tell whether another reaches a value.
    """

    measures: tuple[Watched, ...]
    sides: tuple[tuple[Condition, ...], ...]
    relations: tuple[tuple[int, int, NoMoreThan], ...]
    together: tuple[Together, ...]
    reached: tuple[Reached, ...]

    @classmethod
    def of(cls, *parts: tuple[ChosenRules, Sequence[Condition]]) -> Subject:
        """Some conditions of one or more rules, whose measures are told apart by what they are."""
        numbers: dict[Watched, int] = {}
        sides = []
        for rules, conditions in parts:
            named = {}
            for name in Program(tuple(conditions)).measures:
                measure = bare(rules.measures[name])
                named[name] = str(numbers.setdefault(measure, len(numbers)))
            sides.append(tuple(_numbered(condition, named) for condition in conditions))
        reached = tuple(_reached(numbers))
        relations = tuple(
            (place, other, bound)
            for measure, place in numbers.items()
            for second, other in numbers.items()
            if place != other
            for bound in no_more_than(measure, second)
        )
        measures = tuple(numbers)
        return cls(measures, tuple(sides), relations, tuple(together(measures)), reached)

    def question(self, goal: Goal, *, growing: bool = False) -> Question:
        """The question of whether the goal can be."""
        steady = tuple(
            number
            for number, measure in enumerate(self.measures)
            if isinstance(measure, Valeur) or measure.KEY in SAID_ONCE
        )
        return Question(
            self.sides,
            tuple(map(limits, self.measures)),
            self.relations,
            self.together,
            self.reached,
            steady,
            self.untaken,
            goal,
            growing,
        )

    @property
    def untaken(self) -> tuple[tuple[int, Interval], ...]:
        """The values that somebody decides, each with what it is as long as nobody does."""
        values = ((n, one.untaken) for n, one in enumerate(self.measures) if isinstance(one, Valeur))
        return tuple((number, untaken) for number, untaken in values if untaken is not None)


def _reached(numbers: dict[Watched, int]) -> Iterator[Reached]:
    """Number what measures are compared with, where that is no constant, and the measures themselves."""
    for seuil, number in [*numbers.items()]:
        if isinstance(seuil, Seuil):
            measure, value = (
                numbers.setdefault(side, len(numbers)) for side in (bare(seuil.mesuree), Valeur.of(seuil))
            )
            yield Reached(number, measure, value, seuil.op is Op.MORE_THAN)


def _numbered(condition: Condition, names: Mapping[str, str]) -> Condition:
    return evolve(
        condition, applies=_renamed(condition.applies, names), requires=_renamed(condition.requires, names)
    )


def _renamed(expr: Expr, names: Mapping[str, str]) -> Expr:
    match expr:
        case Constant():
            return expr
        case Compare(measure, op, bound):
            return Compare(names[measure], op, bound)
        case Not(term):
            return Not(_renamed(term, names))
        case All(terms):
            return All(tuple(_renamed(term, names) for term in terms))
        case Any(terms):
            return Any(tuple(_renamed(term, names) for term in terms))
        case AtLeast(n, terms):
            return AtLeast(n, tuple(_renamed(term, names) for term in terms))


def statuses_of(side: Iterable[Condition], values: Values) -> tuple[Status, ...]:
    """The statuses of the conditions of a side, by the reference engine's own logic."""
    facts: Mapping[str, Bounds] = {str(number): value for number, value in enumerate(values)}
    return tuple(status(answer(c.applies, facts), answer(c.requires, facts)) for c in side)


def holds(subject: Subject, goal: Goal, worlds: Sequence[Values]) -> bool:
    """Whether the goal is true of these values, one tuple of them for each world."""
    return all(_is(subject, part, worlds) for part in goal)


def _is(subject: Subject, part: StatusIs | SiIs | VerdictIs | Differs, worlds: Sequence[Values]) -> bool:
    match part:
        case StatusIs(side, place, wanted, world):
            return statuses_of(subject.sides[side][place : place + 1], worlds[world])[0] in wanted
        case SiIs(side, place, wanted_answer):
            facts = {str(number): value for number, value in enumerate(worlds[0])}
            return answer(subject.sides[side][place].applies, facts) is wanted_answer
        case VerdictIs(side, verdict, world):
            return overall(statuses_of(subject.sides[side], worlds[world])) is verdict
        case Differs(place):
            one, other = (statuses_of(side[place : place + 1], worlds[0]) for side in subject.sides[:2])
            return one != other

"""Dossiers that show what the solver found: made, measured, decided by both engines, and only then told of.

The solver finds facts; whether a dossier has them is another matter. Kinds of measure propose changes to a
dossier (`cnam_rules.measures.provable`), and a search puts them together, the nearest to the facts first.
What counts is what the dossier is decided as, not what it was made for. The rule sets' own examples are tried
too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from heapq import heappop, heappush
from itertools import count, islice
from typing import Final

from attrs import define, evolve, frozen

from cnam_rules.dossier import Dossier, Rapport, check
from cnam_rules.dossier.checks import LAST_DAY
from cnam_rules.facade import decide
from cnam_rules.faults import InputError
from cnam_rules.kernel import Interval, Status
from cnam_rules.language import ChosenRules, ParametreDef, RuleSet
from cnam_rules.measures.provable import ends, shows, toward
from cnam_rules.measures.valeurs import JOUR
from cnam_rules.prove.goals import (
    Differs,
    Goal,
    Question,
    SiIs,
    StatusIs,
    Subject,
    Values,
    VerdictIs,
    holds,
    statuses_of,
)
from cnam_rules.prove.solver import models

__all__ = ["Seed", "Shown", "for_programme", "seeds", "show", "unshowable"]

_NAME: Final = "PREUVE"
"""What the dossiers are called."""
_SOME_DAY: Final = date(2025, 9, 1)
"""The day that the rules are taken to begin on when nobody knows which."""
_TRIED: Final = 400
"""How many dossiers are measured for one set of facts."""
_TRIED_IN_ALL: Final = 1_600
"""How many dossiers are measured for one question."""
_ALTERNATIVES: Final = 24
"""How many of the changes that a measure proposes are tried on one dossier."""
_WAYS: Final = 6
"""For how many sets of facts, on other sides of the thresholds, dossiers are looked for."""
_LATER: Final = 5
"""How many years later the examples are decided, when no dossier is found on their own days."""
_EXAMPLES: Final = 12
"""How many examples of a rule set are tried."""


@frozen
class Seed:
    """A dossier to begin with, and the day it is decided for."""

    dossier: Dossier
    as_of: date


@define
class _Budget:
    """How many dossiers may still be measured for a question."""

    left: int = _TRIED_IN_ALL


@frozen
class Shown:
    """Dossiers that show that something can be: one, or two of which the second has no less of anything.

    Attributes:
        dossiers: the dossiers.
        as_of: the day they are decided for.
        values: what they measure to, by number of measure.
        smallest: whether the facts are the smallest that there are, as the solver orders them.
    """

    dossiers: tuple[Dossier, ...]
    as_of: date
    values: tuple[Values, ...]
    smallest: bool


def seeds(*rulesets: RuleSet) -> tuple[Seed, ...]:
    """A dossier of which everything is known and that has nothing, then those of the examples.

    The first is decided for a day on which every value of the parameters has begun to hold, then again for
    those on which each one did, where the day of the decision chooses.
    """
    first = rulesets[0]
    begun = [r.in_force.du for r in rulesets if r.in_force.du is not None] or [_SOME_DAY]
    parameters = [one for r in rulesets for one in r.valeurs if isinstance(one, ParametreDef)]
    last = max([*begun, *(value.du for one in parameters for value in one.valeurs)])
    day = date(min(last.year + 2, LAST_DAY.year), 12, 31)
    chosen = {value.du for one in parameters if one.selon == JOUR for value in one.valeurs}
    nothing = Dossier(
        _NAME,
        first.programme,
        first.in_force.du,  # unknown when nobody knows
        ue=(),
        experiences=(),
        stages=(),
        rapport=Rapport(redige=False, soutenu=False, valide=False),
        diplomes=(),
        tests=(),
    )
    found = [Seed(nothing, one) for one in (day, *sorted(chosen))]
    for ruleset in rulesets:
        found += [
            Seed(evolve(e.dossier, dossier=_NAME, programme=first.programme, derogations=()), e.as_of)
            for e in ruleset.examples[:_EXAMPLES]
        ]
    return tuple(found)


def unshowable(subject: Subject) -> tuple[str, ...]:
    """The kinds of measure, by key, that make no dossiers."""
    return tuple(dict.fromkeys(measure.KEY for measure in subject.measures if not shows(measure)))


def show(
    subject: Subject,
    question: Question,
    parts: Sequence[ChosenRules],
    begin: Sequence[Seed],
    *,
    smallest: bool = False,
) -> Shown | None:
    """Dossiers that make the goal of a question true, confirmed by `decide`; None when none was found.

    Args:
        subject: what the question is about.
        question: the question.
        parts: the rules of each side.
        begin: the dossiers to begin with, the empty one first.
        smallest: whether to look for the smallest before any other; else the examples are tried first.
    """
    if not smallest and not question.growing:
        for seed in begin[1:]:
            values = _measured(subject, seed)
            if values is None:
                continue
            if holds(subject, question.goal, (values,)) and _confirmed(subject, parts, seed, values):
                return Shown((seed.dossier,), seed.as_of, (values,), smallest=False)
    found = _found(subject, question, parts, begin)
    if found is None and question.growing:
        # What is to grow may need days that come after those of the examples.
        later = [evolve(seed, as_of=_years_later(seed.as_of)) for seed in begin]
        return _found(subject, question, parts, later)
    return found


def _years_later(day: date) -> date:
    return date(min(day.year + _LATER, LAST_DAY.year), day.month, min(day.day, 28))


def _found(
    subject: Subject, question: Question, parts: Sequence[ChosenRules], begin: Sequence[Seed]
) -> Shown | None:
    """Dossiers that are made for the sets of facts that the solver finds; None when none will do."""
    budget = _Budget()
    for known in (True, False):
        first = True
        for wanted in islice(models(question, known=known), _WAYS):
            if budget.left <= 0:
                return None
            found = _realised(subject, question, parts, begin, wanted, budget=budget)
            if found is not None:
                return evolve(found, smallest=found.smallest and first)
            first = False
    return None


def _realised(
    subject: Subject,
    question: Question,
    parts: Sequence[ChosenRules],
    begin: Sequence[Seed],
    wanted: tuple[Values, ...],
    *,
    budget: _Budget,
) -> Shown | None:
    """Dossiers for one set of facts: that measure to it, or else that are decided alike."""
    goals = [_goal_of(question.goal, world) for world in range(len(wanted))]

    def reaches(world: int, after: Values | None = None) -> Callable[[Seed, Values], bool]:
        def test(seed: Seed, values: Values) -> bool:
            return (
                holds(subject, goals[world], (values,))
                and (after is None or all(map(_no_less, values, after)))
                and _confirmed(subject, parts, seed, values)
            )

        return test

    first = _search(subject, begin, wanted[0], reaches(0), budget)
    if first is None:
        return None
    seed, values, exact = first
    if not question.growing:
        return Shown((seed.dossier,), seed.as_of, (values,), exact)
    second = _search(subject, (seed,), wanted[1], reaches(1, values), budget)
    if second is None:
        return None
    grown, more, exact_too = second
    return Shown((seed.dossier, grown.dossier), seed.as_of, (values, more), exact and exact_too)


def _goal_of(goal: Goal, world: int) -> Goal:
    """The parts of a goal that are about one world, as if it were the only one."""
    found: list[StatusIs | SiIs | VerdictIs | Differs] = []
    for part in goal:
        if isinstance(part, VerdictIs | StatusIs):
            if part.world == world:
                found.append(evolve(part, world=0))
        elif world == 0:
            found.append(part)
    return tuple(found)


def _no_less(value: Interval, before: Interval) -> bool:
    if value.least < before.least:
        return False
    return value.most is None or (before.most is not None and value.most >= before.most)


def _search(
    subject: Subject,
    begin: Sequence[Seed],
    wanted: Values,
    reached: Callable[[Seed, Values], bool],
    budget: _Budget,
) -> tuple[Seed, Values, bool] | None:
    """The nearest first: a dossier that measures to what is wanted, or else one that will do all the same."""
    order = count()
    heap: list[tuple[int, int, int, Seed, Values]] = []
    seen: set[tuple[Dossier, date]] = set()
    will_do: tuple[Seed, Values, bool] | None = None
    least_wrong = len(subject.measures) + 1
    until = max(0, budget.left - _TRIED)

    def look(seed: Seed, after: int) -> tuple[Seed, Values, bool] | None:
        nonlocal will_do, least_wrong
        key = (seed.dossier, seed.as_of)
        values = None if key in seen else _measured(subject, seed)
        seen.add(key)
        budget.left -= 1
        if values is None:
            return None
        wrong = sum(value != want for value, want in zip(values, wanted, strict=True))
        heappush(heap, (wrong, after, next(order), seed, values))
        if wrong < least_wrong and reached(seed, values):
            if wrong == 0:
                return seed, values, True
            will_do, least_wrong = (seed, values, False), wrong
        return None

    for step, seed in enumerate(begin):
        if (found := look(seed, 100 * step)) is not None:
            return found
    while heap and budget.left > until:
        _, after, _, seed, values = heappop(heap)
        for number, measure in enumerate(subject.measures):
            if values[number] == wanted[number]:
                continue
            changed = toward(measure, seed.dossier, wanted[number], seed.as_of)
            for dossier in islice(changed, _ALTERNATIVES):
                if (found := look(Seed(dossier, seed.as_of), after + 1)) is not None:
                    return found
    return will_do


def _measured(subject: Subject, seed: Seed) -> Values | None:
    """What a dossier measures to; None when it can't be decided for want of a value."""
    found = [ends(measure, seed.dossier, seed.as_of) for measure in subject.measures]
    known = tuple(fact for fact in found if fact is not None)
    return known if len(known) == len(found) else None


def for_programme(dossier: Dossier, ruleset: RuleSet) -> Dossier:
    """The dossier as the school of a rule set's programme would have it.

    Units of another programme are not its own, and it has no decisions on what its rules leave to nobody.
    """
    known = ruleset.units[ruleset.programme]
    ue = dossier.ue and tuple(evolve(one, hors_programme=one.code not in known) for one in dossier.ue)
    decisions = tuple(one for one in dossier.decisions if one.objet in ruleset.decisions)
    return evolve(dossier, programme=ruleset.programme, ue=ue, decisions=decisions)


def _confirmed(subject: Subject, parts: Sequence[ChosenRules], seed: Seed, values: Values) -> bool:
    """Whether the dossier holds together, and every engine gives the statuses that the facts have."""
    for rules, side in zip(parts, subject.sides, strict=True):
        dossier = for_programme(seed.dossier, rules.ruleset)
        if check(dossier, as_of=seed.as_of, units=rules.ruleset.units):
            return False
        try:
            verdict = decide(dossier, as_of=seed.as_of, ruleset=rules.ruleset, readings=rules.readings)
        except InputError:
            return False
        expected: Mapping[str, Status] = dict(
            zip((condition.id for condition in side), statuses_of(side, values), strict=True)
        )
        if any(verdict.statuses[name] is not status for name, status in expected.items()):
            return False
    return True

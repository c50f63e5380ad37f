"""Examples that are missing, built near those that there are, and decided; somebody must read them.

For each goal that no example shows, dossiers near those of the examples are tried, one change away, then two.
The first that shows it is kept, with all the other goals that it shows. What it must come to is what the
engines gave: whoever keeps it answers for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from itertools import islice
from typing import Final

from attrs import evolve, frozen

from cnam_rules.dossier import Dossier, check
from cnam_rules.facade import decide
from cnam_rules.faults import RuleSetError
from cnam_rules.kernel import Compare, Op, comparisons
from cnam_rules.language import ChosenRules, RuleSet
from cnam_rules.measures import Seuil
from cnam_rules.ruletests.coverage import Case, Goal, coverage
from cnam_rules.ruletests.perturbing import perturbed, varied
from cnam_rules.verdict import Verdict

__all__ = ["Suggestion", "Unreached", "suggestions"]

_TRIED: Final = 4_000
"""How many dossiers are tried for one goal, and as many again with what the prover makes."""


@frozen
class Suggestion:
    """An example that could be added.

    Attributes:
        goals: what it shows that no example shows.
        dossier: its dossier.
        as_of: the day of the decision.
        readings: the choices of readings, those retained aside.
        verdict: what the engines came to.
    """

    goals: tuple[Goal, ...]
    dossier: Dossier
    as_of: date
    readings: Mapping[str, str]
    verdict: Verdict


@frozen
class Unreached:
    """A goal for which no example was found.

    Attributes:
        goal: the goal.
        kinds: the kinds of measure that it rests on and whose dossiers can't be varied; none when they can,
            and no dossier near the examples shows it.
    """

    goal: Goal
    kinds: tuple[str, ...]


_ANY_DAY: Final = date(2026, 1, 1)
"""The day to decide on by rules that nobody knows the days of: they govern every day."""


def suggestions(ruleset: RuleSet) -> tuple[tuple[Suggestion, ...], tuple[Unreached, ...]]:
    """The examples that are missing, and the goals for which none was found.

    A rule set without any example gives nothing to start from: an empty dossier is then varied, decided on
    the first day on which the rules are in force or, if they say one, the last; on any day if nobody knows.
    """
    missing = [covered.goal for covered in coverage(ruleset) if not covered.examples]
    day = ruleset.in_force.au or ruleset.in_force.du or _ANY_DAY
    bases = {(example.dossier, example.as_of): None for example in ruleset.examples}
    starts = [*bases] or [(Dossier("exemple", ruleset.programme, ue=(), experiences=(), stages=()), day)]
    starts = [(evolve(dossier, derogations=()), as_of) for dossier, as_of in starts]
    found: list[Suggestion] = []
    unreached: list[Unreached] = []
    while missing:
        goal = missing.pop(0)
        case = _found(ruleset, goal, starts)
        if case is None:
            unreached.append(Unreached(goal, _unvaried(ruleset, goal)))
            continue
        shown = tuple(other for other in missing if case.shows(other))
        missing = [other for other in missing if other not in shown]
        readings = {
            name: choice
            for name, choice in case.rules.readings.items()
            if choice != ruleset.readings[name].retenue
        }
        verdict = decide(case.dossier, as_of=case.as_of, ruleset=ruleset, readings=readings)
        found.append(Suggestion((goal, *shown), case.dossier, case.as_of, readings, verdict))
    return tuple(found), tuple(unreached)


def _found(ruleset: RuleSet, goal: Goal, starts: list[tuple[Dossier, date]]) -> Case | None:
    """The first case near the examples that shows a goal."""
    readings = dict(goal.readings)
    rules = ruleset.under(readings)
    compares = [*_compares(rules, goal)]

    def near(dossier: Dossier, as_of: date, *, more: bool) -> Iterator[tuple[Dossier, date]]:
        for compare in compares:
            measure = rules.measures[compare.measure]
            with suppress(RuleSetError):  # a parameter that has no value on that day
                for found in perturbed(measure, dossier, as_of, compare.threshold[0], more=more):
                    yield found, as_of

    def tried(*, more: bool) -> Iterator[tuple[Dossier, date]]:
        yield from starts
        first = [found for start in starts for found in near(*start, more=more)]
        yield from first
        for once in first:
            yield from near(*once, more=more)

    seen: set[tuple[Dossier, date]] = set()
    for more in (False, True):
        for dossier, as_of in islice(tried(more=more), _TRIED):
            if (dossier, as_of) in seen:
                continue
            seen.add((dossier, as_of))
            try:
                case = Case.of(ruleset, dossier, as_of, readings)
            except (
                RuleSetError
            ):  # a parameter that has no value on the day that chooses it: no verdict either
                continue
            if case.shows(goal) and not check(dossier, as_of=as_of, units=ruleset.units):
                return case
    return None


def _compares(rules: ChosenRules, goal: Goal) -> Iterator[Compare]:
    """The comparisons that a goal rests on: its own, and those of the conditions it bears on."""
    if goal.compare is not None:
        yield goal.compare
    seen: set[tuple[str, int]] = set()
    for condition in rules.program.conditions:
        if goal.condition not in ("", condition.id):
            continue
        if goal.kind == "choice" and goal.readings[0][0] not in rules.condition_readings[condition.id]:
            continue
        for expr in (condition.requires, condition.applies):
            for compare in comparisons(expr):
                key = (compare.measure, compare.threshold[0])
                if key not in seen:
                    seen.add(key)
                    yield Compare(compare.measure, Op.AT_LEAST, key[1])


def _unvaried(ruleset: RuleSet, goal: Goal) -> tuple[str, ...]:
    rules = ruleset.under(dict(goal.readings))
    measures = (rules.measures[compare.measure] for compare in _compares(rules, goal))
    others = (measure for measure in measures if not varied(measure))
    kinds = (measure.mesuree.KEY if isinstance(measure, Seuil) else measure.KEY for measure in others)
    return tuple(dict.fromkeys(kinds))

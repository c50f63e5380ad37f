"""Counts so near to what is asked for that another way of counting months would answer otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Any

from attrs import evolve, frozen

from cnam_rules.dossier import Dossier
from cnam_rules.engines.reference import answer
from cnam_rules.kernel import Answer, Compare, comparisons
from cnam_rules.language import ChosenRules
from cnam_rules.measures import CONVENTIONS, Seuil

__all__ = ["Borderline", "borderlines"]


@frozen
class Borderline:
    """A count that would answer otherwise under another named convention, everything else staying as it is.

    Attributes:
        condition: the condition, by id.
        measure: the measure.
        bound: what it is compared with, in its unit.
        convention: the convention by its name in rule files (`mois`, `temps_partiel`, `stage`).
        used: the choice that was counted with.
        counted: what it counts, surely.
        other: the other choice.
        otherwise: what it counts under that.
    """

    condition: str
    measure: str
    bound: int
    convention: str
    used: str
    counted: int
    other: str
    otherwise: int


def borderlines(dossier: Dossier, as_of: date, rules: ChosenRules) -> tuple[Borderline, ...]:
    """The counts that another named convention would carry over what is asked for, or keep below it.

    Args:
        dossier: the dossier.
        as_of: the day of the decision.
        rules: the rules.
    """
    return tuple(dict.fromkeys(_found(dossier, as_of, rules)))


def _found(dossier: Dossier, as_of: date, rules: ChosenRules) -> Iterator[Borderline]:
    facts = rules.measure(dossier, as_of)
    for condition in rules.program.conditions:
        compared = [c for expr in (condition.applies, condition.requires) for c in comparisons(expr)]
        for compare in compared:
            measure: Any = rules.measures[compare.measure]
            if isinstance(measure, Seuil):
                continue
            options = {name: getattr(measure, name) for name in measure.OPTIONS}
            now = answer(compare, facts)
            for name in sorted(measure.conventions_read(options)):
                for other in CONVENTIONS[name]:
                    used: Enum = getattr(measure.conventions, name)
                    if other is used:
                        continue
                    conventions = evolve(measure.conventions, **{name: other})
                    counted = evolve(measure, conventions=conventions).fact(compare.measure, dossier, as_of)
                    then = answer(compare, {compare.measure: counted})
                    if Answer.UNKNOWN not in (now, then) and now is not then:
                        yield Borderline(
                            condition.id,
                            compare.measure,
                            _asked(compare),
                            name,
                            str(used.value),
                            facts[compare.measure].least,
                            str(other.value),
                            counted.least,
                        )


def _asked(compare: Compare) -> int:
    """The bound to reach, or to stay below."""
    return compare.threshold[0]

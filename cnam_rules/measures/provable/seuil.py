"""The companions of `seuil`, a measure against a value that isn't a constant, and of that value itself.

The prover sees the two sides of such a comparison: the measure, and the value, which is an interval like any
fact (what somebody may still decide lies within its bounds). The comparison is then tied to both, exactly as
`cnam_rules.measures.seuil.compared` does it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from attrs import evolve

from cnam_rules.dossier.model import Decision, Dossier
from cnam_rules.kernel import Interval
from cnam_rules.measures.base import Measure
from cnam_rules.measures.provable.base import YES_OR_NO, Limits, NoMoreThan, Together
from cnam_rules.measures.provable.valeur import Valeur
from cnam_rules.measures.seuil import Seuil
from cnam_rules.measures.valeurs import ENTREE, DecisionPrevue, Parametre
from cnam_rules.units import Unit, UnitError

__all__ = ["ThresholdCompanion", "ValueCompanion"]

_DAYS_BEFORE: Final = 100
"""How long before the decision on the dossier the values of the dossiers that are made were decided."""
_NEAR: Final = 4
"""How far the values lie that are decided in place of one that can't be written."""


class ThresholdCompanion:
    """Whether a measure reaches a value that isn't a constant: told by the two of them."""

    def limits(self, _: Seuil, /) -> Limits:
        """It does or it doesn't."""
        return YES_OR_NO

    def no_more_than(self, _: Seuil, __: Measure, /) -> Iterable[NoMoreThan]:
        """Nothing that its two sides don't say."""
        return ()

    def toward(self, _: Seuil, __: Dossier, ___: Interval, ____: date, /) -> Iterator[Dossier]:
        """Nothing: the dossiers are those that its two sides make."""
        return iter(())


class ValueCompanion:
    """A value that somebody decides, or a dated parameter."""

    def limits(self, value: Valeur, /) -> Limits:
        """The bounds of the decision, or the least and the greatest value that the parameter ever has."""
        held = value.valeur
        if isinstance(held, DecisionPrevue):
            return Limits(held.bas, held.haut)
        numbers = [dated.valeur for dated in held.valeurs]
        return Limits(min(numbers), max(numbers))

    def together(self, values: Sequence[tuple[int, Valeur]], /) -> Iterator[Together]:
        """Decisions of one name are one decision; one day chooses the value of every parameter."""
        decided: dict[tuple[str, Unit], list[tuple[int, Valeur]]] = {}
        dated: dict[str, list[tuple[int, Parametre]]] = {}
        for number, value in values:
            held = value.valeur
            if isinstance(held, DecisionPrevue):
                decided.setdefault((held.name, held.unit), []).append((number, value))
            else:
                dated.setdefault(held.selon, []).append((number, held))
        for decisions in decided.values():
            yield _one_decision(decisions)
        for selon, parameters in dated.items():
            yield _one_day(parameters, unknown=selon == ENTREE)

    def toward(self, value: Valeur, dossier: Dossier, wanted: Interval, as_of: date, /) -> Iterator[Dossier]:
        """Decided so, or not at all; for a parameter, an entry on a day that gives it, or an unknown one."""
        held = value.valeur
        if isinstance(held, DecisionPrevue):
            others = tuple(one for one in dossier.decisions if one.objet != held.name)
            if wanted.least == wanted.most:
                day = as_of - timedelta(days=_DAYS_BEFORE)
                for text in _written(held, wanted.least):
                    taken = Decision(held.name, text, "Jury", "Examen du dossier", day)
                    yield evolve(dossier, decisions=(*others, taken))
            yield evolve(dossier, decisions=others)
        elif held.selon == ENTREE:
            if wanted.least != wanted.most:
                yield evolve(dossier, entree_en_formation=None)
            for dated in held.valeurs:
                if dated.valeur == wanted.least and dated.du <= as_of:
                    yield evolve(dossier, entree_en_formation=dated.du)


def _written(decision: DecisionPrevue, value: int) -> Iterator[str]:
    """A value as a dossier says it; where it can't be said (5 months and 29 days), the nearest that can."""
    near = sorted(range(value - _NEAR, value + _NEAR + 1), key=lambda number: abs(number - value))
    for number in near:
        if decision.bas <= number <= decision.haut:
            text = decision.unit.written(number)
            try:
                exact = decision.unit.bound(text) == number
            except UnitError:
                continue
            if exact:
                yield text
                if number == value:
                    return


def _one_decision(decisions: Sequence[tuple[int, Valeur]]) -> Together:
    """What decisions of one name come to: what each is untaken, or one value within the bounds of all."""
    untaken = tuple(value.untaken for _, value in decisions if value.untaken is not None)
    bounds = [value.valeur for _, value in decisions if isinstance(value.valeur, DecisionPrevue)]
    low, high = max(one.bas for one in bounds), min(one.haut for one in bounds)
    return Together(
        tuple(number for number, _ in decisions), (untaken,), (low, high) if low <= high else None
    )


def _one_day(parameters: Sequence[tuple[int, Parametre]], *, unknown: bool) -> Together:
    """All that parameters come to, by the day that chooses; `unknown`: nobody may have told that day."""
    first = max(one.valeurs[0].du for _, one in parameters)
    days = {first, *(value.du for _, one in parameters for value in one.valeurs if value.du >= first)}
    cases: dict[tuple[Interval, ...], None] = {}
    for day in sorted(days):
        begun = [[v.valeur for v in one.valeurs if v.du <= day] for _, one in parameters]
        cases[tuple(Interval(values[-1], values[-1]) for values in begun)] = None
        if unknown:
            cases[tuple(Interval(min(values), max(values)) for values in begun)] = None
    return Together(tuple(number for number, _ in parameters), tuple(cases))

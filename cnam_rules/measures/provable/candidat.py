"""Companions of the kinds `situation` and `heures`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from attrs import evolve

from cnam_rules.dossier.model import Dossier, Stage
from cnam_rules.kernel import Interval
from cnam_rules.measures.base import Measure
from cnam_rules.measures.heures import Heures
from cnam_rules.measures.provable.base import YES_OR_NO, Limits, NoMoreThan, alike_besides
from cnam_rules.measures.situation import SituationParmi
from cnam_rules.units import Unit

__all__ = ["HoursCompanion", "SituationCompanion"]

_A_DAY: Final = 7
"""Hours of presence in a day of the stages that are made."""


class SituationCompanion:
    """Whether the candidate's situation is one of those asked for."""

    def limits(self, _: SituationParmi, /) -> Limits:
        """It is or it isn't."""
        return YES_OR_NO

    def no_more_than(self, measure: SituationParmi, other: Measure, /) -> Iterable[NoMoreThan]:
        """A situation of a list is one of a longer list."""
        if not isinstance(other, SituationParmi) or not alike_besides(measure, other, ("parmi",)):
            return
        if set(measure.parmi) <= set(other.parmi):
            yield NoMoreThan()

    def toward(
        self, measure: SituationParmi, dossier: Dossier, wanted: Interval, _: date, /
    ) -> Iterator[Dossier]:
        """One of the situations asked for, or another one, or nobody says which."""
        name, others = measure.situation.name, dict(dossier.situation)
        others.pop(name, None)
        if wanted.least != wanted.most:
            yield evolve(dossier, situation=others)
            return
        for word, _meaning in measure.situation.words:
            if (word in measure.parmi) == (wanted.least == 1):
                yield evolve(dossier, situation={**others, name: word})


class HoursCompanion:
    """Hours of stages."""

    def limits(self, _: Heures, /) -> Limits:
        """Never negative."""
        return Limits(0)

    def no_more_than(self, measure: Heures, other: Measure, /) -> Iterable[NoMoreThan]:
        """Stages that pass more filters have no more hours than those that pass fewer."""
        compared = ("attestees", "dans_le_champ", "d_un_seul_tenant")
        if not isinstance(other, Heures) or not alike_besides(measure, other, compared):
            return
        if (
            (measure.attestees or not other.attestees)
            and other.dans_le_champ in (None, measure.dans_le_champ)
            and (measure.d_un_seul_tenant or not other.d_un_seul_tenant)
        ):
            yield NoMoreThan()

    def toward(
        self, measure: Heures, dossier: Dossier, wanted: Interval, as_of: date, /
    ) -> Iterator[Dossier]:
        """A stage of so many hours, in the field or not; or none of those that count; or no list."""
        if wanted.most is None:
            yield evolve(dossier, stages=None)
            return
        there = dossier.stages or ()
        others = tuple(stage for stage in there if measure._stages.sift(stage) != ((), ()))
        yield evolve(dossier, stages=others)
        hours = Unit.HEURES.exact(wanted.most)
        days = -(-hours // _A_DAY)
        if not 0 < days <= 10_000:
            return
        start = as_of - timedelta(days=int(days) + 365)
        known = None if wanted.least != wanted.most else hours
        for field in (False, True) if measure.dans_le_champ is None else (measure.dans_le_champ,):
            for proof in (True,) if measure.attestees else (False, True):
                end = start + timedelta(days=int(days) - 1)
                stage = Stage("Organisme", start, end, field, proof, known, Fraction(days))
                yield evolve(dossier, stages=(*others, stage))

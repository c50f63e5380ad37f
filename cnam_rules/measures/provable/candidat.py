"""Companions of the kinds that are about the candidate's situation, and the hours of stages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from attrs import evolve

from cnam_rules.dossier.model import Dossier, Stage
from cnam_rules.kernel import Interval
from cnam_rules.measures.base import Measure
from cnam_rules.measures.heures import Heures
from cnam_rules.measures.provable.base import YES_OR_NO, Limits, NoMoreThan, Together, alike_besides
from cnam_rules.measures.provable.placing import on_day
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

    def together(self, measures: Sequence[tuple[int, SituationParmi]], /) -> Iterator[Together]:
        """A candidate's situation is one word of those that all the rules have for it, or nobody says."""
        named: dict[str, list[tuple[int, SituationParmi]]] = {}
        for number, measure in measures:
            named.setdefault(measure.situation.name, []).append((number, measure))
        for group in named.values():
            known = [{word for word, _ in measure.situation.words} for _, measure in group]
            words = set.intersection(*known)
            cases = [tuple(_of(word in measure.parmi) for _, measure in group) for word in sorted(words)]
            # Nobody says: a measure that takes every word needs no answer.
            cases.append(
                tuple(
                    Interval(int(every <= {*measure.parmi}), 1)
                    for every, (_, measure) in zip(known, group, strict=True)
                )
            )
            yield Together(tuple(number for number, _ in group), tuple(dict.fromkeys(cases)))

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


def _of(answer: bool) -> Interval:
    return Interval(int(answer), int(answer))


class HoursCompanion:
    """Hours of stages."""

    def limits(self, _: Heures, /) -> Limits:
        """Never negative."""
        return Limits(0)

    def no_more_than(self, measure: Heures, other: Measure, /) -> Iterable[NoMoreThan]:
        """Stages that pass more filters have no more hours than those that pass fewer."""
        compared = ("attestees", "dans_le_champ", "d_un_seul_tenant", "depuis", "avant")
        if not isinstance(other, Heures) or not alike_besides(measure, other, compared):
            return
        if (
            (measure.attestees or not other.attestees)
            and other.dans_le_champ in (None, measure.dans_le_champ)
            and (measure.d_un_seul_tenant or not other.d_un_seul_tenant)
            and other.depuis in (None, measure.depuis)
            and other.avant in (None, measure.avant)
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
        if measure.avant is not None:
            before = measure.avant.when(dossier, as_of)
            if before.known and before.last is not None:
                start = before.last - timedelta(days=int(days))
            else:
                yield from on_day(measure.avant, dossier, as_of)
        if measure.depuis is not None:
            since = measure.depuis.when(dossier, as_of)
            if since.known and since.last is not None:
                start = since.last
            else:
                yield from on_day(measure.depuis, dossier, start)
        known = None if wanted.least != wanted.most else hours
        for field in (False, True) if measure.dans_le_champ is None else (measure.dans_le_champ,):
            for proof in (True,) if measure.attestees else (False, True):
                end = start + timedelta(days=int(days) - 1)
                stage = Stage("Organisme", start, end, field, proof, known, Fraction(days))
                yield evolve(dossier, stages=(*others, stage))

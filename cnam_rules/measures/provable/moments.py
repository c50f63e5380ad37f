"""Companions of the kinds that speak of moments: `delai`, `ordre`, `age`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from cnam_rules.dossier.checks import FIRST_DAY
from cnam_rules.dossier.model import Dossier
from cnam_rules.durations import Months, decode, elapsed
from cnam_rules.kernel import Interval
from cnam_rules.measures.age import Age
from cnam_rules.measures.base import Measure
from cnam_rules.measures.delai import Delai, first_day
from cnam_rules.measures.moment_kinds import BIRTH, Moment
from cnam_rules.measures.ordre import Ordre
from cnam_rules.measures.provable.base import YES_OR_NO, Limits, NoMoreThan, alike_besides, bare
from cnam_rules.measures.provable.placing import may_be_placed, not_happened, on_day, untold

__all__ = ["AgeCompanion", "DelayCompanion", "OrderCompanion"]

_BEFORE: Final = timedelta(days=40)
"""How long before the decision a moment is placed that nothing else places."""
_SLACK: Final = 3
"""How many days a month may be longer than another one."""
_LONGEST: Final = 200 * 12 * 31
"""No delay of more than two hundred years is made."""


class DelayCompanion:
    """A delay from one moment to another."""

    def limits(self, _: Delai, /) -> Limits:
        """Never negative."""
        return Limits(0)

    def no_more_than(self, measure: Delai, other: Measure, /) -> Iterable[NoMoreThan]:
        """A delay that stops is no longer than one that runs on, nor than the one up to the decision."""
        if not isinstance(other, Delai) or not alike_besides(measure, other, ("delai", "jusqu_au_jour")):
            return
        if bare(measure).conventions != bare(other).conventions or measure.delai[0] != other.delai[0]:
            return
        to_the_day = other.delai[1].key == "jour"
        same = measure.delai[1] == other.delai[1] and (other.jusqu_au_jour or not measure.jusqu_au_jour)
        if to_the_day or same:
            yield NoMoreThan()

    def toward(self, measure: Delai, dossier: Dossier, wanted: Interval, as_of: date, /) -> Iterator[Dossier]:
        """One of the moments so long before the other, or neither happened; or nobody says when."""
        one, two = measure.delai
        if wanted.least != wanted.most:
            yield from _left_unsaid((one, two), dossier)
            return
        if wanted.least == 0:
            for moment in (one, two) if not measure.jusqu_au_jour else (one,):
                yield from not_happened(moment, dossier)
        yield from _apart(measure, dossier, wanted.least, as_of)


def _left_unsaid(moments: tuple[Moment, Moment], dossier: Dossier) -> Iterator[Dossier]:
    for moment in moments:
        yield from untold(moment, dossier)
    for unsaid in untold(moments[0], dossier):
        yield from untold(moments[1], unsaid)


def _apart(measure: Delai, dossier: Dossier, length: int, as_of: date) -> Iterator[Dossier]:
    """The two moments so far apart: by moving the second, then the first, then both."""
    one, two = measure.delai
    months = measure.conventions.mois
    begun, ended = one.when(dossier, as_of), two.when(dossier, as_of)
    if begun.known and begun.last is not None:
        day = first_day(begun.last, length, months)
        if day is not None and day <= as_of:
            yield from on_day(two, dossier, day)
    ends = [ended.last] if ended.known and ended.last is not None else []
    if ended.happened is False and measure.jusqu_au_jour:
        ends.append(as_of)
    for end in ends:
        for start in _starts(end, length, months):
            yield from on_day(one, dossier, start)
    end = as_of - _BEFORE if may_be_placed(two) else as_of
    for start in _starts(end, length, months):
        for begun_then in on_day(one, dossier, start):
            yield from on_day(two, begun_then, end)
    if measure.jusqu_au_jour:
        for start in _starts(as_of, length, months):
            for begun_then in on_day(one, dossier, start):
                yield from not_happened(two, begun_then)


def _starts(end: date, length: int, months: Months) -> list[date]:
    """The days from which it is exactly so long to a day."""
    if not 0 <= length <= _LONGEST:
        return []
    whole, days = decode(length)
    if months is Months.TRENTE_JOURS:
        about = end - timedelta(days=30 * whole + days)
    else:
        year, month = divmod(end.year * 12 + end.month - 1 - whole, 12)
        if year < FIRST_DAY.year:
            return []
        about = date(year, month + 1, min(end.day, 28)) - timedelta(days=days)
    near = (about + timedelta(days=late) for late in (0, *range(1, _SLACK + 1), *range(-1, -_SLACK - 1, -1)))
    return [
        day
        for day in near
        if day >= FIRST_DAY and elapsed(day.toordinal(), end.toordinal(), months) == length
    ]


class OrderCompanion:
    """Whether one moment comes before another."""

    def limits(self, _: Ordre, /) -> Limits:
        """It does or it doesn't."""
        return YES_OR_NO

    def no_more_than(self, measure: Ordre, other: Measure, /) -> Iterable[NoMoreThan]:
        """What asks for more of the same two moments is in order only where what asks for less is."""
        if not isinstance(other, Ordre) or not alike_besides(measure, other, ("meme_jour", "second_a_venir")):
            return
        asks_less = (other.meme_jour or not measure.meme_jour) and (
            other.second_a_venir or not measure.second_a_venir
        )
        if asks_less:
            yield NoMoreThan()

    def toward(self, measure: Ordre, dossier: Dossier, wanted: Interval, as_of: date, /) -> Iterator[Dossier]:
        """The second a day after the first, or the first a day after the second; or nobody says when."""
        one, two = measure.ordre
        if wanted.least != wanted.most:
            yield from _left_unsaid((one, two), dossier)
            return
        in_order = wanted.least == 1
        if measure.second_a_venir is in_order:
            yield from not_happened(two, dossier)
        if not in_order:
            yield from not_happened(one, dossier)
        early, late = (one, two) if in_order else (two, one)
        for apart in (timedelta(days=1), timedelta(days=0)):
            for moment, beside, gap in ((late, early, apart), (early, late, -apart)):
                placed = beside.when(dossier, as_of)
                if placed.known and placed.last is not None and placed.last + gap <= as_of:
                    yield from on_day(moment, dossier, placed.last + gap)
        end = as_of - _BEFORE
        for first in on_day(early, dossier, end - timedelta(days=1)):
            yield from on_day(late, first, end)


class AgeCompanion:
    """An age, in months and days."""

    def limits(self, _: Age, /) -> Limits:
        """Never negative."""
        return Limits(0)

    def no_more_than(self, measure: Age, other: Measure, /) -> Iterable[NoMoreThan]:
        """Nobody was older at any moment than on the day of the decision."""
        if isinstance(other, Age) and other.age.key == "jour" and alike_besides(measure, other, ("age",)):
            yield NoMoreThan()

    def toward(self, measure: Age, dossier: Dossier, wanted: Interval, as_of: date, /) -> Iterator[Dossier]:
        """A birth so long before the moment, or the moment so long after the birth; or nobody says when."""
        if wanted.least != wanted.most:
            yield from _left_unsaid((measure.age, BIRTH), dossier)
            return
        when, born = measure.age.when(dossier, as_of), BIRTH.when(dossier, as_of)
        day = when.last if when.known and when.last is not None else as_of
        for start in _starts(day, wanted.least, Months.QUANTIEME):
            yield from on_day(BIRTH, dossier, start)
        if born.known and born.last is not None:
            reached = first_day(born.last, wanted.least, Months.QUANTIEME)
            if reached is not None and reached <= as_of:
                yield from on_day(measure.age, dossier, reached)
        for start in _starts(as_of - _BEFORE, wanted.least, Months.QUANTIEME):
            for told in on_day(BIRTH, dossier, start):
                yield from on_day(measure.age, told, as_of - _BEFORE)

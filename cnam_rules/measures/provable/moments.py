"""Companions of the kinds that are about moments: `ordre`, `delai`, `age`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Final

from attrs import frozen

from cnam_rules.dossier.checks import FIRST_DAY
from cnam_rules.dossier.model import Dossier
from cnam_rules.durations import Months
from cnam_rules.kernel import Interval
from cnam_rules.measures.age import Age
from cnam_rules.measures.base import Measure
from cnam_rules.measures.delai import Delai, first_day
from cnam_rules.measures.moment_kinds import BIRTH, Moment
from cnam_rules.measures.ordre import Ordre
from cnam_rules.measures.provable.base import YES_OR_NO, Limits, NoMoreThan, alike_besides
from cnam_rules.measures.provable.dating import last_start, placed

__all__ = ["AgeCompanion", "DelayCompanion", "OrderCompanion"]

_OLDEST: Final = 1_000 * 31
"""No delay or age that is made is that long: a thousand months and more."""


@frozen
class _Pair:
    """Two moments on a dossier, decided on a day."""

    first: Moment
    second: Moment
    dossier: Dossier
    as_of: date

    def day(self, moment: Moment) -> date | None:
        """The day on which a moment happened; None when it didn't, or when nobody can tell which day."""
        when = moment.when(self.dossier, self.as_of)
        return when.last if when.happened and when.known else None

    def on(self, first: date | None, second: date | None) -> Iterator[Dossier]:
        """Both moments on days of no more than the day of the decision; nothing for a day that is missing."""
        if first is None or second is None or not FIRST_DAY <= first <= self.as_of >= second >= FIRST_DAY:
            return
        starts = [self.dossier] if self.day(self.first) == first else placed(self.first, self.dossier, first)
        for dossier in starts:
            if _Pair(self.first, self.second, dossier, self.as_of).day(self.second) == second:
                yield dossier
            else:
                yield from placed(self.second, dossier, second)

    def untold(self) -> Iterator[Dossier]:
        """One of the moments, or the other, that nobody can date."""
        return chain.from_iterable(placed(one, self.dossier, None) for one in (self.second, self.first))

    def to_come(self) -> Iterator[Dossier]:
        """One of the moments, or the other, that hasn't happened."""
        return chain.from_iterable(placed(one, self.dossier, False) for one in (self.second, self.first))


class OrderCompanion:
    """Whether one moment comes before another."""

    def limits(self, _: Ordre, /) -> Limits:
        """In order or not."""
        return YES_OR_NO

    def no_more_than(self, measure: Ordre, other: Measure, /) -> Iterable[NoMoreThan]:
        """An order that is asked for more strictly is there no more often."""
        if not isinstance(other, Ordre) or not alike_besides(measure, other, ("meme_jour", "second_a_venir")):
            return
        if measure.meme_jour <= other.meme_jour and measure.second_a_venir <= other.second_a_venir:
            yield NoMoreThan()

    def toward(self, measure: Ordre, dossier: Dossier, wanted: Interval, as_of: date, /) -> Iterator[Dossier]:
        """The second a day after the first, a day before, on the same day; one to come, or not known."""
        pair = _Pair(*measure.ordre, dossier, as_of)
        if wanted.least != wanted.most:
            yield from pair.untold()
            return
        first, second = pair.day(pair.first), pair.day(pair.second)
        apart = (0, 1) if wanted.least else (0, -1)
        for gap in apart if measure.meme_jour == bool(wanted.least) else apart[1:]:
            yield from pair.on(first, _after(first, gap))
            yield from pair.on(_after(second, -gap), second)
            yield from pair.on(_after(as_of, min(0, -gap)), _after(as_of, min(0, gap)))
        if not wanted.least or measure.second_a_venir:
            yield from pair.to_come()


class DelayCompanion:
    """How long it was from one moment to another, in months and days."""

    def limits(self, _: Delai, /) -> Limits:
        """Never negative."""
        return Limits(0)

    def no_more_than(self, measure: Delai, other: Measure, /) -> Iterable[NoMoreThan]:
        """A delay that runs while the second moment is awaited is never shorter than one that doesn't."""
        if not isinstance(other, Delai) or not alike_besides(measure, other, ("jusqu_au_jour",)):
            return
        if (
            measure.jusqu_au_jour <= other.jusqu_au_jour
            and measure.conventions.mois == other.conventions.mois
        ):
            yield NoMoreThan()

    def toward(self, measure: Delai, dossier: Dossier, wanted: Interval, as_of: date, /) -> Iterator[Dossier]:
        """The second so long after the first; the first so long before it; or one that nobody can date."""
        pair = _Pair(*measure.delai, dossier, as_of)
        if wanted.least != wanted.most:
            yield from pair.untold()
            return
        yield from _so_long(pair, wanted.least, measure.conventions.mois)
        if measure.jusqu_au_jour and wanted.least < _OLDEST:
            for waiting in placed(pair.second, dossier, False):
                start = last_start(as_of, wanted.least, measure.conventions.mois)
                if start is not None:
                    yield from placed(pair.first, waiting, start)
        if wanted.least == 0:
            yield from pair.to_come()


class AgeCompanion:
    """An age, in months and days."""

    def limits(self, _: Age, /) -> Limits:
        """Never negative."""
        return Limits(0)

    def no_more_than(self, _: Age, __: Measure, /) -> Iterable[NoMoreThan]:
        """Nothing that holds whatever the moments."""
        return ()

    def toward(self, measure: Age, dossier: Dossier, wanted: Interval, as_of: date, /) -> Iterator[Dossier]:
        """A birth so long before the moment, a moment so long after the birth; or nobody says when."""
        pair = _Pair(BIRTH, measure.age, dossier, as_of)
        if wanted.least != wanted.most:
            yield from pair.untold()
            return
        if pair.day(measure.age) is None and wanted.least < _OLDEST:  # the age is then that of the day
            born = last_start(as_of, wanted.least, Months.QUANTIEME)
            if born is not None:
                yield from placed(BIRTH, dossier, born)
        yield from _so_long(pair, wanted.least, Months.QUANTIEME)


def _so_long(pair: _Pair, length: int, months: Months) -> Iterator[Dossier]:
    """The two moments so long apart: the second moves, or the first, or both."""
    if length >= _OLDEST:
        return
    first, second = pair.day(pair.first), pair.day(pair.second)
    moved: list[tuple[date | None, date | None]] = []
    if first is not None:
        moved.append((first, first_day(first, length, months)))
    if second is not None:
        moved.append((last_start(second, length, months), second))
    for days in (
        reversed(moved) if pair.first == BIRTH else moved
    ):  # of an age, it is the birth that is another
        yield from pair.on(*days)
    yield from pair.on(last_start(pair.as_of, length, months), pair.as_of)


def _after(day: date | None, days: int) -> date | None:
    """So many days after a day; None where there is none."""
    if day is None or not 0 < day.toordinal() + days <= date.max.toordinal():
        return None
    return date.fromordinal(day.toordinal() + days)

"""`delai`: how long it was from one moment to another.

In a rule file:

    delai_du_stage:
      libelle: {fr: …, en: …}
      delai: [{derniere_ue: obligatoires}, {fin_des_stages: attestes}]   # from the first to the second
      jusqu_au_jour: oui      # until the second happens, up to the day of the decision; non (default): 0

The delay is counted as article 641 of the civil procedure code does, from the day of the first moment to that
of the second: from 1 September 2024 it is one year on 1 September 2025, and more than one the day after. From
29 February it is one year on 28 February, the last day of the month. Under `mois: trente-jours`, 30 days are
a month.

It is 0 when the second comes first or on the same day, and when the first hasn't happened: nothing runs yet.
It is 0 too while the second hasn't happened, unless `jusqu_au_jour: oui`. So a delay of *at most* so much is
met while nothing has happened: where the second moment is due, another condition asks for it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from cnam_rules.deferred import Deferred
from cnam_rules.dossier import Dossier
from cnam_rules.durations import Months, decode, elapsed
from cnam_rules.facts import Fact, Piece, Shortfall
from cnam_rules.kernel import Compare
from cnam_rules.measures.base import Conventions, Option, yes_or_no
from cnam_rules.measures.moments import Moment, say_moment, told
from cnam_rules.measures.moments_told import Told, When
from cnam_rules.measures.ordre import read_two_moments
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["Delai", "DelaiEvidence", "first_day", "from_one_to_another"]

Ends = tuple[int, int | None]
_NOTHING: Ends = (0, 0)


def _say_apart(moments: tuple[Moment, Moment], speech: Speech) -> str:
    first, second = (say_moment(moment, speech) for moment in moments)
    return speech.say("options.moments-and", first=first, second=second)


def from_one_to_another(one: When, two: When, as_of: date, *, running: bool, months: Months) -> Ends:
    """The least and the most that a delay can be, encoded; None when nothing bounds it.

    Args:
        one: the moment that it is counted from.
        two: the moment that it is counted to.
        as_of: the day of the decision.
        running: whether it is counted to that day while `two` hasn't happened.
        months: how days make months.
    """
    ends = []
    if one.happened is not True:
        ends.append(_NOTHING)
    if one.happened is not False and two.happened is not True:
        ends.append(_apart(one, When(True, as_of, as_of), months) if running else _NOTHING)
    if one.happened is not False and two.happened is not False:
        ends.append(_apart(one, two, months))
    unbounded = any(most is None for _, most in ends)
    return min(least for least, _ in ends), None if unbounded else max(most or 0 for _, most in ends)


def _apart(one: When, two: When, months: Months) -> Ends:
    """The same of two moments that have happened."""
    least = 0
    if one.last is not None and two.first is not None:
        least = elapsed(one.last.toordinal(), two.first.toordinal(), months)
    if one.first is None or two.last is None:
        return least, None
    return least, elapsed(one.first.toordinal(), two.last.toordinal(), months)


def first_day(start: date, length: int, months: Months) -> date | None:
    """The first day to which a delay from `start` has reached a length; None after 31 December 9999."""
    begin = start.toordinal()
    days = range(begin, min(begin + length, date.max.toordinal()) + 1)  # k months are at most 31 × k days
    place = bisect_left(days, True, key=lambda day: elapsed(begin, day, months) >= length)
    return date.fromordinal(days[place]) if place < len(days) else None


@frozen
class DelaiEvidence:
    """What a delay rests on.

    Attributes:
        debut: the moment that it is counted from.
        fin: the moment that it is counted to.
        jusqu_au_jour: whether it is counted to the day of the decision while `fin` hasn't happened.
        months: how days make months.
        as_of: the day of the decision.
    """

    kind: ClassVar[str] = "delai"
    unit: ClassVar[Unit] = Unit.DUREE

    debut: Told
    fin: Told
    jusqu_au_jour: bool
    months: Months
    as_of: date

    def bounds(self) -> Ends:
        """The delay again; see `Evidence.bounds`."""
        return from_one_to_another(
            self.debut.when, self.fin.when, self.as_of, running=self.jusqu_au_jour, months=self.months
        )

    def pieces(self) -> Sequence[Piece]:
        """What is missing to tell when the two moments happened; see `Evidence.pieces`."""
        least, most = self.bounds()
        return () if least == most else (*self.debut.pieces, *self.fin.pieces)

    @property
    def _runs(self) -> bool:
        """Whether the delay surely grows with each day."""
        return self.debut.when.happened is True and (
            self.fin.key == "jour" or (self.jusqu_au_jour and self.fin.when.happened is False)
        )

    def shortfall(self, fact: Fact, compare: Compare) -> Shortfall | None:
        """What lacks to a delay, and the day on which it will have run; see `Evidence.shortfall`.

        One that is over, or that is too long, can't be put right. The amount runs from the day of the
        decision where the delay does; else it is the whole delay.
        """
        bound, negated = compare.threshold
        if negated:
            below = fact.most is not None and fact.most < bound
            return None if below else Shortfall(fact.measure, self.unit, None)
        if fact.least >= bound:
            return None
        begun, ended = self.debut.when, self.fin.when
        day = first_day(begun.last, bound, self.months) if begun.known and begun.last else None
        if self._runs and day is not None:
            amount = elapsed(self.as_of.toordinal(), day.toordinal(), self.months)
            return Shortfall(fact.measure, self.unit, amount, (), day)
        over = ended.happened is True and self.fin.key != "jour"
        if over and fact.most is not None and fact.most < bound:
            return Shortfall(fact.measure, self.unit, None)
        waited = tuple(moment.key for moment in (self.debut, self.fin) if moment.when.happened is not True)
        return Shortfall(fact.measure, self.unit, bound, waited, day)

    def remedy(self, shortfall: Shortfall, name: str, speech: Speech) -> str:
        """How long is still to run, and until when; see `Evidence.remedy`."""
        amount = self._length(shortfall.amount or 0, speech)
        if self._runs and shortfall.reached_on is not None:
            return speech.say("todo.delay", name=name, amount=amount, date=shortfall.reached_on)
        if shortfall.reached_on is not None and self.fin.when.happened is False:
            moment = self.fin.name(speech)
            return speech.say("todo.not-before", name=name, moment=moment, date=shortfall.reached_on)
        return self._unsettled(name, speech)

    def _unsettled(self, name: str, speech: Speech) -> str:
        """The moments that are still to happen, or else those of which the day is to be told."""
        two = (self.debut, self.fin)
        waited = [moment.to_come(speech) for moment in two if moment.when.happened is False]
        unsure = [moment.name(speech) for moment in two if moment.pieces]
        key = "todo.moments" if waited else "todo.moments-unsure"
        return speech.say(key, name=name, moments=speech.list(waited or unsure))

    def _length(self, length: int, speech: Speech) -> str:
        return speech.months_days(*decode(length))

    def lines_of(self, speech: Speech) -> list[str]:
        """The two moments, and how the delay runs; see `Evidence.lines_of`."""
        said = [moment.line(speech) for moment in (self.debut, self.fin)]
        if self.debut.when.happened and self.fin.when.happened is False:
            said.append(speech.say("delai.runs" if self.jusqu_au_jour else "delai.waits"))
        elif self.debut.when.known and self.fin.when.known and self.bounds() == _NOTHING:
            said.append(speech.say("delai.nothing"))
        return said


@frozen
class Delai:
    """How long it was from one moment to another, in months and days (see `cnam_rules.durations.encode`).

    Attributes:
        delai: the moment that it is counted from, and the one that it is counted to.
        jusqu_au_jour: whether it is counted to the day of the decision while the second hasn't happened.
        conventions: how days make months.

    >>> from cnam_rules.measures.moment_kinds import EtapeNommee, Simple
    >>> since = Delai((EtapeNommee("depot"), Simple("jour")), False, Conventions())
    >>> dossier = Dossier("D-1", "RNCP36625", etapes={"depot": date(2024, 2, 29)})
    >>> [decode(since.fact("delai", dossier, date(2025, 2, day)).least) for day in (27, 28)]
    [(11, 29), (12, 0)]
    """

    KEY: ClassVar[str] = "delai"
    UNIT: ClassVar[Unit] = Unit.DUREE
    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "delai": Option(read_two_moments, required=True, say=_say_apart),
        "jusqu_au_jour": Option(yes_or_no, default=False),
    }

    delai: tuple[Moment, Moment]
    jusqu_au_jour: bool
    conventions: Conventions

    @classmethod
    def conventions_read(cls, _options: Mapping[str, object], /) -> frozenset[str]:
        """How months are counted; see `Measure.conventions_read`."""
        return frozenset(("mois",))

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier; see `Measure.fact`."""
        one, two = (moment.when(dossier, as_of) for moment in self.delai)
        least, most = from_one_to_another(
            one, two, as_of, running=self.jusqu_au_jour, months=self.conventions.mois
        )
        return Fact(name, Unit.DUREE, least, most, Deferred(partial(self._evidence, dossier, as_of)))

    def _evidence(self, dossier: Dossier, as_of: date) -> DelaiEvidence:
        debut, fin = (told(moment, dossier, as_of) for moment in self.delai)
        return DelaiEvidence(debut, fin, self.jusqu_au_jour, self.conventions.mois, as_of)

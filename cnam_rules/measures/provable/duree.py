"""The companion of the kind `duree`: spells that last so long, and what the filters of one say of another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from attrs import evolve

from cnam_rules.dossier.checks import FIRST_DAY
from cnam_rules.dossier.model import Dossier, Experience, Stage, StatutActivite
from cnam_rules.durations import Months, StageCounting, decode
from cnam_rules.kernel import Interval
from cnam_rules.measures.base import Measure
from cnam_rules.measures.duree import Duree
from cnam_rules.measures.provable.base import Limits, NoMoreThan, alike_besides, bare
from cnam_rules.measures.provable.placing import not_happened, on_day, untold

__all__ = ["DurationCompanion"]

_COMPARED: Final = frozenset(
    (
        *("duree", "attestees", "dans_le_champ", "statuts", "avec_stages", "d_un_seul_tenant"),
        *("responsabilite", "plein_temps", "depuis", "avant", "sauf_jours_de_stage"),
    )
)
_HALF: Final = Fraction(1, 2)
_LONGEST: Final = 100 * 12 * 31
"""No spell lasts more than a hundred years."""
_LATEST: Final = 28
"""Every month has a day of that number."""
_GAP: Final = timedelta(days=31)
_YEARS: Final = 5
"""Spells begin on a first of January so many years before the decision, or as many times as they need."""


class DurationCompanion:
    """A duration of spells.

    Spells all begin on the same day, as days that lie in two of them count once: so the longest that passes a
    measure's filters is what it comes to, and one within another adds nothing to it.
    """

    def limits(self, _: Duree, /) -> Limits:
        """Never negative."""
        return Limits(0)

    def no_more_than(self, measure: Duree, other: Measure, /) -> Iterable[NoMoreThan]:
        """Spells that pass more filters last no longer than those that pass fewer, counted the same way."""
        if not isinstance(other, Duree) or measure.duree != other.duree:
            return
        if not alike_besides(measure, other, _COMPARED):
            return
        if bare(measure).conventions != bare(other).conventions:
            return
        if measure.avec_stages and not other.avec_stages:
            return
        if other.d_un_seul_tenant and not measure.d_un_seul_tenant:
            return
        if not _days_within(measure, other):
            return
        if (
            (measure.attestees or not other.attestees)
            and other.dans_le_champ in (None, measure.dans_le_champ)
            and (other.statuts is None or (measure.statuts is not None and measure.statuts <= other.statuts))
            and (measure.responsabilite or not other.responsabilite)
            and (measure.plein_temps or not other.plein_temps)
        ):
            yield NoMoreThan()

    def toward(self, measure: Duree, dossier: Dossier, wanted: Interval, as_of: date, /) -> Iterator[Dossier]:
        """One spell that lasts so long, then the same in other ways; or the spells that count, shortened."""
        if wanted.most is None:
            yield from _no_list(measure, dossier)
            return
        if (told := _lists_told(measure, dossier)) != dossier:
            dossier = told
            yield dossier
        now = measure.fact("", dossier, as_of)
        if now.least > wanted.least or (now.most is not None and now.most > wanted.most):
            yield from _fewer(measure, dossier, wanted.least)
        if wanted.least < wanted.most and now.least == wanted.least:
            yield from _perhaps(measure, dossier, wanted.most, as_of)
        elif wanted.least > now.least:
            yield from _longer(measure, dossier, wanted.least, as_of)


def _perhaps(measure: Duree, dossier: Dossier, wanted: int, as_of: date) -> Iterator[Dossier]:
    """A spell of which something is left unsaid; or the day from which spells count, or until which."""
    for moment in (measure.depuis, measure.avant):
        if moment is not None:
            yield from untold(moment, dossier)
    for spell in _spells(measure, wanted, as_of, dossier):
        for unsure in _unsure(measure, spell):
            yield _add(dossier, unsure)


def _longer(measure: Duree, dossier: Dossier, wanted: int, as_of: date) -> Iterator[Dossier]:
    """A spell that lasts so long, from the day on that counts; that day, when nobody says it; two spells."""
    if measure.depuis is not None and not measure.depuis.when(dossier, as_of).known:
        for start in _starts(measure, wanted, as_of, dossier):
            yield from on_day(measure.depuis, dossier, start)
    if measure.avant is not None and not measure.avant.when(dossier, as_of).known:
        yield from on_day(measure.avant, dossier, as_of)
    for spell in _spells(measure, wanted, as_of, dossier):
        yield _add(dossier, spell)
    if not measure.d_un_seul_tenant:
        yield from _in_two(measure, dossier, wanted, as_of)


def _fewer(measure: Duree, dossier: Dossier, wanted: int) -> Iterator[Dossier]:
    """The dossier without the spells that surely count, then without those that may, too."""
    lists = ("experiences", "stages") if measure.avec_stages else (measure.duree,)
    for sure in (True, False):
        kept: dict[str, Any] = {}
        for name in lists:
            sifted = [(spell, *measure.sift(spell)) for spell in getattr(dossier, name) or ()]
            kept[name] = tuple(
                spell for spell, failed, unknown in sifted if failed or (sure and bool(unknown))
            )
        yield evolve(dossier, **kept)
    if wanted == 0 and measure.depuis is not None:
        yield from not_happened(measure.depuis, dossier)


def _days_within(measure: Duree, other: Duree) -> bool:
    """Whether the days that count for a measure are among those that count for another.

    Under `sauf_jours_de_stage`, the stages whose days are left out are those with a certificate where one is
    asked for: two that don't ask alike leave out days of their own.
    """
    stages = not other.sauf_jours_de_stage or (
        measure.sauf_jours_de_stage and measure.attestees == other.attestees
    )
    return stages and other.depuis in (None, measure.depuis) and other.avant in (None, measure.avant)


def _length(measure: Duree, wanted: int, start: date) -> int:
    """How many days from `start` on make what is wanted, if any number does."""
    months, days = decode(wanted)
    if measure.presence is not StageCounting.CALENDAIRE:
        return months * 22 + days
    if measure.conventions.mois is Months.TRENTE_JOURS:
        return months * 30 + days
    year, month = divmod(start.month - 1 + months, 12)
    return (date(start.year + year, month + 1, start.day) - start).days + days


def _starts(measure: Duree, wanted: int, as_of: date, dossier: Dossier) -> Iterable[date]:
    """The days to begin on: the first that counts, that of the first spell there, one that leaves time."""
    months, _ = decode(wanted)
    years = _YEARS * (1 + (months + 11) // 12 // _YEARS)
    there = [job.debut for job in dossier.experiences or ()] + [stage.debut for stage in dossier.stages or ()]
    first = sorted(there)[:1]
    last = as_of
    if measure.depuis is not None and (since := measure.depuis.when(dossier, as_of).last) is not None:
        first.insert(0, since)
    if measure.avant is not None and (before := measure.avant.when(dossier, as_of).last) is not None:
        last = before
    soundly = [day for day in first if day.day <= _LATEST]
    return dict.fromkeys((*soundly, date(max(last.year - years, FIRST_DAY.year), 1, 1)))


def _spells(measure: Duree, wanted: int, as_of: date, dossier: Dossier) -> Iterator[Experience | Stage]:
    """Spells that last so long, the most usual first: what the measure doesn't ask for, they haven't."""
    if 0 < wanted <= _LONGEST:
        for start in _starts(measure, wanted, as_of, dossier):
            yield from _from(start, measure, wanted)


def _from(start: date, measure: Duree, wanted: int) -> Iterator[Experience | Stage]:
    """The same, from a day on."""
    days = _length(measure, wanted, start)
    end = start + timedelta(days=days - 1)
    proven = (True,) if measure.attestees else (False, True)
    fields = (measure.dans_le_champ,) if measure.dans_le_champ is not None else (False, True)
    for field in fields:
        for proof in proven:
            if measure.duree == "experiences":
                for status in _statuses(measure):
                    for share in (Fraction(1),) if measure.plein_temps else (Fraction(1), _HALF):
                        yield Experience(
                            "Emploi",
                            start,
                            end,
                            None,
                            field,
                            attestee=proof,
                            quotite=share,
                            statut=status,
                            responsabilite=measure.responsabilite,
                        )
            if measure.duree == "stages" or measure.avec_stages:
                full, none = Fraction(days), Fraction(0)
                for hours, presence in ((full * 7, full), (none, none), (none, full), (full * 7, none)):
                    yield Stage("Organisme", start, end, field, proof, hours, presence)


def _statuses(measure: Duree) -> tuple[StatutActivite, ...]:
    """The statuses that count, the usual ones first; two are enough to tell others apart."""
    known = (
        StatutActivite.SALARIE,
        StatutActivite.BENEVOLE,
        StatutActivite.INDEPENDANT,
        StatutActivite.APPRENTI,
    )
    return tuple(s for s in known if measure.statuts is None or s in measure.statuts)[:2]


def _unsure(measure: Duree, spell: Experience | Stage) -> Iterator[Experience | Stage]:
    """The spell with one thing that the measure asks about left unsaid; none when it asks about nothing."""
    unsaid: dict[str, Any]
    if measure.statuts is not None and isinstance(spell, Experience):
        yield evolve(spell, statut=None)
    if measure.dans_le_champ is not None:
        yield evolve(spell, dans_le_champ=None)
    if measure.attestees:
        unsaid = {"attestee" if isinstance(spell, Experience) else "atteste": None}
        yield evolve(spell, **unsaid)
    if isinstance(spell, Experience):
        if measure.responsabilite:
            yield evolve(spell, responsabilite=None)
        yield evolve(spell, quotite=None)
    else:
        yield evolve(spell, heures=None, jours=None)


def _in_two(measure: Duree, dossier: Dossier, wanted: int, as_of: date) -> Iterator[Dossier]:
    """As many days in two spells with a gap between them."""
    for spell in _spells(measure, wanted, as_of, dossier):
        if isinstance(spell.fin, date) and spell.fin > spell.debut:
            half = ((spell.fin - spell.debut).days + 1) // 2
            middle = spell.debut + timedelta(days=half)
            one = _lasting(spell, spell.debut, middle - timedelta(days=1))
            other = _lasting(spell, middle + _GAP, spell.fin + _GAP)
            yield _add(_add(dossier, one), other)


def _lasting(spell: Experience | Stage, start: date, end: date) -> Experience | Stage:
    """The spell between other dates; a stage keeps its days of presence in step."""
    if isinstance(spell, Experience):
        return evolve(spell, debut=start, fin=end)
    days = Fraction((end - start).days + 1)
    jours, heures = (days if spell.jours else Fraction(0)), (days * 7 if spell.heures else Fraction(0))
    return evolve(spell, debut=start, fin=end, jours=jours, heures=heures)


def _add(dossier: Dossier, spell: Experience | Stage) -> Dossier:
    if isinstance(spell, Experience):
        return evolve(dossier, experiences=(*(dossier.experiences or ()), spell))
    return evolve(dossier, stages=(*(dossier.stages or ()), spell))


def _lists_told(measure: Duree, dossier: Dossier) -> Dossier:
    """The dossier with nothing in the lists that the measure reads and that nobody gave."""
    if (measure.duree == "stages" or measure.avec_stages) and dossier.stages is None:
        dossier = evolve(dossier, stages=())
    if measure.duree == "experiences" and dossier.experiences is None:
        dossier = evolve(dossier, experiences=())
    return dossier


def _no_list(measure: Duree, dossier: Dossier) -> Iterator[Dossier]:
    """The lists that the measure reads, unknown."""
    if measure.duree == "stages" or measure.avec_stages:
        yield evolve(dossier, stages=None)
    if measure.duree == "experiences":
        yield evolve(dossier, experiences=None)

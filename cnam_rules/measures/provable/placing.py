"""Dossiers in which a moment happened on a given day, or hasn't, or of which nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from attrs import evolve

from cnam_rules.dossier.model import (
    Dossier,
    Experience,
    Obtention,
    Rapport,
    Stage,
    StatutActivite,
    StatutUe,
    Ue,
)
from cnam_rules.measures.moment_kinds import (
    EtapeNommee,
    EtapeRapport,
    FinDesPeriodes,
    Moment,
    Simple,
    UeObtenues,
)
from cnam_rules.measures.rapport import STEPS

__all__ = ["may_be_placed", "not_happened", "on_day", "untold"]

_SPELL: Final = timedelta(days=29)
"""From the first day to the last of the spells that are made."""
_PASS: Final = Fraction(12)


def may_be_placed(moment: Moment) -> bool:
    """Whether a dossier says when it happens: the day of the decision and those of the calendar are given."""
    return isinstance(moment, EtapeNommee | EtapeRapport | FinDesPeriodes | UeObtenues) or (
        isinstance(moment, Simple) and moment.key != "jour"
    )


def on_day(moment: Moment, dossier: Dossier, day: date) -> Iterator[Dossier]:
    """The dossier with the moment on that day, and as little else changed as need be."""
    match moment:
        case Simple(key) if key != "jour":
            given: dict[str, Any] = {key: day}
            yield evolve(dossier, **given)
        case EtapeNommee(name):
            yield evolve(dossier, etapes={**dict(dossier.etapes), name: day})
        case EtapeRapport(step):
            yield _report(dossier, step, day)
        case UeObtenues(codes, last):
            yield from _units(dossier, codes, day, last=last)
        case FinDesPeriodes():
            yield from _ended(moment, dossier, day)
        case _:
            return  # the day of the decision and those of the calendar are given


def not_happened(moment: Moment, dossier: Dossier) -> Iterator[Dossier]:
    """The dossier with the moment still to come, on a day that nobody says."""
    match moment:
        case EtapeNommee(name):
            yield evolve(dossier, etapes={**dict(dossier.etapes), name: False})
        case EtapeRapport(step):
            yield _from_step(dossier, step, False)
        case UeObtenues(codes, last):
            for gone in (codes[-1:], codes[:1]) if last else ():
                yield evolve(dossier, ue=_besides(dossier, gone))
            yield evolve(dossier, ue=_besides(dossier, codes))
        case FinDesPeriodes(spells):
            nothing: dict[str, Any] = {spells: ()}
            yield evolve(dossier, **nothing)
        case _:
            return  # the day of the decision and those of the calendar are given


def untold(moment: Moment, dossier: Dossier) -> Iterator[Dossier]:
    """The dossier with nothing said of the moment; then, with it happened on a day that nobody says."""
    match moment:
        case Simple(key) if key != "jour":
            given: dict[str, Any] = {key: None}
            yield evolve(dossier, **given)
        case EtapeNommee(name):
            for step in (None, True):
                yield evolve(dossier, etapes={**dict(dossier.etapes), name: step})
        case EtapeRapport(step):
            yield evolve(dossier, rapport=None)
            yield _from_step(dossier, step, None)
        case UeObtenues(codes):
            others = _besides(dossier, codes)
            for statut in (StatutUe.INCONNU, StatutUe.VALIDEE):
                unsaid = tuple(Ue(code, Obtention.EXAMEN, None, None, statut) for code in codes)
                yield evolve(dossier, ue=(*others, *unsaid))
            yield evolve(dossier, ue=None)
        case FinDesPeriodes(spells):
            nothing: dict[str, Any] = {spells: None}
            yield evolve(dossier, **nothing)
        case _:
            return  # the day of the decision and those of the calendar are given


def _report(dossier: Dossier, step: str, day: date) -> Dossier:
    """The report with a step on a day; those before it no later, those after it no earlier."""
    place = STEPS.index(step)
    report = dossier.rapport or Rapport()
    days: dict[str, Any] = {step: day}
    for number, name in enumerate(STEPS):
        told = getattr(report, name)
        if number < place and not (isinstance(told, date) and told <= day):
            days[name] = day
        if number > place and isinstance(told, date) and told < day:
            days[name] = day
    return evolve(dossier, rapport=evolve(report, **days))


def _from_step(dossier: Dossier, step: str, told: bool | None) -> Dossier:
    """The report with a step and those after it not taken, or not said to be."""
    steps: dict[str, Any] = dict.fromkeys(STEPS[STEPS.index(step) :], told)
    return evolve(dossier, rapport=evolve(dossier.rapport or Rapport(), **steps))


def _besides(dossier: Dossier, codes: Sequence[str]) -> tuple[Ue, ...]:
    return tuple(ue for ue in dossier.ue or () if ue.code not in codes)


def _units(dossier: Dossier, codes: Sequence[str], day: date, *, last: bool) -> Iterator[Dossier]:
    """The units of a list with the last of them, or the first, obtained on a day.

    Of the last, all are obtained by then; of the first, one is and nothing is said of those that lack.
    """
    there = {ue.code: ue for ue in dossier.ue or () if ue.statut is StatutUe.VALIDEE}
    dated = [code for code in codes if code in there and there[code].date is not None]
    for chosen in dict.fromkeys((*dated[:1], codes[0], codes[-1])):
        found = []
        for code in codes:
            ue = there.get(code, Ue(code, Obtention.EXAMEN, _PASS))
            if code == chosen:
                found.append(evolve(ue, date=day))
            elif last:
                found.append(evolve(ue, date=day if ue.date is None else min(ue.date, day)))
            elif code in there:
                found.append(evolve(ue, date=day if ue.date is None else max(ue.date, day)))
        yield evolve(dossier, ue=(*_besides(dossier, codes), *found))


def _ended(moment: FinDesPeriodes, dossier: Dossier, day: date) -> Iterator[Dossier]:
    """The last spell ended that day: those that go on later are left out, unless one can be cut short."""
    there: Sequence[Experience | Stage] = getattr(dossier, moment.spells) or ()
    earlier = tuple(spell for spell in there if isinstance(spell.fin, date) and spell.fin <= day)
    begun = [spell for spell in there if spell not in earlier and spell.debut <= day]
    kept: dict[str, Any]
    for spell in begun[:1]:
        kept = {moment.spells: (*earlier, _ending(spell, day))}
        yield evolve(dossier, **kept)
    first = min([day - _SPELL, *(spell.debut for spell in earlier)])
    added: Experience | Stage = (
        Stage("Organisme", first, day, False, True, Fraction(0), Fraction(0))
        if moment.spells == "stages"
        else Experience(
            "Emploi", first, day, None, False, True, Fraction(1), StatutActivite.SALARIE, responsabilite=False
        )
    )
    kept = {moment.spells: (*earlier, added)}
    yield evolve(dossier, **kept)
    kept = {moment.spells: (*earlier, evolve(added, debut=day))}
    yield evolve(dossier, **kept)


def _ending(spell: Experience | Stage, day: date) -> Experience | Stage:
    """The spell ended on a day, with no more presence than it has days."""
    if isinstance(spell, Experience):
        return evolve(spell, fin=day)
    days = Fraction((day - spell.debut).days + 1)
    heures = None if spell.heures is None else min(spell.heures, days * 24)
    return evolve(
        spell, fin=day, heures=heures, jours=None if spell.jours is None else min(spell.jours, days)
    )

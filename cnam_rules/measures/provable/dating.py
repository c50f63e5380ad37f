"""Dossiers in which a moment happened on a given day, hasn't happened yet, or of which nobody can tell.

Each kind of moment rests on something of its own in a dossier: a step, the days of some UE, the end of a
spell. What it rests on is changed, and as little else as can be.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final, Literal, TypeAlias

from attrs import evolve

from cnam_rules.dossier.checks import FIRST_DAY
from cnam_rules.dossier.model import EN_COURS, Dossier, Experience, Rapport, Stage, StatutUe, Ue
from cnam_rules.durations import Months, elapsed
from cnam_rules.measures.moment_kinds import (
    EtapeNommee,
    EtapeRapport,
    FinDesPeriodes,
    Moment,
    Simple,
    UeObtenues,
)
from cnam_rules.measures.rapport import STEPS

__all__ = ["Placed", "last_start", "placed"]

Placed: TypeAlias = date | Literal[False] | None
"""When a moment is to happen: on a day, not by the day of the decision, or nobody can tell."""

_A_FORTNIGHT: Final = timedelta(13)
"""From the first day to the last of a spell that is made."""


def placed(moment: Moment, dossier: Dossier, when: Placed) -> Iterator[Dossier]:
    """Dossiers in which a moment is so; none where none can make it so, as of the day of the decision.

    >>> start = Dossier("D-1", "RNCP36625", etapes={"depot": date(2025, 3, 1)})
    >>> [one.etapes for one in placed(EtapeNommee("depot"), start, date(2025, 6, 1))]
    [(('depot', datetime.date(2025, 6, 1)),)]
    >>> [one.etapes for one in placed(EtapeNommee("depot"), start, None)]
    [()]
    """
    match moment:
        case Simple("naissance" | "entree_en_formation" as key) if when is not False:
            changed: dict[str, Any] = {key: when}
            yield evolve(dossier, **changed)
        case EtapeNommee(name):
            yield evolve(dossier, etapes={**dict(dossier.etapes), name: when})
        case EtapeRapport(step):
            yield from _report(step, dossier, when)
        case UeObtenues(codes, last):
            yield from _units(codes, dossier, when, last=last)
        case FinDesPeriodes(spells, certified):
            yield from _spells(spells, dossier, when, certified=certified)
        case _:
            return


def _report(step: str, dossier: Dossier, when: Placed) -> Iterator[Dossier]:
    """The step alone; then, so that the steps stay in order, those before it or after it too."""
    report = dossier.rapport or Rapport()
    place = STEPS.index(step)
    changed: dict[str, Any] = {step: when}
    yield evolve(dossier, rapport=evolve(report, **changed))
    if when is None:
        yield evolve(dossier, rapport=None)
    elif when is False:
        yield evolve(dossier, rapport=evolve(report, **dict.fromkeys(STEPS[place:], False)))
    else:
        yield evolve(dossier, rapport=evolve(report, **dict.fromkeys(STEPS[: place + 1], when)))


def _units(codes: tuple[str, ...], dossier: Dossier, when: Placed, *, last: bool) -> Iterator[Dossier]:
    """The days on which the units of a list were obtained: all of them, or the first of them."""
    others = tuple(ue for ue in dossier.ue or () if ue.code not in codes)
    there = {ue.code: ue for ue in dossier.ue or () if ue.code in codes}
    if when is None:
        yield evolve(dossier, ue=others + tuple(evolve(ue, date=None) for ue in there.values()))
        yield evolve(dossier, ue=None)
    elif when is False:
        kept = tuple(ue for ue in there.values() if last and ue.code != codes[-1])
        yield evolve(dossier, ue=others + kept)
    else:
        wanted = codes if last else tuple(there) or codes[:1]
        units = [evolve(there.get(code, Ue(code)), statut=StatutUe.VALIDEE) for code in wanted]
        at = len(units) - 1 if last else 0
        dated = [
            evolve(ue, date=when if number == at or ue.date is None or (ue.date > when) is last else ue.date)
            for number, ue in enumerate(units)
        ]
        yield evolve(dossier, ue=(*others, *dated))


def _spells(part: str, dossier: Dossier, when: Placed, *, certified: bool) -> Iterator[Dossier]:
    """The last spell moved so that it ends on a day, or lengthened; gone, or still going on; not known."""

    def put(*spells: Stage | Experience) -> Dossier:
        changed: dict[str, Any] = {part: spells}
        return evolve(dossier, **changed)

    proof = "atteste" if part == "stages" else "attestee"
    there: tuple[Any, ...] = getattr(dossier, part) or ()
    ended: list[Any] = [spell for spell in there if spell.fin is not EN_COURS]
    if when is None:
        unknown: dict[str, Any] = {part: None}
        yield evolve(dossier, **unknown)
        if certified:
            yield put(*(evolve(spell, **{proof: None}) for spell in there))
    elif when is False:
        yield put()
        yield put(*there[:-1], *(evolve(spell, fin=EN_COURS) for spell in there[-1:]))
    else:
        last: Any = max(ended, key=lambda one: one.fin, default=None) or _spell(part, when)
        spell = evolve(last, **{proof: True}) if certified else last
        before = tuple(one for one in ended if one.fin <= when and one.fin < spell.fin)
        moved = max(FIRST_DAY.toordinal(), when.toordinal() - (spell.fin - spell.debut).days)
        yield put(*before, evolve(spell, debut=date.fromordinal(moved), fin=when))
        yield put(*before, evolve(spell, debut=min(spell.debut, when), fin=when))


def _spell(part: str, end: date) -> Stage | Experience:
    """A spell to start from where a dossier has none: certified, in the field, a fortnight long."""
    start = max(FIRST_DAY, end) - _A_FORTNIGHT
    if part == "stages":
        return Stage("Organisme", start, end, dans_le_champ=True, atteste=True)
    return Experience("Emploi", start, end, dans_le_champ=True, attestee=True)


def last_start(end: date, length: int, months: Months) -> date | None:
    """The last day from which it has been so long by `end`; None before the first day that a dossier holds.

    >>> from cnam_rules.durations import encode
    >>> last_start(date(2025, 2, 28), encode(12), Months.QUANTIEME)
    datetime.date(2024, 2, 29)
    """
    last = end.toordinal()
    days = range(last, max(FIRST_DAY.toordinal(), last - length) - 1, -1)  # months are at most 31 days each
    at = bisect_left(days, True, key=lambda day: elapsed(day, last, months) >= length)
    return date.fromordinal(days[at]) if at < len(days) else None

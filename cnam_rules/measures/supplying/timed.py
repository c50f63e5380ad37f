"""Time to work, time to wait for, and steps to take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from cnam_rules.dossier.changes import Change, StepsTaken, Waited, Worked
from cnam_rules.dossier.model import Dossier, StatutActivite
from cnam_rules.measures.age import Age
from cnam_rules.measures.delai import Delai
from cnam_rules.measures.duree import Duree
from cnam_rules.measures.heures import Heures
from cnam_rules.measures.moment_kinds import EtapeNommee, EtapeRapport
from cnam_rules.measures.ordre import Ordre
from cnam_rules.measures.rapport import STEPS, EtapeDuRapport, step_taken

__all__ = ["delay", "order", "steps", "worked"]

_LONGEST: Final = 60 * 366
"""Nobody is told to work or to wait for more than sixty years."""


def worked(measure: Duree | Heures, bound: int, dossier: Dossier, as_of: date) -> Iterator[Change]:
    """A job or a stage as long as is needed: outside the field where that is enough, and in the field."""
    what = measure.duree if isinstance(measure, Duree) else "stages"
    statut = StatutActivite.SALARIE
    if isinstance(measure, Duree) and measure.statuts and statut not in measure.statuts:
        statut = min(measure.statuts, key=lambda status: status.value)
    fields = (False, True) if measure.dans_le_champ is None else (measure.dans_le_champ,)
    for field in fields:

        def enough(days: int, field: bool = field) -> bool:
            later, end = Worked(what, days, field, statut).made(dossier, as_of)
            return measure.fact("", later, end).least >= bound

        days = _least(enough)
        if days is not None:
            yield Worked(what, days, field, statut)


def delay(measure: Delai | Age, bound: int, dossier: Dossier, as_of: date) -> Iterator[Change]:
    """So many days gone by."""

    def enough(days: int) -> bool:
        return measure.fact("", *Waited(days).made(dossier, as_of)).least >= bound

    days = _least(enough)
    if days is not None:
        yield Waited(days)


def _least(enough: Callable[[int], bool]) -> int | None:
    """The least number of days that is enough, if more of them never are less so; None when none is."""
    high = 1
    while not enough(high):
        high *= 2
        if high > _LONGEST:
            return None
    low = high // 2 + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


def steps(measure: EtapeDuRapport, _bound: int, dossier: Dossier, as_of: date) -> Iterator[Change]:
    """The step, and those before it that aren't taken."""
    yield StepsTaken(rapport=_up_to(measure.rapport, dossier, as_of))


def _up_to(step: str, dossier: Dossier, as_of: date) -> tuple[str, ...]:
    needed = STEPS[: STEPS.index(step) + 1]
    return tuple(name for name in needed if step_taken(dossier.rapport, name, as_of) is not True)


def order(measure: Ordre, _bound: int, dossier: Dossier, as_of: date) -> Iterator[Change]:
    """The steps that lack, when they may be taken on the same day."""
    lacking = [moment for moment in measure.ordre if moment.when(dossier, as_of).happened is not True]
    named = tuple(moment.etape for moment in lacking if isinstance(moment, EtapeNommee))
    report = [moment.rapport for moment in lacking if isinstance(moment, EtapeRapport)]
    if len(named) + len(report) == len(lacking) > 0:
        last = max(report, key=STEPS.index, default=None)
        yield StepsTaken(() if last is None else _up_to(last, dossier, as_of), named)

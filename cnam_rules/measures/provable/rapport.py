"""The companion of the kind `rapport`: a step taken supposes those before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Final

from attrs import evolve

from cnam_rules.dossier.model import Dossier, Rapport
from cnam_rules.kernel import Interval
from cnam_rules.measures.base import Measure
from cnam_rules.measures.provable.base import YES_OR_NO, Limits, NoMoreThan, alike_besides
from cnam_rules.measures.rapport import EtapeDuRapport

__all__ = ["StepCompanion"]

_BEFORE: Final = {"redige": 90, "soutenu": 60, "valide": 30}
"""How many days before the decision each step is taken, in the dossiers that are made."""
_ORDER: Final = tuple(_BEFORE)


class StepCompanion:
    """A step of the report: 1 when it is taken.

    What is assumed leaves out one sort of dossier, in which a step is said to be taken on a day that nobody
    stated, and an earlier one is planned for after the day of the decision.
    """

    def limits(self, _: EtapeDuRapport, /) -> Limits:
        """Taken or not."""
        return YES_OR_NO

    def no_more_than(self, measure: EtapeDuRapport, other: Measure, /) -> Iterable[NoMoreThan]:
        """A report that is validated was defended, and one that is defended was written."""
        if not isinstance(other, EtapeDuRapport) or not alike_besides(measure, other, ("rapport",)):
            return
        if _place(other) <= _place(measure):
            yield NoMoreThan()

    def toward(
        self, measure: EtapeDuRapport, dossier: Dossier, wanted: Interval, as_of: date, /
    ) -> Iterator[Dossier]:
        """The step taken, with those before it; or not, nor those after it; or nobody says."""
        report = dossier.rapport or Rapport()
        place = _place(measure)
        if wanted.least == 1:
            steps: dict[str, Any] = _taken(_ORDER[: place + 1], as_of)
        else:
            steps = dict.fromkeys(_ORDER[place:], False if wanted.most == 0 else None)
        yield evolve(dossier, rapport=evolve(report, **steps))
        if wanted.least != wanted.most:  # nothing follows from the steps before it when they are taken
            yield evolve(dossier, rapport=evolve(report, **steps, **_taken(_ORDER[:place], as_of)))


def _taken(steps: Iterable[str], as_of: date) -> dict[str, Any]:
    return {step: as_of - timedelta(days=_BEFORE[step]) for step in steps}


def _place(measure: EtapeDuRapport) -> int:
    return _ORDER.index(measure.rapport)

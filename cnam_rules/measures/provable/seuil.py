"""The companion of `seuil`: a measure against a dated parameter, or against a decision within bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeAlias

from cnam_rules.dossier.model import Dossier
from cnam_rules.kernel import Interval, Op
from cnam_rules.measures.base import Measure
from cnam_rules.measures.provable.base import YES_OR_NO, Limits, NoMoreThan
from cnam_rules.measures.seuil import Seuil

__all__ = ["ThresholdCompanion"]

Toward: TypeAlias = Callable[[Measure, Dossier, Interval, date], Iterator[Dossier]]


class ThresholdCompanion:
    """Whether a measure reaches a value that isn't a constant.

    Args:
        toward: makes dossiers for a measure of any kind: what is compared may be of each.
    """

    def __init__(self, toward: Toward) -> None:
        self._toward = toward

    def limits(self, _: Seuil, /) -> Limits:
        """It does or it doesn't."""
        return YES_OR_NO

    def no_more_than(self, _: Seuil, __: Measure, /) -> Iterable[NoMoreThan]:
        """Nothing: the value changes with the dossier."""
        return ()

    def toward(self, measure: Seuil, dossier: Dossier, wanted: Interval, as_of: date, /) -> Iterator[Dossier]:
        """The measure at the value that the dossier holds, or short of it, or between its bounds."""
        held = measure.valeur.held(dossier, as_of)
        more = int(measure.op is Op.MORE_THAN)
        if wanted.least == 1:
            amounts = [held.most + more]
        elif wanted.most == 0:
            amounts = [0, held.least + more - 1]
        else:
            amounts = [held.least + more]
        for amount in dict.fromkeys(max(0, amount) for amount in amounts):
            yield from self._toward(measure.mesuree, dossier, Interval(amount, amount), as_of)

"""What the prover may assume of each kind of measure, and the dossiers that measure to what it finds.

`COMPANIONS` has one for each kind that has anything to tell; see `cnam_rules.measures.provable.base`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from cnam_rules.dossier.model import Dossier
from cnam_rules.kernel import Interval
from cnam_rules.measures.base import Measure
from cnam_rules.measures.provable.acquis import DiplomaCompanion, TestCompanion
from cnam_rules.measures.provable.base import Limits, NoMoreThan, bare, limits_by_unit
from cnam_rules.measures.provable.candidat import HoursCompanion, SituationCompanion
from cnam_rules.measures.provable.duree import DurationCompanion
from cnam_rules.measures.provable.marks import (
    CountedMarksCompanion,
    LowestMarkCompanion,
    MarkCompanion,
    MeanCompanion,
)
from cnam_rules.measures.provable.moments import AgeCompanion, DelayCompanion, OrderCompanion
from cnam_rules.measures.provable.rapport import StepCompanion
from cnam_rules.measures.provable.seuil import ThresholdCompanion
from cnam_rules.measures.provable.units_listed import PartCompanion, SievedCompanion

__all__ = ["COMPANIONS", "Limits", "NoMoreThan", "bare", "limits", "no_more_than", "shows", "toward"]


def limits(measure: Measure) -> Limits:
    """What the measure's numbers never go beyond.

    >>> from cnam_rules.measures import Conventions
    >>> from cnam_rules.measures.ue import UnitesValidees
    >>> limits(UnitesValidees(("FPG003", "CCE001"), None, Conventions()))
    Limits(least=0, most=2)
    """
    companion: Any = COMPANIONS.get(measure.KEY)  # of any kind, or none
    if not hasattr(companion, "limits"):
        return limits_by_unit(measure)
    found: Limits = companion.limits(measure)
    return found


def no_more_than(measure: Measure, other: Measure) -> Iterable[NoMoreThan]:
    """How a measure is bounded by another."""
    companion: Any = COMPANIONS.get(measure.KEY)  # of any kind, or none
    if not hasattr(companion, "no_more_than"):
        return ()
    found: Iterable[NoMoreThan] = companion.no_more_than(measure, other)
    return found


def shows(measure: Measure) -> bool:
    """Whether the kind knows how to make dossiers."""
    return hasattr(COMPANIONS.get(measure.KEY), "toward")


def toward(measure: Measure, dossier: Dossier, wanted: Interval, as_of: date) -> Iterator[Dossier]:
    """Dossiers that differ from this one so that the measure comes to what is wanted; see `Shown`."""
    companion: Any = COMPANIONS.get(measure.KEY)  # of any kind, or none
    if hasattr(companion, "toward"):
        yield from companion.toward(measure, dossier, wanted, as_of)


COMPANIONS: Final[Mapping[str, Any]] = {  # each takes measures of its own kind alone
    "ue": SievedCompanion(),
    "ects": SievedCompanion(),
    "choix": SievedCompanion(),
    "part_ects": PartCompanion(),
    "note": MarkCompanion(),
    "plus_basse_note": LowestMarkCompanion(),
    "notees": CountedMarksCompanion(),
    "moyenne": MeanCompanion(),
    "duree": DurationCompanion(),
    "heures": HoursCompanion(),
    "rapport": StepCompanion(),
    "situation": SituationCompanion(),
    "age": AgeCompanion(),
    "delai": DelayCompanion(),
    "ordre": OrderCompanion(),
    "diplome": DiplomaCompanion(),
    "niveau_de_langue": TestCompanion(),
    "points_au_test": TestCompanion(),
    "seuil": ThresholdCompanion(toward),
}
"""The companions, by the key that names the kind in a rule file. A kind may have none."""

"""What the prover may assume of each kind of measure, and the dossiers that measure to what it finds.

`COMPANIONS` has one for each kind that has anything to tell; see `cnam_rules.measures.provable.base`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeAlias

from cnam_rules.dossier.model import Dossier
from cnam_rules.kernel import Interval
from cnam_rules.measures.base import Measure
from cnam_rules.measures.provable.acquis import DiplomaCompanion, TestCompanion
from cnam_rules.measures.provable.base import Limits, NoMoreThan, Together, bare, limits_by_unit
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
from cnam_rules.measures.provable.seuil import ThresholdCompanion, ValueCompanion
from cnam_rules.measures.provable.units_listed import PartCompanion, SievedCompanion
from cnam_rules.measures.provable.valeur import Valeur
from cnam_rules.measures.seuil import Seuil

__all__ = [
    "COMPANIONS",
    "Limits",
    "NoMoreThan",
    "Together",
    "Valeur",
    "Watched",
    "bare",
    "ends",
    "limits",
    "no_more_than",
    "shows",
    "together",
    "toward",
]

Watched: TypeAlias = Measure | Valeur
"""What the prover has numbers of: measures, and the values that some of them are compared with."""


def ends(watched: Watched, dossier: Dossier, as_of: date) -> Interval | None:
    """What a dossier comes to; None when it can't be decided for want of a value."""
    if isinstance(watched, Valeur):
        return watched.ends(dossier, as_of)
    if isinstance(watched, Seuil) and Valeur.of(watched).ends(dossier, as_of) is None:
        return None
    fact = watched.fact("", dossier, as_of)
    return Interval(fact.least, fact.most)


def limits(measure: Watched) -> Limits:
    """What the measure's numbers never go beyond.

    >>> from cnam_rules.measures import Conventions
    >>> from cnam_rules.measures.ue import UnitesValidees
    >>> limits(UnitesValidees(("FPG003", "CCE001"), None, Conventions()))
    Limits(least=0, most=2)
    """
    companion: Any = COMPANIONS.get(measure.KEY)  # of any kind, or none
    if not hasattr(companion, "limits"):
        return Limits() if isinstance(measure, Valeur) else limits_by_unit(measure)
    found: Limits = companion.limits(measure)
    return found


def no_more_than(measure: Watched, other: Watched) -> Iterable[NoMoreThan]:
    """How a measure is bounded by another."""
    companion: Any = COMPANIONS.get(measure.KEY)  # of any kind, or none
    if not hasattr(companion, "no_more_than"):
        return ()
    found: Iterable[NoMoreThan] = companion.no_more_than(measure, other)
    return found


def together(measures: Sequence[Watched]) -> Iterator[Together]:
    """What measures that read one thing come to at once; each is called by its place."""
    kinds: dict[str, list[tuple[int, Watched]]] = {}
    for number, measure in enumerate(measures):
        kinds.setdefault(measure.KEY, []).append((number, measure))
    for key, some in kinds.items():
        companion: Any = COMPANIONS.get(key)  # of any kind, or none
        if hasattr(companion, "together"):
            yield from companion.together(some)


def shows(measure: Watched) -> bool:
    """Whether the kind knows how to make dossiers."""
    return hasattr(COMPANIONS.get(measure.KEY), "toward")


def toward(measure: Watched, dossier: Dossier, wanted: Interval, as_of: date) -> Iterator[Dossier]:
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
    "ordre": OrderCompanion(),
    "delai": DelayCompanion(),
    "age": AgeCompanion(),
    "diplome": DiplomaCompanion(),
    "niveau_de_langue": TestCompanion(),
    "points_au_test": TestCompanion(),
    "seuil": ThresholdCompanion(),
    "valeur": ValueCompanion(),
}
"""The companions, by the key that names the kind in a rule file. A kind may have none.

`valeur` is no kind: it is the value that a `seuil` is compared with."""

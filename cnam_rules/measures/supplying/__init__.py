"""How what lacks to a measure is supplied: the changes to a dossier that bring it to a bound.

`SUPPLIERS` has a function for each kind that a candidate can do something about. A situation or a decision
isn't supplied: it is what it is, or somebody else's to make.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, cast

from cnam_rules.dossier.changes import Change
from cnam_rules.dossier.model import Dossier
from cnam_rules.kernel import Compare, Op
from cnam_rules.measures.base import Measure
from cnam_rules.measures.seuil import Seuil, SeuilEvidence
from cnam_rules.measures.supplying.acquired import diploma, level, points
from cnam_rules.measures.supplying.marked import counted, lowest, mark, mean
from cnam_rules.measures.supplying.timed import delay, order, steps, worked
from cnam_rules.measures.supplying.units import choice, credits_, part, validated

__all__ = ["SUPPLIERS", "supplies"]


def supplies(measure: Measure, bound: int, dossier: Dossier, as_of: date) -> Iterator[Change]:
    """Changes each of which brings a measure surely to a bound, the most natural first; none if nothing does.

    Args:
        measure: the measure.
        bound: what it is to be at least, in its unit.
        dossier: what is there already.
        as_of: the day of the decision; what takes time begins the day after.

    >>> from cnam_rules.measures import Conventions
    >>> from cnam_rules.measures.ue import UnitesValidees
    >>> two = UnitesValidees(("FPG003", "CCE001"), None, Conventions())
    >>> next(supplies(two, 2, Dossier("D-1", "RNCP36625", ue=()), date(2025, 11, 3)))
    UnitsValidated(codes=('FPG003', 'CCE001'), note=None)
    """
    if isinstance(measure, Seuil):
        yield from _seuil(measure, dossier, as_of)
        return
    supply: Any = SUPPLIERS.get(measure.KEY)  # of any kind, or none
    if supply is None:
        return
    for change in supply(measure, bound, dossier, as_of):
        if measure.fact("", *change.made(dossier, as_of)).least >= bound:
            yield change


def _seuil(measure: Seuil, dossier: Dossier, as_of: date) -> Iterator[Change]:
    """What is compared reaches the highest value that it may be compared with."""
    evidence = cast(SeuilEvidence, measure.fact("", dossier, as_of).evidence)
    bound, _ = evidence.comparison(Compare("", Op.AT_LEAST, 1)).threshold
    yield from supplies(measure.mesuree, bound, dossier, as_of)


SUPPLIERS: Final[Mapping[str, Any]] = {  # each takes measures of its own kind alone
    "ue": validated,
    "ects": credits_,
    "part_ects": part,
    "choix": choice,
    "note": mark,
    "plus_basse_note": lowest,
    "notees": counted,
    "moyenne": mean,
    "duree": worked,
    "heures": worked,
    "rapport": steps,
    "ordre": order,
    "delai": delay,
    "age": delay,
    "diplome": diploma,
    "niveau_de_langue": level,
    "points_au_test": points,
}
"""How each kind is supplied, by the key that names it in a rule file."""

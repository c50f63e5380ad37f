"""How each kind of measure is computed over tables, for all dossiers at once.

`OVER_TABLES` has one companion for each kind; see `cnam_rules.measures.tabular.base`.
"""

from collections.abc import Mapping
from typing import Any, Final

from cnam_rules.kernel import Compare
from cnam_rules.measures.base import Measure
from cnam_rules.measures.tabular.acquis import DiplomaOverTables, LevelOverTables, PointsOverTables
from cnam_rules.measures.tabular.apart import AgeOverTables, DelayOverTables, OrderOverTables
from cnam_rules.measures.tabular.base import NotOverTables, Tabular
from cnam_rules.measures.tabular.candidat import SituationOverTables, StepOverTables
from cnam_rules.measures.tabular.choix import ChoicesOverTables
from cnam_rules.measures.tabular.duree import DurationOverTables, HoursOverTables
from cnam_rules.measures.tabular.frame import Ends, Frame, Stage
from cnam_rules.measures.tabular.marks import LowestMarkOverTables, MarkOverTables, MarksOverTables
from cnam_rules.measures.tabular.moyenne import MeanOverTables
from cnam_rules.measures.tabular.part_ects import PartOverTables
from cnam_rules.measures.tabular.seuil import ThresholdOverTables
from cnam_rules.measures.tabular.ue import CreditsOverTables, UnitsOverTables
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = [
    "OVER_TABLES",
    "Ends",
    "Frame",
    "NotOverTables",
    "Stage",
    "Tabular",
    "ends_of",
    "lacks",
    "lacks_to",
]

OVER_TABLES: Final[Mapping[str, Tabular]] = {
    "ue": UnitsOverTables(),
    "ects": CreditsOverTables(),
    "part_ects": PartOverTables(),
    "choix": ChoicesOverTables(),
    "note": MarkOverTables(),
    "plus_basse_note": LowestMarkOverTables(),
    "notees": MarksOverTables(),
    "moyenne": MeanOverTables(),
    "duree": DurationOverTables(),
    "rapport": StepOverTables(),
    "situation": SituationOverTables(),
    "heures": HoursOverTables(),
    "ordre": OrderOverTables(),
    "delai": DelayOverTables(),
    "age": AgeOverTables(),
    "diplome": DiplomaOverTables(),
    "niveau_de_langue": LevelOverTables(),
    "points_au_test": PointsOverTables(),
    "seuil": ThresholdOverTables(),
}
"""The companions by the key of their kind."""


def ends_of(measure: Measure, frame: Frame, hint: str) -> Ends:
    """The two ends of a measure, for every dossier.

    Raises:
        NotOverTables: it can't be said over tables.
    """
    companion = OVER_TABLES.get(measure.KEY)
    if companion is None:
        raise NotOverTables(measure.KEY, "no-companion")
    return companion.ends(measure, frame, hint)


def lacks(measure: Measure, frame: Frame, ends: Ends, compare: Compare) -> Node:
    """The amount that lacks for a comparison to be sure, where it isn't.

    Encoded in the measure's unit; null where nothing that is added makes up for it: a bound that is exceeded.
    """
    bound, negated = compare.threshold
    return sql.NULL.copy() if negated else lacks_to(measure, frame, ends, sql.number(bound))


def lacks_to(measure: Measure, frame: Frame, ends: Ends, bound: Node) -> Node:
    """The same for the measure to be surely at least a bound, which may differ from dossier to dossier."""
    companion: Any = OVER_TABLES[measure.KEY]
    if hasattr(companion, "lacks"):
        found: Node = companion.lacks(measure, frame, ends, bound)
        return found
    return sql.sub(bound, ends.least)

"""What a kind of measure says of itself over tables."""

from __future__ import annotations

from typing import Any, Protocol

from cnam_rules.measures.tabular.frame import Ends, Frame
from cnam_rules.sql.trees import Node

__all__ = ["NotOverTables", "Tabular"]


class NotOverTables(ValueError):
    """A measure that can't be computed over tables.

    Attributes:
        kind: the kind of measure, by its key.
        why: why not, a key of the message catalogue.
    """

    def __init__(self, kind: str, why: str) -> None:
        self.kind = kind
        self.why = why
        super().__init__(kind, why)


class Tabular(Protocol):
    """A kind of measure over tables.

    It is `Lacking` too, where what lacks isn't the bound less the sure part.
    """

    def ends(self, measure: Any, frame: Frame, hint: str, /) -> Ends:
        """The two ends of the measure, for every dossier.

        Args:
            measure: the measure.
            frame: the tables.
            hint: the measure's name, to name columns after.

        Raises:
            NotOverTables: it can't be said.
        """


class Lacking(Protocol):
    """What lacks to a bound, where that has a way of its own."""

    def lacks(self, measure: Any, frame: Frame, ends: Ends, bound: Node, /) -> Node:
        """The amount that lacks for the measure to be surely at least a bound.

        Where its least is below it; null for what nothing makes up for.

        Args:
            measure: the measure.
            frame: the tables.
            ends: its two ends.
            bound: the bound, a whole number; not always a constant.
        """

"""`seuil` over tables: a measure against a parameter, or against what somebody decides.

The value is a number for everyone, or a column of a row per dossier: see its neighbour `valeurs`.
"""

from __future__ import annotations

from cnam_rules.kernel import Op
from cnam_rules.measures.base import Measure
from cnam_rules.measures.seuil import Seuil
from cnam_rules.measures.tabular.frame import Ends, Frame
from cnam_rules.measures.tabular.valeurs import ends_of_value
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = ["ThresholdOverTables"]


class ThresholdOverTables:
    """`seuil` over tables."""

    def ends(self, measure: Seuil, frame: Frame, hint: str, /) -> Ends:
        """Whether the value is surely reached, and whether it may be; see `seuil.compared`."""
        inner = _ends_of(measure.mesuree, frame, f"{hint}_mesure")
        low, high = ends_of_value(measure.valeur, frame)
        passes = sql.at_least if measure.op is Op.AT_LEAST else sql.more
        one, none = sql.number(1), sql.number(0)
        may = sql.any_of(sql.is_null(inner.most), passes(inner.most, low))
        return Ends(
            sql.case((passes(inner.least, high), one), otherwise=none), sql.case((may, one), otherwise=none)
        )

    def lacks(self, measure: Seuil, frame: Frame, _ends: Ends, _bound: Node, /) -> Node:
        """What lacks to the measure, in its own unit, for the value to be surely reached."""
        from cnam_rules.measures.tabular import lacks_to

        inner = _ends_of(measure.mesuree, frame, f"{measure.mesure}_mesure")
        _, high = ends_of_value(measure.valeur, frame)
        bound = high if measure.op is Op.AT_LEAST else _plus_one(high)
        return lacks_to(measure.mesuree, frame, inner, bound)


def _ends_of(measure: Measure, frame: Frame, hint: str) -> Ends:
    from cnam_rules.measures.tabular import ends_of

    return ends_of(measure, frame, hint)


def _plus_one(value: Node) -> Node:
    return sql.number(int(value.name) + 1) if value.is_int else sql.add(value, sql.number(1))

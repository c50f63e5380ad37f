"""`heures` over tables: the hours of presence of stages."""

from __future__ import annotations

from cnam_rules.durations import StageCounting
from cnam_rules.measures.heures import Heures
from cnam_rules.measures.tabular.duree import presence_of
from cnam_rules.measures.tabular.frame import Ends, Frame
from cnam_rules.sql import nodes as sql

__all__ = ["HoursOverTables"]


class HoursOverTables:
    """`heures` over tables: hundredths are exact, so that nothing lies between two half-hundredths."""

    def ends(self, measure: Heures, frame: Frame, hint: str, /) -> Ends:
        """The hours of the stages that surely count, and of those that may; see `Tabular.ends`."""
        if "stages" not in frame.given:
            return Ends(sql.number(0), sql.NULL)
        least, most = (
            sql.mul(
                presence_of(measure._stages, frame, StageCounting.HEURES, name, most=at_most), sql.number(2)
            )
            for name, at_most in ((hint, False), (f"{hint}_max", True))
        )
        return Ends(least, sql.case((frame.listed("stages"), most)))

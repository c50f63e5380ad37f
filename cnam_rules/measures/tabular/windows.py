"""Windows over tables: which days of a spell count, as dates of a row per dossier.

A moment of which little is known gives two windows, as in `cnam_rules.measures.windows`: the narrowest, whose
days surely count, and the widest, whose days may.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from attrs import frozen

from cnam_rules.measures.duree import Duree
from cnam_rules.measures.tabular.frame import Frame
from cnam_rules.measures.tabular.moments import when
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node, constant

__all__ = ["Window", "window_of"]

_NOTHING: Final = constant(sql.typed_null("date"))


@frozen
class Window:
    """Which days of spells count.

    Attributes:
        since: the first day that counts, a date; null for a dossier where nothing bounds it.
        before: the day before which days count, never after that of the decision; null likewise.
        without: of the rows of `stages`, those whose days don't count: an answer that is never null. None
            when the days of stages count like others.
    """

    since: Node
    before: Node
    without: Node | None

    @property
    def bounded(self) -> bool:
        """Whether a day may lie outside because of a moment."""
        return (self.since, self.before) != (_NOTHING, _NOTHING)


def window_of(measure: Duree, frame: Frame, *, most: bool) -> Window | None:
    """The days that surely count, or (`most`) that may; None for all of them."""
    if not measure._limited:
        return None
    tomorrow = frame.tomorrow
    since = before = _NOTHING
    if measure.depuis is not None:
        begun = when(measure.depuis, frame)
        since = (
            sql.case((sql.is_false(begun.happened), tomorrow), otherwise=begun.first)
            if most
            else sql.case((sql.is_true(begun.happened), begun.last), otherwise=tomorrow)
        )
    if measure.avant is not None:
        ended = when(measure.avant, frame)
        first = sql.coalesce(ended.first, sql.date_literal(date.min))
        before = (
            sql.case((sql.is_true(ended.happened), ended.last), otherwise=_NOTHING)
            if most
            else sql.case((sql.maybe(ended.happened), first), otherwise=_NOTHING)
        )
    without = None
    if measure.sauf_jours_de_stage:
        if not most:
            since = sql.case((sql.negate(frame.listed("stages")), tomorrow), otherwise=since)
        if "stages" in frame.given:
            proof = sql.column("atteste")
            proven = sql.is_true(proof) if most else sql.maybe(proof)
            without = proven if measure.attestees else sql.TRUE
    end = "max" if most else "min"
    return Window(
        frame.shared(since, f"compte_depuis_{end}"), frame.shared(before, f"compte_avant_{end}"), without
    )

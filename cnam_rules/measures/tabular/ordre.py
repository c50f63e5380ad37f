"""`ordre` over tables: whether one moment comes before another."""

from __future__ import annotations

from cnam_rules.measures.ordre import Ordre
from cnam_rules.measures.tabular.frame import Ends, Frame
from cnam_rules.measures.tabular.moments import When, when
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.nodes import Node

__all__ = ["OrderOverTables"]


class OrderOverTables:
    """`ordre` over tables."""

    def ends(self, measure: Ordre, frame: Frame, _hint: str, /) -> Ends:
        """Whether the moments are in order; see `Tabular.ends`."""
        one, two = (when(moment, frame) for moment in measure.ordre)
        return _in_order(one, two, same_day=measure.meme_jour, to_come=measure.second_a_venir)

    def lacks(self, measure: Ordre, frame: Frame, ends: Ends, _bound: Node, /) -> Node:
        """1, or nothing when the second has happened too early: that can't be put right."""
        over = sql.is_true(when(measure.ordre[1], frame).happened)
        broken = sql.all_of(over, sql.equal(ends.most, sql.number(0)))
        return sql.case((sql.negate(broken), sql.number(1)))


def _in_order(one: When, two: When, *, same_day: bool, to_come: bool) -> Ends:
    """The least and the most that the order can be: each is what it may be otherwise than."""
    before = sql.at_most if same_day else sql.less
    not_before = sql.less if same_day else sql.at_most
    in_order = sql.maybe(before(one.first, two.last))
    broken = sql.maybe(not_before(two.first, one.last))
    second_lacks = sql.negate(sql.is_true(two.happened))
    first_lacks = sql.negate(sql.is_true(one.happened))
    second_may, first_may = sql.maybe(two.happened), sql.maybe(one.happened)
    no = sql.all_of(second_may, sql.any_of(first_lacks, broken))
    yes = sql.all_of(second_may, first_may, in_order)
    if to_come:
        yes = sql.any_of(second_lacks, yes)
    else:
        no = sql.any_of(second_lacks, no)
    one_, none = sql.number(1), sql.number(0)
    return Ends(sql.case((no, none), otherwise=one_), sql.case((yes, one_), otherwise=none))

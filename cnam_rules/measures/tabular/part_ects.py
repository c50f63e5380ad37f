"""`part_ects` over tables: credits counted over credits obtained, exactly."""

from __future__ import annotations

from cnam_rules.measures.part_ects import PartDesCredits
from cnam_rules.measures.tabular.frame import Ends, Frame
from cnam_rules.measures.tabular.ratios import encoded_ratio
from cnam_rules.measures.tabular.ue import counted, counts, ways_of, when_listed, worth
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = ["PartOverTables"]

_WHOLE = 100 * 100
"""A whole, in hundredths of a percent."""


class PartOverTables:
    """`part_ects` over tables."""

    def ends(self, measure: PartDesCredits, frame: Frame, hint: str, /) -> Ends:
        """The least and the greatest part; see `Tabular.ends`."""
        return when_listed(measure, frame, lambda: _ends(measure, frame, hint))


def _ends(measure: PartDesCredits, frame: Frame, hint: str) -> Ends:
    """What `part_ects._ends` says, of each dossier whose list is known."""

    def shared(value: Node, name: str) -> Node:
        return frame.shared(value, f"{hint}_{name}")

    sure, possible = (
        shared(sql.whole(worth(frame, bits, measure.parmi)), name)
        for bits, name in zip(counted(measure._counted, frame, hint), ("sure", "possible"), strict=True)
    )
    if measure.rapportee_a:
        whole = sql.number(sum(credits_ for _, credits_ in measure.parmi))
        return Ends(_part(sure, whole), _part(possible, whole))
    ways = measure._counted.ways
    if ways is None:  # what is obtained in any way counts: there is no other
        one = sql.number(_WHOLE * 2)
        return Ends(_all_or_nothing(sure, one), _all_or_nothing(possible, one))
    validated, way = counts(measure._validated, frame), sql.column("obtention")
    elsewhere = sql.negate(sql.is_true(sql.one_of(way, ways_of(ways))))
    against = frame.bits(sql.all_of(sql.maybe(validated), elsewhere), f"{hint}_autres_possibles")
    other = sql.all_of(sql.is_true(validated), sql.is_false(sql.one_of(way, ways_of(ways))))
    rest = frame.bits(other, f"{hint}_autres_sures")
    least = shared(sql.add(sure, worth(frame, against, measure.parmi)), "rapportee_au_plus_a")
    most = shared(sql.add(possible, worth(frame, rest, measure.parmi)), "rapportee_au_moins_a")
    return Ends(_part(sure, least), _part(possible, most))


def _part(part: Node, whole: Node) -> Node:
    return encoded_ratio(sql.mul(part, sql.number(_WHOLE)), whole)


def _all_or_nothing(part: Node, one: Node) -> Node:
    return sql.case((sql.more(part, sql.number(0)), one), otherwise=sql.number(0))

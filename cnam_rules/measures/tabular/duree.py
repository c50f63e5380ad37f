"""`duree` over tables: the spells that pass its filters, counted under its conventions."""

from __future__ import annotations

from cnam_rules.durations import Months, PartTime, StageCounting
from cnam_rules.durations.counting import THIRTY
from cnam_rules.kernel import Compare
from cnam_rules.measures.duree import Duree
from cnam_rules.measures.tabular.base import NotOverTables
from cnam_rules.measures.tabular.counting import Counted, Series, distance, in_months_of
from cnam_rules.measures.tabular.frame import Ends, Frame
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.nodes import Node

__all__ = ["DurationOverTables", "passes"]

_PROOF = {"experiences": "attestee", "stages": "atteste"}


def passes(measure: Duree, table: str) -> Node:
    """Whether a row passes the measure's filters: three-valued, as `Duree.sift` says."""
    terms = []
    if measure.attestees:
        terms.append(sql.column(_PROOF[table]))
    if measure.dans_le_champ is not None:
        field = sql.column("dans_le_champ")
        terms.append(field if measure.dans_le_champ else sql.negate(field))
    if table == "experiences":
        if measure.statuts is not None:
            terms.append(sql.one_of(sql.column("statut"), sorted(each.value for each in measure.statuts)))
        if measure.responsabilite:
            terms.append(sql.column("responsabilite"))
        if measure.plein_temps:
            terms.append(sql.equal(sql.column("quotite_num"), sql.column("quotite_den")))
    return sql.all_of(*terms)


class DurationOverTables:
    """`duree` over tables."""

    def ends(self, measure: Duree, frame: Frame, hint: str, /) -> Ends:
        """The days of the spells that surely count, and of those that may; see `Tabular.ends`."""
        tables = [table for table in measure._names if table in frame.given]
        rows = {table: passes(measure, table) for table in tables}
        listed = sql.all_of(*(frame.listed(table) for table in measure._names))
        if not tables:
            return Ends(sql.number(0), sql.NULL)
        sure = self._total(measure, frame, {table: sql.is_true(row) for table, row in rows.items()}, hint)
        possible = self._total(measure, frame, {t: sql.maybe(row) for t, row in rows.items()}, f"{hint}_max")
        if measure._part_time is PartTime.PRORATA:
            raise NotOverTables(measure.KEY, "prorata")
        if measure.presence is not StageCounting.CALENDAIRE:
            raise NotOverTables(measure.KEY, "presence")
        if measure._limited:
            raise NotOverTables(measure.KEY, "limits")
        return Ends(sure, possible if listed == sql.TRUE else sql.case((listed, possible)))

    def lacks(self, measure: Duree, frame: Frame, ends: Ends, compare: Compare, /) -> Node:
        """What is still to be worked, at full time from the next day on; see `durations.evidence.lacking`."""
        bound, negated = compare.threshold
        tables = [table for table in measure._names if table in frame.given]
        if negated:
            return sql.NULL.copy()
        after = frame.as_of.toordinal() + 1
        if not tables:
            return sql.number(bound)
        days = self._counted(measure, frame, {t: sql.is_true(passes(measure, t)) for t in tables}, "").waiting(bound)
        if measure.conventions.mois is Months.QUANTIEME:
            first = sql.day_of_number(sql.number(after))
            return distance(first, sql.day_of_number(sql.add(sql.number(after), days)))
        return in_months_of(THIRTY, days)

    def _total(self, measure: Duree, frame: Frame, where: dict[str, Node], hint: str) -> Node:
        return self._counted(measure, frame, where, hint).total

    def _counted(self, measure: Duree, frame: Frame, where: dict[str, Node], hint: str) -> Counted:
        counter = frame.counter(tuple(where))
        return counter.count(Series(where, measure.conventions.mois, measure.d_un_seul_tenant), hint)

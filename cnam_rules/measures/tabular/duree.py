"""`duree` over tables: the spells that pass its filters, counted under its conventions."""

from __future__ import annotations

from cnam_rules.durations import PartTime, StageCounting
from cnam_rules.measures.duree import Duree
from cnam_rules.measures.tabular.counting import Series, distance, in_months_of
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
        return Ends(sure, possible if listed == sql.TRUE else sql.case((listed, possible)))

    def _total(self, measure: Duree, frame: Frame, where: dict[str, Node], hint: str) -> Node:
        counter = frame.counter(tuple(where))
        return counter.count(Series(where, measure.conventions.mois, measure.d_un_seul_tenant), hint).total

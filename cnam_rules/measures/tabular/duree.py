"""`duree` and `heures` over tables: the spells that pass the filters, counted under their conventions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cnam_rules.durations import Months, PartTime, StageCounting
from cnam_rules.measures.duree import Duree
from cnam_rules.measures.heures import Heures
from cnam_rules.measures.tabular.counting import Counted, Series
from cnam_rules.measures.tabular.end_to_end import WholeDays
from cnam_rules.measures.tabular.frame import Ends, Frame
from cnam_rules.measures.tabular.moments import PROOF
from cnam_rules.measures.tabular.presence import Presence, Stated, length_of, presence_to
from cnam_rules.measures.tabular.prorata import WHOLE, AtQuotite, Prorata
from cnam_rules.measures.tabular.windows import window_of
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = ["DurationOverTables", "HoursOverTables", "passes", "presence_of"]


def passes(measure: Duree, table: str) -> Node:
    """Whether a row passes the measure's filters: three-valued, as `Duree.sift` says."""
    terms = []
    if measure.attestees:
        terms.append(sql.column(PROOF[table]))
    if measure.dans_le_champ is not None:
        field = sql.column("dans_le_champ")
        terms.append(field if measure.dans_le_champ else sql.negate(field))
    if table == "experiences":
        if measure.statuts is not None:
            terms.append(sql.one_of(sql.column("statut"), sorted(each.value for each in measure.statuts)))
        if measure.responsabilite:
            terms.append(sql.column("responsabilite"))
        if measure.plein_temps:
            terms.append(sql.equal(sql.column("quotite_1000000"), sql.number(WHOLE)))
    return sql.all_of(*terms)


class DurationOverTables:
    """`duree` over tables."""

    def ends(self, measure: Duree, frame: Frame, hint: str, /) -> Ends:
        """The days of the spells that surely count, and of those that may; see `Tabular.ends`."""
        listed = sql.all_of(*(frame.listed(table) for table in measure._names))
        if not _tables(measure, frame):
            return Ends(sql.number(0), sql.NULL)
        if measure.presence is not StageCounting.CALENDAIRE:
            sure, possible = (
                length_of(presence_of(measure, frame, measure.presence, name, most=most), measure.presence)
                for name, most in ((hint, False), (f"{hint}_max", True))
            )
        else:
            sure = _counted(measure, frame, hint, most=False).total
            possible = _counted(measure, frame, f"{hint}_max", most=True).total
        return Ends(sure, sql.case((listed, possible)))

    def lacks(self, measure: Duree, frame: Frame, _ends: Ends, bound: Node, /) -> Node:
        """What is still to be worked, at full time from the next day on; see `durations.evidence.lacking`."""
        if measure.presence is not StageCounting.CALENDAIRE:
            done = presence_of(measure, frame, measure.presence, "duree", most=False)
            return presence_to(bound, done, measure.presence)
        if not _tables(measure, frame):
            return bound
        return _counted(measure, frame, "duree", most=False).lacking(bound)


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


def presence_of(measure: Duree, frame: Frame, counting: StageCounting, hint: str, *, most: bool) -> Node:
    """The presence of the stages that surely count, or (`most`) of those that may, in hundredths."""
    if not _tables(measure, frame):
        return sql.number(0)
    series = Stated(
        _where(measure, frame, most=most), Months.QUANTIEME, measure.d_un_seul_tenant, counting, most
    )
    return frame.counter(Presence, ("stages",), window_of(measure, frame, most=most)).count(series, hint)


def _tables(measure: Duree, frame: Frame) -> tuple[str, ...]:
    return tuple(table for table in measure._names if table in frame.given)


def _where(measure: Duree, frame: Frame, *, most: bool) -> dict[str, Node]:
    """Of each table, the rows that surely pass, or those that may."""
    told: Callable[[Node], Node] = sql.maybe if most else sql.is_true
    return {table: told(passes(measure, table)) for table in _tables(measure, frame)}


def _counted(measure: Duree, frame: Frame, hint: str, *, most: bool) -> Counted:
    window = window_of(measure, frame, most=most)
    where, tables = _where(measure, frame, most=most), _tables(measure, frame)
    months, single = measure.conventions.mois, measure.d_un_seul_tenant
    if measure._part_time is PartTime.PRORATA:
        known, weights = _at_quotite(where, most=most)
        series = AtQuotite(known, months, single, weights)
        return frame.counter(Prorata, tables, window).count(series, hint)
    return frame.counter(WholeDays, tables, window).count(Series(where, months, single), hint)


def _at_quotite(where: Mapping[str, Node], *, most: bool) -> tuple[dict[str, Node], dict[str, Node]]:
    """Which rows count, and for how much: unknown, nothing at the least, full time at the most."""
    share, whole = sql.column("quotite_1000000"), sql.number(WHOLE)
    weights = {table: sql.coalesce(share, whole) if table == "experiences" else whole for table in where}
    known = {
        table: row if most or table != "experiences" else sql.all_of(row, sql.negate(sql.is_null(share)))
        for table, row in where.items()
    }
    return known, weights

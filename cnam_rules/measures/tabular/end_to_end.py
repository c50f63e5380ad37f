"""Whole days over tables: the union of spells, counted end to end.

What `cnam_rules.durations.total` does for one dossier, for all of them at once, and exactly. Spells are put
in the order of their first days; each brings the days after those that were reached before it, and begins a
run when there is a gap before it. Counted end to end from a run on, the days are those that it and all later
spells bring: a date plus so many days, whose distance in months and days is the total from there. The total
is the greatest.
"""

from __future__ import annotations

from typing import ClassVar

from attrs import define
from sqlglot import exp

from cnam_rules.durations import Months
from cnam_rules.durations.counting import THIRTY
from cnam_rules.measures.tabular.counting import DayCounter, Series, over, selected
from cnam_rules.measures.tabular.frame import Stage
from cnam_rules.measures.tabular.lengths import distance, in_months_of
from cnam_rules.measures.tabular.sweep import segments
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = ["WholeDays"]


@define
class WholeDays(DayCounter[Series]):
    """Counts each day once, whole."""

    WHAT: ClassVar[str] = "jours"

    def stages(self, rows: str) -> tuple[list[Stage], list[str]]:
        """The common tables of the pass; see `Counter.stages`."""
        base = self.name
        stages = self.spells(rows)
        with_days = self.with_days
        if self._swept:
            stages += segments(self, stages[-1].name, most=None)
            with_days = sql.TRUE
        stages.append(
            Stage(
                f"{base}_atteint",
                self._reach(stages[-1].name, with_days),
                "the day up to which earlier spells go",
            )
        )
        stages += [
            Stage(f"{base}_neufs", self._new(stages[-1].name), "the days that each spell brings, each once"),
            Stage(f"{base}_suite", self._end_to_end(f"{base}_neufs"), "the days worked from each spell on"),
        ]
        if any(series.single for series in self.series.values()):
            stages.append(
                Stage(f"{base}_seuls", self._runs(stages[-1].name), "the days of each run on its own")
            )
        stages.append(Stage(f"{base}_dates", self._dates(stages[-1].name), "the same as dates"))
        says = "months × 31 + days, counted end to end from the best day (code de procédure civile, art. 641)"
        totals, columns = self.summed(stages[-1].name, rows, says)
        return [*stages, *totals], columns

    @property
    def carries(self) -> str | None:
        """The table of which whole spells are counted, if it is alone; see `Counter.carries`."""
        return None if self.bounded or self._swept or len(self.tables) > 1 else self.tables[0]

    @property
    def _swept(self) -> bool:
        """Whether days are taken away, so that spells are cut where they are."""
        return self.window is not None and self.window.without is not None

    def flag(self, series: Series, table: str) -> Node:
        """Whether a spell counts, or 1 where it does when spells are cut; see `Counter.flag`."""
        where = series.where.get(table, sql.FALSE)
        return sql.case((where, sql.number(1)), otherwise=sql.number(0)) if self._swept else where

    def _reach(self, source: str, with_days: Node) -> exp.Select:
        before = exp.WindowSpec(
            kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end=sql.number(1), end_side="PRECEDING"
        )
        columns = {
            f"{name}_atteint": sql.coalesce(
                over(sql.highest(sql.case((sql.column(name), sql.column("au")))), before), sql.number(0)
            )
            for name in self.series
        }
        query = selected(source, ("dossier", "du", "au", *self.series, *self.with_carried), columns)
        return query if with_days == sql.TRUE else query.where(with_days)

    def _new(self, source: str) -> exp.Select:
        columns: dict[str, Node] = {}
        for name in self.series:
            reached = sql.column(f"{name}_atteint")
            begin = sql.greatest(sql.column("du"), reached)
            columns[f"{name}_neufs"] = sql.case(
                (
                    sql.all_of(sql.column(name), sql.more(sql.column("au"), reached)),
                    sql.sub(sql.column("au"), begin),
                ),
                otherwise=sql.number(0),
            )
            columns[f"{name}_debute"] = sql.all_of(sql.column(name), sql.more(sql.column("du"), reached))
        return selected(source, ("dossier", "du", *self.with_carried), columns)

    def _end_to_end(self, source: str) -> exp.Select:
        onward = exp.WindowSpec(kind="RANGE", start="CURRENT ROW", end="UNBOUNDED", end_side="FOLLOWING")
        columns = {
            f"{name}_suite": sql.whole(over(exp.Sum(this=sql.column(f"{name}_neufs")), onward))
            for name in self.series
        }
        begun = (f"{name}_debute" for name in self.series)
        return selected(source, ("dossier", "du", *begun, *self.with_carried), columns)

    def _runs(self, source: str) -> exp.Select:
        """The days of each run: those from it on, less those from the next one on."""
        later = exp.WindowSpec(
            kind="ROWS", start=sql.number(1), start_side="FOLLOWING", end="UNBOUNDED", end_side="FOLLOWING"
        )
        columns: dict[str, Node] = {}
        for name, series in self.series.items():
            if series.single:
                next_one = sql.highest(sql.case((sql.column(f"{name}_debute"), sql.column(f"{name}_suite"))))
                after = sql.coalesce(over(next_one, later), sql.number(0))
                columns[f"{name}_seul"] = sql.sub(sql.column(f"{name}_suite"), after)
        kept = (f"{name}_{what}" for name in self.series for what in ("debute", "suite"))
        return selected(source, ("dossier", "du", *kept, *self.with_carried), columns)

    def _dates(self, source: str) -> exp.Select:
        start = sql.column("du")
        columns: dict[str, Node] = {"depuis": sql.day_of_number(start)}
        for name, series in self.series.items():
            if series.months is Months.QUANTIEME:
                columns[f"{name}_jusqu_a"] = sql.day_of_number(sql.add(start, self.days(name)))
        kept = [f"{name}_debute" for name in self.series]
        kept += [*(self.days(name).name for name in self.series), *self.with_carried]
        return selected(source, ("dossier", "du", *kept), columns)

    def days(self, name: str) -> Node:
        """See `DayCounter.days`."""
        return sql.column(f"{name}_seul" if self.series[name].single else f"{name}_suite")

    def length(self, name: str) -> Node:
        """See `DayCounter.length`."""
        if self.series[name].months is Months.QUANTIEME:
            return distance(sql.column("depuis"), sql.column(f"{name}_jusqu_a"))
        return in_months_of(THIRTY, self.days(name))

    def counts(self, name: str) -> Node:
        """The days that begin a run; see `DayCounter.counts`."""
        return sql.column(f"{name}_debute")

    def goes_on(self, name: str) -> Node:
        """What comes adds to any run, or to one that goes on till then; see `DayCounter.goes_on`."""
        begun = self.counts(name)
        if not self.series[name].single:
            return begun
        return sql.all_of(
            begun, sql.equal(sql.add(sql.column("du"), self.days(name)), sql.number(self.after))
        )

"""Counting days over tables: the union of spells, end to end, under each convention.

What `cnam_rules.durations` does for one dossier, for all of them at once, and exactly. Spells are put in the
order of their first days; each brings the days after those that were reached before it, and begins a run when
there is a gap before it. Counted end to end from a run on, the days are those that it and all later spells
bring: a date plus so many days, whose distance in months and days is the total from there. The total is the
greatest.

Days are ordinals, and a run stops on the day after its last, as in `cnam_rules.durations`. Several series of
the same tables (those that surely count, those that may, those in the field) share one pass.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field, frozen
from sqlglot import exp

from cnam_rules.durations import Months, decode
from cnam_rules.durations.counting import THIRTY
from cnam_rules.durations.months import MONTH
from cnam_rules.measures.tabular.frame import READ, Frame, Stage, aliased
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.nodes import Node

__all__ = ["Counted", "Counter", "Series", "distance", "in_months_of"]


@frozen
class Window:
    """Which of the spells' days count."""


@frozen
class Series:
    """The spells that are counted together.

    Attributes:
        where: for each table, which of its rows; an answer that is never null.
        months: how days make months.
        single: whether only the longest run counts.
    """

    where: Mapping[str, Node]
    months: Months
    single: bool


@define
class Counted:
    """What a series comes to, as columns of a row per dossier; null for a dossier without spells.

    Attributes:
        total: the encoded length.
        days: how many days are counted.
        waits: for each bound asked for, the fewest days to work from the day after that of the decision on.
    """

    counter: Counter
    name: str

    @property
    def total(self) -> Node:
        """The encoded length, 0 without spells."""
        return sql.coalesce(self._column(f"{self.name}_total"), sql.number(0))

    def waiting(self, bound: int) -> Node:
        """The fewest days that, worked at full time from the day after `as_of` on, reach a bound.

        The total is below it.
        """
        wait = self.counter.wait(self.name, bound)
        fresh = self.counter.fresh(bound, self.counter.series[self.name].months)
        return sql.least(sql.coalesce(self._column(wait), sql.number(fresh)), sql.number(fresh))

    def _column(self, name: str) -> Node:
        return sql.column(name)


@define
class Counter:
    """The series of some tables, counted in one pass.

    Attributes:
        frame: the frame.
        name: the name of the common table with the results.
        tables: the tables that have the spells.
        window: which of the spells' days count; None for all of them.
        series: the series by name.
    """

    frame: Frame
    name: str
    tables: tuple[str, ...]
    window: Window | None
    series: dict[str, Series] = field(factory=dict, init=False)
    waits: dict[str, tuple[str, int]] = field(factory=dict, init=False)

    def count(self, series: Series, hint: str) -> Counted:
        """Count a series; the same one is counted once."""
        for name, known in self.series.items():
            if known == series:
                return Counted(self, name)
        name = self.frame.fresh_name(hint)
        self.series[name] = series
        return Counted(self, name)

    def wait(self, name: str, bound: int) -> str:
        """The column that has what a series lacks to a bound."""
        column = f"{name}_attend_{bound}"
        self.waits[column] = (name, bound)
        return column

    def fresh(self, bound: int, months: Months) -> int:
        """How many days it takes to work a length that begins the day after that of the decision."""
        from cnam_rules.durations.evidence import lacking
        from cnam_rules.durations import Counting

        found = lacking([], self.frame.as_of.toordinal(), bound, Counting(months))
        return 0 if found is None else found.in_days

    # ------------------------------------------------------------------------------------------- the pass
    def stages(self, rows: str) -> tuple[list[Stage], list[str]]:
        """The common tables of the pass, and the columns of the last, which is one row per dossier.

        Args:
            rows: the relation that has a row per dossier, with the days of moments.
        """
        base = self.name
        stages = [
            Stage(f"{base}_periodes", self._spells(rows), "spells up to the day of the decision, as ordinals"),
            Stage(f"{base}_atteint", self._reach(f"{base}_periodes"), "the day up to which earlier spells go"),
            Stage(f"{base}_neufs", self._new(f"{base}_atteint"), "the days that each spell brings, each once"),
            Stage(f"{base}_suite", self._end_to_end(f"{base}_neufs"), "the days worked from each spell on"),
        ]
        if any(series.single for series in self.series.values()):
            stages.append(Stage(f"{base}_seuls", self._runs(stages[-1].name), "the days of each run on its own"))
        stages.append(Stage(f"{base}_dates", self._dates(stages[-1].name), "the same as dates"))
        totals, columns = self._totals(stages[-1].name)
        says = "months × 31 + days, counted end to end from the best day (code de procédure civile, art. 641)"
        return [*stages, Stage(base, totals, says)], columns

    def _spells(self, rows: str) -> exp.Select | exp.Union:
        after = self.frame.as_of.toordinal() + 1
        parts = []
        for table in self.tables:
            end = sql.case(
                (sql.is_null(sql.column("fin")), sql.number(after)),
                (sql.more(sql.column("fin"), self.frame.day), sql.number(after)),
                otherwise=sql.add(sql.day_number(sql.column("fin")), sql.number(1)),
            )
            flags = [
                aliased(series.where.get(table, sql.FALSE), name)
                for name, series in self.series.items()
            ]
            anyone = sql.any_of(*(series.where[table] for series in self.series.values() if table in series.where))
            parts.append(
                exp.select(
                    sql.column("dossier"),
                    aliased(sql.day_number(sql.column("debut")), "du"),
                    aliased(end, "au"),
                    *flags,
                )
                .from_(exp.to_identifier(f"{READ}{table}"))
                .where(sql.at_most(sql.column("debut"), self.frame.day), anyone)
            )
        first, *others = parts
        for other in others:
            first = exp.union(first, other, distinct=False)
        return first

    def _reach(self, source: str) -> exp.Select:
        before = exp.WindowSpec(
            kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end=sql.number(1), end_side="PRECEDING"
        )
        return self._over(
            source,
            {
                f"{name}_atteint": sql.coalesce(
                    _window(sql.highest(sql.case((sql.column(name), sql.column("au")))), before), sql.number(0)
                )
                for name in self.series
            },
            keep=("dossier", "du", "au", *self.series),
        )

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
        return self._over(source, columns, keep=("dossier", "du"))

    def _end_to_end(self, source: str) -> exp.Select:
        onward = exp.WindowSpec(kind="RANGE", start="CURRENT ROW", end="UNBOUNDED", end_side="FOLLOWING")
        return self._over(
            source,
            {f"{name}_suite": sql.whole(_window(exp.Sum(this=sql.column(f"{name}_neufs")), onward)) for name in self.series},
            keep=("dossier", "du", *(f"{name}_debute" for name in self.series)),
        )

    def _runs(self, source: str) -> exp.Select:
        """The days of each run: those from it on, less those from the next one on."""
        later = exp.WindowSpec(
            kind="ROWS", start=sql.number(1), start_side="FOLLOWING", end="UNBOUNDED", end_side="FOLLOWING"
        )
        singles = [name for name, series in self.series.items() if series.single]
        return self._over(
            source,
            {
                f"{name}_seul": sql.sub(
                    sql.column(f"{name}_suite"),
                    sql.coalesce(
                        _window(
                            sql.highest(sql.case((sql.column(f"{name}_debute"), sql.column(f"{name}_suite")))), later
                        ),
                        sql.number(0),
                    ),
                )
                for name in singles
            },
            keep=(
                "dossier",
                "du",
                *(f"{name}_{what}" for name in self.series for what in ("debute", "suite")),
            ),
        )

    def _dates(self, source: str) -> exp.Select:
        start = sql.column("du")
        columns = {"depuis": sql.day_of_number(start)}
        for name, series in self.series.items():
            if series.months is Months.QUANTIEME:
                columns[f"{name}_jusqu_a"] = sql.day_of_number(sql.add(start, self._days(name)))
        kept = [f"{name}_debute" for name in self.series]
        kept += [self._days(name).name for name in self.series]
        return self._over(source, columns, keep=("dossier", "du", *kept))

    def _totals(self, source: str) -> tuple[exp.Select, list[str]]:
        columns: dict[str, Node] = {}
        for name in self.series:
            columns[f"{name}_total"] = sql.highest(sql.case((sql.column(f"{name}_debute"), self._length(name))))
        for column, (name, bound) in self.waits.items():
            columns[column] = sql.lowest(sql.case((self._counts(name), self._wait(name, bound))))
        return self._over(source, columns, keep=("dossier",)).group_by(sql.column("dossier")), list(columns)

    def _days(self, name: str) -> Node:
        return sql.column(f"{name}_seul" if self.series[name].single else f"{name}_suite")

    def _length(self, name: str) -> Node:
        if self.series[name].months is Months.QUANTIEME:
            return distance(sql.column("depuis"), sql.column(f"{name}_jusqu_a"))
        return in_months_of(THIRTY, self._days(name))

    def _counts(self, name: str) -> Node:
        """Whether what is worked from the next day on adds to a run: to any, or to one that goes on till then."""
        begun = sql.column(f"{name}_debute")
        if not self.series[name].single:
            return begun
        after = sql.number(self.frame.as_of.toordinal() + 1)
        return sql.all_of(begun, sql.equal(sql.add(sql.column("du"), self._days(name)), after))

    def _wait(self, name: str, bound: int) -> Node:
        months, days = decode(bound)
        counted = self._days(name)
        if self.series[name].months is not Months.QUANTIEME:
            return sql.sub(sql.number(months * THIRTY + days), counted)
        start = sql.column("du")
        reached = sql.day_number(sql.plus_months(sql.column("depuis"), sql.number(months)))
        return sql.sub(sql.add(reached, sql.number(days)), sql.add(start, counted))

    def _over(self, source: str, columns: Mapping[str, Node], *, keep: tuple[str, ...]) -> exp.Select:
        return exp.select(
            *(sql.column(name) for name in keep),
            *(aliased(value, name) for name, value in columns.items()),
        ).from_(exp.to_identifier(source))


def _window(value: Node, spec: exp.WindowSpec) -> Node:
    return exp.Window(
        this=value,
        partition_by=[sql.column("dossier")],
        order=exp.Order(expressions=[exp.Ordered(this=sql.column("du"))]),
        spec=spec,
    )


def distance(first: Node, last: Node) -> Node:
    """The encoded length of the period from a date to another, the second not included; see `months.distance`."""
    months = sql.sub(sql.month_index(last), sql.month_index(first))
    day, begun = sql.day_of_month(last), sql.day_of_month(first)
    before = sql.day_of_month(sql.day_of_number(sql.sub(sql.day_number(last), day)))
    more = sql.sub(before, begun)
    return sql.case(
        (sql.at_least(day, begun), sql.add(sql.mul(months, sql.number(MONTH)), sql.sub(day, begun))),
        (sql.equal(day, sql.last_of_month(last)), sql.mul(months, sql.number(MONTH))),
        otherwise=sql.add(
            sql.mul(sql.sub(months, sql.number(1)), sql.number(MONTH)),
            day,
            sql.case((sql.more(before, begun), more), otherwise=sql.number(0)),
        ),
    )


def in_months_of(length: int, days: Node) -> Node:
    """The encoded length of so many days when every month has `length` of them."""
    return sql.add(
        sql.mul(sql.floor_div(days, sql.number(length)), sql.number(MONTH)), sql.mod(days, sql.number(length))
    )

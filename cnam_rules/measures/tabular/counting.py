"""Spells over tables: which there are, cut to the days that count, and who counts them.

Each way of counting is a `Counter`: whole days (`cnam_rules.measures.tabular.end_to_end`), days at their
quotité (`prorata`), hours and days of presence (`presence`). A counter counts several series of spells of the
same tables in one pass: those that surely count, those that may, those in the field.

Days are ordinals, and what is counted stops on the day after its last, as in `cnam_rules.durations`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from attrs import define, field, frozen
from sqlglot import exp

from cnam_rules.durations import Counting, Months
from cnam_rules.durations.evidence import lacking
from cnam_rules.measures.tabular.frame import READ, Frame, Stage, Tally, aliased
from cnam_rules.measures.tabular.lengths import days_to, length_between
from cnam_rules.measures.tabular.windows import Window
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = ["Counted", "Counter", "DayCounter", "Series", "over", "selected", "together"]


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


S = TypeVar("S", bound=Series)


@define
class Counter(ABC, Generic[S]):
    """The series of some tables, counted in one pass.

    Attributes:
        frame: the frame.
        name: the name of the common table with the results.
        tables: the tables that have the spells.
        window: which of the spells' days count; None for all of them.
        series: the series by name.
        carried: what is told of every row of its table, by name, where it goes over all of them (`carries`).
    """

    WHAT: ClassVar[str]
    """What it counts, to name its tables after."""

    frame: Frame
    name: str
    tables: tuple[str, ...]
    window: Window | None
    series: dict[str, S] = field(factory=dict, init=False)
    carried: Mapping[str, Tally] = field(factory=dict, init=False)

    def named(self, series: S, hint: str) -> str:
        """The name of a series; the same one is counted once."""
        for name, known in self.series.items():
            if known == series:
                return name
        name = self.frame.fresh_name(hint)
        self.series[name] = series
        return name

    @property
    def carries(self) -> str | None:
        """The table whose every row the pass may go over, to tell in its last one what is `carried`.

        Most go over some rows alone, and have none.
        """
        return None

    @property
    def with_carried(self) -> list[str]:
        """The columns in which rows have their own values of what is carried."""
        return [name for name, tally in self.carried.items() if tally.value is not None]

    @property
    def after(self) -> int:
        """The day after that of the decision."""
        return self.frame.as_of.toordinal() + 1

    @abstractmethod
    def stages(self, rows: str) -> tuple[list[Stage], list[str]]:
        """The common tables of the pass, and the columns of the last, which is one row per dossier.

        Args:
            rows: the relation that has a row per dossier, with what measures share.
        """

    # ------------------------------------------------------------------------------------------- spells
    @property
    def bounded(self) -> bool:
        """Whether spells are cut to a window."""
        return self.window is not None and self.window.bounded

    def spells(self, rows: str, *extra: Node) -> list[Stage]:
        """The spells up to the day of the decision: `du`, `au`, what each series makes of them, `extra`.

        Cut to a window, some have no day left: `du` is then no less than `au`. Where something is carried,
        every spell is there, and one that begins later counts in no series.
        """
        stages = []
        if self.window is not None and self.window.bounded:
            bounds = (
                aliased(self.window.since, "compte_depuis"),
                aliased(self.window.before, "compte_avant"),
            )
            query = exp.select(sql.column("dossier"), *bounds).from_(rows)
            stages.append(Stage(f"{self.name}_bornes", query, "the days between which days count"))
        every = together(self._spells_of(table, extra) for table in self.tables)
        which = "every spell, counted" if self.carried else "spells"
        says = f"{which} up to the day of the decision, as ordinals; `au` is the day after the last"
        return [*stages, Stage(f"{self.name}_periodes", every, says)]

    def _spells_of(self, table: str, extra: Sequence[Node]) -> exp.Select:
        first, end = sql.column("debut"), sql.column("fin")
        stops = [
            (sql.any_of(sql.is_null(end), sql.more(end, self.frame.day)), sql.number(self.after)),
        ]
        if self.bounded:
            since, before = sql.column("compte_depuis"), sql.column("compte_avant")
            first = sql.case((sql.more(since, first), since), otherwise=first)
            cut = sql.any_of(
                sql.at_most(before, end), sql.all_of(sql.is_null(end), sql.negate(sql.is_null(before)))
            )
            stops.insert(0, (cut, sql.day_number(before)))
        stop = sql.case(*stops, otherwise=sql.add(sql.day_number(end), sql.number(1)))
        begun = sql.at_most(sql.column("debut"), self.frame.day)
        flags = {name: self.flag(series, table) for name, series in self.series.items()}
        if self.carried:  # a spell may have no first day that can be read
            flags = {name: sql.surely(sql.all_of(begun, flag)) for name, flag in flags.items()}
        query = exp.select(
            sql.column("dossier"),
            aliased(sql.day_number(first), "du"),
            aliased(stop, "au"),
            *(aliased(flag, name) for name, flag in flags.items()),
            *(aliased(tally.value, name) for name, tally in self.carried.items() if tally.value is not None),
            *(each.copy() for each in extra),
        ).from_(exp.to_identifier(f"{READ}{table}"))
        if not self.carried:
            anyone = sql.any_of(*(series.where.get(table, sql.FALSE) for series in self.series.values()))
            query = query.where(begun, anyone)
        if self.bounded:
            query = query.join(
                exp.to_identifier(f"{self.name}_bornes"), using=[exp.to_identifier("dossier", quoted=True)]
            )
        return query

    def flag(self, series: S, table: str) -> Node:
        """What a series makes of a spell: whether it counts."""
        return series.where.get(table, sql.FALSE)

    @property
    def with_days(self) -> Node:
        """Whether a spell has a day left."""
        return sql.less(sql.column("du"), sql.column("au")) if self.bounded else sql.TRUE


@define
class Counted:
    """What a series comes to, as columns of a row per dossier; null for a dossier without spells."""

    counter: DayCounter[Any]
    name: str

    @property
    def total(self) -> Node:
        """The encoded length, 0 without spells."""
        return sql.coalesce(sql.column(f"{self.name}_total"), sql.number(0))

    def lacking(self, bound: Node) -> Node:
        """The encoded length that, worked at full time from the day after `as_of` on, reaches a bound.

        The total is below it.
        """
        series = self.counter.series[self.name]
        column = sql.column(self.counter.wait(self.name, bound))
        return sql.coalesce(column, self.counter.fresh(bound, series.months, length=True))


@define
class DayCounter(Counter[S]):
    """One that counts days, whole or at their quotité, and tells how many lack to a bound.

    Attributes:
        waits: for each bound asked for, the column, the series and the bound.
    """

    waits: dict[str, tuple[str, Node]] = field(factory=dict, init=False)

    def count(self, series: S, hint: str) -> Counted:
        """Count a series; the same one is counted once."""
        return Counted(self, self.named(series, hint))

    def wait(self, name: str, bound: Node) -> str:
        """The column that has what a series lacks to a bound."""
        for column, known in self.waits.items():
            if known == (name, bound):
                return column
        column = self.frame.fresh_name(f"{name}_attend{f'_{bound.name}' if bound.is_int else ''}")
        self.waits[column] = (name, bound)
        return column

    def fresh(self, bound: Node, months: Months, *, length: bool = False) -> Node:
        """How many days it takes to work a length that begins the day after that of the decision.

        Args:
            bound: the length.
            months: how days make months.
            length: whether those days are wanted as an encoded length.
        """
        if bound.is_int:
            found = lacking([], self.frame.as_of.toordinal(), int(bound.name), Counting(months))
            return sql.number(0 if found is None else found.length if length else found.in_days)
        days = days_to(bound, self.frame.tomorrow, months)
        return self._from_tomorrow(days, months) if length else days

    def _from_tomorrow(self, days: Node, months: Months) -> Node:
        last = sql.day_of_number(sql.add(sql.number(self.after), days))
        return length_between(self.frame.tomorrow, last, months)

    def limits(self, rows: str) -> tuple[list[Stage], dict[Node, Node]]:
        """The bounds that aren't constants as a common table, and the column that each has in it."""
        found = {
            bound: sql.column(f"borne_{n}")
            for n, (_, bound) in enumerate(self.waits.values())
            if not bound.is_int
        }
        if not found:
            return [], {}
        columns = (aliased(bound, column.name) for bound, column in found.items())
        query = exp.select(sql.column("dossier"), *columns).from_(rows)
        return [Stage(f"{self.name}_seuils", query, "what the lengths are compared with")], found

    def summed(self, source: str, rows: str, says: str) -> tuple[list[Stage], list[str]]:
        """The last common tables: a row per dossier, with the greatest of totals and the least of waits.

        Args:
            source: the table with a row for each day that is counted from: `du`, and as a date `depuis`.
            rows: the relation that has a row per dossier.
            says: what the totals are.
        """
        stages, limits = self.limits(rows)
        columns: dict[str, Node] = {}
        for name in self.series:
            columns[f"{name}_total"] = sql.highest(sql.case((self.counts(name), self.length(name))))
        waits: dict[str, Node] = {}
        for column, (name, bound) in self.waits.items():
            limit, months = limits.get(bound, bound), self.series[name].months
            fewest = sql.lowest(sql.case((self.goes_on(name), self._lack(name, limit))))
            fresh = self.fresh(limit, months) if limit.is_int else sql.lowest(self.fresh(limit, months))
            days = sql.least(sql.coalesce(fewest, fresh), fresh)
            until = sql.day_of_number(sql.add(sql.number(self.after), days))
            columns[f"{column}_le"] = until
            waits[column] = length_between(self.frame.tomorrow, sql.column(f"{column}_le"), months)
        columns |= {name: tally.over(name) for name, tally in self.carried.items()}
        query = selected(source, ("dossier",), columns).group_by(sql.column("dossier"))
        if stages:
            query = query.join(
                exp.to_identifier(stages[0].name), using=[exp.to_identifier("dossier", quoted=True)]
            )
        names = [*(f"{name}_total" for name in self.series), *self.carried]
        if waits:
            stages.append(Stage(f"{self.name}_totaux", query, says))
            query = selected(stages[-1].name, ("dossier", *names), waits)
            says = "the same, with what lacks when work goes on at full time from the next day on"
        return [*stages, Stage(self.name, query, says)], [*names, *waits]

    def _lack(self, name: str, bound: Node) -> Node:
        """How many days lack to a bound, counted from a row's day on."""
        months = self.series[name].months
        return sql.sub(days_to(bound, sql.column("depuis"), months), self.days(name))

    @abstractmethod
    def length(self, name: str) -> Node:
        """The encoded length of what is counted from a row's day on."""

    @abstractmethod
    def days(self, name: str) -> Node:
        """How many days are counted from a row's day on."""

    @abstractmethod
    def counts(self, name: str) -> Node:
        """Whether a row is one of the series."""

    @abstractmethod
    def goes_on(self, name: str) -> Node:
        """Whether what is worked from the next day on adds to what a row counts."""


def together(queries: Iterable[exp.Select]) -> exp.Select | exp.Union:
    """The rows of several queries, one at least, with those that several of them have as often."""
    first, *others = queries
    found: exp.Select | exp.Union = first
    for query in others:
        found = exp.union(found, query, distinct=False)
    return found


def selected(source: str, keep: Sequence[str], columns: Mapping[str, Node]) -> exp.Select:
    """Some columns of a table, and others made of them."""
    kept = (sql.column(name) for name in keep)
    return exp.select(*kept, *(aliased(value, name) for name, value in columns.items())).from_(
        exp.to_identifier(source)
    )


def over(
    value: Node, spec: exp.WindowSpec | None = None, *, by: Sequence[str] = ("dossier",), ordered: bool = True
) -> Node:
    """An aggregate over the rows of a dossier in the order of their days: all those up to the row's own."""
    order = exp.Order(expressions=[exp.Ordered(this=sql.column("du"))])
    return exp.Window(
        this=value,
        partition_by=[sql.column(name) for name in by],
        order=order if ordered else None,
        spec=spec,
    )

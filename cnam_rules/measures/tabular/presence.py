"""Presence over tables: the hours or the days of presence of stages, in hundredths.

What a stage comes to is known when it is over by the day of the decision and lies in the window whole: what
was stated of it, though no more than its calendar has. Otherwise it is nothing at the least, and at the most
what was stated, or every hour or day of the calendar that counts.
"""

from __future__ import annotations

from typing import ClassVar, Final

from attrs import define, frozen

from cnam_rules.durations import StageCounting
from cnam_rules.durations.counting import DAYS_OF_PRESENCE, unit_of_presence
from cnam_rules.measures.tabular.counting import Counter, Series, selected
from cnam_rules.measures.tabular.frame import Stage, aliased
from cnam_rules.measures.tabular.lengths import in_months_of, months_and_days
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = ["Presence", "Stated", "length_of", "presence_to"]

_HUNDREDTHS: Final = 100
_STATED: Final = {StageCounting.HEURES: ("heures_100", 24), StageCounting.JOURS_DE_PRESENCE: ("jours_100", 1)}
"""Under each convention, the column of what is stated, and the most of it that a day of the calendar has."""


@frozen
class Stated(Series):
    """The stages that are counted together.

    Attributes:
        counting: whether hours or days are counted.
        most: whether they are counted for the most that they may come to.
    """

    counting: StageCounting
    most: bool


@define
class Presence(Counter[Stated]):
    """Adds up presence, or tells the most that a stage has."""

    WHAT: ClassVar[str] = "presence"

    def count(self, series: Stated, hint: str) -> Node:
        """The hundredths of hours, or of days, of a series."""
        return sql.coalesce(sql.column(f"{self.named(series, hint)}_presence"), sql.number(0))

    def stages(self, rows: str) -> tuple[list[Stage], list[str]]:
        """The common tables of the pass; see `Counter.stages`."""
        end = sql.column("fin")
        entire = [sql.is_true(sql.at_most(end, self.frame.day))]
        if self.bounded:
            entire.append(sql.maybe(sql.at_most(sql.column("compte_depuis"), sql.column("debut"))))
            entire.append(sql.maybe(sql.more(sql.column("compte_avant"), end)))
        counted = {series.counting for series in self.series.values()}
        stated = [sql.column(_STATED[counting][0]) for counting in StageCounting if counting in counted]
        stages = self.spells(rows, *stated, aliased(sql.all_of(*entire), "entier"))
        columns = {}
        for name, series in self.series.items():
            amount = sql.case((sql.column(name), self._amount(series)))
            greatest = sql.highest if series.single else sql.sum_of
            columns[f"{name}_presence"] = greatest(amount)
        query = selected(stages[-1].name, ("dossier",), columns).group_by(sql.column("dossier"))
        if self.with_days != sql.TRUE:
            query = query.where(self.with_days)
        return [*stages, Stage(self.name, query, "hundredths of hours, or of days, of presence")], list(
            columns
        )

    def _amount(self, series: Stated) -> Node:
        name, a_day = _STATED[series.counting]
        stated = sql.column(name)
        days = sql.sub(sql.column("au"), sql.column("du"))
        limit = sql.mul(days, sql.number(a_day * _HUNDREDTHS))
        known = sql.least(stated, limit)
        if series.most:
            return sql.case((sql.is_null(stated), limit), otherwise=known)
        return sql.case(
            (sql.all_of(sql.column("entier"), sql.negate(sql.is_null(stated))), known),
            otherwise=sql.number(0),
        )


def _a_day(counting: StageCounting) -> int:
    """How many hundredths make one day of presence."""
    return unit_of_presence(counting) * _HUNDREDTHS


def length_of(hundredths: Node, counting: StageCounting) -> Node:
    """The encoded length that presence makes; what is left under a whole day is dropped."""
    days = sql.floor_div(hundredths, sql.number(_a_day(counting)))
    return in_months_of(DAYS_OF_PRESENCE, days)


def presence_to(bound: Node, hundredths: Node, counting: StageCounting) -> Node:
    """The encoded presence that lacks to a length, what is begun being still to be done."""
    months, days = months_and_days(bound)
    month = sql.number(DAYS_OF_PRESENCE)
    needed = sql.add(sql.mul(months, month), sql.least(days, month))
    done = sql.floor_div(hundredths, sql.number(_a_day(counting)))
    return in_months_of(DAYS_OF_PRESENCE, sql.sub(needed, done))

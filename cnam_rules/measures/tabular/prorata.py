"""Days at their quotité over tables: each worth the sum of those of the spells that cover it, at most one.

What `cnam_rules.durations.prorata_total` does for one dossier. Spells are cut into segments of one weight, in
millionths of a day. From a day on, what is worked is a whole number of days, and the rest of one, which is
dropped; the total is the greatest distance from a day to that many days later. The best day to count from is
the first of a segment, or, within one that weighs less than one day a day, the 1st, 29th, 30th or 31st of a
month; and fewer than `MARGIN` days are worked before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from attrs import define, frozen
from sqlglot import exp

from cnam_rules.durations import Months
from cnam_rules.durations.counting import MARGIN, THIRTY
from cnam_rules.measures.tabular.counting import DayCounter, Series, over, selected, together
from cnam_rules.measures.tabular.frame import Stage, aliased
from cnam_rules.measures.tabular.lengths import distance, in_months_of
from cnam_rules.measures.tabular.sweep import segments
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = ["WHOLE", "AtQuotite", "Prorata"]

WHOLE: Final = 1_000_000
"""A whole day, or full time, in millionths."""
_BEST: Final = (1, 29, 30, 31)
"""The days of a month that may be best to count from."""
_LENGTH: Final = {Months.QUANTIEME: "en_mois", Months.TRENTE_JOURS: "en_trente_jours"}
"""The column of the length by each convention."""
_MONTHS: Final = 4
"""How many digits the number of a segment's months may have."""


@frozen
class AtQuotite(Series):
    """The spells that are counted together, each with what a day of it is worth.

    Attributes:
        weights: for each table, what a day of a row is worth, in millionths; never null where it counts.
    """

    weights: Mapping[str, Node]


@define
class Prorata(DayCounter[AtQuotite]):
    """Counts days at their quotité: series are rows rather than columns from the segments on."""

    WHAT: ClassVar[str] = "prorata"

    def flag(self, series: AtQuotite, table: str) -> Node:
        """What a day of a spell is worth; see `Counter.flag`."""
        if table not in series.where:
            return sql.number(0)
        return sql.case((series.where[table], series.weights[table]), otherwise=sql.number(0))

    def stages(self, rows: str) -> tuple[list[Stage], list[str]]:
        """The common tables of the pass; see `Counter.stages`."""
        base = self.name
        stages = self.spells(rows)
        stages += segments(self, stages[-1].name, most=WHOLE)
        stages.append(Stage(f"{base}_parts", self._by_series(stages[-1].name), "the segments of each series"))
        if self._singles:
            stages.append(Stage(f"{base}_bords", self._edges(stages[-1].name), "where a run begins"))
            stages.append(Stage(f"{base}_suites", self._runs(stages[-1].name), "the runs by number"))
        stages += [
            Stage(
                f"{base}_valeurs",
                self._worth(stages[-1].name),
                "what is worked from each segment on, in millionths",
            ),
            Stage(f"{base}_utiles", self._useful(f"{base}_valeurs"), "those that may be best to count from"),
        ]
        if any(series.months is Months.QUANTIEME for series in self.series.values()):
            stages += self._months()
        stages += [
            Stage(f"{base}_ancres", self._anchors(), "the days that may be best to count from"),
            Stage(f"{base}_jours", self._whole_days(), "the whole days worked from each on"),
            Stage(f"{base}_dates", self._dates(), "the same as dates"),
            Stage(f"{base}_longueurs", self._lengths(), "and as lengths"),
        ]
        says = (
            "months × 31 + days at full time, counted from the best day (code de procédure civile, art. 641)"
        )
        totals, columns = self.summed(f"{base}_longueurs", rows, says)
        return [*stages, *totals], columns

    # -------------------------------------------------------------------------------------------- segments
    @property
    def _singles(self) -> list[str]:
        return [name for name, series in self.series.items() if series.single]

    @property
    def _keys(self) -> tuple[str, ...]:
        """What tells runs apart that are counted on their own."""
        return ("dossier", "serie", "suite") if self._singles else ("dossier", "serie")

    def _by_series(self, source: str) -> exp.Select | exp.Union:
        return together(
            selected(
                source, ("dossier", "du", "au"), {"serie": sql.text(name), "poids": sql.column(name)}
            ).where(sql.more(sql.column(name), sql.number(0)))
            for name in self.series
        )

    def _edges(self, source: str) -> exp.Select:
        before = over(exp.Lag(this=sql.column("au")), by=("dossier", "serie"))
        apart = sql.maybe(sql.less(before, sql.column("du")))
        edge = sql.case(
            (sql.all_of(sql.one_of(sql.column("serie"), self._singles), apart), sql.number(1)),
            otherwise=sql.number(0),
        )
        return selected(source, ("dossier", "serie", "du", "au", "poids"), {"bord": edge})

    def _runs(self, source: str) -> exp.Select:
        number = sql.whole(over(exp.Sum(this=sql.column("bord")), by=("dossier", "serie")))
        return selected(source, ("dossier", "serie", "du", "au", "poids"), {"suite": number})

    def _worth(self, source: str) -> exp.Select:
        onward = exp.WindowSpec(kind="ROWS", start="CURRENT ROW", end="UNBOUNDED", end_side="FOLLOWING")
        days = sql.sub(sql.column("au"), sql.column("du"))
        worth = exp.Sum(this=sql.mul(sql.whole(days), sql.column("poids")))
        return selected(
            source,
            (*self._keys, "du", "au", "poids"),
            {
                "reste": sql.whole(over(worth, onward, by=self._keys)),
                "tout": sql.whole(over(worth, by=self._keys, ordered=False)),
                "fini": over(sql.highest(sql.column("au")), by=self._keys, ordered=False),
            },
        )

    def _useful(self, source: str) -> exp.Select:
        """Those before which fewer than `MARGIN` days are worked, up to the day on which as many are."""
        left = sql.sub(sql.number(MARGIN * WHOLE), sql.sub(sql.column("tout"), sql.column("reste")))
        days = sql.add(sql.floor_div(left, sql.column("poids")), sql.number(1))
        limit = sql.least(sql.column("au"), sql.add(sql.column("du"), days))
        kept = ("dossier", "serie", "du", "poids", "reste", "fini")
        return selected(source, kept, {"limite": limit}).where(sql.more(left, sql.number(0)))

    # --------------------------------------------------------------------------------------------- anchors
    def _months(self) -> list[Stage]:
        """The months that a segment has days of, where it weighs less than one day a day."""
        base = self.name
        first, limit = sql.day_of_number(sql.column("du")), sql.day_of_number(sql.column("limite"))
        ordinal = sql.add(sql.sub(sql.column("du"), sql.day_of_month(first)), sql.number(1))
        columns = {
            "mois_du": sql.day_of_number(ordinal),
            "mois": sql.sub(sql.month_index(limit), sql.month_index(first)),
        }
        kept = ("dossier", "serie", "du", "poids", "reste", "fini", "limite")
        partial = selected(f"{base}_utiles", kept, columns).where(
            sql.less(sql.column("poids"), sql.number(WHOLE))
        )
        month = sql.plus_months(sql.column("mois_du"), sql.column("n"))
        each = selected(f"{base}_partiels", kept, {"mois_le": month}).join(
            exp.to_identifier(f"{base}_nombres"), on=sql.at_most(sql.column("n"), sql.column("mois"))
        )
        numbered = {
            "mois_jour": sql.day_number(sql.column("mois_le")),
            "mois_long": sql.last_of_month(sql.column("mois_le")),
        }
        return [
            Stage(f"{base}_partiels", partial, "segments at less than full time"),
            Stage(f"{base}_chiffres", _numbers(range(10), "n"), "digits"),
            Stage(f"{base}_nombres", self._up_to_the_longest(), "0 to the most months that one has"),
            Stage(f"{base}_mois", each, "each of its months"),
            Stage(
                f"{base}_mois_jours",
                selected(f"{base}_mois", kept, numbered),
                "its first day, and how long it is",
            ),
            Stage(
                f"{base}_quantiemes",
                _numbers(_BEST, "q"),
                "the days of a month that may be best to count from",
            ),
        ]

    def _up_to_the_longest(self) -> exp.Select:
        places = [f"c{place}" for place in range(_MONTHS)]
        digits = [sql.mul(sql.column("n", c), sql.number(10**place)) for place, c in enumerate(places)]
        number = sql.add(*digits)
        longest = exp.select(sql.highest(sql.column("mois"))).from_(f"{self.name}_partiels")
        query = exp.select(aliased(number, "n"))
        for place in places:
            table = exp.to_table(f"{self.name}_chiffres", alias=place)
            query = query.from_(table) if place == places[0] else query.join(table, join_type="cross")
        return query.where(sql.at_most(number, exp.Subquery(this=longest)))

    def _anchors(self) -> exp.Select | exp.Union:
        base = self.name
        kept = ("dossier", "serie", "fini")
        starts = selected(f"{base}_utiles", kept, {"du": sql.column("du"), "reste": sql.column("reste")})
        if all(series.months is not Months.QUANTIEME for series in self.series.values()):
            return starts
        day = sql.sub(sql.add(sql.column("mois_jour"), sql.column("q")), sql.number(1))
        passed = sql.mul(sql.whole(sql.sub(day, sql.column("du"))), sql.column("poids"))
        within = (
            selected(f"{base}_mois_jours", kept, {"du": day, "reste": sql.sub(sql.column("reste"), passed)})
            .join(exp.to_identifier(f"{base}_quantiemes"), join_type="cross")
            .where(
                sql.at_most(sql.column("q"), sql.column("mois_long")),
                sql.more(day, sql.column("du")),
                sql.less(day, sql.column("limite")),
            )
        )
        return exp.union(starts, within, distinct=False)

    def _whole_days(self) -> exp.Select:
        days = sql.floor_div(sql.column("reste"), sql.number(WHOLE))
        return selected(f"{self.name}_ancres", ("dossier", "serie", "fini", "du"), {"jours": days})

    def _dates(self) -> exp.Select:
        start, days = sql.column("du"), sql.column("jours")
        columns = {"depuis": sql.day_of_number(start), "jusqu_a": sql.day_of_number(sql.add(start, days))}
        return selected(f"{self.name}_jours", ("dossier", "serie", "fini", "jours"), columns)

    def _lengths(self) -> exp.Select:
        """The lengths by each convention that a series has."""
        by = {
            Months.QUANTIEME: distance(sql.column("depuis"), sql.column("jusqu_a")),
            Months.TRENTE_JOURS: in_months_of(THIRTY, sql.column("jours")),
        }
        wanted = {series.months for series in self.series.values()}
        columns = {_LENGTH[months]: length for months, length in by.items() if months in wanted}
        kept = ("dossier", "serie", "fini", "jours", "depuis")
        return selected(f"{self.name}_dates", kept, columns)

    # ---------------------------------------------------------------------------------------------- totals
    def length(self, name: str) -> Node:
        """See `DayCounter.length`."""
        return sql.column(_LENGTH[self.series[name].months])

    def days(self, name: str) -> Node:  # noqa: ARG002  # a row is of one series
        """See `DayCounter.days`."""
        return sql.column("jours")

    def counts(self, name: str) -> Node:
        """See `DayCounter.counts`."""
        return sql.equal(sql.column("serie"), sql.text(name))

    def goes_on(self, name: str) -> Node:
        """See `DayCounter.goes_on`."""
        if not self.series[name].single:
            return self.counts(name)
        return sql.all_of(self.counts(name), sql.equal(sql.column("fini"), sql.number(self.after)))


def _numbers(numbers: range | tuple[int, ...], name: str) -> exp.Select | exp.Union:
    """A table of some numbers, one a row."""
    return together(exp.select(aliased(sql.number(each), name)) for each in numbers)

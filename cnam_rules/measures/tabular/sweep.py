"""Segments over tables: spells cut at every day on which something begins or ends.

Each spell adds its weight on its first day and takes it away on the day after its last, and so do the stages
whose days don't count. Running sums of these give the level of each series from one such day to the next.
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from cnam_rules.measures.tabular.counting import Counter, over, selected, together
from cnam_rules.measures.tabular.frame import READ, Stage
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = ["segments"]


def segments(counter: Counter[Any], source: str, *, most: int | None) -> list[Stage]:
    """Common tables, the last of which has a row for each segment with a day of a series that counts.

    Args:
        counter: the counter, whose series have a weight in each spell.
        source: the table of spells.
        most: the most that a day may weigh; what it weighs then stands in the column of each series. None
            when it counts or doesn't: the column then says whether it does.
    """
    base, names = counter.name, [*counter.series]
    window = counter.window
    without = None if window is None else window.without
    levels = [*names] if without is None else [*names, "stages"]
    summed = {name: sql.sum_of(sql.column(name)) for name in levels}
    by_day = selected(f"{base}_evenements", ("dossier", "du"), summed).group_by(
        sql.column("dossier"), sql.column("du")
    )
    running = {name: sql.whole(over(exp.Sum(this=sql.column(name)))) for name in levels}
    next_day = {"au": over(exp.Lead(this=sql.column("du")))}
    return [
        Stage(f"{base}_evenements", _events(counter, source, without), "what begins or ends on each day"),
        Stage(f"{base}_changements", by_day, "each such day once"),
        Stage(
            f"{base}_niveaux",
            selected(f"{base}_changements", ("dossier", "du"), next_day | running),
            "the levels up to the next one",
        ),
        Stage(f"{base}_troncons", _kept(counter, levels, most), "the segments that count"),
    ]


def _kept(counter: Counter[Any], levels: list[str], most: int | None) -> exp.Select:
    none = sql.number(0)
    worked = {name: sql.more(sql.column(name), none) for name in counter.series}
    columns: dict[str, Node] = dict(worked)
    if most is not None:
        whole = sql.number(most)
        columns = {name: sql.least(sql.column(name), whole) for name in worked}
    where = [sql.any_of(*worked.values())]
    if "stages" in levels:
        where.append(sql.equal(sql.column("stages"), none))
    return selected(f"{counter.name}_niveaux", ("dossier", "du", "au"), columns).where(*where)


def _events(counter: Counter[Any], source: str, without: Node | None) -> exp.Select | exp.Union:
    names = [*counter.series]

    def event(table: str, day: Node, weights: list[Node], stage: int) -> exp.Select:
        columns = dict(zip(names, weights, strict=True))
        if without is not None:
            columns["stages"] = sql.number(stage)
        return selected(table, ("dossier",), {"du": day} | columns)

    def either(table: str, *, begins: bool) -> exp.Select:
        sign = [sql.column(n) if begins else sql.sub(sql.number(0), sql.column(n)) for n in names]
        query = event(table, sql.column("du" if begins else "au"), sign, 0)
        return query if counter.with_days == sql.TRUE else query.where(counter.with_days)

    found = [either(source, begins=True), either(source, begins=False)]
    if without is not None:
        nothing: list[Node] = [sql.number(0) for _ in names]
        end, table = sql.column("fin"), f"{READ}stages"
        begins = event(table, sql.day_number(sql.column("debut")), nothing, 1)
        ends = event(table, sql.add(sql.day_number(end), sql.number(1)), nothing, -1)
        found.append(begins if without == sql.TRUE else begins.where(without))
        found.append(ends.where(sql.all_of(sql.negate(sql.is_null(end)), without)))
    return together(found)

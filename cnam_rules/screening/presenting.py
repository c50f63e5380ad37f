"""The columns of a screening as people read them: statuses, measures in their units, what lacks, readings.

The statement counts in whole numbers (see `cnam_rules.units`); here a duration becomes months and days,
credits become credits, a yes or no becomes a boolean. An upper end stands beside its measure (`_max`): the
same where all is known, null where nothing bounds it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from cnam_rules.durations.months import MONTH
from cnam_rules.measures.tabular.frame import aliased
from cnam_rules.screening.statement import Statement
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node
from cnam_rules.units import Unit

__all__ = ["presented", "said_in"]

_SCALES = {Unit.ECTS: 1000, Unit.NOTE: 100, Unit.POINTS: 100}
_HALVES = (Unit.MOYENNE, Unit.PART, Unit.HEURES)


def said_in(unit: Unit, value: Node, name: str) -> Iterator[Node]:
    """A whole number in its unit, as columns named after `name`."""
    if unit in (Unit.DUREE, Unit.AGE):
        month = sql.number(MONTH)
        yield aliased(sql.floor_div(value, month), f"{name}_mois")
        yield aliased(sql.mod(value, month), f"{name}_jours")
    elif unit is Unit.OUI_NON:
        yield aliased(sql.equal(value, sql.number(1)), name)
    elif unit in _SCALES:
        yield aliased(sql.ratio(value, _SCALES[unit]), name)
    elif unit in _HALVES:
        yield aliased(sql.ratio(sql.floor_div(value, sql.number(2)), 100), name)
    else:
        yield aliased(value, name)


def presented(statement: Statement) -> exp.Select:
    """The statement whose rows people read: one per dossier, in no order; without facts, statuses alone."""
    columns: list[Node] = [sql.column(name) for name in ("dossier", "verdict", "rejets")]
    told = sql.equal(sql.column("rejets"), sql.number(0))

    def when_told(value: Node) -> Node:
        return sql.case((told, value))

    columns += [aliased(when_told(sql.column(column)), column) for column in statement.statuses.values()]
    for name, measure in statement.rules.measures.items() if statement.facts else ():
        key = statement.measures[name]
        columns += said_in(measure.UNIT, when_told(sql.column(f"{key}_min")), key)
        columns += said_in(measure.UNIT, when_told(sql.column(f"{key}_max")), f"{key}_max")
    for lack in statement.lacks:
        columns += said_in(lack.unit, when_told(sql.column(lack.column)), lack.column)
    columns += [aliased(when_told(sql.column(o.column)), o.column) for o in statement.other_readings]
    if statement.other_readings:
        differs = sql.any_of(
            *(
                sql.differs(sql.column(other.column), sql.column("verdict"))
                for other in statement.other_readings
            )
        )
        columns.append(aliased(when_told(differs), "depend_dune_lecture"))
    return statement.select(*columns)

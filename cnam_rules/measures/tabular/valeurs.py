"""Values that aren't constants, over tables: parameters by date, and what somebody decides.

What a parameter comes to by the day of entry into training, and what the latest decision says, are columns of
a row per dossier. Who reads the tables checks them first, as `cnam_rules.decide` does its dossier: a dossier
for whose day there is no value yet has no verdict, nor one with a decision that can't be read or is out of
bounds.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from cnam_rules.durations.months import MONTH
from cnam_rules.measures.tabular.frame import Frame
from cnam_rules.measures.valeurs import JOUR, DecisionPrevue, Parametre, ValeurDatee
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node
from cnam_rules.units import DAYS_LIMIT, Unit

__all__ = ["ends_of_value", "no_value_yet", "read_value", "unreadable_or_outside"]

_YEAR: Final = 12
_DECIMALS: Final = 6
"""How many decimals a bound may be written with."""
_ROOM: Final = 10**9
"""More than any value that is decided."""


def ends_of_value(value: Parametre | DecisionPrevue, frame: Frame) -> tuple[Node, Node]:
    """The least and the most that a value can be, for every dossier that has one."""
    return _parameter(value, frame) if isinstance(value, Parametre) else _decision(value, frame)


def no_value_yet(parameter: Parametre, frame: Frame) -> Node:
    """Whether a dossier enters before a parameter (by entry) has a value, as `Parametre.gap`; never null."""
    today = sql.FALSE if parameter.gap(None, frame.as_of) is None else sql.TRUE
    entry = sql.column("entree_en_formation")
    too_soon = sql.less(entry, sql.date_literal(parameter.valeurs[0].du))
    return sql.case((sql.is_null(entry), today), otherwise=too_soon)


def unreadable_or_outside(wanted: DecisionPrevue, written: Node) -> tuple[Node, Node]:
    """Whether what was decided can't be read, and whether it is out of bounds; neither is ever null.

    Args:
        wanted: what was to be decided.
        written: what was, a text.
    """
    value = read_value(wanted.unit, written)
    outside = sql.any_of(sql.less(value, sql.number(wanted.bas)), sql.more(value, sql.number(wanted.haut)))
    return sql.is_null(value), sql.is_true(outside)


# -------------------------------------------------------------------------------------------- parameters
def _parameter(parameter: Parametre, frame: Frame) -> tuple[Node, Node]:
    begun = [value for value in parameter.valeurs if value.du <= frame.as_of]
    if parameter.selon == JOUR:
        held = sql.number(begun[-1].valeur if begun else 0)
        return held, held
    entry = sql.column("entree_en_formation")
    ends = []
    for chosen, name in ((min, "min"), (max, "max")):
        unknown = chosen((value.valeur for value in begun), default=0)
        ends.append(frame.shared(_by_entry(entry, parameter.valeurs, unknown), f"{parameter.name}_{name}"))
    return ends[0], ends[1]


def _by_entry(entry: Node, values: tuple[ValeurDatee, ...], unknown: int) -> Node:
    """The value that holds on the day of entry; another where nobody knows it."""
    cases: list[tuple[Node, Node]] = [(sql.is_null(entry), sql.number(unknown))]
    cases += [
        (sql.at_least(entry, sql.date_literal(each.du)), sql.number(each.valeur)) for each in reversed(values)
    ]
    return sql.case(*cases, otherwise=sql.number(0))


# --------------------------------------------------------------------------------------------- decisions
def _decision(wanted: DecisionPrevue, frame: Frame) -> tuple[Node, Node]:
    low, high = (
        (wanted.bas, wanted.haut) if wanted.par_defaut is None else (wanted.par_defaut, wanted.par_defaut)
    )
    if "decisions" not in frame.given:
        return sql.number(low), sql.number(high)
    about = sql.equal(sql.column("objet"), sql.text(wanted.name))
    value = read_value(wanted.unit, sql.column("valeur"))
    # The latest by day: the greatest of the days, each with its value behind it.
    day = sql.mul(sql.whole(sql.day_number(sql.column("date"))), sql.number(_ROOM))
    taken = sql.all_of(about, sql.at_most(sql.column("date"), frame.day))
    latest = frame.gathered(
        "decisions", sql.highest(sql.case((taken, sql.add(day, value)))), f"{wanted.name}_decidee"
    )
    ends = [
        frame.shared(
            sql.coalesce(sql.mod(latest, sql.number(_ROOM)), sql.number(end)), f"{wanted.name}_{name}"
        )
        for end, name in ((low, "min"), (high, "max"))
    ]
    return ends[0], ends[1]


def read_value(unit: Unit, written: Node) -> Node:
    """What `Unit.bound` makes of a value, written as a rule file writes its bounds; or null."""
    if unit is Unit.OUI_NON:
        return sql.case(
            (sql.equal(written, sql.text("oui")), sql.number(1)),
            (sql.equal(written, sql.text("non")), sql.number(0)),
        )
    if unit is Unit.CECRL:
        levels = unit.pattern.split("|")
        return sql.case(
            *((sql.equal(written, sql.text(each)), sql.number(unit.bound(each))) for each in levels)
        )
    if unit in (Unit.DUREE, Unit.AGE):
        return _length(written)
    return _amount(unit, written)


def _length(written: Node) -> Node:
    pattern = r"(?:([0-9]{1,3}) ?ans?)? ?(?:([0-9]{1,4}) ?mois)? ?(?:(?:et )?([0-9]{1,2}) ?jours?)?"
    years, months, days = (_group(written, pattern, n) for n in (1, 2, 3))
    length = sql.add(sql.mul(sql.add(sql.mul(years, sql.number(_YEAR)), months), sql.number(MONTH)), days)
    says = sql.all_of(
        sql.neutral("CORRESPOND", written, sql.text(pattern)),
        sql.neutral("CORRESPOND", written, sql.text(".*[0-9].*")),
        sql.at_most(days, sql.number(DAYS_LIMIT)),
    )
    return sql.case((says, length))


def _group(written: Node, pattern: str, n: int) -> Node:
    """A group of digits, 0 where there is none."""
    digits = sql.neutral("GROUPE", written, sql.text(pattern), sql.number(n))
    return sql.whole(sql.case((sql.equal(digits, sql.text("")), sql.text("0")), otherwise=digits))


def _amount(unit: Unit, written: Node) -> Node:
    """A number of the unit, which may have decimals, when the unit counts it exactly."""
    parts = 2 if unit.between(1) else 1
    fine = 10**_DECIMALS // (unit.encode(Fraction(1)) // parts)
    digits = sql.neutral("GROUPE", written, sql.text(unit.pattern), sql.number(1))
    number = sql.neutral("LIRE_NOMBRE", digits, sql.number(_DECIMALS))
    amount = sql.floor_div(number, sql.number(fine))
    says = sql.all_of(
        sql.neutral("CORRESPOND", written, sql.text(unit.pattern)),
        sql.equal(sql.mod(number, sql.number(fine)), sql.number(0)),
    )
    return sql.case((says, amount if parts == 1 else sql.mul(amount, sql.number(parts))))

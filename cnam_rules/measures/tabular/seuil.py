"""`seuil` over tables: a measure against a parameter, or against what somebody decides.

The value is a number for everyone, or a column of a row per dossier: what a parameter comes to by the day of
entry into training, what the latest decision says. A dossier that has no value yet, or of which a decision
can't be read or lies out of its bounds, is refused.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from cnam_rules.durations.months import MONTH
from cnam_rules.kernel import Op
from cnam_rules.measures.base import Measure
from cnam_rules.measures.seuil import Seuil
from cnam_rules.measures.tabular.frame import Ends, Frame
from cnam_rules.measures.valeurs import JOUR, DecisionPrevue, Parametre, ValeurDatee
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.nodes import Node
from cnam_rules.units import DAYS_LIMIT, Unit

__all__ = ["ThresholdOverTables"]

_YEAR: Final = 12
_DECIMALS: Final = 6
"""How many decimals a bound may be written with."""
_ROOM: Final = 10**9
"""More than any value that is decided."""


class ThresholdOverTables:
    """`seuil` over tables."""

    def ends(self, measure: Seuil, frame: Frame, hint: str, /) -> Ends:
        """Whether the value is surely reached, and whether it may be; see `seuil.compared`."""
        inner = _ends_of(measure.mesuree, frame, f"{hint}_mesure")
        low, high = _value(measure.valeur, frame)
        passes = sql.at_least if measure.op is Op.AT_LEAST else sql.more
        one, none = sql.number(1), sql.number(0)
        may = sql.any_of(sql.is_null(inner.most), passes(inner.most, low))
        return Ends(
            sql.case((passes(inner.least, high), one), otherwise=none), sql.case((may, one), otherwise=none)
        )

    def lacks(self, measure: Seuil, frame: Frame, _ends: Ends, _bound: Node, /) -> Node:
        """What lacks to the measure, in its own unit, for the value to be surely reached."""
        from cnam_rules.measures.tabular import lacks_to

        inner = _ends_of(measure.mesuree, frame, f"{measure.mesure}_mesure")
        _, high = _value(measure.valeur, frame)
        bound = high if measure.op is Op.AT_LEAST else _plus_one(high)
        return lacks_to(measure.mesuree, frame, inner, bound)


def _ends_of(measure: Measure, frame: Frame, hint: str) -> Ends:
    from cnam_rules.measures.tabular import ends_of

    return ends_of(measure, frame, hint)


def _plus_one(value: Node) -> Node:
    return sql.number(int(value.name) + 1) if value.is_int else sql.add(value, sql.number(1))


def _value(value: Parametre | DecisionPrevue, frame: Frame) -> tuple[Node, Node]:
    """The least and the most that the value can be."""
    return _parameter(value, frame) if isinstance(value, Parametre) else _decision(value, frame)


# -------------------------------------------------------------------------------------------- parameters
def _parameter(parameter: Parametre, frame: Frame) -> tuple[Node, Node]:
    begun = [value for value in parameter.valeurs if value.du <= frame.as_of]
    first = parameter.valeurs[0].du
    if parameter.selon == JOUR:
        if not begun:
            frame.refused(sql.TRUE, "no-value-yet")
            return sql.number(0), sql.number(0)
        held = sql.number(begun[-1].valeur)
        return held, held
    entry = sql.column("entree_en_formation")
    too_soon = sql.is_true(sql.less(entry, sql.date_literal(first)))
    if not begun:
        too_soon = sql.any_of(too_soon, sql.is_null(entry))
    frame.refused(too_soon, "no-value-yet")
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
    value = _read(wanted.unit, sql.column("valeur"))
    outside = sql.any_of(
        sql.less(value, sql.number(wanted.bas)), sql.more(value, sql.number(wanted.haut)), sql.is_null(value)
    )
    many = frame.gathered("decisions", sql.count(sql.all_of(about, outside)), f"{wanted.name}_hors_bornes")
    frame.refused(sql.is_true(sql.more(many, sql.number(0))), "decision-out-of-bounds")
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


def _read(unit: Unit, written: Node) -> Node:
    """A bound as a rule file writes it, as a whole number, as `Unit.bound`; null when it isn't one."""
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

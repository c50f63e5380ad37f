"""How much dossiers lack, condition by condition: a screening counted in bars of a sensible width.

Everything is counted in DuckDB: whatever the number of dossiers, what comes out is a few dozen numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Final

from attrs import frozen
from sqlglot import exp

from cnam_rules.kernel import Status
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.screening.model import Screening
    from cnam_rules.screening.statement import Lack

__all__ = ["MOST_BARS", "TIMES", "Bar", "Lacking", "lacking", "width_of"]

MOST_BARS: Final = 24
"""How many bars a histogram has at most."""
TIMES: Final = (Unit.DUREE, Unit.AGE)
"""The units that are counted in months."""

_FINEST: Final = dict.fromkeys((Unit.NOTE, Unit.MOYENNE, Unit.POINTS), Fraction(1, 2))
_STEPS: Final[Mapping[Unit, tuple[int, ...]]] = {
    **dict.fromkeys(TIMES, (1, 2, 3, 6, 12)),
    Unit.ECTS: (1, 2, 3, 6, 12, 30, 60),
}
"""How wide bars may be, in months or in the unit itself, where it isn't 1, 2, 5, 10…"""


@frozen
class Bar:
    """The dossiers that lack more than the bar before says, and at most so much.

    Attributes:
        most: the most that they lack, inclusive: whole months for durations, else in the unit.
        unmet: how many don't meet the condition.
        unknown: how many lack so much only if what isn't known of them counts for nothing.
    """

    most: Fraction
    unmet: int
    unknown: int


@frozen
class Lacking:
    """How much dossiers lack of a measure for a condition.

    Attributes:
        condition: the condition's id.
        asks: what the condition asks for, for people.
        measure: the measure's name.
        libelle: what it measures, for people.
        unit: the unit of what lacks; yes or no has a single bar, of most 1.
        width: how wide a bar is: months for durations, else in the unit.
        bars: every bar from the least to the greatest, empty ones too; none where nobody lacks anything.
        nothing: how many meet the condition, are dispensed from it or aren't concerned.
        otherwise: how many lack something else for the condition, or an amount that can't be told.
        rejected: how many have no verdict, as a row of theirs can't be read.
    """

    condition: str
    asks: str
    measure: str
    libelle: str
    unit: Unit
    width: Fraction
    bars: tuple[Bar, ...]
    nothing: int
    otherwise: int
    rejected: int


def lacking(screened: Screening, lang: str = "fr") -> list[Lacking]:
    """How much lacks, for each condition and each measure that it compares, in the rules' order.

    Every dossier counts once in each: in a bar, in `nothing`, in `otherwise` or in `rejected`. A screening
    without facts knows of nothing that lacks.

    Args:
        screened: the screening.
        lang: the language of what the conditions and the measures are called.

    >>> from datetime import date
    >>> import cnam_rules
    >>> dossier = cnam_rules.loads("{dossier: D-1, programme: RNCP36625, ue: [], stages: []}")
    >>> screened = cnam_rules.screen([dossier], "titre-casp/jury", as_of=date(2025, 11, 3))
    >>> units = lacking(screened, "en")[0]
    >>> units.libelle, [(int(bar.most), bar.unmet) for bar in units.bars][-1]
    ('course units validated', (12, 1))
    """
    return [_lacking(screened, lack, lang) for lack in screened.statement.lacks]


def _lacking(screened: Screening, lack: Lack, lang: str) -> Lacking:
    ruleset = screened.statement.rules.ruleset
    asks = next(each.libelle for each in ruleset.conditions if each.id == lack.condition)
    finest = _FINEST.get(lack.unit, Fraction(1))
    status, amount = sql.column(screened.statement.statuses[lack.condition]), _steps_of(lack, finest)
    told = sql.equal(sql.column("rejets"), sql.number(0))
    missing = sql.one_of(status, (Status.UNMET.value, Status.UNKNOWN.value))
    some = sql.negate(sql.is_null(amount))
    whole = exp.select(
        sql.highest(sql.case((told, amount))),
        sql.count(sql.all_of(told, sql.negate(missing))),
        sql.count(sql.all_of(told, missing, sql.is_null(amount))),
        sql.count(sql.negate(told)),
    )
    [(most, nothing, otherwise, rejected)] = screened.rows(whole)
    width = width_of(lack.unit, most or 0)
    number = sql.number(int(width / finest))
    bar = sql.floor_div(sql.sub(sql.add(amount, number), sql.number(1)), number)
    binned = exp.select(bar, status, sql.count()).where(sql.all_of(told, missing, some))
    found = {
        (n, Status(word)): count
        for n, word, count in screened.rows(binned.group_by(bar.copy(), status.copy()))
    }
    last = max((n for n, _ in found), default=0)
    return Lacking(
        lack.condition,
        asks.said(lang),
        lack.measure,
        ruleset.measures[lack.measure].libelle.said(lang),
        lack.unit,
        width,
        tuple(
            Bar(n * width, found.get((n, Status.UNMET), 0), found.get((n, Status.UNKNOWN), 0))
            for n in range(1, last + 1)
        ),
        nothing,
        otherwise,
        rejected,
    )


def _steps_of(lack: Lack, finest: Fraction) -> Node:
    """What lacks in the finest steps of its unit, rounded up, 1 at least; null where nothing lacks."""
    if lack.unit in TIMES:
        days = sql.case((sql.more(sql.column(f"{lack.column}_jours"), sql.number(0)), sql.number(1)))
        found = sql.add(sql.column(f"{lack.column}_mois"), sql.coalesce(days, sql.number(0)))
    elif lack.unit is Unit.OUI_NON:
        return sql.case((sql.is_true(sql.column(lack.column)), sql.number(1)))
    else:
        scaled = sql.mul(sql.column(lack.column), sql.number(int(1 / finest)))
        found = sql.whole(exp.Ceil(this=scaled))
    return sql.case((sql.negate(sql.is_null(found)), sql.greatest(found, sql.number(1))))


def width_of(unit: Unit, most: int) -> Fraction:
    """How wide bars are: the narrowest that aren't too many for amounts up to `most` of the finest steps.

    >>> width_of(Unit.DUREE, 18), width_of(Unit.DUREE, 60), width_of(Unit.NOTE, 20)
    (Fraction(1, 1), Fraction(3, 1), Fraction(1, 2))
    """
    finest = _FINEST.get(unit, Fraction(1))
    own: Iterable[int] = _STEPS.get(unit, ())
    decades = (step * 10**power for power in range(9) for step in (1, 2, 5))
    beyond = (step for step in decades if step > max(own, default=0))
    steps = chain((finest,), (Fraction(step) for step in chain(own, beyond)))
    return next(step for step in steps if most * finest <= MOST_BARS * step)

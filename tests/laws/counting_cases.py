"""What counting is checked against, and on: definitions day by day, and days drawn where calendars turn.

Nothing here counts with the library: `plus_months` walks the calendar, `by_definition` tries every day worked
as the anchor.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache

from hypothesis import strategies as st

from cnam_rules.durations import Counting, Months, PartTime, Spell, encode

LAST = date.max.toordinal()
ONE = Fraction(1)
CYCLE = 146_097


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


# The definitions, day by day


@cache
def plus_months(start: int, months: int) -> int:
    """The same day number `months` later or else the last day of that month, beyond the year 9999 too."""
    first = date.fromordinal(start)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    cycles = max(0, (year - 9600) // 400)
    year -= 400 * cycles
    number = min(first.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, number).toordinal() + cycles * CYCLE


def months_and_days(start: int, length: int) -> tuple[int, int]:
    """The most months that fit in `length` days from `start` on, and the days left."""
    months = 0
    while plus_months(start, months + 1) <= start + length:
        months += 1
    return months, start + length - plus_months(start, months)


def by_definition(weights: Mapping[int, Fraction], months: Months, single: bool) -> tuple[int, int]:
    """The total of days of given weights, with every day worked tried as the anchor."""
    if single:
        runs: list[dict[int, Fraction]] = []
        for one in sorted(weights):
            if one - 1 not in weights:
                runs.append({})
            runs[-1][one] = weights[one]
        return max((by_definition(run, months, False) for run in runs), default=(0, 0))
    if months is Months.TRENTE_JOURS:
        return divmod(int(sum(weights.values())), 30)
    best = (0, 0)
    left = Fraction(0)
    for one in sorted(weights, reverse=True):
        left += weights[one]
        best = max(best, months_and_days(one, int(left)))
    return best


def weights_of(spells: list[Spell], as_of: int, part_time: PartTime) -> dict[int, Fraction]:
    """What each day is worth, day by day."""
    weights: dict[int, Fraction] = {}
    for spell in spells:
        for one in range(spell.start, min(as_of, spell.end or as_of) + 1):
            worth = spell.weight if part_time is PartTime.PRORATA else ONE
            weights[one] = min(ONE, weights.get(one, Fraction(0)) + worth)
    return weights


def expected(spells: list[Spell], as_of: int, counting: Counting) -> int:
    return encode(
        *by_definition(weights_of(spells, as_of, counting.part_time), counting.months, counting.single)
    )


# What is drawn: days close to month ends, short gaps, and the two ends of the calendar

BASES = [
    "2022-12-30", "2023-01-28", "2023-02-26", "2023-07-30", "2024-01-29", "2024-02-27", "2024-10-29",
    "2099-12-31", "1999-12-28", "9999-08-01", "0001-01-01",
]  # fmt: skip
QUOTITES = [
    ONE,
    Fraction(1, 2),
    Fraction(4, 5),
    Fraction(1, 3),
    Fraction(1, 10),
    Fraction(2, 3),
    Fraction(1, 35),
]
any_quotite = st.sampled_from(QUOTITES)
gaps = st.one_of(st.integers(0, 4), st.integers(26, 33), st.integers(0, 200))
countings = st.builds(Counting, st.sampled_from(Months), st.sampled_from(PartTime), st.booleans())


@st.composite
def spell_lists(
    draw: st.DrawFn, most: int = 6, weights: st.SearchStrategy[Fraction] = any_quotite
) -> list[Spell]:
    base = day(draw(st.sampled_from(BASES)))
    spells = []
    for key in range(draw(st.integers(0, most))):
        start = min(base + draw(gaps), LAST)
        spells.append(Spell(start, min(start + draw(gaps), LAST), draw(weights), key))
    return spells


@st.composite
def counted(draw: st.DrawFn) -> tuple[list[Spell], int]:
    """Spells, some of them without an end, and a day to count them at: mostly among them."""
    spells = draw(spell_lists())
    spells = [
        Spell(s.start, None if draw(st.integers(0, 4)) == 0 else s.end, s.weight, s.key) for s in spells
    ]
    first = min((s.start for s in spells), default=day("2024-01-01"))
    return spells, min(LAST, max(1, first + draw(st.integers(-3, 420))))


def intervals(spells: list[Spell]) -> list[tuple[int, int]]:
    return [(spell.start, spell.end or LAST) for spell in spells]

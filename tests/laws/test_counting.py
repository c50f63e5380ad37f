"""The laws of counting: a total is that of its definition, depends on the set of days alone, never falls."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random

from hypothesis import example, given
from hypothesis import strategies as st

from cnam_rules.durations import Counting, Months, PartTime, Spell, decode, measure, prorata_total, total
from cnam_rules.durations.counting import MARGIN, anchors
from tests.laws.counting_cases import (
    BASES,
    CYCLE,
    LAST,
    ONE,
    QUOTITES,
    by_definition,
    counted,
    countings,
    day,
    expected,
    gaps,
    intervals,
    months_and_days,
    plus_months,
    spell_lists,
    weights_of,
)

# The total is that of the definition


@given(counted(), countings)
def test_the_total_is_that_of_the_definition(case: tuple[list[Spell], int], counting: Counting) -> None:
    spells, as_of = case
    assert measure(spells, as_of, counting) == expected(spells, as_of, counting)


@given(spell_lists(most=12))
def test_only_the_starts_of_runs_need_be_tried_when_days_are_whole(spells: list[Spell]) -> None:
    days = sorted(weights_of(spells, LAST, PartTime.CALENDAIRE))
    starts = [i for i, one in enumerate(days) if i == 0 or days[i - 1] != one - 1]
    best = max((months_and_days(days[i], len(days) - i) for i in starts), default=(0, 0))
    assert decode(total(intervals(spells), LAST)) == best


@given(st.sets(st.integers(0, 75)), st.sampled_from(BASES))
def test_the_total_is_that_of_the_definition_for_scattered_days(offsets: set[int], base: str) -> None:
    start = day(base)
    days = {start + offset: ONE for offset in offsets if start + offset <= LAST}
    lone = [(one, one) for one in days]
    assert decode(total(lone, LAST)) == by_definition(days, Months.QUANTIEME, False)


@given(spell_lists(), st.integers(0, 300), countings)
def test_nothing_after_the_cut_off_counts(spells: list[Spell], after: int, counting: Counting) -> None:
    as_of = min(LAST, min((s.start for s in spells), default=1) + after)
    kept = [Spell(s.start, min(s.end or as_of, as_of), s.weight) for s in spells if s.start <= as_of]
    assert measure(spells, as_of, counting) == measure(kept, LAST, counting)


# Only the set of days matters


@given(spell_lists(), st.randoms(use_true_random=False), st.sampled_from(Months), st.booleans())
def test_order_splits_and_overlaps_change_nothing(
    spells: list[Spell], random: Random, months: Months, single: bool
) -> None:
    other = []
    for start, end in intervals(spells):
        cut = random.randint(start, end)
        again = random.randint(start, end)
        other += [(start, cut), (again, end), (min(cut, again), max(cut, again))]
        other.append((start, end)) if random.random() < 0.3 else other.append((cut, end))
    random.shuffle(other)
    assert total(other, LAST, months, single) == total(intervals(spells), LAST, months, single)


@given(spell_lists(weights=st.just(ONE)), st.sampled_from(Months), st.booleans())
def test_full_time_spells_count_alike_in_prorata(spells: list[Spell], months: Months, single: bool) -> None:
    weighted = [(start, end, ONE) for start, end in intervals(spells)]
    assert prorata_total(weighted, LAST, months, single) == total(intervals(spells), LAST, months, single)


@given(spell_lists(), st.sampled_from(Months), st.booleans())
def test_a_spell_in_two_halves_at_once_is_worth_the_whole(
    spells: list[Spell], months: Months, single: bool
) -> None:
    whole = [(s.start, s.end or LAST, s.weight) for s in spells]
    halves = [(start, end, weight / 2) for start, end, weight in whole for _ in range(2)]
    assert prorata_total(halves, LAST, months, single) == prorata_total(whole, LAST, months, single)


# More work never counts for less


@given(spell_lists(), gaps, st.sampled_from(QUOTITES), countings)
@example(
    [Spell(day("2023-01-16"), day("2023-01-30")), Spell(day("2023-02-01"), day("2023-02-28"))],
    15,
    ONE,
    Counting(),
)
def test_one_more_day_never_lowers_the_total(
    spells: list[Spell], where: int, weight: Fraction, counting: Counting
) -> None:
    one = min(LAST, min((s.start for s in spells), default=day("2024-02-01")) + where)
    more = [*spells, Spell(one, one, weight)]
    assert measure(more, LAST, counting) >= measure(spells, LAST, counting)


@given(spell_lists(most=3), st.integers(1, 40), st.sampled_from(QUOTITES), countings)
def test_one_more_day_before_all_never_lowers_the_total(
    spells: list[Spell], before: int, weight: Fraction, counting: Counting
) -> None:
    one = max(1, min((s.start for s in spells), default=day("2024-02-01")) - before)
    assert measure([*spells, Spell(one, one, weight)], LAST, counting) >= measure(spells, LAST, counting)


def test_two_tenths_of_a_day_before_a_full_month_do_not_lower_it() -> None:
    february = (day("2023-02-01"), day("2023-02-28"), ONE)
    before = (day("2023-01-30"), day("2023-01-31"), Fraction(1, 10))
    assert decode(prorata_total([february], LAST)) == (1, 0)
    assert decode(prorata_total([before, february], LAST)) == (1, 0)
    assert months_and_days(day("2023-01-30"), 28) == (0, 28), (
        "the start of the run alone would lose the month"
    )


@given(spell_lists(), st.sampled_from(Months))
def test_one_run_alone_never_counts_for_more_than_all(spells: list[Spell], months: Months) -> None:
    assert total(intervals(spells), LAST, months, True) <= total(intervals(spells), LAST, months)


@given(spell_lists(), st.sampled_from(Months), st.booleans())
def test_part_time_never_counts_for_more_than_whole_days(
    spells: list[Spell], months: Months, single: bool
) -> None:
    weighted = [(s.start, s.end or LAST, s.weight) for s in spells]
    assert prorata_total(weighted, LAST, months, single) <= total(intervals(spells), LAST, months, single)


@given(counted(), countings)
def test_the_days_of_a_total_are_at_most_thirty(case: tuple[list[Spell], int], counting: Counting) -> None:
    spells, as_of = case
    assert 0 <= decode(measure(spells, as_of, counting))[1] <= 30


# What the search for the anchor rests on


def needed(anchor: int, months: int, days: int) -> int:
    """How many days from `anchor` on reach (months, days): as many as that, or the next whole month."""
    return min(plus_months(anchor, months) + days, plus_months(anchor, months + 1)) - anchor


def test_days_1_to_28_of_a_month_need_as_many_days_for_every_length() -> None:
    for year, month in [
        (2023, 1),
        (2023, 2),
        (2024, 1),
        (2024, 2),
        (2024, 4),
        (2024, 12),
        (2099, 11),
        (2100, 2),
    ]:
        first = date(year, month, 1).toordinal()
        for months in (0, 1, 2, 3, 11, 12, 13, 18, 24, 47, 48):
            for days in range(31):
                assert len({needed(first + i, months, days) for i in range(28)}) == 1


@given(
    st.sampled_from(BASES[:-2]), gaps, st.integers(1, 120), st.integers(0, 120), st.sampled_from(QUOTITES[1:])
)
def test_the_best_anchor_of_a_part_time_stretch_is_among_those_tried(
    base: str, shift: int, length: int, after: int, weight: Fraction
) -> None:
    start = day(base) + shift
    stop = start + length

    def reach(anchor: int) -> tuple[int, int]:
        return months_and_days(anchor, int((stop - anchor) * weight) + after)

    tried = list(anchors(start, stop))
    assert tried == [
        d for d in range(start, stop) if d == start or date.fromordinal(d).day in {1, 29, 30, 31}
    ]
    assert max(map(reach, tried)) == max(map(reach, range(start, stop)))


def test_the_margin_bounds_what_one_anchor_gains_over_another() -> None:
    """The start of a month drifts by at most R from the mean; k months vary by 2R, and by 3 at their end."""
    firsts = [date(year, month, 1).toordinal() for year in range(2000, 2400) for month in range(1, 13)]
    drift = [Fraction(first - firsts[0]) - Fraction(CYCLE, 4800) * i for i, first in enumerate(firsts)]
    assert 2 * (max(drift) - min(drift)) + 3 <= MARGIN


def test_an_anchor_after_lone_days_is_still_tried() -> None:
    """Two lone days of January start a month of 31 days; the 28 of February are a month by themselves."""
    lone = [(day("2023-01-03"), day("2023-01-03")), (day("2023-01-05"), day("2023-01-05"))]
    assert months_and_days(day("2023-01-03"), 30) == (0, 30)
    assert decode(total([*lone, (day("2023-02-01"), day("2023-02-28"))], LAST)) == (1, 0)

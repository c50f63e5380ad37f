"""The laws of counting: a total is that of its definition, depends on the set of days alone, never falls.

Every law is checked against definitions written here day by day, with nothing of the library's: `plus_months`
walks the calendar, `by_definition` tries every day worked as the anchor.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import pairwise
from random import Random

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cnam_rules.durations import (
    Counting,
    CutReason,
    Months,
    PartTime,
    Spell,
    StageCounting,
    account,
    decode,
    encode,
    lacking,
    measure,
    presence,
    presence_lacking,
    prorata_total,
    reached_on,
    total,
)
from cnam_rules.durations.counting import MARGIN, anchors

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


# The days to come


bounds = st.builds(encode, st.integers(0, 9), st.integers(0, 30))


@given(counted(), bounds, countings)
def test_a_length_is_reached_on_that_day_and_not_on_the_day_before(
    case: tuple[list[Spell], int], bound: int, counting: Counting
) -> None:
    spells, as_of = case
    assume(bound > 0)
    begun = [spell for spell in spells if spell.start <= as_of]
    found = reached_on(spells, as_of, bound, counting)
    if found is None:
        assert measure(begun, LAST, counting) < bound
    else:
        assert measure(begun, found.toordinal(), counting) >= bound
        assert measure(begun, found.toordinal() - 1, counting) < bound
        assert (found.toordinal() <= as_of) == (measure(spells, as_of, counting) >= bound)


@given(counted(), bounds, countings)
def test_what_is_lacking_is_enough_and_no_less_is(
    case: tuple[list[Spell], int], bound: int, counting: Counting
) -> None:
    spells, as_of = case
    found = lacking(spells, as_of, bound, counting)
    if found is None:
        assert measure(spells, as_of, counting) >= bound
        return
    begun = [spell for spell in spells if spell.start <= as_of]

    def after(days: int) -> int:
        return measure([*begun, Spell(as_of + 1, as_of + days)] if days else begun, as_of + days, counting)

    assert measure(spells, as_of, counting) < bound
    assert after(found.in_days) >= bound
    assert after(found.in_days - 1) < bound
    days = as_of + found.in_days
    assert found.on == (date.fromordinal(days) if days <= LAST else None)
    if as_of < LAST:
        alone = by_definition(dict.fromkeys(range(as_of + 1, days + 1), ONE), counting.months, False)
        assert (found.months, found.days) == alone == decode(found.length)


# The account


@given(counted(), countings)
def test_the_account_adds_up(case: tuple[list[Spell], int], counting: Counting) -> None:
    spells, as_of = case
    weights = weights_of(spells, as_of, counting.part_time)
    found = account(spells, as_of, counting)
    assert found.total == measure(spells, as_of, counting) == encode(found.months, found.days)
    assert found.counted + found.uncounted == sum(weights.values())
    assert (found.counting, found.as_of) == (counting, date.fromordinal(as_of))
    runs = [(run.start.toordinal(), run.end.toordinal()) for run in found.runs]
    assert [one for start, end in runs for one in range(start, end + 1)] == sorted(weights)
    assert all(end + 1 < start for (_, end), (start, _) in pairwise(runs))
    for run, (start, end) in zip(found.runs, runs, strict=True):
        assert run.days == end - start + 1
        assert run.worth == sum(weights[one] for one in range(start, end + 1))
        assert run.keys == tuple(s.key for s in spells if start <= s.start <= end)
    assert found.residue == found.counted - int(found.counted)


@given(counted(), countings)
def test_the_anchor_gives_the_total_and_no_earlier_day_does(
    case: tuple[list[Spell], int], counting: Counting
) -> None:
    spells, as_of = case
    weights = weights_of(spells, as_of, counting.part_time)
    found = account(spells, as_of, counting)
    if counting.months is Months.TRENTE_JOURS:
        assert found.anchor is None
        assert found.whole_months_to is None
        assert (found.months, found.days) == divmod(int(found.counted), 30)
        assert counting.single or found.uncounted == 0
        return
    assert (found.anchor is None) == (not weights)
    if found.anchor is None:
        return
    anchor = found.anchor.toordinal()
    assert months_and_days(anchor, int(found.counted)) == (found.months, found.days)
    end = max(weights)
    if counting.single:
        end = next(run.end.toordinal() for run in found.runs if run.end >= found.anchor)
    assert found.counted == sum(weight for one, weight in weights.items() if anchor <= one <= end)
    for one in weights:
        if one < anchor:
            stop = (
                end
                if not counting.single
                else next(r.end.toordinal() for r in found.runs if r.end.toordinal() >= one)
            )
            left = int(sum(weight for other, weight in weights.items() if one <= other <= stop))
            assert months_and_days(one, left) < (found.months, found.days)
    if found.months:
        assert found.whole_months_to is not None
        assert found.whole_months_to.toordinal() + 1 == plus_months(anchor, found.months)
    else:
        assert found.whole_months_to is None


@given(counted())
def test_the_account_names_the_days_in_two_spells_and_those_cut(case: tuple[list[Spell], int]) -> None:
    spells, as_of = case
    found = account(spells, as_of)
    covering: dict[int, tuple[int | str, ...]] = {}
    for one in weights_of(spells, as_of, PartTime.CALENDAIRE):
        keys = tuple(s.key for s in spells if s.start <= one <= (s.end or LAST))
        if len(keys) > 1:
            covering[one] = keys
    told = {
        one: overlap.keys
        for overlap in found.overlaps
        for one in range(overlap.start.toordinal(), overlap.end.toordinal() + 1)
    }
    assert told == covering
    assert found.overlap_days == len(covering) == sum(overlap.days for overlap in found.overlaps)
    for before, after in pairwise(found.overlaps):
        assert before.end < after.start
        assert before.keys != after.keys or (after.start - before.end).days > 1
    cut = {entry.key: (entry.reason, entry.days) for entry in found.cut}
    for spell in spells:
        after_all = max(spell.start, as_of + 1)
        lost = None if spell.end is None else max(0, spell.end - after_all + 1)
        if spell.start > as_of:
            assert cut[spell.key] == (CutReason.BEGINS_AFTER, lost)
        elif lost:
            assert cut[spell.key] == (CutReason.CUT, lost)
        else:
            assert spell.key not in cut
        assert (spell.key in found.in_progress) == (
            spell.start <= as_of and (spell.end is None or spell.end > as_of)
        )


# Presence


@given(
    st.fractions(0, 2000, max_denominator=8),
    bounds,
    st.sampled_from([StageCounting.JOURS_DE_PRESENCE, StageCounting.HEURES]),
    st.fractions(0, 1, max_denominator=100),
)
def test_the_presence_lacking_is_enough_and_no_less_is(
    amount: Fraction, bound: int, counting: StageCounting, little: Fraction
) -> None:
    lack = presence_lacking(amount, bound, counting)
    assert (lack == 0) == (presence(amount, counting) >= bound)
    assert presence(amount + lack, counting) >= bound
    if 0 < little <= lack:
        assert presence(amount + lack - little, counting) < bound


@pytest.mark.parametrize("bound", [0, -31])
def test_a_length_of_nothing_is_reached_on_no_day_and_lacks_nothing(bound: int) -> None:
    assert reached_on([Spell(1, None)], 5, bound) is None
    assert lacking([], 5, bound) is None

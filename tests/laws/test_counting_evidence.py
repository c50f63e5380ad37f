"""The laws of what stands behind a total: accounts add up, and days to come are exact."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

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
    encode,
    lacking,
    measure,
    presence,
    presence_lacking,
    reached_on,
)
from tests.laws.counting_cases import (
    LAST,
    counted,
    countings,
    day,
    months_and_days,
    plus_months,
    weights_of,
)

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
@example(([Spell(day("9999-08-02"), None)], day("9999-08-02")), encode(5, 1), Counting())
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
    if counting.months is Months.TRENTE_JOURS:
        assert (found.months, found.days) == divmod(found.in_days, 30)
    elif as_of < LAST:
        assert (found.months, found.days) == months_and_days(as_of + 1, found.in_days)


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
    last = {spell.key: min(as_of, spell.end or as_of) for spell in spells}
    covering = {
        one: {s.key for s in spells if s.start <= one <= last[s.key]}
        for one in weights_of(spells, as_of, PartTime.CALENDAIRE)
    }
    shared = sorted(one for one, keys in covering.items() if len(keys) > 1)
    told = [range(o.start.toordinal(), o.end.toordinal() + 1) for o in found.overlaps]
    assert [one for days in told for one in days] == shared
    assert all(before.stop < after.start for before, after in pairwise(told))
    for overlap, days in zip(found.overlaps, told, strict=True):
        assert overlap.days == len(days)
        keys = set().union(*(covering[one] for one in days))
        assert overlap.keys == tuple(s.key for s in spells if s.key in keys)
    assert found.overlap_days == len(shared)
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

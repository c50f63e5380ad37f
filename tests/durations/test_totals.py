"""Totals at the edges: vectors, empty sets, month ends, cut-offs, part-time, presence, what is refused."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from cnam_rules.durations import (
    Counting,
    Months,
    PartTime,
    Spell,
    StageCounting,
    decode,
    encode,
    measure,
    presence,
    presence_lacking,
    prorata_total,
    total,
)
from cnam_rules.durations.counting import contiguous, runs_of, stretches_of

LAST = date.max.toordinal()
HALF = Fraction(1, 2)


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def spell(text: str) -> tuple[int, int]:
    """`2023-09-01..2025-02-28`, or one day."""
    start, _, end = text.partition("..")
    return day(start), day(end or start)


VECTORS = [
    # spells (both ends included), de quantième à quantième, months of 30 days, one run alone
    ([], (0, 0), (0, 0), (0, 0)),
    (["2024-02-29"], (0, 1), (0, 1), (0, 1)),
    (["2023-09-01..2025-02-28"], (18, 0), (18, 7), (18, 0)),
    (["2023-09-01..2025-02-27"], (17, 27), (18, 6), (17, 27)),
    (["2023-03-01..2024-08-22"], (17, 22), (18, 1), (17, 22)),
    (["2023-01-16..2023-01-30", "2023-02-01..2023-02-28"], (1, 12), (1, 13), (1, 0)),
    (["2023-01-16..2023-01-31", "2023-02-01..2023-02-28"], (1, 13), (1, 14), (1, 13)),
    (["2023-02-01..2023-02-28"], (1, 0), (0, 28), (1, 0)),
    (["2024-02-01..2024-02-28"], (0, 28), (0, 28), (0, 28)),
    (["2024-02-01..2024-02-29"], (1, 0), (0, 29), (1, 0)),
    (["2024-01-31..2024-02-28"], (1, 0), (0, 29), (1, 0)),
    (["2024-01-01..2024-01-30"], (0, 30), (1, 0), (0, 30)),
    (["2024-01-01..2024-01-31"], (1, 0), (1, 1), (1, 0)),
    (["2024-01-01..2024-03-31", "2024-02-10..2024-02-20"], (3, 0), (3, 1), (3, 0)),
    (["2024-01-01..2024-01-15", "2024-01-16..2024-01-31"], (1, 0), (1, 1), (1, 0)),
    (["2024-01-01..2024-01-14", "2024-01-16..2024-01-31"], (0, 30), (1, 0), (0, 16)),
    (["2024-01-05", "2024-01-03", "2024-01-05"], (0, 2), (0, 2), (0, 1)),
    (["9999-12-31"], (0, 1), (0, 1), (0, 1)),
    (["9999-12-01..9999-12-31"], (1, 0), (1, 1), (1, 0)),
    (["9999-01-01..9999-12-31"], (12, 0), (12, 5), (12, 0)),
    (["0001-01-01..9999-12-31"], (119_988, 0), (121_735, 9), (119_988, 0)),
    (["0001-01-01..0001-01-31", "9999-12-31"], (1, 1), (1, 2), (1, 0)),
]


@pytest.mark.parametrize(("spells", "quantieme", "thirty", "alone"), VECTORS)
def test_totals(
    spells: list[str], quantieme: tuple[int, int], thirty: tuple[int, int], alone: tuple[int, int]
) -> None:
    days = [spell(text) for text in spells]
    assert decode(total(days, LAST)) == quantieme
    assert decode(total(days, LAST, Months.TRENTE_JOURS)) == thirty
    assert decode(total(days, LAST, single=True)) == alone
    assert decode(total(reversed(days), LAST)) == quantieme


def test_the_sum_by_spell_loses_days_where_this_count_does_not() -> None:
    january, february = spell("2023-01-16..2023-01-30"), spell("2023-02-01..2023-02-28")
    by_spell = [
        sum(parts)
        for parts in zip(decode(total([january], LAST)), decode(total([february], LAST)), strict=True)
    ]
    assert by_spell == [1, 15]
    longer = total([january, spell("2023-01-31"), february], LAST)
    assert decode(longer) == (1, 13)
    assert total([january, february], LAST) < longer < encode(*by_spell)


def test_the_longest_run_in_months_of_30_days_is_the_one_with_most_days() -> None:
    spells = [
        spell("2024-01-01..2024-01-10"),
        spell("2024-03-01..2024-04-05"),
        spell("2024-06-01..2024-06-20"),
    ]
    assert decode(total(spells, LAST, Months.TRENTE_JOURS, single=True)) == (1, 6)


def test_one_run_alone_is_the_one_that_counts_for_most_not_the_longest() -> None:
    spells = [spell("2023-02-01..2023-02-28"), spell("2023-03-02..2023-03-31")]
    assert decode(total(spells, LAST, single=True)) == (1, 0)
    assert decode(total(spells[1:], LAST, single=True)) == (0, 30)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2024-01-09", (0, 0)),
        ("2024-01-10", (0, 1)),
        ("2024-01-19", (0, 10)),
        ("2024-01-20", (0, 11)),
        ("2024-01-25", (0, 11)),
        ("2024-02-01", (0, 12)),
        ("2024-02-10", (0, 21)),
        ("2024-02-11", (0, 21)),
    ],
)
def test_the_cut_off_counts_and_nothing_after_it_does(as_of: str, expected: tuple[int, int]) -> None:
    spells = [
        spell("2024-02-01..2024-02-10"),
        spell("2024-01-10..2024-01-20"),
        spell("2024-03-01..2024-03-01"),
    ]
    assert decode(total(spells[:2], day(as_of))) == expected
    assert decode(total(spells, day(as_of))) == expected
    assert decode(prorata_total([(*days, Fraction(1)) for days in spells], day(as_of))) == expected
    assert decode(measure([Spell(*days) for days in spells], day(as_of))) == expected


def test_a_spell_without_end_counts_up_to_the_cut_off() -> None:
    going_on = [Spell(day("2024-01-10"), None, HALF)]
    assert measure(going_on, day("2024-01-09")) == 0
    assert measure(going_on, day("2024-01-19")) == 10
    assert measure(going_on, day("2024-01-19"), Counting(part_time=PartTime.PRORATA)) == 5


@pytest.mark.parametrize(
    ("spells", "scale", "stretches"),
    [
        ([], 1, []),
        ([(1, 9, HALF)], 2, [(1, 10, 1)]),
        ([(1, 9, HALF), (10, 12, HALF)], 2, [(1, 13, 1)]),
        ([(1, 9, HALF), (5, 6, Fraction(1, 3))], 6, [(1, 5, 3), (5, 7, 5), (7, 10, 3)]),
        (
            [(1, 9, Fraction(3, 4)), (5, 20, Fraction(3, 4)), (8, 8, Fraction(1))],
            4,
            [(1, 5, 3), (5, 10, 4), (10, 21, 3)],
        ),
        ([(1, 2, HALF), (4, 4, HALF)], 2, [(1, 3, 1), (4, 5, 1)]),
        ([(1, 2, HALF), (99, 100, HALF)], 2, [(1, 3, 1)]),
        ([(1, 2, HALF), (50, 100, HALF)], 2, [(1, 3, 1), (50, 51, 1)]),
    ],
)
def test_stretches_of_equal_weight(
    spells: list[tuple[int, int, Fraction]], scale: int, stretches: list[tuple[int, int, int]]
) -> None:
    assert stretches_of(spells, 50) == (stretches, scale)


def test_part_time_adds_up_to_one_day_at_most() -> None:
    year = (day("2023-01-01"), day("2023-12-31"))
    half, most = (*year, HALF), (*year, Fraction(4, 5))
    assert decode(prorata_total([half], LAST)) == (6, 1)
    assert decode(prorata_total([half, half], LAST)) == (12, 0)
    assert decode(prorata_total([half, most], LAST)) == (12, 0)
    assert decode(prorata_total([half], LAST, Months.TRENTE_JOURS)) == (6, 2)
    assert decode(prorata_total([half, most], LAST, Months.TRENTE_JOURS)) == (12, 5)


def test_what_is_left_under_a_day_is_dropped() -> None:
    assert prorata_total([(100, 102, HALF)], LAST) == 1
    assert prorata_total([(100, 100, HALF)], LAST) == 0
    assert prorata_total([(100, 102, HALF)], LAST, Months.TRENTE_JOURS) == 1
    assert prorata_total([(100, 102, Fraction(1, 3))], LAST) == 1
    assert prorata_total([], LAST, Months.TRENTE_JOURS) == prorata_total([], LAST) == 0


def test_one_run_alone_in_part_time() -> None:
    spells = [(100, 119, HALF), (120, 124, Fraction(1)), (130, 142, Fraction(1))]
    assert prorata_total(spells, LAST, single=True) == 15
    assert prorata_total(spells, LAST, Months.TRENTE_JOURS, True) == 15
    assert prorata_total(spells, LAST) == 28
    assert prorata_total(spells[2:], LAST, single=True) == 13


def test_runs_are_merged_when_they_touch_and_kept_apart_by_one_day() -> None:
    assert runs_of([(5, 9), (10, 12)], LAST) == [(5, 13)]
    assert runs_of([(5, 9), (11, 12)], LAST) == [(5, 10), (11, 13)]
    assert runs_of([(5, 9), (6, 7), (9, 9), (9, 10)], LAST) == [(5, 11)]
    assert runs_of([(1, 1)], 1) == [(1, 2)]
    assert runs_of([(1, 1)], 0) == []
    assert contiguous([]) == []


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (0, (0, 0)),
        (6, (0, 0)),
        (7, (0, 1)),
        (Fraction(27, 2), (0, 1)),
        (14, (0, 2)),
        (153, (0, 21)),
        (154, (1, 0)),
        (461, (2, 21)),
        (462, (3, 0)),
        (924, (6, 0)),
    ],
)
def test_hours_of_presence(hours: Fraction | int, expected: tuple[int, int]) -> None:
    assert decode(presence(hours, StageCounting.HEURES)) == expected
    assert decode(presence(Fraction(hours) / 7, StageCounting.JOURS_DE_PRESENCE)) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, (0, 0)), (21, (0, 21)), (Fraction(43, 2), (0, 21)), (22, (1, 0)), (66, (3, 0)), (67, (3, 1))],
)
def test_days_of_presence(days: Fraction | int, expected: tuple[int, int]) -> None:
    assert decode(presence(days, StageCounting.JOURS_DE_PRESENCE)) == expected


@pytest.mark.parametrize(
    ("bound", "days"),
    [((0, 0), 0), ((0, 1), 1), ((0, 22), 22), ((0, 30), 22), ((3, 0), 66), ((3, 21), 87), ((3, 23), 88)],
)
def test_presence_lacking_from_nothing(bound: tuple[int, int], days: int) -> None:
    assert presence_lacking(0, encode(*bound), StageCounting.JOURS_DE_PRESENCE) == days
    assert presence_lacking(0, encode(*bound), StageCounting.HEURES) == 7 * days
    assert presence_lacking(1000, encode(*bound), StageCounting.HEURES) == 0
    assert presence_lacking(Fraction(1, 2), encode(*bound), StageCounting.JOURS_DE_PRESENCE) == max(
        0, days - HALF
    )


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match="a spell ends on day 9, before it starts on day 10"):
        total([(1, 5), (10, 9)], LAST)
    with pytest.raises(ValueError, match="a spell ends on day 9, before it starts on day 20"):
        total([(10, 12), (20, 9)], 5)
    with pytest.raises(ValueError, match="a spell ends on day 9, before it starts on day 10"):
        prorata_total([(10, 9, HALF)], LAST)
    with pytest.raises(ValueError, match="a spell ends on day 9, before it starts on day 10"):
        Spell(10, 9)
    for weight in (Fraction(0), Fraction(-1, 2), Fraction(11, 10)):
        with pytest.raises(ValueError, match=r"a quotité is in \(0, 1\], not "):
            prorata_total([(1, 9, weight)], LAST)
        with pytest.raises(ValueError, match=r"a weight is in \(0, 1\], not "):
            Spell(1, 9, weight)
    with pytest.raises(ValueError, match="a negative amount of presence: -1"):
        presence(-1, StageCounting.HEURES)
    with pytest.raises(ValueError, match="the convention calendaire counts the days between dates"):
        presence(10, StageCounting.CALENDAIRE)
    with pytest.raises(ValueError, match="the convention calendaire counts the days between dates"):
        presence_lacking(10, 31, StageCounting.CALENDAIRE)


def test_the_shortest_spells_and_the_widest_weights_are_accepted() -> None:
    assert Spell(10, 10).last_by(LAST) == 10
    assert Spell(1, 9, Fraction(1)).weight == 1
    assert prorata_total([(10, 10, Fraction(1))], LAST) == 1


def test_the_words_of_the_conventions() -> None:
    assert [convention.value for convention in Months] == ["quantieme", "trente-jours"]
    assert [convention.value for convention in PartTime] == ["calendaire", "prorata"]
    assert [convention.value for convention in StageCounting] == ["calendaire", "jours-de-presence", "heures"]
    assert Counting() == Counting(Months.QUANTIEME, PartTime.CALENDAIRE, False)

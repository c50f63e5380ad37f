"""Months between two days: against dateutil, against java.time.Period's way of counting, and at the edges."""

from __future__ import annotations

import calendar
from datetime import date

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import example, given
from hypothesis import strategies as st

from cnam_rules.durations import decode, distance, encode
from cnam_rules.durations.months import LAST_DAY, length_of_month

CYCLE = 146_097
days = st.dates().map(date.toordinal)
near = st.integers(-70, 800)


def ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def period_between(first: date, stop: date) -> tuple[int, int]:
    """(months, days) as java.time.Period.between is documented to count: no last day stands for another."""
    months = (stop.year * 12 + stop.month) - (first.year * 12 + first.month)
    days = stop.day - first.day
    if days < 0:
        months -= 1
        year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
        landing = date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))
        days = (stop - landing).days
    return months, days


VECTORS = [
    # start, the day after the last, months, days
    ("2023-09-01", "2025-03-01", 18, 0),
    ("2023-03-01", "2024-08-23", 17, 22),
    ("2024-06-21", "2024-10-21", 4, 0),
    ("2024-01-16", "2024-01-31", 0, 15),
    ("2023-01-16", "2023-03-01", 1, 13),
    ("2023-01-31", "2023-02-27", 0, 27),
    ("2023-01-31", "2023-02-28", 1, 0),
    ("2023-01-31", "2023-03-01", 1, 1),
    ("2023-01-31", "2023-03-30", 1, 30),
    ("2023-01-31", "2023-03-31", 2, 0),
    ("2024-01-31", "2024-02-28", 0, 28),
    ("2024-01-31", "2024-02-29", 1, 0),
    ("2024-01-31", "2024-03-01", 1, 1),
    ("2024-01-30", "2024-02-29", 1, 0),
    ("2024-01-29", "2024-02-29", 1, 0),
    ("2024-01-28", "2024-02-29", 1, 1),
    ("2024-02-29", "2024-03-28", 0, 28),
    ("2024-02-29", "2024-03-29", 1, 0),
    ("2024-02-29", "2025-02-28", 12, 0),
    ("2024-02-29", "2028-02-28", 47, 30),
    ("2024-02-29", "2028-02-29", 48, 0),
    ("2024-10-31", "2024-11-29", 0, 29),
    ("2024-10-31", "2024-11-30", 1, 0),
    ("2024-12-31", "2025-01-30", 0, 30),
    ("2024-12-31", "2025-01-31", 1, 0),
    ("2024-11-30", "2025-03-29", 3, 29),
    ("1900-01-29", "1900-02-28", 1, 0),
    ("2000-01-29", "2000-02-28", 0, 30),
    ("2024-05-05", "2024-05-05", 0, 0),
    ("0001-01-01", "0001-01-31", 0, 30),
    ("0001-01-01", "9999-12-31", 119_987, 30),
]


@pytest.mark.parametrize(("start", "stop", "months", "days"), VECTORS)
def test_months_and_days_between_two_dates(start: str, stop: str, months: int, days: int) -> None:
    assert decode(distance(ordinal(start), ordinal(stop))) == (months, days)


@given(days, days)
@example(ordinal("2023-01-31"), ordinal("2023-02-28"))
@example(ordinal("2000-02-29"), ordinal("2100-02-28"))
@example(1, LAST_DAY)
@example(ordinal("9999-11-30"), LAST_DAY)
def test_integers_and_dateutil_count_alike(one: int, other: int) -> None:
    start, stop = min(one, other), max(one, other)
    difference = relativedelta(date.fromordinal(stop), date.fromordinal(start))
    assert decode(distance(start, stop)) == (12 * difference.years + difference.months, difference.days)


def test_integers_and_dateutil_count_alike_on_every_pair_of_month_ends() -> None:
    """Every start of a leap year's winter and of a common one's, to each of the 400 days after it."""
    for year in (1899, 1999, 2022, 2023):
        for start in range(date(year, 12, 28).toordinal(), date(year + 1, 3, 3).toordinal()):
            first = date.fromordinal(start)
            for stop in range(start, start + 400):
                gap = relativedelta(date.fromordinal(stop), first)
                assert distance(start, stop) == encode(12 * gap.years + gap.months, gap.days), (first, stop)


@given(days, near)
def test_java_period_counts_alike_but_where_a_last_day_stands_for_a_missing_one(
    start: int, length: int
) -> None:
    stop = min(start + abs(length), LAST_DAY)
    first, last = date.fromordinal(start), date.fromordinal(stop)
    ours, theirs = decode(distance(start, stop)), period_between(first, last)
    if last.day < first.day and last.day == calendar.monthrange(last.year, last.month)[1]:
        assert ours == (theirs[0] + 1, 0)
    else:
        assert ours == theirs


@given(days, st.integers(0, 4_000_000))
@example(ordinal("2024-01-31"), 28)
@example(LAST_DAY, 0)
@example(LAST_DAY, 1)
def test_a_day_more_at_the_end_is_a_longer_distance_with_at_most_thirty_days(start: int, length: int) -> None:
    shorter, longer = distance(start, start + length), distance(start, start + length + 1)
    assert shorter < longer
    months, days = decode(shorter)
    assert decode(longer) in {(months, days + 1), (months + 1, 0)}
    assert 0 <= days <= 30


@given(days, st.integers(1, 100_000))
@example(ordinal("2023-02-28"), 40)
def test_a_later_start_is_never_a_longer_distance(start: int, length: int) -> None:
    assert distance(start + 1, start + length) <= distance(start, start + length)


@given(days, st.integers(0, 5_000_000), st.integers(1, 60))
@example(ordinal("9999-12-31"), 1, 1)
@example(1, LAST_DAY, 1)
@example(LAST_DAY - CYCLE, 1, 1)
def test_the_calendar_repeats_every_400_years_beyond_its_last_date_too(
    start: int, length: int, cycles: int
) -> None:
    assert distance(start + cycles * CYCLE, start + cycles * CYCLE + length) == distance(
        start, start + length
    )
    assert (
        distance(start, start + length + cycles * CYCLE)
        == distance(start, start + length) + cycles * 4800 * 31
    )


@pytest.mark.parametrize(
    ("start", "days_after", "expected"),
    [
        ("9999-12-01", 31, (1, 0)),
        ("9999-12-31", 1, (0, 1)),
        ("9999-11-30", 32, (1, 2)),
        ("9999-12-31", 60, (2, 0)),
        ("9999-12-31", 61, (2, 1)),
    ],
)
def test_the_end_of_the_last_year(start: str, days_after: int, expected: tuple[int, int]) -> None:
    assert decode(distance(ordinal(start), ordinal(start) + days_after)) == expected


@pytest.mark.parametrize("year", [1, 4, 100, 400, 1900, 2000, 2023, 2024, 2100, 9999])
def test_length_of_every_month(year: int) -> None:
    assert [length_of_month(year, month) for month in range(1, 13)] == [
        calendar.monthrange(year, month)[1] for month in range(1, 13)
    ]


@given(st.integers(0, 10_000), st.integers(0, 30), st.integers(0, 10_000), st.integers(0, 30))
def test_encoded_lengths_compare_as_pairs_and_come_back(
    months: int, days: int, others: int, more: int
) -> None:
    assert (encode(months, days) < encode(others, more)) == ((months, days) < (others, more))
    assert decode(encode(months, days)) == (months, days)


@pytest.mark.parametrize(("months", "days"), [(-1, 0), (0, -1), (0, 31), (2, 40)])
def test_what_is_not_a_length_is_refused(months: int, days: int) -> None:
    with pytest.raises(ValueError, match=f"not a length in months and days: {months} months, {days} days"):
        encode(months, days)


def test_edges_of_lengths() -> None:
    assert (encode(0), encode(0, 30), encode(1)) == (0, 30, 31)
    assert decode(0) == (0, 0)
    with pytest.raises(ValueError, match="not an encoded length: -1"):
        decode(-1)

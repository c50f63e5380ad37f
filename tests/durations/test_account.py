"""Accounts, and what they say of days to come, on files such as a registrar sees."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from cnam_rules.durations import (
    WHOLE,
    Account,
    Counting,
    CutReason,
    CutSpell,
    Lacking,
    Months,
    Overlap,
    PartTime,
    Spell,
    WorkedRun,
    account,
    encode,
    lacking,
    reached_on,
)

HALF = Fraction(1, 2)
THIRTY = Counting(months=Months.TRENTE_JOURS)
PRORATA = Counting(part_time=PartTime.PRORATA)
ALONE = Counting(single=True)


def on(text: str) -> date:
    return date.fromisoformat(text)


def day(text: str) -> int:
    return on(text).toordinal()


def spell(start: str, end: str | None, key: int | str = 0, weight: Fraction = WHOLE) -> Spell:
    return Spell(day(start), day(end) if end else None, weight, key)


def test_an_account_in_full() -> None:
    spells = [
        spell("2024-03-01", "2024-04-30", "b"),
        spell("2024-01-16", "2024-01-31", "a"),
        spell("2024-04-21", "2024-05-31", "c", HALF),
        spell("2024-06-15", None, "d"),
        spell("2024-07-01", "2024-07-31", "e"),
        spell("2024-09-01", "2024-09-30", "f"),
        spell("2024-10-01", None, "g"),
    ]
    assert account(spells, day("2024-07-14")) == Account(
        total=encode(4, 17),
        counting=Counting(),
        as_of=on("2024-07-14"),
        runs=(
            WorkedRun(on("2024-01-16"), on("2024-01-31"), 16, Fraction(16), ("a",)),
            WorkedRun(on("2024-03-01"), on("2024-05-31"), 92, Fraction(92), ("b", "c")),
            WorkedRun(on("2024-06-15"), on("2024-07-14"), 30, Fraction(30), ("d", "e")),
        ),
        overlaps=(
            Overlap(on("2024-04-21"), on("2024-04-30"), 10, ("b", "c")),
            Overlap(on("2024-07-01"), on("2024-07-14"), 14, ("d", "e")),
        ),
        cut=(
            CutSpell("e", CutReason.CUT, 17),
            CutSpell("f", CutReason.BEGINS_AFTER, 30),
            CutSpell("g", CutReason.BEGINS_AFTER, None),
        ),
        in_progress=("d", "e"),
        anchor=on("2024-01-16"),
        counted=Fraction(138),
        uncounted=Fraction(0),
        residue=Fraction(0),
        whole_months_to=on("2024-05-15"),
    )


def test_an_account_of_nothing() -> None:
    for counting in (
        Counting(),
        THIRTY,
        PRORATA,
        ALONE,
        Counting(Months.TRENTE_JOURS, PartTime.PRORATA, True),
    ):
        nothing = account([], day("2024-07-14"), counting)
        assert (nothing.total, nothing.months, nothing.days, nothing.overlap_days) == (0, 0, 0, 0)
        assert (nothing.runs, nothing.overlaps, nothing.cut, nothing.in_progress) == ((), (), (), ())
        assert (nothing.anchor, nothing.whole_months_to) == (None, None)
        assert {nothing.counted, nothing.uncounted, nothing.residue} == {Fraction(0)}


def test_part_time_leaves_a_part_of_a_day() -> None:
    done = account([spell("2024-01-10", "2024-01-12", weight=HALF)], day("2024-02-01"), PRORATA)
    assert (done.total, done.counted, done.residue) == (1, Fraction(3, 2), HALF)
    assert done.runs[0].worth == Fraction(3, 2)
    assert done.runs[0].days == 3
    calendar = account([spell("2024-01-10", "2024-01-12", weight=HALF)], day("2024-02-01"))
    assert (calendar.total, calendar.counted, calendar.residue) == (3, Fraction(3), Fraction(0))


def test_part_of_a_day_alone_is_worked_and_counts_for_nothing() -> None:
    done = account([spell("2024-01-10", "2024-01-10", weight=HALF)], day("2024-02-01"), PRORATA)
    assert (done.total, done.anchor, done.counted, done.residue) == (0, on("2024-01-10"), HALF, HALF)


def test_the_days_before_the_anchor_are_told() -> None:
    spells = [
        spell("2023-01-03", "2023-01-03"),
        spell("2023-01-05", "2023-01-05"),
        spell("2023-02-01", "2023-02-28"),
    ]
    done = account(spells, day("2023-03-31"))
    assert (done.anchor, done.counted, done.uncounted) == (on("2023-02-01"), Fraction(28), Fraction(2))
    assert (done.months, done.days, done.whole_months_to) == (1, 0, on("2023-02-28"))


def test_the_earliest_of_two_anchors_that_count_alike() -> None:
    done = account([spell("2023-01-30", "2023-01-30"), spell("2023-02-01", "2023-02-28")], day("2023-03-31"))
    assert (done.total, done.anchor, done.counted) == (encode(1, 0), on("2023-01-30"), Fraction(29))


def test_one_run_alone_leaves_the_others_out() -> None:
    spells = [
        spell("2024-01-01", "2024-01-20"),
        spell("2024-03-01", "2024-03-25"),
        spell("2024-05-01", "2024-05-25"),
    ]
    done = account(spells, day("2024-12-31"), ALONE)
    assert (done.total, done.anchor, done.counted, done.uncounted) == (
        25,
        on("2024-03-01"),
        Fraction(25),
        Fraction(45),
    )
    thirty = account(spells, day("2024-12-31"), Counting(Months.TRENTE_JOURS, single=True))
    assert (thirty.total, thirty.anchor, thirty.counted, thirty.uncounted) == (
        25,
        None,
        Fraction(25),
        Fraction(45),
    )


def test_days_in_two_spells_or_more_are_told_in_one_piece() -> None:
    def told(spells: list[Spell], as_of: int) -> list[tuple[int, int, tuple[int | str, ...]]]:
        return [(o.start.toordinal(), o.days, o.keys) for o in account(spells, as_of).overlaps]

    three = [Spell(1, 10, key=0), Spell(4, 8, key=1), Spell(6, 12, key=2), Spell(20, 25, key=3)]
    assert told(three, 50) == [(4, 7, (0, 1, 2))]
    assert told(three, 5) == [(4, 2, (0, 1))]
    assert told(three, 4) == [(4, 1, (0, 1))]
    assert told(three, 3) == []
    assert account(three, 50).overlap_days == 7
    apart = [Spell(1, 30, key="long"), Spell(3, 4, key="a"), Spell(6, 6, key="b"), Spell(30, 31, key="c")]
    assert told(apart, 50) == [(3, 2, ("long", "a")), (6, 1, ("long", "b")), (30, 1, ("long", "c"))]
    assert told([*apart, Spell(5, 5, key="d")], 50)[0] == (3, 4, ("long", "a", "b", "d"))
    assert told([Spell(1, 5), Spell(6, 9)], 50) == []
    assert told([Spell(1, 5, key=1), Spell(1, 5, key=2)], 50) == [(1, 5, (1, 2))]


@pytest.mark.parametrize(
    ("start", "total", "to"),
    [
        ("9999-12-31", (0, 1), None),
        ("9999-12-01", (1, 0), "9999-12-31"),
        ("9999-11-29", (1, 3), "9999-12-28"),
        ("9999-11-30", (1, 2), "9999-12-29"),
    ],
)
def test_the_last_month_of_the_calendar(start: str, total: tuple[int, int], to: str | None) -> None:
    done = account([spell(start, None)], date.max.toordinal())
    assert (done.months, done.days) == total
    assert done.whole_months_to == (on(to) if to else None)


@pytest.mark.parametrize(
    ("end", "as_of", "counting", "bound", "expected"),
    [
        # a spell from 1 September 2023
        ("2025-02-28", "2025-10-01", Counting(), (18, 0), "2025-02-28"),
        ("2025-02-27", "2025-10-01", Counting(), (18, 0), None),
        ("2025-02-27", "2025-02-27", Counting(), (18, 0), None),
        ("2025-02-28", "2025-02-27", Counting(), (18, 0), "2025-02-28"),
        ("2025-02-28", "2024-02-01", Counting(), (18, 0), "2025-02-28"),
        (None, "2024-02-01", Counting(), (18, 0), "2025-02-28"),
        (None, "2024-02-01", THIRTY, (18, 0), "2025-02-21"),
        (None, "2023-08-31", Counting(), (18, 0), None),
        (None, "2023-09-01", Counting(), (0, 1), "2023-09-01"),
        (None, "2023-09-01", Counting(), (0, 0), None),
        (None, "2023-09-01", Counting(), (96_000, 0), None),
    ],
)
def test_the_day_on_which_a_length_is_reached(
    end: str | None, as_of: str, counting: Counting, bound: tuple[int, int], expected: str | None
) -> None:
    found = reached_on([spell("2023-09-01", end)], day(as_of), encode(*bound), counting)
    assert found == (on(expected) if expected else None)


def test_a_length_reached_on_the_last_day_of_the_calendar() -> None:
    spells = [spell("9999-12-01", None)]
    assert reached_on(spells, day("9999-12-02"), encode(1)) == date.max
    assert reached_on(spells, day("9999-12-02"), encode(1, 1)) is None


def test_a_part_time_spell_in_progress_goes_on_at_its_own_quotite() -> None:
    spells = [spell("2024-01-01", "2024-01-31", 0), spell("2024-02-01", None, 1, HALF)]
    assert reached_on(spells, day("2024-02-10"), encode(1, 5), PRORATA) == on("2024-02-10")
    assert reached_on(spells, day("2024-02-09"), encode(1, 5), PRORATA) == on("2024-02-10")
    assert lacking(spells, day("2024-02-04"), encode(1, 5), PRORATA) == Lacking(3, 3, on("2024-02-07"))


def test_a_spell_to_come_does_not_help() -> None:
    spells = [spell("2024-01-01", "2024-01-31"), spell("2024-02-10", None)]
    assert reached_on(spells, day("2024-02-05"), encode(2)) is None
    assert reached_on(spells, day("2024-02-10"), encode(2)) == on("2024-03-09")
    assert lacking(spells, day("2024-02-05"), encode(2)) == Lacking(encode(1), 29, on("2024-03-05"))


@pytest.mark.parametrize(
    ("as_of", "counting", "bound", "expected"),
    [
        # a spell from 1 March 2023 to 22 August 2024: 17 months 22 days
        ("2024-08-22", Counting(), (17, 22), None),
        ("2024-08-22", Counting(), (17, 23), (0, 1, 1, "2024-08-23")),
        ("2024-08-22", Counting(), (18, 0), (0, 9, 9, "2024-08-31")),
        ("2024-12-31", Counting(), (18, 0), (0, 9, 9, "2025-01-09")),
        ("2024-08-22", Counting(), (24, 0), (6, 6, 190, "2025-02-28")),
        ("2024-08-22", THIRTY, (24, 0), (5, 29, 179, "2025-02-17")),
        ("2024-12-31", ALONE, (18, 0), (18, 0, 546, "2026-06-30")),
        ("2024-08-22", ALONE, (18, 0), (0, 9, 9, "2024-08-31")),
        ("9999-12-20", Counting(), (18, 0), (0, 9, 9, "9999-12-29")),
        ("9999-12-22", Counting(), (18, 0), (0, 9, 9, "9999-12-31")),
        ("9999-12-23", Counting(), (18, 0), (0, 9, 9, None)),
        ("9999-12-31", Counting(), (18, 0), (0, 9, 9, None)),
    ],
)
def test_what_is_lacking(
    as_of: str, counting: Counting, bound: tuple[int, int], expected: tuple[int, int, int, str | None] | None
) -> None:
    found = lacking([spell("2023-03-01", "2024-08-22")], day(as_of), encode(*bound), counting)
    if expected is None:
        assert found is None
        return
    months, days, in_days, last = expected
    assert found == Lacking(encode(months, days), in_days, on(last) if last else None)
    assert (found.months, found.days) == (months, days)


def test_what_is_lacking_when_nothing_is_worked() -> None:
    assert lacking([], day("2023-12-31"), encode(1)) == Lacking(encode(1), 31, on("2024-01-31"))
    assert lacking([], day("2023-12-31"), encode(0, 30)) == Lacking(encode(0, 30), 30, on("2024-01-30"))
    assert lacking([], day("2024-01-31"), encode(1)) == Lacking(encode(1), 29, on("2024-02-29"))
    assert lacking([], day("2024-01-30"), encode(1)) == Lacking(encode(1), 29, on("2024-02-28"))
    assert lacking([], day("2024-01-31"), encode(0, 30)) == Lacking(encode(1), 29, on("2024-02-29"))
    assert lacking([], date.max.toordinal(), encode(1), THIRTY) == Lacking(encode(1), 30, None)
    assert lacking([], day("2024-01-31"), encode(0)) is None


def test_the_reasons_of_cut_spells_are_stable_codes() -> None:
    assert [reason.value for reason in CutReason] == ["begins-after-as-of", "cut-at-as-of"]

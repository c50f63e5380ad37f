"""When the units that lack can be enrolled in: what the page says, and nothing that it doesn't."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import cnam_rules
from cnam_rules import QuestionError, plan
from cnam_rules.language.fiche import Session

TITLE = cnam_rules.programme("RNCP36625")


def one(code: str, day: date) -> tuple[object, ...]:
    (unit,) = plan(TITLE, [code], day).units
    return unit.year, unit.open_from, unit.open_until, unit.maybe_from, unit.maybe_until


MAY_31, MARCH_1, MARCH_31 = date(2025, 5, 31), date(2026, 3, 1), date(2026, 3, 31)


@pytest.mark.parametrize(
    ("day", "surely", "perhaps_from"),
    [
        # The second semester: from May to mid-March, of which no day is given.
        (date(2025, 4, 30), (MAY_31, MARCH_1), date(2025, 5, 1)),
        (MAY_31, (MAY_31, MARCH_1), MAY_31),
        (MARCH_1, (MARCH_1, MARCH_1), MARCH_1),
        (date(2026, 3, 2), (None, None), date(2026, 3, 2)),
        (MARCH_31, (None, None), MARCH_31),
    ],
)
def test_the_second_semester_of_the_last_year_of_the_page(
    day: date, surely: tuple[date | None, date | None], perhaps_from: date
) -> None:
    assert one("AST005", day) == ("2025-2026", *surely, perhaps_from, MARCH_31)


def test_beyond_the_last_year_of_the_page_nothing_is_said() -> None:
    assert one("AST005", date(2026, 4, 1)) == (None, None, None, None, None)


def test_an_earlier_year_that_is_still_open_comes_first() -> None:
    assert one("AST005", date(2025, 2, 1))[0] == "2024-2025"
    assert one("AST005", date(2025, 4, 1))[0] == "2025-2026"


def test_a_session_written_doubtfully_stays_in_doubt() -> None:
    (unit,) = plan(TITLE, ["AST004"], date(2025, 6, 1)).units
    assert (unit.session, unit.certain) == (Session.S1, False)
    assert "douteux dans la source" in str(plan(TITLE, ["AST004"], date(2025, 6, 1)))
    # In November a first semester would be closed, but nobody is sure that it is one.
    (late,) = plan(TITLE, ["AST004"], date(2025, 11, 3)).units
    assert (late.open_from, late.maybe_from) == (None, date(2025, 11, 3))


def test_a_session_that_cannot_be_read_is_said_so() -> None:
    (unit,) = plan(TITLE, ["TET007"], date(2025, 11, 3)).units
    assert (unit.session, unit.certain, unit.open_from) == (None, False, None)
    assert "not legible in the source" in plan(TITLE, ["TET007"], date(2025, 11, 3)).text("en")


def test_a_unit_in_both_semesters_is_open_while_one_of_them_is() -> None:
    assert one("UA211G", date(2025, 11, 3))[1:3] == (date(2025, 11, 3), date(2026, 3, 1))


def test_a_unit_that_the_page_offers_at_no_time_is_said_so() -> None:
    told = plan(TITLE, ["UASO04"], date(2025, 11, 3))
    assert told.units[0].year is None
    assert "2025-2026" in str(told)


def test_codes_are_read_as_people_type_them_and_unknown_ones_told() -> None:
    assert plan(TITLE, ["ast 005"], date(2025, 11, 3)).units[0].code == "AST005"
    with pytest.raises(QuestionError):
        plan(TITLE, ["AST999"], date(2025, 11, 3))


def test_what_is_surely_open_may_be_and_a_day_gone_by_opens_nothing() -> None:
    """Week after week of a year: the last day stays, and the first is never before the question."""
    day, ends = date(2025, 5, 1), set()
    while day <= date(2026, 3, 1):
        (unit,) = plan(TITLE, ["AST005"], day).units
        assert unit.open_from is not None
        assert unit.maybe_from is not None
        assert day <= unit.maybe_from <= unit.open_from
        assert unit.open_from == max(day, MAY_31)
        ends.add((unit.open_until, unit.maybe_until))
        day += timedelta(days=7)
    assert ends == {(MARCH_1, MARCH_31)}


def test_the_page_says_that_no_end_is_known() -> None:
    told = plan(TITLE, [unit.code for unit in TITLE.units], date(2025, 11, 3))
    for lang in ("fr", "en"):
        assert all(len(line) <= 96 for line in told.text(lang).splitlines())
    assert "not when the unit will be validated" in " ".join(told.text("en").split())

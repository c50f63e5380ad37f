"""Orders, delays, ages: the day before, the day, the day after; what hasn't happened, what nobody knows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from cnam_rules.dossier import Dossier
from cnam_rules.durations import Months, decode, encode
from cnam_rules.facts import Shortfall
from cnam_rules.kernel import Compare, Op
from cnam_rules.measures import Conventions, Measure
from cnam_rules.measures.age import Age
from cnam_rules.measures.delai import Delai, first_day, from_one_to_another
from cnam_rules.measures.moment_kinds import Calendrier, EtapeNommee, EtapeRapport, Simple
from cnam_rules.measures.moments_told import When
from cnam_rules.measures.ordre import Ordre
from cnam_rules.speech import Speech
from cnam_rules.testing import AS_OF, births, days
from cnam_rules.units import Unit
from tests.measures.build import PLAIN, ends, measured, read_options, remedy

DAY = timedelta(days=1)
A, B = EtapeNommee("a"), EtapeNommee("b")
MID = date(2025, 5, 1)


def steps(**given: date | bool | None) -> Dossier:
    return Dossier("D", "RNCP36625", etapes=given)


def ordre(*, same_day: bool = False, to_come: bool = False) -> Ordre:
    return Ordre((A, B), same_day, to_come, PLAIN)


def lacks(measure: Measure, given: Dossier, op: Op, bound: int) -> Shortfall | None:
    fact = measured(measure, given)
    return fact.evidence.shortfall(fact, Compare("m", op, bound))


def said(measure: Measure, given: Dossier) -> list[str]:
    lines = measured(measure, given).evidence.lines_of(Speech("fr"))
    return [line.replace("\xa0", " ").replace("\u202f", " ") for line in lines]


NO, YES, EITHER = (0, 0), (1, 1), (0, 1)


@pytest.mark.parametrize(
    ("given", "strict", "loose", "to_come"),
    [
        ({"a": MID, "b": MID + DAY}, YES, YES, YES),
        ({"a": MID, "b": MID}, NO, YES, NO),
        ({"a": MID, "b": MID - DAY}, NO, NO, NO),
        ({"a": MID, "b": AS_OF + DAY}, NO, NO, YES),
        ({"a": MID, "b": False}, NO, NO, YES),
        ({"a": False, "b": False}, NO, NO, YES),
        ({"a": False, "b": MID}, NO, NO, NO),
        ({"a": MID}, EITHER, EITHER, EITHER),
        ({"b": False}, NO, NO, YES),
        ({"a": False}, NO, NO, EITHER),
        ({"a": AS_OF}, NO, EITHER, EITHER),
        ({"a": True, "b": MID}, EITHER, EITHER, EITHER),
        ({"a": True, "b": AS_OF}, EITHER, YES, EITHER),
        ({"a": True, "b": True}, EITHER, EITHER, EITHER),
        ({}, EITHER, EITHER, EITHER),
    ],
)
def test_one_moment_before_another(
    given: dict[str, date | bool], strict: tuple[int, int], loose: tuple[int, int], to_come: tuple[int, int]
) -> None:
    dossier = steps(**given)
    assert ends(ordre(), dossier) == strict
    assert ends(ordre(same_day=True), dossier) == loose
    assert ends(ordre(to_come=True), dossier) == to_come
    assert measured(ordre(), dossier).unit is Unit.OUI_NON


def test_an_order_that_is_broken_can_not_be_put_right() -> None:
    assert lacks(ordre(), steps(a=MID, b=MID), Op.AT_LEAST, 1) == Shortfall("m", Unit.OUI_NON, None)
    assert lacks(ordre(), steps(a=False, b=MID), Op.AT_LEAST, 1) == Shortfall("m", Unit.OUI_NON, None)
    assert lacks(ordre(), steps(a=MID, b=MID + DAY), Op.AT_LEAST, 1) is None
    assert lacks(ordre(), steps(a=MID, b=MID + DAY), Op.LESS_THAN, 1) == Shortfall("m", Unit.OUI_NON, None)
    assert lacks(ordre(), steps(a=MID, b=False), Op.LESS_THAN, 1) is None


def test_what_is_still_to_happen_or_to_be_dated() -> None:
    waited = lacks(ordre(), steps(a=MID, b=False), Op.AT_LEAST, 1)
    assert waited == Shortfall("m", Unit.OUI_NON, 1, ("etape",))
    assert remedy(ordre(), steps(a=MID, b=False), 1) == Speech("fr").say(
        "todo.moments", name="ce nombre", moments="l'étape «\xa0b\xa0»"
    )
    assert "4 novembre 2025" in remedy(ordre(), steps(a=MID, b=AS_OF + DAY), 1)
    unsure = remedy(ordre(), steps(a=True, b=MID), 1)
    assert unsure.startswith("À dater")
    assert "«\xa0a\xa0»" in unsure
    assert "«\xa0b\xa0»" not in unsure


def test_what_an_order_asks_for() -> None:
    asked = [(p.path, p.key, p.answers) for p in measured(ordre(), steps(a=True)).evidence.pieces()]
    assert asked == [("$.etapes.a", "etape-date", ()), ("$.etapes.b", "etape", (True, False))]
    assert measured(ordre(), steps(b=False)).evidence.pieces() == ()


def test_orders_are_said() -> None:
    assert (
        said(ordre(), steps(a=MID, b=MID))[-1]
        == "le même jour, ce qui n'est pas admis : l'ordre n'est pas respecté"
    )
    assert (
        said(ordre(same_day=True), steps(a=MID, b=MID))[-1]
        == "le même jour, ce qui est admis : l'ordre est respecté"
    )
    assert said(ordre(), steps(a=MID, b=MID + DAY))[-1] == "ces deux dates sont dans l'ordre"
    assert (
        said(ordre(), steps(a=True, b=MID))[-1] == "on ne peut pas dire si ces deux dates sont dans l'ordre"
    )
    assert said(ordre(to_come=True), steps(a=MID, b=False))[-1].startswith("la seconde date est à venir")
    assert len(said(ordre(), steps(a=MID, b=False))) == 2


# Delays.


def delai(*, running: bool = False, mois: Months = Months.QUANTIEME) -> Delai:
    return Delai((A, B), running, Conventions(mois))


YEAR = encode(12)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (date(2024, 9, 1), date(2025, 8, 31), encode(11, 30)),
        (date(2024, 9, 1), date(2025, 9, 1), YEAR),
        (date(2024, 9, 1), date(2025, 9, 2), encode(12, 1)),
        (date(2024, 2, 29), date(2025, 2, 27), encode(11, 29)),
        (date(2024, 2, 29), date(2025, 2, 28), YEAR),
        (date(2024, 8, 31), date(2025, 2, 28), encode(6)),
        (MID, MID, 0),
        (MID, MID - DAY, 0),
        (MID, MID + DAY, 1),
    ],
)
def test_a_delay_runs_to_the_day_of_the_same_number(a: date, b: date, expected: int) -> None:
    assert ends(delai(), steps(a=a, b=b)) == (expected, expected)


def test_a_delay_in_months_of_thirty_days() -> None:
    dossier = steps(a=date(2025, 1, 1), b=date(2025, 1, 31))
    assert ends(delai(mois=Months.TRENTE_JOURS), dossier) == (encode(1), encode(1))
    assert ends(delai(), dossier) == (30, 30)


@pytest.mark.parametrize(
    ("given", "expected", "running"),
    [
        ({"a": date(2025, 10, 3), "b": False}, (0, 0), (31, 31)),
        ({"a": date(2025, 10, 3), "b": AS_OF + DAY}, (0, 0), (31, 31)),
        ({"a": date(2025, 10, 3)}, (0, 31), (0, 31)),
        ({"a": False, "b": MID}, (0, 0), (0, 0)),
        ({"a": False, "b": False}, (0, 0), (0, 0)),
        ({"a": AS_OF + DAY, "b": False}, (0, 0), (0, 0)),
        ({"a": True, "b": MID}, (0, None), (0, None)),
        ({"a": MID, "b": True}, (0, encode(6, 2)), (0, encode(6, 2))),
        ({"b": False}, (0, 0), (0, None)),
        ({}, (0, None), (0, None)),
    ],
)
def test_a_delay_of_which_little_is_known(
    given: dict[str, date | bool], expected: tuple[int, int | None], running: tuple[int, int | None]
) -> None:
    assert ends(delai(), steps(**given)) == expected
    assert ends(delai(running=True), steps(**given)) == running


def days_or_none() -> st.SearchStrategy[date | None]:
    return st.none() | days()


@given(st.data(), st.sampled_from(Months), st.booleans())
def test_the_two_ends_are_those_of_the_days_that_it_may_run_between(
    data: st.DataObject, months: Months, running: bool
) -> None:
    """Every pair of days that the two moments may have lies within; and the ends are reached."""

    def when() -> When:
        first, last = sorted(data.draw(st.tuples(days(), days())))
        return When(data.draw(st.sampled_from((True, None))), first, last)

    one, two = when(), when()
    least, most = from_one_to_another(one, two, AS_OF, running=running, months=months)
    assert most is not None
    sampled = []
    for first in (one.first, one.last, data.draw(st.dates(one.first, one.last))):  # type: ignore[arg-type]  # both are days
        for last in (two.first, two.last, data.draw(st.dates(two.first, two.last))):  # type: ignore[arg-type]  # both are days
            assert first is not None
            assert last is not None
            known, other = (When(True, day, day) for day in (first, last))
            sampled.append(from_one_to_another(known, other, AS_OF, running=running, months=months))
    assert all(least <= low == high <= most for low, high in sampled if high is not None)
    if one.happened and two.happened:
        assert min(low for low, _ in sampled) == least
        assert max(low for low, _ in sampled) == most


@given(days(), st.integers(1, 60), st.integers(0, 27), st.sampled_from(Months))
def test_the_first_day_on_which_a_delay_has_run(start: date, months: int, rest: int, mois: Months) -> None:
    bound = encode(months, rest)
    day = first_day(start, bound, mois)
    assert day is not None
    since = Delai((Calendrier(start), Simple("jour")), False, Conventions(mois))
    assert ends(since, steps(), day)[0] >= bound
    assert ends(since, steps(), day - DAY)[0] < bound


def test_a_delay_that_runs_says_until_when() -> None:
    running = steps(a=date(2025, 1, 1), b=False)
    assert lacks(delai(running=True), running, Op.AT_LEAST, YEAR) == Shortfall(
        "m", Unit.DUREE, encode(1, 29), (), date(2026, 1, 1)
    )
    assert "1er janvier 2026" in remedy(delai(running=True), running, YEAR)
    since = Delai((A, Simple("jour")), False, PLAIN)
    assert lacks(since, running, Op.AT_LEAST, YEAR) == lacks(delai(running=True), running, Op.AT_LEAST, YEAR)
    waits = lacks(delai(), running, Op.AT_LEAST, YEAR)
    assert waits == Shortfall("m", Unit.DUREE, YEAR, ("etape",), date(2026, 1, 1))
    assert "pas avant le 1er janvier 2026" in remedy(delai(), running, YEAR)
    assert "«\xa0a\xa0»" in remedy(since, steps(a=False), YEAR)
    assert remedy(since, steps(), YEAR).startswith("À dater")


def test_a_delay_that_is_over_or_too_long_can_not_be_put_right() -> None:
    short = steps(a=MID, b=MID + DAY)
    beyond = Shortfall("m", Unit.DUREE, None)
    assert lacks(delai(), short, Op.AT_LEAST, YEAR) == beyond
    assert lacks(delai(), short, Op.AT_LEAST, 1) is None
    assert lacks(delai(), short, Op.AT_MOST, 1) is None
    assert lacks(delai(), short, Op.LESS_THAN, 1) == beyond
    assert lacks(delai(), steps(a=True, b=MID), Op.AT_MOST, YEAR) == beyond


def test_delays_are_said() -> None:
    assert said(delai(), steps(a=MID, b=MID))[-1].startswith("le délai est nul : la seconde date")
    assert said(delai(), steps(a=MID, b=False))[-1].startswith("le délai est nul tant que")
    assert said(delai(running=True), steps(a=MID, b=False))[-1].startswith("le délai court")
    assert len(said(delai(), steps(a=MID, b=MID + DAY))) == 2


# Ages.


BORN = Dossier("D", "RNCP36625", naissance=date(2000, 2, 29))
TODAY = Age(Simple("jour"), PLAIN)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 2, 27), encode(25 * 12 + 11, 29)),
        (date(2026, 2, 28), encode(26 * 12)),
        (date(2026, 3, 1), encode(26 * 12, 1)),
        (date(2024, 2, 28), encode(23 * 12 + 11, 30)),
        (date(2024, 2, 29), encode(24 * 12)),
        (date(2000, 2, 29), 0),
    ],
)
def test_whoever_was_born_on_a_29_february(day: date, expected: int) -> None:
    """Art. 641: in a year without that day, the last day of the month."""
    assert ends(TODAY, BORN, day) == (expected, expected)


@given(births(), st.integers(0, 60))
def test_an_age_is_reached_on_the_birthday_and_not_on_the_day_before(born: date, years: int) -> None:
    assume((born.month, born.day) != (2, 29))
    birthday = born.replace(year=born.year + years)
    dossier = evolve(BORN, naissance=born)
    assert ends(TODAY, dossier, birthday) == (encode(12 * years), encode(12 * years))
    if years:
        assert ends(TODAY, dossier, birthday - DAY)[0] < encode(12 * years)


def test_no_convention_changes_an_age() -> None:
    thirty = Age(Simple("jour"), Conventions(Months.TRENTE_JOURS))
    assert ends(thirty, BORN) == ends(TODAY, BORN)
    assert Age.conventions_read({}) == Ordre.conventions_read({}) == frozenset()
    assert Delai.conventions_read({}) == {"mois"}


def test_the_age_at_a_moment_that_has_not_come_is_that_of_the_day() -> None:
    defended = Age(EtapeRapport("soutenu"), PLAIN)
    dossier = evolve(BORN, etapes={"a": date(2024, 9, 1)})
    assert ends(Age(A, PLAIN), dossier) == (encode(24 * 12 + 6, 3), encode(24 * 12 + 6, 3))
    assert said(Age(A, PLAIN), dossier)[-1] == "24 ans, 6 mois et 3 jours le 1er septembre 2024"
    later = evolve(BORN, etapes={"a": date(2026, 9, 1)})
    assert ends(Age(A, PLAIN), later) == ends(TODAY, BORN)
    assert said(Age(A, PLAIN), later)[-1].endswith("le 3 novembre 2025, jour de la décision")
    assert ends(defended, BORN) == (0, ends(TODAY, BORN)[0])
    assert ends(TODAY, steps()) == (0, None)
    assert [piece.path for piece in measured(TODAY, steps()).evidence.pieces()] == ["$.naissance"]


def test_an_age_that_lacks_says_the_birthday() -> None:
    bound = Unit.AGE.bound("26 ans")
    assert lacks(TODAY, BORN, Op.AT_LEAST, bound) == Shortfall(
        "m", Unit.AGE, encode(3, 25), (), date(2026, 2, 28)
    )
    assert "28 février 2026" in remedy(TODAY, BORN, bound)
    past = Age(Calendrier(date(2024, 9, 1)), PLAIN)
    assert lacks(past, BORN, Op.AT_LEAST, bound) == Shortfall("m", Unit.AGE, None)
    assert "naissance" in remedy(TODAY, steps(), bound)


def test_two_moments_are_needed() -> None:
    assert read_options(Delai, "delai: [jour]")[1] == ["two-moments"]
    assert read_options(Ordre, "{ordre: [jour, jour, jour], meme_jour: oui}")[1] == ["two-moments"]
    assert read_options(Ordre, "{ordre: jour, meme_jour: oui}")[1] == ["not-a-list"]
    assert read_options(Delai, "delai: [jour, demain]")[1] == ["unknown-word"]


def test_ages_are_said_in_years() -> None:
    assert Speech("fr").age(*decode(encode(26 * 12, 1))) == "26 ans et 1 jour"
    assert Unit.AGE.bound("25 ans 6 mois") == encode(25 * 12 + 6)

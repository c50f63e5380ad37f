"""Units: how a bound is written, and which whole number it is."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.units import DAYS_LIMIT, Unit, UnitError


@pytest.mark.parametrize(
    ("unit", "text", "number"),
    [
        (Unit.DUREE, "18 mois", 558),
        (Unit.DUREE, "1 mois", 31),
        (Unit.DUREE, "2 ans", 744),
        (Unit.DUREE, "1 an", 372),
        (Unit.DUREE, "1 an 6 mois", 558),
        (Unit.DUREE, "1 an 6 mois et 2 jours", 560),
        (Unit.DUREE, "3 mois 15 jours", 108),
        (Unit.DUREE, "3 mois et 15 jours", 108),
        (Unit.DUREE, "1 jour", 1),
        (Unit.DUREE, "0 jours", 0),
        (Unit.DUREE, "27 jours", 27),
        (Unit.DUREE, "18mois", 558),
        (Unit.UE, "12 UE", 12),
        (Unit.UE, "0UE", 0),
        (Unit.UE, "9999 UE", 9999),
        (Unit.ECTS, "60 ECTS", 60_000),
        (Unit.ECTS, "4.5 ECTS", 4_500),
        (Unit.ECTS, "0.001 ECTS", 1),
        (Unit.NOTE, "10/20", 1_000),
        (Unit.NOTE, "12.25 / 20", 1_225),
        (Unit.MOYENNE, "10/20", 2_000),
        (Unit.MOYENNE, "9.99 / 20", 1_998),
        (Unit.PART, "20 %", 4_000),
        (Unit.PART, "33.33%", 6_666),
        (Unit.GROUPE, "1 groupe", 1),
        (Unit.GROUPE, "3 groupes", 3),
        (Unit.HEURES, "500 heures", 100_000),
        (Unit.HEURES, "0.01 heure", 2),
        (Unit.HEURES, "10.5heures", 2_100),
        (Unit.AGE, "26 ans", 26 * 372),
        (Unit.AGE, "25 ans 6 mois", 306 * 31),
        (Unit.AGE, "1 an et 1 jour", 373),
        (Unit.OUI_NON, "oui", 1),
        (Unit.OUI_NON, "non", 0),
    ],
)
def test_a_bound_in_its_unit(unit: Unit, text: str, number: int) -> None:
    assert unit.bound(text) == number


@pytest.mark.parametrize(
    ("unit", "text", "code"),
    [
        (Unit.DUREE, "", "not-the-unit"),
        (Unit.DUREE, "18", "not-the-unit"),
        (Unit.AGE, "26", "not-the-unit"),
        (Unit.AGE, "26 ans 28 jours", "days-or-a-month"),
        (Unit.HEURES, "500h", "not-the-unit"),
        (Unit.HEURES, "0.001 heure", "too-precise"),
        (Unit.DUREE, "mois", "not-the-unit"),
        (Unit.DUREE, "12 UE", "not-the-unit"),
        (Unit.DUREE, "-1 mois", "not-the-unit"),
        (Unit.DUREE, "1.5 mois", "not-the-unit"),
        (Unit.DUREE, "6 mois 1 an", "not-the-unit"),
        (Unit.DUREE, "28 jours", "days-or-a-month"),
        (Unit.DUREE, "1 mois 31 jours", "days-or-a-month"),
        (Unit.UE, "12", "not-the-unit"),
        (Unit.UE, "12.5 UE", "not-the-unit"),
        (Unit.UE, "12 ue", "not-the-unit"),
        (Unit.UE, "99999 UE", "not-the-unit"),
        (Unit.UE, "٣ UE", "not-the-unit"),
        (Unit.ECTS, "0.0001 ECTS", "too-precise"),
        (Unit.NOTE, "12.255/20", "too-precise"),
        (Unit.NOTE, "12/10", "not-the-unit"),
        (Unit.MOYENNE, "9.995/20", "too-precise"),
        (Unit.PART, "20", "not-the-unit"),
        (Unit.PART, "0.001 %", "too-precise"),
        (Unit.GROUPE, "2", "not-the-unit"),
        (Unit.OUI_NON, "true", "not-the-unit"),
        (Unit.OUI_NON, "1", "not-the-unit"),
    ],
)
def test_a_bound_that_is_not_in_its_unit(unit: Unit, text: str, code: str) -> None:
    with pytest.raises(UnitError) as caught:
        unit.bound(text)
    assert caught.value.code == code
    assert caught.value.args == (code, caught.value.expected)
    if code != "days-or-a-month":
        assert caught.value.expected == unit.example


def test_what_an_error_expects_can_be_written() -> None:
    for unit in Unit:
        for example in unit.example.split(", "):
            assert unit.bound(example) >= 0
    with pytest.raises(UnitError) as caught:
        Unit.DUREE.bound("28 jours")
    assert caught.value.expected == f"0 … {DAYS_LIMIT} jours"


def test_a_number_in_its_unit() -> None:
    assert Unit.NOTE.exact(1225) == Fraction(49, 4)
    assert Unit.ECTS.exact(4500) == Fraction(9, 2)
    assert Unit.UE.exact(12) == 12
    assert Unit.OUI_NON.exact(1) == 1


@given(
    st.sampled_from((Unit.MOYENNE, Unit.PART, Unit.HEURES)),
    st.fractions(0, 20, max_denominator=999),
    st.integers(0, 2000),
)
def test_any_fraction_compares_with_a_bound_as_it_is(unit: Unit, exact: Fraction, hundredths: int) -> None:
    number, asked = unit.encode(exact), Fraction(hundredths, 100)
    bound = unit.encode(asked)
    assert (number >= bound, number > bound) == (exact >= asked, exact > asked)
    assert unit.between(number) == ((exact * 100).denominator != 1)
    assert unit.exact(number) <= exact < unit.exact(number) + Fraction(1, 100)


def test_a_mark_between_two_hundredths_is_rounded_down() -> None:
    assert Unit.NOTE.encode(Fraction(29, 3)) == 966
    assert not Unit.NOTE.between(967)


@given(unit=st.sampled_from([unit for unit in Unit if unit is not Unit.OUI_NON]), number=st.integers(0, 5000))
def test_a_bound_that_is_written_reads_back(unit: Unit, number: int) -> None:
    if (unit in (Unit.DUREE, Unit.AGE) and number % 31 > DAYS_LIMIT) or unit.between(number):
        return  # nobody writes such a bound
    if unit is Unit.CECRL:
        number = number % 6 + 1  # A1 to C2
    assert unit.bound(unit.written(number)) == number
    assert [Unit.OUI_NON.bound(Unit.OUI_NON.written(answer)) for answer in (0, 1)] == [0, 1]

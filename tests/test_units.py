"""Units: how a bound is written, and which whole number it is."""

from __future__ import annotations

from fractions import Fraction

import pytest

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
        (Unit.DUREE, " 27 jours ", 27),
        (Unit.DUREE, "18mois", 558),
        (Unit.UE, "12 UE", 12),
        (Unit.UE, "0UE", 0),
        (Unit.UE, "9999 UE", 9999),
        (Unit.ECTS, "60 ECTS", 60_000),
        (Unit.ECTS, "4.5 ECTS", 4_500),
        (Unit.ECTS, "0.001 ECTS", 1),
        (Unit.NOTE, "10/20", 1_000),
        (Unit.NOTE, "12.25 / 20", 1_225),
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

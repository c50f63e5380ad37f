"""`ue` and `ects` over tables: every option, alone and together."""

from datetime import date, timedelta
from itertools import product
from random import Random

import pytest
from attrs import evolve
from hypothesis import given

from cnam_rules.dossier import Dossier, Obtention, Ue
from cnam_rules.durations import encode
from cnam_rules.measures import Measure
from cnam_rules.measures.base import Conventions
from cnam_rules.measures.ects import CreditsObtenus
from cnam_rules.measures.ue import UnitesValidees
from cnam_rules.testing import AS_OF, CODES
from tests.measures.tabular.agree import agree
from tests.measures.tabular.cohorts import FEW, every_ue, of_ue, seeds, some_dossiers

PLAIN = Conventions()
WAYS = (None, frozenset({Obtention.EXAMEN}), frozenset(Obtention) - {Obtention.EXAMEN}, frozenset(Obtention))
MARKS = ((None, None), (1000, None), (None, 1000), (None, 999), (None, 2000))
FAILED = ((None, None), (True, None), (False, None), (True, encode(12)), (False, encode(12)))


def units(codes: tuple[str, ...]) -> dict[str, Measure]:
    """Every combination of the options that take part in whether a UE counts."""
    found: dict[str, Measure] = {}
    options = product(WAYS, MARKS, (True, False), FAILED)
    for n, (way, (least, above), exempted, (failed, since)) in enumerate(options):
        if exempted or least is not None or above is not None:
            found[f"ue_{n}"] = UnitesValidees(codes, way, PLAIN, least, above, exempted, failed, since)
    return found


def some_of(random: Random, measures: dict[str, Measure], count: int) -> dict[str, Measure]:
    return {name: measures[name] for name in random.sample(sorted(measures), count)}


def test_one_ue_in_every_way_it_can_be_stated() -> None:
    asked = {
        name: measure
        for name, measure in units(CODES[:1]).items()
        if isinstance(measure, UnitesValidees) and measure.echouees is None
    }
    agree(asked, map(of_ue, every_ue(CODES[0])), AS_OF, codes=CODES, bounds=dict.fromkeys(asked, (1,)))


@pytest.mark.parametrize("as_of", [AS_OF, date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 31)], ids=str)
def test_failures_about_the_span_before_the_decision(as_of: date) -> None:
    """The days about the day of the decision and about the same day so many months before it."""
    spans = (0, encode(1), encode(12), encode(36), encode(1, 15))
    measures: dict[str, Measure] = {
        f"ue_{failed}_{since}": UnitesValidees(CODES[:1], None, PLAIN, None, None, True, failed, since)
        for failed, since in product((True, False), (None, *spans))
    }
    about = [
        as_of,
        *(as_of - timedelta(days=days) for days in (28, 29, 30, 31, 45, 46, 47, 365, 366, 1095, 1096)),
    ]
    days = sorted({day + timedelta(days=more) for day in about for more in range(-3, 4)})
    dossiers = [of_ue(Ue(CODES[0], echec=echec)) for echec in (None, True, False, *days)]
    agree(measures, dossiers, as_of, codes=CODES)


@FEW
@given(random=seeds())
def test_lists(random: Random) -> None:
    asked = some_of(random, units(CODES[:4]), 10)
    agree(asked, some_dossiers(random), AS_OF, codes=CODES, bounds=dict.fromkeys(asked, (1, 3, 4)))


@FEW
@given(random=seeds())
def test_credits(random: Random) -> None:
    worth = ((CODES[0], 6000), (CODES[1], 4500), (CODES[2], 1), (CODES[3], 0))
    asked = {f"ects_{n}": CreditsObtenus(worth, ways, PLAIN) for n, ways in enumerate(WAYS)}
    agree(asked, some_dossiers(random), AS_OF, codes=CODES, bounds=dict.fromkeys(asked, (1, 4500, 10501)))


@FEW
@given(random=seeds())
def test_lists_longer_than_a_number_has_bits(random: Random) -> None:
    codes = tuple(f"ABC{n:03}" for n in range(130))
    asked = some_of(random, units(codes[50:]), 2)
    worth = tuple((code, 1000 + n) for n, code in enumerate(codes))
    asked["ects"] = CreditsObtenus(worth, WAYS[1], PLAIN)
    agree(asked, some_dossiers(random, 10, codes=codes), AS_OF, codes=codes)


@pytest.mark.parametrize("count", [61, 62, 63, 124, 125])
def test_every_code_has_its_bit(count: int) -> None:
    """One dossier per code, with that code alone."""
    codes = tuple(f"ABC{n:03}" for n in range(count))
    asked: dict[str, Measure] = {
        "toutes": UnitesValidees(codes, None, PLAIN),
        "ects": CreditsObtenus(tuple((code, n + 1) for n, code in enumerate(codes)), None, PLAIN),
    }
    agree(asked, [of_ue(Ue(code)) for code in codes], AS_OF, codes=codes)


def test_a_code_that_stands_twice_and_one_of_another_programme() -> None:
    one = Ue(CODES[0], Obtention.EXAMEN)
    elsewhere = Ue("NFP121", Obtention.EXAMEN, hors_programme=True)
    dossiers = [
        of_ue(one, one),
        of_ue(one, one, elsewhere),
        of_ue(elsewhere),
        of_ue(evolve(one, code=CODES[1])),
    ]
    asked: dict[str, Measure] = {
        "ue": UnitesValidees(CODES[:1], None, PLAIN),
        "ects": CreditsObtenus(((CODES[0], 6000),), None, PLAIN),
    }
    agree(asked, dossiers, AS_OF, codes=CODES)


@pytest.mark.parametrize("dossiers", [[Dossier("D", "P")], [of_ue()], []], ids=["unknown", "none", "nobody"])
def test_without_any_ue(dossiers: list[Dossier]) -> None:
    asked = dict(list(units(CODES[:3]).items())[::15])
    agree(asked, dossiers, AS_OF, codes=CODES)

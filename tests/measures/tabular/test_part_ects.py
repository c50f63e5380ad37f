"""`part_ects` over tables."""

from itertools import product
from random import Random

import pytest
from attrs import evolve
from hypothesis import given

from cnam_rules.dossier import Dossier, Obtention
from cnam_rules.measures.base import Conventions
from cnam_rules.measures.part_ects import PartDesCredits
from cnam_rules.testing import AS_OF, CODES
from tests.measures.tabular.agree import agree
from tests.measures.tabular.cohorts import FEW, every_ue, of_ue, seeds, some_dossiers

PLAIN = Conventions()
WORTH = ((CODES[0], 6000), (CODES[1], 4500), (CODES[2], 8000), (CODES[3], 0))
EXAMEN, VES = Obtention.EXAMEN, Obtention.VES
WAYS = (None, frozenset({EXAMEN}), frozenset({VES}), frozenset({EXAMEN, VES}), frozenset(Obtention))
BOUNDS = (1, 6666, 6667, 10000, 20000)


def measures(worth: tuple[tuple[str, int], ...]) -> dict[str, PartDesCredits]:
    return {
        f"part_{n}": PartDesCredits(ways, worth, PLAIN, whole)
        for n, (ways, whole) in enumerate(product(WAYS, (True, False)))
    }


def test_every_pair_of_ue() -> None:
    """One in every way that it can be stated, beside one that surely counts, may, and counts elsewhere."""
    asked = measures(WORTH[:2])
    others = [
        ue
        for ue in every_ue(CODES[1])
        if ue.note is None and ue.date is None and ue.obtention in (None, EXAMEN, VES)
    ]
    ones = [ue for ue in every_ue(CODES[0]) if ue.note is None]
    dossiers = [of_ue(one, other) for one, other in product(ones, others)]
    agree(asked, [*dossiers, *map(of_ue, ones)], AS_OF, codes=CODES)


@FEW
@given(random=seeds())
def test_lists(random: Random) -> None:
    asked = measures(WORTH)
    agree(asked, some_dossiers(random), AS_OF, codes=CODES, bounds=dict.fromkeys(asked, BOUNDS))


@FEW
@given(random=seeds())
def test_lists_longer_than_a_number_has_bits(random: Random) -> None:
    codes = tuple(f"ABC{n:03}" for n in range(130))
    worth = tuple((code, 1000 * n + 1) for n, code in enumerate(codes[55:]))
    asked = {
        "obtenus": PartDesCredits(frozenset({EXAMEN}), worth, PLAIN),
        "tous": PartDesCredits(frozenset({EXAMEN}), worth, PLAIN, rapportee_a=True),
    }
    agree(asked, some_dossiers(random, 10, codes=codes), AS_OF, codes=codes)


@pytest.mark.parametrize("dossiers", [[Dossier("D", "P")], [of_ue()], []], ids=["unknown", "none", "nobody"])
def test_without_any_ue(dossiers: list[Dossier]) -> None:
    asked = measures(WORTH) | {
        f"rien_{name}": evolve(each, parmi=WORTH[3:]) for name, each in measures(WORTH).items()
    }
    agree(asked, dossiers, AS_OF, codes=CODES)

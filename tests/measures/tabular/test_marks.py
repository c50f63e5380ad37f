"""`note`, `plus_basse_note` and `notees` over tables."""

from itertools import product
from random import Random

import pytest
from hypothesis import given

from cnam_rules.dossier import Dossier
from cnam_rules.measures import Measure
from cnam_rules.measures.base import Conventions
from cnam_rules.measures.note import NoteDeLUe
from cnam_rules.measures.notees import UeNotees
from cnam_rules.measures.plus_basse_note import PlusBasseNote
from cnam_rules.testing import AS_OF, CODES
from tests.measures.tabular.agree import agree
from tests.measures.tabular.cohorts import FEW, every_ue, of_ue, seeds, some_dossiers

PLAIN = Conventions()
MARKS = (None, 0, 1000)


def measures(*codes: str) -> dict[str, Measure]:
    """Each kind, with every value of its options."""
    found: dict[str, Measure] = {}
    for n, (unmarked, exempted) in enumerate(product(MARKS, MARKS)):
        found[f"basse_{n}"] = PlusBasseNote(codes, PLAIN, unmarked, exempted)
        if unmarked is not None and exempted is not None:
            found[f"note_{n}"] = NoteDeLUe(codes[0], PLAIN, unmarked, exempted)
    found |= {f"notees_{exempted}": UeNotees(codes, PLAIN, exempted) for exempted in (True, False)}
    return found


def bounds(found: dict[str, Measure]) -> dict[str, tuple[int, ...]]:
    return {name: (1, 2) if name.startswith("notees") else (600, 1000, 2000) for name in found}


def test_one_ue_in_every_way_it_can_be_stated() -> None:
    asked = measures(CODES[0])
    agree(asked, map(of_ue, every_ue(CODES[0])), AS_OF, codes=CODES, bounds=bounds(asked))


@FEW
@given(random=seeds())
def test_lists(random: Random) -> None:
    asked = measures(*CODES[:4])
    agree(asked, some_dossiers(random), AS_OF, codes=CODES, bounds=bounds(asked))


@FEW
@given(random=seeds())
def test_lists_longer_than_a_number_has_bits(random: Random) -> None:
    codes = tuple(f"ABC{n:03}" for n in range(70))
    asked = measures(codes[65], codes[3], codes[61], codes[62])
    agree(asked, some_dossiers(random, 20, codes=codes), AS_OF, codes=codes)


@pytest.mark.parametrize("dossiers", [[Dossier("D", "P")], [of_ue()], []], ids=["unknown", "none", "nobody"])
def test_without_any_ue(dossiers: list[Dossier]) -> None:
    agree(measures(*CODES[:3]), dossiers, AS_OF, codes=CODES)

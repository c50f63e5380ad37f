"""`choix` over tables: counting gives what assigning each UE gives."""

from itertools import chain, combinations
from random import Random

import pytest
from hypothesis import given

from cnam_rules.dossier import Dossier, Obtention, StatutUe, Ue
from cnam_rules.measures.base import Conventions
from cnam_rules.measures.choix import Choix
from cnam_rules.measures.matching import MOST_GROUPS
from cnam_rules.measures.tabular import Frame, NotOverTables, ends_of
from cnam_rules.testing import AS_OF, CODES
from tests.measures.tabular.agree import agree
from tests.measures.tabular.cohorts import FEW, of_ue, seeds, some_dossiers

PLAIN = Conventions()
FIVE = CODES[:5]
Groups = tuple[tuple[tuple[str, ...], int], ...]


def every_set(codes: tuple[str, ...]) -> list[Dossier]:
    """A dossier for each set of UE that may be there."""
    sets = chain.from_iterable(combinations(codes, n) for n in range(len(codes) + 1))
    return [of_ue(*map(Ue, each)) for each in sets]


def some_groups(random: Random, *, most: int) -> Groups:
    found = []
    for _ in range(random.randint(1, 4)):
        codes = tuple(random.sample(FIVE, random.randint(1, 4)))
        found.append((codes, random.randint(1, min(most, len(codes)))))
    return (*found, *random.choices(found, k=random.randint(0, 2)))


@pytest.mark.parametrize("most", [1, 3])
@FEW
@given(random=seeds())
def test_every_set_of_ue(most: int, random: Random) -> None:
    asked: dict[str, Choix] = {}
    while len(asked) < 6:
        groups = some_groups(random, most=most)
        if len({frozenset(codes) for codes, _ in groups}) <= 3 or most == 1:
            asked[f"c{len(asked)}"] = Choix(groups, None, PLAIN)
    agree(asked, every_set(FIVE), AS_OF, codes=CODES, bounds=dict.fromkeys(asked, (1, 2, 3)))


@FEW
@given(random=seeds())
def test_dossiers_in_doubt(random: Random) -> None:
    asked = {
        f"c{n}": Choix(
            some_groups(random, most=1),
            random.choice((None, frozenset({Obtention.EXAMEN}), frozenset(Obtention))),
            PLAIN,
            random.random() < 0.5,
        )
        for n in range(6)
    }
    dossiers = some_dossiers(random, codes=FIVE)
    agree(asked, dossiers, AS_OF, codes=CODES, bounds=dict.fromkeys(asked, (1, 2, 3)))


@pytest.mark.parametrize("once", [True, False])
def test_a_ue_that_serves_two_groups(once: bool) -> None:
    groups = ((FIVE[:2], 1), (FIVE[1:3], 1), (FIVE[1:2], 1), (FIVE[:4], 2), (FIVE[4:], 1))
    agree({"c": Choix(groups, None, PLAIN, once)}, every_set(FIVE), AS_OF, codes=CODES)


def test_as_many_groups_as_a_measure_may_have() -> None:
    """With the same list, with none in common, and each within the next."""
    asked = {
        "memes": Choix(((FIVE, 1),) * MOST_GROUPS, None, PLAIN),
        "memes_a_plusieurs": Choix(((FIVE, 2),) * 6 + ((FIVE, 1),) * 6, None, PLAIN),
        "disjoints": Choix(tuple((CODES[n : n + 1], 1) for n in range(MOST_GROUPS)), None, PLAIN),
        "emboites": Choix(tuple((CODES[: n + 1], 1) for n in range(MOST_GROUPS)), None, PLAIN),
    }
    agree(asked, every_set(FIVE), AS_OF, codes=CODES)


def test_lists_longer_than_a_number_has_bits() -> None:
    codes = tuple(f"ABC{n:03}" for n in range(130))
    groups = (((codes[0], codes[61], codes[62]), 1), ((codes[62], codes[129]), 2), ((codes[129],), 1))
    taken = sorted({code for listed, _ in groups for code in listed})
    agree({"c": Choix(groups, None, PLAIN)}, every_set(tuple(taken)), AS_OF, codes=codes)


def test_unknown() -> None:
    """The upper end is what the UE in doubt may fill, the sure ones included."""
    groups = ((FIVE[:2], 1), (FIVE[:2], 1), (FIVE[1:3], 1))
    dossiers = [Dossier("D", "P"), of_ue()]
    for sure, doubt in combinations(FIVE, 2):
        dossiers.append(of_ue(Ue(sure), Ue(doubt, statut=StatutUe.INCONNU)))
        dossiers.append(of_ue(Ue(doubt), Ue(sure, statut=StatutUe.INCONNU)))
    agree({"c": Choix(groups, None, PLAIN)}, dossiers, AS_OF, codes=CODES, bounds={"c": (1, 2, 3)})


@pytest.mark.parametrize("need", [1, 2])
def test_groups_too_entwined_are_refused(need: int) -> None:
    """Seven lists that all overlap, where each group needs one UE; five where some need more."""
    groups = tuple(((CODES[n], *CODES[8:11]), need) for n in range(8 - need))
    frame = Frame(AS_OF, CODES, frozenset({"dossiers", "ue"}))
    with pytest.raises(NotOverTables) as refused:
        ends_of(Choix(groups, None, PLAIN), frame, "c")
    assert (refused.value.kind, refused.value.why) == ("choix", "too-entwined")
    fewer = groups[: 7 - need] if need == 1 else groups[:4]
    ends_of(Choix(fewer, None, PLAIN), Frame(AS_OF, CODES, frozenset({"dossiers", "ue"})), "c")

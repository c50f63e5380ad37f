"""`moyenne` over tables: exact, whatever is left out or isn't known."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from attrs import evolve
from hypothesis import given

from cnam_rules.dossier import Obtention, StatutUe, Ue
from cnam_rules.measures.base import Conventions
from cnam_rules.measures.moyenne import STEPS, Moyenne
from cnam_rules.measures.tabular import Frame, NotOverTables, ends_of
from cnam_rules.measures.tabular.ratios import whole_weights
from cnam_rules.testing import AS_OF, CODES
from tests.measures.tabular.agree import agree
from tests.measures.tabular.cohorts import FEW, every_ue, of_ue, seeds, some_dossiers

PLAIN = Conventions()
FOUR = CODES[:4]
MARKS = (None, 0, 1000, 2000)
ROUNDED = (None, *STEPS)
BOUNDS = (1200, 2000, 2001)


def some_measures(random: Random, codes: Sequence[str], *, best: bool, count: int = 8) -> dict[str, Moyenne]:
    weights = [Fraction(n, d) for n, d in ((1, 1), (2, 1), (5, 1), (1, 2), (1, 3), (7, 4), (1000, 1))]
    found = {}
    for n in range(count):
        equal = best or random.random() < 0.3
        measure = Moyenne(
            tuple(codes),
            PLAIN,
            None if equal else tuple((code, random.choice(weights)) for code in codes),
            random.randint(1, len(codes)) if best else None,
            random.choice(ROUNDED),
            random.choice(MARKS),
            random.choice(MARKS),
        )
        found[f"m{n}"] = measure
    return found


@FEW
@given(random=seeds())
def test_means(random: Random) -> None:
    asked = some_measures(random, FOUR, best=False)
    agree(asked, some_dossiers(random), AS_OF, codes=CODES, bounds=dict.fromkeys(asked, BOUNDS))


@FEW
@given(random=seeds())
def test_the_best(random: Random) -> None:
    asked = some_measures(random, FOUR, best=True)
    agree(asked, some_dossiers(random), AS_OF, codes=CODES, bounds=dict.fromkeys(asked, BOUNDS))


@FEW
@given(random=seeds())
def test_lists_longer_than_a_number_has_bits(random: Random) -> None:
    codes = tuple(f"ABC{n:03}" for n in range(70))
    asked = {
        **some_measures(random, codes[50:66], best=False, count=2),
        **{
            f"best_{name}": each
            for name, each in some_measures(random, codes[50:66], best=True, count=2).items()
        },
    }
    agree(asked, some_dossiers(random, 20, codes=codes), AS_OF, codes=codes)


@pytest.mark.parametrize("best", [None, 1])
def test_two_ue_in_every_state(best: int | None) -> None:
    """Every pair of what a UE may be, under every pair of what stands for a mark."""
    asked = {
        f"m{n}": Moyenne(CODES[:2], PLAIN, None, best, None, unmarked, exempted)
        for n, (unmarked, exempted) in enumerate(product(MARKS, MARKS))
    }
    states = {
        (ue.obtention, ue.note, ue.statut): ue
        for ue in every_ue(CODES[0])
        if ue.date is None
        and ue.note in (None, 10, 20)
        and ue.obtention in (None, Obtention.EXAMEN, Obtention.VES)
    }.values()
    pairs = [
        of_ue(one, evolve(other, code=CODES[1]))
        for one, other in product(states, states)
        if one.note is None or other.note is None or one.note != other.note
    ]
    agree(asked, pairs, AS_OF, codes=CODES)


@pytest.mark.parametrize("arrondi", ROUNDED)
def test_marks_about_half_a_step(arrondi: str | None) -> None:
    """Two marks of which the mean is a step, half a step, and what is just below and above."""
    hundredths = (0, 49, 50, 51, 949, 950, 951, 995, 999, 1000, 1001, 1999, 2000)
    dossiers = [
        of_ue(Ue(CODES[0], note=Fraction(one, 100)), Ue(CODES[1], note=Fraction(other, 100)))
        for one, other in product(hundredths, hundredths)
    ]
    thirds = ((CODES[0], Fraction(1, 3)), (CODES[1], Fraction(2, 3)))
    asked = {
        "egaux": Moyenne(CODES[:2], PLAIN, arrondi=arrondi),
        "tiers": Moyenne(CODES[:2], PLAIN, thirds, arrondi=arrondi),
    }
    agree(asked, dossiers, AS_OF, codes=CODES, bounds=dict.fromkeys(asked, BOUNDS))


def test_coefficients_of_every_size() -> None:
    """As large, and as far from one another, as whole numbers of 64 bits hold."""
    fine = ((CODES[0], Fraction(1, 10**9)), (CODES[1], Fraction(1000)), (CODES[2], Fraction(1, 7)))
    asked = {
        "fine": Moyenne(CODES[:3], PLAIN, fine),
        "rounded": Moyenne(CODES[:3], PLAIN, fine, None, "centieme"),
    }
    ue = [[Ue(code, note=Fraction(mark, 100)) for mark in (0, 999, 2000)] for code in CODES[:3]]
    doubt = Ue(CODES[1], statut=StatutUe.INCONNU)
    dossiers = [of_ue(*each) for each in product(*ue)] + [of_ue(doubt, ue[0][1]), of_ue(ue[1][1])]
    agree(asked, dossiers, AS_OF, codes=CODES)


@pytest.mark.parametrize(
    ("coefficients", "best", "why"),
    [
        (((CODES[0], Fraction(1, 10**15)), (CODES[1], Fraction(1000))), None, "coefficients"),
        (((CODES[0], Fraction(1)), (CODES[1], Fraction(2))), 1, "best-by-coefficients"),
    ],
)
def test_what_is_refused(coefficients: tuple[tuple[str, Fraction], ...], best: int | None, why: str) -> None:
    frame = Frame(AS_OF, CODES, frozenset({"dossiers", "ue"}))
    with pytest.raises(NotOverTables) as refused:
        ends_of(Moyenne(CODES[:2], PLAIN, coefficients, best), frame, "m")
    assert (refused.value.kind, refused.value.why) == ("moyenne", why)


def test_weights_are_the_smallest_whole_numbers() -> None:
    assert whole_weights([Fraction(6), Fraction(4)]) == (3, 2)
    assert whole_weights([Fraction(3, 2), Fraction(1, 3), Fraction(2)]) == (9, 2, 12)

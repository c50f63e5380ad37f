"""Many small dossiers at once: statements are compared on cohorts, and a cohort is cheap to draw."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from random import Random

from hypothesis import Phase, settings
from hypothesis import strategies as st

from cnam_rules.dossier import Dossier, Obtention, StatutUe, Ue
from cnam_rules.testing import AS_OF, CODES, OTHER_CODES

__all__ = ["FEW", "every_ue", "of_ue", "seeds", "some_dossiers"]

FEW = settings(
    max_examples=4,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
"""An example is a whole cohort, and a smaller seed makes no smaller cohort."""

_MARKS = (0, 599, 600, 999, 1000, 1001, 1200, 2000)


def seeds() -> st.SearchStrategy[Random]:
    """Where the randomness of a cohort comes from: one draw for hypothesis, whatever its size."""
    return st.integers(0, 2**32).map(Random)


def of_ue(*ue: Ue) -> Dossier:
    """A dossier that has these UE and no other."""
    return Dossier("D", "P", ue=ue)


def some_dossiers(
    random: Random, count: int = 60, *, codes: Sequence[str] = CODES[:4], as_of: date = AS_OF
) -> list[Dossier]:
    """Dossiers whose UE are of every sort; some know nearly everything, some nearly nothing.

    One has no list. Codes are missing, stand twice, and belong to other programmes.
    """
    found = [Dossier("D", "P"), of_ue()]
    for _ in range(count):
        unknown = random.choice((0.0, 0.1, 0.3, 0.8))
        missing = random.choice((0.0, 0.2, 0.6))
        ue = [_some_ue(random, code, as_of, unknown) for code in codes if random.random() >= missing]
        strange = [code for code in (*OTHER_CODES, *codes) if random.random() < 0.1]
        ue += [Ue(code, note=Fraction(1), hors_programme=True) for code in strange]
        ue += [each for each in ue if random.random() < 0.1]
        random.shuffle(ue)
        found.append(of_ue(*ue))
    return found


def _some_ue(random: Random, code: str, as_of: date, unknown: float) -> Ue:
    day = as_of + timedelta(days=random.choice((-800, -40, -1, 0, 1)))
    failed = random.choice((as_of + timedelta(days=random.choice((-365, -366, -364, 0, 1))), True, False))
    hundredths = random.choice((*_MARKS, random.randint(0, 2000)))
    return Ue(
        code,
        obtention=None if random.random() < unknown else random.choice(tuple(Obtention)),
        note=None if random.random() < max(unknown, 0.3) else Fraction(hundredths, 100),
        date=None if random.random() < 0.5 else day,
        statut=_statut(random, unknown),
        echec=None if random.random() < unknown else failed,
    )


def _statut(random: Random, unknown: float) -> StatutUe:
    if random.random() < unknown:
        return StatutUe.INCONNU
    return random.choice((StatutUe.VALIDEE,) * 6 + (StatutUe.EN_COURS, StatutUe.NON_VALIDEE))


def every_ue(code: str, as_of: date = AS_OF) -> Iterator[Ue]:
    """A UE in every way that a dossier can state it, on the day of the decision, before and after."""
    days = (None, as_of - timedelta(days=1), as_of, as_of + timedelta(days=1))
    notes = (None, Fraction(0), Fraction(999, 100), Fraction(10), Fraction(20))
    for way, note, day, statut in product((None, *Obtention), notes, days, StatutUe):
        yield Ue(code, way, note, day, statut)

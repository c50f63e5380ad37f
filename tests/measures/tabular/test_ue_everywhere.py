"""Measures of UE in the other databases, where the numbers are the same; and without a table of UE."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import pytest
from attrs import evolve

from cnam_rules.dossier import Dossier, Obtention, StatutUe, Ue
from cnam_rules.measures import Measure
from cnam_rules.measures.base import Conventions
from cnam_rules.measures.choix import Choix
from cnam_rules.measures.ects import CreditsObtenus
from cnam_rules.measures.moyenne import Moyenne
from cnam_rules.measures.note import NoteDeLUe
from cnam_rules.measures.notees import UeNotees
from cnam_rules.measures.part_ects import PartDesCredits
from cnam_rules.measures.plus_basse_note import PlusBasseNote
from cnam_rules.measures.tabular import Frame, ends_of
from cnam_rules.measures.ue import UnitesValidees
from cnam_rules.sql import nodes as sql
from cnam_rules.testing import AS_OF, CODES
from tests.measures.tabular.agree import agree
from tests.measures.tabular.cohorts import every_ue, of_ue
from tests.screening.elsewhere import DATABASES, Run

PLAIN = Conventions()
FOUR = CODES[:4]
THIRDS = tuple(zip(FOUR, (Fraction(1, 3), Fraction(7, 2), Fraction(1000), Fraction(1)), strict=True))
FINE = tuple(zip(FOUR, (Fraction(1, 10**9), Fraction(1000), Fraction(1, 7), Fraction(1)), strict=True))
EXAMEN = frozenset({Obtention.EXAMEN})
HUGE = tuple((code, 10**7 - n) for n, code in enumerate(FOUR))
"""Credits of which the sums, in parts, don't hold in 32 bits."""

MEASURES: dict[str, Measure] = {
    "ue": UnitesValidees(FOUR, None, PLAIN),
    "ue_note": UnitesValidees(FOUR, EXAMEN, PLAIN, 1000, None, False),
    "ue_echec": UnitesValidees(FOUR, None, PLAIN, None, None, True, False, 12 * 31),
    "ects": CreditsObtenus(HUGE, EXAMEN, PLAIN),
    "part": PartDesCredits(EXAMEN, HUGE, PLAIN),
    "part_de_tout": PartDesCredits(EXAMEN, HUGE, PLAIN, rapportee_a=True),
    "note": NoteDeLUe(CODES[0], PLAIN, 0, 1000),
    "basse": PlusBasseNote(FOUR, PLAIN, 600, None),
    "notees": UeNotees(FOUR, PLAIN, dispensees=True),
    "moyenne": Moyenne(FOUR, PLAIN, THIRDS, None, None, None, 1000),
    "moyenne_arrondie": Moyenne(FOUR, PLAIN, THIRDS, None, "dixieme", 600, None),
    "moyenne_fine": Moyenne(FOUR, PLAIN, FINE, None, "entier"),
    "meilleures": Moyenne(FOUR, PLAIN, None, 2, "centieme", 600, None),
    "choix": Choix(((FOUR[:2], 1), (FOUR[1:3], 1), (FOUR[:1], 1)), EXAMEN, PLAIN),
    "choix_a_plusieurs": Choix(((FOUR[:3], 2), (FOUR[1:], 2), (FOUR[:1], 1)), None, PLAIN),
    "choix_partages": Choix(((FOUR[:3], 2), (FOUR[1:], 2)), None, PLAIN, une_seule_fois=False),
}


def cohort() -> list[Dossier]:
    """One UE in every way it can be stated, then four in the ways that make measures differ."""
    ways = (
        Ue("", Obtention.EXAMEN, Fraction(20)),
        Ue("", Obtention.VES),
        Ue("", statut=StatutUe.INCONNU),
        Ue("", Obtention.EXAMEN, Fraction(999, 100), AS_OF, echec=AS_OF),
        None,
    )
    several = [
        of_ue(*(evolve(ue, code=code) for ue, code in zip(each, FOUR, strict=True) if ue is not None))
        for each in list(product(ways, repeat=4))[::7]
    ]
    return [Dossier("D", "P"), *map(of_ue, every_ue(CODES[0])), *several]


@pytest.fixture(scope="module", params=DATABASES)
def database(request: pytest.FixtureRequest) -> Iterator[tuple[str, Run]]:
    with DATABASES[request.param]() as run:
        yield request.param, run


def test_a_database_measures_as_the_library_does(database: tuple[str, Run]) -> None:
    bounds = dict.fromkeys(MEASURES, (1, 2, 1000, 2000, 20000))
    agree(MEASURES, cohort(), AS_OF, codes=CODES, bounds=bounds, elsewhere=database)


@pytest.mark.parametrize("name", MEASURES)
def test_without_a_table_of_ue_the_list_is_unknown(name: str) -> None:
    """The ends are then those of a dossier that has no list, and rest on no column."""
    fact = MEASURES[name].fact(name, Dossier("D", "P"), AS_OF)
    found = ends_of(MEASURES[name], Frame(AS_OF, CODES, frozenset({"dossiers"})), name)
    assert (found.least, found.most) == (sql.number(fact.least), sql.number(fact.most or 0))

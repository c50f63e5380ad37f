"""Diplomas to obtain, and language tests to take."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from cnam_rules.dossier.acquis import Cecrl
from cnam_rules.dossier.changes import Change, DiplomaObtained, LanguageTested
from cnam_rules.dossier.model import Dossier
from cnam_rules.measures.diplome import DiplomeDetenu
from cnam_rules.measures.niveau_de_langue import NiveauDeLangue
from cnam_rules.measures.points_au_test import PointsAuTest

__all__ = ["diploma", "level", "points"]

_LEVELS = {level.rang: level for level in Cecrl}


def diploma(measure: DiplomeDetenu, _bound: int, _dossier: Dossier, _: date) -> Iterator[Change]:
    """A diploma that is what is looked for and no more; of several codes, each."""
    wanted = measure.recherche
    for code in wanted.codes or (None,):
        yield DiplomaObtained(wanted.niveau, code, wanted.domaine)


def level(measure: NiveauDeLangue, bound: int, _dossier: Dossier, _: date) -> Iterator[Change]:
    """A test at the level, one of those that count."""
    if bound in _LEVELS and measure.niveau_de_langue:
        for test in measure.niveau_de_langue:
            yield LanguageTested(test, _LEVELS[bound])
    elif bound in _LEVELS:
        yield LanguageTested("test", _LEVELS[bound])


def points(measure: PointsAuTest, bound: int, _dossier: Dossier, _: date) -> Iterator[Change]:
    """The test with so many points."""
    yield LanguageTested(measure.points_au_test, points=Fraction(bound, 100))

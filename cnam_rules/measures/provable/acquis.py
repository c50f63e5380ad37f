"""Companions of the kinds `diplome`, `niveau_de_langue` and `points_au_test`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from attrs import evolve

from cnam_rules.dossier.acquis import NIVEAUX, SANS_CODE, Cecrl, Diplome, ResultatDeTest
from cnam_rules.dossier.model import Dossier
from cnam_rules.kernel import Interval
from cnam_rules.measures.base import Measure
from cnam_rules.measures.diplome import DiplomeDetenu, diplome_lines
from cnam_rules.measures.langues import HIGHEST, result_lines
from cnam_rules.measures.niveau_de_langue import NiveauDeLangue
from cnam_rules.measures.points_au_test import PointsAuTest
from cnam_rules.measures.provable.base import YES_OR_NO, Limits, NoMoreThan, alike_besides
from cnam_rules.units import Unit

__all__ = ["DiplomaCompanion", "TestCompanion"]

_MOST_POINTS: Final = 10_000
"""No test that is made has that many points."""


class DiplomaCompanion:
    """Whether a diploma of some kind is held."""

    def limits(self, _: DiplomeDetenu, /) -> Limits:
        """It is or it isn't."""
        return YES_OR_NO

    def no_more_than(self, measure: DiplomeDetenu, other: Measure, /) -> Iterable[NoMoreThan]:
        """Who holds one of a narrower kind holds one of the wider."""
        compared = ("diplome", "niveau_au_moins", "dans_le_domaine")
        if not isinstance(other, DiplomeDetenu) or not alike_besides(measure, other, compared):
            return
        one, wider = measure.recherche, other.recherche
        if (
            (wider.codes is None or (one.codes is not None and set(one.codes) <= set(wider.codes)))
            and (wider.niveau is None or (one.niveau is not None and one.niveau >= wider.niveau))
            and wider.domaine in (None, one.domaine)
        ):
            yield NoMoreThan()

    def toward(
        self, measure: DiplomeDetenu, dossier: Dossier, wanted: Interval, as_of: date, /
    ) -> Iterator[Dossier]:
        """One that is looked for; none of those; one a level too low, outside the field; or no list."""
        wanted_one = measure.recherche
        lines = diplome_lines(wanted_one, dossier, as_of)
        kept = tuple(
            one for one, line in zip(dossier.diplomes or (), lines, strict=True) if line.counts is False
        )
        code = wanted_one.codes[0] if wanted_one.codes else SANS_CODE
        level = wanted_one.niveau or NIVEAUX[0]
        held = Diplome("Diplôme", level, code, wanted_one.domaine is not False, as_of)
        if wanted.least != wanted.most:
            yield evolve(dossier, diplomes=None)
            yield evolve(dossier, diplomes=(*kept, Diplome("Diplôme")))
        elif wanted.least:
            yield evolve(dossier, diplomes=(*kept, held))
        else:
            yield evolve(dossier, diplomes=kept)
            if level > NIVEAUX[0]:
                yield evolve(dossier, diplomes=(*kept, evolve(held, niveau=level - 1)))
            if wanted_one.domaine is not None:
                yield evolve(dossier, diplomes=(*kept, evolve(held, domaine=not wanted_one.domaine)))


class TestCompanion:
    """The best level, or the best number of points, of some language tests."""

    __test__ = False  # no test class, whatever its name

    def limits(self, measure: NiveauDeLangue | PointsAuTest, /) -> Limits:
        """Never negative; levels end at C2."""
        return Limits(0, HIGHEST if isinstance(measure, NiveauDeLangue) else None)

    def no_more_than(self, measure: NiveauDeLangue | PointsAuTest, other: Measure, /) -> Iterable[NoMoreThan]:
        """The best of some tests is no more than the best of those and of others."""
        if not isinstance(measure, NiveauDeLangue) or not isinstance(other, NiveauDeLangue):
            return
        if not alike_besides(measure, other, ("niveau_de_langue",)):
            return
        mine, theirs = measure.niveau_de_langue, other.niveau_de_langue
        if theirs is None or (mine is not None and set(mine) <= set(theirs)):
            yield NoMoreThan()

    def toward(
        self, measure: NiveauDeLangue | PointsAuTest, dossier: Dossier, wanted: Interval, as_of: date, /
    ) -> Iterator[Dossier]:
        """A test of the day of the decision with that result; none that counts; or no list."""
        levels = isinstance(measure, NiveauDeLangue)
        names = measure.niveau_de_langue if isinstance(measure, NiveauDeLangue) else (measure.points_au_test,)
        lines = result_lines(dossier, as_of, tests=names, valable=measure.valable, points=not levels)
        kept = tuple(
            one for one, line in zip(dossier.tests or (), lines, strict=True) if line.counts is False
        )
        name = names[0] if names else "Test"
        if wanted.least != wanted.most:
            yield evolve(dossier, tests=None)
            yield evolve(dossier, tests=(*kept, ResultatDeTest(name, as_of)))
            return
        if wanted.least == 0:
            yield evolve(dossier, tests=kept)
        elif levels and wanted.least <= HIGHEST:
            yield evolve(
                dossier, tests=(*kept, ResultatDeTest(name, as_of, niveau=list(Cecrl)[wanted.least]))
            )
        elif not levels and (points := Unit.POINTS.exact(wanted.least)) < _MOST_POINTS:
            yield evolve(dossier, tests=(*kept, ResultatDeTest(name, as_of, points=points)))

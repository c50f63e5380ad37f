"""Companions of the kinds that are about what the candidate holds: diplomas, results of language tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from attrs import evolve

from cnam_rules.dossier.acquis import NIVEAUX, SANS_CODE, Cecrl, Diplome, ResultatDeTest
from cnam_rules.dossier.check_acquis import MOST_POINTS
from cnam_rules.dossier.model import Dossier
from cnam_rules.kernel import Interval
from cnam_rules.measures.base import Measure
from cnam_rules.measures.diplome import DiplomeDetenu
from cnam_rules.measures.langues import HIGHEST, ResultLine, best, result_lines, same_test
from cnam_rules.measures.niveau_de_langue import NiveauDeLangue
from cnam_rules.measures.points_au_test import PointsAuTest
from cnam_rules.measures.provable.base import YES_OR_NO, Limits, NoMoreThan, alike_besides
from cnam_rules.units import Unit

__all__ = ["DiplomaCompanion", "TestCompanion"]

Tested = NiveauDeLangue | PointsAuTest

_LATELY: Final = timedelta(days=90)
_LONG_AGO: Final = timedelta(days=10 * 365)
"""How long before the decision diplomas are obtained and tests are taken, in the dossiers that are made."""
_ANOTHER_TEST: Final = "Autre test de langue"
_LEVELS: Final = tuple(Cecrl)


class DiplomaCompanion:
    """Whether a diploma of some kind is held."""

    def limits(self, _: DiplomeDetenu, /) -> Limits:
        """It is or it isn't."""
        return YES_OR_NO

    def no_more_than(self, measure: DiplomeDetenu, other: Measure, /) -> Iterable[NoMoreThan]:
        """A diploma that is looked for here is one of those that a wider search finds."""
        if not isinstance(other, DiplomeDetenu) or not alike_besides(measure, other, DiplomeDetenu.OPTIONS):
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
        """One diploma more, of the lowest level that will do and then of others; or none that counts."""
        sought = measure.recherche
        there = dossier.diplomes or ()
        if wanted.least == 0:
            others = tuple(one for one in there if sought.reason(one, as_of) in ("code", "niveau", "domaine"))
            yield evolve(dossier, diplomes=others)
            if wanted.most == 0:
                return
            for held in _held(measure, as_of):
                for unsaid in _with_one_unsaid(measure, held):
                    yield evolve(dossier, diplomes=(*others, unsaid))
            yield evolve(dossier, diplomes=None)
            return
        for held in _held(measure, as_of):
            yield evolve(dossier, diplomes=(*there, held))


def _held(measure: DiplomeDetenu, as_of: date) -> Iterator[Diplome]:
    """Diplomas that count: what isn't asked of them, they haven't, and then they have."""
    sought = measure.recherche
    levels = dict.fromkeys((sought.niveau or NIVEAUX[0], NIVEAUX[-1]))
    fields = (False, True) if sought.domaine is None else (sought.domaine,)
    for niveau in levels:
        for field in fields:
            for code in (SANS_CODE,) if sought.codes is None else sought.codes[:2]:
                yield Diplome("Diplôme", niveau, code, field, as_of - _LATELY)


def _with_one_unsaid(measure: DiplomeDetenu, held: Diplome) -> Iterator[Diplome]:
    """The diploma with one thing that is asked of it left unsaid; none when nothing is."""
    sought = measure.recherche
    if sought.domaine is not None:
        yield evolve(held, domaine=None)
    if sought.niveau is not None:
        yield evolve(held, niveau=None)
    if sought.codes is not None:
        yield evolve(held, code=None)


class TestCompanion:
    """The best result of some language tests: a level, or points in hundredths."""

    __test__ = False  # it is about tests, and is none

    def limits(self, measure: Tested, /) -> Limits:
        """Levels from none to C2; nothing bounds points that nobody stated."""
        return Limits(0, None if isinstance(measure, PointsAuTest) else HIGHEST)

    def no_more_than(self, measure: Tested, other: Measure, /) -> Iterable[NoMoreThan]:
        """The best of fewer tests, valid for less long, is no better than that of more of them."""
        if type(other) is not type(measure):
            return
        if not alike_besides(measure, other, (measure.KEY, "valable")):
            return
        mine, theirs = _names(measure), _names(other)
        among = theirs is None or (
            mine is not None and all(any(same_test(a, b) for b in theirs) for a in mine)
        )
        lasting = other.valable is None or (measure.valable is not None and measure.valable <= other.valable)
        if among and lasting:
            yield NoMoreThan()

    def toward(
        self, measure: Tested, dossier: Dossier, wanted: Interval, as_of: date, /
    ) -> Iterator[Dossier]:
        """A test with that result, lately and then long ago, in place of the better ones."""
        if wanted.least == 0 and wanted.most == self.limits(measure).most:
            yield evolve(dossier, tests=None)
        points = isinstance(measure, PointsAuTest)
        most = wanted.least if wanted.most is None else wanted.most
        if most > (Unit.POINTS.bound(f"{MOST_POINTS} points") if points else HIGHEST):
            return
        kept = _no_better(measure, dossier, wanted.least, as_of)
        now = best(_lines(measure, evolve(dossier, tests=kept), as_of), listed=True, points=points)
        sure = kept
        names = _names(measure) or (_ANOTHER_TEST,)
        if now[0] < wanted.least:
            for day in (as_of - _LATELY, as_of - _LONG_AGO):
                for name in names[:2]:
                    sure = (*kept, _result(name, day, wanted.least, points=points))
                    yield evolve(dossier, tests=sure)
            sure = (*kept, _result(names[0], as_of - _LATELY, wanted.least, points=points))
        elif wanted.least == wanted.most:
            yield evolve(dossier, tests=kept)
        if wanted.least != wanted.most:
            unsaid = ResultatDeTest(names[0], as_of - _LATELY)
            yield evolve(dossier, tests=(*sure, unsaid))
            if wanted.most is not None and measure.valable is not None:
                yield evolve(dossier, tests=(*sure, _result(names[0], None, wanted.most, points=points)))


def _names(measure: Tested) -> tuple[str, ...] | None:
    if isinstance(measure, PointsAuTest):
        return (measure.points_au_test,)
    return measure.niveau_de_langue


def _lines(measure: Tested, dossier: Dossier, as_of: date) -> Sequence[ResultLine]:
    points = isinstance(measure, PointsAuTest)
    return result_lines(dossier, as_of, tests=_names(measure), valable=measure.valable, points=points)


def _no_better(measure: Tested, dossier: Dossier, least: int, as_of: date) -> tuple[ResultatDeTest, ...]:
    """The results that don't count, or that surely are no better than that."""
    lines = _lines(measure, dossier, as_of)
    return tuple(
        result
        for result, line in zip(dossier.tests or (), lines, strict=True)
        if line.counts is False or (line.counts and line.result is not None and line.result <= least)
    )


def _result(name: str, day: date | None, worth: int, *, points: bool) -> ResultatDeTest:
    if points:
        return ResultatDeTest(name, day, None, Fraction(worth, 100))
    return ResultatDeTest(name, day, _LEVELS[worth])

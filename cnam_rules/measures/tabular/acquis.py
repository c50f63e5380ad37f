"""What a candidate holds, over tables: diplomas, results of language tests."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from functools import cache
from typing import Final

from cnam_rules.dossier.acquis import Cecrl
from cnam_rules.measures.diplome import DiplomeDetenu
from cnam_rules.measures.langues import HIGHEST
from cnam_rules.measures.niveau_de_langue import NiveauDeLangue
from cnam_rules.measures.points_au_test import PointsAuTest
from cnam_rules.measures.spans import first_within
from cnam_rules.measures.tabular.frame import Ends, Frame
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node, constant

__all__ = ["DiplomaOverTables", "LevelOverTables", "PointsOverTables"]

_NONE: Final = constant(sql.number(0))
_ONE: Final = constant(sql.number(1))


# --------------------------------------------------------------------------------------------- diplomas
class DiplomaOverTables:
    """`diplome` over tables."""

    def ends(self, measure: DiplomeDetenu, frame: Frame, hint: str, /) -> Ends:
        """Whether a diploma surely passes, and whether one may; see `Tabular.ends`."""
        row = _held(measure, frame)
        sure, may = (
            sql.is_true(sql.more(frame.gathered("diplomes", sql.count(told), f"{hint}_{name}"), _NONE))
            for told, name in ((sql.is_true(row), "surs"), (sql.maybe(row), "possibles"))
        )
        unlisted = sql.negate(frame.listed("diplomes"))
        return Ends(
            sql.case((sure, _ONE), otherwise=_NONE),
            sql.case((sql.any_of(unlisted, may), _ONE), otherwise=_NONE),
        )


def _held(measure: DiplomeDetenu, frame: Frame) -> Node:
    """Whether a row is a diploma that is looked for: three-valued, as `Recherche.reason` says."""
    wanted, day = measure.recherche, sql.column("date")
    terms = [sql.any_of(sql.is_null(day), sql.at_most(day, frame.day))]
    if wanted.codes is not None:
        terms.append(sql.one_of(sql.column("code"), wanted.codes))
    if wanted.niveau is not None:
        terms.append(sql.at_least(sql.column("niveau"), sql.number(wanted.niveau)))
    if wanted.domaine is not None:
        field = sql.column("domaine")
        terms.append(field if wanted.domaine else sql.negate(field))
    return sql.all_of(*terms)


# ------------------------------------------------------------------------------------------------ tests
class LevelOverTables:
    """`niveau_de_langue` over tables."""

    def ends(self, measure: NiveauDeLangue, frame: Frame, hint: str, /) -> Ends:
        """The best level; see `Tabular.ends`."""
        level = sql.column("niveau")
        rank = sql.case(*((sql.equal(level, sql.text(each.value)), sql.number(each.rang)) for each in Cecrl))
        row = _counts(measure.niveau_de_langue, measure.valable, frame)
        return _best(frame, row, rank, sql.number(HIGHEST), hint)


class PointsOverTables:
    """`points_au_test` over tables."""

    def ends(self, measure: PointsAuTest, frame: Frame, hint: str, /) -> Ends:
        """The most points; nothing bounds those that nobody stated; see `Tabular.ends`."""
        row = _counts((measure.points_au_test,), measure.valable, frame)
        return _best(frame, row, sql.column("points_100"), sql.NULL, hint)


def _counts(tests: Collection[str] | None, valable: int | None, frame: Frame) -> Node:
    """Whether a result counts: three-valued, as `langues.result_lines` says."""
    day = sql.column("date")
    past = sql.at_most(day, frame.day)
    if valable is None:
        dated = sql.any_of(sql.is_null(day), past)
    else:
        # Beside an unknown day the two comparisons are unknown, and so is the answer.
        dated = sql.all_of(past, sql.at_least(day, sql.date_literal(first_within(frame.as_of, valable))))
    return dated if tests is None else sql.all_of(_named(tests), dated)


def _best(frame: Frame, row: Node, result: Node, highest: Node, hint: str) -> Ends:
    sure, may = sql.is_true(row), sql.maybe(row)
    least = frame.gathered("tests", sql.highest(sql.case((sure, result))), f"{hint}_sur")
    most = frame.gathered("tests", sql.highest(sql.case((may, result))), f"{hint}_possible")
    unsaid = frame.gathered("tests", sql.count(sql.all_of(may, sql.is_null(result))), f"{hint}_sans_resultat")
    open_ = sql.any_of(sql.negate(frame.listed("tests")), sql.is_true(sql.more(unsaid, _NONE)))
    return Ends(sql.coalesce(least, _NONE), sql.case((open_, highest), otherwise=sql.coalesce(most, _NONE)))


def _named(tests: Collection[str]) -> Node:
    """Whether a row is a result at one of some tests, whose names are compared without case and spaces."""
    names = sorted({"".join(test.casefold().split()) for test in tests})
    found = sql.neutral("SANS_ESPACES", sql.column("test"))
    for odd in _folded_otherwise(names):
        found = sql.neutral("REPLACE", found, sql.text(odd), sql.text(odd.casefold()))
    return sql.one_of(sql.neutral("LOWER", found), names)


def _folded_otherwise(names: Collection[str]) -> Iterator[str]:
    """The letters beyond ASCII that are written in these names when case is dropped: É is an é.

    İ is in none: dropping its case leaves a dot, which lower case doesn't everywhere.
    """
    for letter, folded in _folded():
        if any(folded in name for name in names) or (letter == "İ" and any("i" in name for name in names)):
            yield letter


@cache
def _folded() -> tuple[tuple[str, str], ...]:
    """Every letter beyond ASCII that is another one when case is dropped."""
    letters = (chr(code) for code in range(128, sys.maxunicode))
    return tuple((letter, letter.casefold()) for letter in letters if letter.casefold() != letter)

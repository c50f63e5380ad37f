"""Results of language tests: the one home of what the measures of levels and of points have in common.

A result counts from the day on which the test was taken, that day included, and, where the rule says how long
a test is valid, for so long (see `cnam_rules.measures.windows`). One whose day nobody stated counts at any
date, and may count where validity matters. The names of tests are compared without case and spaces.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

from attrs import frozen

from cnam_rules.dossier.acquis import Cecrl, ResultatDeTest
from cnam_rules.dossier.model import Dossier
from cnam_rules.facts import Fact, Piece, Shortfall
from cnam_rules.kernel import Compare
from cnam_rules.measures.spans import within
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["HIGHEST", "LanguesEvidence", "ResultLine", "best", "result_lines", "same_test"]

Day: TypeAlias = date
"""A date, under a name that an attribute called `date` doesn't hide."""

HIGHEST: Final = Cecrl.C2.rang
"""The rank of the highest level."""
_LEVELS: Final = tuple(level.value for level in Cecrl)


@frozen
class ResultLine:
    """A result of the dossier, and what it counts as.

    Attributes:
        test: the test's name.
        counts: whether it counts: True, False, or None when that can't be told.
        reason: why it doesn't count, or why that can't be told: `autre` (another test), `apres` (taken after
            the day of the decision), `perime` (no longer valid), `date-inconnue`; None when it counts.
        path: where it stands in the dossier.
        date: the day on which it was taken; None when unknown.
        result: the rank of the level, or the points in hundredths; None when unknown.
    """

    test: str
    counts: bool | None
    reason: str | None
    path: str
    date: Day | None = None
    result: int | None = None


def same_test(one: str, other: str) -> bool:
    """Whether two names are of one test.

    >>> same_test("toeic  4 skills", "TOEIC 4 Skills"), same_test("BULATS", "BULAT")
    (True, False)
    """
    return "".join(one.casefold().split()) == "".join(other.casefold().split())


def result_lines(
    dossier: Dossier, as_of: date, *, tests: Collection[str] | None, valable: int | None, points: bool
) -> tuple[ResultLine, ...]:
    """A line for each result of a dossier, in its order; none when the list is unknown.

    Args:
        dossier: what the school knows.
        as_of: the day of the decision.
        tests: the tests that count; None for all.
        valable: how long a test is valid, in months and days; None for always.
        points: whether points are looked for, and not levels.
    """
    lines = []
    for index, result in enumerate(dossier.tests or ()):
        reason = _reason(result, as_of, tests, valable)
        counts = reason is None or (None if reason == "date-inconnue" else False)
        found = _points(result) if points else None if result.niveau is None else result.niveau.rang
        lines.append(ResultLine(result.test, counts, reason, f"$.tests[{index}]", result.date, found))
    return tuple(lines)


def _reason(
    result: ResultatDeTest, as_of: date, tests: Collection[str] | None, valable: int | None
) -> str | None:
    if tests is not None and not any(same_test(result.test, test) for test in tests):
        return "autre"
    if result.date is None:
        return None if valable is None else "date-inconnue"
    if result.date > as_of:
        return "apres"
    return None if valable is None or within(result.date, as_of, valable) else "perime"


def _points(result: ResultatDeTest) -> int | None:
    return None if result.points is None else Unit.POINTS.encode(result.points)


def best(lines: Sequence[ResultLine], *, listed: bool, points: bool) -> tuple[int, int | None]:
    """The least and the greatest that the best result may be; nothing bounds points that nobody stated."""
    highest = None if points else HIGHEST
    if not listed:
        return 0, highest
    least = max((line.result or 0 for line in lines if line.counts), default=0)
    may = [line.result for line in lines if line.counts is not False]
    if None in may:
        return least, highest
    return least, max((result for result in may if result is not None), default=0)


@frozen
class LanguesEvidence:
    """What the best result rests on: every result of the dossier.

    Attributes:
        lines: the results, in the dossier's order.
        listed: whether the dossier lists them.
        points: whether points are looked for, and not levels.
    """

    kind: ClassVar[str] = "langues"

    lines: tuple[ResultLine, ...]
    listed: bool
    points: bool

    def bounds(self) -> tuple[int, int | None]:
        """The ends of the best result; see `Evidence.bounds`."""
        return best(self.lines, listed=self.listed, points=self.points)

    def pieces(self) -> Sequence[Piece]:
        """The days and the results that are missing and matter; see `Evidence.pieces`."""
        if not self.listed:
            return [Piece("$.tests", "liste-tests", answers=("aucune",))]
        found = []
        least, most = self.bounds()
        if least == most:
            return []
        for line in self.lines:
            if line.counts is False or (line.result is not None and line.result <= least):
                continue  # whatever is unknown of it, it makes nothing better
            args = (("test", line.test),)
            if line.counts is None:
                found.append(Piece(f"{line.path}.date", "test-date", args, ()))
            if line.result is None and self.points:
                found.append(Piece(f"{line.path}.points", "test-points", args, ()))
            elif line.result is None:
                found.append(Piece(f"{line.path}.niveau", "test-niveau", args, _LEVELS))
        return found

    def shortfall(self, fact: Fact, compare: Compare) -> Shortfall | None:
        """How far the best result is from the bound; see `Evidence.shortfall`."""
        bound, negated = compare.threshold
        if negated:
            below = fact.most is not None and fact.most < bound
            return None if below else Shortfall(fact.measure, fact.unit, None)
        if fact.least >= bound:
            return None
        return Shortfall(fact.measure, fact.unit, bound - fact.least)

    def remedy(self, shortfall: Shortfall, name: str, speech: Speech) -> str:
        """Which result to reach; see `Evidence.remedy`."""
        bound = self.bounds()[0] + (shortfall.amount or 0)
        return speech.say("todo.test", name=name, result=_said(bound, speech, points=self.points))

    def lines_of(self, speech: Speech) -> list[str]:
        """Each result, with what it is worth and why it counts or doesn't; see `Evidence.lines_of`."""
        if not self.listed:
            return [speech.say("tests.list-unknown")]
        if not self.lines:
            return [speech.say("tests.none")]
        return [self._line(line, speech) for line in self.lines]

    def _line(self, line: ResultLine, speech: Speech) -> str:
        if line.result is None:
            result = speech.say("tests.points-unknown" if self.points else "tests.level-unknown")
        else:
            result = _said(line.result, speech, points=self.points)
        test = f"{line.test} ({result})"
        if line.date is None:
            return speech.say(f"tests.{line.reason or 'counts'}", test=test)
        return speech.say(f"tests.{line.reason or 'counts'}-on", test=test, date=line.date)


def _said(result: int, speech: Speech, *, points: bool) -> str:
    if points:
        return speech.say("units.points", n=Unit.POINTS.exact(result))
    level = Unit.CECRL.word(result)
    return speech.say("units.cecrl-none") if level is None else speech.say("units.cecrl", level=level)

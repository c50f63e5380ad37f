"""`points_au_test`: the best number of points at one language test.

In a rule file:

    bulats:
      libelle: {fr: …, en: …}
      points_au_test: BULATS         # the test's name
      valable: 24 mois               # how long before the day of the decision; always by default

Its bounds are points: `45 points`. No test at all is 0 points. A result whose points nobody stated may be of
any number.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from cnam_rules.deferred import Deferred
from cnam_rules.dossier.model import Dossier
from cnam_rules.facts import Fact
from cnam_rules.forms import TEXT, reads
from cnam_rules.measures.base import Context, Conventions, Option
from cnam_rules.measures.langues import LanguesEvidence, best, result_lines
from cnam_rules.measures.spans import read_span
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.decoding import Decoder
    from cnam_rules.documents import Node

__all__ = ["PointsAuTest"]


@reads(TEXT)
def _test(decoder: Decoder, node: Node, _: Context) -> str | None:
    return decoder.text(node)


@frozen
class PointsAuTest:
    """The best number of points at one language test, in hundredths.

    Attributes:
        points_au_test: the test's name.
        conventions: not used: a test's validity is counted by the calendar.
        valable: how long the test is valid, in months and days; None for always.

    >>> from fractions import Fraction
    >>> from cnam_rules.dossier.acquis import ResultatDeTest
    >>> taken = (ResultatDeTest("BULATS", points=Fraction(45)), ResultatDeTest("TOEIC", points=Fraction(800)))
    >>> dossier = Dossier("D-1", "RNCP36625", tests=taken)
    >>> fact = PointsAuTest("bulats", Conventions()).fact("m", dossier, date(2025, 11, 3))
    >>> fact.least, fact.most
    (4500, 4500)
    """

    KEY: ClassVar[str] = "points_au_test"
    UNIT: ClassVar[Unit] = Unit.POINTS
    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "points_au_test": Option(_test, required=True),
        "valable": Option(read_span, unit=Unit.DUREE),
    }

    points_au_test: str
    conventions: Conventions
    valable: int | None = None

    @classmethod
    def conventions_read(cls, _options: Mapping[str, object], /) -> frozenset[str]:
        """None; see `Measure.conventions_read`."""
        return frozenset()

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier; see `Measure.fact`."""
        tests = (self.points_au_test,)
        lines = result_lines(dossier, as_of, tests=tests, valable=self.valable, points=True)
        listed = dossier.tests is not None
        evidence = Deferred(partial(LanguesEvidence, lines, listed, points=True))
        return Fact(name, Unit.POINTS, *best(lines, listed=listed, points=True), evidence)

"""`niveau_de_langue`: the best level of the European framework (CECRL) that language tests show.

In a rule file:

    anglais:
      libelle: {fr: …, en: …}
      niveau_de_langue: [BULATS, TOEIC]   # the tests that count; tous
      valable: 24 mois                    # how long before the day of the decision; always by default

Its bounds are levels, `A1` to `C2`. A test below A1 (`niveau: aucun`) and no test at all are less than A1. A
result whose level nobody stated may be of any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from cnam_rules.deferred import Deferred
from cnam_rules.dossier.model import Dossier
from cnam_rules.facts import Fact
from cnam_rules.forms import TEXT, any_of, items, reads, words
from cnam_rules.measures.base import Context, Conventions, Option
from cnam_rules.measures.langues import LanguesEvidence, best, result_lines
from cnam_rules.measures.spans import read_span
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.decoding import Decoder
    from cnam_rules.documents import Node
    from cnam_rules.speech import Speech

__all__ = ["NiveauDeLangue"]


@reads(any_of(words(("tous",)), items(TEXT, least=1)))
def _tests(decoder: Decoder, node: Node, _: Context) -> tuple[str, ...] | None:
    """The names of some tests, one at least, or `tous`: None."""
    if isinstance(node.value, str):
        return decoder.word(node, {"tous": None})
    if node.value == ():
        decoder.fault(node, "no-term")
    return tuple(name for entry in decoder.entries(node) if (name := decoder.text(entry)))


def _say_tests(tests: Sequence[str] | None, speech: Speech) -> str:
    return speech.say("options.any-test") if tests is None else speech.list(tests)


@frozen
class NiveauDeLangue:
    """The best level of some language tests, by its rank: 1 for A1 to 6 for C2, 0 below.

    Attributes:
        niveau_de_langue: the names of the tests that count; None for all.
        conventions: not used: a test's validity is counted by the calendar.
        valable: how long a test is valid, in months and days (see `cnam_rules.durations.encode`); None for
            always.

    >>> from cnam_rules.dossier.acquis import Cecrl, ResultatDeTest
    >>> english = NiveauDeLangue(("BULATS",), Conventions(), valable=Unit.DUREE.bound("24 mois"))
    >>> taken = (ResultatDeTest("BULATS", date(2023, 11, 3), Cecrl.B1),)
    >>> dossier = Dossier("D-1", "RNCP36625", tests=taken)
    >>> [english.fact("m", dossier, date(2025, 11, day)).least for day in (3, 4)]
    [3, 0]
    """

    KEY: ClassVar[str] = "niveau_de_langue"
    UNIT: ClassVar[Unit] = Unit.CECRL
    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "niveau_de_langue": Option(_tests, required=True, say=_say_tests),
        "valable": Option(read_span, unit=Unit.DUREE),
    }

    niveau_de_langue: tuple[str, ...] | None
    conventions: Conventions
    valable: int | None = None

    @classmethod
    def conventions_read(cls, _options: Mapping[str, object], /) -> frozenset[str]:
        """None; see `Measure.conventions_read`."""
        return frozenset()

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier; see `Measure.fact`."""
        lines = result_lines(dossier, as_of, tests=self.niveau_de_langue, valable=self.valable, points=False)
        listed = dossier.tests is not None
        evidence = Deferred(partial(LanguesEvidence, lines, listed, points=False))
        return Fact(name, Unit.CECRL, *best(lines, listed=listed, points=False), evidence)

"""`seuil`: a measure against a value that is no constant, a dated parameter or a decision within bounds.

A rule file has no measure of this kind: it writes `au_moins: {parametre: duree_experience}` or `au_moins:
{decision: duree_du_stage}` in a comparison (see `cnam_rules.language.valeurs`). Engines compare measures with
constants, so each such comparison is a measure of its own, which is yes, no or unknown.

Both sides may be intervals, and neither knows of the other. *Measure ≥ value* is sure when the least that the
measure can be reaches the most that the value can be; excluded when the most it can be stays below the least
the value can be; unknown between, for then some pair of the two says yes and another no.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from attrs import frozen

from cnam_rules.deferred import Deferred
from cnam_rules.dossier.model import Dossier
from cnam_rules.facts import Fact, Piece, Shortfall
from cnam_rules.kernel import Compare, Op
from cnam_rules.measures.base import Conventions, Measure, Option
from cnam_rules.measures.valeurs import DecisionPrevue, DecisionTenue, Parametre, ParametreTenu
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["CONTRARY", "Seuil", "SeuilEvidence", "compared"]

CONTRARY: Final = {Op.AT_LEAST: Op.LESS_THAN, Op.MORE_THAN: Op.AT_MOST}
"""What the contrary of a comparison is."""


def compared(op: Op, least: int, most: int | None, low: int, high: int) -> tuple[int, int]:
    """The two ends of *measure `op` value*, 0 for no and 1 for yes.

    Args:
        op: `au_moins` or `plus_de`.
        least: the least that the measure can be, inclusive.
        most: the most that it can be, inclusive; None when nothing bounds it.
        low: the least that the value can be, inclusive.
        high: the most that it can be, inclusive.

    >>> compared(Op.AT_LEAST, 4, 4, 3, 6), compared(Op.AT_LEAST, 6, None, 3, 6)
    ((0, 1), (1, 1))
    >>> compared(Op.MORE_THAN, 3, 3, 3, 6)
    (0, 0)
    """
    if op is Op.AT_LEAST:
        return int(least >= high), int(most is None or most >= low)
    return int(least > high), int(most is None or most > low)


@frozen
class Seuil:
    """Whether a measure reaches a value.

    Attributes:
        mesure: the measure's name in the rule set.
        mesuree: the measure.
        op: `au_moins` or `plus_de`; the two others are their contraries.
        valeur: the parameter, or what is to be decided.
        conventions: those of the rule set; the measure has its own already.
    """

    KEY: ClassVar[str] = "seuil"
    UNIT: ClassVar[Unit] = Unit.OUI_NON
    OPTIONS: ClassVar[Mapping[str, Option]] = {}

    mesure: str
    mesuree: Measure
    op: Op
    valeur: Parametre | DecisionPrevue
    conventions: Conventions

    @classmethod
    def conventions_read(cls, _: Mapping[str, object], /) -> frozenset[str]:
        """None of its own; see `Measure.conventions_read`."""
        return frozenset()

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier; see `Measure.fact`."""
        return self.against(name, self.mesuree.fact(self.mesure, dossier, as_of), dossier, as_of)

    def against(self, name: str, fact: Fact, dossier: Dossier, as_of: date) -> Fact:
        """The same, of a dossier whose measure is known already.

        Raises:
            RuleSetError: the parameter has no value yet on the day that chooses it.
        """
        held = self.valeur.held(dossier, as_of)
        least, most = compared(self.op, fact.least, fact.most, held.least, held.most)
        return Fact(name, Unit.OUI_NON, least, most, Deferred(partial(_evidence, self.op, fact, held)))


def _evidence(op: Op, fact: Fact, held: ParametreTenu | DecisionTenue) -> SeuilEvidence:
    if isinstance(held, ParametreTenu):
        return SeuilEvidence(op, fact, held, None)
    return SeuilEvidence(op, fact, None, held)


@frozen
class SeuilEvidence:
    """What was compared with what.

    Attributes:
        op: `au_moins` or `plus_de`.
        fact: the measure, with its own evidence.
        parametre: the parameter; None when it is a decision.
        decision: the decision; None when it is a parameter.
    """

    kind: ClassVar[str] = "seuil"

    op: Op
    fact: Fact
    parametre: ParametreTenu | None
    decision: DecisionTenue | None

    @property
    def held(self) -> ParametreTenu | DecisionTenue:
        """The value.

        Raises:
            ValueError: there isn't exactly one.
        """
        if (self.parametre is None) == (self.decision is None) or self.op not in CONTRARY:
            raise ValueError("a measure is compared with a parameter or with a decision")
        return self.parametre or self.decision  # type: ignore[return-value]  # one of the two, by the line above

    def bounds(self) -> tuple[int, int]:
        """The two ends; see `Evidence.bounds`."""
        return compared(self.op, *self.fact.evidence.bounds(), self.held.least, self.held.most)

    def pieces(self) -> Sequence[Piece]:
        """The measure's own, and what would fix the value; see `Evidence.pieces`."""
        own = () if self.fact.known else self.fact.evidence.pieces()
        return (*own, *self.held.pieces())

    def comparison(self, compare: Compare) -> Compare:
        """The measure against the end of the value that settles it for sure.

        Args:
            compare: the comparison of this measure with 1: that it is yes, or that it isn't.
        """
        if compare.threshold[1]:
            return Compare(self.fact.measure, CONTRARY[self.op], self.held.least)
        return Compare(self.fact.measure, self.op, self.held.most)

    def shortfall(self, fact: Fact, compare: Compare) -> Shortfall | None:  # noqa: ARG002 - what is compared is told of, not the yes or no
        """What lacks to the measure, in its own unit; see `Evidence.shortfall`."""
        return self.fact.evidence.shortfall(self.fact, self.comparison(compare))

    def remedy(self, shortfall: Shortfall, name: str, speech: Speech) -> str:
        """How to supply it; see `Evidence.remedy`."""
        return self.fact.evidence.remedy(shortfall, name, speech)

    def lines_of(self, speech: Speech) -> list[str]:
        """The measure's lines, then where the value comes from; see `Evidence.lines_of`."""
        return [*self.fact.evidence.lines_of(speech), *self.held.lines_of(speech, self.fact.unit)]

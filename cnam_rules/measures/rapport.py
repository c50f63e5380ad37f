"""`rapport`: whether a step of the experience report was taken.

In a rule file:

    rapport_soutenu:
      libelle: {fr: …, en: …}
      rapport: soutenu               # redige | soutenu | valide

A step taken after the day of the decision isn't taken yet. A step that nobody stated follows from the others
when it can: a report that was defended was written, and one that isn't written isn't defended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

from attrs import frozen

from cnam_rules.deferred import Deferred
from cnam_rules.dossier.model import Dossier, Rapport
from cnam_rules.facts import Fact, Piece, Shortfall
from cnam_rules.kernel import Compare
from cnam_rules.measures.base import Conventions, Option, one_of
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["STEPS", "EtapeDuRapport", "EtapeEvidence", "step_taken"]

STEPS: Final = ("redige", "soutenu", "valide")
"""The steps of the report, in their order."""


Day: TypeAlias = date
"""A date, under a name that an attribute called `date` doesn't hide."""


@frozen
class EtapeEvidence:
    """What a step of the report rests on.

    Attributes:
        step: `redige`, `soutenu` or `valide`.
        taken: whether it was taken by the day of the decision; None when unknown.
        date: the day on which it was or will be taken, when that is known.
        deduced: whether nobody stated it and it follows from the report's other steps.
    """

    kind: ClassVar[str] = "rapport"

    step: str
    taken: bool | None
    date: Day | None
    deduced: bool

    def bounds(self) -> tuple[int, int | None]:
        """1 for taken, 0 for not taken; see `Evidence.bounds`."""
        return int(self.taken is True), int(self.taken is not False)

    def pieces(self) -> Sequence[Piece]:
        """The step itself, when nobody stated it; see `Evidence.pieces`."""
        return [Piece(f"$.rapport.{self.step}", f"rapport-{self.step}")] if self.taken is None else []

    def shortfall(self, fact: Fact, compare: Compare) -> Shortfall | None:
        """The step, when it is asked for and not taken; see `Evidence.shortfall`."""
        bound, negated = compare.threshold
        if negated:
            below = fact.most is not None and fact.most < bound
            return None if below else Shortfall(fact.measure, Unit.OUI_NON, None)
        if fact.least >= bound:
            return None
        return Shortfall(fact.measure, Unit.OUI_NON, bound - fact.least, (self.step,), self.date)

    def remedy(self, shortfall: Shortfall, name: str, speech: Speech) -> str:  # noqa: ARG002  # the step says it all
        """The step to take, and when it is planned; see `Evidence.remedy`."""
        said = speech.say(f"todo.rapport-{self.step}")
        if shortfall.reached_on is None:
            return said
        return f"{said} {speech.say('todo.expected-on', date=shortfall.reached_on)}"

    def lines_of(self, speech: Speech) -> list[str]:
        """The step and its date; see `Evidence.lines_of`."""
        answer = "unknown" if self.taken is None else "taken" if self.taken else "not-taken"
        if self.deduced:
            return [speech.say(f"rapport.{self.step}-{answer}-deduced")]
        if self.date is None:
            return [speech.say(f"rapport.{self.step}-{answer}")]
        return [speech.say(f"rapport.{self.step}-{answer}-on", date=self.date)]


@frozen
class EtapeDuRapport:
    """Whether a step of the report was taken: 1 for yes, 0 for no.

    Attributes:
        rapport: `redige`, `soutenu` or `valide`.
        conventions: not used: a step was taken or was not.

    >>> step = EtapeDuRapport("valide", Conventions())
    >>> fact = step.fact("rapport_valide", Dossier("D-1", "RNCP36625"), date(2025, 11, 3))
    >>> fact.least, fact.most
    (0, 1)
    """

    KEY: ClassVar[str] = "rapport"
    UNIT: ClassVar[Unit] = Unit.OUI_NON
    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "rapport": Option(one_of({step: step for step in STEPS}), required=True)
    }

    rapport: str
    conventions: Conventions

    @classmethod
    def conventions_read(cls, _options: Mapping[str, object], /) -> frozenset[str]:
        """None; see `Measure.conventions_read`."""
        return frozenset()

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier; see `Measure.fact`."""
        taken = step_taken(dossier.rapport, self.rapport, as_of)
        evidence = Deferred(partial(self._evidence, dossier.rapport, as_of))
        return Fact(name, Unit.OUI_NON, int(taken is True), int(taken is not False), evidence)

    def _evidence(self, report: Rapport | None, as_of: date) -> EtapeEvidence:
        step = None if report is None else getattr(report, self.rapport)
        day = step if isinstance(step, date) else None
        taken = step_taken(report, self.rapport, as_of)
        return EtapeEvidence(self.rapport, taken, day, step is None and taken is not None)


def step_taken(report: Rapport | None, name: str, as_of: date) -> bool | None:
    """Whether a step is taken by a day: as it is stated, or else as the other steps make it.

    Args:
        report: the report; None when nothing is known of it.
        name: one of `STEPS`.
        as_of: the last day that counts.

    >>> step_taken(Rapport(valide=True), "redige", date(2025, 11, 3))
    True
    """
    if report is None:
        return None
    taken = _stated(report, name, as_of)
    if taken is not None:
        return taken
    place = STEPS.index(name)
    later = any(_stated(report, step, as_of) for step in STEPS[place + 1 :])
    missed = any(_stated(report, step, as_of) is False for step in STEPS[:place])
    return None if later is missed else later  # neither, or one against the other: nothing follows


def _stated(report: Rapport, step: str, as_of: date) -> bool | None:
    """Whether a step is taken by a day, as the dossier states it."""
    stated = getattr(report, step)
    return stated <= as_of if isinstance(stated, date) else stated

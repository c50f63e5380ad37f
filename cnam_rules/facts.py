"""Facts: what a dossier measures to, each an interval with its evidence.

A fact says *at least … at most …* in its measure's unit; known facts have equal ends, a fact nothing is
known of goes from
0 up without end. Its evidence (which spells counted, which were left out and why) is data of its own, worked
out only when it is asked for: deciding needs the two ends alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeAlias

from attrs import field, frozen

from cnam_rules.deferred import Deferred
from cnam_rules.durations import decode
from cnam_rules.kernel import Compare
from cnam_rules.shown import Shown
from cnam_rules.speech import french_spaces
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["AnswerValue", "Evidence", "Fact", "Facts", "Piece", "Shortfall", "Text", "quantity"]

AnswerValue: TypeAlias = bool | str
"""What a missing piece can be answered with: yes, no, or a word of the dossier's form."""


@frozen
class Text:
    """A text in the two languages; French is the one that counts.

    >>> Text("stage de 3 mois", "3-month internship").said("en")
    '3-month internship'
    """

    fr: str
    en: str

    def said(self, lang: str) -> str:
        """The text in `fr` or `en`, set as the language wants: files have ordinary spaces.

        >>> " ?" in Text("Combien ?", "How long?").said("fr")
        False
        """
        return self.en if lang == "en" else french_spaces(self.fr)


@frozen
class Piece:
    """A piece that is missing to tell.

    Attributes:
        path: where it belongs in the dossier, as `$.experiences[1].dans_le_champ`.
        key: what is asked, a key of the message catalogue (`pieces.<key>`).
        args: the names that the question mentions (an employer, a UE's code).
        answers: the answers it can have, when they are a short list; none when it is a date or an amount.
    """

    path: str
    key: str
    args: tuple[tuple[str, str], ...] = ()
    answers: tuple[AnswerValue, ...] = (True, False)


@frozen
class Shortfall:
    """What lacks for a measure to reach a bound.

    Attributes:
        measure: the measure's name in the rule set.
        unit: the unit of `amount`.
        amount: how much lacks, counting only what is sure; encoded as `units.Unit` says. None for a bound
            that is exceeded rather than not reached: nothing added can make up for that.
        items: the names of what lacks, when the measure counts named things (codes of UE, a step of the
            report).
        reached_on: the first day on which the bound is reached if the spell in progress goes on; None when
            none does.
    """

    measure: str
    unit: Unit
    amount: int | None
    items: tuple[str, ...] = ()
    reached_on: date | None = None


class Evidence(Protocol):
    """What a fact rests on: plain data that can be stored, and that says itself in either language."""

    kind: ClassVar[str]

    def bounds(self) -> tuple[int, int | None]:
        """The two ends of the fact, from the evidence alone."""

    def pieces(self) -> Sequence[Piece]:
        """The pieces whose absence keeps the two ends of the fact apart."""

    def shortfall(self, fact: Fact, compare: Compare) -> Shortfall | None:
        """What lacks to the bound, or None when the sure part satisfies it."""

    def remedy(self, shortfall: Shortfall, name: str, speech: Speech) -> str:
        """How to supply what lacks, as a sentence; `name` is the measure's name for people."""

    def lines_of(self, speech: Speech) -> list[str]:
        """The evidence as lines of text, for people."""


@frozen
class Fact(Shown):
    """A measure of one dossier.

    Attributes:
        measure: the measure's name in the rule set.
        unit: what its numbers count.
        least: at least so much, inclusive.
        most: at most so much, inclusive; None when nothing bounds it.

    >>> Fact("experience", Unit.DUREE, 372, None, Deferred(lambda: NotImplemented)).known
    False
    """

    measure: str
    unit: Unit
    least: int
    most: int | None
    _evidence: Deferred[Evidence] = field(repr=False)

    @property
    def known(self) -> bool:
        """Whether both ends are the same."""
        return self.least == self.most

    @property
    def evidence(self) -> Evidence:
        """What the fact rests on; worked out once, from the dossier it was measured on."""
        return self._evidence.get()


Facts: TypeAlias = Mapping[str, Fact]


def quantity(speech: Speech, unit: Unit, value: int) -> str:
    """A whole number in its unit: `17 mois et 29 jours`, `12 UE`, `oui`.

    >>> from cnam_rules.speech import Speech
    >>> quantity(Speech("en"), Unit.NOTE, 1225)
    '12.25/20'
    """
    if unit is Unit.DUREE:
        return speech.months_days(*decode(value))
    if unit is Unit.AGE:
        return speech.age(*decode(value))
    if unit is Unit.OUI_NON:
        return speech.say(f"answers.{'oui' if value else 'non'}")
    if unit is Unit.CECRL:
        level = unit.word(value)
        return speech.say("units.cecrl-none") if level is None else speech.say("units.cecrl", level=level)
    between = "-between" if unit.between(value) else ""
    return speech.say(f"units.{unit.value}{between}", n=unit.exact(value))

"""When a moment happened; and a moment as evidence keeps it, with what is missing and how it is said."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from cnam_rules.facts import Piece

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["Told", "When"]


@frozen
class When:
    """Whether a moment has happened by the day of the decision, and between which days.

    Attributes:
        happened: None when that can't be told.
        first: if it has happened, the first day on which it can have; None when nothing bounds it, and when
            it has not happened.
        last: if it has happened, the last day on which it can have; None when it has not happened.
        planned: of one that has not happened, the day on which it will, when that is known.
    """

    happened: bool | None
    first: date | None = None
    last: date | None = None
    planned: date | None = None

    @property
    def known(self) -> bool:
        """Whether all is known: that it hasn't happened, or on which day it has.

        >>> When(False).known, When(True, date(2025, 1, 1), date(2025, 1, 2)).known
        (True, False)
        """
        return self.happened is False or (self.happened is True and self.first == self.last)


@frozen
class Told:
    """A moment, when it happened, and what is missing to tell.

    Attributes:
        key: its name in the catalogue of sentences (`moments.<key>`).
        names: what that sentence mentions: a step, the codes of UE, a day.
        when: when it happened.
        pieces: what is missing to tell when; none when all is known.
    """

    key: str
    names: tuple[tuple[str, str], ...]
    when: When
    pieces: tuple[Piece, ...] = ()

    def name(self, speech: Speech) -> str:
        """The moment, as a part of a sentence.

        >>> from cnam_rules.speech import Speech
        >>> Told("rapport-soutenu", (), When(False)).name(Speech("fr"))
        'la soutenance du rapport'
        """
        if self.key == "date":
            return speech.date(date.fromisoformat(dict(self.names)["date"]))
        codes = [text for name, text in self.names if name == "code"]
        if codes:
            return speech.say(f"moments.{self.key}", n=len(codes), codes=speech.list(codes))
        return speech.say(f"moments.{self.key}", **dict(self.names))

    def to_come(self, speech: Speech) -> str:
        """The moment as what is still to happen, with the day on which it will when that is known.

        >>> from cnam_rules.speech import Speech
        >>> Told("rapport-soutenu", (), When(False, planned=date(2026, 1, 5))).to_come(Speech("en"))
        "the report's defence (planned for 5 January 2026)"
        """
        name, planned = self.name(speech), self.when.planned
        if planned is None or self.key == "date":
            return name
        return speech.say("moments-when.awaited", moment=name, date=planned)

    def line(self, speech: Speech) -> str:
        """The moment and when it happened.

        >>> from cnam_rules.speech import Speech
        >>> Told("rapport-soutenu", (), When(True, None, date(2025, 1, 1))).line(Speech("en"))
        "the report's defence: by 1 January 2025"
        """
        name, when = self.name(speech), self.when
        if when.happened is None:
            return speech.say("moments-when.unknown", moment=name)
        if when.happened is False:
            if when.planned is None or self.key == "date":
                return speech.say("moments-when.not-yet", moment=name)
            return speech.say("moments-when.planned", moment=name, date=when.planned)
        if self.key == "date":
            return name
        if when.last is None or (self.key == "naissance" and when.first is None):
            return speech.say("moments-when.some-day", moment=name)
        if when.first is None:
            return speech.say("moments-when.by", moment=name, date=when.last)
        if when.first == when.last:
            return speech.say("moments-when.on", moment=name, date=when.last)
        return speech.say("moments-when.between", moment=name, first=when.first, last=when.last)

"""The delay of access: from the enrolment to the first class, counted as the text's own example is."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, NoReturn

from attrs import frozen

from cnam_rules.durations import decode, distance
from cnam_rules.faults import Fault, QuestionError
from cnam_rules.speech import Speech
from cnam_rules.tables.renseignements import DelayRule
from cnam_rules.tables.told import block

__all__ = ["DelayAnswer", "delay_of_access"]


@frozen
class DelayAnswer:
    """A delay of access.

    `str(answer)` is a text in French, with the words of the source; `answer.text("en")` is the same in
    English.

    Attributes:
        programme: the programme's code.
        enrolled: the day of the enrolment; None when it is unknown.
        first_class: the day of the first class; None when it is unknown.
        delay: whole months and the days left after them, from day number to day number; None when either
            day is unknown.
        rule: what the text says of it.
        source: the title of the text that it comes from.
    """

    programme: str
    enrolled: date | None
    first_class: date | None
    delay: tuple[int, int] | None
    rule: DelayRule
    source: str

    @property
    def known(self) -> bool:
        """Whether both days are known."""
        return self.delay is not None

    def text(self, lang: str = "fr", *, width: int = 96) -> str:
        """The answer as a text, in `fr` or `en`, at most `width` columns wide."""
        speech = Speech(lang)
        unknown = speech.say("answers.inconnu")
        days = {
            name: unknown if day is None else speech.date(day)
            for name, day in (("enrolled", self.enrolled), ("first", self.first_class))
        }
        said = unknown if self.delay is None else speech.months_days(*self.delay)
        mark = "?" if self.delay is None else "✓"
        label = self.rule.libelle.said(lang)
        clause, extract = self.rule.source.clause, self.rule.source.extrait
        lines = [
            *block(speech.say("tables.title", what=label, programme=self.programme), 0, width),
            *block(speech.say("tables.delay-days", **days), 2, width),
            "",
            *block(f"{mark} {speech.say('tables.pair', name=label, value=said)}", 0, width),
            *block(speech.say("tables.delay-counted"), 2, width),
            *block(speech.say("tables.clause", clause=clause, extract=extract), 4, width),
            *block(speech.say("tables.place", file=self.rule.file, line=str(self.rule.line)), 4, width),
            *block(speech.say("tables.source", source=self.source), 0, width),
        ]
        return "\n".join(lines) + "\n"

    def as_dict(self) -> dict[str, Any]:
        """The answer as JSON data."""
        return {
            "programme": self.programme,
            "file": self.rule.file,
            "line": self.rule.line,
            "clause": self.rule.source.clause,
            "extrait": self.rule.source.extrait,
            "known": self.known,
            "enrolled": None if self.enrolled is None else self.enrolled.isoformat(),
            "first_class": None if self.first_class is None else self.first_class.isoformat(),
            "delay": None if self.delay is None else {"months": self.delay[0], "days": self.delay[1]},
        }

    def to_json(self) -> str:
        """The answer as JSON text on one line; see `as_dict`."""
        return json.dumps(self.as_dict(), ensure_ascii=False, separators=(",", ":"))

    def __str__(self) -> str:
        return self.text()

    def __bool__(self) -> NoReturn:
        raise TypeError("a delay is neither true nor false: look at answer.delay, or answer.known")


def delay_of_access(
    rule: DelayRule, enrolled: date | None, first_class: date | None, *, programme: str, source: str
) -> DelayAnswer:
    """The delay from a day to another.

    Args:
        rule: what the text says of it.
        enrolled: the day of the enrolment; None when it is unknown.
        first_class: the day of the first class; None when it is unknown.
        programme: the programme's code.
        source: the title of the text that it comes from.

    Raises:
        QuestionError: the first class comes before the enrolment.
    """
    if enrolled is None or first_class is None:
        return DelayAnswer(programme, enrolled, first_class, None, rule, source)
    if first_class < enrolled:
        args = {"found": first_class.isoformat(), "expected": enrolled.isoformat()}
        raise QuestionError([Fault("premier_cours", "class-before-enrolment", args)])
    months, days = decode(distance(enrolled.toordinal(), first_class.toordinal()))
    return DelayAnswer(programme, enrolled, first_class, (months, days), rule, source)

"""Advice as text for people, in French or in English, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import fields, has

from cnam_rules.advice.remedies import Answered, Remedy, RemedyStep
from cnam_rules.dossier.changes import (
    DiplomaObtained,
    LanguageTested,
    Marked,
    StepsTaken,
    UnitsValidated,
    Waited,
    Worked,
)
from cnam_rules.facts import quantity
from cnam_rules.kernel import VerdictStatus
from cnam_rules.render.lines import Line, Outline, Part, tame
from cnam_rules.render.text import laid_out, parts_laid_out
from cnam_rules.render.words import VERDICT_MARKS, WIDTH, Words
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.advice.borderline import Borderline
    from cnam_rules.advice.model import Advice
    from cnam_rules.advice.other_readings import Turn

__all__ = ["outline", "text", "to_json"]


def outline(advice: Advice, lang: str = "fr") -> Outline:
    """What the advice says, sentence by sentence.

    Args:
        advice: the advice.
        lang: `fr` or `en`.

    Raises:
        UnknownLanguage: for any other language.
    """
    return _Teller(advice, lang).outline()


def text(advice: Advice, lang: str = "fr", *, width: int = WIDTH) -> str:
    """The advice as text, without colour.

    Args:
        advice: the advice.
        lang: `fr` or `en`.
        width: how many columns it may take.

    Raises:
        UnknownLanguage: for any other language.
    """
    said = outline(advice, lang)
    top = [*laid_out(Line(said.title), 0, width), *laid_out(said.finding, 0, width)]
    return "\n".join([*top, *parts_laid_out(said.parts, width)]) + "\n"


def to_json(advice: Advice) -> str:
    """The advice as JSON text on one line: dates as ISO 8601, exact numbers as text."""
    verdict = advice.verdict
    data = {
        "dossier": verdict.dossier,
        "as_of": verdict.as_of.isoformat(),
        "ruleset": f"{verdict.ruleset.id}@{verdict.ruleset.version}",
        "status": verdict.status.value,
        "remedies": [
            {"day": remedy.day.isoformat(), "steps": [_step_data(step) for step in remedy.steps]}
            for remedy in advice.remedies.found
        ],
        "complete": advice.remedies.complete,
        "earliest": _plain(advice.earliest),
        "borderline": _plain(advice.borderline),
        "turns": _plain(advice.turns),
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _step_data(step: RemedyStep) -> dict[str, Any]:
    return {
        "change": step.change.KEY,
        **_plain(step.change),
        "measure": step.measure,
        "unit": step.unit.value,
        "amount": step.amount,
        "conditions": list(step.conditions),
    }


def _plain(value: Any) -> Any:  # whatever advice holds
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if has(type(value)):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(type(value))}
    return value


class _Teller:
    def __init__(self, advice: Advice, lang: str) -> None:
        self.advice = advice
        self.lang = lang
        self.words = Words(advice.verdict, lang)
        self.speech = self.words.speech
        self.clauses = {c.id: c.source for c in advice.verdict.conditions}

    def outline(self) -> Outline:
        """What would do and from when on, unless all is met already; then what is near or open."""
        verdict = self.advice.verdict
        said = self.words.finding(verdict.status)
        parts: list[tuple[str, Iterable[Line]]] = []
        if verdict.status is not VerdictStatus.ELIGIBLE:
            parts += [("remedies", self.remedies()), ("earliest", [Line(tame(self.when()))])]
        parts += [("borderline", self.borderlines()), ("readings", self.readings())]
        told = [Part(key, self.say(key), tuple(lines)) for key, lines in parts]
        return Outline(
            title=tame(self.say("title", dossier=verdict.dossier, date=verdict.as_of)),
            about=tame(f"{verdict.ruleset.intitule.said(self.lang)} ({verdict.programme})"),
            finding=Line(
                tame(said[:1].upper() + said[1:]),
                mark=VERDICT_MARKS[verdict.status],
                state=verdict.status.value,
            ),
            why=(),
            parts=tuple(part for part in told if part.lines),
        )

    def remedies(self) -> Iterator[Line]:
        """What every remedy asks for, then the alternatives."""
        found = self.advice.remedies.found
        if not found:
            yield Line(tame(self.say("no-remedy")))
            return
        common = [step for step in found[0].steps if all(step in remedy.steps for remedy in found)]
        rest = [[step for step in remedy.steps if step not in common] for remedy in found]
        if common:
            heading = self.say("needed" if len(found) > 1 else "enough")
            yield Line(tame(heading), under=self.steps(common))
        if len(found) > 1:
            heading = self.say("ways-besides" if common else "ways", n=len(found))
            ways = [self.way(*each) for each in enumerate(zip(found, rest, strict=True), 1)]
            yield Line(tame(heading), under=tuple(ways))
        elif rest[0]:
            yield Line(tame(self.say("enough")), under=self.steps(rest[0]))
        if not self.advice.remedies.complete:
            yield Line(tame(self.say("incomplete")))

    def way(self, number: int, taken: tuple[Remedy, Sequence[RemedyStep]]) -> Line:
        """One alternative, with the day on which it would be done."""
        remedy, steps = taken
        as_of = self.advice.verdict.as_of
        heading = self.say("way-at-once" if remedy.day == as_of else "way", n=number, date=remedy.day)
        return Line(tame(heading), under=self.steps(steps))

    def steps(self, steps: Sequence[RemedyStep]) -> tuple[Line, ...]:
        """Steps, each with the clauses that ask for it."""
        return tuple(
            Line(tame(self.step(step)), mark="-", under=tuple(map(self.clause, step.conditions)))
            for step in steps
        )

    def clause(self, condition: str) -> Line:
        """The words of the regulation that a condition comes from."""
        source = self.clauses[condition]
        said = tame(self.say("clause", clause=source.clause, extract=source.extrait))
        start = said.rfind(extract := tame(source.extrait))
        return Line(said, quote=(start, start + len(extract)))

    def step(self, step: RemedyStep) -> str:
        """A step as a sentence."""
        change = step.change
        match change:
            case Worked():
                amount = self.amount(step, change.days)
                field = "-in-field" if change.dans_le_champ else ""
                return self.say(f"work-{change.what}{field}", amount=amount)
            case Waited():
                return self.say(
                    "wait", amount=self.amount(step, change.days), name=self.words.name(step.measure)
                )
            case UnitsValidated():
                codes = self.speech.list(change.codes)
                if change.note is None:
                    return self.say("units", n=len(change.codes), codes=codes)
                return self.say("units-marked", n=len(change.codes), codes=codes, mark=self.mark(change.note))
            case Marked():
                marks = [self.say("mark", code=code, mark=self.mark(mark)) for code, mark in change.marks]
                return self.say("marks", marks=self.speech.list(marks))
            case StepsTaken():
                report = [self.say(f"report-{name}") for name in change.rapport]
                named = [self.say("step", name=name) for name in change.etapes]
                said = self.speech.list([*report, *named])
                return said[:1].upper() + said[1:] + "."
            case DiplomaObtained() | LanguageTested():
                return self.say("acquire", name=self.words.name(step.measure), asked=self.asked(change))
            case Answered():
                answer = self.words.answer(change.answer, change.piece)
                return self.say("answer", piece=self.words.piece(change.piece), answer=answer)
            case _:
                raise TypeError(f"no words for {type(change).__name__}")

    def asked(self, change: DiplomaObtained | LanguageTested) -> str:
        """What a diploma or a test must be."""
        if isinstance(change, LanguageTested):
            if change.niveau is not None:
                return self.say("test-level", test=change.test, level=change.niveau.value)
            return self.say("test-points", test=change.test, points=change.points or 0)
        parts = [] if change.code is None else [change.code]
        parts += [] if change.niveau is None else [self.say("diploma-level", level=change.niveau)]
        parts += [self.say("diploma-in-field")] if change.domaine else []
        return self.speech.list(parts) if parts else self.say("diploma-any")

    def amount(self, step: RemedyStep, days: int) -> str:
        """How much lacks, in the clause's own unit."""
        if step.amount is None:
            return self.say("days", n=days)
        unit = Unit.DUREE if step.unit is Unit.AGE else step.unit
        return quantity(self.speech, unit, step.amount)

    def mark(self, note: Fraction) -> str:
        """A mark over 20."""
        return quantity(self.speech, Unit.NOTE, int(note * 100))

    def when(self) -> str:
        """When the dossier is eligible by itself."""
        earliest = self.advice.earliest
        if earliest.day is None:
            return self.say("never", date=earliest.until)
        return self.say("on", date=earliest.day)

    def near(self, near: Borderline) -> str:
        """A count that another convention would answer otherwise."""
        unit = self.advice.verdict.fact(near.measure).unit
        return self.say(
            "near",
            name=self.words.name(near.measure),
            counted=quantity(self.speech, unit, near.counted),
            used=self.convention(near.convention, near.used),
            otherwise=quantity(self.speech, unit, near.otherwise),
            other=self.convention(near.convention, near.other),
            bound=quantity(self.speech, unit, near.bound),
        )

    def convention(self, name: str, choice: str) -> str:
        """How a convention counts."""
        return self.speech.say(f"conventions.{name}-{choice}")

    def borderlines(self) -> Iterator[Line]:
        """Counts that another convention would answer otherwise."""
        yield from (Line(tame(self.near(near)), mark="-") for near in self.advice.borderline)

    def readings(self) -> Iterator[Line]:
        """Choices of readings that change the verdict, and why the retained ones are."""
        if not self.advice.turns:
            yield Line(tame(self.say("no-turn")))
        for turn in self.advice.turns:
            heading = self.say("turn", n=len(turn.choices), verdict=self.words.verdict(turn.status))
            yield Line(tame(heading), mark="-", under=tuple(self.choices(turn)))

    def choices(self, turn: Turn) -> Iterator[Line]:
        """The choices of one turn, each with the reason for which it isn't retained."""
        used = {reading.name: reading for reading in self.advice.verdict.readings}
        for other in turn.choices:
            reading = used[other.reading]
            said = self.say(
                "choice", question=reading.question.said(self.lang), label=other.libelle.said(self.lang)
            )
            reason = self.say("reason", reason=reading.raison.said(self.lang))
            yield Line(
                tame(f"{said} [{other.reading}={other.choice}]"),
                mark="·",
                under=(Line(tame(reason)),) if reading.retained else (),
            )

    def say(self, key: str, **args: Any) -> str:  # texts, numbers and dates, as Speech.say takes them
        """A sentence of the page."""
        return self.speech.say(f"advice.{key}", **args)

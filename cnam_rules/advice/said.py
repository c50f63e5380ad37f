"""Advice as an outline for people, in French or in English, and as JSON."""

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
from cnam_rules.render.lines import HOLE, Line, Outline, Part, quoting, tame
from cnam_rules.render.words import VERDICT_MARKS, Words
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.advice.borderline import Borderline
    from cnam_rules.advice.model import Advice
    from cnam_rules.advice.other_readings import OtherChoice
    from cnam_rules.verdict import Verdict

__all__ = ["advice_outline", "to_json"]


def advice_outline(advice: Advice, lang: str = "fr") -> Outline:
    """The advice, sentence by sentence.

    Args:
        advice: the advice.
        lang: `fr` or `en`.

    Raises:
        UnknownLanguage: for any other language.
    """
    return _Teller(advice, lang).outline()


def to_json(advice: Advice) -> str:
    """The advice as JSON text on one line: dates as ISO 8601, exact numbers as text."""
    verdict = advice.verdict
    data = {
        "dossier": verdict.dossier,
        "as_of": verdict.as_of.isoformat(),
        "ruleset": f"{verdict.ruleset.id}@{verdict.ruleset.version}",
        "status": verdict.status.value,
        "remedies": [
            {
                "day": remedy.day.isoformat(),
                "ending": remedy.ending,
                "steps": [_step_data(step, verdict) for step in remedy.steps],
            }
            for remedy in advice.remedies.found
        ],
        "complete": advice.remedies.complete,
        "earliest": _plain(advice.earliest),
        "borderline": _plain(advice.borderline),
        "turns": _plain(advice.turns),
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _step_data(step: RemedyStep, verdict: Verdict) -> dict[str, Any]:
    sources = {condition.id: condition.source for condition in verdict.conditions}
    return {
        "change": step.change.KEY,
        **_plain(step.change),
        "measure": step.measure,
        "unit": step.unit.value,
        "amount": step.amount,
        "conditions": list(step.conditions),
        "clauses": [
            {"clause": source.clause, "extrait": source.extrait}
            for source in (sources[name] for name in step.conditions)
        ],
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
        self.sources = {c.id: c.source for c in advice.verdict.conditions}

    def outline(self) -> Outline:
        """The whole page."""
        verdict = self.advice.verdict
        said = self.words.finding(verdict.status)
        refused = verdict.status is not VerdictStatus.ELIGIBLE
        parts = (
            self.part("remedies", self.remedies() if refused else ()),
            self.part("earliest", [_sentence(self.when())] if refused else ()),
            self.part("borderline", (_item(self.near(near)) for near in self.advice.borderline)),
            self.part("readings", self.readings()),
        )
        return Outline(
            title=tame(self.say("title", dossier=verdict.dossier, date=verdict.as_of)),
            about=tame(f"{verdict.ruleset.intitule.said(self.lang)} ({verdict.programme})"),
            finding=Line(
                tame(said[:1].upper() + said[1:]),
                mark=VERDICT_MARKS[verdict.status],
                state=verdict.status.value,
            ),
            parts=tuple(part for part in parts if part.lines),
        )

    def remedies(self) -> Iterator[Line]:
        """What every remedy asks for, then the alternatives."""
        found = self.advice.remedies.found
        if not found:
            yield _sentence(self.say("no-remedy"))
            return
        if found == (Remedy((), found[0].day, ending=True),):
            yield _sentence(self.say("ending", date=found[0].day))
            return
        common = [step for step in found[0].steps if all(step in remedy.steps for remedy in found)]
        rest = [[step for step in remedy.steps if step not in common] for remedy in found]
        if common:
            yield _sentence(self.say("needed" if len(found) > 1 else "enough"), map(self.told, common))
        if len(found) > 1:
            ways = [
                self.way(number, remedy, steps)
                for number, (remedy, steps) in enumerate(zip(found, rest, strict=True), 1)
            ]
            yield _sentence(self.say("ways-besides" if common else "ways", n=len(found)), ways)
        elif found[0].ending:
            yield self.provided()
        yield from self.waivers(max(remedy.day for remedy in found))
        if not self.advice.remedies.complete:
            yield _sentence(self.say("incomplete"))

    def provided(self) -> Line:
        """That what is in progress is to end on the day of the decision."""
        return Line(tame(self.say("provided-it-ends", date=self.advice.verdict.as_of)), "note")

    def waivers(self, last: date) -> Iterator[Line]:
        """The dispensations that end before all is done: what is done after that can't rest on them."""
        for condition in self.advice.verdict.conditions:
            until = None if condition.waiver is None else condition.waiver.jusqu_au
            if until is not None and until < last:
                name = condition.libelle.said(self.lang)
                yield _sentence(self.say("waiver-ends", name=name, until=until))

    def way(self, number: int, remedy: Remedy, steps: Sequence[RemedyStep]) -> Line:
        """One alternative, with the day on which it would be done."""
        at_once = remedy.day == self.advice.verdict.as_of
        heading = self.say("way-at-once" if at_once else "way", n=number, date=remedy.day)
        under = [*map(self.told, steps), *([self.provided()] if remedy.ending else ())]
        return Line(tame(heading), "group", under=tuple(under))

    def told(self, step: RemedyStep) -> Line:
        """A step, with the clauses that ask for it."""
        return _item(self.step(step), map(self.clause, step.conditions))

    def clause(self, condition: str) -> Line:
        """The words of the regulation that a condition comes from."""
        source = self.sources[condition]
        return quoting(self.say("clause", clause=source.clause, extract=HOLE), source.extrait)

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
            case Marked(marks) if len(marks) > 1 and len({mark for _, mark in marks}) == 1:
                codes = self.speech.list([code for code, _ in marks])
                return self.say("marks-same", codes=codes, mark=self.mark(marks[0][1]))
            case Marked():
                each = [self.say("mark", code=code, mark=self.mark(mark)) for code, mark in change.marks]
                return self.say("marks", marks=self.speech.list(each))
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

    def readings(self) -> Iterator[Line]:
        """The choices of readings that change the verdict."""
        if not self.advice.turns:
            yield _sentence(self.say("no-turn"))
        for turn in self.advice.turns:
            heading = self.say("turn", n=len(turn.choices), verdict=self.words.verdict(turn.status))
            yield _item(heading, map(self.choice, turn.choices))

    def choice(self, other: OtherChoice) -> Line:
        """Another choice of a reading, and why the retained one is."""
        reading = next(used for used in self.advice.verdict.readings if used.name == other.reading)
        said = self.say(
            "choice", question=reading.question.said(self.lang), label=other.libelle.said(self.lang)
        )
        why = self.say("reason", reason=reading.raison.said(self.lang)) if reading.retained else ""
        return Line(
            tame(f"{said} [{other.reading}={other.choice}]"),
            "item",
            "·",
            under=(Line(tame(why), "note"),) if why else (),
        )

    def part(self, key: str, lines: Iterable[Line]) -> Part:
        """A part of the page."""
        return Part(key, self.say(key), tuple(lines))

    def say(self, key: str, **args: Any) -> str:  # texts, numbers and dates, as Speech.say takes them
        """A sentence of the page."""
        return self.speech.say(f"advice.{key}", **args)


def _sentence(said: str, under: Iterable[Line] = ()) -> Line:
    return Line(tame(said), under=tuple(under))


def _item(said: str, under: Iterable[Line] = ()) -> Line:
    return Line(tame(said), "item", "-", under=tuple(under))

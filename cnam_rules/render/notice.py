"""The notice that a person may ask for of a decision reached with an algorithm (CRPA, R311-3-1-2).

Four things, in the order of the article: how far and in what way the algorithm contributed to the decision,
the data and where they come from, the parameters applied to the person's situation, and the operations that
were carried out. All of it is in the verdict; nothing else is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from cnam_rules.kernel import Answer, Compare, Constant, Status, comparisons
from cnam_rules.render.lines import Line, Outline, Part, tame
from cnam_rules.render.outline import outline
from cnam_rules.render.words import ANSWER_MARKS, STATUS_MARKS, Words

if TYPE_CHECKING:
    from cnam_rules.engines.reference import Trace
    from cnam_rules.verdict import ConditionVerdict, Verdict

__all__ = ["notice_outline"]


def notice_outline(verdict: Verdict, lang: str = "fr") -> Outline:
    """What the notice of a verdict says.

    Args:
        verdict: the verdict.
        lang: `fr` or `en`.

    Raises:
        UnknownLanguage: for any other language.

    >>> from datetime import date
    >>> import cnam_rules
    >>> dossier = cnam_rules.loads("{dossier: D-1, programme: RNCP36625, ue: []}")
    >>> said = notice_outline(cnam_rules.decide(dossier, as_of=date(2025, 11, 3)), "en")
    >>> [part.key for part in said.parts]
    ['contribution', 'data', 'parameters', 'operations']
    """
    return _Teller(verdict, lang).outline()


class _Teller:
    def __init__(self, verdict: Verdict, lang: str) -> None:
        self.verdict = verdict
        self.lang = lang
        self.words = Words(verdict, lang)
        self.speech = self.words.speech
        self.page = outline(verdict, lang)
        """What the verdict itself says: the notice says some of it again."""

    def outline(self) -> Outline:
        """The whole notice."""
        verdict, whole = self.verdict, self.page
        return Outline(
            title=tame(self.say("title", dossier=verdict.dossier, as_of=verdict.as_of)),
            about=whole.about,
            finding=whole.finding,
            why=(*whole.why, tame(self.say("purpose"))),
            parts=(
                self.part("contribution", self.contribution()),
                self.part("data", self.data()),
                self.part("parameters", self.parameters()),
                self.part("operations", self.operations()),
            ),
        )

    def contribution(self) -> Iterator[Line]:
        """How far and in what way the program contributed."""
        used = self.verdict.engine
        own = self.verdict.ruleset.constat is not None
        yield _sentence(self.say("found"))
        yield _sentence(self.say("decides-own" if own else "decides"))
        names = {
            "decided_by": self.words.engine(used.decided_by),
            "checked_by": self.words.engine(used.checked_by or ""),
            "library": used.library,
        }
        yield _sentence(self.say("engines" if used.checked_by else "engine", **names))
        if any(condition.waiver for condition in self.verdict.conditions):
            yield _sentence(self.say("waived"))

    def data(self) -> Iterator[Line]:
        """The data that were read, measure by measure; what was missing; what was remarked."""
        verdict = self.verdict
        yield _sentence(self.say("source", dossier=verdict.dossier, as_of=verdict.as_of))
        told: set[tuple[str, ...]] = set()
        for fact in verdict.facts:
            lines = tuple(fact.evidence.lines_of(self.speech))
            if lines in told:
                continue  # two measures that rest on the same data
            told.add(lines)
            under = tuple(Line(tame(line), "evidence", "·") for line in lines)
            yield Line(
                tame(self.say("measure", name=self.words.name(fact.measure))), "item", "-", under=under
            )
        missing = [Line(tame(self.words.piece(one.piece)), "item", "·") for one in verdict.pieces]
        if missing:
            yield Line(tame(self.say("missing", n=len(missing))), "item", "-", under=tuple(missing))
        remarks = [Line(tame(self.words.remark(remark)), "item", "·") for remark in verdict.remarks]
        if remarks:
            yield Line(tame(self.say("remarks", n=len(remarks))), "item", "-", under=tuple(remarks))

    def parameters(self) -> Iterator[Line]:
        """The rules, what they ask for, how things were counted and how the text was read."""
        verdict, rules = self.verdict, self.verdict.ruleset
        basis = next(part for part in self.page.parts if part.key == "basis")
        kept = basis.lines[:-2]  # without the engines and the jury, which stand under the contribution
        yield from (evolve(line, kind="item", mark="-") for line in kept)
        thresholds = tuple(self.thresholds())
        yield Line(tame(self.say("thresholds")), "item", "-", under=thresholds)
        yield _sentence(self.say("weights"), kind="item")
        if not verdict.readings:
            return
        readings = tuple(self.readings())
        yield Line(tame(self.say("readings", id=rules.id)), "item", "-", under=readings)

    def thresholds(self) -> Iterator[Line]:
        """What each condition compares, and with what."""
        for condition in self.verdict.conditions:
            compared = [*comparisons(condition.applies.expr), *comparisons(condition.requires.expr)]
            parts = [
                self.say(
                    "threshold",
                    name=self.words.name(compare.measure),
                    bound=self.words.asked(self.verdict.fact(compare.measure), compare),
                )
                for compare in dict.fromkeys(compared)
            ]
            name = condition.libelle.said(self.lang)
            said = (
                self.say("condition", name=name, parts=self.speech.series(parts))
                if parts
                else self.say("condition-alone", name=name)
            )
            yield Line(tame(said), "item", "·")

    def readings(self) -> Iterator[Line]:
        """How the text was read where it can be read in several ways."""
        for reading in self.verdict.readings:
            key = "reading-retained" if reading.retained else "reading-chosen"
            said = self.say(
                key, question=reading.question.said(self.lang), label=reading.libelle.said(self.lang)
            )
            why = (Line(tame(self.say("why", why=reading.raison.said(self.lang))), "item"),)
            yield Line(tame(said), "item", "·", under=why if reading.retained else ())

    def operations(self) -> Iterator[Line]:
        """What was done, step by step, with the person's own figures."""
        verdict = self.verdict
        for number, condition in enumerate(verdict.conditions, 1):
            yield self.operation(number, condition)
        statuses = [
            self.say(
                "status",
                name=condition.libelle.said(self.lang),
                status=self.speech.say(f"statuses.{condition.status.value}").lower(),
            )
            for condition in verdict.conditions
        ]
        said = self.say("together", n=len(verdict.conditions) + 1, parts=self.speech.series(statuses))
        rule = Line(tame(self.say(f"rule-{verdict.status.value}")), "item", "·")
        finding = Line(tame(self.say("therefore", said=self.words.finding(verdict.status))), "item", "·")
        yield Line(tame(said), "item", under=(rule, finding))

    def operation(self, number: int, condition: ConditionVerdict) -> Line:
        """What was done for one condition."""
        under: list[Line] = []
        if not isinstance(condition.applies.expr, Constant):
            under += self.steps(condition.applies)
            under.append(Line(tame(self.say(f"applies-{condition.applies.answer.value}")), "item", "·"))
        if condition.unwaived is not Status.NOT_APPLICABLE:
            under += self.steps(condition.requires)
        status = self.speech.say(f"statuses.{condition.unwaived.value}").lower()
        came_to = condition.unwaived
        under.append(Line(tame(self.say("so", status=status)), "item", STATUS_MARKS[came_to], came_to.value))
        if condition.waiver is not None:
            waiver = condition.waiver
            said = self.say("waiver", authority=waiver.autorite, date=waiver.date, motive=waiver.motif)
            if waiver.jusqu_au is not None:
                said += f" {self.speech.say('page.waiver-until', until=waiver.jusqu_au)}"
            under.append(Line(tame(said), "item", STATUS_MARKS[condition.status], condition.status.value))
        source = condition.source
        said = self.say(
            "operation",
            n=number,
            name=condition.libelle.said(self.lang),
            clause=source.clause,
            extract=source.extrait,
        )
        return Line(tame(said), "item", under=tuple(under))

    def steps(self, trace: Trace) -> Iterator[Line]:
        """Each comparison: what was measured, against what, and the answer."""
        seen: set[Compare] = set()
        for compare, answer in _answers(trace):
            if compare in seen:
                continue
            seen.add(compare)
            fact = self.verdict.fact(compare.measure)
            said = self.say(
                f"compared-{answer.value}",
                name=self.words.name(compare.measure),
                value=self.words.fact(fact),
                bound=self.words.asked(fact, compare),
            )
            yield Line(tame(said), "item", ANSWER_MARKS[answer], answer.value)

    def part(self, key: str, lines: Iterable[Line]) -> Part:
        """One of the four."""
        return Part(key, self.say(f"part-{key}"), tuple(lines))

    def say(self, key: str, **args: object) -> str:
        """A sentence of the notice."""
        return self.speech.say(f"notice.{key}", **args)  # type: ignore[arg-type]  # texts, numbers and dates, as say() takes them


def _sentence(said: str, kind: str = "sentence") -> Line:
    return Line(tame(said), "item", "-") if kind == "item" else Line(tame(said))


def _answers(trace: Trace) -> Iterator[tuple[Compare, Answer]]:
    """The comparisons of an expression, each with its answer."""
    if isinstance(trace.expr, Compare):
        yield trace.expr, trace.answer
    for term in trace.terms:
        yield from _answers(term)

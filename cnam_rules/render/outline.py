"""What a verdict says, sentence by sentence, whatever the page looks like: text, HTML, Markdown.

A page is laid out from this and from nothing else, so that what one of them says, they all say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cnam_rules.kernel import All, Answer, Any, AtLeast, Compare, Constant, Not, Status, VerdictStatus
from cnam_rules.render.lines import HOLE, Line, Outline, Part, quoting, tame
from cnam_rules.render.todo import todo_lines
from cnam_rules.render.words import ANSWER_MARKS, STATUS_MARKS, VERDICT_MARKS, Words

if TYPE_CHECKING:
    from cnam_rules.engines.reference import Trace
    from cnam_rules.verdict import ConditionVerdict, Verdict

__all__ = ["outline"]


def outline(verdict: Verdict, lang: str = "fr") -> Outline:
    """What a verdict says.

    Args:
        verdict: the verdict.
        lang: `fr` or `en`.

    Raises:
        UnknownLanguage: for any other language.

    >>> from datetime import date
    >>> import cnam_rules
    >>> dossier = cnam_rules.loads("{dossier: D-1, programme: RNCP36625, ue: []}")
    >>> said = outline(cnam_rules.decide(dossier, as_of=date(2025, 11, 3)), "en")
    >>> said.title, said.finding.mark, [part.key for part in said.parts][:2]
    ('DOSSIER D-1 — on 3 November 2025', '✗', ['conditions', 'todo'])
    """
    return _Teller(verdict, lang).outline()


class _Teller:
    def __init__(self, verdict: Verdict, lang: str) -> None:
        self.verdict = verdict
        self.words = Words(verdict, lang)
        self.speech = self.words.speech
        self.lang = lang

    def outline(self) -> Outline:
        """The whole page."""
        verdict = self.verdict
        would = "" if verdict.hypothesis is None else "-supposed"
        finding = self.say(f"finding{would}", said=self.words.finding(verdict.status))
        parts = (
            self.hypothesis(),
            self.conditions(),
            self.todo(),
            self.pieces(),
            self.readings(),
            self.remarks(),
            self.basis(),
        )
        return Outline(
            title=tame(self.say(f"title{would}", dossier=verdict.dossier, as_of=verdict.as_of)),
            about=tame(f"{verdict.ruleset.intitule.said(self.lang)} ({verdict.programme})"),
            finding=Line(tame(finding), mark=VERDICT_MARKS[verdict.status], state=verdict.status.value),
            why=tuple(self.why()),
            parts=tuple(part for part in parts if part.lines),
            supposed=verdict.hypothesis is not None,
        )

    def why(self) -> Iterator[str]:
        """The conditions that are not met, and those that nobody can tell."""
        for status, key in ((Status.UNMET, "unmet-list"), (Status.UNKNOWN, "unknown-list")):
            names = [c.libelle.said(self.lang) for c in self.verdict.conditions if c.status is status]
            if names:
                yield tame(self.say(key, n=len(names), names=self.speech.series(names)))

    def hypothesis(self) -> Part:
        """What is supposed; nothing, of a verdict that was given."""
        supposed = self.verdict.hypothesis
        if supposed is None:
            return self.part("hypothesis", ())
        said = [self.words.supposed(each) for each in supposed] or [self.say("supposing-nothing")]
        return self.part("hypothesis", [Line(tame(each), "item", mark="-") for each in said])

    def conditions(self) -> Part:
        """Each condition: its status, the clause, what was counted."""
        return self.part("conditions", map(self.condition, self.verdict.conditions))

    def condition(self, condition: ConditionVerdict) -> Line:
        """One condition."""
        status = self.speech.say(f"statuses.{condition.status.value}")
        head = tame(self.say("condition", status=status, name=""))
        under = [self.source(condition)]
        under += [Line(tame(said), "note") for said in self.inherited(condition)]
        under += [Line(tame(said), "note") for said in self.waiver(condition)]
        under += self.applies(condition)
        if condition.unwaived is not Status.NOT_APPLICABLE:
            under += self.trace(condition.requires, "comparison")
        return Line(
            head + tame(condition.libelle.said(self.lang)),
            "condition",
            STATUS_MARKS[condition.status],
            condition.status.value,
            head=len(head),
            under=tuple(under),
        )

    def source(self, condition: ConditionVerdict) -> Line:
        """The clause that a condition comes from, with the words that it quotes."""
        place = {"file": condition.file, "line": str(condition.line)}
        said = self.say("source", clause=condition.source.clause, extract=HOLE, **place)
        return quoting(said, condition.source.extrait)

    def inherited(self, condition: ConditionVerdict) -> Iterator[str]:
        """The text that an inherited clause comes from, and the parts that are written in another file."""
        rules = self.verdict.ruleset
        place = next((origin.file for origin in condition.origins if origin.key == "source"), condition.file)
        texts = {other.file: other.source for other in rules.etend if other.file != rules.file}
        if texts.get(place) not in (None, "", rules.source):
            yield self.say("basis-text", source=texts[place])
        if condition.origins:
            parts = [
                self.say("origin", part=origin.key, file=origin.file, line=str(origin.line))
                for origin in condition.origins
            ]
            yield self.say("origins", parts=self.speech.series(parts))

    def waiver(self, condition: ConditionVerdict) -> Iterator[str]:
        """The dispensation, and what the status would have been without it."""
        waiver = condition.waiver
        if waiver is not None:
            said = self.say("waiver", authority=waiver.autorite, date=waiver.date, motive=waiver.motif)
            if waiver.jusqu_au is not None:
                said += f" {self.say('waiver-until', until=waiver.jusqu_au)}"
            status = self.speech.say(f"statuses.{condition.unwaived.value}").lower()
            yield f"{said} {self.say('unwaived', status=status)}"

    def applies(self, condition: ConditionVerdict) -> list[Line]:
        """Why the condition applies or doesn't, when that depends on something."""
        if isinstance(condition.applies.expr, Constant):
            return []
        said = self.say(f"applies-{condition.applies.answer.value}")
        return [Line(tame(said), "note", under=tuple(self.trace(condition.applies, "comparison-si")))]

    def trace(self, trace: Trace, key: str, *, inside: bool = False) -> Iterator[Line]:
        """An expression with what each part came to; `key` is how a comparison is said.

        What is needed together stands one below the other; `inside` a choice it has a heading, as one way.
        """
        expr = trace.expr
        if isinstance(expr, Compare):
            yield self.comparison(expr, trace.answer, key)
            return
        if isinstance(expr, Constant):
            return
        under = [
            line
            for term in trace.terms
            if not isinstance(term.expr, Constant)
            for line in self.trace(term, key, inside=not isinstance(expr, All))
        ]
        if isinstance(expr, All) and not (inside and len(under) > 1):
            yield from under
            return
        heading = {All: "all", Any: "any", Not: "not", AtLeast: "at-least"}[type(expr)]
        said = self.say(heading, n=expr.n if isinstance(expr, AtLeast) else 1)
        yield Line(tame(said), "group", ANSWER_MARKS[trace.answer], trace.answer.value, under=tuple(under))

    def comparison(self, compare: Compare, answer: Answer, key: str) -> Line:
        """A measure: what it came to, what is asked, and what that rests on."""
        fact = self.verdict.fact(compare.measure)
        said = self.say(
            key,
            name=self.words.name(compare.measure),
            value=self.words.fact(fact),
            bound=self.words.asked(fact, compare),
        )
        why = key == "comparison-si"  # neither good nor bad: it says why
        return Line(
            tame(said),
            "comparison",
            "•" if why else ANSWER_MARKS[answer],
            "" if why else answer.value,
            under=tuple(Line(tame(line), "evidence", "·") for line in fact.evidence.lines_of(self.speech)),
        )

    def todo(self) -> Part:
        """What lacks, condition by condition."""
        return self.part("todo", todo_lines(self.verdict, self.words))

    def pieces(self) -> Part:
        """The missing pieces, and what each answer would lead to."""
        settles = self.verdict.status is VerdictStatus.UNDETERMINED
        labels = {c.id: c.libelle.said(self.lang) for c in self.verdict.conditions}
        lines = []
        for missing in self.verdict.pieces:
            outcomes = []
            for outcome in missing.outcomes:
                parts = [
                    self.say(
                        "outcome-condition",
                        name=labels[name],
                        status=self.speech.say(f"statuses.{status.value}").lower(),
                    )
                    for name, status in outcome.conditions
                    if status is not Status.UNKNOWN
                ]
                answer = self.words.answer(outcome.answer, missing.piece)
                said = self.say("outcome", answer=answer, verdict=self.words.verdict(outcome.status))
                outcomes.append(said + (f" ({self.speech.series(parts)})" if parts else ""))
            lines.append(self.item(self.words.piece(missing.piece), *outcomes))
        return self.part("pieces", lines, title="pieces" if settles else "pieces-besides")

    def readings(self) -> Part:
        """Whether another reading would change the verdict, and which were chosen by the caller."""
        verdict = self.verdict
        used = {reading.name: reading for reading in verdict.readings}
        turning = [a for a in verdict.alternatives if a.status is not verdict.status]
        said = self.say("turns" if turning else "does-not-turn", n=len(turning))
        lines = [Line(tame(said))]
        for name in dict.fromkeys(alternative.reading for alternative in turning):
            reading = used[name]
            applied = "applied-retained" if reading.retained else "applied-chosen"
            under = [self.say(applied, choice=reading.choice, label=reading.libelle.said(self.lang))]
            if reading.retained:
                under.append(self.say("reason", reason=reading.raison.said(self.lang)))
            under += [
                self.say(
                    "other-reading",
                    choice=alternative.choice,
                    label=alternative.libelle.said(self.lang),
                    verdict=self.words.verdict(alternative.status),
                )
                for alternative in turning
                if alternative.reading == name
            ]
            lines.append(self.item(f"{reading.question.said(self.lang)} [{name}]", *under))
        turned = {alternative.reading for alternative in turning}
        for reading in verdict.readings:
            if not reading.retained and reading.name not in turned:
                label = reading.libelle.said(self.lang)
                chosen = self.say("applied-chosen", choice=reading.choice, label=label)
                lines.append(self.item(f"{reading.question.said(self.lang)} [{reading.name}]", chosen))
        return self.part("readings", lines)

    def remarks(self) -> Part:
        """What a reader should know of the dossier besides."""
        remarks = self.verdict.remarks
        return self.part("remarks", (self.item(self.words.remark(remark)) for remark in remarks))

    def basis(self) -> Part:
        """By which text, rules, conventions and engine."""
        verdict, rules, used = self.verdict, self.verdict.ruleset, self.verdict.engine
        said = [
            self.say("basis-text", source=rules.source),
            self.say("basis-rules", id=rules.id, version=rules.version, sha256=rules.sha256),
        ]
        if rules.etend:
            names = [f"{other.id}@{other.version} ({other.file})" for other in rules.etend]
            said.append(self.say("basis-extends", names=self.speech.series(names)))
        if rules.reconstitution is not None:
            said.append(self.say("basis-reconstitution", what=rules.reconstitution.said(self.lang)))
        conventions = verdict.conventions
        parts = [
            self.speech.say(f"conventions.{name}-{getattr(conventions, name).value}")
            for name in ("mois", "chevauchement", "temps_partiel", "stage")
        ]
        said.append(self.say("basis-conventions", conventions=self.speech.series(parts)))
        engines = {
            "decided_by": self.words.engine(used.decided_by),
            "checked_by": self.words.engine(used.checked_by or ""),
            "library": used.library,
        }
        said.append(self.say("basis-engines" if used.checked_by else "basis-engine", **engines))
        said.append(self.say("basis-jury" if rules.constat is None else "basis-conditions"))
        return self.part("basis", (Line(tame(one)) for one in said))

    def part(self, key: str, lines: Iterable[Line], *, title: str | None = None) -> Part:
        """A part of the page; `title` is the key of its title when it has another."""
        return Part(key, self.say(title or key), tuple(lines))

    def item(self, said: str, *under: str) -> Line:
        """An item of a list, with sentences below it."""
        return Line(tame(said), "item", "-", under=tuple(Line(tame(one), "item") for one in under))

    def say(self, key: str, **args: object) -> str:
        """A sentence of the page."""
        return self.speech.say(f"page.{key}", **args)  # type: ignore[arg-type]  # texts, numbers and dates, as say() takes them

"""A verdict as plain text to file: what was decided, why, by which text, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from cnam_rules.kernel import All, Answer, Any, AtLeast, Compare, Constant, Not, Status, VerdictStatus
from cnam_rules.render.words import ANSWER_MARKS, STATUS_MARKS, VERDICT_MARKS, WIDTH, Words

if TYPE_CHECKING:
    from cnam_rules.engines.reference import Trace
    from cnam_rules.facts import Shortfall
    from cnam_rules.verdict import ConditionVerdict, Verdict

__all__ = ["WIDTH", "text"]

_BREAKS: Final = re.compile(r"[^\S\xa0\u202f]+")
"""Everything that is blank, but for the spaces of fixed width that French sets before its signs."""
_KEPT: Final = "\xa0\u202f\u200c\u200d"
_MARKS: Final = str.maketrans("✓✗○", "vxo")


def text(verdict: Verdict, lang: str = "fr", *, width: int = WIDTH) -> str:
    """The verdict as text, without colour.

    Args:
        verdict: the verdict.
        lang: `fr` or `en`.
        width: how many columns it may take.

    Raises:
        UnknownLanguage: for any other language.
    """
    return "\n".join(_Page(verdict, lang, width).lines()) + "\n"


def _takes_less(exempt: Shortfall, lacks: tuple[Shortfall, ...]) -> bool:
    """Whether making a condition not apply takes less than meeting it, in the same unit."""
    return all(
        one.unit is exempt.unit
        and one.amount is not None
        and exempt.amount is not None
        and exempt.amount < one.amount
        for one in lacks
    )


class _Page:
    def __init__(self, verdict: Verdict, lang: str, width: int) -> None:
        self.verdict = verdict
        self.width = width
        self.words = Words(verdict, lang)
        self.speech = self.words.speech
        self.lang = lang

    def lines(self) -> Iterator[str]:
        """The whole page, line by line."""
        yield from self.heading()
        for section in (
            self.conditions(),
            self.todo(),
            self.pieces(),
            self.readings(),
            self.remarks(),
            self.basis(),
        ):
            lines = list(section)
            if lines:
                yield ""
                yield from lines

    def heading(self) -> Iterator[str]:
        """What was decided, of which dossier, for which day."""
        verdict = self.verdict
        yield from self.block(self.say("title", dossier=verdict.dossier, as_of=verdict.as_of), 0, hang=8)
        yield from self.block(verdict.ruleset.intitule.said(self.lang) + f" ({verdict.programme})", 0)
        yield ""
        mark = VERDICT_MARKS[verdict.status]
        yield from self.block(f"{mark} {self.say('finding', said=self.words.finding(verdict.status))}", 0)
        for status, key in ((Status.UNMET, "unmet-list"), (Status.UNKNOWN, "unknown-list")):
            names = [c.libelle.said(self.lang) for c in verdict.conditions if c.status is status]
            if names:
                yield from self.block(self.say(key, n=len(names), names=self.speech.series(names)), 2)

    def conditions(self) -> Iterator[str]:
        """Each condition: its status, the clause, what was counted."""
        yield self.say("conditions")
        for condition in self.verdict.conditions:
            yield ""
            said = self.say(
                "condition",
                mark=STATUS_MARKS[condition.status],
                status=self.speech.say(f"statuses.{condition.status.value}"),
                name=condition.libelle.said(self.lang),
            )
            yield from self.block(said, 2)
            place = {"file": condition.file, "line": str(condition.line)}
            source = condition.source
            yield from self.block(
                self.say("source", clause=source.clause, extract=source.extrait, **place), 4
            )
            yield from self.inherited(condition)
            yield from self.waiver(condition)
            yield from self.applies(condition)
            if condition.unwaived is not Status.NOT_APPLICABLE:
                yield from self.trace(condition.requires, 4, "comparison")

    def inherited(self, condition: ConditionVerdict) -> Iterator[str]:
        """The text that an inherited clause comes from, and the parts that are written in another file."""
        rules = self.verdict.ruleset
        place = next((origin.file for origin in condition.origins if origin.key == "source"), condition.file)
        texts = {other.file: other.source for other in rules.etend if other.file != rules.file}
        if texts.get(place) not in (None, "", rules.source):
            yield from self.block(self.say("basis-text", source=texts[place]), 4)
        if condition.origins:
            parts = [
                self.say("origin", part=origin.key, file=origin.file, line=str(origin.line))
                for origin in condition.origins
            ]
            yield from self.block(self.say("origins", parts=self.speech.series(parts)), 4)

    def waiver(self, condition: ConditionVerdict) -> Iterator[str]:
        """The dispensation, and what the status would have been without it."""
        waiver = condition.waiver
        if waiver is not None:
            said = self.say("waiver", authority=waiver.autorite, date=waiver.date, motive=waiver.motif)
            if waiver.jusqu_au is not None:
                said += f" {self.say('waiver-until', until=waiver.jusqu_au)}"
            without = self.say(
                "unwaived", status=self.speech.say(f"statuses.{condition.unwaived.value}").lower()
            )
            yield from self.block(f"{said} {without}", 4)

    def applies(self, condition: ConditionVerdict) -> Iterator[str]:
        """Why the condition applies or doesn't, when that depends on something."""
        if isinstance(condition.applies.expr, Constant):
            return
        yield from self.block(self.say(f"applies-{condition.applies.answer.value}"), 4)
        yield from self.trace(condition.applies, 6, "comparison-si")

    def trace(self, trace: Trace, indent: int, key: str) -> Iterator[str]:
        """An expression with what each part came to; `key` is how a comparison is said."""
        expr = trace.expr
        if isinstance(expr, Compare):
            yield from self.comparison(expr, trace.answer, indent, key)
            return
        if isinstance(expr, Constant):
            return
        terms = [term for term in trace.terms if not isinstance(term.expr, Constant)]
        if isinstance(expr, All):
            for term in terms:
                yield from self.trace(term, indent, key)
            return
        heading = {Any: "any", Not: "not", AtLeast: "at-least"}[type(expr)]
        n = expr.n if isinstance(expr, AtLeast) else 1
        yield from self.block(f"{ANSWER_MARKS[trace.answer]} {self.say(heading, n=n)}", indent)
        for term in terms:
            yield from self.trace(term, indent + 2, key)

    def comparison(self, compare: Compare, answer: Answer, indent: int, key: str) -> Iterator[str]:
        """A measure: what it came to, what is asked, and what that rests on."""
        fact = self.verdict.fact(compare.measure)
        said = self.say(
            key,
            name=self.words.name(compare.measure),
            value=self.words.fact(fact),
            bound=self.words.asked(fact, compare),
        )
        mark = "•" if key == "comparison-si" else ANSWER_MARKS[answer]  # neither good nor bad: it says why
        yield from self.block(f"{mark} {said}", indent)
        for line in fact.evidence.lines_of(self.speech):
            yield from self.block(f"· {line}", indent + 4)

    def todo(self) -> Iterator[str]:
        """What lacks, condition by condition."""
        unmet = [c for c in self.verdict.conditions if c.status is Status.UNMET]
        if unmet:
            yield self.say("todo")
        for condition in unmet:
            yield from self._ways(condition)

    def _ways(self, condition: ConditionVerdict) -> Iterator[str]:
        """How to meet a condition, or to make it not apply: what takes less time first."""
        lacks, exempts = condition.shortfalls, condition.exemptions
        if not lacks:
            yield from self.block(f"- {condition.libelle.said(self.lang)}", 2)
        if any(_takes_less(exempt, lacks) for exempt in exempts):
            for exempt in exempts:
                yield from self.block(f"- {self.say('exempt', todo=self.words.shortfall(exempt))}", 2)
            for one in lacks:
                yield from self.block(self.say("or-better", todo=self.words.shortfall(one, inside=True)), 6)
            return
        # Of several ways to meet a condition none is asked for by itself: what lacks to each stands below.
        several = isinstance(condition.requires.expr, (Any, AtLeast)) and len(lacks) > 1
        if several:
            yield from self.block(f"- {self.say('several-ways')}", 2)
        for one in lacks:
            yield from self.block(
                f"{'·' if several else '-'} {self.words.shortfall(one)}", 6 if several else 2
            )
        for exempt in exempts:
            yield from self.block(self.say("or-else", todo=self.words.shortfall(exempt, inside=True)), 6)

    def pieces(self) -> Iterator[str]:
        """The missing pieces, and what each answer would lead to."""
        if self.verdict.pieces:
            yield self.say(
                "pieces" if self.verdict.status is VerdictStatus.UNDETERMINED else "pieces-besides"
            )
        for missing in self.verdict.pieces:
            yield from self.block(f"- {self.words.piece(missing.piece)}", 2)
            for outcome in missing.outcomes:
                labels = {c.id: c.libelle.said(self.lang) for c in self.verdict.conditions}
                parts = [
                    self.say(
                        "outcome-condition",
                        name=labels[name],
                        status=self.speech.say(f"statuses.{status.value}").lower(),
                    )
                    for name, status in outcome.conditions
                    if status is not Status.UNKNOWN
                ]
                verdict = self.words.verdict(outcome.status)
                answer = self.words.answer(outcome.answer, missing.piece)
                said = self.say("outcome", answer=answer, verdict=verdict)
                yield from self.block(said + (f" ({self.speech.series(parts)})" if parts else ""), 6)

    def readings(self) -> Iterator[str]:
        """Whether another reading would change the verdict, and which were chosen by the caller."""
        verdict = self.verdict
        used = {reading.name: reading for reading in verdict.readings}
        turning = [a for a in verdict.alternatives if a.status is not verdict.status]
        yield self.say("readings")
        yield from self.block(self.say("turns" if turning else "does-not-turn", n=len(turning)), 2)
        for name in dict.fromkeys(alternative.reading for alternative in turning):
            reading = used[name]
            yield from self.block(f"- {reading.question.said(self.lang)} [{name}]", 2)
            applied = "applied-retained" if reading.retained else "applied-chosen"
            yield from self.block(
                self.say(applied, choice=reading.choice, label=reading.libelle.said(self.lang)), 6
            )
            if reading.retained:
                yield from self.block(self.say("reason", reason=reading.raison.said(self.lang)), 6)
            for alternative in (one for one in turning if one.reading == name):
                other = self.say(
                    "other-reading",
                    choice=alternative.choice,
                    label=alternative.libelle.said(self.lang),
                    verdict=self.words.verdict(alternative.status),
                )
                yield from self.block(other, 6)
        turned = {alternative.reading for alternative in turning}
        for reading in verdict.readings:
            if not reading.retained and reading.name not in turned:
                yield from self.block(f"- {reading.question.said(self.lang)} [{reading.name}]", 2)
                label = reading.libelle.said(self.lang)
                yield from self.block(self.say("applied-chosen", choice=reading.choice, label=label), 6)

    def remarks(self) -> Iterator[str]:
        """What a reader should know of the dossier besides."""
        if self.verdict.remarks:
            yield self.say("remarks")
        for remark in self.verdict.remarks:
            yield from self.block(f"- {self.words.remark(remark)}", 2)

    def basis(self) -> Iterator[str]:
        """By which text, rules, conventions and engine."""
        verdict, rules, used = self.verdict, self.verdict.ruleset, self.verdict.engine
        yield self.say("basis")
        yield from self.block(self.say("basis-text", source=rules.source), 2)
        yield from self.block(
            self.say("basis-rules", id=rules.id, version=rules.version, sha256=rules.sha256), 2
        )
        if rules.etend:
            names = [f"{other.id}@{other.version} ({other.file})" for other in rules.etend]
            yield from self.block(self.say("basis-extends", names=self.speech.series(names)), 2)
        if rules.reconstitution is not None:
            what = rules.reconstitution.said(self.lang)
            yield from self.block(self.say("basis-reconstitution", what=what), 2)
        conventions = verdict.conventions
        parts = [
            self.speech.say(f"conventions.{name}-{getattr(conventions, name).value}")
            for name in ("mois", "chevauchement", "temps_partiel", "stage")
        ]
        yield from self.block(self.say("basis-conventions", conventions=self.speech.series(parts)), 2)
        key = "basis-engines" if used.checked_by else "basis-engine"
        engines = {
            "decided_by": self.words.engine(used.decided_by),
            "checked_by": self.words.engine(used.checked_by or ""),
            "library": used.library,
        }
        yield from self.block(self.say(key, **engines), 2)
        yield from self.block(self.say("basis-jury" if rules.constat is None else "basis-conditions"), 2)

    def say(self, key: str, **args: object) -> str:
        """A sentence of the page."""
        return self.speech.say(f"page.{key}", **args)  # type: ignore[arg-type]  # texts, numbers and dates, as say() takes them

    def block(self, said: str, indent: int, hang: int = 2) -> Iterable[str]:
        """A paragraph, wrapped, its following lines set in by `hang` more."""
        return wrap(
            _tame(said),
            self.width,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hang),
            break_on_hyphens=False,
        )


def _tame(said: str) -> str:
    """A text on one line, whatever the names in it hold.

    Nothing is left that a terminal obeys or that turns the line round, and no mark of an answer but the one
    that it begins with.
    """
    line = _BREAKS.sub(" ", said)
    shown = line.translate(_SHOWN)
    return shown[:1] + shown[1:].translate(_MARKS)


class _Shown(dict[int, int]):
    """What each character is shown as: itself, or the mark of one that isn't shown."""

    def __missing__(self, code: int) -> int:
        character = chr(code)
        kept = character.isprintable() or character in _KEPT
        return self.setdefault(code, code if kept else ord("\N{REPLACEMENT CHARACTER}"))


_SHOWN: Final = _Shown()
"""Filled as characters are met: a page has few different ones."""

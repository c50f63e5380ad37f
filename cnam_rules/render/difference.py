"""What differs between two verdicts, said: what was decided, then what it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from attrs import evolve

from cnam_rules.measures import SeuilEvidence
from cnam_rules.render.lines import Line, Outline, Part, tame
from cnam_rules.render.outline import outline
from cnam_rules.render.words import STATUS_MARKS, VERDICT_MARKS, bound, fact_said
from cnam_rules.speech import Speech

if TYPE_CHECKING:
    from cnam_rules.facts import Fact
    from cnam_rules.kernel import Status
    from cnam_rules.verdict import Verdict, Waiver
    from cnam_rules.verdict.moved import ConditionMoved, Difference, FactMoved, RuleMoved, WaiverMoved

__all__ = ["difference_outline", "parts", "supposed_outline"]

_MOST_LINES: Final = 6
"""Of what a fact rests on, the most lines told on either side."""
_PRINT: Final = 12
"""The characters of a hash that are shown: as many as tell two versions of one rule set apart."""


def difference_outline(difference: Difference, lang: str = "fr") -> Outline:
    """What differs, sentence by sentence.

    Args:
        difference: what differs.
        lang: `fr` or `en`.

    Raises:
        UnknownLanguage: for any other language.
    """
    teller = _Teller(difference, lang)
    return Outline(
        teller.title(), tuple(teller.parts()), finding=teller.finding(), supposed=difference.hypothesis
    )


def supposed_outline(verdict: Verdict, difference: Difference, lang: str = "fr") -> Outline:
    """What is supposed and what would differ, headed as what it is.

    Args:
        verdict: what would be decided.
        difference: what differs from what was.
        lang: `fr` or `en`.

    Raises:
        UnknownLanguage: for any other language.
    """
    said, moved = outline(verdict, lang), difference_outline(difference, lang)
    supposed = [part for part in said.parts if part.key == "hypothesis"]
    return evolve(moved, title=said.title, parts=(*supposed, *moved.parts), supposed=True)


def parts(difference: Difference, lang: str = "fr") -> tuple[Line, tuple[Part, ...]]:
    """The same as a first line and the parts that have something to say, for a page to lay out.

    Args:
        difference: what differs.
        lang: `fr` or `en`.

    Raises:
        UnknownLanguage: for any other language.
    """
    teller = _Teller(difference, lang)
    return teller.finding(), tuple(teller.parts())


class _Teller:
    def __init__(self, difference: Difference, lang: str) -> None:
        self.moved = difference
        self.lang = lang
        self.speech = Speech(lang)

    def title(self) -> str:
        """The dossier, or the two that are compared."""
        ends = self.moved.dossier
        which = self.arrow(ends.before, ends.after) if ends.differs else ends.after
        return tame(self.say("title-supposed" if self.moved.hypothesis else "title", dossier=which))

    def finding(self) -> Line:
        """The verdict before and after; that nothing differs, when nothing does."""
        if not self.moved:
            return Line(tame(self.say("nothing")))
        ends = self.moved.status
        would = "-supposed" if self.moved.hypothesis else ""
        own = "" if self.moved.ruleset.after.constat is None else "own-"
        one, two = (self.speech.say(f"verdicts.{own}{end.value}") for end in (ends.before, ends.after))
        said = (
            self.say(f"verdict{would}", said=self.arrow(one, two))
            if ends.differs
            else self.say(f"verdict-same{would}", said=two)
        )
        return Line(tame(said), mark=VERDICT_MARKS[ends.after], state=ends.after.value)

    def parts(self) -> Iterator[Part]:
        """What differs, part by part."""
        found = (
            ("conditions", map(self.condition, self.moved.conditions)),
            ("counted", self.counted()),
            ("asked", self.asked()),
            ("basis", self.basis()),
        )
        for key, lines in found:
            if together := tuple(lines):
                yield Part(key, self.say(key), together)

    def condition(self, moved: ConditionMoved) -> Line:
        """A condition whose status differs, with what it may have moved for."""
        ends = self.arrow(self.status(moved.before), self.status(moved.after))
        head = tame(self.say("condition", said=ends, name=""))
        return Line(
            head + tame(moved.libelle.said(self.lang)),
            "condition",
            "–" if moved.after is None else STATUS_MARKS[moved.after],
            "" if moved.after is None else moved.after.value,
            head=len(head),
            under=tuple(self.why(moved)),
        )

    def why(self, moved: ConditionMoved) -> Iterator[Line]:
        """What a status may have moved for."""
        yield from (self.fact(each) for each in self.moved.facts if each.measure in moved.facts)
        if moved.rule:
            yield from (line for each in self.moved.rules if each.id == moved.id for line in self.rule(each))
        if moved.waiver:
            yield from (
                line for each in self.moved.waivers if each.id == moved.id for line in self.waiver(each)
            )
        for each in self.moved.readings:
            if each.name in moved.readings:
                yield self.reading(each.name, each.before, each.after)

    def counted(self) -> Iterator[Line]:
        """What was counted differently and moved no condition."""
        told = {measure for condition in self.moved.conditions for measure in condition.facts}
        yield from (self.fact(each) for each in self.moved.facts if each.measure not in told)

    def asked(self) -> Iterator[Line]:
        """What the rules ask otherwise, dispensations and readings, where they moved no condition."""
        told = {condition.id for condition in self.moved.conditions}
        for rule in self.moved.rules:
            if rule.id not in told:
                yield Line(tame(rule.libelle.said(self.lang)), "group", under=tuple(self.rule(rule)))
        for waiver in self.moved.waivers:
            if waiver.id not in told:
                yield Line(tame(waiver.libelle.said(self.lang)), "group", under=tuple(self.waiver(waiver)))
        chosen = {name for condition in self.moved.conditions for name in condition.readings}
        for each in self.moved.readings:
            if each.name not in chosen:
                yield self.reading(each.name, each.before, each.after)

    def basis(self) -> Iterator[Line]:
        """The programme, the day, the rule set, the conventions, the engines; and where else they differ."""
        for said in self._basis():
            yield Line(tame(said))

    def _basis(self) -> Iterator[str]:
        moved = self.moved
        if moved.dossier.differs:
            yield self.say("dossier", said=self.arrow(moved.dossier.before, moved.dossier.after))
        if moved.programme.differs:
            yield self.say("programme", said=self.arrow(moved.programme.before, moved.programme.after))
        if moved.as_of.differs:
            days = (self.speech.date(moved.as_of.before), self.speech.date(moved.as_of.after))
            yield self.say("as-of", said=self.arrow(*days))
        if moved.ruleset.differs:
            yield self.ruleset()
        for name in ("mois", "chevauchement", "temps_partiel", "stage"):
            one, two = (
                getattr(end, name).value for end in (moved.conventions.before, moved.conventions.after)
            )
            if one != two:
                said = [self.speech.say(f"conventions.{name}-{end}") for end in (one, two)]
                yield self.say("convention", said=self.arrow(*said))
        if moved.engine.differs:
            one, two = (
                self.say(
                    "engine", library=end.library, decided_by=end.decided_by, checked_by=end.checked_by or "—"
                )
                for end in (moved.engine.before, moved.engine.after)
            )
            yield self.say("engines", said=self.arrow(one, two))
        if moved.evidence:
            names = self.speech.series(each.libelle.said(self.lang) for each in moved.evidence)
            yield self.say("evidence", names=names)
        if moved.elsewhere:
            yield self.say("elsewhere", paths=", ".join(moved.elsewhere))

    def ruleset(self) -> str:
        """Which rules were applied: others, another version, or the same one that was changed."""
        before, after = self.moved.ruleset.before, self.moved.ruleset.after
        one, two = (f"{end.id}@{end.version}" for end in (before, after))
        if one != two:
            return self.say("ruleset", said=self.arrow(one, two))
        if before.sha256 == after.sha256:
            return self.say("ruleset-told", name=two)
        prints = self.arrow(before.sha256[:_PRINT], after.sha256[:_PRINT])
        return self.say("ruleset-same-version", name=two, prints=prints)

    # What parts are made of.

    def fact(self, moved: FactMoved) -> Line:
        """A measure: what it came to before and after, and what that rests on where it differs."""
        ends = self.arrow(self.amount(moved.before), self.amount(moved.after))
        one, two = (
            [] if end is None else end.evidence.lines_of(self.speech) for end in (moved.before, moved.after)
        )
        under = [*self._only("gone", one, two), *self._only("come", two, one)]
        said = self.say("fact", name=moved.libelle.said(self.lang), said=ends)
        return Line(tame(said), "comparison", "·", under=tuple(under))

    def _only(self, key: str, ours: list[str], others: list[str]) -> Iterator[Line]:
        only = [line for line in ours if line not in others]
        for line in only[:_MOST_LINES]:
            yield Line(tame(self.say(key, line=line)), "evidence")
        if len(only) > _MOST_LINES:
            yield Line(tame(self.say(f"{key}-more", n=len(only) - _MOST_LINES)), "evidence")

    def amount(self, fact: Fact | None) -> str:
        """What a measure came to; of a comparison with a value, that value too."""
        if fact is None:
            return self.say("not-measured")
        said = fact_said(self.speech, fact)
        if isinstance(evidence := fact.evidence, SeuilEvidence):
            held = evidence.held.said(self.speech, evidence.fact.unit)
            asked = self.speech.say(f"operators.{evidence.op.value}", bound=held)
            return self.say("against", said=said, bound=asked)
        return said

    def rule(self, rule: RuleMoved) -> Iterator[Line]:
        """What a condition asks otherwise."""
        if not rule.bounds:
            yield Line(tame(self.say("rule")), "comparison", "·")
        for each in rule.bounds:
            ends = [bound(self.speech, end, each.unit) for end in (each.before, each.after)]
            said = self.say("bound", name=each.libelle.said(self.lang), said=self.arrow(*ends))
            yield Line(tame(said), "comparison", "·")

    def waiver(self, waiver: WaiverMoved) -> Iterator[Line]:
        """A dispensation that is gone, new, or another."""
        for key, end in (("waiver-gone", waiver.before), ("waiver-come", waiver.after)):
            if end is not None:
                yield Line(tame(self.say(key, said=self.granted(end))), "comparison", "·")

    def granted(self, waiver: Waiver) -> str:
        """A dispensation, as the page of a verdict says it."""
        said = self.speech.say(
            "page.waiver", authority=waiver.autorite, date=waiver.date, motive=waiver.motif
        )
        if waiver.jusqu_au is None:
            return said
        return f"{said} {self.speech.say('page.waiver-until', until=waiver.jusqu_au)}"

    def reading(self, name: str, before: str | None, after: str | None) -> Line:
        """A reading chosen otherwise."""
        none = self.say("not-read")
        said = self.say("reading", name=name, said=self.arrow(before or none, after or none))
        return Line(tame(said), "comparison", "·")

    def status(self, status: Status | None) -> str:
        """A condition's status, in the middle of a sentence."""
        if status is None:
            return self.say("not-asked")
        return self.speech.say(f"statuses.{status.value}").lower()

    def arrow(self, before: str, after: str) -> str:
        """From one thing to another."""
        return f"{before} → {after}"

    def say(self, key: str, **args: str | int) -> str:
        """A sentence about a difference."""
        return self.speech.say(f"difference.{key}", **args)

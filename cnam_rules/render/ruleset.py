"""A rule set in words: what each condition asks for, what it counts, and how the text was read."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from itertools import groupby, zip_longest
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from cnam_rules.kernel import VerdictStatus
from cnam_rules.language.expressions import (
    AuMoins,
    Clause,
    Comparaison,
    Lecture,
    Non,
    SiAlors,
    Toujours,
    Tous,
    UnAuMoins,
)
from cnam_rules.measures import Seuil, Vocabulary
from cnam_rules.render.rulewords import RuleWords
from cnam_rules.render.words import WIDTH, finding, period_said
from cnam_rules.speech import Speech

if TYPE_CHECKING:
    from cnam_rules.language import Condition, MeasureDef, Reading, RuleSet, ValeurDef

__all__ = ["ruleset_text"]

_BETWEEN: Final = " \N{BOX DRAWINGS LIGHT VERTICAL} "
_LEAST_TEXT: Final = 24
"""The characters that a line of either needs; with fewer the rule stands below the regulation."""


def ruleset_text(ruleset: RuleSet, lang: str = "fr", *, width: int = WIDTH) -> str:
    """The rule set in words, without colour.

    Args:
        ruleset: the rule set.
        lang: `fr` or `en`.
        width: how many columns it may take.

    Raises:
        UnknownLanguage: for any other language.
    """
    return "\n".join(_Page(ruleset, lang, width).lines()) + "\n"


class _Page:
    def __init__(self, ruleset: RuleSet, lang: str, width: int) -> None:
        self.ruleset = ruleset
        self.width = width
        self.speech = Speech(lang)
        self.lang = lang
        self.words = RuleWords(ruleset, lang)

    def lines(self) -> Iterator[str]:
        """The whole page, line by line."""
        rules = self.ruleset
        yield from self.block(self.say("title", id=rules.id, version=rules.version), 0)
        yield from self.block(f"{rules.intitule.said(self.lang)} ({rules.programme})", 0)
        yield from self.block(period_said(self.speech, "ruleset", rules.in_force), 0)
        yield from self.block(self.say("source", source=rules.source), 0)
        yield from self.block(self.say("file", file=rules.file, sha256=rules.sha256), 0)
        if rules.etend:
            names = [f"{other.id}@{other.version} ({other.file})" for other in rules.etend]
            yield from self.block(self.say("extends", names=self.speech.series(names)), 0)
        if rules.reconstitution is not None:
            yield from self.block(self.say("reconstitution", what=rules.reconstitution.said(self.lang)), 0)
        yield from ("", self.say("constat"), "")
        for status in VerdictStatus:
            said = finding(self.speech, rules.constat, status)
            yield from self.block("· " + self.say(f"constat-{status.value}", said=said), 2)
        yield from ("", self.say("conditions"))
        for condition in rules.conditions:
            yield ""
            yield from self.condition(condition)
        yield from self.definitions()
        yield from ("", self.say("conventions"), "")
        for name, value in rules.conventions.items():
            yield from self.convention(name, value)
        if rules.readings:
            yield from ("", self.say("readings"))
        for reading in rules.readings.values():
            yield ""
            yield from self.reading(reading)
        yield ""
        yield from self.block(self.say("examples", n=len(rules.examples)), 0)

    def definitions(self) -> Iterator[str]:
        """What the conditions compare: measures, values that are no constants, words for situations."""
        rules = self.ruleset
        yield from ("", self.say("measures"), "")
        for measure in rules.measures.values():
            if measure.kind is not Seuil:
                yield from self.measure(measure)
        if rules.valeurs:
            yield from ("", self.say("valeurs"), "")
        for defined in rules.valeurs:
            yield from self.valeur(defined)
        if rules.situations:
            yield from ("", self.say("situations"), "")
        for vocabulary in rules.situations.values():
            yield from self.vocabulary(vocabulary)

    def condition(self, condition: Condition) -> Iterator[str]:
        """A condition: the regulation's words beside the rule made of them or, without room, above it."""
        yield from self.block(f"{condition.libelle.said(self.lang)} [{condition.id}]", 2)
        left, right = self.columns
        rule = [*_Page(self.ruleset, self.lang, right).rule(condition)]
        deepest = max(len(line) - len(line.lstrip()) for line in rule)
        if min(left, right - deepest) < _LEAST_TEXT:
            yield from self.regulation(condition, 4)
            yield from self.rule(condition, 4)
            return
        regulation = _Page(self.ruleset, self.lang, left).regulation(condition)
        for said, coded in zip_longest(regulation, rule, fillvalue=""):
            yield f"    {said:<{left}}{_BETWEEN}{coded}".rstrip()

    @property
    def columns(self) -> tuple[int, int]:
        """How wide the regulation and the rule are, side by side."""
        room = self.width - len(f"    {_BETWEEN}")
        left = room * 2 // 5
        return left, room - left

    def regulation(self, condition: Condition, indent: int = 0) -> Iterator[str]:
        """What the regulation says: the clause and its words, where they stand, and what was inherited."""
        source = condition.source
        yield from self.block(self.say("clause", clause=source.clause, extract=source.extrait), indent)
        yield from self.block(self.say("place", file=condition.file, line=str(condition.line)), indent)
        yield from self.inherited(condition.file, None, indent)
        for file, origins in groupby(condition.origins, key=lambda origin: origin.file):
            parts = [self.say("part", part=origin.key, line=str(origin.line)) for origin in origins]
            said = self.say("inherited-parts", name=self.name_of(file), parts=self.speech.list(parts))
            yield from self.block(said, indent)

    def rule(self, condition: Condition, indent: int = 0) -> Iterator[str]:
        """What the rule asks: where it applies, and what it requires."""
        if condition.si is None:
            yield from self.clause(condition.exige, indent)
            return
        yield from self.block(self.say("applies"), indent)
        yield from self.clause(condition.si, indent + 2)
        yield from self.block(self.say("requires"), indent)
        yield from self.clause(condition.exige, indent + 2)

    def inherited(self, file: str, line: int | None, indent: int = 4) -> Iterator[str]:
        """Where an inherited part comes from; nothing for one that the file has of its own."""
        if file != self.ruleset.file:
            place = {} if line is None else {"file": file, "line": str(line)}
            key = "inherited" if line is None else "inherited-from"
            yield from self.block(self.say(key, name=self.name_of(file), **place), indent)

    def name_of(self, file: str) -> str:
        """The name and version of the rule set, among those extended, that a file holds."""
        return next(f"{other.id}@{other.version}" for other in self.ruleset.etend if other.file == file)

    def clause(self, clause: Clause, indent: int) -> Iterator[str]:
        """An expression, its parts set in below it."""
        match clause:
            case Comparaison():
                yield from self.block(f"· {self.comparison(clause)}", indent)
            case Toujours(value):
                yield from self.block("· " + self.say("always" if value else "never"), indent)
            case Tous(terms):
                yield from self.group(self.say("all"), terms, indent)
            case UnAuMoins(terms):
                yield from self.group(self.say("any"), terms, indent)
            case AuMoins(n, terms):
                yield from self.group(self.say("at-least", n=n), terms, indent)
            case Non(term):
                yield from self.group(self.say("not"), (term,), indent)
            case SiAlors(si, alors):
                yield from self.group(self.say("if"), (si,), indent)
                yield from self.group(self.say("then"), (alors,), indent)
            case Lecture(name, choices):
                yield from self.block("· " + self.say("by-reading", name=name), indent)
                for choice, inside in choices.items():
                    yield from self.block(self.choice_name(name, choice), indent + 4)
                    yield from self.clause(inside, indent + 6)

    def group(self, heading: str, terms: tuple[Clause, ...], indent: int) -> Iterator[str]:
        """A heading, and the parts below it."""
        yield from self.block(f"· {heading}", indent)
        for term in terms:
            yield from self.clause(term, indent + 4)

    def comparison(self, clause: Comparaison) -> str:
        """A measure and what is asked of it: `stage attesté : au moins 3 mois`."""
        name = self.words.name(clause.mesure)
        return self.say("comparison", name=name, bound=self.words.asked(clause))

    def valeur(self, value: ValeurDef) -> Iterator[str]:
        """A parameter with its values, or a decision with its bounds; each with its clause."""
        yield from self.block(f"{value.libelle.said(self.lang)} [{value.name}]", 2)
        for said, source in self.words.values(value):
            yield from self.block("· " + said, 4)
            yield from () if source is None else self.block(source, 6)
        yield from self.inherited(value.file, value.line)

    def choice_name(self, reading: str, choice: str) -> str:
        """A choice, marked when it is the one retained."""
        retained = self.ruleset.readings[reading].retenue == choice
        label = self.ruleset.readings[reading].choice(choice).libelle.said(self.lang)
        return self.say("choice-retained" if retained else "choice", name=choice, label=label)

    def measure(self, measure: MeasureDef) -> Iterator[str]:
        """A measure: its name for people, and its options in words."""
        yield from self.block(f"{measure.libelle.said(self.lang)} [{measure.name}]", 2)
        for option in self.words.options(measure):
            said = self.say("comparison", name=option.name, bound=option.value)
            by = "" if option.reading is None else f" ({self.say('by-reading-short', name=option.reading)})"
            yield from self.block(f"· {said}{by}", 4)
        yield from self.inherited(measure.file, measure.line)

    def vocabulary(self, vocabulary: Vocabulary) -> Iterator[str]:
        """The words for one part of a candidate's situation."""
        yield from self.block(f"{vocabulary.libelle.said(self.lang)} [{vocabulary.name}]", 2)
        for word, label in vocabulary.words:
            yield from self.block("· " + self.say("choice", name=word, label=label.said(self.lang)), 4)

    def convention(self, name: str, value: Enum | Lecture[Enum]) -> Iterator[str]:
        """How durations are counted."""
        if isinstance(value, Lecture):
            chosen = value.choices[self.ruleset.readings[value.name].retenue]
            said = self.speech.say(f"conventions.{name}-{chosen.value}")
            yield from self.block(f"· {said} ({self.say('by-reading-short', name=value.name)})", 2)
        else:
            yield from self.block("· " + self.speech.say(f"conventions.{name}-{value.value}"), 2)

    def reading(self, reading: Reading) -> Iterator[str]:
        """A reading: the question, its choices, and why one is retained."""
        yield from self.block(f"{reading.question.said(self.lang)} [{reading.name}]", 2)
        for choice in reading.choix:
            yield from self.block("· " + self.choice_name(reading.name, choice.name), 4)
        yield from self.block(self.say("reason", reason=reading.raison.said(self.lang)), 4)
        yield from self.inherited(reading.file, reading.line)

    def say(self, key: str, **args: Any) -> str:  # texts, numbers and dates, as Speech.say takes them
        """A sentence of the page."""
        return self.speech.say(f"ruleset.{key}", **args)

    def block(self, said: str, indent: int) -> list[str]:
        """A paragraph, wrapped, its following lines set in by two."""
        start = " " * indent
        return wrap(
            said, self.width, initial_indent=start, subsequent_indent=start + "  ", break_on_hyphens=False
        )

"""How the parts of a rule set are said: comparisons, choices, measures; shared by the pages that show it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import frozen

from cnam_rules.kernel import Compare, VerdictStatus
from cnam_rules.language.expressions import Comparaison, Lecture, clauses_in
from cnam_rules.render.words import bound, period_said
from cnam_rules.speech import Speech

if TYPE_CHECKING:
    from cnam_rules.language import Condition, MeasureDef, RuleSet
    from cnam_rules.speech import Value

__all__ = ["OptionSaid", "RuleWords"]


@frozen
class OptionSaid:
    """An option of a measure, in words.

    Attributes:
        name: what the option is.
        value: its value; of one that a reading fills, that of the choice retained.
        reading: the reading that fills it, by name; None when the file says the value itself.
    """

    name: str
    value: str
    reading: str | None = None


class RuleWords:
    """One language, and one rule set to speak of.

    Args:
        ruleset: the rule set.
        lang: `fr` or `en`.

    Raises:
        UnknownLanguage: for any other language.
    """

    def __init__(self, ruleset: RuleSet, lang: str) -> None:
        self.ruleset = ruleset
        self.lang = lang
        self.speech = Speech(lang)

    def say(self, key: str, **args: Value) -> str:
        """A sentence of the annotated page."""
        return self.speech.say(f"annotated.{key}", **args)

    def name(self, measure: str) -> str:
        """A measure's name for people."""
        return self.ruleset.measures[measure].libelle.said(self.lang)

    def bound(self, compare: Compare) -> str:
        """What a comparison asks for: `au moins 18 mois`."""
        return bound(self.speech, compare, self.ruleset.measures[compare.measure].kind.UNIT)

    def retained(self, reading: str, choice: str) -> bool:
        """Whether a choice is the one retained."""
        return self.ruleset.readings[reading].retenue == choice

    def choice(self, reading: str, choice: str) -> str:
        """The answer that a choice gives to its reading's question."""
        return self.ruleset.readings[reading].choice(choice).libelle.said(self.lang)

    def parent(self, file: str) -> str | None:
        """The name and version of what the rule set extends, by file; None for the rule set's own file."""
        return next(
            (f"{other.id}@{other.version}" for other in self.ruleset.etend if other.file == file), None
        )

    def source(self, file: str) -> str:
        """The text that a file writes down; what a model leaves unsaid is the rule set's own."""
        own = self.ruleset.source
        return next((other.source for other in self.ruleset.etend if other.file == file), own) or own

    def in_force(self) -> str:
        """The days of entry into training that the rule set governs."""
        return period_said(self.speech, "annotated", self.ruleset.in_force)

    def verdict(self) -> str:
        """What is found when every condition is met, in the rule set's own words if it has some."""
        constat = self.ruleset.constat
        if constat is None:
            return self.say("verdict")
        said = constat.of(VerdictStatus.ELIGIBLE).said(self.lang)
        return said[:1].upper() + said[1:]

    def measures_of(self, condition: Condition) -> tuple[MeasureDef, ...]:
        """The measures that a condition reads under any reading, in the file's order."""
        parts = [condition.exige] if condition.si is None else [condition.si, condition.exige]
        names = {
            clause.compare.measure
            for part in parts
            for clause in clauses_in(part)
            if isinstance(clause, Comparaison)
        }
        return tuple(measure for name, measure in self.ruleset.measures.items() if name in names)

    def options(self, measure: MeasureDef) -> list[OptionSaid]:
        """The options of a measure that the file or a reading gives, the main one first."""
        found = []
        for name, value in measure.options.items():
            # An option whose name the messages don't know is said as rule files write it.
            key = f"options.{name}"
            label = self.speech.say(key) if self.speech.has(key) else name
            if isinstance(value, Lecture):
                chosen = value.choices[self.ruleset.readings[value.name].retenue]
                said = self._said(measure, name, chosen) or self.speech.say("options.any")
                found.append(OptionSaid(label, said, value.name))
            elif given := self._option(measure, name, value):
                found.append(OptionSaid(label, given))
        return found

    def _option(self, measure: MeasureDef, name: str, value: Any) -> str:  # each option has a type of its own
        """The value of an option in words; empty for one that says nothing more than its absence would."""
        spec = measure.kind.OPTIONS[name]
        if spec.say is None and (value is None or (isinstance(value, bool) and value is spec.default)):
            return ""
        return self._said(measure, name, value)

    def _said(self, measure: MeasureDef, name: str, value: Any) -> str:  # as above
        say = measure.kind.OPTIONS[name].say
        if say is not None:
            return say(value, self.speech)
        return "" if value is None else self.value(value)

    def value(self, value: Any) -> str:  # as above
        """A value of a rule file in words: by its type, and where it is a word, by what the word means."""
        if isinstance(value, bool):
            return self.speech.say(f"answers.{'oui' if value else 'non'}")
        if isinstance(value, Enum):
            return self._word(str(value.value))
        if isinstance(value, date):
            return self.speech.date(value)
        if isinstance(value, (int, Fraction, Decimal)):
            return self.speech.number(value)
        if isinstance(value, Collection) and not isinstance(value, str):
            return self._several(value)
        return self._word(str(value))

    def _several(self, values: Collection[Any]) -> str:
        """Several values; a group of the programme by its name, with the codes that it has."""
        if isinstance(values, (set, frozenset)):
            return self.speech.list(sorted(self.value(item) for item in values))
        # Codes stand alone, or each with its credits, which the programme's table tells.
        codes = tuple(item[0] if isinstance(item, tuple) else item for item in values)
        for group, known in self.ruleset.fiche.groups.items():
            if codes == known and len(codes) > 1:
                listed = self.speech.list(codes)
                return self.speech.say("options.equal-group", group=group, n=len(codes), codes=listed)
        return self.speech.list(self.value(code) for code in codes)

    def _word(self, word: str) -> str:
        for table in ("words", "obtentions", "answers"):
            if self.speech.has(f"{table}.{word}"):
                return self.speech.say(f"{table}.{word}")
        return word

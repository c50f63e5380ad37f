"""How the parts of a rule set are said: comparisons, choices, measures; shared by the pages that show it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import frozen

from cnam_rules.kernel import Compare, VerdictStatus
from cnam_rules.language.definitions import DecisionDef, ParametreDef
from cnam_rules.language.expressions import Comparaison, Lecture, Reference, clauses_in
from cnam_rules.measures import Vocabulary
from cnam_rules.render.words import bound, period_said, quantity
from cnam_rules.speech import Speech

if TYPE_CHECKING:
    from cnam_rules.facts import Text
    from cnam_rules.language import Condition, MeasureDef, RuleSet, ValeurDef
    from cnam_rules.speech import Value
    from cnam_rules.units import Unit

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

    def asked(self, clause: Comparaison) -> str:
        """What a comparison asks for, the value that it names included."""
        valeur = clause.valeur
        if valeur is None:
            return self.bound(clause.compare)
        value = self.named(valeur)
        label = value.libelle.said(self.lang)
        name = self.speech.say(f"ruleset.valeur-{valeur.kind}", label=label, name=value.name)
        return self.speech.say(f"operators.{valeur.op.value}", bound=name)

    def named(self, valeur: Reference) -> ValeurDef:
        """The parameter or the decision of that name."""
        kind = ParametreDef if valeur.kind == "parametre" else DecisionDef
        return next(v for v in self.ruleset.valeurs if v.name == valeur.name and isinstance(v, kind))

    def values(self, value: ValeurDef) -> Iterator[tuple[str, str | None]]:
        """The values of a parameter, or the bounds of a decision, each with its clause where it has one."""

        def source(clause: str, extract: str) -> str:
            return self.speech.say("ruleset.valeur-source", clause=clause, extract=extract)

        if isinstance(value, ParametreDef):
            for item in value.valeurs:
                amount = self._amount(value.unit, item.valeur)
                said = self.speech.say(f"ruleset.parametre-{value.selon}", value=amount, du=item.du)
                yield said, source(item.clause, item.extrait)
            return
        ends = {"least": value.bas, "most": value.haut}
        args = {name: quantity(self.speech, value.unit, end) for name, end in ends.items()}
        yield self.speech.say("ruleset.decision", par=value.par.said(self.lang), **args), None
        key = "decision-unknown" if value.par_defaut is None else "decision-default"
        usual = {} if value.par_defaut is None else {"value": self._amount(value.unit, value.par_defaut)}
        yield self.speech.say(f"ruleset.{key}", **usual), source(value.clause, value.extrait)

    def _amount(self, unit: Unit, value: int | Lecture[int]) -> str:
        """A value; of one that a reading decides, that of each choice."""
        if not isinstance(value, Lecture):
            return quantity(self.speech, unit, value)
        parts = [f"{choice} : {quantity(self.speech, unit, said)}" for choice, said in value.choices.items()]
        reading = self.speech.say("ruleset.by-reading-short", name=value.name)
        return f"{reading} ({self.speech.series(parts)})"

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
        names = {clause.mesure for clause in self._comparisons(condition)}
        return tuple(measure for name, measure in self.ruleset.measures.items() if name in names)

    def values_of(self, condition: Condition) -> tuple[ValeurDef, ...]:
        """The parameters and decisions that a condition compares with, in the file's order."""
        found = [self.named(c.valeur) for c in self._comparisons(condition) if c.valeur is not None]
        return tuple(value for value in self.ruleset.valeurs if value in found)

    def _comparisons(self, condition: Condition) -> list[Comparaison]:
        parts = [condition.exige] if condition.si is None else [condition.si, condition.exige]
        return [clause for part in parts for clause in clauses_in(part) if isinstance(clause, Comparaison)]

    def options(self, measure: MeasureDef) -> list[OptionSaid]:
        """The options of a measure that the file or a reading gives, the main one first."""
        found = []
        for name, value in measure.options.items():
            # An option whose name the messages don't know is said as rule files write it.
            keys = (f"options.{measure.kind.KEY}-{name}", f"options.{name}")
            label = next((self.speech.say(key) for key in keys if self.speech.has(key)), name)
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
        spec = measure.kind.OPTIONS[name]
        if spec.say is not None:
            return spec.say(value, self.speech)
        if spec.unit is not None and value is not None:
            return quantity(self.speech, spec.unit, value)
        words = self._own_words(measure)
        if words and isinstance(value, tuple):
            return self.speech.list(words[word].said(self.lang) for word in value)
        return "" if value is None else self.value(value)

    def _own_words(self, measure: MeasureDef) -> Mapping[str, Text]:
        """What the words of a measure mean that speaks of the candidate's situation."""
        known = (value for value in measure.options.values() if isinstance(value, Vocabulary))
        return {word: label for vocabulary in known for word, label in vocabulary.words}

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

"""A rule set in words: what each condition asks for, what it counts, and how the text was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from cnam_rules.kernel import VerdictStatus
from cnam_rules.language.definitions import DecisionDef, ParametreDef
from cnam_rules.language.expressions import (
    AuMoins,
    Clause,
    Comparaison,
    Lecture,
    Non,
    Reference,
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
    from cnam_rules.facts import Text
    from cnam_rules.language import Condition, MeasureDef, Reading, RuleSet, ValeurDef

__all__ = ["ruleset_data", "ruleset_text", "text_data"]


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
        """A condition: what it asks, its clause, where it applies, what it requires."""
        yield from self.block(f"{condition.libelle.said(self.lang)} [{condition.id}]", 2)
        source = condition.source
        place = {"file": condition.file, "line": str(condition.line)}
        yield from self.block(self.say("clause", clause=source.clause, extract=source.extrait, **place), 4)
        yield from self.inherited(condition.file, None)
        for origin in condition.origins:
            part, name = origin.key, self.name_of(origin.file)
            said = self.say("inherited-part", part=part, name=name, file=origin.file, line=str(origin.line))
            yield from self.block(said, 4)
        if condition.si is not None:
            yield from self.block(self.say("applies"), 4)
            yield from self.clause(condition.si, 6)
            yield from self.block(self.say("requires"), 4)
            yield from self.clause(condition.exige, 6)
        else:
            yield from self.clause(condition.exige, 4)

    def inherited(self, file: str, line: int | None) -> Iterator[str]:
        """Where an inherited part comes from; nothing for one that the file has of its own."""
        if file != self.ruleset.file:
            place = {} if line is None else {"file": file, "line": str(line)}
            key = "inherited" if line is None else "inherited-from"
            yield from self.block(self.say(key, name=self.name_of(file), **place), 4)

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


# ------------------------------------------------------------------------------------------------- data
def ruleset_data(ruleset: RuleSet) -> dict[str, Any]:
    """The rule set as plain data: dicts, lists, texts, numbers and booleans, under the keys of rule files.

    Bounds are whole numbers in the unit of their measure, as in a stored verdict (see `cnam_rules.units`).
    """
    return {
        "jeu": ruleset.id,
        "version": ruleset.version,
        "programme": ruleset.programme,
        "intitule": text_data(ruleset.intitule),
        "en_vigueur": ruleset.in_force.data(),
        "texte": ruleset.source,
        "constat": None
        if ruleset.constat is None
        else {
            "oui": text_data(ruleset.constat.oui),
            "non": text_data(ruleset.constat.non),
            "indetermine": text_data(ruleset.constat.indetermine),
        },
        "reconstitution": text_data(ruleset.reconstitution),
        "sha256": ruleset.sha256,
        "file": ruleset.file,
        "etend": [
            {"jeu": other.id, "version": other.version, "file": other.file, "texte": other.source}
            for other in ruleset.etend
        ],
        "conventions": {name: _value(value) for name, value in ruleset.conventions.items()},
        "situations": [
            {
                "name": vocabulary.name,
                "libelle": text_data(vocabulary.libelle),
                "mots": [{"name": word, "libelle": text_data(label)} for word, label in vocabulary.words],
            }
            for vocabulary in ruleset.situations.values()
        ],
        "mesures": [
            {
                "name": measure.name,
                "libelle": text_data(measure.libelle),
                "kind": measure.kind.KEY,
                "unit": measure.kind.UNIT.value,
                "options": {name: _value(value) for name, value in measure.options.items()},
                "file": measure.file,
                "line": measure.line,
            }
            for measure in ruleset.measures.values()
            if measure.kind is not Seuil
        ],
        "parametres": [_parametre(value) for value in ruleset.valeurs if isinstance(value, ParametreDef)],
        "decisions": [_decision(value) for value in ruleset.valeurs if isinstance(value, DecisionDef)],
        "conditions": [
            {
                "id": condition.id,
                "libelle": text_data(condition.libelle),
                "source": {"clause": condition.source.clause, "extrait": condition.source.extrait},
                "file": condition.file,
                "line": condition.line,
                "origins": [
                    {"key": origin.key, "file": origin.file, "line": origin.line}
                    for origin in condition.origins
                ],
                "si": None if condition.si is None else _clause(condition.si),
                "exige": _clause(condition.exige),
                "lectures": [*ruleset.readings_of(condition)],
            }
            for condition in ruleset.conditions
        ],
        "lectures": [
            {
                "name": reading.name,
                "question": text_data(reading.question),
                "retenue": reading.retenue,
                "raison": text_data(reading.raison),
                "choix": [
                    {"name": choice.name, "libelle": text_data(choice.libelle)} for choice in reading.choix
                ],
                "file": reading.file,
                "line": reading.line,
            }
            for reading in ruleset.readings.values()
        ],
        "exemples": [
            {"nom": example.name, "au": example.as_of.isoformat(), "line": example.line}
            for example in ruleset.examples
        ],
    }


def text_data(text: Text | None) -> dict[str, str] | None:
    """A text in two languages as plain data."""
    return None if text is None else {"fr": text.fr, "en": text.en}


def _value(value: Any) -> Any:  # an option or a convention, of whatever type it is
    if isinstance(value, Lecture):
        choices: Mapping[str, Any] = value.choices
        return {"lecture": value.name, "choix": {name: _value(chosen) for name, chosen in choices.items()}}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Vocabulary):
        return value.name
    if isinstance(value, (set, frozenset)):
        return sorted(_value(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [_value(item) for item in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return str(value)  # a moment, as rule files write it; an exact number


def _parametre(value: ParametreDef) -> dict[str, Any]:
    return {
        "name": value.name,
        "libelle": text_data(value.libelle),
        "unit": value.unit.value,
        "selon": value.selon,
        "valeurs": [
            {
                "du": item.du.isoformat(),
                "valeur": _value(item.valeur),
                "source": {"clause": item.clause, "extrait": item.extrait},
            }
            for item in value.valeurs
        ],
        "file": value.file,
        "line": value.line,
    }


def _decision(value: DecisionDef) -> dict[str, Any]:
    return {
        "name": value.name,
        "libelle": text_data(value.libelle),
        "unit": value.unit.value,
        "par": text_data(value.par),
        "entre": [value.bas, value.haut],
        "par_defaut": _value(value.par_defaut),
        "source": {"clause": value.clause, "extrait": value.extrait},
        "file": value.file,
        "line": value.line,
    }


def _clause(clause: Clause) -> dict[str, Any]:
    match clause:
        case Comparaison(valeur=Reference() as valeur):
            return {"mesure": valeur.measure, valeur.op.value: {valeur.kind: valeur.name}}
        case Comparaison(compare):
            return {"mesure": compare.measure, compare.op.value: compare.bound}
        case Toujours(value):
            return {"toujours": value}
        case Tous(terms):
            return {"tous": [_clause(term) for term in terms]}
        case UnAuMoins(terms):
            return {"un_au_moins": [_clause(term) for term in terms]}
        case AuMoins(n, terms):
            return {"au_moins": n, "parmi": [_clause(term) for term in terms]}
        case Non(term):
            return {"non": _clause(term)}
        case SiAlors(si, alors):
            return {"si": _clause(si), "alors": _clause(alors)}
        case Lecture(name, choices):
            return {"lecture": name, "choix": {choice: _clause(inside) for choice, inside in choices.items()}}

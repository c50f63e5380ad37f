"""A rule set as plain data, under the keys that rule files have."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from cnam_rules.facts import Text
    from cnam_rules.language import RuleSet

__all__ = ["ruleset_data", "text_data"]


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

"""The exported document: its conditions, its verdict, the facts they take; and the facts of a dossier."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from attrs import asdict

from cnam_rules.decoding import suggest
from cnam_rules.export.expressions import FACTS, WAIVED, key_of, status_rule, too_large, verdict_rule
from cnam_rules.export.languages import LANGUAGES, Language
from cnam_rules.export.schema import counts, facts_schema
from cnam_rules.facts import Text
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.kernel import Status
from cnam_rules.language import ChosenRules, RuleSet
from cnam_rules.measures import Measure
from cnam_rules.verdict import Verdict

__all__ = ["FORMAT", "export_rules", "facts_document"]

FORMAT = 1
"""The version of the exported document's form."""


def export_rules(
    ruleset: RuleSet, to: str = "jsonlogic", readings: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """A rule set as expressions that other systems can run, over facts measured beforehand.

    Args:
        ruleset: the rules.
        to: the language, `jsonlogic` or `certlogic`.
        readings: the choice to make for some readings, by name; for the others, the one retained. What is
            exported has no readings left: another choice is another export.

    Returns:
        A document as plain dicts, lists, texts, numbers and booleans. `schema` is the JSON Schema (draft-07)
        of the data that its expressions take, `conditions[].status` gives the status of each condition and
        `verdict` the verdict. Numbers are whole, in the units that `facts[].unit` says.

    Raises:
        RuleSetError: a reading or choice doesn't exist; there is no such language; or a bound is beyond what
            JSON engines read exactly.

    >>> from cnam_rules import rulesets
    >>> ruleset = next(known for known in rulesets() if known.id == "titre-casp/jury")
    >>> exported = export_rules(ruleset)
    >>> exported["conditions"][1]["status"]["if"][-1]
    'unknown'
    """
    if to not in LANGUAGES:
        args = {"found": to, "expected": ", ".join(LANGUAGES)}
        raise RuleSetError([Fault("--to", "unknown-word", args, suggest(to, LANGUAGES))])
    rules = ruleset.under(readings)
    _make_sure(rules, to)
    language = LANGUAGES[to]
    return {
        "format": FORMAT,
        "language": to,
        "ruleset": {
            "id": ruleset.id,
            "version": ruleset.version,
            "sha256": ruleset.sha256,
            "programme": ruleset.programme,
            "intitule": _text(ruleset.intitule),
            "source": ruleset.source,
            "in_force": ruleset.in_force.data(),
        },
        "conditions": _conditions(rules, language),
        "verdict": verdict_rule(rules.program, language),
        "facts": [_fact(name, measure, rules) for name, measure in rules.measures.items()],
        "schema": facts_schema(rules),
        "readings": [asdict(reading) for reading in rules.readings_used],
        "conventions": {name: value.value for name, value in asdict(rules.conventions).items()},
    }


def facts_document(verdict: Verdict) -> dict[str, Any]:
    """What an exported rule set takes: the facts and dispensations that a verdict was decided from.

    It says by which rules they were measured, and the schema of an export accepts only its own. It holds no
    name, date of a job or mark of a unit: only what they measure to.

    >>> from datetime import date
    >>> from cnam_rules import decide, loads
    >>> dossier = loads("{dossier: D-1, programme: RNCP36625, stages: []}")
    >>> facts_document(decide(dossier, as_of=date(2025, 11, 3)))["facts"]["experience"]
    {'least': 0, 'most': None}
    """
    used = verdict.ruleset
    return {
        "dossier": verdict.dossier,
        "as_of": verdict.as_of.isoformat(),
        "ruleset": {"id": used.id, "version": used.version, "sha256": used.sha256},
        "readings": {reading.name: reading.choice for reading in verdict.readings},
        FACTS: {key_of(fact.measure): {"least": fact.least, "most": fact.most} for fact in verdict.facts},
        WAIVED: [name for name, status in verdict.statuses.items() if status is Status.WAIVED],
    }


def _make_sure(rules: ChosenRules, to: str) -> None:
    """Check that everything can be said exactly.

    Raises:
        RuleSetError: with a fault for each comparison that can't.
    """
    faults = []
    for condition, written in zip(rules.program.conditions, rules.ruleset.conditions, strict=True):
        for part, expr in (("si", condition.applies), ("exige", condition.requires)):
            for path, compare in too_large(expr, part):
                args = {
                    "found": f"{{mesure: {compare.measure}, {compare.op.value}: {compare.bound}}}",
                    "condition": condition.id,
                    "language": to,
                }
                where = f"$.conditions[{condition.id}].{path}"
                faults.append(Fault(where, "bound-not-exact", args, file=written.file, line=written.line))
    if faults:
        raise RuleSetError(faults)


def _fact(name: str, measure: Measure, rules: ChosenRules) -> dict[str, Any]:
    """A fact that the expressions take: what it counts, and how it is measured."""
    return {
        "key": key_of(name),
        "measure": name,
        "libelle": _text(rules.ruleset.measures[name].libelle),
        "unit": measure.UNIT.value,
        "counts": counts(measure.UNIT),
        "kind": measure.KEY,
        "options": {option: _plain(getattr(measure, option)) for option in measure.OPTIONS},
    }


def _conditions(rules: ChosenRules, language: Language) -> list[dict[str, Any]]:
    return [
        {
            "id": written.id,
            "libelle": _text(written.libelle),
            "source": {"clause": written.source.clause, "extrait": written.source.extrait},
            "readings": [*rules.condition_readings[written.id]],
            "status": status_rule(condition, language),
        }
        for condition, written in zip(rules.program.conditions, rules.ruleset.conditions, strict=True)
    ]


def _text(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.en}


def _plain(value: Any) -> Any:  # an option of a measure, of whatever type it is
    """An option's value as JSON says it: exact numbers and dates as texts, as in a stored verdict."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(_plain(item) for item in value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value)

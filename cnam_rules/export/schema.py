"""The JSON Schema (draft-07) of the data that exported rules take."""

from __future__ import annotations

from typing import Any, Final

from cnam_rules.export.expressions import FACTS, LARGEST, WAIVED, key_of
from cnam_rules.language import ChosenRules
from cnam_rules.speech import Speech
from cnam_rules.units import Unit

__all__ = ["counts", "facts_schema"]

DRAFT: Final = "http://json-schema.org/draft-07/schema#"


def counts(unit: Unit) -> dict[str, str]:
    """What the whole numbers of a unit count, in both languages.

    >>> counts(Unit.OUI_NON)["en"]
    '1 for yes, 0 for no'
    """
    return {lang: Speech(lang).say(f"export.counts-{unit.value}") for lang in ("fr", "en")}


def facts_schema(rules: ChosenRules) -> dict[str, Any]:
    """What the data must be: each fact's two ends, and the conditions waived.

    Who measured elsewhere leaves `ruleset` and `readings` out. Data that has them must have been measured by
    these very rules under these very readings.
    """
    ruleset = rules.ruleset
    own = {"id": ruleset.id, "version": ruleset.version, "sha256": ruleset.sha256}
    facts = {
        key_of(name): _fact(rules.ruleset.measures[name].libelle.fr, measure.UNIT)
        for name, measure in rules.measures.items()
    }
    waived = {
        "type": "array",
        "items": {"type": "string", "enum": [condition.id for condition in ruleset.conditions]},
        "uniqueItems": True,
    }
    return {
        "$schema": DRAFT,
        "title": f"{ruleset.id}@{ruleset.version}",
        "type": "object",
        "properties": {
            "dossier": {"type": "string"},
            "as_of": {"type": "string", "format": "date"},
            "ruleset": _constants(own),
            "readings": _constants(rules.readings),
            FACTS: _object(facts),
            WAIVED: waived,
        },
        "required": [FACTS, WAIVED],
        "additionalProperties": False,
    }


def _fact(title: str, unit: Unit) -> dict[str, Any]:
    said = counts(unit)
    least, most = (0, 1) if unit is Unit.OUI_NON else (-LARGEST, LARGEST)
    bounds = {"minimum": least, "maximum": most}
    ends = {"least": {"type": "integer", **bounds}, "most": {"type": ["integer", "null"], **bounds}}
    return {"title": title, "description": f"{said['fr']} ({said['en']})", **_object(ends)}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": [*properties],
        "additionalProperties": False,
    }


def _constants(values: Any) -> dict[str, Any]:
    """An object that has exactly these texts."""
    return _object({name: {"const": value} for name, value in values.items()})

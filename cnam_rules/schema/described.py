"""What keys mean, beside their form: the descriptions that editors show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cnam_rules.forms import DATE, DAY, Form, closed
from cnam_rules.speech import Speech

__all__ = ["ANYTHING", "Described", "ref"]

ANYTHING: Form = {}
"""The form of what nothing is known of: the loader alone can tell."""


def ref(name: str) -> Form:
    """A form that stands among the definitions of the schema, by name."""
    return {"$ref": f"#/definitions/{name}"}


class Described:
    """Puts descriptions beside forms.

    Args:
        lang: the language of the descriptions.

    Attributes:
        asked: the names of the descriptions asked for so far.

    >>> Described().mapping("source", {"clause": {"type": "string"}})["additionalProperties"]
    False
    """

    def __init__(self, lang: str = "fr") -> None:
        self._speech = Speech(lang)
        self.asked: list[str] = []

    def say(self, name: str) -> str:
        """A description by its name; empty when there is none, which a test tells."""
        self.asked.append(name)
        key = f"schema.{name}"
        return self._speech.say(key) if self._speech.has(key) else ""

    def told(self, form: Any) -> Any:
        """A schema in which every spelling says how it goes: editors show that rather than the pattern."""
        if isinstance(form, list):
            return [self.told(part) for part in form]
        if not isinstance(form, Mapping):
            return form
        told = {key: self.told(part) for key, part in form.items()}
        if isinstance(form.get("pattern"), str):
            if "examples" in form:
                said = self._speech.say("schema.written", examples=", ".join(form["examples"]))
                told["patternErrorMessage"] = said
            elif form["pattern"] in (DATE["pattern"], DAY["pattern"]):
                told["patternErrorMessage"] = self._speech.say("schema.written-day")
        return told

    def words(self, table: str, known: Iterable[str]) -> list[str]:
        """What words mean, as `table` of the messages says each; empty unless it says them all."""
        keys = [f"{table}-{word}" for word in known]
        return [self._speech.say(key) for key in keys] if all(map(self._speech.has, keys)) else []

    def property(self, name: str, form: Form) -> Form:
        """A form with its description. What stands beside a reference is ignored, so it goes around it."""
        description = self.say(name)
        if not description:
            return form
        return {**({"allOf": [form]} if "$ref" in form else form), "description": description}

    def properties(self, part: str, forms: Mapping[str, Form]) -> dict[str, Form]:
        """The keys of a part, each described under the part's name and its own."""
        return {key: self.property(f"{part}.{key}", form) for key, form in forms.items()}

    def mapping(self, part: str, forms: Mapping[str, Form], required: Iterable[str] = ()) -> Form:
        """A mapping whose keys are all known and described."""
        return closed(self.properties(part, forms), required)

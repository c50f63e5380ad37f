"""The schema of a measure: one kind, told by its key, then the options of that kind.

The kinds stand side by side until one is chosen; then only its own options are known. An editor so offers
what goes with what is already written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cnam_rules.forms import Form, any_of, form_of
from cnam_rules.measures import KINDS, Option
from cnam_rules.measures.moment_forms import MOMENT
from cnam_rules.schema.described import ANYTHING, Described, ref

__all__ = ["measure_schema", "with_reading"]


def with_reading(form: Form) -> Form:
    """A form, or the reading that fills its place."""
    return any_of(form, ref("lecture")) if form else ANYTHING


def measure_schema(described: Described, *, whole: bool) -> Form:
    """The schema of a measure.

    Args:
        described: what keys mean.
        whole: whether its name and its kind must be said; a file that extends another may leave both to it.
    """
    any_kind = [{"required": [key]} for key in KINDS]
    chosen = [{"if": {"required": [key]}, "then": _of_kind(described, key, whole=whole)} for key in KINDS]
    return {
        "type": "object",
        "properties": {"libelle": described.property("mesure.libelle", ref("libelle"))},
        **({"required": ["libelle"], "oneOf": any_kind} if whole else {}),
        "if": {"anyOf": any_kind},
        "else": _of_no_kind(described, whole=whole),
        "allOf": chosen,
    }


def _of_kind(described: Described, key: str, *, whole: bool) -> Form:
    """What a measure of one kind may say besides its name."""
    options = KINDS[key].OPTIONS
    said = {name: _option(described, key, name, option) for name, option in options.items()}
    form: dict[str, Form | list[str] | bool] = {
        "properties": {"libelle": ANYTHING, **said},
        "additionalProperties": False,
    }
    apart = [{"required": [name, option.excludes]} for name, option in options.items() if option.excludes]
    if apart:
        form["not"] = any_of(*apart)
    if whole:  # what a file extends may give the rest
        if required := [name for name, option in options.items() if option.required]:
            form["required"] = required
        if needs := {name: [option.needs] for name, option in options.items() if option.needs}:
            form["dependencies"] = needs
    return form


def _of_no_kind(described: Described, *, whole: bool) -> Form:
    """What a measure may say while it doesn't say its kind.

    The kinds to choose from; and in a file that extends another, which may have said it, any option.
    """
    every: dict[str, list[Form]] = {}
    for key, kind in KINDS.items():
        for name, option in kind.OPTIONS.items():
            if name == key or not whole:
                every.setdefault(name, []).append(_option(described, key, name, option))
    said = {name: forms[0] if len(forms) == 1 else any_of(*forms) for name, forms in every.items()}
    return {"properties": {"libelle": ANYTHING, **said}, "additionalProperties": False}


def _option(described: Described, kind: str, name: str, option: Option) -> Form:
    """An option, or a reading in its place, described under the kind's name and its own."""
    key = f"mesure.{kind}" if name == kind else f"mesure.{kind}.{name}"
    return described.property(key, with_reading(_shared(form_of(option.read) or ANYTHING)))


def _shared(form: Any) -> Any:  # a form, or a part of one
    """A form in which moments, which are long, stand among the definitions."""
    if form == MOMENT:
        return ref("moment")
    if isinstance(form, Mapping):
        return {key: _shared(part) for key, part in form.items()}
    return [_shared(part) for part in form] if isinstance(form, list) else form

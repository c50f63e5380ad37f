"""The schema of a measure: one kind, told by its key, then the options of that kind.

The kinds stand side by side until one is chosen; then only its own options are known. An editor so offers
what goes with what is already written.
"""

from __future__ import annotations

from cnam_rules.forms import Form, any_of, form_of
from cnam_rules.measures import KINDS, Option
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
    label = described.property("mesure.libelle", ref("libelle"))
    mains = {key: _option(described, key, kind.OPTIONS[key]) for key, kind in KINDS.items()}
    chosen = [{"if": {"required": [key]}, "then": _of_kind(described, key, whole=whole)} for key in KINDS]
    if whole:
        kinds: Form = {"oneOf": [{"required": [key]} for key in KINDS]}
    else:
        any_kind = {"anyOf": [{"required": [key]} for key in KINDS]}
        kinds = {"if": any_kind, "else": _of_no_kind(described)}
    return {
        "type": "object",
        "properties": {"libelle": label, **mains},
        **({"required": ["libelle"]} if whole else {}),
        **kinds,
        "allOf": chosen,
    }


def _of_kind(described: Described, key: str, *, whole: bool) -> Form:
    """What a measure of one kind may say besides."""
    options = KINDS[key].OPTIONS
    said: dict[str, Form] = {"libelle": ANYTHING, key: ANYTHING}
    for name, option in options.items():
        if name != key:
            said[name] = _option(described, f"{key}.{name}", option)
    required = [name for name, option in options.items() if option.required] if whole else []
    return {
        "properties": said,
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


def _of_no_kind(described: Described) -> Form:
    """What may be changed of a measure whose kind is said in the file that is extended."""
    every: dict[str, list[Form]] = {}
    for key, kind in KINDS.items():
        for name, option in kind.OPTIONS.items():
            form = _option(described, key if name == key else f"{key}.{name}", option)
            every.setdefault(name, []).append(form)
    said = {name: forms[0] if len(forms) == 1 else any_of(*forms) for name, forms in every.items()}
    return {"properties": {"libelle": ANYTHING, **said}, "additionalProperties": False}


def _option(described: Described, name: str, option: Option) -> Form:
    """An option, or a reading in its place, described under the kind's name and its own."""
    return described.property(f"mesure.{name}", with_reading(form_of(option.read) or ANYTHING))

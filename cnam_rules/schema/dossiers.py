"""The schema of dossiers, from the classes that hold them and the keys that their loader reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from attrs import NOTHING, fields_dict, has

from cnam_rules.dossier.acquis import NIVEAUX, Diplome
from cnam_rules.dossier.load import KEYS
from cnam_rules.dossier.model import Derogation, Dossier, Etape, Ue
from cnam_rules.forms import CODE, DAY, NUMBER, TEXT, YES_NO, Form, any_of, entries, integer, items, words
from cnam_rules.schema.described import ANYTHING, Described

__all__ = ["dossier_schema", "form_of_type"]

_UNKNOWN: Final = words(("inconnu",), None)
_PARTS: Final[Mapping[type, Mapping[str, Form]]] = {
    Ue: {"code": CODE},
    Diplome: {
        "niveau": any_of(integer(NIVEAUX[0], NIVEAUX[-1]), words((*map(str, NIVEAUX), "inconnu"), None))
    },
    Derogation: {"jusqu_au": DAY},
    Dossier: {"situation": any_of(entries(any_of(TEXT, words((), True, False, None))), _UNKNOWN)},
}
"""What is read otherwise than its type tells."""


def dossier_schema(described: Described, *, whole: bool = True) -> Form:
    """The schema of a dossier.

    Args:
        described: what keys mean.
        whole: whether it must say what it is a dossier of; an example of a rule file need not.
    """
    return _mapping(Dossier, described, whole=whole)


def form_of_type(hint: Any, described: Described) -> Form | None:  # annotations are of every type
    """The form of a value of some type, as the dossier's loader reads it; None for a type it doesn't know."""
    found: list[Form] = []
    parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    for part in parts:
        form = _form(part, described)
        if form is None:
            return None
        found.append(form)
    enums = [form["enum"] for form in found if "enum" in form]
    others = [form for form in found if "enum" not in form]
    listed = [words(_sorted(value for enum in enums for value in enum))] if enums else []
    merged = [*others, *listed]
    return merged[0] if len(merged) == 1 else any_of(*merged)


def _form(hint: Any, described: Described) -> Form | None:  # as above
    plain: dict[object, Form] = {
        NoneType: _UNKNOWN,
        date: DAY,
        bool: YES_NO,
        Fraction: NUMBER,
        int: integer(0),
        str: TEXT,
        Literal[True, False]: YES_NO,
    }
    if hint in plain:
        return plain[hint]
    if get_origin(hint) is tuple:
        entry = form_of_type(get_args(hint)[0], described)
        return None if entry is None else any_of(items(entry), _UNKNOWN)
    if isinstance(hint, type) and issubclass(hint, Enum):
        known = [member.value for member in hint]
        return words(known, *([None] if "inconnu" in known else []))
    if isinstance(hint, type) and has(hint):
        return _mapping(hint, described)
    return None


def _mapping(kind: type, described: Described, *, whole: bool = True) -> Form:
    """A part of a dossier, from its class; what has no default is required."""
    hints = get_type_hints(kind)
    attributes = {name: attribute for name, attribute in fields_dict(kind).items() if attribute.init}
    keys = KEYS.get(kind, tuple(attributes))
    forms = {key: form_of_type(hints[key], described) or ANYTHING for key in keys}
    if kind is Dossier:
        step = form_of_type(Etape, described) or ANYTHING
        forms["etapes"] = any_of(entries(step), _UNKNOWN)
    forms |= _PARTS.get(kind, {})
    required = [key for key in keys if whole and attributes[key].default is NOTHING]
    return described.mapping(kind.__name__.lower(), forms, required)


def _sorted(values: Iterable[object]) -> Any:  # words, true, false and null together
    """The words first, then true, false and null; each once."""
    once = list({(type(value), value): value for value in values}.values())
    return [*(v for v in once if isinstance(v, str)), *(v for v in once if not isinstance(v, str))]

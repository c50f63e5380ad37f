"""A dossier with one value put at a path of its form, as a file would hold it there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Final

from cnam_rules.decoding import Decoder, cut
from cnam_rules.documents import Node, child, parse
from cnam_rules.dossier.checks import Units
from cnam_rules.dossier.dump import dump
from cnam_rules.dossier.load import decode
from cnam_rules.dossier.model import Dossier
from cnam_rules.faults import DossierError, Fault

__all__ = ["placed"]

_STEP: Final = re.compile(r"""\.([\w-]+)|\[(\d{1,6})\]|\[("(?:[^"\\]|\\.)*")\]""")


def placed(dossier: Dossier, path: str, value: Any, *, units: Units | None = None) -> Dossier:
    """The dossier with a value put at a path, in the place of what stood there.

    Args:
        dossier: the dossier.
        path: where, as faults and missing pieces tell it: `$.experiences[1].dans_le_champ`, `$.ue`,
            `$.etapes.depot`.
        value: what a file would hold there: a text, a number, a date, True, False, None for unknown, a
            sequence or a mapping of them.
        units: the codes that each programme knows; see `check`.

    Raises:
        DossierError: there is no such place, the value doesn't fit there, or the dossier contradicts itself
            then; or it did already.
        TypeError: the value is of a type that no file holds.

    >>> placed(Dossier("D-1", "RNCP36625"), "$.rapport.valide", True).rapport.valide
    True
    >>> placed(Dossier("D-1", "RNCP36625"), "$.ue", [{"code": "fpg 003", "note": 12.5}]).ue[0].code
    'FPG003'
    """
    node, faults = parse(dump(dossier, format="json"), format="json")
    if node is None:
        raise DossierError(faults)
    decoder = Decoder()
    built = decode(_with(node, _steps(path), path, _held(value)), decoder, units=units)
    if built is None or decoder.faults:
        raise DossierError(decoder.faults)
    return built


def _steps(path: str) -> list[str | int]:
    """The names and the places in lists that a path goes through.

    Raises:
        DossierError: it is no path.
    """
    steps: list[str | int] = []
    rest = path.removeprefix("$") if path.startswith("$") else ""
    while match := _STEP.match(rest):
        name, index, quoted = match.groups()
        steps.append(int(index) if index else json.loads(quoted) if quoted else name)
        rest = rest[match.end() :]
    if rest or not steps:
        raise DossierError([Fault("$", "not-a-path", {"found": cut(path)})])
    return steps


def _with(node: Node, steps: Sequence[str | int], path: str, value: Any) -> Node:  # whatever a file holds
    """A part of a document with a value put inside it.

    Raises:
        DossierError: it has no such place.
    """
    if not steps:
        return _node(value, node.path)
    first, rest = steps[0], steps[1:]
    if isinstance(first, str) and (node.value is None or isinstance(node.value, dict)):
        entries = dict(node.value or {})
        below = entries.get(first, Node(None, child(node.path, first)))
        return Node({**entries, first: _with(below, rest, path, value)}, node.path)
    if isinstance(first, int) and isinstance(node.value, tuple) and first < len(node.value):
        items = list(node.value)
        items[first] = _with(items[first], rest, path, value)
        return Node(tuple(items), node.path)
    held = len(node.value) if isinstance(node.value, tuple) else 0
    raise DossierError([Fault(node.path, "no-such-place", {"found": cut(path), "expected": str(held)})])


def _node(value: Any, path: str) -> Node:  # as above
    if isinstance(value, dict):
        return Node({key: _node(item, child(path, key)) for key, item in value.items()}, path)
    if isinstance(value, list):
        return Node(tuple(_node(item, f"{path}[{index}]") for index, item in enumerate(value)), path)
    return Node(value, path)


def _held(value: Any) -> Any:  # whatever the caller gives
    """A value of Python as a file holds it.

    Raises:
        TypeError: no file holds such a value.
    """
    match value:
        case None | bool() | str() | int() | Decimal():
            return value
        case float():
            return Decimal(repr(value))
        case Fraction():
            return f"{value.numerator}/{value.denominator}" if value.denominator != 1 else value.numerator
        case Enum():
            return value.value
        case date() if not isinstance(value, datetime):
            return value.isoformat()
        case Mapping():
            return {str(key): _held(item) for key, item in value.items()}
        case list() | tuple():
            return [_held(item) for item in value]
        case _:
            raise TypeError(f"a value as a dossier's file holds it is expected, not {type(value).__name__}")

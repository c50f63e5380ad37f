"""The tree of a document: values that remember where they stand, and the limits that both readers keep."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Final, TypeAlias

from attrs import field, frozen

from cnam_rules.faults import Fault

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_DIGITS",
    "MAX_NODES",
    "Node",
    "Refused",
    "Scalar",
    "check_size",
    "child",
    "plain",
    "resolve_plain",
    "short",
]

MAX_BYTES: Final = 1_000_000
"""Largest document read, in bytes of UTF-8."""
MAX_DEPTH: Final = 32
"""Deepest nesting of lists and mappings read."""
MAX_NODES: Final = 100_000
"""Largest number of values in one document."""

MAX_DIGITS: Final = 40
"""Longest number read, in characters."""

Scalar: TypeAlias = str | int | Decimal | bool | None


@frozen
class Node:
    """A value of a document, with its path and, in YAML, its place.

    Attributes:
        value: a scalar, a tuple of nodes, or a dict of nodes by key.
        path: `$` for the root, `$.ue[3].code` below it.
        line: from 1, or None where the format has no places (JSON).
        column: from 1, or None.
        raw: a scalar as it is written, or None where the format does not keep it (JSON).
        keys: for a mapping, the place (line, column) of each key.
        file: the file it stands in, or None for a document that came from no file.
    """

    value: Scalar | tuple[Node, ...] | dict[str, Node]
    path: str
    line: int | None = None
    column: int | None = None
    raw: str | None = None
    keys: dict[str, tuple[int, int]] = field(factory=dict, eq=False, repr=False)
    file: str | None = field(default=None, eq=False, repr=False)


class Refused(Exception):
    """Reading stops here: the document has no tree."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault)


_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
_WORDS: Final[dict[str, Scalar]] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}


def plain(node: Node) -> object:
    """The tree as plain dicts, lists and scalars, without places."""
    match node.value:
        case dict() as items:
            return {key: plain(item) for key, item in items.items()}
        case tuple() as entries:
            return [plain(entry) for entry in entries]
        case scalar:
            return scalar


def resolve_plain(text: str) -> Scalar:
    """A YAML 1.2 plain scalar by the core schema, decimals exact; octal and hexadecimal stay words.

    >>> resolve_plain("010"), resolve_plain("1e3"), resolve_plain("oui"), resolve_plain("~")
    ('010', Decimal('1E+3'), 'oui', None)
    """
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= MAX_DIGITS:
        if _INT.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return Decimal(text)
    return text


def check_size(text: str, file: str | None) -> None:
    """Refuse a text that is too big, or that isn't Unicode."""
    too_big = Fault("$", "too-big", {"expected": str(MAX_BYTES)}, file=file)
    if len(text) > MAX_BYTES:
        raise Refused(too_big)
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise Refused(Fault("$", "not-unicode", file=file, line=line)) from None
    if size > MAX_BYTES:
        raise Refused(too_big)


def child(path: str, key: str) -> str:
    """The path of a mapping's entry.

    >>> child("$.ue[0]", "code"), child("$", "two words")
    ('$.ue[0].code', '$["two words"]')
    """
    key = short(key)
    if re.fullmatch(r"[\w-]+", key):
        return f"{path}.{key}"
    return f"{path}[{json.dumps(key, ensure_ascii=not key.isprintable())}]"


def short(text: str, limit: int = 80) -> str:
    """The beginning of a text, as long as may be."""
    return text if len(text) <= limit else text[: limit - 1] + "…"

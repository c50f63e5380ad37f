"""YAML and JSON documents as trees that remember where each value stands, and a decoder over them.

YAML is read as YAML 1.2 (core schema: `oui`, `no` and `2023-10-02` are words, only `true`, `false`, `null`
and numbers are more), without anchors, aliases, tags or duplicate keys. JSON is read by the standard library,
duplicate keys refused, decimals kept exact. Size, depth and the number of values are limited, so a hostile
file is an error and not a hang.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal, NoReturn, TypeAlias

from attrs import field, frozen

from cnam_rules.faults import Fault

if TYPE_CHECKING:
    from yaml.events import Event

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "Node",
    "Scalar",
    "parse",
    "plain",
    "read_json",
    "read_yaml",
]

MAX_BYTES: Final = 1_000_000
"""Largest document read, in bytes of UTF-8."""
MAX_DEPTH: Final = 32
"""Deepest nesting of lists and mappings read."""
MAX_NODES: Final = 100_000
"""Largest number of values in one document."""

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
    """

    value: Scalar | tuple[Node, ...] | dict[str, Node]
    path: str
    line: int | None = None
    column: int | None = None
    raw: str | None = None
    keys: dict[str, tuple[int, int]] = field(factory=dict, eq=False, repr=False)


class _Refused(Exception):
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
_MAX_DIGITS: Final = 40


def read_yaml(text: str, *, file: str | None = None) -> tuple[Node | None, list[Fault]]:
    """Read one YAML 1.2 document.

    Args:
        text: the document.
        file: the file's name, for the faults.

    Returns:
        The tree and the faults found on the way; no tree when the document can't be read at all.

    >>> node, faults = read_yaml("note: 12.5")
    >>> node.value["note"].value, node.value["note"].line, node.value["note"].column
    (Decimal('12.5'), 1, 7)
    """
    import yaml

    faults: list[Fault] = []
    try:
        _check_size(text, file)
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        root = _Builder(yaml.parse(text, Loader=loader), file, faults).document()
    except _Refused as refused:
        return None, [*faults, refused.fault]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        detail = ", ".join(part for part in (error.context, error.problem) if part)
        return None, [*faults, _fault("yaml-syntax", mark, file, detail=detail)]
    except yaml.YAMLError as error:
        position = getattr(error, "position", None)
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) else None
        return None, [
            *faults,
            Fault(
                "$",
                "yaml-syntax",
                {"detail": str(error.args[-1] if error.args else error)},
                file=file,
                line=line,
            ),
        ]
    return root, faults


def read_json(text: str, *, file: str | None = None) -> tuple[Node | None, list[Fault]]:
    """Read one JSON document (RFC 8259; no NaN, no duplicate keys, decimals exact).

    Returns:
        The tree, without places, and the faults; no tree when the document can't be read at all.

    >>> read_json('{"note": 12.50}')[0].value["note"].value
    Decimal('12.50')
    """
    faults: list[Fault] = []

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(items)
        return found if len(found) == len(items) else _Repeated(items)

    def refuse(word: str) -> NoReturn:
        raise _Refused(Fault("$", "json-syntax", {"detail": word}, file=file))

    def number(digits: str) -> int | Decimal:
        value = resolve_plain(digits)
        if isinstance(value, (int, Decimal)):
            return value
        raise _Refused(
            Fault(
                "$", "number-too-long", {"found": _short(digits, 20), "expected": str(_MAX_DIGITS)}, file=file
            )
        )

    try:
        _check_size(text, file)
        data = json.loads(
            text, object_pairs_hook=pairs, parse_constant=refuse, parse_float=number, parse_int=number
        )
        return _from_data(data, file, faults), faults
    except _Refused as refused:
        return None, [*faults, refused.fault]
    except json.JSONDecodeError as error:
        fault = Fault(
            "$", "json-syntax", {"detail": error.msg}, file=file, line=error.lineno, column=error.colno
        )
        return None, [*faults, fault]
    except RecursionError:
        return None, [*faults, Fault("$", "too-deep", {"expected": str(MAX_DEPTH)}, file=file)]


def parse(
    text: str,
    *,
    file: str | None = None,
    format: Literal["yaml", "json"] | None = None,  # noqa: A002 - the word that callers look for
) -> tuple[Node | None, list[Fault]]:
    """Read YAML or JSON, by `format`, else by the file's ending, else JSON when it begins as JSON does."""
    if format not in (None, "yaml", "json"):
        raise ValueError(f"format is 'yaml' or 'json', not {format!r}")
    ending = (file or "").rpartition(".")[2].lower()
    if format == "json" or (format is None and ending == "json"):
        return read_json(text, file=file)
    if format is None and ending not in ("yaml", "yml") and text.lstrip()[:1] in ("{", "["):
        node, faults = read_json(text, file=file)
        if node is not None:
            return node, faults
    return read_yaml(text, file=file)


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
    if len(text) <= _MAX_DIGITS:
        if _INT.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return Decimal(text)
    return text


def _check_size(text: str, file: str | None) -> None:
    too_big = Fault("$", "too-big", {"expected": str(MAX_BYTES)}, file=file)
    if len(text) > MAX_BYTES:
        raise _Refused(too_big)
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise _Refused(Fault("$", "not-unicode", file=file, line=line)) from None
    if size > MAX_BYTES:
        raise _Refused(too_big)


def _fault(code: str, mark: object, file: str | None, path: str = "$", **args: str) -> Fault:
    line, column = getattr(mark, "line", None), getattr(mark, "column", None)
    return Fault(
        path,
        code,
        args,
        file=file,
        line=None if line is None else line + 1,
        column=None if column is None else column + 1,
    )


class _Repeated(dict[str, object]):
    """A JSON object in which keys were given more than once; the first of each stands."""

    def __init__(self, items: list[tuple[str, object]]) -> None:
        super().__init__()
        self.again: list[str] = []
        for key, value in items:
            if key in self:
                self.again.append(key)
            else:
                self[key] = value


def _from_data(data: object, file: str | None, faults: list[Fault]) -> Node:
    """Plain JSON data as nodes, within the limits on depth and number."""
    count = 0

    def build(value: object, path: str, depth: int) -> Node:
        nonlocal count
        count += 1
        if depth > MAX_DEPTH:
            raise _Refused(Fault(_short(path), "too-deep", {"expected": str(MAX_DEPTH)}, file=file))
        if count > MAX_NODES:
            raise _Refused(Fault("$", "too-many-values", {"expected": str(MAX_NODES)}, file=file))
        match value:
            case dict():
                if isinstance(value, _Repeated):
                    faults.extend(
                        Fault(child(path, key), "duplicate-key", {"found": _short(key)}, file=file)
                        for key in value.again
                    )
                return Node({k: build(v, child(path, k), depth + 1) for k, v in value.items()}, path)
            case list():
                return Node(tuple(build(v, f"{path}[{i}]", depth + 1) for i, v in enumerate(value)), path)
            case str():
                return Node(value, path, raw=value)
            case bool() | int() | Decimal() | None:
                return Node(value, path)
            case _:  # pragma: no cover - json.loads makes nothing else
                raise TypeError(type(value).__name__)

    return build(data, "$", 0)


def child(path: str, key: str) -> str:
    """The path of a mapping's entry.

    >>> child("$.ue[0]", "code"), child("$", "two words")
    ('$.ue[0].code', '$["two words"]')
    """
    key = _short(key)
    if re.fullmatch(r"[\w-]+", key):
        return f"{path}.{key}"
    return f"{path}[{json.dumps(key, ensure_ascii=not key.isprintable())}]"


def _short(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _at(event: Event) -> tuple[int, int]:
    """The event's line and column, from 1."""
    mark = event.start_mark
    return (0, 0) if mark is None else (mark.line + 1, mark.column + 1)


class _Builder:
    """Builds nodes from YAML events, so that limits hold before anything is built."""

    def __init__(self, events: Iterable[Event], file: str | None, faults: list[Fault]) -> None:
        self._events: Iterator[Event] = iter(events)
        self._file = file
        self._faults = faults
        self._count = 0

    def document(self) -> Node:
        import yaml

        next(self._events)  # stream start
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            raise _Refused(_fault("empty", event.start_mark, self._file))
        root = self._node(next(self._events), "$", 0)
        next(self._events)  # document end
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise _Refused(_fault("several-documents", event.start_mark, self._file))
        return root

    def _node(self, event: Event, path: str, depth: int) -> Node:
        import yaml

        self._count += 1
        if self._count > MAX_NODES:
            raise _Refused(_fault("too-many-values", event.start_mark, self._file, expected=str(MAX_NODES)))
        if depth > MAX_DEPTH:
            raise _Refused(
                _fault("too-deep", event.start_mark, self._file, _short(path), expected=str(MAX_DEPTH))
            )
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(
                _fault(
                    "yaml-anchor", event.start_mark, self._file, path, found=str(getattr(event, "anchor", ""))
                )
            )
        if getattr(event, "tag", None):
            raise _Refused(
                _fault("yaml-tag", event.start_mark, self._file, path, found=str(getattr(event, "tag", "")))
            )
        line, column = _at(event)
        if isinstance(event, yaml.ScalarEvent):
            if event.style:  # between quotes or a block: text, whatever it looks like
                return Node(event.value, path, line, column, raw=event.value)
            return Node(resolve_plain(event.value), path, line, column, raw=event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            entries: list[Node] = []
            while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
                entries.append(self._node(event, f"{path}[{len(entries)}]", depth + 1))
            return Node(tuple(entries), path, line, column)
        return self._mapping(path, depth, line, column)

    def _mapping(self, path: str, depth: int, line: int, column: int) -> Node:
        import yaml

        items: dict[str, Node] = {}
        keys: dict[str, tuple[int, int]] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent) or event.tag:
                raise _Refused(_fault("key-not-text", event.start_mark, self._file, path))
            if event.anchor:
                raise _Refused(_fault("yaml-anchor", event.start_mark, self._file, path, found=event.anchor))
            key: str = event.value
            value = self._node(next(self._events), child(path, key), depth + 1)
            if key in items:
                self._faults.append(
                    _fault("duplicate-key", event.start_mark, self._file, child(path, key), found=_short(key))
                )
                continue
            items[key] = value
            keys[key] = _at(event)
        return Node(items, path, line, column, keys=keys)

"""JSON documents: the standard library's reader, made strict and exact."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import NoReturn

from cnam_rules.documents.nodes import (
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_NODES,
    Node,
    Refused,
    check_size,
    child,
    resolve_plain,
    short,
)
from cnam_rules.faults import Fault

__all__ = ["read_json"]


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
        raise Refused(Fault("$", "json-syntax", {"detail": word}, file=file))

    def number(digits: str) -> int | Decimal:
        value = resolve_plain(digits)
        if isinstance(value, (int, Decimal)):
            return value
        raise Refused(
            Fault(
                "$", "number-too-long", {"found": short(digits, 20), "expected": str(MAX_DIGITS)}, file=file
            )
        )

    try:
        check_size(text, file)
        data = json.loads(
            text, object_pairs_hook=pairs, parse_constant=refuse, parse_float=number, parse_int=number
        )
        return _from_data(data, file, faults), faults
    except Refused as refused:
        return None, [*faults, refused.fault]
    except json.JSONDecodeError as error:
        fault = Fault(
            "$", "json-syntax", {"detail": error.msg}, file=file, line=error.lineno, column=error.colno
        )
        return None, [*faults, fault]
    except RecursionError:
        return None, [*faults, Fault("$", "too-deep", {"expected": str(MAX_DEPTH)}, file=file)]


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
            raise Refused(Fault(short(path), "too-deep", {"expected": str(MAX_DEPTH)}, file=file))
        if count > MAX_NODES:
            raise Refused(Fault("$", "too-many-values", {"expected": str(MAX_NODES)}, file=file))
        match value:
            case dict():
                if isinstance(value, _Repeated):
                    faults.extend(
                        Fault(child(path, key), "duplicate-key", {"found": short(key)}, file=file)
                        for key in value.again
                    )
                items = {k: build(v, child(path, k), depth + 1) for k, v in value.items()}
                return Node(items, path, file=file)
            case list():
                entries = tuple(build(v, f"{path}[{i}]", depth + 1) for i, v in enumerate(value))
                return Node(entries, path, file=file)
            case str():
                return Node(value, path, raw=value, file=file)
            case bool() | int() | Decimal() | None:
                return Node(value, path, file=file)
            case _:  # pragma: no cover - json.loads makes nothing else
                raise TypeError(type(value).__name__)

    return build(data, "$", 0)

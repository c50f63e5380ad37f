"""JSON laid out for people: what fits on a line stays on it, so that an expression reads as one."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["laid_out"]


def laid_out(value: Any, width: int = 110) -> str:
    """The value as JSON text, over as many lines as it needs.

    Args:
        value: anything that JSON can say.
        width: how long a line may be; one that can't be cut is longer.

    >>> print(laid_out({"and": [{"<": [{"var": "a"}, 1]}, {">=": [{"var": "b"}, 2]}]}, width=32))
    {"and": [
      {"<": [{"var": "a"}, 1]},
      {">=": [{"var": "b"}, 2]}
    ]}
    """
    return _laid_out(value, width, "", 0)


def _laid_out(value: Any, width: int, indent: str, before: int) -> str:
    """The same, its first line after `before` characters, its others set in."""
    short = json.dumps(value, ensure_ascii=False)
    if not value or not isinstance(value, dict | list) or len(indent) + before + len(short) <= width:
        return short
    inside = indent + "  "
    if isinstance(value, list):
        parts = [inside + _laid_out(item, width, inside, 0) for item in value]
        return "[\n" + ",\n".join(parts) + f"\n{indent}]"
    if len(value) == 1:
        ((name, only),) = value.items()
        start = json.dumps(name, ensure_ascii=False) + ": "
        return "{" + start + _laid_out(only, width, indent, before + len(start) + 1) + "}"
    parts = []
    for name, item in value.items():
        start = json.dumps(name, ensure_ascii=False) + ": "
        parts.append(inside + start + _laid_out(item, width, inside, len(start)))
    return "{\n" + ",\n".join(parts) + f"\n{indent}}}"

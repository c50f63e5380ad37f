"""HTML built from elements, in which whatever is not an element is escaped: no text breaks out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Final, TypeAlias

__all__ = ["Child", "Markup", "anchor", "element", "lines", "text"]

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SPECIAL: Final = re.compile(r"[&<>\"'\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_VOID: Final = frozenset(("br", "hr", "meta"))


class Markup(str):
    """Text that is HTML already; only this module makes any, but for styles and shapes made of numbers."""

    __slots__ = ()


Child: TypeAlias = "str | Iterable[Child] | None"
"""What an element holds: markup, a text to escape, several of them, or nothing."""


def text(child: Child) -> Markup:
    """A child as HTML; control characters, which HTML can't hold, show as �.

    >>> text(["<b>", element("b", "a & b")])
    '&lt;b&gt;<b>a &amp; b</b>'
    """
    return Markup(_written(child))


def _written(child: Child) -> str:
    if isinstance(child, str):
        if isinstance(child, Markup) or not _SPECIAL.search(child):
            return child
        return escape(_CONTROLS.sub("\ufffd", child))
    return "" if child is None else "".join([_written(one) for one in child])


def element(name: str, /, *children: Child, **attributes: str | bool | None) -> Markup:
    """An element.

    Args:
        name: its name.
        children: what it holds.
        attributes: its attributes; an underscore at the end of a name is dropped (`class_`), the others
            become hyphens. True gives an attribute without a value; None and False leave it out.

    >>> element("a", "1 < 2", href='"', class_="x", hidden=True, lang=None)
    '<a href="&quot;" class="x" hidden>1 &lt; 2</a>'
    """
    said = ""
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        said += f" {_attribute(key)}"
        if value is not True:
            said += f'="{_written(value)}"'
    if name in _VOID:
        return Markup(f"<{name}{said}>")
    return Markup(f"<{name}{said}>{_written(children)}</{name}>")


@lru_cache(maxsize=256)
def _attribute(key: str) -> str:
    """An attribute's name, from that of an argument."""
    return key.rstrip("_").replace("_", "-")


def lines(*children: Child) -> Markup:
    """Children one below the other in the source."""
    return Markup("\n".join(said for child in children if (said := text(child))))


def anchor(kind: str, name: str) -> str:
    """The `id` of a part of the page: no blanks, which an `id` can't hold.

    >>> anchor("condition", "stage long")
    'condition-stage-long'
    """
    return re.sub(r"\s+", "-", f"{kind}-{name}")

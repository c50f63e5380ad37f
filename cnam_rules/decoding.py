"""Reading values out of a document's tree: each reader returns the value or records a fault, and none raises.

A `Decoder` goes through the whole document, so that every fault is found at once; whoever called it raises at
the end when there is one. A reader that found a fault returns None: what was decoded is thrown away then.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from cnam_rules.documents import Node, child
from cnam_rules.faults import Fault

__all__ = ["TERNARY", "Decoder", "iso_from_french", "suggest"]

T = TypeVar("T")

TERNARY: Mapping[str, bool | None] = {"oui": True, "non": False, "inconnu": None}
"""The three answers as files write them; JSON's true, false and null mean the same."""

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FRENCH_DATE = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_SHOWN = 60


class Decoder:
    """Readers over nodes that share one list of faults.

    Attributes:
        faults: everything found wrong so far.
        file: the file's name, put into each fault whose node doesn't know its own.
    """

    def __init__(self, *, file: str | None = None, faults: Iterable[Fault] = ()) -> None:
        self.file = file
        self.faults: list[Fault] = list(faults)

    def fault(self, node: Node, code: str, *, suggestion: str | None = None, **args: str) -> None:
        """Record that `node` is at fault; `found` is filled in from the node unless it is given."""
        args.setdefault("found", shown(node))
        file = node.file or self.file
        self.faults.append(Fault(node.path, code, args, suggestion, file, node.line, node.column))

    def mapping(
        self, node: Node | None, keys: Collection[str], required: Collection[str] = ()
    ) -> dict[str, Node]:
        """The entries of a mapping whose keys are all known; empty when it isn't a mapping."""
        if node is None:
            return {}
        if not isinstance(node.value, dict):
            self.fault(node, "not-a-mapping", expected=", ".join(required or keys))
            return {}
        entries: dict[str, Node] = {}
        meant: set[str | None] = set()
        before: Node | None = None
        for key, item in node.value.items():
            if key in keys:
                entries[key] = item
            elif key.isdecimal() and item.value is None and before is not None and _is_whole(before):
                # `{jours: 12,5}`: in a mapping between braces the comma ends the number.
                self.fault(
                    before, "decimal-comma", suggestion=f"{before.value}.{key}", found=f"{before.value},{key}"
                )
            else:
                key_meant = self.unknown_key(node, key, item, keys)
                meant.add(key_meant)
                if key_meant is not None and key_meant not in node.value:
                    # The file is refused by now; reading on finds what else is wrong in it.
                    entries[key_meant] = item
            before = item
        for key in required:
            if key not in node.value and key not in meant:
                path = child(node.path, key)
                file = node.file or self.file
                self.faults.append(
                    Fault(path, "missing-key", {"expected": key}, None, file, node.line, node.column)
                )
        return entries

    def unknown_key(self, node: Node, key: str, item: Node, keys: Collection[str]) -> str | None:
        """Record a key that isn't known; the key that was probably meant."""
        line, column = node.keys.get(key, (item.line, item.column))
        meant = suggest(key, keys)
        args = {"found": cut(key), "expected": ", ".join(keys)}
        file = item.file or self.file
        self.faults.append(Fault(item.path, "unknown-key", args, meant, file, line, column))
        return meant

    def entries(self, node: Node | None) -> tuple[Node, ...]:
        """The entries of a list; none when it isn't a list."""
        if node is None:
            return ()
        if not isinstance(node.value, tuple):
            self.fault(node, "not-a-list")
            return ()
        return node.value

    def pairs(self, node: Node | None) -> Iterator[tuple[str, Node]]:
        """The entries of a mapping whose keys are free."""
        if node is None:
            return
        if not isinstance(node.value, dict):
            self.fault(node, "not-a-mapping", expected="clé: valeur")
            return
        yield from node.value.items()

    def text(self, node: Node | None, *, longest: int = 10_000) -> str | None:
        """A text that isn't blank. A number stands for its own digits; true, false and null are no text."""
        if node is None:
            return None
        value = node.value
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            value = node.raw or str(value)
        if not isinstance(value, str) or not value.strip():
            self.fault(node, "not-a-text")
            return None
        if len(value) > longest:
            self.fault(node, "text-too-long", expected=str(longest))
            return None
        return value

    def word(self, node: Node | None, words: Mapping[str, T]) -> T | None:
        """One of a closed list of words, as what it stands for."""
        if node is None:
            return None
        value = node.value
        if isinstance(value, str) and value in words:
            return words[value]
        found = value if isinstance(value, str) else (node.raw or "")
        self.fault(node, "unknown-word", expected=", ".join(words), suggestion=suggest(found, words))
        return None

    def ternary(self, node: Node | None) -> bool | None:
        """`oui`, `non` or `inconnu`; true, false and null mean the same; None for unknown."""
        if node is None or node.value is None or isinstance(node.value, bool):
            return None if node is None else node.value  # type: ignore[return-value]  # narrowed to bool | None by the line above
        return self.word(node, TERNARY)

    def date(self, node: Node | None) -> date | None:
        """A date as ISO 8601 writes it, year-month-day."""
        if node is None:
            return None
        value = node.value
        if not isinstance(value, str) or not _ISO.fullmatch(value):
            self.fault(node, "not-a-date", suggestion=iso_from_french(value))
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fault(node, "impossible-date")
            return None

    def integer(self, node: Node | None, *, least: int, most: int) -> int | None:
        """A whole number between two ends, both inclusive."""
        if node is None:
            return None
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.fault(node, "not-in-range", expected=f"{least} … {most}")
            return None
        return value

    def number(self, node: Node | None, *, expected: str) -> Fraction | None:
        """A number as an exact fraction: whole, decimal, or written `1/3`."""
        if node is None:
            return None
        value = node.value
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            if isinstance(value, Decimal) and abs(value.adjusted()) > 30:
                self.fault(node, "not-in-range", expected=expected)
                return None
            return Fraction(value)
        if (
            isinstance(value, str)
            and (parts := re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", value))
            and int(parts[2])
        ):
            return Fraction(int(parts[1]), int(parts[2]))
        self.fault(node, "not-a-number", expected=expected, suggestion=_decimal_point(value))
        return None


def shown(node: Node) -> str:
    """A node's value, short enough for a message."""
    if isinstance(node.value, dict):
        return "{…}"
    if isinstance(node.value, tuple):
        return "[…]"
    if node.raw is not None:
        return cut(node.raw)
    match node.value:
        case None:
            return "null"
        case bool() as value:
            return str(value).lower()
        case value:
            return cut(str(value))


def suggest(found: str, words: Iterable[str]) -> str | None:
    """The word that was probably meant: the nearest one, case and accents aside, or None when none is near.

    >>> suggest("Expérience", ["experiences", "stages"])
    'experiences'
    >>> suggest("salaire", ["ue", "stages"]) is None
    True
    """
    from difflib import get_close_matches

    folded: dict[str, str] = {}
    for word in words:
        folded.setdefault(_fold(word), word)
    near = get_close_matches(_fold(found[:200]), folded, n=1, cutoff=0.7)
    return folded[near[0]] if near else None


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("-", "_").replace(" ", "_")


def cut(text: str) -> str:
    """A text short enough for a message, without what a terminal would obey."""
    short = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in short)


def iso_from_french(value: object) -> str | None:
    """`02/10/2023` is written day first in French files: the ISO form, when such a day exists."""
    parts = _FRENCH_DATE.fullmatch(value) if isinstance(value, str) else None
    if parts is None:
        return None
    try:
        return date(int(parts[3]), int(parts[2]), int(parts[1])).isoformat()
    except ValueError:
        return None


def _is_whole(node: Node) -> bool:
    return isinstance(node.value, int) and not isinstance(node.value, bool)


def _decimal_point(value: object) -> str | None:
    if isinstance(value, str) and re.fullmatch(r"[0-9]+,[0-9]+", value):
        return value.replace(",", ".")
    return None

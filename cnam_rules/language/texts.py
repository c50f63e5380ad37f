"""What the readers of rule files share: texts in two languages, and the canonical form that is hashed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from cnam_rules.decoding import Decoder, suggest
from cnam_rules.documents import Node, plain
from cnam_rules.facts import Text
from cnam_rules.units import Unit, UnitError

__all__ = [
    "CLAUSE_KEYS",
    "SOURCE_KEYS",
    "TEXT_KEYS",
    "bound_of",
    "canonical_hash",
    "needed",
    "source_text",
    "text_pair",
]

TEXT_KEYS: Final = ("fr", "en")
"""The keys of a text in two languages, all of them required."""
CLAUSE_KEYS: Final = ("clause", "extrait")
"""The keys of the words that a condition comes from, all of them required."""
SOURCE_KEYS: Final[Mapping[str, bool]] = {"titre": True, "rubrique": False, "page": False, "adresse": False}
"""The keys of the text that a file writes down, and whether each is required."""


def needed(keys: Mapping[str, bool]) -> tuple[str, ...]:
    """The keys that are required, of a table that says it of each."""
    return tuple(key for key, required in keys.items() if required)


def text_pair(decoder: Decoder, node: Node | None) -> Text:
    """A text in French and in English, `{fr: …, en: …}`; both are required."""
    entries = decoder.mapping(node, TEXT_KEYS, required=TEXT_KEYS)
    return Text(decoder.text(entries.get("fr")) or "", decoder.text(entries.get("en")) or "")


def bound_of(decoder: Decoder, node: Node, unit: Unit) -> int | None:
    """A bound written in a unit, as the whole number that it stands for; None beside a fault."""
    written = node.raw if node.raw is not None else str(node.value)
    try:
        return unit.bound(written)
    except UnitError as error:
        meant = suggest(written, ("oui", "non")) if unit is unit.OUI_NON else None
        decoder.fault(node, error.code, expected=error.expected, suggestion=meant)
        return None


def source_text(decoder: Decoder, node: Node | None) -> str:
    """The text that a file writes down (`texte`), in one line."""
    source = decoder.mapping(node, SOURCE_KEYS, required=needed(SOURCE_KEYS))
    return ", ".join(text for part in source.values() if (text := decoder.text(part)))


def canonical_hash(root: Node, *, without: tuple[str, ...] = (), **more: str) -> str:
    """The SHA-256 of a document's canonical form, in hexadecimal.

    The canonical form is JSON with sorted keys and no spaces: comments, layout, and quotes around words
    change nothing.

    Args:
        root: the document.
        without: keys of the root that decide nothing (its examples).
        more: what else the meaning rests on, by name.
    """
    data = plain(root)
    if isinstance(data, dict):
        data = {key: value for key, value in data.items() if key not in without} | more
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_decimal)
    return hashlib.sha256(text.encode()).hexdigest()


def _decimal(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)

"""How a situation, diplomas and results of language tests are read from a document's tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cnam_rules.decoding import Decoder
from cnam_rules.documents import Node
from cnam_rules.dossier.acquis import NIVEAUX, Cecrl, Diplome, ResultatDeTest, Situation

__all__ = ["DIPLOME_KEYS", "TEST_KEYS", "known", "read_diplome", "read_situation", "read_test"]

DIPLOME_KEYS: Final = ("intitule", "niveau", "code", "domaine", "date")
TEST_KEYS: Final = ("test", "date", "niveau", "points")

_NIVEAUX: Final = {str(niveau): niveau for niveau in NIVEAUX}
_CECRL: Final = {level.value: level for level in Cecrl}


def known(node: Node | None) -> Node | None:
    """The node, unless it says that its value is unknown (`inconnu`, null)."""
    return None if node is None or node.value is None or node.value == "inconnu" else node


def read_situation(node: Node | None, decoder: Decoder) -> Situation:
    """The situation; a name whose word is unknown is left out. JSON's true and false are `oui` and `non`."""
    words: dict[str, str] = {}
    for name, entry in decoder.pairs(known(node)):
        if isinstance(entry.value, bool):
            words[name] = "oui" if entry.value else "non"
        elif known(entry) is not None and (word := decoder.text(entry)) is not None:
            words[name] = word
    return Situation(words)


def read_diplome(keys: Mapping[str, Node], decoder: Decoder) -> Diplome:
    """A diploma; a value at fault is None in what is returned (see `dossier.load`)."""
    fields: dict[str, Any] = {
        "intitule": decoder.text(keys.get("intitule")),
        "niveau": _niveau(known(keys.get("niveau")), decoder),
        "code": None if (code := known(keys.get("code"))) is None else decoder.text(code),
        "domaine": decoder.ternary(keys.get("domaine")),
        "date": decoder.date(known(keys.get("date"))),
    }
    return Diplome(**fields)


def read_test(keys: Mapping[str, Node], decoder: Decoder) -> ResultatDeTest:
    """The result of a test; a value at fault is None in what is returned."""
    fields: dict[str, Any] = {
        "test": decoder.text(keys.get("test")),
        "date": decoder.date(known(keys.get("date"))),
        "niveau": decoder.word(known(keys.get("niveau")), _CECRL),
        "points": decoder.number(known(keys.get("points")), expected="45, 6.5"),
    }
    return ResultatDeTest(**fields)


def _niveau(node: Node | None, decoder: Decoder) -> int | None:
    """A level, as a number; the same digit between quotes is the same level."""
    if node is not None and isinstance(node.value, str) and node.value in _NIVEAUX:
        return _NIVEAUX[node.value]
    return decoder.integer(node, least=NIVEAUX[0], most=NIVEAUX[-1])

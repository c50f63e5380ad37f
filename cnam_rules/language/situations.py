"""`situations`: the words that a rule file has for a candidate's situation.

    situations:
      voie: {libelle: {fr: …, en: …}, mots: {formation-initiale: {fr: …, en: …}, formation-continue: …}}

A dossier says `situation: {voie: formation-continue}`. A word that isn't declared is a fault of the dossier,
found when it is decided. A name that the rules don't declare changes nothing, and is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from cnam_rules.decoding import Decoder, cut, suggest
from cnam_rules.documents import Node, child
from cnam_rules.dossier import Dossier
from cnam_rules.facts import Text
from cnam_rules.faults import Fault
from cnam_rules.language.texts import text_pair
from cnam_rules.measures import Vocabulary

__all__ = ["SITUATION_KEYS", "check_words", "read_situations", "situation_faults", "unread_situations"]

SITUATION_KEYS: Final = ("libelle", "mots")
"""The keys of a name of `situations`, both required."""

_NAME = re.compile(r"[^\W\d]\w*")


def read_situations(decoder: Decoder, node: Node | None) -> dict[str, Vocabulary]:
    """The vocabulary of a rule file, by name; faults go to the decoder."""
    found = {}
    for name, entry in decoder.pairs(node):
        if not _NAME.fullmatch(name) or len(name) > 60:
            decoder.fault(entry, "not-a-name", found=cut(name))
        entries = decoder.mapping(entry, SITUATION_KEYS, required=SITUATION_KEYS)
        libelle = text_pair(decoder, entries["libelle"]) if "libelle" in entries else Text(name, name)
        words = []
        for word, label in decoder.pairs(entries.get("mots")):
            if word == "inconnu" or not word.strip():
                decoder.fault(label, "reserved-word", found=word)
            words.append((word, text_pair(decoder, label)))
        if "mots" in entries and not words and isinstance(entries["mots"].value, dict):
            decoder.fault(entries["mots"], "no-term")
        found[name] = Vocabulary(name, libelle, tuple(words))
    return found


def situation_faults(dossier: Dossier, situations: Mapping[str, Vocabulary]) -> list[Fault]:
    """The words of a dossier's situation that the rules don't know, of the names that they do."""
    found = (_fault(name, word, situations) for name, word in dossier.situation.items())
    return [fault for fault in found if fault is not None]


def _fault(name: str, word: str, situations: Mapping[str, Vocabulary]) -> Fault | None:
    if name not in situations:
        return None
    known = [known for known, _ in situations[name].words]
    if word in known:
        return None
    args = {"found": cut(word), "expected": ", ".join(known)}
    return Fault(child("$.situation", name), "unknown-word", args, suggest(word, known))


def check_words(decoder: Decoder, node: Node, dossier: Dossier, situations: Mapping[str, Vocabulary]) -> None:
    """Record the words that the rules don't know in a dossier read from a document, each at its place."""
    part = node.value.get("situation") if isinstance(node.value, dict) else None
    if part is None or not isinstance(part.value, dict):
        return
    for name, entry in part.value.items():
        word = dossier.situation.get(name)
        if word is not None and (fault := _fault(name, word, situations)) is not None:
            decoder.fault(entry, fault.code, suggestion=fault.suggestion, **fault.args)


def unread_situations(
    dossier: Dossier, situations: Mapping[str, Vocabulary]
) -> list[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """The names of a dossier's situation that the rules don't declare: path, remark and its arguments."""
    found = []
    for name in dossier.situation:
        if name in situations:
            continue
        args = [("name", cut(name))]
        near = suggest(name, situations)
        if near is not None:
            args.append(("suggestion", near))
        code = "situation-unread" if near is None else "situation-unread-near"
        found.append((child("$.situation", name), code, tuple(args)))
    return found

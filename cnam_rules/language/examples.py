"""The examples of a rule file: dossiers with what each must come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import evolve

from cnam_rules.decoding import Decoder, suggest
from cnam_rules.documents import Node
from cnam_rules.dossier import decode as decode_dossier
from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.language.model import Example
from cnam_rules.language.situations import check_words
from cnam_rules.language.texts import needed
from cnam_rules.measures import Vocabulary

__all__ = ["EXAMPLE_KEYS", "EXPECTED_KEYS", "STATUSES", "VERDICTS", "decode_examples"]

VERDICTS: Final[Mapping[str, VerdictStatus]] = {
    "transmissible": VerdictStatus.ELIGIBLE,
    "non_transmissible": VerdictStatus.NOT_ELIGIBLE,
    "indetermine": VerdictStatus.UNDETERMINED,
}
"""A verdict's status by the word that rule files use."""

STATUSES: Final[Mapping[str, Status]] = {
    "remplies": Status.MET,
    "non_remplies": Status.UNMET,
    "inconnues": Status.UNKNOWN,
    "sans_objet": Status.NOT_APPLICABLE,
    "dispensees": Status.WAIVED,
}
"""A condition's status by the word that rule files use."""

EXAMPLE_KEYS: Final[Mapping[str, bool]] = {
    "nom": True,
    "au": True,
    "lectures": False,
    "dossier": True,
    "attendu": True,
}
"""The keys of an example, and whether each is required."""
EXPECTED_KEYS: Final = ("verdict", *STATUSES)
"""The keys of what is expected; one at least is given."""


def decode_examples(
    decoder: Decoder,
    entries: Mapping[str, Node],
    *,
    programme: str,
    codes: Sequence[str] | None,
    conditions: Sequence[str] | None,
    choices: Mapping[str, Sequence[str]],
    situations: Mapping[str, Vocabulary],
) -> tuple[Example, ...]:
    """Read `dossier_type` and `exemples`.

    Args:
        decoder: collects the faults.
        entries: the entries of the rule file.
        programme: the programme that a dossier is for when it doesn't say.
        codes: the codes of the programme; None when the programme couldn't be read.
        conditions: the ids of the conditions; None when they couldn't be read.
        choices: the choices of every reading.
        situations: the words for candidates' situations, by name.
    """
    base = entries.get("dossier_type")
    if base is not None and not isinstance(base.value, dict):
        decoder.fault(base, "not-a-mapping", expected="experiences, rapport, stages, ue")
    examples: list[Example] = []
    for node in decoder.entries(entries.get("exemples")):
        parts = decoder.mapping(node, EXAMPLE_KEYS, required=needed(EXAMPLE_KEYS))
        name, as_of = decoder.text(parts.get("nom")), decoder.date(parts.get("au"))
        readings = _readings(decoder, parts.get("lectures"), choices)
        expected = _expected(decoder, parts.get("attendu"), conditions)
        if name is None or as_of is None or "dossier" not in parts:
            continue
        if any(name == other.name for other in examples):
            decoder.fault(parts["nom"], "listed-twice", found=name)
        own = Decoder(file=decoder.file)
        units = None if codes is None else {programme: codes}
        whole = _over(base, parts["dossier"])
        dossier = decode_dossier(whole, own, dossier=name, programme=programme, as_of=as_of, units=units)
        if dossier is not None:
            check_words(own, whole, dossier, situations)
        if dossier is not None and conditions is not None:
            _waived(own, whole, conditions)
        # A fault in the shared part of the dossiers shows in each of them: it is told once.
        decoder.faults.extend(fault for fault in own.faults if fault not in decoder.faults)
        if dossier is not None:
            status, statuses = expected
            examples.append(Example(name, as_of, dossier, readings, status, statuses, node.line or 0))
    return tuple(examples)


def _over(base: Node | None, own: Node) -> Node:
    """A dossier that starts from `dossier_type` and says only what changes."""
    if base is None or not isinstance(base.value, dict) or not isinstance(own.value, dict):
        return own
    return evolve(own, value=base.value | own.value, keys=base.keys | own.keys)


def _waived(decoder: Decoder, dossier: Node, conditions: Sequence[str]) -> None:
    """Check that the dispensations of a dossier are from conditions that there are."""
    waivers = dossier.value.get("derogations") if isinstance(dossier.value, dict) else None
    for waiver in waivers.value if waivers is not None and isinstance(waivers.value, tuple) else ():
        node = waiver.value.get("condition") if isinstance(waiver.value, dict) else None
        if node is not None and isinstance(node.value, str) and node.value not in conditions:
            near = suggest(node.value, conditions)
            decoder.fault(node, "unknown-condition", expected=", ".join(conditions), suggestion=near)


def _readings(decoder: Decoder, node: Node | None, choices: Mapping[str, Sequence[str]]) -> dict[str, str]:
    entries = decoder.mapping(node, tuple(choices))
    words = {
        name: decoder.word(entries[name], {choice: choice for choice in choices[name]}) for name in entries
    }
    return {name: choice for name, choice in words.items() if choice is not None}


def _expected(
    decoder: Decoder, node: Node | None, conditions: Sequence[str] | None
) -> tuple[VerdictStatus | None, dict[str, Status]]:
    entries = decoder.mapping(node, EXPECTED_KEYS)
    if node is not None and not entries:
        decoder.fault(node, "expects-nothing", expected=", ".join(EXPECTED_KEYS))
    if conditions is None:
        return None, {}
    known = {condition: condition for condition in conditions}
    statuses: dict[str, Status] = {}
    for word, status in STATUSES.items():
        for entry in decoder.entries(entries.get(word)):
            condition = decoder.word(entry, known)
            if condition in statuses:
                decoder.fault(entry, "listed-twice")
            if condition is not None:
                statuses[condition] = status
    return decoder.word(entries.get("verdict"), VERDICTS), statuses

"""The readings of a rule file: noted first, then read where they are used, for each of their choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from cnam_rules.decoding import Decoder
from cnam_rules.documents import Node
from cnam_rules.facts import Text
from cnam_rules.language.expressions import Lecture
from cnam_rules.language.model import Choice, Reading
from cnam_rules.language.texts import text_pair

__all__ = ["CHOICE_CONTENTS", "CHOICE_KEYS", "READING_KEYS", "READING_USED", "ReadingsReader"]

READING_KEYS: Final = ("question", "retenue", "raison", "choix")
"""The keys of a reading, all of them required."""
CHOICE_KEYS: Final = ("libelle",)
"""The keys of a choice that are required; one of `CHOICE_CONTENTS` comes beside them."""
CHOICE_CONTENTS: Final = ("exige", "valeur")
READING_USED: Final = "lecture"
"""The key that puts a reading in a place."""

T = TypeVar("T")


class ReadingsReader:
    """Reads the readings of one file; those under way are kept to find those that go round in circles.

    Attributes:
        known: the readings noted, by name.
        used: the names of those that some place uses.
    """

    def __init__(self, decoder: Decoder, file: str) -> None:
        self.decoder = decoder
        self.known: dict[str, Reading] = {}
        self.used: set[str] = set()
        self._file = file
        self._contents: dict[str, dict[str, dict[str, Node]]] = {}
        self._under_way: list[str] = []

    @property
    def choices(self) -> Mapping[str, tuple[str, ...]]:
        """The names of the choices of each reading."""
        return {name: tuple(choices) for name, choices in self._contents.items()}

    def forget(self, name: str) -> None:
        """Leave a reading out of the rule set."""
        del self.known[name], self._contents[name]

    def note(self, name: str, node: Node) -> None:
        """Note a reading; its choices are read where it is used."""
        entries = self.decoder.mapping(node, READING_KEYS, required=READING_KEYS)
        choices: list[Choice] = []
        contents: dict[str, dict[str, Node]] = {}
        for choice_name, choice_node in self.decoder.pairs(entries.get("choix")):
            keys = (*CHOICE_KEYS, *CHOICE_CONTENTS)
            parts = self.decoder.mapping(choice_node, keys, required=CHOICE_KEYS)
            if ("exige" in parts) == ("valeur" in parts):
                self.decoder.fault(choice_node, "one-of", found=choice_name, expected="exige, valeur")
            label = text_pair(self.decoder, parts["libelle"]) if "libelle" in parts else Text("", "")
            choices.append(Choice(choice_name, label))
            contents[choice_name] = parts
        if "choix" in entries and len(choices) < 2:
            self.decoder.fault(entries["choix"], "too-few-choices", found=str(len(choices)))
        retained = (
            self.decoder.word(entries.get("retenue"), {choice.name: choice.name for choice in choices}) or ""
        )
        empty = Text("", "")
        question, reason = (
            text_pair(self.decoder, entries[key]) if key in entries else empty
            for key in ("question", "raison")
        )
        self.known[name] = Reading(
            name, question, retained, reason, tuple(choices), node.line or 0, node.file or self._file
        )
        self._contents[name] = contents

    def or_value(self, node: Node, part: str, read: Callable[[Node], T | None]) -> T | Lecture[T] | None:
        """A value as `read` reads it; or, for `{lecture: …}`, one for each of the reading's choices.

        Args:
            node: the value.
            part: the key under which a choice gives such a value: `exige` or `valeur`.
            read: reads one value.
        """
        if not isinstance(node.value, dict) or READING_USED not in node.value:
            return read(node)
        entries = self.decoder.mapping(node, (READING_USED,))
        name = self.decoder.word(entries[READING_USED], {known: known for known in self.known})
        if name is None:
            return None
        if name in self._under_way:
            self.decoder.fault(node, "reading-cycle", found=" → ".join([*self._under_way, name]))
            return None
        self.used.add(name)
        self._under_way.append(name)
        try:
            choices: dict[str, T] = {}
            for choice, parts in self._contents[name].items():
                if part not in parts:
                    self.decoder.fault(node, "choice-does-not-fit", found=f"{name}: {choice}", expected=part)
                    continue
                value = self.or_value(parts[part], part, read) if part == "exige" else read(parts[part])
                choices[choice] = value  # type: ignore[assignment]  # None only beside a fault; a nested reading is a clause too
            return Lecture(name, choices)
        finally:
            self._under_way.pop()

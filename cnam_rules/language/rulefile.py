"""Rule files as they are written, before what they extend is put under them.

A file says what it is called at its root (`jeu`, `version`). That much is read from those lines alone, so
that a file can be found by name without reading the others, and even when the rest of it can't be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

from attrs import frozen

from cnam_rules.decoding import Decoder
from cnam_rules.documents import Node, parse
from cnam_rules.faults import Fault

__all__ = ["RuleFile", "at_root", "is_fiche", "is_renseignements", "is_ruleset", "shelf"]


@frozen(slots=False)
class RuleFile:
    r"""A rule file: its text, and its tree, read when it is first needed.

    Attributes:
        text: the file's text.
        file: its name, for faults and for verdicts.

    >>> file = RuleFile('jeu: essai/jury  # le nom\nversion: "2025.1"\nconditions: [', "jury.yaml")
    >>> file.name, file.is_model, [fault.code for fault in file.faults]
    ('essai/jury@2025.1', False, ['yaml-syntax'])
    """

    text: str
    file: str

    @cached_property
    def id(self) -> str:
        """What the file calls itself (`jeu`); empty when that can't be told."""
        return at_root(self.text, "jeu")

    @cached_property
    def version(self) -> str:
        """Its version; empty when that can't be told."""
        return at_root(self.text, "version")

    @property
    def name(self) -> str:
        """Its id and its version, as `etend` writes them."""
        return f"{self.id}@{self.version}"

    @cached_property
    def programme(self) -> str:
        """The programme that it says it is about; empty when it inherits it, or when that can't be told."""
        return at_root(self.text, "programme")

    @cached_property
    def extends(self) -> str:
        """What it extends, as it writes it; empty when it extends nothing, or when that can't be told."""
        return at_root(self.text, "etend")

    @cached_property
    def is_model(self) -> bool:
        """Whether it only serves others (`modele: oui`)."""
        return at_root(self.text, "modele") in ("oui", "true")

    @cached_property
    def _read(self) -> tuple[Node | None, list[Fault]]:
        return parse(self.text, file=self.file, format="yaml")

    @property
    def root(self) -> Node | None:
        """The file's tree; None when it can't be read at all."""
        return self._read[0]

    @property
    def faults(self) -> Sequence[Fault]:
        """What is wrong with the document as such."""
        return self._read[1]


def is_ruleset(text: str) -> bool:
    """Whether a file is a rule set or a model (`jeu:`)."""
    return re.search(r"(?m)^jeu\s*:", text) is not None


def is_fiche(text: str) -> bool:
    """Whether a file is a programme (`fiche:`, and neither `jeu:` nor `renseignements:`)."""
    return (
        not is_ruleset(text)
        and not is_renseignements(text)
        and re.search(r"(?m)^fiche\s*:", text) is not None
    )


def is_renseignements(text: str) -> bool:
    """Whether a file is what else a page says of a programme (`renseignements:`, and no `jeu:`)."""
    return not is_ruleset(text) and re.search(r"(?m)^renseignements\s*:", text) is not None


def shelf(near: Iterable[RuleFile], far: Iterable[RuleFile]) -> tuple[RuleFile, ...]:
    """The files that one may extend: those near it, and of the others those whose name none near it has."""
    found = tuple(near)
    taken = {file.name for file in found}
    return (*found, *(file for file in far if file.name not in taken))


_LONGEST: Final = 1_000
"""No name is longer, in characters: a line that is isn't read twice to find out what it says."""


def at_root(text: str, key: str) -> str:
    r"""The text of a key at the root, found without reading the rest; empty when there is none.

    >>> at_root("jeu: essai/jury  # le nom\nversion: '1'", "version")
    '1'
    """
    if plain := re.search(rf"(?mi)^{key}: (?!null|true|false)([a-z][a-z0-9/@.-]*)[ ]*$", text):
        return plain[1]
    line = re.search(rf"(?m)^{key}\s*:[^\n]{{0,{_LONGEST}}}$", text)
    root = parse(line[0], format="yaml")[0] if line else None
    value = root.value.get(key) if root is not None and isinstance(root.value, dict) else None
    if value is not None and isinstance(value.value, bool):
        return value.raw or ""
    return Decoder().text(value) or ""

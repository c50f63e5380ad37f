"""Finding rule files, in the library or in any folder, and the rule set in force for a dossier."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from cnam_rules.catalogue.files import packaged_folder, read_file
from cnam_rules.catalogue.library import Catalogue
from cnam_rules.documents import Node
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.language import (
    Modele,
    RuleFile,
    RuleSet,
    decode_with_tree,
    is_fiche,
    is_ruleset,
    read_fiche,
    shelf,
)

__all__ = ["Catalogue", "packaged", "packaged_folder", "read_rule_file", "read_ruleset", "read_with_tree"]


def read_ruleset(path: str | os.PathLike[str]) -> RuleSet:
    """Read one rule set; see `read_rule_file`.

    Raises:
        RuleSetError: with every fault of the file, of what it inherits, or of the programme; or it is a
            model.
    """
    read = read_rule_file(path)
    if isinstance(read, Modele):
        fault = Fault("$.modele", "only-a-model", {"found": f"{read.id}@{read.version}"}, file=read.file)
        raise RuleSetError([fault])
    return read


def read_rule_file(path: str | os.PathLike[str]) -> RuleSet | Modele:
    """Read one rule set or model.

    Its programme, and the rule sets that it extends, are looked for beside it, then among those that come
    with the library.

    Raises:
        RuleSetError: with every fault of the file, of what it inherits, or of the programme.
    """
    return read_with_tree(path)[0]


def read_with_tree(path: str | os.PathLike[str]) -> tuple[RuleSet | Modele, Node, str]:
    """Read one rule set or model, with the tree it was read from (what it extends put under it) and its text.

    Raises:
        RuleSetError: as for `read_rule_file`.
    """
    path = Path(path)
    faults: list[Fault] = []
    wrong: list[Fault] = []  # with a programme, which doesn't keep the rule set from being read
    text = read_file(path, str(path), faults)
    if text is None:
        raise RuleSetError(faults)
    own = RuleFile(text, str(path))
    fiches = dict(packaged().fiches)
    beside = [own]
    for other in sorted(path.parent.glob("*.yaml")):
        other_text = None if other == path else read_file(other, str(other), faults)
        if other_text is not None and is_fiche(other_text):
            fiche, found = read_fiche(other_text, file=str(other))
            wrong += found
            if fiche is None:
                raise RuleSetError(wrong)
            fiches[fiche.id] = fiche
        elif other_text is not None and is_ruleset(other_text):
            beside.append(RuleFile(other_text, str(other)))
    if faults:
        raise RuleSetError(faults)
    others = shelf(beside, packaged().rule_files)
    try:
        read, tree = decode_with_tree(own, fiches=fiches, others=others)
    except RuleSetError as error:
        raise RuleSetError([*wrong, *error.faults]) from None
    if wrong:
        raise RuleSetError(wrong)
    return read, tree, text


@lru_cache(maxsize=1)
def packaged() -> Catalogue:
    """The rule files that come with the library, read once."""
    return Catalogue((packaged_folder(),))

"""Finding rule files, in the library or in any folder, and the rule set in force for a dossier."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cnam_rules.catalogue.files import packaged_folder, read_file
from cnam_rules.catalogue.library import Catalogue
from cnam_rules.documents import Node
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.language import (
    Fiche,
    Modele,
    RuleFile,
    RuleSet,
    decode_with_tree,
    is_fiche,
    is_renseignements,
    is_ruleset,
    read_fiche,
    shelf,
)
from cnam_rules.language.rulefile import at_root

if TYPE_CHECKING:
    from cnam_rules.tables import Renseignements

__all__ = [
    "Catalogue",
    "information_of",
    "packaged",
    "packaged_folder",
    "read_renseignements",
    "read_rule_file",
    "read_ruleset",
    "read_with_tree",
]


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
    text = _text(path)
    own = RuleFile(text, str(path))
    fiches, beside, wrong = _beside(path)
    others = shelf([own, *beside], packaged().rule_files)
    try:
        read, tree = decode_with_tree(own, fiches=fiches, others=others)
    except RuleSetError as error:
        raise RuleSetError([*wrong, *error.faults]) from None
    if wrong:
        raise RuleSetError(wrong)
    return read, tree, text


def read_renseignements(path: str | os.PathLike[str]) -> Renseignements:
    """Read one file of `renseignements:`.

    Its programme is looked for beside it, then among those that come with the library.

    Raises:
        RuleSetError: with every fault of the file, and of the programmes beside it.
    """
    from cnam_rules.tables import decode_renseignements

    path = Path(path)
    text = _text(path)
    fiches, _, wrong = _beside(path)
    try:
        read = decode_renseignements(text, file=str(path), fiches=fiches)
    except RuleSetError as error:
        raise RuleSetError([*wrong, *error.faults]) from None
    if wrong:
        raise RuleSetError(wrong)
    return read


def information_of(ruleset: RuleSet, path: str | os.PathLike[str] | None = None) -> Renseignements | None:
    """What else is told of a rule set's programme; None when no file tells.

    Args:
        ruleset: the rule set.
        path: its file, when it isn't one of the library's: what stands beside it comes first.

    Raises:
        RuleSetError: with every fault of the file that tells; or several of the library's tell.

    >>> found = information_of(packaged().ruleset("titre-casp/jury"))
    >>> [*found.tables]
    ['prix', 'inscription']
    """
    for other in () if path is None else sorted(Path(path).parent.glob("*.yaml")):
        text = _text(other)
        if is_renseignements(text) and at_root(text, "fiche") == ruleset.fiche.id:
            return read_renseignements(other)
    return packaged().information_of(ruleset.fiche)


def _text(path: Path) -> str:
    """The text of a file.

    Raises:
        RuleSetError: it can't be read.
    """
    faults: list[Fault] = []
    text = read_file(path, str(path), faults)
    if text is None:
        raise RuleSetError(faults)
    return text


def _beside(path: Path) -> tuple[dict[str, Fiche], list[RuleFile], list[Fault]]:
    """What a file may name: the programmes by id, the library's own included, and the rules beside it.

    Faults of a programme come with them: they don't keep the file from being read.

    Raises:
        RuleSetError: a file beside it can't be read, or is no programme that anything could be read with.
    """
    faults: list[Fault] = []
    wrong: list[Fault] = []
    fiches = dict(packaged().fiches)
    rule_files = []
    for other in sorted(path.parent.glob("*.yaml")):
        text = None if other == path else read_file(other, str(other), faults)
        if text is not None and is_fiche(text):
            fiche, found = read_fiche(text, file=str(other))
            wrong += found
            if fiche is None:
                raise RuleSetError(wrong)
            fiches[fiche.id] = fiche
        elif text is not None and is_ruleset(text):
            rule_files.append(RuleFile(text, str(other)))
    if faults:
        raise RuleSetError(faults)
    return fiches, rule_files, wrong


@lru_cache(maxsize=1)
def packaged() -> Catalogue:
    """The rule files that come with the library, read once."""
    return Catalogue((packaged_folder(),))

"""Hypothesis strategies that write one rule file as several, each of which extends the next (`etend`).

Every part of the whole file is given by one of them, or by several of which the nearest one is right: what
is overridden is no rule at all, so a reader that inherits too much, or too little, can't end in the same
rules.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias

from attrs import frozen
from hypothesis import strategies as st

from cnam_rules.catalogue import packaged
from cnam_rules.documents import parse, plain
from cnam_rules.language import RuleFile, RuleSet, decode_ruleset
from cnam_rules.testing.rulesets import Written

__all__ = ["Split", "split_files"]

Tree: TypeAlias = dict[str, Any]
"""A document, or a part of one, as plain data: its values are of every type."""

OVERRIDDEN: Final = "autre"
"""Stands where a nearer file gives the right value."""
_WHOLE: Final = ("programme", "fiche", "en_vigueur", "intitule", "texte", "reconstitution")
_COMPLETE: Final = {
    "conditions": ("libelle", "source", "exige"),
    "mesures": ("libelle",),
    "lectures": ("question", "choix"),
    "parametres": ("libelle", "valeurs"),
    "decisions": ("libelle", "entre"),
}
"""The keys without which a part isn't taken for a new one, by the part's place."""


@frozen
class Split:
    """A rule file written as several.

    Attributes:
        files: the file that is read, what it extends, what that extends, …
        conditions: for each condition, the file that gives it or overrides it last.
    """

    files: tuple[RuleFile, ...]
    conditions: dict[str, str]

    def ruleset(self) -> RuleSet:
        """The rule set as the library reads it.

        Raises:
            RuleSetError: it doesn't; that is a defect of the library, or of this module.
        """
        own, *others = self.files
        return decode_ruleset(own.text, file=own.file, fiches=packaged().fiches, others=others)


@st.composite
def split_files(draw: st.DrawFn, written: Written, *, most_files: int = 4) -> Split:
    """A rule file as one that extends others; together they say the same, under the same name.

    Args:
        draw: given by hypothesis.
        written: the file.
        most_files: how many files at most, itself included.

    >>> from hypothesis import find
    >>> from cnam_rules.testing import rule_files
    >>> flat = find(rule_files(), lambda written: True)
    >>> split = find(split_files(flat), lambda split: len(split.files) == 2)
    >>> split.ruleset().sha256 == flat.ruleset().sha256
    True
    """
    root, _ = parse(written.text, format="yaml")
    whole: Any = None if root is None else plain(root)
    splitter = _Splitter(draw)
    trees: list[Tree] = [whole]
    for number in range(draw(st.integers(1, most_files - 1))):
        below, own = splitter.split(trees.pop())
        name, version = f"essai/base {number}", draw(st.sampled_from(("1", "2.0", "é")))
        named = draw(st.sampled_from((name, f"{name}@{version}")))
        model = {"modele": "oui"} if draw(st.booleans()) else {}
        trees += [own | {"etend": named}, below | {"jeu": name, "version": version} | model]
    files = tuple(
        RuleFile(_as_yaml(tree), f"{number}.yaml" if number else "random.yaml")
        for number, tree in enumerate(trees)
    )
    given: dict[str, str] = {}
    for tree, file in zip(trees, files, strict=True):
        for condition in tree.get("conditions", ()):
            given.setdefault(condition["id"], file.file)
    return Split(files, {name: given[name] for name in written.conditions})


def _as_yaml(tree: Tree) -> str:
    """A document whose root is in block form, the rest in JSON, which is YAML too."""
    lines = (
        f"{key}: {json.dumps(value, ensure_ascii=False, default=_marked)}\n" for key, value in tree.items()
    )
    return re.sub(rf'"{_MARK}([^"]*)"', r"\1", "".join(lines))


_MARK = "decimal:"


def _marked(number: object) -> str:
    """A decimal under a mark, as JSON has no decimals: its own digits are put back in the text."""
    return f"{_MARK}{number}"


class _Splitter:
    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.retired = 0

    def one_of(self, *ways: str) -> str:
        return self.draw(st.sampled_from(ways))

    def split(self, tree: Tree) -> tuple[Tree, Tree]:
        """A document as what is inherited, and what a file of its own name gives over it."""
        own: Tree = {key: value for key, value in tree.items() if key in ("jeu", "version", "modele")}
        below: Tree = {}
        for key in _WHOLE:
            if key in tree:
                self.share(key, tree[key], below, own)
        parts: dict[str, Callable[[Tree], tuple[Tree, Tree]]] = {
            "conventions": self.keys,
            "constat": self.keys,
            "situations": self.situations,
            "mesures": lambda part: self.named(part, "mesures"),
            "lectures": lambda part: self.named(part, "lectures"),
            "parametres": lambda part: self.named(part, "parametres"),
            "decisions": lambda part: self.named(part, "decisions"),
        }
        for key, split in parts.items():
            for side, part in zip((below, own), split(tree.get(key, {})), strict=True):
                if part:
                    side[key] = part
        inherited, given, retired = self.conditions(tree.get("conditions", []))
        for side, key, value in (
            (below, "conditions", inherited),
            (own, "conditions", given),
            (own, "retire", retired),
        ):
            if value:
                side[key] = value
        if "retire" in tree:  # the conditions that it names come from further down still
            own["retire"] = [*tree["retire"], *own.get("retire", [])]
        return below, own

    def share(self, key: str, value: object, below: Tree, own: Tree) -> None:
        """Give a value to the one, to the other, or to both."""
        way = self.one_of("below", "own", "overridden", "twice")
        if way != "own":
            below[key] = OVERRIDDEN if way == "overridden" else value
        if way != "below":
            own[key] = value

    def keys(self, part: Tree) -> tuple[Tree, Tree]:
        below: Tree = {}
        own: Tree = {}
        for key, value in part.items():
            self.share(key, value, below, own)
        return below, own

    def named(self, parts: Tree, place: str) -> tuple[Tree, Tree]:
        """Measures or readings, by name."""
        below: Tree = {}
        own: Tree = {}
        for name, part in parts.items():
            complete = all(key in part for key in _COMPLETE[place])
            way = self.one_of("below", "keys", *(["own"] if complete else []))
            inherited, given = (
                ({}, part) if way == "own" else (part, {}) if way == "below" else self.keys(part)
            )
            if place == "lectures" and way == "keys":
                inherited, given = self.reading(part, inherited, given)
            if not complete and not inherited:
                inherited, given = part, {}
            for side, value in ((below, inherited), (own, given)):
                if value:
                    side[name] = value
        return below, own

    def reading(self, part: Tree, below: Tree, own: Tree) -> tuple[Tree, Tree]:
        """The choices of a reading are split too; a file that retains a choice says why."""
        for side in (below, own):
            side.pop("choix", None)
        for side, choices in zip((below, own), self.choices(part.get("choix", {})), strict=True):
            if choices:
                side["choix"] = choices
        if "retenue" in own and "raison" in part:
            own["raison"] = part["raison"]
        elif "retenue" in own:
            below["retenue"] = own.pop("retenue")
        return below, own

    def choices(self, choices: Tree) -> tuple[Tree, Tree]:
        below: Tree = {}
        own: Tree = {}
        for name, choice in choices.items():
            for side, part in zip((below, own), self.keys(choice), strict=True):
                if part:
                    side[name] = part
        return below, own

    def situations(self, part: Tree) -> tuple[Tree, Tree]:
        """Vocabularies, by name: their keys and their words, those given after those inherited."""
        below: Tree = {}
        own: Tree = {}
        for name, vocabulary in part.items():
            keys = self.keys({key: value for key, value in vocabulary.items() if key != "mots"})
            known = [*vocabulary.get("mots", {}).items()]
            cut = self.draw(st.integers(0, len(known)))
            words = dict(known[:cut]), dict(known[cut:])
            for side, some, of_it in zip((below, own), keys, words, strict=True):
                if some or of_it:
                    side[name] = some | ({"mots": of_it} if of_it else {})
        return below, own

    def conditions(self, conditions: list[Tree]) -> tuple[list[Tree], list[Tree], list[str]]:
        """The conditions inherited, those given, and the ids of those to retire."""
        incomplete = [
            index
            for index, condition in enumerate(conditions)
            if any(key not in condition for key in _COMPLETE["conditions"])
        ]
        cut = self.draw(st.integers(max(incomplete, default=-1) + 1, len(conditions)))
        below: list[Tree] = []
        changes: list[Tree] = []
        retired: list[str] = []
        for condition in conditions[:cut]:
            if self.draw(st.booleans()) and self.retired < 3:
                self.retired += 1
                retired.append(f"retirée {self.retired}")
                below.append({"id": retired[-1]})
            if self.draw(st.booleans()):
                below.append(condition)
                continue
            name = {"id": condition["id"]}
            inherited, given = self.keys({key: value for key, value in condition.items() if key != "id"})
            below.append(name | inherited)
            if given:
                changes.append(name | given)
        return below, self.mixed(changes, conditions[cut:]), retired

    def mixed(self, changes: list[Tree], new: Iterable[Tree]) -> list[Tree]:
        """The conditions that a file gives: the new ones in their order, the changes anywhere between."""
        given = [*new]
        for change in changes:
            given.insert(self.draw(st.integers(0, len(given))), change)
        return given

"""Finding rule files, in the library or in any folder, and the rule set in force for a dossier."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from itertools import combinations
from pathlib import Path

from attrs import define

from cnam_rules.decoding import suggest
from cnam_rules.documents import Node, read_text
from cnam_rules.dossier import Dossier
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.language import (
    Fiche,
    Modele,
    RuleFile,
    RuleSet,
    decode_fiche,
    decode_rule_file,
    decode_with_tree,
    is_fiche,
    is_ruleset,
    shelf,
    told_once,
)

__all__ = ["Catalogue", "packaged", "packaged_folder", "read_rule_file", "read_ruleset", "read_with_tree"]


def packaged_folder() -> Path:
    """The folder of the library's own rule files: inside the installed package, or the checkout's `rules/`.

    Raises:
        RuleSetError: it is in neither place.
    """
    package = Path(__file__).parent
    for folder in (package / "_rules", package.parent / "rules"):
        if folder.is_dir():
            return folder
    raise RuleSetError([Fault("$", "no-rules-folder", {"found": str(package)})])


@define(slots=False)
class Catalogue:
    """The rule sets and programmes of some folders. Files are read once, when they are first needed.

    Attributes:
        folders: the folders; every `.yaml` file below them is a rule set (`jeu:`) or a programme (`fiche:`).
    """

    folders: tuple[Path, ...]

    @cached_property
    def _files(self) -> tuple[tuple[str, str], ...]:
        """The name and text of every file; a name is relative to its folder, with forward slashes."""
        found: list[tuple[str, str]] = []
        faults: list[Fault] = []
        for folder in self.folders:
            for path in sorted(folder.rglob("*.yaml")):
                name = path.relative_to(folder).as_posix()
                text = _read(path, name, faults)
                if text is not None:
                    found.append((name, text))
        if faults:
            raise RuleSetError(faults)
        return tuple(found)

    @cached_property
    def fiches(self) -> Mapping[str, Fiche]:
        """The programmes, by id.

        Raises:
            RuleSetError: with every fault of every file.
        """
        fiches: dict[str, Fiche] = {}
        faults: list[Fault] = []
        for name, text in self._files:
            if is_ruleset(text):
                continue
            try:
                fiche = decode_fiche(text, file=name)
            except RuleSetError as error:
                faults.extend(error.faults)
                continue
            if fiche.id in fiches:
                faults.append(
                    Fault(
                        "$.fiche",
                        "id-twice",
                        {"found": fiche.id, "expected": fiches[fiche.id].file},
                        file=name,
                    )
                )
            fiches[fiche.id] = fiche
        if faults:
            raise RuleSetError(faults)
        return fiches

    @cached_property
    def rule_files(self) -> tuple[RuleFile, ...]:
        """The files of rule sets and models, by file name, as they are written."""
        return tuple(RuleFile(text, name) for name, text in self._files if is_ruleset(text))

    @cached_property
    def rulesets(self) -> tuple[RuleSet, ...]:
        """The rule sets, by file name.

        Raises:
            RuleSetError: with every fault of every file, those of models included; or two files have the same
                name and version, or two versions of one rule set are in force on the same day.
        """
        return tuple(read for read in self._rules if isinstance(read, RuleSet))

    @property
    def models(self) -> tuple[Modele, ...]:
        """The models, by file name: what rule sets extend, and that governs no dossier.

        Raises:
            RuleSetError: as for `rulesets`.
        """
        return tuple(read for read in self._rules if isinstance(read, Modele))

    @cached_property
    def _rules(self) -> tuple[RuleSet | Modele, ...]:
        rules: dict[str, RuleSet | Modele] = {}
        faults: list[Fault] = []
        for rule_file in self.rule_files:
            try:
                read = decode_rule_file(rule_file, fiches=self.fiches, others=self.rule_files)
            except RuleSetError as error:
                faults.extend(error.faults)
                continue
            if rule_file.name in rules:
                args = {"found": read.id, "expected": rules[rule_file.name].file}
                faults.append(Fault("$.jeu", "id-twice", args, file=rule_file.file))
            rules[rule_file.name] = read
        faults.extend(_overlaps([read for read in rules.values() if isinstance(read, RuleSet)]))
        if faults:
            raise RuleSetError(told_once(faults))
        return tuple(rules.values())

    @cached_property
    def units(self) -> Mapping[str, frozenset[str]]:
        """The codes that each programme knows, over all the versions of its data."""
        units: dict[str, frozenset[str]] = {}
        for fiche in self.fiches.values():
            units[fiche.programme] = units.get(fiche.programme, frozenset()) | frozenset(fiche.codes)
        return units

    def ruleset(self, name: str) -> RuleSet:
        """The rule set of that id; `id@version` when it has several versions.

        Raises:
            RuleSetError: there is none, or several, or it is a model.
        """
        found = self.versions(name)
        if len(found) == 1:
            return found[0]
        if found:
            versions = ", ".join(_name(r) for r in found)
            raise RuleSetError([Fault("ruleset", "several-rulesets", {"found": name, "expected": versions})])
        raise RuleSetError([self._unknown(name)])

    def versions(self, name: str) -> tuple[RuleSet, ...]:
        """The rule sets of that name: one for `id@version`, every version for an id; or none."""
        wanted, _, version = name.partition("@")
        return tuple(r for r in self.rulesets if r.id == wanted and version in ("", r.version))

    def _unknown(self, name: str) -> Fault:
        wanted, _, version = name.partition("@")
        if any(model.id == wanted and version in ("", model.version) for model in self.models):
            return Fault("ruleset", "only-a-model", {"found": name})
        known = [_name(r) for r in self.rulesets]
        near = suggest(wanted, [r.id for r in self.rulesets])
        return Fault("ruleset", "unknown-ruleset", {"found": name, "expected": ", ".join(known)}, near)

    def chosen(self, name: str, dossier: Dossier, as_of: date) -> RuleSet:
        """The rule set of that name for a dossier: of an id with several versions, the one in force.

        Args:
            name: `id@version`, or an id alone.
            dossier: the dossier, whose day of entry into training chooses the version.
            as_of: the day of the decision.

        Raises:
            RuleSetError: there is none of that name; or it has several versions and no single one was in
                force.
        """
        found = self.versions(name)
        if len(found) > 1 and all(r.programme == dossier.programme for r in found):
            return self.in_force(dossier, as_of, among=found)
        return self.ruleset(name)

    def in_force(self, dossier: Dossier, as_of: date, *, among: Sequence[RuleSet] | None = None) -> RuleSet:
        """The one rule set that governs a dossier on a day.

        The certification must be valid when the candidate enters training (code du travail, L6113-9), so it
        is the version in
        force on that day; and it must exist by `as_of`. When the day of entry is unknown, every version that
        existed by `as_of` could be the one: it takes a single one to decide. Regional variants of one title
        are rule sets of their own: when several are in force, whoever asks has to choose.

        Args:
            dossier: the dossier.
            as_of: the day of the decision.
            among: the rule sets to choose from; by default all.

        Raises:
            RuleSetError: none is in force, or several are.
        """
        titles = [r for r in among or self.rulesets if r.programme == dossier.programme]
        entered = dossier.entree_en_formation
        candidates = [r for r in titles if r.in_force.du <= as_of]
        if entered is not None:
            candidates = [r for r in candidates if r.in_force.on(entered)]
        if len(candidates) == 1:
            return candidates[0]
        expected = ", ".join(_label(r) for r in (candidates or titles)) or "—"
        args = {"found": dossier.programme, "expected": expected, "as_of": as_of.isoformat()}
        if not titles:
            known = sorted({r.programme for r in self.rulesets})
            args["expected"] = ", ".join(known)
            raise RuleSetError(
                [Fault("$.programme", "unknown-programme", args, suggest(dossier.programme, known))]
            )
        if entered is not None:
            args["entered"] = entered.isoformat()
            if not candidates and any(r.in_force.on(entered) for r in titles):
                raise RuleSetError([Fault("as_of", "none-in-force-yet", args)])
            code = "none-in-force" if not candidates else "several-in-force"
            raise RuleSetError([Fault("$.entree_en_formation", code, args)])
        code = "none-in-force-yet" if not candidates else "entry-needed"
        raise RuleSetError([Fault("$.entree_en_formation", code, args)])


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
    text = _read(path, str(path), faults)
    if text is None:
        raise RuleSetError(faults)
    own = RuleFile(text, str(path))
    fiches = dict(packaged().fiches)
    beside = [own]
    for other in sorted(path.parent.glob("*.yaml")):
        other_text = None if other == path else _read(other, str(other), faults)
        if other_text is not None and is_fiche(other_text):
            fiche = decode_fiche(other_text, file=str(other))
            fiches[fiche.id] = fiche
        elif other_text is not None and is_ruleset(other_text):
            beside.append(RuleFile(other_text, str(other)))
    if faults:
        raise RuleSetError(faults)
    others = shelf(beside, packaged().rule_files)
    return *decode_with_tree(own, fiches=fiches, others=others), text


@lru_cache(maxsize=1)
def packaged() -> Catalogue:
    """The rule files that come with the library, read once."""
    return Catalogue((packaged_folder(),))


def _read(path: Path, name: str, faults: list[Fault]) -> str | None:
    text, found = read_text(path, name=name)
    faults.extend(found)
    return text


def _name(ruleset: RuleSet) -> str:
    return f"{ruleset.id}@{ruleset.version}"


def _label(ruleset: RuleSet) -> str:
    since, until = ruleset.in_force.du.isoformat(), ruleset.in_force.au
    return f"{_name(ruleset)} ({since} → {until.isoformat() if until else '…'})"


def _overlaps(rulesets: Sequence[RuleSet]) -> Iterator[Fault]:
    """A fault for every version that begins while another of the same rule set is in force."""
    by_start = sorted(rulesets, key=lambda ruleset: (ruleset.id, ruleset.in_force.du))
    for before, after in combinations(by_start, 2):
        if before.id == after.id and before.in_force.on(after.in_force.du):
            args = {"found": _name(before), "expected": _name(after)}
            yield Fault("$.en_vigueur", "versions-overlap", args, file=after.file)

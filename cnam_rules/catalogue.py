"""Finding rule files, in the library or in any folder, and the rule set in force for a dossier."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from attrs import define

from cnam_rules.decoding import suggest
from cnam_rules.documents import read_text
from cnam_rules.dossier import Dossier
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.language import Fiche, RuleSet, decode_fiche, decode_ruleset

__all__ = ["Catalogue", "packaged", "packaged_folder", "read_ruleset"]


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
            if _is_ruleset(text):
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
    def rulesets(self) -> tuple[RuleSet, ...]:
        """The rule sets, by file name.

        Raises:
            RuleSetError: with every fault of every file.
        """
        rulesets: list[RuleSet] = []
        faults: list[Fault] = []
        for name, text in self._files:
            if not _is_ruleset(text):
                continue
            try:
                ruleset = decode_ruleset(text, file=name, fiches=self.fiches)
            except RuleSetError as error:
                faults.extend(error.faults)
                continue
            twins = [
                other.file for other in rulesets if (other.id, other.version) == (ruleset.id, ruleset.version)
            ]
            if twins:
                faults.append(
                    Fault("$.jeu", "id-twice", {"found": ruleset.id, "expected": twins[0]}, file=name)
                )
            rulesets.append(ruleset)
        if faults:
            raise RuleSetError(faults)
        return tuple(rulesets)

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
            RuleSetError: there is none, or several.
        """
        wanted, _, version = name.partition("@")
        found = [r for r in self.rulesets if r.id == wanted and version in ("", r.version)]
        if len(found) == 1:
            return found[0]
        known = [f"{r.id}@{r.version}" for r in self.rulesets]
        if found:
            raise RuleSetError(
                [Fault("ruleset", "several-rulesets", {"found": name, "expected": ", ".join(known)})]
            )
        near = suggest(wanted, [r.id for r in self.rulesets])
        raise RuleSetError(
            [Fault("ruleset", "unknown-ruleset", {"found": name, "expected": ", ".join(known)}, near)]
        )

    def in_force(self, dossier: Dossier, as_of: date) -> RuleSet:
        """The one rule set that governs a dossier on a day.

        The certification must be valid when the candidate enters training (code du travail, L6113-9), so it
        is the version in
        force on that day; and it must exist by `as_of`. When the day of entry is unknown, every version that
        existed by `as_of` could be the one: it takes a single one to decide.

        Raises:
            RuleSetError: none is in force, or several are.
        """
        titles = [r for r in self.rulesets if r.programme == dossier.programme]
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
    """Read one rule file; its programme is looked for beside it, then among those that come with the library.

    Raises:
        RuleSetError: with every fault of the file, or of the programme's.
    """
    path = Path(path)
    faults: list[Fault] = []
    text = _read(path, str(path), faults)
    if text is None:
        raise RuleSetError(faults)
    fiches = dict(packaged().fiches)
    for beside in sorted(path.parent.glob("*.yaml")):
        beside_text = _read(beside, str(beside), faults)
        if (
            beside != path
            and beside_text is not None
            and re.search(r"(?m)^fiche\s*:", beside_text)
            and not _is_ruleset(beside_text)
        ):
            fiche = decode_fiche(beside_text, file=str(beside))
            fiches[fiche.id] = fiche
    if faults:
        raise RuleSetError(faults)
    return decode_ruleset(text, file=str(path), fiches=fiches)


@lru_cache(maxsize=1)
def packaged() -> Catalogue:
    """The rule files that come with the library, read once."""
    return Catalogue((packaged_folder(),))


def _read(path: Path, name: str, faults: list[Fault]) -> str | None:
    text, found = read_text(path, name=name)
    faults.extend(found)
    return text


def _is_ruleset(text: str) -> bool:
    return re.search(r"(?m)^jeu\s*:", text) is not None


def _label(ruleset: RuleSet) -> str:
    since, until = ruleset.in_force.du.isoformat(), ruleset.in_force.au
    return f"{ruleset.id}@{ruleset.version} ({since} → {until.isoformat() if until else '…'})"

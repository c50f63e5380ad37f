"""The rule sets and programmes of some folders, read as they are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field

from cnam_rules.catalogue.choosing import choose, name_of, overlaps
from cnam_rules.catalogue.files import read_file
from cnam_rules.decoding import suggest
from cnam_rules.dossier import Dossier
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.language import (
    Fiche,
    Modele,
    RuleFile,
    RuleSet,
    at_root,
    decode_fiche,
    decode_rule_file,
    is_renseignements,
    is_ruleset,
    told_once,
)

if TYPE_CHECKING:
    from cnam_rules.tables import Renseignements

__all__ = ["Catalogue"]


@define(slots=False)
class Catalogue:
    """The rule sets and programmes of some folders. Files are read once, when they are first needed.

    Deciding needs the rules of one programme, so those of the others are then left unread but for the lines
    that name them: a country's worth of titles costs a decision nothing.

    Attributes:
        folders: the folders; every `.yaml` file below them is a rule set (`jeu:`) or a programme (`fiche:`).
    """

    folders: tuple[Path, ...]
    _read_rules: dict[str, RuleSet | Modele] = field(factory=dict, init=False, eq=False, repr=False)
    _read_fiches: dict[str, Fiche] = field(factory=dict, init=False, eq=False, repr=False)
    _by_programme: dict[str, tuple[RuleSet, ...]] = field(factory=dict, init=False, eq=False, repr=False)

    @cached_property
    def _files(self) -> tuple[tuple[str, str], ...]:
        """The name and text of every file; a name is relative to its folder, with forward slashes."""
        found: list[tuple[str, str]] = []
        faults: list[Fault] = []
        for folder in self.folders:
            for path in sorted(folder.rglob("*.yaml")):
                name = path.relative_to(folder).as_posix()
                text = read_file(path, name, faults)
                if text is not None:
                    found.append((name, text))
        if faults:
            raise RuleSetError(faults)
        return tuple(found)

    @cached_property
    def rule_files(self) -> tuple[RuleFile, ...]:
        """The files of rule sets and models, by file name, as they are written."""
        return tuple(RuleFile(text, name) for name, text in self._files if is_ruleset(text))

    # -------------------------------------------------------------------------------------- everything
    @cached_property
    def fiches(self) -> Mapping[str, Fiche]:
        """The programmes, by id.

        Raises:
            RuleSetError: with every fault of every file.
        """
        fiches: dict[str, Fiche] = {}
        faults: list[Fault] = []
        for name, text in self._files:
            if is_ruleset(text) or is_renseignements(text):
                continue
            try:
                fiche = self._fiche(name, text)
            except RuleSetError as error:
                faults.extend(error.faults)
                continue
            if fiche.id in fiches:
                args = {"found": fiche.id, "expected": fiches[fiche.id].file}
                faults.append(Fault("$.fiche", "id-twice", args, file=name))
            fiches[fiche.id] = fiche
        if faults:
            raise RuleSetError(faults)
        return fiches

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
                read = self._rule_file(rule_file, self.fiches)
            except RuleSetError as error:
                faults.extend(error.faults)
                continue
            if rule_file.name in rules:
                args = {"found": read.id, "expected": rules[rule_file.name].file}
                faults.append(Fault("$.jeu", "id-twice", args, file=rule_file.file))
            rules[rule_file.name] = read
        faults.extend(overlaps([read for read in rules.values() if isinstance(read, RuleSet)]))
        if faults:
            raise RuleSetError(told_once(faults))
        return tuple(rules.values())

    def _fiche(self, name: str, text: str) -> Fiche:
        if name not in self._read_fiches:
            self._read_fiches[name] = decode_fiche(text, file=name)
        return self._read_fiches[name]

    def _rule_file(self, rule_file: RuleFile, fiches: Mapping[str, Fiche]) -> RuleSet | Modele:
        if rule_file.file not in self._read_rules:
            read = decode_rule_file(rule_file, fiches=fiches, others=self.rule_files)
            self._read_rules[rule_file.file] = read
        return self._read_rules[rule_file.file]

    # ------------------------------------------------------------------------------------ one programme
    @cached_property
    def _fiche_texts(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """The name and text of the files of each programme's data, by the programme that they name."""
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for name, text in self._files:
            if not is_ruleset(text) and not is_renseignements(text):
                programme = at_root(text, "programme")
                found[programme] = (*found.get(programme, ()), (name, text))
        return found

    @cached_property
    def _programmes(self) -> Mapping[str, tuple[RuleFile, ...]]:
        """The files of rule sets of each programme, the one that they name or inherit; models left out."""
        found: dict[str, tuple[RuleFile, ...]] = {}
        for rule_file in self.rule_files:
            if not rule_file.is_model:
                programme = self._programme_of(rule_file)
                found[programme] = (*found.get(programme, ()), rule_file)
        return found

    def _programme_of(self, rule_file: RuleFile) -> str:
        chain = [rule_file]
        while not chain[-1].programme and chain[-1].extends:
            name, _, version = chain[-1].extends.partition("@")
            parents = [f for f in self.rule_files if f.id == name and version in ("", f.version)]
            if len(parents) != 1 or parents[0] in chain:
                return ""
            chain.append(parents[0])
        return chain[-1].programme

    def of_programme(self, programme: str) -> tuple[RuleSet, ...]:
        """The rule sets of one programme, by file name; none when no rules are about it.

        Raises:
            RuleSetError: with the faults of their files; or with those of every file when there is one whose
                programme can't be told, or two of one name.
        """
        if programme not in self._by_programme:
            names = [rule_file.name for rule_file in self.rule_files]
            if "" in self._programmes or "" in self._fiche_texts or len(set(names)) != len(names):
                found = tuple(r for r in self.rulesets if r.programme == programme)
            else:
                fiches = [self._fiche(*file) for file in self._fiche_texts.get(programme, ())]
                by_id = {fiche.id: fiche for fiche in fiches}
                rule_files = self._programmes.get(programme, ())
                read = [self._rule_file(rule_file, by_id) for rule_file in rule_files]
                found = tuple(r for r in read if isinstance(r, RuleSet))
                if faults := [*overlaps(found)]:
                    raise RuleSetError(faults)
            self._by_programme[programme] = found
        return self._by_programme[programme]

    @property
    def programmes(self) -> frozenset[str]:
        """The codes of the programmes whose data is there."""
        return frozenset(self._fiche_texts)

    def fiches_of(self, name: str) -> tuple[Fiche, ...]:
        """The programmes of that code, or the one of that id; the others are left unread.

        Raises:
            RuleSetError: with every fault of their files.
        """
        wanted = [
            file
            for code, files in self._fiche_texts.items()
            for file in files
            if name in (code, at_root(file[1], "fiche"))
        ]
        return tuple(self._fiche(*file) for file in wanted)

    # ------------------------------------------------------------------------------------- information
    @cached_property
    def _information_texts(self) -> tuple[tuple[str, str], ...]:
        return tuple(file for file in self._files if is_renseignements(file[1]))

    @cached_property
    def information_ids(self) -> frozenset[str]:
        """What the files of `renseignements:` call themselves, found without reading the rest of them."""
        return frozenset(at_root(text, "renseignements") for _, text in self._information_texts)

    @cached_property
    def renseignements(self) -> Mapping[str, Renseignements]:
        """What else is known of programmes, by the file's name for itself; deciding never reads it.

        Raises:
            RuleSetError: with every fault of these files; or two have the same name, or are about the same
                programme.
        """
        from cnam_rules.catalogue.information import read_all

        return read_all(self._information_texts, self.fiches)

    def information_of(self, fiche: Fiche) -> Renseignements | None:
        """What else is known of a programme; None when no file tells. The other files are left unread.

        Raises:
            RuleSetError: with every fault of the file; or several tell.
        """
        from cnam_rules.catalogue.information import read_all

        about = [file for file in self._information_texts if at_root(file[1], "fiche") == fiche.id]
        found = read_all(about, {fiche.id: fiche})
        return next(iter(found.values()), None)

    @cached_property
    def units(self) -> Mapping[str, frozenset[str]]:
        """The codes that each programme knows, over all the versions of its data.

        Raises:
            RuleSetError: when a programme is looked up, with the faults of its data.
        """
        return _Units(self._fiche_texts, self._fiche)

    def ruleset(self, name: str) -> RuleSet:
        """The rule set of that id; `id@version` when it has several versions.

        Raises:
            RuleSetError: there is none, or several, or it is a model; or its file is at fault.
        """
        found = self.versions(name)
        if len(found) == 1:
            return found[0]
        if found:
            versions = ", ".join(name_of(r) for r in found)
            raise RuleSetError([Fault("ruleset", "several-rulesets", {"found": name, "expected": versions})])
        raise RuleSetError([self._unknown(name)])

    def versions(self, name: str) -> tuple[RuleSet, ...]:
        """The rule sets of that name: one for `id@version`, every version for an id; or none.

        Raises:
            RuleSetError: with the faults of their files.
        """
        wanted, _, version = name.partition("@")
        named = [
            f for f in self.rule_files if f.id == wanted and version in ("", f.version) and not f.is_model
        ]
        programmes = dict.fromkeys(self._programme_of(rule_file) for rule_file in named)
        if "" in programmes:
            read: Sequence[RuleSet] = self.rulesets
        else:
            read = [r for programme in programmes for r in self.of_programme(programme)]
        return tuple(r for r in read if r.id == wanted and version in ("", r.version))

    def _unknown(self, name: str) -> Fault:
        wanted, _, version = name.partition("@")
        models = [rule_file for rule_file in self.rule_files if rule_file.is_model]
        if any(model.id == wanted and version in ("", model.version) for model in models):
            return Fault("ruleset", "only-a-model", {"found": name})
        known = [rule_file for rule_file in self.rule_files if not rule_file.is_model]
        near = suggest(wanted, [rule_file.id for rule_file in known])
        args = {"found": name, "expected": ", ".join(rule_file.name for rule_file in known)}
        return Fault("ruleset", "unknown-ruleset", args, near)

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
            return choose(found, dossier, as_of, ())
        return self.ruleset(name)

    def in_force(self, dossier: Dossier, as_of: date) -> RuleSet:
        """The one rule set that governs a dossier on a day; see `choose`.

        Raises:
            RuleSetError: none is in force, or several are; or the files of its programme are at fault.
        """
        return choose(self.of_programme(dossier.programme), dossier, as_of, self._programmes)


class _Units(Mapping[str, frozenset[str]]):
    """The codes of each programme, each programme's data read when its codes are first asked for."""

    def __init__(
        self, texts: Mapping[str, Sequence[tuple[str, str]]], fiche: Callable[[str, str], Fiche]
    ) -> None:
        self._texts = texts
        self._fiche = fiche
        self._codes: dict[str, frozenset[str]] = {}

    def __getitem__(self, programme: str) -> frozenset[str]:
        if programme not in self._codes:
            fiches = [self._fiche(*file) for file in self._texts[programme]]
            self._codes[programme] = frozenset(code for fiche in fiches for code in fiche.codes)
        return self._codes[programme]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

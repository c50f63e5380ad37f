"""`cnam-rules rules check`: every fault of rule files, and remarks about those that have none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from cnam_rules.catalogue import packaged, packaged_folder, read_renseignements, read_with_tree
from cnam_rules.cli.trouble import INPUT_ERROR, report
from cnam_rules.cli.writing import is_there
from cnam_rules.documents import read_text
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.language import (
    Fiche,
    Modele,
    RuleSet,
    decode_fiche,
    is_fiche,
    is_renseignements,
    is_ruleset,
    told_once,
)
from cnam_rules.lint import GRAVE, Subject, monotony_data, remarks
from cnam_rules.tables import Renseignements

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output

__all__ = ["run"]


def run(asked: Asked, out: Output) -> int:
    """Read rule files and tell every fault, and every remark about those that have none."""
    checked = [_check(name, shown) for name, shown in _rule_files(asked.names)]
    faults = list(told_once(fault for file in checked for fault in file.faults))
    if not asked.names and not faults:
        faults = _together()
    told = told_once(remark for file in checked for remark in file.remarks)
    strict = "--strict" in asked.options
    faults += [remark for remark in told if strict or remark.code in GRAVE]
    warnings = [remark for remark in told if not strict and remark.code not in GRAVE]
    if asked.json:
        out.json(
            {
                "files": [file.data(strict=strict) for file in checked],
                "errors": [fault.as_dict(out.lang) for fault in faults],
                "warnings": [warning.as_dict(out.lang) for warning in warnings],
            }
        )
        return INPUT_ERROR if faults else 0
    for file in checked:
        _tell(file, out, strict=strict)
    out.flush()
    report(warnings, out, counted="warnings-count")
    if warnings and faults:
        out.complain("")
    report(faults, out)
    return INPUT_ERROR if faults else 0


def _tell(file: _Checked, out: Output, *, strict: bool) -> None:
    """A file in a line, and whether a rule set is monotone in another."""
    mark, read = "✗" if file.fails(strict=strict) else "!" if file.remarks else "✓", file.read
    if read is None and not file.own:
        others = out.speech.list(dict.fromkeys(fault.file or "" for fault in file.faults))
        said = out.say("check-faulty-elsewhere", mark=mark, file=file.name, others=others)
    elif read is None:
        said = out.say("check-faulty", mark=mark, file=file.name, n=len(file.own))
    elif isinstance(read, RuleSet):
        conditions = out.say("n-conditions", n=len(read.conditions))
        content = out.speech.list([conditions, out.say("n-examples", n=len(read.examples))])
        said = out.say("check-ruleset", mark=mark, file=file.name, id=read.id, content=content)
    elif isinstance(read, Modele):
        content = out.say("n-conditions", n=len(read.conditions))
        said = out.say("check-model", mark=mark, file=file.name, id=read.id, content=content)
    elif isinstance(read, Renseignements):
        content = out.say("n-tables", n=len(read.tables))
        said = out.say("check-information", mark=mark, file=file.name, id=read.id, content=content)
    else:
        content = out.say("n-units", n=len(read.unites))
        said = out.say("check-fiche", mark=mark, file=file.name, id=read.id, content=content)
    out.lines(said + "\n")
    for line in _monotony(file, out):
        out.lines(f"  {line}\n")


def _monotony(file: _Checked, out: Output) -> Iterable[str]:
    """Whether more in a dossier can only help, and by which comparison it may not."""
    if file.monotony is None:
        return
    if file.monotony["always"]:
        yield out.say("monotone-always")
        return
    yield out.say("monotone-retained" if file.monotony["retained"] else "not-monotone")
    for fall in file.monotony["because"]:
        readings = out.speech.list([f"{name}={choice}" for name, choice in fall["when"].items()])
        said = out.say(
            f"falls-{fall['why']}", condition=fall["condition"], measure=fall["measure"], line=fall["line"]
        )
        yield f"  {out.say('falls-when', said=said, readings=readings) if readings else said}"


@frozen
class _Checked:
    """One rule file: what was read, or what is wrong."""

    name: str
    path: Path
    read: RuleSet | Modele | Fiche | Renseignements | None
    faults: tuple[Fault, ...]
    remarks: tuple[Fault, ...] = ()
    monotony: Mapping[str, Any] | None = None

    @property
    def own(self) -> tuple[Fault, ...]:
        """The faults that stand in the file itself, and not in one that it is read with."""
        here = (None, self.name, str(self.path))
        return tuple(fault for fault in self.faults if fault.file in here)

    def fails(self, *, strict: bool) -> bool:
        """Whether the check of it fails: a fault, a grave remark, or when it is strict any remark."""
        return bool(self.faults) or any(strict or remark.code in GRAVE for remark in self.remarks)

    def data(self, *, strict: bool) -> dict[str, Any]:
        """As JSON data."""
        kinds = {RuleSet: "jeu", Modele: "modele", Fiche: "fiche", Renseignements: "renseignements"}
        kind = None if self.read is None else kinds[type(self.read)]
        own_id = None if self.read is None else self.read.id
        data = {"file": self.name, "ok": not self.fails(strict=strict), "kind": kind, "id": own_id}
        return data if self.monotony is None else {**data, "monotone": self.monotony}


def _rule_files(names: Sequence[str]) -> Iterable[tuple[Path, str]]:
    """The files to check, with the name to show: those given, those of folders, or the library's."""
    if not names:
        folder = packaged_folder()
        for path in sorted(folder.rglob("*.yaml")):
            yield path, path.relative_to(folder).as_posix()
    for name in names:
        if name and is_there(name, Path.is_dir):
            found = sorted(Path(name).rglob("*.yaml"))
            yield from ((path, str(path)) for path in found or [Path(name)])
        else:
            yield Path(name), name


def _check(path: Path, shown: str) -> _Checked:
    if is_there(str(path), Path.is_dir):
        return _Checked(shown, path, None, (Fault("$", "no-rule-file", {}, file=shown),))
    try:
        text = _text(path, shown)
        if is_ruleset(text):
            read, tree, text = read_with_tree(path)
            if isinstance(read, Modele):
                return _Checked(shown, path, read, ())
            subject = Subject(read, tree)
            return _Checked(shown, path, read, (), remarks(subject, text), monotony_data(subject))
        if is_renseignements(text):
            return _Checked(shown, path, read_renseignements(path), ())
        if is_fiche(text):
            return _Checked(shown, path, decode_fiche(text, file=shown), ())
        return _Checked(shown, path, None, (Fault("$", "not-a-rule-file", {}, file=shown),))
    except RuleSetError as error:
        return _Checked(shown, path, None, error.faults)


def _together() -> list[Fault]:
    """What is wrong with the library's files taken together, each of them being right: names, versions."""
    try:
        packaged().rulesets  # noqa: B018 - reading them is what finds the faults
        packaged().renseignements  # noqa: B018 - the same: read to find the faults
    except RuleSetError as error:
        return [*error.faults]
    return []


def _text(path: Path, shown: str) -> str:
    """The text of a rule file.

    Raises:
        RuleSetError: it can't be read.
    """
    text, faults = read_text(path, name=shown)
    if text is None:
        raise RuleSetError(faults)
    return text

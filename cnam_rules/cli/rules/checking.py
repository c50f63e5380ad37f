"""`cnam-rules rules check`: every fault of rule files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from cnam_rules.catalogue import packaged, packaged_folder, read_rule_file
from cnam_rules.cli.decide import is_there
from cnam_rules.cli.trouble import INPUT_ERROR, report
from cnam_rules.documents import read_text
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.language import Fiche, Modele, RuleSet, decode_fiche, is_fiche, is_ruleset, told_once

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output

__all__ = ["run"]


def run(asked: Asked, out: Output) -> int:
    """Read rule files and tell every fault."""
    checked = [_check(name, shown) for name, shown in _rule_files(asked.names)]
    faults = told_once(fault for file in checked for fault in file.faults)
    if not asked.names and not faults:
        faults = _together()
    if asked.json:
        files = [file.data() for file in checked]
        out.json({"files": files, "errors": [fault.as_dict(out.lang) for fault in faults]})
        return INPUT_ERROR if faults else 0
    for file in checked:
        mark = "✗" if file.faults else "✓"
        if file.read is None:
            out.lines(out.say("check-faulty", mark=mark, file=file.name, n=len(file.faults)) + "\n")
        elif isinstance(file.read, RuleSet):
            conditions = out.say("n-conditions", n=len(file.read.conditions))
            content = out.speech.list([conditions, out.say("n-examples", n=len(file.read.examples))])
            said = out.say("check-ruleset", mark=mark, file=file.name, id=file.read.id, content=content)
            out.lines(said + "\n")
        elif isinstance(file.read, Modele):
            content = out.say("n-conditions", n=len(file.read.conditions))
            said = out.say("check-model", mark=mark, file=file.name, id=file.read.id, content=content)
            out.lines(said + "\n")
        else:
            content = out.say("n-units", n=len(file.read.unites))
            said = out.say("check-fiche", mark=mark, file=file.name, id=file.read.id, content=content)
            out.lines(said + "\n")
    out.flush()
    report(faults, out)
    return INPUT_ERROR if faults else 0


@frozen
class _Checked:
    """One rule file: what was read, or what is wrong."""

    name: str
    read: RuleSet | Modele | Fiche | None
    faults: tuple[Fault, ...]

    def data(self) -> dict[str, Any]:
        """As JSON data."""
        kinds = {RuleSet: "jeu", Modele: "modele", Fiche: "fiche"}
        kind = None if self.read is None else kinds[type(self.read)]
        own_id = None if self.read is None else self.read.id
        return {"file": self.name, "ok": not self.faults, "kind": kind, "id": own_id}


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
        return _Checked(shown, None, (Fault("$", "no-rule-file", {}, file=shown),))
    try:
        text = _text(path, shown)
        if is_ruleset(text):
            return _Checked(shown, read_rule_file(path), ())
        if is_fiche(text):
            return _Checked(shown, decode_fiche(text, file=shown), ())
        return _Checked(shown, None, (Fault("$", "not-a-rule-file", {}, file=shown),))
    except RuleSetError as error:
        return _Checked(shown, None, error.faults)


def _together() -> list[Fault]:
    """What is wrong with the library's files taken together, each of them being right: names, versions."""
    try:
        packaged().rulesets  # noqa: B018 - reading them is what finds the faults
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

"""`cnam-rules decide`: one dossier gives its whole verdict, several give a table."""

from __future__ import annotations

import json
import sys
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import frozen

from cnam_rules import dossier as dossiers
from cnam_rules.catalogue import packaged, read_ruleset
from cnam_rules.cli.summary import Row, summarise
from cnam_rules.cli.trouble import STANDARD_INPUT, faults_of, report, status_of
from cnam_rules.documents import read_text
from cnam_rules.export import facts_document
from cnam_rules.facade import decide
from cnam_rules.faults import CnamRulesError, DossierError, Fault
from cnam_rules.kernel import VerdictStatus
from cnam_rules.speech import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output
    from cnam_rules.dossier import Dossier
    from cnam_rules.language import RuleSet

__all__ = ["find_ruleset", "is_there", "run", "standard_input"]

STATUSES: Final = {VerdictStatus.ELIGIBLE: 0, VerdictStatus.NOT_ELIGIBLE: 1, VerdictStatus.UNDETERMINED: 2}
"""The exit status for each verdict."""


@frozen
class _Decided:
    """What became of one file.

    Attributes:
        name: the file, as it was given.
        status: the exit status that it calls for.
        said: the verdict, as text or as JSON; empty when there is none, or when a table is wanted.
        row: its row in the table of several.
        faults: what is wrong with it.
    """

    name: str
    status: int
    said: str
    row: Row
    faults: tuple[Fault, ...] = ()


def run(asked: Asked, out: Output) -> int:
    """Decide the dossiers, write what they came to, and return the gravest status.

    Raises:
        RuleSetError: the rules asked for can't be read, or lack a reading that was asked for.
    """
    names = [*_files(asked.names)]
    ruleset = None if asked.ruleset is None else _rules(asked.ruleset)
    for version in packaged().versions(ruleset) if isinstance(ruleset, str) else (ruleset,):
        if version is not None:
            version.under(asked.readings)
    one = len(names) == 1
    status = 0
    rows: list[Row] = []
    faults: list[Fault] = []
    for name in names:
        decided = _decide(name, asked, ruleset, out, one=one)
        status = max(status, decided.status)
        if asked.json and decided.faults:
            report(decided.faults, out, as_json=True)
        elif asked.json:
            out.json_text(decided.said)
            out.flush()
        else:
            out.lines(decided.said)
        rows.append(decided.row)
        faults += decided.faults
    if not asked.json:
        # A fault of the command itself (a reading that doesn't exist) is the same for every file: told once.
        report(_distinct(faults), out)
        if not one:
            if faults:
                out.complain("")
                out.flush()
            summarise(rows, _example(asked, out), out)
    return status


def find_ruleset(name: str) -> RuleSet:
    """The rule set of that file, or of that id among those that come with the library.

    Raises:
        RuleSetError: there is none, or it has faults.
    """
    if is_there(name, Path.is_file) or (name.endswith((".yaml", ".yml")) and "\0" not in name):
        return read_ruleset(name)
    return packaged().ruleset(name)


def is_there(name: str, kind: Callable[[Path], bool]) -> bool:
    """Whether there is a file or folder of that name; what can't be a name (too long, say) isn't one's."""
    try:
        return kind(Path(name))
    except (OSError, ValueError):
        return False


def _rules(name: str) -> RuleSet | str:
    """The rule set asked for; only its name when it has several versions: each dossier's dates choose one.

    Raises:
        RuleSetError: there is none, or it has faults.
    """
    several = not is_there(name, Path.is_file) and len(packaged().versions(name)) > 1
    return name if several else find_ruleset(name)


def _files(names: tuple[str, ...]) -> Iterator[str]:
    """The files; a pattern that the shell left as it is (Windows' does) stands for what it matches."""
    for name in names:
        pattern = "*" in name and not is_there(name, Path.exists)
        matching = sorted(glob(name)) if pattern else []  # noqa: PTH207 - Path.glob refuses absolute patterns
        yield from matching or (name,)


def _decide(name: str, asked: Asked, ruleset: RuleSet | str | None, out: Output, *, one: bool) -> _Decided:
    """Decide one file; whatever goes wrong with it is its own, and the others are decided."""
    try:
        dossier = _load(name, asked, ruleset)
        verdict = decide(
            dossier,
            as_of=asked.as_of,
            ruleset=ruleset,
            readings=asked.readings,
            engine=asked.engine,
        )
        row = Row.of(name, verdict, out)
        said = ""
        if asked.facts:
            said = json.dumps(facts_document(verdict), ensure_ascii=False, separators=(",", ":"))
        elif asked.json:
            said = verdict.to_json()
        elif one:
            said = verdict.text(out.lang, width=out.page_width)
        return _Decided(name, STATUSES[verdict.status], said, row)
    except CnamRulesError as error:
        faults = faults_of(error, name)
    except Exception as error:  # noqa: BLE001 - a defect met on one dossier is told, and the others are decided
        faults = faults_of(error, name)
    return _Decided(name, status_of(faults), "", Row.of_faults(name, len(faults), out), faults)


def _load(name: str, asked: Asked, ruleset: RuleSet | str | None) -> Dossier:
    units = packaged().units if ruleset is None or isinstance(ruleset, str) else ruleset.units
    if name != STANDARD_INPUT:
        return dossiers.load(name, as_of=asked.as_of, units=units)
    return dossiers.loads(standard_input(), file=name, as_of=asked.as_of, units=units)


def standard_input() -> str:
    """What stands on the standard input, up to the largest size of a document.

    Raises:
        DossierError: it can't be read.
    """
    if sys.stdin is None:  # the caller closed it before we began
        detail = "stdin"
        raise DossierError([Fault("$", "unreadable-file", {"detail": detail}, file=STANDARD_INPUT)])
    text, faults = read_text(getattr(sys.stdin, "buffer", sys.stdin), name=STANDARD_INPUT)
    if text is None:
        raise DossierError(faults)
    return text


def _distinct(faults: list[Fault]) -> list[Fault]:
    """Each fault once, in order."""
    return [*{(f.file, f.path, f.code, f.line, f.column, *f.args.values()): f for f in faults}.values()]


def _example(asked: Asked, out: Output) -> str:
    """The command that shows one of the verdicts in full, `{file}` standing for its file."""
    options = [f"--as-of {asked.as_of.isoformat()}"]
    options += [f"--reading {name}={choice}" for name, choice in asked.readings.items()]
    options += [f"--{name} {value}" for name in ("ruleset", "engine") if (value := getattr(asked, name))]
    if out.lang != LANGUAGES[0]:
        options.append(f"--lang {out.lang}")
    return f"cnam-rules decide {{file}} {' '.join(options)}"

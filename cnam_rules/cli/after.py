"""What is done once a verdict was given: `cnam-rules diff`, `notice`, `receipt` and `verify`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, TypeVar

from cnam_rules import dossier as dossiers
from cnam_rules.catalogue import packaged
from cnam_rules.cli.commands import NOTICE_FORMATS
from cnam_rules.cli.decide import find_ruleset, standard_input
from cnam_rules.cli.trouble import STANDARD_INPUT, faults_of
from cnam_rules.cli.writing import write
from cnam_rules.documents import read_text
from cnam_rules.faults import Fault, InputError, VerdictError
from cnam_rules.receipts import Receipt, read_receipt, receipt, verify
from cnam_rules.verdict.difference import difference
from cnam_rules.verdict.notice import notice
from cnam_rules.verdict.stored import from_json

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output
    from cnam_rules.dossier import Dossier
    from cnam_rules.language import RuleSet

__all__ = ["COMMANDS"]

T = TypeVar("T")
U = TypeVar("U")

_SAME: Final = 0
_DIFFERENT: Final = 1


def _diff(asked: Asked, out: Output) -> int:
    """Say what differs between two stored verdicts.

    Raises:
        VerdictError: a file is none.
    """
    before, after = (_of_file(name, _text(name), from_json) for name in asked.names)
    found = difference(before, after)
    if asked.json:
        out.json_text(found.to_json())
    else:
        out.lines(found.text(out.lang))
    return _DIFFERENT if found else _SAME


def _notice(asked: Asked, out: Output) -> int:
    """Write the notice of a stored verdict.

    Raises:
        InputError: the file is no verdict, or can't be written; or a PDF has no file to be written in.
        PdfUnavailable: typst isn't installed.
    """
    (named,) = asked.names
    form, file = asked.options.get("--format", NOTICE_FORMATS[0]), asked.options.get("--out")
    if form == "pdf" and file is None:
        raise InputError([Fault("--format", "usage-pdf-out", {"found": "--format pdf"})])
    made = notice(_of_file(named, _text(named), from_json))
    content: str | bytes
    if form == "pdf":
        content = made.pdf(out.lang)
    elif form == "html":
        content = made.html(out.lang)
    else:
        content = made.text(out.lang, width=out.page_width)
    if file is None and asked.json:
        out.json(made.outline(out.lang).data())
        return _SAME
    if file is None:
        out.lines(str(content))
        return _SAME
    write(file, content, dossiers=asked.names)
    if asked.json:
        out.json({"files": [file]})
    else:
        out.lines(out.say("written", mark="✓", file=file) + "\n")
    return _SAME


def _receipt(asked: Asked, out: Output) -> int:
    """Write the receipt of a stored verdict, if its dossier gives it again.

    Raises:
        InputError: a file can't be read or written, or the rules are no longer there.
    """
    named, dossier_name = asked.names
    stored = _text(named)
    verdict = _of_file(named, stored, from_json)
    ruleset = _rules(asked)
    dossier = _dossier(dossier_name, ruleset)
    made = _of_file(dossier_name, dossier, lambda given: receipt(verdict, given))
    checked = verify(made, dossier, ruleset=ruleset, stored=verdict.to_json())
    if not checked.confirmed:
        if asked.json:
            out.json_text(checked.to_json())
        else:
            out.complain(out.say("receipt-refused"), "bold red")
            out.lines(checked.text(out.lang))
        return _DIFFERENT
    file = asked.options.get("--out")
    if file is None:
        if asked.json:
            out.json(made.as_data())
        else:
            out.json_page(made.to_json())
        return _SAME
    write(file, made.to_json())
    if asked.json:
        out.json({"files": [file]})
    else:
        out.lines(out.say("written", mark="✓", file=file) + "\n")
    return _SAME


def _verify(asked: Asked, out: Output) -> int:
    """Replay a receipt.

    Raises:
        InputError: a file can't be read, or the rules are no longer there.
    """
    named, dossier_name = asked.names
    text = _text(named)
    made: Receipt = read_receipt(text, file=named)
    ruleset = _rules(asked)
    dossier = _dossier(dossier_name, ruleset)
    kept = asked.options.get("--verdict")
    stored = None if kept is None else _text(kept)
    try:
        found = verify(made, dossier, ruleset=ruleset, stored=stored)
    except VerdictError as error:
        raise VerdictError(faults_of(error, kept)) from None
    if asked.json:
        out.json_text(found.to_json())
    else:
        out.lines(found.text(out.lang))
    return _SAME if found.confirmed else _DIFFERENT


def _text(name: str) -> str:
    """What stands in a file, or on the standard input.

    Raises:
        InputError: it can't be read.
    """
    if name == STANDARD_INPUT:
        return standard_input()
    text, faults = read_text(name, name=name)
    if text is None:
        raise InputError(faults)
    return text


def _of_file(name: str, given: T, read: Callable[[T], U]) -> U:
    """What is read of a file, whose name stands in its faults.

    Raises:
        InputError: it has faults.
    """
    try:
        return read(given)
    except InputError as error:
        raise type(error)(faults_of(error, name)) from None


def _rules(asked: Asked) -> RuleSet | None:
    """The rules asked for; None for those that the verdict names.

    Raises:
        RuleSetError: there are none of that name, or they have faults.
    """
    return None if asked.ruleset is None else find_ruleset(asked.ruleset)


def _dossier(name: str, ruleset: RuleSet | None) -> Dossier:
    units = packaged().units if ruleset is None else ruleset.units
    if name == STANDARD_INPUT:
        return dossiers.loads(standard_input(), file=name, units=units)
    return dossiers.load(name, units=units)


COMMANDS: Final[Mapping[str, Callable[[Asked, Output], int]]] = {
    "diff": _diff,
    "notice": _notice,
    "receipt": _receipt,
    "verify": _verify,
}
"""What runs each command of `cnam_rules.cli.commands.TOP_COMMANDS`, by its name."""

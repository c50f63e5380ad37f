"""Writing the files that a command was asked for."""

from __future__ import annotations

from pathlib import Path

from cnam_rules.cli.decide import is_there
from cnam_rules.faults import Fault, InputError

__all__ = ["write"]


def write(file: str, text: str, *, option: str = "--out", rules: str | None = None) -> None:
    """Write a text file in UTF-8, in the place of one that is there.

    Args:
        file: the file.
        text: what it holds.
        option: the option that named it, for the fault.
        rules: the name of the rules that the text was made from; if it is a file, that one is never replaced.

    Raises:
        InputError: it can't be written, or holds the rules.
    """
    path = Path(file)
    there = is_there(file, Path.is_file) and rules is not None and is_there(rules, Path.is_file)
    if there and rules is not None and path.samefile(rules):
        raise InputError([Fault(option, "writes-over-rules", {"found": file})])
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except (OSError, ValueError) as error:  # ValueError: the name can't be one
        detail = getattr(error, "strerror", None) or type(error).__name__
        raise InputError([Fault(option, "cannot-write", {"found": file, "detail": detail})]) from None

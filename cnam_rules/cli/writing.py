"""Writing the files that a command was asked for."""

from __future__ import annotations

from pathlib import Path

from cnam_rules.faults import Fault, InputError

__all__ = ["write"]


def write(path: Path, text: str, option: str = "--out") -> None:
    """Write a text file in UTF-8, in the place of one that is there.

    Args:
        path: the file.
        text: what it holds.
        option: the option that named it, for the fault.

    Raises:
        InputError: it can't be written.
    """
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except (OSError, ValueError) as error:  # ValueError: the name can't be one
        detail = getattr(error, "strerror", None) or type(error).__name__
        raise InputError([Fault(option, "cannot-write", {"found": str(path), "detail": detail})]) from None

"""Writing the files that a command was asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from cnam_rules.decoding import cut
from cnam_rules.faults import Fault, InputError

__all__ = ["is_there", "unwritten", "write"]


def is_there(name: str, kind: Callable[[Path], bool]) -> bool:
    """Whether there is a file or folder of that name; what can't be a name (too long, say) isn't one's."""
    try:
        return kind(Path(name))
    except (OSError, ValueError):
        return False


def write(
    file: str,
    content: str | bytes,
    *,
    option: str = "--out",
    rules: str | None = None,
    dossiers: Sequence[str] = (),
    folders: bool = False,
) -> None:
    """Write a file, in UTF-8 if it is text, in the place of one that is there.

    Args:
        file: the file.
        content: what it holds.
        option: the option that named it, for the fault.
        rules: the name of the rules that it was made from; if it is a file, that one is never replaced.
        dossiers: the names of the dossiers that it was made from; none of them is ever replaced.
        folders: whether to make the folders that it stands in.

    Raises:
        InputError: it can't be written, or holds the rules or a dossier.
    """
    path = Path(file)
    if is_there(file, Path.is_file):
        kept = [] if rules is None else [(rules, "writes-over-rules")]
        kept += [(name, "writes-over-dossier") for name in dossiers]
        for name, code in kept:
            if is_there(name, Path.is_file) and path.samefile(name):
                raise InputError([Fault(option, code, {"found": file})])
    fault = unwritten(path, content, option=option, over=True, folders=folders)
    if fault is not None:
        raise InputError([fault])


def unwritten(
    path: Path, content: str | bytes, *, over: bool, option: str | None = None, folders: bool = True
) -> Fault | None:
    """Write a file, in UTF-8 if it is text; the fault that kept it from being written, if one did.

    Args:
        path: the file.
        content: what it holds.
        over: whether it may take the place of what is there.
        option: the option that named it; without one the fault is told of the file.
        folders: whether to make the folders that it stands in.
    """
    try:
        if folders:
            path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb" if over else "xb") as opened:
            opened.write(content if isinstance(content, bytes) else content.encode())
    except (OSError, ValueError) as error:  # ValueError: the name can't be one
        if isinstance(error, FileExistsError) and not over and os.path.lexists(path):
            return Fault("$", "file-exists", {"found": str(path)}, file=str(path))
        detail = getattr(error, "strerror", None) or type(error).__name__
        args = {"found": cut(str(path)), "detail": detail}
        return Fault(option or "$", "cannot-write", args, file=None if option else str(path))
    return None

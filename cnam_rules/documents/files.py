"""The text of a file, or the fault that says why there is none."""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path
from typing import IO, Final

from cnam_rules.documents.nodes import MAX_BYTES
from cnam_rules.faults import Fault

__all__ = ["read_text"]

_CAUSES: Final[tuple[tuple[type[OSError], str], ...]] = (
    (FileNotFoundError, "file-not-found"),
    (NotADirectoryError, "file-not-found"),
    (IsADirectoryError, "file-is-a-folder"),
    (PermissionError, "file-forbidden"),
)


def read_text(
    source: str | PathLike[str] | IO[bytes] | IO[str], *, name: str
) -> tuple[str | None, list[Fault]]:
    """The text of a file in UTF-8, with or without a byte order mark.

    Of a file that is too big no more is read than it takes to see that it is: `parse` then refuses the text.

    Args:
        source: a path, or an open stream.
        name: the file's name, for the faults.

    Returns:
        The text and no fault, or no text and the fault.

    >>> read_text("no/such/file", name="dossier.yaml")[1][0].code
    'file-not-found'
    """
    try:
        if isinstance(source, (str, PathLike)):
            with Path(fspath(source)).open("rb") as stream:
                data: bytes | str = stream.read(MAX_BYTES + 1)
        else:
            data = source.read(MAX_BYTES + 1)
        if isinstance(data, str):
            return data, []
        return data.decode("utf-8-sig", "strict" if len(data) <= MAX_BYTES else "replace"), []
    except UnicodeDecodeError:
        return None, [Fault("$", "not-utf8", file=name)]
    except (OSError, ValueError) as error:  # a path with a null byte in it is a ValueError
        for cause, code in _CAUSES:
            if isinstance(error, cause):
                return None, [Fault("$", code, file=name)]
        detail = getattr(error, "strerror", None) or type(error).__name__
        return None, [Fault("$", "unreadable-file", {"detail": detail}, file=name)]

"""Where the library's own rule files are, and reading a file's text."""

from __future__ import annotations

from pathlib import Path

from cnam_rules.documents import read_text
from cnam_rules.faults import Fault, RuleSetError

__all__ = ["packaged_folder", "read_file"]


def packaged_folder() -> Path:
    """The folder of the library's own rule files: inside the installed package, or the checkout's `rules/`.

    Raises:
        RuleSetError: it is in neither place.
    """
    package = Path(__file__).parent.parent
    for folder in (package / "_rules", package.parent / "rules"):
        if folder.is_dir():
            return folder
    raise RuleSetError([Fault("$", "no-rules-folder", {"found": str(package)})])


def read_file(path: Path, name: str, faults: list[Fault]) -> str | None:
    """The text of a file; None, and its faults added to `faults`, when it can't be read."""
    text, found = read_text(path, name=name)
    faults.extend(found)
    return text

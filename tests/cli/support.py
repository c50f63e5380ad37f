"""What the tests of the command line share."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from attrs import frozen

ROOT = Path(__file__).parent.parent.parent
DOSSIERS = ROOT / "examples" / "dossiers"
FILES = sorted(path for path in DOSSIERS.iterdir() if path.suffix in {".yaml", ".json"})
AS_OF = ("--as-of", "2025-11-03")


@frozen
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str


Run: TypeAlias = Callable[..., Ran]
"""Runs a command; the keyword `stdin` gives the bytes of its standard input."""


def example(name: str) -> Path:
    """A dossier of the examples, by its name without an ending."""
    return next(path for path in FILES if path.stem == name)

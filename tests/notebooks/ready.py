"""Whether what the notebooks need is there; `make notebooks` has it, in an environment of its own."""

from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from tests.absent import cannot_run

FOLDER = Path(__file__).parent.parent.parent / "examples" / "notebooks"
NEEDED = ("jupyterlab", "marimo", "nbclient", "pandas", "polars", "playwright")
"""What the extra `browser` brings, by what is imported of it."""


def absent(reason: str) -> NoReturn:
    """Skips the test, telling why; fails it where `make notebooks` or `make screenshots` runs it."""
    cannot_run(reason, unless="CNAM_RULES_NOTEBOOKS")


def ready() -> None:
    """Goes on if everything is there; else skips or fails, naming what isn't."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        absent(f"no {', '.join(missing)} in this environment: `make notebooks` runs this in its own")

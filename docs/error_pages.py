"""Writes the pages on the codes of faults, each with its example run, before Sphinx reads the pages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FOLDER = Path("reference", "errors")
"""Where the pages go, below the manual's folder; nothing else is kept there."""


def write(app: Sphinx) -> None:
    """Write the pages that changed, and remove those whose codes are gone."""
    sys.path.append(str(Path(app.srcdir).parent))  # the examples are run as the tests run them
    from tests.coded import pages

    folder = Path(app.srcdir) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for path in folder.iterdir():
        if path.name not in wanted:
            path.unlink()
    for file, content in wanted.items():
        path = folder / file
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.write_text(content, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Runs when the builder is ready, before pages are looked for."""
    app.connect("builder-inited", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

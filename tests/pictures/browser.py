"""The machine's own Chromium, driven by Playwright: it goes nowhere but to this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, TypeAlias
from urllib.parse import urlsplit

from tests.notebooks.ready import absent

__all__ = ["PICTURES", "Page", "Theme", "browser", "drawn", "opened", "pages_of", "printed"]

PICTURES = Path(__file__).parent.parent.parent / "artefacts" / "screenshots"
"""Where pictures are kept; never committed."""

Theme: TypeAlias = Literal["light", "dark"]
Page: TypeAlias = Any
"""A page of Playwright, which has no types where this is checked."""

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HERE = ("127.0.0.1", "localhost", "")
"""The hosts that a page may ask; what has none is a file, or data in the page itself."""


@contextmanager
def browser() -> Iterator[Any]:
    """Starts Chromium with an empty profile, and ends it; skips, or fails, where there is none."""
    program = os.environ.get("CNAM_RULES_CHROMIUM") or shutil.which("chromium")
    if program is None:
        absent("no chromium on the PATH: pages are not opened, and no picture is taken")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=program, args=list(FLAGS))
        try:
            yield started
        finally:
            started.close()


@contextmanager
def opened(started: Any, theme: Theme, *, width: int = 1000, height: int = 800) -> Iterator[Page]:
    """An empty page, of which every error and every request that would leave this machine is told at the end.

    Args:
        started: the browser.
        theme: the theme that the reader's system prefers.
        width: the window's, in CSS pixels.
        height: likewise.
    """
    context = started.new_context(
        color_scheme=theme,
        viewport={"width": width, "height": height},
        locale="fr-FR",
        timezone_id="UTC",
        reduced_motion="reduce",
    )
    wrong: list[str] = []
    asked: list[str] = []

    def kept_in(route: Any) -> None:
        if urlsplit(route.request.url).hostname in (*HERE, None):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    context.route("**/*", kept_in)
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.asked = asked
    page.wrong = wrong
    try:
        yield page
    finally:
        context.close()
    assert wrong == [], "errors of the page's own scripts"


DRAWN = """width => [...document.querySelectorAll(".graphique")].every(place => {
  const svg = place.querySelector("svg.marks");
  return svg && Math.abs(svg.getBoundingClientRect().width - place.clientWidth) < 24;
})"""
"""Whether every chart of a page is there, as wide as its place is now."""


def drawn(page: Page) -> None:
    """Waits until every chart of a page, if it has any, is drawn at the page's width."""
    page.wait_for_function(DRAWN, timeout=30_000)


def printed(page: Page, name: str) -> None:
    """Prints what a page shows on A4, and pictures the sheets."""
    made: bytes = page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    assert pages_of(made, f"{name}-print") > 0


def pages_of(pdf: bytes, name: str) -> int:
    """Pictures the sheets of a PDF, and gives their number; skips, or fails, without poppler."""
    program = shutil.which("pdftoppm")
    if program is None:
        absent("no pdftoppm on the PATH (poppler-utils): printed pages are not pictured")
    for old in PICTURES.glob(f"{name}-[0-9]*.png"):
        old.unlink()
    subprocess.run(
        [program, "-r", "60", "-png", "-", str(PICTURES / name)], input=pdf, check=True, timeout=120
    )
    return len(list(PICTURES.glob(f"{name}-[0-9]*.png")))

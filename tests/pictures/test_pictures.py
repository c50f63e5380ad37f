"""Every picture is taken in real Chromium, where pages are opened and notebooks used, and checked first.

`make screenshots` runs this in the environment of the notebooks; pictures go to `artefacts/screenshots/`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from tests.nodes import node
from tests.notebooks.ready import absent, ready
from tests.pictures.browser import PICTURES, Theme, browser, opened, pages_of, printed
from tests.pictures.shown import LIVE, PAGES, PDFS

pytestmark = pytest.mark.slow
THEMES: tuple[Theme, ...] = get_args(Theme)
PHONE = 390
INK = """(() => {
  const title = document.querySelector(".avis .titre");
  return title ? getComputedStyle(title).color : getComputedStyle(document.querySelector(".frise text")).fill;
})()"""
"""The colour of the title, or of the texts of a picture that stands alone."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    ready()
    PICTURES.mkdir(parents=True, exist_ok=True)
    with browser() as started:
        yield started


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_follows_the_theme_and_fits_where_it_is_read(chromium: Any, name: str, theme: Theme) -> None:
    with opened(chromium, theme) as page:
        page.set_content(PAGES[name]())
        shade = [int(part) for part in re.findall(r"\d+", page.evaluate(INK))][:3]
        assert (min(shade) > 128) is (theme == "dark")
        page.screenshot(path=PICTURES / f"{name}-{theme}.png", full_page=True)
        page.set_viewport_size({"width": PHONE, "height": 800})
        # A timeline is legible from 600 pixels on, and is scrolled where there are fewer: within the pages.
        assert name.startswith("timeline") or page.evaluate("document.documentElement.scrollWidth") <= PHONE
        page.screenshot(path=PICTURES / f"{name}-{theme}-phone.png", full_page=True)
        assert page.asked == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_printed(chromium: Any, name: str) -> None:
    with opened(chromium, "dark") as page:  # so that a dark page that is printed dark is seen
        page.set_content(PAGES[name]())
        printed(page, name)


@pytest.mark.parametrize("name", PDFS)
def test_the_librarys_own_pdf_is_pictured(chromium: Any, name: str) -> None:
    assert pages_of(PDFS[name](), name)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", LIVE)
def test_what_is_served_is_opened_and_used(chromium: Any, name: str, theme: Theme, tmp_path: Path) -> None:
    node("axe-core")
    LIVE[name](chromium, theme, tmp_path)


def test_nothing_that_was_served_is_left_running() -> None:
    ready()
    if (ps := shutil.which("ps")) is None:
        absent("no ps on this machine: what was started is not looked for")
    ran = subprocess.run([ps, "-eo", "ppid,args"], capture_output=True, text=True, check=True)
    ours = re.compile(
        r"-m (?:jupyterlab --no-browser|marimo run /\S*pytest-|ipykernel_launcher -f /\S*pytest-)"
    )
    assert [line for line in ran.stdout.splitlines() if ours.search(line)] == []

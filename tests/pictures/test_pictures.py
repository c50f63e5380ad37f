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
from tests.pictures.browser import PICTURES, Theme, browser, drawn, opened, pages_of, printed
from tests.pictures.live import accessible
from tests.pictures.shown import CHARTS, LIVE, PAGES, PDFS

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
        drawn(page)
        shade = [int(part) for part in re.findall(r"\d+", page.evaluate(INK))][:3]
        assert (min(shade) > 128) is (theme == "dark")
        page.screenshot(path=PICTURES / f"{name}-{theme}.png", full_page=True)
        page.set_viewport_size({"width": PHONE, "height": 800})
        drawn(page)
        # A timeline is legible from 600 pixels on, and is scrolled where there are fewer: within the pages.
        assert name.startswith("timeline") or page.evaluate("document.documentElement.scrollWidth") <= PHONE
        page.screenshot(path=PICTURES / f"{name}-{theme}-phone.png", full_page=True)
        assert page.asked == []


CUT = """[...document.querySelectorAll(".graphique svg")].flatMap(svg => {
  const [all, slack] = [svg.getBoundingClientRect(), 1];
  return [...svg.querySelectorAll("text")].filter(text => {
    const own = text.getBoundingClientRect();
    return own.width && getComputedStyle(text).opacity !== "0" && text.getAttribute("opacity") !== "0" &&
      (own.left < all.left - slack || own.right > all.right + slack || own.top < all.top - slack ||
       own.bottom > all.bottom + slack);
  }).map(text => text.textContent);
})"""
"""The words of charts that stick out of them, where they are cut off."""
MARKS = """[...document.querySelectorAll(".graphique")].map(place => [
  place.id, place.querySelectorAll("svg .mark-rect path").length, place.getAttribute("aria-label")
])"""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_drawn_and_nothing_is_fetched_for_it(
    chromium: Any, name: str, theme: Theme, tmp_path: Path
) -> None:
    node("axe-core")
    file = tmp_path / "page.html"
    file.write_text(CHARTS[name](), encoding="utf-8")
    with opened(chromium, theme) as page:
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(file.as_uri())
        drawn(page)
        found = page.evaluate(MARKS)
        assert [place for place, _, _ in found] == [
            *("funnel", "lacking-ue-ue", "lacking-experience-experience", "lacking-stage-stage", "lacking"),
            *("waiting", "moved"),
        ]
        assert all(marks > 4 and said for _, marks, said in found)
        assert page.evaluate(CUT) == []
        bar = page.locator("#funnel svg .mark-rect path").first
        bar.hover(force=True)
        page.locator("#vg-tooltip-element.visible").wait_for()
        page.screenshot(path=PICTURES / f"{name}-{theme}-tooltip.png")
        page.mouse.move(0, 0)
        tables = page.locator("details")
        for number in range(tables.count()):
            tables.nth(number).locator("summary").click()
        assert {"color-contrast", "role-img-alt"} <= accessible(page, ".avis")
        page.set_viewport_size({"width": PHONE, "height": 800})
        drawn(page)
        assert page.evaluate(CUT) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
        assert "scrollable-region-focusable" in accessible(page, ".avis")
        page.screenshot(path=PICTURES / f"{name}-{theme}-phone-tables.png", full_page=True)
        assert requests == [file.as_uri()]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_printed(chromium: Any, name: str) -> None:
    with opened(chromium, "dark") as page:  # so that a dark page that is printed dark is seen
        page.set_content(PAGES[name]())
        drawn(page)
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

"""JupyterLab and the marimo app as a person uses them: cells run, sliders moved, boxes ticked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.nodes import FOLDER as NODE
from tests.pictures.browser import PICTURES, Page, Theme, opened
from tests.pictures.servers import jupyterlab, marimo

__all__ = ["accessible", "cohort_in_jupyterlab", "in_jupyterlab", "in_marimo"]

WAIT = 60_000
"""Milliseconds that a slow machine may take to start a kernel."""
TALL = 2_600


def in_jupyterlab(started: Any, theme: Theme, folder: Path) -> None:
    """Runs every cell of the notebook, moves the widget, and pictures both."""
    with jupyterlab(folder) as url, opened(started, theme, width=1280, height=TALL) as page:
        run_all(page, url)
        verdict = page.locator(".jp-OutputArea-output article.avis").first
        verdict.scroll_into_view_if_needed()
        page.screenshot(path=PICTURES / f"notebook-{theme}.png")
        moved(page)
        page.locator(".et-si").scroll_into_view_if_needed()
        page.locator(".et-si").screenshot(path=PICTURES / f"widget-{theme}.png")
        page.locator(".jp-OutputArea-output .promotion").scroll_into_view_if_needed()
        page.screenshot(path=PICTURES / f"notebook-cohort-{theme}.png")
        asks_nobody(page)
        as_printed(page, "notebook", theme)


def run_all(page: Page, url: str) -> None:
    """Opens a notebook and runs every cell, without a word on the standard error."""
    page.goto(url)
    # Before its kernel is there, the notebook would ask for one, and a menu would close again.
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=WAIT)
    page.get_by_role("menuitem", name="Run", exact=True).click(timeout=WAIT)
    page.get_by_text("Run All Cells", exact=True).click(timeout=WAIT)
    page.locator(".jp-CodeCell").last.locator(".jp-OutputArea-output").wait_for(timeout=WAIT)
    assert page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').count() == 0


def cohort_in_jupyterlab(started: Any, theme: Theme, folder: Path) -> None:
    """Runs every cell of the notebook that draws a cohort: each chart is there, and nothing was fetched."""
    with (
        jupyterlab(folder, "cohort.ipynb") as url,
        opened(started, theme, width=1280, height=TALL) as page,
    ):
        run_all(page, url)
        charts = page.locator(".jp-OutputArea-output .vega-embed :is(canvas, svg.marks)")
        charts.nth(5).wait_for(timeout=WAIT)
        assert charts.count() == 6
        for number in range(6):
            box = charts.nth(number).bounding_box()
            assert box["width"] > 500
            assert box["height"] > 200
        charts.first.scroll_into_view_if_needed()
        page.screenshot(path=PICTURES / f"notebook-charts-{theme}.png")
        asks_nobody(page)


def in_marimo(started: Any, theme: Theme, folder: Path) -> None:
    """Moves the sliders of the app, then its widget, and pictures both."""
    with marimo(folder) as url, opened(started, theme, width=1280, height=TALL) as page:
        page.goto(url)
        verdict = page.locator("article.avis").first
        finding = verdict.locator(".constat strong")
        finding.wait_for(timeout=WAIT)
        assert "may not be sent" in finding.inner_text()
        stage = page.get_by_role("slider").nth(2)
        stage.focus()
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        finding.get_by_text("the request may be sent").wait_for(timeout=WAIT)
        assert "certified internship: 3 months" in verdict.inner_text()
        assert "counts: internship, Mission locale" in verdict.inner_text()
        advice = page.locator("article.avis").nth(1).inner_text().upper()
        assert "WHAT WOULD MAKE THE DOSSIER COMPLETE" not in advice
        given = page.locator(".et-si-rendu")
        given.get_by_text("FINDING: the request may be sent").wait_for(timeout=WAIT)
        page.screenshot(path=PICTURES / f"sliders-{theme}.png")
        # In one move, as the app makes its widget anew at each, and what is moved in the one before is lost.
        stage.focus()
        page.keyboard.press("Home")
        finding.get_by_text("may not be sent").wait_for(timeout=WAIT)
        given.get_by_text("FINDING: the request may not be sent").wait_for(timeout=WAIT)
        moved(page)
        page.locator(".et-si").screenshot(path=PICTURES / f"sliders-widget-{theme}.png")
        asks_nobody(page)
        as_printed(page, "sliders", theme)


def as_printed(page: Page, name: str, theme: Theme) -> None:
    """Pictures a page in the styles of paper; of what they show, neither program prints all."""
    page.emulate_media(media="print")
    ink = page.locator(".et-si").evaluate("widget => getComputedStyle(widget).color")
    assert ink == "rgb(0, 0, 0)", theme
    page.locator(".et-si").scroll_into_view_if_needed()
    page.screenshot(path=PICTURES / f"{name}-{theme}-print.png")


def moved(page: Page) -> None:
    """Moves the widget by the keyboard and by the mouse; the verdict given stays, and the hypothesis follows.

    The dossier lacks three months of *stage*, or eight in the field, in the notebook as in the app.
    """
    widget = page.locator(".et-si")
    widget.wait_for(timeout=WAIT)
    given = widget.locator(".et-si-rendu")
    given.get_by_text("FINDING: the request may not be sent").wait_for(timeout=WAIT)
    official = given.inner_text()
    shown, heard = widget.locator(".et-si-hypothese"), widget.get_by_role("status")
    assert "Nothing is supposed" in shown.inner_text()

    def comes(said: str) -> None:
        shown.get_by_text(re.compile(re.escape(said))).first.wait_for(timeout=WAIT)

    label = "More months of internship, certified"
    months = widget.get_by_label(label)
    widget.get_by_text(label).click()  # which gives the slider the keyboard
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    comes("IF IT WERE SO: may not be sent, as was found")
    page.keyboard.press("ArrowRight")
    comes("IF IT WERE SO: may not be sent → may be sent")
    assert "A hypothesis, not a finding." in heard.inner_text()
    assert months.get_attribute("aria-valuetext") == "3 months"

    widget.get_by_text("The units acquired").first.click()
    unit = widget.locator('[data-move="ue:FPG003"]')
    unit.uncheck()
    comes("The unit FPG003 would not be acquired.")
    comes("IF IT WERE SO: may not be sent, as was found")
    unit.check()
    comes("IF IT WERE SO: may not be sent → may be sent")
    widget.get_by_text("The units acquired").first.click()
    assert given.inner_text() == official
    assert_accessible(page)

    widget.get_by_role("button").click()
    comes("Nothing is supposed")
    widget.get_by_text(label).click()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    comes("IF IT WERE SO: may not be sent → may be sent")


def assert_accessible(page: Page) -> None:
    """axe-core finds nothing wrong with the widget as it is laid out there, colours included."""
    assert {"label", "color-contrast", "select-name"} <= accessible(page, ".et-si")


def accessible(page: Page, part: str) -> set[str]:
    """axe-core finds nothing wrong with a part of a page; gives the rules that it tried."""
    axe = NODE / "node_modules" / "axe-core" / "axe.min.js"
    page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.locator(part).evaluate(
        """async (part) => {
          const found = await axe.run(part, {resultTypes: ["violations", "passes"]});
          const told = found.violations.map(({id, nodes}) => [id, nodes.map(({html}) => html)]);
          return {violations: told, passes: found.passes.map(({id}) => id)};
        }"""
    )
    assert found["violations"] == []
    return set(found["passes"])


def asks_nobody(page: Page) -> None:
    """Nothing of it was asked of another machine: it works offline, and tells nobody what is decided."""
    assert page.asked == []

"""The one list of what is pictured: the pages that the library writes, and the notebooks that are served.

`make screenshots` takes every picture in the light and the dark theme, and as it is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from tempfile import TemporaryDirectory
from typing import Final

import cnam_rules
from cnam_rules.cohorts import make_cohort
from cnam_rules.render.markup import Markup, element
from tests.cli.support import example
from tests.pictures.live import cohort_in_jupyterlab, in_jupyterlab, in_marimo
from tests.render.pages import DAY, EXAMPLES, decided

__all__ = ["CHARTS", "LIVE", "PAGES", "PDFS"]


def _timeline(name: str) -> str:
    """The picture alone, as a browser shows a file of SVG that a page holds."""
    drawn = Markup(decided(name).timeline("fr"))
    head = element("meta", charset="utf-8") + element("meta", name="color-scheme", content="light dark")
    return (
        f'<!doctype html><html lang="fr"><head>{head}<title>Frise</title></head><body>{drawn}</body></html>'
    )


def _cohort() -> str:
    return cnam_rules.Cohort(decided(name) for name in EXAMPLES).html("fr")


def _advice() -> str:
    return cnam_rules.advise(cnam_rules.load(example("emploi-en-cours")), as_of=DAY).html("fr")


def _hypothesis() -> str:
    stage = cnam_rules.Stage("CIDFF", DAY.replace(month=1, day=6), DAY.replace(month=4, day=5), atteste=True)
    what = cnam_rules.what_if(cnam_rules.load(example("hors-champ-sans-stage")), as_of=DAY)
    return what.without_ue("AST005").with_stage(stage).html("fr")


@lru_cache
def _charts(lang: str) -> str:
    with TemporaryDirectory() as folder:
        make_cohort(20_000, folder, seed=1, as_of=DAY, faulty=Fraction(1, 100))
        return cnam_rules.screen(folder, "titre-casp/jury", as_of=DAY).charts_html(lang)


CHARTS: Final[Mapping[str, Callable[[], str]]] = {
    "charts": lambda: _charts("fr"),
    "charts-en": lambda: _charts("en"),
}
"""Those of the pages whose pictures are drawn in the browser."""

PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "verdict": lambda: decided("experience-mixte").html("fr"),
    "verdict-en": lambda: decided("pieces-manquantes").html("en"),
    "notice": lambda: cnam_rules.notice(decided("derogation-stage")).html("fr"),
    "cohort": _cohort,
    "timeline": lambda: _timeline("emploi-en-cours"),
    "timeline-overlaps": lambda: _timeline("emplois-chevauchants"),
    "advice": _advice,
    "hypothesis": _hypothesis,
    **CHARTS,
}
"""Pages of HTML, by the name of their pictures."""

PDFS: Final[Mapping[str, Callable[[], bytes]]] = {
    "notice-pdf": lambda: cnam_rules.notice(decided("derogation-stage")).pdf("fr"),
}
"""Pages of paper, as the library makes them."""

LIVE: Final = {"notebook": in_jupyterlab, "notebook-charts": cohort_in_jupyterlab, "sliders": in_marimo}
"""What is served, opened, clicked and pictured; each says what must come of it."""

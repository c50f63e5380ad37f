"""The charts of a screening as one page of HTML that stands alone, and asks nothing of any other machine.

What draws them stands in the page (Vega, by vl-convert), and the page's own policy forbids it to send or to
fetch anything. Each picture has its numbers beside it, as a table, for whoever doesn't see it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from cnam_rules.render.html import page
from cnam_rules.render.markup import Child, Markup, element, lines
from cnam_rules.screening import captions
from cnam_rules.screening.charts import by_chart, drawn_funnel, drawn_lacking, drawn_moved, drawn_waiting
from cnam_rules.screening.lacking import Lacking, lacking
from cnam_rules.screening.looks import Look, load_vega
from cnam_rules.screening.statement import ENTRY
from cnam_rules.screening.telling import Grid, counted, grid_table, moved_grid
from cnam_rules.screening.waiting import Waiting, waiting
from cnam_rules.units import Unit

if TYPE_CHECKING:
    import altair as alt

    from cnam_rules.screening.model import Fall, Screening
    from cnam_rules.speech import Speech

__all__ = ["charts_html"]

_POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'"
)
"""Vega compiles what it draws, hence `unsafe-eval`; nothing may be fetched, sent, framed or submitted."""

_TIPS: Final = Markup(
    "#vg-tooltip-element.vg-tooltip{font:.9rem/1.4 system-ui,sans-serif;max-width:20rem;color:#1c1c21;"
    "background:#fff;border:1px solid #c4c4cc}"
    "#vg-tooltip-element.vg-tooltip td.key{color:#56565f;max-width:8rem}"
)
"""What is told of a bar that is pointed at, which Vega puts outside the article."""

_DRAW: Final = """
for (const [name, spec] of Object.entries(JSON.parse(document.getElementById("graphiques").textContent))) {
  const place = document.getElementById(name);
  const options = {mode: "vega-lite", renderer: "svg", actions: false};
  window.vegaEmbed(place, spec, options).then(() => {
    place.setAttribute("role", "img");
    place.removeAttribute("aria-roledescription");
  });
}
"""
"""Draws every chart. A picture is read as one, by its description: what Vega says of its parts is English."""


@frozen
class _Part:
    """A part of the page: a chart, if there is something to draw, what is said of it and its numbers."""

    name: str
    title: str
    about: Sequence[str]
    chart: alt.LayerChart | None = None
    grid: Grid | None = None

    def section(self, speech: Speech) -> Markup:
        """The part as HTML."""
        told: list[Child] = [element("h2", self.title, class_="titre-2")]
        told += [element("p", sentence) for sentence in self.about]
        if self.chart is not None:
            drawn = element("div", id=self.name, class_="graphique")
            told.append(element("figure", drawn, element("noscript", speech.say("charts.script"))))
        if self.grid is not None:
            summary = element("summary", speech.say("charts.numbers"))
            told.append(element("details", summary, grid_table(self.grid)))
        return element("section", lines(*told))


def charts_html(screened: Screening, lang: str = "fr", *, by: str = ENTRY) -> str:
    """Every chart of a screening on one page of HTML that stands alone, light or dark as the reader's system.

    The page is about a megabyte, whatever the number of dossiers, and holds counts only.

    Args:
        screened: the screening.
        lang: `fr` or `en`.
        by: the column of the table of dossiers that groups the months that lack; see `waiting_chart`.

    Raises:
        KeyError: the table of dossiers has no such column.
        UnknownLanguage: for any other language.

    >>> from datetime import date
    >>> import cnam_rules
    >>> screened = cnam_rules.screen("examples/cohort", "titre-casp/jury", as_of=date(2025, 11, 3))
    >>> html = charts_html(screened, "en")
    >>> html.startswith("<!doctype html>"), "Content-Security-Policy" in html, "C-003" in html
    (True, True, False)
    """
    look = Look(lang, "page")
    parts = list(_parts(screened, look, by))
    [title, *verdicts] = counted(screened, look.speech)
    charts = {part.name: part.chart.to_dict() for part in parts if part.chart is not None}
    article = element(
        "article",
        element("h1", title, class_="titre"),
        element("ul", [element("li", line) for line in verdicts]),
        [part.section(look.speech) for part in parts],
        class_="avis",
        lang=lang,
    )
    drawing = lines(
        element("script", _data(charts), type="application/json", id="graphiques"),
        element("script", Markup(load_vega()), type="module"),
        element("script", Markup(_DRAW), type="module"),
    )
    policy = element("meta", http_equiv="Content-Security-Policy", content=_POLICY)
    return page(title, article, lang, head=lines(policy, element("style", _TIPS)), foot=drawing)


def _data(charts: dict[str, Any]) -> Markup:
    """Charts as JSON that no text of theirs can end."""
    return Markup(json.dumps(charts, ensure_ascii=False).replace("<", "\\u003c"))


def _parts(screened: Screening, look: Look, by: str) -> Iterator[_Part]:
    speech = look.speech
    falls = screened.funnel(look.lang)
    about = captions.funnel_about(screened, speech)
    title = speech.say("screening.funnel")
    yield _Part("funnel", title, about, drawn_funnel(falls, about, look), _funnel_grid(title, falls, speech))
    for name, lacks in by_chart(lacking(screened, look.lang)).items():
        title, about = captions.lacking_title(lacks, speech), captions.lacking_about(lacks, speech)
        if any(each.bars for each in lacks):
            drawn = drawn_lacking(lacks, about, look)
            yield _Part(
                name, title, about, drawn, Grid(title, _lacking_heads(speech), _lacking_rows(lacks, speech))
            )
        else:
            yield _Part(name, title, about)
    found = waiting(screened, by)
    if found is not None:
        title, about = captions.waiting_title(by, speech), captions.waiting_about(found, speech)
        if found.groups:
            drawn, grid = drawn_waiting(found, about, look), _waiting_grid(title, found, speech)
            yield _Part("waiting", title, about, drawn, grid)
        else:
            yield _Part("waiting", title, about)
    if screened.statement.other_readings:
        moved, title = screened.moved(), speech.say("screening.moved")
        if moved:
            about = captions.moved_about(screened, speech)
            drawn = drawn_moved(screened, moved, about, look)
            yield _Part("moved", title, about, drawn, moved_grid(screened, moved, speech))
        else:
            yield _Part("moved", title, [speech.say("charts.moved-nothing")])


def _funnel_grid(title: str, falls: Sequence[Fall], speech: Speech) -> Grid:
    """The three parts of each bar: those that go on, those that are stopped, those that are to be settled."""
    heads = ("screening.condition", "screening.go-on", "statuses.unmet", "statuses.unknown")
    rows = ((fall.libelle, fall.left, fall.unmet, fall.first - fall.unmet) for fall in falls)
    return Grid(
        title,
        tuple(speech.say(head) for head in heads),
        tuple((name, *(speech.number(n) for n in parts)) for name, *parts in rows),
    )


def _lacking_heads(speech: Speech) -> tuple[str, ...]:
    return (speech.say("charts.amount"), speech.say("statuses.unmet"), speech.say("statuses.unknown"))


def _lacking_rows(lacks: Iterable[Lacking], speech: Speech) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            each.libelle
            if each.unit is Unit.OUI_NON
            else captions.amount_said(speech, each.unit, bar.most, each.width),
            speech.number(bar.unmet),
            speech.number(bar.unknown),
        )
        for each in lacks
        for bar in each.bars
    )


def _waiting_grid(title: str, found: Waiting, speech: Speech) -> Grid:
    """A column for each group: how many it has, what half of them lack at most, and a row for each bar."""
    most = sorted({month for group in found.groups for month in group.bars})
    every: list[tuple[str, list[str]]] = [
        (speech.say("screening.dossiers"), [speech.number(group.dossiers) for group in found.groups]),
        (speech.say("charts.median"), [speech.months_days(*group.median) for group in found.groups]),
    ]
    for month in most:
        said = captions.amount_said(speech, Unit.DUREE, Fraction(month), Fraction(found.width))
        every.append((said, [speech.number(group.bars.get(month, 0)) for group in found.groups]))
    names = (captions.group_name(group, speech) for group in found.groups)
    return Grid(title, (speech.say("charts.amount"), *names), tuple((said, *row) for said, row in every))

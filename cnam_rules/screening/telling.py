"""A screening told: the verdicts counted, where dossiers fall, what other readings would change."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from attrs import frozen

from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.render.html import page, verdict_style
from cnam_rules.render.markup import Markup, element, lines
from cnam_rules.render.words import STATUS_MARKS, VERDICT_MARKS
from cnam_rules.speech import Speech

if TYPE_CHECKING:
    from cnam_rules.screening.model import Fall, Moved, Screening

__all__ = [
    "Grid",
    "counted",
    "funnel_grid",
    "grid_table",
    "moved_grid",
    "screening_article",
    "screening_html",
    "screening_text",
]

_STATUSES: Final = (Status.MET, Status.NOT_APPLICABLE, Status.WAIVED, Status.UNMET, Status.UNKNOWN)


@frozen
class Grid:
    """A table for people: a title, headings, and rows of cells whose first says what the row is about."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def counted(screened: Screening, speech: Speech) -> list[str]:
    """How many dossiers there are, then how many have each verdict, one line each."""
    ruleset = screened.statement.rules.ruleset
    counts = screened.counts()
    total = sum(counts.values())
    told = [
        speech.say(
            "screening.cohort",
            n=total,
            ruleset=f"{ruleset.id}@{ruleset.version}",
            date=screened.statement.as_of,
        )
    ]
    for status in VerdictStatus:
        line = speech.say(f"screening.{status.value}", n=counts[status])
        if total:
            line = speech.say("screening.share", said=line, n=Fraction(1000 * counts[status] // total, 10))
        told.append(f"{VERDICT_MARKS[status]} {line}")
    if counts[None]:
        told.append(f"! {speech.say('screening.rejected', n=counts[None])}")
    return told


def funnel_grid(falls: Sequence[Fall], speech: Speech) -> Grid:
    """At which condition dossiers fall, in the rules' order."""
    heads = [f"{STATUS_MARKS[status]} {speech.say(f'statuses.{status.value}')}" for status in _STATUSES]
    return Grid(
        speech.say("screening.funnel"),
        (
            speech.say("screening.condition"),
            *heads,
            speech.say("screening.fall"),
            speech.say("screening.go-on"),
        ),
        tuple(
            (
                fall.libelle,
                *(speech.number(fall.statuses[status]) for status in _STATUSES),
                speech.number(fall.first),
                speech.number(fall.left),
            )
            for fall in falls
        ),
    )


def moved_grid(screened: Screening, moved: Sequence[Moved], speech: Speech) -> Grid:
    """What other readings, each taken alone, would change."""
    readings = screened.statement.rules.ruleset.readings
    return Grid(
        speech.say("screening.moved"),
        tuple(speech.say(f"screening.{key}") for key in ("reading", "choice", "before", "after", "dossiers")),
        tuple(
            (
                readings[move.reading].question.said(speech.lang),
                readings[move.reading].choice(move.choice).libelle.said(speech.lang),
                speech.say(f"verdicts.{move.before.value}"),
                speech.say(f"verdicts.{move.after.value}"),
                speech.number(move.dossiers),
            )
            for move in moved
        ),
    )


def _grids(screened: Screening, speech: Speech) -> list[Grid]:
    grids = [funnel_grid(screened.funnel(speech.lang), speech)]
    if moved := screened.moved():
        grids.append(moved_grid(screened, moved, speech))
    return grids


def screening_text(screened: Screening, lang: str = "fr") -> str:
    """The screening as text."""
    speech = Speech(lang)
    told = counted(screened, speech)
    for grid in _grids(screened, speech):
        widths = [max(len(row[i]) for row in (grid.headings, *grid.rows)) for i in range(len(grid.headings))]
        told += ["", grid.title]
        for row in (grid.headings, *grid.rows):
            first, *others = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
            told.append("  ".join([first.strip().ljust(widths[0]), *others]).rstrip())
    return "\n".join(told) + "\n"


def screening_article(screened: Screening, lang: str = "fr", *, level: int = 1) -> Markup:
    """The screening as an article of HTML."""
    speech = Speech(lang)
    title, *verdicts = counted(screened, speech)
    return element(
        "article",
        element(f"h{level}", title),
        element("ul", [element("li", line) for line in verdicts]),
        [grid_table(grid) for grid in _grids(screened, speech)],
        class_="avis",
        lang=lang,
    )


def grid_table(grid: Grid) -> Markup:
    """A table of HTML, scrolled within its own width where there is less room."""
    head = element("tr", [element("th", each, scope="col") for each in grid.headings])
    body = [
        element("tr", element("th", row[0], scope="row"), [element("td", cell) for cell in row[1:]])
        for row in grid.rows
    ]
    table = element(
        "table", element("caption", grid.title), element("thead", head), element("tbody", lines(*body))
    )
    return element("div", table, class_="large", tabindex="0", role="region", aria_label=grid.title)


def screening_html(screened: Screening, lang: str = "fr") -> str:
    """The screening as a page of HTML that stands alone."""
    [title, *_] = counted(screened, Speech(lang))
    return page(title, screening_article(screened, lang), lang)


def screening_fragment(screened: Screening) -> str:
    """The screening as a notebook shows it."""
    return verdict_style() + screening_article(screened, level=3)

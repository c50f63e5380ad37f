"""How charts look: the colours of verdicts, numbers as the language writes them, rows that fit a telephone.

Everything is drawn of rectangles and texts whose places are worked out here, so that a chart reads the same
wherever it is shown; the browser only scales its width.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from textwrap import wrap
from typing import Any, Final, Literal, TypeAlias

from attrs import field, frozen

from cnam_rules.faults import ChartsUnavailable
from cnam_rules.speech import Speech

if find_spec("altair") is None or find_spec("vl_convert") is None:
    raise ChartsUnavailable

import altair as alt
import vl_convert

__all__ = [
    "Axis",
    "Kind",
    "Look",
    "Picture",
    "Piece",
    "Row",
    "Shape",
    "Theme",
    "colours",
    "in_rows",
    "load_vega",
    "painted",
    "rect",
    "written",
]

Theme: TypeAlias = Literal["light", "dark", "page"]
"""The ground that a chart is drawn for; `page` follows that of the page, which has the style of verdicts."""
Kind: TypeAlias = Literal["oui", "non", "inconnu", "neutre"]
"""What a piece stands for: the names of the colours in the style of verdicts."""
Shape: TypeAlias = dict[str, Any]
"""A rectangle or a text, as a row of a chart's data."""

_FONT: Final = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
_LINE: Final = 17
"""The height of a line of text, in pixels."""
_BAR: Final = 22
_GAP: Final = 16
_WIDTH: Final = 640
_COLOUR: Final = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{3,6})")
_SEPARATORS: Final = {"fr": (",", "\u202f"), "en": (".", ",")}
_PLAIN, _BOLD = 400, 700


@lru_cache
def colours(theme: Theme) -> Mapping[str, str]:
    """The colours by their names in the style of verdicts.

    >>> colours("light")["oui"], colours("dark")["oui"], colours("page")["oui"]
    ('#18693a', '#7fd6a0', 'var(--oui)')
    """
    css = files("cnam_rules").joinpath("render", "verdict.css").read_text(encoding="utf-8")
    light, dark = css.split("@media (prefers-color-scheme: dark)", 1)
    found = dict(_COLOUR.findall(dark.split("}", 1)[0] if theme == "dark" else light))
    return {name: f"var(--{name})" for name in found} if theme == "page" else found


@lru_cache
def load_vega() -> str:
    """What draws charts in a browser, as one script that needs nothing else: Vega, Vega-Lite and vega-embed.

    >>> "</script" in load_vega().lower()
    False
    """
    version = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    return vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=version)


@frozen
class Look:
    """How charts are drawn and in what words.

    Attributes:
        lang: `fr` or `en`.
        theme: the ground that they are drawn for; on a page they have no title, which the page has itself.
        speech: the language.

    Raises:
        ChartsUnavailable: Altair or vl-convert isn't installed.
        UnknownLanguage: for any other language.
    """

    lang: str = "fr"
    theme: Theme = "light"
    speech: Speech = field(init=False)

    def __attrs_post_init__(self) -> None:
        if find_spec("altair") is None or find_spec("vl_convert") is None:  # gone since this was imported
            raise ChartsUnavailable

    @speech.default
    def _spoken(self) -> Speech:
        return Speech(self.lang)

    @property
    def on_page(self) -> bool:
        """Whether a page holds the chart, as wide as it has room for."""
        return self.theme == "page"

    def colour(self, name: str) -> str:
        """A colour by its name in the style of verdicts."""
        return colours(self.theme)[name]

    def lines(self, said: str) -> list[str]:
        """A text cut into lines that fit: on a page, those of a telephone."""
        return wrap(said, 46 if self.on_page else 92, break_on_hyphens=False)

    def config(self) -> alt.Config:
        """The fonts, the colours of what is no mark, and how numbers are written."""
        ink, pale, line = (self.colour(name) for name in ("encre", "pale", "trait"))
        decimal, thousands = _SEPARATORS[self.lang]
        number = alt.NumberLocale(
            decimal=decimal, thousands=thousands, grouping=[3], currency=["", "\u00a0€"]
        )
        return alt.Config(
            font=_FONT,
            background="transparent" if self.on_page else self.colour("fond"),
            padding=4 if self.on_page else 12,
            locale=alt.Locale(number=number),
            view=alt.ViewConfig(stroke=None),
            axis=alt.AxisConfig(
                aria=False,  # what it would say of itself, it would say in English
                labelColor=pale,
                titleColor=pale,
                titleFontWeight="normal",
                gridColor=line,
                gridOpacity=0.6,
                domainColor=line,
                tickColor=line,
                labelFontSize=12,
                titleFontSize=12,
            ),
            legend=alt.LegendConfig(aria=False, labelColor=ink, labelFontSize=12, labelLimit=0, title=None),
            title=alt.TitleConfig(
                aria=False,
                offset=14,
                anchor="start",
                color=ink,
                subtitleColor=pale,
                fontSize=15,
                subtitleFontSize=12,
            ),
        )


@frozen
class Piece:
    """A piece of a bar: dossiers, what they are, and what is told when it is pointed at.

    Attributes:
        kind: what it stands for.
        n: how many dossiers.
        mark: the mark that goes with its colour.
        said: what the dossiers are, in words.
        about: what they are of: told where it is pointed at, before what they are (or, if there are two such
            things, their number).
    """

    kind: Kind
    n: int
    mark: str
    said: str
    about: tuple[str, ...]


@frozen
class Row:
    """A bar that lies, what it is about above it and its numbers below it.

    Attributes:
        label: what the bar is about.
        pieces: its pieces, from left to right.
        heading: what this row and the next ones are about, where it begins.
    """

    label: str
    pieces: Sequence[Piece]
    heading: str | None = None


@frozen
class Picture:
    """What is told of a chart besides what is drawn.

    Attributes:
        title: its title.
        about: what a reader must know besides, a sentence each.
        heads: what the things told of a bar are called, where it is pointed at.
    """

    title: str
    about: Sequence[str]
    heads: tuple[str, ...]


@frozen
class Axis:
    """An axis of numbers from 0.

    Attributes:
        title: its title.
        most: where it ends.
        values: where it has ticks; None for whole numbers that suit.
        least: where it begins.
        grid: whether lines go through the chart at its ticks.
    """

    title: str
    most: float
    values: Sequence[float] | None = None
    least: float = 0
    grid: bool = False

    def scale(self) -> alt.Scale:
        """Its scale, exactly from one end to the other."""
        return alt.Scale(domain=[self.least, self.most or 1], nice=False, zero=False)

    def drawn(self) -> alt.Axis:
        """The axis itself."""
        if self.values is None:
            return alt.Axis(
                title=self.title, format=",d", tickMinStep=1, tickCount=5, labelOverlap=True, grid=self.grid
            )
        return alt.Axis(
            title=self.title, values=list(self.values), format="~g", labelOverlap="greedy", grid=False
        )


def in_rows(rows: Sequence[Row], look: Look, most: int) -> tuple[list[Shape], list[Shape], int]:
    """The rectangles and the texts of rows, one below the other, and the height that they take.

    Args:
        rows: the rows.
        look: how they are drawn.
        most: the number of dossiers that is as wide as the chart.
    """
    rects: list[Shape] = []
    texts: list[Shape] = []
    top = 0
    headed = any(row.heading is not None for row in rows)
    for row in rows:
        if row.heading is not None:
            words, top = written(row.heading, top, look, weight=_BOLD)
            texts += words
        words, top = written(row.label, top, look, weight=_PLAIN if headed else _BOLD)
        texts += words
        left, bottom = 0, top + _BAR
        for piece in row.pieces:
            if not piece.n:
                continue
            rects.append(rect(piece, (left, left + piece.n), (top + 2, bottom), look, apart=True))
            # On a telephone, two hundredths of the width are as wide as a character.
            if piece.n >= (0.03 + 0.02 * len(piece.mark)) * most:
                own = look.colour("inconnu" if piece.kind == "inconnu" else "fond")
                place = (left + piece.n / 2, (top + 2 + bottom) / 2)
                texts.append(_text(piece.mark, place, own, _BOLD, "center") | _told(piece, look))
            left += piece.n
        told = look.speech.series(piece.said.replace(" ", "\u00a0") for piece in row.pieces)
        words, top = written(told, bottom + 2, look, colour="pale")
        texts += words
        top += _GAP
    return rects, texts, top


def written(
    said: str, top: int, look: Look, *, weight: int = _PLAIN, colour: str = "encre"
) -> tuple[list[Shape], int]:
    """A text from that height down, as lines that fit, and the height where it ends."""
    lines = look.lines(said)
    texts = [
        _text(line, (0, top + _LINE * (number + 0.5)), look.colour(colour), weight, "left")
        for number, line in enumerate(lines)
    ]
    return texts, top + _LINE * len(lines)


def _text(said: str, place: tuple[float, float], colour: str, weight: int, align: str) -> Shape:
    return {"text": said, "x": place[0], "y": place[1], "colour": colour, "weight": weight, "align": align}


def rect(
    piece: Piece, x: tuple[float, float], y: tuple[float, float], look: Look, *, apart: bool = False
) -> Shape:
    """A rectangle; what is unknown is an outline, so that it is told without its colour.

    Args:
        piece: what it shows.
        x: its sides.
        y: its ends.
        look: how it is drawn.
        apart: whether a line sets it apart from the next one, which may have its colour.
    """
    hollow = piece.kind == "inconnu"
    return {
        "x": x[0],
        "x2": x[1],
        "y": y[0],
        "y2": y[1],
        "n": piece.n,
        "kind": piece.kind,
        "fill": look.colour("inconnu-fond" if hollow else piece.kind),
        "stroke": look.colour("inconnu" if hollow else "fond" if apart else piece.kind),
        **_told(piece, look),
    }


def _told(piece: Piece, look: Look) -> Shape:
    """What is told of a piece: each thing by itself, and all of them as one sentence."""
    last = piece.said if len(piece.about) == 1 else look.speech.number(piece.n)
    said = (*piece.about, last)
    return {"said": look.speech.series(said)} | {f"told{number}": each for number, each in enumerate(said)}


def painted(
    picture: Picture,
    rects: Sequence[Shape],
    texts: Sequence[Shape],
    look: Look,
    *,
    x: Axis,
    y: Axis | None = None,
    height: int,
) -> alt.LayerChart:
    """A chart of rectangles and texts.

    Args:
        picture: what is told of it.
        rects: the rectangles, in the numbers of the axes.
        texts: the texts, likewise.
        look: how it is drawn.
        x: the axis below.
        y: the axis at the left; without one, heights are pixels from the top.
        height: how high it is, in pixels.
    """
    down = alt.Scale(domain=[height, 0], nice=False, zero=False)
    scale, axis = (down, None) if y is None else (y.scale(), y.drawn())
    across = alt.X("x:Q", scale=x.scale(), axis=x.drawn())
    along = alt.Y("y:Q", scale=scale, axis=axis)
    tips = [alt.Tooltip(f"told{number}:N", title=head) for number, head in enumerate(picture.heads)]
    bars = (
        alt.Chart(alt.InlineData(values=list(rects)))
        .mark_rect(strokeWidth=1.2)
        .encode(
            x=across,
            x2="x2",
            y=along,
            y2="y2",
            fill=alt.Fill("fill:N", scale=None, legend=None),
            stroke=alt.Stroke("stroke:N", scale=None, legend=None),
            description="said:N",
            tooltip=tips,
        )
    )
    layers: list[alt.Chart] = [bars]
    for weight, align in sorted({(text["weight"], text["align"]) for text in texts}):
        same = [text for text in texts if (text["weight"], text["align"]) == (weight, align)]
        words = alt.Chart(alt.InlineData(values=same)).mark_text(
            baseline="middle", fontSize=13, fontWeight=weight, align=align, aria=False, tooltip=None
        )
        colour = alt.Color("colour:N", scale=None, legend=None)
        words = words.encode(x=across, y=along, text="text:N", color=colour)
        # A mark lies on its piece, and tells the same where it is pointed at.
        layers.append(words.encode(tooltip=tips) if align == "center" else words)
    chart = alt.layer(*layers).properties(
        width="container" if look.on_page else _WIDTH,
        height=height,
        description=" ".join([f"{picture.title}.", *picture.about]),
    )
    if not look.on_page:
        sub = [line for sentence in picture.about for line in look.lines(sentence)]
        chart = chart.properties(title=alt.TitleParams(look.lines(picture.title), subtitle=sub))
    configured: alt.LayerChart = chart.configure(**look.config().to_dict())
    return configured

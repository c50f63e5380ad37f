"""Charts as rectangles and texts, whose places are worked out here: Altair holds them, a browser scales them.

So a chart reads the same wherever it is shown, and nothing of it is counted there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal, TypeAlias

import altair as alt
from attrs import frozen

from cnam_rules.screening.looks import Look

__all__ = ["Axis", "Kind", "Picture", "Piece", "Row", "Shape", "in_rows", "painted", "rect", "written"]

Kind: TypeAlias = Literal["oui", "non", "inconnu", "neutre"]
"""What a piece stands for: the names of the colours in the style of verdicts."""
Shape: TypeAlias = dict[str, Any]
"""A rectangle or a text, as a row of a chart's data."""

_LINE: Final = 17
"""The height of a line of text, in pixels."""
_BAR: Final = 22
_GAP: Final = 16
_WIDTH: Final = 640
_PLAIN, _BOLD = 400, 700


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

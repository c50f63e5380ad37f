"""The shapes that a timeline is drawn with: numbers and classes, and texts, which are escaped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from cnam_rules.render.lines import right_to_left
from cnam_rules.render.markup import Child, Markup, text

__all__ = ["apart", "bar_shape", "cut_to", "group", "patterns", "short_day", "text_at"]

_PLAIN: Final[Mapping[str, str]] = {
    "counts": "plein bord",
    "left-out": "vide bord ecarte",
    "ahead": "vide bord",
}
"""The classes of the bars that have no pattern."""


def bar_shape(name: str, standing: str, x: float, y: float, width: float) -> Markup:
    """A bar: full for what counts, hatched in part, dotted when uncertain, an outline for what isn't counted.

    The outline is broken for what is left out, and unbroken for what is still to come.

    Args:
        name: what the names of the picture's patterns begin with.
        standing: what becomes of the days.
        x: its left side.
        y: its top.
        width: how wide it is.

    >>> bar_shape("p", "partly", 0, 21, 18)
    '<rect class="bord" fill="url(#p-partly)" x="0.0" y="21" width="18.0" height="11" rx="2"/>'
    """
    shape = f'x="{x:.1f}" y="{y:.0f}" width="{width:.1f}" height="11" rx="2"'
    if standing in _PLAIN:
        return Markup(f'<rect class="{_PLAIN[standing]}" {shape}/>')
    return Markup(f'<rect class="bord" fill="url(#{name}-{standing})" {shape}/>')


def patterns(name: str) -> Markup:
    """The patterns of bars, under names that no other picture of a page has."""
    return Markup(
        f'<defs><pattern id="{name}-partly" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path class="motif emploi" d="M0 3H6"/></pattern>'
        f'<pattern id="{name}-uncertain" width="5" height="5" patternUnits="userSpaceOnUse">'
        '<circle class="point emploi" cx="2.5" cy="2.5" r="1.3"/></pattern></defs>'
    )


def apart(said: str) -> str:
    """A name that stands beside another: written from right to left, it doesn't change places with it.

    >>> apart("Vendeuse")
    'Vendeuse'
    """
    return f"\u2068{said}\u2069" if right_to_left(said) else said


def text_at(x: float, y: float, style: str, said: Child) -> Markup:
    """A text, escaped."""
    return Markup(f'<text class="{style}" x="{x:.1f}" y="{y:.1f}">{text(said)}</text>')


def group(style: str, *shapes: Markup) -> Markup:
    """Shapes of one class."""
    return Markup(f'<g class="{style}">{"".join(shapes)}</g>')


def short_day(day: int) -> str:
    """A day in figures, as both languages write it.

    >>> short_day(date(2025, 3, 1).toordinal())
    '01/03/2025'
    """
    shown = date.fromordinal(day)
    return f"{shown.day:02}/{shown.month:02}/{shown.year}"


def cut_to(said: str, room: int) -> str:
    """A text, cut to so many letters.

    >>> cut_to("Conseillère", 8), cut_to("Conseillère", 11)
    ('Conseil…', 'Conseillère')
    """
    return said if len(said) <= room else f"{said[: max(room - 1, 0)].rstrip()}…"

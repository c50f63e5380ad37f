"""How charts look: the colours of verdicts, numbers as the language writes them, lines that fit a telephone.

Raises:
    ChartsUnavailable: when it is imported and Altair or vl-convert isn't installed (the extra `charts`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from textwrap import wrap
from typing import Final, Literal, TypeAlias, get_args

from attrs import field, frozen
from attrs.validators import in_

from cnam_rules.faults import ChartsUnavailable
from cnam_rules.speech import Speech

if find_spec("altair") is None or find_spec("vl_convert") is None:
    raise ChartsUnavailable

import altair as alt
import vl_convert

__all__ = ["Look", "Theme", "colours", "load_vega"]

Theme: TypeAlias = Literal["light", "dark", "page"]
"""The ground that a chart is drawn for; `page` follows that of the page, which has the style of verdicts."""

_FONT: Final = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
_COLOUR: Final = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{3,6})")
_SEPARATORS: Final = {"fr": (",", "\u202f"), "en": (".", ",")}


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
        ValueError: for any other theme.
    """

    lang: str = "fr"
    theme: Theme = field(default="light", validator=in_(get_args(Theme)))
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

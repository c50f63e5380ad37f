"""A page of text on a terminal, its marks coloured, its headings bold; only what prints it imports rich."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Protocol

from cnam_rules.render.words import WIDTH

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.text import Text


__all__ = ["MARK_STYLES", "TerminalPage", "styled"]

MARK_STYLES: Final = {"✓": "green", "✗": "red", "?": "yellow", "!": "red", "–": "dim", "○": "cyan"}
"""The colour of a line or cell by the mark it begins with."""


def styled(line: str) -> Iterator[tuple[str, str]]:
    """A line in parts, each with its style: headings are bold; in a deep line, the mark alone has colour."""
    text = line.lstrip()
    indent, colour = len(line) - len(text), MARK_STYLES.get(text[:1], "")
    if not indent and (text.isupper() or text.split(" ")[0].isupper()):
        yield text, "bold"
    elif text[1:2] != " " or not colour:
        yield line, ""
    elif indent <= 2:
        yield line, colour if indent else f"bold {colour}"
    else:
        yield line[: indent + 1], colour
        yield line[indent + 1 :], ""


class _Text(Protocol):
    """What has a page of text."""

    def text(self, lang: str = "fr", *, width: int = 96) -> str:
        """The page."""


class TerminalPage:
    """What is said, as rich prints it, as wide as the console, up to a printed page.

    Args:
        said: a verdict, or whatever else has a page of text.
        lang: `fr` or `en`.
    """

    def __init__(self, said: _Text, lang: str = "fr") -> None:
        self._said = said
        self._lang = lang

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        """The page, line by line."""
        from rich.text import Text

        for line in self._said.text(self._lang, width=min(WIDTH, options.max_width)).splitlines():
            yield Text.assemble(*styled(line), no_wrap=True, overflow="ignore")

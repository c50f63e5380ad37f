"""A verdict as plain text to file: what was decided, why, by which text, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from cnam_rules.render.lines import Line, Outline, Part
from cnam_rules.render.outline import outline
from cnam_rules.render.words import WIDTH

if TYPE_CHECKING:
    from cnam_rules.verdict import Verdict

__all__ = ["WIDTH", "laid_out", "outline_text", "parts_laid_out", "text"]

_STEPS: Final[Mapping[str, int]] = {"comparison": 4, "item": 4}
"""How much further in stands what is below a line, by its kind; two columns where nothing is said."""


def text(verdict: Verdict, lang: str = "fr", *, width: int = WIDTH) -> str:
    """The verdict as text, without colour.

    Args:
        verdict: the verdict.
        lang: `fr` or `en`.
        width: how many columns it may take.

    Raises:
        UnknownLanguage: for any other language.
    """
    return outline_text(outline(verdict, lang), width=width)


def outline_text(said: Outline, *, width: int = WIDTH) -> str:
    """What is said, as text without colour, at most `width` columns wide."""
    return "\n".join(_lines(said, width)) + "\n"


def _lines(said: Outline, width: int) -> Iterator[str]:
    yield from _block(said.title, 0, width, hang=8)
    yield from _block(said.about, 0, width)
    if said.finding is not None:
        yield ""
        yield from laid_out(said.finding, 0, width)
    for why in said.why:
        yield from _block(why, 2, width)
    yield from parts_laid_out(said.parts, width)


def parts_laid_out(parts: Iterable[Part], width: int) -> Iterator[str]:
    """The parts of a page, a blank line before each."""
    for part in parts:
        yield ""
        yield part.title
        for line in part.lines:
            if line.kind == "condition":
                yield ""
            yield from laid_out(line, 2, width)


def laid_out(line: Line, indent: int, width: int) -> Iterator[str]:
    """A line, wrapped, and those below it."""
    yield from _block(f"{line.mark} {line.said}" if line.mark else line.said, indent, width)
    for under in line.under:
        yield from laid_out(under, indent + _STEPS.get(line.kind, 2), width)


def _block(said: str, indent: int, width: int, hang: int = 2) -> Iterable[str]:
    """A paragraph, wrapped, its following lines set in by `hang` more."""
    return wrap(
        said,
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_on_hyphens=False,
    )

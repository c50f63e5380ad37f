"""A verdict as Markdown (CommonMark), for a wiki, a ticket or a notebook: each sentence on one line.

Nothing that a dossier or a rule file holds is markup in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Final

from cnam_rules.render.outline import outline

if TYPE_CHECKING:
    from cnam_rules.render.lines import Line, Outline, Part
    from cnam_rules.verdict import Verdict

__all__ = ["escaped", "outline_markdown", "verdict_markdown"]

_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>&|~$@#]")
"""What means something in CommonMark, in the tables of GitHub or in formulas, wherever it stands."""
_LINKS: Final = re.compile(r"(?<=:)(?=//)|(?<=\bwww)(?=\.)", re.IGNORECASE)
"""Where addresses that become links by themselves are broken."""
_BEGINNING: Final = re.compile(r"^(\s*)([-+=]|\d{1,9}(?=[.)]))")
"""What makes a list, a heading or a quotation at the beginning of a line."""
_BULLETS: Final = frozenset("-·•")


def verdict_markdown(verdict: Verdict, lang: str = "fr", *, level: int = 1) -> str:
    r"""A verdict as Markdown.

    Args:
        verdict: the verdict.
        lang: `fr` or `en`.
        level: the level of its title.

    Raises:
        UnknownLanguage: for any other language.

    >>> from datetime import date
    >>> import cnam_rules
    >>> dossier = cnam_rules.loads("{dossier: D_1*, programme: RNCP36625, ue: []}")
    >>> print(verdict_markdown(cnam_rules.decide(dossier, as_of=date(2025, 11, 3)), "en")[:31])
    DOSSIER D\_1\* — on 3 November
    """
    return outline_markdown(outline(verdict, lang), level=level)


def outline_markdown(said: Outline, *, level: int = 1) -> str:
    """What is said as Markdown; `level` is that of its title."""
    title, sub = "#" * level, "#" * (level + 1)
    blocks = [escaped(said.title), f"{title} {escaped(said.about)}"]
    if not said.about:
        blocks = [f"{title} {escaped(said.title)}"]
    if said.finding is not None:
        mark = f"{said.finding.mark} " if said.finding.mark else ""
        blocks.append(f"**{mark}{escaped(said.finding.said)}**")
    blocks += [escaped(why) for why in said.why]
    for part in said.parts:
        blocks += [f"{sub} {escaped(part.heading)}", *_blocks(part)]
    return "\n\n".join(blocks) + "\n"


def _blocks(part: Part) -> Iterator[str]:
    """The sentences of a part, each with the list below it; what is no sentence is a list of its own."""
    for sentences, found in groupby(part.lines, key=lambda line: line.kind == "sentence"):
        if not sentences:
            yield "\n".join(row for line in found for row in _rows(line, 0))
            continue
        for line in found:
            yield escaped(line.said)
            if line.under:
                yield "\n".join(row for under in line.under for row in _rows(under, 0))


def escaped(said: str) -> str:
    r"""A text in which nothing is markup.

    >>> print(escaped("1. <b> a_b [x](https://y)"))
    1\. \<b\> a\_b \[x\](https:\//y)
    """
    said = _SPECIAL.sub(r"\\\g<0>", said)
    said = _LINKS.sub(r"\\", said)
    return _BEGINNING.sub(_beginning, said)


def _beginning(found: re.Match[str]) -> str:
    """A sign that isn't escaped yet; a number is followed by one, which is."""
    blank, sign = found.groups()
    return f"{blank}{sign}\\" if sign.isdigit() else f"{blank}\\{sign}"


def _rows(line: Line, depth: int) -> Iterator[str]:
    """A line of a list, and those below it."""
    said = escaped(line.said)
    if line.kind == "condition":
        head = escaped(line.said[: line.head].rstrip())
        said = f"**{line.mark} {head}** {escaped(line.said[line.head :])}"
    elif line.mark and line.mark not in _BULLETS:
        said = f"{line.mark} {said}"
    yield f"{'  ' * depth}- {said}"
    for under in line.under:
        yield from _rows(under, depth + 1)

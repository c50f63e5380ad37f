"""Sentences as a page holds them: what they are, the mark they begin with, and those that stand below.

Whatever a dossier or a rule file holds, each is on one line, and nothing in it passes for something else.
"""

from __future__ import annotations

import re
from typing import Any, Final, Literal, TypeAlias

from attrs import frozen

__all__ = ["HOLE", "Kind", "Line", "Outline", "Part", "quoting", "right_to_left", "tame"]

Kind: TypeAlias = Literal["sentence", "condition", "note", "group", "comparison", "evidence", "item"]
"""What a line is: a `sentence` of its own; a `condition`; a `note` on one; a `group` of points; the
`comparison` of a measure with what is asked; the `evidence` it rests on; an `item` of a list."""

HOLE: Final = "\ue000"
"""Where a quotation goes while its place is looked for: no text means anything by it."""

_BREAKS: Final = re.compile(r"[^\S\xa0\u202f]+")
"""Everything that is blank, but for the spaces of fixed width that French sets before its signs."""
_KEPT: Final = "\xa0\u202f\u200c\u200d"
_MARKS: Final = str.maketrans("✓✗○", "vxo")
_RTL: Final = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RIGHT_TO_LEFT: Final = re.compile(rf"[{_RTL}]+(?:[ '’\-]+[{_RTL}]+)*")
_ANY_MARK: Final = re.compile("[✓✗○]")


@frozen
class Line:
    """A sentence, and those that stand below it.

    Attributes:
        said: the sentence, on one line, without its mark.
        kind: what it is.
        mark: the mark that it begins with; empty when it has none.
        state: a status, or an answer, as the kernel calls it; empty when it has none.
        head: of a condition, how much of the sentence stands before its name.
        quote: where the words of the regulation that the sentence quotes, in French, begin and end; None when
            it quotes none.
        under: the lines below it.
    """

    said: str
    kind: Kind = "sentence"
    mark: str = ""
    state: str = ""
    head: int = 0
    quote: tuple[int, int] | None = None
    under: tuple[Line, ...] = ()


@frozen
class Part:
    """A part of the page.

    Attributes:
        key: which it is: of a verdict `hypothesis`, `conditions`, `todo`, `pieces`, `readings`, `remarks` or
            `basis`; of advice `remedies`, `earliest`, `borderline`, `readings` or `enrolment`.
        title: its title, mostly in capitals.
        lines: what it says.
    """

    key: str
    title: str
    lines: tuple[Line, ...]

    @property
    def heading(self) -> str:
        """Its title where something else than capitals sets it off.

        >>> Part("todo", "CE QU'IL RESTE À FAIRE", ()).heading, Part("data", "2. Les données", ()).heading
        ("Ce qu'il reste à faire", '2. Les données')
        """
        return self.title.capitalize() if self.title.isupper() else self.title


@frozen
class Outline:
    """A whole page, said: a verdict, a notice, advice.

    Attributes:
        title: what it is, of which dossier, for which day.
        parts: the parts that have something to say, in order.
        about: what was asked: the rule set and the programme; empty where the title says enough.
        finding: the verdict, with its mark; None where there is none to tell.
        why: the conditions that it hangs on.
        supposed: whether all of it is a hypothesis, which nobody decided.
    """

    title: str
    parts: tuple[Part, ...]
    about: str = ""
    finding: Line | None = None
    why: tuple[str, ...] = ()
    supposed: bool = False

    def data(self) -> dict[str, Any]:
        """The same as plain data: dicts, lists and texts."""
        return {
            "title": self.title,
            "about": self.about,
            "finding": None if self.finding is None else _data(self.finding),
            "why": list(self.why),
            "parts": [
                {"key": part.key, "title": part.heading, "lines": [_data(line) for line in part.lines]}
                for part in self.parts
            ],
        }


def _data(line: Line) -> dict[str, Any]:
    return {
        "said": line.said,
        "kind": line.kind,
        "mark": line.mark,
        "under": [_data(under) for under in line.under],
    }


def tame(said: str) -> str:
    r"""A text on one line, whatever the names in it hold.

    Nothing is left that a terminal obeys or that turns the line round, and no mark of an answer: those stand
    before the line, not in it.

    >>> tame("a\n ✓ b"), tame("\u202ec")
    ('a v b', '�c')
    """
    line = said
    if not line.replace("\xa0", "").replace("\u202f", "").isprintable():
        line = _BREAKS.sub(" ", line).translate(_SHOWN)
    elif "  " in line:
        line = _BREAKS.sub(" ", line)
    return line.translate(_MARKS) if _ANY_MARK.search(line) else line


def quoting(said: str, quote: str) -> Line:
    """A note in which words of the regulation stand in the place of `HOLE`, and are known as quoted.

    >>> quoting(f"2/ « {HOLE} »", "3 mois")
    Line(said='2/ « 3 mois »', kind='note', mark='', state='', head=0, quote=(5, 11), under=())
    """
    before, _, after = said.partition(HOLE)
    before, quote = tame(before), tame(quote)
    return Line(before + quote + tame(after), "note", quote=(len(before), len(before) + len(quote)))


def right_to_left(said: str) -> list[tuple[int, int]]:
    """Where words stand that are written from right to left: the beginning and the end of each row of them.

    >>> right_to_left("a\u0645\u0648 \u0638b"), right_to_left("abc")
    ([(1, 5)], [])
    """
    return [] if said.isascii() else [run.span() for run in _RIGHT_TO_LEFT.finditer(said)]


class _Shown(dict[int, int]):
    """What each character is shown as: itself, or the mark of one that isn't shown."""

    def __missing__(self, code: int) -> int:
        character = chr(code)
        kept = character.isprintable() or character in _KEPT
        return self.setdefault(code, code if kept else ord("\N{REPLACEMENT CHARACTER}"))


_SHOWN: Final = _Shown()
"""Filled as characters are met: a page has few different ones."""

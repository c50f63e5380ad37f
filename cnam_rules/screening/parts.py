"""A cohort in parts, one after the other, so that memory need not hold what all of it comes to at once.

A part is a range of references: a dossier is in one part alone, and so are its rows in every table. Where a
file is sorted by reference, a part reads its own rows and few others; otherwise each part reads all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import frozen

from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = ["WHOLE", "Part", "cuts_of"]

_SPACE: Final = " "
_AFTER_SPACE: Final = "!"
"""What every text that begins with a space comes before."""


@frozen
class Part:
    """The dossiers whose references are in a range, in the order of their characters.

    Attributes:
        cuts: references inside the range by which it can be cut, in order.
        least: the least reference; None for the first part, which has the rows without a reference too.
        below: the first reference of the next part; None for the last.
    """

    cuts: tuple[str, ...] = ()
    least: str | None = None
    below: str | None = None

    def holds(self, reference: Node) -> Node:
        """Whether a reference, without the spaces around it, is in the part; null or false when it isn't.

        >>> print(Part(least="D-2", below="D-3").holds(sql.column("dossier")).sql())
        "dossier" >= 'D-2' AND "dossier" < 'D-3'
        >>> print(Part(below="D-2").holds(sql.column("dossier")).sql())
        "dossier" < 'D-2' OR "dossier" IS NULL
        """
        inside = self._between(reference)
        return inside if self.least is not None else sql.any_of(inside, sql.is_null(reference))

    def may_hold(self, raw: Node) -> Node:
        """Whether a text as it stands in a table may be a reference of the part, once without its spaces.

        It says so of too many rather than too few, and compares what is read with constants alone: a database
        that knows the least and the greatest text of a piece of a file needn't read it.

        >>> print(Part(least="D-2").may_hold(sql.column("dossier")).sql())
        PAR_CARACTERES("dossier") >= 'D-2' OR PAR_CARACTERES("dossier") < '!'
        """
        by_character = sql.neutral("PAR_CARACTERES", raw)
        return sql.any_of(self.holds(by_character), sql.less(by_character, sql.text(_AFTER_SPACE)))

    def into(self, number: int) -> list[Part]:
        """The same dossiers in so many parts, or as many as its cuts allow.

        >>> [(part.least, part.below) for part in WHOLE.into(2)]
        [(None, None)]
        >>> [(part.least, part.below) for part in Part(cuts=("B", "C", "D")).into(2)]
        [(None, 'C'), ('C', None)]
        """
        places = sorted({len(self.cuts) * each // number for each in range(1, number)})
        found, start, least = [], 0, self.least
        for place in places if self.cuts else ():
            cut = self.cuts[place]
            found.append(Part(self.cuts[start:place], least, cut))
            start, least = place + 1, cut
        return [*found, Part(self.cuts[start:], least, self.below)]

    @property
    def everything(self) -> bool:
        """Whether every dossier is in it."""
        return self.least is None and self.below is None

    def _between(self, reference: Node) -> Node:
        bounds = []
        if self.least is not None:
            bounds.append(sql.at_least(reference, sql.text(self.least)))
        if self.below is not None:
            bounds.append(sql.less(reference, sql.text(self.below)))
        return sql.all_of(*bounds)


WHOLE: Final = Part()
"""All of a cohort, as one."""


def cuts_of(references: Iterable[str]) -> tuple[str, ...]:
    """Those of some references by which a cohort can be cut, each once, in order.

    Spaces after a reference must not take it past the next cut: a cut has no character that comes before one.

    >>> cuts_of(["D-2", "D-1", "D 3", "D-2", f"D{chr(9)}4", "É-1"])
    ('D 3', 'D-1', 'D-2', 'É-1')
    """
    return tuple(sorted({each for each in references if min(each) >= _SPACE}))

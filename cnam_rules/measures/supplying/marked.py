"""Marks to obtain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, Protocol, cast

from cnam_rules.dossier.changes import Change, Marked
from cnam_rules.dossier.model import Dossier
from cnam_rules.measures.marks import MarkLine
from cnam_rules.measures.moyenne import Moyenne
from cnam_rules.measures.note import NoteDeLUe
from cnam_rules.measures.notees import UeNotees
from cnam_rules.measures.plus_basse_note import PlusBasseNote

__all__ = ["counted", "lowest", "mark", "mean"]

_BEST: Final = 2000
"""The highest mark, in hundredths."""


def mark(measure: NoteDeLUe, bound: int, _dossier: Dossier, _: date) -> Iterator[Change]:
    """The mark that is asked for."""
    if 0 < bound <= _BEST:
        yield Marked(((measure.note, Fraction(bound, 100)),))


def lowest(measure: PlusBasseNote, bound: int, dossier: Dossier, as_of: date) -> Iterator[Change]:
    """The mark that is asked for, for each UE that may be below it."""
    lines = _lines(measure, dossier, as_of)
    below = [line.code for line in lines if line.least is not None and line.least < bound]
    if below and 0 < bound <= _BEST:
        yield Marked(tuple((code, Fraction(bound, 100)) for code in below))


def counted(measure: UeNotees, bound: int, dossier: Dossier, as_of: date) -> Iterator[Change]:
    """A mark for as many UE as lack one: which mark doesn't matter, so the middle of the scale."""
    fact = measure.fact("", dossier, as_of)
    unmarked = [line.code for line in _lines(measure, dossier, as_of) if line.note is None]
    lacks = bound - fact.least
    if 0 < lacks <= len(unmarked):
        yield Marked(tuple((code, Fraction(10)) for code in unmarked[:lacks]))


def mean(measure: Moyenne, bound: int, dossier: Dossier, as_of: date) -> Iterator[Change]:
    """One UE marked so that the mean comes to what is asked; each UE for which such a mark exists.

    Where one mark isn't enough, the least that it takes if all those below it are raised to the same.
    """
    lines, alone = _lines(measure, dossier, as_of), False
    for line in lines:

        def enough(hundredths: int, code: str = line.code) -> bool:
            change = Marked(((code, Fraction(hundredths, 100)),))
            return measure.fact("", *change.made(dossier, as_of)).least >= bound

        low = 0 if line.note is None else int(line.note * 100) + 1
        high = _BEST
        if low > high or not enough(high):
            continue
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if enough(middle) else (middle + 1, high)
        alone = True
        yield Marked(((line.code, Fraction(low, 100)),))
    if not alone:
        yield from _levelled(measure, bound, dossier, as_of, lines)


def _levelled(
    measure: Moyenne, bound: int, dossier: Dossier, as_of: date, lines: Sequence[MarkLine]
) -> Iterator[Change]:
    """The UE below a mark raised to it, the lowest mark that is enough; without those that needn't be."""

    def raised(level: int, codes: Sequence[str]) -> Marked:
        return Marked(tuple((code, Fraction(level, 100)) for code in codes))

    def below(level: int) -> list[str]:
        return [line.code for line in lines if line.note is None or line.note * 100 < level]

    def enough(level: int, codes: Sequence[str]) -> bool:
        return measure.fact("", *raised(level, codes).made(dossier, as_of)).least >= bound

    low, high = 1, _BEST
    if not enough(high, below(high)):
        return
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle, below(middle)) else (middle + 1, high)
    kept = below(low)
    for code in reversed(below(low)):  # the last of the list first
        without = [other for other in kept if other != code]
        if enough(low, without):
            kept = without
    yield raised(low, kept)


def _lines(
    measure: PlusBasseNote | UeNotees | Moyenne, dossier: Dossier, as_of: date
) -> tuple[MarkLine, ...]:
    return cast(_OfMarks, measure.fact("", dossier, as_of).evidence).lines


class _OfMarks(Protocol):
    """What the evidence of these kinds has in common."""

    @property
    def lines(self) -> tuple[MarkLine, ...]:
        """A line for each UE."""

"""UE to validate: those that lack, and of several that would do, as few as possible."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from cnam_rules.dossier.changes import Change, UnitsValidated
from cnam_rules.dossier.model import Dossier, Obtention
from cnam_rules.measures.base import Measure
from cnam_rules.measures.choix import Choix
from cnam_rules.measures.ects import CreditsObtenus
from cnam_rules.measures.part_ects import PartDesCredits
from cnam_rules.measures.sifting import Sieve
from cnam_rules.measures.ue import UnitesValidees

__all__ = ["choice", "credits_", "part", "validated"]


def validated(measure: UnitesValidees, bound: int, dossier: Dossier, as_of: date) -> Iterator[Change]:
    """As many UE as lack, in the order of the list."""
    sieve = measure._sieve
    if not _by_examination(sieve) or sieve.failed:
        return
    codes = _lacking(sieve, dossier, as_of)
    note = None if sieve.mark is None else Fraction(sieve.mark, 100)
    yield from _fewest(measure, bound, dossier, as_of, codes=codes, note=note)


def credits_(measure: CreditsObtenus, bound: int, dossier: Dossier, as_of: date) -> Iterator[Change]:
    """As few UE as bring the credits, those that bring most first."""
    if _by_examination(measure._sieve):
        worth = dict(measure.ects)
        codes = sorted(_lacking(measure._sieve, dossier, as_of), key=lambda code: -worth[code])
        yield from _fewest(measure, bound, dossier, as_of, codes=codes)


def part(measure: PartDesCredits, bound: int, dossier: Dossier, as_of: date) -> Iterator[Change]:
    """As few UE as make the part, those that bring most credits first."""
    if measure.part_ects is None or Obtention.EXAMEN in measure.part_ects:
        worth = dict(measure.parmi)
        codes = sorted(_lacking(measure._counted, dossier, as_of), key=lambda code: -worth[code])
        yield from _fewest(measure, bound, dossier, as_of, codes=codes)


def choice(measure: Choix, bound: int, dossier: Dossier, as_of: date) -> Iterator[Change]:
    """UE that fill groups: one after the other, each that fills more, or that no group can do without."""
    if not _by_examination(measure._sieve):
        return
    lacking = _lacking(measure._sieve, dossier, as_of)
    enough = tuple(lacking)
    if not _reached(measure, bound, dossier, as_of)(enough):
        return
    for code in reversed(lacking):  # what can be left out is, the last ones of the file first
        without = tuple(other for other in enough if other != code)
        if _reached(measure, bound, dossier, as_of)(without):
            enough = without
    yield UnitsValidated(enough)


def _by_examination(sieve: Sieve) -> bool:
    """Whether a UE validated by examination is one that counts."""
    return sieve.ways is None or Obtention.EXAMEN in sieve.ways


def _lacking(sieve: Sieve, dossier: Dossier, as_of: date) -> list[str]:
    """The UE of the list that don't surely count; those that may are left for whoever tells to tell."""
    return [line.code for line in sieve.lines(dossier, as_of)[0] if not line.counts]


def _reached(
    measure: Measure, bound: int, dossier: Dossier, as_of: date, note: Fraction | None = None
) -> Callable[[tuple[str, ...]], bool]:
    """Whether the measure surely reaches the bound once some UE are validated."""

    def reached(codes: tuple[str, ...]) -> bool:
        return measure.fact("", *UnitsValidated(codes, note).made(dossier, as_of)).least >= bound

    return reached


def _fewest(
    measure: Measure,
    bound: int,
    dossier: Dossier,
    as_of: date,
    *,
    codes: Sequence[str],
    note: Fraction | None = None,
) -> Iterator[Change]:
    """The shortest beginning of a list of UE that is enough."""
    reached = _reached(measure, bound, dossier, as_of, note)
    low, high = 1, len(codes)
    if not codes or not reached(tuple(codes)):
        return
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(tuple(codes[:middle])) else (middle + 1, high)
    yield UnitsValidated(tuple(codes[:low]), note)

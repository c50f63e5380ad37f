"""What a kind of measure tells the prover: what may be assumed of its numbers, and which dossiers give them.

The prover knows a measure by its two ends alone, *at least … at most …*. Left to itself it would find
dossiers that nobody can have: minus three units, ten months in the field out of eight in all. So each kind
has a companion that says two things, and may leave out either:

* `limits` and `no_more_than`: inequalities that hold of every dossier, on both ends. A kind that says none
  loses nothing but precision: what holds is then sometimes not proved. `together` says more of measures that
  read one thing alone: all that they can come to at once.
* `toward`: dossiers that measure to given numbers. They need not succeed: whatever they give is measured and
  decided before anyone is told of it. What is found of a kind that has none can't be shown on a dossier.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, Protocol, TypeVar

from attrs import evolve, frozen

from cnam_rules.dossier.model import Dossier
from cnam_rules.kernel import Bounds, Interval
from cnam_rules.measures.base import Conventions, Measure
from cnam_rules.measures.provable.valeur import Valeur
from cnam_rules.measures.seuil import Seuil
from cnam_rules.units import Unit

__all__ = [
    "YES_OR_NO",
    "Assumed",
    "AssumedTogether",
    "Limits",
    "NoMoreThan",
    "Shown",
    "Together",
    "alike_besides",
    "bare",
    "limits_by_unit",
]

M = TypeVar("M", bound=Measure)


@frozen
class Limits:
    """What the numbers of a measure never go beyond.

    Attributes:
        least: the lowest, inclusive; None when nothing says.
        most: the highest, inclusive; None when nothing bounds them, and then the upper end may be open.
    """

    least: int | None = None
    most: int | None = None


@frozen
class NoMoreThan:
    """One measure against another, at both ends: `times` × the one ≤ `of_other` × the other + `plus`.

    An upper end that is open is more than any number.

    >>> NoMoreThan(plus=2).holds(Interval(3, 5), Interval(1, 3))
    True
    >>> NoMoreThan().holds(Interval(0, None), Interval(0, 9))
    False
    """

    times: int = 1
    of_other: int = 1
    plus: int = 0

    def holds(self, one: Bounds, other: Bounds) -> bool:
        """Whether two facts are so."""
        if self.times * one.least > self.of_other * other.least + self.plus:
            return False
        if other.most is None:
            return True
        return one.most is not None and self.times * one.most <= self.of_other * other.most + self.plus


@frozen
class Together:
    """All that some measures can come to at once, as they read one thing of the dossier and nothing else.

    Attributes:
        of: the measures, by number.
        cases: what they come to, each a fact for every one of them.
        same: besides, that they are all known and equal, from the least to the most of this range, both
            included; None where they never are in any other way than `cases` says.

    >>> either = Together((0, 1), ((Interval(0, 0), Interval(1, 1)), (Interval(1, 1), Interval(0, 0))))
    >>> either.holds((Interval(1, 1), Interval(0, 0))), either.holds((Interval(1, 1), Interval(1, 1)))
    (True, False)
    """

    of: tuple[int, ...]
    cases: tuple[tuple[Interval, ...], ...]
    same: tuple[int, int] | None = None

    def holds(self, values: Sequence[Bounds]) -> bool:
        """Whether facts, one for every measure that there is, are so."""
        mine = tuple(Interval(values[number].least, values[number].most) for number in self.of)
        if mine in self.cases:
            return True
        first = mine[0].least
        return (
            self.same is not None
            and all(one == Interval(first, first) for one in mine)
            and self.same[0] <= first <= self.same[1]
        )


class Assumed(Protocol):
    """A companion that says what may be assumed of a kind; it takes measures of that kind alone."""

    def limits(self, measure: Any, /) -> Limits:
        """What the measure's numbers never go beyond, whatever the dossier."""

    def no_more_than(self, measure: Any, other: Measure, /) -> Iterable[NoMoreThan]:
        """How the measure is bounded by another, of whatever kind, whatever the dossier."""


class AssumedTogether(Protocol):
    """A companion that says what measures of its kind come to at once."""

    def together(self, measures: Sequence[tuple[int, Any]], /) -> Iterable[Together]:
        """What those that read one thing come to; each measure is given with its number."""


class Shown(Protocol):
    """A companion that makes dossiers; it takes measures of its kind alone."""

    def toward(self, measure: Any, dossier: Dossier, wanted: Interval, as_of: date, /) -> Iterator[Dossier]:
        """Dossiers that differ from this one so that the measure comes to, or nearer to, what is wanted.

        The most natural comes first, then those that other measures may need: the same in another way, or a
        part of it. Each leaves alone what it need not change.

        Args:
            measure: the measure.
            dossier: what is there already.
            wanted: what it is to measure to.
            as_of: the day of the decision.
        """


def alike_besides(one: Measure, other: Measure, compared: Collection[str]) -> bool:
    """Whether two measures have the same options, those aside that a companion compares itself.

    An option that a kind is given one day, and that its companion doesn't know yet, then costs precision and
    not truth. One that a kind doesn't have is at the other's default.
    """
    for name in {*one.OPTIONS, *other.OPTIONS} - {*compared}:
        option = one.OPTIONS[name] if name in one.OPTIONS else other.OPTIONS[name]
        if getattr(one, name, option.default) != getattr(other, name, option.default):
            return False
    return True


YES_OR_NO: Final = Limits(0, 1)
"""A yes or a no is 1 or 0."""


def limits_by_unit(measure: Measure) -> Limits:
    """What the unit alone says of a measure whose kind says nothing."""
    return YES_OR_NO if measure.UNIT is Unit.OUI_NON else Limits()


def bare(measure: M) -> M:
    """The same measure with the conventions that it doesn't read left at their defaults.

    Two measures are the same when these are equal, whatever their rule sets name them.
    """
    if isinstance(measure, Seuil):
        value, compared = Valeur.of(measure).valeur, bare(measure.mesuree)
        return evolve(measure, mesure="", mesuree=compared, valeur=value, conventions=Conventions())
    options: dict[str, Any] = {name: getattr(measure, name) for name in measure.OPTIONS}  # of every type
    # Measures keep their conventions under that name: it is how they are built.
    built: Any = measure  # of every class: the protocol has no attributes
    conventions: Conventions = built.conventions
    read = measure.conventions_read(options)
    default = Conventions()
    kept = evolve(default, **{name: getattr(conventions, name) for name in read})
    if kept == conventions:
        return measure
    return type(measure)(**options, conventions=kept)

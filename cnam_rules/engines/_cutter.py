"""Cuts expressions into parts that one pass of durable-rules can decide.

An expression that would take too many cubes is decided in several passes. A part of it becomes a *helper*:
an earlier pass decides it, and its answer is posted to later ones as a fact, 1 to 1 for yes, 0 to 0 for no,
0 to 1 for unknown. A long "at least n of" becomes the *sum* of such facts against n, in the library's own
arithmetic. So the size of the rules grows with that of the program, never exponentially.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from attrs import Factory, define, frozen

from cnam_rules.engines._cubes import CERTAIN, Cube, Partition, at_least, atom, both, conjoined, disjoined
from cnam_rules.engines._errors import ProgramTooLarge
from cnam_rules.kernel import All, Any, AtLeast, Compare, Constant, Expr, Not, Op

__all__ = ["Cutter", "Helper", "Outcomes"]

MAX_CUBES = 20
"""The most cubes of one helper, or of one side of a condition."""

MAX_CONDITION = 40
"""The most cubes of one condition, its `si` and its `exige` together."""

PLAIN = 3
"""The cubes of one comparison: making a helper of it would gain nothing."""

GROUP = 6
"""How many plain terms one helper joins; also the longest list that "at least n of" tries to spell out."""

MAX_SUM = 60
"""The most terms of a sum: two fields each, of the 254 that a fact may have."""


class Outcomes(NamedTuple):
    """The cubes of each status of a condition; they share out all facts between them."""

    not_applicable: tuple[Cube, ...]
    met: tuple[Cube, ...]
    unmet: tuple[Cube, ...]
    unknown: tuple[Cube, ...]


@frozen
class Helper:
    """A part of an expression that an earlier pass decides.

    Attributes:
        name: the name its answer is posted under; never the name of a measure.
        partition: the cubes that decide it.
        passes: the pass that decides it, from 0; later ones may read it.
    """

    name: str
    partition: Partition
    passes: int


class _TooMany(Exception):
    """More than `MAX_CUBES`."""


@define
class Cutter:
    """Fits the expressions of one program, and remembers what helpers that takes.

    Attributes:
        measures: the names of the program's measures, which no helper may take.
        helpers: the helpers so far, by name.
        sums: the measures that are summed under a name of their own.
    """

    measures: frozenset[str]
    helpers: dict[str, Helper] = Factory(dict)
    sums: dict[str, tuple[str, ...]] = Factory(dict)
    _known: dict[Expr, str] = Factory(dict)

    def outcomes(self, applies: Expr, requires: Expr) -> Outcomes:
        """The cubes of each status that a condition comes to when nobody waived it.

        Raises:
            ProgramTooLarge: an "at least n of" has more terms than a fact has room for.
        """
        sides = [self.fit(applies), self.fit(requires)]
        while True:
            where, what = self.partition(sides[0]), self.partition(sides[1])
            found = Outcomes(
                not_applicable=where.no,
                met=both(where.possible, what.yes),
                unmet=both(where.yes, what.no),
                unknown=both(where.yes, what.unknown) + both(where.unknown, what.doubtful),
            )
            if sum(map(len, found)) <= MAX_CONDITION:
                return found
            wider = int(what.size > where.size)
            sides[wider] = self.helper(sides[wider])

    def decided_in(self, answers: Iterable[Iterable[Cube]]) -> int:
        """The first pass that has every fact that the cubes read."""
        names = {name for cubes in answers for cube in cubes for literal in cube for name in literal.measures}
        return max((self.helpers[name].passes + 1 for name in names if name in self.helpers), default=0)

    def helper(self, expr: Expr) -> Compare:
        """Has a fitting expression decided in an earlier pass; the comparison that reads its answer."""
        name = self._known.get(expr)
        if name is None:
            name = self._known[expr] = self._new_name()
            cubes = self.partition(expr)
            self.helpers[name] = Helper(name, cubes, self.decided_in(cubes))
        return Compare(name, Op.AT_LEAST, 1)

    def fit(self, expr: Expr) -> Expr:
        """An expression that means the same with few enough cubes: what doesn't fit has become helpers.

        Raises:
            ProgramTooLarge: an "at least n of" has more terms than a fact has room for.
        """
        match expr:
            case Constant() | Compare():
                return expr
            case Not(term):
                return Not(self.fit(term))
            case All(terms):
                return self._join(All, terms)
            case Any(terms):
                return self._join(Any, terms)
            case AtLeast(n, terms):
                return self._count(n, terms)

    def partition(self, expr: Expr) -> Partition:
        """The cubes of an expression that fits.

        Raises:
            _TooMany: it doesn't.
        """
        match expr:
            case Compare():
                bound, negated = expr.threshold
                found = atom(self.sums.get(expr.measure, (expr.measure,)), bound)
                return found.negated() if negated else found
            case Constant(value):
                return CERTAIN if value else CERTAIN.negated()
            case Not(term):
                return self.partition(term).negated()
            case All(terms):
                found = CERTAIN
                for term in terms:
                    found = _checked(conjoined(found, self.partition(term)))
                return found
            case Any(terms):
                found = CERTAIN.negated()
                for term in terms:
                    found = _checked(disjoined(found, self.partition(term)))
                return found
            case AtLeast(n, terms):
                return _checked(at_least(n, tuple(self.partition(term) for term in terms)))

    def _fits(self, expr: Expr) -> bool:
        try:
            self.partition(expr)
        except _TooMany:
            return False
        return True

    def _join(self, connective: type[All] | type[Any], terms: tuple[Expr, ...]) -> Expr:
        """Replaces the term that takes most cubes until all fit; a list of plain terms is cut in groups."""
        fitted = [self.fit(term) for term in terms]
        sizes = [self.partition(term).size for term in fitted]
        while not self._fits(whole := connective(tuple(fitted))):
            if max(sizes) > PLAIN:
                widest = sizes.index(max(sizes))
                fitted[widest], sizes[widest] = self.helper(fitted[widest]), PLAIN
            else:
                groups = [tuple(fitted[i : i + GROUP]) for i in range(0, len(fitted), GROUP)]
                fitted = [self.helper(connective(group)) for group in groups]
        return whole

    def _count(self, n: int, terms: tuple[Expr, ...]) -> Expr:
        """Few terms are spelled out; many become 0/1 facts that are summed."""
        if n <= 0 or n > len(terms):
            return Constant(n <= 0)
        if n == 1:
            return self._join(Any, terms)
        if n == len(terms):
            return self._join(All, terms)
        if len(terms) > MAX_SUM:
            raise ProgramTooLarge(f"an 'at least {n} of' with {len(terms)} terms; {MAX_SUM} can be summed")
        fitted = tuple(self.fit(term) for term in terms)
        if len(fitted) <= GROUP and self._fits(whole := AtLeast(n, fitted)):
            return whole
        parts = tuple(self.helper(term).measure for term in fitted)
        name = next((known for known, summed in self.sums.items() if summed == parts), None)
        if name is None:
            name = self._new_name()
            self.sums[name] = parts
        return Compare(name, Op.AT_LEAST, n)

    def _new_name(self) -> str:
        name = f"#{len(self._known) + len(self.sums)}"
        while name in self.measures:
            name = f"#{name}"
        return name


def _checked(partition: Partition) -> Partition:
    if partition.size > MAX_CUBES:
        raise _TooMany
    return partition

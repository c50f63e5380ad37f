"""Kleene logic for an engine that only knows conjunctions of comparisons.

durable-rules matches a fact against conjunctions; its `$or` fires a rule once per branch that holds. So an
expression becomes *cubes*: conjunctions of comparisons of the ends of facts, no two of which hold together.
Each answer (yes, no, unknown) is a list of cubes, and the three lists share out every possible fact: exactly
one cube holds, so exactly one rule fires.

For `m ≥ k`: yes is `least ≥ k`, no is `most < k`, unknown is `least < k` and `most ≥ k`. The cubes of a
connective combine those of its terms left to right; two more lists, *possible* (not no) and *doubtful* (not
yes), keep that linear in the number of terms of one `All` or `Any`. Nesting and "at least n of" multiply, so an
expression whose cubes would be too many is cut: `Cutter.fit` replaces terms by *helpers*, decided in an earlier pass and posted as 0/1
facts (0 to 1 when unknown), and turns a wide "at least n of" into a *tally*, a sum of such facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from attrs import Factory, define, frozen

from cnam_rules.engines._errors import ProgramTooLarge
from cnam_rules.kernel import All, Any, AtLeast, Compare, Constant, Expr, Not, Op

__all__ = ["Cube", "Cutter", "Helper", "Literal", "Partition", "Tally", "conditional", "partition"]

MAX_CUBES = 20
"""The most cubes that the rules of one condition or helper may take."""

PLAIN = 3
"""The cubes of one comparison: cutting it out would gain nothing."""

GROUP = 6
"""How many plain terms one helper joins; also the longest list that "at least n of" spells out."""

MAX_TALLY = 60
"""The most terms that are summed in one comparison: two fields each, of the 254 that a fact may have."""


@frozen
class Tally:
    """The sum of some measures reaches a bound; of one measure, a plain comparison. The atom of cubes."""

    measures: tuple[str, ...]
    bound: int


class Literal(NamedTuple):
    """One end of a tally against its bound: `least` or `most`, `≥` (`reached`) or `<`."""

    tally: Tally
    upper: bool
    reached: bool


Cube: TypeAlias = frozenset[Literal]
"""A conjunction of literals; the empty one always holds."""

Fitted: TypeAlias = "Expr | Tally"
"""An expression, where a tally may stand for an \"at least n of\"."""


class Partition(NamedTuple):
    """The cubes of each answer; `possible` is yes or unknown, `doubtful` is no or unknown.

    In each list no two cubes hold together; `yes`, `no` and `unknown` share out all facts between them.
    """

    yes: tuple[Cube, ...]
    no: tuple[Cube, ...]
    unknown: tuple[Cube, ...]
    possible: tuple[Cube, ...]
    doubtful: tuple[Cube, ...]

    @property
    def size(self) -> int:
        """How many rules it takes."""
        return len(self.yes) + len(self.no) + len(self.unknown)

    def negated(self) -> Partition:
        """The partition of the negation."""
        return Partition(self.no, self.yes, self.unknown, self.doubtful, self.possible)


CERTAIN = Partition((frozenset(),), (), (), (frozenset(),), ())
"""The partition of what is always true."""


def _both(left: Iterable[Cube], right: Iterable[Cube]) -> tuple[Cube, ...]:
    right = tuple(right)
    return tuple(joined for a in left for b in right if _satisfiable(joined := a | b))


def _satisfiable(cube: Cube) -> bool:
    """False when the cube asks one end, or the two ends, of one tally for two contradictory things."""
    for literal in cube:
        if literal.reached:
            for other in cube:
                # least ≤ most: what least reaches most reaches, so `least ≥ k` excludes `most < j` for j ≤ k.
                if (
                    not other.reached
                    and other.tally.measures == literal.tally.measures
                    and other.tally.bound <= literal.tally.bound
                    and other.upper >= literal.upper
                ):
                    return False
    return True


def conjoined(left: Partition, right: Partition) -> Partition:
    """The partition of `left and right`."""
    return Partition(
        yes=_both(left.yes, right.yes),
        no=left.no + _both(left.possible, right.no),
        unknown=_both(left.unknown, right.possible) + _both(left.yes, right.unknown),
        possible=_both(left.possible, right.possible),
        doubtful=left.doubtful + _both(left.yes, right.doubtful),
    )


def disjoined(left: Partition, right: Partition) -> Partition:
    """The partition of `left or right`."""
    return conjoined(left.negated(), right.negated()).negated()


def atom(tally: Tally) -> Partition:
    """The partition of one comparison."""
    surely, possibly = Literal(tally, False, True), Literal(tally, True, True)
    doubted, excluded = Literal(tally, False, False), Literal(tally, True, False)
    return Partition(
        yes=(frozenset({surely}),),
        no=(frozenset({excluded}),),
        unknown=(frozenset({doubted, possibly}),),
        possible=(frozenset({possibly}),),
        doubtful=(frozenset({doubted}),),
    )


class _TooMany(Exception):
    """More cubes than `MAX_CUBES`."""


def _checked(partition: Partition) -> Partition:
    if partition.size > MAX_CUBES:
        raise _TooMany
    return partition


def fits(expr: Fitted) -> bool:
    """Whether the cubes of an expression are few enough for one pass."""
    try:
        partition(expr)
    except _TooMany:
        return False
    return True


def partition(expr: Fitted) -> Partition:
    """The partition of an expression, if its cubes are few enough.

    Raises:
        _TooMany: they aren't; `Cutter.fit` cuts the expression so that they are.
    """
    match expr:
        case Tally():
            return atom(expr)
        case Compare():
            bound, negated = expr.threshold
            known = atom(Tally((expr.measure,), bound))
            return known.negated() if negated else known
        case Constant(value):
            return CERTAIN if value else CERTAIN.negated()
        case Not(term):
            return partition(term).negated()
        case All(terms):
            result = CERTAIN
            for term in terms:
                result = _checked(conjoined(result, partition(term)))
            return result
        case Any(terms):
            result = CERTAIN.negated()
            for term in terms:
                result = _checked(disjoined(result, partition(term)))
            return result
        case AtLeast(n, terms):
            return _at_least(n, tuple(partition(term) for term in terms))


def _at_least(n: int, terms: tuple[Partition, ...]) -> Partition:
    """Counting down the terms: *the first and n - 1 of the others, or n of the others*."""
    if n <= 0:
        return CERTAIN
    if n > len(terms):
        return CERTAIN.negated()
    with_first, without = _at_least(n - 1, terms[1:]), _at_least(n, terms[1:])
    first = terms[0]
    # `n of the others` implies `n - 1 of the others`, so yes, unknown and no of the first share the cases out.
    return _checked(
        Partition(
            yes=_both(first.yes, with_first.yes) + _both(first.doubtful, without.yes),
            no=_both(first.no, without.no) + _both(first.possible, with_first.no),
            unknown=_both(first.yes, with_first.unknown)
            + _both(first.no, without.unknown)
            + _unknown(first, with_first, without),
            possible=_both(first.possible, with_first.possible) + _both(first.no, without.possible),
            doubtful=_both(first.yes, with_first.doubtful) + _both(first.doubtful, without.doubtful),
        )
    )


def _unknown(first: Partition, with_first: Partition, without: Partition) -> tuple[Cube, ...]:
    """The first term unknown: open when n - 1 others are possible, and n others not certain."""
    return _both(first.unknown, _both(with_first.possible, without.doubtful))


@frozen
class Helper:
    """A part of an expression that an earlier pass decides.

    Attributes:
        name: the name its answer is posted under, as a fact of 0 to 1; never the name of a measure.
        partition: the cubes that decide it.
        passes: in which pass it is decided, from 0; later passes may read it.
    """

    name: str
    partition: Partition
    passes: int


@define
class Cutter:
    """Fits expressions to what a pass can decide, and remembers the helpers that this takes.

    Attributes:
        measures: the names of the program's measures, which no helper may take.
        helpers: the helpers so far, by name.
    """

    measures: frozenset[str]
    helpers: dict[str, Helper] = Factory(dict)
    _known: dict[Fitted, str] = Factory(dict)

    def decided_in(self, answers: Iterable[Iterable[Cube]]) -> int:
        """The first pass that has every fact that the cubes read."""
        names = {name for cubes in answers for cube in cubes for lit in cube for name in lit.tally.measures}
        return max((self.helpers[name].passes + 1 for name in names if name in self.helpers), default=0)

    def helper(self, expr: Fitted) -> Compare:
        """An expression that fits, decided in an earlier pass; the comparison that reads its answer."""
        name = self._known.get(expr)
        if name is None:
            name = f"#{len(self.helpers)}"
            while name in self.measures:
                name = f"#{name}"
            cubes = partition(expr)
            self.helpers[name] = Helper(name, cubes, self.decided_in(cubes))
            self._known[expr] = name
        return Compare(name, Op.AT_LEAST, 1)

    def fit(self, expr: Expr) -> Fitted:
        """The same expression, with few enough cubes; what doesn't fit has become helpers.

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

    def _join(self, connective: type[All] | type[Any], terms: tuple[Expr, ...]) -> Fitted:
        """Replaces the term that takes most cubes until all fit; a list of plain terms is cut in groups."""
        fitted = [self.fit(term) for term in terms]
        while not fits(whole := connective(tuple(fitted))):
            widest = max(range(len(fitted)), key=lambda i: partition(fitted[i]).size)
            if partition(fitted[widest]).size > PLAIN:
                fitted[widest] = self.helper(fitted[widest])
            else:
                groups = [tuple(fitted[i : i + GROUP]) for i in range(0, len(fitted), GROUP)]
                fitted = [self.helper(connective(group)) for group in groups]
        return whole

    def _count(self, n: int, terms: tuple[Expr, ...]) -> Fitted:
        """Few terms are spelled out; many become 0/1 facts that are summed."""
        if n <= 0 or n > len(terms):
            return Constant(n <= 0)
        if n == 1:
            return self._join(Any, terms)
        if n == len(terms):
            return self._join(All, terms)
        if len(terms) > MAX_TALLY:
            raise ProgramTooLarge(f"'at least {n} of' has {len(terms)} terms; {MAX_TALLY} can be counted at once")
        fitted = [self.fit(term) for term in terms]
        if len(fitted) <= GROUP and fits(whole := AtLeast(n, tuple(fitted))):
            return whole
        return Tally(tuple(self.helper(term).measure for term in fitted), n)


MAX_CONDITION = 40
"""The most rules that one condition may take, its `si` and its `exige` together."""


class Outcomes(NamedTuple):
    """The cubes of the statuses of a condition; they share out all facts between them."""

    not_applicable: tuple[Cube, ...]
    met: tuple[Cube, ...]
    unmet: tuple[Cube, ...]
    unknown: tuple[Cube, ...]


def conditional(cutter: Cutter, applies: Expr, requires: Expr) -> Outcomes:
    """The cubes of each status that a condition comes to when nobody waived it.

    Raises:
        ProgramTooLarge: an "at least n of" has more terms than a fact has room for.
    """
    sides = [cutter.fit(applies), cutter.fit(requires)]
    while True:
        where, what = partition(sides[0]), partition(sides[1])
        outcomes = Outcomes(
            not_applicable=where.no,
            met=_both(where.possible, what.yes),
            unmet=_both(where.yes, what.no),
            unknown=_both(where.yes, what.unknown) + _both(where.unknown, what.doubtful),
        )
        if sum(map(len, outcomes)) <= MAX_CONDITION:
            return outcomes
        wider = int(what.size > where.size)
        sides[wider] = cutter.helper(sides[wider])

"""The closed half of the rule language: what every engine implements, and nothing else.

Expressions compare a measure with a whole number and combine the answers by and, or, not and
"at least n of". Facts are intervals, *at least … at most …*, so an answer is three-valued and the logic
is Kleene's strong one: an unknown never decides, and never blocks what the known part settles.

The nodes are immutable, know nothing of dossiers or text, and hold exact integers: what the integer
counts (days, marks, units) is the business of the measure it is compared with (see `cnam_rules.units`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Protocol, TypeAlias

from attrs import field, frozen
from attrs.validators import min_len

__all__ = [
    "ALWAYS",
    "NEVER",
    "All",
    "Answer",
    "Any",
    "AtLeast",
    "Bounds",
    "Compare",
    "Condition",
    "Constant",
    "Engine",
    "Expr",
    "Interval",
    "Not",
    "Op",
    "Program",
    "Status",
    "VerdictStatus",
    "overall",
]


class Answer(Enum):
    """The three answers of strong Kleene logic."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Status(Enum):
    """What a condition comes to.

    `UNKNOWN` means that a piece is missing to tell; `NOT_APPLICABLE` that the condition's own `si` is false;
    `WAIVED` that a named authority dispensed the candidate from it.
    """

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"


class VerdictStatus(Enum):
    """Whether the dossier may go before the jury. Only the jury awards a title."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNDETERMINED = "undetermined"


class Op(Enum):
    """How a measure is compared with its bound; the values are the rule language's words."""

    AT_LEAST = "au_moins"
    MORE_THAN = "plus_de"
    AT_MOST = "au_plus"
    LESS_THAN = "moins_de"


class Bounds(Protocol):
    """What an engine sees of a fact: its two ends, inclusive; `most` is None when nothing bounds it."""

    @property
    def least(self) -> int:
        """The lower end, inclusive."""

    @property
    def most(self) -> int | None:
        """The upper end, inclusive; None for no upper end."""


@frozen
class Interval:
    """A fact reduced to its two ends.

    >>> Interval(12, 18).least
    12
    """

    least: int
    most: int | None


@frozen
class Constant:
    """An expression that is always true, or always false."""

    value: bool


@frozen
class Compare:
    """A measure against a bound, in the measure's own unit.

    >>> Compare("experience", Op.AT_LEAST, 558)
    Compare(measure='experience', op=<Op.AT_LEAST: 'au_moins'>, bound=558)
    """

    measure: str
    op: Op
    bound: int

    @property
    def threshold(self) -> tuple[int, bool]:
        """The same comparison as `measure ≥ k`, with whether that is to be negated.

        Measures are integers, so `> k` is `≥ k + 1`, `< k` is *not* `≥ k` and `≤ k` is *not* `≥ k + 1`.

        >>> Compare("m", Op.AT_MOST, 3).threshold
        (4, True)
        """
        match self.op:
            case Op.AT_LEAST:
                return self.bound, False
            case Op.MORE_THAN:
                return self.bound + 1, False
            case Op.LESS_THAN:
                return self.bound, True
            case Op.AT_MOST:
                return self.bound + 1, True


@frozen
class All:
    """True when every term is; of no term at all, true."""

    terms: tuple[Expr, ...]


@frozen
class Any:
    """True when a term is; of no term at all, false."""

    terms: tuple[Expr, ...]


@frozen
class Not:
    """The negation of a term; the negation of unknown is unknown."""

    term: Expr


@frozen
class AtLeast:
    """True when at least `n` terms are; `n` may be 0 (always true) or above the number of terms (never)."""

    n: int
    terms: tuple[Expr, ...]


Expr: TypeAlias = Constant | Compare | All | Any | Not | AtLeast

ALWAYS = Constant(True)
NEVER = Constant(False)


@frozen
class Condition:
    """One condition: where it applies (`si`), and what it requires (`exige`)."""

    id: str = field(validator=min_len(1))
    requires: Expr
    applies: Expr = ALWAYS


@frozen
class Program:
    """The conditions of a rule set once every reading is chosen: what an engine compiles.

    >>> Program((Condition("c", All((Compare("a", Op.AT_LEAST, 1), Compare("b", Op.AT_LEAST, 2)))),)).measures
    ('a', 'b')
    """

    conditions: tuple[Condition, ...]

    def __attrs_post_init__(self) -> None:
        ids = [condition.id for condition in self.conditions]
        if len(set(ids)) != len(ids):
            raise ValueError(f"two conditions have the same id: {ids}")

    @property
    def measures(self) -> tuple[str, ...]:
        """The names of the measures that are read, each once, in order of first appearance."""
        seen: dict[str, None] = {}
        for condition in self.conditions:
            for expr in (condition.applies, condition.requires):
                seen.update(dict.fromkeys(compare.measure for compare in comparisons(expr)))
        return tuple(seen)


def comparisons(expr: Expr) -> Iterator[Compare]:
    """Every comparison of an expression, left to right."""
    match expr:
        case Constant():
            return
        case Compare():
            yield expr
        case Not(term):
            yield from comparisons(term)
        case All(terms) | Any(terms) | AtLeast(terms=terms):
            for term in terms:
                yield from comparisons(term)


def overall(statuses: Iterable[Status]) -> VerdictStatus:
    """The verdict that a list of condition statuses comes to.

    A condition not met refuses, whatever is unknown elsewhere; an unknown one leaves the rest undetermined.

    >>> overall([Status.MET, Status.UNKNOWN])
    <VerdictStatus.UNDETERMINED: 'undetermined'>
    >>> overall([Status.UNMET, Status.UNKNOWN])
    <VerdictStatus.NOT_ELIGIBLE: 'not_eligible'>
    """
    result = VerdictStatus.ELIGIBLE
    for status in statuses:
        if status is Status.UNMET:
            return VerdictStatus.NOT_ELIGIBLE
        if status is Status.UNKNOWN:
            result = VerdictStatus.UNDETERMINED
    return result


class Engine(Protocol):
    """What every engine offers once it has compiled a program."""

    @property
    def name(self) -> str:
        """The engine's name and version, as a verdict states it."""

    def statuses(self, facts: Mapping[str, Bounds], waived: frozenset[str]) -> dict[str, Status]:
        """The status of every condition, by id, in the program's order.

        Args:
            facts: a fact for every measure of the program; further facts are ignored.
            waived: ids of the conditions from which an authority dispensed the candidate.

        Raises:
            KeyError: a measure of the program has no fact.
        """

"""The leaves and the arithmetic of SQL trees: what every dialect can say, each in its own way.

A query is a tree of `sqlglot` nodes, never pasted text. What dialects write differently (a day as a number,
the months of a date, sets of bits) stands in the tree as a call of a neutral function, such as `JOUR(fin)`;
`cnam_rules.sql.dialects` replaces each by what the dialect has. Operators are made here rather than by
sqlglot's own overloading, which drops the parentheses of `a - (b - c)`.

Three-valued answers are SQL booleans, true, false or null: SQL's own and, or, not are strong Kleene logic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from sqlglot import exp

from cnam_rules.sql.trees import Node, cast, constant, taken

__all__ = [
    "FALSE",
    "NULL",
    "TRUE",
    "add",
    "all_of",
    "among",
    "any_of",
    "as_text",
    "at_least",
    "at_most",
    "bit",
    "bits_of",
    "case",
    "coalesce",
    "column",
    "concatenated",
    "count",
    "count_different",
    "date_literal",
    "day_number",
    "day_of_month",
    "day_of_number",
    "differs",
    "equal",
    "floor_div",
    "greatest",
    "highest",
    "is_false",
    "is_null",
    "is_true",
    "known_day",
    "last_of_month",
    "least",
    "less",
    "lowest",
    "maybe",
    "mod",
    "month_index",
    "more",
    "mul",
    "negate",
    "neutral",
    "number",
    "one_of",
    "plus_months",
    "ratio",
    "sub",
    "sum_of",
    "surely",
    "text",
    "typed_null",
    "whole",
]


TRUE: Final = constant(exp.true())
FALSE: Final = constant(exp.false())
NULL: Final = constant(exp.null())


def column(name: str, table: str | None = None) -> Node:
    """A column, quoted.

    >>> column("fin", "e").sql()
    '"e"."fin"'
    """
    return exp.column(name, table=table, quoted=True)


def number(value: int) -> Node:
    """A whole number."""
    return exp.Literal.number(value)


def text(value: str) -> Node:
    """A text."""
    return exp.Literal.string(value)


def date_literal(day: date) -> Node:
    """A day of the calendar."""
    return neutral("DATE_DU", text(day.isoformat()))


def known_day(value: Node) -> date | None:
    """The day that a value is when it is a constant; None otherwise.

    >>> known_day(date_literal(date(2025, 11, 3))), known_day(column("fin"))
    (datetime.date(2025, 11, 3), None)
    """
    constant = isinstance(value, exp.Anonymous) and value.this == "DATE_DU"
    return date.fromisoformat(value.expressions[0].name) if constant else None


def neutral(name: str, *args: Node) -> Node:
    """A call of a neutral function, for the dialects to say."""
    return exp.Anonymous(this=name, expressions=[taken(arg) for arg in args])


# -------------------------------------------------------------------------------------------- parentheses
_OR, _AND, _NOT, _COMPARISON, _BITS, _SUM, _PRODUCT, _ATOM = range(1, 9)
_STRENGTH: Final[tuple[tuple[type[exp.Expr], int], ...]] = (
    (exp.Or, _OR),
    (exp.And, _AND),
    (exp.Not, _NOT),
    (exp.Add, _SUM),
    (exp.Sub, _SUM),
    (exp.Mul, _PRODUCT),
    (exp.Mod, _PRODUCT),
    (exp.BitwiseAnd, _BITS),
    (exp.In, _COMPARISON),
    (exp.Binary, _COMPARISON),
)


def _held(node: Node, at_least: int) -> Node:
    """A node for another to hold that binds so strongly at least: in parentheses when it doesn't itself."""
    own = taken(node)
    for kind, strength in _STRENGTH:
        if isinstance(own, kind):
            return own if strength >= at_least else exp.Paren(this=own)
    return own


# --------------------------------------------------------------------------------------------- arithmetic
def add(*terms: Node) -> Node:
    """A sum; of nothing, 0.

    >>> add(column("a"), sub(column("b"), number(1))).sql()
    '"a" + ("b" - 1)'
    """
    if not terms:
        return number(0)
    first, *rest = terms
    total = _held(first, _SUM)
    for term in rest:  # not copied again with each term: sums are long
        total = exp.Add(this=total, expression=_held(term, _PRODUCT))
    return total


def sub(one: Node, other: Node) -> Node:
    """A difference."""
    return exp.Sub(this=_held(one, _SUM), expression=_held(other, _PRODUCT))


def mul(one: Node, other: Node) -> Node:
    """A product."""
    return exp.Mul(this=_held(one, _PRODUCT), expression=_held(other, _ATOM))


def floor_div(one: Node, other: Node) -> Node:
    """A quotient of whole numbers, neither negative, what is left dropped."""
    return neutral("QUOTIENT", one, other)


def ratio(value: Node, scale: int) -> Node:
    """A whole number over another, with decimals, for people to read: nothing is decided by it."""
    exact = cast(value, f"decimal(18, {len(str(scale)) - 1})")
    return exp.Div(this=exact, expression=number(scale), typed=False)


def mod(one: Node, other: Node) -> Node:
    """What is left of that quotient."""
    return exp.Mod(this=_held(one, _ATOM), expression=_held(other, _ATOM))


def bit(bits: Node, place: int) -> Node:
    """1 when the bit at a place is set, else 0."""
    shifted = bits if place == 0 else neutral("DECALE", bits, number(place))
    return exp.Paren(this=exp.BitwiseAnd(this=_held(shifted, _ATOM), expression=number(1)))


# -------------------------------------------------------------------------------------------- comparisons
def at_least(one: Node, other: Node) -> Node:
    """`one ≥ other`."""
    return exp.GTE(this=_held(one, _BITS), expression=_held(other, _BITS))


def at_most(one: Node, other: Node) -> Node:
    """`one ≤ other`."""
    return exp.LTE(this=_held(one, _BITS), expression=_held(other, _BITS))


def more(one: Node, other: Node) -> Node:
    """`one > other`."""
    return exp.GT(this=_held(one, _BITS), expression=_held(other, _BITS))


def less(one: Node, other: Node) -> Node:
    """`one < other`."""
    return exp.LT(this=_held(one, _BITS), expression=_held(other, _BITS))


def equal(one: Node, other: Node) -> Node:
    """`one = other`; null when either is."""
    return exp.EQ(this=_held(one, _BITS), expression=_held(other, _BITS))


def one_of(value: Node, words: Iterable[str]) -> Node:
    """Whether a text is one of some; null when it is null; of no word at all, false."""
    listed = [text(word) for word in words]
    return exp.In(this=_held(value, _BITS), expressions=listed) if listed else FALSE


def differs(one: Node, other: Node) -> Node:
    """Whether two values differ, null being a value like others; never null."""
    return exp.NullSafeNEQ(this=_held(one, _BITS), expression=_held(other, _BITS))


def among(value: Node, numbers: Iterable[int]) -> Node:
    """Whether a whole number is one of some; null when it is null; of none at all, false.

    >>> among(column("a"), (1, 2)).sql()
    '"a" IN (1, 2)'
    """
    listed = [number(each) for each in numbers]
    if len(listed) == 1:
        return equal(value, listed[0])
    return exp.In(this=_held(value, _BITS), expressions=listed) if listed else FALSE.copy()


def is_null(value: Node) -> Node:
    """Whether a value is null; never null itself."""
    return exp.Is(this=_held(value, _BITS), expression=exp.null())


def is_true(value: Node) -> Node:
    """Whether an answer is yes; never null itself."""
    if value in (TRUE, FALSE):
        return taken(value)
    return exp.Is(this=_held(value, _BITS), expression=exp.true())


def is_false(value: Node) -> Node:
    """Whether an answer is no; never null itself."""
    if value in (TRUE, FALSE):
        return negate(value)
    return exp.Is(this=_held(value, _BITS), expression=exp.false())


def maybe(value: Node) -> Node:
    """Whether an answer is yes or unknown; never null itself.

    >>> maybe(column("a")).sql()
    'NOT "a" IS FALSE'
    """
    return negate(is_false(value))


# ------------------------------------------------------------------------------------------------- logic
def all_of(*terms: Node) -> Node:
    """And, three-valued; of nothing, true."""
    if FALSE in terms:
        return FALSE.copy()
    kept = [term for term in terms if term != TRUE]
    if not kept:
        return TRUE.copy()
    return kept[0] if len(kept) == 1 else exp.and_(*_terms(kept), wrap=False, copy=False)


def any_of(*terms: Node) -> Node:
    """Or, three-valued; of nothing, false."""
    if TRUE in terms:
        return TRUE.copy()
    kept = [term for term in terms if term != FALSE]
    if not kept:
        return FALSE.copy()
    return kept[0] if len(kept) == 1 else exp.or_(*_terms(kept), wrap=False, copy=False)


def _terms(terms: Iterable[Node]) -> Iterator[Node]:
    return (_held(term, _NOT) for term in terms)


def negate(term: Node) -> Node:
    """Not, three-valued."""
    if term in (TRUE, FALSE):
        return FALSE.copy() if term == TRUE else TRUE.copy()
    return exp.Not(this=_held(term, _NOT))


def surely(term: Node) -> Node:
    """Whether an answer is yes; never null itself.

    What stands inside says no more than it must: where only yes matters, `x IS TRUE` is `x`, and a database
    compares what it reads rather than answers.

    >>> surely(any_of(is_true(less(column("a"), column("b"))), is_false(column("c")))).sql()
    '(("a" < "b") OR NOT "c") IS TRUE'
    """
    return is_true(_where_yes_matters(term))


def _where_yes_matters(term: Node) -> Node:
    """What is yes exactly where a term is."""
    inside = term.this if isinstance(term, exp.Paren) else term
    if isinstance(inside, (exp.Or, exp.And)):
        join = any_of if isinstance(inside, exp.Or) else all_of
        return join(*(_where_yes_matters(each) for each in inside.flatten()))
    if isinstance(inside, exp.Is) and isinstance(inside.expression, exp.Boolean):
        asked = _where_yes_matters if inside.expression.this else negate
        return asked(inside.this)
    return term


def case(*branches: tuple[Node, Node], otherwise: Node | None = None) -> Node:
    """The value beside the first condition that is true; without one, `otherwise`, or null.

    >>> case((column("a"), number(1)), (TRUE, number(2)), otherwise=number(3)).sql()
    'CASE WHEN "a" THEN 1 ELSE 2 END'
    """
    live = []
    for when, then in branches:
        if when == TRUE:
            otherwise = then
            break
        if when not in (FALSE, NULL):
            live.append(exp.If(this=taken(when), true=taken(then)))
    if not live:
        return NULL.copy() if otherwise is None else taken(otherwise)
    found = exp.Case(ifs=live)
    if otherwise is not None:
        found.set("default", taken(otherwise))
    return found


def coalesce(value: Node, instead: Node) -> Node:
    """A value, or what stands for it where it is null."""
    return exp.Coalesce(this=taken(value), expressions=[taken(instead)])


def greatest(*values: Node) -> Node:
    """The greatest of some values, none of which is null: dialects differ on what becomes of a null.

    >>> greatest(column("a"), number(0)).sql()
    'PLUS_GRAND("a", 0)'
    """
    return taken(values[0]) if len(values) == 1 else neutral("PLUS_GRAND", *values)


def least(*values: Node) -> Node:
    """The least of some values, none of which is null."""
    return taken(values[0]) if len(values) == 1 else neutral("PLUS_PETIT", *values)


def typed_null(of: str) -> Node:
    """Null, as a value of a type."""
    return cast(NULL, of)


def as_text(value: Node) -> Node:
    """A value as text."""
    return cast(value, "text")


def concatenated(first: Node, *others: Node) -> Node:
    """Texts one after the other; null when one of them is."""
    joined = taken(first)
    for other in others:
        joined = exp.DPipe(this=joined, expression=taken(other))
    return joined


# ------------------------------------------------------------------------------------------- aggregates
def highest(value: Node) -> Node:
    """The greatest of the rows; null of none."""
    return exp.Max(this=taken(value))


def lowest(value: Node) -> Node:
    """The least of the rows; null of none."""
    return exp.Min(this=taken(value))


def sum_of(value: Node) -> Node:
    """The sum of whole numbers of the rows; null of none."""
    return whole(exp.Sum(this=taken(value)))


def whole(value: Node) -> Node:
    """A whole number as one of 64 bits: sums are wider, and slower, in some dialects."""
    return cast(value, "bigint")


def count(where: Node | None = None) -> Node:
    """How many rows there are, or how many satisfy an answer that is never null."""
    if where is None:
        return exp.Count(this=exp.Star())
    return exp.Count(this=case((where, number(1))))


def count_different(value: Node) -> Node:
    """How many different values the rows have, nulls aside."""
    return exp.Count(this=exp.Distinct(expressions=[taken(value)]))


def bits_of(value: Node) -> Node:
    """The bits that are set in any of the rows; null of none."""
    return neutral("BITS", value)


# ------------------------------------------------------------------------------------------------- days
def day_number(day: Node) -> Node:
    """The ordinal of a date: 1 for 1 January of the year 1, as `datetime.date.toordinal` counts."""
    return neutral("JOUR", day)


def day_of_number(ordinal: Node) -> Node:
    """The date of an ordinal."""
    return neutral("DATE_DU_JOUR", ordinal)


def month_index(day: Node) -> Node:
    """A number that grows by one with each month: the year × 12 + the month."""
    return neutral("MOIS", day)


def day_of_month(day: Node) -> Node:
    """The number of a date in its month, from 1."""
    return neutral("QUANTIEME", day)


def last_of_month(day: Node) -> Node:
    """How many days the month of a date has."""
    return neutral("LONGUEUR_DU_MOIS", day)


def plus_months(day: Node, months: Node) -> Node:
    """The date so many months later: the same day number, or else the last day of that month."""
    return neutral("PLUS_MOIS", day, months)

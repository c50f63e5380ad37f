"""The kernel's three-valued expressions, as expressions of a language that has two values.

An answer is yes, no or unknown. So each expression is written twice: when it is *surely* true, and when it
is *surely not*; it is unknown when neither holds. Each of the two is put together from those of the terms,
once each, so what is written grows as the rule does. *At least n of* counts its terms with a sum.

A condition becomes one expression that gives the word of its status; a program, one that gives the verdict.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from cnam_rules.export.languages import Language, Rule
from cnam_rules.kernel import (
    All,
    Any,
    AtLeast,
    Compare,
    Condition,
    Constant,
    Expr,
    Not,
    Op,
    Program,
    Status,
    VerdictStatus,
)

__all__ = ["LARGEST", "Sides", "key_of", "sides", "status_rule", "too_large", "verdict_rule"]

LARGEST: Final = 2**53 - 1
"""The largest whole number that every JSON engine reads exactly, as they may hold them in binary64."""

FACTS: Final = "facts"
"""The key of the facts in the data that the expressions read."""
WAIVED: Final = "waived"
"""The key of the list of the conditions from which an authority dispensed the candidate."""


def key_of(measure: str) -> str:
    """The key that a measure's fact has in the data: its name, where a path can say it.

    A path cuts names at the dots, and some engines take a part that begins like a number for an index. What
    would be misread is written as `%` and the hexadecimal of its UTF-8 bytes, as in addresses; no name at all
    is `%`. No two names have the same key.

    >>> key_of("experience_champ"), key_of("2.5 ans")
    ('experience_champ', '%32%2E5 ans')
    """
    if not measure:
        return "%"
    return "".join(
        "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))
        if character in ".%" or (place == 0 and not (character.isalpha() or character == "_"))
        else character
        for place, character in enumerate(measure)
    )


@frozen
class Sides:
    """When an expression is surely true, and when it is surely not; neither holds when it is unknown."""

    yes: Rule
    no: Rule


def sides(expr: Expr, language: Language) -> Sides:
    """The two sides of an expression.

    >>> from cnam_rules.export.languages import JsonLogic
    >>> both = sides(Compare("ue", Op.AT_LEAST, 12), JsonLogic())
    >>> both.yes["and"][1], both.no["and"][1]
    ({'>=': [{'var': 'facts.ue.least'}, 12]}, {'<': [{'var': 'facts.ue.most'}, 12]})
    """
    match expr:
        case Constant(value):
            return Sides(value, not value)
        case Compare():
            return _comparison(expr, language)
        case Not(term):
            inside = sides(term, language)
            return Sides(inside.no, inside.yes)
        case All(terms):
            each = [sides(term, language) for term in terms]
            return Sides(language.both([s.yes for s in each]), language.either([s.no for s in each]))
        case Any(terms):
            each = [sides(term, language) for term in terms]
            return Sides(language.either([s.yes for s in each]), language.both([s.no for s in each]))
        case AtLeast(n, terms):
            each = [sides(term, language) for term in terms]
            # Surely not: so many surely aren't that those left are fewer than n.
            return Sides(
                language.at_least(n, [s.yes for s in each]),
                language.at_least(len(terms) - n + 1, [s.no for s in each]),
            )


def _comparison(compare: Compare, language: Language) -> Sides:
    """A measure against its bound: the lower end settles that it is reached, the upper end that it isn't."""
    path, bound = f"{FACTS}.{key_of(compare.measure)}", compare.bound
    least, most = f"{path}.least", f"{path}.most"
    match compare.op:
        case Op.AT_LEAST:
            return Sides(language.compared(least, ">=", bound), language.compared(most, "<", bound))
        case Op.MORE_THAN:
            return Sides(language.compared(least, ">", bound), language.compared(most, "<=", bound))
        case Op.AT_MOST:
            return Sides(language.compared(most, "<=", bound), language.compared(least, ">", bound))
        case Op.LESS_THAN:
            return Sides(language.compared(most, "<", bound), language.compared(least, ">=", bound))


def status_rule(condition: Condition, language: Language) -> Rule:
    """The expression that gives the word of a condition's status, `waived` included."""
    applies, requires = sides(condition.applies, language), sides(condition.requires, language)
    return language.cases(
        [
            (language.holds(condition.id, WAIVED), Status.WAIVED.value),
            (applies.no, Status.NOT_APPLICABLE.value),
            (requires.yes, Status.MET.value),
            (language.both([applies.yes, requires.no]), Status.UNMET.value),
        ],
        Status.UNKNOWN.value,
    )


def verdict_rule(program: Program, language: Language) -> Rule:
    """The expression that gives the word of the verdict, from the facts, no status being worked out before.

    Each side of each expression stands in it once, as in the statuses of the conditions taken together.
    """
    refusing, favourable = [], []
    for condition in program.conditions:
        applies, requires = sides(condition.applies, language), sides(condition.requires, language)
        waived = language.holds(condition.id, WAIVED)
        refusing.append(language.both([language.opposite(waived), applies.yes, requires.no]))
        favourable.append(language.either([waived, applies.no, requires.yes]))
    return language.cases(
        [
            (language.either(refusing), VerdictStatus.NOT_ELIGIBLE.value),
            (language.both(favourable), VerdictStatus.ELIGIBLE.value),
        ],
        VerdictStatus.UNDETERMINED.value,
    )


def too_large(expr: Expr, path: str) -> Iterator[tuple[str, Compare]]:
    """The comparisons whose bound no JSON engine is sure to read exactly, each with its place.

    >>> [*too_large(Not(All((Compare("m", Op.AT_LEAST, 2**53),))), "exige")]
    [('exige.non.tous[0]', Compare(measure='m', op=<Op.AT_LEAST: 'au_moins'>, bound=9007199254740992))]
    """
    match expr:
        case Compare(bound=bound):
            if abs(bound) > LARGEST:
                yield path, expr
        case Not(term):
            yield from too_large(term, f"{path}.non")
        case All(terms) | Any(terms) | AtLeast(terms=terms):
            word = {All: "tous", Any: "un_au_moins", AtLeast: "parmi"}[type(expr)]
            for index, term in enumerate(terms):
                yield from too_large(term, f"{path}.{word}[{index}]")
        case Constant():
            return

"""JsonLogic and CertLogic: how the few things that an exported rule says are written in each.

Both write an expression as JSON, `{"operator": [operands]}`. JsonLogic is the one with implementations in
most languages, and they differ where JavaScript does as it pleases: `null <= 5` is true in one, false in
another and an error in a third. CertLogic is a strict subset of it: only integers are compared, there is no
`or` and no literal null, and an engine raises instead of guessing. So in either language a number is compared
only once it is known to be there.

Constants are folded as expressions are put together: `and` of one operand is that operand, `or` with what is
always true is true.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias

__all__ = ["LANGUAGES", "CertLogic", "JsonLogic", "Language", "Rule", "Sign"]

Rule: TypeAlias = Any
"""An expression as JSON: an object of one key, a list, a text, a whole number, true or false."""

Sign: TypeAlias = Literal["<", "<=", ">", ">="]

_AT_ZERO: Final[Mapping[str, Any]] = {
    "<": lambda bound: bound > 0,
    "<=": lambda bound: bound >= 0,
    ">": lambda bound: bound < 0,
    ">=": lambda bound: bound <= 0,
}
"""For each sign, whether nought compares so with a bound."""


class Language(ABC):
    """What both languages say alike. Expressions that are known beforehand are plain `True` and `False`."""

    name: str
    """The language's name, as the command line has it."""

    def both(self, rules: Sequence[Rule]) -> Rule:
        """True when all are; of none, true."""
        if any(rule is False for rule in rules):
            return False
        open_ = [rule for rule in rules if rule is not True]
        return self._joined("and", open_) if open_ else True

    def either(self, rules: Sequence[Rule]) -> Rule:
        """True when one is; of none, false."""
        if any(rule is True for rule in rules):
            return True
        open_ = [rule for rule in rules if rule is not False]
        return self._joined("or", open_) if open_ else False

    def opposite(self, rule: Rule) -> Rule:
        """True when the rule is false."""
        return not rule if isinstance(rule, bool) else {"!": [rule]}

    def at_least(self, n: int, rules: Sequence[Rule]) -> Rule:
        """True when at least `n` are: a sum, so that it grows no faster than the list does."""
        open_ = [rule for rule in rules if not isinstance(rule, bool)]
        n -= sum(rule is True for rule in rules)
        if n <= 0:
            return True
        if n > len(open_):
            return False
        if n == 1:
            return self.either(open_)
        if n == len(open_):
            return self.both(open_)
        return {">=": [self._sum([{"if": [rule, 1, 0]} for rule in open_]), n]}

    def cases(self, cases: Sequence[tuple[Rule, str]], otherwise: str) -> Rule:
        """The word that goes with the first rule that is true; else the last word."""
        kept: list[tuple[Rule, str]] = []
        for rule, word in cases:
            if rule is True:
                otherwise = word
                break
            if rule is not False:
                kept.append((rule, word))
        return self._chain(kept, otherwise) if kept else otherwise

    def holds(self, word: str, path: str) -> Rule:
        """True when a list has that word."""
        return {"in": [word, {"var": path}]}

    @abstractmethod
    def compared(self, path: str, sign: Sign, bound: int) -> Rule:
        """True when there is a number at that place and it compares so with the bound; null is none."""

    def _joined(self, operator: Literal["and", "or"], rules: Sequence[Rule]) -> Rule:
        return {operator: [*rules]} if len(rules) > 1 else rules[0]

    @abstractmethod
    def _sum(self, rules: Sequence[Rule]) -> Rule: ...

    @abstractmethod
    def _chain(self, cases: Sequence[tuple[Rule, str]], otherwise: str) -> Rule: ...


class JsonLogic(Language):
    """JsonLogic, with the operators that every implementation has.

    >>> language = JsonLogic()
    >>> language.compared("facts.ue.most", "<", 12)
    {'and': [{'!==': [{'var': 'facts.ue.most'}, None]}, {'<': [{'var': 'facts.ue.most'}, 12]}]}
    >>> language.cases([(language.holds("ue", "waived"), "waived")], "met")
    {'if': [{'in': ['ue', {'var': 'waived'}]}, 'waived', 'met']}
    """

    name = "jsonlogic"

    def compared(self, path: str, sign: Sign, bound: int) -> Rule:
        """True when there is a number at that place and it compares so with the bound; null is none."""
        end = {"var": path}
        return {"and": [{"!==": [end, None]}, {sign: [end, bound]}]}

    def _sum(self, rules: Sequence[Rule]) -> Rule:
        return {"+": [*rules]}

    def _chain(self, cases: Sequence[tuple[Rule, str]], otherwise: str) -> Rule:
        return {"if": [*(part for case in cases for part in case), otherwise]}


class CertLogic(Language):
    """CertLogic: no `or`, no null, `if` of three operands, `+` of two.

    Null and nought both count as false there, and no other number does. So a number is compared where it
    counts as true, and what holds of nought is said of it by itself.

    >>> CertLogic().compared("facts.ue.most", ">=", 12)
    {'and': [{'var': 'facts.ue.most'}, {'>=': [{'var': 'facts.ue.most'}, 12]}]}
    >>> CertLogic().compared("facts.ue.most", "<", 12)["if"][2]
    {'===': [{'var': 'facts.ue.most'}, 0]}
    """

    name = "certlogic"

    def compared(self, path: str, sign: Sign, bound: int) -> Rule:
        """True when there is a number at that place and it compares so with the bound; null is none."""
        end = {"var": path}
        comparison = {sign: [end, bound]}
        if _AT_ZERO[sign](bound):
            return {"if": [end, comparison, {"===": [end, 0]}]}
        return {"and": [end, comparison]}

    def _joined(self, operator: Literal["and", "or"], rules: Sequence[Rule]) -> Rule:
        if operator == "and" or len(rules) == 1:
            return super()._joined(operator, rules)
        return {"!": [{"and": [self.opposite(rule) for rule in rules]}]}

    def _sum(self, rules: Sequence[Rule]) -> Rule:
        added = {"+": [{"var": "accumulator"}, {"var": "current"}]}
        return {"reduce": [[*rules], added, 0]}

    def _chain(self, cases: Sequence[tuple[Rule, str]], otherwise: str) -> Rule:
        result: Rule = otherwise
        for rule, word in reversed(cases):
            result = {"if": [rule, word, result]}
        return result


LANGUAGES: Final[Mapping[str, Language]] = {
    language.name: language for language in (JsonLogic(), CertLogic())
}
"""The languages that rules can be exported to, by name; the first is the default."""

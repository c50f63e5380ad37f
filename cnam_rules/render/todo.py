"""What lacks to a refused dossier, by condition: what is needed together, and what is a choice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from attrs import frozen

from cnam_rules.kernel import All, Answer, AtLeast, Compare, Constant, Not, Status
from cnam_rules.render.lines import Line, tame

if TYPE_CHECKING:
    from cnam_rules.engines.reference import Trace
    from cnam_rules.facts import Shortfall
    from cnam_rules.render.words import Words
    from cnam_rules.verdict import ConditionVerdict, Verdict

T = TypeVar("T")

__all__ = ["lacking_said", "todo_lines"]

_BULLETS = "-·"
"""The bullets of a list, and of those below it."""


@frozen
class _Choice:
    """Several ways, of which so many are asked for; in each, all is needed.

    Attributes:
        least: how many.
        ways: the ways.
    """

    least: int
    ways: tuple[_Needs, ...]


_Needs: TypeAlias = "tuple[Shortfall | _Choice, ...]"
"""What is needed together."""


def todo_lines(verdict: Verdict, words: Words) -> Iterator[Line]:
    """What lacks to each condition that isn't met, or for it not to apply.

    Args:
        verdict: the verdict.
        words: its words.
    """
    for condition in verdict.conditions:
        if condition.status is Status.UNMET:
            yield from _Todo(verdict, condition, words).lines()


def lacking_said(verdict: Verdict, words: Words) -> list[str]:
    """The same in a few sentences, one for each thing that is needed; of a choice, its ways in one."""
    return [
        said
        for condition in verdict.conditions
        if condition.status is Status.UNMET
        for said in _Todo(verdict, condition, words).sentences()
    ]


class _Todo:
    """What lacks to one condition."""

    def __init__(self, verdict: Verdict, condition: ConditionVerdict, words: Words) -> None:
        self.verdict = verdict
        self.condition = condition
        self.words = words

    def needs(self) -> _Needs:
        """What lacks, together: as the condition is built, where it is made of parts."""
        lacks = self.condition.shortfalls
        return self.lacking(self.condition.requires) if len(lacks) > 1 else lacks

    def lacking(self, trace: Trace) -> _Needs:
        """What keeps an expression from being surely true; nothing that is added makes up for a negation."""
        expr = trace.expr
        if trace.answer is Answer.YES or isinstance(expr, (Constant, Not)):
            return ()
        if isinstance(expr, Compare):
            fact = self.verdict.fact(expr.measure)
            lacks = fact.evidence.shortfall(fact, expr)
            return () if lacks is None else (lacks,)
        if isinstance(expr, All):
            return _once(need for term in trace.terms for need in self.lacking(term))
        return self.choice(trace.terms, expr.n if isinstance(expr, AtLeast) else 1)

    def choice(self, terms: Sequence[Trace], n: int) -> _Needs:
        """What lacks for so many of some terms to be surely true; ways that can't be gone aren't told."""
        open_ = [term for term in terms if term.answer is not Answer.YES]
        least = n - (len(terms) - len(open_))
        ways = [(self.lacking(term), self.closed(term)) for term in open_]
        gone = _once(way for way, closed in ways if way and not closed)
        told = gone if len(gone) >= least else _once(way for way, _ in ways if way)
        if len(told) <= least:
            return _once(need for way in told for need in way)
        if least == 1:
            told = _once(inner for way in told for inner in _opened(way))
        return (_Choice(least, told),)

    def closed(self, trace: Trace) -> bool:
        """Whether nothing that is added makes an expression true: there is too much, or what must not be."""
        expr = trace.expr
        if trace.answer is Answer.YES:
            return False
        if isinstance(expr, Compare):
            fact = self.verdict.fact(expr.measure)
            lacks = fact.evidence.shortfall(fact, expr)
            return lacks is not None and lacks.amount is None
        if isinstance(expr, (Constant, Not)):
            return trace.answer is Answer.NO
        n = len(trace.terms) if isinstance(expr, All) else expr.n if isinstance(expr, AtLeast) else 1
        return sum(not self.closed(term) for term in trace.terms) < n

    # As lines of the page.

    def lines(self) -> Iterator[Line]:
        """How to meet the condition, or to make it not apply: what takes less time first."""
        needs, exempts = self.needs(), self.condition.exemptions
        if not exempts:
            yield from self.listed(needs, 0)
            return
        shorter = any(all(_takes_less(exempt, need) for need in needs) for exempt in exempts if needs)
        others = [self.exempt(one) for one in exempts]
        if len(needs) > 1 or isinstance(next(iter(needs), None), _Choice):
            below = [Line(tame(said), "item", _BULLETS[1]) for said in others]
            head = [self.together(way, 1) for way in _opened(needs)]
            ways = (*below, *head) if shorter else (*head, *below)
            yield Line(tame(self.say("either", n=len(ways))), "item", _BULLETS[0], under=ways)
            return
        head_said = next(self.sentences(), self.named())
        first, *rest = (*others, head_said) if shorter else (head_said, *others)
        under = tuple(Line(tame(self.say("or-else", todo=_inside(one))), "item") for one in rest)
        yield Line(tame(first), "item", _BULLETS[0], under=under)

    def listed(self, needs: _Needs, depth: int) -> Iterator[Line]:
        """What is needed together, one below the other."""
        mark = _BULLETS[min(depth, 1)]
        if not needs:
            yield Line(tame(self.named()), "item", mark)
        for need in needs:
            if isinstance(need, _Choice):
                said = self.chosen(need)
                ways = tuple(self.together(way, depth + 1) for way in need.ways)
                yield Line(tame(said), "item", mark, under=ways)
            else:
                yield Line(tame(self.words.shortfall(need)), "item", mark)

    def together(self, needs: _Needs, depth: int) -> Line:
        """What is needed together, as one line."""
        if len(needs) == 1:
            return next(self.listed(needs, depth))
        under = tuple(self.listed(needs, depth + 1))
        return Line(tame(self.say("together")), "item", _BULLETS[min(depth, 1)], under=under)

    # In a few sentences.

    def sentences(self) -> Iterator[str]:
        """What is needed, one sentence for each."""
        return (self.sentence(need) for need in self.needs())

    def sentence(self, need: Shortfall | _Choice) -> str:
        """What is needed; of a choice, its ways."""
        if not isinstance(need, _Choice):
            return self.words.shortfall(need)
        first, *others = [" ".join(map(self.sentence, way)) for way in need.ways]
        said = [first, *(self.say("or-sentence", todo=_inside(other)) for other in others)]
        return " ".join(said if need.least == 1 else [self.chosen(need), *said])

    def chosen(self, choice: _Choice) -> str:
        """How many ways are asked for."""
        if choice.least == 1:
            return self.say("either", n=len(choice.ways))
        return self.say("so-many", least=choice.least, n=len(choice.ways))

    def exempt(self, lacks: Shortfall) -> str:
        """What makes the condition not apply."""
        return self.say("exempt", todo=self.words.shortfall(lacks))

    def named(self) -> str:
        """The condition itself, where nothing can be told of what lacks."""
        return self.condition.libelle.said(self.words.speech.lang)

    def say(self, key: str, **args: str | int) -> str:
        """A sentence of the page."""
        return self.words.speech.say(f"todo.{key}", **args)


def _once(needs: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(needs))


def _opened(way: _Needs) -> tuple[_Needs, ...]:
    """The ways of a choice that is all that a way asks for: a choice within a choice is the same one."""
    (first, *others) = way
    return first.ways if isinstance(first, _Choice) and first.least == 1 and not others else (way,)


def _takes_less(exempt: Shortfall, need: Shortfall | _Choice) -> bool:
    """Whether making a condition not apply takes less than meeting it, in the same unit."""
    return (
        not isinstance(need, _Choice)
        and need.unit is exempt.unit
        and need.amount is not None
        and exempt.amount is not None
        and exempt.amount < need.amount
    )


def _inside(said: str) -> str:
    """A sentence as a part of another."""
    return said[:1].lower() + said[1:]

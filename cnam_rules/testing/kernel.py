"""Hypothesis strategies for the kernel: expressions, programs, and facts near the bounds that matter.

The ends of facts sit on, one below and one above the bounds of the program they are made for, since that is
where engines err; some facts are exact, some open above.
"""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from cnam_rules.kernel import (
    All,
    Any,
    AtLeast,
    Compare,
    Condition,
    Constant,
    Expr,
    Interval,
    Not,
    Op,
    Program,
    comparisons,
)

__all__ = ["expressions", "facts_for", "intervals_near", "programs", "refinements"]

NAMES = ("experience", "stage", "ue", "rapport", "costarring", "liquid", "é", "e\u0301")
"""Names of measures; two pairs that a careless engine takes for one."""


def expressions(
    names: tuple[str, ...] = NAMES, bounds: st.SearchStrategy[int] | None = None, leaves: int = 12
) -> st.SearchStrategy[Expr]:
    """Random expressions.

    Args:
        names: the measures they may read.
        bounds: the bounds they may compare with; small numbers unless told.
        leaves: about how many comparisons one holds at most.
    """
    compare = st.builds(
        Compare, st.sampled_from(names), st.sampled_from(Op), st.integers(-2, 6) if bounds is None else bounds
    )

    def grown(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        terms = st.lists(inner, max_size=5).map(tuple)
        return st.one_of(
            st.builds(All, terms),
            st.builds(Any, terms),
            st.builds(Not, inner),
            st.builds(AtLeast, st.integers(-1, 6), terms),
        )

    return st.recursive(st.one_of(compare, st.builds(Constant, st.booleans())), grown, max_leaves=leaves)


def programs(
    expressions: st.SearchStrategy[Expr] | None = None, max_conditions: int = 6
) -> st.SearchStrategy[Program]:
    """Random programs, some of whose conditions always apply."""
    expression = _expressions() if expressions is None else expressions
    sides = st.tuples(expression, st.one_of(st.just(Constant(True)), expression))
    return st.lists(sides, max_size=max_conditions).map(
        lambda pairs: Program(
            tuple(Condition(f"c{i}", requires, applies) for i, (requires, applies) in enumerate(pairs))
        )
    )


_expressions: Callable[[], st.SearchStrategy[Expr]] = expressions


@st.composite
def intervals_near(draw: st.DrawFn, bounds: tuple[int, ...]) -> Interval:
    """An interval whose ends lie within one of the bounds given, or are open above."""
    near = sorted({bound + step for bound in bounds or (0,) for step in (-1, 0, 1)})
    least = draw(st.sampled_from(near))
    most = draw(st.one_of(st.none(), st.just(least), st.sampled_from([end for end in near if end >= least])))
    return Interval(least, most)


@st.composite
def facts_for(draw: st.DrawFn, program: Program) -> dict[str, Interval]:
    """A fact for every measure of a program, near the bounds it is compared with."""
    bounds: dict[str, set[int]] = {}
    for condition in program.conditions:
        for expr in (condition.applies, condition.requires):
            for compare in comparisons(expr):
                bounds.setdefault(compare.measure, set()).add(compare.threshold[0])
    return {name: draw(intervals_near(tuple(sorted(bounds[name])))) for name in program.measures}


@st.composite
def refinements(draw: st.DrawFn, facts: dict[str, Interval]) -> dict[str, Interval]:
    """Facts that know more: each interval within the one given."""
    refined = {}
    for name, fact in facts.items():
        least = draw(st.integers(fact.least, fact.least + 8 if fact.most is None else fact.most))
        most = draw(
            st.one_of(st.just(fact.most), st.integers(least, least + 8 if fact.most is None else fact.most))
        )
        refined[name] = Interval(least, most)
    return refined

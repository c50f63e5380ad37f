"""What is proved of having more: that it never turns an eligible dossier into one that isn't."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cnam_rules import kernel
from cnam_rules.engines.reference import answer
from cnam_rules.kernel import Compare, Expr, Status, VerdictStatus
from cnam_rules.language import ChosenRules
from cnam_rules.prove.asking import Prover, never
from cnam_rules.prove.choices import Choices, choices_of
from cnam_rules.prove.goals import Question, StatusIs, Subject, Values, VerdictIs
from cnam_rules.prove.report import Finding, Unsettled, witness_of
from cnam_rules.prove.witness import Shown, show, unshowable

__all__ = ["never_worse"]

_ELSEWHERE: Final = 6
"""For how many choices of readings a pair of dossiers is looked for."""


def never_worse(prover: Prover) -> bool:
    """Whether more units, days or points never turn an eligible dossier into one that isn't: proved."""
    monotone = True
    conditions = prover.ruleset.conditions
    names = [name for condition in conditions for name in prover.ruleset.readings_of(condition)]
    choices = prover.counted(choices_of(prover.ruleset, names))
    for place, condition in enumerate(conditions):
        why, kinds = _never_worse(prover, place, choices)
        monotone &= why == "proved"
        if why in ("proved", "shown"):
            prover.counts["settled"] += 1
        elif why != "unasked":
            about = (condition.file, condition.line, condition.id)
            prover.unsettled.append(Unsettled("not-monotone", *about, why, kinds))
    return monotone


def _never_worse(prover: Prover, place: int, choices: Choices) -> tuple[str, tuple[str, ...]]:
    """Whether more of anything can make one condition refuse what was eligible; a finding if it can.

    Returns:
        `proved` when it can't, `shown` when dossiers show that it can; else why that isn't settled, with
        the kinds of measure that make no dossiers.
    """
    goal = (
        VerdictIs(0, VerdictStatus.ELIGIBLE, 0),
        StatusIs(0, place, frozenset((Status.UNMET,)), 1),
    )
    asked: set[Question] = set()
    why: tuple[str, tuple[str, ...]] = ("proved", ())
    tries = 0
    for chosen in choices.tried:
        subject = prover.subject(chosen, prover.ruleset.conditions)
        question = subject.question(goal, growing=True)
        if question in asked:
            continue
        asked.add(question)
        impossible = never(question)
        if impossible:
            continue
        if impossible is None:
            why = ("solver", ())
        elif not prover.dossiers:
            return "unasked", ()
        elif tries < _ELSEWHERE:
            rules = prover.under(chosen)
            shown = show(subject, question, (rules,), prover.begin, smallest=True)
            if shown is not None:
                prover.findings.append(_worse(prover, place, subject, rules, shown))
                return "shown", ()
            tries += 1
            why = ("no-dossier", unshowable(subject))
    if why[0] == "proved" and not choices.complete:
        return "choices", ()
    return why


def _worse(prover: Prover, place: int, subject: Subject, rules: ChosenRules, shown: Shown) -> Finding:
    """More makes a condition refuse: by which of its comparisons."""
    before, after = shown.values
    condition, numbered = prover.ruleset.conditions[place], subject.sides[0][place]
    blamed = next(
        named
        for compare, named in zip(_falling(numbered), _falling(rules.program.conditions[place]), strict=True)
        if _crossed(compare, before, after)
    )
    args = (("measure", blamed.measure), ("op", blamed.op.value), ("bound", str(blamed.bound)))
    witnesses = tuple(
        witness_of(role, subject, (rules,), shown, world) for world, role in enumerate(("before", "after"))
    )
    readings = prover.nearest([rules.readings])
    return Finding(
        "not-monotone", False, condition.file, condition.line, condition.id, args, readings, witnesses
    )


def _falling(condition: kernel.Condition) -> Iterator[Compare]:
    """The comparisons with which a condition may be less met when a measure grows."""
    yield from _against(condition.requires, rising=True)
    yield from _against(condition.applies, rising=False)


def _against(expr: Expr, *, rising: bool) -> Iterator[Compare]:
    match expr:
        case kernel.Constant():
            return
        case Compare():
            if expr.threshold[1] is rising:
                yield expr
        case kernel.Not(term):
            yield from _against(term, rising=not rising)
        case kernel.All(terms) | kernel.Any(terms) | kernel.AtLeast(terms=terms):
            for term in terms:
                yield from _against(term, rising=rising)


def _crossed(compare: Compare, before: Values, after: Values) -> bool:
    """Whether the measure crossed the bound."""
    number = int(compare.measure)
    was, now = (answer(compare, {compare.measure: values[number]}) for values in (before, after))
    return was is not now

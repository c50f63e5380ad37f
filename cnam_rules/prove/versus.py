"""Two rule sets: whether they come to the same verdict on every dossier, and who gains and loses if not.

Measures of the two are the same when they are of one kind, with the same options, counted the same way; what they
are called doesn't matter. Each rule set is taken under the readings that it retains.
"""

from __future__ import annotations

from itertools import product
from typing import Final

from cnam_rules.kernel import VerdictStatus
from cnam_rules.language import RuleSet
from cnam_rules.prove.goals import Subject, VerdictIs
from cnam_rules.prove.report import Finding, Report, Unsettled, Witness, name_of, witness_of
from cnam_rules.prove.solver import GaveUp, can_be, solver_there
from cnam_rules.prove.witness import seeds, show, unshowable

__all__ = ["compare"]

_YES, _NO = VerdictStatus.ELIGIBLE, VerdictStatus.NOT_ELIGIBLE
_TOLD: Final = {"gains": (_NO, _YES), "loses": (_YES, _NO)}
"""What is shown first: who gains and who loses from the first rule set to the second."""


def compare(first: RuleSet, second: RuleSet) -> Report:
    """Prove that two rule sets are equivalent, or show the smallest dossiers on which they differ.

    They are equivalent when every dossier, whatever is unknown in it, has one verdict by both.

    Args:
        first: the one that things are compared with: an older version, or another title's.
        second: the other.

    Returns:
        A report without findings when they are equivalent; else with one, `differs`, and its dossiers.

    Raises:
        ProverUnavailable: z3 isn't installed (it comes with the extra `prove`).
        EnginesDisagree: two engines gave a dossier different statuses: a defect of the library.

    >>> from cnam_rules.facade import rulesets
    >>> compare(rulesets()[0], rulesets()[0]).findings
    ()
    """
    solver_there()
    parts = (first.under(), second.under())
    subject = Subject.of(*((rules, rules.program.conditions) for rules in parts))
    begin = seeds(first, second)
    possible: list[tuple[VerdictStatus, VerdictStatus]] = []
    gave_up = False
    for pair in product(VerdictStatus, repeat=2):
        if pair[0] is pair[1]:
            continue
        found = can_be(subject.question((VerdictIs(0, pair[0]), VerdictIs(1, pair[1]))))
        if isinstance(found, GaveUp):
            gave_up = True
        elif found:
            possible.append(pair)
    witnesses: list[Witness] = []
    others = {"differs": pair for pair in possible if pair not in _TOLD.values()}
    for role, pair in (*_TOLD.items(), *others.items()):
        if pair not in possible or (role == "differs" and witnesses):
            continue
        question = subject.question((VerdictIs(0, pair[0]), VerdictIs(1, pair[1])))
        shown = show(subject, question, parts, begin, smallest=True)
        if shown is not None:
            witnesses.append(witness_of(role, subject, parts, shown))
    place = (second.file, second.conditions[0].line)
    names = (("first", name_of(first)), ("second", name_of(second)))
    findings: tuple[Finding, ...] = ()
    unsettled: tuple[Unsettled, ...] = ()
    if witnesses:
        findings = (Finding("differs", True, *place, name_of(second), names, (), tuple(witnesses)),)
    elif possible or gave_up:
        why = "no-dossier" if possible else "solver"
        unsettled = (Unsettled("differs", *place, name_of(second), why, unshowable(subject), names),)
    return Report((first, second), findings, unsettled, int(not unsettled), (1, 1))

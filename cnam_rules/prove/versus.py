"""Two rule sets: whether they come to the same verdict on every dossier, and who gains and loses if not.

Measures of the two are the same when they are of one kind, with the same options, counted the same way; what
they are called doesn't matter. Each rule set is taken under the readings that it retains.
"""

from __future__ import annotations

from itertools import permutations
from typing import Final

from cnam_rules.catalogue.choosing import name_of
from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.language import RuleSet
from cnam_rules.prove.goals import Question, Subject, VerdictIs
from cnam_rules.prove.report import Finding, Report, Unsettled, Witness, witness_of
from cnam_rules.prove.solver import GaveUp, can_be, solver_there
from cnam_rules.prove.witness import seeds, show, unshowable

__all__ = ["compare"]

_YES, _NO = VerdictStatus.ELIGIBLE, VerdictStatus.NOT_ELIGIBLE
_TOLD: Final[dict[str, tuple[VerdictStatus, ...]]] = {"gains": (_NO, _YES), "loses": (_YES, _NO)}
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
    possible: list[tuple[VerdictStatus, ...]] = []
    gave_up = False
    for pair in permutations(VerdictStatus, 2):
        found = can_be(_question(subject, pair))
        if isinstance(found, GaveUp):
            gave_up = True
        elif found:
            possible.append(pair)
    witnesses: list[Witness] = []
    unsettled: list[Unsettled] = []
    names = (("first", name_of(first)), ("second", name_of(second)))
    whole = (second.file, second.conditions[0].line, name_of(second))
    told = [*_TOLD.items(), *(("differs", pair) for pair in possible if pair not in _TOLD.values())]
    for role, goal in told:
        if goal not in possible or (role == "differs" and witnesses):
            continue
        question = _question(subject, goal)
        shown = show(subject, question, parts, begin, smallest=True)
        if shown is not None:
            witnesses.append(witness_of(role, subject, parts, shown))
        elif all(one.code != role for one in unsettled):
            unsettled.append(Unsettled(role, *whole, "no-dossier", unshowable(subject), names))
    if gave_up:
        unsettled.append(Unsettled("differs", *whole, "solver", (), names))
    findings: tuple[Finding, ...] = ()
    if witnesses:
        nobody = tuple(
            ("nobody", role) for role, pair in _TOLD.items() if pair not in possible and not gave_up
        )
        about = _where(first, second, witnesses[0])
        findings = (Finding("differs", True, *about, (*names, *nobody[:1]), (), tuple(witnesses)),)
    return Report((first, second), findings, tuple(unsettled), int(not unsettled), (1, 1))


def _question(subject: Subject, pair: tuple[VerdictStatus, ...]) -> Question:
    """Whether the two rule sets can come to these verdicts on one dossier."""
    return subject.question((VerdictIs(0, pair[0]), VerdictIs(1, pair[1])))


def _where(first: RuleSet, second: RuleSet, witness: Witness) -> tuple[str, int, str]:
    """The condition that makes the difference: of the second rule set where it has it, else of the first."""
    refusals = [
        {name for name, status in decided.statuses if status in (Status.UNMET, Status.UNKNOWN)}
        for decided in witness.decided
    ]
    differing = refusals[0] ^ refusals[1]
    for ruleset in (second, first):
        for condition in ruleset.conditions:
            if condition.id in differing:
                return condition.file, condition.line, condition.id
    return second.file, second.conditions[0].line, second.id

"""What is proved of one rule set: its conditions, its readings, and that more is never worse."""

from __future__ import annotations

from cnam_rules.language import RuleSet
from cnam_rules.prove.asking import Prover
from cnam_rules.prove.conditions import look_at_conditions
from cnam_rules.prove.families import look_at_family
from cnam_rules.prove.monotony import never_worse
from cnam_rules.prove.readings import look_at_reading
from cnam_rules.prove.report import Report
from cnam_rules.prove.solver import solver_there

__all__ = ["prove"]


def prove(ruleset: RuleSet, *, dossiers: bool = True) -> Report:
    """Prove what can be proved of a rule set.

    Args:
        ruleset: the rule set.
        dossiers: whether to look for dossiers that show what can't be proved; without them, all of that is
            left out of the report, and only what is proved is in it.

    Raises:
        ProverUnavailable: z3 isn't installed (it comes with the extra `prove`).
        EnginesDisagree: two engines gave a dossier different statuses: a defect of the library.

    >>> from cnam_rules.facade import rulesets
    >>> report = prove(rulesets()[0], dossiers=False)
    >>> [finding.code for finding in report.findings if finding.serious]
    []
    """
    solver_there()
    prover = Prover(ruleset, dossiers)
    look_at_conditions(prover)
    look_at_family(prover)
    for reading in ruleset.readings.values():
        look_at_reading(prover, reading)
    monotone = never_worse(prover)
    prover.findings.sort(key=lambda finding: not finding.serious)
    counts = prover.counts
    return Report(
        (ruleset,),
        tuple(prover.findings),
        tuple(prover.unsettled),
        counts["settled"],
        (counts["tried"], counts["all"]),
        monotone,
    )

"""Proofs on rule sets: what no dossier can do, shown by z3; what some dossier does, shown by a dossier.

`prove` looks at one rule set, `compare` at two. Both need the extra `prove` (z3-solver), which is imported
when one of them is called. What they prove holds of every dossier, whatever is unknown in it, of which
`cnam_rules.measures.provable` says what may be assumed. Dispensations are left out: people grant them.
"""

from cnam_rules.prove.claims import prove
from cnam_rules.prove.report import Decided, Finding, Measured, Report, Unsettled, Witness, report_data
from cnam_rules.prove.versus import compare

__all__ = [
    "Decided",
    "Finding",
    "Measured",
    "Report",
    "Unsettled",
    "Witness",
    "compare",
    "prove",
    "report_data",
]

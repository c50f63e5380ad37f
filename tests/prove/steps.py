"""The one sort of dossier of which what is assumed of a report's steps need not hold."""

from __future__ import annotations

from cnam_rules.dossier import Dossier
from cnam_rules.testing import AS_OF


def in_order(dossier: Dossier) -> bool:
    """Whether no step of the report is planned for after the day of the decision, with a later one taken.

    What is assumed of the steps leaves those dossiers out, as `StepCompanion` says.
    """
    report = dossier.rapport
    if report is None:
        return True
    steps = [report.redige, report.soutenu, report.valide]
    planned = [not isinstance(step, bool) and step is not None and step > AS_OF for step in steps]
    return not any(planned[i] and step is True for i in range(3) for step in steps[i + 1 :])

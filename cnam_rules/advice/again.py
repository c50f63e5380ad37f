"""Deciding again: the statuses of a dossier that is like the one decided but for something."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeAlias

from cnam_rules.dossier import Dossier
from cnam_rules.kernel import Status
from cnam_rules.language import ChosenRules

__all__ = ["Again", "Waived", "statuses_of"]

Waived: TypeAlias = Callable[[date], frozenset[str]]
"""The conditions from which somebody dispensed the candidate, on a day."""

Again: TypeAlias = Callable[[Dossier, date, ChosenRules], Mapping[str, Status]]
"""Decides a dossier again, with the dispensations of the first time."""


def statuses_of(
    dossier: Dossier, as_of: date, rules: ChosenRules, *, waived: frozenset[str]
) -> dict[str, Status]:
    """The statuses of a dossier, by the reference engine alone.

    Args:
        dossier: the dossier.
        as_of: the day of the decision.
        rules: the rules.
        waived: the conditions from which somebody dispensed the candidate.
    """
    return rules.reference.statuses(rules.measure(dossier, as_of), waived)

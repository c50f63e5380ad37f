"""Remarks about rule files that have no fault: what is said for nothing, twice, or in contradiction.

One small function finds each kind of remark. A remark is a `Fault`; those of `GRAVE` fail a check, the others
are warnings, which a file may accept with their reason (see `cnam_rules.lint.allowed`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from cnam_rules.faults import Fault
from cnam_rules.lint.allowed import without_allowed
from cnam_rules.lint.examples import no_examples, unexpected_conditions, unread_values
from cnam_rules.lint.monotone import Fall, falls, monotony_data
from cnam_rules.lint.subject import GRAVE, Subject
from cnam_rules.lint.thresholds import clashing_thresholds, settled_thresholds
from cnam_rules.lint.unused import dead_readings, same_conditions, same_labels, unused_measures
from cnam_rules.lint.wording import differing_numbers, placeholders

__all__ = ["CHECKS", "GRAVE", "Fall", "Subject", "falls", "monotony_data", "remarks"]

CHECKS: Final[tuple[Callable[[Subject], Iterator[Fault]], ...]] = (
    unused_measures,
    dead_readings,
    same_conditions,
    same_labels,
    settled_thresholds,
    clashing_thresholds,
    placeholders,
    differing_numbers,
    no_examples,
    unexpected_conditions,
    unread_values,
)
"""Every check, a function of a rule set and its document."""


def remarks(subject: Subject, text: str) -> tuple[Fault, ...]:
    """Every remark about a rule set, those that the file accepts left out, in the file's order.

    Args:
        subject: the rule set and its document.
        text: the file's text, for what it accepts.
    """
    found = (remark for check in CHECKS for remark in check(subject))
    left = without_allowed(found, text, subject.ruleset.file)
    return tuple(sorted(left, key=lambda remark: (remark.line or 0, remark.column or 0, remark.code)))

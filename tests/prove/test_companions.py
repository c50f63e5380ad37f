"""Every kind of measure that there is tells the prover what it can."""

from __future__ import annotations

from cnam_rules.measures import KINDS
from cnam_rules.measures.provable import COMPANIONS

NOTHING_ASSUMED: frozenset[str] = frozenset()
"""The kinds of which nothing is assumed: what holds of them is then sometimes not proved."""
NOTHING_SHOWN: frozenset[str] = frozenset()
"""The kinds that make no dossiers: what is found of them can't be shown, and is told as an open question."""


def test_the_kinds_of_which_nothing_is_assumed_or_shown_are_those() -> None:
    assert set(COMPANIONS) <= set(KINDS)
    without = {
        method: {key for key in KINDS if not hasattr(COMPANIONS.get(key), method)}
        for method in ("limits", "no_more_than", "toward")
    }
    assert without == {"limits": NOTHING_ASSUMED, "no_more_than": NOTHING_ASSUMED, "toward": NOTHING_SHOWN}

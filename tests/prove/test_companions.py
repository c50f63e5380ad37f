"""Every kind of measure that there is tells the prover what it can."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from attrs import evolve, frozen

from cnam_rules.measures import KINDS, Conventions, Option
from cnam_rules.measures.base import yes_or_no
from cnam_rules.measures.duree import Duree
from cnam_rules.measures.provable import COMPANIONS, NoMoreThan, no_more_than

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


@frozen
class Longer(Duree):
    """The kind as it would be with one more filter, of which nobody told its companion."""

    OPTIONS: ClassVar[Mapping[str, Option]] = {**Duree.OPTIONS, "de_nuit": Option(yes_or_no, default=False)}

    de_nuit: bool = False


def test_an_option_that_a_companion_does_not_know_costs_precision_alone() -> None:
    every = Longer("experiences", False, None, None, False, False, Conventions())
    proven, by_night = evolve(every, attestees=True), evolve(every, de_nuit=True)
    assert [*no_more_than(proven, every)] == [NoMoreThan()]
    assert [*no_more_than(proven, by_night)] == []
    assert [*no_more_than(by_night, by_night)] == [NoMoreThan()]
    assert [*no_more_than(proven, Duree("experiences", False, None, None, False, False, Conventions()))] != []
    assert [
        *no_more_than(by_night, Duree("experiences", False, None, None, False, False, Conventions()))
    ] == []

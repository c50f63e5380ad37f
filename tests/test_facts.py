"""Facts and texts."""

from __future__ import annotations

from cnam_rules.deferred import Deferred
from cnam_rules.facts import Evidence, Fact, Piece, Text
from cnam_rules.measures.ue import UeEvidence
from cnam_rules.units import Unit


def nothing() -> Evidence:
    return UeEvidence(())


def fact(least: int, most: int | None) -> Fact:
    return Fact("m", Unit.UE, least, most, Deferred(nothing))


def test_a_fact_is_known_when_its_ends_are_the_same() -> None:
    assert fact(3, 3).known
    assert not fact(3, 4).known
    assert not fact(0, None).known


def test_two_facts_are_the_same_when_they_say_and_rest_on_the_same() -> None:
    assert fact(3, 3) == fact(3, 3)
    assert fact(3, 3) != fact(3, None)
    assert fact(1, 1).evidence == nothing()
    assert "UeEvidence" not in repr(fact(1, 1))


def test_a_text_is_said_in_either_language() -> None:
    text = Text("oui", "yes")
    assert (text.said("fr"), text.said("en")) == ("oui", "yes")


def test_a_piece_is_answered_by_yes_or_no_unless_it_says_otherwise() -> None:
    assert Piece("$.ue", "liste-ue").answers == (True, False)

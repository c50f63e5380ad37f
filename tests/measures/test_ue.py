"""`ue` and the sieve that the other measures of UE share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.dossier import Dossier, Obtention, StatutUe, Ue
from cnam_rules.measures.base import OptionsClash
from cnam_rules.measures.sifting import EXEMPTIONS
from cnam_rules.measures.ue import UnitesValidees
from cnam_rules.testing import AS_OF
from tests.measures.build import (
    CODES,
    PLAIN,
    UNKNOWN,
    asked,
    built,
    dossier,
    ends,
    extremes,
    marked,
    measured,
    read_options,
    some_ue,
)

FOUR = UnitesValidees(CODES, None, PLAIN)


@pytest.mark.parametrize(
    ("given_ue", "expected"),
    [
        ((), (0, 0)),
        ((Ue("FPG003"),), (1, 1)),
        ((Ue("FPG003"), Ue("FPG003")), (1, 1)),
        (tuple(map(Ue, CODES)), (4, 4)),
        ((Ue("FPG003", statut=StatutUe.INCONNU), Ue("CCE001")), (1, 2)),
        ((Ue("FPG003", statut=StatutUe.EN_COURS), Ue("CCE001", statut=StatutUe.NON_VALIDEE)), (0, 0)),
        ((Ue("AST004"), Ue("FPG003", hors_programme=True)), (0, 0)),
        ((Ue("FPG003", date=AS_OF), Ue("CCE001", date=AS_OF + timedelta(days=1))), (1, 1)),
    ],
)
def test_validated_units_are_counted_once(given_ue: tuple[Ue, ...], expected: tuple[int, int]) -> None:
    assert ends(FOUR, dossier(*given_ue)) == expected


def test_an_unknown_list_may_hold_every_unit() -> None:
    assert ends(FOUR, UNKNOWN) == (0, 4)
    assert asked(FOUR, UNKNOWN) == [("$.ue", "liste-ue")]


@pytest.mark.parametrize(
    ("option", "mark", "counts"),
    [
        ("note_au_moins", "9.99", False),
        ("note_au_moins", "10", True),
        ("note_au_moins", "10.01", True),
        ("note_plus_de", "9.99", False),
        ("note_plus_de", "10", False),
        ("note_plus_de", "10.01", True),
    ],
)
def test_a_bound_on_the_mark_is_inclusive_or_strict(option: str, mark: str, counts: bool) -> None:
    measure = built(UnitesValidees, f"{{ue: [FPG003], {option}: 10/20}}")
    assert ends(measure, dossier(marked("FPG003", mark))) == (int(counts), int(counts))


def test_where_marks_matter_a_unit_without_one_may_or_may_not_count() -> None:
    measure = built(UnitesValidees, "{ue: [FPG003], note_au_moins: 10/20}")
    examined, whatever = Ue("FPG003", Obtention.EXAMEN), Ue("FPG003")
    assert ends(measure, dossier(examined)) == (0, 1)
    assert asked(measure, dossier(examined)) == [("$.ue[0].note", "note")]
    assert asked(measure, dossier(whatever)) == [("$.ue[0].obtention", "obtention"), ("$.ue[0].note", "note")]


@pytest.mark.parametrize("way", [way for way in Obtention if way in EXEMPTIONS])
@pytest.mark.parametrize("word", ["oui", "non"])
def test_an_exempted_unit_counts_unless_the_rule_says_otherwise(way: Obtention, word: str) -> None:
    measure = built(UnitesValidees, f"{{ue: [FPG003], note_plus_de: 10/20, dispensees: {word}}}")
    assert ends(measure, dossier(Ue("FPG003", way))) == ((1, 1) if word == "oui" else (0, 0))
    assert ends(measure, dossier(marked("FPG003", "9", obtention=way))) == (0, 0)


def test_exemptions_are_a_word_of_their_own() -> None:
    measure = built(UnitesValidees, "{ue: toutes, obtentions: dispenses}")
    exempted = [Ue(code, way) for code, way in zip(CODES, Obtention, strict=True)]
    assert ends(measure, dossier(*exempted)) == (3, 3)
    assert ends(measure, dossier(*exempted, Ue("AST004"))) == (3, 4)


def test_two_bounds_on_the_mark_are_one_too_many() -> None:
    with pytest.raises(OptionsClash) as caught:
        UnitesValidees(CODES, None, PLAIN, 1000, 1000)
    assert caught.value.option == "note_plus_de"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{ue: []}", "no-term"),
        ("{ue: [FPG003, FPG003]}", "listed-twice"),
        ("{ue: obligatoire}", "unknown-word"),
        ("{ue: toutes, note_au_moins: 10}", "not-the-unit"),
        ("{ue: toutes, note_au_moins: 10.001/20}", "too-precise"),
        ("{ue: toutes, note_au_moins: 21/20}", "mark-out-of-range"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, fault: str) -> None:
    assert read_options(UnitesValidees, text)[1] == [fault]


MEASURES = st.builds(
    UnitesValidees,
    st.lists(st.sampled_from(CODES), unique=True, min_size=1).map(tuple),
    st.none() | st.frozensets(st.sampled_from(Obtention), min_size=1),
    st.just(PLAIN),
    note_au_moins=st.none() | st.sampled_from((1, 999, 1000, 2000)),
    dispensees=st.booleans(),
)


@given(measure=MEASURES, dossier=some_ue())
def test_the_two_ends_are_those_of_what_may_be_told(measure: UnitesValidees, dossier: Dossier) -> None:
    assert ends(measure, dossier) == extremes(measure, dossier)


@given(measure=MEASURES, dossier=some_ue())
def test_the_lines_add_up_to_the_fact(measure: UnitesValidees, dossier: Dossier) -> None:
    fact = measured(measure, dossier)
    evidence: Any = fact.evidence
    assert [line.code for line in evidence.lines] == list(measure.ue)
    assert sum(line.counts is True for line in evidence.lines) == fact.least
    assert sum(line.counts is not False for line in evidence.lines) == fact.most
    if fact.known:
        assert not evidence.pieces() or evolve(measure, dispensees=True) != measure

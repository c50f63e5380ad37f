"""`choix`: a UE serves one group only, and no group fails for having been filled too late."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.dossier import Dossier, StatutUe, Ue
from cnam_rules.kernel import Compare, Op
from cnam_rules.measures.base import OptionsClash
from cnam_rules.measures.choix import Choix, ChoixEvidence, GroupLine
from cnam_rules.measures.matching import MOST_GROUPS, fill
from cnam_rules.speech import Speech
from tests.measures.build import (
    CODES,
    PLAIN,
    UNKNOWN,
    asked,
    built,
    dossier,
    ends,
    extremes,
    measured,
    read_options,
    remedy,
    some_ue,
)

A, B, C, D = CODES


def test_a_unit_taken_for_one_group_is_given_up_when_another_needs_it() -> None:
    greedy_fails = (((A, B), 1), ((A,), 1))
    assert fill(greedy_fails, {A, B}) == {0: (B,), 1: (A,)}
    chain = (((A, B), 1), ((B, C), 1), ((C, D), 1), ((D,), 1))
    assert fill(chain, set(CODES)) == {0: (A,), 1: (B,), 2: (C,), 3: (D,)}


def test_a_greedy_group_is_left_out_when_more_of_the_others_are_filled_without_it() -> None:
    groups = (((A, B, C), 3), ((A,), 1), ((B,), 1))
    assert fill(groups, {A, B, C}) == {1: (A,), 2: (B,)}


def test_of_two_ways_the_groups_listed_first_are_filled() -> None:
    assert fill((((A,), 1), ((A,), 1)), {A}) == {0: (A,)}


groups_of = st.lists(
    st.tuples(st.lists(st.sampled_from(CODES), unique=True, min_size=1).map(tuple), st.integers(1, 3)),
    min_size=1,
    max_size=4,
).map(tuple)


def most_filled(groups: tuple[tuple[tuple[str, ...], int], ...], available: set[str]) -> int:
    """By trying every assignment of every UE to a group, or to none."""
    found = 0
    for owners in product((None, *range(len(groups))), repeat=len(available)):
        given_to = dict(zip(sorted(available), owners, strict=True))
        filled = sum(
            sum(given_to.get(code) == index for code in codes) >= need
            for index, (codes, need) in enumerate(groups)
        )
        found = max(found, filled)
    return found


@given(groups=groups_of, available=st.sets(st.sampled_from(CODES)))
def test_as_many_groups_are_filled_as_any_assignment_fills(
    groups: tuple[tuple[tuple[str, ...], int], ...], available: set[str]
) -> None:
    filled = fill(groups, available)
    assert len(filled) == most_filled(groups, available)
    used = [code for codes in filled.values() for code in codes]
    assert len(used) == len(set(used))
    assert set(used) <= available
    for index, codes in filled.items():
        assert set(codes) <= set(groups[index][0])
        assert len(codes) == groups[index][1]


def test_a_dozen_groups_that_all_want_the_same_are_settled_at_once() -> None:
    codes = tuple(f"U{n}" for n in range(20))
    groups = tuple((codes[n : n + 8], 3) for n in range(MOST_GROUPS))
    assert len(fill(groups, codes)) == 19 // 3


TWO = "{choix: [{parmi: [FPG003, CCE001], au_moins: 1}, {parmi: [FPG003], au_moins: 1}]"


@pytest.mark.parametrize(
    ("given_ue", "once", "shared"),
    [
        ((), (0, 0), (0, 0)),
        ((Ue(A),), (1, 1), (2, 2)),
        ((Ue(B),), (1, 1), (1, 1)),
        ((Ue(A), Ue(B)), (2, 2), (2, 2)),
        ((Ue(A), Ue(B, statut=StatutUe.INCONNU)), (1, 2), (2, 2)),
        ((Ue(A, statut=StatutUe.INCONNU), Ue(B)), (1, 2), (1, 2)),
    ],
)
def test_groups_are_counted(given_ue: tuple[Ue, ...], once: tuple[int, int], shared: tuple[int, int]) -> None:
    assert ends(built(Choix, TWO + "}"), dossier(*given_ue)) == once
    assert ends(built(Choix, TWO + ", une_seule_fois: non}"), dossier(*given_ue)) == shared


def test_the_evidence_says_where_each_unit_went() -> None:
    measure = built(Choix, TWO + "}")
    fact = measured(measure, dossier(Ue(A), Ue(B)))
    said = [line.replace("\N{NO-BREAK SPACE}", " ") for line in fact.evidence.lines_of(Speech("fr"))]
    assert said[0] == "groupe 1 (1 UE parmi FPG003 et CCE001) : rempli par CCE001"
    assert said[1] == "groupe 2 (1 UE parmi FPG003) : rempli par FPG003"
    evidence: Any = measured(measure, dossier(Ue(A), Ue(B, statut=StatutUe.INCONNU))).evidence
    assert [group.filled for group in evidence.groups] == [True, None]
    evidence = measured(measure, dossier()).evidence
    assert [group.filled for group in evidence.groups] == [False, False]


def test_what_lacks_is_said_in_groups() -> None:
    measure = built(Choix, TWO + "}")
    assert remedy(measure, dossier(Ue(B)), 2).startswith("Compléter encore 1 groupe d'UE")
    assert "ce nombre" in remedy(measure, dossier(Ue(A), Ue(B)), 3)
    fact = measured(measure, dossier(Ue(A), Ue(B)))
    over = fact.evidence.shortfall(fact, Compare("m", Op.AT_MOST, 1))
    assert over is not None
    assert over.amount is None
    assert asked(measure, UNKNOWN) == [("$.ue", "liste-ue")]
    assert ends(measure, UNKNOWN) == (0, 2)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{choix: []}", "not-in-range"),
        ("{choix: [{parmi: [FPG003], au_moins: 2}]}", "not-in-range"),
        ("{choix: [{parmi: [FPG003], au_moins: 0}]}", "not-in-range"),
        ("{choix: [{parmi: [FPG003]}]}", "missing-key"),
        ("{choix: [{parmi: [FPG03], au_moins: 1}]}", "unknown-word"),
        ("{choix: obligatoires}", "not-a-list"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, fault: str) -> None:
    assert fault in read_options(Choix, text)[1]


def test_more_groups_than_can_be_searched_are_refused() -> None:
    with pytest.raises(OptionsClash):
        Choix((((A,), 1),) * (MOST_GROUPS + 1), None, PLAIN)


@given(
    measure=st.builds(Choix, groups_of, st.none(), st.just(PLAIN), st.booleans()),
    dossier=some_ue(),
)
def test_the_two_ends_are_those_of_what_may_be_told(measure: Choix, dossier: Dossier) -> None:
    assert ends(measure, dossier) == extremes(measure, dossier)


def test_evidence_of_more_groups_than_can_be_searched_has_no_ends() -> None:
    group = GroupLine((A,), 1, (), False)
    assert ChoixEvidence((group,) * MOST_GROUPS, (), (), True).bounds() == (0, 0)
    with pytest.raises(ValueError, match="13 groups"):
        ChoixEvidence((group,) * (MOST_GROUPS + 1), (), (), True).bounds()

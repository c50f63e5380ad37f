"""`note`, `plus_basse_note` and `notees`: marks, those not given yet, those that exemptions don't give."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.dossier import Dossier, Obtention, StatutUe, Ue
from cnam_rules.kernel import Compare, Op
from cnam_rules.measures.note import NoteDeLUe
from cnam_rules.measures.notees import UeNotees
from cnam_rules.measures.plus_basse_note import PlusBasseNote
from cnam_rules.speech import Speech
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
    remedy,
    some_ue,
)

ONE = NoteDeLUe("FPG003", PLAIN)
EXAMEN, VES = Obtention.EXAMEN, Obtention.VES
LATER = AS_OF + timedelta(days=1)


@pytest.mark.parametrize(
    ("ue", "expected", "asks"),
    [
        (marked("FPG003", "12.25"), (1225, 1225), []),
        (marked("FPG003", "8", statut=StatutUe.NON_VALIDEE), (800, 800), []),
        (marked("FPG003", "8", statut=StatutUe.INCONNU), (800, 800), []),
        (marked("FPG003", "8", obtention=VES), (800, 800), []),
        (marked("FPG003", "8", date=AS_OF), (800, 800), []),
        (marked("FPG003", "8", date=LATER), (0, 0), []),
        (Ue("FPG003", statut=StatutUe.EN_COURS), (0, 0), []),
        (Ue("FPG003", VES), (0, 0), []),
        (Ue("FPG003", VES, statut=StatutUe.INCONNU), (0, 0), ["statut"]),
        (Ue("FPG003", VES, statut=StatutUe.NON_VALIDEE), (0, 0), []),
        (Ue("FPG003", EXAMEN), (0, 2000), ["note"]),
        (Ue("FPG003", EXAMEN, statut=StatutUe.NON_VALIDEE), (0, 2000), ["note"]),
        (Ue("FPG003"), (0, 2000), ["obtention", "note"]),
        (Ue("FPG003", statut=StatutUe.INCONNU), (0, 2000), ["statut", "obtention", "note"]),
        (Ue("CCE001"), (0, 0), []),
        (marked("FPG003", "8", hors_programme=True), (0, 0), []),
    ],
)
def test_the_mark_of_a_unit(ue: Ue, expected: tuple[int, int], asks: list[str]) -> None:
    assert ends(ONE, dossier(ue)) == expected
    assert [path for path, _ in asked(ONE, dossier(ue))] == [f"$.ue[0].{ask}" for ask in asks]


def test_what_a_unit_without_a_mark_counts_as_is_said_by_the_rule() -> None:
    measure = built(NoteDeLUe, "{note: FPG003, sans_note: 5/20, dispensees: 10/20}")
    assert ends(measure, dossier()) == (500, 500)
    assert ends(measure, dossier(Ue("FPG003", VES))) == (1000, 1000)
    assert ends(measure, dossier(Ue("FPG003", VES, statut=StatutUe.INCONNU))) == (500, 1000)


def test_an_unknown_list_leaves_every_mark_open() -> None:
    for measure in (ONE, PlusBasseNote(CODES, PLAIN)):
        assert ends(measure, UNKNOWN) == (0, 2000)
        assert asked(measure, UNKNOWN) == [("$.ue", "liste-ue")]
    assert ends(UeNotees(CODES, PLAIN), UNKNOWN) == (0, 4)


LOWEST = PlusBasseNote(("FPG003", "CCE001"), PLAIN)


@pytest.mark.parametrize(
    ("given_ue", "options", "expected"),
    [
        ((marked("FPG003", "12"), marked("CCE001", "9.99")), "", (999, 999)),
        ((marked("FPG003", "12"),), "", (0, 0)),
        ((marked("FPG003", "12"),), ", sans_note: ignorees", (1200, 1200)),
        ((marked("FPG003", "12"), Ue("CCE001", VES)), "", (1200, 1200)),
        ((marked("FPG003", "12"), Ue("CCE001", VES)), ", dispensees: 10/20", (1000, 1000)),
        ((marked("FPG003", "12"), Ue("CCE001", EXAMEN)), "", (0, 1200)),
        ((marked("FPG003", "12"), Ue("CCE001")), "", (0, 1200)),
        ((Ue("FPG003", VES), Ue("CCE001", VES)), "", (2000, 2000)),
        ((), ", sans_note: ignorees", (2000, 2000)),
    ],
)
def test_the_lowest_mark(given_ue: tuple[Ue, ...], options: str, expected: tuple[int, int]) -> None:
    measure = built(PlusBasseNote, f"{{plus_basse_note: [FPG003, CCE001]{options}}}")
    assert ends(measure, dossier(*given_ue)) == expected


def test_the_remedy_names_the_marks_that_are_too_low() -> None:
    low = dossier(marked("FPG003", "12"), marked("CCE001", "9.5"))
    assert remedy(LOWEST, low, 1000) == "Obtenir au moins 10/20 à l'UE CCE001."
    assert remedy(LOWEST, low, 1300) == "Obtenir au moins 13/20 à chacune des UE FPG003 et CCE001."
    assert "9.51/20" in remedy(LOWEST, low, 950, Op.MORE_THAN, lang="en")
    fact = measured(LOWEST, low)
    too_high = fact.evidence.shortfall(fact, Compare("m", Op.LESS_THAN, 900))
    assert too_high is not None
    assert too_high.amount is None
    assert fact.evidence.shortfall(fact, Compare("m", Op.AT_LEAST, 950)) is None


def test_the_lines_say_what_stands_for_a_missing_mark() -> None:
    given_ue = dossier(marked("FPG003", "12.5"), Ue("CCE001", VES))
    fact = measured(PlusBasseNote(("FPG003", "CCE001", "TET003"), PLAIN), given_ue)
    assert [line.replace("\N{NO-BREAK SPACE}", " ") for line in fact.evidence.lines_of(Speech("fr"))] == [
        "1 note : FPG003 (12,5/20)",
        "CCE001 : obtenue par dispense, laissée de côté",
        "TET003 : pas encore de note, comptée pour 0/20",
    ]


@pytest.mark.parametrize(
    ("given_ue", "plain", "exempted"),
    [
        ((), (0, 0), (0, 0)),
        ((marked("FPG003", "0"),), (1, 1), (1, 1)),
        ((marked("FPG003", "9", statut=StatutUe.NON_VALIDEE), marked("CCE001", "12")), (2, 2), (2, 2)),
        ((Ue("FPG003", EXAMEN), Ue("CCE001", VES)), (0, 1), (1, 2)),
        ((Ue("FPG003"),), (0, 1), (0, 1)),
        ((Ue("FPG003", VES, statut=StatutUe.INCONNU),), (0, 0), (0, 1)),
    ],
)
def test_marks_are_counted(
    given_ue: tuple[Ue, ...], plain: tuple[int, int], exempted: tuple[int, int]
) -> None:
    assert ends(UeNotees(CODES, PLAIN), dossier(*given_ue)) == plain
    assert (
        ends(built(UeNotees, f"{{notees: [{', '.join(CODES)}], dispensees: oui}}"), dossier(*given_ue))
        == exempted
    )


def test_which_units_have_no_mark_is_told() -> None:
    measure = UeNotees(("FPG003", "CCE001"), PLAIN)
    assert (
        remedy(measure, dossier(marked("FPG003", "3")), 2)
        == "Obtenir encore 1 note\u202f; UE sans note\xa0: CCE001."
    )
    assert "ce nombre" in remedy(measure, dossier(Ue("FPG003", VES), Ue("CCE001", VES)), 1)


def test_marks_are_written_over_twenty() -> None:
    assert read_options(PlusBasseNote, "{plus_basse_note: toutes, sans_note: ignoree}")[1] == ["unknown-word"]
    assert read_options(PlusBasseNote, "{plus_basse_note: toutes, dispensees: 12/10}")[1] == ["not-the-unit"]
    assert read_options(NoteDeLUe, "{note: FPG03}")[1] == ["unknown-word"]
    assert read_options(NoteDeLUe, "{note: FPG003, sans_note: ignorees}")[1] == ["not-the-unit"]


stands_for = st.none() | st.sampled_from((0, 500, 1000, 2000))
lists = st.lists(st.sampled_from(CODES), unique=True, min_size=1).map(tuple)
lowest_marks = st.builds(PlusBasseNote, lists, st.just(PLAIN), stands_for, stands_for)
single_marks = st.builds(
    NoteDeLUe, st.sampled_from(CODES), st.just(PLAIN), st.sampled_from((0, 900)), st.sampled_from((0, 1000))
)


@given(measure=lowest_marks | single_marks, dossier=some_ue())
def test_the_two_ends_are_those_of_what_may_be_told(
    measure: PlusBasseNote | NoteDeLUe, dossier: Dossier
) -> None:
    assert ends(measure, dossier) == extremes(measure, dossier)


@given(measure=st.builds(UeNotees, lists, st.just(PLAIN), st.booleans()), dossier=some_ue())
def test_whatever_is_told_the_number_of_marks_stays_between_its_ends(
    measure: UeNotees, dossier: Dossier
) -> None:
    """A mark that nobody tells is never surely there, so the lower end may be below all of them."""
    fact = measured(measure, dossier)
    least, most = extremes(measure, dossier)
    assert fact.least <= least
    assert fact.most == most
    assert fact.known or fact.evidence.pieces()

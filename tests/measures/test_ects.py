"""`ects` and `part_ects`: sums of credits, and parts of them."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.decoding import Decoder
from cnam_rules.documents import parse
from cnam_rules.dossier import Dossier, Obtention, StatutUe, Ue
from cnam_rules.kernel import Compare, Op
from cnam_rules.measures import Context
from cnam_rules.measures.ects import CreditsObtenus
from cnam_rules.measures.part_ects import PartDesCredits
from cnam_rules.measures.sifting import with_credits
from cnam_rules.testing import AS_OF
from cnam_rules.units import Unit
from tests.measures.build import (
    CODES,
    PLAIN,
    UNKNOWN,
    WORTH,
    asked,
    built,
    completions,
    dossier,
    ends,
    extremes,
    measured,
    read_options,
    remedy,
    some_ue,
)

FOUR = CreditsObtenus(WORTH, None, PLAIN)
EXAMINED = frozenset((Obtention.EXAMEN,))


@pytest.mark.parametrize(
    ("given_ue", "expected"),
    [
        ((), (0, 0)),
        ((Ue("CCE001"),), (4000, 4000)),
        ((Ue("CCE001"), Ue("CCE001")), (4000, 4000)),
        (tuple(map(Ue, CODES)), (24000, 24000)),
        ((Ue("TET003", statut=StatutUe.INCONNU), Ue("CCE001")), (4000, 12000)),
        ((Ue("FPG003", date=AS_OF), Ue("CCE001", date=AS_OF + timedelta(days=1))), (6000, 6000)),
    ],
)
def test_credits_are_summed_once_a_unit(given_ue: tuple[Ue, ...], expected: tuple[int, int]) -> None:
    assert ends(FOUR, dossier(*given_ue)) == expected


def test_the_credits_of_an_unknown_list_may_be_all_of_them() -> None:
    assert ends(FOUR, UNKNOWN) == (0, 24000)
    assert asked(FOUR, UNKNOWN) == [("$.ue", "liste-ue")]


def test_the_programme_says_the_credits() -> None:
    whole = built(CreditsObtenus, "{ects: obligatoires}")
    assert ends(whole, UNKNOWN) == (0, 70000)
    assert ends(built(CreditsObtenus, "{ects: toutes}"), UNKNOWN) == (0, 122000)


def test_what_lacks_is_said_in_credits() -> None:
    assert (
        remedy(FOUR, dossier(Ue("FPG003")), 10000) == "Obtenir encore 4 ECTS parmi CCE001, TET003 et TET007."
    )
    everything = dossier(*map(Ue, CODES))
    assert "ce nombre" in remedy(FOUR, everything, 30000)
    over = measured(FOUR, everything)
    capped = over.evidence.shortfall(over, Compare("m", Op.AT_MOST, 20000))
    assert capped is not None
    assert capped.amount is None


def test_a_list_whose_credits_nobody_said_is_refused() -> None:
    root, _ = parse("[FPG003, CCE001]", file="m.yaml", format="yaml")
    assert root is not None
    unsaid, endless = {"FPG003": Fraction(6)}, {"FPG003": Fraction(1, 3), "CCE001": Fraction(1)}
    for known, fault in ((unsaid, "no-credits"), (endless, "too-precise")):
        decoder = Decoder()
        assert with_credits(decoder, root, Context({}, ("FPG003", "CCE001"), known)) is None
        assert [found.code for found in decoder.faults] == [fault]
    assert read_options(CreditsObtenus, "{ects: []}")[1] == ["no-term"]


ways = st.none() | st.frozensets(st.sampled_from(Obtention), min_size=1)
lists = st.lists(st.sampled_from(WORTH), unique=True, min_size=1).map(tuple)


@given(measure=st.builds(CreditsObtenus, lists, ways, st.just(PLAIN)), dossier=some_ue())
def test_the_two_ends_are_those_of_what_may_be_told(measure: CreditsObtenus, dossier: Dossier) -> None:
    assert ends(measure, dossier) == extremes(measure, dossier)


# A part of the credits.


def part(*given_ue: Ue, tous: bool = False) -> tuple[int, int | None]:
    return ends(PartDesCredits(EXAMINED, WORTH, PLAIN, tous), dossier(*given_ue))


def percent(number: str) -> int:
    return Unit.PART.encode(Fraction(number))


@pytest.mark.parametrize(
    ("given_ue", "of_obtained", "of_all"),
    [
        ((), ("0", "0"), ("0", "0")),
        ((Ue("CCE001", Obtention.EXAMEN),), ("100", "100"), ("50/3", "50/3")),
        ((Ue("CCE001", Obtention.VES),), ("0", "0"), ("0", "0")),
        ((Ue("CCE001", Obtention.EXAMEN), Ue("FPG003", Obtention.VES)), ("40", "40"), ("50/3", "50/3")),
        ((Ue("CCE001"), Ue("FPG003", Obtention.VES)), ("0", "40"), ("0", "50/3")),
        (
            (Ue("CCE001", Obtention.EXAMEN), Ue("FPG003", Obtention.VES, statut=StatutUe.INCONNU)),
            ("40", "100"),
            ("50/3", "50/3"),
        ),
        (
            (Ue("CCE001", Obtention.VES), Ue("FPG003", Obtention.EXAMEN, statut=StatutUe.INCONNU)),
            ("0", "60"),
            ("0", "25"),
        ),
    ],
)
def test_a_part_of_the_credits(
    given_ue: tuple[Ue, ...], of_obtained: tuple[str, str], of_all: tuple[str, str]
) -> None:
    assert part(*given_ue) == tuple(map(percent, of_obtained))
    assert part(*given_ue, tous=True) == tuple(map(percent, of_all))


def test_the_part_of_an_unknown_list_is_anything() -> None:
    for tous in (False, True):
        measure = PartDesCredits(EXAMINED, WORTH, PLAIN, tous)
        assert ends(measure, UNKNOWN) == (0, percent("100"))
        assert asked(measure, UNKNOWN) == [("$.ue", "liste-ue")]


def test_a_unit_that_only_weighs_on_the_whole_is_asked_for_too() -> None:
    measure = PartDesCredits(EXAMINED, WORTH, PLAIN)
    unsure = dossier(Ue("CCE001", Obtention.EXAMEN), Ue("FPG003", Obtention.VES, statut=StatutUe.INCONNU))
    assert asked(measure, unsure) == [("$.ue[1].statut", "statut-ue")]
    assert asked(PartDesCredits(EXAMINED, WORTH, PLAIN, True), unsure) == []


def test_a_part_is_written_in_percent() -> None:
    measure = built(PartDesCredits, "{part_ects: dispenses, parmi: toutes, rapportee_a: tous}")
    assert ends(measure, dossier(Ue("CCE001", Obtention.VAE)))[0] == percent("400/122")
    for lang in ("fr", "en"):
        assert "FPG003" in remedy(measure, dossier(Ue("CCE001")), percent("20"), lang=lang)
    assert read_options(PartDesCredits, "{part_ects: toutes, rapportee_a: moitie}")[1] == ["unknown-word"]


@given(measure=st.builds(PartDesCredits, ways, lists, st.just(PLAIN), st.booleans()), dossier=some_ue())
def test_the_ends_of_a_part_are_those_of_what_may_be_told(measure: PartDesCredits, dossier: Dossier) -> None:
    """By the definition, over everything that the unknown may be; and exactly, as fractions."""
    found = set()
    for told in completions(dossier):
        taken = {ue.code: ue for ue in told.ue or () if ue.statut is StatutUe.VALIDEE}
        obtained = sum(worth for code, worth in measure.parmi if code in taken)
        counted = sum(
            worth
            for code, worth in measure.parmi
            if code in taken and (measure.part_ects is None or taken[code].obtention in measure.part_ects)
        )
        whole = sum(worth for _, worth in measure.parmi) if measure.rapportee_a else obtained
        found.add(Fraction(counted, whole) if whole else Fraction(0))
    assert measure.ends(dossier, AS_OF) == (min(found), max(found))


@given(measure=st.builds(PartDesCredits, ways, lists, st.just(PLAIN), st.booleans()), dossier=some_ue())
def test_what_keeps_the_ends_of_a_part_apart_is_asked_for(measure: PartDesCredits, dossier: Dossier) -> None:
    fact = measured(measure, dossier)
    assert fact.known or fact.evidence.pieces()

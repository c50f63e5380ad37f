"""Failed UE, diplomas and language tests: the edges of each, and the two ends over all that may be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.dossier import Cecrl, Diplome, Dossier, Obtention, ResultatDeTest, StatutUe, Ue
from cnam_rules.facts import Fact
from cnam_rules.kernel import Compare, Op
from cnam_rules.measures import Measure
from cnam_rules.measures.base import OptionsClash
from cnam_rules.measures.diplome import DiplomeDetenu, Recherche, diplome_lines
from cnam_rules.measures.langues import LanguesEvidence
from cnam_rules.measures.niveau_de_langue import NiveauDeLangue
from cnam_rules.measures.points_au_test import PointsAuTest
from cnam_rules.measures.spans import within
from cnam_rules.measures.ue import UnitesValidees
from cnam_rules.speech import Speech
from cnam_rules.testing import AS_OF, diplomes, failures, results
from cnam_rules.units import Unit
from tests.measures.build import CODES, PLAIN, asked, built, ends, measured, read_options, remedy

YEAR = Unit.DUREE.bound("12 mois")
NOW, LONG_AGO = AS_OF, date(1990, 1, 1)


def holding(**held: Any) -> Dossier:
    return Dossier("D-1", "RNCP36625", **held)


def told(entry: Any, **answers: Sequence[object]) -> Iterator[Any]:
    """The entry with each of these attributes that is None filled in, in every way."""
    unknown = [name for name in answers if getattr(entry, name) is None]
    for values in product(*(answers[name] for name in unknown)):
        yield evolve(entry, **dict(zip(unknown, values, strict=True)))


def hull(measure: Measure, dossiers: Iterator[Dossier]) -> tuple[int, int]:
    found: list[Fact] = [measure.fact("m", dossier, AS_OF) for dossier in dossiers]
    assert all(fact.known for fact in found)
    return min(fact.least for fact in found), max(fact.least for fact in found)


# Spans of time.


@pytest.mark.parametrize(
    ("day", "as_of", "expected"),
    [
        (date(2024, 11, 3), date(2025, 11, 2), True),
        (date(2024, 11, 3), date(2025, 11, 3), True),
        (date(2024, 11, 3), date(2025, 11, 4), False),
        (date(2024, 2, 29), date(2025, 2, 28), True),
        (date(2024, 2, 29), date(2025, 3, 1), False),
        (date(2023, 2, 28), date(2024, 2, 28), True),
        (date(2023, 2, 28), date(2024, 2, 29), False),
    ],
)
def test_a_span_ends_on_the_day_with_the_same_number_included(day: date, as_of: date, expected: bool) -> None:
    assert within(day, as_of, YEAR) is expected


@given(day=st.dates(date(2000, 1, 1), AS_OF), months=st.integers(0, 60))
def test_what_is_within_a_span_stays_within_a_longer_one(day: date, months: int) -> None:
    span = Unit.DUREE.bound(f"{months} mois")
    if within(day, AS_OF, span):
        assert within(day, AS_OF, span + 1)
        assert within(day + timedelta(days=1), AS_OF + timedelta(days=1), span + 1)
        assert day == AS_OF or within(day + timedelta(days=1), AS_OF, span)


# Failed UE.


@pytest.mark.parametrize(
    ("echec", "failed", "not_failed", "failed_lately"),
    [
        (None, (0, 1), (0, 1), (0, 1)),
        (False, (0, 0), (1, 1), (0, 0)),
        (True, (1, 1), (0, 0), (0, 1)),
        (AS_OF, (1, 1), (0, 0), (1, 1)),
        (AS_OF + timedelta(days=1), (0, 0), (1, 1), (0, 0)),
        (date(2024, 11, 3), (1, 1), (0, 0), (1, 1)),
        (date(2024, 11, 2), (1, 1), (0, 0), (0, 0)),
    ],
)
def test_a_failed_unit_counts_where_it_is_asked_for(
    echec: Any, failed: tuple[int, int], not_failed: tuple[int, int], failed_lately: tuple[int, int]
) -> None:
    given_ue = holding(ue=(Ue("FPG003", echec=echec),))
    for options, expected in (
        ("echouees: oui", failed),
        ("echouees: non", not_failed),
        ("echouees: oui, echec_depuis: 1 an", failed_lately),
    ):
        assert ends(built(UnitesValidees, f"{{ue: [FPG003], {options}}}"), given_ue) == expected


def test_what_is_missing_of_a_failure_is_asked_for() -> None:
    lately = built(UnitesValidees, "{ue: [FPG003], echouees: oui, echec_depuis: 1 an}")
    assert asked(lately, holding(ue=(Ue("FPG003"),))) == [("$.ue[0].echec", "echec")]
    assert asked(lately, holding(ue=(Ue("FPG003", echec=True),))) == [("$.ue[0].echec", "echec-date")]
    assert asked(lately, holding(ue=(Ue("FPG003", Obtention.VES, statut=StatutUe.EN_COURS),))) == []


def test_the_day_of_a_failure_that_counts_is_told() -> None:
    measure = built(UnitesValidees, "{ue: [FPG003, CCE001], echouees: oui}")
    units = (Ue("FPG003", Obtention.VES, echec=AS_OF), Ue("CCE001", echec=True))
    told = measured(measure, holding(ue=units)).evidence.lines_of(Speech("en"))
    assert told == ["2 units counted: FPG003 (VES, examination failed on 3 November 2025) and CCE001"]
    plain = built(UnitesValidees, "{ue: [FPG003, CCE001]}")
    assert measured(plain, holding(ue=units)).evidence.lines_of(Speech("en")) == [
        "2 units counted: FPG003 (VES) and CCE001"
    ]


def test_a_span_of_failures_needs_failures() -> None:
    with pytest.raises(OptionsClash) as caught:
        built(UnitesValidees, "{ue: [FPG003], echec_depuis: 1 an}")
    assert caught.value.option == "echec_depuis"
    assert read_options(UnitesValidees, "{ue: [FPG003], echec_depuis: 36}")[1] == ["not-the-unit"]


@given(
    entries=st.lists(failures(AS_OF), min_size=1, max_size=4),
    wanted=st.booleans(),
    since=st.sampled_from((None, YEAR)),
)
def test_the_two_ends_are_those_of_what_may_be_told_of_failures(
    entries: list[Any], wanted: bool, since: int | None
) -> None:
    measure = UnitesValidees(CODES, None, PLAIN, echouees=wanted, echec_depuis=since)
    units = [Ue(code, echec=echec) for code, echec in zip(CODES, entries, strict=False)]
    ways: list[list[Any]] = [
        [False, NOW, LONG_AGO] if ue.echec is None else [NOW, LONG_AGO] if ue.echec is True else [ue.echec]
        for ue in units
    ]
    every = (
        holding(ue=tuple(evolve(ue, echec=echec) for ue, echec in zip(units, chosen, strict=True)))
        for chosen in product(*ways)
    )
    assert ends(measure, holding(ue=tuple(units))) == hull(measure, every)


# Diplomas.

LEVEL_5 = "{diplome: quelconque, niveau_au_moins: 5}"


@pytest.mark.parametrize(
    ("options", "diplome", "expected"),
    [
        (LEVEL_5, Diplome("a", 5), (1, 1)),
        (LEVEL_5, Diplome("a", 4), (0, 0)),
        (LEVEL_5, Diplome("a"), (0, 1)),
        (LEVEL_5, Diplome("a", 5, date=AS_OF), (1, 1)),
        (LEVEL_5, Diplome("a", 5, date=AS_OF + timedelta(days=1)), (0, 0)),
        ("{diplome: quelconque}", Diplome("a"), (1, 1)),
        ("{diplome: [RNCP1, RNCP2]}", Diplome("a", code="RNCP2"), (1, 1)),
        ("{diplome: [RNCP1, RNCP2]}", Diplome("a", code="RNCP3"), (0, 0)),
        ("{diplome: [RNCP1, RNCP2]}", Diplome("a", code="aucun"), (0, 0)),
        ("{diplome: [RNCP1, RNCP2]}", Diplome("a"), (0, 1)),
        ("{diplome: quelconque, dans_le_domaine: oui}", Diplome("a", domaine=True), (1, 1)),
        ("{diplome: quelconque, dans_le_domaine: oui}", Diplome("a", domaine=False), (0, 0)),
        ("{diplome: quelconque, dans_le_domaine: oui}", Diplome("a"), (0, 1)),
        ("{diplome: quelconque, dans_le_domaine: non}", Diplome("a", domaine=False), (1, 1)),
        # What surely rules a diploma out leaves nothing to ask of the rest.
        ("{diplome: [RNCP1], niveau_au_moins: 5}", Diplome("a", 4), (0, 0)),
    ],
)
def test_a_diploma_passes_or_not(options: str, diplome: Diplome, expected: tuple[int, int]) -> None:
    measure = built(DiplomeDetenu, options)
    assert ends(measure, holding(diplomes=(diplome,))) == expected
    assert bool(asked(measure, holding(diplomes=(diplome,)))) == (expected == (0, 1))


def test_no_list_of_diplomas_is_not_an_empty_one() -> None:
    measure = built(DiplomeDetenu, LEVEL_5)
    assert ends(measure, holding()) == (0, 1)
    assert asked(measure, holding()) == [("$.diplomes", "liste-diplomes")]
    assert ends(measure, holding(diplomes=())) == (0, 0)


def test_what_is_missing_of_a_diploma_is_asked_one_thing_at_a_time() -> None:
    measure = built(DiplomeDetenu, "{diplome: [RNCP1], niveau_au_moins: 5, dans_le_domaine: oui}")
    given_one = holding(diplomes=(Diplome("a"), Diplome("b", 5, "RNCP1"), Diplome("c", code="RNCP1")))
    assert asked(measure, given_one) == [
        ("$.diplomes[0].code", "diplome-code"),
        ("$.diplomes[1].domaine", "diplome-domaine"),
        ("$.diplomes[2].niveau", "diplome-niveau"),
    ]
    code, _, niveau = measured(measure, given_one).evidence.pieces()
    assert code.answers == ("RNCP1", "aucun")
    assert niveau.answers == ("3", "4", "5", "6", "7", "8")


def test_the_days_on_which_a_diploma_was_obtained() -> None:
    held = (
        Diplome("a", 6, date=LONG_AGO),
        Diplome("b", 5, date=NOW),
        Diplome("c", date=NOW),
        Diplome("d", 6),
        Diplome("e", 6, date=AS_OF + timedelta(days=1)),
    )
    lines = diplome_lines(Recherche(niveau=6), holding(diplomes=held), AS_OF)
    assert [line.date for line in lines if line.counts] == [LONG_AGO, None]
    assert [line.date for line in lines if line.counts is None] == [NOW]


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ("{diplome: tous}", "unknown-word"),
        ("{diplome: []}", "no-term"),
        ("{diplome: [rncp 36625]}", "not-a-register-code"),
        ("{diplome: [RNCP1, RNCP1]}", "listed-twice"),
        ("{diplome: quelconque, niveau_au_moins: 2}", "not-in-range"),
        ("{diplome: quelconque, niveau_au_moins: 9}", "not-in-range"),
        ("{diplome: quelconque, dans_le_domaine: peut-être}", "unknown-word"),
    ],
)
def test_what_no_diploma_can_be_is_refused(options: str, fault: str) -> None:
    assert read_options(DiplomeDetenu, options)[1] == [fault]


@given(
    held=st.lists(diplomes(st.just("a"), AS_OF), max_size=2),
    codes=st.sampled_from((None, ("RNCP36625", "RNCP1"))),
    niveau=st.sampled_from((None, 3, 5, 8)),
    domaine=st.sampled_from((None, True, False)),
)
def test_the_two_ends_are_those_of_what_may_be_told_of_diplomas(
    held: list[Diplome], codes: tuple[str, ...] | None, niveau: int | None, domaine: bool | None
) -> None:
    measure = DiplomeDetenu(codes, PLAIN, niveau, domaine)
    answers: dict[str, Sequence[object]] = {
        "niveau": (3, 4, 5, 8),
        "code": ("RNCP1", "RNCP7"),
        "domaine": (True, False),
    }
    every = (holding(diplomes=chosen) for chosen in product(*(told(diplome, **answers) for diplome in held)))
    assert ends(measure, holding(diplomes=tuple(held))) == hull(measure, every)


# Language tests.

B1 = ResultatDeTest("BULATS", date(2024, 11, 3), Cecrl.B1, Fraction(45))
LEVEL = "{niveau_de_langue: [BULATS, TOEIC], valable: 1 an}"


@pytest.mark.parametrize(
    ("taken", "level", "points"),
    [
        ((), (0, 0), (0, 0)),
        ((B1,), (3, 3), (4500, 4500)),
        ((evolve(B1, date=date(2024, 11, 2)),), (0, 0), (0, 0)),
        ((evolve(B1, date=AS_OF),), (3, 3), (4500, 4500)),
        ((evolve(B1, date=AS_OF + timedelta(days=1)),), (0, 0), (0, 0)),
        ((evolve(B1, test="b u lats"),), (3, 3), (4500, 4500)),
        ((evolve(B1, test="CLES"),), (0, 0), (0, 0)),
        ((evolve(B1, test="TOEIC"),), (3, 3), (0, 0)),
        ((evolve(B1, niveau=None, points=None),), (0, 6), (0, None)),
        ((evolve(B1, niveau=Cecrl.AUCUN),), (0, 0), (4500, 4500)),
        ((evolve(B1, date=None),), (0, 3), (0, 4500)),
        ((B1, evolve(B1, niveau=Cecrl.C2, points=Fraction(40))), (6, 6), (4500, 4500)),
        ((B1, evolve(B1, niveau=None, points=None)), (3, 6), (4500, None)),
    ],
)
def test_the_best_valid_result_counts(
    taken: tuple[ResultatDeTest, ...], level: tuple[int, int], points: tuple[int, int | None]
) -> None:
    bulats = built(PointsAuTest, "{points_au_test: BULATS, valable: 1 an}")
    assert ends(built(NiveauDeLangue, LEVEL), holding(tests=taken)) == level
    assert ends(bulats, holding(tests=taken)) == points


def test_without_a_span_a_test_is_valid_for_ever() -> None:
    old = evolve(B1, date=LONG_AGO)
    assert ends(built(NiveauDeLangue, "{niveau_de_langue: tous}"), holding(tests=(old,))) == (3, 3)
    undated = evolve(B1, date=None)
    assert ends(built(NiveauDeLangue, "{niveau_de_langue: tous}"), holding(tests=(undated,))) == (3, 3)


def test_what_could_make_nothing_better_is_not_asked_for() -> None:
    measure = built(NiveauDeLangue, LEVEL)
    lower = evolve(B1, niveau=Cecrl.A2, date=None)
    assert asked(measure, holding(tests=(B1, lower))) == []
    unknown = evolve(B1, date=None, niveau=None)
    assert asked(measure, holding(tests=(B1, unknown))) == [
        ("$.tests[1].date", "test-date"),
        ("$.tests[1].niveau", "test-niveau"),
    ]
    assert asked(measure, holding()) == [("$.tests", "liste-tests")]
    assert ends(measure, holding()) == (0, 6)


def test_the_result_to_reach_is_told() -> None:
    level, points = built(NiveauDeLangue, LEVEL), built(PointsAuTest, "{points_au_test: BULATS}")
    given_one = holding(tests=(evolve(B1, niveau=Cecrl.A2, points=Fraction(44)),))
    assert "obtenir B1 au moins" in remedy(level, given_one, 3)
    assert "45 points" in remedy(points, given_one, 4500)
    assert "obtain at least B2" in remedy(level, given_one, 3, Op.MORE_THAN, "en")


def test_too_good_a_result_is_made_up_for_by_nothing() -> None:
    fact = measured(built(NiveauDeLangue, LEVEL), holding(tests=(B1,)))
    lacks = fact.evidence.shortfall(fact, Compare("m", Op.LESS_THAN, 3))
    assert lacks is not None
    assert lacks.amount is None


@pytest.mark.parametrize(
    ("kind", "options", "fault"),
    [
        (NiveauDeLangue, "{niveau_de_langue: []}", "no-term"),
        (NiveauDeLangue, "{niveau_de_langue: toutes}", "unknown-word"),
        (NiveauDeLangue, "{niveau_de_langue: tous, valable: 24}", "not-the-unit"),
        (NiveauDeLangue, "{niveau_de_langue: tous, valable: 30 jours}", "days-or-a-month"),
        (PointsAuTest, "{points_au_test: []}", "not-a-text"),
    ],
)
def test_what_no_test_can_be_is_refused(kind: type[Measure], options: str, fault: str) -> None:
    assert read_options(kind, options)[1] == [fault]


@given(taken=st.lists(results(AS_OF), max_size=2), valable=st.sampled_from((None, YEAR)))
def test_the_two_ends_are_those_of_what_may_be_told_of_tests(
    taken: list[ResultatDeTest], valable: int | None
) -> None:
    answers: dict[str, Sequence[object]] = {
        "date": (NOW, LONG_AGO),
        "niveau": (Cecrl.AUCUN, Cecrl.C2),
        "points": (Fraction(0), Fraction(9999)),
    }
    known = [holding(tests=chosen) for chosen in product(*(told(result, **answers) for result in taken))]
    measures: tuple[Measure, ...] = (
        NiveauDeLangue(("BULATS", "TOEIC"), PLAIN, valable),
        PointsAuTest("BULATS", PLAIN, valable),
    )
    for measure in measures:
        least, most = ends(measure, holding(tests=tuple(taken)))
        reached = hull(measure, iter(known))
        assert (least, 999_900 if most is None else most) == reached


def test_the_lines_say_why_in_both_languages() -> None:
    taken = (
        B1,
        evolve(B1, date=LONG_AGO),
        evolve(B1, date=None),
        evolve(B1, date=AS_OF + timedelta(days=1), niveau=None),
        evolve(B1, test="CLES"),
        evolve(B1, test="CLES", date=None),
    )
    evidence = measured(built(NiveauDeLangue, LEVEL), holding(tests=taken)).evidence
    assert isinstance(evidence, LanguesEvidence)
    assert [line.reason for line in evidence.lines] == [
        None,
        "perime",
        "date-inconnue",
        "apres",
        "autre",
        "autre",
    ]
    assert evidence.lines_of(Speech("en"))[0] == "BULATS (B1), taken on 3 November 2024: counts"

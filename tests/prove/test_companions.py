"""Every kind of measure that there is tells the prover what it can."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import ClassVar

import pytest
from attrs import evolve, frozen
from hypothesis import assume, given

from cnam_rules.dossier import Decision, Dossier, Experience, Obtention, Rapport, Stage, StatutActivite, Ue
from cnam_rules.durations import PartTime, StageCounting
from cnam_rules.facts import Text
from cnam_rules.kernel import Interval
from cnam_rules.measures import KINDS, Conventions, Measure, Option, provable
from cnam_rules.measures.base import Vocabulary, yes_or_no
from cnam_rules.measures.duree import Duree
from cnam_rules.measures.provable import (
    COMPANIONS,
    Limits,
    NoMoreThan,
    Valeur,
    ends,
    limits,
    no_more_than,
    together,
    toward,
)
from cnam_rules.measures.rapport import EtapeDuRapport
from cnam_rules.measures.seuil import Seuil
from cnam_rules.measures.situation import SituationParmi
from cnam_rules.measures.ue import UnitesValidees
from cnam_rules.measures.valeurs import DecisionPrevue, Parametre, ValeurDatee
from cnam_rules.testing import AS_OF, dossiers
from cnam_rules.units import Unit
from tests.measures.build import built
from tests.prove.steps import in_order

STEPS = ("redige", "soutenu", "valide")


def test_of_every_kind_something_is_assumed_and_dossiers_are_made() -> None:
    # No file writes a threshold, nor the value that it is reached at, as a measure of its own.
    assert {*COMPANIONS} == {*KINDS, Seuil.KEY, Valeur.KEY}
    for key in KINDS:
        for method in ("limits", "no_more_than", "toward"):
            assert hasattr(COMPANIONS[key], method), (key, method)


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


# What is assumed, kind by kind. The laws try all of it on random dossiers.
MORE: Mapping[str, Mapping[str, NoMoreThan | None]] = {
    "ue: [FPG003, CCE001]": {
        "ue: [FPG003, CCE001, TET003]": NoMoreThan(),
        "ue: [FPG003]": NoMoreThan(plus=1),
        "ue: [TET003]": None,
        "ue: [FPG003, CCE001], obtentions: [examen]": None,
        "ue: [FPG003, CCE001], note_au_moins: 10/20": None,
        "ects: [FPG003, CCE001]": NoMoreThan(times=4000),
        "rapport: valide": None,
        "choix: [{parmi: [FPG003], au_moins: 1}]": None,
    },
    "ue: [FPG003], note_au_moins: 12/20, obtentions: [ves]": {
        "ue: [FPG003], note_au_moins: 10/20": NoMoreThan(),
        "ue: [FPG003], note_plus_de: 12/20": None,
        "ue: [FPG003], note_au_moins: 10/20, dispensees: non": None,
        "ue: [FPG003], obtentions: dispenses": NoMoreThan(),
    },
    "ue: [FPG003], echouees: oui, echec_depuis: 3 ans": {
        "ue: [FPG003], echouees: oui, echec_depuis: 5 ans": NoMoreThan(),
        "ue: [FPG003], echouees: oui, echec_depuis: 1 an": None,
        "ue: [FPG003], echouees: oui": NoMoreThan(),
        "ue: [FPG003], echouees: non": None,
        "ue: [FPG003]": NoMoreThan(),
    },
    "ue: [FPG003], echouees: non, echec_depuis: 3 ans": {
        "ue: [FPG003], echouees: non, echec_depuis: 1 an": NoMoreThan(),
        "ue: [FPG003], echouees: non": None,
    },
    "ue: [FPG003]": {"ue: [FPG003], echouees: oui": None},
    "ects: [FPG003, CCE001]": {
        "ue: [FPG003]": NoMoreThan(of_other=6000, plus=4000),
        "ects: [CCE001]": NoMoreThan(plus=6000),
    },
    "choix: [{parmi: [FPG003, CCE001], au_moins: 2}, {parmi: [TET003], au_moins: 1}]": {
        "ue: [FPG003, CCE001, TET003]": NoMoreThan(times=1),
        "ue: [FPG003, CCE001]": None,
        "ects: [FPG003]": None,
    },
    "part_ects: [examen], parmi: [FPG003, CCE001], rapportee_a: tous": {
        "part_ects: [examen, ves], parmi: [FPG003, CCE001], rapportee_a: tous": NoMoreThan(),
        "part_ects: [examen], parmi: [FPG003, CCE001]": NoMoreThan(),
        "part_ects: [ves], parmi: [FPG003, CCE001]": None,
        "part_ects: [examen], parmi: [FPG003]": None,
        "ue: [FPG003]": None,
    },
    "part_ects: [examen], parmi: [FPG003, CCE001]": {
        "part_ects: [examen], parmi: [FPG003, CCE001], rapportee_a: tous": None,
    },
    "note: FPG003": {"plus_basse_note: [FPG003]": None},
    "plus_basse_note: [FPG003, CCE001]": {
        "note: FPG003": None,  # obtained by exemption, it is left out of the one and is nought for the other
        "note: FPG003, dispensees: 10/20": None,
        "plus_basse_note: [CCE001]": NoMoreThan(),
        "plus_basse_note: [TET003]": None,
        "moyenne: [FPG003]": None,
    },
    "plus_basse_note: [FPG003, CCE001], dispensees: 10/20": {"note: FPG003, dispensees: 10/20": NoMoreThan()},
    "notees: [FPG003, CCE001]": {
        "notees: [FPG003], dispensees: oui": NoMoreThan(plus=1),
        "ue: [FPG003]": None,
    },
    "notees: [FPG003], dispensees: oui": {"notees: [FPG003]": None},
    "moyenne: [FPG003]": {"note: FPG003": None},
    "duree: experiences, attestees: oui, dans_le_champ: oui, statuts: [salarie]": {
        "duree: experiences": NoMoreThan(),
        "duree: experiences, attestees: oui, statuts: [salarie, apprenti], avec_stages: oui": NoMoreThan(),
        "duree: experiences, dans_le_champ: non": None,
        "duree: experiences, statuts: [apprenti]": None,
        "duree: experiences, d_un_seul_tenant: oui": None,
        "duree: stages": None,
    },
    "duree: experiences, avec_stages: oui": {"duree: experiences": None},
    "duree: experiences, responsabilite: oui, plein_temps: oui, depuis: naissance": {
        "duree: experiences": NoMoreThan(),
        "duree: experiences, responsabilite: oui": NoMoreThan(),
        "duree: experiences, plein_temps: oui, depuis: naissance": NoMoreThan(),
        "duree: experiences, depuis: entree_en_formation": None,
        "duree: experiences, avant: naissance": None,
        "duree: experiences, attestees: oui": None,
    },
    "duree: experiences": {"duree: experiences, responsabilite: oui": None},
    "duree: experiences, sauf_jours_de_stage: oui, attestees: oui": {
        "duree: experiences": NoMoreThan(),
        "duree: experiences, sauf_jours_de_stage: oui": None,  # of stages, those with a certificate alone
        "duree: experiences, attestees: oui": NoMoreThan(),
    },
    "heures: stages, attestees: oui": {
        "heures: stages": NoMoreThan(),
        "heures: stages, dans_le_champ: non": None,
        "heures: stages, depuis: entree_en_formation": None,
        "duree: stages": None,
    },
    "heures: stages, avant: {etape: depot}": {"heures: stages": NoMoreThan()},
    "heures: stages": {"heures: stages, d_un_seul_tenant: oui": None},
    "age: jour": {"age: entree_en_formation": None, "ue: [FPG003]": None},
    "age: entree_en_formation": {"age: jour": NoMoreThan()},
    "delai: [{etape: probatoire}, {etape: depot}]": {
        "delai: [{etape: probatoire}, {etape: depot}], jusqu_au_jour: oui": NoMoreThan(),
        "delai: [{etape: probatoire}, jour]": NoMoreThan(),
        "delai: [{etape: depot}, jour]": None,
        "delai: [{etape: depot}, {etape: probatoire}]": None,
        "age: jour": None,
    },
    "delai: [{etape: probatoire}, {etape: depot}], jusqu_au_jour: oui": {
        "delai: [{etape: probatoire}, {etape: depot}]": None,
        "delai: [{etape: probatoire}, jour]": NoMoreThan(),
    },
    "ordre: [{etape: probatoire}, {etape: depot}], meme_jour: non": {
        "ordre: [{etape: probatoire}, {etape: depot}], meme_jour: oui": NoMoreThan(),
        "ordre: [{etape: probatoire}, {etape: depot}], meme_jour: non, second_a_venir: oui": NoMoreThan(),
        "ordre: [{etape: depot}, {etape: probatoire}], meme_jour: oui": None,
        "rapport: valide": None,
    },
    "ordre: [{etape: probatoire}, {etape: depot}], meme_jour: oui": {
        "ordre: [{etape: probatoire}, {etape: depot}], meme_jour: non, second_a_venir: oui": None,
    },
    "diplome: [RNCP1], niveau_au_moins: 6, dans_le_domaine: oui": {
        "diplome: [RNCP35526, RNCP1], niveau_au_moins: 5": NoMoreThan(),
        "diplome: quelconque": NoMoreThan(),
        "diplome: [RNCP1], niveau_au_moins: 7": None,
        "diplome: [RNCP35526]": None,
        "diplome: quelconque, dans_le_domaine: non": None,
        "niveau_de_langue: tous": None,
    },
    "diplome: quelconque": {
        "diplome: [RNCP1]": None,
        "diplome: quelconque, niveau_au_moins: 3": NoMoreThan(),
    },
    "niveau_de_langue: [BULATS], valable: 24 mois": {
        "niveau_de_langue: [toeic, bulats], valable: 36 mois": NoMoreThan(),
        "niveau_de_langue: tous": NoMoreThan(),
        "niveau_de_langue: [BULATS], valable: 12 mois": None,
        "niveau_de_langue: [TOEIC]": None,
        "points_au_test: BULATS": None,
    },
    "niveau_de_langue: tous": {"niveau_de_langue: [BULATS]": None},
    "points_au_test: BULATS, valable: 24 mois": {
        "points_au_test: bulats": NoMoreThan(),
        "points_au_test: TOEIC": None,
    },
    "duree: stages, d_un_seul_tenant: oui": {"duree: stages": NoMoreThan(), "rapport: redige": None},
    "rapport: valide": {"rapport: soutenu": NoMoreThan(), "rapport: redige": NoMoreThan()},
    "rapport: redige": {"rapport: valide": None, "ue: [FPG003]": None},
}


BOUNDED = {*MORE, *(other for others in MORE.values() for other in others)}


def kind_of(text: str) -> type[Measure]:
    return KINDS[text.partition(":")[0]]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [(one, other, bound) for one, others in MORE.items() for other, bound in others.items()],
)
def test_how_a_measure_is_bounded_by_another(one: str, other: str, expected: NoMoreThan | None) -> None:
    first, second = (built(kind_of(text), f"{{{text}}}") for text in (one, other))
    assert [*no_more_than(first, second)] == ([] if expected is None else [expected])


@given(dossier=dossiers())
def test_every_such_bound_holds_of_random_dossiers(dossier: Dossier) -> None:
    assume(in_order(dossier))
    facts = {text: built(kind_of(text), f"{{{text}}}").fact("m", dossier, AS_OF) for text in BOUNDED}
    for one, others in MORE.items():
        for other, bound in others.items():
            assert bound is None or bound.holds(facts[one], facts[other]), (one, other)


def test_durations_counted_in_other_ways_are_not_compared() -> None:
    plain, part_time, presence = (
        Duree("experiences", False, None, None, False, False, conventions)
        for conventions in (
            Conventions(),
            Conventions(temps_partiel=PartTime.PRORATA),
            Conventions(stage=StageCounting.HEURES),
        )
    )
    assert [*no_more_than(plain, part_time)] == []
    assert [*no_more_than(plain, presence)] == [NoMoreThan()]  # no internship counts here


# Dossiers that measure to what is wanted, from nothing, from everything, and from what other measures left.
NOTHING = Dossier("D-1", "RNCP36625", ue=(), experiences=(), stages=(), rapport=Rapport(False, False, False))
CODES = ("FPG003", "CCE001", "TET003")
JOB = Experience(
    "Emploi", date(2020, 1, 1), date(2023, 12, 31), None, True, True, Fraction(1), StatutActivite.SALARIE
)
STAGE = Stage("CIDFF", date(2020, 1, 1), date(2020, 12, 31), True, True, Fraction(1000), Fraction(200))
EVERYTHING = Dossier(
    "D-1",
    "RNCP36625",
    ue=tuple(Ue(code, Obtention.EXAMEN, Fraction(12)) for code in CODES),
    experiences=(JOB,),
    stages=(STAGE,),
    rapport=Rapport(True, True, True),
)
UNKNOWN = Dossier("D-1", "RNCP36625")
LISTED = "[FPG003, CCE001, TET003]"
AGED = ("entree_en_formation", "{etape: depot}", "{rapport: soutenu}")
APART = (
    ("{etape: probatoire}", "{etape: depot}"),
    ("entree_en_formation", "jour"),
    (f"{{premiere_ue: {LISTED}}}", f"{{derniere_ue: {LISTED}}}"),
    (f"{{derniere_ue: {LISTED}}}", "{fin_des_stages: attestes}"),
    ("{fin_des_experiences: toutes}", "{rapport: valide}"),
)
"""Two moments, at least one of which a dossier says."""


def _always_in_order(one: str, two: str, to_come: str) -> bool:
    """Nobody enters training after the day of the decision, and the first unit isn't after the last."""
    return two == "jour" or (one.startswith("{premiere") and to_come == "oui")


@pytest.mark.parametrize(
    ("measure", "wanted"),
    [
        *((f"ue: {LISTED}", wanted) for wanted in ((0, 0), (2, 2), (3, 3), (0, 2), (1, 2), (0, 3))),
        *((f"ue: {LISTED}, obtentions: [ves, vae]", wanted) for wanted in ((0, 0), (1, 1), (0, 1))),
        *((f"ue: {LISTED}, note_au_moins: 14/20", wanted) for wanted in ((0, 0), (2, 2))),
        *((f"ects: {LISTED}", wanted) for wanted in ((0, 0), (4000, 4000), (14_000, 14_000), (0, 18_000))),
        *((f"choix: [{{parmi: {LISTED}, au_moins: 2}}]", wanted) for wanted in ((0, 0), (1, 1), (0, 1))),
        *((f"part_ects: [examen], parmi: {LISTED}, rapportee_a: tous", (n, n)) for n in (0, 20_000)),
        *((f"part_ects: [ves], parmi: {LISTED}", (n, n)) for n in (0, 20_000)),
        *(("note: FPG003", wanted) for wanted in ((0, 0), (999, 999), (2000, 2000), (0, 2000))),
        *((f"plus_basse_note: {LISTED}", wanted) for wanted in ((0, 0), (700, 700), (2000, 2000))),
        *(
            (f"plus_basse_note: {LISTED}, sans_note: ignorees", wanted)
            for wanted in ((2000, 2000), (0, 2000))
        ),
        *((f"notees: {LISTED}", wanted) for wanted in ((0, 0), (1, 1), (3, 3))),
        *((f"notees: {LISTED}, dispensees: oui", wanted) for wanted in ((0, 0), (2, 2))),
        *((f"moyenne: {LISTED}", wanted) for wanted in ((0, 0), (1998, 1998), (2001, 2001), (4000, 4000))),
        *((f"moyenne: {LISTED}, coefficients: ects, arrondi: dixieme", wanted) for wanted in ((1960, 1960),)),
        *(
            ("duree: experiences, attestees: oui", wanted)
            for wanted in ((0, 0), (558, 558), (0, 62), (0, None))
        ),
        *(("duree: experiences, dans_le_champ: non", wanted) for wanted in ((0, 0), (371, 371), (0, 62))),
        *(("duree: experiences, statuts: [apprenti]", wanted) for wanted in ((31, 31), (0, 31))),
        *(("duree: experiences, avec_stages: oui", wanted) for wanted in ((1550, 1550), (0, None))),
        *(("duree: stages, d_un_seul_tenant: oui", wanted) for wanted in ((0, 0), (93, 93), (0, None))),
        *(("heures: stages, attestees: oui", wanted) for wanted in ((0, 0), (100_000, 100_000), (0, None))),
        *(
            ("age: jour", wanted)
            for wanted in ((0, 0), (558, 558), (26 * 12 * 31 + 3, 26 * 12 * 31 + 3), (0, None))
        ),
        *((f"rapport: {step}", wanted) for step in STEPS for wanted in ((0, 0), (1, 1), (0, 1))),
        *(
            (f"ue: {LISTED}, obtentions: [ves], echouees: oui{since}", wanted)
            for since in ("", ", echec_depuis: 3 ans")
            for wanted in ((0, 0), (2, 2), (0, 1))
        ),
        *((f"ue: {LISTED}, echouees: non, echec_depuis: 1 an", wanted) for wanted in ((0, 0), (2, 2))),
        *(
            (f"duree: experiences, {options}", wanted)
            for options in (
                "responsabilite: oui, plein_temps: oui",
                "depuis: {etape: depot}",
                "depuis: entree_en_formation, dans_le_champ: oui",
            )
            for wanted in ((0, 0), (372, 372), (0, None))
        ),
        ("duree: experiences, responsabilite: oui", (0, 93)),
        ("duree: experiences, avant: {etape: depot}", (372, 372)),
        ("heures: stages, depuis: {etape: depot}", (100_000, 100_000)),
        ("heures: stages, avant: {rapport: redige}", (100_000, 100_000)),
        *(
            (f"diplome: {options}", wanted)
            for options in (
                "quelconque",
                "quelconque, niveau_au_moins: 6, dans_le_domaine: oui",
                "[RNCP36625], dans_le_domaine: non",
            )
            for wanted in ((0, 0), (1, 1), (0, 1))
        ),
        *(
            (f"niveau_de_langue: {options}", wanted)
            for options in ("tous", "[TOEIC]", "[BULATS], valable: 24 mois")
            for wanted in ((0, 0), (1, 1), (6, 6), (0, 6), (2, 6))
        ),
        ("niveau_de_langue: [BULATS], valable: 24 mois", (2, 4)),
        *(
            (f"points_au_test: BULATS{valable}", wanted)
            for valable in ("", ", valable: 24 mois")
            for wanted in ((0, 0), (4500, 4500), (0, None), (4500, None))
        ),
        *(
            (f"age: {moment}", wanted)
            for moment in AGED
            for wanted in ((26 * 12 * 31, 26 * 12 * 31), (0, None))
        ),
        *(
            (f"delai: [{one}, {two}]{running}", wanted)
            for one, two in APART
            for running in ("", ", jusqu_au_jour: oui")
            for wanted in ((0, 0), (372, 372), (373, 373), (0, None))
        ),
        *(
            (f"ordre: [{one}, {two}], meme_jour: {same}, second_a_venir: {to_come}", wanted)
            for one, two in APART
            for same in ("oui", "non")
            for to_come in ("oui", "non")
            for wanted in ((0, 0), (1, 1), (0, 1))
            if not (wanted == (0, 0) and same == "oui" and _always_in_order(one, two, to_come))
        ),
    ],
)
@pytest.mark.parametrize("begin", [NOTHING, EVERYTHING, UNKNOWN], ids=["nothing", "everything", "unknown"])
def test_a_few_changes_make_a_dossier_measure_to_what_is_wanted(
    measure: str, wanted: tuple[int, int | None], begin: Dossier
) -> None:
    made = built(kind_of(measure), f"{{{measure}}}")
    goal, reached, at_hand = Interval(*wanted), False, [begin]
    for _ in range(3):  # what is there is taken away, or told, before anything is added
        changed = [after for dossier in at_hand for after in toward(made, dossier, goal, AS_OF)]
        assert all(isinstance(dossier, Dossier) for dossier in changed)
        facts = [made.fact("m", dossier, AS_OF) for dossier in (*at_hand, *changed)]
        reached = any((fact.least, fact.most) == wanted for fact in facts)
        if reached:
            break
        at_hand = changed[:30]
    assert reached


def test_more_than_a_life_of_work_is_not_made() -> None:
    assert [*toward(built(Duree, "{duree: experiences}"), NOTHING, Interval(40_000, 40_000), AS_OF)] == []


def test_a_kind_without_a_companion_assumes_what_its_unit_says_and_makes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(provable, "COMPANIONS", {})
    step, units = built(EtapeDuRapport, "{rapport: valide}"), built(UnitesValidees, "{ue: [FPG003]}")
    assert (limits(step), limits(units)) == (Limits(0, 1), Limits())
    assert [*no_more_than(step, step)] == []
    assert [*toward(units, NOTHING, Interval(1, 1), AS_OF)] == []


WORDS = tuple((word, Text(word, word)) for word in ("initiale", "continue", "apprentissage"))
WAY = Vocabulary("voie", Text("voie", "way"), WORDS)
YES, NO, EITHER = Interval(1, 1), Interval(0, 0), Interval(0, 1)


def situation(*words: str, of: Vocabulary = WAY) -> SituationParmi:
    return SituationParmi(of, words, Conventions())


def test_a_candidate_has_one_situation() -> None:
    asked = (situation("initiale"), built(UnitesValidees, "{ue: [FPG003]}"), situation("continue"))
    (assumed,) = together(asked)
    assert assumed.of == (0, 2)
    assert {*assumed.cases} == {(YES, NO), (NO, YES), (NO, NO), (EITHER, EITHER)}
    assert assumed.same is None


def test_where_every_word_will_do_nothing_needs_be_said() -> None:
    (assumed,) = together([situation("initiale"), situation("initiale", "continue", "apprentissage")])
    assert {*assumed.cases} == {(YES, YES), (NO, YES), (EITHER, YES)}


def test_of_two_lists_of_words_a_dossier_can_use_those_of_both() -> None:
    shorter = evolve(WAY, words=WORDS[:2])
    (assumed,) = together([situation("apprentissage"), situation("initiale", of=shorter)])
    assert {*assumed.cases} == {(NO, YES), (NO, NO), (EITHER, EITHER)}
    other = situation("initiale", of=evolve(WAY, name="autre"))
    assert len([*together([situation("initiale"), other])]) == 2


def decision(least: int, most: int, default: int | None = None, name: str = "stage") -> Valeur:
    said = Text("", "")
    return Valeur(DecisionPrevue(name, said, said, Unit.UE, least, most, default), Unit.UE)


def test_a_decision_of_one_name_is_one_decision() -> None:
    (assumed,) = together([decision(3, 6), decision(2, 5, 4)])
    assert assumed.cases == ((Interval(3, 6), Interval(4, 4)),)
    assert assumed.same == (3, 5)
    assert assumed.holds((Interval(4, 4), Interval(4, 4)))
    assert not assumed.holds((Interval(4, 4), Interval(5, 5)))
    assert not assumed.holds((Interval(6, 6), Interval(6, 6)))
    (apart,) = together([decision(1, 2), decision(3, 4)])
    assert apart.same is None
    assert len([*together([decision(3, 6), decision(3, 6, name="autre")])]) == 2


def parameter(selon: str, *values: tuple[int, int]) -> Valeur:
    said = Text("", "")
    dated = tuple(ValeurDatee(date(year, 9, 1), number, "", "") for year, number in values)
    return Valeur(Parametre("", said, selon, dated), Unit.UE)


def test_one_day_chooses_the_value_of_every_parameter() -> None:
    rising, later = ((2019, 2), (2022, 3)), ((2021, 8), (2023, 7))
    (assumed,) = together([parameter("jour", *rising), parameter("jour", *later)])
    known = [tuple(map(exactly, pair)) for pair in ((2, 8), (3, 8), (3, 7))]
    assert [*assumed.cases] == known
    (unsaid,) = together([parameter("entree_en_formation", *rising)])
    assert {*unsaid.cases} == {(exactly(2),), (exactly(3),), (Interval(2, 3),)}
    assert limits(parameter("jour", *rising)) == Limits(2, 3)


def exactly(number: int) -> Interval:
    return Interval(number, number)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        *((decision(3, 6), wanted) for wanted in ((3, 3), (5, 5), (3, 6))),
        *((decision(3, 6, 4), wanted) for wanted in ((4, 4), (6, 6))),
        *(
            (parameter("entree_en_formation", (2019, 2), (2022, 3)), wanted)
            for wanted in ((2, 2), (3, 3), (2, 3))
        ),
    ],
)
@pytest.mark.parametrize("begin", [NOTHING, evolve(NOTHING, entree_en_formation=date(2024, 9, 1))])
def test_a_dossier_is_made_with_a_value(value: Valeur, wanted: tuple[int, int], begin: Dossier) -> None:
    made = [begin, *toward(value, begin, Interval(*wanted), AS_OF)]
    assert Interval(*wanted) in [ends(value, dossier, AS_OF) for dossier in made]


def test_nobody_chooses_the_day_of_the_decision() -> None:
    value = parameter("jour", (2019, 2), (2022, 3))
    assert [*toward(value, NOTHING, Interval(2, 2), AS_OF)] == []
    assert ends(value, NOTHING, date(2018, 1, 1)) is None


@pytest.mark.parametrize("decided", ["7 UE", "3 mois"])
def test_a_value_that_could_not_be_decided_is_none(decided: str) -> None:
    taken = Decision("stage", decided, "jury", "motif", date(2025, 1, 1))
    assert ends(decision(3, 6), evolve(NOTHING, decisions=(taken,)), AS_OF) is None


def test_a_situation_is_one_of_those_asked_for_another_or_not_said() -> None:
    asked, wider = situation("continue"), situation("continue", "apprentissage")
    assert limits(asked) == Limits(0, 1)
    assert [*no_more_than(asked, wider)] == [NoMoreThan()]
    assert [*no_more_than(wider, asked)] == []
    assert [*no_more_than(asked, situation("continue", of=evolve(WAY, name="autre")))] == []
    for wanted in ((0, 0), (1, 1), (0, 1)):
        for begin in (NOTHING, evolve(NOTHING, situation={"voie": "initiale", "autre": "oui"})):
            made = [*toward(asked, begin, Interval(*wanted), AS_OF)]
            facts = [asked.fact("m", dossier, AS_OF) for dossier in made]
            assert made
            assert all((fact.least, fact.most) == wanted for fact in facts)
            assert all(dossier.situation.get("autre") == begin.situation.get("autre") for dossier in made)

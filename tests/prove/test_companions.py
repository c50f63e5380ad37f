"""Every kind of measure that there is tells the prover what it can."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import ClassVar

import pytest
from attrs import evolve, frozen

from cnam_rules.dossier import Dossier, Experience, Obtention, Rapport, Stage, StatutActivite, Ue
from cnam_rules.durations import PartTime, StageCounting
from cnam_rules.facts import Text
from cnam_rules.kernel import Interval
from cnam_rules.measures import KINDS, Conventions, Measure, Option, provable
from cnam_rules.measures.base import Vocabulary, yes_or_no
from cnam_rules.measures.duree import Duree
from cnam_rules.measures.provable import COMPANIONS, Limits, NoMoreThan, limits, no_more_than, toward
from cnam_rules.measures.rapport import EtapeDuRapport
from cnam_rules.measures.seuil import Seuil
from cnam_rules.measures.situation import SituationParmi
from cnam_rules.measures.ue import UnitesValidees
from cnam_rules.testing import AS_OF
from tests.measures.build import built

STEPS = ("redige", "soutenu", "valide")


def test_of_every_kind_something_is_assumed_and_dossiers_are_made() -> None:
    assert set(COMPANIONS) == {*KINDS, Seuil.KEY}  # no file writes a threshold as a measure of its own
    for method in ("limits", "no_more_than", "toward"):
        assert {key for key in KINDS if not hasattr(COMPANIONS.get(key), method)} == set(), method


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
    "heures: stages, attestees: oui": {
        "heures: stages": NoMoreThan(),
        "heures: stages, dans_le_champ: non": None,
        "duree: stages": None,
    },
    "heures: stages": {"heures: stages, d_un_seul_tenant: oui": None},
    "age: jour": {"age: entree_en_formation": None, "ue: [FPG003]": None},
    "ordre: [{etape: a}, {etape: b}], meme_jour: non": {
        "ordre: [{etape: a}, {etape: b}], meme_jour: oui": NoMoreThan(),
        "ordre: [{etape: a}, {etape: b}], meme_jour: non, second_a_venir: oui": NoMoreThan(),
        "ordre: [{etape: a}, {etape: c}], meme_jour: oui": None,
        "ordre: [{etape: b}, {etape: a}], meme_jour: oui": None,
        "age: jour": None,
    },
    "ordre: [{etape: a}, {etape: b}], meme_jour: oui": {
        "ordre: [{etape: a}, {etape: b}], meme_jour: non, second_a_venir: oui": None,
    },
    "delai: [{etape: a}, {etape: b}]": {
        "delai: [{etape: a}, {etape: b}], jusqu_au_jour: oui": NoMoreThan(),
        "delai: [{etape: a}, {etape: c}]": None,
        "age: jour": None,
    },
    "delai: [{etape: a}, {etape: b}], jusqu_au_jour: oui": {"delai: [{etape: a}, {etape: b}]": None},
    "diplome: [RNCP36625], niveau_au_moins: 6, dans_le_domaine: oui": {
        "diplome: quelconque": NoMoreThan(),
        "diplome: [RNCP36625, RNCP12345], niveau_au_moins: 5, dans_le_domaine: oui": NoMoreThan(),
        "diplome: [RNCP12345]": None,
        "diplome: [RNCP36625], niveau_au_moins: 7": None,
        "diplome: [RNCP36625], dans_le_domaine: non": None,
        "rapport: valide": None,
    },
    "diplome: quelconque": {"diplome: quelconque, niveau_au_moins: 4": None, "diplome: [RNCP36625]": None},
    "niveau_de_langue: [BULATS]": {
        "niveau_de_langue: [BULATS, TOEIC]": NoMoreThan(),
        "niveau_de_langue: tous": NoMoreThan(),
        "niveau_de_langue: tous, valable: 24 mois": None,
        "niveau_de_langue: [TOEIC]": None,
        "points_au_test: BULATS": None,
    },
    "niveau_de_langue: tous": {"niveau_de_langue: [BULATS]": None},
    "points_au_test: BULATS": {"points_au_test: TOEIC": None, "niveau_de_langue: [BULATS]": None},
    "duree: stages, d_un_seul_tenant: oui": {"duree: stages": NoMoreThan(), "rapport: redige": None},
    "rapport: valide": {"rapport: soutenu": NoMoreThan(), "rapport: redige": NoMoreThan()},
    "rapport: redige": {"rapport: valide": None, "ue: [FPG003]": None},
}


def kind_of(text: str) -> type[Measure]:
    return KINDS[text.partition(":")[0]]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [(one, other, bound) for one, others in MORE.items() for other, bound in others.items()],
)
def test_how_a_measure_is_bounded_by_another(one: str, other: str, expected: NoMoreThan | None) -> None:
    first, second = (built(kind_of(text), f"{{{text}}}") for text in (one, other))
    assert [*no_more_than(first, second)] == ([] if expected is None else [expected])


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
YES_NO = ((0, 0), (1, 1), (0, 1))
SAME = ("meme_jour: oui", "meme_jour: non", "meme_jour: non, second_a_venir: oui")
PAIRS = (
    "{etape: depot}, {etape: probatoire}",
    f"{{derniere_ue: {LISTED}}}, {{fin_des_stages: attestes}}",
    f"{{fin_des_experiences: toutes}}, {{premiere_ue: {LISTED}}}",
    "{fin_des_stages: tous}, {rapport: soutenu}",
    "{rapport: redige}, {rapport: valide}",
    "entree_en_formation, jour",
)
MOMENTS = ("{etape: depot}", "entree_en_formation", "{rapport: soutenu}", "{fin_des_stages: tous}")
DIPLOMAS = (
    "quelconque",
    "[RNCP12345], niveau_au_moins: 5, dans_le_domaine: oui",
    "quelconque, dans_le_domaine: non",
)


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
        *((f"ordre: [{pair}], {same}", wanted) for pair in PAIRS[:5] for same in SAME for wanted in YES_NO),
        *((f"delai: [{pair}]", wanted) for pair in PAIRS for wanted in ((0, 0), (558, 558), (1, 1))),
        *(
            (f"delai: [{pair}], jusqu_au_jour: oui", wanted)
            for pair in PAIRS[:2]
            for wanted in ((0, 0), (558, 558))
        ),
        *((f"delai: [{pair}]", (0, None)) for pair in PAIRS if "jour" not in pair),
        *((f"age: {moment}", wanted) for moment in MOMENTS for wanted in ((558, 558), (6696, 6696))),
        *((f"diplome: {kind}", wanted) for kind in DIPLOMAS for wanted in YES_NO),
        *((f"part_ects: [ves], parmi: {LISTED}", wanted) for wanted in ((0, 20_000),)),
        *(("niveau_de_langue: [BULATS], valable: 24 mois", wanted) for wanted in ((0, 0), (3, 3), (0, 6))),
        *(("niveau_de_langue: tous", wanted) for wanted in ((0, 0), (6, 6), (0, 6))),
        *(("points_au_test: BULATS", wanted) for wanted in ((0, 0), (4550, 4550), (0, None))),
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


def test_a_situation_is_one_of_those_asked_for_another_or_not_said() -> None:
    words = tuple((word, Text(word, word)) for word in ("initiale", "continue", "apprentissage"))
    way = Vocabulary("voie", Text("voie", "way"), words)
    asked = SituationParmi(way, ("continue",), Conventions())
    wider = SituationParmi(way, ("continue", "apprentissage"), Conventions())
    assert limits(asked) == Limits(0, 1)
    assert [*no_more_than(asked, wider)] == [NoMoreThan()]
    assert [*no_more_than(wider, asked)] == []
    assert [
        *no_more_than(asked, SituationParmi(evolve(way, name="autre"), ("continue",), Conventions()))
    ] == []
    for wanted in ((0, 0), (1, 1), (0, 1)):
        for begin in (NOTHING, evolve(NOTHING, situation={"voie": "initiale", "autre": "oui"})):
            made = [*toward(asked, begin, Interval(*wanted), AS_OF)]
            facts = [asked.fact("m", dossier, AS_OF) for dossier in made]
            assert made
            assert all((fact.least, fact.most) == wanted for fact in facts)
            assert all(dossier.situation.get("autre") == begin.situation.get("autre") for dossier in made)

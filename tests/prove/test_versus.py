"""Two rule sets: equivalent, or the smallest dossier on which they differ."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

import cnam_rules
from cnam_rules.dossier import Ue
from cnam_rules.kernel import VerdictStatus
from cnam_rules.language import RuleSet, decode_fiche, decode_ruleset
from cnam_rules.prove import Report, compare
from cnam_rules.units import Unit
from tests.language.build import LABEL
from tests.prove.planted import DECISION, MEASURES, PARAMETER, SITUATION, confirmed, rules

pytest.importorskip("z3", reason="the extra `prove` (z3-solver) isn't installed")

YES, NO = VerdictStatus.ELIGIBLE, VerdictStatus.NOT_ELIGIBLE


def shown(report: Report) -> dict[str, tuple[list[int], tuple[VerdictStatus, ...], bool]]:
    """What each dossier measures to, its verdicts, and whether it is the smallest, by role."""
    confirmed(report)
    return {
        witness.role: (
            [measured.least for measured in witness.measured],
            tuple(one.verdict for one in witness.decided),
            witness.smallest,
        )
        for finding in report.findings
        for witness in finding.witnesses
    }


def test_a_rule_set_is_equivalent_to_itself_written_otherwise() -> None:
    one = rules("{tous: [{mesure: ue, au_moins: 12 UE}, {mesure: valide, est: oui}]}")
    other = rules("{mesure: ue, plus_de: 11 UE}", "{non: {mesure: valide, est: non}}")
    assert compare(one, other).findings == ()
    assert (
        compare(cnam_rules.ruleset("titre-casp/jury"), cnam_rules.ruleset("titre-casp/jury")).findings == ()
    )


def test_the_names_of_measures_do_not_matter() -> None:
    named = "mesures:\n  {}: {{libelle: {{fr: u, en: u}}, ue: [FPG003]}}\n"
    one = rules("{mesure: a, au_moins: 1 UE}", measures=named.format("a"))
    other = rules("{mesure: b, au_moins: 1 UE}", measures=named.format("b"))
    assert compare(one, other).findings == ()


@pytest.mark.parametrize(
    ("before", "after", "months"),
    [
        ("au_moins: 18 mois", "au_moins: 24 mois", 18 * 31),
        ("au_moins: 18 mois", "plus_de: 18 mois", 18 * 31),
        ("au_moins: 18 mois", "au_moins: 18 mois 1 jour", 18 * 31),
        ("plus_de: 2 mois 27 jours", "au_moins: 3 mois", 2 * 31 + 28),
        ("au_moins: 15 ans", "au_moins: 16 ans", 180 * 31),
    ],
)
def test_the_smallest_difference_of_a_changed_threshold_is_the_boundary(
    before: str, after: str, months: int
) -> None:
    one, other = (rules(f"{{mesure: experience, {bound}}}") for bound in (before, after))
    assert shown(compare(one, other)) == {"loses": ([months], (YES, NO), True)}
    assert shown(compare(other, one)) == {"gains": ([months], (NO, YES), True)}


@pytest.mark.parametrize(
    ("measure", "before", "after", "least"),
    [
        ("ue: obligatoires", "10 UE", "11 UE", 10),
        ("ue: obligatoires, note_au_moins: 10/20", "2 UE", "3 UE", 2),
        ("ects: obligatoires", "60 ECTS", "64 ECTS", 60_000),
        ("note: FPG003", "10/20", "10.01/20", 1000),
        ("plus_basse_note: [FPG003, CCE001]", "6/20", "7/20", 600),
        ("notees: [FPG003, CCE001, TET003]", "1 UE", "2 UE", 1),
        ("moyenne: [FPG003, CCE001]", "10/20", "12/20", 2000),
        ("moyenne: obligatoires, meilleures: 7, coefficients: ects", "10/20", "12/20", 2000),
        (
            "choix: [{parmi: [FPG003, CCE001], au_moins: 1}, {parmi: [FPG003], au_moins: 1}]",
            "1 groupe",
            "2 groupes",
            1,
        ),
        ("part_ects: [examen], parmi: [FPG003, TET007], rapportee_a: tous", "50 %", "60 %", 10_000),
        ("part_ects: dispenses, parmi: [FPG003, TET007]", "50 %", "60 %", 10_000),
        ("duree: stages, d_un_seul_tenant: oui", "3 mois", "4 mois", 93),
        ("duree: experiences, responsabilite: oui, plein_temps: oui", "3 mois", "4 mois", 93),
        ("duree: experiences, depuis: {etape: depot}", "12 mois", "13 mois", 372),
        ("duree: experiences, sauf_jours_de_stage: oui", "12 mois", "13 mois", 372),
        ("heures: stages, depuis: {etape: depot}", "35 heures", "70 heures", 7000),
        ("ue: obligatoires, echouees: non", "2 UE", "3 UE", 2),
        ("delai: [{etape: depot}, {rapport: valide}]", "12 mois", "13 mois", 372),
        ("delai: [{premiere_ue: [FPG003, CCE001]}, jour]", "12 mois", "13 mois", 372),
        ("age: {etape: depot}", "26 ans", "27 ans", 26 * 372),
        ("niveau_de_langue: [TOEIC]", "B1", "B2", 3),
        ("niveau_de_langue: tous, valable: 24 mois", "A1", "C2", 1),
        ("points_au_test: BULATS", "45 points", "45.5 points", 4500),
    ],
)
def test_each_kind_finds_its_boundary(measure: str, before: str, after: str, least: int) -> None:
    text = f"mesures:\n  m: {{libelle: {{fr: m, en: m}}, {measure}}}\n"
    one, other = (rules(f"{{mesure: m, au_moins: {bound}}}", measures=text) for bound in (before, after))
    assert shown(compare(one, other)) == {"loses": ([least], (YES, NO), True)}


@pytest.mark.parametrize("stage", ["jours-de-presence", "heures"])
def test_stages_counted_by_presence_find_their_boundary(stage: str) -> None:
    text = f"conventions: {{stage: {stage}}}\nmesures:\n  m: {{libelle: {{fr: m, en: m}}, duree: stages}}\n"
    one, other = (rules(f"{{mesure: m, au_moins: {n} mois}}", measures=text) for n in (3, 4))
    assert shown(compare(one, other)) == {"loses": ([93], (YES, NO), True)}


DECIDED = "{mesure: stage, au_moins: {decision: duree_du_stage}}"


def deciding(*bounds: str, clause: str = "3", default: str = "", exige: str = DECIDED) -> RuleSet:
    """A rule set in which a jury decides how long the stage is to be."""
    values = DECISION.replace("[3 mois, 6 mois]", f"[{', '.join(bounds)}]{default}").replace(
        "clause: 3", f"clause: {clause}"
    )
    return rules(exige, measures=values + MEASURES)


def test_where_a_decision_is_written_does_not_matter() -> None:
    one, other = deciding("3 mois", "6 mois"), deciding("3 mois", "6 mois", clause="7")
    assert compare(one, other).findings == ()
    assert compare(one, other).unsettled == ()


def test_the_bounds_of_a_decision_matter_where_nobody_decides() -> None:
    report = compare(deciding("3 mois", "6 mois"), deciding("2 mois", "5 mois"))
    assert [*shown(report)] == ["differs"]
    (witness,) = report.findings[0].witnesses
    assert witness.decided[0].dossier.decisions == ()


def test_what_holds_as_long_as_nobody_decides_makes_the_difference() -> None:
    six = deciding("3 mois", "6 mois", default="\n    par_defaut: 6 mois")
    three = deciding("3 mois", "6 mois", default="\n    par_defaut: 3 mois")
    report = compare(six, three)
    confirmed(report)
    (witness,) = report.findings[0].witnesses
    assert (witness.role, witness.smallest, witness.decided[0].dossier.decisions) == ("gains", True, ())
    assert next(measured.least for measured in witness.measured) == 3 * 31


def test_a_constant_against_a_decision_is_shown_by_one() -> None:
    """Under a decision of three months, three months will do; nobody who has six loses."""
    report = compare(rules("{mesure: stage, au_moins: 6 mois}"), deciding("3 mois", "6 mois"))
    confirmed(report)
    (witness,) = report.findings[0].witnesses
    assert (witness.role, witness.smallest) == ("gains", True)
    (decided,) = witness.decided[1].dossier.decisions
    assert (decided.objet, decided.valeur) == ("duree_du_stage", "3 mois")
    assert witness.decided[0].dossier.decisions == ()  # nothing is left to decide there
    assert ("nobody", "loses") in report.findings[0].args


def test_a_parameter_that_rose_one_day_is_shown_by_who_entered_that_day() -> None:
    later = PARAMETER.replace("2023-09-01", "2024-09-01")
    exige = "{mesure: champ, au_moins: {parametre: duree_exigee}}"
    one, other = (rules(exige, measures=text + MEASURES) for text in (PARAMETER, later))
    report = compare(one, other)
    confirmed(report)
    (witness,) = report.findings[0].witnesses
    entered = witness.decided[0].dossier.entree_en_formation
    assert witness.role == "loses"
    assert entered is not None
    assert date(2023, 9, 1) <= entered < date(2024, 9, 1)


def test_two_words_for_a_situation_share_the_words_of_both() -> None:
    """A dossier that both can decide says a word that both know: then they never differ."""
    mesures = f"mesures:\n  m: {{{LABEL}, situation: voie, parmi: [initiale]}}\n"
    shorter = SITUATION.replace(", vae: {fr: v, en: v}", "")
    one, other = (rules("{mesure: m, est: oui}", measures=text + mesures) for text in (SITUATION, shorter))
    assert (compare(one, other).findings, compare(one, other).unsettled) == ((), ())


def test_who_gains_and_who_loses() -> None:
    one = rules("{mesure: ue, au_moins: 3 UE}", "{mesure: stage, au_moins: 1 mois}")
    other = rules("{mesure: ue, au_moins: 2 UE}", "{mesure: stage, au_moins: 2 mois}")
    report = compare(one, other)
    assert shown(report) == {
        "gains": ([2, 62], (NO, YES), True),
        "loses": ([3, 31], (YES, NO), True),
    }
    (finding,) = report.findings
    assert finding.serious
    assert not any(name == "nobody" for name, _ in finding.args)


def test_nobody_gains_is_proved() -> None:
    (finding,) = compare(
        rules("{mesure: ue, au_moins: 2 UE}"), rules("{mesure: ue, au_moins: 3 UE}")
    ).findings
    assert ("nobody", "gains") in finding.args
    assert finding.subject == "c0"


def test_only_what_is_unknown_may_make_the_difference() -> None:
    one = rules("{toujours: oui}")
    other = rules("{un_au_moins: [{mesure: stage, au_moins: 1 mois}, {mesure: stage, moins_de: 1 mois}]}")
    report = compare(one, other)
    assert [*shown(report)] == ["differs"]
    (witness,) = report.findings[0].witnesses
    assert [one.verdict for one in witness.decided] == [YES, VerdictStatus.UNDETERMINED]


def test_eighteen_months_in_the_field_and_no_stage() -> None:
    """Yes by the one, no by the other: told with its place, and with what matters first."""
    si = "{si: {mesure: champ, moins_de: %s}, alors: {mesure: stage, au_moins: 3 mois}}"
    one, other = (
        rules("{mesure: experience, au_moins: 18 mois}", si % bound) for bound in ("18 mois", "24 mois")
    )
    report = compare(one, other)
    (finding,) = report.findings
    assert finding.subject == "c1"
    (witness,) = finding.witnesses
    assert [(m.unit, m.least, m.matters) for m in witness.measured] == [
        (Unit.DUREE, 558, False),
        (Unit.DUREE, 558, True),
        (Unit.DUREE, 0, True),
    ]
    confirmed(report)


TITLE = """\
fiche: essai/autre
programme: RNCP99999
version: "1"
intitule: {fr: Autre, en: Other}
texte: {titre: t}
unites: [{code: ABC001, groupe: obligatoires, ects: 6, intitule: u}]
"""
OTHER = """\
jeu: essai/autre
programme: RNCP99999
fiche: essai/autre
version: "1"
en_vigueur: {du: 2020-01-01}
intitule: {fr: autre, en: other}
texte: {titre: t}
mesures:
  ue: {libelle: {fr: u, en: u}, ue: obligatoires}
conditions:
  - {id: c0, libelle: {fr: u, en: u}, source: {clause: "1", extrait: x}, exige: {mesure: ue, au_moins: 1 UE}}
"""


def test_two_titles_are_compared_on_one_candidate_who_has_a_dossier_for_each() -> None:
    fiche = decode_fiche(TITLE, file="autre.yaml")
    other = decode_ruleset(OTHER, file="autre.yaml", fiches={fiche.id: fiche})
    report = compare(rules("{mesure: ue, au_moins: 1 UE}"), other)
    assert [*shown(report)] == ["gains", "loses"]
    gains, _ = report.findings[0].witnesses
    (first, _), (second, _) = gains.dossiers
    assert (first.programme, second.programme) == ("RNCP36625", "RNCP99999")
    (unit,) = first.ue or ()
    assert unit.hors_programme
    assert second.ue == (evolve(unit, hors_programme=False),)
    assert isinstance(unit, Ue)


def test_what_can_not_be_shown_is_not_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    from cnam_rules.measures import provable

    monkeypatch.setattr(provable, "COMPANIONS", {})
    report = compare(rules("{mesure: ue, au_moins: 2 UE}"), rules("{mesure: ue, au_moins: 3 UE}"))
    assert report.findings == ()
    assert [(one.code, one.why, one.kinds) for one in report.unsettled] == [
        ("loses", "no-dossier", ("ue",)),
        ("differs", "no-dossier", ("ue",)),
    ]

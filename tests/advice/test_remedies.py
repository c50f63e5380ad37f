"""What each kind of measure is supplied with, and what advice tells of it."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import pytest

from cnam_rules import advise, loads
from cnam_rules.advice.model import Advice
from cnam_rules.dossier.acquis import Cecrl
from cnam_rules.dossier.changes import (
    Change,
    DiplomaObtained,
    LanguageTested,
    Marked,
    StepsTaken,
    UnitsValidated,
    Waited,
    Worked,
)
from cnam_rules.dossier.model import StatutActivite
from cnam_rules.kernel import VerdictStatus
from cnam_rules.measures import KINDS
from cnam_rules.measures.supplying import SUPPLIERS
from cnam_rules.render.lines import Line
from cnam_rules.testing import CODES
from tests.language.build import LABEL, read, reading, rule_file
from tests.language.test_valeurs import decision

AS_OF = date(2025, 11, 3)


def advised(
    measure: str, exige: str, dossier: str, *, more: str = "", si: str | None = None, measures: str = ""
) -> Advice:
    """Advice by rules with one measure, `m`, and what else the file needs."""
    all_of_them = f"mesures:\n  m: {{{LABEL}, {measure}}}\n{measures}"
    rules = read(rule_file(exige, si=si, measures=all_of_them, more=more))
    return advise(
        loads(f"dossier: D-1\nprogramme: RNCP36625\n{dossier}", ruleset=rules), as_of=AS_OF, ruleset=rules
    )


def only(advice: Advice) -> tuple[Change, ...]:
    (remedy,) = advice.remedies.found
    return remedy.changes


JOB = "experiences: [{intitule: A, debut: 2025-09-04, fin: 2025-11-03, attestee: oui}]\n"
UNITS = ", ".join(f"{{code: {code}}}" for code in CODES if not code.startswith(("UA", "PST")))

CASES: list[tuple[str, str, str, Change, str]] = [
    (
        "ue: [FPG003, CCE001]",
        "{mesure: m, au_moins: 1 UE}",
        "ue: []\n",
        UnitsValidated(("FPG003",)),
        "Valider l'UE FPG003.",
    ),
    (
        "ue: [FPG003, CCE001], note_au_moins: 12/20",
        "{mesure: m, au_moins: 2 UE}",
        "ue: [{code: FPG003, note: 11}]\n",
        UnitsValidated(("FPG003", "CCE001"), Fraction(12)),
        "Valider les 2 UE FPG003 et CCE001, chacune avec 12/20 au moins.",
    ),
    (
        "ects: [FPG003, CCE001, TET003]",
        "{mesure: m, au_moins: 9 ECTS}",
        "ue: []\n",
        UnitsValidated(("TET003", "FPG003")),
        "Valider les 2 UE TET003 et FPG003.",
    ),
    (
        "choix: [{parmi: [FPG003, CCE001], au_moins: 1}, {parmi: [CCE001, TET003], au_moins: 1}]",
        "{mesure: m, au_moins: 2 groupes}",
        "ue: [{code: CCE001}]\n",
        UnitsValidated(("FPG003",)),
        "Valider l'UE FPG003.",
    ),
    (
        "note: FPG003",
        "{mesure: m, au_moins: 12/20}",
        "ue: [{code: FPG003, note: 9}]\n",
        Marked((("FPG003", Fraction(12)),)),
        "Obtenir 12/20 à l'UE FPG003.",
    ),
    (
        "plus_basse_note: [FPG003, CCE001]",
        "{mesure: m, plus_de: 6/20}",
        "ue: [{code: FPG003, note: 6}, {code: CCE001, note: 7}]\n",
        Marked((("FPG003", Fraction(601, 100)),)),
        "Obtenir 6,01/20 à l'UE FPG003.",
    ),
    (
        "notees: [FPG003, CCE001]",
        "{mesure: m, au_moins: 1 UE}",
        "ue: []\n",
        Marked((("FPG003", Fraction(10)),)),
        "Obtenir 10/20 à l'UE FPG003.",
    ),
    (
        "rapport: soutenu",
        "{mesure: m, est: oui}",
        "rapport: {redige: 2025-09-01, soutenu: non}\n",
        StepsTaken(("soutenu",)),
        "Soutenir le rapport.",
    ),
    (
        "ordre: [{etape: depot}, {etape: memoire}], meme_jour: oui",
        "{mesure: m, est: oui}",
        "etapes: {depot: 2025-09-01, memoire: non}\n",
        StepsTaken(etapes=("memoire",)),
        "Franchir l'étape « memoire ».",
    ),
    (
        "delai: [entree_en_formation, jour]",
        "{mesure: m, au_moins: 2 ans}",
        "entree_en_formation: 2023-11-04\n",
        Waited(1),
        "Laisser passer 1 jour : un.",
    ),
    (
        "age: jour",
        "{mesure: m, au_moins: 18 ans}",
        "naissance: 2007-11-05\n",
        Waited(2),
        "Laisser passer 2 jours : un.",
    ),
    (
        "diplome: quelconque, niveau_au_moins: 5",
        "{mesure: m, est: oui}",
        "diplomes: []\n",
        DiplomaObtained(5),
        "Obtenir : un (niveau 5).",
    ),
    (
        "diplome: quelconque",
        "{mesure: m, est: oui}",
        "diplomes: []\n",
        DiplomaObtained(),
        "Obtenir : un (un diplôme, quel qu'il soit).",
    ),
    (
        "niveau_de_langue: [BULATS]",
        "{mesure: m, au_moins: B1}",
        "tests: []\n",
        LanguageTested("BULATS", Cecrl.B1),
        "Obtenir : un (test BULATS, niveau B1 au moins).",
    ),
    (
        "points_au_test: TOEIC",
        "{mesure: m, au_moins: 550 points}",
        "tests: [{test: TOEIC, points: 500, date: 2025-01-01}]\n",
        LanguageTested("TOEIC", points=Fraction(550)),
        "Obtenir : un (test TOEIC : score d'au moins 550).",
    ),
    (
        "duree: experiences",
        "{mesure: m, au_moins: 3 mois}",
        JOB,
        Worked("experiences", 30, False),
        "Travailler encore 1 mois, dans le champ du titre ou non, et en avoir l'attestation.",
    ),
    (
        "duree: experiences, dans_le_champ: oui, statuts: [benevole]",
        "{mesure: m, au_moins: 1 mois}",
        "experiences: []\n",
        Worked("experiences", 30, True, StatutActivite.BENEVOLE),
        "Travailler encore 1 mois dans le champ du titre, et en avoir l'attestation.",
    ),
    (
        "heures: stages",
        "{mesure: m, au_moins: 15 heures}",
        "stages: []\n",
        Worked("stages", 3, False),
        "Faire encore 15 heures de stage, et en avoir l'attestation.",
    ),
]


@pytest.mark.parametrize(("measure", "exige", "dossier", "change", "said"), CASES)
def test_each_kind_is_supplied(measure: str, exige: str, dossier: str, change: Change, said: str) -> None:
    advice = advised(measure, exige, dossier)
    assert advice.verdict.status is VerdictStatus.NOT_ELIGIBLE
    assert only(advice) == (change,)
    assert said in " ".join(advice.text().split()).replace("\u00a0", " ").replace("\u202f", " ")
    (remedy,) = json.loads(advice.to_json())["remedies"]
    assert [step["change"] for step in remedy["steps"]] == [change.KEY]


def test_every_kind_is_supplied_but_what_is_not_the_candidates_to_supply() -> None:
    assert set(KINDS) - set(SUPPLIERS) == {"situation"}
    assert set(SUPPLIERS) <= set(KINDS)


def test_a_value_that_is_decided_is_reached_at_its_highest() -> None:
    """Nobody decided yet between 3 and 6 months: six are surely enough."""
    rules = read(rule_file("{mesure: stage, au_moins: {decision: d}}", more=decision()))
    dossier = loads("{dossier: D-1, programme: RNCP36625, stages: []}", ruleset=rules)
    (remedy,) = advise(dossier, as_of=AS_OF, ruleset=rules).remedies.found
    assert [step.amount for step in remedy.steps] == [6 * 31]


def test_a_stage_that_stops_has_not_the_presence_it_was_to_have_in_all() -> None:
    """One day of it is past, of a day and a half planned: that was a dossier that contradicts itself."""
    dossier = loads(
        "{dossier: D-1, programme: RNCP36625, ue: [], experiences: [], rapport: {valide: oui}, "
        "stages: [{organisme: A, debut: 2025-11-03, fin: en cours, atteste: oui, jours: 1.5}]}"
    )
    assert len(advise(dossier, as_of=AS_OF).remedies.found) == 2


def test_a_mean_is_raised_by_one_mark_of_each_ue_that_can() -> None:
    """(8 + 11) / 2 is half a mark short of 10: one mark more on either."""
    advice = advised(
        "moyenne: [FPG003, CCE001]",
        "{mesure: m, au_moins: 10/20}",
        "ue: [{code: FPG003, note: 8}, {code: CCE001, note: 11}]\n",
    )
    assert {remedy.changes for remedy in advice.remedies.found} == {
        (Marked((("FPG003", Fraction(9)),)),),
        (Marked((("CCE001", Fraction(12)),)),),
    }


def test_a_situation_is_not_supplied() -> None:
    words = "mots: {initiale: {fr: i, en: i}, continue: {fr: c, en: c}}"
    situations = f"situations: {{voie: {{libelle: {{fr: v, en: v}}, {words}}}}}\n"
    advice = advised(
        "situation: voie, parmi: [initiale]",
        "{mesure: m, est: oui}",
        "situation: {voie: continue}\n",
        more=situations,
    )
    assert advice.verdict.status is VerdictStatus.NOT_ELIGIBLE
    assert advice.remedies.found == ()
    assert advice.remedies.complete
    assert "Aucune démarche d'un candidat n'a été trouvée" in advice.text()


def test_a_mark_that_is_too_low_is_not_told_as_too_high() -> None:
    """« ≤ 6 élimine » : a `non` asks for more, as `plus_de` does."""
    advice = advised("note: FPG003", "{non: {mesure: m, au_plus: 6/20}}", "ue: [{code: FPG003, note: 6}]\n")
    assert only(advice) == (Marked((("FPG003", Fraction(601, 100)),)),)


def test_what_has_happened_too_early_has_no_remedy() -> None:
    advice = advised(
        "ordre: [{etape: depot}, {etape: memoire}], meme_jour: non",
        "{mesure: m, est: oui}",
        "etapes: {depot: 2025-09-02, memoire: 2025-09-01}\n",
    )
    assert advice.remedies.found == ()


def test_a_piece_that_settles_it_is_asked_for_before_anything_is_to_be_done() -> None:
    job = "experiences: [{intitule: A, debut: 2024-01-01, fin: 2025-06-30}]\n"
    advice = advised("duree: experiences, attestees: oui", "{mesure: m, au_moins: 1 an}", job)
    assert [change.KEY for change in only(advice)] == ["answer"]
    assert "Réponse qui convient" in advice.text()


def test_steps_that_every_way_has_are_told_once() -> None:
    dossier = loads(
        "{dossier: D-1, programme: RNCP36625, ue: [], experiences: [], stages: [], rapport: {valide: oui}}"
    )
    advice = advise(dossier, as_of=AS_OF)
    said = advice.text("en")
    assert len(advice.remedies.found) == 2
    assert said.count("Validate the 12 units") == 1
    assert said.index("In any case:") < said.index("Validate the 12 units") < said.index("Way 1")
    assert "3 May 2027" in said
    assert "3 August 2027" in said


def test_the_day_before_the_day_and_the_day_after_a_job_in_progress_is_long_enough() -> None:
    """Eighteen months from 4 May 2024 end on 3 November 2025."""
    text = (
        "{dossier: D-1, programme: RNCP36625, stages: [], rapport: {valide: oui}, "
        f"ue: [{UNITS}, {{code: PST003}}], "
        "experiences: [{intitule: A, debut: 2024-05-04, fin: en cours, dans_le_champ: oui, attestee: oui}]}"
    )
    for day in (2, 3, 4):
        advice = advise(loads(text), as_of=date(2025, 11, day))
        assert advice.earliest.day == date(2025, 11, max(day, 3))
        assert (advice.verdict.status is VerdictStatus.ELIGIBLE) == (day >= 3)


def test_a_waiver_to_come_counts_from_its_own_day_on() -> None:
    dossier = loads(
        "{dossier: D-1, programme: RNCP36625, stages: [], rapport: {valide: oui}, experiences: [], "
        f"ue: [{UNITS}, {{code: PST003}}], "
        "derogations: [{condition: experience, motif: m, autorite: a, date: 2025-12-01}, "
        "{condition: stage, motif: m, autorite: a, date: 2025-12-03}]}"
    )
    assert advise(dossier, as_of=AS_OF).earliest.day == date(2025, 12, 3)


def test_a_count_on_the_line_is_told_with_what_another_convention_counts() -> None:
    """17 months and 29 days from day number to day number; in 30-day months, 18 months and 6 days."""
    dossier = loads(
        "{dossier: D-1, programme: RNCP36625, ue: [], stages: [], rapport: {valide: oui}, experiences: "
        "[{intitule: A, debut: 2023-03-01, fin: 2024-08-29, dans_le_champ: non, attestee: oui, quotite: 1}]}"
    )
    near = [found for found in advise(dossier, as_of=AS_OF).borderline if found.measure == "experience"]
    assert [(found.convention, found.used, found.other) for found in near] == [
        ("mois", "quantieme", "trente-jours")
    ]
    assert [(found.counted, found.otherwise, found.bound) for found in near] == [
        (17 * 31 + 29, 18 * 31 + 8, 18 * 31)
    ]


def test_no_reading_that_turns_the_verdict_can_be_left_out() -> None:
    dossier = loads(
        "{dossier: D-1, programme: RNCP36625, stages: [], rapport: {valide: oui}, "
        f"ue: [{UNITS}, "
        "{code: PST003, obtention: ves}], experiences: "
        "[{intitule: A, debut: 2023-03-01, fin: 2024-08-29, dans_le_champ: oui, attestee: oui, quotite: 1}]}"
    )
    advice = advise(dossier, as_of=AS_OF)
    assert [[choice.choice for choice in turn.choices] for turn in advice.turns] == [["trente-jours"]]
    assert advice.turns[0].status is VerdictStatus.ELIGIBLE


# What a refused candidate reads.

REFUSED = "ue: []\nexperiences: []\nstages: []\nrapport: {redige: non}\n"


def refused(more: str = "", *, rules: str | None = None, programme: str = "RNCP36625") -> Advice:
    """Advice on a dossier that has nothing."""
    dossier = loads(f"dossier: D-1\nprogramme: {programme}\n{REFUSED}{more}", format="yaml")
    return advise(dossier, as_of=AS_OF, ruleset=rules)


def test_a_step_has_every_clause_that_it_is_for() -> None:
    """18 months in the field make the stage not due as well; outside it they are the experience alone."""
    inside, outside = refused().remedies.found
    told = [{step.change.KEY: step.conditions for step in way.steps} for way in (inside, outside)]
    assert told[0]["work"] == ("experience", "stage")
    assert [step.conditions for step in outside.steps if step.change.KEY == "work"] == [
        ("experience",),
        ("stage",),
    ]
    data = json.loads(refused().to_json())["remedies"][0]["steps"]
    assert [[clause["clause"] for clause in step["clauses"]] for step in data] == [
        ["1/"],
        ["2/", "2/"],
        ["3/"],
    ]
    assert data[1]["clauses"][1]["extrait"] == "un stage de 3 mois si l'expérience n'est pas dans le champ"


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "more", ["", "derogations: [{condition: rapport, motif: m, autorite: a, date: 2025-01-01}]\n"]
)
def test_every_step_of_every_way_is_followed_by_a_clause(more: str, lang: str) -> None:
    """On the page, whatever stands as a step has the words of the regulation right below it."""
    (part,) = [part for part in refused(more).outline(lang).parts if part.key == "remedies"]

    def steps(line: Line) -> list[Line]:
        return [line] if line.kind == "item" else [step for under in line.under for step in steps(under)]

    found = [step for line in part.lines for step in steps(line)]
    assert len(found) >= 4
    for step in found:
        assert step.under
        assert {(clause.kind, clause.quote is not None) for clause in step.under} == {("note", True)}


def test_how_much_lacks_is_said_in_the_unit_of_what_is_compared_with_a_decided_value() -> None:
    """The comparison itself is a yes or a no: nobody does "yes more of internship"."""
    advice = refused(rules="cnam-experience/titre-niveau-ii-liban", programme="CNAM-TITRE-NIVEAU-II")
    steps = [step for way in advice.remedies.found for step in way.steps]
    stages = [step for step in steps if isinstance(step.change, Worked) and step.change.what == "stages"]
    assert [(step.unit.value, step.amount) for step in stages] == [("duree", 6 * 31)]
    assert "Faire encore 6 mois de stage" in " ".join(advice.text().replace("\u00a0", " ").split())
    assert "encore oui" not in advice.text()


def test_a_mean_that_no_single_mark_brings_there_is_brought_there_by_several() -> None:
    """None of three is marked, and each counts for 0: 20 on one of them would be 6.67."""
    three = "moyenne: [FPG003, CCE001, TET003]"
    ten = Fraction(10)
    advice = advised(three, "{mesure: m, au_moins: 10/20}", "ue: []\n")
    assert only(advice) == (Marked((("FPG003", ten), ("CCE001", ten), ("TET003", ten))),)
    assert "Obtenir 10/20 à chacune des UE FPG003, CCE001 et TET003." in " ".join(advice.text().split())
    # 15 on one of them: 7.5 on the two others is enough, and 7.49 isn't.
    advice = advised(
        three, "{mesure: m, au_moins: 10/20}", "ue: [{code: CCE001, note: 4}, {code: TET003, note: 5}]\n"
    )
    raised = only(advice)[0]
    assert isinstance(raised, Marked)
    assert raised.marks == (("FPG003", ten), ("CCE001", ten), ("TET003", ten))
    # Only the best two count: the third needs no mark.
    best = advised(f"{three}, meilleures: 2", "{mesure: m, au_moins: 12/20}", "ue: []\n")
    assert only(best) == (Marked((("FPG003", Fraction(12)), ("CCE001", Fraction(12)))),)
    # And none is told that isn't on the scale.
    assert advised(three, "{mesure: m, plus_de: 20/20}", "ue: []\n").remedies.found == ()


def test_marks_found_one_after_the_other_are_one_step() -> None:
    """Which of three marks was found first says nothing: they aren't three ways."""
    advice = advise(
        loads("dossier: D-1\nprogramme: CNAM-LICENCE\nue: []\n", format="yaml"),
        as_of=AS_OF,
        ruleset="cnam-regles-generales/compensation",
    )
    (remedy,) = advice.remedies.found
    assert [change.KEY for change in remedy.changes] == ["marks", "answer"]


def test_a_word_that_is_its_own_label_is_said_once() -> None:
    advice = refused(rules="cap-souffleur-de-verre/jury", programme="CAP-SOUFFLEUR-DE-VERRE")
    assert "majeur." in advice.text()
    assert "(majeur)" not in advice.text()


def test_a_dispensation_that_ends_before_all_is_done_is_told() -> None:
    """It holds today, and the remedies take longer than it does: they don't rest on it, and say so."""
    waiver = (
        "derogations: [{condition: stage, motif: m, autorite: a, date: 2025-01-01, jusqu_au: 2025-12-31}]\n"
    )
    assert "ends on 31 December 2025" in " ".join(refused(waiver).text("en").split())
    lasting = waiver.replace(", jusqu_au: 2025-12-31", "")
    assert "prend fin" not in refused(lasting).text()
    assert all(step.measure != "stage" for way in refused(lasting).remedies.found for step in way.steps)


def test_readings_that_turn_the_verdict_only_together_are_told_together() -> None:
    easy, hard = "{mesure: m, au_moins: 0 UE}", "{mesure: m, au_moins: 2 UE}"
    lectures = "".join(reading(name, "exige", "dur", dur=hard, doux=easy) for name in ("a", "b"))
    rules = read(
        rule_file(
            "{tous: [{lecture: a}, {lecture: b}]}",
            measures=f"mesures:\n  m: {{{LABEL}, ue: [FPG003, CCE001]}}\n",
            readings=lectures,
        )
    )
    dossier = loads("{dossier: D-1, programme: RNCP36625, ue: []}", ruleset=rules)
    advice = advise(dossier, as_of=AS_OF, ruleset=rules)
    (turn,) = advice.turns
    assert [(choice.reading, choice.choice) for choice in turn.choices] == [("a", "doux"), ("b", "doux")]
    assert turn.status is VerdictStatus.ELIGIBLE
    said = " ".join(advice.text("en").split())
    assert "read otherwise on 2 points at once:" in said
    assert said.count("Why this choice isn't retained: r") == 2
    assert not advice.verdict.depends_on_a_reading  # none does alone


GOING_ON = "stages: [{organisme: A, debut: 2025-01-01, fin: en cours, atteste: oui}]\n"
AFTER = "{etape: depot}"
ENDED = "{fin_des_stages: attestes}"


def test_a_dossier_that_is_refused_only_for_what_is_in_progress_is_told_so() -> None:
    """The end of the stage comes before the filing, which was today: nothing lacks but the end."""
    advice = advised(
        f"ordre: [{ENDED}, {AFTER}], meme_jour: oui",
        "{mesure: m, est: oui}",
        f"{GOING_ON}etapes: {{depot: 2025-11-03}}\n",
    )
    assert advice.verdict.status is VerdictStatus.NOT_ELIGIBLE
    (remedy,) = advice.remedies.found
    assert (remedy.steps, remedy.day, remedy.ending) == ((), AS_OF, True)
    assert "It would be enough that what is in progress ends on 3 November 2025." in advice.text("en")
    assert json.loads(advice.to_json())["remedies"] == [{"day": "2025-11-03", "ending": True, "steps": []}]


def test_a_dossier_that_is_eligible_while_something_goes_on_needs_no_remedy() -> None:
    """Law 5, first part: had the stage ended today, a unit would have been told as lacking."""
    advice = advised(
        f"ordre: [{AFTER}, {ENDED}], meme_jour: oui",
        "{un_au_moins: [{non: {mesure: m, est: oui}}, {mesure: u, au_moins: 1 UE}]}",
        f"{GOING_ON}ue: []\netapes: {{depot: 2025-10-03}}\n",
        measures=f"  u: {{{LABEL}, ue: [FPG003]}}\n",
    )
    assert advice.verdict.status is VerdictStatus.ELIGIBLE
    assert (advice.remedies.found, advice.remedies.complete) == ((), True)


def test_a_remedy_that_rests_on_the_end_of_what_is_in_progress_says_so() -> None:
    """The filing is to come, after the end of the stage, and the unit lacks whatever goes on."""
    order = f"ordre: [{ENDED}, {AFTER}], meme_jour: oui"
    both = "{tous: [{mesure: m, est: oui}, {mesure: u, au_moins: 1 UE}]}"
    more = f"  u: {{{LABEL}, ue: [FPG003]}}\n"
    dossier = f"{GOING_ON}ue: []\netapes: {{depot: 2025-11-03}}\n"
    (remedy,) = advised(order, both, dossier, measures=more).remedies.found
    assert [change.KEY for change in remedy.changes] == ["units"]
    assert remedy.ending
    told = advised(order, both, dossier, measures=more).outline("en").parts[0].lines
    assert [line.said for line in told] == [
        "This would be enough:",
        "This supposes that what is in progress ends on 3 November 2025.",
    ]
    ended = dossier.replace("en cours", "2025-11-03")
    (remedy,) = advised(order, both, ended, measures=more).remedies.found
    assert not remedy.ending

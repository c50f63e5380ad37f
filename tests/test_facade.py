"""Deciding: what is asked for, what is refused, and that nothing is said of it elsewhere."""

from __future__ import annotations

import logging
import pickle
from datetime import date, datetime, timedelta
from fractions import Fraction
from importlib.metadata import version
from typing import Any

import pytest
from attrs import evolve

import cnam_rules
from cnam_rules import decide, engines, load, loads
from cnam_rules.dossier import Derogation, Dossier, Experience, Obtention, Rapport, Stage, StatutActivite, Ue
from cnam_rules.engines import EngineUnavailable
from cnam_rules.faults import CnamRulesError, DossierError, EnginesDisagree, InputError, RuleSetError
from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.testing import CODES
from cnam_rules.verdict import Verdict
from tests.language.build import read, rule_file

AS_OF = date(2025, 11, 3)
JOB = Experience("Conseillère", date(2023, 9, 1), date(2025, 2, 28), dans_le_champ=True, attestee=True)
COMPLETE = Dossier(
    "D-1",
    "RNCP36625",
    entree_en_formation=date(2023, 10, 2),
    ue=tuple(Ue(code, Obtention.EXAMEN) for code in CODES if not code.startswith("UA")),
    experiences=(JOB,),
    stages=(),
    rapport=Rapport(date(2025, 9, 1), date(2025, 10, 10), date(2025, 10, 10)),
)
SELLER = evolve(JOB, dans_le_champ=False)
STAGE = Stage("CIDFF", date(2025, 3, 3), date(2025, 6, 2), dans_le_champ=True, atteste=True)


def statuses(dossier: Dossier, **how: Any) -> dict[str, str]:
    return {name: status.value for name, status in decide(dossier, as_of=AS_OF, **how).statuses.items()}


def test_a_complete_dossier() -> None:
    verdict = decide(COMPLETE, as_of=AS_OF)
    assert verdict.status is VerdictStatus.ELIGIBLE
    assert (verdict.dossier, verdict.programme, verdict.as_of) == ("D-1", "RNCP36625", AS_OF)
    assert verdict.ruleset.id == "titre-casp/jury"
    assert verdict.engine.library == version("cnam-rules")
    assert verdict.condition("ue").file == "titre-casp/jury.yaml"
    assert [f.measure for f in verdict.facts] == [m.name for m in verdict.measures]
    assert verdict.fact("experience").evidence.kind == "duree"
    for wrong in (verdict.condition, verdict.fact):
        with pytest.raises(KeyError, match="autre"):
            wrong("autre")


def test_the_line_of_each_condition_is_where_it_stands_in_its_file() -> None:
    from cnam_rules.catalogue import packaged_folder

    verdict = decide(COMPLETE, as_of=AS_OF)
    for condition in verdict.conditions:
        lines = (packaged_folder() / condition.file).read_text(encoding="utf-8").splitlines()
        assert lines[condition.line - 1].strip() == f"- id: {condition.id}"


def test_a_verdict_is_neither_true_nor_false() -> None:
    verdict = decide(COMPLETE, as_of=AS_OF)
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(verdict)
    with pytest.raises(TypeError, match=r"verdict\.status"):
        _ = not verdict


@pytest.mark.parametrize("as_of", [datetime(2025, 11, 3), "2025-11-03", 20251103, None, date])  # noqa: DTZ001 - a naive one is refused too
def test_a_day_is_a_date_and_nothing_else(as_of: Any) -> None:
    with pytest.raises(TypeError, match=r"as_of is a datetime\.date"):
        decide(COMPLETE, as_of=as_of)


@pytest.mark.parametrize("dossier", [None, "dossier.yaml", {"dossier": "D-1"}])
def test_a_dossier_is_a_dossier(dossier: Any) -> None:
    with pytest.raises(TypeError, match=r"cnam_rules\.load"):
        decide(dossier, as_of=AS_OF)


def test_the_day_has_to_be_given() -> None:
    with pytest.raises(TypeError, match="as_of"):
        decide(COMPLETE)  # type: ignore[call-arg]  # that it can't be left out is the point


# One boundary for each reading of the title: what each choice changes, and nothing else.


BOUNDARIES: list[tuple[str, str, str, Dossier, str, tuple[str, str]]] = [
    (
        "experience-mixte",
        "champ-complet",
        "champ-partiel",
        evolve(
            COMPLETE, experiences=(evolve(JOB, fin=date(2023, 9, 1)), evolve(SELLER, debut=date(2023, 9, 2)))
        ),
        "stage",
        ("unmet", "not_applicable"),
    ),
    (
        "stage-dans-les-18-mois",
        "a-part",
        "compte",
        evolve(COMPLETE, experiences=(evolve(JOB, fin=date(2024, 11, 30)),), stages=(STAGE,)),
        "experience",
        ("unmet", "met"),
    ),
    (
        "champ-du-stage",
        "tout-champ",
        "dans-le-champ",
        evolve(COMPLETE, experiences=(SELLER,), stages=(evolve(STAGE, dans_le_champ=False),)),
        "stage",
        ("met", "unmet"),
    ),
    (
        "stage-fractionne",
        "plusieurs-fois",
        "un-seul-tenant",
        evolve(
            COMPLETE,
            experiences=(SELLER,),
            stages=(
                evolve(STAGE, fin=date(2025, 5, 1)),
                evolve(STAGE, debut=date(2025, 5, 3), fin=date(2025, 6, 3)),
            ),
        ),
        "stage",
        ("met", "unmet"),
    ),
    (
        "decompte-des-mois",
        "quantieme",
        "trente-jours",
        evolve(COMPLETE, experiences=(evolve(JOB, fin=date(2025, 2, 21)),)),
        "experience",
        ("unmet", "met"),
    ),
    (
        "temps-partiel",
        "calendaire",
        "prorata",
        evolve(COMPLETE, experiences=(evolve(JOB, quotite=Fraction(99, 100)),)),
        "experience",
        ("met", "unmet"),
    ),
    (
        "decompte-du-stage",
        "calendaire",
        "heures",
        evolve(COMPLETE, experiences=(SELLER,), stages=(evolve(STAGE, heures=Fraction(461)),)),
        "stage",
        ("met", "unmet"),
    ),
    (
        "decompte-du-stage",
        "jours-de-presence",
        "heures",
        evolve(
            COMPLETE,
            experiences=(SELLER,),
            stages=(
                evolve(
                    STAGE,
                    heures=Fraction(462),
                    jours=Fraction(65),
                ),
            ),
        ),
        "stage",
        ("unmet", "met"),
    ),
    ("atelier-uaso04", "non-exige", "exige", COMPLETE, "ue", ("met", "unmet")),
    (
        "salariat",
        "toute-activite",
        "salariee",
        evolve(COMPLETE, experiences=(evolve(JOB, statut=StatutActivite.BENEVOLE),)),
        "experience",
        ("met", "unmet"),
    ),
    (
        "ue-dispensees",
        "toutes",
        "examen-seul",
        evolve(COMPLETE, ue=(Ue("FPG003", Obtention.VES), *(COMPLETE.ue or ())[1:])),
        "ue",
        ("met", "unmet"),
    ),
]


@pytest.mark.parametrize("case", BOUNDARIES, ids=lambda case: f"{case[0]}: {case[1]}, {case[2]}")
def test_each_reading_of_the_title_changes_what_it_is_about(
    case: tuple[str, str, str, Dossier, str, tuple[str, str]],
) -> None:
    reading, choice, other, dossier, condition, expected = case
    before, after = (statuses(dossier, readings={reading: value}) for value in (choice, other))
    assert (before[condition], after[condition]) == expected
    verdict = decide(dossier, as_of=AS_OF, readings={reading: choice})
    assert reading in verdict.condition(condition).readings
    told = {(a.reading, a.choice): a for a in verdict.alternatives}
    assert dict(told[reading, other].conditions)[condition].value == expected[1]


def test_every_choice_of_every_reading_of_the_title_is_tried() -> None:
    tried = {(case[0], value) for case in BOUNDARIES for value in case[1:3]}
    title = cnam_rules.ruleset("titre-casp/jury")
    every = {(name, choice.name) for name, reading in title.readings.items() for choice in reading.choix}
    assert tried == every


def test_salaried_work_includes_apprenticeship() -> None:
    apprentice = evolve(COMPLETE, experiences=(evolve(JOB, statut=StatutActivite.APPRENTI),))
    assert statuses(apprentice, readings={"salariat": "salariee"})["experience"] == "met"


def test_readings_that_do_not_exist() -> None:
    with pytest.raises(RuleSetError) as caught:
        decide(COMPLETE, as_of=AS_OF, readings={"experience-mixtes": "x", "salariat": "salarie"})
    assert [(f.path, f.code, f.suggestion) for f in caught.value.faults] == [
        ("readings.salariat", "unknown-choice", "salariee"),
        ("readings.experience-mixtes", "unknown-reading", "experience-mixte"),
    ]


# Dispensations.


def waived(
    day: date = AS_OF,
    condition: str = "stage",
    motif: str = "examen anticipé",
    jusqu_au: date | None = None,
) -> Derogation:
    return Derogation(condition, motif, "Jury national", day, jusqu_au)


def test_a_dispensation_holds_from_its_day_on() -> None:
    dossier = evolve(COMPLETE, experiences=(SELLER,))
    verdict = decide(evolve(dossier, derogations=(waived(),)), as_of=AS_OF)
    condition = verdict.condition("stage")
    assert (condition.status, condition.unwaived) == (Status.WAIVED, Status.UNMET)
    assert verdict.status is VerdictStatus.ELIGIBLE
    assert condition.waiver is not None
    assert (condition.waiver.motif, condition.waiver.autorite, condition.waiver.date) == (
        "examen anticipé",
        "Jury national",
        AS_OF,
    )
    later = decide(evolve(dossier, derogations=(waived(date(2025, 11, 4)),)), as_of=AS_OF)
    assert later.condition("stage").status is Status.UNMET
    assert later.condition("stage").waiver is None


def test_of_several_dispensations_the_earliest_is_told_and_the_others_remarked() -> None:
    several = (waived(date(2025, 11, 4), motif="a"), waived(motif="b"), waived(date(2025, 1, 1), motif="c"))
    verdict = decide(evolve(COMPLETE, derogations=several), as_of=AS_OF)
    waiver = verdict.condition("stage").waiver
    assert waiver is not None
    assert waiver.motif == "c"
    assert [(remark.path, remark.code) for remark in verdict.remarks] == [
        ("$.derogations[0].date", "waiver-to-come"),
        ("$.derogations[1]", "waiver-again"),
    ]


def test_an_expired_dispensation_no_longer_dispenses_and_is_told_with_its_end() -> None:
    lent = waived(date(2025, 9, 15), jusqu_au=AS_OF)
    dossier = evolve(COMPLETE, experiences=(SELLER,), derogations=(lent,))
    last_day = decide(dossier, as_of=AS_OF)
    condition = last_day.condition("stage")
    assert (condition.status, condition.unwaived) == (Status.WAIVED, Status.UNMET)
    assert condition.waiver is not None
    assert condition.waiver.jusqu_au == AS_OF
    assert last_day.remarks == ()
    page = last_day.text("en")
    assert "It holds until 3 November 2025, that day included. Without this" in " ".join(page.split())
    assert "it would be: not met." in " ".join(page.split())
    after = decide(dossier, as_of=AS_OF + timedelta(days=1))
    assert after.condition("stage").status is Status.UNMET
    assert after.condition("stage").waiver is None
    (remark,) = after.remarks
    assert (remark.path, remark.code) == ("$.derogations[0].jusqu_au", "waiver-expired")
    assert "accordée le 15 septembre 2025 (autorité\xa0: Jury national), a pris fin le 3 novembre 2025" in (
        " ".join(after.text().replace("\xa0", "~").split()).replace("~", "\xa0")
    )


def test_once_a_dispensation_has_expired_the_next_one_holds() -> None:
    several = (
        waived(date(2025, 1, 1), motif="a", jusqu_au=date(2025, 6, 30)),
        waived(date(2025, 7, 1), motif="b"),
    )
    dossier = evolve(COMPLETE, derogations=several)
    told = {}
    for day in (date(2025, 6, 30), date(2025, 7, 1)):
        verdict = decide(dossier, as_of=day)
        waiver = verdict.condition("stage").waiver
        told[day.isoformat()] = (waiver and waiver.motif, [remark.code for remark in verdict.remarks])
    assert told == {"2025-06-30": ("a", ["waiver-to-come"]), "2025-07-01": ("b", ["waiver-expired"])}


def test_a_dispensation_from_an_unknown_condition_is_refused_even_when_it_has_expired() -> None:
    lent = waived(date(2025, 1, 1), condition="stages", jusqu_au=date(2025, 1, 1))
    with pytest.raises(DossierError) as caught:
        decide(evolve(COMPLETE, derogations=(lent,)), as_of=AS_OF)
    assert [(f.path, f.code, f.suggestion) for f in caught.value.faults] == [
        ("$.derogations[0].condition", "unknown-condition", "stage")
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"readings": "champ"},
        {"readings": {"experience-mixte": 1}},
        {"readings": [("a", "b")]},
        {"ruleset": 3},
    ],
)
def test_an_argument_of_another_type_is_told_as_such(more: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="is a"):
        decide(COMPLETE, as_of=AS_OF, **more)


def test_deciding_leaves_no_trace_in_what_a_dossier_is_stored_as() -> None:
    fresh = evolve(COMPLETE)
    before = pickle.dumps(fresh)
    decide(fresh, as_of=AS_OF)
    assert pickle.dumps(fresh) == before
    assert pickle.loads(before) == fresh  # noqa: S301  # our own bytes


def test_choices_of_readings_are_not_kept_for_ever() -> None:
    ruleset = cnam_rules.ruleset("titre-casp/jury")
    names = [(name, choice.name) for name, reading in ruleset.readings.items() for choice in reading.choix]
    for first in names:
        for second in names:
            if first[0] != second[0]:
                ruleset.under(dict([first, second]))
    assert len(ruleset._chosen) <= 64


def test_a_dispensation_from_no_condition_is_a_fault() -> None:
    several = (waived(condition="stages"), waived(), waived(date(2030, 1, 1), condition="xyz"))
    with pytest.raises(DossierError) as caught:
        decide(evolve(COMPLETE, derogations=several), as_of=AS_OF)
    assert [(f.path, f.code, f.suggestion) for f in caught.value.faults] == [
        ("$.derogations[0].condition", "unknown-condition", "stage"),
        ("$.derogations[2].condition", "unknown-condition", None),
    ]
    assert caught.value.faults[0].args["expected"] == "ue, experience, stage, rapport"


# What is refused.


def test_a_dossier_built_in_python_is_checked_as_one_that_was_read() -> None:
    for wrong, code in (
        (evolve(COMPLETE, ue=(Ue("FPGO03"),)), "unknown-ue"),
        (evolve(COMPLETE, experiences=(evolve(JOB, fin=date(2023, 8, 31)),)), "end-before-start"),
        (evolve(COMPLETE, programme="RNCP1"), "unknown-programme"),
    ):
        for _ in range(2):  # a dossier that was refused is refused again
            with pytest.raises(DossierError) as caught:
                decide(wrong, as_of=AS_OF)
            assert [fault.code for fault in caught.value.faults] == [code]


def test_the_rule_set_may_be_named_or_given() -> None:
    title = cnam_rules.ruleset("titre-casp/jury")
    for ruleset in (title, "titre-casp/jury", "titre-casp/jury@2023.1"):
        assert decide(COMPLETE, as_of=AS_OF, ruleset=ruleset) == decide(COMPLETE, as_of=AS_OF)
    own = read(rule_file("{mesure: experience, au_moins: 1 an}"))
    verdict = decide(COMPLETE, as_of=AS_OF, ruleset=own)
    assert (verdict.ruleset.id, list(verdict.statuses)) == ("essai/petit", ["c0"])
    with pytest.raises(RuleSetError) as caught:
        decide(evolve(COMPLETE, programme="RNCP1"), as_of=AS_OF, ruleset=title)
    assert [(f.code, f.path) for f in caught.value.faults] == [("other-programme", "$.programme")]


def test_a_rule_set_given_applies_whenever_the_candidate_entered() -> None:
    early = evolve(COMPLETE, entree_en_formation=date(2001, 1, 1))
    title = cnam_rules.ruleset("titre-casp/jury")
    assert decide(early, as_of=AS_OF, ruleset=title).status is VerdictStatus.ELIGIBLE
    with pytest.raises(RuleSetError) as caught:
        decide(early, as_of=AS_OF)
    assert [fault.code for fault in caught.value.faults] == ["none-in-force"]


def test_a_code_as_it_was_typed_is_told_and_changes_nothing() -> None:
    dossier = loads("{dossier: D, programme: RNCP36625, ue: [{code: fpg 003}, {code: CCE001}]}")
    verdict = decide(dossier, as_of=AS_OF)
    (remark,) = verdict.remarks
    assert (remark.path, remark.code) == ("$.ue[0].code", "code-normalised")
    assert dict(remark.args) == {"typed": "fpg 003", "code": "FPG003"}
    assert verdict.fact("ue").least == 2


# Engines.


def test_both_engines_decide_unless_one_is_asked_for() -> None:
    if "durable" in engines.available():
        used = decide(COMPLETE, as_of=AS_OF).engine
        assert used.decided_by.startswith("durable-rules")
        assert used.checked_by == "reference"
        assert decide(COMPLETE, as_of=AS_OF, engine="durable").engine == used
    alone = decide(COMPLETE, as_of=AS_OF, engine="reference").engine
    assert (alone.decided_by, alone.checked_by) == ("reference", None)


def test_an_engine_that_is_not_there_is_refused() -> None:
    with pytest.raises(EngineUnavailable):
        decide(COMPLETE, as_of=AS_OF, engine="prolog")
    assert not issubclass(EngineUnavailable, InputError)
    assert issubclass(EngineUnavailable, CnamRulesError)


def test_where_durable_rules_is_missing_the_reference_engine_serves_alone_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engines, "available", lambda: ("reference",))
    verdict = decide(COMPLETE, as_of=AS_OF)
    assert (verdict.engine.decided_by, verdict.engine.checked_by) == ("reference", None)
    assert verdict.status is VerdictStatus.ELIGIBLE


def test_engines_that_disagree_give_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    from cnam_rules.language import ChosenRules

    class Wrong:
        name = "wrong 1.0"

        def statuses(self, facts: Any, waived: Any) -> dict[str, Status]:  # noqa: ARG002 - an engine's own signature
            return {
                "ue": Status.MET,
                "experience": Status.UNMET,
                "stage": Status.NOT_APPLICABLE,
                "rapport": Status.MET,
            }

    monkeypatch.setattr(ChosenRules, "engine", lambda _self, _name: Wrong())
    with pytest.raises(EnginesDisagree) as caught:
        decide(COMPLETE, as_of=AS_OF, engine="durable")
    assert set(caught.value.statuses) == {"wrong 1.0", "reference"}
    assert "disagree on experience;" in str(caught.value)


# What is said, and where.


def test_nothing_is_logged_nor_printed(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        verdict = decide(evolve(COMPLETE, experiences=(SELLER,)), as_of=AS_OF)
        verdict.text("fr")
        cnam_rules.from_json(verdict.to_json())
        with pytest.raises(DossierError):
            loads("{dossier: D, programme: RNCP36625, ue: [{code: ZZZ}]}")
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


WHO = "Zoé Confidentielle"


def test_an_error_names_nothing_of_the_dossier_but_what_is_at_fault() -> None:
    private = evolve(
        COMPLETE,
        dossier=WHO,
        experiences=(evolve(JOB, intitule=WHO, employeur=WHO),),
        stages=(evolve(STAGE, organisme=WHO),),
    )
    calls: list[Any] = [
        lambda: decide(evolve(private, ue=(Ue("ZZZ"),)), as_of=AS_OF),
        lambda: decide(
            evolve(private, experiences=(evolve(JOB, intitule=WHO, fin=date(2000, 1, 1)),)), as_of=AS_OF
        ),
        lambda: decide(private, as_of=AS_OF, readings={"x": "y"}),
        lambda: decide(private, as_of=AS_OF, engine="x"),
        lambda: decide(private, as_of="x"),  # type: ignore[arg-type]  # a wrong type is the point
        lambda: decide(evolve(private, derogations=(Derogation("x", WHO, WHO, AS_OF),)), as_of=AS_OF),
        lambda: decide(evolve(private, entree_en_formation=date(2000, 1, 1)), as_of=AS_OF),
        lambda: bool(decide(private, as_of=AS_OF)),
        lambda: decide(private, as_of=AS_OF).condition("x"),
    ]
    for call in calls:
        with pytest.raises((CnamRulesError, TypeError, KeyError)) as caught:
            call()
        assert WHO not in str(caught.value)
        assert WHO not in repr(caught.value)


def test_a_file_is_read_and_decided(tmp_path: Any) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(cnam_rules.dump(COMPLETE), encoding="utf-8")
    dossier = load(path, as_of=AS_OF)
    assert dossier == COMPLETE
    verdict = decide(dossier, as_of=AS_OF)
    assert isinstance(verdict, Verdict)
    with pytest.raises(DossierError):
        load(path, as_of=date(2023, 8, 31))


def test_the_package_names_what_it_offers_and_nothing_else() -> None:
    for name in cnam_rules.__all__:
        assert getattr(cnam_rules, name) is not None
    assert dir(cnam_rules) == sorted(cnam_rules.__all__)
    with pytest.raises(AttributeError, match="no attribute 'autre'"):
        _ = cnam_rules.autre

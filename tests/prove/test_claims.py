"""What is planted in a rule set is found, and what is right is left alone."""

from __future__ import annotations

import pytest

import cnam_rules
from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.language import RuleSet
from cnam_rules.prove import asking, choices, families, prove
from cnam_rules.prove.solver import GaveUp
from tests.language.build import HEAD, condition, read, reading
from tests.prove.planted import MEASURES, MOMENTS, confirmed, found, rules, valued

pytest.importorskip("z3", reason="the extra `prove` (z3-solver) isn't installed")

UE = "{mesure: ue, au_moins: 12 UE}"


def test_nothing_is_found_in_the_titles_own_rules() -> None:
    ruleset = cnam_rules.ruleset("titre-casp/jury")
    report = prove(ruleset)
    assert (report.findings, report.unsettled) == ((), ())
    assert report.monotone
    assert report.choices == (1536, 1536)
    assert report.settled > 30


@pytest.mark.parametrize("ruleset", cnam_rules.rulesets(), ids=lambda ruleset: ruleset.id)
def test_no_question_on_the_librarys_rules_is_left_open(ruleset: RuleSet) -> None:
    report = prove(ruleset)
    confirmed(report)
    assert report.unsettled == ()
    assert not report.serious
    assert report.choices[0] == report.choices[1]


# ----------------------------------------------------------------------------------------- conditions
@pytest.mark.parametrize(
    "exige",
    [
        "{mesure: ue, au_moins: 13 UE}",
        "{mesure: ue, plus_de: 12 UE}",
        "{tous: [{mesure: stage, au_moins: 3 mois}, {mesure: stage, au_plus: 2 mois}]}",
        "{tous: [{mesure: valide, est: oui}, {mesure: soutenu, est: non}]}",
        "{tous: [{mesure: champ, au_moins: 18 mois}, {mesure: experience, moins_de: 18 mois}]}",
        "{tous: [{mesure: ves, au_moins: 3 UE}, {mesure: ue, moins_de: 3 UE}]}",
        "{mesure: stage, moins_de: 0 jours}",
        "{toujours: non}",
    ],
)
def test_a_condition_that_nothing_can_satisfy(exige: str) -> None:
    ruleset = rules(exige, UE)
    codes = found(ruleset)
    assert [*codes] == ["never-met"]
    (finding,) = codes["never-met"]
    assert finding.serious
    assert (finding.subject, finding.file, finding.line) == ("c0", "petit.yaml", ruleset.conditions[0].line)


@pytest.mark.parametrize(
    "exige",
    [
        "{mesure: ue, au_moins: 12 UE}",
        "{mesure: ue, au_moins: 1 UE}",
        "{tous: [{mesure: experience, au_moins: 18 mois}, {mesure: champ, moins_de: 1 jour}]}",
        "{tous: [{mesure: ailleurs, au_moins: 12 mois}, {mesure: champ, au_moins: 18 mois}]}",
        "{au_moins: 2, parmi: [{mesure: ves, au_moins: 1 UE}, {mesure: valide, est: oui}, {toujours: non}]}",
    ],
)
def test_a_condition_at_the_edge_of_what_can_be_is_left_alone(exige: str) -> None:
    assert "never-met" not in found(rules(exige))


@pytest.mark.parametrize(
    "exige",
    [
        "{mesure: ue, au_moins: 0 UE}",
        "{mesure: ue, au_plus: 12 UE}",
        "{un_au_moins: [{mesure: stage, au_moins: 3 mois}, {mesure: stage, moins_de: 3 mois}]}",
        "{si: {mesure: valide, est: oui}, alors: {mesure: soutenu, est: oui}}",
        "{toujours: oui}",
    ],
)
def test_a_condition_that_everything_satisfies(exige: str) -> None:
    codes = found(rules(exige, UE))
    assert [*codes] == ["always-met"]
    assert codes["always-met"][0].serious


def test_a_si_that_is_never_or_always_true() -> None:
    never = found(rules(UE, si="{tous: [{mesure: valide, est: oui}, {mesure: soutenu, est: non}]}"))
    assert [*never] == ["si-never"]
    always = found(rules(UE, si="{mesure: ue, au_moins: 0 UE}"))
    assert [*always] == ["si-always"]
    assert found(rules(UE, si="{toujours: oui}")) == {}  # written so, where one is inherited


def family(*sis: str) -> RuleSet:
    """A rule set whose conditions each have a `si` of their own."""
    conditions = "".join(condition(f"c{n}", UE, si) for n, si in enumerate(sis))
    return read(f"{HEAD}{MEASURES}conditions:\n{conditions}")


def test_a_dossier_that_no_condition_is_for_is_shown() -> None:
    """One for those validated, one for those who worked a year: and the others?"""
    worked = "{mesure: experience, au_moins: 12 mois}"
    ruleset = family("{mesure: valide, est: oui}", worked)
    (finding,) = found(ruleset)["nothing-applies"]
    assert (finding.subject, finding.serious, dict(finding.args)) == ("c0", False, {"names": "c0, c1"})
    (witness,) = finding.witnesses
    assert witness.role == "escapes"
    (decided,) = witness.decided
    assert decided.verdict is VerdictStatus.ELIGIBLE
    assert {status for _, status in decided.statuses} == {Status.NOT_APPLICABLE}


@pytest.mark.parametrize(
    "sis",
    [
        ("{mesure: valide, est: oui}", "{mesure: valide, est: non}"),  # one of them always applies
        ("{mesure: experience, au_moins: 12 mois}", "{mesure: experience, au_plus: 12 mois}"),
        ("{mesure: valide, est: oui}", "{mesure: valide, est: oui}"),  # no family: written for the same
        ("{mesure: valide, est: oui}", None),  # one is for everybody
    ],
)
def test_where_somebody_is_always_asked_something_nothing_is_told(sis: tuple[str | None, ...]) -> None:
    conditions = "".join(condition(f"c{n}", UE, si) for n, si in enumerate(sis))
    assert "nothing-applies" not in found(read(f"{HEAD}{MEASURES}conditions:\n{conditions}"))


def test_without_dossiers_whom_nothing_is_asked_of_is_left_out() -> None:
    ruleset = family("{mesure: valide, est: oui}", "{mesure: experience, au_moins: 12 mois}")
    report = prove(ruleset, dossiers=False)
    assert "nothing-applies" not in {finding.code for finding in report.findings}


def test_a_solver_that_gives_up_leaves_the_family_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(families, "never", lambda _: None)
    ruleset = family("{mesure: valide, est: oui}", "{mesure: experience, au_moins: 12 mois}")
    unsettled = [one for one in prove(ruleset).unsettled if one.code == "nothing-applies"]
    assert [(one.why, one.subject) for one in unsettled] == [("solver", "c0")]


def test_a_condition_that_another_one_implies() -> None:
    codes = found(rules("{mesure: champ, au_moins: 18 mois}", "{mesure: experience, au_moins: 17 mois}", UE))
    (finding,) = codes.pop("implied")
    assert (finding.subject, dict(finding.args)) == ("c1", {"other": "c0"})
    assert codes == {}


def test_the_same_condition_twice_is_told_once() -> None:
    codes = found(rules(UE, "{mesure: ue, plus_de: 11 UE}", "{mesure: ue, au_moins: 11 UE}"))
    assert [(f.subject, dict(f.args)["other"]) for f in codes["implied"]] == [
        ("c1", "c0"),
        ("c2", "c0"),
        ("c2", "c1"),
    ]


def test_conditions_of_which_neither_implies_the_other() -> None:
    assert (
        found(rules("{mesure: champ, au_moins: 18 mois}", "{mesure: experience, au_moins: 18 mois 1 jour}"))
        == {}
    )


THREE = (
    "{un_au_moins: [{mesure: stage, au_moins: 3 mois}, {mesure: champ, au_moins: 18 mois}]}",
    "{un_au_moins: [{mesure: stage, au_moins: 3 mois}, {mesure: champ, moins_de: 18 mois}]}",
)


def test_a_condition_that_the_others_imply_together() -> None:
    """Neither of the two others implies it alone: with the months in the field or without, a stage is due."""
    codes = found(rules(*THREE, "{mesure: stage, au_moins: 2 mois}"))
    (finding,) = codes["implied-together"]
    assert (finding.subject, finding.serious, finding.args) == ("c2", True, ())
    assert "implied" not in codes
    assert "implied-together" not in found(rules(*THREE, "{mesure: stage, au_moins: 3 mois 1 jour}"))


def test_what_one_condition_implies_is_not_told_again() -> None:
    ruleset = rules(*THREE, "{mesure: stage, au_moins: 2 mois}", "{mesure: stage, au_moins: 4 mois}")
    codes = found(ruleset)
    assert {finding.subject for finding in codes["implied"]} == {"c0", "c1", "c2"}
    assert "implied-together" not in codes


# --------------------------------------------------------- measures of moments, and of what is held
@pytest.mark.parametrize(
    "exige",
    [
        "{tous: [{mesure: initiale, est: oui}, {mesure: continue, est: oui}]}",
        "{mesure: quelle_que_soit, est: non}",
        "{tous: [{mesure: attente, au_moins: 2 ans}, {mesure: depuis, moins_de: 2 ans}]}",
        "{tous: [{mesure: apres_le_depot, est: oui}, {mesure: dans_l_ordre, est: non}]}",
        "{tous: [{mesure: age_a_l_entree, au_moins: 26 ans}, {mesure: age, moins_de: 26 ans}]}",
        "{tous: [{mesure: licence, est: oui}, {mesure: diplome, est: non}]}",
        "{tous: [{mesure: bulats, au_moins: B2}, {mesure: langue, moins_de: B2}]}",
        "{tous: [{mesure: echouees_depuis_peu, au_moins: 1 UE}, {mesure: echouees, au_plus: 0 UE}]}",
        "{mesure: points, moins_de: 0 points}",
    ],
)
def test_what_no_candidate_can_be_or_have_at_once(exige: str) -> None:
    assert [*found(rules(exige, measures=MOMENTS))] == ["never-met"]


@pytest.mark.parametrize(
    "exige",
    [
        "{un_au_moins: [{mesure: initiale, est: oui}, {mesure: continue, est: oui}]}",
        "{tous: [{mesure: attente, au_moins: 1 an}, {mesure: depuis, au_moins: 2 ans}]}",
        "{tous: [{mesure: dans_l_ordre, est: oui}, {mesure: apres_le_depot, est: non}]}",
        "{tous: [{mesure: age_a_l_entree, au_moins: 26 ans}, {mesure: age, au_moins: 27 ans}]}",
        "{tous: [{mesure: diplome, est: oui}, {mesure: licence, est: non}]}",
        "{tous: [{mesure: langue, au_moins: B2}, {mesure: bulats, moins_de: A1}]}",
        "{tous: [{mesure: echouees, au_moins: 1 UE}, {mesure: echouees_depuis_peu, au_plus: 0 UE}]}",
        "{mesure: points, au_moins: 9999 points}",
    ],
)
def test_what_a_candidate_may_be_or_have_is_left_alone(exige: str) -> None:
    """And every question is settled: dossiers show that it can be met, and that it can be failed."""
    assert "never-met" not in found(rules(exige, measures=MOMENTS))


def test_a_measure_that_implies_another_of_its_kind() -> None:
    codes = found(rules("{mesure: licence, est: oui}", "{mesure: diplome, est: oui}", measures=MOMENTS))
    (finding,) = codes["implied"]
    assert (finding.subject, dict(finding.args), [*codes]) == ("c1", {"other": "c0"}, ["implied"])


def test_a_delay_that_may_not_last_is_shown_on_a_pair() -> None:
    (finding,) = found(rules("{mesure: attente, au_plus: 1 an}", measures=MOMENTS))["not-monotone"]
    assert dict(finding.args) == {"measure": "attente", "op": "au_plus", "bound": str(12 * 31)}
    assert [witness.measured[0].least for witness in finding.witnesses] == [0, 12 * 31 + 1]


def test_another_situation_is_not_more() -> None:
    """A candidate who changes route has no more of anything: each route may ask for something else."""
    ruleset = rules(
        "{si: {mesure: initiale, est: oui}, alors: {mesure: diplome, est: oui}}", measures=MOMENTS
    )
    assert prove(ruleset).monotone


# ----------------------------------------------------------------------- values that are no constants
DECIDED, DATED = "{decision: duree_du_stage}", "{parametre: duree_exigee}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"stage, au_moins: {DECIDED}", "stage, moins_de: 3 mois"),
        (f"stage, moins_de: {DECIDED}", "stage, au_moins: 6 mois"),
        (f"stage, plus_de: {DECIDED}", "stage, au_plus: 3 mois"),
        (f"stage, plus_de: {DECIDED}", f"stage, moins_de: {DECIDED}"),
        (f"champ, au_moins: {DATED}", "champ, moins_de: 18 mois"),
        (f"champ, moins_de: {DATED}", "champ, au_moins: 24 mois"),
        (f"champ, au_moins: {DATED}", "experience, moins_de: 18 mois"),
        (f"champ, au_moins: {DATED}", f"experience, moins_de: {DATED}"),
    ],
)
def test_a_value_lies_within_its_bounds_and_is_one(one: str, other: str) -> None:
    assert [*found(valued(f"{{tous: [{{mesure: {one}}}, {{mesure: {other}}}]}}"))] == ["never-met"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"stage, au_moins: {DECIDED}", "stage, au_plus: 3 mois"),
        (f"stage, moins_de: {DECIDED}", "stage, au_moins: 5 mois"),
        (f"stage, plus_de: {DECIDED}", "stage, moins_de: 4 mois"),
        (f"stage, au_moins: {DECIDED}", f"stage, au_plus: {DECIDED}"),
        (f"champ, au_moins: {DATED}", "champ, moins_de: 24 mois"),
        (f"champ, moins_de: {DATED}", "champ, au_moins: 23 mois"),
        (f"champ, moins_de: {DATED}", f"experience, au_moins: {DATED}"),
    ],
)
def test_what_a_value_within_its_bounds_allows_is_left_alone(one: str, other: str) -> None:
    assert "never-met" not in found(valued(f"{{tous: [{{mesure: {one}}}, {{mesure: {other}}}]}}"))


@pytest.mark.parametrize(
    ("one", "implied"),
    [
        ("stage, au_moins: 6 mois", f"stage, au_moins: {DECIDED}"),
        (f"stage, au_moins: {DECIDED}", "stage, au_moins: 3 mois"),
        ("champ, au_moins: 24 mois", f"champ, au_moins: {DATED}"),
        ("champ, au_moins: 24 mois", f"experience, au_moins: {DATED}"),
        (f"champ, au_moins: {DATED}", "experience, au_moins: 18 mois"),
    ],
)
def test_what_a_value_implies_and_what_implies_it(one: str, implied: str) -> None:
    (finding,) = found(valued(f"{{mesure: {one}}}", f"{{mesure: {implied}}}"))["implied"]
    assert (finding.subject, dict(finding.args)) == ("c1", {"other": "c0"})


@pytest.mark.parametrize(
    ("short", "value"),
    [
        ("stage, au_moins: 5 mois 27 jours", f"stage, au_moins: {DECIDED}"),
        ("champ, au_moins: 23 mois 27 jours", f"champ, au_moins: {DATED}"),
    ],
)
def test_a_day_less_than_a_value_may_be_implies_nothing(short: str, value: str) -> None:
    assert found(valued(f"{{mesure: {short}}}", f"{{mesure: {value}}}")) == {}


def test_rules_with_a_value_that_is_decided_are_monotone() -> None:
    """A decision is no more for being higher: more of a stage never harms under the same one."""
    assert prove(valued(f"{{mesure: stage, au_moins: {DECIDED}}}")).monotone
    (finding,) = found(valued(f"{{mesure: stage, au_plus: {DECIDED}}}"))["not-monotone"]
    (_, least), (stage, value) = (witness.measured for witness in finding.witnesses)
    assert stage.least > value.least == least.least == 3 * 31


# ------------------------------------------------------------------------------------------- readings
def test_a_reading_whose_choices_are_equal() -> None:
    lecture = reading("l", "exige", "a", a=UE, b="{mesure: ue, plus_de: 11 UE}")
    codes = found(rules("{lecture: l}", readings=lecture))
    (finding,) = codes["reading-nothing"]
    assert (finding.subject, finding.serious, [*codes]) == ("l", True, ["reading-nothing"])


def test_a_reading_of_an_option_that_changes_nothing() -> None:
    measures = "mesures:\n  ue: {libelle: {fr: u, en: u}, ue: {lecture: l}}\n"
    lecture = reading("l", "valeur", "a", a="[FPG003, CCE001]", b="[FPG003, CCE001]")
    assert [*found(rules("{mesure: ue, au_moins: 1 UE}", measures=measures, readings=lecture))] == [
        "reading-nothing"
    ]
    lecture = reading("l", "valeur", "a", a="[FPG003, CCE001]", b="[FPG003, TET003]")
    assert found(rules("{mesure: ue, au_moins: 1 UE}", measures=measures, readings=lecture)) == {}


def test_a_convention_that_no_measure_reads_changes_nothing() -> None:
    text = "conventions: {mois: {lecture: l}}\n"
    lecture = reading("l", "valeur", "quantieme", quantieme="quantieme", trente="trente-jours")
    codes = found(
        rules(UE, "{mesure: stage, au_moins: 3 mois}", measures=text + measures_of("stage"), readings=lecture)
    )
    assert codes == {}
    codes = found(rules(UE, measures=text + measures_of("stage"), readings=lecture))
    assert [*codes] == ["reading-nothing"]


def measures_of(spells: str) -> str:
    return (
        f"mesures:\n  ue: {{libelle: {{fr: u, en: u}}, ue: obligatoires}}\n"
        f"  {spells}: {{libelle: {{fr: s, en: s}}, duree: stages}}\n"
    )


def test_two_choices_of_three_that_say_the_same() -> None:
    lecture = reading(
        "l", "exige", "a", a=UE, b="{mesure: ue, au_moins: 11 UE}", c="{mesure: ue, plus_de: 10 UE}"
    )
    codes = found(rules("{lecture: l}", readings=lecture))
    (finding,) = codes["choices-alike"]
    assert (dict(finding.args), [*codes]) == ({"one": "b", "second": "c"}, ["choices-alike"])


def test_a_reading_that_matters_only_where_something_is_unknown_matters() -> None:
    """Whether the status is one of all there are makes a difference where nobody said which it was."""
    measures = "mesures:\n  m: {libelle: {fr: m, en: m}, duree: experiences, statuts: {lecture: l}}\n"
    every = "[salarie, independant, benevole, apprenti]"
    lecture = reading("l", "valeur", "a", a="tous", b=every)
    assert found(rules("{mesure: m, au_moins: 2 mois}", measures=measures, readings=lecture)) == {}


def test_what_is_so_under_some_choices_only_is_a_remark() -> None:
    lecture = reading("l", "exige", "a", a=UE, b="{toujours: oui}")
    codes = found(rules("{lecture: l}", readings=lecture))
    (finding,) = codes["always-met"]
    assert (finding.serious, finding.readings) == (False, (("l", "b"),))


def test_what_nobody_can_meet_as_the_rules_stand_is_a_defect() -> None:
    lecture = reading("l", "exige", "a", a="{mesure: ue, au_moins: 13 UE}", b=UE)
    (finding,) = found(rules("{lecture: l}", readings=lecture))["never-met"]
    assert (finding.serious, finding.readings) == (True, ())
    lecture = reading("l", "exige", "b", a="{mesure: ue, au_moins: 13 UE}", b=UE)
    (finding,) = found(rules("{lecture: l}", readings=lecture))["never-met"]
    assert (finding.serious, finding.readings) == (False, (("l", "a"),))


# ------------------------------------------------------------------------------------- more is no worse
def test_more_that_is_worse_is_shown_on_a_pair_and_told_by_its_comparison() -> None:
    ruleset = rules(UE, "{mesure: ves, au_plus: 4 UE}")
    codes = found(ruleset)
    (finding,) = codes["not-monotone"]
    assert (finding.serious, finding.subject) == (False, "c1")
    assert dict(finding.args) == {"measure": "ves", "op": "au_plus", "bound": "4"}
    before, after = finding.witnesses
    assert before.decided[0].verdict is VerdictStatus.ELIGIBLE
    assert after.decided[0].verdict is VerdictStatus.NOT_ELIGIBLE
    assert [m.least for m in after.measured] == [12, 5]
    assert all(m.least <= n.least for m, n in zip(before.measured, after.measured, strict=True))
    assert not prove(ruleset).monotone


def test_every_condition_that_more_makes_worse_is_told() -> None:
    codes = found(rules("{mesure: ves, au_plus: 4 UE}", "{non: {mesure: ailleurs, au_moins: 6 mois}}"))
    assert [f.subject for f in codes["not-monotone"]] == ["c0", "c1"]


def test_a_si_that_more_makes_true() -> None:
    """More experience elsewhere, and a stage is due."""
    codes = found(rules("{mesure: stage, au_moins: 3 mois}", si="{mesure: ailleurs, plus_de: 0 jours}"))
    (finding,) = codes["not-monotone"]
    assert dict(finding.args) == {"measure": "ailleurs", "op": "plus_de", "bound": "0"}


def test_a_falling_comparison_that_can_not_refuse_leaves_the_rules_monotone() -> None:
    # Whoever has fewer than 3 units by exemption passes, and so does whoever has 3 or more.
    ruleset = rules("{un_au_moins: [{mesure: ves, moins_de: 3 UE}, {mesure: ue, au_moins: 3 UE}]}", UE)
    assert prove(ruleset).monotone


# ------------------------------------------------------------------------------- what can't be settled
def test_a_kind_that_makes_no_dossiers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from cnam_rules.measures import provable

    class Silent:
        """What a new kind is before anybody has told the prover of it."""

    monkeypatch.setattr(provable, "COMPANIONS", {**provable.COMPANIONS, "duree": Silent()})
    report = prove(rules("{mesure: stage, au_moins: 3 mois}"))
    assert report.findings == ()
    assert {(u.code, u.subject, u.why, u.kinds) for u in report.unsettled} == {
        ("never-met", "c0", "no-dossier", ("duree",)),
    }


def test_without_assumptions_only_precision_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    from cnam_rules.measures import provable

    ruleset = rules("{tous: [{mesure: valide, est: oui}, {mesure: soutenu, est: non}]}")
    assert [*found(ruleset)] == ["never-met"]
    monkeypatch.setattr(provable, "COMPANIONS", {})
    report = prove(ruleset)
    assert report.findings == ()
    assert {u.why for u in report.unsettled} == {"no-dossier"}


def test_a_solver_that_gives_up_claims_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "can_be", lambda _: GaveUp())
    lecture = reading("l", "exige", "a", a=UE, b="{mesure: ue, plus_de: 11 UE}")
    report = prove(rules("{lecture: l}", "{mesure: ue, au_moins: 13 UE}", readings=lecture))
    assert report.findings == ()
    assert not report.monotone
    assert {u.why for u in report.unsettled} == {"solver"}
    assert {u.code for u in report.unsettled} == {
        "never-met",
        "always-met",
        "implied",
        "choices-alike",
        "not-monotone",
    }


def test_too_many_choices_are_not_claimed_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choices, "_MOST", 3)
    lectures = [reading(f"l{i}", "exige", "a", a=UE, b="{mesure: ue, plus_de: 11 UE}") for i in range(3)]
    exige = f"{{tous: [{', '.join(f'{{lecture: l{i}}}' for i in range(3))}]}}"
    report = prove(rules(exige, readings="".join(lectures)))
    assert report.choices == (4, 8)
    assert {(u.code, u.why) for u in report.unsettled} == {
        ("choices-alike", "choices"),
        ("not-monotone", "choices"),
    }
    assert report.findings == ()

"""What is planted in a rule set is found, and what is right is left alone."""

from __future__ import annotations

import pytest

import cnam_rules
from cnam_rules.kernel import VerdictStatus
from cnam_rules.prove import asking, choices, prove
from cnam_rules.prove.solver import GaveUp
from tests.language.build import reading
from tests.prove.planted import found, rules

pytest.importorskip("z3", reason="the extra `prove` (z3-solver) isn't installed")

UE = "{mesure: ue, au_moins: 12 UE}"


def test_nothing_is_found_in_the_titles_own_rules() -> None:
    ruleset = cnam_rules.ruleset("titre-casp/jury")
    report = prove(ruleset)
    assert (report.findings, report.unsettled) == ((), ())
    assert report.monotone
    assert report.choices == (1536, 1536)
    assert report.settled > 30


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

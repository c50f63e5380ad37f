"""Parameters and decisions in rule files: read, refused, inherited, and decided with."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cnam_rules import decide, from_json, loads, read_ruleset
from cnam_rules.catalogue import packaged
from cnam_rules.faults import DossierError, Fault, RuleSetError, VerdictError
from cnam_rules.kernel import Compare, Op, Status
from cnam_rules.language import RuleFile, RuleSet, decode_rule_file, decode_ruleset
from cnam_rules.measures import Seuil
from cnam_rules.render.ruleset import ruleset_text
from cnam_rules.render.ruleset_data import ruleset_data
from cnam_rules.ruletests import run_examples
from cnam_rules.verdict import Verdict
from tests.columns import read_across
from tests.language.build import LABEL, codes, faults, read, reading, rule_file

AS_OF = date(2025, 11, 3)
RULES = Path(__file__).parents[2] / "rules"
DECIDING = sorted(
    path for path in RULES.glob("*/*.yaml") if "{decision: " in path.read_text(encoding="utf-8")
)
SOURCE = "source: {clause: 2, extrait: x}"


def parameter(*values: str, selon: str = "entree_en_formation", name: str = "p") -> str:
    dated = ", ".join(f"{{{value}, {SOURCE}}}" for value in values)
    return f"parametres:\n  {name}: {{{LABEL}, selon: {selon}, valeurs: [{dated}]}}\n"


def decision(entre: str = "[3 mois, 6 mois]", more: str = "", name: str = "d") -> str:
    by = "par: {fr: le jury, en: the jury}"
    return f"decisions:\n  {name}: {{{LABEL}, {by}, entre: {entre}{more}, {SOURCE}}}\n"


PARAMETER = parameter("du: 2019-09-01, valeur: 24 mois", "du: 2023-09-01, valeur: 18 mois")
ON_STAGE = "{mesure: stage, au_moins: {decision: d}}"
ON_EXPERIENCE = "{mesure: experience, au_moins: {parametre: p}}"
BOTH = rule_file(ON_EXPERIENCE, ON_STAGE, more=PARAMETER + decision())


def dossier(months: int = 4, **more: str) -> Any:
    end = date(2025, 1 + months, 1) - timedelta(days=1)
    parts = {
        "stages": f"[{{organisme: S, debut: 2025-01-01, fin: {end}}}]",
        "experiences": "[{intitule: E, debut: 2022-01-01, fin: 2023-06-30, attestee: oui}]",  # 18 months
    } | more
    said = ", ".join(f"{key}: {value}" for key, value in parts.items())
    return loads(f"{{dossier: D-1, programme: RNCP36625, {said}}}")


def took(value: str, day: str = "2025-03-03", objet: str = "d") -> str:
    return f"{{objet: {objet}, valeur: {value}, autorite: A, motif: M, date: {day}}}"


def verdict(rules: RuleSet, *, as_of: date = AS_OF, months: int = 4, **more: str) -> Verdict:
    return decide(dossier(months, **more), as_of=as_of, ruleset=rules)


def status(rules: str) -> Status:
    return verdict(read(rules)).condition("c0").status


# ----------------------------------------------------------------------------------------- rule sets
@pytest.mark.parametrize("path", DECIDING, ids=lambda path: path.stem)
def test_the_rules_that_leave_a_value_to_somebody_come_to_what_they_expect(path: Path) -> None:
    rules = read_ruleset(path)
    outcomes = [*run_examples(rules)]
    assert len(rules.examples) >= 5
    assert rules.reconstitution is not None
    assert rules.constat is not None
    assert [outcome.example.name for outcome in outcomes if not outcome.passed] == []


# ------------------------------------------------------------------------------------------ deciding
@pytest.mark.parametrize(
    ("op", "below", "at", "above"),
    [
        ("au_moins", "unmet", "met", "met"),
        ("plus_de", "unmet", "unmet", "met"),
        ("au_plus", "met", "met", "unmet"),
        ("moins_de", "met", "unmet", "unmet"),
    ],
)
def test_every_way_to_compare_with_what_was_decided(op: str, below: str, at: str, above: str) -> None:
    rules = read(rule_file(f"{{mesure: stage, {op}: {{decision: d}}}}", more=decision()))
    found = [
        verdict(rules, months=months, decisions=f"[{took('4 mois')}]").condition("c0").status.value
        for months in (3, 4, 5)
    ]
    assert found == [below, at, above]


@pytest.mark.parametrize(
    ("op", "expected"),
    [
        ("au_moins", ["unmet", "unknown", "unknown", "met", "met"]),
        ("plus_de", ["unmet", "unmet", "unknown", "unknown", "met"]),
        ("au_plus", ["met", "met", "unknown", "unknown", "unmet"]),
        ("moins_de", ["met", "unknown", "unknown", "unmet", "unmet"]),
    ],
)
def test_what_is_undecided_settles_what_its_bounds_settle(op: str, expected: list[str]) -> None:
    rules = read(rule_file(f"{{mesure: stage, {op}: {{decision: d}}}}", more=decision()))
    found = [verdict(rules, months=months).condition("c0").status.value for months in (2, 3, 4, 6, 7)]
    assert found == expected


def test_the_day_of_entry_chooses_the_parameter() -> None:
    days = {"2023-08-31": "unmet", "2023-09-01": "met", "2023-09-02": "met"}
    rules = read(BOTH)
    for day, expected in days.items():
        assert verdict(rules, entree_en_formation=day).condition("c0").status.value == expected
    unknown = verdict(rules, months=6)
    assert unknown.condition("c0").status is Status.UNKNOWN
    assert [missing.piece.path for missing in unknown.pieces] == ["$.entree_en_formation"]
    assert "Quelle est la date d'entrée en formation" in str(unknown)


def test_before_the_first_value_there_is_no_verdict() -> None:
    rules = read(BOTH.replace("2015-01-01", "2010-01-01"))
    with pytest.raises(RuleSetError) as caught:
        verdict(rules, entree_en_formation="2019-08-31")
    (fault,) = caught.value.faults
    assert (fault.code, fault.path) == ("no-value-yet", "$.entree_en_formation")
    assert "1er septembre 2019" in fault.message("fr")
    assert verdict(rules, entree_en_formation="2019-09-01").condition("c0").status is Status.UNMET


@pytest.mark.parametrize(
    ("entry", "code", "path"),
    [
        (took("7 mois"), "decision-out-of-bounds", "valeur"),
        (took("2 mois 27 jours"), "decision-out-of-bounds", "valeur"),
        (took("4 UE"), "not-the-unit", "valeur"),
        (took("quatre"), "not-the-unit", "valeur"),
        (took("4 mois", objet="dd"), "unknown-decision", "objet"),
        (took("4 mois", objet="p"), "unknown-decision", "objet"),
        (took("9 mois", day="2030-01-01"), "decision-out-of-bounds", "valeur"),
    ],
)
def test_a_decision_at_fault_gives_no_verdict(entry: str, code: str, path: str) -> None:
    with pytest.raises(DossierError) as caught:
        verdict(read(BOTH), decisions=f"[{entry}]")
    (fault,) = caught.value.faults
    assert (fault.code, fault.path) == (code, f"$.decisions[0].{path}")
    for lang in ("fr", "en"):
        assert fault.message(lang)
        assert fault.hint(lang)


def test_decisions_of_rules_that_leave_nothing_to_decide_are_refused() -> None:
    with pytest.raises(DossierError) as caught:
        verdict(read(rule_file("{mesure: stage, au_moins: 1 mois}")), decisions=f"[{took('4 mois')}]")
    assert [fault.code for fault in caught.value.faults] == ["unknown-decision"]


def test_two_decisions_of_one_day_must_agree() -> None:
    with pytest.raises(DossierError) as caught:
        dossier(decisions=f"[{took('4 mois')}, {took('5 mois')}]")
    assert [(f.code, f.path) for f in caught.value.faults] == [("decision-twice", "$.decisions[1]")]
    dossier(decisions=f"[{took('4 mois')}, {took('4 mois')}, {took('5 mois', day='2025-03-04')}]")


def test_what_is_to_come_or_replaced_is_told() -> None:
    decisions = f"[{took('4 mois')}, {took('5 mois', day='2025-04-01')}, {took('3 mois', day='2026-01-01')}]"
    found = verdict(read(BOTH), decisions=decisions)
    assert [(remark.code, remark.path) for remark in found.remarks] == [
        ("decision-replaced", "$.decisions[0]"),
        ("decision-to-come", "$.decisions[2].date"),
    ]
    assert found.condition("c1").status is Status.UNMET
    assert found.text("fr")
    assert found.text("en")


def test_what_is_compared_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from cnam_rules.measures.duree import Duree

    seen: list[str] = []
    measuring = Duree.fact

    def counted(self: Duree, name: str, *rest: Any) -> Any:
        seen.append(name)
        return measuring(self, name, *rest)

    monkeypatch.setattr(Duree, "fact", counted)
    rules = read(
        rule_file(
            ON_STAGE,
            "{mesure: stage, plus_de: {decision: d}}",
            "{mesure: experience, au_moins: 1 mois}",
            ON_EXPERIENCE,
            more=PARAMETER + decision(),
        )
    )
    rules.under().measure(dossier(), AS_OF)
    assert sorted(seen) == ["experience", "stage"]


# --------------------------------------------------------------------------------------- what is said
def test_the_page_says_what_was_decided_by_whom_and_within_what() -> None:
    found = verdict(read(BOTH), decisions=f"[{took('4 mois')}]", entree_en_formation="2023-09-01")
    english = " ".join(found.text("en").split())
    assert (
        "✓ one: 4 months (asked for: at least 4 months, set by the jury on 3 March 2025, "
        "between 3 months and 6 months)" in english
    )
    assert (
        "asked for: at least 18 months, the value for entries into training since 1 September 2023" in english
    )
    assert "Reason: M" in english
    french = " ".join(found.text("fr").replace("\u00a0", " ").split())
    assert (
        "au moins 4 mois, selon la décision prise le 3 mars 2025 par le jury, entre 3 mois et 6 mois"
        in french
    )


def test_what_lacks_is_told_in_the_measure_s_own_unit() -> None:
    found = verdict(read(BOTH), decisions=f"[{took('6 mois')}]", entree_en_formation="2023-09-01")
    (lacks,) = found.condition("c1").shortfalls
    assert (lacks.measure, lacks.unit.value, lacks.amount) == ("stage", "duree", 2 * 31)
    assert "2 months more to be proved: one." in found.text("en")


def test_what_would_exempt_is_told_too() -> None:
    rules = read(
        rule_file(ON_STAGE, si="{mesure: experience, moins_de: {parametre: p}}", more=PARAMETER + decision())
    )
    decided = f"[{took('6 mois')}]"
    found = verdict(rules, decisions=decided, entree_en_formation="2020-01-01").condition("c0")
    assert found.status is Status.UNMET
    constant = rule_file(ON_STAGE, si="{mesure: experience, moins_de: 24 mois}", more=decision())
    same = verdict(read(constant), decisions=decided).condition("c0")
    assert found.exemptions == same.exemptions != ()
    met = verdict(rules, decisions=decided, entree_en_formation="2023-09-01").condition("c0")
    assert met.status is Status.NOT_APPLICABLE


def test_the_decision_is_a_missing_piece_only_where_it_matters() -> None:
    rules = read(rule_file(ON_STAGE, more=decision()))
    assert [missing.piece.key for missing in verdict(rules).pieces] == ["decision"]
    assert verdict(rules, months=6).pieces == ()
    assert verdict(rules, months=2).pieces == ()
    undated = decide(loads("{dossier: D-1, programme: RNCP36625}"), as_of=AS_OF, ruleset=rules)
    assert [missing.piece.key for missing in undated.pieces] == ["liste-stages", "decision"]
    default = read(rule_file(ON_STAGE, more=decision(more=", par_defaut: 6 mois")))
    assert verdict(default).pieces == ()


def test_rules_shown_name_the_value_and_say_it() -> None:
    said = read_across(ruleset_text(read(BOTH), "en"))
    assert "one: at least the value decided (one [d])" in said
    assert "one: at least the parameter's value (one [p])" in said
    assert "to be set by the jury, between 3 months and 6 months" in said
    assert "24 months for entries into training since 1 September 2019" in said
    assert "au_moins decision" not in said
    data = ruleset_data(read(BOTH))
    assert data["conditions"][1]["exige"] == {"mesure": "stage", "au_moins": {"decision": "d"}}
    assert [measure["name"] for measure in data["mesures"]] == ["ue", "experience", "stage", "valide"]
    assert [value["valeur"] for value in data["parametres"][0]["valeurs"]] == [24 * 31, 18 * 31]
    assert data["decisions"][0]["entre"] == [3 * 31, 6 * 31]
    json.dumps(data)


# -------------------------------------------------------------------------------------------- stored
def test_a_stored_verdict_keeps_what_was_compared() -> None:
    for found in (
        verdict(read(BOTH)),
        verdict(read(BOTH), decisions=f"[{took('4 mois')}]", entree_en_formation="2020-01-01"),
    ):
        again = from_json(found.to_json())
        assert again == found
        assert again.text("en") == found.text("en")


@pytest.mark.parametrize(
    "change",
    [
        lambda evidence: evidence["decision"]["prise"].update(valeur=3 * 31),
        lambda evidence: evidence["decision"]["prise"].update(valeur=9 * 31),
        lambda evidence: evidence["fact"].update(least=31),
        lambda evidence: evidence.update(op="moins_de"),
        lambda evidence: evidence.update(decision=None),
    ],
)
def test_a_stored_comparison_that_was_altered_is_refused(change: Any) -> None:
    found = verdict(read(BOTH), decisions=f"[{took('5 mois')}]", entree_en_formation="2020-01-01")
    tree = json.loads(found.to_json())
    change(tree["facts"][1]["evidence"])
    with pytest.raises(VerdictError):
        from_json(json.dumps(tree))


# -------------------------------------------------------------------------------------------- faults
def told(text: str) -> list[tuple[str, str]]:
    def place(fault: Fault) -> tuple[str, str]:
        return fault.code, fault.path.removeprefix("$.")

    return [place(fault) for fault in faults(text)]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (parameter("du: 2019-09-01, valeur: 12 UE"), "not-the-unit"),
        (parameter("du: 2023-09-01, valeur: 1 mois", "du: 2019-09-01, valeur: 2 mois"), "dates-out-of-order"),
        (parameter("du: 2023-09-01, valeur: 1 mois", "du: 2023-09-01, valeur: 2 mois"), "dates-out-of-order"),
        (parameter(), "no-term"),
        (parameter("du: hier, valeur: 1 mois"), "not-a-date"),
        (parameter("valeur: 1 mois"), "missing-key"),
        (parameter("du: 2019-09-01, valeur: 1 mois", selon="naissance"), "unknown-word"),
        (parameter("du: 2019-09-01, valeur: 1 mois").replace(SOURCE, "source: {clause: 2}"), "missing-key"),
    ],
)
def test_a_parameter_at_fault_is_refused(values: str, code: str) -> None:
    assert codes(rule_file(ON_EXPERIENCE, more=values)) == [code]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (decision("[6 mois, 3 mois]"), "bounds-reversed"),
        (decision("[3 UE, 6 mois]"), "not-the-unit"),
        (decision("[3 mois]"), "two-bounds"),
        (decision("[3 mois, 4 mois, 5 mois]"), "two-bounds"),
        (decision("[]"), "two-bounds"),
        (decision("3 mois"), "not-a-list"),
        (decision(more=", par_defaut: 7 mois"), "default-out-of-bounds"),
        (decision(more=", par_defaut: 2 mois 27 jours"), "default-out-of-bounds"),
        (decision(more=", par_defaut: 3 UE"), "not-the-unit"),
        (decision(more=", parr: x"), "unknown-key"),
    ],
)
def test_a_decision_of_the_rules_at_fault_is_refused(values: str, code: str) -> None:
    assert codes(rule_file(ON_STAGE, more=values)) == [code]


def test_equal_ends_and_defaults_at_the_ends_are_no_fault() -> None:
    for values in ("3 mois", "6 mois"):
        read(rule_file(ON_STAGE, more=decision(more=f", par_defaut: {values}")))
    assert status(rule_file(ON_STAGE, more=decision("[4 mois, 4 mois]"))) is Status.MET


def test_what_nothing_uses_is_refused() -> None:
    text = rule_file("{mesure: stage, au_moins: 1 mois}", more=PARAMETER + decision())
    assert told(text) == [("unused-value", "parametres.p"), ("unused-value", "decisions.d")]


@pytest.mark.parametrize(
    ("exige", "found"),
    [
        ("{mesure: stage, au_moins: {decision: dd}}", ["unknown-word"]),
        ("{mesure: stage, au_moins: {parametre: p, decision: d}}", ["one-of"]),
        ("{mesure: valide, au_moins: {decision: d}}", ["no-value-for-yes"]),
        ("{mesure: valide, est: {decision: d}}", ["no-value-for-yes"]),
        ("{mesure: ue, au_moins: {decision: d}}", ["value-in-two-units"]),
    ],
)
def test_a_comparison_that_names_no_fit_value_is_refused(exige: str, found: list[str]) -> None:
    assert codes(rule_file(ON_STAGE, exige, ON_EXPERIENCE, more=PARAMETER + decision())) == found


def test_a_value_whose_name_is_misspelt_is_read_all_the_same() -> None:
    """Every fault at once: those of the value, and the name that no comparison finds."""
    text = rule_file(
        "{mesure: stage, au_moins: {decision: dd}}",
        "{mesure: ue, au_moins: {parametre: pp}}",
        more=parameter("du: 2019-09-01, valeur: 2 UE", "du: 2020-09-01, valeur: 2 mois")
        + decision("[6 mois, 3 UE]"),
    )
    assert codes(text) == ["unknown-word", "unknown-word", "not-the-unit", "not-the-unit"]


def test_the_values_of_a_model_are_checked_though_it_need_not_use_them() -> None:
    model = "jeu: essai/modele\nversion: '1'\nmodele: oui\n" + decision("[6 mois, 3 mois]")
    with pytest.raises(RuleSetError) as caught:
        decode_rule_file(RuleFile(model, "modele.yaml"), fiches=packaged().fiches)
    assert [fault.code for fault in caught.value.faults] == ["bounds-reversed"]


# ------------------------------------------------------------------------------- readings, etend, hash
def test_a_reading_may_give_the_value() -> None:
    lectures = reading("annee", "valeur", "a", a="12 mois", b="24 mois") + reading(
        "usage", "valeur", "a", a="3 mois", b="6 mois"
    )
    text = rule_file(
        ON_EXPERIENCE,
        ON_STAGE,
        readings=lectures,
        more=parameter("du: 2015-01-01, valeur: {lecture: annee}")
        + decision(more=", par_defaut: {lecture: usage}"),
    )
    rules = read(text)
    assert [rules.readings_of(condition) for condition in rules.conditions] == [("annee",), ("usage",)]
    found = verdict(rules)
    assert found.statuses == {"c0": Status.MET, "c1": Status.MET}
    assert {(a.reading, a.choice): dict(a.conditions) for a in found.alternatives} == {
        ("annee", "b"): {"c0": Status.UNMET},
        ("usage", "b"): {"c1": Status.UNMET},
    }
    assert "usage" in ruleset_text(rules, "fr")
    wrong = text.replace("valeur: 6 mois", "valeur: 9 UE")
    assert codes(wrong) == ["not-the-unit"]
    outside = text.replace("valeur: 6 mois", "valeur: 9 mois")
    assert codes(outside) == ["default-out-of-bounds"]


def extending(own: str, base: str = BOTH) -> RuleSet:
    text = f"jeu: essai/second\nversion: '1'\netend: essai/petit\n{own}"
    others = [RuleFile(base, "base.yaml")]
    return decode_ruleset(text, file="second.yaml", fiches=packaged().fiches, others=others)


def test_values_are_inherited_key_by_key() -> None:
    rules = extending("decisions:\n  d: {entre: [1 mois, 4 mois]}\n")
    assert (rules.decisions["d"].bas, rules.decisions["d"].haut) == (31, 4 * 31)
    assert (rules.decisions["d"].par.fr, rules.decisions["d"].file) == ("le jury", "second.yaml")
    assert verdict(rules).condition("c1").status is Status.MET
    assert verdict(extending("")).condition("c1").status is Status.UNKNOWN
    assert "Inherited from essai/petit@1" in ruleset_text(extending(""), "en")


def test_an_inherited_value_that_nothing_uses_any_more_is_left_out() -> None:
    rules = extending("retire: [c1]\n")
    assert [value.name for value in rules.valeurs] == ["p"]
    assert (
        rules.sha256
        == extending("retire: [c1]\n", rule_file(ON_EXPERIENCE, "{toujours: oui}", more=PARAMETER)).sha256
    )


def test_to_override_a_value_that_is_not_there_is_refused() -> None:
    with pytest.raises(RuleSetError) as caught:
        extending("decisions:\n  dd: {entre: [1 mois, 4 mois]}\n")
    assert [fault.code for fault in caught.value.faults] == ["overrides-nothing"]


def test_the_values_bear_on_the_hash() -> None:
    changed = (BOTH.replace("18 mois", "17 mois"), BOTH.replace("[3 mois", "[2 mois"))
    assert len({read(text).sha256 for text in (BOTH, *changed)}) == 3


def test_a_measure_of_the_same_name_as_a_comparison_is_another_measure() -> None:
    taken = "stage au_moins decision d"
    measures = f"mesures:\n  stage: {{{LABEL}, duree: stages}}\n  {taken!r}: {{{LABEL}, rapport: valide}}\n"
    rules = read(rule_file(ON_STAGE, f"{{mesure: {taken!r}, est: oui}}", measures=measures, more=decision()))
    found = verdict(rules, months=6)
    assert found.statuses == {"c0": Status.MET, "c1": Status.UNKNOWN}
    assert [kind for kind in (m.kind for m in rules.measures.values()) if kind is Seuil] == [Seuil]


def test_engines_see_a_comparison_with_yes() -> None:
    program = read(BOTH).under().program
    name = "stage au_moins decision d"
    assert program.conditions[1].requires == Compare(name, Op.AT_LEAST, 1)

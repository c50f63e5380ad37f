"""`etend`: what is inherited, what is overridden, what is refused, and where each part was written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import perf_counter

import pytest

from cnam_rules import decide, from_json, loads
from cnam_rules.catalogue import packaged, read_rule_file, read_ruleset
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.kernel import Compare, Constant, Op
from cnam_rules.language import Modele, Origin, RuleFile, RuleSet, decode_rule_file, decode_ruleset
from cnam_rules.render.ruleset import ruleset_text
from cnam_rules.render.ruleset_data import ruleset_data
from tests.columns import read_across
from tests.language.build import HEAD, LABEL, MEASURES, condition, reading, rule_file

HALF_YEAR = "{mesure: experience, au_moins: 6 mois}"
YEAR = "{mesure: experience, au_moins: 1 an}"
OWN = "jeu: essai/grand\nversion: '2'\netend: essai/petit@1\n"


def base(text: str | None = None, name: str = "petit.yaml") -> RuleFile:
    """A rule set with the conditions c0, c1 and c2, or any text."""
    return RuleFile(
        rule_file(HALF_YEAR, "{lecture: l}", YEAR, readings=READING) if text is None else text, name
    )


READING = reading("l", "exige", "a", a=HALF_YEAR, b=YEAR)


def over(text: str, *others: RuleFile, head: str = OWN) -> RuleSet:
    return decode_ruleset(
        head + text, file="grand.yaml", fiches=packaged().fiches, others=others or (base(),)
    )


def faults(text: str, *others: RuleFile, head: str = OWN) -> list[Fault]:
    """The faults; each has its sentences in both languages."""
    with pytest.raises(RuleSetError) as caught:
        over(text, *others, head=head)
    for fault in caught.value.faults:
        for lang in ("fr", "en"):
            assert fault.message(lang)
            assert fault.hint(lang)
            assert (fault.chain or "") in fault.message(lang)
    return list(caught.value.faults)


def fault(text: str, *others: RuleFile, head: str = OWN) -> Fault:
    """The one fault."""
    (only,) = faults(text, *others, head=head)
    return only


def bounds(ruleset: RuleSet) -> dict[str, object]:
    return {condition.id: condition.requires for condition in ruleset.under().program.conditions}


MONTHS = 31
SIX = Compare("experience", Op.AT_LEAST, 6 * MONTHS)
TWELVE = Compare("experience", Op.AT_LEAST, 12 * MONTHS)


# ------------------------------------------------------------------------------------------ inheriting
def test_what_overrides_nothing_is_the_same_but_for_its_name() -> None:
    flat, child = over("", head=rule_file(HALF_YEAR, "{lecture: l}", YEAR, readings=READING)), over("")
    assert (child.id, child.version, child.file) == ("essai/grand", "2", "grand.yaml")
    assert child.under().program == flat.under().program
    assert child.under({"l": "b"}).program == flat.under({"l": "b"}).program
    for name in (
        "programme",
        "intitule",
        "in_force",
        "source",
        "conventions",
        "measures",
        "readings",
        "fiche",
    ):
        assert getattr(child, name) == getattr(
            decode_ruleset(base().text, file="petit.yaml", fiches=packaged().fiches), name
        )
    (parent,) = child.etend
    assert (parent.id, parent.version, parent.file, parent.source) == (
        *("essai/petit", "1", "petit.yaml"),
        "un texte",
    )


def test_a_condition_is_overridden_where_it_stood_and_a_new_one_comes_last() -> None:
    child = over(f"conditions:\n{condition('neuve', YEAR)}  - {{id: c1, exige: {YEAR}}}\n")
    assert bounds(child) == {"c0": SIX, "c1": TWELVE, "c2": TWELVE, "neuve": TWELVE}
    assert list(bounds(child)) == ["c0", "c1", "c2", "neuve"]


def test_a_condition_inherits_the_keys_it_does_not_give_and_each_keeps_its_place() -> None:
    child = over(f"conditions:\n  - id: c1\n    exige: {YEAR}\n")
    first, second, _ = child.conditions
    assert (first.file, first.origins) == ("petit.yaml", ())
    assert base().text.splitlines()[first.line - 1].startswith("  - {id: c0")
    assert (second.file, second.line) == ("grand.yaml", 5)
    written = next(n for n, line in enumerate(base().text.splitlines(), 1) if "id: c1" in line)
    assert second.origins == tuple(Origin(key, "petit.yaml", written) for key in ("libelle", "source"))
    assert (second.libelle.fr, second.source.clause) == ("un", "1/")


def test_a_condition_is_no_longer_bound_to_where_it_applied() -> None:
    parent = base(rule_file(HALF_YEAR, si="{toujours: non}"))
    kept = over(f"conditions: [{{id: c0, exige: {YEAR}}}]", parent)
    freed = over("conditions: [{id: c0, si: {toujours: oui}}]", parent)
    assert kept.under().program.conditions[0].applies == Constant(False)
    assert freed.under().program.conditions[0].applies == Constant(True)
    assert bounds(freed) == {"c0": SIX}


def test_conditions_are_retired() -> None:
    child = over("retire: [c2, c0]\n")
    assert list(bounds(child)) == ["c1"]


def test_a_measure_inherits_the_options_it_does_not_give() -> None:
    child = over("mesures:\n  experience: {attestees: non, dans_le_champ: oui}\n")
    options = child.measures["experience"].options
    assert (options["duree"], options["attestees"], options["dans_le_champ"]) == ("experiences", False, True)
    assert (child.measures["experience"].file, child.measures["experience"].line) == ("grand.yaml", 5)
    assert (child.measures["stage"].file, child.measures["stage"].libelle.fr) == ("petit.yaml", "un")


def test_a_measure_of_another_kind_inherits_its_name_for_people_alone() -> None:
    child = over("mesures: {stage: {rapport: valide}}\n")
    assert child.measures["stage"].kind.KEY == "rapport"
    assert child.measures["stage"].options == {"rapport": "valide"}


def test_conventions_are_overridden_one_by_one() -> None:
    parent = base(rule_file(YEAR, more="conventions: {mois: trente-jours, temps_partiel: prorata}\n"))
    child = over("conventions: {temps_partiel: calendaire}\n", parent)
    assert child.conventions["mois"].value == "trente-jours"  # type: ignore[union-attr]  # no reading decides it
    assert child.conventions["temps_partiel"].value == "calendaire"  # type: ignore[union-attr]  # no reading decides it


def test_another_choice_is_retained_with_its_own_reason() -> None:
    child = over("lectures: {l: {retenue: b, raison: {fr: ici, en: here}}}\n")
    assert (child.readings["l"].retenue, child.readings["l"].raison.en) == ("b", "here")
    assert child.readings["l"].question.fr == "q"
    assert bounds(child)["c1"] == TWELVE
    only = fault("lectures: {l: {retenue: b}}\n")
    assert (only.code, only.args["found"], only.line) == ("reason-needed", "b", 4)
    assert over("lectures: {l: {retenue: a}}\n").readings["l"].raison.en == "r"


def test_a_choice_is_changed_or_added() -> None:
    changed = over(f"lectures: {{l: {{choix: {{a: {{exige: {YEAR}}}, c: {{{LABEL}, exige: {YEAR}}}}}}}}}\n")
    assert [choice.name for choice in changed.readings["l"].choix] == ["a", "b", "c"]
    assert bounds(changed)["c1"] == TWELVE
    assert changed.readings["l"].choice("a").libelle.fr == "un"


def test_what_a_choice_puts_in_place_is_of_one_kind() -> None:
    """A choice that gave an `exige` and now gives a `valeur` no longer gives both."""
    only = fault("lectures: {l: {choix: {a: {valeur: oui}}}}\n")
    assert only.code == "choice-does-not-fit"


def test_an_inherited_reading_that_nothing_uses_any_more_is_left_out() -> None:
    child = over(f"conditions: [{{id: c1, exige: {YEAR}}}]\n")
    assert child.readings == {}
    assert child.sha256 == over(f"conditions: [{{id: c1, exige: {YEAR}}}]\n").sha256
    only = fault(
        f"conditions: [{{id: c1, exige: {YEAR}}}]\nlectures: {{l: {{question: {{fr: x, en: y}}}}}}\n"
    )
    assert (only.code, only.file) == ("unused-reading", "grand.yaml")


def test_what_says_what_the_file_is_about_is_inherited_unless_given() -> None:
    child = over("en_vigueur: {du: 2020-01-01, au: 2020-12-31}\ntexte: {titre: mon texte}\n")
    assert (child.in_force.du, child.in_force.au) == (date(2020, 1, 1), date(2020, 12, 31))
    assert (child.source, child.intitule.fr, child.programme) == ("mon texte", "essai", "RNCP36625")
    again = decode_ruleset(
        "jeu: z\nversion: '1'\netend: essai/grand\nen_vigueur: {du: 2021-01-01}\n",
        file="z.yaml",
        fiches=packaged().fiches,
        others=[base(), RuleFile(OWN + "en_vigueur: {du: 2020-01-01, au: 2020-12-31}\n", "grand.yaml")],
    )
    assert again.in_force.au is None


def test_the_dossier_type_is_inherited_key_by_key_and_the_examples_are_not() -> None:
    common = "dossier_type: {entree_en_formation: 2016-01-01, stages: []}\n"
    example = "exemples: [{nom: x, au: 2025-01-01, dossier: {}, attendu: {verdict: indetermine}}]\n"
    parent = base(rule_file(YEAR, more=common + example))
    assert over("", parent).examples == ()
    (own,) = over("dossier_type: {entree_en_formation: 2017-01-01}\n" + example, parent).examples
    assert own.dossier.entree_en_formation == date(2017, 1, 1)
    assert own.dossier.stages == ()


def test_a_change_in_the_parent_changes_the_hash_unless_it_is_overridden() -> None:
    longer = base(base().text.replace("au_moins: 6 mois", "au_moins: 7 mois"))
    commented = base(base().text.replace("conditions:", "# rien\nconditions:"))
    assert over("").sha256 != over("", longer).sha256
    assert over("").sha256 == over("", commented).sha256
    everything = f"conditions: [{{id: c0, exige: {YEAR}}}, {{id: c1, exige: {YEAR}}}]\n"
    assert over(everything).sha256 == over(everything, longer).sha256


def test_a_file_is_the_same_whether_it_inherits_or_is_written_out() -> None:
    text = rule_file(HALF_YEAR, "{lecture: l}", YEAR, readings=READING)
    flat = text.replace("jeu: essai/petit", "jeu: essai/grand").replace('version: "1"', 'version: "2"')
    written = decode_ruleset(flat, file="f.yaml", fiches=packaged().fiches)
    assert written.sha256 == over("").sha256
    assert written.etend == ()


def test_chains_of_any_depth() -> None:
    depth = 60
    links = [base()]
    for number in range(depth):
        name = "essai/petit@1" if number == 0 else f"essai/n{number - 1}@1"
        change = f"conditions: [{{id: c0, exige: {{mesure: experience, au_moins: {number} mois}}}}]\n"
        links.append(
            RuleFile(f"jeu: essai/n{number}\nversion: 1\netend: {name}\n{change}", f"n{number}.yaml")
        )
    child = over("", *links, head=f"jeu: essai/grand\nversion: '2'\netend: essai/n{depth - 1}\n")
    assert bounds(child)["c0"] == Compare("experience", Op.AT_LEAST, (depth - 1) * MONTHS)
    assert len(child.etend) == depth + 1
    assert child.etend[-1].id == "essai/petit"
    assert child.conditions[0].file == f"n{depth - 1}.yaml"
    assert {origin.file for origin in child.conditions[0].origins} == {"petit.yaml"}


# --------------------------------------------------------------------------------------- what is refused
@pytest.mark.parametrize(
    ("text", "suggestion", "line"),
    [
        ("retire: [C0]\n", "c0", 4),
        ("retire: [experience]\n", None, 4),
        ("conditions:\n  - {id: C1, exige: {toujours: oui}}\n", "c1", 5),
        ("mesures:\n  experiences: {attestees: non}\n", "experience", 5),
        ("lectures:\n  L: {retenue: b, raison: {fr: x, en: y}}\n", "l", 5),
        ("conditions:\n  - {id: autre, source: {clause: 3/, extrait: x}}\n", None, 5),
    ],
)
def test_overriding_or_retiring_what_does_not_exist(text: str, suggestion: str | None, line: int) -> None:
    only = fault(text)
    assert (only.code, only.suggestion, only.file, only.line) == (
        *("overrides-nothing", suggestion, "grand.yaml", line),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("retire: [c0, c0]\n", "listed-twice"),
        ("retire: [c0]\nconditions: [{id: c0, exige: {toujours: oui}}]\n", "retired-and-given"),
        ("retire: c0\n", "not-a-list"),
        ("retire: [[]]\n", "not-a-text"),
        ("retire: [c0, c1, c2]\n", "no-condition"),
        ("conditions: {}\n", "not-a-list"),
        ("mesures: []\n", "not-a-mapping"),
        ("lectures: []\n", "not-a-mapping"),
        ("conventions: []\n", "not-a-mapping"),
        ("conditions: [{id: c0}, {id: c0}]\n", "listed-twice"),
        ("condition: []\n", "unknown-key"),
        ("programme: RNCP1\n", "other-programme"),
        ("modele: peut-être\n", "unknown-word"),
        ("mesures: {experience: {rapport: valide, ue: obligatoires}}\n", "one-of"),
    ],
)
def test_each_slip_is_a_fault_of_its_own(text: str, code: str) -> None:
    found = faults(text)
    assert code in [fault.code for fault in found]
    assert all(fault.file == "grand.yaml" and fault.line for fault in found if fault.code == code)


def test_retiring_without_extending() -> None:
    only = fault("", head=rule_file(YEAR, more="retire: [c0]\n"))
    assert only.code == "overrides-nothing"


def test_a_fault_in_an_inherited_part_names_its_file_and_the_way_there() -> None:
    """Here the child makes it wrong: months against a measure that now counts units."""
    middle = RuleFile("jeu: essai/milieu\nversion: 3\netend: essai/petit\n", "milieu.yaml")
    text = "mesures: {experience: {ue: obligatoires}}\n"
    found = faults(text, base(), middle, head="jeu: essai/grand\nversion: 1\netend: essai/milieu\n")
    assert {(f.code, f.file) for f in found} == {("not-the-unit", "petit.yaml")}
    assert {f.chain for f in found} == {"essai/grand@1 → essai/milieu@3 → essai/petit@1"}
    lines = base().text.splitlines()
    assert all("mois" in lines[(f.line or 0) - 1] or "an" in lines[(f.line or 0) - 1] for f in found)
    assert found[0].as_dict("en")["chain"] == found[0].chain


def test_own_faults_come_before_inherited_ones() -> None:
    found = faults("mesures: {experience: {ue: obligatoires}}\nintitule: x\n")
    assert [fault.chain is None for fault in found] == sorted((f.chain is None for f in found), reverse=True)
    assert found[0].file == "grand.yaml"


def extending(name: str, what: str) -> RuleFile:
    return RuleFile(f"jeu: {name}\nversion: '1'\netend: {what}\n", f"{name}.yaml")


@pytest.mark.parametrize(
    ("what", "others", "found"),
    [
        ("a", [], "a@1 → a@1"),
        ("a@1", [], "a@1 → a@1"),
        ("b", [extending("b", "a")], "a@1 → b@1 → a@1"),
        ("b", [extending("b", "c"), extending("c", "b")], "a@1 → b@1 → c@1 → b@1"),
        ("b", [extending("b", "b@1")], "a@1 → b@1 → b@1"),
    ],
)
def test_a_cycle_is_one_fault_with_its_whole_way(what: str, others: list[RuleFile], found: str) -> None:
    start = perf_counter()
    own = extending("a", what)
    only = fault("", own, *others, head=own.text)
    assert perf_counter() - start < 1
    assert (only.code, only.args["found"], only.line, only.column) == ("extends-itself", found, 3, 8)
    closing = found.split("@1 → ")[-2]
    assert only.file == ("grand.yaml" if closing == "a" else f"{closing}.yaml")


def test_a_long_cycle_is_found_at_once() -> None:
    links = [extending(f"n{number}", f"n{(number + 1) % 300}") for number in range(300)]
    start = perf_counter()
    only = fault("", *links, head="jeu: a\nversion: '1'\netend: n0\n")
    assert perf_counter() - start < 1
    assert (only.code, only.file) == ("extends-itself", "n299.yaml")


@pytest.mark.parametrize(
    ("what", "code", "suggestion"),
    [
        ("essai/petite", "unknown-parent", "essai/petit"),
        ("essai/petit@2", "unknown-parent", "essai/petit@1"),
        ("rien-de-tel", "unknown-parent", None),
        ("'@1'", "unknown-parent", None),
        ("[essai/petit]", "not-a-text", None),
        ("", "not-a-text", None),
    ],
)
def test_a_parent_that_is_not_there(what: str, code: str, suggestion: str | None) -> None:
    only = fault("", base(), head=f"jeu: a\nversion: '1'\netend: {what}\n")
    assert (only.code, only.suggestion, only.file, only.line) == (code, suggestion, "grand.yaml", 3)


def test_a_grandparent_that_is_not_there_is_told_with_the_way_there() -> None:
    only = fault("", extending("b", "c"), head="jeu: a\nversion: '1'\netend: b\n")
    assert (only.code, only.file, only.line, only.chain) == ("unknown-parent", "b.yaml", 3, "a@1 → b@1")


def test_a_name_that_stands_for_several_files() -> None:
    newer = base(base().text.replace('version: "1"', 'version: "2"'), "neuf.yaml")
    only = fault("", base(), newer, head="jeu: a\nversion: '1'\netend: essai/petit\n")
    assert (only.code, only.args["expected"]) == ("several-parents", "essai/petit@1, essai/petit@2")
    twin = fault("", base(), base(name="copie.yaml"))
    assert (twin.code, twin.args["expected"]) == ("several-parents", "petit.yaml, copie.yaml")


@pytest.mark.parametrize("slip", ["conditions: [", "conditions: []\nconditions: []\n", "x: &a 1", "\tx: 1"])
def test_a_parent_that_cannot_be_read_is_one_fault(slip: str) -> None:
    broken = base(HEAD + slip)
    only = fault("", broken)
    assert (only.code, only.file, only.line) == ("faulty-parent", "grand.yaml", 3)
    assert only.args["expected"].startswith("petit.yaml:")


def test_a_parent_with_faults_of_its_own_tells_them_once_each() -> None:
    only = fault("", base(rule_file("{mesure: experience, au_moins: 12 UE}")))
    assert (only.code, only.file, only.chain) == (
        *("not-the-unit", "petit.yaml"),
        "essai/grand@2 → essai/petit@1",
    )


def test_a_part_that_has_not_its_form_in_the_parent_is_told_where_it_stands() -> None:
    parent = base(HEAD + MEASURES + "conditions: {}\n")
    found = faults(f"conditions:\n{condition('c', YEAR)}", parent)
    assert (found[0].code, found[0].file) == ("not-a-list", "petit.yaml")


# ------------------------------------------------------------------------------------------------ models
MODEL = f"""\
jeu: cnam/commun
version: "1"
modele: oui
texte: {{titre: Les règles communes}}
mesures:
  ue: {{{LABEL}, ue: unités du titre}}
  experience: {{{LABEL}, duree: experiences}}
conditions:
{condition("ue", "{mesure: ue, au_moins: 12 UE}")}\
  - {{id: experience, {LABEL}, source: {{clause: 54, extrait: deux ans}}}}
"""
TITLE = """\
jeu: essai/titre
version: "1"
etend: cnam/commun
programme: RNCP36625
fiche: titre-casp/programme
en_vigueur: {du: 2015-01-01}
intitule: {fr: x, en: x}
texte: {titre: Le texte du titre}
mesures: {ue: {ue: obligatoires}}
"""


def test_a_model_leaves_to_titles_what_only_they_can_say() -> None:
    model = RuleFile(MODEL, "commun.yaml")
    read = decode_rule_file(model, fiches={})
    assert read == Modele("cnam/commun", "1", "commun.yaml", ("ue", "experience"), (), ())
    title = over(f"conditions: [{{id: experience, exige: {YEAR}}}]\n", model, head=TITLE)
    assert len(title.measures["ue"].options["ue"]) == 12
    assert bounds(title) == {"ue": Compare("ue", Op.AT_LEAST, 12), "experience": TWELVE}
    missing = fault("", model, head=TITLE)
    assert (missing.code, missing.args["expected"], missing.file) == ("missing-key", "exige", "commun.yaml")


def test_a_model_is_no_rule_set() -> None:
    only = fault("", head=MODEL)
    assert only.code == "only-a-model"
    assert over("modele: non\n").etend


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("exemples: []\n", "unknown-key"),
        ("condition: []\n", "unknown-key"),
        ("retire: [stage]\n", "overrides-nothing"),
        (f"lectures:\n{reading('x', 'exige', 'c', a=YEAR, b=YEAR)}", "unknown-word"),
    ],
)
def test_a_model_is_read_as_strictly(text: str, code: str) -> None:
    with pytest.raises(RuleSetError) as caught:
        decode_rule_file(RuleFile(MODEL + text, "commun.yaml"), fiches={})
    assert [fault.code for fault in caught.value.faults] == [code]


def test_a_model_extends_a_model() -> None:
    second = (
        "jeu: cnam/region\nversion: 1\nmodele: oui\netend: cnam/commun\nconditions: [{id: experience, exige: "
    )
    others = (RuleFile(MODEL, "commun.yaml"), RuleFile(second + YEAR + "}]\n", "region.yaml"))
    title = over("", *others, head=TITLE.replace("cnam/commun", "cnam/region"))
    assert bounds(title)["experience"] == TWELVE
    assert [parent.id for parent in title.etend] == ["cnam/region", "cnam/commun"]


# ------------------------------------------------------------------------------------------- the verdict
def test_the_verdict_says_which_file_each_clause_comes_from() -> None:
    model = RuleFile(MODEL, "commun.yaml")
    title = over(f"conditions: [{{id: experience, exige: {YEAR}}}]\n", model, head=TITLE)
    dossier = loads("{dossier: D-1, programme: RNCP36625, ue: [], experiences: []}")
    verdict = decide(dossier, as_of=date(2025, 1, 1), ruleset=title)
    assert [(c.file, c.line) for c in verdict.conditions] == [("commun.yaml", 9), ("grand.yaml", 10)]
    assert [origin.key for origin in verdict.condition("experience").origins] == ["libelle", "source"]
    (parent,) = verdict.ruleset.etend
    assert (parent.id, parent.source) == ("cnam/commun", "Les règles communes")
    assert from_json(verdict.to_json()) == verdict
    said = " ".join(verdict.text("en").split())
    assert "(commun.yaml, line 9)" in said
    assert said.count("Text: Les règles communes.") == 2
    assert "Taken over from another file: libelle (commun.yaml, line 10); source (commun.yaml" in said
    assert "These rules add to those of other files, or change them: cnam/commun@1 (commun.yaml)." in said


def test_the_page_of_a_rule_set_says_what_is_inherited() -> None:
    model = RuleFile(MODEL, "commun.yaml")
    title = over(f"conditions: [{{id: experience, exige: {YEAR}}}]\n", model, head=TITLE)
    said = read_across(ruleset_text(title, "en"))
    assert "Extends: cnam/commun@1 (commun.yaml)." in said
    assert "commun.yaml, line 9 Inherited from cnam/commun@1." in said
    assert "Inherited from cnam/commun@1: libelle (line 10) and source (line 10)." in said
    assert "Inherited from cnam/commun@1 (commun.yaml, line 7)." in said
    assert all(len(line) <= 96 for line in ruleset_text(title).splitlines())
    data = ruleset_data(title)
    assert [c["file"] for c in data["conditions"]] == ["commun.yaml", "grand.yaml"]
    assert data["etend"][0]["jeu"] == "cnam/commun"
    assert "nherit" not in ruleset_text(
        decode_ruleset(rule_file(YEAR), file="x", fiches=packaged().fiches), "en"
    )


# --------------------------------------------------------------------------------------- files in folders
def test_parents_are_looked_for_beside_the_file_then_in_the_library(tmp_path: Path) -> None:
    own = tmp_path / "a.yaml"
    own.write_text("jeu: a\nversion: '1'\netend: titre-casp/jury@2023.1\nretire: [stage]\n", encoding="utf-8")
    (jury,) = [known for known in packaged().rulesets if known.id == "titre-casp/jury"]
    assert [c.id for c in read_ruleset(own).conditions] == ["ue", "experience", "rapport"]
    assert read_ruleset(own).conditions[0].file == jury.file
    beside = tmp_path / "jury.yaml"
    text = rule_file(YEAR).replace("essai/petit", "titre-casp/jury").replace('"1"', "'2023.1'")
    beside.write_text(text.replace("id: c0", "id: stage") + condition("reste", YEAR), encoding="utf-8")
    assert [c.id for c in read_ruleset(own).conditions] == ["reste"]
    assert read_ruleset(own).conditions[0].file == str(beside)


def test_a_faulty_neighbour_that_is_not_extended_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("jeu: b\nversion: '1'\nconditions: [", encoding="utf-8")
    own = tmp_path / "a.yaml"
    own.write_text("jeu: a\nversion: '1'\netend: titre-casp/jury\n", encoding="utf-8")
    assert len(read_ruleset(own).conditions) == 4


def test_a_model_is_read_as_such(tmp_path: Path) -> None:
    path = tmp_path / "commun.yaml"
    path.write_text(MODEL, encoding="utf-8")
    assert isinstance(read_rule_file(path), Modele)
    with pytest.raises(RuleSetError) as caught:
        read_ruleset(path)
    assert caught.value.faults[0].code == "only-a-model"

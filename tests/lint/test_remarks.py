"""Each remark: a file that has exactly that defect, and the same file without it, which has none."""

from pathlib import Path

import pytest

from cnam_rules.catalogue import packaged, packaged_folder, read_with_tree
from cnam_rules.faults import Fault
from cnam_rules.language import RuleFile, RuleSet, decode_with_tree
from cnam_rules.lint import CHECKS, GRAVE, Subject, falls, monotony_data, remarks
from cnam_rules.lint.monotone import rises
from cnam_rules.lint.wording import numbers_in
from tests.manual import FAULT_GROUPS

SOUND = """\
jeu: essai/petit
programme: RNCP36625
fiche: titre-casp/programme
version: "1"
en_vigueur: {du: 2015-01-01}
intitule: {fr: essai, en: trial}
texte: {titre: un texte}
mesures:
  ue: {libelle: {fr: UE validées, en: units}, ue: obligatoires}
  experience: {libelle: {fr: expérience, en: experience}, duree: experiences, attestees: oui}
  stage: {libelle: {fr: stage, en: internship}, duree: stages, d_un_seul_tenant: {lecture: tenant}}
  note: {libelle: {fr: note, en: mark}, note: FPG003}
conditions:
  - id: ue
    libelle: {fr: Douze UE, en: Twelve units}
    source: {clause: "1", extrait: valider les douze UE}
    exige: {mesure: ue, au_moins: 12 UE}
  - id: experience
    libelle: {fr: 18 mois d'expérience, en: 18 months}
    source: {clause: "2", extrait: "une expérience de 18 mois, dans les 5 ans"}
    exige:
      tous:
        - {mesure: experience, au_moins: 18 mois}
        - {mesure: experience, moins_de: 60 mois}
  - id: stage
    libelle: {fr: Un stage, en: An internship}
    source: {clause: "3", extrait: un stage}
    si: {mesure: experience, moins_de: 24 mois}
    exige: {lecture: longueur}
  - id: note
    libelle: {fr: La moyenne, en: A pass mark}
    source: {clause: "4", extrait: avoir la moyenne}
    exige: {mesure: note, au_moins: 10/20}
lectures:
  longueur:
    question: {fr: Combien ?, en: How long?}
    retenue: trois
    raison: {fr: C'est écrit., en: It is written.}
    choix:
      trois: {libelle: {fr: trois, en: three}, exige: {mesure: stage, au_moins: 3 mois}}
      quatre: {libelle: {fr: quatre, en: four}, exige: {mesure: stage, au_moins: 4 mois}}
      cinq: {libelle: {fr: cinq, en: five}, exige: {mesure: stage, au_moins: 5 mois}}
  tenant:
    question: {fr: D'un seul tenant ?, en: Unbroken?}
    retenue: non-dit
    raison: {fr: Ce n'est pas dit., en: It is not said.}
    choix:
      non-dit: {libelle: {fr: non, en: no}, valeur: non}
      dit: {libelle: {fr: oui, en: yes}, valeur: oui}
dossier_type:
  programme: RNCP36625
  stages: []
exemples:
  - nom: rien
    au: 2025-11-03
    dossier: {}
    attendu: {inconnues: [ue, experience, note]}
  - nom: stage
    au: 2025-11-03
    dossier: {experiences: []}
    attendu: {non_remplies: [stage]}
"""

OTHER = "  autre: {libelle: {fr: autre, en: other}, rapport: valide}"
"""A measure that nothing reads."""

ELSEWHERE = (
    *("dead-reading", "same-choice", "same-condition"),
    *("unread-value", "no-example-of", "number-differs"),
)
"""Remarks that are told elsewhere than where the tests change the file."""

DEFECTS = [
    ("unused-measure", "  note: {libelle", f"{OTHER}\n  note: {{libelle"),
    ("dead-reading", "valeur: oui}", "valeur: non}"),
    ("same-choice", "valeur: oui}", "valeur: oui}\n      redit: {libelle: {fr: bis, en: b}, valeur: oui}"),
    ("same-choice", "{mesure: stage, au_moins: 5 mois}", "{mesure: stage, au_moins: 4 mois}"),
    ("same-condition", "{mesure: note, au_moins: 10/20}", "{non: {mesure: ue, au_plus: 11 UE}}"),
    ("same-label", "fr: La moyenne", "fr: un  STAGE"),
    ("same-label", "{fr: note, en: mark}", "{fr: stage, en: mark}"),
    ("same-label", "{fr: quatre, en: four}", "{fr: Trois, en: four}"),
    ("always-true", "au_moins: 10/20", "au_moins: 0/20"),
    ("always-true", "{mesure: stage, au_moins: 5 mois}", "{mesure: stage, au_moins: 0 mois}"),
    ("never-true", "au_moins: 10/20", "plus_de: 20/20"),
    ("never-true", "au_moins: 10/20", "moins_de: 0/20"),
    ("never-true", "au_moins: 12 UE", "au_moins: 13 UE"),
    ("never-true", "note: FPG003}", "ects: [FPG003, CCE001]}"),  # ten credits in all
    ("thresholds-clash", "moins_de: 60 mois", "moins_de: 18 mois"),
    ("placeholder-source", "extrait: avoir la moyenne", 'extrait: "…"'),
    ("placeholder-source", "extrait: avoir la moyenne", "extrait: À compléter avec la page"),
    ("placeholder-source", "extrait: avoir la moyenne", "extrait: TODO"),
    ("placeholder-source", 'clause: "4"', 'clause: "?"'),
    ("number-differs", "au_moins: 18 mois", "au_moins: 17 mois"),
    ("number-differs", "fr: Douze UE", "fr: 11 UE"),
    ("no-example", SOUND[SOUND.index("dossier_type:"):], ""),
    ("no-example-of", "inconnues: [ue, experience, note]", "inconnues: [ue, experience]"),
    ("unread-value", "dossier: {}", "dossier: {stages: []}"),
]  # fmt: skip


def looked_at(text: str) -> Subject:
    read, tree = decode_with_tree(RuleFile(text, "petit.yaml"), fiches=packaged().fiches)
    assert isinstance(read, RuleSet)
    return Subject(read, tree)


def found(text: str) -> tuple[Fault, ...]:
    return remarks(looked_at(text), text)


def changed(before: str, after: str) -> str:
    assert SOUND.count(before) == 1 or before == "au_moins: 18 mois"
    return SOUND.replace(before, after, 1)


def test_a_sound_file_has_no_remark() -> None:
    assert found(SOUND) == ()


@pytest.mark.parametrize(("code", "before", "after"), DEFECTS)
def test_a_defect_is_told_once_at_its_line(code: str, before: str, after: str) -> None:
    if code == "unread-value":
        after = "dossier: {stages: []}"
        text = changed(before, after).replace("{experiences: []}", "{experiences: [], stages: []}")
    else:
        text = changed(before, after).replace("10/20", "11 ECTS" if "ects" in after else "10/20")
    told = found(text)
    if code == "number-differs" and "mois" in before:  # in the label, and in the extract
        assert {remark.code for remark in told} == {code}
        assert len(told) == 2
    elif code == "never-true" and "UE" in after:  # the label says twelve
        assert [remark.code for remark in told] == ["number-differs", "number-differs", code]
    elif code == "same-condition":  # its measure has nothing more to do
        assert [remark.code for remark in told] == ["unused-measure", code]
    else:
        assert [remark.code for remark in told] == [code]
    start = text[: text.index(after)].count("\n") + 1
    end = start + after.count("\n")
    for remark in told:
        assert (remark.file, remark.column is None) == ("petit.yaml", False)
        if remark.code == code:
            assert code in ELSEWHERE or "ects" in after or start <= (remark.line or 0) <= end
        for lang in ("fr", "en"):
            assert remark.message(lang)
            assert remark.hint(lang)


def test_every_remark_has_a_defect_here() -> None:
    tried = {code for code, _, _ in DEFECTS} | {"allowed-without-reason", "allowed-in-vain"}
    assert tried == set(FAULT_GROUPS["remarks"])
    assert set(FAULT_GROUPS["remarks"]) >= GRAVE
    assert len(CHECKS) == 11


def test_several_defects_are_told_together_in_the_files_order() -> None:
    text = changed("au_moins: 10/20", "au_moins: 0/20").replace("moins_de: 60 mois", "moins_de: 18 mois")
    told = found(text)
    assert [remark.code for remark in told] == ["thresholds-clash", "always-true"]
    assert [remark.line for remark in told] == sorted(remark.line or 0 for remark in told)


# ---------------------------------------------------------------------------------------------- accepting
def test_a_warning_is_accepted_with_its_reason() -> None:
    text = changed(
        "  note: {libelle",
        f"  # admis unused-measure : sert bientôt\n{OTHER}\n  note: {{libelle",
    )
    assert found(text) == ()


def test_a_warning_is_accepted_on_its_own_line() -> None:
    text = changed(
        "  note: {libelle",
        f"{OTHER} # admis unused-measure: sert bientôt\n  note: {{libelle",
    )
    assert found(text) == ()


def test_without_a_reason_nothing_is_accepted() -> None:
    text = changed(
        "  note: {libelle",
        f"  # admis unused-measure\n{OTHER}\n  note: {{libelle",
    )
    assert [remark.code for remark in found(text)] == ["allowed-without-reason", "unused-measure"]


def test_what_accepts_nothing_is_told() -> None:
    text = changed("  note: {libelle", "  # admis same-label : rien de tel\n  note: {libelle")
    assert [remark.code for remark in found(text)] == ["allowed-in-vain"]


def test_a_rule_that_can_not_mean_what_it_says_is_never_accepted() -> None:
    text = changed(
        "    exige: {mesure: note, au_moins: 10/20}",
        "    # admis always-true : mais si\n    exige: {mesure: note, au_moins: 0/20}",
    )
    assert {remark.code for remark in found(text)} == {"allowed-in-vain", "always-true"}


# ------------------------------------------------------------------------------------------------ numbers
@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("18 mois", [("mois", 18)]),
        ("dix-huit mois et 2 ans", [("mois", 18), ("mois", 24)]),
        ("les 12 UE, 60 crédits", [("ue", 12), ("ects", 60)]),
        ("10/20 et 12,5 sur 20", [("note", 10), ("note", 12.5)]),
        ("20 % des crédits", [("part", 20)]),
        ("l'article 18, de 2023", []),
        ("moisson de 12 moissons", []),
        ("", []),
    ],
)  # fmt: skip
def test_numbers_are_read_with_what_they_count(text: str, numbers: list[tuple[str, float]]) -> None:
    assert [number for number, _ in numbers_in(text)] == numbers


@pytest.mark.parametrize(
    "text",
    [
        SOUND.replace("fr: 18 mois d'expérience", "fr: Une expérience longue"),  # a number need not be said
        SOUND.replace(
            "une expérience de 18 mois, dans les 5 ans", "18 mois, en 5 ans, ou 3 ans"
        ),  # others may
        SOUND.replace("fr: 18 mois d'expérience", "fr: dix-huit mois d'expérience"),
        SOUND.replace("fr: 18 mois d'expérience", "fr: Un an et 18 mois"),
        SOUND.replace("fr: Un stage,", "fr: 4 mois de stage,"),  # a choice that isn't retained says so
    ],
)
def test_a_number_that_may_well_be_right_is_not_remarked_on(text: str) -> None:
    assert [remark.code for remark in found(text)] == []


# -------------------------------------------------------------------------------------------- inheritance
def test_what_is_inherited_is_remarked_on_in_its_own_file_alone(tmp_path: Path) -> None:
    parent = changed("moins_de: 60 mois", "moins_de: 18 mois")
    (tmp_path / "petit.yaml").write_text(parent, encoding="utf-8")
    child = tmp_path / "enfant.yaml"
    child.write_text(
        'jeu: essai/enfant\nversion: "1"\netend: essai/petit@1\n'
        'conditions:\n  - {id: note, source: {clause: "9", extrait: TODO}}\n',
        encoding="utf-8",
    )
    read, tree, text = read_with_tree(child)
    assert isinstance(read, RuleSet)
    told = [remark.code for remark in remarks(Subject(read, tree), text)]
    assert told == ["no-example", "placeholder-source"]  # examples aren't inherited


# ----------------------------------------------------------------------------------------------- monotony
def test_the_librarys_rules_are_monotone() -> None:
    for path in sorted(packaged_folder().rglob("jury.yaml")):
        read, tree, _ = read_with_tree(path)
        if isinstance(read, RuleSet) and read.id == "titre-casp/jury":
            assert monotony_data(Subject(read, tree)) == {"always": True, "retained": True, "because": []}


def test_a_comparison_that_falls_and_a_measure_that_may_fall_are_told() -> None:
    data = monotony_data(looked_at(SOUND))
    assert (data["always"], data["retained"]) == (False, False)
    assert [(why["condition"], why["measure"], why["why"]) for why in data["because"]] == [
        ("experience", "experience", "comparison"),
        ("note", "note", "measure"),
    ]
    lines = SOUND.splitlines()
    assert "moins_de: 60 mois" in lines[data["because"][0]["line"] - 1]


SI, UE = "si: {mesure: experience, moins_de: 24 mois}", "exige: {mesure: ue, au_moins: 12 UE}"


@pytest.mark.parametrize(
    ("before", "after", "harmful"),
    [
        (SI, "si: {mesure: experience, au_moins: 24 mois}", True),
        (SI, "si: {non: {mesure: experience, au_moins: 24 mois}}", False),
        ("au_moins: 3 mois", "au_plus: 3 mois", True),
        (UE, "exige: {non: {mesure: ue, moins_de: 12 UE}}", False),
        (UE, "exige: {si: {mesure: ue, au_moins: 9 UE}, alors: {mesure: stage, au_moins: 1 mois}}", True),
    ],
)  # fmt: skip
def test_the_direction_of_a_comparison_depends_on_where_it_stands(
    before: str, after: str, harmful: bool
) -> None:
    usual = {("experience", "experience"), ("note", "note")}
    more = {(fall.condition, fall.measure) for fall in falls(looked_at(changed(before, after)))} - usual
    assert bool(more) is harmful


@pytest.mark.parametrize(
    ("said", "rising"),
    [
        ("duree: experiences, attestees: oui", True),
        ("duree: experiences, depuis: entree_en_formation, avant: jour", True),
        ("duree: experiences, avant: {date: 2024-09-01}", True),
        ("duree: experiences, depuis: {etape: probatoire}", False),
        ("duree: experiences, avant: {derniere_ue: obligatoires}", False),
        ("duree: experiences, avant: {rapport: soutenu}", False),
        ("duree: experiences, sauf_jours_de_stage: {lecture: tenant}", False),
        ("delai: [naissance, jour]", True),
        ("delai: [entree_en_formation, {fin_des_stages: tous}]", False),
    ],
)
def test_a_measure_rises_unless_what_is_added_may_move_its_moments(said: str, rising: bool) -> None:
    text = changed("duree: experiences, attestees: oui", said)
    assert rises(looked_at(text).ruleset.measures["experience"]) is rising


def test_a_measure_that_is_compared_with_a_value_is_read_and_rises_as_it_does_alone(tmp_path: Path) -> None:
    text = Path("rules/cnam-experience/bac-plus-2-nouvelle-aquitaine.yaml").read_text(encoding="utf-8")
    value = "{mesure: stage, au_moins: {decision: duree_du_stage}}"
    assert text.count(value) == 1

    def told(exige: str) -> tuple[list[Fault], list[tuple[str, str]]]:
        path = tmp_path / "jury.yaml"
        path.write_text(text.replace(value, exige), encoding="utf-8")
        read, tree, written = read_with_tree(path)
        assert isinstance(read, RuleSet)
        subject = Subject(read, tree)
        return [*remarks(subject, written)], [(fall.measure, fall.why) for fall in falls(subject)]

    assert told(value) == ([], [])
    below = value.replace("au_moins", "moins_de")
    assert ("stage", "comparison") in told(below)[1]
    (clash,) = told(f"{{tous: [{value}, {below}]}}")[0]
    assert clash.code == "thresholds-clash"
    assert clash.args["found"] == "moins_de: decision duree_du_stage"
    assert clash.args["expected"] == "au_moins: decision duree_du_stage"


def test_a_situation_that_limits_a_condition_leaves_it_rising() -> None:
    text = changed("si: {mesure: experience, moins_de: 24 mois}", "si: {mesure: voie, est: oui}").replace(
        "mesures:\n",
        "situations:\n  voie: {libelle: {fr: voie, en: route}, mots: {fc: {fr: continue, en: further}, "
        "fi: {fr: initiale, en: first}}}\nmesures:\n"
        "  voie: {libelle: {fr: voie, en: route}, situation: voie, parmi: [fc]}\n",
        1,
    )
    assert "voie" not in {fall.measure for fall in falls(looked_at(text))}


def test_a_fall_under_another_reading_leaves_the_retained_one_monotone() -> None:
    text = changed("au_moins: 5 mois", "au_plus: 5 mois")
    text = text.replace("        - {mesure: experience, moins_de: 60 mois}\n", "")
    text = text.replace("exige: {mesure: note, au_moins: 10/20}", "exige: {mesure: ue, au_moins: 9 UE}")
    data = monotony_data(looked_at(text))
    assert (data["always"], data["retained"]) == (False, True)
    assert [why["when"] for why in data["because"]] == [{"longueur": "cinq"}]

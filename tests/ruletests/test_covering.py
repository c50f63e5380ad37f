"""What examples cover; and those that are suggested: read back, they hold and cover what they were for."""

from datetime import date
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

import cnam_rules
from cnam_rules.catalogue import packaged, read_ruleset
from cnam_rules.cli.output import Output
from cnam_rules.cli.rules.examples import suggested
from cnam_rules.cli.rules.junit import junit
from cnam_rules.kernel import Compare, Op, Status
from cnam_rules.language import RuleSet
from cnam_rules.measures import KINDS, provable
from cnam_rules.ruletests import PERTURBED, coverage, run_examples, suggestions
from cnam_rules.ruletests.coverage import goals, near
from cnam_rules.units import Unit

HEAD = """\
jeu: essai/petit
programme: RNCP36625
fiche: titre-casp/programme
version: "1"
en_vigueur: {du: 2015-01-01, au: 2026-01-01}
intitule: {fr: essai, en: trial}
texte: {titre: un texte}
mesures:
  ue: {libelle: {fr: UE, en: units}, ue: obligatoires}
  experience: {libelle: {fr: expérience, en: experience}, duree: experiences, attestees: oui}
  stage: {libelle: {fr: stage, en: internship}, duree: stages}
  valide: {libelle: {fr: rapport, en: report}, rapport: valide}
  note: {libelle: {fr: note, en: mark}, note: FPG003}
  ects: {libelle: {fr: crédits, en: credits}, ects: toutes}
  moyenne: {libelle: {fr: moyenne, en: mean}, moyenne: obligatoires}
  basse: {libelle: {fr: plus basse, en: lowest}, plus_basse_note: [FPG003, CCE001]}
  notees: {libelle: {fr: notées, en: marked}, notees: [FPG003, CCE001]}
  choix: {libelle: {fr: choix, en: choice}, choix: [{parmi: [FPG003, CCE001], au_moins: 1}]}
  part: {libelle: {fr: part, en: share}, part_ects: [examen], parmi: obligatoires}
  heures: {libelle: {fr: heures, en: hours}, heures: stages, attestees: oui}
  continue: {libelle: {fr: continue, en: continuing}, situation: voie, parmi: [continue]}
  diplome: {libelle: {fr: d, en: d}, diplome: quelconque, niveau_au_moins: 5, dans_le_domaine: oui}
  niveau: {libelle: {fr: niveau, en: level}, niveau_de_langue: [BULATS, TOEIC], valable: 24 mois}
  points: {libelle: {fr: points, en: points}, points_au_test: BULATS}
  ordre: {libelle: {fr: ordre, en: order}, ordre: [{etape: depot}, {derniere_ue: [FPG003]}], meme_jour: non}
  delai:
    libelle: {fr: délai, en: delay}
    delai: [{etape: depot}, {fin_des_stages: attestes}]
    jusqu_au_jour: oui
  age: {libelle: {fr: âge, en: age}, age: {etape: depot}}
situations:
  voie: {libelle: {fr: voie, en: route}, mots: {initiale: {fr: i, en: i}, continue: {fr: c, en: c}}}
"""


def rules(tmp_path: Path, exige: str, si: str = "", more: str = "") -> RuleSet:
    where = f"    si: {si}\n" if si else ""
    text = (
        f"{HEAD}conditions:\n  - id: c\n    libelle: {{fr: c, en: c}}\n"
        f"    source: {{clause: '1', extrait: x}}\n{where}    exige: {exige}\n{more}"
    )
    path = tmp_path / "petit.yaml"
    path.write_text(text, encoding="utf-8")
    return read_ruleset(path)


def kinds(ruleset: RuleSet) -> list[tuple[str, str]]:
    return [
        (
            goal.kind,
            goal.status.value if goal.status else goal.place or str(goal.compare and goal.compare.op.value),
        )
        for goal in goals(ruleset)
    ]


def shown(ruleset: RuleSet, kind: str) -> set[str]:
    """The names of the examples that show something of a kind."""
    return {name for one in coverage(ruleset) if one.goal.kind == kind for name in one.examples}


# ---------------------------------------------------------------------------------------------- the goals
def test_the_examples_of_the_title_show_everything() -> None:
    ruleset = packaged().ruleset("titre-casp/jury")
    assert [one.goal for one in coverage(ruleset) if not one.examples] == []
    assert suggestions(ruleset) == ((), ())


def test_a_comparison_has_two_sides_and_a_condition_its_statuses(tmp_path: Path) -> None:
    assert kinds(rules(tmp_path, "{mesure: stage, au_moins: 3 mois}")) == [
        *(("status", name) for name in ("met", "unmet", "unknown")),
        *((kind, "au_moins") for kind in ("reached", "missed")),
    ]


def test_what_can_not_be_is_no_goal(tmp_path: Path) -> None:
    assert kinds(rules(tmp_path, "{toujours: oui}")) == [("status", "met")]
    assert kinds(rules(tmp_path, "{toujours: non}", si="{toujours: non}")) == [("status", "not_applicable")]
    with_si = kinds(rules(tmp_path, "{toujours: non}", si="{mesure: valide, est: oui}"))
    assert with_si[:2] == [("status", "unmet"), ("status", "not_applicable")]


def test_branches_are_goals_on_both_sides(tmp_path: Path) -> None:
    both = "[{mesure: stage, au_moins: 3 mois}, {mesure: valide, est: oui}]"
    places = [place for kind, place in kinds(rules(tmp_path, f"{{un_au_moins: {both}}}")) if kind == "branch"]
    assert places == [f"exige, un_au_moins {n}" for n in (1, 1, 2, 2)]
    places = [
        place for kind, place in kinds(rules(tmp_path, f"{{parmi: {both}, au_moins: 1}}")) if kind == "branch"
    ]
    assert places == [f"exige, parmi {n}" for n in (1, 1, 2, 2)]
    ifs = "{si: {mesure: valide, est: oui}, alors: {tous: [{mesure: stage, au_moins: 3 mois}]}}"
    places = [place for kind, place in kinds(rules(tmp_path, ifs)) if kind == "branch"]
    assert places == ["exige, si", "exige, si"]


@pytest.mark.parametrize(
    ("unit", "bound", "value", "reached", "missed"),
    [
        (Unit.DUREE, "18 mois", "18 mois", True, False),
        (Unit.DUREE, "18 mois", "17 mois 27 jours", False, True),
        (Unit.DUREE, "18 mois", "17 mois 26 jours", False, False),
        (Unit.DUREE, "18 mois", "18 mois 1 jour", False, False),
        (Unit.UE, "12 UE", "12 UE", True, False),
        (Unit.UE, "12 UE", "11 UE", False, True),
        (Unit.UE, "12 UE", "10 UE", False, False),
        (Unit.UE, "12 UE", "13 UE", False, False),
        (Unit.NOTE, "10/20", "10/20", True, False),
        (Unit.NOTE, "10/20", "9.99/20", False, True),
        (Unit.NOTE, "10/20", "9.74/20", False, False),
        (Unit.ECTS, "60 ECTS", "60 ECTS", True, False),
        (Unit.ECTS, "60 ECTS", "66 ECTS", True, False),
        (Unit.ECTS, "60 ECTS", "54 ECTS", False, True),
        (Unit.ECTS, "60 ECTS", "49 ECTS", False, False),
        (Unit.OUI_NON, "oui", "oui", True, False),
        (Unit.OUI_NON, "oui", "non", False, True),
    ],
)
def test_how_near_a_bound_is_near(unit: Unit, bound: str, value: str, reached: bool, missed: bool) -> None:
    compare = Compare("m", Op.AT_LEAST, unit.bound(bound))
    found = [near(unit.bound(value), compare, unit, reached=side) for side in (True, False)]
    assert found == [reached, missed]


# -------------------------------------------------------------------------------------- what shows a goal
EXAMPLE = """\
exemples:
  - nom: trois mois
    au: 2025-11-03
    dossier: {{stages: [{{organisme: o, debut: 2025-03-01, fin: {end}}}]}}
    attendu: {expected}
"""


@pytest.mark.parametrize(
    ("end", "expected", "kind", "shows"),
    [
        ("2025-05-31", "{remplies: [c]}", "status", True),
        ("2025-05-31", "{verdict: transmissible}", "status", False),  # it doesn't say so of the condition
        ("2025-05-31", "{verdict: transmissible}", "reached", True),
        ("2025-05-31", "{remplies: [c]}", "reached", True),
        ("2025-06-01", "{remplies: [c]}", "reached", False),
        ("2025-05-30", "{non_remplies: [c]}", "missed", True),
        ("2025-05-30", "{verdict: non_transmissible}", "missed", False),  # for another reason, perhaps
        ("2025-05-20", "{non_remplies: [c]}", "missed", False),
    ],
)
def test_an_example_shows_what_it_expects(
    tmp_path: Path, end: str, expected: str, kind: str, shows: bool
) -> None:
    more = EXAMPLE.format(end=end, expected=expected)
    ruleset = rules(tmp_path, "{mesure: stage, au_moins: 3 mois}", more=more)
    assert bool(shown(ruleset, kind)) is shows


def test_an_example_shows_a_choice_only_where_it_changes_something(tmp_path: Path) -> None:
    reading = (
        "lectures:\n  long: {question: {fr: q, en: q}, retenue: trois, raison: {fr: r, en: r}, choix: {"
        "trois: {libelle: {fr: trois, en: t}, exige: {mesure: stage, au_moins: 3 mois}},"
        "six: {libelle: {fr: six, en: s}, exige: {mesure: stage, au_moins: 6 mois}}}}\n"
    )
    for end, shows in (("2025-05-31", True), ("2025-09-30", False)):
        more = reading + EXAMPLE.format(end=end, expected="{remplies: [c]}")
        assert bool(shown(rules(tmp_path, "{lecture: long}", more=more), "choice")) is shows


# --------------------------------------------------------------------------------------------- suggestions
def written(ruleset: RuleSet, path: Path) -> str:
    return "".join(suggested(ruleset, str(path), Output("fr", None, None)))


MEASURES = {
    "duree": "{mesure: experience, au_moins: 18 mois}",
    "ue": "{mesure: ue, au_moins: 12 UE}",
    "ects": "{mesure: ects, au_moins: 60 ECTS}",
    "note": "{mesure: note, au_moins: 10/20}",
    "plus_basse_note": "{mesure: basse, au_moins: 7.5/20}",
    "moyenne": "{mesure: moyenne, au_moins: 10/20}",
    "notees": "{mesure: notees, au_moins: 2 UE}",
    "choix": "{mesure: choix, au_moins: 1 groupe}",
    "rapport": "{mesure: valide, est: oui}",
    "heures": "{mesure: heures, au_moins: 500 heures}",
    "part_ects": "{mesure: part, au_moins: 20 %}",
    "situation": "{mesure: continue, est: oui}",
    "diplome": "{mesure: diplome, est: oui}",
    "niveau_de_langue": "{mesure: niveau, au_moins: B1}",
    "points_au_test": "{mesure: points, au_moins: 45 points}",
    "ordre": "{mesure: ordre, est: oui}",
    "delai": "{mesure: delai, au_plus: 18 mois}",
    "age": "{mesure: age, au_moins: 18 ans}",
}


@pytest.mark.parametrize("kind", MEASURES)
def test_suggestions_hold_and_cover_all_when_they_are_pasted(tmp_path: Path, kind: str) -> None:
    """From no example at all, the file and its suggestions read back; they are decided as they say."""
    bare = rules(tmp_path, MEASURES[kind])
    text = written(bare, tmp_path / "petit.yaml")
    assert "RELISEZ-LES" in text
    full = rules(tmp_path, MEASURES[kind], more=text)
    assert all(outcome.passed for outcome in run_examples(full))
    assert [one.goal for one in coverage(full) if not one.examples] == []
    assert suggestions(full) == ((), ())


def test_every_kind_is_varied_and_tried_here() -> None:
    assert set(MEASURES) == set(KINDS)
    assert set(PERTURBED) <= set(KINDS)


def test_a_kind_that_can_not_be_varied_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provable, "COMPANIONS", {})  # a kind as it is before it has a companion
    ruleset = rules(tmp_path, "{mesure: part, au_moins: 20 %}")
    _, unreached = suggestions(ruleset)
    assert unreached
    assert {one.kinds for one in unreached} == {("part_ects",)}
    assert "part_ects" in written(ruleset, tmp_path / "petit.yaml")


def test_suggestions_start_from_the_examples_and_say_only_what_differs(tmp_path: Path) -> None:
    """Of the title's rules all but the first two examples are taken away, then suggested again."""
    ruleset = packaged().ruleset("titre-casp/jury")
    source = Path(cnam_rules.__file__).parent.parent / "rules" / "titre-casp"
    text = (source / "jury.yaml").read_text(encoding="utf-8")
    names = [example.name for example in ruleset.examples]
    cut = text[: text.index(f'  - nom: "{names[2]}"')]
    (tmp_path / "programme.yaml").write_text(
        (source / "programme.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    path = tmp_path / "jury.yaml"
    path.write_text(cut, encoding="utf-8")
    suggestion = written(read_ruleset(path), path)
    assert "entree_en_formation" not in suggestion  # as in dossier_type
    body = suggestion[suggestion.index("exemples:\n") + len("exemples:\n") :]
    path.write_text(cut + body, encoding="utf-8")
    full = read_ruleset(path)
    assert all(outcome.passed for outcome in run_examples(full))
    assert [one.goal for one in coverage(full) if not one.examples] == []


def test_suggestions_are_the_same_each_time(tmp_path: Path) -> None:
    ruleset = rules(tmp_path, MEASURES["ue"])
    assert written(ruleset, tmp_path / "petit.yaml") == written(ruleset, tmp_path / "petit.yaml")
    found, _ = suggestions(ruleset)
    assert all(one.as_of == date(2026, 1, 1) for one in found)


def test_a_suggestion_for_an_unknown_leaves_the_piece_unknown(tmp_path: Path) -> None:
    found, _ = suggestions(rules(tmp_path, MEASURES["duree"]))
    wanted = [one for one in found if any(goal.status is Status.UNKNOWN for goal in one.goals)]
    assert len(wanted) == 1
    assert wanted[0].verdict.statuses == {"c": Status.UNKNOWN}


def test_a_suggestion_that_moves_a_date_before_a_parameter_begins_is_no_error(tmp_path: Path) -> None:
    """Who enters training earlier is younger then, but on a day for which there is no threshold."""
    more = (
        "parametres:\n  minimum:\n    libelle: {fr: âge, en: age}\n    selon: entree_en_formation\n"
        "    valeurs: [{du: 2015-01-01, valeur: 17 ans, source: {clause: '1', extrait: x}}]\n"
        "exemples:\n  - nom: dix-sept ans\n    au: 2025-11-03\n"
        "    dossier: {naissance: 1998-01-01, entree_en_formation: 2015-01-01}\n"
        "    attendu: {remplies: [c]}\n"
    )
    head = HEAD.replace("age: {etape: depot}", "age: entree_en_formation")
    text = (
        f"{head}conditions:\n  - id: c\n    libelle: {{fr: c, en: c}}\n"
        "    source: {clause: '1', extrait: x}\n"
        f"    exige: {{mesure: age, au_moins: {{parametre: minimum}}}}\n{more}"
    )
    path = tmp_path / "petit.yaml"
    path.write_text(text, encoding="utf-8")
    found, unreached = suggestions(read_ruleset(path))
    assert unreached == ()
    assert {goal.kind for one in found for goal in one.goals} == {"status", "missed"}


# --------------------------------------------------------------------------------------------------- junit
def test_junit_counts_cases_and_failures(tmp_path: Path) -> None:
    more = EXAMPLE.format(end="2025-05-31", expected="{non_remplies: [c]}").replace(
        "trois mois", "trois < mois & « \u200b »"
    )
    ruleset = rules(tmp_path, "{mesure: stage, au_moins: 3 mois}", more=more)
    outcomes = [*run_examples(ruleset)]
    root = fromstring(junit([(ruleset, outcomes), (ruleset, [])], lambda _: "dit\x00 ceci", "aucun"))  # noqa: S314 - our own text
    assert (root.tag, root.get("tests"), root.get("failures")) == (
        "testsuites",
        str(len(outcomes) + 1),
        str(len(outcomes) + 1),
    )
    first, second = root
    assert [case.get("name", "")[:14] for case in first] == ["trois < mois &"] * len(outcomes)
    assert all(case.get("file") == ruleset.file and case.get("line") for case in first)
    assert {failure.text for failure in root.iter("failure")} == {"dit\N{REPLACEMENT CHARACTER} ceci", None}
    assert second[0][0].get("message") == "aucun"

"""What remains to be done: what is needed together and what is a choice are told apart, however nested."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules import decide, from_json, loads
from cnam_rules.kernel import Status
from cnam_rules.render.cohort import lacks
from cnam_rules.render.lines import Line, tame
from cnam_rules.render.outline import outline
from cnam_rules.render.pdf import outline_pdf
from cnam_rules.render.todo import todo_lines
from cnam_rules.render.words import Words
from cnam_rules.testing import AS_OF, Written, dossiers, rule_files
from cnam_rules.verdict import Verdict
from tests.language.build import read, rule_file
from tests.laws.pace import HALF
from tests.render.pages import Page, flat, sound

MEASURES = "mesures:\n" + "".join(
    f"  {name}: {{libelle: {{fr: {name}, en: {name}}}, {kind}}}\n"
    for name, kind in {
        "ue": "ue: [FPG003, CCE001, TET003]",
        "travail": "duree: experiences, attestees: oui",
        "champ": "duree: experiences, dans_le_champ: oui",
        "stage": "duree: stages",
        "valide": "rapport: valide",
    }.items()
)
WORK = "{mesure: travail, au_moins: 18 mois}"
STAGE = "{mesure: stage, au_moins: 3 mois}"
UNITS = "{mesure: ue, au_moins: 2 UE}"
REPORT = "{mesure: valide, est: oui}"
TOO_MANY = "{mesure: ue, moins_de: 1 UE}"
NOT_ANY = "{non: {mesure: ue, au_moins: 1 UE}}"
OUTSIDE = "{non: {mesure: champ, au_moins: 6 mois}}"

LACKS = {
    "work": "Encore 18 mois à justifier : travail.",
    "stage": "Encore 3 mois à justifier : stage.",
    "unit": "Valider encore 1 UE parmi CCE001 et TET003.",
    "report": "Faire valider le rapport.",
    "field": "Encore 6 mois à justifier : champ. La condition serait alors sans objet.",
    "together": "Tout ceci à la fois :",
    "either2": "Au choix, l'une de ces 2 voies :",
    "either3": "Au choix, l'une de ces 3 voies :",
    "two": "Au choix, 2 de ces 3 voies :",
    "or field": "ou bien : encore 6 mois à justifier : champ. La condition serait alors sans objet.",
    "named": "un",
}


def refused(exige: str, si: str | None = None) -> Verdict:
    """The verdict on a dossier with one unit and nothing else, by a single condition."""
    rules = read(rule_file(exige, si=si, measures=MEASURES))
    said = "ue: [{code: FPG003}]\nexperiences: []\nstages: []\nrapport: {redige: non}"
    dossier = loads(f"dossier: D-1\nprogramme: RNCP36625\n{said}", ruleset=rules)
    return decide(dossier, as_of=date(2025, 11, 3), ruleset=rules)


def tree(lines: tuple[Line, ...]) -> list[object]:
    """The lines by the keys of `LACKS`, those with others below them as pairs."""
    keys = {said: key for key, said in LACKS.items()}
    return [
        (keys[flat(line.said)], tree(line.under)) if line.under else keys[flat(line.said)] for line in lines
    ]


CASES: dict[str, tuple[str, str | None, list[object]]] = {
    "all": (f"{{tous: [{WORK}, {STAGE}]}}", None, ["work", "stage"]),
    "either": (f"{{un_au_moins: [{WORK}, {STAGE}]}}", None, [("either2", ["work", "stage"])]),
    "all in either": (
        f"{{un_au_moins: [{{tous: [{WORK}, {STAGE}]}}, {UNITS}]}}",
        None,
        [("either2", [("together", ["work", "stage"]), "unit"])],
    ),
    "either in all": (
        f"{{tous: [{UNITS}, {{un_au_moins: [{WORK}, {{tous: [{STAGE}, {REPORT}]}}]}}]}}",
        None,
        ["unit", ("either2", ["work", ("together", ["stage", "report"])])],
    ),
    "either in either is one": (
        f"{{un_au_moins: [{WORK}, {{un_au_moins: [{STAGE}, {UNITS}]}}]}}",
        None,
        [("either3", ["work", "stage", "unit"])],
    ),
    "two of three": (
        f"{{au_moins: 2, parmi: [{WORK}, {STAGE}, {UNITS}]}}",
        None,
        [("two", ["work", "stage", "unit"])],
    ),
    "two of three, one of which is met": (
        f"{{au_moins: 2, parmi: [{WORK}, {{mesure: ue, au_moins: 1 UE}}, {STAGE}]}}",
        None,
        [("either2", ["work", "stage"])],
    ),
    "two of two is all": (f"{{au_moins: 2, parmi: [{WORK}, {STAGE}]}}", None, ["work", "stage"]),
    "the same twice is told once": (f"{{un_au_moins: [{WORK}, {{tous: [{WORK}]}}]}}", None, ["work"]),
    "a way with too much is none": (
        f"{{un_au_moins: [{{tous: [{WORK}, {TOO_MANY}]}}, {{tous: [{STAGE}, {REPORT}]}}]}}",
        None,
        ["stage", "report"],
    ),
    "a way with what must not be is none": (
        f"{{un_au_moins: [{{tous: [{WORK}, {NOT_ANY}]}}, {STAGE}, {REPORT}]}}",
        None,
        [("either2", ["stage", "report"])],
    ),
    "all ways closed are told all the same": (
        f"{{un_au_moins: [{{tous: [{WORK}, {NOT_ANY}]}}, {{tous: [{STAGE}, {NOT_ANY}]}}]}}",
        None,
        [("either2", ["work", "stage"])],
    ),
    "one thing or not to be due": (STAGE, OUTSIDE, [("stage", ["or field"])]),
    "several things or not to be due": (
        f"{{tous: [{WORK}, {STAGE}]}}",
        OUTSIDE,
        [("either2", [("together", ["work", "stage"]), "field"])],
    ),
    "a choice or not to be due": (
        f"{{un_au_moins: [{WORK}, {STAGE}]}}",
        OUTSIDE,
        [("either3", ["work", "stage", "field"])],
    ),
    "nothing to add or not to be due": (NOT_ANY, OUTSIDE, [("named", ["or field"])]),
    "nothing to add": (NOT_ANY, None, ["named"]),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_a_choice_is_told_as_one(name: str) -> None:
    exige, si, expected = CASES[name]
    verdict = refused(exige, si)
    lines = tuple(todo_lines(verdict, Words(verdict, "fr")))
    assert tree(lines) == expected


def test_what_takes_less_comes_first() -> None:
    verdict = refused(WORK, OUTSIDE)
    (line,) = todo_lines(verdict, Words(verdict, "en"))
    assert line.said.endswith("The condition would then not apply.")
    assert line.under[0].said.startswith("or else: ")
    assert "18 months" in line.under[0].said


def test_every_page_nests_it() -> None:
    verdict = refused(CASES["all in either"][0])
    html = sound(verdict.html()).elements
    assert [tag for tag, _ in html].count("ul") >= 3
    todo = verdict.html().partition('class="part-todo">')[2].partition("</section>")[0]
    assert todo.count("<ul>") == 3
    assert re.search("2 voies.*<ul>.*à la fois.*<ul>.*travail.*stage.*</ul>.*Valider encore", todo)
    rows = verdict.markdown().partition("reste à faire\n\n")[2].split("\n\n")[0].splitlines()
    assert [len(row) - len(row.lstrip()) for row in rows] == [0, 2, 4, 4, 2]
    text = verdict.text().partition("RESTE À FAIRE\n")[2].split("\n\n")[0].splitlines()
    assert [len(row) - len(row.lstrip()) for row in text] == [2, 6, 10, 10, 6]
    assert b"/StructTreeRoot" in outline_pdf(outline(verdict), "fr")


def test_a_cohort_tells_choices_in_a_sentence() -> None:
    verdict = refused(f"{{tous: [{UNITS}, {{un_au_moins: [{WORK}, {STAGE}]}}]}}")
    assert [flat(said) for said in lacks(Words(verdict, "fr"), verdict)] == [
        LACKS["unit"],
        f"{LACKS['work']} Ou bien : encore 3 mois à justifier : stage.",
    ]
    several = refused(CASES["two of three"][0])
    (said,) = lacks(Words(several, "en"), several)
    assert said.startswith("2 of these 3 ways: ")
    assert said.count("Or else: ") == 2


@HALF
@given(written=rule_files(), data=st.data())
def test_nothing_is_told_that_does_not_lack_and_every_refused_condition_has_its_line(
    written: Written, data: st.DataObject
) -> None:
    dossier = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    rules, readings = written.ruleset(), data.draw(written.readings())
    verdict = decide(dossier, as_of=AS_OF, ruleset=rules, readings=readings)
    words = Words(verdict, "fr")

    def leaves(line: Line) -> list[str]:
        """What a line asks for, without what it says of choices."""
        below = [said for under in line.under for said in leaves(under)]
        headed = line.said.endswith(":") and line.under
        return below if headed else [line.said.removeprefix("ou bien : ").casefold(), *below]

    known = {tame(c.libelle.said("fr")).casefold() for c in verdict.conditions}
    for condition in verdict.conditions:
        known |= {tame(words.shortfall(one)).casefold() for one in condition.shortfalls}
        known |= {
            tame(words.speech.say("todo.exempt", todo=words.shortfall(one))).casefold()
            for one in condition.exemptions
        }
    told = list(todo_lines(verdict, words))
    assert {said for line in told for said in leaves(line)} <= known
    assert len(told) >= sum(c.status is Status.UNMET for c in verdict.conditions)
    assert Page(from_json(verdict.to_json()).html()).said == Page(verdict.html()).said


def test_the_conditions_tell_a_way_that_asks_for_several_things_as_one_way() -> None:
    """Two things together inside a choice stood in it as two more ways."""
    verdict = refused(CASES["all in either"][0])
    (condition,) = outline(verdict, "en").parts[0].lines
    (either,) = [line for line in condition.under if line.kind == "group"]
    assert either.said == "at least one of these points:"
    together, unit = either.under
    assert (together.said, together.kind, together.mark) == ("all of these points:", "group", "✗")
    assert [line.kind for line in together.under] == ["comparison", "comparison"]
    assert unit.kind == "comparison"
    # What is needed together by itself has no heading, nor has a way that is one thing alone.
    for name in ("all", "the same twice is told once", "two of three"):
        (plain,) = outline(refused(CASES[name][0]), "en").parts[0].lines
        assert "all of these" not in str(plain)

"""A verdict as HTML: it says all that the text says, needs nothing, and no name breaks it."""

import re
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import cnam_rules
from cnam_rules import decide
from cnam_rules.dossier import Dossier, Experience
from cnam_rules.facts import Text
from cnam_rules.kernel import Status
from cnam_rules.render.html import isolated, verdict_article, verdict_html
from cnam_rules.render.markup import text
from cnam_rules.speech import UnknownLanguage
from cnam_rules.testing import AS_OF, Written, dossiers, rule_files
from cnam_rules.verdict import Verdict
from tests.laws.pace import HALF
from tests.render.pages import (
    DAY,
    EXAMPLES,
    HOSTILE,
    LANGUAGES,
    Page,
    decided,
    flat,
    hostile,
    sentences,
    sound,
)


def says_what_the_text_says(verdict: Verdict, lang: str) -> Page:
    read = sound(verdict.html(lang))
    said = read.said.casefold()
    assert [one for one in sentences(verdict, lang) if one.casefold() not in said] == []
    return read


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_what_the_text_says(name: str, lang: str) -> None:
    read = says_what_the_text_says(decided(name), lang)
    assert read.elements[0] == ("html", {"lang": lang})
    assert [tag for tag, _ in read.elements].count("main") == 1


@HALF
@given(written=rule_files(), data=st.data())
def test_any_verdict_can_be_shown(written: Written, data: st.DataObject) -> None:
    dossier = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    readings = data.draw(written.readings())
    verdict = decide(dossier, as_of=AS_OF, ruleset=written.ruleset(), readings=readings)
    for lang in LANGUAGES:
        says_what_the_text_says(verdict, lang)
        assert verdict.html(lang) == cnam_rules.from_json(verdict.to_json()).html(lang)


@HALF
@given(dossier=dossiers())
def test_any_verdict_on_the_title_can_be_shown(dossier: Dossier) -> None:
    says_what_the_text_says(decide(dossier, as_of=AS_OF), "fr")


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_breaks_out_of_its_place(name: str) -> None:
    verdict = hostile(name)
    label = Text(name, name)
    verdict = evolve(
        verdict,
        conditions=tuple(
            evolve(one, libelle=label, source=evolve(one.source, clause=name, extrait=name))
            for one in verdict.conditions
        ),
        ruleset=evolve(verdict.ruleset, intitule=label, source=name, file=name),
        measures=tuple(evolve(one, libelle=label) for one in verdict.measures),
    )
    plain = sound(verdict_html(evolve(verdict, ruleset=hostile("A").ruleset)))
    for lang in LANGUAGES:
        read = says_what_the_text_says(verdict, lang)
        assert len(read.shape) == len(plain.shape)


def test_a_name_written_from_right_to_left_moves_nothing_else() -> None:
    job, place = "\u0645\u0648\u0638\u0641", "\u0634\u0631\u0643\u0629 \u0627\u0644\u0646\u0648\u0631"
    spell = Experience(job, date(2023, 9, 1), date(2025, 2, 28), place, attestee=True)
    page = decide(Dossier("D", "RNCP36625", experiences=(spell,)), as_of=DAY).html()
    assert f"<bdi>{job}</bdi>, <bdi>{place}</bdi>, du 1er septembre 2023" in page
    assert text(isolated("a\u0645<")) == "a<bdi>\u0645</bdi>&lt;"


def test_a_mark_that_stands_alone_has_a_name_and_one_beside_a_word_has_none() -> None:
    read = sound(decided("experience-mixte").html())
    marks = [attrs for tag, attrs in read.elements if tag == "span" and attrs.get("class") == "marque"]
    named = {attrs["aria-label"] for attrs in marks if attrs.get("role") == "img"}
    assert named == {"rempli", "non rempli"}
    assert all(("aria-label" in attrs) is ("aria-hidden" not in attrs) for attrs in marks)


def test_the_words_of_the_regulation_are_told_to_be_french() -> None:
    read = sound(decided("complet").html("en"))
    quotes = [attrs for tag, attrs in read.elements if tag == "q"]
    assert [attrs["lang"] for attrs in quotes] == ["fr"] * 4
    # The words quoted, and not the same words where the clause has them.
    verdict = decided("complet")
    first = verdict.conditions[0]
    same = evolve(first, source=evolve(first.source, clause="les 12 UE", extrait="les 12 UE"))
    page = evolve(verdict, conditions=(same, *verdict.conditions[1:])).html("en")
    assert 'les 12 UE “<q lang="fr" dir="auto">les 12 UE</q>”' in page


def test_every_part_of_the_tree_is_open() -> None:
    """Paper can't open what is closed, nor can every browser print it."""
    read = sound(decided("pieces-manquantes").html())
    trees = [attrs for tag, attrs in read.elements if tag == "details"]
    assert len(trees) > len(decided("pieces-manquantes").conditions)
    assert all("open" in attrs for attrs in trees)


def test_each_condition_has_an_anchor_on_a_page_of_its_own() -> None:
    verdict = decided("complet")
    assert {f"condition-{name}" for name in verdict.statuses} <= set(sound(verdict.html()).ids)
    assert 'id="condition' not in verdict_article(verdict, level=3)
    assert "<h3" in verdict_article(verdict, level=3)
    assert "<h6" in verdict_article(verdict, level=6)


def test_the_page_has_no_picture_where_there_is_nothing_to_draw() -> None:
    verdict = decide(Dossier("D", "RNCP36625", experiences=(), stages=()), as_of=DAY)
    assert "<svg" not in verdict.html()
    assert "<svg" in decided("complet").html()


def test_the_style_is_scoped_and_fetches_nothing() -> None:
    css = (Path(cnam_rules.__file__).parent / "render" / "verdict.css").read_text(encoding="utf-8")
    assert not re.search(r"url\(|@import|http", css)
    flattened = re.sub(r"@page[^{]*\{[^}]*\}", "", css)
    for selector in re.findall(r"(?:^|[{}])\s*([^{}@]+?)\s*\{", flattened):
        if not re.match(r"(?:--|[\w-]+\s*:)", selector):
            assert all(
                part.strip().startswith((".avis", ".promotion", "body.page-avis"))
                for part in re.split(r",(?![^(]*\))", selector)
            ), selector
    for status in Status:
        assert f".etat-{status.value}" in css


def test_another_language_is_refused() -> None:
    with pytest.raises(UnknownLanguage):
        verdict_html(decided("complet"), "de")
    assert flat(decided("complet").html("en")) != flat(decided("complet").html("fr"))

"""Advice, plans, differences, hypotheses: one outline each, and every page says all of it."""

import re
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from markdown_it import MarkdownIt
from rich.console import Console

import cnam_rules
from cnam_rules.advice.model import Advice
from cnam_rules.render.lines import Line, Outline
from cnam_rules.shown import Told
from cnam_rules.whatif import WhatIf
from tests.cli.support import example
from tests.render.pages import DAY, HOSTILE, LANGUAGES, Page, decided, flat, hostile, sound


def advice(name: str) -> Advice:
    return cnam_rules.advise(cnam_rules.load(example(name)), as_of=DAY)


def supposed() -> WhatIf:
    return cnam_rules.what_if(cnam_rules.load(example("ue-manquante")), as_of=DAY).with_ue("AST005")


TOLD: dict[str, Callable[[], Told]] = {
    "advice": lambda: advice("dix-sept-mois-vingt-neuf-jours"),
    "advice-pieces": lambda: advice("pieces-manquantes"),
    "advice-eligible": lambda: advice("dispense-ves"),
    "plan": lambda: cnam_rules.plan(cnam_rules.programme("RNCP36625"), ["AST005", "TET007", "UASO04"], DAY),
    "difference": lambda: cnam_rules.difference(decided("ue-manquante"), decided("complet")),
    "nothing": lambda: cnam_rules.difference(decided("complet"), decided("complet")),
    "what-if": supposed,
    "what-if-difference": lambda: supposed().difference,
    "notice": lambda: cnam_rules.notice(decided("complet")),
}


def said_in(outline: Outline) -> Iterator[str]:
    """Every sentence of an outline, its title and those of its parts."""

    def below(line: Line) -> Iterator[str]:
        yield line.said
        for under in line.under:
            yield from below(under)

    yield from (outline.title, outline.about, *outline.why)
    if outline.finding is not None:
        yield from below(outline.finding)
    for part in outline.parts:
        yield part.heading
        for line in part.lines:
            yield from below(line)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", TOLD)
def test_every_page_says_all_of_the_outline(name: str, lang: str) -> None:
    told = TOLD[name]()
    sentences = [flat(said) for said in said_in(told.outline(lang)) if said]
    html = sound(told.html(lang))
    markdown = Page(MarkdownIt().render(told.markdown(lang)))
    pages = {
        "html": html.said,
        "markdown": markdown.said,
        "text": flat(told.text(lang, width=1_000_000)),
    }
    for form, page in pages.items():
        assert [said for said in sentences if said.casefold() not in page.casefold()] == [], form
    assert html.elements[0] == ("html", {"lang": lang})
    assert all(len(line) <= 60 for line in told.text(lang, width=60).splitlines())
    assert str(told) == told.text("fr")


@pytest.mark.parametrize("name", TOLD)
def test_a_notebook_and_a_terminal_show_it(name: str) -> None:
    told = TOLD[name]()
    bundle = told._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/markdown", "text/plain"}
    assert bundle["text/plain"] == str(told)
    assert "<h3" in told._repr_html_()
    written = StringIO()
    console = Console(file=written, width=70)
    console.print(told)
    out = written.getvalue()
    assert [line.rstrip() for line in out.splitlines()] == told.text(width=70).splitlines()


@pytest.mark.parametrize("name", ["advice", "plan", "what-if", "difference"])
def test_each_has_a_tagged_pdf(name: str) -> None:
    told = TOLD[name]()
    assert b"/StructTreeRoot" in told.pdf()
    assert told.pdf() == told.pdf()


def test_what_is_below_a_sentence_stands_below_it_on_every_page() -> None:
    """Ways are a list below the sentence that says that one of them is enough, and steps below each way."""
    told = advice("dix-sept-mois-vingt-neuf-jours")
    html = told.html()
    ways = html.partition('class="part-remedies">')[2].partition("</section>")[0]
    assert re.search(r"<p>L&#x27;une de ces 2 voies.*?</p><ul><li class=\"group\"><details open>", ways)
    assert ways.count("<details open><summary>Voie ") == 2
    assert ways.count('<q lang="fr" dir="auto">') == 4
    assert "nécessaire :\n\n- Voie 1" in told.markdown().replace("\u00a0", " ")


@pytest.mark.parametrize(
    "told", [supposed(), supposed().difference, supposed().verdict], ids=lambda t: type(t).__name__
)
def test_a_hypothesis_is_marked_as_one_wherever_it_is_shown(told: Told) -> None:
    """By words at the top and a frame around it; nothing in it is headed as a verdict is."""
    for page in (told.html(), told._repr_html_()):
        assert '<article class="avis hypothese" lang="fr">' in page
    for said in (
        str(told),
        Page(told.html()).said,
        told.markdown(),
        told._repr_mimebundle_()["text/markdown"],
    ):
        assert "HYPOTHÈSE" in said[:80]
        assert "SI C'ÉTAIT LE CAS" in said
        assert "AVIS\u00a0:" not in said
    assert "hypothese" not in decided("complet").html().partition("</style>")[2]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_breaks_out(name: str) -> None:
    """What differs between verdicts whose every name is this one has the shape that plain names give it."""
    found = [cnam_rules.difference(hostile(one), decided("complet")) for one in (name, "A")]
    shapes = [sound(one.html()).shape for one in found]
    assert shapes[0] == shapes[1]
    levels = [re.findall(r"^ *- ", one.markdown(), re.MULTILINE) for one in found]
    assert levels[0] == levels[1]

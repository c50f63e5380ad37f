"""A verdict as Markdown: it says all that the text says, and nothing in a name is markup."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cnam_rules import decide
from cnam_rules.dossier import Dossier
from cnam_rules.render.lines import tame
from cnam_rules.render.markdown import escaped, verdict_markdown
from cnam_rules.speech import UnknownLanguage
from cnam_rules.testing import AS_OF, dossiers
from cnam_rules.verdict import Verdict
from tests.laws.pace import HALF
from tests.render.pages import EXAMPLES, HOSTILE, LANGUAGES, decided, flat, hostile, sentences

MARKDOWN = MarkdownIt("gfm-like", {"linkify": False, "html": True})
"""The whole language: tables, HTML, strikethrough."""


class Words(HTMLParser):
    """The text of a piece of HTML, and its elements."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(markdown: str) -> Words:
    return Words(MARKDOWN.render(markdown))


def says_what_the_text_says(verdict: Verdict, lang: str) -> Words:
    words = read(verdict.markdown(lang))
    assert set(words.tags) <= {"h1", "h2", "p", "strong", "ul", "li"}
    said = flat("".join(words.texts)).casefold()
    assert [one for one in sentences(verdict, lang) if one.casefold() not in said] == []
    return words


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_what_the_text_says(name: str, lang: str) -> None:
    says_what_the_text_says(decided(name), lang)


@HALF
@given(dossier=dossiers())
def test_any_verdict_can_be_written(dossier: Dossier) -> None:
    for lang in LANGUAGES:
        says_what_the_text_says(decide(dossier, as_of=AS_OF), lang)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_is_markup(name: str) -> None:
    plain = read(hostile("A").markdown())
    for lang in LANGUAGES:
        assert says_what_the_text_says(hostile(name), lang).tags == plain.tags


SIGNS = st.text(st.sampled_from("\\`*_[]<>&|~$@#-+=.:/!(){}'\"1a \u00a0"))


@given(said=SIGNS | st.text(st.characters(codec="utf-8")))
def test_what_is_escaped_reads_back_as_it_was(said: str) -> None:
    said = tame(said).strip()
    words = read(f"- {escaped(said)}\n")
    assert flat("".join(words.texts)) == flat(said)
    assert set(words.tags) <= {"ul", "li"}


def test_addresses_do_not_become_links() -> None:
    linking = MarkdownIt("gfm-like", {"linkify": True})
    assert "<a" in linking.render("https://exemple.fr")
    assert "<a" not in linking.render(escaped("https://exemple.fr et www.exemple.fr, a@exemple.fr"))


def test_levels_and_languages() -> None:
    verdict = decided("complet")
    assert re.findall("^#+", verdict_markdown(verdict, level=3), re.MULTILINE)[:2] == ["###", "####"]
    with pytest.raises(UnknownLanguage):
        verdict_markdown(verdict, "de")

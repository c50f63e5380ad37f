"""What the tests of pages share: reading HTML strictly, and what holds of every page."""

import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree

from attrs import evolve

import cnam_rules
from cnam_rules.dossier import Derogation, Dossier, Experience, Rapport, Stage, Ue
from cnam_rules.testing import CODES
from cnam_rules.verdict import Verdict
from tests.cli.support import FILES, example

__all__ = [
    "DAY",
    "EXAMPLES",
    "HOSTILE",
    "LANGUAGES",
    "REFUSED",
    "Page",
    "decided",
    "flat",
    "hostile",
    "sentences",
    "sound",
    "sound_svg",
]

DAY = date(2025, 11, 3)
EXAMPLES = tuple(path.stem for path in FILES if path.stem != "fautes")
LANGUAGES = ("fr", "en")
VOID = {"meta", "br", "hr"}
SHAPES = {"rect", "path", "circle"}
"""What stands alone in a picture, closed by its own slash."""

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    "</style></details></article></svg>",
    "<!-- ",
    "]]>",
    "&lt;b&gt;&amp;",
    "\u202e\u0645\u0631\u062d\u0628\u0627\u202c \u0639",
    "\u0634\u0631\u0643\u0629 \u0627\u0644\u0646\u0648\u0631",
    "x" * 10_000,
    "mot " * 2_500,
    "a\x00b\x1b[31m",
    "*a* _b_ `c` [d](https://e.fr) |f| ~g~ $h$ # www.i.fr",
    "1. a",
    "- a",
    "{0} {name} %s",
    "✓ Remplie : faux",
    "\ud800",
)
"""Names that nobody should be hurt by."""

REFUSED = ("a\x00b\x1b[31m", "\ud800")
"""Those that no dossier may hold, and a verdict made by hand can."""


class Page(HTMLParser):
    """Reads a page, and refuses one whose elements don't close in order."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in SHAPES
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def said(self) -> str:
        return flat("".join(self.texts))

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] or "" for _, attrs in self.elements if "id" in attrs]

    @property
    def shape(self) -> list[str]:
        """The elements, but for the isolation of words that are written from right to left."""
        return [tag for tag, _ in self.elements if tag != "bdi"]


def flat(text: str) -> str:
    """A text with every blank the same."""
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def sound(page: str) -> Page:
    """Checks what holds of every page: no script, headings in order, each id once, names that lead."""
    read = Page(page)
    assert not {tag for tag, _ in read.elements} & {"script", "img", "iframe", "link", "object", "form"}
    for _, attrs in read.elements:
        assert not [name for name in attrs if name.startswith("on") or name in ("src", "style")]
        href = attrs.get("href")
        assert href is None or (href.startswith("#") and href[1:] in read.ids)
        for name in (attrs.get("aria-labelledby") or "").split():
            assert name in read.ids
        for name in re.findall(r"url\(#(.*?)\)", attrs.get("fill") or ""):
            assert name in read.ids
    assert len(set(read.ids)) == len(read.ids)
    levels = [int(tag[1]) for tag, _ in read.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    return read


def sound_svg(svg: str) -> ElementTree.Element:
    """Reads a picture as the XML that it is, and checks that it says what it shows."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - what we wrote ourselves
    names = {name.rpartition("}")[2] for name in (element.tag for element in root.iter())}
    shapes = {
        "svg",
        "title",
        "desc",
        "style",
        "defs",
        "pattern",
        "rect",
        "path",
        "circle",
        "g",
        "text",
        "tspan",
    }
    assert names <= shapes
    assert root.get("role") == "img"
    ids = {element.get("id"): element for element in root.iter() if element.get("id")}
    title, desc = (ids[name] for name in (root.get("aria-labelledby") or "").split())
    assert title.text
    assert desc.text
    for element in root.iter():
        for name in re.findall(r"url\(#(.*?)\)", element.get("fill") or ""):
            assert name in ids
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name]
    return root


def sentences(verdict: Verdict, lang: str) -> list[str]:
    """Every sentence of the page of text, without its mark."""
    lines = verdict.text(lang, width=1_000_000).splitlines()
    return [flat(re.sub(r"^\s*(?:[✓✗?–○•·-] )?", "", line)) for line in lines if line.strip()]


def decided(name: str) -> Verdict:
    """The verdict on one of the examples."""
    return cnam_rules.decide(cnam_rules.load(example(name)), as_of=DAY)


def hostile(name: str) -> Verdict:
    """A verdict on a dossier in which every name is this one: what is uncertain, left out, to come is in it.

    What a dossier may not hold is put into the verdict after it was decided.
    """
    if name in REFUSED:
        return evolve(hostile("A"), dossier=name)
    jobs = (
        Experience(
            name, date(2020, 9, 1), date(2021, 2, 28), employeur=name, attestee=True, dans_le_champ=False
        ),
        Experience(
            name, date(2021, 1, 1), date(2021, 6, 30), employeur=name, attestee=True, dans_le_champ=True
        ),
        Experience(name, date(2022, 1, 1), date(2022, 6, 30), employeur=name, attestee=False),
        Experience(name, date(2023, 1, 1), date(2025, 12, 31), employeur=None),
    )
    return cnam_rules.decide(
        Dossier(
            name,
            "RNCP36625",
            ue=tuple(Ue(code) for code in CODES[:11]),
            experiences=jobs,
            stages=(Stage(name, date(2025, 3, 3), date(2025, 3, 4), atteste=True),),
            rapport=Rapport(date(2025, 1, 6), date(2026, 1, 6), None),
            derogations=(Derogation("experience", name, name, DAY),),
        ),
        as_of=DAY,
    )

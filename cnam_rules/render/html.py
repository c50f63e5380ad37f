"""A verdict as HTML: one page that stands alone, or an article for a page that is there already.

It needs no script and nothing from elsewhere. Conditions are a tree of `<details>`, all open, so that
paper and older browsers show everything; a status is told by a word and a mark, never by colour alone.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Final

from cnam_rules.render.lines import right_to_left
from cnam_rules.render.markup import Child, Markup, anchor, element, lines
from cnam_rules.render.outline import outline
from cnam_rules.render.timeline import timeline_figure
from cnam_rules.speech import Speech

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnam_rules.render.lines import Line, Outline, Part
    from cnam_rules.verdict import Verdict

__all__ = [
    "isolated",
    "outline_article",
    "outline_html",
    "page",
    "verdict_article",
    "verdict_html",
    "verdict_style",
]

_TREE: Final = frozenset(("note", "group", "comparison"))
"""The kinds of lines that open and close, when something stands below them."""

_ANSWERED: Final = frozenset(("group", "comparison"))
"""The kinds of lines whose mark is all that says how the point was answered."""


def verdict_html(verdict: Verdict, lang: str = "fr") -> str:
    """A verdict as one HTML file that stands alone.

    Args:
        verdict: the verdict.
        lang: `fr` or `en`; words quoted from the regulation stay in French.

    Raises:
        UnknownLanguage: for any other language.

    >>> from datetime import date
    >>> import cnam_rules
    >>> dossier = cnam_rules.loads("{dossier: <D-1>, programme: RNCP36625, ue: []}")
    >>> html = verdict_html(cnam_rules.decide(dossier, as_of=date(2025, 11, 3)))
    >>> html.startswith("<!doctype html>"), "DOSSIER &lt;D-1&gt;" in html, "<script" in html
    (True, True, False)
    """
    said = outline(verdict, lang)
    return page(said.title, _Article(verdict, said, lang, 1).article(), lang)


def outline_html(said: Outline, lang: str) -> str:
    """What is said, if it isn't a verdict, as one HTML file that stands alone."""
    return page(said.title, outline_article(said, lang), lang)


def outline_article(said: Outline, lang: str, *, level: int = 1) -> Markup:
    """The same as a part of a page; `level` is that of its title."""
    return _Article(None, said, lang, level).article()


def page(title: str, article: Markup, lang: str, *, head: Child = None, foot: Child = None) -> str:
    """A whole page around an article that has the styles of `verdict_style`.

    Args:
        title: the page's title.
        article: what it shows.
        lang: the language that it is in.
        head: what else its head holds, before the styles.
        foot: what follows the article in its body.
    """
    top = lines(
        element("meta", charset="utf-8"),
        head,
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        verdict_style(),
    )
    body = element("body", element("main", article), foot, class_="page-avis")
    return "<!doctype html>\n" + element("html", element("head", top), "\n", body, lang=lang) + "\n"


@lru_cache(maxsize=1)
def verdict_style() -> Markup:
    """The style sheet of verdicts and of what else shows itself; a page takes it once."""
    css = files("cnam_rules").joinpath("render", "verdict.css").read_text(encoding="utf-8")
    return element("style", Markup(css))


def verdict_article(verdict: Verdict, lang: str = "fr", *, level: int = 1) -> Markup:
    """A verdict as a part of a page.

    Args:
        verdict: the verdict.
        lang: `fr` or `en`.
        level: the level of its title. On a page of its own (1), each condition has an anchor too.

    Raises:
        UnknownLanguage: for any other language.
    """
    return _Article(verdict, outline(verdict, lang), lang, level).article()


def isolated(said: str) -> Child:
    """A sentence in which words written from right to left don't move what stands beside them.

    >>> isolated("compte : Vendeuse")
    'compte : Vendeuse'
    """
    if not (runs := right_to_left(said)):
        return said
    parts: list[Child] = []
    end = 0
    for start, stop in runs:
        parts += [said[end:start], element("bdi", said[start:stop])]
        end = stop
    return [*parts, said[end:]]


def _is_sentence(line: Line) -> bool:
    return line.kind == "sentence"


class _Article:
    def __init__(self, verdict: Verdict | None, said: Outline, lang: str, level: int) -> None:
        self.verdict = verdict
        self.said = said
        self.lang = lang
        self.level = level
        self.speech = Speech(lang)

    def article(self) -> Markup:
        """The whole article: the finding first, what it rests on, then what it is founded on."""
        said = self.said
        dossier = element("p", isolated(said.title), class_="dossier") if said.about else None
        top = element("header", dossier, self.heading(0, isolated(said.about or said.title)), self.finding())
        picture = None if self.verdict is None else timeline_figure(self.verdict, self.lang)
        parts: list[Child] = [self.part(part) for part in said.parts]
        if picture is not None:
            title = self.heading(1, self.speech.say("timeline.heading"))
            parts.insert(1, element("section", title, picture, class_="frise-part"))
        style = "avis hypothese" if said.supposed else "avis"
        return element("article", lines("", top, *parts), class_=style, lang=self.lang)

    def finding(self) -> Markup | None:
        """The finding, and what it hangs on."""
        found = self.said.finding
        if found is None:
            return None
        return element(
            "div",
            element("p", element("strong", self.line(found))),
            [element("p", isolated(why)) for why in self.said.why],
            class_=f"constat etat-{found.state}" if found.state else "constat",
        )

    def part(self, part: Part) -> Markup:
        """A part, under its title; capitals are for pages that have nothing else to set a title off."""
        title = self.heading(1, part.heading)
        if part.key == "conditions" and self.verdict is not None:
            ids = [condition.id for condition in self.verdict.conditions]
            shown = [self.condition(line, name) for line, name in zip(part.lines, ids, strict=True)]
            return element("section", title, lines("", *shown))
        told: list[Child] = []
        for sentences, found in groupby(part.lines, key=_is_sentence):
            if not sentences:
                told.append(self.listed([*found]))
                continue
            for line in found:
                told += [self.sentence(line), self.listed(line.under)]
        return element("section", title, told, class_=f"part-{part.key}")

    def sentence(self, line: Line) -> Markup:
        """A line that stands by itself, in the colour of its state."""
        return element("p", self.line(line), class_=f"etat-{line.state}" if line.state else None)

    def condition(self, line: Line, name: str) -> Markup:
        """A condition, which opens and closes."""
        head = element("span", self.mark(line), line.said[: line.head], class_="etat")
        title = self.heading(2, head, element("span", line.said[line.head :], dir="auto"))
        return element(
            "details",
            element("summary", title),
            self.listed(line.under),
            open=True,
            id=anchor("condition", name) if self.level == 1 else None,
            class_=f"condition etat-{line.state}",
        )

    def listed(self, under: Sequence[Line]) -> Markup | None:
        """Lines one below the other, each with what stands below it."""
        return element("ul", [self.listed_line(line) for line in under]) if under else None

    def listed_line(self, line: Line) -> Markup:
        """A line in a list."""
        kind = f"{line.kind} etat-{line.state}" if line.state else line.kind
        if not line.under:
            return element("li", self.line(line), class_=kind)
        below = self.listed(line.under)
        if line.kind not in _TREE:
            return element("li", self.line(line), below, class_=kind)
        tree = element("details", element("summary", self.line(line)), below, open=True)
        return element("li", tree, class_=kind)

    def line(self, line: Line) -> list[Child]:
        """A sentence after its mark; the words it quotes are in French."""
        if line.quote is not None:
            start, end = line.quote
            quoted = element("q", line.said[start:end], lang="fr", dir="auto")
            return [self.mark(line), isolated(line.said[:start]), quoted, isolated(line.said[end:])]
        return [self.mark(line), isolated(line.said)]

    def mark(self, line: Line) -> Markup | None:
        """The mark, as long as it says something; where no word goes with it, it is named."""
        if not line.state:
            return None
        if line.kind not in _ANSWERED:
            return lines(element("span", line.mark, aria_hidden="true", class_="marque"), " ")
        name = self.speech.say(f"page.mark-{line.state}")
        return lines(element("span", line.mark, role="img", aria_label=name, class_="marque"), " ")

    def heading(self, below: int, *said: Child) -> Markup:
        """A heading, so many levels below the title's."""
        style = f"titre-{below + 1}" if below else "titre"
        return element(f"h{min(self.level + below, 6)}", *said, class_=style)

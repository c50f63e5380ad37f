"""How each class shows itself in a notebook: HTML to look at, Markdown where there is a page of it, text.

Notebooks speak French, as `str()` does; for another language there are the functions of `cnam_rules.render`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, Final

from cnam_rules.render.markup import element, lines
from cnam_rules.render.words import fact_said
from cnam_rules.speech import Speech

if TYPE_CHECKING:
    from cnam_rules.dossier import Dossier
    from cnam_rules.facts import Fact
    from cnam_rules.language import RuleSet
    from cnam_rules.shown import Told
    from cnam_rules.verdict import Verdict
    from cnam_rules.verdict.cohort import Cohort

__all__ = ["FORMS", "bundle"]

_LEVEL: Final = 3
"""The level of a title in a notebook, whose own have the first ones."""


def bundle(shown: object, include: Collection[str], exclude: Collection[str]) -> dict[str, str]:
    """The forms of an object that are wanted, by their MIME types.

    Args:
        shown: an object of one of the classes of `FORMS`, or of one that is made from it.
        include: the types wanted; all of them when there are none.
        exclude: the types not wanted.

    >>> from cnam_rules.dossier import Dossier
    >>> sorted(bundle(Dossier("D-1", "RNCP36625"), (), ("text/plain",)))
    ['text/html']
    """
    forms = next(FORMS[kind.__name__] for kind in type(shown).__mro__ if kind.__name__ in FORMS)
    return {
        mime: form(shown)
        for mime, form in forms.items()
        if (not include or mime in include) and mime not in exclude
    }


def _verdict_html(verdict: Verdict) -> str:
    from cnam_rules.render.html import verdict_article, verdict_style

    return verdict_style() + verdict_article(verdict, level=_LEVEL)


def _cohort_html(cohort: Cohort) -> str:
    from cnam_rules.render.cohort import cohort_article
    from cnam_rules.render.html import verdict_style

    return verdict_style() + cohort_article(cohort, level=_LEVEL, order=cohort.order)


def _ruleset_html(ruleset: RuleSet) -> str:
    from cnam_rules.render.annotated import article_style, ruleset_article

    return article_style() + ruleset_article(ruleset)


def _ruleset_text(ruleset: RuleSet) -> str:
    from cnam_rules.render.ruleset import ruleset_text

    return ruleset_text(ruleset)


def _fact_text(fact: Fact) -> str:
    speech = Speech()
    said = speech.say("timeline.measure", name=fact.measure, value=fact_said(speech, fact))
    return "\n".join([said, *(f"  · {line}" for line in fact.evidence.lines_of(speech))]) + "\n"


def _fact_html(fact: Fact) -> str:
    from cnam_rules.render.html import isolated, verdict_style

    speech = Speech()
    head = speech.say("timeline.measure", name="", value=fact_said(speech, fact))
    told = [element("li", isolated(line)) for line in fact.evidence.lines_of(speech)]
    said = element("p", element("code", fact.measure), element("strong", head))
    return verdict_style() + element("article", lines(said, element("ul", told)), class_="avis", lang="fr")


def _dossier_html(dossier: Dossier) -> str:
    from cnam_rules.render.dossier import dossier_article
    from cnam_rules.render.html import verdict_style

    return verdict_style() + dossier_article(dossier, level=_LEVEL)


def _dossier_text(dossier: Dossier) -> str:
    """As a file has it; what no file could hold, as Python has it."""
    from cnam_rules.dossier import check, dump

    return repr(dossier) if check(dossier) else dump(dossier)


def _told_html(told: Told) -> str:
    from cnam_rules.render.html import outline_article, verdict_style

    return verdict_style() + outline_article(told.outline(), "fr", level=_LEVEL)


def _told_markdown(told: Told) -> str:
    from cnam_rules.render.markdown import outline_markdown

    return outline_markdown(told.outline(), level=_LEVEL)


def _verdict_markdown(verdict: Verdict) -> str:
    from cnam_rules.render.markdown import verdict_markdown

    return verdict_markdown(verdict, level=_LEVEL)


FORMS: Final[Mapping[str, Mapping[str, Callable[[Any], str]]]] = {
    "Verdict": {"text/html": _verdict_html, "text/markdown": _verdict_markdown, "text/plain": str},
    "Told": {"text/html": _told_html, "text/markdown": _told_markdown, "text/plain": str},
    "Cohort": {
        "text/html": _cohort_html,
        "text/markdown": lambda cohort: cohort.markdown(),
        "text/plain": lambda cohort: cohort.text(),
    },
    "RuleSet": {"text/html": _ruleset_html, "text/plain": _ruleset_text},
    "Fact": {"text/html": _fact_html, "text/plain": _fact_text},
    "Dossier": {"text/html": _dossier_html, "text/plain": _dossier_text},
}
"""The forms of each class, by its name: a MIME type, and the function that writes it. A class that has none
is shown as the one that it extends: a hypothetical verdict as a verdict, headed as what it is."""

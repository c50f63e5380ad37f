"""What the widget shows: the verdict that was given, and what is supposed, each headed as what it is.

It is sent as plain `str`: what sends it may take a class that extends it for an object, not for a text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from cnam_rules.faults import CnamRulesError, InputError
from cnam_rules.render.difference import parts
from cnam_rules.render.html import isolated, outline_article, verdict_style
from cnam_rules.render.lines import tame
from cnam_rules.render.markup import element, lines
from cnam_rules.render.outline import outline
from cnam_rules.render.timeline import timeline_figure

if TYPE_CHECKING:
    from cnam_rules.speech import Speech
    from cnam_rules.verdict import Verdict
    from cnam_rules.whatif import WhatIf

__all__ = ["official_html", "refused_html", "said_in_short", "supposed_html"]

_LEVEL = 4
"""The level of titles in the widget, whose own has the third."""
_KEPT = ("todo", "pieces")
"""What else a hypothesis says beside what would differ: what would remain to be done."""


def official_html(verdict: Verdict, speech: Speech) -> str:
    """The verdict that was given, in short: its first lines, and no more."""
    said = outline(verdict, speech.lang)
    return str(outline_article(evolve(said, parts=()), speech.lang, level=_LEVEL))


def supposed_html(what: WhatIf, speech: Speech) -> str:
    """What is supposed, what would differ and what would remain; with the timeline as it would be."""
    if not what.hypothesis:
        return _sentence(speech.say("widget.nothing"), speech)
    said = what.outline(speech.lang)
    whole = outline(what.verdict, speech.lang)
    kept = tuple(part for part in whole.parts if part.key in _KEPT)
    shown = evolve(said, parts=(*said.parts, *kept))
    picture = timeline_figure(what.verdict, speech.lang)
    if picture is None:
        return str(outline_article(shown, speech.lang, level=_LEVEL))
    summary = element("summary", speech.say("widget.timeline"))
    drawn = element("div", element("details", summary, picture), class_="avis", lang=speech.lang)
    return str(lines(outline_article(shown, speech.lang, level=_LEVEL), drawn))


def refused_html(error: CnamRulesError, speech: Speech) -> str:
    """Why it can't be supposed, in words; nothing is decided then."""
    if not isinstance(error, InputError):
        return _sentence(str(error), speech)
    told = [element("li", isolated(tame(speech.fault(fault)))) for fault in error.faults]
    head = element("p", speech.say("widget.refused"))
    return str(element("div", head, element("ul", told), class_="avis", lang=speech.lang))


def said_in_short(what: WhatIf, speech: Speech) -> str:
    """One sentence that is read aloud when it changes."""
    if not what.hypothesis:
        return speech.say("widget.nothing")
    finding, _ = parts(what.difference, speech.lang)
    return speech.say("widget.in-short", said=finding.said)


def styles() -> str:
    """The style sheet that what is shown needs, once."""
    return str(verdict_style())


def _sentence(said: str, speech: Speech) -> str:
    return str(element("div", element("p", isolated(tame(said))), class_="avis", lang=speech.lang))

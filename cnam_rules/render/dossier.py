"""A dossier as HTML, for those who look at what they gave: each list a table, in the words of its file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from attrs import fields

from cnam_rules.render.html import isolated
from cnam_rules.render.lines import tame
from cnam_rules.render.markup import Markup, element, lines
from cnam_rules.speech import Speech

if TYPE_CHECKING:
    from cnam_rules.dossier import Dossier

__all__ = ["dossier_article"]

_ALONE: Final = ("programme", "entree_en_formation", "naissance")
_LISTS: Final = ("ue", "experiences", "stages", "diplomes", "tests", "derogations", "decisions")


def dossier_article(dossier: Dossier, lang: str = "fr", *, level: int = 1) -> Markup:
    """A dossier as a part of a page. What it says is shown, even where it contradicts itself.

    Args:
        dossier: the dossier.
        lang: `fr` or `en`; the dossier's own words stay in French.
        level: the level of its title.

    Raises:
        UnknownLanguage: for any other language.

    >>> from cnam_rules.dossier import Dossier
    >>> "<dd>RNCP36625</dd>" in dossier_article(Dossier("D-1", "RNCP36625"))
    True
    """
    speech = Speech(lang)
    facts = [(name, getattr(dossier, name)) for name in _ALONE]
    facts += [(f"rapport {name}", value) for name, value in _report(dossier)]
    facts += [*dossier.etapes, *dossier.situation.items()]
    told = [
        [element("dt", _name(name)), element("dd", isolated(_value(speech, value)))] for name, value in facts
    ]
    tables = [_table(speech, name, getattr(dossier, name), level) for name in _LISTS]
    heading = f"h{min(level, 6)}"
    title = element(heading, isolated(f"Dossier {tame(str(dossier.dossier))}"), class_="titre")
    return element("article", lines("", title, element("dl", told), *tables), class_="avis", lang=lang)


def _report(dossier: Dossier) -> list[tuple[str, Any]]:
    report = dossier.rapport
    return [] if report is None else [(one.name, getattr(report, one.name)) for one in fields(type(report))]


def _table(speech: Speech, name: str, entries: Any, level: int) -> Markup | None:
    """A list: a row for each entry, a column for what any of them says."""
    title = element(f"h{min(level + 1, 6)}", _name(name), class_="titre-2")
    if not entries:
        if name in ("derogations", "decisions"):
            return None
        key = "unknown" if entries is None else "empty"
        return lines(title, element("p", speech.say(f"dossier.{key}")))
    columns = [
        one.name
        for one in fields(type(entries[0]))
        if any(getattr(entry, one.name) != one.default for entry in entries)
    ]
    rows = [
        element("tr", [element("td", isolated(_value(speech, getattr(entry, one)))) for one in columns])
        for entry in entries
    ]
    head = element("thead", element("tr", [element("th", _name(one), scope="col") for one in columns]))
    table = element("table", head, element("tbody", rows))
    return lines(title, element("div", table, class_="large", tabindex="0", role="region", aria_label=name))


def _name(name: str) -> Markup:
    """A key of the dossier's file, which is French whatever the language of the page."""
    return element("span", tame(str(name)).replace("_", " "), lang="fr")


def _value(speech: Speech, value: Any) -> str:
    """A value, as people write it."""
    if value is None:
        return speech.say("answers.inconnu")
    if isinstance(value, bool):
        return speech.say(f"answers.{'oui' if value else 'non'}")
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ")
    if isinstance(value, date):
        return speech.date(value)
    if isinstance(value, (int, Fraction)):
        return speech.number(value)
    if isinstance(value, Mapping):
        return tame(", ".join(f"{key} {_value(speech, one)}" for key, one in value.items()))
    if isinstance(value, tuple):
        return ", ".join(_value(speech, one) for one in value)
    return tame(str(value))

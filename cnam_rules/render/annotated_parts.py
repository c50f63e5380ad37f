"""What surrounds the clauses in the annotated regulation: the programme's units, and the examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnam_rules.render.markup import Markup, element
from cnam_rules.render.rulewords import RuleWords

if TYPE_CHECKING:
    from cnam_rules.language import Example, Offre, Unite

__all__ = ["examples", "programme"]


def programme(words: RuleWords) -> Markup:
    """The programme: its units with credits, hours and offering, and what its source contradicts."""
    fiche, say = words.ruleset.fiche, words.say
    years = sorted({year for unit in fiche.unites for year in unit.offre})
    headings = [say("unit"), say("group"), say("ects"), say("hours"), *years]
    rows = [_unit(words, unit, years) for unit in fiche.unites]
    table = element(
        "table",
        element("caption", say("units-source", source=fiche.source, file=fiche.file, version=fiche.version)),
        element("thead", element("tr", [element("th", heading, scope="col") for heading in headings])),
        element("tbody", rows),
    )
    remarks = [element("li", remark.said(words.lang), dir="auto") for remark in fiche.remarques]
    return element(
        "section",
        element("h2", say("units")),
        element("div", table, class_="large", tabindex="0", role="region", aria_label=say("units")),
        [element("h3", say("remarks")), element("ul", remarks)] if remarks else None,
    )


def _unit(words: RuleWords, unit: Unite, years: list[str]) -> Markup:
    number = words.speech.number
    return element(
        "tr",
        element(
            "th",
            element("b", unit.code),
            " ",
            element("span", unit.intitule, lang="fr", dir="auto", class_="intitule"),
            scope="row",
        ),
        element("td", unit.groupe),
        element("td", _or_unknown(words, None if unit.ects is None else number(unit.ects))),
        element("td", _or_unknown(words, None if unit.heures is None else number(unit.heures))),
        [element("td", _offer(words, unit.offre.get(year))) for year in years],
    )


def _or_unknown(words: RuleWords, said: str | None) -> str:
    return words.say("unknown") if said is None else said


def _offer(words: RuleWords, offer: Offre | None) -> str:
    """When a unit is offered; a doubt of the source is told, and so is a cell that can't be read."""
    if offer is None:
        return words.say("unknown")
    if offer.session is None:
        return words.say("offer-unknown")
    session = words.say("session-" + offer.session.value.replace(" ", "-"))
    return session if offer.certaine else words.say("offer-doubtful", session=session)


def examples(words: RuleWords) -> Markup:
    """The examples that stand in the file: each with its day and what it expects."""
    found, say = words.ruleset.examples, words.say
    told = say("examples-about", n=len(found)) if found else say("examples-none")
    headings = [say("example"), say("on-day-heading"), say("expected")]
    table = element(
        "table",
        element("thead", element("tr", [element("th", heading, scope="col") for heading in headings])),
        element("tbody", [_example(words, example) for example in found]),
    )
    return element(
        "section",
        element("h2", say("examples")),
        element("p", told),
        element("div", table, class_="large", tabindex="0", role="region", aria_label=say("examples"))
        if found
        else None,
    )


def _example(words: RuleWords, example: Example) -> Markup:
    speech = words.speech
    expected = [] if example.status is None else [speech.say(f"verdicts.{example.status.value}")]
    expected += [
        speech.say(
            "annotated.expected-condition", name=name, status=speech.say(f"statuses.{status.value}").lower()
        )
        for name, status in example.conditions.items()
    ]
    readings = [f"{name} = {choice}" for name, choice in example.readings.items()]
    under = words.say("readings-of", names=speech.list(readings)) if readings else None
    return element(
        "tr",
        element(
            "th",
            element("span", example.name, lang="fr", dir="auto"),
            None if under is None else element("span", f" ({under})", class_="menu"),
            scope="row",
        ),
        element("td", speech.date(example.as_of), class_="jour"),
        element("td", speech.series(expected) if expected else ""),
    )

"""What a condition asks for as nested lists, which read aloud and on paper as they do on a screen."""

from __future__ import annotations

from cnam_rules.language.expressions import (
    AuMoins,
    Clause,
    Comparaison,
    Lecture,
    Non,
    SiAlors,
    Toujours,
    Tous,
    UnAuMoins,
)
from cnam_rules.render.markup import Child, Markup, element
from cnam_rules.render.rulewords import RuleWords

__all__ = ["decision", "pair", "tree"]


def tree(words: RuleWords, *clauses: Clause) -> Markup:
    """Expressions as a list, the parts of each in a list of its own."""
    return element("ul", [_item(words, clause) for clause in clauses], class_="arbre")


def pair(words: RuleWords, name: Child, value: Markup) -> list[Child]:
    """A name and its value, parted as the language does."""
    between = words.say("pair", name="", value="")
    return [name, between, value]


def decision(words: RuleWords) -> Markup:
    """The whole decision: the verdict, its conditions, and what each asks for."""
    conditions = [
        element(
            "li",
            _said(condition.libelle.said(words.lang), "strong"),
            None if condition.si is None else element("p", words.say("applies"), class_="mot"),
            None if condition.si is None else tree(words, condition.si),
            None if condition.si is None else element("p", words.say("requires"), class_="mot"),
            tree(words, condition.exige),
        )
        for condition in words.ruleset.conditions
    ]
    top = element("li", element("strong", words.verdict()), element("ul", conditions, class_="arbre"))
    return element("ul", top, class_="arbre decision")


def _item(words: RuleWords, clause: Clause) -> Markup:
    match clause:
        case Comparaison():
            name = _said(words.name(clause.mesure))
            return element("li", pair(words, name, element("b", words.asked(clause), dir="auto")))
        case Toujours(value):
            return element("li", words.say("always" if value else "never"))
        case Tous(terms):
            return _joined(words, words.say("all"), *terms)
        case UnAuMoins(terms):
            return _joined(words, words.say("any"), *terms)
        case AuMoins(n, terms):
            return _joined(words, words.say("at-least", n=n), *terms)
        case Non(term):
            return _joined(words, words.say("contrary"), term)
        case SiAlors(si, alors):
            parts = [words.say("if"), tree(words, si), words.say("then"), tree(words, alors)]
            return element("li", parts)
        case Lecture(name, choices):
            question = words.ruleset.readings[name].question.said(words.lang)
            return element(
                "li",
                element("i", words.say("reading", question=question), dir="auto"),
                element("ul", [_choice(words, name, *pair) for pair in choices.items()], class_="arbre"),
            )


def _choice(words: RuleWords, reading: str, choice: str, clause: Clause) -> Markup:
    retained = words.retained(reading, choice)
    said = words.say("choice-retained" if retained else "choice", label=words.choice(reading, choice))
    return element("li", _said(said, "b" if retained else "span"), tree(words, clause))


def _joined(words: RuleWords, heading: str, *terms: Clause) -> Markup:
    return element("li", heading, tree(words, *terms))


def _said(text: Child, name: str = "span") -> Markup:
    """A text of the file's author, whichever way it is written."""
    return element(name, text, dir="auto")

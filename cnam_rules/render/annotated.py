"""The annotated regulation (*règlement annoté*): each clause of the text beside what it became, as HTML.

One page to read on a screen, on a phone or on paper, and to sign. It needs no script and nothing from
elsewhere; its colours are those of the page that it stands in, and no colour says anything alone.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final

from cnam_rules.language.expressions import Lecture
from cnam_rules.render.annotated_parts import examples, programme
from cnam_rules.render.annotated_tables import tables
from cnam_rules.render.annotated_tree import decision, pair, tree
from cnam_rules.render.markup import Markup, anchor, element, lines
from cnam_rules.render.mermaid import ruleset_mermaid
from cnam_rules.render.rulewords import RuleWords
from cnam_rules.speech import Speech

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cnam_rules.language import Condition, MeasureDef, Modele, RuleSet, ValeurDef
    from cnam_rules.tables import Renseignements

__all__ = ["article_style", "modele_article", "ruleset_article", "ruleset_html"]


_PAGE: Final = ":root{color-scheme:light dark}body{margin:0 auto;max-width:76rem;padding:1rem}"


def ruleset_html(ruleset: RuleSet, lang: str = "fr", *, information: Renseignements | None = None) -> str:
    """The annotated regulation as one HTML file that stands alone.

    Args:
        ruleset: the rule set.
        lang: `fr` or `en`; words quoted from the regulation stay in French.
        information: what else is told of its programme, whose tables are shown.

    Raises:
        UnknownLanguage: for any other language.

    >>> import cnam_rules
    >>> page = ruleset_html(cnam_rules.ruleset("titre-casp/jury"))
    >>> page.startswith("<!doctype html>"), 'id="condition-stage"' in page, "<script" in page
    (True, True, False)
    """
    head = lines(
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", ruleset.intitule.said(lang)),
        element("style", Markup(_PAGE)),
        article_style(),
    )
    body = element("body", element("main", ruleset_article(ruleset, lang, information=information)))
    return "<!doctype html>\n" + element("html", element("head", head), "\n", body, lang=lang) + "\n"


def ruleset_article(
    ruleset: RuleSet, lang: str = "fr", *, title: bool = True, information: Renseignements | None = None
) -> Markup:
    """The same as a part of a page that has its own head.

    Args:
        ruleset: the rule set.
        lang: `fr` or `en`.
        title: whether it begins with a title of the first level; otherwise the page has one.
        information: what else is told of its programme, whose tables are shown.

    Raises:
        UnknownLanguage: for any other language.
    """
    words = RuleWords(ruleset, lang)
    say = words.say
    graph = element(
        "section",
        _heading(2, say("graph")),
        element("p", say("graph-about")),
        decision(words),
        element(
            "details",
            element("summary", say("graph-source")),
            element("pre", element("code", ruleset_mermaid(ruleset, lang)), tabindex="0"),
        ),
        class_="graphe",
    )
    conditions, told = [], set[str]()
    for condition in ruleset.conditions:
        conditions.append(_condition(words, condition, told))
        told.update(ruleset.readings_of(condition))
    return element(
        "article",
        lines(
            "",
            _top(words, title=title),
            element("section", _heading(2, say("conditions")), lines(*conditions)),
            graph,
            _conventions(words),
            programme(words),
            tables(words, information),
            examples(words),
            _visa(words),
            element(
                "footer",
                element("p", f"{ruleset.id}, {say('version', version=ruleset.version)} ({ruleset.file})"),
                element("p", say("hash"), " ", element("code", ruleset.sha256)),
            ),
        ),
        class_="annote",
        lang=lang,
    )


def modele_article(modele: Modele, extended_by: Sequence[RuleSet], lang: str = "fr") -> Markup:
    """A model: what it lends, and to which rule sets, as a part of a page.

    Raises:
        UnknownLanguage: for any language but `fr` and `en`.
    """
    speech = Speech(lang)

    def part(key: str, names: Sequence[str], nothing: str | None = None) -> Markup | None:
        if not names and nothing is None:
            return None
        told = element("ul", [element("li", name) for name in names]) if names else element("p", nothing)
        return element("section", _heading(2, speech.say(f"annotated.{key}")), told)

    version = speech.say("annotated.version", version=modele.version)
    heirs = [f"{ruleset.id}@{ruleset.version} ({ruleset.file})" for ruleset in extended_by]
    parents = [f"{other.id}@{other.version} ({other.file})" for other in modele.etend]
    return element(
        "article",
        lines(
            "",
            element("p", f"{modele.id}, {version} ({modele.file})"),
            *(element("p", speech.say("annotated.extends", name=name)) for name in parents),
            element("p", speech.say("annotated.model-about")),
            part("model-conditions", modele.conditions),
            part("model-readings", modele.readings),
            part("model-extended", heirs, speech.say("annotated.model-none")),
        ),
        class_="annote",
        lang=lang,
    )


def article_style() -> Markup:
    """The style sheet of the articles; a page takes it once."""
    css = files("cnam_rules").joinpath("render", "annotated.css").read_text(encoding="utf-8")
    return element("style", Markup(css))


def _heading(level: int, text: str, **attributes: str) -> Markup:
    return element(f"h{level}", text, dir="auto", **attributes)


def _top(words: RuleWords, *, title: bool) -> Markup:
    """What the rule set is: its title, its text, when it is in force, what it inherits."""
    rules, say = words.ruleset, words.say
    facts = [
        (say("programme"), f"{rules.programme}, {rules.fiche.intitule.said(words.lang)}"),
        (say("text"), rules.source),
        (say("in-force"), words.in_force()),
        *(
            (
                say("extends", name=f"{other.id}@{other.version}"),
                ", ".join(filter(None, (other.source, other.file))),
            )
            for other in rules.etend
        ),
    ]
    return element(
        "header",
        _heading(1, rules.intitule.said(words.lang)) if title else None,
        element("dl", [[element("dt", name), element("dd", value, dir="auto")] for name, value in facts]),
        None
        if rules.reconstitution is None
        else element(
            "p", words.speech.say("ruleset.reconstitution", what=rules.reconstitution.said(words.lang))
        ),
    )


def _condition(words: RuleWords, condition: Condition, told: Collection[str]) -> Markup:
    """A clause on the left, what it became on the right; the readings in `told` stand in full above."""
    own = anchor("condition", condition.id)
    name = condition.libelle.said(words.lang)
    return element(
        "section",
        _heading(3, name, id=f"{own}-titre"),
        element("div", _law(words, condition), _rule(words, condition, told), class_="cote-a-cote"),
        id=own,
        class_="clause",
        aria_labelledby=f"{own}-titre",
    )


def _law(words: RuleWords, condition: Condition) -> Markup:
    """What the text says, where, and where the file says so."""
    say = words.say
    inherited: list[str] = []
    if (parent := words.parent(condition.file)) is not None:
        inherited.append(say("inherited", name=parent))
    for origin in condition.origins:
        place = {"file": origin.file, "line": str(origin.line)}
        inherited.append(
            say("inherited-part", part=origin.key, name=words.parent(origin.file) or "", **place)
        )
    written = next((origin.file for origin in condition.origins if origin.key == "source"), condition.file)
    return element(
        "div",
        _heading(4, say("text")),
        element("p", say("clause", clause=condition.source.clause), dir="auto"),
        element("blockquote", element("p", condition.source.extrait, lang="fr", dir="auto")),
        element("p", words.source(written), class_="menu", lang="fr", dir="auto"),
        element("p", say("file-line", file=condition.file, line=str(condition.line)), class_="menu"),
        [element("p", sentence, class_="menu") for sentence in inherited],
        class_="texte",
    )


def _rule(words: RuleWords, condition: Condition, told: Collection[str]) -> Markup:
    """What the rule asks, what it counts, and how the text was read."""
    say, ruleset = words.say, words.ruleset
    asked = [tree(words, condition.exige)]
    if condition.si is not None:
        gate = [element("p", say("applies"), class_="mot"), tree(words, condition.si)]
        asked = [*gate, element("p", say("requires"), class_="mot"), *asked]
    measures = words.measures_of(condition)
    values, readings = words.values_of(condition), ruleset.readings_of(condition)
    return element(
        "div",
        _heading(4, say("rule")),
        asked,
        [_heading(5, say("counted")), [_measure(words, measure) for measure in measures]]
        if measures
        else None,
        [_heading(5, say("values")), [_value(words, value) for value in values]] if values else None,
        [_heading(5, say("readings")), [_reading(words, name, told) for name in readings]]
        if readings
        else None,
        class_="regle",
    )


def _measure(words: RuleWords, measure: MeasureDef) -> Markup:
    """A measure, and its filters in words."""
    rows = [
        element(
            "li",
            pair(words, option.name, element("b", option.value, dir="auto")),
            None if option.reading is None else [" ", words.say("by-reading-short", name=option.reading)],
        )
        for option in words.options(measure)
    ]
    place = words.say("file-line", file=measure.file, line=str(measure.line))
    return element(
        "div",
        element(
            "p",
            element("b", measure.libelle.said(words.lang), dir="auto"),
            " ",
            element("span", place, class_="menu"),
        ),
        element("ul", rows),
        class_="mesure",
    )


def _value(words: RuleWords, value: ValeurDef) -> Markup:
    """A parameter with its values, or a decision with its bounds."""
    place = words.say("file-line", file=value.file, line=str(value.line))
    rows = [
        element("li", said, None if source is None else [" ", element("span", source, dir="auto")])
        for said, source in words.values(value)
    ]
    return element(
        "div",
        element(
            "p",
            element("b", value.libelle.said(words.lang), dir="auto"),
            " ",
            element("span", place, class_="menu"),
        ),
        element("ul", rows),
        class_="mesure",
    )


def _reading(words: RuleWords, name: str, told: Collection[str]) -> Markup:
    """A reading: its question, its choices, and why one is retained; of one told above, the answer alone."""
    reading = words.ruleset.readings[name]
    if name in told:
        answer = words.say("choice-retained", label=words.choice(name, reading.retenue))
        return element(
            "p",
            element("span", reading.question.said(words.lang), dir="auto"),
            " ",
            element("b", answer, dir="auto"),
            " ",
            element("a", words.say("seen"), href=f"#{anchor('lecture', name)}", class_="menu"),
            class_="rappel",
        )
    choices = []
    for choice in reading.choix:
        retained = choice.name == reading.retenue
        said = words.say("choice-retained" if retained else "choice", label=choice.libelle.said(words.lang))
        choices.append(element("li", element("b" if retained else "span", said, dir="auto")))
    place = words.say("file-line", file=reading.file, line=str(reading.line))
    return element(
        "details",
        element("summary", element("span", reading.question.said(words.lang), dir="auto")),
        element("ul", choices, class_="choix"),
        element("p", words.say("reason", reason=reading.raison.said(words.lang)), dir="auto"),
        element("p", element("code", name), " ", place, class_="menu"),
        open=True,
        id=anchor("lecture", name),
    )


def _conventions(words: RuleWords) -> Markup:
    """How durations are counted; of what a reading decides, as retained."""
    rows = []
    for name, value in words.ruleset.conventions.items():
        chosen, by = value, None
        if isinstance(value, Lecture):
            chosen = value.choices[words.ruleset.readings[value.name].retenue]
            by = [" ", words.say("by-reading-short", name=value.name)]
        word = getattr(chosen, "value", "")
        rows.append(element("li", words.speech.say(f"conventions.{name}-{word}"), by))
    return element("section", _heading(2, words.say("conventions")), element("ul", rows))


def _visa(words: RuleWords) -> Markup:
    """Where whoever answers for the regulation signs; on paper only."""
    cells = [element("p", words.say(key)) for key in ("visa-name", "visa-date", "visa-signature")]
    return element("section", _heading(2, words.say("visa")), element("div", cells), class_="visa")

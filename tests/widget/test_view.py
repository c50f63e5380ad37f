"""The widget: it follows, it never says that a hypothesis is a verdict, and no name breaks out of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from traitlets import TraitError

from cnam_rules import DossierError, EnginesDisagree, Fault, WidgetUnavailable, load
from cnam_rules.dossier import Dossier, Experience
from cnam_rules.render.markup import Markup
from cnam_rules.speech import LANGUAGES, UnknownLanguage
from cnam_rules.widget import explore
from cnam_rules.widget.view import WhatIfWidget
from tests.cli.support import example
from tests.render.pages import DAY, EXAMPLES, HOSTILE, REFUSED, Page, flat

FOLDER = Path(__file__).parent.parent.parent / "cnam_rules" / "widget"


def shown(name: str, lang: str = "fr") -> WhatIfWidget:
    return explore(load(example(name)), as_of=DAY, lang=lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_page_follows_and_the_verdict_given_stays(name: str, lang: str) -> None:
    widget = shown(name, lang)
    official, nothing = widget.official, Page(widget.shown).said
    assert ("Rien n'est supposé" if lang == "fr" else "Nothing is supposed") in nothing
    widget.moves = {"work-in": 3, "lecture:experience-mixte": "champ-partiel"}
    said = Page(widget.shown).said
    assert said.startswith("HYPOTHÈSE, ET NON UN AVIS" if lang == "fr" else "HYPOTHESIS, NOT A FINDING")
    assert flat(widget.said).startswith("Hypothèse, et" if lang == "fr" else "A hypothesis, not")
    assert widget.official == official
    assert not re.search(r"(?:^| )(?:AVIS|FINDING) ?:", said)
    assert re.search(r"(?:AVIS|FINDING) ?:", Page(official).said)
    widget.moves = {}
    assert Page(widget.shown).said == nothing
    assert widget.what.hypothesis == ()


def test_what_the_page_gets_is_json_and_has_every_word() -> None:
    widget = shown("experience-mixte", "en")
    spec = json.loads(json.dumps(widget.spec))
    assert spec == widget.spec
    assert set(spec) == {"lang", "words", "styles", "groups"}
    stage = spec["groups"][0]["controls"][2]
    assert stage["said"][:3] == ["0 months", "1 month", "2 months"]
    assert len(stage["said"]) == stage["most"] + 1
    script = (FOLDER / "whatif.js").read_text(encoding="utf-8")
    assert set(re.findall(r"\bwords\.(\w+)", script)) == set(spec["words"])


def plain(value: object) -> bool:
    """Whether it is JSON of Python's own types, and of no class that extends them."""
    if isinstance(value, dict):
        return type(value) is dict and all(type(key) is str and plain(each) for key, each in value.items())
    if isinstance(value, list):
        return type(value) is list and all(map(plain, value))
    return type(value) in (str, int, bool)


def test_all_that_is_sent_is_of_plain_types() -> None:
    widget = shown("experience-mixte")
    for moves in ({}, {"stage": 3}):
        widget.moves = moves
        sent = [widget.spec, widget.moves, widget.official, widget.shown, widget.said]
        assert all(map(plain, sent))
    assert not plain({"x": [Markup("<b>")]})


def test_the_script_takes_no_text_for_markup_and_fetches_nothing() -> None:
    script = (FOLDER / "whatif.js").read_text(encoding="utf-8")
    assert sorted(re.findall(r"innerHTML = (.*?);", script)) == [
        'model.get("official")',
        'model.get("shown")',
        "styles",
    ]
    for word in ("insertAdjacentHTML", "outerHTML", "document.write", "eval(", "fetch(", "import(", "http"):
        assert word not in script
    assert "http" not in (FOLDER / "whatif.css").read_text(encoding="utf-8")


def test_every_rule_of_the_style_sheet_is_its_own() -> None:
    css = re.sub(r"\{[^{}]*\}", "{}", (FOLDER / "whatif.css").read_text(encoding="utf-8"))
    rules = [line.strip() for line in re.findall(r"([^{}\n]+)\{\}", css)]
    assert len(rules) > 20
    assert [rule for rule in rules if not rule.startswith(".et-si")] == []


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_breaks_out(name: str) -> None:
    if name in REFUSED:
        return
    shapes = []
    for one in (name, "A"):
        job = Experience(one, DAY.replace(year=2024), DAY, one)
        widget = explore(Dossier(one, "RNCP36625", experiences=(job,), stages=()), as_of=DAY)
        widget.moves = {"champ:0": "oui", "work-in": 2}
        shapes.append((Page(widget.official).shape, Page(widget.shown).shape))
        json.dumps(widget.spec).encode()
    assert shapes[0] == shapes[1]


def test_a_bad_move_is_refused_and_changes_nothing() -> None:
    widget = shown("experience-mixte")
    widget.moves = {"stage": 3}
    before = (widget.moves, widget.shown, widget.what)
    with pytest.raises(TraitError, match="work-in is 99"):
        widget.moves = {"work-in": 99}
    assert (widget.moves, widget.shown, widget.what) == before


def test_what_can_not_be_supposed_is_told_and_the_last_hypothesis_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    widget = shown("experience-mixte")
    widget.moves = {"stage": 3}
    kept = widget.what

    def refuse(*_: object) -> None:
        raise DossierError([Fault("$.stages", "list-unknown", {"found": "<stages>"})])

    monkeypatch.setattr("cnam_rules.widget.view.suppose", refuse)
    widget.moves = {"stage": 4}
    assert "Cela ne peut pas être supposé" in Page(widget.shown).said
    assert "&lt;stages&gt;" in widget.shown
    assert flat(widget.said) == "Cela ne peut pas être supposé :"
    assert widget.what is kept


def test_engines_that_disagree_are_told_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    widget = shown("experience-mixte")

    def disagree(*_: object) -> None:
        raise EnginesDisagree({"one": {"<ue>": "met"}, "other": {"<ue>": "unmet"}})

    monkeypatch.setattr("cnam_rules.widget.view.suppose", disagree)
    widget.moves = {"stage": 3}
    assert "one and other disagree on <ue>" in Page(widget.shown).said


def test_where_there_is_no_spell_there_is_no_timeline() -> None:
    widget = explore(Dossier("D-1", "RNCP36625", ue=()), as_of=DAY, lang="en")
    widget.moves = {"ue:FPG003": True}
    assert "<svg" not in widget.shown
    assert "The unit FPG003 would be acquired." in Page(widget.shown).said


def test_any_other_language_is_refused() -> None:
    with pytest.raises(UnknownLanguage):
        shown("complet", "de")


def test_without_anywidget_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.delitem(sys.modules, "cnam_rules.widget.view", raising=False)
    with pytest.raises(WidgetUnavailable, match=r"pip install 'cnam-rules\[widget\]'"):
        shown("complet")


def test_anywidget_is_imported_only_when_a_widget_is_asked_for() -> None:
    program = (
        "import sys, cnam_rules.widget, cnam_rules.widget.page;"
        "print([name for name in sys.modules if name.startswith(('anywidget', 'ipywidgets', 'IPython'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""The chart: Mermaid's own parser finds in it the nodes, the arrows and the labels that were meant."""

import json
import re
import subprocess
from html import unescape
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given

import cnam_rules
from cnam_rules.facts import Text
from cnam_rules.language import RuleSet, decode_ruleset
from cnam_rules.language.expressions import Comparaison, Lecture, clauses_in
from cnam_rules.render.mermaid import label, ruleset_mermaid
from cnam_rules.testing import Written, rule_files
from tests.cli.test_rules import EVERY_FORM
from tests.laws.pace import HALF
from tests.nodes import FOLDER, node

HOSTILE = (
    'a "quoted" one',
    "end",
    "graph",
    "%% a comment",
    "%%{init: {'theme': 'dark'}}%%",
    "1. a list",
    "- a list",
    "– a list",
    "+ a list",
    "* a list",
    "`**bold**`",
    "fa:fa-star",
    "$$x^2$$",
    "<script>alert(1)</script>",
    "a --> b; c | d",
    "#quot; &lt; #35;",
    "line\nbreak\r\n k0 --> k1",
    "[x](y) {z} ((w))",
    "\u202e\u0645\u0631\u062d\u0628\u0627",
    "mot " * 2_500,
    "x" * 10_000,
    "",
    "   ",
)


def parsed(charts: list[str]) -> list[dict[str, Any]]:
    """What Mermaid makes of charts; the test is skipped, and says so, where `make node` was not run."""
    command = [node("mermaid", "jsdom"), str(FOLDER / "mermaid.mjs")]
    done = subprocess.run(
        command, input=json.dumps(charts), capture_output=True, text=True, timeout=300, check=True
    )
    results: list[dict[str, Any]] = json.loads(done.stdout)
    assert len(results) == len(charts)
    return results


def read(text: str) -> str:
    """A label as people see it: its codes decoded, its lines joined."""
    text = unescape(re.sub(r"<br */?>", "", text))
    text = re.sub(r"ﬂ°°(\d+)¶ß|#(\d+);", lambda found: chr(int(found[1] or found[2])), text)
    return "".join(text.split())


@pytest.fixture(scope="module")
def title() -> RuleSet:
    return next(ruleset for ruleset in cnam_rules.rulesets() if ruleset.id == "titre-casp/jury")


def every_form(title: RuleSet) -> RuleSet:
    return decode_ruleset(EVERY_FORM, file="essai.yaml", fiches={title.fiche.id: title.fiche})


def test_mermaid_reads_the_title_in_both_languages_and_every_form(title: RuleSet) -> None:
    rulesets = [(ruleset, lang) for ruleset in (title, every_form(title)) for lang in ("fr", "en")]
    for (ruleset, lang), chart in zip(
        rulesets, parsed([ruleset_mermaid(r, lang) for r, lang in rulesets]), strict=True
    ):
        assert "error" not in chart
        parts = [part for c in ruleset.conditions for part in (c.si, c.exige) if part is not None]
        clauses = [inside for part in parts for inside in clauses_in(part)]
        names = {clause.compare.measure for clause in clauses if isinstance(clause, Comparaison)}
        gates = sum(condition.si is not None for condition in ruleset.conditions)
        # One node for each clause, condition, gate and measure, and one for the verdict.
        assert len(chart["nodes"]) == len(clauses) + len(ruleset.conditions) + gates + len(names) + 1
        labels = {read(text) for text in chart["nodes"].values()}
        for condition in ruleset.conditions:
            assert read(condition.libelle.said(lang)) in labels
        # The choices of readings that stand among the clauses: those retained thick, the others dotted.
        readings = [clause for clause in clauses if isinstance(clause, Lecture)]
        strokes = [arrow["stroke"] for arrow in chart["arrows"] if arrow["stroke"] != "normal"]
        assert strokes.count("thick") == len(readings)
        assert strokes.count("dotted") == sum(len(reading.choices) - 1 for reading in readings)
        # Whatever is there leads to the verdict.
        reached, frontier = {"verdict"}, {"verdict"}
        while frontier:
            frontier = {a["start"] for a in chart["arrows"] if a["end"] in frontier} - reached
            reached |= frontier
        assert reached == set(chart["nodes"])


def test_mermaid_reads_any_label_as_the_text_it_is(title: RuleSet) -> None:
    charts, plain = [], parsed([ruleset_mermaid(title)])[0]
    for word in HOSTILE:
        text = Text(word, word)
        hostile = evolve(
            title,
            conditions=tuple(evolve(condition, libelle=text) for condition in title.conditions),
            measures={name: evolve(measure, libelle=text) for name, measure in title.measures.items()},
            readings={
                name: evolve(
                    reading, question=text, choix=tuple(evolve(c, libelle=text) for c in reading.choix)
                )
                for name, reading in title.readings.items()
            },
        )
        charts.append(ruleset_mermaid(hostile))
    for word, chart in zip(HOSTILE, parsed(charts), strict=True):
        assert "error" not in chart, word
        assert list(chart["nodes"]) == list(plain["nodes"])
        assert [(a["start"], a["end"]) for a in chart["arrows"]] == [
            (a["start"], a["end"]) for a in plain["arrows"]
        ]
        shown = read(chart["nodes"]["k0"])
        whole = "".join("".join(c if c.isprintable() else " " for c in word).split())
        assert shown == (whole or "…") or (
            len(word) > 120 and shown[-1] == "…" and whole.startswith(shown[:-1])
        )


def test_mermaid_reads_any_rule_set() -> None:
    charts: list[str] = []

    @HALF
    @given(written=rule_files())
    def collect(written: Written) -> None:
        charts.append(ruleset_mermaid(written.ruleset()))

    collect()
    # Mermaid takes about 10 ms a chart: the longest, and some of the others.
    chosen = sorted(charts, key=len)[-40:] + charts[:20]
    assert [chart["error"] for chart in parsed(chosen) if "error" in chart] == []


@pytest.mark.parametrize("word", HOSTILE, ids=range(len(HOSTILE)))
def test_a_label_holds_nothing_that_mermaid_reads(word: str) -> None:
    said = label(word)
    assert said[0] == said[-1] == '"'
    assert not re.search(r'["<>&`*_{}\[\]|;$%]', re.sub(r"#\d+;|<br/>", "", said[1:-1]))
    assert "\n" not in said
    assert not re.match(r'"[-–—+*\d]+[.) ]', said)


def test_the_same_rule_set_gives_the_same_chart(title: RuleSet) -> None:
    assert ruleset_mermaid(title) == ruleset_mermaid(title)
    assert ruleset_mermaid(title) != ruleset_mermaid(title, "en")

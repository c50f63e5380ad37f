"""Sentences agree and are set as their language wants, with any number and any word in them.

A refused candidate reads them: « 1 heures » or « de avril » would cost the reader's trust. The
catalogues are read with every blank filled in, and whole pages are read as they come out.
"""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnam_rules
from cnam_rules import advise, decide, load, notice
from cnam_rules.cli.explain import explained
from cnam_rules.facade import rulesets
from cnam_rules.language import Example, RuleSet
from cnam_rules.speech import LANGUAGES, Entry, Speech, _catalogue
from tests.wording import defects, ours

DOSSIERS = Path(__file__).parent.parent / "examples" / "dossiers"
AS_OF = date(2025, 11, 3)
TEXTS = ("x", "Émile", "amont")
"""What fills the blanks: words that a vowel begins, so that « de » and « que » show."""

LIMITS = ("faults", "hints", "schema", "cli", "prove", "export")
"""Tables whose blanks, `n` aside, hold limits and names: never a small number before a noun."""

SEVERAL = {"advice.ways", "advice.ways-besides", "todo.either", "todo.so-many"}
"""Sentences that are said of two or more, never of one."""

NUMBERED = {
    *("facts.between", "limites.counted-between", "cli.goal-exceeded", "cli.goal-missed"),
    *("operators.moins_de", "operators.plus_de", "tables.between", "charts.around", "charts.between"),
}
"""Sentences whose blanks after « de » or « que » hold numbers, or units that begin with one."""

COUNTED = re.compile(r"\bn'en compte que (?=\w+ en tout|\w+\.$)")
"""In faults, « la période n'en compte que … » is followed by a number."""


def entries(lang: str) -> Iterator[tuple[str, Entry]]:
    for key, entry in _catalogue(lang).items():
        if not key.startswith("schema."):
            yield key, entry


def filled(key: str, entry: Entry, speech: Speech, n: int, text: str) -> str:
    """A sentence with its number, and that text in its other blanks; a day stays a day."""
    template = entry if isinstance(entry, str) else speech._plural(entry, n)
    said = re.sub(r"\b([Ll]e|[Dd]u|[Aa]u|depuis le|on) \{\w+\}", r"\1 3 mai 2025", template)
    names = {name for _, name, _, _ in string.Formatter().parse(said) if name}
    return said.format_map({name: speech.number(n) if name == "n" else text for name in names})


def unquoted(said: str) -> str:
    """A sentence without what it quotes from a file: `clé: valeur`, `{mesure: …}`."""
    return re.sub(r"\{[^{}]*\}|\[[^\[\]]*\]", "…", ours(said))


@pytest.mark.parametrize("lang", LANGUAGES)
@given(n=st.integers(0, 3) | st.integers(4, 10**6), text=st.sampled_from(TEXTS))
def test_every_sentence_agrees_with_any_number_and_any_word(lang: str, n: int, text: str) -> None:
    speech = Speech(lang)
    found = {
        key: defect
        for key, entry in entries(lang)
        if not (key in SEVERAL and n < 2) and not (key in NUMBERED and text != "x")
        for defect in defects(COUNTED.sub("", unquoted(filled(key, entry, speech, n, text))), lang)
    }
    assert found == {}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("n", [0, 1, 2])
def test_no_noun_follows_a_blank_that_can_not_choose_its_form(lang: str, n: int) -> None:
    """A number under another name than `n` chooses no plural: « {points} points » would be wrong with one."""
    speech = Speech(lang)
    found = {
        key: defect
        for key, entry in entries(lang)
        if key.partition(".")[0] not in LIMITS and not (key in SEVERAL and n < 2)
        for defect in defects(unquoted(filled(key, entry, speech, n, str(n))), lang)
        if "plural" in defect or "singular" in defect
    }
    assert found == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_codes_mean_is_said_well(lang: str) -> None:
    speech = Speech(lang)
    found = {
        code: defect
        for code, known in explained().items()
        for defect in defects(unquoted(known.said(speech)), lang)
    }
    assert found == {}


@given(
    months=st.integers(0, 400),
    days=st.integers(0, 31),
    number=st.integers(0, 30) | st.fractions(0, 30, max_denominator=40),
    day=st.dates(date(1950, 1, 1), date(2090, 1, 1)),
)
def test_lengths_numbers_and_days_are_said_well(
    months: int, days: int, number: int | Fraction, day: date
) -> None:
    for lang in LANGUAGES:
        speech = Speech(lang)
        said = [
            speech.months_days(months, days),
            speech.age(months, days),
            speech.say("units.ue", n=int(number)),
            speech.say("units.heures", n=number),
            speech.say("units.heures-between", n=number),
            speech.say("units.groupe", n=int(number)),
            speech.say("units.points", n=number),
            speech.say("duree.from-to", debut=day, fin=day),
        ]
        assert [defect for text in said for defect in defects(text, lang)] == []


# ---------------------------------------------------------------------------- whole pages, as they come out
def examples() -> Iterator[tuple[RuleSet, Example]]:
    """Every fourth example of the library's rules: every rule set, and every kind of verdict."""
    every = [(ruleset, example) for ruleset in rulesets() for example in ruleset.examples]
    return iter(every[::4])


# `fautes` has faults on purpose, and no verdict: their sentences are read above.
SOUND = [path for path in sorted(DOSSIERS.glob("[!R]*.*")) if path.stem != "fautes"]


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_the_pages_of_the_dossiers_are_said_well(path: Path) -> None:
    dossier = load(path)
    verdict, advice = decide(dossier, as_of=AS_OF), advise(dossier, as_of=AS_OF)
    for lang in LANGUAGES:
        for page in (verdict.text(lang), advice.text(lang), notice(verdict).text(lang)):
            assert [*defects(ours(page), lang)] == []


def test_the_pages_of_the_rules_examples_are_said_well() -> None:
    found = set()
    for ruleset, example in examples():
        verdict = decide(example.dossier, as_of=example.as_of, ruleset=ruleset, readings=example.readings)
        for lang in LANGUAGES:
            for page in (verdict.text(lang), notice(verdict).text(lang)):
                said = ours(page).replace(ours(verdict.ruleset.source), "…")  # a title of theirs, in French
                said = said.replace(ours(example.dossier.dossier), "D-1")
                found |= {(ruleset.id, defect) for defect in defects(said, lang)}
    assert sorted(found) == []


# ---------------------------------------------------------------------------------------- the reader itself
@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "1 heures de présence"),
        ("fr", "0 jours"),
        ("fr", "la session de avril"),
        ("fr", "les UE que il faut"),
        ("fr", "l'une de UE"),
        ("fr", "de le jury"),
        ("fr", "si il manque"),
        ("fr", "vraiment ?"),
        ("fr", "vraiment?"),
        ("fr", "« oui »"),
        ("fr", "clé: valeur"),
        ("fr", "une, , deux"),
        ("fr", "attend ()"),
        ("fr", "pièce(s)"),
        ("fr", "le {date}"),
        ("fr", "ce qui n'est pas dû n'est pas demandé"),
        ("en", "1 days"),
        ("en", "0 day"),
        ("en", "a answer"),
        ("en", "really ?"),
        ("en", "file(s)"),
        ("en", "« yes »"),
        ("en", "value: None"),
    ],
)
def test_the_reader_sees_each_kind_of_defect(lang: str, text: str) -> None:
    assert [*defects(text, lang)] != []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "1 mois et 2 jours, de 0 UE à 12 UE\u202f; 1,5 heure"),
        ("fr", "relisez-le avant de les garder, de onze à douze"),
        ("fr", "«\u00a0oui\u00a0»\u00a0: vraiment\u202f?"),
        ("fr", "les mois vont du 1er avril au 31 août… et après"),
        ("en", "1 day and 2 months; a unit, 21 days, 0 days"),
    ],
)
def test_the_reader_lets_what_is_right_pass(lang: str, text: str) -> None:
    assert [*defects(text, lang)] == []


# --------------------------------------------------------------------------- sentences that nothing says
def written() -> tuple[set[str], set[str]]:
    """Every text of the code: those that stand whole, and the parts of those that are put together."""
    whole, parts = set(), set()
    for path in Path(cnam_rules.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts |= {str(part.value) for part in node.values if isinstance(part, ast.Constant)}
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
    return whole, {part for part in parts if part.strip("-.")}


def unsaid(keys: Iterable[str]) -> list[str]:
    """The keys that no code names, whole or by the beginning or the end of their name."""
    whole, parts = written()
    dead = []
    for key in keys:
        table, _, name = key.partition(".")
        begun = any(part != f"{table}." and part.startswith(table) and key.startswith(part) for part in parts)
        put = any(len(part) > 2 and (name.startswith(part) or name.endswith(part)) for part in parts)
        if not (key in whole or name in whole or begun or put):
            dead.append(key)
    return dead


PUT_TOGETHER = ("faults", "hints", "schema", "conventions", "rapport", "answers", "options", "units")
"""Tables whose names come from data, or whose completeness another test checks."""


def test_every_sentence_is_said_somewhere() -> None:
    keys = [key for key in _catalogue("fr") if key.partition(".")[0] not in PUT_TOGETHER]
    several = re.compile(r"(?:limites|notes|ordre)\.|.*\.in-force-")  # names of three parts and more
    assert unsaid(key for key in keys if not several.match(key)) == []
    assert unsaid(["advice.zzz", "cli.qqq-www"]) == ["advice.zzz", "cli.qqq-www"]

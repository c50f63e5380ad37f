"""Law 8 for rule files and stored verdicts: reading ends in an object or in its documented faults."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cnam_rules import decide, from_json
from cnam_rules.catalogue import packaged
from cnam_rules.faults import Fault, RuleSetError, VerdictError
from cnam_rules.language import Fiche, RuleSet, decode_fiche, decode_ruleset
from cnam_rules.tables import Renseignements, ask, decode_renseignements
from cnam_rules.testing import AS_OF, Written, dossiers, rule_files
from cnam_rules.verdict import Verdict
from tests.laws.pace import HALF

RULES = Path(__file__).parents[2] / "rules" / "titre-casp"
JURY = (RULES / "jury.yaml").read_text(encoding="utf-8").partition("exemples:")[0]
EXAMPLES = (RULES / "jury.yaml").read_text(encoding="utf-8").partition("\nexemples:")[2]
FICHE = (RULES / "programme.yaml").read_text(encoding="utf-8")
INFORMATION = (RULES / "renseignements.yaml").read_text(encoding="utf-8")


def told(faults: Sequence[Fault]) -> None:
    assert faults
    for fault in faults:
        assert fault.path.startswith("$")
        for lang in ("fr", "en"):
            assert fault.message(lang)
            assert fault.hint(lang)


def ruleset_or_faults(text: str) -> RuleSet | None:
    try:
        return decode_ruleset(text, file="f.yaml", fiches=packaged().fiches)
    except RuleSetError as error:
        told(error.faults)
        return None


def fiche_or_faults(text: str) -> Fiche | None:
    try:
        return decode_fiche(text, file="f.yaml")
    except RuleSetError as error:
        told(error.faults)
        return None


def information_or_faults(text: str) -> Renseignements | None:
    try:
        return decode_renseignements(text, file="f.yaml", fiches=packaged().fiches)
    except RuleSetError as error:
        told(error.faults)
        return None


def damaged(rng: random.Random, text: str, times: int) -> str:
    """Lines cut, copied, moved, renamed or set in; words swapped; characters struck."""
    lines = text.split("\n")
    for _ in range(times):
        at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        words = lines[at].split(" ")
        match rng.randrange(8):
            case 0:
                del lines[at]
                lines = lines or [""]
            case 1:
                lines.insert(other, lines[at])
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at] = rng.choice(("  ", "    ", "- ")) + lines[at]
            case 4:
                rng.shuffle(words)
                lines[at] = " ".join(words)
            case 5:
                words[rng.randrange(len(words))] = rng.choice(
                    (
                        "oui",
                        "non",
                        "[]",
                        "{}",
                        "null",
                        "12",
                        "18 mois",
                        "lecture",
                        "mesure:",
                        "999 ans",
                        "a: b",
                    )
                )
                lines[at] = " ".join(words)
            case 6:
                start = rng.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:start] + rng.choice("{}[]:,-#&*'\"é\t\0") + lines[at][start + 1 :]
            case _:
                lines[at] = lines[at].replace(rng.choice(words) or " ", rng.choice(lines[other].split(" ")))
    return "\n".join(lines)


@HALF
@given(st.randoms(use_true_random=False), st.integers(1, 4))
def test_law_8_the_title_s_rules_damaged(rng: random.Random, times: int) -> None:
    ruleset_or_faults(damaged(rng, JURY, times))


@HALF
@given(st.randoms(use_true_random=False), st.integers(1, 3))
def test_law_8_the_examples_of_the_rules_damaged(rng: random.Random, times: int) -> None:
    ruleset_or_faults(f"{JURY}\nexemples:{damaged(rng, EXAMPLES, times)}")


@HALF
@given(st.randoms(use_true_random=False), st.integers(1, 4))
def test_law_8_the_programme_damaged(rng: random.Random, times: int) -> None:
    fiche_or_faults(damaged(rng, FICHE, times))


@HALF
@given(st.randoms(use_true_random=False), st.integers(1, 4))
def test_law_8_the_information_damaged(rng: random.Random, times: int) -> None:
    """What still reads answers in full, whatever it is asked."""
    found = information_or_faults(damaged(rng, INFORMATION, times))
    for table in {} if found is None else found.tables.values():
        assert ask(table, {}, programme="RNCP36625", source="").text("fr")


@HALF
@given(rule_files(), st.randoms(use_true_random=False), st.integers(1, 2), st.data())
def test_law_8_random_rules_damaged(
    written: Written, rng: random.Random, times: int, data: st.DataObject
) -> None:
    """What still reads is a rule set in full: it decides, under any of its readings."""
    ruleset = ruleset_or_faults(damaged(rng, written.text, times))
    if ruleset is not None:
        readings = {
            name: data.draw(st.sampled_from([choice.name for choice in reading.choix]))
            for name, reading in ruleset.readings.items()
        }
        dossier = data.draw(dossiers(conditions=[condition.id for condition in ruleset.conditions]))
        verdict = decide(dossier, as_of=AS_OF, ruleset=ruleset, readings=readings)
        assert verdict.text("fr")
        assert from_json(verdict.to_json()) == verdict


KEYS = re.findall(
    r"\w+",
    """jeu programme fiche version en_vigueur intitule texte conventions mesures conditions lectures
    dossier_type exemples du au fr en titre mois stage libelle duree ue rapport attestees statuts
    id source clause extrait si exige mesure au_moins est tous un_au_moins parmi non alors toujours
    lecture question retenue raison choix valeur nom dossier attendu verdict""",
)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from((*KEYS, "18 mois")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=25,
)


def put(tree: Any, key: str, sound: Any) -> None:
    """Put a tree in the place of what a document holds first under a key."""
    places = [sound]
    for part in places:
        places += [value for value in (part.values() if isinstance(part, dict) else part) if _holds(value)]
    for part in places:
        if isinstance(part, dict) and key in part:
            part[key] = tree
            break


@HALF
@given(TREES, st.sampled_from(KEYS))
def test_law_8_any_tree_anywhere_in_a_rule_file(tree: Any, key: str) -> None:
    """One key of a sound file holds something else, of any shape."""
    import yaml

    sound: Any = yaml.load(JURY, Loader=yaml.BaseLoader)  # noqa: S506 - the base loader makes texts only
    put(tree, key, sound)
    ruleset_or_faults(json.dumps(sound))
    ruleset_or_faults(json.dumps(tree))
    fiche_or_faults(json.dumps(tree))
    information_or_faults(json.dumps(tree))


TABLE_KEYS = re.findall(
    r"\w+",
    """renseignements tables libelle methode entrees sorties lignes sinon remarque mots nature si alors
    source clause extrait delai_acces exemple inscription premier_cours delai poursuites passerelles code
    niveau financement jour de a prix fr en fiche programme""",
)


@HALF
@given(TREES, st.sampled_from(TABLE_KEYS))
def test_law_8_any_tree_anywhere_in_the_information(tree: Any, key: str) -> None:
    import yaml

    sound: Any = yaml.load(INFORMATION, Loader=yaml.BaseLoader)  # noqa: S506 - the base loader makes texts only
    put(tree, key, sound)
    information_or_faults(json.dumps(sound))


def _holds(value: object) -> bool:
    return isinstance(value, (dict, list))


@HALF
@given(st.text() | st.text("{}[]:,-#&*!|>'\"%@`?\n\t 0aé\u2028\ufeff\ud800"))
@example("")
@example("\ud800")
@example("jeu: a\n" * 2)
@example("- " * 50_000)
@example("jeu: &a [*a]")
def test_law_8_any_text_for_rules(text: str) -> None:
    assert ruleset_or_faults(text) is None
    assert fiche_or_faults(text) is None
    assert information_or_faults(text) is None
    verdict_or_faults(text, None)


# Stored verdicts.


def verdict_or_faults(text: str, original: str | None) -> Verdict | None:
    """A verdict only when the text stores it to the last value."""
    try:
        verdict = from_json(text)
    except VerdictError as error:
        told(error.faults)
        return None
    assert json.loads(verdict.to_json()) == json.loads(text)
    if original is not None:
        assert json.loads(text) == json.loads(original) or verdict.to_json() != original
    verdict.text("fr")
    verdict.text("en")
    return verdict


@cache
def stored() -> tuple[str, ...]:
    return tuple(decide(example.dossier, as_of=example.as_of).to_json() for example in jury().examples)


def jury() -> RuleSet:
    return packaged().ruleset("titre-casp/jury")


VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        -1,
        10**30,
        0.5,
        "",
        "met",
        "yes",
        "2025-02-29",
        "1/0",
        "$.ue",
        [],
        {},
        [[]],
        "ue",
        "x",
    ]
)


@HALF
@given(st.sampled_from(range(len(jury().examples))), VALUES, st.data())
def test_law_8_a_stored_verdict_with_one_value_changed(which: int, value: Any, data: st.DataObject) -> None:
    original = stored()[which]
    tree = json.loads(original)
    places: list[tuple[Any, Any]] = []
    todo = [tree]
    for part in todo:
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        places += [(part, key) for key in keys]
        todo += [part[key] for key in keys if _holds(part[key])]
    part, key = data.draw(st.sampled_from(places))
    way = data.draw(st.sampled_from(("change", "remove", "add", "move")))
    if way == "change":
        part[key] = value
    elif way == "remove":
        del part[key]
    elif way == "add" and isinstance(part, dict):
        part["x"] = value
    else:
        other, name = data.draw(st.sampled_from(places))
        part[key] = other[name] if isinstance(other, dict) else value
    verdict_or_faults(json.dumps(tree) if _finite(tree) else "[]", original)


def _finite(tree: Any) -> bool:
    try:
        json.dumps(tree)
    except ValueError:  # a part was put inside itself
        return False
    return True


@HALF
@given(st.sampled_from(range(len(jury().examples))), st.randoms(use_true_random=False), st.integers(1, 3))
def test_law_8_a_stored_verdict_damaged(which: int, rng: random.Random, times: int) -> None:
    text = stored()[which]
    for _ in range(times):
        start = rng.randrange(len(text))
        text = text[:start] + rng.choice(("", '"', "{", "]", ",", "0", "null", "\\u0000")) + text[start + 1 :]
    verdict_or_faults(text, None)


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{}", '{"format":1}', '{"format":2}', '{"format":true}', "NaN", "[" * 100_000]
)
def test_law_8_no_verdict_at_all(text: str) -> None:
    assert verdict_or_faults(text, None) is None

"""Laws 7 and 8 for dossiers: what is dumped reads back the same; any text is a dossier or has faults."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cnam_rules.documents import MAX_BYTES
from cnam_rules.dossier import Dossier, check, dump, load, loads
from cnam_rules.faults import DossierError, Fault
from cnam_rules.testing.dossiers import AS_OF, CODES, dossiers

FORMATS: tuple[Literal["yaml", "json"], ...] = ("yaml", "json")
UNITS = {"RNCP36625": CODES}
EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "dossiers").glob("*.[jy]*"))


@given(dossiers())
def test_the_strategies_make_dossiers_that_hold_together(dossier: Dossier) -> None:
    assert check(dossier, as_of=AS_OF, units=UNITS) == []


DECISIONS = {"duree_du_stage": ("4 mois", "10/20", "4"), "é": ("oui", "- x")}
"""Values as a rule file writes them, and some that YAML would take for something else."""


@given(dossiers(decisions=DECISIONS), st.sampled_from(FORMATS))
def test_law_7_what_is_dumped_reads_back_the_same(dossier: Dossier, form: Literal["yaml", "json"]) -> None:
    text = dump(dossier, format=form)
    again = loads(text, format=form, as_of=AS_OF, units=UNITS)
    assert again == dossier
    assert dump(again, format=form) == text
    text.encode("utf-8")


@given(dossiers(decisions=DECISIONS))
def test_law_7_the_two_formats_say_the_same(dossier: Dossier) -> None:
    assert loads(dump(dossier, format="json")) == loads(dump(dossier, format="yaml"))


def outcome(read: Callable[[], Dossier]) -> Dossier | tuple[Fault, ...]:
    """The dossier, or its faults; anything else that is raised is the failure looked for."""
    try:
        return read()
    except DossierError as error:
        return error.faults


def survives(text: str, form: Literal["yaml", "json"] | None = None) -> None:
    """Reading ends in a dossier that can be written again, or in faults with a place and sentences."""
    ended = outcome(lambda: loads(text, format=form, as_of=AS_OF, units=UNITS))
    if isinstance(ended, Dossier):
        assert loads(dump(ended)) == ended
        return
    assert ended
    for fault in ended:
        assert fault.path.startswith("$")
        for lang in ("fr", "en"):
            assert fault.message(lang)
            assert fault.hint(lang)
        str(fault).encode("utf-8")


@given(
    st.text() | st.text("{}[]:,-#&*!|>'\"%@`?\n\t 0aé\u2028\ufeff\ud800"), st.sampled_from((None, *FORMATS))
)
@example("", None)
@example("\ud800", "yaml")
@example('{"dossier": "\\ud800", "programme": "x"}', "json")
@example("{" * 50_000, None)
@example("[" * 50_000, "json")
@example("- " * 50_000, "yaml")
@example("? " * 50_000, "yaml")
@example("a: &a [*a]", "yaml")
@example('{"note": 1e99999999999999999999}', "json")
@example("note: 1e99999999999999999999", "yaml")
@example("note: " + "9" * 100_000, "yaml")
@example('{"note": ' + "9" * 100_000 + "}", "json")
@example('{"note": NaN}', "json")
@example("--- a\n--- b", "yaml")
@example("x" * (MAX_BYTES + 1), None)
@example("%YAML 3.0\n--- a", "yaml")
@example("\0", "yaml")
@example("!!python/object/apply:os.system [ls]", "yaml")
def test_law_8_any_text(text: str, form: Literal["yaml", "json"] | None) -> None:
    survives(text, form)


JSON_TREES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(
        ("oui", "en cours", "2025-02-29", "2025-01-01", "9999-12-31", "0001-01-01", "FPG003", "1/0")
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "dossier",
                    "programme",
                    "entree_en_formation",
                    "ue",
                    "experiences",
                    "stages",
                    "rapport",
                    "derogations",
                    "code",
                    "obtention",
                    "note",
                    "date",
                    "statut",
                    "hors_programme",
                    "intitule",
                    "employeur",
                    "debut",
                    "fin",
                    "dans_le_champ",
                    "attestee",
                    "atteste",
                    "quotite",
                    "organisme",
                    "heures",
                    "jours",
                    "redige",
                    "soutenu",
                    "valide",
                    "condition",
                    "motif",
                    "autorite",
                    "x",
                ]
            ),
            inner,
            max_size=8,
        )
    ),
    max_leaves=30,
)


@given(JSON_TREES)
def test_law_8_any_json(tree: Any) -> None:
    text = json.dumps(tree)
    survives(text, "json")
    survives(text, "yaml")


def edited(rng: random.Random, text: str) -> str:
    """The text with a few characters cut, copied, swapped or replaced."""
    for _ in range(rng.randint(1, 4)):
        start = rng.randrange(len(text) + 1)
        stop = min(len(text), start + rng.choice((1, 1, 2, 5, 20)))
        match rng.randrange(4):
            case 0:
                text = text[:start] + text[stop:]
            case 1:
                text = text[:start] + text[start:stop] * 2 + text[stop:]
            case 2:
                text = text[:start] + rng.choice("{}[]:,-#&*!|>'\" 0O9\n\t\u00a0\0é") + text[stop:]
            case _:
                other = rng.randrange(len(text) + 1)
                text = text[:start] + text[other : other + 10] + text[stop:]
    return text


@given(dossiers(), st.sampled_from(FORMATS), st.randoms(use_true_random=False))
def test_law_8_a_valid_file_damaged(
    dossier: Dossier, form: Literal["yaml", "json"], rng: random.Random
) -> None:
    survives(edited(rng, dump(dossier, format=form)), form)


@given(dossiers(), st.data())
@settings(max_examples=200)
def test_law_8_a_valid_tree_damaged(dossier: Dossier, data: st.DataObject) -> None:
    """One value of a valid dossier becomes another, of any kind: every other fault stays away."""
    tree = json.loads(dump(dossier, format="json"))
    places = [(tree, key) for key in tree]
    for part in [
        *tree.get("ue", []),
        *tree.get("experiences", []),
        *tree.get("stages", []),
        tree.get("rapport", {}),
    ]:
        places += [(part, key) for key in part]
    part, key = data.draw(st.sampled_from(places))
    part[key] = data.draw(JSON_TREES)
    survives(json.dumps(tree), "json")


@given(st.binary(max_size=200))
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbfdossier: D\nprogramme: P")
def test_law_8_any_file(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzzed.yaml"
    path.write_bytes(data)
    ended = outcome(lambda: load(path))
    assert isinstance(ended, Dossier) or {fault.file for fault in ended} == {str(path)}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_survive_damage(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    rng = random.Random(path.name)  # noqa: S311 - the same damage every time, no secret
    for _ in range(60):
        survives(edited(rng, text))

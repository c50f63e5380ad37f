"""Law 7: the same inputs give the same verdict, byte for byte, wherever and however often it is asked for."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules import decide, dump, from_json, loads
from cnam_rules.dossier import Dossier
from cnam_rules.testing import AS_OF, Written, dossiers, rule_files
from cnam_rules.verdict import Verdict
from tests.laws.pace import HALF

ROOT = Path(__file__).parents[2]
DOSSIERS = sorted((ROOT / "examples" / "dossiers").glob("*.yaml"))
PROGRAM = """
import hashlib, sys
from datetime import date
from cnam_rules import decide, loads
for text in sys.stdin.read().split("\\0"):
    verdict = decide(loads(text), as_of=date(2025, 11, 3))
    print(hashlib.sha256((verdict.to_json() + str(verdict) + verdict.text("en")).encode()).hexdigest())
"""


def fingerprint(verdict: Verdict) -> str:
    text = verdict.to_json() + str(verdict) + verdict.text("en")
    return hashlib.sha256(text.encode()).hexdigest()


def same(verdict: Verdict, other: Verdict) -> None:
    assert other == verdict
    assert other.to_json() == verdict.to_json()
    for lang in ("fr", "en"):
        assert other.text(lang) == verdict.text(lang)


@HALF
@given(written=rule_files(), data=st.data())
def test_law_7_a_verdict_survives_storing_copying_and_being_asked_for_again(
    written: Written, data: st.DataObject
) -> None:
    dossier = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    readings = data.draw(written.readings())

    def once() -> Verdict:
        return decide(dossier, as_of=AS_OF, ruleset=written.ruleset(), readings=readings)

    verdict = once()
    same(verdict, once())  # the file read again, every engine compiled again
    same(verdict, from_json(verdict.to_json()))
    same(once(), pickle.loads(pickle.dumps(once())))  # noqa: S301 - what was pickled just before
    same(once(), copy.copy(once()))
    same(once(), copy.deepcopy(once()))


@HALF
@given(dossier=dossiers())
def test_law_7_on_the_title(dossier: Dossier) -> None:
    verdict = decide(dossier, as_of=AS_OF)
    same(verdict, decide(loads(dump(dossier)), as_of=AS_OF))
    again = from_json(verdict.to_json())
    same(verdict, again)
    same(verdict, from_json(again.to_json()))
    indented = json.dumps(json.loads(verdict.to_json()), indent=2)
    same(verdict, from_json(indented))


@pytest.fixture(scope="module")
def texts() -> list[str]:
    readable = []
    for path in DOSSIERS:
        text = path.read_text(encoding="utf-8")
        if path.stem != "fautes":
            readable.append(text)
    assert len(readable) > 10
    return readable


def test_law_7_in_other_processes_with_other_hashes(texts: list[str]) -> None:
    expected = [fingerprint(decide(loads(text), as_of=AS_OF)) for text in texts]
    for seed in ("0", "4294967295"):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            input="\0".join(texts),
            capture_output=True,
            encoding="utf-8",
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        )
        assert done.stdout.split() == expected


def test_law_7_in_eight_threads_at_once(texts: list[str]) -> None:
    """From a rule set that no one has decided with yet, and through one verdict that all of them ask."""
    from cnam_rules.catalogue import Catalogue, packaged_folder

    read = [loads(text) for text in texts]
    expected = [fingerprint(decide(dossier, as_of=AS_OF)) for dossier in read]
    ruleset = Catalogue((packaged_folder(),)).ruleset("titre-casp/jury")
    shared = decide(read[0], as_of=AS_OF, ruleset=ruleset)

    def work(start: int) -> list[str]:
        order = [*range(start, len(read)), *range(start)]
        found = {i: fingerprint(decide(read[i], as_of=AS_OF, ruleset=ruleset)) for i in order}
        return [*(found[i] for i in range(len(read))), fingerprint(shared)]

    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(work, range(8)):
            assert found == [*expected, expected[0]]

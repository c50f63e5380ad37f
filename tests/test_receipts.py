"""Receipts: what they state, what replaying one tells, and what is refused."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import cnam_rules
from cnam_rules import DossierError, ReceiptError, RuleSetError, VerdictError, decide, load, receipt, verify
from cnam_rules.dossier import Dossier
from cnam_rules.receipts import Receipt, read_receipt
from cnam_rules.receipts.model import versions
from cnam_rules.speech import Speech
from cnam_rules.verdict import Verdict
from tests.language.build import read, rule_file

EXAMPLES = Path(__file__).parent.parent / "examples" / "dossiers"
AS_OF = date(2025, 11, 3)


@pytest.fixture
def dossier() -> Dossier:
    return load(EXAMPLES / "derogation-stage.yaml")


@pytest.fixture
def verdict(dossier: Dossier) -> Verdict:
    return decide(dossier, as_of=AS_OF)


@pytest.fixture
def made(verdict: Verdict, dossier: Dossier) -> Receipt:
    return receipt(verdict, dossier)


def test_the_fingerprints_can_be_taken_without_the_library(
    made: Receipt, verdict: Verdict, dossier: Dossier
) -> None:
    assert made.verdict == hashlib.sha256(verdict.to_json().encode()).hexdigest()
    assert made.dossier == hashlib.sha256(cnam_rules.dump(dossier, format="json").encode()).hexdigest()
    assert made.ruleset.sha256 == cnam_rules.ruleset("titre-casp/jury").sha256


def test_nothing_that_the_dossier_says_of_the_candidate_stands_in_it(made: Receipt, dossier: Dossier) -> None:
    text = made.to_json()
    said = json.loads(cnam_rules.dump(dossier, format="json"))

    def texts(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [text for item in value.values() for text in texts(item)]
        if isinstance(value, list):
            return [text for item in value for text in texts(item)]
        return [value] if isinstance(value, str) else []

    held = [each for each in texts(said) if each != dossier.programme]
    assert "D-2025-013" in held
    assert len(held) > 20
    assert [each for each in held if f'"{each}"' in text] == []
    assert "eligible" not in text


def test_it_states_the_versions_of_everything(made: Receipt) -> None:
    stated = dict(made.versions)
    assert stated["python"] == ".".join(map(str, sys.version_info[:3]))
    assert stated["cnam-rules"] == made.engine.library
    assert {"attrs", "babel", "cattrs", "python-dateutil", "pyyaml"} <= set(stated)
    assert "hypothesis" not in stated, "what only tests need decides nothing"
    if made.engine.decided_by.startswith("durable-rules"):
        assert made.engine.decided_by == f"durable-rules {stated['durable-rules']}"


def test_other_versions_of_programs_are_told_and_refute_nothing(verdict: Verdict, dossier: Dossier) -> None:
    older = evolve(verdict, engine=evolve(verdict.engine, decided_by="durable-rules 2.0.0", library="0.0.1"))
    made = evolve(receipt(older, dossier), versions=(("cnam-rules", "0.0.1"), ("python", "3.9.0")))
    found = verify(made, dossier)
    assert (found.identical, found.confirmed, found.but_for_engine) == (False, True, True)
    moved = {name: (before, after) for name, before, after in found.versions}
    assert moved["cnam-rules"] == ("0.0.1", verdict.engine.library)
    assert moved["python"] == ("3.9.0", dict(versions().items())["python"])
    assert "Version of python: 3.9.0 → " in found.text("en")
    assert "only the versions of the programs that work" in found.text("en")
    told = verify(made, dossier, stored=older.to_json()).difference
    assert told is not None
    assert told.only_engine
    assert "durable-rules 2.0.0" in told.text()


def test_a_verdict_that_was_stored_in_an_older_form_is_still_the_same(
    made: Receipt, verdict: Verdict, dossier: Dossier
) -> None:
    tree = json.loads(verdict.to_json())
    del tree["conditions"][2]["waiver"]["jusqu_au"]
    stored = json.dumps(tree, ensure_ascii=False, separators=(",", ":"))
    old = evolve(made, verdict=hashlib.sha256(stored.encode()).hexdigest())
    alone = verify(old, dossier)
    assert (alone.identical, alone.confirmed) == (False, False)
    assert "--verdict" in alone.text()
    found = verify(old, dossier, stored=stored + "\n")
    assert (found.identical, found.confirmed) == (False, True)
    assert "stores it in another form" in found.text("en")


def test_changed_rules_are_told_with_what_they_change(dossier: Dossier) -> None:
    before = read(rule_file("{mesure: ue, au_moins: 12 UE}"))
    after = read(rule_file("{mesure: ue, au_moins: 13 UE}"))
    person = evolve(dossier, derogations=())
    verdict = decide(person, as_of=AS_OF, ruleset=before)
    found = verify(receipt(verdict, person), person, ruleset=after, stored=verdict.to_json())
    assert (found.same_dossier, found.same_rules, found.confirmed) == (True, False, False)
    assert found.difference is not None
    (rule,) = found.difference.rules
    assert [(each.before.bound, each.after.bound) for each in rule.bounds] == [(12, 13)]
    page = found.text("en")
    assert "The rules essai/petit@1 have changed (hash: " in page
    assert "the rule asks, of “one”: at least 12 units → at least 13 units" in page
    with pytest.raises(RuleSetError) as caught:
        verify(receipt(verdict, person), person)
    assert [fault.code for fault in caught.value.faults] == ["unknown-ruleset"]


def test_a_receipt_is_of_a_verdict_that_was_given_on_that_dossier(verdict: Verdict, dossier: Dossier) -> None:
    with pytest.raises(DossierError) as caught:
        receipt(verdict, evolve(dossier, dossier="D-1"))
    assert [(f.path, f.code) for f in caught.value.faults] == [("$.dossier", "other-dossier")]
    supposed = cnam_rules.what_if(dossier, as_of=AS_OF).verdict
    wrong: list[tuple[Any, Any]] = [(supposed, dossier), (verdict, verdict), (dossier, dossier)]
    for one, two in wrong:
        with pytest.raises(TypeError, match="expected"):
            receipt(one, two)
    with pytest.raises(TypeError, match="read_receipt"):
        verify(json.loads("{}"), dossier)


def test_a_stored_verdict_that_is_not_the_receipts_is_refused(made: Receipt, dossier: Dossier) -> None:
    other = decide(dossier, as_of=date(2025, 11, 4))
    with pytest.raises(VerdictError) as caught:
        verify(made, dossier, stored=other.to_json())
    assert [fault.code for fault in caught.value.faults] == ["other-verdict"]


def without(*keys: str) -> Callable[[dict[str, Any]], object]:
    return lambda tree: [tree.pop(key) for key in keys]


@pytest.mark.parametrize(
    ("alter", "faults"),
    [
        (without("receipt"), [("not-a-receipt", "$")]),
        (without("as_of", "engine"), [("missing-key", "$.as_of"), ("missing-key", "$.engine")]),
        (lambda tree: tree.update(receipt=2), [("not-a-receipt", "$.receipt")]),
        (lambda tree: tree.update(receipt=True), [("not-a-receipt", "$.receipt")]),
        (lambda tree: tree.update(as_of="3/11/2025"), [("not-a-date", "$.as_of")]),
        (lambda tree: tree.update(more=1), [("unknown-key", "$.more")]),
        (lambda tree: tree["dossier"].update(sha256="A" * 64), [("not-a-fingerprint", "$.dossier.sha256")]),
        (lambda tree: tree["verdict"].clear(), [("missing-key", "$.verdict.sha256")]),
        (lambda tree: tree["ruleset"].update(sha256="0" * 63), [("not-a-fingerprint", "$.ruleset.sha256")]),
        (lambda tree: tree["versions"].pop("cnam-rules"), [("missing-key", "$.versions.cnam-rules")]),
        (lambda tree: tree.update(readings=[]), [("not-a-mapping", "$.readings")]),
        (lambda tree: tree["engine"].update(decided_by=None), [("not-a-text", "$.engine.decided_by")]),
    ],
)
def test_each_fault_of_a_receipt_is_told_at_its_path(
    made: Receipt, alter: Callable[[dict[str, Any]], object], faults: list[tuple[str, str]]
) -> None:
    tree = made.as_data()
    alter(tree)
    with pytest.raises(ReceiptError) as caught:
        read_receipt(json.dumps(tree))
    assert [(fault.code, fault.path) for fault in caught.value.faults] == faults
    assert {fault.code for fault in caught.value.faults if not Speech().has(f"hints.{fault.code}")} == set()


def test_a_receipt_of_the_reference_engine_alone_is_read(dossier: Dossier) -> None:
    made = receipt(decide(dossier, as_of=AS_OF, engine="reference"), dossier)
    assert made.engine.checked_by is None
    assert read_receipt(made.to_json()) == made
    assert verify(made, dossier).confirmed

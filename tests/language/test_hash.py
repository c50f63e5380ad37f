"""The hash that stands in every verdict: anyone can work it out again from the rule file."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest

from cnam_rules.documents import Node, parse
from cnam_rules.language.texts import canonical_hash

TEXT = "b: [1, 4.50, oui, null]\nà: {z: «é», y: true}\nexemples: [1]\n"
CANONICAL = '{"b":[1,"4.50","oui",null],"fiche":"abc","à":{"y":true,"z":"«é»"}}'


def root(text: str) -> Node:
    node, faults = parse(text, format="yaml")
    assert node is not None
    assert not faults
    return node


def test_it_is_that_of_json_with_sorted_keys_and_no_spaces() -> None:
    expected = hashlib.sha256(CANONICAL.encode("utf-8")).hexdigest()
    assert canonical_hash(root(TEXT), without=("exemples",), fiche="abc") == expected


def test_what_decides_nothing_is_left_out() -> None:
    assert canonical_hash(root("a: 1\nb: 2"), without=("b",)) == canonical_hash(root("a: 1"))
    assert canonical_hash(root("a: 1\nb: 2")) != canonical_hash(root("a: 1"))
    assert canonical_hash(root("[1, 2]"), without=("1",)) != canonical_hash(root("[1]"))


def test_only_values_of_documents_have_one() -> None:
    assert canonical_hash(Node({"a": Node(Decimal("1.5"), "$.a")}, "$"))
    with pytest.raises(TypeError, match="complex"):
        canonical_hash(Node({"a": Node(1j, "$.a")}, "$"))  # type: ignore[arg-type]  # no document holds such a value

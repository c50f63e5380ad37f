"""The decoder's readers: each gives a value or records one fault, and none raises."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from cnam_rules.decoding import Decoder, cut, shown, suggest
from cnam_rules.documents import Node, read_json, read_yaml


def node(text: str) -> Node:
    read, faults = read_yaml(text)
    assert read is not None
    assert not faults
    return read


def codes(decoder: Decoder) -> list[str]:
    return [fault.code for fault in decoder.faults]


def suggestion(decoder: Decoder) -> str | None:
    (fault,) = decoder.faults
    return fault.suggestion


def test_a_fault_says_where_and_what() -> None:
    decoder = Decoder(file="f.yaml")
    decoder.fault(node("\n  12.50"), "not-a-text", suggestion="x", expected="y")
    (fault,) = decoder.faults
    assert (fault.path, fault.code, fault.suggestion, fault.place) == ("$", "not-a-text", "x", "f.yaml:2:3")
    assert fault.args == {"found": "12.50", "expected": "y"}


def test_nothing_there_is_nothing_wrong() -> None:
    decoder = Decoder()
    assert decoder.mapping(None, ["a"], ["a"]) == {}
    assert decoder.entries(None) == ()
    assert list(decoder.pairs(None)) == []
    assert decoder.text(None) is None
    assert decoder.word(None, {"a": 1}) is None
    assert decoder.ternary(None) is None
    assert decoder.date(None) is None
    assert decoder.integer(None, least=0, most=1) is None
    assert decoder.number(None, expected="1") is None
    assert decoder.faults == []


def test_a_mapping_tells_unknown_and_missing_keys() -> None:
    decoder = Decoder()
    found = decoder.mapping(node("{a: 1, stagess: 2, zzz: 3}"), ["a", "b", "stages"], ["a", "b"])
    assert list(found) == ["a", "stages"]  # what was probably meant is read on, to find what else is wrong
    assert [(f.code, f.path, f.suggestion, f.column) for f in decoder.faults] == [
        ("unknown-key", "$.stagess", "stages", 8),
        ("unknown-key", "$.zzz", None, 20),
        ("missing-key", "$.b", None, 1),
    ]


def test_a_required_key_that_was_misspelt_is_told_once() -> None:
    decoder = Decoder()
    decoder.mapping(node("{codee: 1}"), ["code"], ["code"])
    assert codes(decoder) == ["unknown-key"]


def test_a_decimal_comma_between_braces_is_told_for_what_it_is() -> None:
    decoder = Decoder()
    decoder.mapping(node("{note: 12,5}"), ["note"])
    (fault,) = decoder.faults
    assert (fault.code, fault.path, fault.suggestion) == ("decimal-comma", "$.note", "12.5")
    other = Decoder()
    other.mapping(node("{note: true, 5: }"), ["note"])
    assert codes(other) == ["unknown-key"]
    other = Decoder()
    other.mapping(node("{note: 12, 5: 1}"), ["note"])
    assert codes(other) == ["unknown-key"]


@pytest.mark.parametrize("text", ["[]", "x", "12", "~"])
def test_what_is_no_mapping(text: str) -> None:
    decoder = Decoder()
    assert decoder.mapping(node(text), ["a"]) == {}
    assert list(decoder.pairs(node(text))) == []
    assert codes(decoder) == ["not-a-mapping"] * 2


def test_lists_and_pairs() -> None:
    decoder = Decoder()
    assert [entry.value for entry in decoder.entries(node("[1, 2]"))] == [1, 2]
    assert [(key, item.value) for key, item in decoder.pairs(node("{a: 1}"))] == [("a", 1)]
    assert decoder.entries(node("a: 1")) == ()
    assert codes(decoder) == ["not-a-list"]


@pytest.mark.parametrize(
    ("text", "value"), [("x", "x"), ("12", "12"), ("1e3", "1e3"), ("'oui'", "oui"), ("' x '", " x ")]
)
def test_texts(text: str, value: str) -> None:
    decoder = Decoder()
    assert decoder.text(node(text)) == value
    assert decoder.faults == []


def test_a_json_number_stands_for_its_digits() -> None:
    read, _ = read_json("12.50")
    assert Decoder().text(read) == "12.50"


@pytest.mark.parametrize("text", ["true", "~", "[]", "{}", "' '", "''"])
def test_what_is_no_text(text: str) -> None:
    decoder = Decoder()
    assert decoder.text(node(text)) is None
    assert codes(decoder) == ["not-a-text"]


def test_a_text_may_be_as_long_as_said() -> None:
    decoder = Decoder()
    assert decoder.text(node("abc"), longest=3) == "abc"
    assert decoder.text(node("abcd"), longest=3) is None
    assert codes(decoder) == ["text-too-long"]


def test_words() -> None:
    decoder = Decoder()
    assert decoder.word(node("ves"), {"ves": 1}) == 1
    assert decoder.faults == []
    assert decoder.word(node("véss"), {"ves": 1, "vae": 2}) is None
    assert suggestion(decoder) == "ves"
    assert decoder.faults[0].args["expected"] == "ves, vae"
    assert decoder.word(node("[]"), {"ves": 1}) is None
    assert decoder.word(node("true"), {"ves": 1}) is None
    assert codes(decoder) == ["unknown-word"] * 3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("oui", True),
        ("non", False),
        ("inconnu", None),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
    ],
)
def test_the_three_answers(text: str, value: bool | None) -> None:
    decoder = Decoder()
    assert decoder.ternary(node(text)) is value
    assert decoder.faults == []


@pytest.mark.parametrize("text", ["yes", "Oui", "1", "0", "[]"])
def test_what_is_none_of_the_three_answers(text: str) -> None:
    decoder = Decoder()
    assert decoder.ternary(node(text)) is None
    assert codes(decoder) == ["unknown-word"]


def test_dates() -> None:
    decoder = Decoder()
    assert decoder.date(node("2024-02-29")) == date(2024, 2, 29)
    assert decoder.date(node("'2024-02-29'")) == date(2024, 2, 29)
    assert decoder.faults == []


@pytest.mark.parametrize(
    ("text", "code", "meant"),
    [
        ("2025-02-29", "impossible-date", None),
        ("2025-13-01", "impossible-date", None),
        ("0000-01-01", "impossible-date", None),
        ("20250201", "not-a-date", None),
        ("2025-2-1", "not-a-date", None),
        ("2025-02-01T00:00:00", "not-a-date", None),
        ("2025-W05-1", "not-a-date", None),
        ("01/02/2025", "not-a-date", "2025-02-01"),
        ("1.2.2025", "not-a-date", "2025-02-01"),
        ("31/02/2025", "not-a-date", None),
        ("\u0662\u0660\u0662\u0665-\u0660\u0661-\u0660\u0661", "not-a-date", None),
        ("~", "not-a-date", None),
        ("[]", "not-a-date", None),
    ],
)
def test_what_is_no_date(text: str, code: str, meant: str | None) -> None:
    decoder = Decoder()
    assert decoder.date(node(text)) is None
    assert codes(decoder) == [code]
    assert suggestion(decoder) == meant


def test_integers() -> None:
    decoder = Decoder()
    assert [decoder.integer(node(text), least=1, most=3) for text in ("1", "3")] == [1, 3]
    assert decoder.faults == []
    for text in ("0", "4", "true", "2.0", "x", "[]"):
        assert decoder.integer(node(text), least=1, most=3) is None
    assert codes(decoder) == ["not-in-range"] * 6


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("12.5", Fraction(25, 2)),
        ("1e1", 10),
        ("1/3", Fraction(1, 3)),
        ("2/4", Fraction(1, 2)),
        ("-1", -1),
    ],
)
def test_numbers(text: str, value: Fraction | int) -> None:
    decoder = Decoder()
    assert decoder.number(node(text), expected="") == value
    assert decoder.faults == []


@pytest.mark.parametrize(
    ("text", "code", "meant"),
    [
        ("12,5", "not-a-number", "12.5"),
        ("'12.5'", "not-a-number", None),
        ("x", "not-a-number", None),
        ("true", "not-a-number", None),
        ("1/0", "not-a-number", None),
        ("1/3333333", "not-a-number", None),
        ("1e31", "not-in-range", None),
        ("1e-31", "not-in-range", None),
        ("1e99", "not-in-range", None),
        ("1e-99", "not-in-range", None),
        ("[]", "not-a-number", None),
    ],
)
def test_what_is_no_number(text: str, code: str, meant: str | None) -> None:
    decoder = Decoder()
    assert decoder.number(node(text), expected="12") is None
    assert codes(decoder) == [code]
    assert suggestion(decoder) == meant
    assert decoder.faults[0].args["expected"] == "12"


def test_what_a_message_shows_of_a_value() -> None:
    assert [shown(node(text)) for text in ("{a: 1}", "[1]", "x", "12.50", "~")] == [
        "{…}",
        "[…]",
        "x",
        "12.50",
        "~",
    ]
    json_nodes = [read_json(text)[0] for text in ("null", "true", "12.50", '"x"')]
    assert [shown(read) for read in json_nodes if read is not None] == ["null", "true", "12.50", "x"]
    assert shown(Node(Decimal("1.50"), "$")) == "1.50"


def test_what_a_message_shows_is_short_and_safe_for_a_terminal() -> None:
    assert cut("x" * 60) == "x" * 60
    assert cut("x" * 61) == "x" * 59 + "…"
    assert (
        cut("a\x1b[31m\nb\ud800")
        == "a\N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"
    )


def test_suggestions_look_past_case_accents_and_hyphens() -> None:
    words = ["dans_le_champ", "attestee"]
    assert suggest("Dans-le-champ", words) == "dans_le_champ"
    assert suggest("attestée", words) == "attestee"
    assert suggest("employeur", words) is None
    assert suggest("É-É É", ["e_e_e"]) == "e_e_e"
    assert suggest("abcde", ["abcxy"]) is None
    assert suggest("abcd", ["abcx", "abcd", "abcy"]) == "abcd"
    assert suggest("x" * 100_000, words) is None

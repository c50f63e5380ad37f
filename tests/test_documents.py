"""Documents as trees with places: YAML 1.2 and JSON, and everything that is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
import yaml

from cnam_rules import documents
from cnam_rules.documents import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    Node,
    child,
    parse,
    plain,
    read_json,
    read_yaml,
)


def yaml_value(text: str) -> object:
    node, faults = read_yaml(text)
    assert node is not None
    assert not faults
    return plain(node)


@pytest.fixture(params=["C", "pure Python"], autouse=True)
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test here runs on both of PyYAML's parsers: libyaml's, and the one where it is missing."""
    if request.param == "pure Python":
        monkeypatch.setattr(yaml, "CSafeLoader", yaml.SafeLoader, raising=False)
    elif not hasattr(yaml, "CSafeLoader"):
        pytest.skip("this PyYAML was built without libyaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("oui", "oui"),
        ("no", "no"),
        ("on", "on"),
        ("2023-10-02", "2023-10-02"),
        ("12:30", "12:30"),
        ("true", True),
        ("False", False),
        ("NULL", None),
        ("~", None),
        ("nUll", "nUll"),
        ("0", 0),
        ("-7", -7),
        ("+7", 7),
        ("007", "007"),
        ("0o17", "0o17"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12.50", Decimal("12.50")),
        (".5", Decimal("0.5")),
        ("5.", Decimal(5)),
        ("00.5", "00.5"),
        ("1e3", Decimal("1e3")),
        ("1E-3", Decimal("0.001")),
        ("1e1000", "1e1000"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1.2.3", "1.2.3"),
        ("9" * 40, int("9" * 40)),
        ("9" * 41, "9" * 41),
        ("'12'", "12"),
        ('"true"', "true"),
        ("|\n  12", "12"),
        ("[]", []),
        ("{}", {}),
        ("{a: 1, b: [2, {c: }]}", {"a": 1, "b": [2, {"c": None}]}),
    ],
)
def test_yaml_reads_the_core_schema_of_yaml_1_2(text: str, value: object) -> None:
    read = yaml_value(text)
    assert read == value
    assert type(read) is type(value)


def test_each_yaml_value_knows_its_path_and_place() -> None:
    node, _ = read_yaml("a:\n  - x: 1\n    y y: [2, 3]\n")
    assert node is not None
    places: dict[str, tuple[int | None, int | None]] = {}

    def note(inner: Node) -> None:
        places[inner.path] = inner.line, inner.column
        for entry in inner.value.values() if isinstance(inner.value, dict) else ():
            note(entry)
        for entry in inner.value if isinstance(inner.value, tuple) else ():
            note(entry)

    note(node)
    assert places == {
        "$": (1, 1),
        "$.a": (2, 3),
        "$.a[0]": (2, 5),
        "$.a[0].x": (2, 8),
        '$.a[0]["y y"]': (3, 10),
        '$.a[0]["y y"][0]': (3, 11),
        '$.a[0]["y y"][1]': (3, 14),
    }
    inner = node.value
    assert isinstance(inner, dict)
    assert node.keys == {"a": (1, 1)}


def test_a_yaml_scalar_remembers_how_it_was_written() -> None:
    node, _ = read_yaml("{code: 1e5}")
    assert node is not None
    assert isinstance(node.value, dict)
    assert node.value["code"].raw == "1e5"


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: 1\na: 2", "duplicate-key", 2, 1),
        ("a: &x 1", "yaml-anchor", 1, 4),
        ("a: *x", "yaml-anchor", 1, 4),
        ("&x a: 1", "yaml-anchor", 1, 1),
        ("a: !!str 1", "yaml-tag", 1, 4),
        ("a: !mine {}", "yaml-tag", 1, 4),
        ("? [a]\n: 1", "key-not-text", 1, 3),
        ("!!str a: 1", "key-not-text", 1, 1),
        ("", "empty", 1, 1),
        ("# nothing", "empty", None, None),
        ("--- a\n--- b", "several-documents", 2, 1),
        ("a: [1", "yaml-unclosed", None, None),
        ("a: {b: 1, c: [2}", "yaml-unclosed", 1, None),
        ("a: {b: 1\nc: 2", "yaml-unclosed", 2, None),
        ("a: 1\n  b: 2", "yaml-colon", 2, 4),
        ("a: l'été : b", "yaml-colon", 1, 10),
        ("dossier D\nprogramme: P", "yaml-colon", 2, 10),
        ("a: - b", "yaml-dash", 1, 4),
        ("a: 'l'été'", "yaml-indent", 1, None),
        ("a:\n  - b\n - c", "yaml-indent", 3, 2),
        ("- a\nb: 1", "yaml-indent", 2, 1),
        ('a: "x', "yaml-quote", 1, None),
        ("a: 'x", "yaml-quote", 1, None),
        ("a:\n\t- b", "yaml-tab", 2, 1),
        ("a: @x", "yaml-character", 1, 4),
        ('é: "\u2028a"\nb: %x', "yaml-character", None, None),
        ("* a", "yaml-syntax", 1, None),
        ("a: \0", "yaml-syntax", 1, None),
        ("a: b\nc: \ud800", "not-unicode", 2, None),
        ("[" * (MAX_DEPTH + 2), "too-deep", 1, MAX_DEPTH + 2),
        ("x" * (MAX_BYTES + 1), "too-big", None, None),
        ("é" * (MAX_BYTES // 2 + 1), "too-big", None, None),
    ],
)
def test_yaml_refuses(text: str, code: str, line: int | None, column: int | None) -> None:
    node, faults = read_yaml(text, file="f.yaml")
    assert [fault.code for fault in faults] == [code]
    assert faults[0].file == "f.yaml"
    if line is not None:
        assert faults[0].line == line
    if column is not None:
        assert faults[0].column == column
    assert (node is None) == (code != "duplicate-key")


def test_the_character_that_cannot_begin_a_text_is_told() -> None:
    for text in ("a: @x", "é: 1\r\nb: `x", "a: '\U0001f600'\nb: %x"):
        _, (fault,) = read_yaml(text)
        assert fault.code == "yaml-character"
        assert fault.args["found"] in "@`%"
        assert fault.args["found"] in text


def test_the_largest_document_is_read() -> None:
    assert yaml_value("[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)) is not None
    text = "x" * MAX_BYTES
    assert yaml_value(text) == text
    assert yaml_value("[" * MAX_DEPTH + "0" + "]" * MAX_DEPTH) is not None
    assert read_json("[" * MAX_DEPTH + "0" + "]" * MAX_DEPTH)[0] is not None


def nested(depth: int) -> str:
    return '{"a": ' * depth + "0" + "}" * depth


def test_mappings_nest_as_deep_as_lists() -> None:
    for read in (read_yaml, read_json):
        assert read(nested(MAX_DEPTH))[0] is not None
        node, (fault,) = read(nested(MAX_DEPTH + 1))
        assert node is None
        assert fault.path.startswith("$.a.a.a")
        assert fault.message("en") == "the document is nested too deep: 32 levels at most."


def test_as_many_values_are_read_in_both_formats() -> None:
    for read in (read_yaml, read_json):
        assert read("[" + "0," * (MAX_NODES - 2) + "0]")[0] is not None
        node, (fault,) = read("[" + "0," * (MAX_NODES - 1) + "0]")
        assert node is None
        assert (fault.path, fault.message("en")) == (
            "$",
            "the document has too many values: 100000 at most.",
        )


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        ("{x: {a: 1, a: 2}}", "$.x.a", "the key “a” is given twice in the same place."),
        ("{x: {? [b] : 2}}", "$.x", "a key must be a word, not a list or a set of keys."),
        ("{x: {&b a: 2}}", "$.x", "anchors and aliases (&, *) are not accepted."),
        ("{x: !b 2}", "$.x", "tags (“!b”) are not accepted."),
        ("{x: &b 2}", "$.x", "anchors and aliases (&, *) are not accepted."),
        ("--- a\n--- b", "$", "the file has several documents; one is expected."),
        ("", "$", "the document is empty."),
        ("* a", "$", None),
    ],
)
def test_what_yaml_refuses_is_told_at_its_path(text: str, path: str, message: str | None) -> None:
    _, (fault,) = read_yaml(text)
    assert fault.path == path
    if message is None:
        assert fault.message("en").startswith("this document is not valid YAML: while scanning an alias, ")
    else:
        assert fault.message("en") == message


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        ('{"x": {"a": 1, "a": 2}}', "$.x.a", "the key “a” is given twice in the same place."),
        ("[NaN]", "$", "this document is not valid JSON: NaN."),
        ("[1e999999]", "$", "the number 1e999999 is too long: 40 digits at most."),
        ("[" + "1" * 41 + "]", "$", "the number 1111111111111111111… is too long: 40 digits at most."),
        ('{"a" 1}', "$", "this document is not valid JSON: Expecting ':' delimiter."),
    ],
)
def test_what_json_refuses_is_told_at_its_path(text: str, path: str, message: str) -> None:
    _, (fault,) = read_json(text, file="d.json")
    assert (fault.path, fault.message("en"), fault.file) == (path, message, "d.json")


def test_a_json_value_knows_its_path_and_how_a_text_was_written() -> None:
    node, _ = read_json('{"a": ["x", 1]}')
    assert node is not None
    assert isinstance(node.value, dict)
    inner = node.value["a"]
    assert isinstance(inner.value, tuple)
    assert [(entry.path, entry.raw, entry.line) for entry in inner.value] == [
        ("$.a[0]", "x", None),
        ("$.a[1]", None, None),
    ]


def test_of_a_key_given_twice_the_first_stands() -> None:
    for node, faults in (
        read_yaml("{a: 1, b: {c: 1, c: 2}, a: 3}"),
        read_json('{"a":1,"b":{"c":1,"c":2},"a":3}'),
    ):
        assert node is not None
        assert plain(node) == {"a": 1, "b": {"c": 1}}
        assert {fault.path for fault in faults} == {"$.a", "$.b.c"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "json-syntax"),
        ("NaN", "json-syntax"),
        ("[Infinity]", "json-syntax"),
        ("[1,]", "json-syntax"),
        ("", "json-syntax"),
        ("[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2), "too-deep"),
        ("[" * 100_000, "too-deep"),
        ("9" * 41, "number-too-long"),
        ("1e1000", "number-too-long"),
        ("1e-99999999999999999999", "number-too-long"),
        ('"\ud800"', "not-unicode"),
        (" " * (MAX_BYTES + 1), "too-big"),
    ],
)
def test_json_refuses(text: str, code: str) -> None:
    node, faults = read_json(text, file="f.json")
    assert node is None
    assert [fault.code for fault in faults] == [code]
    assert faults[0].file == "f.json"


def test_a_json_syntax_fault_has_its_place() -> None:
    _, (fault,) = read_json('{"a": 1,\n "b" 2}')
    assert (fault.line, fault.column) == (2, 6)


def test_json_numbers_are_exact() -> None:
    node, _ = read_json("[12, 12.10, -0.5, 1e2, true, null]")
    assert node is not None
    assert plain(node) == [12, Decimal("12.10"), Decimal("-0.5"), Decimal("1e2"), True, None]
    assert str(plain(node)) == "[12, Decimal('12.10'), Decimal('-0.5'), Decimal('1E+2'), True, None]"


@pytest.mark.parametrize(
    ("text", "file", "value"),
    [
        ('{"a": 1}', None, {"a": 1}),
        ("{a: 1}", None, {"a": 1}),
        ("  [1]", None, [1]),
        ("a: 1", None, {"a": 1}),
        ("{a: 1}", "f.yml", {"a": 1}),
        ('{"a": 1}', "f.JSON", {"a": 1}),
        ('{"a": 1}', "f.txt", {"a": 1}),
        ('{"a": 1}', "f.json.bak", {"a": 1}),
        ("a: 1", "f.json.yaml", {"a": 1}),
        ("{a: 1}", "f", {"a": 1}),
        (" [01]", None, ["01"]),
    ],
)
def test_the_format_is_told_by_the_ending_then_by_the_beginning(
    text: str, file: str | None, value: object
) -> None:
    node, faults = parse(text, file=file)
    assert node is not None
    assert not faults
    assert plain(node) == value


def test_the_format_given_wins() -> None:
    assert parse("{a: 1}", file="f.yaml", format="json")[1][0].code == "json-syntax"
    assert parse("{a: 1}", file="f.json")[1][0].code == "json-syntax"
    assert parse("{a: 1}", file="f.json", format="yaml")[0] is not None
    for text in ('{"a": 1}', " [1, {}]"):
        assert parse(text)[0] == parse(text, format="json")[0] == read_json(text)[0]
        for file in ("f.yaml", "f.yml"):
            assert parse(text, file=file)[0] == read_yaml(text)[0] != read_json(text)[0]
    assert parse("{", file="f.json")[1][0].file == "f.json"
    assert parse('{"a": 1, "a": 2}', file="f")[1][0].file == "f"
    with pytest.raises(ValueError, match="xml"):
        parse("<a/>", format="xml")  # type: ignore[arg-type]  # what a caller without types may do


def test_a_path_is_readable_whatever_the_key() -> None:
    assert child("$", "a") == "$.a"
    assert child("$", "a-1") == "$.a-1"
    assert child("$", "été") == "$.été"
    assert child("$", "a b") == '$["a b"]'
    assert child("$", "") == '$[""]'
    assert child("$", 'a"b') == r'$["a\"b"]'
    assert child("$", "a\x1b[31m") == r'$["a\u001b[31m"]'
    assert child("$", "é é") == '$["é é"]'
    assert child("$", "k" * 80) == "$." + "k" * 80
    assert child("$", "k" * 81) == '$["' + "k" * 79 + '…"]'


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x]\n" + "\n".join(f"{n}: &{n} [{', '.join(['*a'] * 9)}]" for n in "bcdefgh")
    _, faults = read_yaml(bomb)
    assert [fault.code for fault in faults] == ["yaml-anchor"]


def test_nothing_else_is_public() -> None:
    assert set(documents.__all__) >= {"Node", "parse", "read_json", "read_yaml", "plain"}

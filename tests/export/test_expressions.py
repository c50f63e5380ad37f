"""What exported expressions look like: short, strict, and no longer than the rule they write."""

import json
from typing import Any

import pytest

from cnam_rules.cli.parser import EXPORTS
from cnam_rules.export.expressions import LARGEST, key_of, sides, status_rule, too_large, verdict_rule
from cnam_rules.export.languages import LANGUAGES, Rule
from cnam_rules.kernel import (
    ALWAYS,
    NEVER,
    All,
    AtLeast,
    Compare,
    Condition,
    Expr,
    Not,
    Op,
    Program,
)
from cnam_rules.kernel import (
    Any as AnyOf,
)

JSONLOGIC, CERTLOGIC = LANGUAGES.values()
EIGHTEEN = Compare("experience", Op.AT_LEAST, 558)
LEAST, MOST = {"var": "facts.experience.least"}, {"var": "facts.experience.most"}


def operators(rule: Rule) -> set[str]:
    if isinstance(rule, list):
        return {name for part in rule for name in operators(part)}
    if not isinstance(rule, dict):
        return set()
    return {*rule} | {name for part in rule.values() for name in operators(part)}


def nulls(rule: Rule) -> int:
    if isinstance(rule, list):
        return sum(nulls(part) for part in rule)
    return sum(nulls(part) for part in rule.values()) if isinstance(rule, dict) else int(rule is None)


def test_the_command_line_knows_the_languages() -> None:
    assert tuple(LANGUAGES) == EXPORTS


@pytest.mark.parametrize(
    ("op", "yes", "no"),
    [
        (Op.AT_LEAST, {">=": [LEAST, 558]}, {"<": [MOST, 558]}),
        (Op.MORE_THAN, {">": [LEAST, 558]}, {"<=": [MOST, 558]}),
        (Op.AT_MOST, {"<=": [MOST, 558]}, {">": [LEAST, 558]}),
        (Op.LESS_THAN, {"<": [MOST, 558]}, {">=": [LEAST, 558]}),
    ],
)
def test_a_comparison_keeps_the_rules_own_bound(op: Op, yes: Rule, no: Rule) -> None:
    found = sides(Compare("experience", op, 558), JSONLOGIC)
    for side, end, said in (
        (found.yes, next(iter(yes.values()))[0], yes),
        (found.no, next(iter(no.values()))[0], no),
    ):
        assert side == {"and": [{"!==": [end, None]}, said]}


def test_nought_is_compared_in_certlogic_where_it_counts_as_false() -> None:
    """There, nought and a number that is missing are both false: what holds of nought tells them apart."""
    at_most_none = sides(Compare("experience", Op.AT_MOST, 0), CERTLOGIC)
    assert at_most_none.yes == {"if": [MOST, {"<=": [MOST, 0]}, {"===": [MOST, 0]}]}
    assert at_most_none.no == {"and": [LEAST, {">": [LEAST, 0]}]}


def test_a_status_that_always_applies_has_no_branch_for_where_it_does_not() -> None:
    rule = status_rule(Condition("experience", EIGHTEEN), JSONLOGIC)
    assert rule["if"][1::2] == ["waived", "met", "unmet"]
    assert rule["if"][-1] == "unknown"
    assert status_rule(Condition("experience", ALWAYS), JSONLOGIC)["if"][1:] == ["waived", "met"]
    assert status_rule(Condition("experience", NEVER), JSONLOGIC)["if"][1:] == ["waived", "unmet"]
    assert status_rule(Condition("experience", EIGHTEEN, NEVER), JSONLOGIC)["if"][1:] == [
        "waived",
        "not_applicable",
    ]


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.name)
def test_no_condition_at_all_refuses_nothing(language: Any) -> None:
    assert verdict_rule(Program(()), language) == "eligible"


EVERYTHING: list[Expr] = [
    All((EIGHTEEN, Not(AnyOf((Compare("ue", Op.LESS_THAN, 0), Compare("ue", Op.AT_MOST, 3)))))),
    AtLeast(2, tuple(Compare(f"m{n}", Op.MORE_THAN, n) for n in range(4))),
    AnyOf((EIGHTEEN, AtLeast(3, tuple(Compare(f"m{n}", Op.AT_MOST, -n) for n in range(5))))),
]


@pytest.mark.parametrize("expr", EVERYTHING)
def test_certlogic_says_nothing_that_it_lacks(expr: Expr) -> None:
    program = Program((Condition("one", expr, Not(expr)), Condition("two", Not(expr))))
    for rule in (verdict_rule(program, CERTLOGIC), *(status_rule(c, CERTLOGIC) for c in program.conditions)):
        assert operators(rule) <= {"if", "and", "!", "in", "var", "===", "<", "<=", ">", ">=", "+", "reduce"}
        assert nulls(rule) == 0


@pytest.mark.parametrize("expr", EVERYTHING)
def test_jsonlogic_uses_what_every_implementation_has(expr: Expr) -> None:
    rule = verdict_rule(Program((Condition("one", expr, Not(expr)),)), JSONLOGIC)
    assert operators(rule) <= {"if", "and", "or", "!", "in", "var", "!==", "<", "<=", ">", ">=", "+"}


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.name)
def test_a_count_grows_as_its_list_does(language: Any) -> None:
    """Twenty of forty has more subsets than could ever be written."""

    def size(width: int) -> int:
        terms = tuple(Compare(f"m{n:03}", Op.AT_LEAST, 1) for n in range(width))
        program = Program((Condition("half", AtLeast(width // 2, terms), Not(AtLeast(width // 4, terms))),))
        return len(
            json.dumps([verdict_rule(program, language), status_rule(program.conditions[0], language)])
        )

    assert size(400) < 10.5 * size(40)


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.name)
def test_nesting_does_not_multiply_what_is_written(language: Any) -> None:
    def size(depth: int) -> int:
        expr: Expr = EIGHTEEN
        for level in range(depth):
            expr = AtLeast(2, (Not(expr), EIGHTEEN, Compare(f"m{level:02}", Op.LESS_THAN, 1)))
        return len(json.dumps(status_rule(Condition("deep", expr), language)))

    assert size(40) < 4.5 * size(10)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("experience_champ", "experience_champ"),
        ("é", "é"),
        ("a.b", "a%2Eb"),
        ("a%2Eb", "a%252Eb"),
        ("1", "%31"),
        ("12 mois", "%312 mois"),
        (" 1", "%201"),
        ("-1", "%2D1"),
        ("$x y", "%24x y"),
        ("", "%"),
        ("%", "%25"),
        ("durée ≥ 3", "durée ≥ 3"),
    ],
)
def test_a_key_is_a_name_that_a_path_can_say(name: str, key: str) -> None:
    assert key_of(name) == key


def test_what_json_would_round_is_found_wherever_it_stands() -> None:
    beyond = Compare("m", Op.AT_LEAST, LARGEST + 1)
    expr = All((EIGHTEEN, AnyOf((Not(beyond), AtLeast(1, (beyond, ALWAYS))))))
    assert [path for path, _ in too_large(expr, "exige")] == [
        "exige.tous[1].un_au_moins[0].non",
        "exige.tous[1].un_au_moins[1].parmi[0]",
    ]
    assert [*too_large(Compare("m", Op.AT_LEAST, -LARGEST), "si")] == []
    assert [path for path, _ in too_large(Compare("m", Op.AT_LEAST, -LARGEST - 1), "si")] == ["si"]

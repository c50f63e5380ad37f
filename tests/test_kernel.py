"""The kernel's nodes, and what a list of statuses comes to."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from operator import ge, gt, le, lt

import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given

from cnam_rules.kernel import (
    ALWAYS,
    NEVER,
    All,
    Any,
    AtLeast,
    Compare,
    Condition,
    Constant,
    Expr,
    Interval,
    Not,
    Op,
    Program,
    Status,
    VerdictStatus,
    comparisons,
    overall,
)
from cnam_rules.testing import expressions

A, B, C = (Compare(name, Op.AT_LEAST, 1) for name in "abc")


HOLDS: dict[Op, Callable[[int, int], bool]] = {
    Op.AT_LEAST: ge,
    Op.MORE_THAN: gt,
    Op.LESS_THAN: lt,
    Op.AT_MOST: le,
}


@pytest.mark.parametrize(
    ("op", "bound", "negated"),
    [
        (Op.AT_LEAST, 3, False),
        (Op.MORE_THAN, 4, False),
        (Op.LESS_THAN, 3, True),
        (Op.AT_MOST, 4, True),
    ],
)
def test_every_comparison_is_one_of_at_least_or_its_negation(op: Op, bound: int, negated: bool) -> None:
    assert Compare("m", op, 3).threshold == (bound, negated)
    holds = HOLDS[op]
    for value in range(8):
        assert ((value >= bound) is not negated) == holds(value, 3)


def test_comparisons_are_found_left_to_right_and_as_often_as_they_stand() -> None:
    assert list(comparisons(AtLeast(2, (All((A, Not(B))), Any((ALWAYS, C)), A)))) == [A, B, C, A]
    assert list(comparisons(NEVER)) == []


def test_the_measures_of_a_program_are_named_once_in_order() -> None:
    program = Program((Condition("x", B, A), Condition("y", All((C, B)), NEVER), Condition("z", A)))
    assert program.measures == ("a", "b", "c")
    assert Program(()).measures == ()


def test_two_conditions_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two conditions have the same id"):
        Program((Condition("x", A), Condition("x", B)))
    with pytest.raises(ValueError, match="id"):
        Condition("", A)


def test_conditions_always_apply_unless_they_say_otherwise() -> None:
    assert Condition("x", A).applies == Constant(True) == ALWAYS
    assert Constant(False) == NEVER


@pytest.mark.parametrize("statuses", list(product(Status, repeat=3)))
def test_one_condition_unmet_refuses_and_one_unknown_leaves_open(statuses: tuple[Status, ...]) -> None:
    found = overall(statuses)
    if Status.UNMET in statuses:
        assert found is VerdictStatus.NOT_ELIGIBLE
    elif Status.UNKNOWN in statuses:
        assert found is VerdictStatus.UNDETERMINED
    else:
        assert found is VerdictStatus.ELIGIBLE
    assert overall(iter(statuses)) is found


def test_no_condition_at_all_asks_for_nothing() -> None:
    assert overall([]) is VerdictStatus.ELIGIBLE


@given(expressions())
def test_nodes_are_values(expr: Expr) -> None:
    assert hash(expr) == hash(expr)
    assert {expr: 1}[expr] == 1
    with pytest.raises(FrozenInstanceError):
        expr.bound = 3  # type: ignore[union-attr,misc]  # that it can't be done is the point


def test_statuses_are_written_as_scripts_read_them() -> None:
    assert [status.value for status in Status] == ["met", "unmet", "unknown", "not_applicable", "waived"]
    assert [status.value for status in VerdictStatus] == ["eligible", "not_eligible", "undetermined"]
    assert Interval(1, None).most is None

"""Quotients over tables, in whole numbers: exact, and encoded as `cnam_rules.units` says."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Final

from sqlglot import exp

from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = ["WIDEST", "encoded_ratio", "whole_weights"]

WIDEST: Final = 2**63 - 1
"""The greatest whole number that every dialect holds."""


def whole_weights(weights: Sequence[Fraction]) -> tuple[int, ...]:
    """Weights in the same proportions, as the smallest whole numbers.

    >>> whole_weights([Fraction(1, 3), Fraction(1, 2)]), whole_weights([Fraction(2), Fraction(2)])
    ((2, 3), (1, 1))
    """
    scale = lcm(*(weight.denominator for weight in weights))
    numbers = [int(weight * scale) for weight in weights]
    common = gcd(*numbers)
    return tuple(number // common for number in numbers)


def encoded_ratio(part: Node, whole: Node, step: int | None = None) -> Node:
    """A quotient as the whole number of a fact that counts half-units; 0 where the divisor is 0.

    An even number is that unit exactly, an odd one what lies between two (see `cnam_rules.units`).

    Args:
        part: what is divided, in whole numbers, not negative.
        whole: what it is divided by, likewise.
        step: how many units the quotient is rounded to, half of it going up; None to leave it as it is.
    """
    none, two = sql.number(0), sql.number(2)
    if step is None:
        between = sql.case((sql.more(sql.mod(part, whole), none), sql.number(1)), otherwise=none)
        value = sql.add(sql.mul(sql.floor_div(part, whole), two), between)
    else:
        doubled = sql.mul(part, two)
        steps = whole if step == 1 else sql.mul(whole, sql.number(step))
        value = sql.mul(sql.floor_div(sql.add(doubled, steps), sql.mul(steps, two)), sql.number(2 * step))
    if isinstance(whole, exp.Literal):  # known, so nothing is to be asked of each dossier
        return none if whole == none else value
    return sql.case((sql.more(whole, none), value), otherwise=none)

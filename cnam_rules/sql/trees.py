"""How trees of SQL grow: whose a node is, when it is copied, and the types of values."""

from __future__ import annotations

from functools import cache
from typing import TypeAlias

from sqlglot import exp

__all__ = ["Node", "cast", "constant", "kind", "taken"]

Node: TypeAlias = exp.Expr


def constant(node: Node) -> Node:
    """A node that any number of trees may hold: each takes a copy of it."""
    exp.Paren(this=node)
    return node


def taken(node: Node) -> Node:
    """A node to put into a tree: itself as long as no tree has it, then a copy.

    Trees are made from their leaves up: copying at each step would copy the leaves dozens of times.

    >>> end = exp.column("fin")
    >>> first, second = exp.Not(this=taken(end)), exp.Not(this=taken(end))
    >>> first.this is end, second.this is end, first == second
    (True, False, True)
    """
    return node if node.parent is None else node.copy()


@cache
def _read_kind(name: str) -> exp.DataType:
    return exp.DataType.build(name)


def kind(name: str) -> exp.DataType:
    """A type, by its name."""
    return _read_kind(name).copy()


def cast(value: Node, to: str) -> Node:
    """A value as one of a type.

    >>> cast(exp.column("note"), "decimal(4, 2)").sql()
    'CAST(note AS DECIMAL(4, 2))'
    """
    return exp.cast(taken(value), kind(to), copy=False)

"""The pieces that random rule files are put together from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeAlias, TypeVar

from attrs import frozen

__all__ = ["Part", "Readings", "always"]

T = TypeVar("T")

Readings: TypeAlias = Mapping[str, str]
"""The choice made for each reading, by name."""


@frozen
class Part(Generic[T]):
    """A piece of a file: how it is written, and what it means under a choice of the readings."""

    text: str
    means: Callable[[Readings], T]


def always(text: str, value: T) -> Part[T]:
    """A piece that means the same under every choice."""
    return Part(text, lambda _: value)

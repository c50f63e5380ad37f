"""The choices of readings that a proof goes through: all of them or, when they are too many, some of them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from math import prod
from typing import Final

from attrs import frozen

from cnam_rules.language import Reading, RuleSet

__all__ = ["Choices", "choices_of"]

_MOST: Final = 2_048
"""How many choices are gone through at most."""


@frozen
class Choices:
    """Choices for every reading of a rule set, those retained first.

    Attributes:
        tried: the choices.
        all: how many there are.
    """

    tried: tuple[dict[str, str], ...]
    all: int

    @property
    def complete(self) -> bool:
        """Whether none is left out."""
        return len(self.tried) == self.all


def choices_of(ruleset: RuleSet, names: Iterable[str], fixed: dict[str, str] | None = None) -> Choices:
    """The choices of some readings, the others as they are fixed or else retained.

    When there are too many, those that change one reading alone.
    """
    retained = {name: reading.retenue for name, reading in ruleset.readings.items()} | (fixed or {})
    asked = set(names)
    varied = [reading for name, reading in ruleset.readings.items() if name in asked]
    every = [_retained_first(reading) for reading in varied]
    number = prod(map(len, every))
    if number <= _MOST:
        found = [
            retained | dict(zip((reading.name for reading in varied), chosen, strict=True))
            for chosen in product(*every)
        ]
    else:
        found = [retained]
        found += [
            retained | {reading.name: choice}
            for reading, names_ in zip(varied, every, strict=True)
            for choice in names_[1:]
        ]
    return Choices(tuple(found), number)


def _retained_first(reading: Reading) -> list[str]:
    """The choices of a reading, the one that the rules retain before the others."""
    return sorted((choice.name for choice in reading.choix), key=lambda name: name != reading.retenue)

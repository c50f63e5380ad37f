"""Who the candidate is and what they hold: a situation in words, diplomas, results of language tests.

Each key of a dossier that is read here follows the rules of the others: a list that is given is complete, and
None is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Final

from attrs import frozen

__all__ = ["NIVEAUX", "SANS_CODE", "Cecrl", "Diplome", "ResultatDeTest", "Situation"]

NIVEAUX: Final = range(3, 9)
"""The levels of a diploma, from 3 to 8, in the national framework (decree 2019-14 of 8 January 2019)."""

SANS_CODE: Final = "aucun"
"""Stands for the code of a diploma that has none in the national register."""


class Cecrl(Enum):
    """A level of the European framework for languages (CECRL), or `aucun`: below the first of them."""

    AUCUN = "aucun"
    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"

    @property
    def rang(self) -> int:
        """Its rank, from 0 (`aucun`) to 6 (C2).

        >>> Cecrl.B1.rang < Cecrl.B2.rang
        True
        """
        return _RANKS[self]


_RANKS: Final[Mapping[Cecrl, int]] = {level: rank for rank, level in enumerate(Cecrl)}


class Situation(Mapping[str, str]):
    """What a candidate's situation is, name by name, each in a word; a name that isn't there is unknown.

    It never changes, and two that say the same are equal, whatever the order they were given in.

    >>> Situation({"voie": "formation-continue", "entree": "L3"})
    Situation({'entree': 'L3', 'voie': 'formation-continue'})
    """

    __slots__ = ("_words",)
    _words: dict[str, str]

    def __init__(self, words: Mapping[str, str] | None = None) -> None:
        pairs = sorted((words or {}).items(), key=lambda pair: str(pair[0]))
        object.__setattr__(self, "_words", dict(pairs))

    def __getitem__(self, name: str) -> str:
        return self._words[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def __hash__(self) -> int:
        return hash(tuple(self._words.items()))

    def __repr__(self) -> str:
        return f"Situation({self._words!r})"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a situation can't change: make another ({name})")

    def __reduce__(self) -> tuple[type[Situation], tuple[dict[str, str]]]:
        return Situation, (self._words,)


@frozen
class Diplome:
    """A diploma that the candidate holds.

    Attributes:
        intitule: its title.
        niveau: its level, 3 to 8; None when unknown.
        code: its code in the national register (`RNCP36625`); `aucun` when it has none there; None when
            unknown.
        domaine: whether it lies in the field that the rules ask for; None when nobody stated it.
        date: the day on which it was obtained; None when unknown, and then it counts at any date.
    """

    intitule: str
    niveau: int | None = None
    code: str | None = None
    domaine: bool | None = None
    date: date | None = None


@frozen
class ResultatDeTest:
    """The result of a language test.

    Attributes:
        test: the test's name (`BULATS`); case and spaces don't matter.
        date: the day on which it was taken; None when unknown, and then it counts at any date.
        niveau: the level reached; `aucun` is below A1; None when unknown.
        points: the points, exact to the hundredth; None when unknown.
    """

    test: str
    date: date | None = None
    niveau: Cecrl | None = None
    points: Fraction | None = None

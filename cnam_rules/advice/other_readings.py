"""What other readings of the text would say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import combinations, product
from typing import Final

from attrs import frozen

from cnam_rules.advice.again import Again
from cnam_rules.dossier import Dossier
from cnam_rules.facts import Text
from cnam_rules.kernel import Status, VerdictStatus, overall
from cnam_rules.language import ChosenRules
from cnam_rules.verdict import Alternative

__all__ = ["OtherChoice", "Turn", "alternatives", "turns"]

_TOGETHER: Final = 3
"""How many readings are changed together at most."""


@frozen
class OtherChoice:
    """Another choice of one reading, and the answer that it gives to the question."""

    reading: str
    choice: str
    libelle: Text


@frozen
class Turn:
    """Other choices that together change the verdict; no fewer of them do.

    Attributes:
        choices: the other choices.
        status: the verdict under them.
    """

    choices: tuple[OtherChoice, ...]
    status: VerdictStatus


def alternatives(
    dossier: Dossier, as_of: date, rules: ChosenRules, statuses: Mapping[str, Status], again: Again
) -> tuple[Alternative, ...]:
    """The other choices of one reading that change a status, every other reading staying as it is.

    Args:
        dossier: the dossier that was decided.
        as_of: the day it was decided for.
        rules: the rules it was decided by.
        statuses: what its conditions came to.
        again: decides a dossier again.
    """
    found = []
    for reading in rules.ruleset.readings.values():
        for choice in reading.choix:
            if choice.name == rules.readings[reading.name]:
                continue
            other = rules.ruleset.under({**rules.readings, reading.name: choice.name})
            after = again(dossier, as_of, other)
            changed = tuple((name, after[name]) for name in after if after[name] is not statuses[name])
            if changed:
                status = overall(after.values())
                found.append(Alternative(reading.name, choice.name, choice.libelle, status, changed))
    return tuple(found)


def turns(
    dossier: Dossier, as_of: date, rules: ChosenRules, status: VerdictStatus, again: Again
) -> tuple[Turn, ...]:
    """The choices of one, two or three readings that change the verdict, none of which can be left out.

    Args:
        dossier: the dossier that was decided.
        as_of: the day it was decided for.
        rules: the rules it was decided by.
        status: the verdict it came to.
        again: decides a dossier again.
    """
    others = [
        [
            OtherChoice(name, choice.name, choice.libelle)
            for choice in reading.choix
            if choice.name != rules.readings[name]
        ]
        for name, reading in rules.ruleset.readings.items()
    ]
    found: list[Turn] = []
    for size in range(1, _TOGETHER + 1):
        for some in combinations(others, size):
            for choices in product(*some):
                if any(set(turn.choices) <= set(choices) for turn in found):
                    continue
                other = rules.ruleset.under({**rules.readings, **{c.reading: c.choice for c in choices}})
                after = overall(again(dossier, as_of, other).values())
                if after is not status:
                    found.append(Turn(choices, after))
    return tuple(found)

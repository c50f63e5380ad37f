"""The earliest day on which a dossier is eligible if nothing is done but what is under way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum
from typing import Any, Final

from attrs import frozen, has

from cnam_rules.advice.again import Waived, statuses_of
from cnam_rules.dossier import Dossier
from cnam_rules.dossier.model import EnCours
from cnam_rules.kernel import VerdictStatus, overall
from cnam_rules.language import ChosenRules

__all__ = ["HORIZON", "Earliest", "earliest"]

HORIZON: Final = 10 * 366
"""How many days after that of the decision are looked at: ten years."""
_SAMPLES: Final = (1, 2, 31, 366, HORIZON)
_ONE: Final = timedelta(days=1)


@frozen
class Earliest:
    """When the dossier is eligible if what goes on goes on, and what is planned takes place.

    Attributes:
        day: the first day, that of the decision included, on which it is; None when it is on none of them.
        until: the last day that was looked at.
    """

    day: date | None
    until: date


def earliest(
    dossier: Dossier, as_of: date, rules: ChosenRules, waived: Waived, *, horizon: int = HORIZON
) -> Earliest:
    """The first day on which a dossier is eligible, from the day of the decision on.

    Spells in progress go on, and what the dossier dates later takes place on its day; nothing else is added.
    Every day is decided, one after the other: time may also take something away (a delay runs out, a test is
    no longer valid), so no day can be jumped over.

    Args:
        dossier: the dossier.
        as_of: the day of the decision.
        rules: the rules.
        waived: the conditions from which somebody dispensed the candidate, by day.
        horizon: how many days are looked at after that of the decision.
    """
    until = as_of + timedelta(days=min(horizon, (date.max - as_of).days))
    if not _moves(dossier, as_of, rules):
        now = overall(statuses_of(dossier, as_of, rules, waived=waived(as_of)).values())
        return Earliest(as_of if now is VerdictStatus.ELIGIBLE else None, until)
    day = as_of
    while day <= until:
        if overall(statuses_of(dossier, day, rules, waived=waived(day)).values()) is VerdictStatus.ELIGIBLE:
            return Earliest(day, until)
        if day == date.max:
            break
        day += _ONE
    return Earliest(None, until)


def _moves(dossier: Dossier, as_of: date, rules: ChosenRules) -> bool:
    """Whether time alone may change what the dossier measures to.

    Without anything in progress or still to come, each measure only grows or only shrinks as days go by, or
    neither: then it has changed by the last of them if it ever does.
    """
    for value in _in(dossier):
        if value is EnCours.EN_COURS or (isinstance(value, date) and value > as_of):
            return True
    now = {name: (fact.least, fact.most) for name, fact in rules.measure(dossier, as_of).items()}
    for days in _SAMPLES:
        if days > (date.max - as_of).days:
            return True
        later = rules.measure(dossier, as_of + timedelta(days=days))
        if any(now[name] != (fact.least, fact.most) for name, fact in later.items()):
            return True
    return False


def _in(value: Any) -> Iterator[Any]:  # anything that a dossier holds
    """Every value inside a dossier."""
    if isinstance(value, tuple):
        for item in value:
            yield from _in(item)
    elif has(type(value)) and not isinstance(value, Enum):
        for attribute in type(value).__attrs_attrs__:
            if attribute.init:
                yield from _in(getattr(value, attribute.name))
    else:
        yield value

"""What other readings of the text would say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cnam_rules.advice.again import Again
from cnam_rules.dossier import Dossier
from cnam_rules.kernel import Status, overall
from cnam_rules.language import ChosenRules
from cnam_rules.verdict import Alternative

__all__ = ["alternatives"]


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

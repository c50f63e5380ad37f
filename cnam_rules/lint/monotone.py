"""Whether more in a dossier can only help: told from the form of the rules, so on the safe side.

A rule set is called monotone when each comparison that brings a condition nearer to being met rises, and
reads a measure that one more unit, day, mark or step never lowers. A condition's `si` counts backwards, as
does what stands under `non`. A rule set that isn't called so may still be monotone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from attrs import frozen

from cnam_rules.language import MeasureDef
from cnam_rules.language.expressions import Comparaison, Lecture
from cnam_rules.lint.subject import Subject
from cnam_rules.measures import SAID_ONCE
from cnam_rules.measures.moment_kinds import EtapeNommee, EtapeRapport, FinDesPeriodes, UeObtenues

__all__ = ["RISING", "Fall", "falls", "monotony_data", "rises"]

RISING: Final = frozenset(
    (
        *("ue", "ects", "notees", "choix", "duree", "heures", "rapport", "ordre", "delai", "age"),
        *("diplome", "niveau_de_langue", "points_au_test"),
    )
)
"""The kinds of measure that one more piece never lowers. A mean, the lowest mark and a share may fall, and so
may a mark, by what stands in for one that is missing; of a kind that isn't listed nothing is said. Those that
speak of moments may fall when one of them may move: see `rises`."""


_MOVING: Final = (EtapeNommee, EtapeRapport, FinDesPeriodes, UeObtenues)
"""The kinds of moments that happen, or happen on another day, as a dossier grows."""


@frozen
class Fall:
    """A comparison by which more may harm.

    Attributes:
        condition: the condition's id.
        measure: the measure's name.
        why: `comparison` when it falls, `measure` when its measure may.
        when: the choices of readings under which it counts, by reading.
        line: its line in the file, from 1.
    """

    condition: str
    measure: str
    why: str
    when: tuple[tuple[str, str], ...]
    line: int


def falls(subject: Subject) -> Iterator[Fall]:
    """Every comparison by which more may harm, under any choice of the readings."""
    for condition, node in subject.conditions:
        for located in subject.clauses(condition, node):
            if not isinstance(located.clause, Comparaison):
                continue
            if subject.ruleset.measures[located.clause.mesure].kind.KEY in SAID_ONCE:
                continue
            compare = located.clause.compare
            why = None
            if compare.threshold[1] is located.rising:
                why = "comparison"
            elif not rises(subject.ruleset.measures[located.clause.mesure]):
                why = "measure"
            if why is not None:
                yield Fall(condition.id, located.clause.mesure, why, located.when, located.node.line or 0)


def rises(measure: MeasureDef) -> bool:
    """Whether one more piece never lowers a measure, whatever choice is made of its options.

    A unit or a stage more may move a moment, and so take away the days that it limits; only the days that a
    dossier says once, and those of the calendar, stay. Under `sauf_jours_de_stage`, a stage more takes days
    away; under `echouees: non`, a failure that is told does so of units. A value that somebody decides
    is no piece: a measure that is compared with one rises as it does alone.
    """
    if measure.kind.KEY not in RISING:
        return False
    for name, given in measure.options.items():
        for value in given.choices.values() if isinstance(given, Lecture) else (given,):
            if (name == "sauf_jours_de_stage" and value) or (name == "echouees" and value is False):
                return False
            if any(isinstance(one, _MOVING) for one in (value if isinstance(value, tuple) else (value,))):
                return False
    return True


def monotony_data(subject: Subject) -> dict[str, Any]:
    """What is told of a rule set, as JSON data: whether it is monotone as retained, always, and why not."""
    found = [*falls(subject)]
    readings = subject.ruleset.readings
    retained = [f for f in found if all(readings[name].retenue == choice for name, choice in f.when)]
    return {
        "always": not found,
        "retained": not retained,
        "because": [
            {
                "condition": f.condition,
                "measure": f.measure,
                "why": f.why,
                "when": dict(f.when),
                "line": f.line,
            }
            for f in found
        ],
    }

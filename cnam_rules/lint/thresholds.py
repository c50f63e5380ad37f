"""Comparisons that are settled before any dossier is read, and those that can't be true together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from cnam_rules.documents import Node
from cnam_rules.faults import Fault
from cnam_rules.language import MeasureDef
from cnam_rules.language.expressions import Comparaison, Lecture, Tous
from cnam_rules.lint.subject import Located, Subject
from cnam_rules.units import Unit

__all__ = ["clashing_thresholds", "highest", "settled_thresholds"]

_CEILINGS: Final[Mapping[Unit, int]] = {
    Unit.NOTE: Unit.NOTE.bound("20/20"),
    Unit.MOYENNE: Unit.MOYENNE.bound("20/20"),
    Unit.PART: Unit.PART.bound("100 %"),
    Unit.OUI_NON: 1,
}
"""The highest number of the units that have one."""

_COUNTED: Final[Mapping[str, Callable[[Any], int]]] = {  # an option's value has its kind's own type
    "ue": len,
    "notees": len,
    "choix": len,
    "ects": lambda listed: sum(thousandths for _, thousandths in listed),
}
"""Of the kinds that count the things listed by their main option, the most that those are; a line each."""


def highest(measure: MeasureDef) -> int | None:
    """The highest number that a measure can come to under any reading; None when nothing says."""
    count = _COUNTED.get(measure.kind.KEY)
    if count is None:
        return _CEILINGS.get(measure.kind.UNIT)
    listed = measure.options[measure.kind.KEY]
    every = [*listed.choices.values()] if isinstance(listed, Lecture) else [listed]
    return max((count(one) for one in every), default=None)


def settled_thresholds(subject: Subject) -> Iterator[Fault]:
    """Comparisons that are true, or false, of every dossier: at least 0, a mark above 20."""
    told: set[str] = set()
    for located in _located(subject):
        if not isinstance(located.clause, Comparaison) or located.node.path in told:
            continue
        compare = located.clause.compare
        bound, negated = compare.threshold
        top = highest(subject.ruleset.measures[compare.measure])
        if bound <= 0:
            holds = True
        elif top is not None and bound > top:
            holds = False
        else:
            continue
        told.add(located.node.path)
        code = "always-true" if holds is not negated else "never-true"
        yield from subject.remark(located.node, code, found=located.clause.mesure, expected=_written(located))


def clashing_thresholds(subject: Subject) -> Iterator[Fault]:
    """Comparisons of one measure that one `tous` asks for together and that nothing satisfies together."""
    told: set[str] = set()
    for located in _located(subject):
        if not isinstance(located.clause, Tous) or located.node.path in told:
            continue
        told.add(located.node.path)
        least: dict[str, tuple[int, Located]] = {}
        below: dict[str, tuple[int, Located]] = {}
        for term in subject.parts(located):
            if not isinstance(term.clause, Comparaison):
                continue
            name = term.clause.compare.measure
            bound, negated = term.clause.compare.threshold
            if negated and (name not in below or bound < below[name][0]):
                below[name] = (bound, term)
            if not negated and (name not in least or bound > least[name][0]):
                least[name] = (bound, term)
        for name in least:
            if name in below and least[name][0] >= below[name][0]:
                args = {"found": _written(below[name][1]), "expected": _written(least[name][1])}
                yield from subject.remark(below[name][1].node, "thresholds-clash", **args)


def _located(subject: Subject) -> Iterator[Located]:
    for condition, node in subject.conditions:
        yield from subject.clauses(condition, node)


def _written(located: Located) -> str:
    """A comparison as the file writes it: `au_moins: 18 mois`."""
    entries = located.node.value if isinstance(located.node.value, dict) else {}
    return ", ".join(f"{key}: {_raw(node)}" for key, node in entries.items() if key != "mesure")


def _raw(node: Node) -> str:
    """A bound as it is written, or the value that it names."""
    if isinstance(node.value, dict):
        return ", ".join(f"{kind} {name.raw}" for kind, name in node.value.items())
    return str(node.raw)

"""What a rule file says for nothing, or says twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from cnam_rules.faults import Fault
from cnam_rules.language.definitions import ParametreDef
from cnam_rules.language.expressions import Comparaison, Lecture, clauses_in
from cnam_rules.lint.subject import Subject, canonical
from cnam_rules.measures import Seuil

__all__ = ["dead_readings", "same_conditions", "same_labels", "unused_measures"]


def unused_measures(subject: Subject) -> Iterator[Fault]:
    """Measures that no condition reads, under any choice of the readings."""
    read = {
        clause.mesure
        for condition in subject.ruleset.conditions
        for part in (condition.si, condition.exige)
        if part is not None
        for clause in clauses_in(part)
        if isinstance(clause, Comparaison)
    }
    for name, measure in subject.ruleset.measures.items():
        if name not in read and measure.kind is not Seuil:
            yield from subject.remark(subject.node("mesures", name), "unused-measure", found=name)


def dead_readings(subject: Subject) -> Iterator[Fault]:
    """Readings whose choices all come to the same thing, and choices that are the same as another."""
    for name, reading in subject.ruleset.readings.items():
        uses = [*_uses(subject, name)]
        same = [
            (first.name, second.name)
            for first, second in combinations(reading.choix, 2)
            if uses and all(use.choices[first.name] == use.choices[second.name] for use in uses)
        ]
        node = subject.node("lectures", name)
        if len(same) == len(reading.choix) * (len(reading.choix) - 1) // 2 and same:
            yield from subject.remark(node, "dead-reading", found=name)
            continue
        told: set[str] = set()
        for first_name, second_name in same:
            if second_name not in told:
                told.add(second_name)
                place = subject.node("lectures", name, "choix", second_name)
                yield from subject.remark(place, "same-choice", found=second_name, expected=first_name)


def _uses(subject: Subject, name: str) -> Iterator[Lecture[Any]]:  # what it chooses has the place's type
    """Every place that a reading fills."""
    for condition in subject.ruleset.conditions:
        for part in (condition.si, condition.exige):
            for clause in clauses_in(part) if part is not None else ():
                if isinstance(clause, Lecture) and clause.name == name:
                    as_said = canonical(clause)
                    if isinstance(as_said, Lecture):
                        yield as_said
    for measure in subject.ruleset.measures.values():
        yield from (v for v in measure.options.values() if isinstance(v, Lecture) and v.name == name)
    others: list[Any] = [*subject.ruleset.conventions.values()]  # each place has its own type
    for value in subject.ruleset.valeurs:
        if isinstance(value, ParametreDef):
            others += [item.valeur for item in value.valeurs]
        else:
            others.append(value.par_defaut)
    yield from (v for v in others if isinstance(v, Lecture) and v.name == name)


def same_conditions(subject: Subject) -> Iterator[Fault]:
    """Conditions that ask for the same as another one."""
    said = [
        (
            condition,
            node,
            None if condition.si is None else canonical(condition.si),
            canonical(condition.exige),
        )
        for condition, node in subject.conditions
    ]
    for index, (condition, node, si, exige) in enumerate(said):
        for other, _, other_si, other_exige in said[:index]:
            if (si, exige) == (other_si, other_exige):
                yield from subject.remark(node, "same-condition", found=condition.id, expected=other.id)
                break


def same_labels(subject: Subject) -> Iterator[Fault]:
    """Conditions, measures, or choices of one reading, that people can't tell apart by their names."""
    ruleset = subject.ruleset
    conditions = [
        (condition.libelle.fr, condition.id, ("conditions", index, "libelle"))
        for index, condition in enumerate(ruleset.conditions)
    ]
    measures = [
        (m.libelle.fr, name, ("mesures", name, "libelle"))
        for name, m in ruleset.measures.items()
        if m.kind is not Seuil
    ]
    groups: list[list[tuple[str, str, tuple[str | int, ...]]]] = [[*conditions], [*measures]]
    groups += [
        [(c.libelle.fr, c.name, ("lectures", name, "choix", c.name, "libelle")) for c in reading.choix]
        for name, reading in ruleset.readings.items()
    ]
    for group in groups:
        seen: dict[str, str] = {}
        for label, name, keys in group:
            folded = " ".join(label.casefold().split())
            if folded in seen:
                yield from subject.remark(
                    subject.node(*keys), "same-label", found=label, expected=seen[folded]
                )
            seen.setdefault(folded, name)

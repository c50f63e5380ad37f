"""Finding what differs between two verdicts: the dossier was updated, or the rules, or the day is another.

Nothing is left out: two verdicts between which nothing differs are stored as the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any as Whatever
from typing import TypeVar

from attrs import evolve

from cnam_rules.facts import Fact
from cnam_rules.kernel import All, Any, AtLeast, Compare, Constant, Expr, Not, comparisons
from cnam_rules.measures import SeuilEvidence
from cnam_rules.verdict.model import ConditionVerdict, Verdict
from cnam_rules.verdict.moved import (
    BoundMoved,
    ConditionMoved,
    Data,
    Difference,
    FactMoved,
    Moved,
    ReadingMoved,
    RuleMoved,
    WaiverMoved,
)
from cnam_rules.verdict.stored import plain_data

__all__ = ["Difference", "difference"]

T = TypeVar("T")


def difference(before: Verdict, after: Verdict) -> Difference:
    """What differs between two verdicts.

    They may be of one dossier on two days, before and after it was updated, under two versions of the rules;
    nothing keeps them from being of two dossiers, which is told then.

    Args:
        before: the first verdict.
        after: the second.

    Raises:
        TypeError: one isn't a verdict.

    >>> from datetime import date
    >>> from cnam_rules import decide, loads
    >>> text = "{dossier: D-1, programme: RNCP36625, rapport: {redige: oui, soutenu: oui, valide: %s}}"
    >>> refused, complete = (decide(loads(text % word), as_of=date(2025, 11, 3)) for word in ("non", "oui"))
    >>> moved = difference(refused, complete)
    >>> [(each.id, each.before.value, each.after.value) for each in moved.conditions]
    [('rapport', 'unmet', 'met')]
    >>> bool(difference(refused, refused))
    False
    """
    for verdict in (before, after):
        if not isinstance(verdict, Verdict):
            raise TypeError(f"a Verdict is expected, not {type(verdict).__name__}")
    facts = tuple(_facts(before, after))
    rules = tuple(_rules(before, after))
    waivers = tuple(_waivers(before, after))
    readings = tuple(_readings(before, after))
    stored = _stated(before), _stated(after)
    rests_on = {*_evidence(*stored)}
    found = Difference(
        dossier=Moved(before.dossier, after.dossier),
        programme=Moved(before.programme, after.programme),
        as_of=Moved(before.as_of, after.as_of),
        status=Moved(before.status, after.status),
        ruleset=Moved(before.ruleset, after.ruleset),
        conventions=Moved(before.conventions, after.conventions),
        engine=Moved(before.engine, after.engine),
        conditions=tuple(
            _conditions(
                before,
                after,
                facts={each.measure for each in facts},
                rules={each.id for each in rules},
                waivers={each.id for each in waivers},
                readings={each.name for each in readings},
            )
        ),
        facts=facts,
        rules=rules,
        waivers=waivers,
        readings=readings,
        evidence=tuple(
            measure
            for measure in after.measures
            if measure.name in rests_on and measure.name not in {each.measure for each in facts}
        ),
        hypothesis=any(verdict.hypothesis is not None for verdict in (before, after)),
        elsewhere=tuple(_elsewhere(*stored)),
    )
    if found or stored[0] == stored[1]:
        return found
    # Only what follows from the rest differs: nothing explains it, so it is told.
    follows = tuple(f"$.{key}" for key in stored[0] if stored[0][key] != stored[1][key])
    return evolve(found, elsewhere=follows)


def _stated(verdict: Verdict) -> Data:
    """What a verdict says, whether or not under a hypothesis."""
    return {key: value for key, value in plain_data(verdict).items() if key != "hypothesis"}


def _by_id(verdict: Verdict) -> dict[str, ConditionVerdict]:
    return {condition.id: condition for condition in verdict.conditions}


def _in_order(one: Mapping[str, T], two: Mapping[str, T]) -> Iterator[tuple[str, T | None, T | None]]:
    """Every name, in the order of the second and then of what only the first has, with both its values."""
    for name in dict.fromkeys((*two, *one)):
        yield name, one.get(name), two.get(name)


def _conditions(
    before: Verdict,
    after: Verdict,
    *,
    facts: set[str],
    rules: set[str],
    waivers: set[str],
    readings: set[str],
) -> Iterator[ConditionMoved]:
    for name, one, two in _in_order(_by_id(before), _by_id(after)):
        known = [each for each in (two, one) if each is not None]
        ends = [None if each is None else each.status for each in (one, two)]
        if ends[0] is not ends[1]:
            reads = dict.fromkeys(measure for each in known for measure in each.facts)
            depends = dict.fromkeys(reading for each in known for reading in each.readings)
            yield ConditionMoved(
                id=name,
                libelle=known[0].libelle,
                before=ends[0],
                after=ends[1],
                facts=tuple(measure for measure in reads if measure in facts),
                rule=name in rules,
                waiver=name in waivers,
                readings=tuple(reading for reading in depends if reading in readings),
            )


def _facts(before: Verdict, after: Verdict) -> Iterator[FactMoved]:
    labels = {measure.name: measure.libelle for each in (before, after) for measure in each.measures}
    both = [{fact.measure: fact for fact in each.facts} for each in (before, after)]
    for name, one, two in _in_order(*both):
        if one is None or two is None or _counted(one) != _counted(two):
            yield FactMoved(name, labels[name], one, two)


def _counted(fact: Fact) -> tuple[object, ...]:
    """What a measure came to; of a comparison with a value, what is compared and the value too."""
    amount = (fact.unit, fact.least, fact.most)
    if not isinstance(evidence := fact.evidence, SeuilEvidence):
        return amount
    return (*amount, *_counted(evidence.fact), evidence.held)


def _rules(before: Verdict, after: Verdict) -> Iterator[RuleMoved]:
    labels = {measure.name: measure.libelle for each in (before, after) for measure in each.measures}
    for name, one, two in _in_order(_by_id(before), _by_id(after)):
        if one is None or two is None:
            continue
        old, new = ((each.applies.expr, each.requires.expr) for each in (one, two))
        if old == new:
            continue
        bounds: list[BoundMoved] = []
        if [*map(_shape, old)] == [*map(_shape, new)]:
            for was, now in zip(_compared(old), _compared(new), strict=True):
                if was != now:
                    unit = after.fact(now.measure).unit
                    bounds.append(BoundMoved(now.measure, labels[now.measure], unit, was, now))
        yield RuleMoved(name, two.libelle, tuple(bounds))


def _compared(exprs: tuple[Expr, Expr]) -> list[Compare]:
    return [compare for expr in exprs for compare in comparisons(expr)]


def _shape(expr: Expr) -> object:
    """An expression without what its measures are compared with."""
    match expr:
        case Compare(measure=measure):
            return measure
        case Not(term):
            return (Not, _shape(term))
        case All(terms) | Any(terms) | AtLeast(terms=terms):
            return (type(expr), getattr(expr, "n", None), *map(_shape, terms))
        case Constant():
            return expr


def _waivers(before: Verdict, after: Verdict) -> Iterator[WaiverMoved]:
    for name, one, two in _in_order(_by_id(before), _by_id(after)):
        ends = [None if each is None else each.waiver for each in (one, two)]
        if ends[0] != ends[1]:
            (libelle, *_) = [each.libelle for each in (two, one) if each is not None]
            yield WaiverMoved(name, libelle, ends[0], ends[1])


def _readings(before: Verdict, after: Verdict) -> Iterator[ReadingMoved]:
    both = [{reading.name: reading.choice for reading in each.readings} for each in (before, after)]
    for name, one, two in _in_order(*both):
        if one != two:
            yield ReadingMoved(name, one, two)


def _evidence(one: Data, two: Data) -> Iterator[str]:
    """The measures that rest on something else than before, but for the day."""
    both = [
        {fact["measure"]: _without_day(fact["evidence"]) for fact in each["facts"]} for each in (one, two)
    ]
    for name, before, after in _in_order(*both):
        if before != after:
            yield name


def _without_day(data: Whatever) -> Whatever:  # a part of the stored form
    if isinstance(data, dict):
        return {key: _without_day(value) for key, value in data.items() if key != "as_of"}
    return [*map(_without_day, data)] if isinstance(data, list) else data


_TOLD_OF_A_CONDITION = frozenset(
    ("id", "status", "applies", "requires", "waiver", "shortfalls", "exemptions")
)
"""What other parts tell of a condition, or follows from what they tell."""


def _elsewhere(one: Data, two: Data) -> Iterator[str]:
    both = [{each["id"]: each for each in data["conditions"]} for data in (one, two)]
    for name, before, after in _in_order(*both):
        if before is None or after is None:
            continue
        for key in before:
            waived = before["waiver"] is not None or after["waiver"] is not None
            told = key in _TOLD_OF_A_CONDITION or (key == "unwaived" and not waived)
            if not told and before[key] != after[key]:
                yield f"$.conditions[{name}].{key}"
    for key in ("measures", "remarks"):
        if one[key] != two[key]:
            yield f"$.{key}"
    both = [{each["name"]: each for each in data["readings"]} for data in (one, two)]
    for name, before, after in _in_order(*both):
        if (
            before is not None
            and after is not None
            and before["choice"] == after["choice"]
            and before != after
        ):
            yield f"$.readings[{name}]"

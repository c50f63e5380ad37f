"""What differs between two verdicts, as plain data; `cnam_rules.verdict.difference` finds it.

What was decided comes first (the verdict, the status of each condition), then what it follows from: what was
counted, what the rules ask, dispensations, readings, the rule set, the day.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from attrs import frozen

from cnam_rules.facts import Fact, Text
from cnam_rules.kernel import Compare, Status, VerdictStatus
from cnam_rules.language import MeasureUsed, RuleSetUsed
from cnam_rules.measures import Conventions
from cnam_rules.shown import Told
from cnam_rules.units import Unit
from cnam_rules.verdict.model import EngineUsed, Waiver
from cnam_rules.verdict.stored import plain_data

if TYPE_CHECKING:
    from cnam_rules.render.lines import Outline

__all__ = [
    "BoundMoved",
    "ConditionMoved",
    "Difference",
    "FactMoved",
    "Moved",
    "ReadingMoved",
    "RuleMoved",
    "WaiverMoved",
]

Data: TypeAlias = dict[str, Any]
"""The stored form of a value: what JSON holds."""
T = TypeVar("T")


@frozen
class Moved(Generic[T]):
    """A value of the first verdict and the same of the second, which may be equal."""

    before: T
    after: T

    @property
    def differs(self) -> bool:
        """Whether the two are different."""
        return self.before != self.after


@frozen
class ConditionMoved:
    """A condition whose status differs, and what that may come from.

    Attributes:
        id: its name in the rule set.
        libelle: what it asks; in the second verdict, if it has it.
        before: its status in the first verdict; None when that one has no such condition.
        after: its status in the second; None likewise.
        facts: the measures that it reads and whose fact differs, by name.
        rule: whether the rules ask something else of it.
        waiver: whether a dispensation from it differs.
        readings: the readings that it can depend on and that were chosen differently.
    """

    id: str
    libelle: Text
    before: Status | None
    after: Status | None
    facts: tuple[str, ...]
    rule: bool
    waiver: bool
    readings: tuple[str, ...]


@frozen
class FactMoved:
    """A measure that came to something else.

    Attributes:
        measure: its name in the rule set.
        libelle: its name for people.
        before: the fact in the first verdict; None when that one doesn't measure it.
        after: the fact in the second; None likewise.
    """

    measure: str
    libelle: Text
    before: Fact | None
    after: Fact | None


@frozen
class BoundMoved:
    """A bound of a rule that was changed: the same measure, compared with another number."""

    measure: str
    libelle: Text
    unit: Unit
    before: Compare
    after: Compare


@frozen
class RuleMoved:
    """A condition of which the rules ask something else.

    Attributes:
        id: its name in the rule set.
        libelle: what it asks, in the second verdict.
        bounds: the bounds that changed, when nothing else did; none when it is built otherwise.
    """

    id: str
    libelle: Text
    bounds: tuple[BoundMoved, ...]


@frozen
class WaiverMoved:
    """A dispensation that one verdict applies and the other doesn't, or not as it is."""

    id: str
    libelle: Text
    before: Waiver | None
    after: Waiver | None


@frozen
class ReadingMoved:
    """A reading chosen differently; None on the side that doesn't have it."""

    name: str
    before: str | None
    after: str | None


@frozen
class Difference(Told):
    """What differs between two verdicts. It is true when something does.

    Attributes:
        dossier: the references of the dossiers.
        programme: the codes of the titles.
        as_of: the days of the decisions.
        status: the verdicts.
        ruleset: the rule sets that were applied.
        conventions: how durations were counted.
        engine: what decided, and the version of the library.
        conditions: the conditions whose status differs, and no other, in the rules' order.
        facts: what was counted, where it came to something else.
        rules: the conditions of which something else is asked.
        waivers: the dispensations that differ.
        readings: the readings chosen differently.
        evidence: the measures that came to the same from something else.
        hypothesis: whether one of the two was never given, but only supposed.
        elsewhere: where else the stored verdicts differ, as paths (`$.remarks`, `$.conditions[stage].line`);
            what only follows from the rest is told when nothing else is.
    """

    dossier: Moved[str]
    programme: Moved[str]
    as_of: Moved[date]
    status: Moved[VerdictStatus]
    ruleset: Moved[RuleSetUsed]
    conventions: Moved[Conventions]
    engine: Moved[EngineUsed]
    conditions: tuple[ConditionMoved, ...]
    facts: tuple[FactMoved, ...]
    rules: tuple[RuleMoved, ...]
    waivers: tuple[WaiverMoved, ...]
    readings: tuple[ReadingMoved, ...]
    evidence: tuple[MeasureUsed, ...]
    hypothesis: bool
    elsewhere: tuple[str, ...]

    @property
    def only_engine(self) -> bool:
        """Whether nothing differs but what decided: another version of the library or of an engine."""
        return self.engine.differs and not self._but_the_engine()

    def _but_the_engine(self) -> bool:
        ends = (self.dossier, self.programme, self.as_of, self.status, self.ruleset, self.conventions)
        lists = (self.conditions, self.facts, self.rules, self.waivers, self.readings)
        return any(end.differs for end in ends) or any((*lists, self.evidence, self.elsewhere))

    def __bool__(self) -> bool:
        return self.engine.differs or self._but_the_engine()

    def outline(self, lang: str = "fr") -> Outline:
        """What differs, for people, in `fr` or `en`: what was decided, then what it comes from."""
        from cnam_rules.render.difference import difference_outline

        return difference_outline(self, lang)

    def as_data(self) -> Data:
        """What differs as plain dicts, lists, texts and numbers, for programs."""
        ends = ("dossier", "programme", "as_of", "status", "conventions", "engine")
        data: Data = {"differs": bool(self), "hypothesis": self.hypothesis}
        data["ruleset"] = {"before": _named(self.ruleset.before), "after": _named(self.ruleset.after)}
        data |= {name: _ends(getattr(self, name)) for name in ends}
        data["conditions"] = [
            {"id": each.id, "before": each.before and each.before.value}
            | {"after": each.after and each.after.value, "facts": [*each.facts], "rule": each.rule}
            | {"waiver": each.waiver, "readings": [*each.readings]}
            for each in self.conditions
        ]
        data["facts"] = [
            {"measure": each.measure, "before": _amount(each.before), "after": _amount(each.after)}
            for each in self.facts
        ]
        data["rules"] = [
            {"id": each.id, "bounds": [_bounds(bound) for bound in each.bounds]} for each in self.rules
        ]
        data["waivers"] = [{"id": each.id} | _ends(each) for each in self.waivers]
        data["readings"] = [
            {"name": each.name, "before": each.before, "after": each.after} for each in self.readings
        ]
        return data | {"evidence": [each.name for each in self.evidence], "elsewhere": [*self.elsewhere]}

    def to_json(self) -> str:
        """The same as JSON, on one line."""
        return json.dumps(self.as_data(), ensure_ascii=False, separators=(",", ":"))


def _ends(moved: Moved[T] | WaiverMoved) -> Data:
    """The two ends, as a stored verdict writes them."""
    return {"before": plain_data(moved.before), "after": plain_data(moved.after)}


def _named(ruleset: RuleSetUsed) -> Data:
    return {name: getattr(ruleset, name) for name in ("id", "version", "sha256", "file")}


def _amount(fact: Fact | None) -> Data | None:
    return None if fact is None else {"unit": fact.unit.value, "least": fact.least, "most": fact.most}


def _bounds(bound: BoundMoved) -> Data:
    ends = {"before": bound.before, "after": bound.after}
    return {"measure": bound.measure} | {name: {end.op.value: end.bound} for name, end in ends.items()}

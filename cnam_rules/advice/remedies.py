"""Remedies: what would make a dossier eligible, as alternatives of which each is enough and none too much.

They are found from the rules' structure: a condition that isn't met has ways of being met or of not applying
(`cnam_rules.advice.ways`), each way asks that measures reach bounds, and each kind of measure knows what
brings it there (`cnam_rules.measures.supplying`). What is found so is only a proposal. It is put into the
dossier, the dossier is decided again, and whatever can be left out is: a remedy is told when the dossier is
eligible with all of it, and is not with any one step of it left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from heapq import heappop, heappush
from itertools import count
from typing import ClassVar, Final

from attrs import evolve, field, frozen

from cnam_rules.advice.again import Waived
from cnam_rules.advice.pieces import answered
from cnam_rules.advice.ways import Wanted, ways
from cnam_rules.dossier import Dossier, check
from cnam_rules.dossier.changes import Change, Marked, StepsTaken, Waited, Worked, apply_changes, stopped
from cnam_rules.facts import AnswerValue, Fact, Piece
from cnam_rules.kernel import Compare, Op, Status, VerdictStatus, overall
from cnam_rules.language import ChosenRules
from cnam_rules.measures.supplying import supplies
from cnam_rules.units import Unit

__all__ = ["Answered", "Remedies", "Remedy", "RemedyStep", "remedies"]

_TRIED: Final = 160
"""How many dossiers are decided in the search for remedies."""
_TOLD: Final = 6
"""How many remedies are told."""
_LACKING: Final = (Status.UNMET, Status.UNKNOWN)
_STEPS: Final = 12
"""How many steps a remedy may have."""


@frozen
class Answered:
    """A missing piece that comes in, and says what helps.

    Attributes:
        piece: the piece.
        answer: what it says.
    """

    KEY: ClassVar[str] = "answer"
    TURN: ClassVar[int] = -1
    piece: Piece
    answer: AnswerValue

    def made(self, dossier: Dossier, day: date) -> tuple[Dossier, date]:
        """See `cnam_rules.dossier.changes.Change.made`."""
        return answered(dossier, self.piece, self.answer), day

    def asks_no_more_than(self, other: object, /) -> bool:
        """See `cnam_rules.dossier.changes.Change.asks_no_more_than`."""
        return self == other


@frozen
class _Idle(Waited):
    """As much time as a job takes, in its place, in which nobody works."""

    TURN: ClassVar[int] = Worked.TURN


@frozen
class RemedyStep:
    """A step of a remedy.

    Attributes:
        change: what is added to the dossier.
        measure: the measure that it is for.
        unit: the unit of `amount`.
        amount: how much of it lacked, in that unit; None when the step isn't an amount.
        conditions: the conditions that it is for, by id: those that lack something when it is left out.
    """

    change: Change
    measure: str = field(eq=False)
    unit: Unit = field(eq=False)
    amount: int | None = field(eq=False)
    conditions: tuple[str, ...] = field(eq=False)


@frozen
class Remedy:
    """Steps that together make the dossier eligible; with any one left out it is not.

    Attributes:
        steps: the steps.
        day: the first day on which all of it is there, when what takes time is begun on the day after the
            decision, one thing after the other.
        ending: whether it is enough only if the jobs and stages in progress end on the day of the decision; a
            remedy without steps asks for that alone.
    """

    steps: tuple[RemedyStep, ...]
    day: date
    ending: bool = False

    @property
    def changes(self) -> tuple[Change, ...]:
        """What is added to the dossier."""
        return tuple(step.change for step in self.steps)

    def asks_no_more_than(self, other: Remedy) -> bool:
        """Whether whoever follows the other has done at least as much as this one asks.

        >>> short, long = (Remedy((), date(2025, 1, day)) for day in (1, 2))
        >>> short.asks_no_more_than(long)
        True
        """
        return all(any(one.asks_no_more_than(two) for two in other.changes) for one in self.changes)


@frozen
class Remedies:
    """What would make a dossier eligible.

    Attributes:
        found: the alternatives, those with the fewest steps first, then the soonest; none when the dossier is
            eligible as it is, or when nothing that a candidate can do makes it so.
        complete: whether all the ways were looked at; if not there may be others.
    """

    found: tuple[Remedy, ...]
    complete: bool


def remedies(dossier: Dossier, as_of: date, rules: ChosenRules, waived: Waived) -> Remedies:
    """What would make a dossier eligible.

    Args:
        dossier: the dossier.
        as_of: the day of the decision.
        rules: the rules.
        waived: the conditions from which somebody dispensed the candidate, by day.
    """
    return _Search(dossier, as_of, rules, waived).run()


class _Search:
    def __init__(self, dossier: Dossier, as_of: date, rules: ChosenRules, waived: Waived) -> None:
        self.dossier = dossier
        self.as_of = as_of
        self.rules = rules
        self.waived = waived
        self.left = _TRIED
        self.found: list[Remedy] = []
        self.goes_on = stopped(dossier, as_of) is not dossier

    def run(self) -> Remedies:
        """Look for remedies, those of few steps first."""
        if self.statuses((), ending=False)[1]:
            return Remedies((), complete=True)
        if self.goes_on and self.statuses(())[1]:
            return Remedies((Remedy((), self.as_of, ending=True),), complete=True)
        turn = count()
        waiting: list[tuple[int, int, int, tuple[RemedyStep, ...]]] = [(0, 0, next(turn), ())]
        seen: set[frozenset[Change]] = set()
        complete = True
        while waiting:
            if self.left <= 0:
                complete = False
                break
            _, _, _, steps = heappop(waiting)
            changes = frozenset(step.change for step in steps)
            if changes in seen or any(changes >= set(remedy.changes) for remedy in self.found):
                continue
            seen.add(changes)
            for longer in self.further(steps):
                if len(longer) > _STEPS:
                    complete = False
                    continue
                heappush(waiting, (len(longer), _lasting(longer), next(turn), longer))
        ordered = sorted(self.found, key=lambda remedy: (len(remedy.steps), remedy.day))
        return Remedies(tuple(ordered[:_TOLD]), complete and len(ordered) <= _TOLD)

    def further(self, steps: tuple[RemedyStep, ...]) -> Iterator[tuple[RemedyStep, ...]]:
        """The same steps with one more, toward the first condition that isn't met yet; or a remedy, found."""
        self.left -= 1
        dossier, day = self.made(steps)
        facts = self.rules.measure(dossier, day)
        statuses = self.rules.reference.statuses(facts, self.waived(day))
        lacking = [name for name, status in statuses.items() if status in _LACKING]
        if not lacking:
            if not check(dossier):
                self.keep(steps)
            return
        condition = next(c for c in self.rules.program.conditions if c.id == lacking[0])
        asked = dict.fromkeys(
            wanted
            for way in (*ways(condition.requires, facts), *ways(condition.applies, facts, true=False))
            for wanted in sorted(way)
            if not wanted.holds(facts[wanted.measure])
        )
        for wanted in asked:
            for change in self.toward(wanted, facts[wanted.measure], dossier, day):
                yield _with(steps, self.step(change, wanted, facts[wanted.measure], condition.id))

    def toward(self, wanted: Wanted, fact: Fact, dossier: Dossier, day: date) -> Iterator[Change]:
        """What brings a measure to where it is wanted: pieces that say so or, without any, something done."""
        measure = self.rules.measures[wanted.measure]
        settled = False
        for piece in () if fact.known else fact.evidence.pieces():
            helping = [
                (settles, gain, answer)
                for answer in piece.answers
                for settles, gain in (
                    _helps(wanted, fact, measure.fact("", answered(dossier, piece, answer), day)),
                )
                if settles or gain
            ]
            if helping:
                settles, _, answer = max(helping, key=lambda found: found[:2])
                settled = settled or settles
                yield Answered(piece, answer)
        if wanted.reached and not settled:
            yield from supplies(measure, wanted.bound, dossier, day)

    def step(self, change: Change, wanted: Wanted, fact: Fact, condition: str) -> RemedyStep:
        """A step, with what it is for."""
        amount, unit = None, fact.unit
        if isinstance(change, Worked | Waited):
            lacks = fact.evidence.shortfall(fact, Compare(wanted.measure, Op.AT_LEAST, wanted.bound))
            if lacks is not None:  # of a comparison with a value, in the unit of what is compared
                amount, unit = lacks.amount, lacks.unit
        return RemedyStep(change, wanted.measure, unit, amount, (condition,))

    def made(self, steps: Sequence[RemedyStep], *, ending: bool = True) -> tuple[Dossier, date]:
        """The dossier with some steps, what is in progress ending or not; the day on which all are there."""
        return apply_changes(self.dossier, [step.change for step in steps], self.as_of, ending=ending)

    def statuses(
        self, steps: Sequence[RemedyStep], *, ending: bool = True
    ) -> tuple[Mapping[str, Status], bool]:
        """What the conditions come to with some steps, and whether the dossier is eligible then."""
        dossier, day = self.made(steps, ending=ending)
        statuses = self.rules.reference.statuses(self.rules.measure(dossier, day), self.waived(day))
        return statuses, overall(statuses.values()) is VerdictStatus.ELIGIBLE and not check(dossier)

    def keep(self, steps: tuple[RemedyStep, ...]) -> None:
        """Keep a remedy, without what can be left out of it, unless another does as much with less."""
        steps = self.least(steps)
        if len(together := _together(steps)) < len(steps):
            steps = self.least(together)
        ending = self.goes_on and not self.statuses(steps, ending=False)[1]
        remedy = Remedy(steps, self.made(steps)[1], ending)
        if any(other.asks_no_more_than(remedy) for other in self.found):
            return
        self.found = [other for other in self.found if not remedy.asks_no_more_than(other)]
        self.found.append(remedy)

    def least(self, steps: tuple[RemedyStep, ...]) -> tuple[RemedyStep, ...]:
        """The steps without what can be left out; each with what lacks when it alone is."""
        told = []
        for step in steps:
            without = tuple(other for other in steps if other is not step)
            statuses, eligible = self.statuses(without)
            if eligible:
                return self.least(without)
            if isinstance(step.change, Worked):  # the others keep their place in time
                idle = evolve(step, change=_Idle(step.change.days))
                statuses, _ = self.statuses([idle if other is step else other for other in steps])
            lacking = tuple(name for name, status in statuses.items() if status in _LACKING)
            told.append(evolve(step, conditions=lacking or step.conditions))
        return tuple(told)


def _together(steps: tuple[RemedyStep, ...]) -> tuple[RemedyStep, ...]:
    """Marks that are for the same conditions as one step: which of them was found first says nothing."""
    told: dict[object, RemedyStep] = {}
    for step in steps:
        if not isinstance(step.change, Marked):
            told[step] = step
        elif (one := told.setdefault(step.conditions, step)) is not step and isinstance(one.change, Marked):
            told[step.conditions] = evolve(one, change=one.change.together_with(step.change))
    return tuple(told.values())


def _helps(wanted: Wanted, before: Fact, after: Fact) -> tuple[bool, int]:
    """Whether an answer settles what is wanted, and by how much it brings it nearer."""
    if wanted.reached:
        return wanted.holds(after), max(after.least - before.least, 0)
    if after.most is None:
        return False, 0
    return wanted.holds(after), 1 if before.most is None else max(before.most - after.most, 0)


def _with(steps: tuple[RemedyStep, ...], new: RemedyStep) -> tuple[RemedyStep, ...]:
    """The steps with one more; steps of the report and the like are taken together, as one."""
    for one in steps:
        if isinstance(one.change, StepsTaken) and isinstance(new.change, StepsTaken):
            both = tuple(dict.fromkeys((*one.conditions, *new.conditions)))
            taken = evolve(one, change=one.change.together_with(new.change), conditions=both)
            return tuple(taken if step is one else step for step in steps)
    return (*steps, new)


def _lasting(steps: Sequence[RemedyStep]) -> int:
    """How many days some steps take."""
    return sum(step.change.days for step in steps if isinstance(step.change, Worked | Waited))

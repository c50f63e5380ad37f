"""The durable-rules engine: every verdict is decided by its Rete, behind one careful adapter.

durable-rules 2.0.28 has sharp edges; `docs/explanation/durable-rules.md` shows each one, and what keeps us
from it. In short: the C extension is driven directly (no `Host`, no threads, no `durable.lang`). A program is
compiled to conjunctions no two of which hold together, so that **exactly one rule fires per condition** and
anything else is an error. A decision is one fact of small integers under generated field names, in a session
that lives for one call, under a lock; one that an interrupt left behind is deleted before the next decision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from typing import cast

from cnam_rules.engines._cutter import Cutter
from cnam_rules.engines._errors import EngineFailed, ProgramTooLarge, meaning
from cnam_rules.engines._extension import (
    GUARD,
    MAX_BOUND,
    MAX_CUBES,
    MAX_FIELDS,
    Extension,
    keep_heap,
    load_extension,
)
from cnam_rules.engines._net import Entry, Net, Outcome
from cnam_rules.kernel import Bounds, Program, Status

__all__ = ["DurableEngine"]

STATUSES = (Status.NOT_APPLICABLE, Status.MET, Status.UNMET, Status.UNKNOWN)
"""The statuses in the order in which `Cutter.outcomes` gives their cubes."""

ENDS = ((1, 1), (0, 0), (0, 1))
"""The fact that a helper posts when it is yes, no or unknown."""


class DurableEngine:
    """Decides a program with durable-rules; see `cnam_rules.kernel.Engine`.

    Compiling takes half a millisecond or more: keep the engine for the next decision. It is safe to share
    between threads, whose decisions wait for each other, and over `os.fork`. Its rule sets are freed with it.

    >>> from cnam_rules.engines import available, build
    >>> from cnam_rules.kernel import Compare, Condition, Interval, Op
    >>> engine = build(available()[0], Program((Condition("stage", Compare("mois", Op.AT_LEAST, 3)),)))
    >>> engine.statuses({"mois": Interval(2, None)}, waived=frozenset())
    {'stage': <Status.UNKNOWN: 'unknown'>}
    """

    def __init__(self, program: Program, extension: Extension | None = None) -> None:
        """Compiles a program.

        Args:
            program: what to decide.
            extension: what to drive instead of the installed extension, for tests.

        Raises:
            EngineUnavailable: durable-rules can't be imported here.
            ProgramTooLarge: a bound beyond ±(2³¹ - 2), or an "at least n of" with more than 60 terms where n
                is neither 1 nor all of them.
            EngineFailed: durable-rules refuses the rules, or doesn't decide a trial fact.
        """
        self.program = program
        self._extension = load_extension() if extension is None else extension
        self.name = _name()
        entries, helpers = _entries(program)
        self._ids = tuple(condition.id for condition in program.conditions)
        self._ranges = _ranges(program.measures, entries)
        self._blanks = [0, 1] * len(helpers)
        places = {name: place for place, name in enumerate((*program.measures, *helpers))}
        trial = [end for _, floor, top in self._ranges for end in (floor, top)] + self._blanks
        keep_heap()
        self._nets = [Net(self._extension, chosen, places) for chosen in _packed(entries)]
        with GUARD.lock:
            if GUARD.busy:
                GUARD.refuse()
            GUARD.busy = True
            try:
                for net in self._nets:
                    net.prime(trial)
            except self._extension.error as error:
                raise EngineFailed(meaning(error)) from error
            finally:
                GUARD.busy = False

    def __reduce__(self) -> tuple[type[DurableEngine], tuple[Program]]:
        """A copy is compiled anew: handles mean nothing elsewhere, and are freed with this engine."""
        return type(self), (self.program,)

    def statuses(self, facts: Mapping[str, Bounds], waived: frozenset[str]) -> dict[str, Status]:
        """The status of every condition, by id, in the program's order.

        Args:
            facts: a fact for every measure of the program; further facts are ignored.
            waived: ids of the conditions from which an authority dispensed the candidate.

        Raises:
            KeyError: a measure of the program has no fact.
            EngineFailed: durable-rules gave an error, or not exactly one status per condition; a fact whose
                upper end is below its lower can be the cause.
        """
        ends = []
        for name, floor, top in self._ranges:
            fact = facts[name]
            least, most = fact.least, fact.most
            ends.append(floor if least < floor else min(least, top))
            ends.append(top if most is None or most > top else max(most, floor))
        ends += self._blanks
        decided: dict[str | int, Outcome] = {}
        with GUARD.lock:
            if GUARD.busy:
                GUARD.refuse()
            GUARD.busy = True
            try:
                for net in self._nets:
                    decided |= net.decide(ends)
                    for place in net.helps:
                        ends[2 * place : 2 * place + 2] = cast("tuple[int, int]", decided[place])
            except self._extension.error as error:
                raise EngineFailed(meaning(error)) from error
            finally:
                GUARD.busy = False
        statuses = cast("dict[str, Status]", {name: decided[name] for name in self._ids})
        for name in waived.intersection(statuses):
            statuses[name] = Status.WAIVED
        return statuses


@cache
def _name() -> str:
    return f"durable-rules {version('durable_rules')}"


def _entries(program: Program) -> tuple[list[Entry], tuple[str, ...]]:
    """What is to be decided, earliest pass first; the names of the helpers, in the order of their places."""
    cutter = Cutter(frozenset(program.measures))
    entries = []
    for condition in program.conditions:
        outcomes = cutter.outcomes(condition.applies, condition.requires)
        answers = tuple(zip(STATUSES, outcomes, strict=True))
        entries.append(Entry(condition.id, answers, cutter.decided_in(outcomes)))
    for place, helper in enumerate(cutter.helpers.values(), len(program.measures)):
        cubes = helper.partition.yes, helper.partition.no, helper.partition.unknown
        entries.append(Entry(place, tuple(zip(ENDS, cubes, strict=True)), helper.passes))
    return sorted(entries, key=lambda entry: entry.passes), tuple(cutter.helpers)


def _ranges(measures: Sequence[str], entries: Sequence[Entry]) -> tuple[tuple[str, int, int], ...]:
    """Per measure, the range its facts are brought into: beyond every bound, one number does for another.

    Raises:
        ProgramTooLarge: a bound is too great for the extension.
    """
    bounds: dict[str, list[int]] = {name: [] for name in measures}
    for literal in {literal for entry in entries for literal in entry.literals}:
        if abs(literal.bound) > MAX_BOUND:
            raise ProgramTooLarge(
                f"{literal.bound}, a bound of {literal.measures[0]}, is beyond ±{MAX_BOUND}"
            )
        if literal.measures[0] in bounds:  # else a helper, whose fact is 0 or 1
            bounds[literal.measures[0]].append(literal.bound)
    return tuple((name, min(found, default=1) - 1, max(found, default=1)) for name, found in bounds.items())


def _packed(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Entries in their order, as many together as one rule set can hold; passes apart."""
    chosen: list[Entry] = []
    for entry in entries:
        together = [*chosen, entry]
        cubes = sum(one.size for one in together)
        fields = 2 * len(set().union(*(one.measures for one in together)))
        if chosen and (entry.passes != chosen[0].passes or cubes > MAX_CUBES or fields > MAX_FIELDS):
            yield chosen
            together = [entry]
        chosen = together
    if chosen:
        yield chosen

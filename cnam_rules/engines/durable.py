"""The durable-rules engine: every verdict is decided by its Rete, behind one careful adapter.

durable-rules 2.0.28 has sharp edges; `docs/explanation/durable-rules.md` shows each one and what keeps us from
it. In short: the C extension is driven directly (no `Host`, no threads, no `durable.lang`); a program is compiled
to conjunctions no two of which hold together (`cnam_rules.engines._cubes`), so that **exactly one rule fires per
condition**, and anything else is an error; a decision is one fact of small integers under generated field names,
in one session that lives for one call, under a lock, and is wiped before the next decision if an interrupt
kept it from being deleted.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import os
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, TypeAlias, cast

from attrs import frozen

from cnam_rules.engines._cubes import Cube, Cutter, Literal, Tally, conditional
from cnam_rules.engines._errors import MEANINGS, EngineFailed, EngineUnavailable, ProgramTooLarge, code, meaning
from cnam_rules.kernel import Bounds, Program, Status

__all__ = ["DurableEngine", "Extension", "load_extension"]

MAX_RULES = 48
"""Rules per rule set. The extension's stack holds 64 nodes of the network, each leading to a rule of its own."""

MAX_BRANCHES = 12
"""Branches per rule: it may hold 31 nodes that join expressions, two for each branch and two for all of them."""

MAX_FIELDS = 240
"""Fields per fact, of the 254 that the extension can hold with its own."""

MAX_BOUND = 2**31 - 2
"""The greatest bound, either side of zero: the extension reads the numbers of rules as a C `long`."""

SID = "s"
"""The one session of a rule set; it lives for one decision."""

RESERVED = ("id", "sid", "$s", "$m", "$time", "$pulse", "$baseTime", "$timerName", "$forward", "$i")
"""Names that the extension gives a meaning to."""

ALWAYS = "always"
"""A field that is always 1, for a rule that has no other condition."""

NO_SUCH_SESSION = 309

STATUSES = (Status.NOT_APPLICABLE, Status.MET, Status.UNMET, Status.UNKNOWN)
"""The statuses in the order in which `conditional` gives their cubes."""

ENDS = ((1, 1), (0, 0), (0, 1))
"""The fact that a helper posts when it is yes, no or unknown."""

Ends: TypeAlias = tuple[int, int]
Outcome: TypeAlias = Status | Ends


class Extension(Protocol):
    """What is used of the C extension `durable_rules_engine`; it comes without type stubs."""

    error: type[Exception]

    def create_ruleset(self, name: str, rules: str) -> int:
        """Compiles rules given as JSON; returns a handle."""

    def delete_ruleset(self, handle: int) -> None:
        """Frees a rule set; not the sessions that still live in it."""

    def assert_fact(self, handle: int, fact: str) -> tuple[int, int]:
        """Matches a fact given as JSON; returns a code, 0 for matched, and the place of its session."""

    def start_action_for_state(self, handle: int, place: int) -> tuple[str, str] | None:
        """The session's fact, and the first rule that fired with the fact it matched, as JSON."""

    def complete_and_start_action(self, handle: int, place: int) -> str | None:
        """The next rule that fired, or None when there is none left."""

    def delete_state(self, handle: int, sid: str) -> None:
        """Deletes a session and all it holds."""


def load_extension() -> Extension:
    """The C extension.

    Raises:
        EngineUnavailable: it can't be imported, e.g. on Python 3.13, for which there is no release.
    """
    try:
        return cast(Extension, importlib.import_module("durable_rules_engine"))
    except ImportError as error:
        raise EngineUnavailable(f"durable-rules can't be imported here: {error}") from error


class _Lock:
    """One lock for the whole process: the extension keeps its rule sets in a static table.

    A child of `os.fork` gets a new one, since the thread that held it doesn't live there. Taking it twice in one
    thread (a decision inside a decision, from a signal handler or a finaliser) is an error, not a deadlock.
    """

    __slots__ = ("_lock", "_owner")

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0

    def __enter__(self) -> None:
        me = threading.get_ident()
        if self._owner == me and self._lock.locked():
            raise EngineFailed("a decision was asked for in the middle of a decision, in the same thread")
        self._lock.acquire()
        self._owner = me

    def __exit__(self, *_: object) -> None:
        self._owner = 0
        self._lock.release()


_LOCK = _Lock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_LOCK.renew)


def _keep_heap() -> None:
    """Keeps the C library from giving memory back after every decision, and asking for it again.

    A session takes some 300 kB. glibc returns the top of its heap beyond 128 kB to the system each time it is
    freed, which costs four times what the decision does. Freeing one larger block raises that limit for good.
    """
    bytes(1 << 20)


def fnv1a(name: str) -> int:
    """The 32-bit hash by which the extension tells names apart.

    >>> fnv1a("costarring") == fnv1a("liquid")
    True
    """
    value = 0x811C9DC5
    for byte in name.encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def field_names(number: int) -> tuple[str, ...]:
    """Short names for the fields of a fact: a, b, … z, ba, bb, …; none is reserved and no two hash alike.

    Raises:
        ProgramTooLarge: more than a fact can hold, or two that the extension would confuse.

    >>> field_names(3)
    ('a', 'b', 'c')
    """
    if number > MAX_FIELDS:
        raise ProgramTooLarge(f"a fact of {number} fields; it can hold {MAX_FIELDS}")
    names = []
    for index in range(number):
        name = chr(97 + index % 26)
        while index := index // 26:
            name = chr(97 + index % 26) + name
        names.append(name)
    refuse_collisions((*names, ALWAYS, *RESERVED))
    return tuple(names)


def refuse_collisions(names: Sequence[str]) -> None:
    """Checks that the extension can tell names apart.

    Raises:
        ProgramTooLarge: two of them are equal or hash alike.
    """
    seen: dict[int, str] = {}
    for name in names:
        other = seen.setdefault(fnv1a(name), name)
        if other is not name:
            raise ProgramTooLarge(f"durable-rules would take the fields {other!r} and {name!r} for one")


@frozen
class _Entry:
    """One condition, or one helper, of a pass: what it can come to.

    Attributes:
        key: the condition's id, or the helper's place among the facts.
        answers: each outcome (a status; for a helper, the two ends to post) and the cubes that lead to it.
        passes: the pass that decides it.
    """

    key: str | int
    answers: tuple[tuple[Outcome, tuple[Cube, ...]], ...]
    passes: int

    @property
    def rules(self) -> int:
        return sum(len(cubes) for _, cubes in self.answers)

    @property
    def tallies(self) -> set[Tally]:
        return {literal.tally for _, cubes in self.answers for cube in cubes for literal in cube}

    @property
    def measures(self) -> set[str]:
        return {name for tally in self.tallies for name in tally.measures}


class _Net:
    """One rule set of the extension: some entries of one pass, well below the extension's limits."""

    def __init__(self, extension: Extension, entries: Sequence[_Entry], places: Mapping[str, int]) -> None:
        read = {name for entry in entries for name in entry.measures}
        measures = [name for name in places if name in read]
        ends = [(name, upper) for name in measures for upper in (False, True)]
        names = field_names(len(ends))
        fields = dict(zip(ends, names, strict=True))
        self.slots = [2 * places[name] + upper for name, upper in ends]
        self.whole = self.slots == list(range(2 * len(places)))
        self.fact = f'{{"id":"f","sid":"{SID}","{ALWAYS}":1' + "".join(f',"{name}":%d' for name in names) + "}"
        self.size = len(entries)
        self.helps = [entry.key for entry in entries if isinstance(entry.key, int)]
        self.outcomes: dict[str, tuple[str | int, Outcome]] = {}
        rules = {}
        for entry in entries:
            for outcome, cubes in entry.answers:
                patterns = [_pattern(cube, fields) for cube in cubes]
                for start in range(0, len(patterns), MAX_BRANCHES):
                    # `$or` fires once per branch that holds: at most one, here.
                    branches = patterns[start : start + MAX_BRANCHES]
                    rule = f"{len(rules):02d}"
                    self.outcomes[rule] = entry.key, outcome
                    rules[rule] = {"all": [{"m": {"$or": branches} if len(branches) > 1 else branches[0]}]}
        self.error = extension.error
        self.assert_fact = extension.assert_fact
        self.first_action = extension.start_action_for_state
        self.next_action = extension.complete_and_start_action
        self.delete_state = extension.delete_state
        self.dirty = False
        try:
            self.handle = extension.create_ruleset("cnam_rules", json.dumps(rules))
        except self.error as error:
            raise EngineFailed(f"durable-rules refused the rules: {meaning(error)}") from error
        weakref.finalize(self, extension.delete_ruleset, self.handle).atexit = False

    def prime(self, ends: Sequence[int]) -> None:
        """One decision that isn't wiped when it fails.

        The extension doesn't initialise the part of a session that deleting it frees, until an action was
        started in that place. From here on, it was; should this fail, the session is left alone.
        """
        self._check(self._run(self._text(ends)))
        self._wipe()

    def decide(self, ends: Sequence[int]) -> dict[str | int, Outcome]:
        """The outcome of every entry.

        Raises:
            EngineFailed: the extension reports an error, or not exactly one rule fired for each entry.
        """
        text = self._text(ends)
        if self.dirty:
            self._wipe()
        self.dirty = True
        try:
            fired = self._run(text)
        finally:
            self._wipe()
        return self._check(fired)

    def _text(self, ends: Sequence[int]) -> str:
        return self.fact % (tuple(ends) if self.whole else tuple([ends[slot] for slot in self.slots]))

    def _run(self, text: str) -> list[str]:
        handle, next_action = self.handle, self.next_action
        found, place = self.assert_fact(handle, text)
        if found:
            raise EngineFailed(f"durable-rules took no notice of the fact: {MEANINGS.get(found, found)}")
        started = self.first_action(handle, place)
        message = started[1] if started else None
        fired = []
        while message is not None:
            fired.append(message[2:4])  # {"07":{"m":{…}}}: the rule's name comes first
            message = next_action(handle, place)
        return fired

    def _check(self, fired: list[str]) -> dict[str | int, Outcome]:
        try:
            decided = dict(map(self.outcomes.__getitem__, fired))
        except KeyError as error:
            raise EngineFailed(f"durable-rules fired a rule that it wasn't given: {error}") from error
        if not len(fired) == len(decided) == self.size:
            raise EngineFailed(f"durable-rules must fire one rule for each of {self.size} entries; it fired {fired}")
        return decided

    def _wipe(self) -> None:
        try:
            self.delete_state(self.handle, SID)
        except self.error as error:
            if code(error) != NO_SUCH_SESSION:
                raise
        self.dirty = False


def _pattern(cube: Cube, fields: Mapping[tuple[str, bool], str]) -> dict[str, object]:
    """A cube in the extension's own form; alike cubes start alike, so that they share nodes."""
    literals = [
        {"$gte" if literal.reached else "$lt": _comparison(literal, fields)}
        for literal in sorted(cube, key=lambda lit: (lit.tally.measures, lit.upper, lit.tally.bound, lit.reached))
    ]
    if not literals:
        return {"$eq": {ALWAYS: 1}}
    return {"$and": literals} if len(literals) > 1 else literals[0]


def _comparison(literal: Literal, fields: Mapping[tuple[str, bool], str]) -> dict[str, object]:
    """`first ≥ bound - second - third …`: the left side of a comparison is a field, so the rest moves right."""
    first, *others = (fields[name, literal.upper] for name in literal.tally.measures)
    rest: object = literal.tally.bound
    for other in others:
        rest = {"$sub": {"$l": rest, "$r": {"$m": other}}}
    return {first: rest}


class DurableEngine:
    """Decides a program with durable-rules; see `cnam_rules.kernel.Engine`.

    Safe to share between threads (decisions wait for each other) and over `os.fork`. The rule sets are freed
    with the engine.

    Raises:
        EngineUnavailable: durable-rules can't be imported here.
        ProgramTooLarge: a bound beyond ±(2³¹ - 2), or an "at least n of" more than 60 terms, when n is neither 1 nor all.
        EngineFailed: durable-rules refuses the rules, or decides a trial fact wrongly.

    >>> from cnam_rules.kernel import Compare, Condition, Interval, Op
    >>> engine = DurableEngine(Program((Condition("stage", Compare("mois", Op.AT_LEAST, 3)),)))
    >>> engine.statuses({"mois": Interval(2, None)}, waived=frozenset())
    {'stage': <Status.UNKNOWN: 'unknown'>}
    """

    def __init__(self, program: Program, extension: Extension | None = None) -> None:
        """Compiles a program.

        Args:
            program: what to decide.
            extension: another extension to drive, for tests; the installed one when it isn't given.
        """
        self.program = program
        self._extension = load_extension() if extension is None else extension
        self.name = f"durable-rules {importlib.metadata.version('durable_rules')}"
        entries, helpers = _entries(program)
        self._ids = tuple(condition.id for condition in program.conditions)
        self._ranges = _ranges(program.measures, entries)
        self._blanks = [0, 1] * len(helpers)
        places = {name: place for place, name in enumerate((*program.measures, *helpers))}
        trial = [end for _, floor, top in self._ranges for end in (floor, top)] + self._blanks
        _keep_heap()
        with _LOCK:
            self._nets = [_Net(self._extension, chosen, places) for chosen in _packed(entries)]
            for net in self._nets:
                net.prime(trial)

    def statuses(self, facts: Mapping[str, Bounds], waived: frozenset[str]) -> dict[str, Status]:
        """The status of every condition, by id, in the program's order.

        Args:
            facts: a fact for every measure of the program; further facts are ignored.
            waived: ids of the conditions from which an authority dispensed the candidate.

        Raises:
            KeyError: a measure of the program has no fact.
            EngineFailed: durable-rules gave an error, or not exactly one status per condition.
        """
        ends = []
        for name, floor, top in self._ranges:
            fact = facts[name]
            least, most = fact.least, fact.most
            ends.append(floor if least < floor else top if least > top else least)
            ends.append(top if most is None or most > top else floor if most < floor else most)
        ends += self._blanks
        decided: dict[str | int, Outcome] = {}
        try:
            with _LOCK:
                for net in self._nets:
                    decided |= net.decide(ends)
                    for place in net.helps:
                        ends[2 * place : 2 * place + 2] = cast("Ends", decided[place])
        except self._extension.error as error:
            raise EngineFailed(meaning(error)) from error
        statuses = cast("dict[str, Status]", {name: decided[name] for name in self._ids})
        for name in waived.intersection(statuses):
            statuses[name] = Status.WAIVED
        return statuses


def _entries(program: Program) -> tuple[list[_Entry], tuple[str, ...]]:
    """What the passes decide, earliest pass first, and the names of the helpers."""
    cutter = Cutter(frozenset(program.measures))
    conditions = []
    for condition in program.conditions:
        outcomes = conditional(cutter, condition.applies, condition.requires)
        answers = tuple(zip(STATUSES, outcomes, strict=True))
        conditions.append(_Entry(condition.id, answers, cutter.decided_in(outcomes)))
    helpers = [
        _Entry(
            len(program.measures) + number,
            tuple(zip(ENDS, (helper.partition.yes, helper.partition.no, helper.partition.unknown), strict=True)),
            helper.passes,
        )
        for number, helper in enumerate(cutter.helpers.values())
    ]
    return sorted([*helpers, *conditions], key=lambda entry: entry.passes), tuple(cutter.helpers)


def _ranges(measures: Sequence[str], entries: Sequence[_Entry]) -> tuple[tuple[str, int, int], ...]:
    """Per measure, the range that its facts are brought into: beyond its bounds, one number is as good as another.

    Raises:
        ProgramTooLarge: a bound is too great for the extension.
    """
    bounds: dict[str, list[int]] = {name: [] for name in measures}
    for entry in entries:
        for tally in entry.tallies:
            if abs(tally.bound) > MAX_BOUND:
                raise ProgramTooLarge(f"the bound {tally.bound} of {', '.join(tally.measures)} is beyond ±{MAX_BOUND}")
            if tally.measures[0] in bounds:
                bounds[tally.measures[0]].append(tally.bound)
    return tuple((name, min(found, default=1) - 1, max(found, default=1)) for name, found in bounds.items())


def _packed(entries: Sequence[_Entry]) -> Iterator[list[_Entry]]:
    """Entries in their order, as many together as one rule set can hold; passes apart."""
    chosen: list[_Entry] = []
    for entry in entries:
        together = [*chosen, entry]
        fields = 2 * len(set().union(*(one.measures for one in together)))
        rules = sum(one.rules for one in together)
        if chosen and (entry.passes != chosen[0].passes or rules > MAX_RULES or fields > MAX_FIELDS):
            yield chosen
            together = [entry]
        chosen = together
    if chosen:
        yield chosen

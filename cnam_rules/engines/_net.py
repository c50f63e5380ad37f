"""One rule set of durable-rules, and one decision with it."""

from __future__ import annotations

import json
import weakref
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from attrs import frozen

from cnam_rules.engines._cubes import Cube, Literal
from cnam_rules.engines._errors import MEANINGS, EngineFailed, code, meaning
from cnam_rules.engines._extension import ALWAYS, MAX_BRANCHES, Extension, field_names
from cnam_rules.kernel import Status

__all__ = ["Entry", "Net", "Outcome"]

SID = "s"
"""The one session of a rule set; it lives for one decision."""

NO_SUCH_SESSION = 309

Outcome: TypeAlias = Status | tuple[int, int]
"""What an entry comes to: a condition's status, or the two ends of the fact that a helper posts."""

Fields: TypeAlias = Mapping[tuple[str, bool], str]
"""The field of each measure's lower (False) and upper (True) end."""


@frozen
class Entry:
    """One condition, or one helper: what it can come to.

    Attributes:
        key: the condition's id, or the helper's place among the facts.
        answers: each outcome, and the cubes that lead to it.
        passes: the pass that decides it.
    """

    key: str | int
    answers: tuple[tuple[Outcome, tuple[Cube, ...]], ...]
    passes: int

    @property
    def size(self) -> int:
        """How many cubes it takes."""
        return sum(len(cubes) for _, cubes in self.answers)

    @property
    def literals(self) -> set[Literal]:
        """Every comparison in it."""
        return {literal for _, cubes in self.answers for cube in cubes for literal in cube}

    @property
    def measures(self) -> set[str]:
        """Every measure and helper that it reads."""
        return {name for literal in self.literals for name in literal.measures}


class Net:
    """Some entries of one pass, compiled; well below the extension's limits.

    `prime` it once before it decides, and do both under `cnam_rules.engines._extension.GUARD`.

    Attributes:
        helps: the places among the facts of the helpers that it decides.
    """

    def __init__(self, extension: Extension, entries: Sequence[Entry], places: Mapping[str, int]) -> None:
        """Compiles entries.

        Args:
            extension: the C extension.
            entries: what to decide.
            places: where the two ends of each measure and helper stand among the facts, in order.

        Raises:
            EngineFailed: the extension refuses the rules.
            ProgramTooLarge: they take more fields than a fact has.
        """
        read = set().union(*(entry.measures for entry in entries))
        ends = [(name, upper) for name in places if name in read for upper in (False, True)]
        names = field_names(len(ends))
        holes = "".join(f',"{name}":%d' for name in names)
        self._fact = f'{{"id":"f","sid":"{SID}","{ALWAYS}":1{holes}}}'
        self._slots = [2 * places[name] + upper for name, upper in ends]
        self._all_slots = self._slots == list(range(2 * len(places)))
        self._size = len(entries)
        self.helps = [entry.key for entry in entries if isinstance(entry.key, int)]
        self._outcomes, rules = _rules(entries, dict(zip(ends, names, strict=True)))
        self._error = extension.error
        self._assert_fact = extension.assert_fact
        self._first_action = extension.start_action_for_state
        self._next_action = extension.complete_and_start_action
        self._delete_state = extension.delete_state
        self._dirty = False
        try:
            self._handle = extension.create_ruleset("cnam_rules", json.dumps(rules))
        except self._error as error:
            raise EngineFailed(f"durable-rules refused the rules: {meaning(error)}") from error
        weakref.finalize(self, extension.delete_ruleset, self._handle).atexit = False

    def prime(self, ends: Sequence[int]) -> None:
        """One decision whose session is left alone when it fails.

        Deleting a session frees two pointers that creating it doesn't set: only starting an action does. Once
        one session was decided and deleted they are null, and its place is the one that is taken again.

        Raises:
            EngineFailed: as for `decide`.
        """
        self._check(self._run(self._text(ends)))
        self._wipe()

    def decide(self, ends: Sequence[int]) -> dict[str | int, Outcome]:
        """The outcome of every entry, by its key.

        Args:
            ends: the lower and upper ends of every measure and helper, in the order of their places.

        Raises:
            EngineFailed: the extension took no notice of the fact, or not exactly one rule fired per entry.
        """
        text = self._text(ends)
        if self._dirty:
            self._wipe()
        self._dirty = True
        try:
            fired = self._run(text)
        finally:
            self._wipe()
        return self._check(fired)

    def _text(self, ends: Sequence[int]) -> str:
        return self._fact % (tuple(ends) if self._all_slots else tuple([ends[slot] for slot in self._slots]))

    def _run(self, text: str) -> list[str]:
        handle, next_action = self._handle, self._next_action
        ignored, place = self._assert_fact(handle, text)
        if ignored:
            raise EngineFailed(f"durable-rules took no notice of the fact: {MEANINGS.get(ignored, ignored)}")
        started = self._first_action(handle, place)
        message = started[1] if started else None
        fired = []
        while message is not None:
            fired.append(message[2:4])  # {"07":{"m":{…}}}: the rule's name comes first
            message = next_action(handle, place)
        return fired

    def _check(self, fired: list[str]) -> dict[str | int, Outcome]:
        try:
            decided = dict(map(self._outcomes.__getitem__, fired))
        except KeyError as error:
            raise EngineFailed(f"durable-rules fired a rule that it wasn't given: {error}") from error
        if not len(fired) == len(decided) == self._size:
            raise EngineFailed(f"durable-rules fired the rules {fired} for {self._size} conditions or parts")
        return decided

    def _wipe(self) -> None:
        try:
            self._delete_state(self._handle, SID)
        except self._error as error:
            if code(error) != NO_SUCH_SESSION:
                raise
        self._dirty = False


def _rules(
    entries: Sequence[Entry], fields: Fields
) -> tuple[dict[str, tuple[str | int, Outcome]], dict[str, object]]:
    """What each rule's name stands for, and the rules as the extension reads them."""
    outcomes: dict[str, tuple[str | int, Outcome]] = {}
    rules: dict[str, object] = {}
    for entry in entries:
        for outcome, cubes in entry.answers:
            patterns = [_pattern(cube, fields) for cube in cubes]
            for start in range(0, len(patterns), MAX_BRANCHES):
                # `$or` fires once per branch that holds; no two of these do.
                branches = patterns[start : start + MAX_BRANCHES]
                rule = f"{len(rules):02d}"
                outcomes[rule] = entry.key, outcome
                rules[rule] = {"all": [{"m": {"$or": branches} if len(branches) > 1 else branches[0]}]}
    return outcomes, rules


def _pattern(cube: Cube, fields: Fields) -> dict[str, object]:
    """A cube as the extension reads it; cubes that begin alike share nodes of the network."""
    literals: list[dict[str, object]] = [
        {"$gte" if literal.reached else "$lt": _comparison(literal, fields)} for literal in sorted(cube)
    ]
    if not literals:
        return {"$eq": {ALWAYS: 1}}
    return {"$and": literals} if len(literals) > 1 else literals[0]


def _comparison(literal: Literal, fields: Fields) -> dict[str, object]:
    """`first ≥ bound - second - third …`: on the left of a comparison there is room for one field."""
    first, *others = (fields[name, literal.upper] for name in literal.measures)
    rest: object = literal.bound
    for other in others:
        rest = {"$sub": {"$l": rest, "$r": {"$m": other}}}
    return {first: rest}

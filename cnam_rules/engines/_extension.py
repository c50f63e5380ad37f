"""The C extension of durable-rules: what is used of it, its limits, and the one lock around it."""

from __future__ import annotations

import importlib
import os
import threading
from collections.abc import Sequence
from itertools import islice, product
from string import ascii_lowercase
from typing import NoReturn, Protocol, cast

from cnam_rules.engines._errors import EngineFailed, EngineUnavailable, ProgramTooLarge

__all__ = [
    "ALWAYS",
    "GUARD",
    "MAX_BOUND",
    "MAX_BRANCHES",
    "MAX_CUBES",
    "MAX_FIELDS",
    "RESERVED",
    "Extension",
    "Guard",
    "field_names",
    "fnv1a",
    "keep_heap",
    "load_extension",
    "refuse_collisions",
]

MAX_CUBES = 48
"""Cubes per rule set. Matching keeps up to 64 nodes to visit; each of them leads to a cube of its own."""

MAX_BRANCHES = 12
"""Branches per rule: a rule may take 31 entries, two for each branch and two for all of them together."""

MAX_FIELDS = 240
"""Fields per fact, of the 254 that the extension can hold with its own."""

MAX_BOUND = 2**31 - 2
"""The greatest bound, either side of zero: the extension reads the numbers of rules as a C `long`."""

ALWAYS = "always"
"""A field that is always 1, for a rule that has no other condition."""

RESERVED = (ALWAYS, "id", "sid", "$s", "$m", "$i", "$time", "$pulse", "$baseTime", "$timerName", "$forward")
"""Names of fields that mean something else already."""


class Extension(Protocol):
    """What is used of `durable_rules_engine`, which comes without type stubs.

    Every function raises `error`, or MemoryError for lack of memory or of sessions.
    """

    error: type[Exception]

    def create_ruleset(self, name: str, rules: str, /) -> int:
        """Compiles rules given as JSON; returns a handle."""

    def delete_ruleset(self, handle: int, /) -> None:
        """Frees a rule set; not the sessions that still live in it."""

    def assert_fact(self, handle: int, fact: str, /) -> tuple[int, int]:
        """Matches a fact given as JSON; returns a code, 0 for matched, and the place of its session."""

    def start_action_for_state(self, handle: int, place: int, /) -> tuple[str, str] | None:
        """The session's own fact, and the first rule that fired with the fact it matched, as JSON."""

    def complete_and_start_action(self, handle: int, place: int, /) -> str | None:
        """The next rule that fired, or None when there is none left."""

    def delete_state(self, handle: int, sid: str, /) -> None:
        """Deletes a session and all it holds."""


def load_extension() -> Extension:
    """The C extension, without the Python layer around it.

    Raises:
        EngineUnavailable: it can't be imported, e.g. on Python 3.13, where the release doesn't.
    """
    try:
        return cast(Extension, importlib.import_module("durable_rules_engine"))
    except ImportError as error:
        raise EngineUnavailable(f"durable-rules can't be imported here: {error}") from error


class Guard:
    """One decision at a time in the process: the extension keeps its rule sets in a static table.

    Take `lock` by a `with` of its own, refuse if `busy`, and set `busy` for as long as the decision takes.
    Both matter: the lock keeps other threads waiting; `busy` tells a decision asked for in the middle of
    another in the same thread, from a signal handler or a finaliser. A context manager written in Python
    wouldn't do: an interrupt that arrives as its `__exit__` begins would leave the lock taken for ever.
    """

    __slots__ = ("busy", "lock")

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """A free lock: the thread that held it doesn't live in the child of a fork."""
        self.lock = threading.RLock()
        self.busy = False

    def refuse(self) -> NoReturn:
        """Tells that a decision was asked for in the middle of another.

        Raises:
            EngineFailed: always.
        """
        raise EngineFailed("a decision was asked for in the middle of another, in the same thread")


GUARD = Guard()

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=GUARD.renew)


def keep_heap() -> None:
    """Keeps the C library from giving memory back after every decision, only to ask for it again.

    A session takes some 300 kB. glibc gives the top of its heap beyond 128 kB back to the system, which made
    a decision take three times as long. Once a larger block was freed, it keeps twice that block's size.
    """
    bytes(1 << 20)


def fnv1a(name: str) -> int:
    """The 32-bit hash by which alone the extension tells names apart.

    >>> fnv1a("costarring") == fnv1a("liquid")
    True
    """
    value = 0x811C9DC5
    for byte in name.encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def field_names(number: int) -> tuple[str, ...]:
    """Short names for the fields of a fact: a, b, … z, aa, ab, …; none reserved, no two that hash alike.

    Raises:
        ProgramTooLarge: more than a fact can hold, or two that the extension would confuse.

    >>> field_names(28)[-3:]
    ('z', 'aa', 'ab')
    """
    if number > MAX_FIELDS:
        raise ProgramTooLarge(f"a fact with {number} fields; it can hold {MAX_FIELDS}")
    every = ("".join(letters) for length in (1, 2) for letters in product(ascii_lowercase, repeat=length))
    names = tuple(islice((name for name in every if name not in RESERVED), number))
    refuse_collisions((*RESERVED, *names))
    return names


def refuse_collisions(names: Sequence[str]) -> None:
    """Checks that the extension can tell names apart.

    Raises:
        ProgramTooLarge: two are equal, or hash alike.
    """
    seen: dict[int, str] = {}
    for name in names:
        if (value := fnv1a(name)) in seen:
            raise ProgramTooLarge(f"durable-rules would take the fields {seen[value]!r} and {name!r} for one")
        seen[value] = name

"""durable-rules with nothing around it: what the tests of its hazards drive, and a process to do it in."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from cnam_rules import engines
from cnam_rules.kernel import Compare, Condition, Op, Program

needs_durable = pytest.mark.skipif(
    "durable" not in engines.available(), reason="durable-rules can't be imported here: nothing to show"
)

ROOT = Path(__file__).parents[2]


def extension() -> Any:
    """The C extension; anything may be called on it."""
    return importlib.import_module("durable_rules_engine")


def ruleset(**patterns: Mapping[str, object]) -> int:
    """A rule set with one rule for each pattern."""
    rules = {name: {"all": [{"m": pattern}]} for name, pattern in patterns.items()}
    handle: int = extension().create_ruleset("bare", json.dumps(rules))
    return handle


def fired(handle: int, fact: str | Mapping[str, object], *, event: bool = False) -> list[str]:
    """Posts a fact, or an event, and names the rules that fire in its session, in their order."""
    bare = extension()
    post = bare.assert_event if event else bare.assert_fact
    text = fact if isinstance(fact, str) else json.dumps(fact, ensure_ascii=False)
    _, place = post(handle, text)
    started = bare.start_action_for_state(handle, place)
    message = started[1] if started else None
    names = []
    while message is not None:
        names.append(next(iter(json.loads(message))))
        message = bare.complete_and_start_action(handle, place)
    return names


def python(code: str, *, seconds: float = 60) -> subprocess.CompletedProcess[str]:
    """Runs code in a Python of its own, which may crash, hang (TimeoutExpired) or leave threads."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=ROOT,
        timeout=seconds,
        capture_output=True,
        text=True,
        check=False,
    )


def said(code: str, *, seconds: float = 60) -> str:
    """What code prints in a Python of its own, which has to end well."""
    done = python(code, seconds=seconds)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def one_each(names: Iterable[str], bound: int = 1) -> Program:
    """A program with one condition for each measure: that it reaches a bound."""
    return Program(tuple(Condition(f"c-{name}", Compare(name, Op.AT_LEAST, bound)) for name in names))

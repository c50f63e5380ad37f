"""Engines: what maps a program and facts to one status per condition.

`reference` is the specification, in Python; `durable` lets durable-rules decide. Both implement
`cnam_rules.kernel.Engine` and must agree. durable-rules is imported only when its engine is asked for.
"""

from __future__ import annotations

import importlib
from typing import Literal, TypeAlias

from cnam_rules.engines._errors import EngineFailed, EngineUnavailable, ProgramTooLarge
from cnam_rules.engines.reference import ReferenceEngine
from cnam_rules.kernel import Engine, Program

__all__ = [
    "NAMES",
    "EngineFailed",
    "EngineName",
    "EngineUnavailable",
    "ProgramTooLarge",
    "available",
    "build",
]

EngineName: TypeAlias = Literal["durable", "reference"]

NAMES: tuple[EngineName, ...] = ("durable", "reference")
"""Every engine, by the name it is asked for; the one that decides first."""


def available() -> tuple[EngineName, ...]:
    """The engines that can be used here, in the order of `NAMES`; `reference` always is.

    >>> "reference" in available()
    True
    """
    return tuple(name for name in NAMES if name == "reference" or _durable_imports())


def build(name: str, program: Program) -> Engine:
    """An engine by name, with the program compiled.

    Args:
        name: one of `NAMES`.
        program: what it is to decide.

    Raises:
        EngineUnavailable: no engine has that name, or durable-rules can't be imported here.
        ProgramTooLarge: the program is beyond what durable-rules can safely hold.

    >>> build("reference", Program(())).name
    'reference'
    """
    if name == "reference":
        return ReferenceEngine(program)
    if name == "durable":
        from cnam_rules.engines.durable import DurableEngine

        return DurableEngine(program)
    raise EngineUnavailable(f"no engine is called {name!r}; there are {', '.join(NAMES)}")


def _durable_imports() -> bool:
    """Whether the extension imports: being installed isn't enough, the released one fails on Python 3.13."""
    try:
        importlib.import_module("durable_rules_engine")
    except ImportError:
        return False
    return True

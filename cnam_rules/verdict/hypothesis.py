"""What would be decided if something were otherwise: a verdict that was never given, and says so.

It is read as a verdict is, and can't be taken for one: its page is headed as a hypothesis, its stored form
isn't one that `from_json` reads, and it never equals a verdict, not even when nothing is supposed.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeAlias

from attrs import field, fields, frozen

from cnam_rules.verdict.model import Verdict

__all__ = ["HypotheticalVerdict", "Supposed", "SupposedValue"]

SupposedValue: TypeAlias = str | date | bool | None
"""What a supposition names: a text, a day, or one of the three answers."""


@frozen
class Supposed:
    """One thing that is supposed.

    Attributes:
        code: what it is, a key of the message catalogue (`hypothesis.<code>`).
        args: the values that the sentence names.
    """

    code: str
    args: tuple[tuple[str, SupposedValue], ...] = ()


@frozen
class HypotheticalVerdict(Verdict):
    """What would be decided if something were otherwise. Never a verdict that was given.

    Attributes:
        hypothesis: what is supposed, in the order in which it was; nothing is supposed when it is empty.
    """

    _hypothesis: tuple[Supposed, ...] = field(kw_only=True)

    @property
    def hypothesis(self) -> tuple[Supposed, ...]:
        """What is supposed."""
        return self._hypothesis

    @classmethod
    def of(cls, verdict: Verdict, hypothesis: tuple[Supposed, ...]) -> HypotheticalVerdict:
        """What was decided under a hypothesis, marked as such."""
        parts: dict[str, Any] = {
            (each.alias or each.name): getattr(verdict, each.name) for each in fields(Verdict)
        }
        return cls(**parts, hypothesis=hypothesis)

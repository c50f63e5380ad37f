"""The axis of a timeline: days to columns, and the ticks that stand under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from attrs import field, frozen

from cnam_rules.speech import Speech

__all__ = ["Scale", "ticks"]

_FIRST: Final = date.min.toordinal()
_LAST: Final = date.max.toordinal()
_LEAST_SPAN: Final = 120
"""Days that a timeline shows at least."""
_AHEAD: Final = 366
"""Days after the decision that it shows if something happens then; what is later stands at its edge."""
_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12_000, 24_000, 60_000, 120_000)
"""How many months there are from a tick to the next."""
_MOST_TICKS: Final = 8


@frozen
class Scale:
    """Where a day stands.

    Attributes:
        first: the first day shown.
        last: the last day shown.
        left: the column of the first day.
        right: the column where the last day ends.

    >>> scale = Scale.of(date(2025, 11, 3).toordinal(), [date(2024, 1, 1).toordinal()], left=0.0, right=100.0)
    >>> scale.x(scale.first), scale.x(scale.last + 1), scale.x(10**9)
    (0.0, 100.0, 100.0)
    """

    first: int
    last: int
    left: float
    right: float
    _a_day: float = field(init=False, repr=False)

    @_a_day.default
    def _columns_of_a_day(self) -> float:
        return (self.right - self.left) / (self.last + 1 - self.first)

    @classmethod
    def of(cls, as_of: int, days: Iterable[int], *, left: float, right: float) -> Scale:
        """A scale that shows a day, and these others unless they are too long after it."""
        known = [*days, as_of]
        first = min(known)
        ahead = max(_AHEAD, (as_of - first) // 2)
        last = min(max(known), as_of + ahead)
        pad = max((last - first) // 40, (_LEAST_SPAN - (last - first)) // 2, 1)
        return cls(max(first - pad, _FIRST), min(last + pad, _LAST), left, right)

    def x(self, day: int) -> float:
        """The column in which a day begins; what is out of sight stands at the edge."""
        return min(max(self.left + (day - self.first) * self._a_day, self.left), self.right)

    def beyond(self, day: int) -> bool:
        """Whether a day is later than what is shown."""
        return day > self.last


def ticks(scale: Scale, speech: Speech) -> Iterator[tuple[float, str]]:
    """The beginnings of months or years, each with its column and its name."""
    first, last = date.fromordinal(scale.first), date.fromordinal(scale.last)
    start, end = first.year * 12 + first.month, last.year * 12 + last.month - 1  # whole months, from month 0
    step = next(step for step in _STEPS if (end - start) // step < _MOST_TICKS)
    for month in range(-(-start // step) * step, end + 1, step):
        day = date(month // 12, month % 12 + 1, 1)
        name = str(day.year) if step % 12 == 0 else speech.month(day)
        yield scale.x(day.toordinal()), name

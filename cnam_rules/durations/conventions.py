"""What is counted and how: spells of work, and the conventions by name.

The values of the enumerations are the words that a rule file uses for them.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import Final, TypeAlias

from attrs import Attribute, field, frozen

__all__ = ["USUAL", "WHOLE", "Counting", "Key", "Months", "PartTime", "Spell", "StageCounting"]

Key: TypeAlias = int | str
"""How the caller names a spell, so that the evidence can name it too: its index in a list, or any name."""

WHOLE: Final = Fraction(1)
"""The quotité of a full-time spell."""


class Months(Enum):
    """How days make months.

    >>> Months("trente-jours") is Months.TRENTE_JOURS
    True
    """

    QUANTIEME = "quantieme"
    """End to end from the most favourable day, day number to day number (civil procedure code, art. 641)."""

    TRENTE_JOURS = "trente-jours"
    """Every 30 days are a month, as in public accounting."""


class PartTime(Enum):
    """What a day at less than full time is worth."""

    CALENDAIRE = "calendaire"
    """A whole day, whatever the quotité."""

    PRORATA = "prorata"
    """The quotités of the spells that cover the day, added up, at most one day: full-time equivalent."""


class StageCounting(Enum):
    """How a stage is counted."""

    CALENDAIRE = "calendaire"
    """Between its dates, as experience is."""

    JOURS_DE_PRESENCE = "jours-de-presence"
    """22 days of presence are a month (education code, art. D124-6)."""

    HEURES = "heures"
    """154 hours of presence are a month, 7 of them a day (education code, art. D124-6)."""


@frozen
class Counting:
    """The conventions under which days are counted.

    >>> Counting().months, Counting().single
    (<Months.QUANTIEME: 'quantieme'>, False)
    """

    months: Months = Months.QUANTIEME
    """How days make months."""
    part_time: PartTime = PartTime.CALENDAIRE
    """What a day at less than full time is worth."""
    single: bool = False
    """*D'un seul tenant*: only one unbroken run counts, the one that counts for most."""


USUAL: Final = Counting()
"""The conventions when nothing else is said: *de quantième à quantième*, days whole, every run counts."""


@frozen
class Spell:
    """A stretch of days worked, both ends included.

    Raises:
        ValueError: the end is before the start, or the weight is outside (0, 1].

    >>> from datetime import date
    >>> Spell(date(2024, 1, 16).toordinal(), None, Fraction(1, 2), key="part-time job").key
    'part-time job'
    """

    start: int
    """The ordinal of the first day."""
    end: int | None = field()
    """The ordinal of the last day, included; None when the spell goes on with no known end (*en cours*)."""
    weight: Fraction = field(default=WHOLE)
    """The quotité, in (0, 1]."""
    key: Key = 0
    """The caller's name for the spell."""

    @end.validator
    def _end_not_before_start(self, _attribute: Attribute[int | None], end: int | None) -> None:
        if end is not None and end < self.start:
            raise ValueError(f"a spell ends on day {end}, before it starts on day {self.start}")

    @weight.validator
    def _weight_is_a_share(self, _attribute: Attribute[Fraction], weight: Fraction) -> None:
        if not 0 < weight <= 1:
            raise ValueError(f"a weight is in (0, 1], not {weight}")

    def last_by(self, as_of: int) -> int:
        """The ordinal of the spell's last day that isn't after `as_of`, for a spell that starts by then.

        >>> Spell(1, None).last_by(30), Spell(1, 40).last_by(30), Spell(1, 20).last_by(30)
        (30, 30, 20)
        """
        return as_of if self.end is None or self.end > as_of else self.end

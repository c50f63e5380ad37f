"""What the integers of facts and bounds count.

Engines compare whole numbers. Each measure declares the unit its numbers are in, and the unit says how a
bound is written in a rule file and which whole number it is: `18 mois` is 18 × 31 in `DUREE` (see
`cnam_rules.durations.encode`), `10 ECTS` is 10,000 in `ECTS`.

A mean or a share is any fraction, and must be compared exactly: 9.996 is less than 10, and 29/3 has no
decimals. Bounds are whole hundredths, so it is enough to know which hundredth a number is, or which two it
lies between. `MOYENNE` and `PART` therefore count half-hundredths: an even number is that hundredth exactly,
an odd one stands for everything strictly between its neighbours. Comparing these whole numbers with a bound,
strictly or not, gives what comparing the fractions would.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from typing import Final

from cnam_rules.durations import encode

__all__ = ["DAYS_LIMIT", "Unit", "UnitError"]

DAYS_LIMIT: Final = 27
"""The largest number of days that every convention counts as less than a month."""


class UnitError(ValueError):
    """A bound that isn't written in the unit of its measure. `expected` says how it should be written."""

    def __init__(self, code: str, expected: str) -> None:
        self.code = code
        self.expected = expected
        super().__init__(code, expected)


class Unit(Enum):
    """The unit of a measure; the values are the words of the rule language."""

    DUREE = "duree"
    UE = "ue"
    ECTS = "ects"
    NOTE = "note"
    MOYENNE = "moyenne"
    PART = "part"
    GROUPE = "groupe"
    OUI_NON = "oui_non"

    def bound(self, text: str) -> int:
        """The whole number that a bound stands for.

        Args:
            text: the bound as a rule file writes it: `18 mois`, `1 an 6 mois`, `0 jours`, `12 UE`, `60
                ECTS`, `10/20`, `20 %`, `2 groupes`, `oui`.

        Raises:
            UnitError: it is in another unit, or can't be said exactly in this one.

        >>> Unit.DUREE.bound("1 an 6 mois") == Unit.DUREE.bound("18 mois") == 18 * 31
        True
        >>> Unit.ECTS.bound("4.5 ECTS"), Unit.NOTE.bound("12.25/20"), Unit.UE.bound("12 UE")
        (4500, 1225, 12)
        >>> Unit.MOYENNE.bound("10/20"), Unit.PART.bound("12.5 %"), Unit.GROUPE.bound("1 groupe")
        (2000, 2500, 1)
        """
        if self is Unit.DUREE:
            return _duration_bound(text)
        pattern, scale = _FORMS[self]
        if self is Unit.OUI_NON:
            if text in ("oui", "non"):
                return int(text == "oui")
            raise UnitError("not-the-unit", _EXPECTED[self])
        match = re.fullmatch(pattern, text)
        if match is None:
            raise UnitError("not-the-unit", _EXPECTED[self])
        exact = Fraction(match[1]) * scale
        if exact.denominator != 1:
            raise UnitError("too-precise", _EXPECTED[self])
        return exact.numerator * self._parts

    def encode(self, exact: Fraction) -> int:
        """The whole number that stands for an exact quantity: a mark, a mean, a percentage, credits.

        Order is kept: against any bound, the whole numbers compare as the quantities do.

        Args:
            exact: in the unit's own measure. One that lies between two hundredths has a number of its own in
                `MOYENNE` and `PART`; in the other units it is rounded down.

        >>> [Unit.MOYENNE.encode(Fraction(n, 1000)) for n in (9990, 9996, 10000, 10001)]
        [1998, 1999, 2000, 2001]
        """
        scaled = exact * _FORMS[self][1]
        whole = scaled.numerator // scaled.denominator
        return self._parts * whole + (self._parts - 1 if scaled.denominator != 1 else 0)

    def exact(self, value: int) -> Fraction:
        """The quantity that a whole number stands for, in the unit's own measure (marks, ECTS, units).

        Of a mean or a share that lies `between` two hundredths, the lower one.

        >>> Unit.NOTE.exact(1225)
        Fraction(49, 4)
        """
        return Fraction(value // self._parts, _FORMS[self][1])

    def between(self, value: int) -> bool:
        """Whether a whole number stands for what lies strictly between two hundredths.

        >>> Unit.MOYENNE.between(1999), Unit.MOYENNE.between(2000), Unit.NOTE.between(1999)
        (True, False, False)
        """
        return value % self._parts != 0

    @property
    def pattern(self) -> str:
        r"""The regular expression that the whole of a bound matches when it is written in this unit.

        A bound that matches may still be refused: too precise, or with days that may be a month.

        >>> import re
        >>> [bool(re.fullmatch(Unit.DUREE.pattern, bound)) for bound in ("1 an 6 mois", "6 moi", "")]
        [True, False, False]
        """
        if self is Unit.DUREE:
            return rf"\s*(?=.*[0-9]){_DURATION.pattern}\s*"
        return "oui|non" if self is Unit.OUI_NON else _FORMS[self][0]

    @property
    def _parts(self) -> int:
        """Into how many numbers a hundredth is split."""
        return 2 if self in (Unit.MOYENNE, Unit.PART) else 1

    @property
    def example(self) -> str:
        """How a bound in this unit is written, for messages."""
        return _EXPECTED[self]


_FORMS: Final[Mapping[Unit, tuple[str, int]]] = {
    Unit.DUREE: ("", 1),
    Unit.UE: (r"([0-9]{1,4}) ?UE", 1),
    Unit.ECTS: (r"([0-9]{1,4}(?:\.[0-9]{1,6})?) ?ECTS", 1000),
    Unit.NOTE: (r"([0-9]{1,2}(?:\.[0-9]{1,6})?) ?/ ?20", 100),
    Unit.MOYENNE: (r"([0-9]{1,2}(?:\.[0-9]{1,6})?) ?/ ?20", 100),
    Unit.PART: (r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?%", 100),
    Unit.GROUPE: (r"([0-9]{1,4}) ?groupes?", 1),
    Unit.OUI_NON: ("", 1),
}
_EXPECTED: Final[Mapping[Unit, str]] = {
    Unit.DUREE: "18 mois, 2 ans, 1 an 6 mois, 3 mois 15 jours, 0 jours",
    Unit.UE: "12 UE",
    Unit.ECTS: "60 ECTS",
    Unit.NOTE: "10/20",
    Unit.MOYENNE: "10/20",
    Unit.PART: "20 %",
    Unit.GROUPE: "2 groupes",
    Unit.OUI_NON: "oui, non",
}
_DURATION = re.compile(r"(?:([0-9]{1,3}) ?ans?)? ?(?:([0-9]{1,4}) ?mois)? ?(?:(?:et )?([0-9]{1,2}) ?jours?)?")


def _duration_bound(text: str) -> int:
    match = _DURATION.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        raise UnitError("not-the-unit", _EXPECTED[Unit.DUREE])
    years, months, days = (int(group or 0) for group in match.groups())
    if days > DAYS_LIMIT:
        # 28 to 31 days are a month or less than one, depending on which month and on the convention.
        raise UnitError("days-or-a-month", f"0 … {DAYS_LIMIT} jours")
    return encode(12 * years + months, days)

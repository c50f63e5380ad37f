"""What the integers of facts and bounds count.

Engines compare whole numbers. Each measure declares the unit its numbers are in, and the unit says how a
bound is written in a rule file and which whole number it is: `18 mois` is 18 × 31 in `DUREE` (see
`cnam_rules.durations.encode`), `10 ECTS` is 10,000 in `ECTS`.

A mean or a share is any fraction, and must be compared exactly: 9.996 is less than 10, and 29/3 has no
decimals. Bounds are whole hundredths, so it is enough to know which hundredth a number is, or which two it
lies between. `MOYENNE`, `PART` and `HEURES` therefore count half-hundredths: an even number is that hundredth
exactly, an odd one stands for everything strictly between its neighbours. Comparing these whole numbers with
a bound, strictly or not, gives what comparing the fractions would.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Final

from cnam_rules.durations import decode, encode

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
    HEURES = "heures"
    AGE = "age"
    CECRL = "cecrl"
    POINTS = "points"
    OUI_NON = "oui_non"

    def bound(self, text: str) -> int:
        """The whole number that a bound stands for.

        Args:
            text: the bound as a rule file writes it: `18 mois`, `1 an 6 mois`, `0 jours`, `12 UE`, `60
                ECTS`, `10/20`, `20 %`, `2 groupes`, `500 heures`, `26 ans`, `B1`, `45 points`, `oui`.

        Raises:
            UnitError: it is in another unit, or can't be said exactly in this one.

        >>> Unit.DUREE.bound("1 an 6 mois") == Unit.DUREE.bound("18 mois") == 18 * 31
        True
        >>> Unit.ECTS.bound("4.5 ECTS"), Unit.NOTE.bound("12.25/20"), Unit.UE.bound("12 UE")
        (4500, 1225, 12)
        >>> Unit.MOYENNE.bound("10/20"), Unit.PART.bound("12.5 %"), Unit.GROUPE.bound("1 groupe")
        (2000, 2500, 1)
        >>> Unit.CECRL.bound("A1"), Unit.CECRL.bound("B1"), Unit.POINTS.bound("6.5 points")
        (1, 3, 650)
        """
        if self in (Unit.DUREE, Unit.AGE):
            return _duration_bound(text, _EXPECTED[self])
        pattern, scale = _FORMS[self]
        if self is Unit.OUI_NON:
            if text in ("oui", "non"):
                return int(text == "oui")
            raise UnitError("not-the-unit", _EXPECTED[self])
        if self is Unit.CECRL:
            if text in _LEVELS:
                return _LEVELS.index(text) + 1
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
                `MOYENNE`, `PART` and `HEURES`; in the other units it is rounded down.

        >>> [Unit.MOYENNE.encode(Fraction(n, 1000)) for n in (9990, 9996, 10000, 10001)]
        [1998, 1999, 2000, 2001]
        """
        scaled = exact * _FORMS[self][1]
        whole = scaled.numerator // scaled.denominator
        return self._parts * whole + (self._parts - 1 if scaled.denominator != 1 else 0)

    def exact(self, value: int) -> Fraction:
        """The quantity that a whole number stands for, in the unit's own measure (marks, ECTS, units).

        Of a mean, a share or hours that lie `between` two hundredths, the lower one.

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

    def word(self, value: int) -> str | None:
        """The word that a whole number stands for, in a unit of words (`CECRL`); None for none of them.

        >>> Unit.CECRL.word(3), Unit.CECRL.word(0)
        ('B1', None)
        """
        return _LEVELS[value - 1] if self is Unit.CECRL and 0 < value <= len(_LEVELS) else None

    def written(self, value: int) -> str:
        """A whole number as a rule file writes it; the contrary of `bound`.

        >>> Unit.DUREE.written(Unit.DUREE.bound("1 an 6 mois")), Unit.NOTE.written(1225), Unit.UE.written(2)
        ('18 mois', '12.25/20', '2 UE')
        """
        if self in (Unit.DUREE, Unit.AGE):
            months, days = decode(value)
            words = [f"{months} mois"] if months or not days else []
            return " ".join([*words, f"{days} jours"] if days else words)
        if self is Unit.OUI_NON:
            return "oui" if value else "non"
        if self is Unit.CECRL:
            return _LEVELS[value - 1]
        exact = self.exact(value)
        # Exact: no unit is finer than the thousandth.
        number = f"{(Decimal(exact.numerator) / exact.denominator).normalize():f}"
        return _WRITTEN[self].format(number)

    @property
    def forms(self) -> str:
        """How a bound is written in this unit: each form, by an example.

        >>> Unit.AGE.forms, Unit.OUI_NON.forms
        ('26 ans, 25 ans 6 mois', 'oui, non')
        """
        return _EXPECTED[self]

    @property
    def pattern(self) -> str:
        r"""The regular expression that the whole of a bound matches when it is written in this unit.

        A bound that matches may still be refused: too precise, or with days that may be a month.

        >>> import re
        >>> [bool(re.fullmatch(Unit.DUREE.pattern, bound)) for bound in ("1 an 6 mois", "6 moi", "")]
        [True, False, False]
        """
        if self in (Unit.DUREE, Unit.AGE):
            return rf"(?=.*[0-9]){_DURATION.pattern}"
        if self is Unit.CECRL:
            return "|".join(_LEVELS)
        return "oui|non" if self is Unit.OUI_NON else _FORMS[self][0]

    @property
    def _parts(self) -> int:
        """Into how many numbers a hundredth is split."""
        return 2 if self in (Unit.MOYENNE, Unit.PART, Unit.HEURES) else 1

    @property
    def example(self) -> str:
        """How a bound in this unit is written, for messages."""
        return _EXPECTED[self]


_LEVELS: Final = ("A1", "A2", "B1", "B2", "C1", "C2")
_FORMS: Final[Mapping[Unit, tuple[str, int]]] = {
    Unit.DUREE: ("", 1),
    Unit.UE: (r"([0-9]{1,4}) ?UE", 1),
    Unit.ECTS: (r"([0-9]{1,4}(?:\.[0-9]{1,6})?) ?ECTS", 1000),
    Unit.NOTE: (r"([0-9]{1,2}(?:\.[0-9]{1,6})?) ?/ ?20", 100),
    Unit.MOYENNE: (r"([0-9]{1,2}(?:\.[0-9]{1,6})?) ?/ ?20", 100),
    Unit.PART: (r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?%", 100),
    Unit.GROUPE: (r"([0-9]{1,4}) ?groupes?", 1),
    Unit.HEURES: (r"([0-9]{1,5}(?:\.[0-9]{1,6})?) ?heures?", 100),
    Unit.AGE: ("", 1),
    Unit.CECRL: ("", 1),
    Unit.POINTS: (r"([0-9]{1,4}(?:\.[0-9]{1,6})?) ?points?", 100),
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
    Unit.HEURES: "500 heures",
    Unit.AGE: "26 ans, 25 ans 6 mois",
    Unit.CECRL: "A1, A2, B1, B2, C1, C2",
    Unit.POINTS: "45 points",
    Unit.OUI_NON: "oui, non",
}
_WRITTEN: Final[Mapping[Unit, str]] = {
    Unit.UE: "{} UE",
    Unit.ECTS: "{} ECTS",
    Unit.NOTE: "{}/20",
    Unit.MOYENNE: "{}/20",
    Unit.PART: "{} %",
    Unit.GROUPE: "{} groupes",
    Unit.HEURES: "{} heures",
    Unit.POINTS: "{} points",
}
_DURATION = re.compile(r"(?:([0-9]{1,3}) ?ans?)? ?(?:([0-9]{1,4}) ?mois)? ?(?:(?:et )?([0-9]{1,2}) ?jours?)?")


def _duration_bound(text: str, expected: str) -> int:
    match = _DURATION.fullmatch(text)
    if match is None or not any(match.groups()):
        raise UnitError("not-the-unit", expected)
    years, months, days = (int(group or 0) for group in match.groups())
    if days > DAYS_LIMIT:
        # 28 to 31 days are a month or less than one, depending on which month and on the convention.
        raise UnitError("days-or-a-month", f"0 … {DAYS_LIMIT} jours")
    return encode(12 * years + months, days)

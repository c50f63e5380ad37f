"""Sentences, dates and numbers, in French or in English.

Sentences stand in `cnam_rules/messages/<lang>.toml`, one table per domain, never in the code. A sentence that
changes with a number is a table of CLDR plural forms (`one`, `other`). Babel writes dates and numbers and
chooses the form; it is imported when it is first needed. French no-break spaces are put in here, so the files
hold ordinary ones.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from babel import Locale

    from cnam_rules.faults import Fault

__all__ = ["LANGUAGES", "Speech", "UnknownLanguage", "UnknownMessage", "exact_decimal", "french_spaces"]

LANGUAGES: Final[tuple[str, ...]] = ("fr", "en")
"""The languages spoken; the first is the default."""

_LOCALES: Final[Mapping[str, str]] = {"fr": "fr", "en": "en_GB"}
_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_GROUPED: Final = 1000
"""From here on, numbers have their thousands set apart."""
_NARROW: Final = "\u202f"
_NO_BREAK: Final = "\u00a0"

Day: TypeAlias = date
Value: TypeAlias = str | int | Decimal | Fraction | date
Entry: TypeAlias = str | Mapping[str, str]


class UnknownLanguage(ValueError):
    """A language that the library doesn't speak."""

    def __init__(self, lang: object) -> None:
        self.lang = lang
        super().__init__(f"unknown language {lang!r}: the library speaks {', '.join(LANGUAGES)}")


class UnknownMessage(LookupError):
    """A key that the catalogue of a language doesn't have: a defect of the library."""


class Speech:
    """One language to speak in.

    Args:
        lang: `fr` or `en`.

    Raises:
        UnknownLanguage: for any other.

    >>> Speech("en").date(date(2025, 3, 15))
    '15 March 2025'
    """

    def __init__(self, lang: str = "fr") -> None:
        if lang not in LANGUAGES:
            raise UnknownLanguage(lang)
        self.lang = lang
        self._entries = _catalogue(lang)

    def has(self, key: str) -> bool:
        """Whether there is a sentence of that name.

        >>> Speech().has("faults.unknown-key"), Speech().has("faults.nothing-of-the-kind")
        (True, False)
        """
        return key in self._entries

    def say(self, key: str, /, **args: Value) -> str:
        """The sentence of that name, with its blanks filled in.

        Args:
            key: the table and the name, `table.name`.
            args: what goes into the blanks: numbers and dates are written as the language does, texts as they
                are. When the sentence has plural forms, `n` chooses among them.

        Raises:
            UnknownMessage: there is no such sentence.
            KeyError: the sentence has a blank that no argument fills.

        >>> Speech("fr").say("durations.months", n=18)
        '18 mois'
        """
        try:
            entry = self._entries[key]
        except KeyError:
            raise UnknownMessage(f"no message {key!r} in {self.lang}") from None
        template = entry if isinstance(entry, str) else self._plural(entry, args["n"])
        if not args and "{" not in template:
            return template
        return template.format_map({name: self._written(value) for name, value in args.items()})

    def typeset(self, text: str) -> str:
        """A sentence written with ordinary blanks, with those that the language wants.

        >>> Speech("fr").typeset("Vraiment ?") == f"Vraiment{_NARROW}?", Speech("en").typeset("Is it ?")
        (True, 'Is it ?')
        """
        return french_spaces(text) if self.lang == "fr" else text

    def date(self, day: Day) -> str:
        """A day in full.

        >>> Speech("fr").date(date(2025, 3, 1)), Speech("fr").date(date(2025, 3, 15))
        ('1er mars 2025', '15 mars 2025')
        """
        return _date(self.lang, day)

    def month(self, day: Day) -> str:
        """The month of a day, in short.

        >>> Speech("fr").month(date(2025, 1, 15)), Speech("en").month(date(2025, 1, 15))
        ('janv. 2025', 'Jan 2025')
        """
        from babel.dates import format_date

        return format_date(day, "MMM y", _locale(self.lang))

    def day_of_year(self, month: int, day: int) -> str:
        """A day and its month, without a year; 29 February is one.

        >>> Speech("fr").day_of_year(3, 1), Speech("en").day_of_year(2, 29)
        ('1er mars', '29 February')
        """
        return _day_of_month(self.lang, month, day)

    def euros(self, cents: int) -> str:
        """An amount of money; cents are left out when there are none.

        >>> Speech("en").euros(622_500), Speech("en").euros(191_850)
        ('€6,225', '€1,918.50')
        """
        return _euros(self.lang, cents)

    def number(self, number: int | Decimal | Fraction) -> str:
        """A number, exact: in decimals when they end, else as a fraction.

        >>> [Speech("fr").number(n) for n in (Fraction(25, 2), Fraction(1, 3), 16)]
        ['12,5', '1/3', '16']
        """
        exact = number if type(number) is int else Fraction(number)
        if exact.denominator == 1 and abs(exact.numerator) < _GROUPED:
            return str(exact.numerator)
        return _number(self.lang, exact.numerator, exact.denominator)

    def months_days(self, months: int, days: int) -> str:
        """A duration in months and days; a part that is nought is left out unless both are.

        >>> Speech("fr").months_days(17, 29), Speech("en").months_days(1, 0), Speech("fr").months_days(0, 0)
        ('17 mois et 29 jours', '1 month', '0 jour')
        """
        said = [self.say("durations.months", n=months)] if months else []
        if days or not months:
            said.append(self.say("durations.days", n=days))
        return self.list(said)

    def age(self, months: int, days: int) -> str:
        """An age in years, months and days; a part that is nought is left out unless all are.

        >>> Speech("fr").age(312, 0), Speech("en").age(13, 2), Speech("fr").age(0, 0)
        ('26 ans', '1 year, 1 month and 2 days', '0 jour')
        """
        years, months = divmod(months, 12)
        said = [self.say("durations.years", n=years)] if years else []
        said += [self.say("durations.months", n=months)] if months else []
        if days or not said:
            said.append(self.say("durations.days", n=days))
        return self.list(said)

    def list(self, items: Iterable[str]) -> str:
        """Several things in one sentence.

        >>> Speech("fr").list(["a", "b", "c"]), Speech("en").list(["a", "b"]), Speech("fr").list([])
        ('a, b et c', 'a and b', '')
        """
        *first, last = [*items] or [""]
        return self.say("lists.and", first=", ".join(first), last=last) if first else last

    def either(self, items: Iterable[str]) -> str:
        """Several things of which one holds.

        >>> Speech("fr").either(["a", "b", "c"]), Speech("en").either(["a"])
        ('a, b ou c', 'a')
        """
        *first, last = [*items] or [""]
        return self.say("lists.or", first=", ".join(first), last=last) if first else last

    def series(self, items: Iterable[str]) -> str:
        """Several things that hold commas or "and" themselves, set apart by semicolons.

        >>> Speech("en").series(["a, b", "c"])
        'a, b; c'
        """
        return reduce(lambda first, last: self.say("lists.apart", first=first, last=last), items)

    def fault(self, fault: Fault) -> str:
        """What is wrong, as a sentence: what was found and what was expected."""
        said = self._about(f"faults.{fault.code}", fault) or f"{fault.code} {dict(fault.args)}".strip()
        if fault.chain is None:
            return said
        return f"{said} {self.say('faults-common.inherited', chain=fault.chain)}"

    def hint(self, fault: Fault) -> str:
        """What to do next, as a sentence; it begins with the suggestion when the fault has one."""
        said: list[str] = []
        if fault.suggestion is not None:
            key = "hints-common.instead-of" if fault.args.get("found") else "hints-common.did-you-mean"
            said.append(
                self.say(key, found=fault.args.get("found", ""), suggestion=self._written(fault.suggestion))
            )
        said.append(self._about(f"hints.{fault.code}", fault))
        return " ".join(part for part in said if part)

    def _about(self, key: str, fault: Fault) -> str:
        """A sentence about a fault. A blank nobody filled is an ellipsis: reporting a fault never fails."""
        if not self.has(key):
            return ""
        entry = self._entries[key]
        template = entry if isinstance(entry, str) else entry["other"]
        return template.format_map(_Lenient({name: self._day(value) for name, value in fault.args.items()}))

    def _day(self, value: str) -> str:
        """A day in full where a fault's value is one; a date that no calendar has stays as it was written."""
        if not _ISO_DAY.fullmatch(value):
            return value
        try:
            return self.date(date.fromisoformat(value))
        except ValueError:
            return value

    def _plural(self, forms: Mapping[str, str], n: Value) -> str:
        if not isinstance(n, (int, Decimal, Fraction)):
            raise TypeError(f"n chooses a plural form, so it is a number, not {n!r}")
        category = _category(self.lang, Fraction(n))
        return forms.get(category, forms["other"])

    def _written(self, value: Value) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, date):
            return self.date(value)
        return self.number(value)


class _Lenient(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


@lru_cache
def _catalogue(lang: str) -> Mapping[str, Entry]:
    """The sentences of a language by `table.name`."""
    from importlib.resources import files

    text = files("cnam_rules").joinpath("messages", f"{lang}.toml").read_text(encoding="utf-8")
    space = french_spaces if lang == "fr" else str
    return {
        f"{table}.{name}": space(entry)
        if isinstance(entry, str)
        else {form: space(sentence) for form, sentence in entry.items()}
        for table, entries in tomllib.loads(text).items()
        for name, entry in entries.items()
    }


@lru_cache(maxsize=4096)
def french_spaces(text: str) -> str:
    """A French sentence with its no-break spaces: before `: ; ? !` and inside guillemets.

    >>> french_spaces("« oui » : vraiment ?").replace(_NO_BREAK, "~").replace(_NARROW, "'")
    "«~oui~»~: vraiment'?"
    """
    text = re.sub(r" (?=[;?!])", _NARROW, text)
    return re.sub(r" (?=[:»])|(?<=«) ", _NO_BREAK, text)


@lru_cache
def _locale(lang: str) -> Locale:
    from babel import Locale

    return Locale.parse(_LOCALES[lang])


@lru_cache(maxsize=512)
def _category(lang: str, n: Fraction) -> str:
    """The CLDR plural category of a number (`one`, `other`, …)."""
    ends = exact_decimal(n)
    return _locale(lang).plural_form(ends if ends is not None else Decimal("0.3"))


def _date(lang: str, day: date) -> str:
    return f"{_day_of_month(lang, day.month, day.day)} {day.year}"


def _day_of_month(lang: str, month: int, day: int) -> str:
    number = "1er" if day == 1 and lang == "fr" else day
    return f"{number} {_months(lang)[month]}"


@lru_cache
def _months(lang: str) -> Mapping[int, str]:
    """The months' names: a date in full is the day, the month and the year, in both languages."""
    names: Mapping[int, str] = _locale(lang).months["format"]["wide"]
    return dict(names)


def _number(lang: str, numerator: int, denominator: int) -> str:
    from babel.numbers import format_decimal

    ends = exact_decimal(Fraction(numerator, denominator))
    if ends is None:
        return f"{numerator}/{denominator}"
    return format_decimal(ends, locale=_locale(lang), decimal_quantization=False)


def _euros(lang: str, cents: int) -> str:
    from babel.numbers import format_currency

    places = 2 if cents % 100 else 0
    form = {"fr": f"#,##0{{}}{_NO_BREAK}¤", "en": "¤#,##0{}"}[lang].format(".00" if places else "")
    return format_currency(Decimal(cents) / 100, "EUR", form, _locale(lang), currency_digits=False)


def exact_decimal(number: Fraction) -> Decimal | None:
    """The number in decimals, or None when they never end (or only after thirty places).

    >>> exact_decimal(Fraction(49, 4)), exact_decimal(Fraction(1, 3))
    (Decimal('12.25'), None)
    """
    for places in range(31):
        scaled = number * 10**places
        if scaled.denominator == 1:
            sign, digits = int(scaled < 0), tuple(map(int, str(abs(scaled.numerator))))
            return Decimal((sign, digits, -places))
    return None

"""What the library says: both catalogues whole; dates, numbers, plurals as each language writes them."""

from __future__ import annotations

import ast
import re
import string
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

import cnam_rules
from cnam_rules.faults import Fault
from cnam_rules.speech import LANGUAGES, Speech, UnknownLanguage, UnknownMessage, exact_decimal

PACKAGE = Path(cnam_rules.__file__).parent
CATALOGUES: dict[str, dict[str, dict[str, Any]]] = {
    lang: tomllib.loads((PACKAGE / "messages" / f"{lang}.toml").read_text(encoding="utf-8"))
    for lang in LANGUAGES
}
FR, EN = CATALOGUES["fr"], CATALOGUES["en"]


def sentences(entry: Any) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry.values())


def blanks(entry: Any) -> set[str]:
    found = {
        name
        for text in sentences(entry)
        for _, name, _, _ in string.Formatter().parse(text)
        if name is not None
    }
    return found | ({"n"} if isinstance(entry, dict) else set())


def entries() -> Iterator[tuple[str, str]]:
    for table in sorted({*FR, *EN}):
        for name in sorted({*FR.get(table, {}), *EN.get(table, {})}):
            yield table, name


@pytest.mark.parametrize(("table", "name"), list(entries()))
def test_every_sentence_stands_in_both_languages_with_the_same_blanks(table: str, name: str) -> None:
    assert name in FR.get(table, {}), f"{table}.{name} is missing in French"
    assert name in EN.get(table, {}), f"{table}.{name} is missing in English"
    french, english = FR[table][name], EN[table][name]
    assert blanks(french) == blanks(english)
    assert isinstance(french, dict) == isinstance(english, dict)
    for entry in (french, english):
        assert all(text.strip() == text and text for text in sentences(entry))
        if isinstance(entry, dict):
            assert set(entry) == {"one", "other"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_faults_and_hints_are_sorted_and_go_together(lang: str) -> None:
    faults, hints = CATALOGUES[lang]["faults"], CATALOGUES[lang]["hints"]
    assert list(faults) == sorted(faults)
    assert list(hints) == sorted(hints)
    assert set(faults) == set(hints)


RAISERS = {"Fault": 1, "fault": 1, "_fault": 0, "UnitError": 0}
"""Whoever raises a fault, and which positional argument is its code."""


def fault_codes() -> Iterator[tuple[str, str]]:
    """Every fault code written in the package, with the file it stands in."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = RAISERS.get(name)
            if place is None or len(node.args) <= place:
                continue
            code = node.args[place]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                yield code.value, str(path.relative_to(PACKAGE))


def test_every_fault_code_raised_has_its_sentences() -> None:
    found = dict(fault_codes())
    assert len(found) > 40
    missing = {code: file for code, file in found.items() if code not in FR["faults"]}
    assert missing == {}


def test_no_fault_sentence_is_dead() -> None:
    """Every code of the catalogue is written somewhere in the package."""
    written = {
        node.value
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(FR["faults"]) - written == set()


def test_any_other_language_is_a_clear_error() -> None:
    for lang in ("de", "", "FR", "fr-FR"):
        with pytest.raises(UnknownLanguage, match="fr, en") as caught:
            Speech(lang)
        assert caught.value.lang == lang
    assert Speech().lang == "fr"


def test_an_unknown_message_is_a_clear_error() -> None:
    with pytest.raises(UnknownMessage, match=r"no message 'durations\.weeks' in fr"):
        Speech().say("durations.weeks", n=1)
    with pytest.raises(KeyError):
        Speech().say("lists.and", first="a")
    with pytest.raises(TypeError, match="a number"):
        Speech().say("durations.days", n="1")


@pytest.mark.parametrize(
    ("day", "fr", "en"),
    [
        (date(2025, 3, 15), "15 mars 2025", "15 March 2025"),
        (date(2025, 3, 1), "1er mars 2025", "1 March 2025"),
        (date(2025, 8, 11), "11 août 2025", "11 August 2025"),
        (date(2024, 2, 29), "29 février 2024", "29 February 2024"),
        (date(2025, 12, 31), "31 décembre 2025", "31 December 2025"),
    ],
)
def test_dates(day: date, fr: str, en: str) -> None:
    assert (Speech("fr").date(day), Speech("en").date(day)) == (fr, en)


@pytest.mark.parametrize(
    ("number", "fr", "en"),
    [
        (0, "0", "0"),
        (12, "12", "12"),
        (Fraction(49, 4), "12,25", "12.25"),
        (Decimal("12.50"), "12,5", "12.5"),
        (Fraction(-1, 2), "-0,5", "-0.5"),
        (1607, "1\u202f607", "1,607"),
        (Fraction(1, 3), "1/3", "1/3"),
        (Fraction("0.00012345"), "0,00012345", "0.00012345"),
    ],
)
def test_numbers(number: int | Fraction | Decimal, fr: str, en: str) -> None:
    assert (Speech("fr").number(number), Speech("en").number(number)) == (fr, en)


@pytest.mark.parametrize(
    ("months", "days", "fr", "en"),
    [
        (17, 29, "17 mois et 29 jours", "17 months and 29 days"),
        (18, 0, "18 mois", "18 months"),
        (1, 1, "1 mois et 1 jour", "1 month and 1 day"),
        (0, 2, "2 jours", "2 days"),
        (0, 1, "1 jour", "1 day"),
        (0, 0, "0 jour", "0 days"),
    ],
)
def test_durations(months: int, days: int, fr: str, en: str) -> None:
    assert Speech("fr").months_days(months, days) == fr
    assert Speech("en").months_days(months, days) == en


def test_plural_forms_follow_each_language() -> None:
    days: list[int | Fraction] = [0, 1, Fraction(3, 2), 2, Fraction(1, 3), 1_000_000]
    french = [Speech("fr").say("durations.days", n=n).split()[-1] for n in days]
    english = [Speech("en").say("durations.days", n=n).split()[-1] for n in days]
    assert french == ["jour", "jour", "jour", "jours", "jour", "jours"]
    assert english == ["days", "day", "days", "days", "days", "days"]


def test_lists() -> None:
    assert [Speech("fr").list(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a et b",
        "a, b et c",
    ]
    assert Speech("en").list(iter("abc")) == "a, b and c"


def test_arguments_are_written_in_the_language_and_texts_left_alone() -> None:
    say = Speech("fr").say
    assert say("lists.and", first=date(2025, 3, 1), last=Fraction(1, 2)) == "1er mars 2025 et 0,5"
    assert say("lists.and", first="{last} : « x »", last="12.5") == "{last} : « x » et 12.5"


def test_french_no_break_spaces_are_put_in_and_none_is_left_out() -> None:
    wrong = re.compile(r" [:;?!»]|« ")
    for table, name in entries():
        for forms in sentences(Speech("fr")._entries[f"{table}.{name}"]):
            assert not wrong.search(forms)
    hint = Speech("fr").hint(Fault("$", "unknown-ue", {"found": "FPGO03"}, "FPG003"))
    assert hint.startswith(
        "Au lieu de «\xa0FPGO03\xa0», vouliez-vous dire «\xa0FPG003\xa0»\u202f? Si l'UE vient"
    )
    assert "«\u00a0hors_programme: oui\u00a0»" in hint


def test_the_files_hold_ordinary_spaces() -> None:
    for lang in LANGUAGES:
        assert not re.search(
            "[\u00a0\u202f]", (PACKAGE / "messages" / f"{lang}.toml").read_text(encoding="utf-8")
        )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_reporting_a_fault_never_fails(lang: str) -> None:
    speech = Speech(lang)
    for code in FR["faults"]:
        fault = Fault("$", code)
        assert speech.fault(fault)
        assert speech.hint(fault)
    strange = Fault("$", "no-such-code", {"found": "x"})
    assert speech.fault(strange) == "no-such-code {'found': 'x'}"
    assert speech.hint(strange) == ""


@given(st.fractions(max_denominator=10**6))
def test_a_decimal_is_exact_or_there_is_none(number: Fraction) -> None:
    decimal = exact_decimal(number)
    assert str(exact_decimal(Fraction(0))) == "0"
    assert exact_decimal(Fraction(1, 10**30)) is not None
    assert exact_decimal(Fraction(1, 10**31)) is None
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    assert (decimal is None) == (rest != 1)
    assert decimal is None or Fraction(decimal) == number


def test_babel_is_imported_only_when_it_speaks() -> None:
    program = (
        "import sys; from cnam_rules.faults import Fault; from cnam_rules.speech import Speech; "
        "str(Fault('$', 'empty')); Speech('en').list(['a', 'b']); assert 'babel' not in sys.modules; "
        "Speech('en').months_days(1, 1); assert 'babel' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=PACKAGE.parent)


@pytest.mark.parametrize(("lang", "locale"), [("fr", "fr"), ("en", "en_GB")])
def test_days_and_numbers_are_written_as_babel_writes_them(lang: str, locale: str) -> None:
    """What is written often is written by ourselves, and no differently."""
    speech = Speech(lang)
    days = [date(2024, 1, 1) + timedelta(days=days) for days in range(366)]
    for day in (*days, date.min, date.max):
        said = format_date(day, "long", locale)
        assert speech.date(day) == (re.sub("^1 ", "1er ", said) if lang == "fr" else said)
    for number in (*range(-1100, 1100), 12_345, Fraction(25, 2), Fraction(-1999, 2), Fraction(1000)):
        decimal = Decimal(number.numerator) / Decimal(number.denominator)
        assert speech.number(number) == format_decimal(decimal, locale=locale, decimal_quantization=False)

"""Codes of UE: what is certain is normalised, what is likely is suggested, and nothing is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.dossier import near_miss, normalise
from cnam_rules.testing.dossiers import CODES


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("FPG003", "FPG003"),
        ("fpg003", "FPG003"),
        (" FPG 003\n", "FPG003"),
        ("FPG\u00a0003", "FPG003"),
        ("FPG-003", "FPG003"),
        ("FPG\u2013003", "FPG003"),
        ("FPG.003", "FPG003"),
        ("FPG_003", "FPG003"),
        ("\uff26\uff30\uff27\uff10\uff10\uff13", "FPG003"),
        ("FPG0O3", "FPG003"),
        ("FPG00O", "FPG000"),
        ("TET01O", "TET010"),
        ("TET1OO", "TET100"),
        ("C0E001", "COE001"),
        ("0CE001", "OCE001"),
        ("uaso03", "UASO03"),
        ("ua211g", "UA211G"),
        ("UAALOV", "UAALOV"),
    ],
)
def test_what_is_certain_is_normalised(typed: str, code: str) -> None:
    assert normalise(typed) == code


@pytest.mark.parametrize(
    "code",
    [
        "FPGO03",
        "FPGOO3",
        "TETO10",
        "ASTOO05",
        "FPGO0O03",
        "UASO0O03",
        "UAS0O3",
        "US01O1",
        "EC0103",
        "FPG0O03",
    ],
)
def test_what_is_not_certain_is_left_alone(code: str) -> None:
    assert normalise(code) == code


@given(st.text(max_size=10) | st.sampled_from(CODES) | st.text("O0IL1ABC23", max_size=8))
def test_normalising_twice_is_normalising_once(typed: str) -> None:
    once = normalise(typed)
    if once.isascii():
        assert normalise(once) == once


def test_the_programme_s_own_codes_stand() -> None:
    assert [normalise(code) for code in CODES] == list(CODES)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("FPGO03", "FPG003"),
        ("FPGO0O03", "FPG003"),
        ("CCEO001", "CCE001"),
        ("TETO007", "TET007"),
        ("ASTOO05", "AST005"),
        ("TETO10", "TET010"),
        ("TET01", "TET010"),
        ("UAS003", "UASO03"),
        ("UASO0O03", "UASO03"),
        ("UASO004", "UASO04"),
        ("UAS004", "UASO04"),
        ("UA2IIG", "UA211G"),
        ("UA2I1G", "UA211G"),
        ("PFG999", None),
        ("FPG0", None),
        ("FGP003", "FPG003"),
        ("FPF003", "FPG003"),
        ("FPG03", "FPG003"),
        ("PST0033", "PST003"),
        ("pst03", "PST003"),
        ("AST003", None),
        ("NFP121", None),
        ("", None),
        ("O" * 100_000, None),
    ],
)
def test_the_one_near_miss_is_suggested(typed: str, meant: str | None) -> None:
    assert near_miss(typed, CODES) == meant


def test_the_code_itself_is_the_nearest() -> None:
    for code in CODES:
        assert near_miss(code, CODES) == code


def test_where_two_codes_are_as_near_none_is_suggested() -> None:
    assert near_miss("UAS003", ["UASO03", "UAS0003"]) is None


@given(st.sampled_from(CODES), st.data())
def test_a_keystroke_never_leads_to_a_wrong_code_where_only_one_is_near(
    code: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(code)))
    slip = data.draw(st.sampled_from(["cut", "double", "swap"]))
    typed = {
        "cut": code[:place] + code[place + 1 :],
        "double": code[:place] + code[place : place + 1] * 2 + code[place + 1 :],
        "swap": code[:place] + code[place : place + 2][::-1] + code[place + 2 :],
    }[slip]
    assert near_miss(typed, [code]) == code

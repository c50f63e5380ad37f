"""The checks on dossiers built in Python: types, bounds, and facts that contradict each other."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.dossier import (
    EN_COURS,
    Derogation,
    Dossier,
    Experience,
    Rapport,
    Stage,
    Ue,
    check,
    dump,
    loads,
)
from cnam_rules.dossier.checks import FIRST_DAY, LAST_DAY, LONGEST_TEXT, writable
from cnam_rules.faults import DossierError
from cnam_rules.testing.dossiers import AS_OF, CODES, dossiers

FORMATS: tuple[Literal["yaml", "json"], ...] = ("yaml", "json")
DAY = date(2025, 1, 1)
MIDNIGHT = datetime(2025, 1, 1, tzinfo=UTC)
"""A date to Python, and no date to us."""
EXPERIENCE = Experience("x", DAY, EN_COURS)
STAGE = Stage("x", DAY, EN_COURS)
DEROGATION = Derogation("stage", "m", "a", DAY)
WHOLE = Dossier(
    "D", "RNCP36625", DAY, (Ue("FPG003"),), (EXPERIENCE,), (STAGE,), Rapport(DAY, DAY, DAY), (DEROGATION,)
)


def codes(dossier: Any, **options: Any) -> list[tuple[str, str]]:
    return [(fault.code, fault.path) for fault in check(dossier, **options)]


def test_a_sound_dossier_has_no_fault() -> None:
    assert check(WHOLE, as_of=DAY, units={"RNCP36625": CODES}) == []


STRANGE: list[Any] = [
    object(),
    12.5,
    Decimal("12.5"),
    b"x",
    [],
    {},
    (1,),
    "x",
    "",
    1,
    True,
    MIDNIGHT,
    DAY,
    None,
    EN_COURS,
]


@pytest.mark.parametrize("value", STRANGE, ids=repr)
def test_whatever_python_puts_there_is_a_fault_or_can_be_dumped(value: Any) -> None:
    """One attribute at a time becomes something else: `check` says so at its path, or it reads back."""
    parts: list[tuple[str, Any]] = [
        ("$", WHOLE),
        ("$.ue[0]", Ue("FPG003")),
        ("$.experiences[0]", EXPERIENCE),
        ("$.stages[0]", STAGE),
        ("$.rapport", WHOLE.rapport),
        ("$.derogations[0]", DEROGATION),
    ]
    for path, part in parts:
        key = path.removeprefix("$.").removesuffix("[0]")
        for attribute in fields(type(part)):
            if not attribute.init:
                continue
            changed = evolve(part, **{attribute.name: value})
            inside: dict[str, Any] = {key: changed if key == "rapport" else (changed,)}
            whole = changed if path == "$" else evolve(WHOLE, **inside)
            faults = check(whole)
            if faults:
                assert {fault.path.startswith(path) for fault in faults} == {True}
                with pytest.raises(DossierError):
                    dump(whole)
            else:
                assert loads(dump(whole)) == whole


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"dossier": 12}, ("wrong-type", "$.dossier")),
        ({"dossier": " "}, ("not-a-text", "$.dossier")),
        ({"dossier": "x" * (LONGEST_TEXT + 1)}, ("text-too-long", "$.dossier")),
        ({"dossier": "\ud800"}, ("control-character", "$.dossier")),
        ({"dossier": "a\x85"}, ("control-character", "$.dossier")),
        ({"entree_en_formation": MIDNIGHT}, ("wrong-type", "$.entree_en_formation")),
        ({"entree_en_formation": date(1899, 12, 31)}, ("date-out-of-range", "$.entree_en_formation")),
        ({"entree_en_formation": date(2200, 1, 1)}, ("date-out-of-range", "$.entree_en_formation")),
        ({"ue": [Ue("FPG003")]}, ("wrong-type", "$.ue")),
        ({"ue": (Ue("FPG003"), "CCE001")}, ("wrong-type", "$.ue[1]")),
        ({"ue": (Ue("fpg003"),)}, ("code-not-normalised", "$.ue[0].code")),
        ({"ue": (Ue("FPG003", saisie="FPG003"),)}, ("typed-code", "$.ue[0].saisie")),
        ({"ue": (Ue("FPG003", saisie="FPG004"),)}, ("typed-code", "$.ue[0].saisie")),
        ({"ue": (Ue("FPG003", note=Decimal("12.5")),)}, ("wrong-type", "$.ue[0].note")),  # type: ignore[arg-type]  # what the types forbid and Python lets through
        ({"ue": (Ue("FPG003", note=True),)}, ("wrong-type", "$.ue[0].note")),  # type: ignore[arg-type]  # what the types forbid and Python lets through
        ({"ue": (Ue("FPG003", note=Fraction(1, 3)),)}, ("mark-too-precise", "$.ue[0].note")),
        ({"ue": (Ue("FPG003", note=Fraction(1, 3**20)),)}, ("too-precise", "$.ue[0].note")),
        ({"ue": (Ue("FPG003", hors_programme=None),)}, ("wrong-type", "$.ue[0].hors_programme")),  # type: ignore[arg-type]  # what the types forbid and Python lets through
        ({"derogations": None}, ("wrong-type", "$.derogations")),
        ({"rapport": "oui"}, ("wrong-type", "$.rapport")),
    ],
)
def test_each_fault_has_its_path(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    assert codes(evolve(WHOLE, **changes)) == [fault]


@pytest.mark.parametrize(
    "number", [Fraction(10**5000), Fraction(1, 10**5000), -(10**5000)], ids=["huge", "tiny", "deep"]
)
def test_a_huge_number_is_not_written_out(number: Any) -> None:
    (fault,) = check(evolve(WHOLE, ue=(Ue("FPG003", note=number),)))
    assert (fault.code, fault.args["found"]) == ("too-precise", "…")


@pytest.mark.parametrize(
    ("changes", "found", "expected"),
    [
        ({"ue": (Ue("FPG003", hors_programme="oui"),)}, "str", "bool"),  # type: ignore[arg-type]  # what the types forbid
        ({"ue": (Ue("FPG003", statut=None),)}, "NoneType", "StatutUe"),  # type: ignore[arg-type]  # what the types forbid
        ({"ue": (Ue("FPG003", obtention="ves"),)}, "str", "Obtention | None"),  # type: ignore[arg-type]  # what the types forbid
        ({"ue": (Ue("FPG003", note=12.5),)}, "float", "fractions.Fraction | None"),  # type: ignore[arg-type]  # what the types forbid
        ({"experiences": (evolve(EXPERIENCE, attestee=1),)}, "int", "bool | None"),  # type: ignore[arg-type]  # what the types forbid
        ({"stages": [STAGE]}, "list", "tuple[Stage, ...]"),
        ({"stages": (EXPERIENCE,)}, "Experience", "Stage"),
        ({"rapport": 1}, "int", "Rapport | None"),
        ({"entree_en_formation": "2025-01-01"}, "str", "datetime.date"),
    ],
)
def test_a_wrong_type_is_named_with_the_right_one(changes: dict[str, Any], found: str, expected: str) -> None:
    (fault,) = check(evolve(WHOLE, **changes))
    assert (fault.code, fault.args) == ("wrong-type", {"found": found, "expected": expected})


def test_a_code_at_fault_is_shown_as_it_was_typed() -> None:
    (fault,) = check(evolve(WHOLE, ue=(Ue("É", saisie="é"),)))
    assert (fault.code, fault.args["found"]) == ("not-a-code", "é")
    (fault,) = check(evolve(WHOLE, ue=(Ue("É"),)))
    assert (fault.code, fault.args["found"]) == ("not-a-code", "É")
    (fault,) = check(evolve(WHOLE, ue=(Ue("fpg0O3"),)))
    assert (fault.code, fault.suggestion) == ("code-not-normalised", "FPG003")


def test_what_is_no_dossier() -> None:
    assert codes("x") == [("wrong-type", "$")]
    assert codes(None) == [("wrong-type", "$")]


def test_the_bounds_themselves_are_allowed() -> None:
    for changes in (
        {"dossier": "x" * LONGEST_TEXT},
        {"dossier": "a\tb\nc\u00a0\u2028\U0001f600"},
        {"entree_en_formation": FIRST_DAY},
        {"entree_en_formation": LAST_DAY},
        {"ue": (Ue("FPG003", note=Fraction(0)), Ue("CCE001", note=Fraction(20)))},
        {"ue": (Ue("FPG003", note=12),)},  # type: ignore[arg-type]  # a whole number is sound too
        {"ue": (Ue("A" * 20, note=Fraction(1, 100)),)},
        {"experiences": (Experience("x", DAY, DAY, quotite=Fraction(1)),)},
        {"stages": (Stage("x", DAY, DAY, heures=Fraction(24), jours=Fraction(1)),)},
        {"stages": (Stage("x", DAY, DAY, heures=Fraction(0), jours=Fraction(0)),)},
    ):
        assert codes(evolve(WHOLE, **changes)) == []


@pytest.mark.parametrize("as_of", [DAY, date(2024, 12, 31)])
def test_the_future_begins_the_day_after(as_of: date) -> None:
    expected = [
        ("entry-in-the-future", "$.entree_en_formation"),
        ("experience-in-the-future", "$.experiences[0].debut"),
        ("stage-in-the-future", "$.stages[0].debut"),
    ]
    assert codes(WHOLE, as_of=as_of) == ([] if as_of == DAY else expected)


def test_the_date_of_the_decision_is_a_date() -> None:
    for wrong in (MIDNIGHT, "2025-01-01"):
        with pytest.raises(TypeError, match=r"as_of is a datetime\.date"):
            check(WHOLE, as_of=wrong)  # type: ignore[arg-type]  # what the types forbid and Python lets through


def test_the_same_ue_twice_is_a_fault_only_when_the_results_differ() -> None:
    one = Ue("FPG003", note=Fraction(12))
    assert codes(evolve(WHOLE, ue=(one, one, evolve(one, saisie="fpg003")))) == []
    for other in (Ue("FPG003"), evolve(one, note=Fraction(11)), evolve(one, date=DAY)):
        (fault,) = check(evolve(WHOLE, ue=(Ue("CCE001"), one, other)))
        assert (fault.code, fault.path, fault.args["expected"]) == ("ue-twice", "$.ue[2].code", "2")


def test_codes_are_checked_against_the_programme() -> None:
    units = {"RNCP36625": ["FPG003", "CCE001"], "RNCP1": ["AAA001"]}
    assert codes(evolve(WHOLE, ue=(Ue("AAA001"),)), units=units) == [("unknown-ue", "$.ue[0].code")]
    assert codes(evolve(WHOLE, ue=(Ue("AAA001", hors_programme=True),)), units=units) == []
    assert codes(evolve(WHOLE, ue=(Ue("FPG003", hors_programme=True),)), units=units) == [
        ("ue-in-programme", "$.ue[0].hors_programme")
    ]
    (fault,) = check(evolve(WHOLE, ue=(Ue("FPGO03", saisie="fpg o03"),)), units=units)
    assert (fault.args["found"], fault.args["expected"], fault.args["programme"], fault.suggestion) == (
        "fpg o03",
        "CCE001, FPG003",
        "RNCP36625",
        "FPG003",
    )
    assert codes(evolve(WHOLE, programme="RNCP2", ue=(Ue("AAA001"),)), units=units) == [
        ("unknown-programme", "$.programme")
    ]


@pytest.mark.parametrize(("number", "ending"), [(40, "AAA038, AAA039"), (41, "AAA038, AAA039, …")])
def test_a_long_list_of_codes_is_cut_in_the_message(number: int, ending: str) -> None:
    units = {"RNCP36625": [f"AAA{n:03}" for n in range(number)]}
    (fault,) = check(evolve(WHOLE, ue=(Ue("ZZZ999"),)), units=units)
    assert fault.args["expected"].endswith(ending)


@pytest.mark.parametrize("debut", ["x", None, 1, MIDNIGHT, date(1800, 1, 1)])
def test_a_start_that_is_no_day_is_compared_with_nothing(debut: Any) -> None:
    faults = check(evolve(WHOLE, experiences=(Experience("x", debut, date(1950, 1, 1)),)), as_of=DAY)
    assert [fault.path for fault in faults] == ["$.experiences[0].debut"]


@pytest.mark.parametrize(
    ("dossier", "message"),
    [
        (evolve(WHOLE, dossier=12.5), "a value of type float; expected type: str."),  # type: ignore[arg-type]  # what the types forbid
        (evolve(WHOLE, dossier=" "), "“ ” is not a text."),
        (evolve(WHOLE, dossier="x" * 10_001), "this text is too long: 10000 characters at most."),
        (evolve(WHOLE, dossier="\x1b"), "this text has an invisible or unreadable character (U+001B)."),
        (
            evolve(WHOLE, entree_en_formation=date(1023, 10, 2)),
            "the date 2 October 1023 is out of bounds: 1900-01-01 … 2199-12-31.",
        ),
        (
            evolve(WHOLE, entree_en_formation=date(2025, 11, 4)),
            (
                "the entry into training (4 November 2025) is later than the date of the decision "
                "(3 November 2025)."
            ),
        ),
        (
            evolve(WHOLE, ue=(Ue("FPG003", hors_programme=True),)),
            "the UE FPG003 is marked as belonging to another programme, yet it belongs to RNCP36625.",
        ),
        (evolve(WHOLE, ue=(Ue("FPG003", note=Fraction(41, 2)),)), "the mark 20.5 is out of bounds: 0 … 20."),
        (evolve(WHOLE, ue=(Ue("FPG003", note=Fraction(1, 3)),)), "the mark 1/3 is finer than a hundredth."),
        (
            evolve(WHOLE, ue=(Ue("FPG003", note=Fraction(1, 10**9 + 7)),)),
            "the number 1/1000000007 cannot be written exactly; expected: 12, 12.5, 1/3.",
        ),
        (evolve(WHOLE, ue=(Ue("fpg003"),)), "the UE code “fpg003” is not in its normalised form."),
        (
            evolve(WHOLE, ue=(Ue("FPG003", saisie="x"),)),
            "the code as it was typed (“x”) does not give the code FPG003.",
        ),
        (
            evolve(WHOLE, experiences=(evolve(EXPERIENCE, quotite=Fraction(4, 3)),)),
            "the share of full time (quotité) 4/3 is out of bounds: 0 < quotité ≤ 1.",
        ),
        (
            evolve(WHOLE, experiences=(evolve(EXPERIENCE, debut=date(2025, 11, 4)),)),
            "the experience starts on 4 November 2025, after the date of the decision (3 November 2025).",
        ),
        (
            evolve(WHOLE, experiences=(evolve(EXPERIENCE, fin=date(2024, 12, 31)),)),
            "the end (31 December 2024) comes before the start (1 January 2025).",
        ),
        (
            evolve(WHOLE, stages=(Stage("x", DAY, DAY, jours=Fraction(3, 2)),)),
            "1.5 days of presence, yet the spell has only 1.",
        ),
        (
            evolve(WHOLE, stages=(Stage("x", DAY, date(2025, 1, 2), heures=Fraction(49)),)),
            "49 hours of presence, yet the spell has only 48 in all.",
        ),
        (
            evolve(WHOLE, stages=(evolve(STAGE, jours=Fraction(-1, 2)),)),
            "the quantity -0.5 cannot be negative.",
        ),
    ],
)
def test_each_fault_says_what_was_found_and_what_was_expected(dossier: Dossier, message: str) -> None:
    (fault,) = check(dossier, as_of=AS_OF, units={"RNCP36625": CODES})
    assert fault.message("en") == message


EARLY, LATE = date(2025, 2, 1), date(2025, 3, 1)


@pytest.mark.parametrize(
    ("rapport", "faults"),
    [
        (Rapport(EARLY, EARLY, EARLY), []),
        (Rapport(EARLY, LATE, LATE), []),
        (Rapport(True, True, True), []),
        (Rapport(None, EARLY, None), []),
        (Rapport(EARLY, LATE, False), []),
        (Rapport(False, False, False), []),
        (Rapport(False, None, None), []),
        (Rapport(LATE, EARLY, None), ["defended-before-written"]),
        (Rapport(None, LATE, EARLY), ["validated-before-defended"]),
        (Rapport(LATE, None, EARLY), ["validated-before-written"]),
        (Rapport(LATE, True, EARLY), ["validated-before-written"]),
        (Rapport(False, EARLY, None), ["defended-not-written"]),
        (Rapport(False, True, None), ["defended-not-written"]),
        (Rapport(None, False, True), ["validated-not-defended"]),
        (Rapport(False, None, EARLY), ["validated-not-written"]),
        (
            Rapport(LATE, EARLY, date(2025, 1, 31)),
            ["defended-before-written", "validated-before-defended", "validated-before-written"],
        ),
    ],
)
def test_the_steps_of_a_report_come_in_their_order(rapport: Rapport, faults: list[str]) -> None:
    assert [fault.code for fault in check(evolve(WHOLE, rapport=rapport))] == faults


def test_what_a_file_can_hold_exactly() -> None:
    short: list[Fraction | int] = [
        0,
        1,
        61,
        Fraction(61, 7),
        Fraction(1, 999_999),
        Fraction(999_999, 7),
        Fraction(1, 2**20),
    ]
    long: list[Fraction | int] = [
        10**30 - 1,
        Fraction(1, 10**29),
        Fraction(10**8 * 2**30 + 1, 2**30),
    ]  # the last has forty characters
    for number in (*short, *long):
        assert writable(number)
    for number in (10**30, Fraction(1, 10**30), Fraction(10**9 * 2**30 + 1, 2**30), Fraction(1, 2**60)):
        assert not writable(number)
    for number in (Fraction(1, 1_000_003), Fraction(1_000_000, 3)):  # a million and more, and no end
        assert not writable(number)


def test_what_is_written_in_forty_characters_reads_back() -> None:
    for heures in (
        Fraction(10**8 * 2**30 + 1, 2**30),
        Fraction(10**30 - 1),
        Fraction(1, 10**29),
        Fraction(999_999, 7),
    ):
        dossier = evolve(WHOLE, stages=(Stage("x", DAY, EN_COURS, heures=heures),))
        for form in FORMATS:
            assert loads(dump(dossier, format=form), format=form) == dossier


@given(dossiers(), st.fractions(0, 100, max_denominator=10**7))
def test_what_the_checks_call_writable_reads_back(dossier: Dossier, heures: Fraction) -> None:
    changed = evolve(dossier, stages=(Stage("x", DAY, EN_COURS, heures=heures),))
    faults = check(changed, as_of=AS_OF)
    assert [fault.code for fault in faults] == ([] if writable(heures) else ["too-precise"])
    if not faults:
        assert loads(dump(changed)) == changed

"""Faults as data, as sentences and as JSON."""

from __future__ import annotations

import pytest

from cnam_rules.faults import CnamRulesError, DossierError, EnginesDisagree, Fault, InputError, RuleSetError

FAULT = Fault("$.ue[0].code", "unknown-word", {"found": "vess", "expected": "ves"}, "ves", "d.yaml", 4, 12)


@pytest.mark.parametrize(
    ("file", "line", "column", "place"),
    [
        ("d.yaml", 4, 12, "d.yaml:4:12"),
        ("d.json", None, None, "d.json"),
        (None, 4, 12, "4:12"),
        (None, None, None, "$.ue"),
    ],
)
def test_the_place_is_as_much_as_is_known(
    file: str | None, line: int | None, column: int | None, place: str
) -> None:
    assert Fault("$.ue", "not-a-list", file=file, line=line, column=column).place == place


def test_a_fault_speaks_both_languages() -> None:
    assert FAULT.message("en") == "the word “vess” is not accepted here; the words are: ves."
    assert FAULT.hint("en") == "Instead of “vess”, did you mean “ves”? Write one of the accepted words."
    assert FAULT.message().startswith("le mot «\u00a0vess\u00a0» n'est pas admis ici\u202f;")
    assert str(FAULT) == f"d.yaml:4:12: {FAULT.message()} {FAULT.hint()}"
    assert Fault("$", "empty", suggestion="x").hint("en").startswith("Did you mean “x”? Give")


def test_where_only_the_file_is_known_the_path_is_said_too() -> None:
    text = str(Fault("$.ue[0].code", "not-a-text", {"found": ""}, file="d.json"))
    assert text.startswith("d.json: $.ue[0].code: ")


def test_a_day_is_said_in_full_and_what_is_no_day_as_it_was_written() -> None:
    fault = Fault("$", "end-before-start", {"found": "2025-01-01", "expected": "2025-02-01"})
    assert fault.message("en") == "the end (1 January 2025) comes before the start (1 February 2025)."
    odd = Fault("$", "end-before-start", {"found": "x", "expected": "2025-02-30"})
    assert odd.message("en") == "the end (x) comes before the start (2025-02-30)."


def test_a_fault_is_json_data() -> None:
    assert FAULT.as_dict("en") == {
        "path": "$.ue[0].code",
        "code": "unknown-word",
        "message": FAULT.message("en"),
        "hint": FAULT.hint("en"),
        "file": "d.yaml",
        "line": 4,
        "column": 12,
    }
    assert set(Fault("$", "empty").as_dict()) == {"path", "code", "message", "hint"}


def test_an_input_error_has_every_fault_and_says_them_all() -> None:
    error = DossierError(iter([FAULT, Fault("$", "empty")]))
    assert len(error.faults) == 2
    assert str(error).splitlines() == [str(fault) for fault in error.faults]
    assert isinstance(error, InputError)
    assert isinstance(error, CnamRulesError)
    assert issubclass(RuleSetError, InputError)


def test_engines_that_disagree_say_on_what() -> None:
    error = EnginesDisagree({"reference": {"ue": 1, "stage": 1}, "durable": {"ue": 1, "stage": 2}})
    assert isinstance(error, CnamRulesError)
    assert str(error) == (
        "reference and durable disagree on stage; no verdict is given. "
        "Please report it with the rule set and the facts."
    )

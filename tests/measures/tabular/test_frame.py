"""The frame that measures ask columns of: what may rest on what, and what things are named."""

from __future__ import annotations

import pytest
from sqlglot import exp

from cnam_rules.measures.tabular.frame import LONGEST, Frame
from cnam_rules.sql import nodes as sql
from cnam_rules.testing import AS_OF


def a_frame() -> Frame:
    return Frame(AS_OF, ("AAA001",), frozenset(("dossiers", "experiences")))


def test_what_is_told_with_counted_days_cannot_be_shared() -> None:
    frame = a_frame()
    rows = frame.tallied("experiences", sql.count, hint="experiences_lignes")
    with pytest.raises(AssertionError, match="experiences_lignes"):
        frame.shared(sql.more(rows, sql.number(0)), "travaille")


def test_the_same_is_told_once_and_of_no_table_nothing() -> None:
    frame = a_frame()
    first = frame.tallied("experiences", sql.lowest, sql.column("debut"), hint="premier")
    assert frame.tallied("experiences", sql.lowest, sql.column("debut"), hint="autre") == first
    assert frame.tallied("experiences", sql.highest, sql.column("debut"), hint="premier") != first
    assert frame.tallied("stages", sql.count, hint="stages_lignes") == sql.NULL


def test_names_leave_room_for_the_number_that_tells_them_apart() -> None:
    frame = a_frame()
    names = [frame.fresh_name("é" * 40) for _ in range(12)]
    assert len(set(names)) == 12
    assert all(len(name.encode()) <= LONGEST for name in names)
    assert names[-1].endswith("_12")


@pytest.mark.parametrize(
    ("name", "word"),
    [("note-moyenne", "note_moyenne"), ("Notes", "notes"), ("2 notes", "_2_notes"), ("notes", "notes")],
)
def test_a_table_is_named_by_a_word(name: str, word: str) -> None:
    assert a_frame().made(name, exp.select("*").from_("lu_ue"), "rows") == word

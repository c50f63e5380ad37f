"""Gaps, overlaps and answers of random small tables, against trying every case one by one."""

import json
from collections.abc import Mapping
from itertools import combinations

from hypothesis import event, given
from hypothesis import strategies as st

from cnam_rules.catalogue import packaged
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.tables import Table, ask, decode_renseignements
from cnam_rules.tables.kind import Given
from cnam_rules.testing.tables import RowWritten, WrittenTable, written_tables

SURELY = frozenset((True,))
UNIQUE = "une seule ligne"
FIRST_ROW = 16
"""The line of the first row in the files of `written_tables` that have one input."""


def read(written: WrittenTable) -> Table | tuple[Fault, ...]:
    try:
        return decode_renseignements(written.text, file="t.yaml", fiches=packaged().fiches).tables["t"]
    except RuleSetError as error:
        return error.faults


def case_written(written: WrittenTable, case: tuple[Given, ...]) -> str:
    return ", ".join(
        f"{known.name}: {known.written[value]}" for known, value in zip(written.inputs, case, strict=True)
    )


def overlaps(written: WrittenTable) -> dict[tuple[int, int], str]:
    """The pairs of rows that a case surely hits both, with the smallest one."""
    found = {}
    for one, other in combinations(written.rows, 2):
        for case in written.cases():
            if one.hit(case) == other.hit(case) == SURELY:
                found[one.number, other.number] = case_written(written, case)
                break
    return found


def gaps(written: WrittenTable) -> list[str]:
    """The cases that surely hit no row."""
    return [
        case_written(written, case)
        for case in written.cases()
        if not any(True in row.hit(case) for row in written.rows)
    ]


def never_hit(written: WrittenTable) -> list[int]:
    """The rows of which every case is surely answered by one before."""
    return [
        row.number
        for index, row in enumerate(written.rows)
        if not any(
            True in row.hit(case) and not any(before.hit(case) == SURELY for before in written.rows[:index])
            for case in written.cases()
        )
    ]


@given(written_tables())
def test_the_faults_of_a_table_are_those_that_trying_every_case_finds(written: WrittenTable) -> None:
    table = read(written)
    told = () if isinstance(table, Table) else table
    assert {fault.code for fault in told} <= {"rows-overlap", "rows-leave-a-gap", "row-never-hit"}
    first = FIRST_ROW - 1 + len(written.inputs)
    rows = {
        fault.line - first + 1: fault
        for fault in told
        if fault.code == "row-never-hit" and fault.line is not None
    }
    assert [*rows] == (never_hit(written) if written.policy != UNIQUE else [])
    pairs = {
        (int(fault.args["expected"].split(":")[1]) - first + 1, (fault.line or 0) - first + 1): fault.args[
            "found"
        ]
        for fault in told
        if fault.code == "rows-overlap"
    }
    assert pairs == (overlaps(written) if written.policy == UNIQUE else {})
    uncovered = [] if written.otherwise else gaps(written)
    cases = [fault.args["found"] for fault in told if fault.code == "rows-leave-a-gap"]
    assert cases[:1] == uncovered[:1], "the smallest case that no row answers comes first"
    assert {*cases} <= {*uncovered}
    event(", ".join(sorted({fault.code for fault in told})) or "right")


def outcomes(written: WrittenTable, known: Mapping[str, Given]) -> set[RowWritten | None]:
    """The rows that may answer, however the unknown is filled in and the open settled; None: no row."""
    found: set[RowWritten | None] = set()
    for case in written.cases(known):
        hits = [(row, row.hit(case)) for row in written.rows]
        sure = [row for row, hit in hits if hit == SURELY]
        for row, hit in hits:
            rivals = sure if written.policy == UNIQUE else [r for r in sure if r.number < row.number]
            if True in hit and not [rival for rival in rivals if rival is not row]:
                found.add(row)
        if not sure:
            found.add(None)
    return found


@given(written_tables(right=True), st.data())
def test_an_answer_is_what_all_the_ways_to_fill_in_the_unknown_say(
    written: WrittenTable, data: st.DataObject
) -> None:
    table = read(written)
    assert isinstance(table, Table), table
    known = {
        item.name: data.draw(st.sampled_from(item.values))
        for item in written.inputs
        if data.draw(st.booleans())
    }
    answer = ask(table, known, programme="RNCP36625", source="Essai")
    expected = outcomes(written, known)
    rows = sorted(row.number for row in expected if row is not None)
    assert [row.number for row in answer.rows if row.number] == rows
    assert (answer.unsaid or any(row.number == 0 for row in answer.rows)) == (None in expected)
    assert answer.unsaid == (None in expected and not written.otherwise)
    prices = {None if row is None else row.price for row in expected}
    agreed = prices.pop() if len(prices) == 1 else None
    assert answer.value == (None if agreed is None else 100 * agreed)
    assert answer.known == (agreed is not None)
    for lang in ("fr", "en"):
        assert answer.text(lang).startswith("a (RNCP36625)")
    assert json.loads(answer.to_json())["known"] is answer.known
    event(f"known: {answer.known}, rows: {min(len(rows), 2)}")


@given(written_tables(right=True), st.data())
def test_the_answers_by_the_values_of_an_input_are_those_of_each_value(
    written: WrittenTable, data: st.DataObject
) -> None:
    table = read(written)
    assert isinstance(table, Table), table
    name = data.draw(st.sampled_from([item.name for item in written.inputs]))
    known = {
        item.name: data.draw(st.sampled_from(item.values))
        for item in written.inputs
        if item.name != name and data.draw(st.booleans())
    }
    cases = ask(table, known, programme="P", source="S").by(name)
    (item,) = (item for item in written.inputs if item.name == name)
    (kind,) = (column.kind for column in table.inputs if column.name == name)
    for value in item.values:
        answer = ask(table, {**known, name: value}, programme="P", source="S")
        number = kind.given(value)
        (case,) = (case for case in cases if number in case.values)
        assert (case.results, case.known) == (answer.results, answer.known)
    assert len({case.results for case in cases}) == len(cases)


@given(written_tables(right=True), st.data())
def test_filling_in_an_unknown_never_contradicts_what_was_settled(
    written: WrittenTable, data: st.DataObject
) -> None:
    table = read(written)
    assert isinstance(table, Table), table
    full = {item.name: data.draw(st.sampled_from(item.values)) for item in written.inputs}
    part = {name: value for name, value in full.items() if data.draw(st.booleans())}
    before = ask(table, part, programme="P", source="S")
    after = ask(table, full, programme="P", source="S")
    if before.known:
        assert after.value == before.value
    assert {row.number for row in after.rows} <= {row.number for row in before.rows}

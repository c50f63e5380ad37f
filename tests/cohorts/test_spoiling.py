"""Spoiled cohorts: each fault in the number that is told, and found by the library's own reader."""

import csv as csv_files
import json
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Literal

import pytest

from cnam_rules.cohorts import FORMATS, TABLES, dossier_of, make_cohort, rows_in
from cnam_rules.cohorts.drawing import RULES
from cnam_rules.cohorts.making import DESCRIPTION, MADE
from cnam_rules.cohorts.spoiling import SPOILS
from cnam_rules.facade import ruleset
from cnam_rules.faults import DossierError

DOSSIERS = 3000
SHARE = Fraction(3, 100)
ONE_ROW_MORE = {
    (table, name) for table, faults in SPOILS.items() for name, one in faults.items() if one.twice
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    make_cohort(DOSSIERS, folder, seed=2, format="csv")
    return folder


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faulty")
    make_cohort(DOSSIERS, folder, seed=2, format="csv", faulty=SHARE)
    return folder


def lines(folder: Path, table: str) -> list[tuple[str, ...]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv_files.reader(file)]


@pytest.mark.parametrize("table", MADE)
def test_as_many_rows_differ_as_are_told(sound: Path, faulty: Path, table: str) -> None:
    told = json.loads((faulty / DESCRIPTION).read_text(encoding="utf-8"))["faults"][table]
    before, after = Counter(lines(sound, table)), Counter(lines(faulty, table))
    added = sum(one["rows"] for name, one in told.items() if (table, name) in ONE_ROW_MORE)
    changed = sum(one["rows"] for one in told.values()) - added
    assert (before - after).total() == changed
    assert (after - before).total() == changed + added
    share = (changed + added) / before.total()
    assert abs(share - SHARE) < 0.03, f"{share:.2%} of {table}"


def codes_found(folder: Path) -> tuple[Counter[str], int]:
    """How often the reader finds each fault, and how many dossiers are sound."""
    found: Counter[str] = Counter()
    fine = 0
    for rows in rows_in(folder):
        try:
            dossier_of(rows)
            fine += 1
        except DossierError as error:
            found.update(fault.code for fault in error.faults)
    return found, fine


@pytest.mark.parametrize("form", FORMATS)
def test_every_fault_is_found_by_the_reader(tmp_path: Path, form: Literal["csv", "parquet"]) -> None:
    made = make_cohort(1500, tmp_path, seed=2, format=form, faulty=Fraction(1, 5))
    found, fine = codes_found(tmp_path)
    expected: Counter[str] = Counter()
    for table, faults in made.spoiled.items():
        assert faults.keys() == {name for name, one in SPOILS[table].items() if form == "csv" or not one.text}
        for name, rows in faults.items():
            expected[SPOILS[table][name].code] += rows
    # Which conditions there are is for a rule set to say; rows without a reference come together; a row that
    # stands twice is spoiled twice.
    apart = {"unknown-condition", "missing-key", "ue-twice"}
    assert found.keys() >= expected.keys() - {"unknown-condition"}
    for code in expected.keys() - apart:
        # Of a dossier whose programme isn't known, nobody can tell which UE are.
        assert 0.85 * expected[code] - 2 <= found[code] <= expected[code], code
    # More than there are sound: nothing in a dossier tells that a row lost its reference.
    assert 0 < fine < 450


def test_a_condition_that_the_rules_do_not_have_is_found(faulty: Path) -> None:
    told = json.loads((faulty / DESCRIPTION).read_text(encoding="utf-8"))["faults"]["derogations"]
    index = list(TABLES["derogations"].cells).index("condition")
    conditions = Counter(row[index] for row in lines(faulty, "derogations")[1:])
    known = {condition.id for condition in ruleset(RULES).conditions}
    assert (
        conditions.total() - sum(conditions[name] for name in known) == told["condition-inconnue"]["rows"] > 0
    )


def test_a_faulty_row_has_one_fault_and_the_others_none(tmp_path: Path) -> None:
    """Where every row of a table is spoiled, what is told adds up to all of them."""
    made = make_cohort(300, tmp_path, seed=2, format="csv", faulty=1)
    for table, faults in made.spoiled.items():
        twice = sum(rows for name, rows in faults.items() if (table, name) in ONE_ROW_MORE)
        assert sum(faults.values()) == made.rows[table] - twice


def test_examples_are_told_by_their_dossiers(faulty: Path) -> None:
    told = json.loads((faulty / DESCRIPTION).read_text(encoding="utf-8"))
    assert told["faulty"] == 0.03
    by_mark = {row[0] for row in lines(faulty, "ue") if row[list(TABLES["ue"].cells).index("note")] == "21"}
    examples = told["faults"]["ue"]["note-21"]["dossiers"]
    assert len(examples) == 5
    assert {*examples} <= by_mark

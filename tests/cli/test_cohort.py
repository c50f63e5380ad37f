"""`cnam-rules cohort make`: what is written, what is said, and every mistake in words."""

import json
import sys
from pathlib import Path

import pytest

from cnam_rules.cohorts import make_cohort
from cnam_rules.cohorts.making import MADE
from tests.cli.support import Run


def test_a_cohort_is_made_and_told(run: Run, tmp_path: Path) -> None:
    folder, other = tmp_path / "cohorte", tmp_path / "autre"
    ran = run("cohort", "make", "1_000", "--seed", "1", "--to", folder, "--as-of", "2025-11-03")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == f"✓ {folder / 'dossiers.parquet'}\u00a0: 1\u202f000 lignes"
    make_cohort(1000, other, seed=1)
    for table in MADE:
        assert (folder / f"{table}.parquet").read_bytes() == (other / f"{table}.parquet").read_bytes()


def test_what_is_spoiled_is_told_in_words_and_in_json(run: Run, tmp_path: Path) -> None:
    asked = ("cohort", "make", "300", "--seed", "2", "--format", "csv")
    said = run(*asked, "--faulty", "3 %", "--to", tmp_path / "a", "--lang", "en")
    told = json.loads(run(*asked, "--faulty", "0.03", "--to", tmp_path / "b", "--json").out)
    assert told["folder"] == str(tmp_path / "b")
    assert told["rows"].keys() == told["faults"].keys() == {*MADE}
    spoiled = sum(told["faults"]["ue"].values())
    assert spoiled > 50
    assert f"{tmp_path / 'a' / 'ue.csv'}: {told['rows']['ue']:,} rows, {spoiled} of them spoiled" in said.out


WRONG = [
    (("make",), ["usage-cohort"]),
    (("make", "10", "20", "--seed", "1"), ["usage-cohort"]),
    (("make", "10"), ["usage-missing-seed"]),
    (("mak", "1O", "--seed", "x"), ["unknown-word", "not-a-number", "not-a-number"]),
    (("make", "10", "--seed", "1", "--as-of", "03/11/2025"), ["not-a-date"]),
    (("make", "10", "--seed", "1", "--faulty", "three"), ["not-a-number"]),
    (("make", "10", "--seed", "1", "--faulty", "300%"), ["not-in-range"]),
    (("make", "10", "--seed", "1", "--format", "xlsx"), ["unknown-word"]),
    (("make", "0", "--seed", "1"), ["not-in-range"]),
]


@pytest.mark.parametrize(("asked", "codes"), WRONG, ids=str)
def test_every_mistake_is_told_at_once(
    run: Run, tmp_path: Path, asked: tuple[str, ...], codes: list[str]
) -> None:
    ran = run("cohort", *asked, "--to", tmp_path / "new", "--json")
    assert ran.status == 3
    assert [fault["code"] for fault in json.loads(ran.out)["errors"]] == codes
    assert not (tmp_path / "new").exists()


def test_without_duckdb_the_extra_is_named(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    ran = run("cohort", "make", "10", "--seed", "1", "--to", tmp_path / "new")
    assert ran.status == 3
    assert "pip install 'cnam-rules[sql]'" in ran.err

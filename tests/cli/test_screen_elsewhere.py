"""`cnam-rules screen --backend`: a cohort decided where it is, and what is said of what can't be."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from secrets import token_hex

import polars
import pytest

from cnam_rules.cohorts import make_cohort
from cnam_rules.screening.backends.base import failed
from tests.cli.support import Run
from tests.screening.elsewhere import PASSWORD, postgres_server, put

TITLE = "titre-casp/jury"
COHORT = "examples/cohort"
ASKED = ("--ruleset", TITLE, "--as-of", "2025-11-03")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("made") / "cohort"
    make_cohort(400, seed=5, to=folder, faulty=Fraction(1, 20))
    with postgres_server() as address:
        put(address, folder)
        yield address


@pytest.mark.parametrize(
    ("backend", "to", "into"),
    [
        ("spark", "v.parquet", "v.parquet"),
        ("spark://h:7077", "v.parquet", "v.parquet"),
        ("spark", "v.csv", None),
        ("duckdb", "v.parquet", None),
    ],
)
def test_parquet_files_are_left_to_spark_to_write(
    run: Run, monkeypatch: pytest.MonkeyPatch, backend: str, to: str, into: str | None
) -> None:
    asked: dict[str, object] = {}

    def screen(cohort: object, ruleset: object, **how: object) -> None:
        asked.update(how)
        raise failed("there", "nothing runs in this test")

    monkeypatch.setattr("cnam_rules.screening.screen", screen)
    assert run("screen", COHORT, *ASKED, "--backend", backend, "--to", to).status == 3
    assert (asked["backend"], asked["into"]) == (backend, into)


def test_mistakes_of_the_command_are_told_before_anything_runs(run: Run) -> None:
    url = "postgres://cnam:secret@db/scolarite"

    def codes(*arguments: str) -> list[str]:
        found = run("screen", *arguments, "--json")
        assert found.status == 3
        assert "secret" not in found.out + found.err
        return [fault["code"] for fault in json.loads(found.out)["errors"]]

    assert codes(*ASKED, "--backend", "spark") == ["usage-missing-tables"]
    assert codes(COHORT, *ASKED, "--backend", url) == ["usage-no-name"]
    assert codes(*ASKED, "--sql", "postgres", "--backend", url) == ["usage-apart"]
    assert codes(COHORT, *ASKED, "--backend", "mysql://cnam:secret@db") == ["not-a-backend"]


def test_the_command_line_writes_what_comes_back(server: str, run: Run, tmp_path: Path) -> None:
    asked = ("screen", "--ruleset", TITLE, "--as-of", "2025-11-03", "--backend", server)
    found = run(*asked, "--json", "--to", tmp_path / "v.parquet", "--rejects", tmp_path / "r.csv")
    assert found.status == 1
    assert polars.read_parquet(tmp_path / "v.parquet").height == 400
    assert polars.read_csv(tmp_path / "r.csv").height > 50
    assert sum(json.loads(found.out)["verdicts"].values()) == 400
    assert PASSWORD not in found.out + found.err


def test_no_error_tells_the_password(server: str, run: Run) -> None:
    secret = token_hex(8)
    wrong: Sequence[tuple[str, str]] = (
        (server.replace(PASSWORD, secret), "password authentication failed"),
        (f"postgres://cnam:{secret}@127.0.0.1:1/x", "refused"),
        (f"postgres://cnam:{secret}%zz@127.0.0.1/x", "ProgrammingError"),
        (f"postgres://cnam:{secret}@a@127.0.0.1/x", ""),
        (f"postgres://cnam@127.0.0.1:1/x?password={secret}", "refused"),
    )
    for url, said in wrong:
        found = run("screen", "--ruleset", TITLE, "--as-of", "2025-11-03", "--backend", url, "--lang", "en")
        assert found.status == 3, found.err
        assert "[backend-failed]" in found.err
        assert said in found.err
        assert secret not in found.out + found.err

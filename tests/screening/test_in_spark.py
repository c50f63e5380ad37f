"""A cohort screened by Spark, from files: the same answers as in DuckDB."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars
import pytest

from cnam_rules.cohorts import make_cohort
from cnam_rules.faults import CohortError
from cnam_rules.kernel import VerdictStatus
from cnam_rules.screening import Screening, screen
from cnam_rules.screening.backends.spark import InSpark
from cnam_rules.screening.waiting import waiting
from tests.screening.elsewhere import missing

DAY = date(2025, 11, 3)
TITLE = "titre-casp/jury"


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """The Spark of whoever screens, which screenings use and leave running."""
    if shutil.which("java") is None or find_spec("pyspark") is None:
        missing("Spark (pyspark and Java)")
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    session = builder.config("spark.driver.host", "127.0.0.1").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cohort of CSV files with every fault that is made, and what files alone have."""
    folder = tmp_path_factory.mktemp("made") / "cohort"
    make_cohort(200, seed=5, to=folder, format="csv", faulty=Fraction(1, 20))
    (folder / "diplomes.csv").write_text(
        'dossier,niveau,intitule\n"X ""Y""\n\\Z",9,"deux\nlignes, et des \\""guillemets"""\n',
        encoding="utf-8",
    )
    (folder / "decisions.csv").write_text(
        "dossier,objet,valeur,date\nnobody,inconnu,4 mois,2025-01-01\n", encoding="utf-8"
    )
    with (folder / "ue.csv").open("a", encoding="utf-8") as more:
        header = (folder / "ue.csv").read_text(encoding="utf-8").split("\n", 1)[0].split(",")
        strange = (("FPG‑104", "12"), ("\u00a0fpg 1o4", "1e3"), ("É", "12.345"), ("FPGO03", ""))
        for code, note in (*strange, ("FPG104", "12\n"), ("FPG104", "12\u2028")):
            row = {"dossier": "SYN-0000001", "code": code, "note": f'"{note}"'}
            more.write(",".join(row.get(column, "") for column in header) + "\n")
    return folder


def told(found: Screening) -> list[tuple[str, ...]]:
    """The rejects without the numbers of lines, which files that are shared out don't have."""
    return sorted((row[0], *map(str, row[2:])) for row in found.rejects().fetchall())


def test_it_says_what_duckdb_says(spark: Any, folder: Path) -> None:
    asked: dict[str, Any] = {"as_of": DAY, "other_readings": False}
    here = screen(folder, TITLE, **asked)
    with screen(folder, TITLE, backend="spark", **asked) as there:
        assert isinstance(there._backend, InSpark)
        assert there._backend.place == "local[2]"
        assert waiting(there) == waiting(here)
        assert there.relation.columns == here.relation.columns
        assert there.relation.order("dossier").fetchall() == here.relation.order("dossier").fetchall()
        assert len(told(here)) > 30
        assert told(there) == told(here)
        [sound, *_] = there.filter(verdict="eligible").fetchall()
        assert there.verdict(sound[0]).status is VerdictStatus.ELIGIBLE
    assert there.as_dict() == here.as_dict()
    assert spark.range(3).count() == 3, "a Spark that was there before goes on"


def test_spark_writes_the_rows_itself(spark: Any, tmp_path: Path) -> None:
    source, into = tmp_path / "données [2025] {a}", tmp_path / "sortie é" / "verdicts.parquet"
    make_cohort(50, seed=5, to=source)
    asked: dict[str, Any] = {"as_of": DAY, "other_readings": False}
    here = screen(source, TITLE, **asked)
    with screen(source, TITLE, backend="spark", into=into, **asked) as there:
        assert there.counts() == here.counts()
        assert [fall.left for fall in there.funnel()] == [fall.left for fall in here.funnel()]
    written = polars.read_parquet(into / "*.parquet").sort("dossier")
    assert written.rows() == here.polars().sort("dossier").rows()
    with pytest.raises(CohortError) as refused:
        screen(source, TITLE, backend="spark", into=into, **asked)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("--to", "cannot-write")]


def test_what_cannot_be_read_is_told_without_values(
    spark: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def codes(backend: str = "spark", into: Path | None = None) -> list[tuple[str, str]]:
        with pytest.raises(CohortError) as refused:
            screen(tmp_path, TITLE, as_of=DAY, other_readings=False, backend=backend, into=into)
        return [(fault.code, fault.args.get("detail", "")) for fault in refused.value.faults]

    assert codes() == [("no-table", "")]
    (tmp_path / "dossiers.csv").write_text("dossier,programe\nA,RNCP36625\n")
    assert codes() == [("no-column", "")]
    (tmp_path / "dossiers.csv").write_text("dossier,programme\nA,RNCP36625,secret\n")
    [(code, detail)] = codes()
    assert (code, "secret" in detail) == ("backend-failed", False)
    [(code, _)] = codes(into=tmp_path / "verdicts.parquet")
    assert code == "backend-failed"
    assert not (tmp_path / "verdicts.parquet").exists()
    assert "secret" not in "".join(capfd.readouterr())
    assert codes("spark://nowhere:7077") == [("backend-failed", "SparkContext: local[2]")]


def test_a_master_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    """In a process of its own, in which no Spark runs."""
    if shutil.which("java") is None or find_spec("pyspark") is None:
        missing("Spark (pyspark and Java)")
    (tmp_path / "dossiers.csv").write_text("dossier,programme\nA,RNCP36625\n")
    asked = (
        "screen",
        str(tmp_path),
        "--ruleset",
        TITLE,
        "--as-of",
        "2025-11-03",
        "--backend",
        "spark://a_b:7077",
    )
    found = subprocess.run(
        [sys.executable, "-m", "cnam_rules", *asked, "--json"], stdout=subprocess.PIPE, text=True, check=False
    )
    assert found.returncode == 3
    assert [fault["code"] for fault in json.loads(found.stdout)["errors"]] == ["backend-failed"]

"""titre-casp/jury over tables in DuckDB's SQL, as an analyst would write it for this one title."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

FOLDER = Path(__file__).parent
COMMON = (FOLDER / "by_hand_common.sql").read_text(encoding="utf-8")
BELIEVED = (FOLDER / "by_hand.sql").read_text(encoding="utf-8")
CHECKED = (FOLDER / "by_hand_checked.sql").read_text(encoding="utf-8")


def statuses(folder: Path, as_of: date, to: Path) -> None:
    """Decide every dossier of a folder of Parquet tables, and write one row for each."""
    _run(BELIEVED, folder, as_of, to)


def statuses_checked(folder: Path, as_of: date, to: Path) -> None:
    """The same, where a dossier of which a row is at fault has no verdict."""
    _run(CHECKED, folder, as_of, to)


def _run(statement: str, folder: Path, as_of: date, to: Path) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET VARIABLE dossier = $1", [str(folder)])
        connection.execute("SET VARIABLE au = $1", [as_of])
        connection.execute("SET VARIABLE au_texte = $1", [as_of.isoformat()])
        connection.execute(COMMON)
        connection.execute(statement, [str(to)])

"""titre-casp/jury over tables in DuckDB's SQL, as an analyst would write it for this one title."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

STATEMENT = Path(__file__).with_name("by_hand.sql").read_text(encoding="utf-8")


def statuses(folder: Path, as_of: date, to: Path) -> None:
    """Decide every dossier of a folder of Parquet tables, and write one row for each."""
    run(STATEMENT, folder, as_of, to)


def run(statement: str, folder: Path, as_of: date, to: Path) -> None:
    """Run a statement of DuckDB over the tables of a folder."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET VARIABLE dossier = $1", [str(folder)])
        connection.execute("SET VARIABLE au = $1", [as_of])
        connection.execute("SET VARIABLE au_texte = $1", [as_of.isoformat()])
        connection.execute(statement, [str(to)])

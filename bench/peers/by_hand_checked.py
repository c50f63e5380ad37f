"""titre-casp/jury over tables in DuckDB's SQL, by an analyst who checks every row too."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bench.peers.by_hand_sql import run

STATEMENT = Path(__file__).with_name("by_hand_checked.sql").read_text(encoding="utf-8")


def statuses(folder: Path, as_of: date, to: Path) -> None:
    """Decide every dossier of a folder of Parquet tables, unless a row of it is at fault."""
    run(STATEMENT, folder, as_of, to)

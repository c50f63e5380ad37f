"""titre-casp/jury over tables by the library itself, for `bench.bench_screening`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cnam_rules import screen

CONDITIONS = ("ue", "experience", "stage", "rapport")


def statuses(folder: Path, as_of: date, to: Path, memory: str | None = None) -> None:
    """Screen a folder of Parquet tables, and write one row for each dossier.

    All that a screening gives is worked out: faults of rows, measures, what lacks, statuses, verdicts.
    """
    screened = screen(folder, "titre-casp/jury", as_of=as_of, other_readings=False, memory=memory)
    columns = ", ".join(f"statut_{condition} AS {condition}" for condition in CONDITIONS)
    screened.relation.project(f"dossier, verdict, {columns}").write_parquet(str(to))


def in_a_gigabyte(folder: Path, as_of: date, to: Path) -> None:
    """The same, where DuckDB may take no more memory than that."""
    statuses(folder, as_of, to, "1GB")

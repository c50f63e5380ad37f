"""titre-casp/jury over tables by the library itself, for `bench.bench_screening`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cnam_rules import screen

CONDITIONS = ("ue", "experience", "stage", "rapport")


def statuses(folder: Path, as_of: date, to: Path, memory: str | None = None, *, facts: bool = False) -> None:
    """Screen a folder of Parquet tables, and write one row for each dossier.

    Every row is checked, and statuses and verdicts are told, as those that it is compared with tell them.
    """
    screened = screen(
        folder, "titre-casp/jury", as_of=as_of, other_readings=False, facts=facts, memory=memory
    )
    columns = ", ".join(f"statut_{condition} AS {condition}" for condition in CONDITIONS)
    screened.relation.project(f"dossier, verdict, {columns}").write_parquet(str(to))


def with_facts(folder: Path, as_of: date, to: Path) -> None:
    """The same, where each measure at both its ends and what lacks are worked out and kept too."""
    statuses(folder, as_of, to, facts=True)


def in_a_gigabyte(folder: Path, as_of: date, to: Path) -> None:
    """The same with facts, where DuckDB may take no more memory than that."""
    statuses(folder, as_of, to, "1GB", facts=True)

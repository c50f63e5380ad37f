"""titre-casp/jury over tables in a loop of Python, as an analyst would write it for this one title."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

CODES = (
    "FPG003", "CCE001", "TET003", "TET007", "AST004", "TRS001",
    "AST005", "AST002", "TRS002", "CCE003", "TET010", "PST003",
)  # fmt: skip
BITS = {code: 1 << bit for bit, code in enumerate(CODES)}
ALL = (1 << len(CODES)) - 1
CONDITIONS = ("ue", "experience", "stage", "rapport")

Spells = list[tuple[date, date]]
Sure = list[tuple[date, date, bool]]


def rows(path: Path, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a table, a part of it at a time."""
    for batch in pq.ParquetFile(path).iter_batches(batch_size=100_000, columns=list(columns)):
        yield from zip(*(column.to_pylist() for column in batch.select(columns).columns), strict=True)


@cache
def after(start: date, months: int) -> int:
    """The ordinal of the day so many months after another: of the same number, or the last of its month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])).toordinal()


def lasts(spells: Spells, months: int) -> bool:
    """Whether the days of these spells, each once and put end to end, make that many months."""
    runs: list[tuple[date, int]] = []
    reach = 0
    for start, end in sorted(spells):
        first, stop = start.toordinal(), end.toordinal() + 1
        if stop > reach:
            runs.append((start, stop - max(first, reach)))
            reach = stop
    left = 0
    for start, days in reversed(runs):
        left += days
        if start.toordinal() + left >= after(start, months):
            return True
    return False


def lasting(spells: Sure | None, months: int, known: bool) -> bool | None:
    """Whether sure spells last so long; None when the others could make it, or when not all are known."""
    if spells:
        if lasts([spell[:2] for spell in spells if spell[2]], months):
            return True
        if known and not all(spell[2] for spell in spells) and lasts([spell[:2] for spell in spells], months):
            return None
    return False if known else None


def report(steps: list[str | None], day: str) -> bool | None:
    """Whether the report is written, defended and validated; what nobody stated follows if it can."""
    stated = [None if step is None else step == "oui" or (step != "non" and step <= day) for step in steps]
    answers: list[bool | None] = []
    for place, answer in enumerate(stated):
        later, missed = True in stated[place + 1 :], False in stated[:place]
        follows = None if later is missed else later
        answers.append(follows if answer is None else answer)
    return False if False in answers else None if None in answers else True


def status(answer: bool | None) -> str:
    return "unknown" if answer is None else "met" if answer else "unmet"


def units(folder: Path, as_of: date) -> tuple[dict[str, int], dict[str, int]]:
    """The UE that each dossier has, and those of which nobody knows, as bits."""
    acquired: dict[str, int] = defaultdict(int)
    unknown: dict[str, int] = defaultdict(int)
    columns = ("dossier", "code", "date", "statut", "hors_programme")
    for name, code, day, state, other in rows(folder / "ue.parquet", *columns):
        bit = BITS.get(code)
        if bit is None or other or (day is not None and day > as_of):
            continue
        if state is None or state == "validee":
            acquired[name] |= bit
        elif state == "inconnu":
            unknown[name] |= bit
    return acquired, unknown


def experience(folder: Path, as_of: date) -> tuple[dict[str, Sure], dict[str, Sure]]:
    """The spells of work that count or may, in all and in the field, each with whether it surely does."""
    jobs: dict[str, Sure] = defaultdict(list)
    in_field: dict[str, Sure] = defaultdict(list)
    columns = ("dossier", "debut", "fin", "dans_le_champ", "attestee")
    for name, start, end, field, proved in rows(folder / "experiences.parquet", *columns):
        if proved is False or start > as_of:
            continue
        stop = as_of if end is None or end > as_of else end
        jobs[name].append((start, stop, proved is True))
        if field is not False:
            in_field[name].append((start, stop, proved is True and field is True))
    return jobs, in_field


def internships(folder: Path, as_of: date) -> dict[str, Sure]:
    """The stages that count or may, each with whether it surely does."""
    stages: dict[str, Sure] = defaultdict(list)
    for name, start, end, proved in rows(folder / "stages.parquet", "dossier", "debut", "fin", "atteste"):
        if proved is not False and start <= as_of:
            stages[name].append((start, as_of if end is None or end > as_of else end, proved is True))
    return stages


def waivers(folder: Path, as_of: date) -> dict[str, set[str]]:
    """The conditions from which each dossier is dispensed on that day."""
    waived: dict[str, set[str]] = defaultdict(set)
    for name, condition, day, last in rows(
        folder / "derogations.parquet", "dossier", "condition", "date", "jusqu_au"
    ):
        if day <= as_of and (last is None or last >= as_of):
            waived[name].add(condition)
    return waived


def statuses(folder: Path, as_of: date, to: Path) -> None:
    """Decide every dossier of a folder of Parquet tables, and write one row for each."""
    acquired, unknown = units(folder, as_of)
    jobs, in_field = experience(folder, as_of)
    stages = internships(folder, as_of)
    steps = rows(folder / "rapports.parquet", "dossier", "redige", "soutenu", "valide")
    reports = {name: report(stated, as_of.isoformat()) for name, *stated in steps}
    waived = waivers(folder, as_of)

    told: dict[str, list[str]] = {name: [] for name in ("dossier", "verdict", *CONDITIONS)}
    columns = ("dossier", "ue_connues", "experiences_connues", "stages_connus")
    for name, ue_known, jobs_known, stages_known in rows(folder / "dossiers.parquet", *columns):
        got = acquired.get(name, 0)
        whole = got == ALL
        maybe = ue_known is False or (not whole and got | unknown.get(name, 0) == ALL)
        stage = lasting(stages.get(name), 3, stages_known is not False)
        field = lasting(in_field.get(name), 18, jobs_known is not False)
        found = {
            "ue": status(None if maybe else whole),
            "experience": status(lasting(jobs.get(name), 18, jobs_known is not False)),
            "stage": "not_applicable"
            if field
            else "unknown"
            if field is None and not stage
            else status(stage),
            "rapport": status(reports.get(name)),
        }
        for condition in waived.get(name, ()):
            found[condition] = "waived"
        told["dossier"].append(name)
        for condition, value in found.items():
            told[condition].append(value)
        values = found.values()
        told["verdict"].append(
            "not_eligible" if "unmet" in values else "undetermined" if "unknown" in values else "eligible"
        )
    pq.write_table(pa.table(told), to)

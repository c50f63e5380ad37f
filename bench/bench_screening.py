"""How long a cohort takes from Parquet files to one row of statuses for each dossier, and how it grows.

    python -m bench.bench_screening                        # 10³ to 10⁶ dossiers
    python -m bench.bench_screening --most 7               # 10⁷ too, from 1 GB of files
    python -m bench.bench_screening --only polars --only "hand-written SQL"

Each figure is the best of some rounds, each a process of its own: what is measured starts once everything
is imported, and ends when the answer's Parquet file is closed. Memory is the process's greatest resident
size, with the interpreter and what was imported. Every answer is compared with the hand-written SQL's.
Cohorts are made once, kept in `artefacts/cohorts/`, and used again. A rule engine that is fed with facts
counted outside of it tells how long it took itself, after its row.

`make bench-peers` measures engines that stand in an environment of their own too. To measure another way of
deciding the same, add it to `CONTESTANTS`.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).parent.parent
AS_OF: Final = date(2025, 11, 3)
SEED: Final = 1
SMALLEST: Final = 3
BY_HAND: Final = "hand-written SQL"
MEGABYTE: Final = 1024


class Contestant(NamedTuple):
    """Who is measured, and up to where."""

    name: str
    function: str
    """`function(folder, as_of, to)`, as `module:name`; it may return the seconds of an engine alone."""
    most: int | None = None
    """Up to how many dossiers, as a power of ten."""
    why: str = ""
    """Why no more."""
    module: str = ""
    """What must be there to import, which `make bench-peers` installs."""
    package: str = ""

    @property
    def answer(self) -> str:
        """The file of what it decides, which no other has."""
        return f"answer-{self.function.rpartition('.')[2].replace(':', '-')}.parquet"

    @property
    def lacks(self) -> str:
        """What isn't installed that it needs, and how to install it; or nothing."""
        if not self.module or find_spec(self.module):
            return ""
        return f"{self.package} isn't installed (make bench-peers)"


IN_MEMORY: Final = "it holds every row in memory"
CONTESTANTS: Final = (
    Contestant(BY_HAND, "bench.peers.by_hand_sql:statuses"),
    Contestant("SQL, rows checked", "bench.peers.by_hand_sql:statuses_checked"),
    Contestant("cnam_rules", "bench.screened:statuses"),
    Contestant("cnam_rules, facts", "bench.screened:with_facts"),
    Contestant("facts, in 1 GB", "bench.screened:in_a_gigabyte"),
    Contestant("polars", "bench.peers.by_hand_polars:statuses"),
    Contestant("loop of Python", "bench.peers.by_hand_python:statuses", 6, IN_MEMORY),
    Contestant(
        "OpenFisca",
        "bench.peers.in_openfisca:statuses",
        6,
        "it holds every dossier in memory",
        "openfisca_core",
        "openfisca-core",
    ),
    Contestant(
        "zen-engine",
        "bench.peers.in_zen:statuses",
        6,
        "one dossier at a time, it takes minutes",
        "zen",
        "zen-engine",
    ),
)


def main(arguments: Sequence[str]) -> int:
    """Measure, and print a table as it comes."""
    asked = _asked(arguments)
    if asked.one:
        sys.stdout.write(json.dumps(one(*asked.one)))  # what the parent process reads
        return 0
    if asked.make:
        sys.stdout.write(json.dumps(made(int(asked.make[0]), Path(asked.make[1]))))
        return 0
    contestants = [each for each in CONTESTANTS if not asked.only or each.name in asked.only]
    if len(contestants) < len(asked.only):
        known = ", ".join(each.name for each in CONTESTANTS)
        sys.stderr.write(f"Nobody of that name among: {known}.\n")
        return 2
    if lacking := [each.lacks for each in contestants if each.name in asked.only and each.lacks]:
        sys.stderr.write(f"{'; '.join(lacking)}.\n")
        return 2
    say = sys.stdout.write
    say(f"{'dossiers':>10}  {'who':<18}{'seconds':>9}{'CPU s':>8}{'dossiers/s':>13}{'× SQL':>7}{'MB':>8}\n")
    different = 0
    for power in range(SMALLEST, asked.most + 1):
        number = 10**power
        folder = asked.cohorts / f"{number}"
        if not (folder / "cohort.json").is_file():
            figures = started("--make", str(number), str(folder))
            say(
                f"{number:>10,}  {'(made)':<18}{figures['seconds']:>9.2f}{figures['cpu']:>8.2f}"
                f"{number / figures['seconds']:>13,.0f}{'':>7}{figures['megabytes']:>8,.0f}"
                f"  {figures['rows'] / figures['seconds']:,.0f} rows/s\n"
            )
        best_by_hand = None
        for each in contestants:
            if each.lacks or power > (each.most or power):
                say(f"{number:>10,}  {each.name:<18}not run: {each.lacks or each.why}\n")
                continue
            to = folder / each.answer
            rounds = [started("--one", each.function, str(folder), str(to)) for _ in range(asked.rounds)]
            best = min(rounds, key=lambda figures: float(figures["seconds"]))
            best_by_hand = best["seconds"] if each.name == BY_HAND else best_by_hand
            ratio = f"{best['seconds'] / best_by_hand:.1f}" if best_by_hand else ""
            alone = f"  the engine alone: {best['engine']:.2f} s" if "engine" in best else ""
            apart = differing(to, folder / CONTESTANTS[0].answer)
            different += apart
            say(
                f"{number:>10,}  {each.name:<18}{best['seconds']:>9.2f}{best['cpu']:>8.2f}"
                f"{number / best['seconds']:>13,.0f}{ratio:>7}{best['megabytes']:>8,.0f}"
                f"{alone}{f'  {apart} ANSWERS DIFFER' if apart else ''}\n"
            )
            sys.stdout.flush()
    return 1 if different else 0


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.bench_screening")
    parser.add_argument("--most", type=int, default=6, help="the most dossiers, as a power of ten (6)")
    parser.add_argument("--rounds", type=int, default=3, help="how many rounds (3)")
    parser.add_argument("--only", action="append", default=[], help="measure this one alone; may be repeated")
    parser.add_argument("--cohorts", type=Path, default=ROOT / "artefacts" / "cohorts")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--make", nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def started(*arguments: str) -> dict[str, Any]:
    """What a process of its own measured."""
    command = [sys.executable, "-m", "bench.bench_screening", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def one(function: str, folder: str, to: str) -> dict[str, float]:
    """Decide a cohort once, in this process."""
    decide = decider(function)
    before, start = _cpu(), time.perf_counter()
    alone = decide(Path(folder), AS_OF, Path(to))
    figures = {"seconds": time.perf_counter() - start, "cpu": _cpu() - before, "megabytes": _peak()}
    return figures if alone is None else {**figures, "engine": alone}


def decider(function: str) -> Callable[[Path, date, Path], float | None]:
    """The function of a contestant, imported."""
    module, _, name = function.partition(":")
    found: Callable[[Path, date, Path], float | None] = getattr(importlib.import_module(module), name)
    return found


def made(number: int, folder: Path) -> dict[str, float]:
    """Make a cohort, in this process."""
    from cnam_rules.cohorts import make_cohort

    before, start = _cpu(), time.perf_counter()
    rows = sum(make_cohort(number, folder, seed=SEED, as_of=AS_OF).rows.values())
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "cpu": _cpu() - before, "megabytes": _peak(), "rows": rows}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _peak() -> float:
    """The greatest resident size of this process, in megabytes; Linux counts it in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE


def differing(answer: Path, reference: Path) -> int:
    """How many dossiers have another answer than in the reference, or stand in one of the two alone."""
    import duckdb

    columns = "dossier, verdict, ue, experience, stage, rapport"
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET memory_limit = '1GB'")
        ours, theirs = (connection.read_parquet(str(path)).project(columns) for path in (answer, reference))
        ((apart,),) = (
            ours.except_(theirs).union(theirs.except_(ours)).aggregate("count(DISTINCT dossier)").fetchall()
        )
    return int(apart)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Prints what ``pytest bench`` measured as one table, with the ratio to the function written by hand.

``make bench`` runs it on the figures that pytest-benchmark wrote. A benchmark may say two things in
``benchmark.extra_info``: ``label`` (its line's title; else the test's name) and ``aim_us`` (the aim, in
microseconds for one). The one whose test's name contains ``by_hand`` is what the others of its file are
compared with.
"""

import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

MICROSECONDS = 1e6


def table(measured: dict[str, Any]) -> Table:
    """Makes the table of one run.

    Args:
        measured: The content of the JSON file that pytest-benchmark writes.

    Returns:
        A line per benchmark, in the order they ran.
    """
    benchmarks = measured["benchmarks"]
    hands = {file_of(one): one["stats"]["median"] for one in reversed(benchmarks) if "by_hand" in one["name"]}
    machine = measured["machine_info"]
    python = f"{machine['python_implementation']} {machine['python_version']}"
    shown = Table(
        title=f"{python}, {machine['cpu'].get('brand_raw', '?')}",
        caption="medians; the ratio is to the function that decides the same by hand, with no explanation",
    )
    shown.add_column("what")
    for heading in ("µs", "± µs", "× by hand", "aim, µs"):
        shown.add_column(heading, justify="right")
    for one in benchmarks:
        stats, told = one["stats"], one["extra_info"]
        median, by_hand = stats["median"], hands.get(file_of(one))
        aim = told.get("aim_us")
        met = aim is None or median * MICROSECONDS <= aim
        shown.add_row(
            told.get("label", one["name"].removeprefix("test_").replace("_", " ")),
            f"{median * MICROSECONDS:,.1f}",
            f"{stats['iqr'] * MICROSECONDS:,.1f}",
            f"{median / by_hand:,.1f}" if by_hand else "",
            "" if aim is None else f"{aim:,g} {'met' if met else 'NOT MET'}",
        )
    return shown


def file_of(benchmark: dict[str, Any]) -> str:
    """The file that a benchmark stands in."""
    return str(benchmark["fullname"]).partition("::")[0]


if __name__ == "__main__":
    Console(width=110).print(table(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))

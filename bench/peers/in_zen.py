"""titre-casp/jury in zen-engine (GoRules): the conditions and the verdict, from facts counted in polars.

`in_zen.json` is the decision, in its own format: one node of expressions for the answers, three-valued, the
statuses and the verdict. The engine decides one dossier at a time, and is given them by the ten thousand
(`evaluate_batch`), which costs about a fifth of calling it for each. Tables of decision in place of
expressions took twice as long.

What it has no words for is worked out before, by `by_hand_polars.facts`: it reads no file, and has no union
of days, save in a function node, whose JavaScript would be one more loop written by hand. It is given how
many of the 12 UE a dossier has and may have, whether spells make the months asked for or may, which steps of
the report are done, which lists are known, and which waivers hold on that day.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Final

import polars as pl
import zen

from bench.peers.by_hand_polars import CONDITIONS, facts

DECISION: Final = json.loads(Path(__file__).with_name("in_zen.json").read_text(encoding="utf-8"))
AT_ONCE: Final = 10_000


def statuses(folder: Path, as_of: date, to: Path) -> float:
    """Decide every dossier of a folder of Parquet tables, and write one row for each.

    Returns:
        The seconds that the engine took, from what was counted to statuses.
    """
    counted = facts(folder, as_of).collect()
    start = perf_counter()
    told = decided(counted)
    spent = perf_counter() - start
    told.write_parquet(to)
    return spent


def decided(counted: pl.DataFrame) -> pl.DataFrame:
    """The part of zen-engine: from what is counted of each dossier to its verdict and statuses."""
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"jury": DECISION}}})
    columns = ("verdict", *CONDITIONS)
    told: dict[str, list[str]] = {name: [] for name in columns}
    for part in counted.drop("dossier").iter_slices(AT_ONCE):
        for one in engine.evaluate_batch(
            [{"key": "jury", "context": row} for row in part.iter_rows(named=True)]
        ):
            if not one["success"]:
                raise RuntimeError(one["error"])
            for name in columns:
                told[name].append(one["data"]["result"][name])
    return pl.DataFrame({"dossier": counted["dossier"], **told})

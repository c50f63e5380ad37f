"""What a whole process costs: importing the library, and its memory over 100,000 decisions.

    pytest bench/bench_process.py

Each figure is a process of its own; the bare interpreter is there to be taken off.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cnam_rules import engines

ROUNDS = 15
DECISIONS = """
import cnam_rules
from datetime import date
from pathlib import Path

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

dossier = cnam_rules.loads({text!r}, format="yaml")
for turn in range(102_000):
    if turn == 2_000:
        before = resident()
    cnam_rules.decide(dossier, as_of=date(2025, 11, 3))
print(f"{{resident() - before:.2f}} {{before:.1f}}")
"""


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize(
    ("label", "code", "aim_us"),
    [
        ("a process that does nothing", "pass", None),
        ("a process that imports cnam_rules", "import cnam_rules", None),
        (
            "a process that imports cnam_rules and what it decides with",
            "import cnam_rules; cnam_rules.decide",
            150_000,
        ),
    ],
    ids=["nothing", "import", "import and decide"],
)
def test_process(benchmark: BenchmarkFixture, label: str, code: str, aim_us: int | None) -> None:
    benchmark.extra_info |= {"label": label} | ({} if aim_us is None else {"aim_us": aim_us})
    benchmark.pedantic(run, (code,), rounds=ROUNDS, warmup_rounds=1)  # type: ignore[no-untyped-call]  # it has no types


def test_nothing_heavy_is_imported() -> None:
    code = "import cnam_rules, sys; cnam_rules.decide; print(*sys.modules)"
    loaded = set(run(code).split())
    assert not loaded & {"babel", "rich", "durable", "durable_rules_engine", "cattrs", "hypothesis", "yaml"}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="resident memory is read from /proc")
def test_memory(benchmark: BenchmarkFixture) -> None:
    from bench.bench_decide import written

    code = DECISIONS.format(text=written())
    grown = benchmark.pedantic(run, (code,), rounds=1)  # type: ignore[no-untyped-call]  # it has no types
    growth, before = grown.split()
    with_engines = " and ".join(engines.available())
    benchmark.extra_info["label"] = (
        f"100,000 decisions ({with_engines}): {growth} MB more than the {before} MB after 2,000"
    )
    assert float(growth) < 5

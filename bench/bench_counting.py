"""Counting months: six spells of a full career, on the fast path and with the evidence."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from cnam_rules.durations import (
    Counting,
    Months,
    PartTime,
    Spell,
    account,
    encode,
    lacking,
    prorata_total,
    total,
)


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


AS_OF = day("2025-12-01")
DAYS = [
    (day("2024-01-15"), day("2025-07-14")),
    (day("2020-01-01"), day("2020-06-30")),
    (day("2020-05-01"), day("2020-12-15")),
    (day("2021-03-01"), day("2021-03-31")),
    (day("2022-09-01"), day("2023-02-28")),
    (day("2025-09-01"), day("2025-11-03")),
]
WEIGHTED = [(*days, Fraction(key + 1, 6)) for key, days in enumerate(DAYS)]
SPELLS = [Spell(start, end, weight, key) for key, (start, end, weight) in enumerate(WEIGHTED)]


@pytest.mark.parametrize(
    ("single", "months", "aim"), [(False, "quantieme", 4), (True, "quantieme", 6), (False, "trente-jours", 4)]
)
def test_total(benchmark: Any, single: bool, months: str, aim: float) -> None:
    benchmark.extra_info.update(label=f"six spells, {months}{', one block' * single}", aim_us=aim)
    assert benchmark(total, DAYS, AS_OF, Months(months), single) >= encode(18)


def test_prorata_total(benchmark: Any) -> None:
    benchmark.extra_info.update(label="six part-time spells, full-time equivalent", aim_us=40)
    assert benchmark(prorata_total, WEIGHTED, AS_OF) > encode(16)


@pytest.mark.parametrize("part_time", list(PartTime))
def test_account(benchmark: Any, part_time: PartTime) -> None:
    benchmark.extra_info.update(label=f"six spells, account, {part_time.value}", aim_us=150)
    assert benchmark(account, SPELLS, AS_OF, Counting(part_time=part_time)).total > encode(16)


def test_lacking(benchmark: Any) -> None:
    benchmark.extra_info.update(label="six spells, what is lacking to 48 months", aim_us=150)
    assert benchmark(lacking, SPELLS, AS_OF, encode(48)).months > 8

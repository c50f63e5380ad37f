"""Databases of our own, in memory."""

from __future__ import annotations

import gc
import stat
from pathlib import Path
from threading import Thread

import pytest

from cnam_rules.cohorts.duck import connected, in_memory

ROWS = 3_000_000
SLOW = "CREATE OR REPLACE TABLE t AS SELECT hash(range) h, count(*) FROM range($1) GROUP BY h"


def test_how_far_a_query_is_can_be_asked_and_is_never_drawn(capfd: pytest.CaptureFixture[str]) -> None:
    with connected() as connection:
        far: list[float] = []
        for _ in range(20):  # a query may end before it is asked about
            if any(0 < each < 100 for each in far):
                break
            query = Thread(target=connection.execute, args=(SLOW, [ROWS]))
            query.start()
            while query.is_alive():
                far.append(connection.query_progress())
            query.join()
    assert any(0 < each < 100 for each in far)
    assert capfd.readouterr() == ("", "")


def test_what_a_join_holds_is_what_is_written_on_its_right() -> None:
    few, many = "(SELECT range i FROM range(10)) a", "(SELECT range i FROM range(100000)) b"
    with connected() as connection:
        [(_, plan)] = connection.execute(f"EXPLAIN FROM {few} LEFT JOIN {many} USING (i)").fetchall()
    assert "LEFT" in plan
    assert "RIGHT" not in plan


def test_what_goes_to_disk_is_for_nobody_else_and_is_removed() -> None:
    connection = in_memory()
    connection.execute("SET memory_limit = '40MB'; SET threads = 1")
    connection.execute("CREATE TABLE t AS SELECT hash(range) h FROM range($1)", [3 * ROWS])
    [(written,)] = connection.execute("SELECT current_setting('temp_directory')").fetchall()
    folder = Path(written)
    assert any(folder.iterdir())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    rows = connection.sql("FROM t LIMIT 1")
    del connection
    gc.collect()
    assert len(rows.fetchall()) == 1
    del rows
    gc.collect()
    assert not folder.exists()

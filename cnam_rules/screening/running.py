"""Screening a cohort: one statement made for the place where the tables are, and run there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb

from cnam_rules.catalogue import packaged
from cnam_rules.cohorts.duck import in_memory
from cnam_rules.language import RuleSet
from cnam_rules.measures.tabular import NotOverTables
from cnam_rules.screening.backends import OnPart, opened
from cnam_rules.screening.installing import not_over_tables
from cnam_rules.screening.model import RESULT, Screening
from cnam_rules.screening.parts import WHOLE, Part
from cnam_rules.screening.presenting import presented
from cnam_rules.screening.sources import Cohort, unread
from cnam_rules.screening.statement import Statement, compile_rules

__all__ = ["screen"]


def screen(
    cohort: Cohort | None,
    ruleset: RuleSet | str,
    *,
    as_of: date,
    readings: Mapping[str, str] | None = None,
    other_readings: bool = True,
    facts: bool = True,
    connection: duckdb.DuckDBPyConnection | None = None,
    memory: str | None = None,
    threads: int | None = None,
    backend: str = "duckdb",
    into: str | Path | None = None,
    on_part: OnPart | None = None,
) -> Screening:
    """Decide every dossier of a cohort by one rule set, where the data is.

    Args:
        cohort: a folder of `NAME.parquet` or `NAME.csv`; tables by name, as data frames of pandas or polars,
            tables of Arrow, relations of DuckDB, or names of tables of `connection`; or `Dossier` objects.
            The tables are in `docs/reference/cohort-tables.md`; `dossiers` must be among them. None where
            they are those of a database; Spark takes a folder alone.
        ruleset: the rules, or their id (`titre-casp/jury`, `id@version`): the same for every dossier.
        as_of: the day of the decision, inclusive.
        readings: the choice to make for some readings; for the others, the one that the rule set retains.
        other_readings: whether the verdict under each other reading, taken alone, is told too.
        facts: whether each row tells what was measured and what lacks too. Without them it has the verdict
            and the statuses alone, and nothing can be drawn of what lacks; `Screening.verdict` still tells
            all of a dossier.
        connection: the connection of DuckDB to keep the rows in, of one screening alone: they are its table
            `tri`. By default one of its own, in memory.
        memory: how much memory DuckDB may take (`2GB`): it decides a larger cohort in parts, one after the
            other, and its rows go to disk where they must.
        threads: how many threads it, or Spark on this machine, may use.
        backend: where the work is done: `duckdb`; `postgres://user@host/database`, whose own tables have the
            names of a cohort's (extra `postgres`); `spark`, on this machine or in the session that runs, or
            `spark://host:port` on a cluster (extra `spark`).
        into: a folder that isn't there yet, in which Spark writes the rows as Parquet files, for them to be
            read there; by default they are brought here in batches.
        on_part: called as DuckDB begins each part of the cohort, with how many parts are done and how many
            there are: one where its memory holds the whole.

    Raises:
        TypeError: an argument is of another type than it says, or doesn't go with the backend.
        RuleSetError: there is no such rule set, reading or choice.
        CohortError: a table or a column that must be there isn't, the rules can't be said over tables, or the
            database or Spark can't be used, or fails, or memory lacks.

    >>> from datetime import date
    >>> import cnam_rules
    >>> dossier = cnam_rules.loads("{dossier: D-1, programme: RNCP36625, ue: [], stages: []}")
    >>> screened = screen([dossier], "titre-casp/jury", as_of=date(2025, 11, 3))
    >>> screened.filter(verdict="not_eligible").fetchall()[0][0]
    'D-1'
    """
    if type(as_of) is not date:
        raise TypeError(f"as_of is a datetime.date, not {type(as_of).__name__}")
    rules = (packaged().ruleset(ruleset) if isinstance(ruleset, str) else ruleset).under(readings)
    own = in_memory() if connection is None else connection
    if memory is not None:
        own.execute("set memory_limit = ?", [memory])
    if threads is not None:
        own.execute("set threads = ?", [threads])
    place = opened(backend, own, cohort, into=into, threads=threads, on_part=on_part)
    try:

        def over(part: Part) -> Statement:
            return compile_rules(
                rules, as_of, place.sources, other_readings=other_readings, facts=facts, part=part
            )

        statement = over(WHOLE)
        place.keep(lambda part: presented(statement if part.everything else over(part)), RESULT)
    except NotOverTables as error:
        place.close()
        raise not_over_tables(error) from None
    except BaseException:
        place.close()
        raise
    return Screening(place, statement, unread(place.sources))

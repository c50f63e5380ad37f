"""Screening a cohort in DuckDB: the embedded default, which reads tables where they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import duckdb

from cnam_rules.catalogue import packaged
from cnam_rules.language import RuleSet
from cnam_rules.measures.tabular import NotOverTables
from cnam_rules.screening.installing import not_over_tables
from cnam_rules.screening.model import RESULT, Screening
from cnam_rules.screening.presenting import presented
from cnam_rules.screening.sources import Cohort, attach, unread
from cnam_rules.screening.statement import compile_rules
from cnam_rules.sql.dialects import DIALECTS, said

__all__ = ["screen"]


def screen(
    cohort: Cohort,
    ruleset: RuleSet | str,
    *,
    as_of: date,
    readings: Mapping[str, str] | None = None,
    other_readings: bool = True,
    connection: duckdb.DuckDBPyConnection | None = None,
    memory: str | None = None,
    threads: int | None = None,
) -> Screening:
    """Decide every dossier of a cohort by one rule set, where the data is.

    Args:
        cohort: a folder of `NAME.parquet` or `NAME.csv`; tables by name, as data frames of pandas or polars,
            tables of Arrow, relations of DuckDB, or names of tables of `connection`; or `Dossier` objects.
            The tables are in `docs/reference/cohort-tables.md`; `dossiers` must be among them.
        ruleset: the rules, or their id (`titre-casp/jury`, `id@version`): the same for every dossier.
        as_of: the day of the decision, inclusive.
        readings: the choice to make for some readings; for the others, the one that the rule set retains.
        other_readings: whether the verdict under each other reading, taken alone, is told too.
        connection: the connection to work in; by default one of its own, in memory.
        memory: how much memory DuckDB may take (`2GB`); what is more goes to disk.
        threads: how many threads it may use.

    Raises:
        TypeError: an argument is of another type than it says.
        RuleSetError: there is no such rule set, reading or choice.
        CohortError: a table or a column that must be there isn't, or the rules can't be said over tables.

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
    own = duckdb.connect() if connection is None else connection
    if memory is not None:
        own.execute("set memory_limit = ?", [memory])
    if threads is not None:
        own.execute("set threads = ?", [threads])
    sources = attach(own, cohort)
    try:
        statement = compile_rules(rules, as_of, sources, other_readings=other_readings)
        numbered = compile_rules(rules, as_of, sources, other_readings=False, numbered=True)
    except NotOverTables as error:
        raise not_over_tables(error) from None
    own.sql(said(presented(statement), DIALECTS["duckdb"])).create(RESULT)
    return Screening(own, statement, numbered, unread(sources))

"""The statement as text, for a school's own database: to be read, and installed as a view.

The tables are those of `cnam_rules.cohorts.tables`, of the types that a database has for them: days are
dates, answers booleans, numbers decimals, everything else text. SQLite has no dates: days are texts there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from cnam_rules.catalogue import packaged
from cnam_rules.cohorts.tables import TABLES, Kind, Table
from cnam_rules.faults import CohortError, Fault
from cnam_rules.language import RuleSet
from cnam_rules.measures.tabular import NotOverTables
from cnam_rules.screening.presenting import presented
from cnam_rules.screening.reading import Family
from cnam_rules.screening.statement import Source, Statement, compile_rules
from cnam_rules.sql.dialects import DIALECTS, Dialect, NotSaid, lowered, said

__all__ = ["not_over_tables", "statement_text", "typed_sources"]

_FAMILIES: Final[Mapping[Kind, Family]] = {
    Kind.DATE: Family.DATE,
    Kind.END: Family.DATE,
    Kind.ANSWER: Family.BOOLEAN,
    Kind.NUMBER: Family.NUMBER,
}


def typed_sources(dialect: str) -> dict[str, Source]:
    """The tables of a database, under their own names and with the types that the dialect has."""
    return {name: Source(name, _families(table, dialect)) for name, table in TABLES.items()}


def _families(table: Table, dialect: str) -> dict[str, Family]:
    found = {"dossier": Family.TEXT}
    for column in table.columns:
        family = _FAMILIES.get(column.kind, Family.TEXT)
        found[column.name] = Family.TEXT if dialect == "sqlite" and family is Family.DATE else family
    return found


def statement_text(
    ruleset: RuleSet | str,
    *,
    as_of: date,
    dialect: str,
    readings: Mapping[str, str] | None = None,
    other_readings: bool = False,
    facts: bool = True,
) -> str:
    """The statement that decides every dossier of a school's tables, commented, as text.

    Args:
        ruleset: the rules, or their id.
        as_of: the day of the decision, inclusive: the statement holds it.
        dialect: `duckdb`, `postgres`, `spark` or `sqlite`.
        readings: the choice to make for some readings.
        other_readings: whether the verdict under each other reading is told too.
        facts: whether what is measured and what lacks are told, or statuses alone: a shorter statement.

    Raises:
        CohortError: a measure can't be said over tables, or not in this dialect.
        KeyError: there is no such dialect.

    >>> from datetime import date
    >>> text = statement_text("titre-casp/jury", as_of=date(2025, 11, 3), dialect="duckdb")
    >>> "code de procédure civile, art. 641" in text
    True
    """
    rules = (packaged().ruleset(ruleset) if isinstance(ruleset, str) else ruleset).under(readings)
    try:
        sources = typed_sources(dialect)
        statement = compile_rules(rules, as_of, sources, other_readings=other_readings, facts=facts)
    except NotOverTables as error:
        raise not_over_tables(error) from None
    return said_whole(statement, dialect)


def said_whole(statement: Statement, dialect: str) -> str:
    """A statement's rows as people read them, as text that ends with a semicolon."""
    own = DIALECTS[dialect]
    try:
        return said(presented(statement), own) + ";\n"
    except NotSaid:
        raise _not_in_dialect(statement, own) from None


def _not_in_dialect(statement: Statement, dialect: Dialect) -> CohortError:
    """What a dialect can't say, as an error that names the table that it can't be read from."""
    for stage in statement.stages:
        try:
            lowered(stage.query, dialect)
        except NotSaid:
            args = {"found": stage.name.rpartition("_")[2], "expected": dialect.name}
            return CohortError([Fault("$", "not-in-dialect", args)])
    raise AssertionError("it can be said")


def not_over_tables(error: NotOverTables) -> CohortError:
    """A measure that can't be said, as an error that names it."""
    return CohortError([Fault("$", "not-over-tables", {"found": error.kind, "detail": error.why})])

"""Screening: a rule set over the tables of a whole cohort, in SQL.

`screen` decides a cohort, in DuckDB or where its tables are; `statement_text` gives the statement as text.

Raises:
    SqlUnavailable: when it is imported and DuckDB or sqlglot isn't installed (the extra `sql`).
"""

from importlib.util import find_spec

from cnam_rules.faults import SqlUnavailable

if find_spec("duckdb") is None or find_spec("sqlglot") is None:
    raise SqlUnavailable

from duckdb import IOException

from cnam_rules.cohorts.tables import TABLES
from cnam_rules.screening.backends import within_memory
from cnam_rules.screening.installing import statement_text
from cnam_rules.screening.model import Fall, Moved, Screening
from cnam_rules.screening.running import screen

__all__ = [
    "TABLES",
    "Fall",
    "IOException",
    "Moved",
    "Screening",
    "screen",
    "statement_text",
    "within_memory",
]

"""Screening: a rule set over the tables of a whole cohort, in SQL.

`screen` decides a cohort in DuckDB; `statement_for` gives the statement for another database.
"""

from cnam_rules.screening.model import Fall, Moved, Screening
from cnam_rules.screening.running import screen
from cnam_rules.screening.tables import TABLES

__all__ = ["TABLES", "Fall", "Moved", "Screening", "screen"]

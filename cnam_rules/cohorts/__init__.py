"""Cohorts as tables: their columns, how a synthetic one is made, and how dossiers are read from them."""

from __future__ import annotations

from cnam_rules.cohorts.making import Made, make_cohort
from cnam_rules.cohorts.reading import dossier_of, dossiers_in, rows_in
from cnam_rules.cohorts.tables import FLAGS, FORMATS, TABLES, Column, Kind, Table

__all__ = [
    "FLAGS",
    "FORMATS",
    "TABLES",
    "Column",
    "Kind",
    "Made",
    "Table",
    "dossier_of",
    "dossiers_in",
    "make_cohort",
    "rows_in",
]

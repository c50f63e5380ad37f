"""Decision tables, and the other things that a page says of a programme: prices, enrolment, where it leads.

A table is data: columns that declare what they take, rows, and what says which row answers. Gaps and overlaps
are found when the file is read, exactly and without a solver. See `cnam_rules.tables.load` for how one is
written and `cnam_rules.tables.answers` for how it answers. Deciding dossiers needs none of this.
"""

from cnam_rules.tables.answers import Case, Note, TableAnswer, ask
from cnam_rules.tables.asking import Asked, Result
from cnam_rules.tables.model import Input, Output, Policy, Row, Table
from cnam_rules.tables.renseignements import (
    Continuation,
    DelayRule,
    Renseignements,
    decode_renseignements,
)

__all__ = [
    "Asked",
    "Case",
    "Continuation",
    "DelayRule",
    "Input",
    "Note",
    "Output",
    "Policy",
    "Renseignements",
    "Result",
    "Row",
    "Table",
    "TableAnswer",
    "ask",
    "decode_renseignements",
]

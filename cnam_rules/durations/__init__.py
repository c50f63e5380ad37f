"""Counting calendar durations over sets of days, exactly.

Integers and fractions, never floats; nothing reads the clock; nothing is known of dossiers. `total` and its
like are for programs that decide; `account`, `lacking` and `reached_on` for those that explain.
"""

from cnam_rules.durations.conventions import (
    USUAL,
    WHOLE,
    Counting,
    Key,
    Months,
    PartTime,
    Spell,
    StageCounting,
)
from cnam_rules.durations.counting import elapsed, measure, presence, presence_lacking, prorata_total, total
from cnam_rules.durations.evidence import (
    Account,
    CutReason,
    CutSpell,
    Lacking,
    Overlap,
    WorkedRun,
    account,
    lacking,
    reached_on,
)
from cnam_rules.durations.months import decode, distance, encode

__all__ = [
    "USUAL",
    "WHOLE",
    "Account",
    "Counting",
    "CutReason",
    "CutSpell",
    "Key",
    "Lacking",
    "Months",
    "Overlap",
    "PartTime",
    "Spell",
    "StageCounting",
    "WorkedRun",
    "account",
    "decode",
    "distance",
    "elapsed",
    "encode",
    "lacking",
    "measure",
    "presence",
    "presence_lacking",
    "prorata_total",
    "reached_on",
    "total",
]

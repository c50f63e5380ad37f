"""What goes with a decision: what lacks, which pieces are missing, what other readings would say.

Each is a function over plain data; the statuses under another answer or another reading are found by
deciding again.
"""

from cnam_rules.advice.again import Again, statuses_of
from cnam_rules.advice.lacking import exemptions, shortfalls
from cnam_rules.advice.other_readings import alternatives
from cnam_rules.advice.pieces import answered, missing_pieces

__all__ = [
    "Again",
    "alternatives",
    "answered",
    "exemptions",
    "missing_pieces",
    "shortfalls",
    "statuses_of",
]

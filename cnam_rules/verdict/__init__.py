"""Verdicts: plain data, and the form they are stored in."""

from cnam_rules.verdict.model import (
    FORMAT,
    Alternative,
    ConditionVerdict,
    EngineUsed,
    MissingPiece,
    Outcome,
    Remark,
    Verdict,
    Waiver,
)

__all__ = [
    "FORMAT",
    "Alternative",
    "ConditionVerdict",
    "EngineUsed",
    "MissingPiece",
    "Outcome",
    "Remark",
    "Verdict",
    "Waiver",
]

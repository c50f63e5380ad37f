"""The rule language: YAML files to rule sets whose every fault is known at once."""

from cnam_rules.language.examples import STATUSES, VERDICTS
from cnam_rules.language.fiche import Fiche, Offre, Session, Unite, decode_fiche
from cnam_rules.language.load import decode_ruleset
from cnam_rules.language.model import (
    Choice,
    ChosenRules,
    Condition,
    Example,
    InForce,
    MeasureDef,
    Reading,
    RuleSet,
    Source,
)
from cnam_rules.language.used import MeasureUsed, ReadingUsed, RuleSetUsed

__all__ = [
    "STATUSES",
    "VERDICTS",
    "Choice",
    "ChosenRules",
    "Condition",
    "Example",
    "Fiche",
    "InForce",
    "MeasureDef",
    "MeasureUsed",
    "Offre",
    "Reading",
    "ReadingUsed",
    "RuleSet",
    "RuleSetUsed",
    "Session",
    "Source",
    "Unite",
    "decode_fiche",
    "decode_ruleset",
]

"""The rule language: YAML files to rule sets whose every fault is known at once."""

from cnam_rules.language.chosen import ChosenRules
from cnam_rules.language.constat import Constat
from cnam_rules.language.definitions import DecisionDef, ParametreDef, ValeurDef
from cnam_rules.language.examples import STATUSES, VERDICTS
from cnam_rules.language.extending import told_once
from cnam_rules.language.fiche import Fiche, Offre, Session, Unite, decode_fiche, read_fiche
from cnam_rules.language.load import decode_rule_file, decode_ruleset, decode_with_tree
from cnam_rules.language.model import (
    Choice,
    Condition,
    Example,
    InForce,
    MeasureDef,
    Modele,
    Reading,
    RuleSet,
    Source,
)
from cnam_rules.language.rulefile import RuleFile, at_root, is_fiche, is_renseignements, is_ruleset, shelf
from cnam_rules.language.used import MeasureUsed, Origin, ReadingUsed, RuleSetExtended, RuleSetUsed
from cnam_rules.language.valeurs import decision_faults

__all__ = [
    "STATUSES",
    "VERDICTS",
    "Choice",
    "ChosenRules",
    "Condition",
    "Constat",
    "DecisionDef",
    "Example",
    "Fiche",
    "InForce",
    "MeasureDef",
    "MeasureUsed",
    "Modele",
    "Offre",
    "Origin",
    "ParametreDef",
    "Reading",
    "ReadingUsed",
    "RuleFile",
    "RuleSet",
    "RuleSetExtended",
    "RuleSetUsed",
    "Session",
    "Source",
    "Unite",
    "ValeurDef",
    "at_root",
    "decision_faults",
    "decode_fiche",
    "decode_rule_file",
    "decode_ruleset",
    "decode_with_tree",
    "is_fiche",
    "is_renseignements",
    "is_ruleset",
    "read_fiche",
    "shelf",
    "told_once",
]

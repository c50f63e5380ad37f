"""The examples of a rule set: decided and compared, what they cover, and those that are missing."""

from cnam_rules.ruletests.coverage import Covered, Goal, coverage
from cnam_rules.ruletests.perturbing import PERTURBED
from cnam_rules.ruletests.running import Outcome, run_examples
from cnam_rules.ruletests.suggesting import Suggestion, Unreached, suggestions

__all__ = [
    "PERTURBED",
    "Covered",
    "Goal",
    "Outcome",
    "Suggestion",
    "Unreached",
    "coverage",
    "run_examples",
    "suggestions",
]

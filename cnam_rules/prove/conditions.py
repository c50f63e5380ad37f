"""What is proved of conditions: that nobody can meet one, that it turns nobody down, that others imply it.

Every question is asked under each choice of the readings that bear on it. What is so whatever is chosen is a
defect of the rules. What is so under some choices only is a remark, as another choice gives the condition its
use; but a condition that nobody can meet as the rules stand is a defect always.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Final

from cnam_rules.kernel import Answer, Status
from cnam_rules.language.model import Condition
from cnam_rules.prove.asking import Asked, Prover
from cnam_rules.prove.goals import Goal, SiIs, StatusIs
from cnam_rules.prove.report import Finding, Unsettled
from cnam_rules.prove.witness import unshowable

__all__ = ["look_at_conditions"]

_PASSES: Final = frozenset((Status.MET, Status.NOT_APPLICABLE))
_ON_CONDITIONS: Final[Mapping[str, StatusIs | SiIs]] = {
    "si-never": SiIs(0, 0, Answer.YES),
    "si-always": SiIs(0, 0, Answer.NO),
    "never-met": StatusIs(0, 0, frozenset((Status.MET,))),
    "always-met": StatusIs(0, 0, frozenset((Status.UNMET,))),
}
"""For each finding on a condition, what can't be when it is so."""


def look_at_conditions(prover: Prover) -> None:
    """Ask of each condition by itself, then of each pair of those that are of use, then of all of them."""
    useless = {condition.id for condition in prover.ruleset.conditions if _condition(prover, condition)}
    of_use = [c for c in prover.ruleset.conditions if c.id not in useless]
    _implied(prover, of_use)
    _implied_together(prover, of_use)


def _condition(prover: Prover, condition: Condition) -> bool:
    """Whether a condition is found useless as the rules stand: others aren't compared with it then."""
    useless = False
    for code, goal in _ON_CONDITIONS.items():
        if useless:
            break  # a `si` that is never true says all that there is to say
        if code.startswith("si") and condition.si is None:
            continue
        asked = prover.ask([condition], (goal,), written=code != "si-always")
        if code == "si-always" and not any(asked.never) and prover.written(condition):
            continue
        useless |= _tell(prover, code, [condition], asked, (goal,)) and code != "si-always"
    return useless


def _implied(prover: Prover, conditions: Sequence[Condition]) -> None:
    """Conditions that are met wherever another one is."""
    told: set[tuple[str, str]] = set()
    for first, second in permutations(conditions, 2):
        # The second adds nothing when it can't refuse where the first is content.
        goal = (StatusIs(0, 0, _PASSES), StatusIs(0, 1, frozenset((Status.UNMET,))))
        asked = prover.ask([first, second], goal)
        if (second.id, first.id) in told and asked.as_retained:
            continue  # they say the same: told once
        if _tell(prover, "implied", [second, first], asked, goal, of=[first, second]):
            told.add((first.id, second.id))


def _implied_together(prover: Prover, conditions: Sequence[Condition]) -> None:
    """Conditions that are met wherever all the others are: a dossier shows that each can refuse alone.

    One that a single other one implies, under whatever readings, was told already.
    """
    if len(conditions) <= 2:
        return
    told = {finding.subject for finding in prover.findings if finding.code == "implied"}
    for place, condition in enumerate(conditions):
        if condition.id in told:
            continue
        alone = (
            frozenset((Status.UNMET,)) if number == place else _PASSES for number in range(len(conditions))
        )
        goal = tuple(StatusIs(0, number, statuses) for number, statuses in enumerate(alone))
        _tell(prover, "implied-together", [condition], prover.ask(conditions, goal), goal, of=conditions)


def _tell(
    prover: Prover,
    code: str,
    about: Sequence[Condition],
    asked: Asked,
    goal: Goal,
    *,
    of: Sequence[Condition] | None = None,
) -> bool:
    """Tell what came of a question on conditions; whether it is so under the choices retained."""
    condition, *others = about
    place = (condition.file, condition.line)
    args = tuple(("other", other.id) for other in others)
    if any(never is None for never in asked.never):
        prover.unsettled.append(Unsettled(code, *place, condition.id, "solver", (), args))
        return False
    found = [chosen for chosen, never in zip(asked.choices.tried, asked.never, strict=True) if never]
    always = len(found) == asked.choices.all
    if not found:
        # It can be: that is no news, once a dossier shows it.
        rules = prover.under(asked.choices.tried[0])
        subject = prover.subject(asked.choices.tried[0], of or about)
        unsettled = Unsettled(code, *place, condition.id, "no-dossier", unshowable(subject), args)
        prover.settle(unsettled, subject, subject.question(goal), rules)
        return False
    prover.counts["settled"] += 1
    serious = always or (code == "never-met" and bool(asked.as_retained))
    under = () if always or asked.as_retained else prover.nearest(found)
    if not always:
        everywhere = len(found) == len(asked.choices.tried)
        args = (*args, ("under", "tried" if everywhere else "some"))
    prover.findings.append(Finding(code, serious, *place, condition.id, args, under))
    return bool(asked.as_retained)

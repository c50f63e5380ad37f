"""Which rule set governs a dossier, and which must not govern at the same time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import combinations

from cnam_rules.decoding import suggest
from cnam_rules.dossier import Dossier
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.language import RuleSet

__all__ = ["choose", "name_of", "overlaps"]


def choose(titles: Sequence[RuleSet], dossier: Dossier, as_of: date, programmes: Collection[str]) -> RuleSet:
    """The one rule set that governs a dossier on a day.

    The certification must be valid when the candidate enters training (code du travail, L6113-9), so it is
    the version in force on that day; and it must exist by `as_of`. When the day of entry is unknown, every
    version that existed by `as_of` could be the one: it takes a single one to decide. Regional variants and
    milestones of one title are rule sets of their own: when several are in force, whoever asks has to choose.

    Args:
        titles: the rule sets of the dossier's programme.
        dossier: the dossier.
        as_of: the day of the decision.
        programmes: the programmes that rules are about, to suggest one.

    Raises:
        RuleSetError: none is in force, or several are.
    """
    entered = dossier.entree_en_formation
    candidates = [r for r in titles if r.in_force.begun(as_of)]
    if entered is not None:
        candidates = [r for r in candidates if r.in_force.on(entered)]
    if len(candidates) == 1:
        return candidates[0]
    expected = ", ".join(_label(r) for r in (candidates or titles)) or "—"
    args = {"found": dossier.programme, "expected": expected, "as_of": as_of.isoformat()}
    if not titles:
        known = sorted(programmes)
        args["expected"] = ", ".join(known)
        raise RuleSetError(
            [Fault("$.programme", "unknown-programme", args, suggest(dossier.programme, known))]
        )
    if entered is not None:
        args["entered"] = entered.isoformat()
        if not candidates and any(r.in_force.on(entered) for r in titles):
            raise RuleSetError([Fault("as_of", "none-in-force-yet", args)])
        code = "none-in-force" if not candidates else "several-in-force"
        raise RuleSetError([Fault("$.entree_en_formation", code, args)])
    # The day of entry chooses a version; of rule sets with names of their own, whoever asks has to.
    several = len({r.id for r in candidates}) > 1
    code = "several-may-apply" if several else "entry-needed" if candidates else "none-in-force-yet"
    raise RuleSetError([Fault("$.entree_en_formation", code, args)])


def name_of(ruleset: RuleSet) -> str:
    """The name and version of a rule set, as `ruleset=` takes them."""
    return f"{ruleset.id}@{ruleset.version}"


def _label(ruleset: RuleSet) -> str:
    since, until = ruleset.in_force.du, ruleset.in_force.au
    days = f"{since.isoformat() if since else '…'} → {until.isoformat() if until else '…'}"
    return f"{name_of(ruleset)} ({days})"


def overlaps(rulesets: Sequence[RuleSet]) -> Iterator[Fault]:
    """A fault for every version that begins while another of the same rule set is in force."""
    by_start = sorted(rulesets, key=lambda ruleset: (ruleset.id, ruleset.in_force.du or date.min))
    for before, after in combinations(by_start, 2):
        if before.id == after.id and before.in_force.on(after.in_force.du or date.min):
            args = {"found": name_of(before), "expected": name_of(after)}
            yield Fault("$.en_vigueur", "versions-overlap", args, file=after.file)

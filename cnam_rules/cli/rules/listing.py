"""`cnam-rules rules list`: the rule sets that come with the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnam_rules.catalogue import packaged
from cnam_rules.language import RuleSet

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output

__all__ = ["run"]


def run(asked: Asked, out: Output) -> int:
    """List the rule sets that come with the library."""
    rulesets = packaged().rulesets
    if asked.json:
        out.json({"rulesets": [_listed(ruleset) for ruleset in rulesets]})
        return 0
    headers = [
        out.say(f"column-{name}")
        for name in ("id", "version", "programme", "in-force", "conditions", "readings", "examples", "hash")
    ]
    rows = [
        [
            ruleset.id,
            ruleset.version,
            ruleset.programme,
            _in_force(ruleset, out),
            str(len(ruleset.conditions)),
            str(len(ruleset.readings)),
            str(len(ruleset.examples)),
            ruleset.sha256[:12],
        ]
        for ruleset in rulesets
    ]
    out.table(headers, rows)
    return 0


def _in_force(ruleset: RuleSet, out: Output) -> str:
    """The days that a rule set governs: `depuis le 1er septembre 2023`."""
    period = ruleset.in_force
    if period.au is None:
        return out.say("since", du=period.du)
    return out.say("from-to", du=period.du, au=period.au)


def _listed(ruleset: RuleSet) -> dict[str, Any]:
    period = ruleset.in_force
    return {
        "id": ruleset.id,
        "version": ruleset.version,
        "programme": ruleset.programme,
        "intitule": {"fr": ruleset.intitule.fr, "en": ruleset.intitule.en},
        "en_vigueur": {
            "du": period.du.isoformat(),
            "au": None if period.au is None else period.au.isoformat(),
        },
        "conditions": len(ruleset.conditions),
        "lectures": len(ruleset.readings),
        "exemples": len(ruleset.examples),
        "sha256": ruleset.sha256,
        "file": ruleset.file,
    }

"""`cnam-rules rules list`: the rule sets that come with the library."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

from cnam_rules.catalogue import packaged
from cnam_rules.language import RuleSet
from cnam_rules.render.ruleset_data import text_data
from cnam_rules.render.words import period_said

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
            period_said(out.speech, "cli", ruleset.in_force),
            str(len(ruleset.conditions)),
            str(len(ruleset.readings)),
            str(len(ruleset.examples)),
            ruleset.sha256[:12],
        ]
        for ruleset in rulesets
    ]
    out.table(headers, rows)
    reconstructed = [f"{rules.id}@{rules.version}" for rules in rulesets if rules.reconstitution is not None]
    if reconstructed:
        notice = out.say("list-reconstructed", names=out.speech.series(reconstructed))
        lines = [notice] if out.width is None else wrap(notice, out.width, break_on_hyphens=False)
        out.write("\n" + "\n".join(lines) + "\n")
    return 0


def _listed(ruleset: RuleSet) -> dict[str, Any]:
    return {
        "id": ruleset.id,
        "version": ruleset.version,
        "programme": ruleset.programme,
        "intitule": text_data(ruleset.intitule),
        "en_vigueur": ruleset.in_force.data(),
        "conditions": len(ruleset.conditions),
        "lectures": len(ruleset.readings),
        "exemples": len(ruleset.examples),
        "reconstitution": text_data(ruleset.reconstitution),
        "sha256": ruleset.sha256,
        "file": ruleset.file,
    }

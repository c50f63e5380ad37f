"""`cnam-rules rules show`: a rule set in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnam_rules.cli.decide import find_ruleset
from cnam_rules.render.ruleset import ruleset_data, ruleset_text

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output

__all__ = ["run"]


def run(asked: Asked, out: Output) -> int:
    """Show a rule set in words."""
    ruleset = find_ruleset(asked.names[0])
    if asked.json:
        out.json(ruleset_data(ruleset))
    else:
        out.lines(ruleset_text(ruleset, out.lang, width=out.page_width))
    return 0

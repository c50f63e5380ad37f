"""`cnam-rules rules show`: one rule set in the form asked for, on the standard output or in a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cnam_rules.cli.commands import FORMATS
from cnam_rules.cli.decide import find_ruleset
from cnam_rules.cli.writing import write
from cnam_rules.render.annotated import ruleset_html
from cnam_rules.render.mermaid import ruleset_mermaid
from cnam_rules.render.ruleset import ruleset_text
from cnam_rules.render.ruleset_data import ruleset_data

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output
    from cnam_rules.language import RuleSet

__all__ = ["run"]


def run(asked: Asked, out: Output) -> int:
    """Show a rule set: in words, as an annotated page, as a chart, or as data; to a file, say which.

    Raises:
        RuleSetError: there is no such rule set, or it has faults.
        InputError: the file can't be written, or is the one that holds the rules.
    """
    name = asked.names[0]
    ruleset = find_ruleset(name)
    form, file = asked.options.get("--format", FORMATS[0]), asked.options.get("--out")
    if file is not None:
        write(file, _content(ruleset, asked, form, out.lang), rules=name)
        out.lines(out.say("written", mark="✓", file=file) + "\n")
    elif asked.json:
        out.json(ruleset_data(ruleset))
    elif form == "text":
        out.lines(ruleset_text(ruleset, out.lang, width=out.page_width))
    else:
        out.write(_content(ruleset, asked, form, out.lang))
    return 0


def _content(ruleset: RuleSet, asked: Asked, form: str, lang: str) -> str:
    """What a file holds; the text is laid out for a printed page, whatever the terminal."""
    if asked.json:
        return json.dumps(ruleset_data(ruleset), ensure_ascii=False, separators=(",", ":")) + "\n"
    if form == "html":
        return ruleset_html(ruleset, lang)
    return ruleset_mermaid(ruleset, lang) if form == "mermaid" else ruleset_text(ruleset, lang)

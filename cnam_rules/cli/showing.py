"""`cnam-rules rules show`: one rule set in the form asked for, on the standard output or in a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from cnam_rules.cli.decide import is_there
from cnam_rules.faults import Fault, InputError
from cnam_rules.render.annotated import ruleset_html
from cnam_rules.render.mermaid import ruleset_mermaid
from cnam_rules.render.ruleset import ruleset_data, ruleset_text

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output
    from cnam_rules.language import RuleSet

__all__ = ["shown"]


def shown(ruleset: RuleSet, asked: Asked, out: Output) -> int:
    """Show a rule set in the form asked for; to a file, say where it was written.

    Raises:
        InputError: the file can't be written, or is the one that holds the rules.
    """
    if asked.to is not None:
        _write(asked.to, asked.names[0], _content(ruleset, asked, out.lang))
        out.lines(out.say("written", mark="✓", file=asked.to) + "\n")
    elif asked.json:
        out.json(ruleset_data(ruleset))
    elif asked.format == "text":
        out.lines(ruleset_text(ruleset, out.lang, width=out.page_width))
    else:
        out.write(_content(ruleset, asked, out.lang))
    return 0


def _content(ruleset: RuleSet, asked: Asked, lang: str) -> str:
    """What a file holds; the text is laid out for a printed page, whatever the terminal."""
    if asked.json:
        return json.dumps(ruleset_data(ruleset), ensure_ascii=False, separators=(",", ":")) + "\n"
    if asked.format == "html":
        return ruleset_html(ruleset, lang)
    return ruleset_mermaid(ruleset, lang) if asked.format == "mermaid" else ruleset_text(ruleset, lang)


def _write(to: str, name: str, content: str) -> None:
    """Write to a file, in UTF-8.

    Raises:
        InputError: it can't be written, or it is the file that `name` names.
    """
    if is_there(to, Path.is_file) and is_there(name, Path.is_file) and Path(to).samefile(name):
        raise InputError([Fault("--to", "writes-over-rules", {"found": to})])
    try:
        Path(to).write_text(content, encoding="utf-8", newline="\n")
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or type(error).__name__
        raise InputError([Fault("--to", "unwritable-file", {"found": to, "detail": detail})]) from error

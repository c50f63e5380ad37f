"""`cnam-rules rules show`: a rule set, or what is told of a programme, in the form asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from cnam_rules.catalogue import information_of, packaged, read_renseignements
from cnam_rules.cli.commands import FORMATS
from cnam_rules.cli.decide import find_ruleset
from cnam_rules.cli.writing import is_there, write
from cnam_rules.documents import read_text
from cnam_rules.faults import Fault, InputError
from cnam_rules.language import is_renseignements
from cnam_rules.render.annotated import ruleset_html
from cnam_rules.render.mermaid import ruleset_mermaid
from cnam_rules.render.programme import information_data, information_text
from cnam_rules.render.ruleset import ruleset_text
from cnam_rules.render.ruleset_data import ruleset_data
from cnam_rules.render.words import WIDTH

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output
    from cnam_rules.language import RuleSet
    from cnam_rules.tables import Renseignements

__all__ = ["run"]


def run(asked: Asked, out: Output) -> int:
    """Show a rule set: in words, as an annotated page, as a chart, or as data; to a file, say which.

    Raises:
        RuleSetError: there is no such rule set, or it has faults.
        InputError: the file can't be written, or is the one that holds the rules.
    """
    name = asked.names[0]
    form, file = asked.options.get("--format", FORMATS[0]), asked.options.get("--out")
    if (information := _information(name)) is not None:
        return _show_information(information, asked, out, form, file)
    ruleset = find_ruleset(name)
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


def _information(name: str) -> Renseignements | None:
    """The file of `renseignements:` of that name or id; None when it is none.

    Raises:
        RuleSetError: it has faults.
    """
    if is_there(name, Path.is_file):
        text, _ = read_text(Path(name), name=name)
        return read_renseignements(name) if text is not None and is_renseignements(text) else None
    if name not in packaged().information_ids:
        return None
    return packaged().renseignements[name]


def _show_information(
    information: Renseignements, asked: Asked, out: Output, form: str, file: str | None
) -> int:
    """Show what else is told of a programme, in words or as data: it has neither a chart nor a page."""
    if form != FORMATS[0]:
        args = {"found": form, "expected": FORMATS[0]}
        raise InputError([Fault("--format", "form-of-rules-only", args)])
    if asked.json:
        text = json.dumps(information_data(information), ensure_ascii=False, separators=(",", ":")) + "\n"
    else:
        text = information_text(information, out.lang, width=WIDTH if file is not None else out.page_width)
    if file is not None:
        write(file, text, rules=asked.names[0])
        out.lines(out.say("written", mark="✓", file=file) + "\n")
    elif asked.json:
        out.json_text(text.rstrip("\n"))
    else:
        out.lines(text)
    return 0


def _content(ruleset: RuleSet, asked: Asked, form: str, lang: str) -> str:
    """What a file holds; the text is laid out for a printed page, whatever the terminal."""
    if asked.json:
        return json.dumps(ruleset_data(ruleset), ensure_ascii=False, separators=(",", ":")) + "\n"
    if form == "html":
        name = asked.names[0]
        own = name if is_there(name, Path.is_file) else None
        return ruleset_html(ruleset, lang, information=information_of(ruleset, own))
    return ruleset_mermaid(ruleset, lang) if form == "mermaid" else ruleset_text(ruleset, lang)

"""`cnam-rules rules export`: a rule set written for another system."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cnam_rules.cli.decide import find_ruleset
from cnam_rules.export import export_rules, laid_out
from cnam_rules.faults import Fault, InputError

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output

__all__ = ["export"]


def export(asked: Asked, out: Output) -> int:
    """Write a rule set in the language asked for, to a file or to the standard output.

    Raises:
        RuleSetError: there is no such rule set or reading, or something can't be said in that language.
        InputError: the file can't be written.
    """
    document = export_rules(find_ruleset(asked.names[0]), asked.to, asked.readings)
    if asked.out is None and asked.json:
        out.json(document)
        return 0
    text = laid_out(document) + "\n"
    if asked.out is None:
        out.json_page(text)
        return 0
    _write(asked.out, text)
    counted = {"conditions": len(document["conditions"]), "facts": len(document["facts"])}
    if asked.json:
        out.json({"file": asked.out, "language": asked.to, **counted})
    else:
        name = f"{document['ruleset']['id']}@{document['ruleset']['version']}"
        content = out.speech.list([out.say(f"n-{what}", n=n) for what, n in counted.items()])
        said = out.say(
            "export-written", mark="✓", file=asked.out, id=name, language=asked.to, content=content
        )
        out.lines(said + "\n")
    return 0


def _write(name: str, text: str) -> None:
    """Write a file.

    Raises:
        InputError: it can't be written.
    """
    try:
        Path(name).write_text(text, encoding="utf-8", newline="\n")
    except (OSError, ValueError) as error:  # ValueError: the name can't be one
        detail = getattr(error, "strerror", None) or str(error)
        raise InputError([Fault("--out", "cannot-write", {"found": name, "detail": detail})]) from None

"""`cnam-rules rules schema`: the JSON Schema of a kind of file, on the standard output or in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnam_rules.cli.commands import FILES
from cnam_rules.cli.writing import write
from cnam_rules.schema import schema_text

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output

__all__ = ["run"]


def run(asked: Asked, out: Output) -> int:
    """Print the JSON Schema of a kind of file, or write it to one.

    Raises:
        InputError: the file can't be written.
    """
    text, file = schema_text(asked.options.get("--of", FILES[0]), out.lang), asked.options.get("--out")
    if file is None:
        out.json_page(text)
        return 0
    write(file, text, folders=True)
    if asked.json:
        out.json({"files": [file]})
    else:
        out.lines(out.say("written", mark="✓", file=file) + "\n")
    return 0

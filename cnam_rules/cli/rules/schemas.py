"""`cnam-rules rules schema`: the JSON Schema of a kind of file, printed or written to a file."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cnam_rules.cli.writing import write
from cnam_rules.schema import schema_text

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output

__all__ = ["run"]


def run(asked: Asked, out: Output) -> int:
    """Print the JSON Schema of a kind of file, or write it to one, in the place of an older one.

    Raises:
        InputError: the file can't be written.
    """
    text = schema_text(asked.options.get("--of", "jeu"), out.lang)
    if "--out" not in asked.options:
        out.json_page(text)
        return 0
    path = Path(asked.options["--out"])
    with suppress(OSError, ValueError):  # writing the file tells why it can't be
        path.parent.mkdir(parents=True, exist_ok=True)
    write(str(path), text)
    if asked.json:
        out.json({"files": [str(path)]})
    else:
        out.lines(out.say("new-file", mark="✓", file=str(path)) + "\n")
    return 0

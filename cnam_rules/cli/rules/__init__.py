"""`cnam-rules rules`: a module for each command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from cnam_rules.cli.rules import beginning, checking, exporting, listing, schemas, showing, testing

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output

__all__ = ["COMMANDS"]


def _prove(asked: Asked, out: Output) -> int:
    """Prove rules; imported now, as it brings a lot along."""
    from cnam_rules.cli.rules import proving

    return proving.run(asked, out)


COMMANDS: Final[Mapping[str, Callable[[Asked, Output], int]]] = {
    "list": listing.run,
    "show": showing.run,
    "check": checking.run,
    "test": testing.run,
    "prove": _prove,
    "export": exporting.run,
    "schema": schemas.run,
    "new": beginning.run,
}
"""What runs each command of `cnam_rules.cli.commands.RULES_COMMANDS`, by its name."""

"""The commands of `cnam-rules rules` and their options, as the help, the parser and the checks read them.

A new command is a row here, a module of `cnam_rules.cli.rules` and its sentences in `cnam_rules/messages/`
(`short-rules-…`, `about-rules-…`, `names-rules-…`, `statuses-…`, and `help-…` for each option).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

__all__ = ["RULES_COMMANDS", "Option", "RulesCommand"]


@frozen
class Option:
    """An option of a command.

    Attributes:
        name: as it is typed: `--junit`.
        value: what stands for its value in the help: `file`, `date` and `name-choice` are said in the
            language asked for, anything else as it is. None for an option that takes no value.
        words: the values that it can have; any value when there are none.
    """

    name: str
    value: str | None = None
    words: tuple[str, ...] = ()


@frozen
class RulesCommand:
    """A command of `cnam-rules rules`.

    Attributes:
        name: its name.
        names: what the names that it takes are: `file`, `id`, or several of them; empty if it takes none.
        fewest: how many names it needs.
        most: how many names it takes; None for any number.
        options: the options that it has beside those of every command.
    """

    name: str
    names: tuple[str, ...] = ()
    fewest: int = 0
    most: int | None = None
    options: tuple[Option, ...] = ()


RULES_COMMANDS: Final[Mapping[str, RulesCommand]] = {
    command.name: command
    for command in (
        RulesCommand("list", most=0),
        RulesCommand("show", ("id",), fewest=1, most=1),
        RulesCommand("check", ("file",), options=(Option("--strict"),)),
        RulesCommand(
            "test",
            ("file", "id"),
            options=(Option("--junit", "file"), Option("--coverage"), Option("--suggest")),
        ),
    )
}
"""Every command of `cnam-rules rules`, in the order of the help."""

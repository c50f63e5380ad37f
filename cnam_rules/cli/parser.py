"""The parser of the command line: it splits the arguments and lays the help out, in either language.

`argparse` does both. What it would say of a mistake, in English and with an exit status of its own, is left
to `cnam_rules.cli.arguments`: nothing here has a type or a choice that could be wrong, but the commands.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any, Final, NoReturn

from cnam_rules.cli.commands import NAMED, RULES_COMMANDS, TOP_COMMANDS
from cnam_rules.decoding import suggest
from cnam_rules.faults import Fault, InputError
from cnam_rules.speech import Speech

__all__ = ["ENGINES", "PROGRAM", "TextAsked", "UsageError", "build"]

PROGRAM: Final = "cnam-rules"
"""The program's name."""

ENGINES: Final = ("durable", "reference")
"""The engines that can be asked for: those of `cnam_rules.engines`, which help need not import."""


class TextAsked(Exception):
    """A text was asked for, and nothing else: help, or the version."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__()


class UsageError(InputError):
    """A command that can't be understood. `usage` is the command whose help would help."""

    def __init__(self, faults: Iterable[Fault], usage: str) -> None:
        super().__init__(faults)
        self.usage = usage


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Lays the help out under headings in the chosen language."""

    usage_word = ""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],  # argparse's own groups, of a private type
        prefix: str | None = None,
    ) -> None:
        """Put the usage first, after a word in the chosen language."""
        super().add_usage(usage, actions, groups, self.usage_word if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """A parser that leaves every mistake to `parse`, as an exception."""

    def __init__(
        self,
        *,
        speech: Speech,
        usage: str,
        description: str,
        epilog: str = "",
        **_: Any,  # what argparse hands to the parser of a command: its program's name, its colours
    ) -> None:
        word = speech.say("cli.usage") + " "
        formatter = type("_Formatter", (_Formatter,), {"usage_word": word})
        super().__init__(
            prog=PROGRAM,
            usage=usage,
            description=description,
            epilog=epilog,
            formatter_class=lambda prog: formatter(prog, max_help_position=26),
            add_help=False,
            allow_abbrev=False,
            exit_on_error=False,
        )

    def _check_value(self, action: argparse.Action, value: Any) -> None:  # whatever was typed
        """Refuse a command that doesn't exist."""
        if action.choices is not None and value not in action.choices:
            known = [str(choice) for choice in action.choices]
            args = {"found": str(value), "expected": ", ".join(known)}
            fault = Fault("$", "usage-unknown-command", args, suggest(str(value), known))
            raise UsageError([fault], PROGRAM if "decide" in known else f"{PROGRAM} rules")

    def error(self, message: str) -> NoReturn:
        """What argparse finds beside what `parse` checks: none that is known of."""
        raise UsageError([Fault("$", "usage", {"detail": message})], PROGRAM)


class _Help(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        raise TextAsked(parser.format_help())


class _Version(argparse.Action):
    def __call__(self, *_: object) -> NoReturn:
        from importlib.metadata import version

        raise TextAsked(f"{PROGRAM} {version(PROGRAM)}\n")


def build(speech: Speech) -> argparse.ArgumentParser:
    """The parser of the whole command line.

    Parsing raises `UsageError`, `TextAsked` or `argparse.ArgumentError`, and never exits.
    """

    def say(key: str) -> str:
        return speech.say(f"cli.{key}")

    def shown(word: str) -> str:
        """What stands for a value or a name."""
        return say(word) if word in NAMED else {"id": "ID"}.get(word, word)

    def options(
        parser: argparse.ArgumentParser,
    ) -> Any:  # argparse keeps its groups' type private
        group = parser.add_argument_group(say("options"))
        group.add_argument(
            "--lang", metavar="fr|en", action="append", default=argparse.SUPPRESS, help=say("help-lang")
        )
        group.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=say("help-json"))
        group.add_argument("-h", "--help", action=_Help, nargs=0, help=say("help-help"))
        return group

    def command(commands: Any, name: str, usage: str, metavar: str | None) -> Any:  # as above
        made = commands.add_parser(
            name.rpartition(" ")[2],
            help=say(f"short-{name.replace(' ', '-')}"),
            speech=speech,
            usage=f"{PROGRAM} {name} {usage}",
            description=say(f"about-{name.replace(' ', '-')}"),
            epilog=say("statuses-decide" if name == "decide" else f"statuses-{name.rpartition(' ')[2]}"),
        )
        if metavar is not None:
            group = made.add_argument_group(say("arguments"))
            group.add_argument(
                "names", metavar=metavar, nargs="*", help=say(f"names-{name.replace(' ', '-')}")
            )
        return made

    top = _Parser(
        speech=speech, usage=say("usage-top"), description=say("about-top"), epilog=say("statuses-top")
    )
    commands = top.add_subparsers(
        title=say("commands"), dest="command", metavar=say("command"), parser_class=_Parser
    )
    general = options(top)
    general.add_argument("--version", action=_Version, nargs=0, help=say("help-version"))

    file, day = say("file"), say("date")
    usage = f"{file}… --as-of {day} [{say('options').lower()}]"
    decide = command(commands, "decide", usage, file)
    group = options(decide)
    for name, metavar in (
        ("--as-of", day),
        ("--reading", say("name-choice")),
        ("--ruleset", f"ID|{file}"),
        ("--engine", "|".join(ENGINES)),
    ):
        group.add_argument(name, metavar=metavar, action="append", help=say(f"help{name[1:]}"))
    group.add_argument("--facts", action="store_true", default=False, help=say("help-facts"))

    for name, takes in TOP_COMMANDS.items():
        usage = f"[{' '.join(map(shown, takes.names))}…] [{say('options').lower()}]"
        options(command(commands, name, usage, "|".join(map(shown, takes.names))))

    rules = commands.add_parser(
        "rules",
        help=say("short-rules"),
        speech=speech,
        usage=f"{PROGRAM} rules {say('command')} [{say('options').lower()}]",
        description=say("about-rules"),
    )
    rules_commands = rules.add_subparsers(
        title=say("commands"), dest="rules_command", metavar=say("command"), parser_class=_Parser
    )
    options(rules)
    for name, takes in RULES_COMMANDS.items():
        names = "|".join(map(shown, takes.names))
        many = "…" if takes.most is None else ""
        usage = f"{names}{many}" if takes.fewest else f"[{names}{many}]" if names else ""
        made = command(
            rules_commands, f"rules {name}", f"{usage} [{say('options').lower()}]".strip(), names or None
        )
        group = options(made)
        for option in takes.options:
            if option.value is None:
                group.add_argument(option.name, action="append_const", const="", help=say(option.key))
                continue
            metavar = option.value if option.words else "|".join(map(shown, option.value.split("|")))
            group.add_argument(option.name, metavar=metavar, action="append", help=say(option.key))
    return top

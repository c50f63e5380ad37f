"""The parser of the command line: it splits the arguments and lays the help out, in either language.

`argparse` does both. What it would say of a mistake, in English and with an exit status of its own, is left
to `cnam_rules.cli.arguments`: nothing here has a type or a choice that could be wrong, but the commands.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any, Final, NoReturn

from cnam_rules.cli.commands import (
    DECIDE_OPTIONS,
    NAMED,
    RULES_COMMANDS,
    TOP_COMMANDS,
    Option,
    RulesCommand,
)
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
    return _Builder(speech).top()


class _Builder:
    """Builds the parsers of the commands, in one language."""

    def __init__(self, speech: Speech) -> None:
        self.speech = speech

    def top(self) -> argparse.ArgumentParser:
        """The parser of the whole command line."""
        top = _Parser(
            speech=self.speech,
            usage=self.say("usage-top"),
            description=self.say("about-top"),
            epilog=self.say("statuses-top"),
        )
        commands = top.add_subparsers(
            title=self.say("commands"), dest="command", metavar=self.say("command"), parser_class=_Parser
        )
        general = self.options(top)
        general.add_argument("--version", action=_Version, nargs=0, help=self.say("help-version"))

        self.decide(commands)

        for name, takes in TOP_COMMANDS.items():
            self.described(commands, name, takes)

        rules = commands.add_parser(
            "rules",
            help=self.say("short-rules"),
            speech=self.speech,
            usage=f"{PROGRAM} rules {self.say('command')} [{self.say('options').lower()}]",
            description=self.say("about-rules"),
        )
        rules_commands = rules.add_subparsers(
            title=self.say("commands"),
            dest="rules_command",
            metavar=self.say("command"),
            parser_class=_Parser,
        )
        self.options(rules)
        for name, takes in RULES_COMMANDS.items():
            self.described(rules_commands, f"rules {name}", takes)
        return top

    def decide(self, commands: Any) -> None:  # argparse keeps the type of its commands private
        """The command that decides dossiers."""
        file, day = self.say("file"), self.say("date")
        usage = f"{file}… --as-of {day} [{self.say('options').lower()}]"
        decide = self.command(commands, "decide", usage, file)
        group = self.options(decide)
        for name, metavar in (
            ("--as-of", day),
            ("--reading", self.say("name-choice")),
            ("--ruleset", f"ID|{file}"),
            ("--engine", "|".join(ENGINES)),
        ):
            group.add_argument(name, metavar=metavar, action="append", help=self.say(f"help{name[1:]}"))
        group.add_argument("--facts", action="store_true", default=False, help=self.say("help-facts"))
        group.add_argument("--advice", action="store_true", default=False, help=self.say("help-advice"))
        self.own(group, DECIDE_OPTIONS)

    def say(self, key: str) -> str:
        """A sentence of the command line."""
        return self.speech.say(f"cli.{key}")

    def shown(self, word: str) -> str:
        """What stands for a value or a name."""
        return self.say(word) if word in NAMED else {"id": "ID"}.get(word, word)

    def options(self, parser: argparse.ArgumentParser) -> Any:  # argparse keeps its groups' type private
        """The options that every command has."""
        group = parser.add_argument_group(self.say("options"))
        group.add_argument(
            "--lang", metavar="fr|en", action="append", default=argparse.SUPPRESS, help=self.say("help-lang")
        )
        group.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help=self.say("help-json")
        )
        group.add_argument("-h", "--help", action=_Help, nargs=0, help=self.say("help-help"))
        return group

    def command(self, commands: Any, name: str, usage: str, metavar: str | None) -> Any:  # as above
        """A command, with its names."""
        made = commands.add_parser(
            name.rpartition(" ")[2],
            help=self.say(f"short-{name.replace(' ', '-')}"),
            speech=self.speech,
            usage=f"{PROGRAM} {name} {usage}",
            description=self.say(f"about-{name.replace(' ', '-')}"),
            epilog=self.say("statuses-decide" if name == "decide" else f"statuses-{name.rpartition(' ')[2]}"),
        )
        if metavar is not None:
            group = made.add_argument_group(self.say("arguments"))
            group.add_argument(
                "names", metavar=metavar, nargs="*", help=self.say(f"names-{name.replace(' ', '-')}")
            )
        return made

    def described(self, commands: Any, name: str, takes: RulesCommand) -> None:  # as above
        """A command of the tables, with its own options."""
        names = (" " if name in TOP_COMMANDS else "|").join(map(self.shown, takes.names))
        many = "…" if takes.most is None else ""
        usage = f"{names}{many}" if takes.fewest else f"[{names}{many}]" if names else ""
        made = self.command(commands, name, f"{usage} [{self.say('options').lower()}]".strip(), names or None)
        self.own(self.options(made), takes.options)

    def own(self, group: Any, known: Iterable[Option]) -> None:  # as above
        """The options that a command has beside those of every one."""
        for option in known:
            if option.value is None:
                group.add_argument(option.name, action="append_const", const="", help=self.say(option.key))
                continue
            metavar = option.value if option.words else "|".join(map(self.shown, option.value.split("|")))
            group.add_argument(option.name, metavar=metavar, action="append", help=self.say(option.key))

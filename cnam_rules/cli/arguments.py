"""The arguments of the command line: what can be asked, in either language, with every mistake told at once.

`argparse` splits the arguments and lays the help out. Everything it would say of a mistake, in English and
with an exit status of its own, is checked here instead and told as faults, as for any other input.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final, NoReturn

from attrs import frozen

from cnam_rules.decoding import suggest
from cnam_rules.faults import Fault, InputError
from cnam_rules.speech import LANGUAGES, Speech

__all__ = ["Asked", "TextAsked", "UsageError", "language_of", "parse"]

PROGRAM: Final = "cnam-rules"
ENGINES: Final = ("durable", "reference")
_COMMANDS: Final[tuple[str, ...]] = ("decide", "rules")
_RULES_COMMANDS: Final[tuple[str, ...]] = ("list", "show", "check", "test")


@frozen
class Asked:
    """What the command line asks for.

    Attributes:
        command: `decide`, `list`, `show`, `check` or `test`.
        names: files, or ids of rule sets; `-` is the standard input.
        as_of: the day of the decision.
        readings: the choices asked for, by reading.
        ruleset: the id or file of the rules to apply; None for those in force.
        engine: the engine asked for, if any.
        json: whether to answer in JSON.
    """

    command: str
    names: tuple[str, ...]
    as_of: date
    readings: Mapping[str, str]
    ruleset: str | None
    engine: str | None
    json: bool


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


def language_of(arguments: Sequence[str]) -> str:
    """The language asked for, before anything else is understood; French when it can't be told.

    >>> language_of(["decide", "--lang", "en"]), language_of(["--lang=en"]), language_of(["--lang", "xx"])
    ('en', 'en', 'fr')
    """
    found = LANGUAGES[0]
    for argument, following in pairwise([*arguments, ""]):
        value = following if argument == "--lang" else argument.removeprefix("--lang=")
        if argument.startswith("--lang") and value in LANGUAGES:
            found = value
    return found


def parse(arguments: Sequence[str], speech: Speech) -> Asked:
    """What is asked for.

    Raises:
        UsageError: with every mistake of the command.
        TextAsked: help or the version is asked for.
    """
    arguments, literal = _split(arguments)
    parser = _parser(speech)
    try:
        found, extras = parser.parse_known_args([*arguments])
    except argparse.ArgumentError as error:
        # The only mistakes left to argparse: a value that lacks, or that an option doesn't take.
        option = error.argument_name or ""
        needless = option in ("--json", "--help", "-h/--help", "--version")
        code = "usage-needless-value" if needless else "usage-missing-value"
        usage = f"{PROGRAM} decide" if "decide" in arguments else PROGRAM
        raise UsageError([Fault(option, code, {"found": option})], usage) from None
    command = getattr(found, "command", None)
    where, known = PROGRAM, _COMMANDS
    if command == "rules":
        command = getattr(found, "rules_command", None)
        where, known = f"{PROGRAM} rules", _RULES_COMMANDS
    options: dict[str, list[str]] = {
        name: value for name, value in vars(found).items() if isinstance(value, list)
    }
    checks = _Checks(options)
    stray = [extra for extra in extras if extra.startswith("-") and extra != "-"]
    for option in stray:
        checks.unknown_option(option, command)
    if command is None:
        if not checks.faults:
            checks.fault("usage-missing-command", expected=", ".join(known), path="$")
        raise UsageError(checks.faults, where)
    names = (
        *options.get("names", ()),
        *((extra for extra in extras if extra not in stray) if not stray else ()),
        *literal,
    )
    checks.language()
    checks.names(command, names)
    asked = Asked(
        command=command,
        names=names,
        as_of=checks.day() if command == "decide" else date.min,
        readings=checks.readings(),
        ruleset=checks.once("ruleset"),
        engine=checks.engine(),
        json=bool(getattr(found, "json", False)),
    )
    if checks.faults:
        name = command if command == "decide" else f"rules {command}"
        raise UsageError(checks.faults, f"{PROGRAM} {name}")
    return asked


def _split(arguments: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """The arguments, and those after `--`, which are names however they begin."""
    if "--" not in arguments:
        return arguments, ()
    cut = [*arguments].index("--")
    return arguments[:cut], arguments[cut + 1 :]


class _Checks:
    """Checks what was asked, and keeps every fault."""

    def __init__(self, options: Mapping[str, list[str]]) -> None:
        self.options = options
        self.faults: list[Fault] = []

    def fault(self, code: str, *, path: str, suggestion: str | None = None, **args: str) -> None:
        """Record a fault."""
        self.faults.append(Fault(path, code, args, suggestion))

    def once(self, name: str) -> str | None:
        """The value of an option that can have only one."""
        given = list(dict.fromkeys(self.options.get(name, ())))
        option = f"--{name.replace('_', '-')}"
        if len(given) > 1:
            self.fault("usage-twice", path=option, found=option, expected=", ".join(given))
        return given[0] if given else None

    def language(self) -> None:
        """Whether the language is spoken."""
        for given in self.options.get("lang", ()):
            if given not in LANGUAGES:
                self.fault("unknown-word", path="--lang", found=given, expected=", ".join(LANGUAGES))

    def names(self, command: str, names: Sequence[str]) -> None:
        """Whether there are as many names as the command takes."""
        if command in ("decide", "show") and not names:
            self.fault("usage-missing-file" if command == "decide" else "usage-missing-id", path="$")
        if command == "show" and len(names) > 1:
            self.fault("usage-one-name", path="$", found=" ".join(names))
        if command == "list" and names:
            self.fault("usage-no-name", path="$", found=" ".join(names))
        if command == "decide" and names.count("-") > 1:
            self.fault("usage-twice", path="-", found="-", expected="-, -")

    def day(self) -> date:
        """The day of the decision; it is required, as nothing reads the clock."""
        given = self.once("as_of")
        if given is None:
            if not any(fault.suggestion == "--as-of" for fault in self.faults):
                self.fault("usage-missing-day", path="--as-of")
            return date.min
        try:
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
                day = date.fromisoformat(given)
                if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
                    expected = f"{_FIRST_YEAR} … {_LAST_YEAR}"
                    self.fault("date-out-of-range", path="--as-of", found=given, expected=expected)
                return day
            self.fault("not-a-date", path="--as-of", found=given, suggestion=_other_order(given))
        except ValueError:
            self.fault("impossible-date", path="--as-of", found=given)
        return date.min

    def readings(self) -> dict[str, str]:
        """The choices asked for, by reading."""
        chosen: dict[str, str] = {}
        for given in self.options.get("reading", ()):
            name, equals, choice = (part.strip() for part in given.partition("="))
            if not (name and equals and choice):
                self.fault("usage-reading", path="--reading", found=given)
            elif chosen.setdefault(name, choice) != choice:
                both = f"{chosen[name]}, {choice}"
                self.fault("usage-twice", path=f"--reading {name}", found=f"--reading {name}", expected=both)
        return chosen

    def engine(self) -> str | None:
        """The engine asked for, which must exist; whether it can be used here is for the decision to say."""
        given = self.once("engine")
        if given is not None and given not in ENGINES:
            near = suggest(given, ENGINES)
            self.fault(
                "unknown-word", path="--engine", found=given, expected=", ".join(ENGINES), suggestion=near
            )
            return None
        return given

    def unknown_option(self, option: str, command: str | None) -> None:
        """An option that the command doesn't have."""
        known = ["--lang", "--json", "--help"]
        if command is None:
            known.append("--version")
        if command == "decide":
            known += ["--as-of", "--reading", "--ruleset", "--engine"]
        name = option.partition("=")[0]
        near = suggest(name, known)
        self.fault("usage-unknown-option", path=name, found=name, expected=", ".join(known), suggestion=near)


_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2200


def _other_order(text: str) -> str | None:
    """The date that a day written the French way stands for."""
    match = re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text)
    if match is None:
        return None
    try:
        return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
    except ValueError:
        return None


# ------------------------------------------------------------------------------------- help and splitting
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


def _parser(speech: Speech) -> _Parser:
    """The whole command line."""

    def say(key: str) -> str:
        return speech.say(f"cli.{key}")

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
    for name, usage, names in (
        ("list", "", None),
        ("show", "ID", "ID"),
        ("check", f"[{file}…]", file),
        ("test", f"[{file}|ID…]", f"{file}|ID"),
    ):
        made = command(rules_commands, f"rules {name}", f"{usage} [{say('options').lower()}]".strip(), names)
        options(made)
    return top

"""The arguments of the command line: what can be asked, in either language, with every mistake told at once.

What is wrong with a command is told as faults, as for any other input.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from attrs import field, frozen

from cnam_rules.cli.commands import (
    COMMANDS,
    DECIDE_OPTIONS,
    RULES_COMMANDS,
    TOP_COMMANDS,
    Option,
)
from cnam_rules.cli.parser import ENGINES, PROGRAM, UsageError, build
from cnam_rules.decoding import suggest
from cnam_rules.faults import Fault
from cnam_rules.speech import LANGUAGES, Speech

__all__ = ["Asked", "language_of", "parse", "wants_json"]

_COMMANDS: Final[tuple[str, ...]] = ("decide", *TOP_COMMANDS, "rules")


@frozen
class Asked:
    """What the command line asks for.

    Attributes:
        command: `decide`, or one of `COMMANDS`.
        names: files, or ids of rule sets; `-` is the standard input.
        as_of: the day of the decision.
        readings: the choices asked for, by reading.
        ruleset: the id or file of the rules to apply; None for those in force.
        engine: the engine asked for, if any.
        json: whether to answer in JSON.
        facts: whether the facts are asked for instead of the verdict.
        advice: whether advice is asked for instead of the verdict.
        options: the values of the command's own options, by their names (`--junit`); those that take no
            value have an empty one.
    """

    command: str
    names: tuple[str, ...]
    as_of: date
    readings: Mapping[str, str]
    ruleset: str | None
    engine: str | None
    json: bool
    facts: bool = False
    advice: bool = False
    options: Mapping[str, str] = field(factory=dict)


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


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether an answer for programs is asked for, before anything else is understood.

    >>> wants_json(["decide", "--format", "json"]), wants_json(["decide", "--format", "html"])
    (True, False)
    """
    known = {"--json", "--facts", "--format=json"}
    return not known.isdisjoint(arguments) or ("--format", "json") in pairwise(arguments)


def parse(arguments: Sequence[str], speech: Speech) -> Asked:
    """What is asked for.

    Raises:
        UsageError: with every mistake of the command.
        TextAsked: help or the version is asked for.
    """
    arguments, literal = _split(arguments)
    parser = build(speech)
    try:
        found, extras = parser.parse_known_args([*arguments])
    except argparse.ArgumentError as error:
        # The only mistakes left to argparse: a value that lacks, or that an option doesn't take.
        option = error.argument_name or ""
        needless = option in _WITHOUT_VALUE
        code = "usage-needless-value" if needless else "usage-missing-value"
        rules = [name for name in RULES_COMMANDS if "rules" in arguments and name in arguments]
        top = [name for name in _COMMANDS if name in arguments]
        usage = f"{PROGRAM} {top[0]}" if top and top != ["rules"] else PROGRAM
        usage = f"{PROGRAM} rules {rules[0]}" if rules else usage
        usage = next((f"{PROGRAM} {name}" for name in arguments if name in TOP_COMMANDS), usage)
        raise UsageError([Fault(option, code, {"found": option})], usage) from None
    command = getattr(found, "command", None)
    where, known = PROGRAM, _COMMANDS
    if command == "rules":
        command = getattr(found, "rules_command", None)
        where, known = f"{PROGRAM} rules", tuple(RULES_COMMANDS)
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
    given = checks.own(_OPTIONS[command], found)
    checks.one_answer(found, given.get("--format"))
    as_json = any(getattr(found, name, False) for name in ("json", "facts"))
    asked = Asked(
        command=command,
        names=names,
        as_of=checks.day() if command in ("decide", "screen") else date.min,
        readings=checks.readings(),
        ruleset=checks.once("ruleset"),
        engine=checks.word("--engine", ENGINES),
        json=as_json or given.get("--format") == "json",
        facts=bool(getattr(found, "facts", False)),
        advice=bool(getattr(found, "advice", False)),
        options=given,
    )
    if checks.faults:
        name = f"rules {command}" if command in RULES_COMMANDS else command
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
        takes = COMMANDS.get(command)
        if takes is None and not names:
            self.fault("usage-missing-file", path="$")
        if takes is not None and takes.fewest == 2:
            if len(names) != takes.fewest:
                code = takes.misnamed or "usage-two-files"
                self.fault(code, path="$", found=" ".join(names) or "—", expected=command)
        elif takes is not None and len(names) < takes.fewest:
            missing = {"folder": "usage-missing-folder", "verdict": "usage-missing-verdict"}
            self.fault(missing.get(takes.names[0], "usage-missing-id"), path="$")
        elif takes is not None and takes.most is not None and len(names) > takes.most:
            self.fault("usage-one-name" if takes.most else "usage-no-name", path="$", found=" ".join(names))
        if command == "prove" and "versus" in self.options and len(names) != 1:
            self.fault("usage-versus", path="--versus", found=" ".join(names) or "—")
        if (command == "decide" or command in TOP_COMMANDS) and names.count("-") > 1:
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

    def word(self, option: str, words: Sequence[str]) -> str | None:
        """The word that an option was given, which must be one of these; None if it wasn't given.

        Whether an engine can be used here is for the decision to say.
        """
        given = self.once(option.removeprefix("--").replace("-", "_"))
        if given is not None and given not in words:
            expected, near = ", ".join(words), suggest(given, words)
            self.fault("unknown-word", path=option, found=given, expected=expected, suggestion=near)
            return None
        return given

    def own(self, options: Sequence[Option], found: argparse.Namespace) -> dict[str, str]:
        """The values of a command's own options, those that were given; those that repeat have their own."""
        as_json = next((f"--{name}" for name in ("json", "facts") if getattr(found, name, False)), None)
        values: dict[str, str] = {}
        for option in options:
            if option.repeats:
                continue
            name = option.name.removeprefix("--").replace("-", "_")
            given = self.word(option.name, option.words) if option.words else self.once(name)
            if given is not None and option.form and as_json and (given, as_json) != ("json", "--json"):
                both = f"{option.name} {given}, {as_json}"
                self.fault("usage-twice", path=option.name, found=option.name, expected=both)
            if given is not None:
                values[option.name] = given
        return values

    def one_answer(self, found: argparse.Namespace, form: str | None) -> None:
        """Whether advice isn't asked for with what else takes the place of the verdict, or draws it."""
        if not getattr(found, "advice", False):
            return
        if getattr(found, "facts", False):
            self.fault("usage-twice", path="--advice", found="--advice", expected="--facts, --advice")
        if form == "timeline":
            both = f"--format {form}, --advice"
            self.fault("usage-twice", path="--advice", found="--advice", expected=both)

    def unknown_option(self, option: str, command: str | None) -> None:
        """An option that the command doesn't have."""
        known = ["--lang", "--json", "--help"]
        if command is None:
            known.append("--version")
        if command == "decide":
            known += ["--as-of", "--reading", "--ruleset", "--engine", "--facts", "--advice"]
        known += [own.name for own in _OPTIONS.get(command or "", ())]
        name = option.partition("=")[0]
        near = suggest(name, known)
        self.fault("usage-unknown-option", path=name, found=name, expected=", ".join(known), suggestion=near)


_OPTIONS: Final[Mapping[str, Sequence[Option]]] = {
    "decide": DECIDE_OPTIONS,
    **{name: command.options for name, command in COMMANDS.items()},
}
"""The own options of each command."""

_ANSWERS: Final = ("--json", "--facts", "--advice", "--help", "-h/--help", "--version")
_WITHOUT_VALUE: Final = frozenset(_ANSWERS).union(
    option.name for command in COMMANDS.values() for option in command.options if option.value is None
)
"""The options that take no value."""

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

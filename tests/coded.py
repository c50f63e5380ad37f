"""The example of each code, run: what it writes in either language, and the codes that it raises.

Examples stand in `cnam_rules/messages/codes.toml`. They run in a folder of their own, through the command
line or in Python, and never through a shell, so that all of them take a few seconds.
"""

import contextlib
import io
import os
import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

from attrs import frozen

import cnam_rules
from cnam_rules import engines
from cnam_rules.cli import main
from cnam_rules.cli.explain import Explained, explained
from cnam_rules.cli.parser import UsageError
from cnam_rules.faults import Fault, InputError
from cnam_rules.prove import solver
from cnam_rules.speech import LANGUAGES, Speech

CODE = re.compile(r" \[([a-z0-9-]+)\]$", re.MULTILINE)
"""How the command line writes a fault's code, after its place."""

NAMES: Mapping[str, Any] = {
    "cnam_rules": cnam_rules,
    "engines": engines,
    "date": date,
    "Fault": Fault,
    "UsageError": UsageError,
}
"""What Python in an example may name without importing it."""


@frozen
class Came:
    """What an example comes to.

    Attributes:
        said: what it writes, by language.
        codes: the codes of the faults that it raises.
        status: the exit status of its last command; None when it has none.
    """

    said: Mapping[str, str]
    codes: frozenset[str]
    status: int | None


def come(example: Explained) -> Came:
    """Run an example in each language."""
    said: dict[str, str] = {}
    codes: set[str] = set()
    status: int | None = None
    for lang in LANGUAGES:
        with _folder(example), _without(example), _broken(example):
            if example.python is not None:
                said[lang], found = _python(example.python, lang)
            else:
                said[lang], status = _commands(example.commands, lang)
                found = set(CODE.findall(said[lang]))
        codes |= found
    return Came(said, frozenset(codes), status)


@contextlib.contextmanager
def _folder(example: Explained) -> Iterator[None]:
    with TemporaryDirectory(prefix="code-") as folder:
        for name, text in example.files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        with contextlib.chdir(folder):
            yield


@contextlib.contextmanager
def _without(example: Explained) -> Iterator[None]:
    """As if what the example lacks were not installed. Whatever else is imported meanwhile stays so."""
    kept = {name: sys.modules.get(name) for name in example.lacks}
    hidden: dict[str, Any] = dict.fromkeys(example.lacks)
    sys.modules.update(hidden)
    if example.lacks:
        solver._z3.cache_clear()  # it keeps what it found
    try:
        yield
    finally:
        for name, module in kept.items():
            del sys.modules[name]
            if module is not None:
                sys.modules[name] = module


@contextlib.contextmanager
def _broken(example: Explained) -> Iterator[None]:
    """As if the library raised what the example says, where it says."""
    if example.broken is None:
        yield
        return
    error = eval(example.broken, dict(NAMES))  # noqa: S307 - our own file's
    with mock.patch(example.broken_at, side_effect=error):
        yield


def _python(code: str, lang: str) -> tuple[str, set[str]]:
    try:
        exec(code, dict(NAMES))  # noqa: S102 - our own file's
    except InputError as error:
        lines = []
        for fault in error.faults:
            lines += [f"{fault.path} [{fault.code}]", f"    {fault.message(lang)}"]
            lines.append(f"    → {fault.hint(lang)}")
        return "\n".join(lines) + "\n", {fault.code for fault in error.faults}
    raise AssertionError(f"it raises nothing: {code}")


def _commands(commands: tuple[str, ...], lang: str) -> tuple[str, int]:
    """What the last of these commands writes; the others only prepare it."""
    said, status = "", 0
    for command in commands:
        line, _, file = command.partition(" > ")
        program, *arguments = shlex.split(line)
        if program == "sed":
            said = _sed(*arguments)
        else:
            said, status = _main([*arguments, "--lang", lang])
        if file:
            Path(file).write_text(said, encoding="utf-8")
    return said, status


def _sed(script: str, file: str) -> str:
    _, pattern, new, _ = script.split("/")
    return re.sub(pattern, new, Path(file).read_text(encoding="utf-8"))


def _main(arguments: list[str]) -> tuple[str, int]:
    out = io.StringIO()
    plain = {**os.environ, "NO_COLOR": "1", "COLUMNS": "110"}
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
        mock.patch.dict(os.environ, plain),
        mock.patch.object(sys, "stdin", io.StringIO()),
    ):
        status = main(arguments)
    return out.getvalue(), status


def codes_by_page() -> Mapping[str, tuple[str, ...]]:
    """The codes of each page of the manual, in the order of the file."""
    found: dict[str, list[str]] = {}
    for example in explained().values():
        found.setdefault(example.page, []).append(example.code)
    return {page: tuple(codes) for page, codes in found.items()}


# --------------------------------------------------------------------------------------- the manual's pages
TITLE = re.compile(
    r"^### (?P<title>.+)\n(?:(?!###).*\n)*?<!-- from the code: faults-(?P<page>[\w-]+) -->", re.MULTILINE
)
"""The heading above each table of codes in `docs/reference/errors.md`: the title of its page."""

PART = (
    "Of a file, only what matters is shown; the rest is that of the smallest file of its kind, and "
    "`cnam-rules explain CODE --json` gives the whole of it."
)


def pages() -> Mapping[str, str]:
    """The pages on codes, by file name: one for each group, with each example and what it comes to."""
    index = (Path(__file__).parent.parent / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
    titles = {found["page"]: found["title"] for found in TITLE.finditer(index)}
    known = explained()
    return {
        f"{page}.md": "\n".join(
            [f"# Errors: {titles[page]}", "", PART, "", *(_section(known[code]) for code in codes)]
        )
        for page, codes in codes_by_page().items()
    }


def _section(example: Explained) -> str:
    """What a page tells of a code."""
    fault, came = Fault("$", example.code), come(example)
    lines = [f"## {example.code}", ""]
    for lang, said in (("fr", "En français"), ("en", "In English")):
        speech = Speech(lang)
        lines += [f"**{said}.** {_prose(_capital(speech.fault(fault)))}", ""]
        lines += [_prose(example.said(speech)), "", f"→ {_prose(speech.hint(fault))}", ""]
    for name, text in example.shown.items():
        whole = name.endswith("yaml") and example.page != "file"  # those of that page are no YAML at all
        lexed = "yaml" if whole else "text"
        lines += [f"`{name}`", "", *_fenced(lexed, text)]
    if example.python is not None:
        lines += _fenced("python", example.python)
    if example.lacks:
        lines += [f"Where {', '.join(example.lacks)} isn't installed:", ""]
    if example.broken is not None:
        lines += [f"It can't be had at will; here the library is made to raise `{example.broken}`:", ""]
    command = "".join(f"$ {line}\n" for line in example.commands)
    for lang in LANGUAGES:
        lines += _fenced("text", command + came.said[lang])
    return "\n".join(lines)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _prose(sentence: str) -> str:
    """A sentence with nothing that Markdown would take for its own."""
    return re.sub(r"([\\\\`*_\[\]<>|#])", r"\\\1", sentence)


def _fenced(language: str, text: str) -> list[str]:
    return [f"````{language}", text.strip("\n"), "````", ""]

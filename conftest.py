"""Runs the examples of the documentation: docstrings, ``docs/**/*.md`` and ``README.md``.

In a Markdown file, a fenced block marked

* ``python`` is run, and checked as a doctest when it starts with ``>>>``; a file's blocks share their names;
* ``console`` is run too: a line that starts with ``$ `` is a command, what follows is the output expected;
* ``sh`` (or anything else) is only shown: installation steps, ``git clone`` and the like.

``<!-- skip: next "the reason" -->`` before a block skips it, and pytest tells the reason.

Commands run in the checkout's top folder. A page that writes files says so at its head, with
``<!-- in a folder of its own -->``: its commands then share an empty folder, and a ``yaml`` block under
``<!-- goes into: FILE -->`` is put into that file of it, in place of the entries that it
has of the same name at its root.
"""

import os
import re
import subprocess
import sys
from doctest import ELLIPSIS, REPORT_NDIFF, OutputChecker
from doctest import Example as Expectation
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sybil import Example, Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

ROOT = Path(__file__).parent
TIMEOUT_SECONDS = 60


def run(command: str, previous_status: int, folder: Path = ROOT) -> tuple[str, int]:
    """Runs one command of a console block, with our own ``cnam-rules`` first.

    Args:
        command: What follows ``$ ``, run by bash.
        previous_status: The exit status of the command before it, which ``$?`` gives.
        folder: Where; the checkout's top folder by default.

    Returns:
        What it printed on both streams, and its exit status.
    """
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "COLUMNS": "110",
        "NO_COLOR": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(  # noqa: S603 - the commands are our own documentation's
        ["bash", "-c", f"(exit {previous_status})\n{command}"],  # noqa: S607 - whichever bash is there
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    return done.stdout, done.returncode


def without_trailing_space(text: str) -> str:
    """Gives the text with no blank at the end of a line, and no blank line at the end."""
    lines = [line.rstrip() for line in text.rstrip().splitlines()]
    return "".join(f"{line}\n" for line in lines)


FOLDER = "the page's folder"
OWN_FOLDER = "<!-- in a folder of its own -->"
GOES_INTO = re.compile(r"<!-- goes into: (\S+) -->\n+\Z")
AT_ROOT = re.compile(r"^(?=\w+:)", re.MULTILINE)


def folder_of(example: Example) -> Path:
    """Gives the folder that a page's commands run in: one of its own, empty at first, if it asks for it."""
    if OWN_FOLDER not in example.document.text:
        return ROOT
    if FOLDER not in example.namespace:
        example.namespace[FOLDER] = TemporaryDirectory(prefix="page-")
    return Path(example.namespace[FOLDER].name)


def without_its_folder(namespace: dict[str, Any]) -> None:
    """Takes the folder of a page away, once its last block has run."""
    if FOLDER in namespace:
        namespace.pop(FOLDER).cleanup()


def evaluate_yaml(example: Example) -> None:
    """Puts a block into the file that the line above it names, if there is such a line."""
    named = GOES_INTO.search(example.document.text[: example.region.start])
    if named is None:
        return
    file = folder_of(example) / named[1]
    before = file.read_text(encoding="utf-8")
    new = {part.partition(":")[0]: part for part in AT_ROOT.split(str(example.parsed)) if part}
    kept = [new.pop(part.partition(":")[0], part) for part in AT_ROOT.split(before)]
    file.write_text("".join([*kept, *new.values()]), encoding="utf-8")


def evaluate_console(example: Example) -> str | None:
    """Runs a console block and compares, command by command; ``...`` stands for any text.

    Returns:
        The difference to what the page says, or None.
    """
    lines = str(example.parsed).splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
    if not starts or starts[0] != 0:
        return "a console block starts with a command: `$ ...` (mark it `text` if it is only shown)"
    status = 0
    for position in count():
        if position == len(starts):
            return None
        start = starts[position]
        end = starts[position + 1] if position + 1 < len(starts) else len(lines)
        command = lines[start].removeprefix("$ ")
        while command.endswith("\\") and start + 1 < end:
            start += 1
            command = command.removesuffix("\\") + lines[start].removeprefix("> ")
        wanted = without_trailing_space("\n".join(lines[start + 1 : end]))
        output, status = run(command, status, folder_of(example))
        got = without_trailing_space(output)
        if not OutputChecker().check_output(wanted, got, ELLIPSIS):
            difference = OutputChecker().output_difference(Expectation("", wanted), got, REPORT_NDIFF)
            return f"$ {command}\n{difference}(exit status {status})"
    return None


pytest_collect_file = (
    Sybil(
        name="docstrings",
        path=str(ROOT / "cnam_rules"),
        patterns=["*.py", "**/*.py"],
        parsers=[DocTestParser(optionflags=ELLIPSIS)],
    )
    + Sybil(
        name="docs",
        path=str(ROOT),
        patterns=["README.md", "docs/*.md", "docs/**/*.md"],
        excludes=["docs/_build/**"],
        teardown=without_its_folder,
        parsers=[
            PythonCodeBlockParser(doctest_optionflags=ELLIPSIS),
            CodeBlockParser(language="console", evaluator=evaluate_console),
            CodeBlockParser(language="yaml", evaluator=evaluate_yaml),
            SkipParser(),
        ],
    )
).pytest()

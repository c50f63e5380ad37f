"""What a person sees on a terminal, and what goes down a pipe."""

import contextlib
import fcntl
import io
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from unittest import mock

import pytest

from cnam_rules.cli import main
from tests.cli.support import AS_OF, FILES, ROOT, example

PROGRAM = Path(sys.executable).parent / "cnam-rules"
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
SEVERAL = tuple(str(path.relative_to(ROOT)) for path in FILES)


class Terminal(io.TextIOWrapper):
    """A stream in memory that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def ran(
    arguments: Sequence[str],
    stream: type[io.TextIOWrapper],
    environment: Mapping[str, str],
    encoding: str = "utf-8",
) -> tuple[int, str, str]:
    """Runs a command in this process, on streams of that kind and encoding."""
    out, err = (stream(io.BytesIO(), encoding=encoding, newline="\n") for _ in range(2))
    with (
        mock.patch.dict(os.environ, plain_environment(environment), clear=True),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        contextlib.chdir(ROOT),
    ):
        status = main(arguments)
    written = []
    for each in (out, err):
        each.flush()
        assert isinstance(each.buffer, io.BytesIO)
        written.append(each.buffer.getvalue().decode(encoding))
    return status, written[0], written[1]


def on_a_terminal(
    *arguments: str, columns: int = 80, environment: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """What is seen on a terminal of that many columns: both streams, the errors first."""
    status, out, err = ran(arguments, Terminal, {"COLUMNS": str(columns), **(environment or {})})
    return status, err + out


def piped(*arguments: str, encoding: str = "utf-8", **environment: str) -> tuple[int, str, str]:
    """What goes down pipes of that encoding."""
    return ran(arguments, io.TextIOWrapper, environment, encoding)


def plain_environment(changes: Mapping[str, str]) -> dict[str, str]:
    """This environment, without what bears on colours, widths and encodings."""
    out = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "PYTHONIOENCODING", "PYTHONUTF8", "TTY_COMPATIBLE")
    kept = {name: value for name, value in os.environ.items() if name not in out}
    return {**kept, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **changes}


def on_a_real_terminal(*arguments: str, columns: int) -> tuple[int, str]:
    """What a pseudo-terminal of that many columns receives from the installed program."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    with subprocess.Popen(
        [PROGRAM, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, env=plain_environment({})
    ) as process:
        os.close(theirs)
        written = b""
        with contextlib.suppress(OSError):  # Linux raises one when the other end is closed
            while more := os.read(ours, 65536):
                written += more
    os.close(ours)
    return process.returncode, written.decode().replace("\r\n", "\n")


def columns_of(line: str) -> int:
    return sum(
        2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line if not unicodedata.combining(c)
    )


def test_a_verdict_is_coloured_on_a_terminal_and_says_the_same() -> None:
    path = str(example("ue-manquante"))
    status, seen = on_a_terminal("decide", path, *AS_OF)
    assert status == 1
    assert "\x1b[32m" in seen
    assert "\x1b[31m" in seen
    assert ESCAPE.sub("", seen).split() == piped("decide", path, *AS_OF)[1].split()
    assert max(map(len, ESCAPE.sub("", seen).splitlines())) <= 80


@pytest.mark.parametrize(
    "more", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"NO_COLOR": "yes", "FORCE_COLOR": "1"}]
)
@pytest.mark.parametrize(
    "arguments", [("decide", SEVERAL[0], *AS_OF), ("decide", *SEVERAL, *AS_OF), ("rules", "list")]
)
def test_no_colour_where_it_is_not_wanted(arguments: tuple[str, ...], more: dict[str, str]) -> None:
    _, seen = on_a_terminal(*arguments, environment=more)
    assert seen
    assert "\x1b" not in seen


@pytest.mark.parametrize(
    "arguments", [("decide", *SEVERAL, *AS_OF), ("rules", "list"), ("rules", "show", "titre-casp/jury")]
)
def test_no_colour_down_a_pipe_whatever_is_forced(arguments: tuple[str, ...]) -> None:
    _, out, err = piped(*arguments, FORCE_COLOR="1", TTY_COMPATIBLE="1")
    assert out
    assert "\x1b" not in out + err


@pytest.mark.parametrize("columns", [60, 80, 100, 120, 200])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_table_fits_the_terminal_and_cuts_no_word_of_a_status(columns: int, lang: str) -> None:
    paths = [path for path in SEVERAL if "fautes" not in path]
    _, seen = on_a_terminal("decide", *paths, *AS_OF, "--lang", lang, columns=columns)
    table, _, prose = ESCAPE.sub("", seen).rpartition("\n\n")
    assert prose.rstrip().endswith(f"--as-of 2025-11-03{'' if lang == 'fr' else ' --lang en'}")
    assert max(columns_of(line) for line in table.splitlines()) <= columns
    words = {"fr": ("transmissible", "remplie", "établir", "objet"), "en": ("sent", "settled", "met")}
    for word in words[lang]:
        assert re.search(rf"(?<!\w){word}(?!\w)", table), word
    for path in paths:
        assert Path(path).stem.split("-")[0] in table


def test_a_real_terminal_gets_colours_and_its_own_width() -> None:
    for columns in (80, 130):
        status, seen = on_a_real_terminal("decide", *SEVERAL[:4], *AS_OF, columns=columns)
        assert status == max(main(["decide", path, *AS_OF]) for path in SEVERAL[:4])
        assert "\x1b[32m" in seen
        rule = next(line for line in ESCAPE.sub("", seen).splitlines() if line.startswith("──"))
        assert columns - 3 <= len(rule) <= columns


def test_what_lacks_is_told_at_every_width() -> None:
    for columns in (40, 80, 120):
        _, seen = on_a_terminal("decide", *SEVERAL, *AS_OF, columns=columns)
        assert "AST005" in seen
        assert "à justifier" in seen


def test_faults_are_wrapped_on_a_terminal_and_whole_in_a_file() -> None:
    fautes = str(example("fautes").relative_to(ROOT))
    status, seen = on_a_terminal("decide", fautes, *AS_OF)
    assert status == 3
    lines = ESCAPE.sub("", seen).splitlines()
    assert max(map(columns_of, lines)) <= 80
    _, _, err = piped("decide", fautes, *AS_OF)
    assert len(err.splitlines()) == 5 * 3 + 2


def test_rules_list_fits_a_narrow_terminal() -> None:
    _, seen = on_a_terminal("rules", "list", columns=60)
    lines = ESCAPE.sub("", seen).splitlines()
    assert "titre-casp/jury" in lines
    assert max(map(columns_of, lines)) <= 60
    _, wide = on_a_terminal("rules", "list", columns=220)
    assert ESCAPE.sub("", wide).splitlines()[0].split()[:2] == ["jeu", "version"]


# -------------------------------------------------------------------------------------------- encodings
@pytest.mark.parametrize(
    "arguments",
    [
        ("decide", *SEVERAL, *AS_OF),
        ("decide", SEVERAL[0], *AS_OF),
        ("decide", "--help"),
        ("rules", "show", "titre-casp/jury"),
        ("decide", "é", *AS_OF),
    ],
)
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp850"])
def test_an_encoding_that_lacks_our_marks_gets_plain_ones(arguments: tuple[str, ...], encoding: str) -> None:
    status, out, err = piped(*arguments, encoding=encoding)
    assert status == piped(*arguments)[0]
    said = out + err
    assert "Traceback" not in said
    assert said
    assert "✓" not in said


def test_a_mark_never_turns_into_another() -> None:
    _, out, _ = piped("decide", SEVERAL[0], *AS_OF, encoding="ascii")
    assert "? AVIS" not in out
    assert "v AVIS" in out


@pytest.mark.parametrize(
    "arguments", [("decide", *SEVERAL, *AS_OF), ("rules", "show", "titre-casp/jury"), ("decide",)]
)
def test_json_is_json_in_any_encoding(arguments: tuple[str, ...]) -> None:
    _, expected, _ = piped(*arguments, "--json")
    _, got, _ = piped(*arguments, "--json", encoding="ascii")
    assert got.isascii()
    assert not expected.isascii()
    assert [json.loads(line) for line in got.splitlines()] == [
        json.loads(line) for line in expected.splitlines()
    ]


def test_rich_and_babel_wait_until_they_are_needed() -> None:
    code = (
        "import sys; from cnam_rules.cli import main; main(sys.argv[1:]);"
        "print(*sorted({'rich', 'babel', 'yaml', 'durable_rules_engine', 'cattrs'} & {*sys.modules}))"
    )
    for arguments, loaded in ((("--help",), ""), (("--version",), ""), (("decide",), "")):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, check=True
        )
        assert done.stdout.decode().splitlines()[-1] == loaded
    done = subprocess.run(
        [sys.executable, "-c", code, "decide", *SEVERAL, *AS_OF], cwd=ROOT, capture_output=True, check=True
    )
    assert "rich" not in done.stdout.decode().splitlines()[-1].split()

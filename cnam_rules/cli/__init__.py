"""The command line, `cnam-rules`: dossiers, what is done with verdicts, cohorts, and rule sets.

Exit statuses are part of what it promises, as scripts rely on them: 0 eligible, 1 not eligible, 2
undetermined, 3 an input that can't be used (the command itself included); for several dossiers, the gravest.
`diff`, `receipt` and `verify` end with 0 when nothing differs and with 1 when something does.
70 says that the program failed and that nothing was decided, 130 that it was interrupted, 141 that
whoever read its output went away.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

from cnam_rules.cli.arguments import Asked, language_of, parse, wants_json
from cnam_rules.cli.commands import TOP_COMMANDS
from cnam_rules.cli.output import Output, OutputFailed
from cnam_rules.cli.parser import TextAsked, UsageError
from cnam_rules.cli.trouble import FAILED, INPUT_ERROR, faults_of, report, status_of

__all__ = ["main"]

INTERRUPTED = 130
"""The exit status after Ctrl-C, as shells have it: 128 and the signal's number."""

READER_GONE = 141
"""The exit status when the reader of the output went away (`| head`): 128 and the signal's number."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run `cnam-rules`.

    Args:
        argv: the arguments, the program's name left out; by default the process's own.

    Returns:
        The exit status. Nothing is raised: a defect is told as one, by its type and place alone.

    >>> main(["decide", "--lang", "en", "--as-of", "2025-11-03"])
    3
    """
    arguments = [*(sys.argv[1:] if argv is None else argv)]
    out = Output(language_of(arguments), sys.stdout, sys.stderr)
    try:
        return _run(arguments, out)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return READER_GONE
    except OutputFailed as error:
        _drop_output()
        with suppress(OutputFailed, OSError, ValueError):
            out.complain(out.say("output-failed", detail=error.detail))
        return FAILED


def _run(arguments: list[str], out: Output) -> int:
    usage, as_json = None, wants_json(arguments)
    try:
        asked = parse(arguments, out.speech)
        status = _command(asked)(asked, out)
    except TextAsked as text:
        out.write(text.text)
        status = 0
    except UsageError as error:
        usage = error.usage
        status = INPUT_ERROR
        report(error.faults, out, as_json=as_json)
    except (BrokenPipeError, OutputFailed):
        raise
    except Exception as error:  # noqa: BLE001 - the last resort, so that no defect ends in a traceback with values
        faults = faults_of(error, None)
        status = status_of(faults)
        report(faults, out, as_json=as_json)
    if usage is not None and not as_json:
        out.complain(out.say("see-help", usage=usage))
    out.flush()
    return status


def _command(asked: Asked) -> Callable[[Asked, Output], int]:
    """What runs a command; imported now, so that `--help` and `--version` don't wait for it."""
    if asked.command == "decide":
        from cnam_rules.cli import decide

        return decide.run
    if asked.command == "programme":
        from cnam_rules.cli import programme

        return programme.run
    if asked.command == "screen":
        from cnam_rules.cli import screen

        return screen.run
    if asked.command == "explain":
        from cnam_rules.cli import explain

        return explain.run
    if asked.command == "cohort":
        from cnam_rules.cli import cohort

        return cohort.run
    if asked.command in TOP_COMMANDS:
        from cnam_rules.cli import after

        return after.COMMANDS[asked.command]
    from cnam_rules.cli import rules

    return rules.COMMANDS[asked.command]


def _drop_output() -> None:
    """Send what is left in the buffers nowhere, so that Python doesn't complain when it ends."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)

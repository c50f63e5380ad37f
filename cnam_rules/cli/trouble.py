"""What goes wrong, told to whoever typed the command: where, what, and what to do next; never a traceback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import evolve

from cnam_rules.faults import (
    ChartsUnavailable,
    EnginesDisagree,
    Fault,
    InputError,
    PdfUnavailable,
    ProverUnavailable,
    SqlUnavailable,
)

if TYPE_CHECKING:
    from cnam_rules.cli.output import Output

__all__ = ["FAILED", "INPUT_ERROR", "STANDARD_INPUT", "faults_of", "report", "status_of"]

INPUT_ERROR: Final = 3
"""The exit status for an input that can't be used, the command itself included."""

FAILED: Final = 70
"""The exit status when the program failed: a defect, engines that disagree, or no way to write."""

STANDARD_INPUT: Final = "-"
"""The name of the standard input."""

_LACKING: Final[Mapping[type[Exception], str]] = {
    ChartsUnavailable: "charts-unavailable",
    PdfUnavailable: "pdf-unavailable",
    ProverUnavailable: "prover-unavailable",
    SqlUnavailable: "sql-unavailable",
}
"""What isn't installed, by the extra that lacks."""

_DEFECTS: Final = frozenset(("defect", "engine-failed", "engines-disagree"))


def faults_of(error: Exception, name: str | None) -> tuple[Fault, ...]:
    """An exception as faults. One that nobody foresaw is told by its type and place, without its values.

    Args:
        error: what was raised.
        name: the file it was raised for, if any.
    """
    from cnam_rules.engines import EngineFailed, EngineUnavailable, ProgramTooLarge

    if isinstance(error, InputError):
        # Those that were found in the facts, after the file was read, don't know its name.
        return tuple(
            evolve(fault, file=name) if fault.file is None and name and fault.path.startswith("$") else fault
            for fault in error.faults
        )
    for kind, code in _LACKING.items():
        if isinstance(error, kind):
            return (Fault("$", code, {}),)
    if isinstance(error, EngineUnavailable):
        return (Fault("--engine", "engine-unavailable", {}),)
    if isinstance(error, ProgramTooLarge):
        return (Fault("--engine", "program-too-large", {"detail": str(error)}),)
    if isinstance(error, EnginesDisagree):
        return (Fault("$", "engines-disagree", {"found": ", ".join(error.statuses)}, file=name),)
    if isinstance(error, EngineFailed):
        return (Fault("$", "engine-failed", {"found": type(error).__name__}, file=name),)
    return (Fault("$", "defect", {"found": type(error).__name__, "detail": _where(error)}, file=name),)


def status_of(faults: Iterable[Fault]) -> int:
    """The exit status that faults call for."""
    return FAILED if any(fault.code in _DEFECTS for fault in faults) else INPUT_ERROR


def report(
    faults: Sequence[Fault], out: Output, *, as_json: bool = False, counted: str = "faults-count"
) -> None:
    """Tell faults: as JSON on the standard output, or in words on the standard error, with their count.

    The code of each stands in brackets after its place: what `cnam-rules explain` takes.

    Args:
        faults: the faults.
        out: where to write.
        as_json: whether to answer in JSON.
        counted: the sentence of the command line that counts them.
    """
    if as_json:
        out.json({"errors": [fault.as_dict(out.lang) for fault in faults]})
        return
    for fault in faults:
        out.complain(f"{_place(fault, out)} [{fault.code}]", "bold red")
        out.complain(out.wrapped(_capital(fault.message(out.lang)), 4))
        if hint := fault.hint(out.lang):
            out.complain(out.wrapped(f"→ {hint}", 4), "cyan")
    files = [fault.file for fault in faults if fault.file is not None]
    if files:
        out.complain("")
        different = len({*files})
        where = out.say("faults-files", n=different) if different > 1 else _file(files[0], out)
        out.complain(out.say(counted, n=len(files), where=where), "bold")


def _place(fault: Fault, out: Output) -> str:
    """`file:line:column ($.path)`, as much of it as is known."""
    if fault.file is None:
        option = fault.path.replace("readings.", "--reading ", 1)
        return f"cnam-rules: {option}" if option not in ("$", "ruleset") else "cnam-rules:"
    numbers = [str(number) for number in (fault.line, fault.column) if number is not None]
    place = ":".join([_file(fault.file, out), *numbers])
    return f"{place} ({fault.path})" if fault.path != "$" else place


def _file(name: str, out: Output) -> str:
    return out.say("standard-input") if name == STANDARD_INPUT else name


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _where(error: BaseException) -> str:
    """The innermost line of this library that an exception went through."""
    package, found = Path(__file__).parent.parent, "?"
    trace = error.__traceback__
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.is_relative_to(package):
            found = f"{path.relative_to(package.parent).as_posix()}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found

"""`cnam-rules screen`: a whole cohort decided, counted, written; or the statement that would."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import define

from cnam_rules.cli.decide import find_ruleset
from cnam_rules.decoding import suggest
from cnam_rules.faults import Fault, InputError

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output
    from cnam_rules.language import RuleSet
    from cnam_rules.screening import Screening

__all__ = ["run"]

_REJECTED: Final = 1
_SHOWN: Final = 10
"""How many faults are told when they aren't written to a file."""
_MEMORY: Final = "[0-9]{1,6}(?:[.][0-9]{1,3})? ?[KMGT]i?B"
"""How an amount of memory is written, as DuckDB reads it."""
_FORMS: Final = (".parquet", ".csv", ".xlsx")
_DATABASES: Final = ("postgres://", "postgresql://")
"""How the addresses of databases begin, where the tables are: said here too, as to ask it takes DuckDB."""
_PAGES: Final = (".html",)
_DECIDING: Final = ("--backend", "--to", "--rejects", "--charts", "--memory")
"""What says how to decide, or where to write what was decided."""


def run(asked: Asked, out: Output) -> int:
    """Screen a cohort; 1 when some rows can't be read.

    Raises:
        InputError: the command lacks something, the tables can't be used, or a file can't be written.
        SqlUnavailable: DuckDB or sqlglot isn't installed.
        ChartsUnavailable: charts are asked for, and what draws them isn't installed.
    """
    dialect = asked.options.get("--sql")
    faults = _mistakes(asked)
    if faults or asked.ruleset is None:
        raise InputError(faults)
    from cnam_rules.screening import statement_text

    ruleset = find_ruleset(asked.ruleset)
    if dialect is None:
        return _screen(ruleset, asked, out)
    out.write(
        statement_text(
            ruleset, as_of=asked.as_of, dialect=dialect, readings=asked.readings, **_columns(asked)
        )
    )
    return 0


def _columns(asked: Asked) -> dict[str, bool]:
    """What each row tells besides the verdict and the statuses."""
    return {"other_readings": "--readings" in asked.options, "facts": "--statuses-only" not in asked.options}


def _mistakes(asked: Asked) -> list[Fault]:
    """What is wrong with the command."""
    dialect, to = asked.options.get("--sql"), asked.options.get("--to")
    elsewhere = asked.options.get("--backend", "").startswith(_DATABASES)
    faults = []
    if asked.ruleset is None:
        faults.append(Fault("--ruleset", "usage-missing-ruleset", {}))
    if dialect is None and not elsewhere and not asked.names:
        faults.append(Fault("$", "usage-missing-tables", {}))
    if (dialect is not None or elsewhere) and asked.names:
        faults.append(Fault("$", "usage-no-name", {"found": asked.names[0]}))
    if dialect is not None:  # nothing is decided, so that there is nothing to write, nor anywhere to do it
        args = {"expected": "--sql"}
        faults += [Fault(x, "usage-apart", {"found": x} | args) for x in _DECIDING if x in asked.options]
    if "--by" in asked.options and "--charts" not in asked.options:
        faults.append(Fault("--by", "usage-idle", {"found": "--by", "expected": "--charts"}))
    if to is not None and Path(to).suffix not in _FORMS:
        faults.append(Fault("--to", "not-a-form", {"found": to, "expected": ", ".join(_FORMS)}))
    if not re.fullmatch(_MEMORY, memory := asked.options.get("--memory", "1GB")):
        faults.append(Fault("--memory", "usage-memory", {"found": memory}))
    if (charts := asked.options.get("--charts")) is not None and Path(charts).suffix not in _PAGES:
        faults.append(Fault("--charts", "not-a-form", {"found": charts, "expected": ", ".join(_PAGES)}))
    return faults


def _screen(ruleset: RuleSet, asked: Asked, out: Output) -> int:
    """Decide, tell and write; the exit status.

    Raises:
        InputError: the tables can't be used, or a file can't be written.
        ChartsUnavailable: charts are asked for, and what draws them isn't installed.
    """
    from cnam_rules.cohorts.duck import connected
    from cnam_rules.screening import screen, within_memory

    if "--charts" in asked.options:  # what it lacks is told before anything is decided, which may be long
        import_module("cnam_rules.screening.charts_page")

    backend, to = asked.options.get("--backend", "duckdb"), asked.options.get("--to")
    # Spark writes such files itself, in a folder, from wherever it works.
    into = to if to is not None and to.endswith(".parquet") and backend.startswith("spark") else None
    with within_memory(), connected() as connection:
        progress = _Progress(connection.query_progress if backend == "duckdb" else lambda: -1.0)
        with out.progress(out.speech.say("screening.deciding"), progress.so_far):
            screened = screen(
                asked.names[0] if asked.names else None,
                ruleset,
                as_of=asked.as_of,
                readings=asked.readings,
                **_columns(asked),
                connection=connection,
                memory=asked.options.get("--memory"),
                backend=backend,
                into=into,
                on_part=progress.on_part,
            )
        with screened:
            return _tell(screened, asked, out, written=into is not None)


@define
class _Progress:
    """How far a screening is; it never goes back, where a part is cut in two or another begins.

    Attributes:
        of_part: how far its part is, in hundredths; below 0 when nobody knows.
        done: how many parts are done.
        parts: how many there are; none before the first begins.
        told: how far it was.
    """

    of_part: Callable[[], float]
    done: int = 0
    parts: int = 0
    told: float = -1.0

    def on_part(self, done: int, parts: int) -> None:
        """A part begins."""
        self.done, self.parts = done, parts

    def so_far(self) -> float:
        """How far all of it is, in hundredths; below 0 when nobody knows."""
        share = self.of_part()
        if self.parts and (self.done or share >= 0):
            self.told = max(self.told, (100 * self.done + max(share, 0)) / self.parts)
        return self.told


def _tell(screened: Screening, asked: Asked, out: Output, *, written: bool) -> int:
    """Tell what was found, and write what was asked for; the exit status.

    Raises:
        InputError: the column to group by isn't there, or a file can't be written.
    """
    to, by = asked.options.get("--to"), asked.options.get("--by")
    if by is not None and by not in (columns := screened.grouping):
        args = {"table": "dossiers", "expected": by, "columns": ", ".join(columns), "found": by}
        raise InputError([Fault("--by", "no-column", args, suggest(by, columns))])
    if asked.json:
        out.json(screened.as_dict())
    else:
        out.lines(screened.text(out.lang))
    _unread(screened, by, out)
    if to is not None:
        if not written:
            _write(screened, to)
        out.complain(out.speech.say("screening.written", n=len(screened), file=to))
    status = _rejects(screened, asked.options.get("--rejects"), out)
    if (charts := asked.options.get("--charts")) is not None:
        _draw(screened, charts, by, out)
    return status


def _unread(screened: Screening, by: str | None, out: Output) -> None:
    """Say which columns nothing reads: one that is misspelt would leave something unknown; `by` groups."""
    for name, (_, near) in screened.unread.items():
        if name == f"dossiers.{by}":
            continue
        args = {"found": name} if near is None else {"found": name, "suggestion": near}
        out.complain(out.speech.say("screening.unread" if near is None else "screening.unread-near", **args))


def _write(screened: Screening, to: str) -> None:
    """Write the rows.

    Raises:
        InputError: the file can't be written.
    """
    write = {".parquet": screened.to_parquet, ".csv": screened.to_csv, ".xlsx": screened.to_excel}
    with _writing("--to", to):
        write[Path(to).suffix](to)


def _draw(screened: Screening, file: str, by: str | None, out: Output) -> None:
    """Write the page of the charts.

    Raises:
        InputError: the file can't be written.
    """
    html = screened.charts_html(out.lang) if by is None else screened.charts_html(out.lang, by=by)
    with _writing("--charts", file):
        Path(file).write_text(html, encoding="utf-8")
    out.complain(out.speech.say("screening.drawn", file=file))


@contextmanager
def _writing(option: str, file: str) -> Iterator[None]:
    """Make the folders of a file; of one that can't be written, say what any command says.

    Raises:
        InputError: it can't be.
    """
    from cnam_rules.screening import IOException

    try:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        yield
    except (OSError, IOException) as error:
        detail = error.strerror if isinstance(error, OSError) else None
        args = {"found": file, "detail": detail or type(error).__name__}
        raise InputError([Fault(option, "cannot-write", args)]) from None


def _rejects(screened: Screening, file: str | None, out: Output) -> int:
    """Write what can't be read, or tell the first of it."""
    rejects = screened.rejects(out.lang)
    if not (n := len(rejects)):
        return 0
    if file is not None:
        with _writing("--rejects", file):
            rejects.to_csv(file, header=True)
        out.complain(out.speech.say("screening.rejects-written", n=n, file=file))
        return _REJECTED
    out.complain(out.speech.say("screening.rejects-told", n=n), "bold red")
    for table, line, dossier, column, _, _, sentence, advice in rejects.limit(_SHOWN).fetchall():
        place = ":".join(str(part) for part in (table, line, column) if part is not None)
        out.complain(f"  {place}{f' [{dossier}]' if dossier else ''} {sentence} {advice}")
    if n > _SHOWN:
        out.complain(out.speech.say("screening.rejects-more", n=n - _SHOWN))
    return _REJECTED

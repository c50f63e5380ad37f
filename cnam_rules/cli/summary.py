"""The table of several dossiers: one row each, and what lacks in a few words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Final

from attrs import frozen

from cnam_rules.cli.trouble import STANDARD_INPUT
from cnam_rules.kernel import Status
from cnam_rules.render.words import STATUS_MARKS, VERDICT_MARKS, Words

if TYPE_CHECKING:
    from cnam_rules.cli.output import Output
    from cnam_rules.verdict import Verdict

__all__ = ["Row", "summarise"]

WIDE: Final = 118
"""The columns from which what lacks fits into the table; on a narrower terminal it is listed below."""


@frozen
class Row:
    """One dossier of the table.

    Attributes:
        file: the file's own name.
        dossier: the dossier's reference; empty when it couldn't be read.
        verdict: the verdict's status as a key of messages, or `faulty`.
        mark: the mark that goes with it.
        statuses: each condition's status.
        lacks: what lacks, one sentence each.
    """

    file: str
    dossier: str
    verdict: str
    mark: str
    statuses: Mapping[str, Status]
    lacks: tuple[str, ...]

    @classmethod
    def of(cls, name: str, verdict: Verdict, out: Output) -> Row:
        """The row of a verdict."""
        words = Words(verdict, out.lang)
        unmet = [condition for condition in verdict.conditions if condition.status is Status.UNMET]
        lacks = [words.shortfall(lack) for condition in unmet for lack in condition.shortfalls]
        if not unmet:
            questions = [words.piece(missing.piece) for missing in verdict.pieces]
            lacks += questions[:1]
            if more := len(questions) - 1:
                lacks += [out.say("more-pieces", n=more)] if more > 0 else []
        mark = VERDICT_MARKS[verdict.status]
        return cls(
            _short(name, out), verdict.dossier, verdict.status.value, mark, verdict.statuses, tuple(lacks)
        )

    @classmethod
    def of_faults(cls, name: str, faults: int, out: Output) -> Row:
        """The row of a file that gives no verdict."""
        return cls(_short(name, out), "", "faulty", "!", {}, (out.say("faults-here", n=faults),))

    def cells(self, conditions: Sequence[str], out: Output) -> list[str]:
        """The cells up to what lacks."""
        statuses = [self.statuses.get(condition) for condition in conditions]
        return [
            self.file,
            self.dossier,
            f"{self.mark} {out.say(f'verdict-{self.verdict}')}",
            *(
                "" if status is None else f"{STATUS_MARKS[status]} {_word(status, out)}"
                for status in statuses
            ),
        ]


def summarise(rows: Sequence[Row], example: str, out: Output) -> None:
    """Write the table, the count of each verdict, and how to see one in full.

    Args:
        rows: the dossiers, in order.
        example: a command that shows one verdict in full.
        out: where to write.
    """
    conditions = [*dict.fromkeys(name for row in rows for name in row.statuses)]
    headers = [out.say("column-file"), out.say("column-dossier"), out.say("column-verdict"), *conditions]
    narrow = out.terminal and get_terminal_size().columns < WIDE
    if narrow:
        out.table(headers, [row.cells(conditions, out) for row in rows])
    else:
        lacks = out.say("column-lacks")
        out.table([*headers, lacks], [[*row.cells(conditions, out), " ".join(row.lacks)] for row in rows])
    out.write("\n")
    if narrow:
        _list_what_lacks(rows, out)
    counts = Counter(row.verdict for row in rows)
    parts = [
        out.say(f"count-{verdict}", n=counts[verdict])
        for verdict in ("eligible", "not_eligible", "undetermined", "faulty")
        if counts[verdict]
    ]
    out.write(out.say("count-dossiers", n=len(rows), parts=", ".join(parts)) + "\n")
    out.write(out.say("see-one", command=example) + "\n")


def _list_what_lacks(rows: Sequence[Row], out: Output) -> None:
    if not any(row.lacks for row in rows):
        return
    out.lines(out.say("column-lacks").upper() + "\n")
    for row in rows:
        if row.lacks:
            out.write(f"  {row.mark} {row.file}" + (f" ({row.dossier})" if row.dossier else "") + "\n")
            for lack in row.lacks:
                out.write(_set_in(lack))
    out.write("\n")


def _set_in(text: str) -> str:
    from textwrap import fill

    width = max(get_terminal_size().columns, 40)
    return (
        fill(text, width, initial_indent="      ", subsequent_indent="        ", break_on_hyphens=False)
        + "\n"
    )


def _word(status: Status, out: Output) -> str:
    return out.speech.say(f"statuses.{status.value}").lower()


def _short(name: str, out: Output) -> str:
    return out.say("standard-input") if name == STANDARD_INPUT else PurePath(name).name

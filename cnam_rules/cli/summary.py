"""The table of several dossiers: one row each, and what lacks in a few words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from textwrap import fill, wrap
from typing import TYPE_CHECKING, Final

from attrs import frozen

from cnam_rules.cli.trouble import STANDARD_INPUT
from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.render.cohort import lacks
from cnam_rules.render.words import STATUS_MARKS, VERDICT_MARKS, Words

if TYPE_CHECKING:
    from cnam_rules.cli.output import Output
    from cnam_rules.verdict import Verdict

__all__ = ["Row", "summarise"]

_NO_BREAK: Final = "\u00a0"
_GAP: Final = 2
"""The blank columns between two columns of a drawn table."""
_NAME_WIDTH: Final = 26
_LACKS_WIDTH: Final = 26
"""The columns that what lacks needs to stand in the table; on a narrower terminal it is listed below."""
_LEAST_NAME_WIDTH: Final = 12
_VERDICTS: Final = tuple(status.value for status in VerdictStatus)


@frozen
class Row:
    """One dossier of the table.

    Attributes:
        file: the file, as it was given.
        dossier: the dossier's reference; empty when it couldn't be read.
        verdict: the verdict's status as a key of messages, after `own-` for one of rules with a finding of
            their own; or `faulty`.
        mark: the mark that goes with it.
        statuses: each condition's status.
        lacks: what lacks, one sentence each.
        turns: whether another reading of the text would change the verdict.
    """

    file: str
    dossier: str
    verdict: str
    mark: str
    statuses: Mapping[str, Status]
    lacks: tuple[str, ...]
    turns: bool = False

    @classmethod
    def of(cls, name: str, verdict: Verdict, out: Output) -> Row:
        """The row of a verdict."""
        words = Words(verdict, out.lang)
        mark = VERDICT_MARKS[verdict.status]
        turns = verdict.depends_on_a_reading
        key = f"{'' if verdict.ruleset.constat is None else 'own-'}{verdict.status.value}"
        return cls(name, verdict.dossier, key, mark, verdict.statuses, tuple(lacks(words, verdict)), turns)

    @classmethod
    def of_faults(cls, name: str, faults: int, out: Output) -> Row:
        """The row of a file that gives no verdict."""
        return cls(name, "", "faulty", "!", {}, (out.say("faults-here", n=faults),))

    def verdict_cell(self, out: Output) -> str:
        """The verdict, with its mark; the two never part at the end of a line."""
        star = f"{_NO_BREAK}*" if self.turns else ""
        return f"{self.mark}{_NO_BREAK}{out.say(f'verdict-{self.verdict}')}{star}"

    def status_cells(self, conditions: Sequence[str], out: Output) -> list[str]:
        """Each condition's status, with its mark; empty where the rules have no such condition."""
        found = [self.statuses.get(condition) for condition in conditions]
        return [
            "" if status is None else f"{STATUS_MARKS[status]}{_NO_BREAK}{_word(status, out)}"
            for status in found
        ]


def summarise(rows: Sequence[Row], command: str, out: Output) -> None:
    """Write the table, the count of each verdict, and how to see one in full.

    Args:
        rows: the dossiers, in order.
        command: the command that shows one verdict in full, `{file}` standing for the file.
        out: where to write.
    """
    conditions = [*dict.fromkeys(name for row in rows for name in row.statuses)]
    if out.width is None:
        _plain_table(rows, conditions, out)
    else:
        _drawn_table(rows, conditions, out.width, out)
    out.write("\n")
    if any(row.turns for row in rows):
        out.write(out.say("turns") + "\n")
    counts = Counter(row.verdict for row in rows)
    parts = [
        out.say(f"count-{verdict}", n=counts[verdict])
        for verdict in (*_VERDICTS, *(f"own-{name}" for name in _VERDICTS), "faulty")
        if counts[verdict]
    ]
    out.write(out.say("count-dossiers", n=len(rows), parts=", ".join(parts)) + "\n")
    decided = sorted((row for row in rows if row.verdict != "faulty"), key=lambda row: not row.lacks)
    if decided:
        out.write(out.say("see-one", command=command.format(file=_quoted(decided[0].file))) + "\n")


def _plain_table(rows: Sequence[Row], conditions: Sequence[str], out: Output) -> None:
    """The table for a pipe or a file: one line a dossier, however long."""
    names = [out.say(f"column-{name}") for name in ("file", "dossier", "verdict", "lacks")]

    def searchable(cells: Sequence[str]) -> list[str]:
        return [cell.replace(_NO_BREAK, " ") for cell in cells]

    out.table(
        [*names[:3], *conditions, names[3]],
        [
            [
                _short(row.file, out),
                row.dossier,
                *searchable([row.verdict_cell(out), *row.status_cells(conditions, out)]),
                " ".join(row.lacks),
            ]
            for row in rows
        ],
    )


def _drawn_table(rows: Sequence[Row], conditions: Sequence[str], width: int, out: Output) -> None:
    """The table for a terminal: words stay whole, and the columns' widths are what that takes."""
    headers = [out.say("column-verdict"), *conditions]
    cells = [[row.verdict_cell(out), *row.status_cells(conditions, out)] for row in rows]
    widths = [
        max(len(word) for row in (headers, *cells) for word in row[index].split(" "))
        for index in range(len(headers))
    ]
    left = width - sum(widths) - _GAP * (len(widths) + 1)
    whole = [max(len(row[index]) for row in (headers, *cells)) for index in range(len(headers))]
    if left - sum(whole) + sum(widths) >= _NAME_WIDTH + 2 * _LACKS_WIDTH:
        left, widths = left - sum(whole) + sum(widths), whole
    else:  # the verdict first: it is what is looked for
        more = max(0, min(whole[0] - widths[0], left - _NAME_WIDTH))
        left, widths = left - more, [widths[0] + more, *widths[1:]]
    wide = left >= _NAME_WIDTH + _LACKS_WIDTH
    name_width = _NAME_WIDTH if wide else left
    if name_width < _LEAST_NAME_WIDTH:
        _list(rows, conditions, out)
        return
    lacks_width = left - name_width
    headers = [out.say("column-dossier"), *headers, *([out.say("column-lacks")] if wide else [])]
    drawn = [
        [_name(row, name_width, out), *row_cells, *(["\n".join(row.lacks)] if wide else [])]
        for row, row_cells in zip(rows, cells, strict=True)
    ]
    out.table(headers, drawn, [name_width, *widths, *([lacks_width] if wide else [])])
    lacking = [row for row in rows if row.lacks and row.verdict != "faulty"]
    if lacking and not wide:
        out.write("\n")
        out.lines(out.say("column-lacks").upper() + "\n")
        _list(lacking, (), out)


def _list(rows: Sequence[Row], conditions: Sequence[str], out: Output) -> None:
    """The dossiers one below the other, for what doesn't fit into a table."""
    for row in rows:
        name = f"{row.dossier} ({_short(row.file, out)})" if row.dossier else _short(row.file, out)
        verdict = out.say(f"verdict-{row.verdict}")
        heading = out.say("list-dossier", mark=row.mark, name=name, verdict=verdict)
        out.lines(_set_in(heading, 2, out))
        for condition in conditions:
            if (status := row.statuses.get(condition)) is not None:
                args = {"mark": STATUS_MARKS[status], "name": condition, "status": _word(status, out)}
                out.lines("      " + out.say("list-status", **args) + "\n")
        for lack in row.lacks:
            out.write(_set_in(lack, 6, out))


def _set_in(text: str, indent: int, out: Output) -> str:
    """A paragraph of the list, wrapped to the terminal."""
    start = " " * indent
    width = max(out.width or 0, 40)
    wrapped = fill(text, width, initial_indent=start, subsequent_indent=start + "  ", break_on_hyphens=False)
    return wrapped + "\n"


def _name(row: Row, width: int, out: Output) -> str:
    """The dossier's reference, then its file, cut where a reader would cut them."""
    return "\n".join(line for name in (row.dossier, _short(row.file, out)) for line in wrap(name, width))


def _word(status: Status, out: Output) -> str:
    return out.speech.say(f"statuses.{status.value}").lower()


def _short(name: str, out: Output) -> str:
    return out.say("standard-input") if name == STANDARD_INPUT else PurePath(name).name


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name

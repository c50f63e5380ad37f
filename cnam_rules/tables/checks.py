"""What is wrong with the rows of a table taken together: overlaps, gaps, rows that nothing can hit.

The checks are exact, and use no solver. What the text leaves open (the day on which a window opens) is no
fault: two rows overlap when some case surely hits both, and a case is a gap when surely no row is hit.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from cnam_rules.faults import Fault
from cnam_rules.tables.cover import Box, TooManyCases, meet, uncovered
from cnam_rules.tables.model import Policy, Row, Table

__all__ = ["table_faults"]


def table_faults(table: Table, path: str) -> list[Fault]:
    """The faults of a table's rows, each at the line of the row or of the table.

    Args:
        table: the table, each of whose rows is right by itself.
        path: where it stands in the document.
    """
    try:
        found = [*_overlaps(table, path)] if table.policy is Policy.UNIQUE else [*_never_hit(table, path)]
        # What answers a question is found in the same way, from what is sure of the rows: that it can be is
        # told here rather than on the day of the question.
        uncovered(table.domain, [row.sure for row in table.rows])
        return found + ([] if table.otherwise is not None else [*_gaps(table, path)])
    except TooManyCases:
        return [Fault(path, "table-too-large", {}, file=table.file, line=table.line, column=table.column)]


def _case(table: Table, case: Box) -> str:
    """The smallest case of a box, as the file would write it."""
    return ", ".join(
        f"{known.name}: {known.kind.written(values.least)}"
        for known, values in zip(table.inputs, case, strict=True)
    )


def _overlaps(table: Table, path: str) -> Iterator[Fault]:
    for one, other in combinations(table.rows, 2):
        both = meet(one.sure, other.sure)
        if both is not None:
            args = {"table": table.name, "found": _case(table, both), "expected": _place(table, one)}
            yield _at(table, other, path, "rows-overlap", args)


def _never_hit(table: Table, path: str) -> Iterator[Fault]:
    for index, row in enumerate(table.rows):
        if not uncovered(row.possible, [before.sure for before in table.rows[:index]]):
            yield _at(table, row, path, "row-never-hit", {"table": table.name})


def _gaps(table: Table, path: str) -> Iterator[Fault]:
    for box in uncovered(table.domain, [row.possible for row in table.rows]):
        args = {"table": table.name, "found": _case(table, box)}
        yield Fault(path, "rows-leave-a-gap", args, file=table.file, line=table.line, column=table.column)


def _at(table: Table, row: Row, path: str, code: str, args: dict[str, str]) -> Fault:
    where = f"{path}.lignes[{row.number - 1}]"
    return Fault(where, code, args, file=table.file, line=row.line, column=row.column)


def _place(table: Table, row: Row) -> str:
    return f"{table.file}:{row.line}:{row.column}"

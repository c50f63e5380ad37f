"""`cnam-rules cohort make`: a synthetic cohort of any size, as tables in a folder."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cnam_rules.cohorts import FORMATS, make_cohort
from cnam_rules.cohorts.making import AU
from cnam_rules.decoding import Decoder, cut, suggest
from cnam_rules.documents import Node
from cnam_rules.faults import Fault, QuestionError

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output

__all__ = ["run"]

_MAKE: Final = "make"
_FOLDER: Final = "cohorte"


def run(asked: Asked, out: Output) -> int:
    """Make a cohort, and tell what was written.

    Raises:
        QuestionError: with everything that is wrong with what was asked, or because a file can't be written.
        SqlUnavailable: DuckDB isn't installed.
    """
    action, written = asked.names
    faults: list[Fault] = []
    if action != _MAKE:
        args = {"found": cut(action), "expected": _MAKE}
        faults.append(Fault("$", "unknown-word", args, suggest(action, [_MAKE])))
    number = _whole("$", written, faults)
    seed = _seed(asked.options.get("--seed"), faults)
    as_of = _day(asked.options.get("--as-of"), faults)
    faulty = _share(asked.options.get("--faulty", "0"), faults)
    if faults:
        raise QuestionError(faults)
    made = make_cohort(
        number,
        asked.options.get("--to", _FOLDER),
        seed=seed,
        as_of=as_of,
        format="csv" if asked.options.get("--format") == "csv" else "parquet",
        faulty=faulty,
    )
    if asked.json:
        faulty_rows = {table: {**counts} for table, counts in made.spoiled.items()}
        out.json({"folder": str(made.folder), "rows": {**made.rows}, "faults": faulty_rows})
        return 0
    ending = asked.options.get("--format", FORMATS[0])
    for table, rows in made.rows.items():
        spoiled = sum(made.spoiled.get(table, {}).values())
        said = out.say("cohort-rows", mark="✓", file=str(made.folder / f"{table}.{ending}"), n=rows)
        out.lines(said + (out.say("cohort-spoiled", n=spoiled) if made.spoiled else "") + "\n")
    out.lines("\n" + out.say("cohort-synthetic") + "\n")
    return 0


def _whole(path: str, text: str, faults: list[Fault]) -> int:
    """A whole number as it is typed, perhaps with `_` between its digits."""
    if re.fullmatch(r"[0-9]{1,20}(?:_[0-9]{1,20})*", text) and len(text) <= 40:
        return int(text)
    faults.append(Fault(path, "not-a-number", {"found": cut(text), "expected": "1000"}))
    return 0


def _seed(text: str | None, faults: list[Fault]) -> int:
    if text is None:
        faults.append(Fault("--seed", "usage-missing-seed"))
        return 0
    return _whole("--seed", text, faults)


def _day(text: str | None, faults: list[Fault]) -> date:
    """A day as files write it."""
    if text is None:
        return AU
    decoder = Decoder()
    day = decoder.date(Node(text, "--as-of", raw=text))
    faults += decoder.faults
    return day or AU


def _share(text: str, faults: list[Fault]) -> Fraction:
    """A share as it is typed: `3%`, `2,5 %` or `0.03`."""
    parts = re.fullmatch(r"([0-9]{1,3}(?:[.,][0-9]{1,6})?)\s*(%?)", text.strip())
    if parts is None:
        faults.append(Fault("--faulty", "not-a-number", {"found": cut(text), "expected": "3%, 0.03"}))
        return Fraction(0)
    return Fraction(parts[1].replace(",", ".")) / (100 if parts[2] else 1)

"""Remarks that a file accepts: a comment beside them that names the remark and gives the reason.

    # admis number-differs : le texte arrondit, la convention dit 17 mois

It stands on the line of the remark or on the line above. It is a comment, so that it decides nothing and
changes no hash; without a reason it accepts nothing, and one that nothing needs is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from cnam_rules.faults import Fault
from cnam_rules.lint.subject import GRAVE

__all__ = ["without_allowed"]

_ALLOWED: Final = re.compile(r"(?:^|\s)#\s*admis\s+(?P<code>[a-z-]+)\s*(?::\s*(?P<reason>\S.*?))?\s*$")


def without_allowed(remarks: Iterable[Fault], text: str, file: str) -> Iterator[Fault]:
    """The remarks that the file doesn't accept, and those about what it accepts in vain.

    Args:
        remarks: the remarks about the file.
        text: the file's text.
        file: its name.
    """
    allowances = {
        number: match
        for number, line in enumerate(text.splitlines(), 1)
        if (match := _ALLOWED.search(line)) is not None
    }
    used: set[int] = set()
    for remark in remarks:
        beside = [
            number
            for number in ((remark.line or 0), (remark.line or 0) - 1)
            if number in allowances
            and allowances[number]["code"] == remark.code
            and allowances[number]["reason"]
            and remark.code not in GRAVE
        ]
        if beside:
            used.add(beside[0])
        else:
            yield remark
    for number, match in allowances.items():
        if number not in used:
            code = "allowed-without-reason" if not match["reason"] else "allowed-in-vain"
            column = match.start("code") + 1
            yield Fault("$", code, {"found": match["code"]}, file=file, line=number, column=column)

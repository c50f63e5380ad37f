"""The codes of UE and of units of activity: one way of writing each, and what was probably meant by another.

People and scanners confuse the letter O and the digit 0, and write spaces, dots and hyphens. What is certain
is normalised; what is only likely is suggested and never guessed, because genuine codes hold both (`UASO03`
has a letter O and a digit 0 side by side).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

__all__ = ["near_miss", "normalise", "register_code"]

_SEPARATORS = re.compile(r"[\s._\-\u2010-\u2015\u2212]+")
_UE = re.compile(r"[A-Z]{3}[0-9][0-9O]{2}")
_ACTIVITY = ("UA", "US")
_REGISTER = re.compile(r"RNCP[0-9]{1,6}")


def normalise(code: str) -> str:
    """A code as it is written in the rule sets, whatever the way in which it was typed.

    Full-width characters become ordinary ones; case is raised; spaces, dots, hyphens and underscores go. Then
    O and 0, only where the shape leaves no doubt:

    * every code begins with two letters, so a 0 in the first two places is an O (`C0E001` is `COE001`);
    * a code of three letters, one digit and two more characters is a UE, whose last three are digits, so an O
      there is a 0 (`FPG0O3` is `FPG003`, `TET01O` is `TET010`). Codes in `UA` and `US` are left alone: they
      end in letters and digits mixed (`UA211G`).

    An O before the first digit stays: `FPGO03` could be as genuine as `UASO03`. So does every doubled `O0`.
    Those are near misses (see `near_miss`).

    >>> normalise(" fpg 0o3 "), normalise("TET-01O"), normalise("ua211g")
    ('FPG003', 'TET010', 'UA211G')
    >>> normalise("FPGO03"), normalise("UASO03"), normalise("UASO0O03")
    ('FPGO03', 'UASO03', 'UASO0O03')
    """
    code = _SEPARATORS.sub("", unicodedata.normalize("NFKC", code)).upper()
    code = code[:2].replace("0", "O") + code[2:]
    if _UE.fullmatch(code) and not code.startswith(_ACTIVITY):
        code = code[:3] + code[3:].replace("O", "0")
    return code


def near_miss(code: str, known: Collection[str]) -> str | None:
    """The one known code that an unknown one was probably meant to be; None when there is none, or several.

    First the codes that read the same once O and 0, I and 1 are not told apart and zeros are not counted:
    that is how the damage of a scan is undone. Then the codes one keystroke away (a character changed, added,
    left out or swapped with its neighbour).

    >>> known = ["FPG003", "TET007", "TET010", "AST004", "AST005", "UASO03", "UASO04"]
    >>> [near_miss(code, known) for code in ("FPGO0O03", "TETO007", "TETO10", "UAS003", "UASO0O03", "FGP003")]
    ['FPG003', 'TET007', 'TET010', 'UASO03', 'UASO03', 'FPG003']
    >>> near_miss("AST003", known) is None
    True
    """
    code = normalise(code[:40])
    return _only(k for k in known if _blurred(k) == _blurred(code)) or _only(
        k for k in known if _one_keystroke(k, code)
    )


def register_code(code: str) -> str | None:
    """A code of the national register of diplomas as it is written there; None for what can't be one.

    >>> register_code("rncp 36625"), register_code("RNCP36625"), register_code("36625")
    ('RNCP36625', 'RNCP36625', None)
    """
    code = _SEPARATORS.sub("", unicodedata.normalize("NFKC", code[:40])).upper()
    return code if _REGISTER.fullmatch(code) else None


def _only(found: Iterable[str]) -> str | None:
    distinct = set(found)
    return distinct.pop() if len(distinct) == 1 else None


def _blurred(code: str) -> str:
    return re.sub("0+", "0", code.replace("O", "0").replace("I", "1"))


def _one_keystroke(one: str, other: str) -> bool:
    """Whether two codes differ by one character at most: changed, added, left out, swapped with the next."""
    short, long = sorted((one, other), key=len)
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = short[start : start + 2] == long[start : start + 2][::-1]
    return short[start + 1 :] == long[start + 1 :] or (swapped and short[start + 2 :] == long[start + 2 :])

r"""The form of a value in a file, as JSON Schema (draft-07) has it: the shape of what a reader accepts.

A reader says what it accepts where it says how it reads, with `reads`; the schemas of files are put together
from that (see `cnam_rules.schema`). The forms here are those of the readers of `cnam_rules.decoding`. A form
never refuses what its reader accepts. What a reader refuses for another reason than its shape (a day that no
calendar has, a name that nothing bears) a form can't see.

Patterns are searched for, and written in what regular expressions of Python and of JavaScript share.

>>> @reads(YES_NO)
... def read(node: object) -> bool: ...
>>> form_of(read)["enum"]
['oui', 'non', True, False]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias, TypeVar

from cnam_rules.decoding import TERNARY as ANSWERS

__all__ = [
    "CODE",
    "DATE",
    "DAY",
    "NUMBER",
    "TERNARY",
    "TEXT",
    "WORD",
    "YES_NO",
    "Form",
    "any_of",
    "closed",
    "entries",
    "form_of",
    "integer",
    "items",
    "matching",
    "reads",
    "text",
    "words",
]

Form: TypeAlias = Mapping[str, Any]
"""A JSON Schema: its values are of every type."""

F = TypeVar("F", bound=Callable[..., Any])  # a reader takes what its caller hands it

LONGEST: Final = 10_000
"""The most characters in one text."""


def reads(form: Form) -> Callable[[F], F]:
    """Say which values a reader accepts, beside how it reads them."""

    def said(read: F) -> F:
        vars(read)["form"] = form
        return read

    return said


def form_of(read: Callable[..., object]) -> Form | None:
    """The form that a reader says it accepts; None when it says none."""
    return getattr(read, "form", None)


def text(*, longest: int = LONGEST) -> Form:
    """A text that isn't blank, or a number, which stands for its own digits."""
    return {"type": ["string", "number"], "pattern": r"\S", "maxLength": longest}


TEXT: Final = text()
"""A text; see `text`."""

WORD: Final[Form] = {"type": "string"}
"""One of the names that the file itself, or its programme, gives: a schema doesn't know which."""

YES_NO: Final[Form] = {"enum": ["oui", "non", True, False]}
"""`oui` or `non`."""

TERNARY: Final[Form] = {"enum": [*ANSWERS, True, False, None]}
"""`oui`, `non` or `inconnu`."""

DATE: Final[Form] = {
    "type": "string",
    "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
}
"""A date, year-month-day."""

DAY: Final[Form] = {**DATE, "pattern": DATE["pattern"].replace("[0-9]{4}", "(19|2[01])[0-9]{2}", 1)}
"""A date from 1900 to 2199, as dossiers hold."""

NUMBER: Final[Form] = {
    "type": ["number", "string"],
    "pattern": "^[0-9]{1,6}/(?=[0-9]*[1-9])[0-9]{1,6}$",
}
"""A number, whole or decimal, or a fraction written `1/3`."""

_NEVER_IN_A_CODE: Final = r"!\"#$%&'()*+,/:;<=>?@\[\\\]^`{|}~"
CODE: Final[Form] = {
    "type": ["string", "number"],
    "pattern": rf"^[^{_NEVER_IN_A_CODE}]*[^{_NEVER_IN_A_CODE}\s._-][^{_NEVER_IN_A_CODE}]*$",
}
"""The code of a unit as people type it; see `cnam_rules.dossier.normalise`."""


def words(known: Iterable[str], *more: object) -> Form:
    """One of the words of a closed list; `more` are values that aren't words, as `None`."""
    return {"enum": [*known, *more]}


def matching(pattern: str, *examples: str) -> Form:
    """A text of which the whole matches a regular expression."""
    return {"type": "string", "pattern": f"^(?:{pattern})$", "examples": [*examples]}


def integer(least: int, most: int | None = None) -> Form:
    """A whole number between two ends, both inclusive."""
    return {"type": "integer", "minimum": least, **({} if most is None else {"maximum": most})}


def items(form: Form, *, least: int = 0, most: int | None = None, once: bool = False) -> Form:
    """A list.

    Args:
        form: the form of each entry.
        least: how many entries at least.
        most: how many at most; None for any number.
        once: whether no entry may stand twice.
    """
    limits = {"minItems": least or None, "maxItems": most, "uniqueItems": once or None}
    return {
        "type": "array",
        "items": form,
        **{key: limit for key, limit in limits.items() if limit is not None},
    }


def entries(form: Form, *, least: int = 0) -> Form:
    """A mapping whose keys are free."""
    return {
        "type": "object",
        "additionalProperties": form,
        **({"minProperties": least} if least else {}),
    }


def closed(properties: Mapping[str, Form], required: Iterable[str] = ()) -> Form:
    """A mapping whose keys are all known."""
    needed = [*required]
    return {
        "type": "object",
        "properties": {**properties},
        **({"required": needed} if needed else {}),
        "additionalProperties": False,
    }


def any_of(*forms: Form) -> Form:
    """What has one of several forms."""
    return {"anyOf": [*forms]}

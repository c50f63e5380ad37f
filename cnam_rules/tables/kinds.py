"""The kinds of columns of decision tables: which there are, and the forms of their cells.

Whatever its kind, a column's values are whole numbers, in an order: the place of a word in its list, no then
yes, cents, encoded months and days, the day's number in the year. So gaps and overlaps are looked for in one
way. A new kind is a class that follows `Kind`, a place below, and a strategy in `cnam_rules.testing.tables`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cnam_rules.forms import YES_NO, Form, any_of, closed, integer, items, matching
from cnam_rules.tables.days import EDGE
from cnam_rules.tables.kind import Kind
from cnam_rules.tables.quantities import COMPARISONS, DURATION, EUROS, NUMBER, Quantity
from cnam_rules.tables.windows import WINDOW_KEYS, Days
from cnam_rules.tables.words import YesNo

__all__ = ["INPUTS", "OUTPUTS", "TEXT_KIND", "cell_forms", "value_forms"]

INPUTS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in (YesNo(), NUMBER, EUROS, DURATION, Days())}
"""The kinds that an input may have (`nature`), beside words."""
TEXT_KIND: Final = "texte"
"""The word for an output that is a text in two languages: it has no kind here, since nothing compares it."""
OUTPUTS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in (YesNo(), NUMBER, EUROS, DURATION)}
"""The kinds that an output may have (`nature`), beside words and texts."""


def _quantity_form(kind: Quantity) -> Form:
    if kind.name == "nombre":
        return integer(0, kind.most)
    return matching(kind.pattern, *kind.example.split(", "))


_WORD: Final[Form] = {"type": ["string", "number"]}


def value_forms() -> tuple[Form, ...]:
    """The forms of a value, whatever its column: which one it needs, the loader alone tells."""
    quantities = (_quantity_form(kind) for kind in INPUTS.values() if isinstance(kind, Quantity))
    return (YES_NO, _WORD, *quantities)


def cell_forms() -> tuple[Form, ...]:
    """The forms of a cell, whatever its column."""
    values = any_of(*(_quantity_form(kind) for kind in INPUTS.values() if isinstance(kind, Quantity)))
    edge = matching(EDGE, "mai", "21 juin", "entre le 10 mars et le 20 mars")
    return (
        *value_forms(),
        items(_WORD, least=1, once=True),
        {**closed(dict.fromkeys(COMPARISONS, values)), "minProperties": 1},
        closed(dict.fromkeys(WINDOW_KEYS, edge), WINDOW_KEYS),
    )

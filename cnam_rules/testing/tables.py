"""Hypothesis strategies for decision tables: files that hold one, each with what its rows accept.

>>> from hypothesis import find
>>> find(written_tables(), lambda written: len(written.rows) > 1).rows[0].number
1
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import product

from attrs import frozen
from hypothesis import strategies as st

from cnam_rules.tables.kind import Given

__all__ = ["CellWritten", "InputWritten", "RowWritten", "WrittenTable", "written_tables"]

_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre")  # fmt: skip
_WORDS = ("rouge", "vert", "bleu")
_GREATEST = 4
"""The greatest number that a cell speaks of: those above the next one are all alike."""


@frozen
class CellWritten:
    """What a row accepts of an input.

    Attributes:
        text: the cell in YAML; empty when the row says nothing of that input.
        accepts: for a value, the answers that the text leaves possible.
    """

    text: str
    accepts: Callable[[Given], frozenset[bool]]


@frozen
class InputWritten:
    """An input of a table.

    Attributes:
        name: its name.
        text: its entry in YAML.
        values: values that stand for all there are, in order, as questions give them.
        written: each of them as messages write it.
    """

    name: str
    text: str
    values: tuple[Given, ...]
    written: Mapping[Given, str]


@frozen
class RowWritten:
    """A row: its cells, in the order of the inputs, and its answer in euros (None: the text doesn't say)."""

    number: int
    cells: tuple[CellWritten, ...]
    price: int | None

    def hit(self, case: tuple[Given, ...]) -> frozenset[bool]:
        """Whether a case hits it, as far as the text says."""
        answers = [cell.accepts(value) for cell, value in zip(self.cells, case, strict=True)]
        return frozenset(all(chosen) for chosen in product(*answers))


@frozen
class WrittenTable:
    """A file that holds one table, `t`, and what it means.

    Attributes:
        text: the file.
        policy: `une seule ligne` or `première ligne`.
        inputs: the inputs.
        rows: the rows.
        otherwise: whether it says what holds when no row is hit: that nothing is said of it.
    """

    text: str
    policy: str
    inputs: tuple[InputWritten, ...]
    rows: tuple[RowWritten, ...]
    otherwise: bool

    def cases(self, given: Mapping[str, Given] | None = None) -> list[tuple[Given, ...]]:
        """Every case, or those that agree with what is given; the smallest come first."""
        known = given or {}
        return [*product(*((known[i.name],) if i.name in known else i.values for i in self.inputs))]


def _known(answer: bool) -> frozenset[bool]:
    return frozenset((answer,))


_ANYTHING = CellWritten("", lambda _: _known(answer=True))


def _day(number: int) -> date:
    return date(2024, 1, 1) + timedelta(days=number - 1)


def _day_written(number: int) -> str:
    day = _day(number)
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]}"


@st.composite
def _words_cell(draw: st.DrawFn) -> CellWritten:
    words = draw(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=2, unique=True))
    text = words[0] if len(words) == 1 else f"[{', '.join(words)}]"
    return CellWritten(text, lambda value: _known(value in words))


@st.composite
def _yes_no_cell(draw: st.DrawFn) -> CellWritten:
    word = draw(st.booleans())
    return CellWritten("oui" if word else "non", lambda value: _known(value is word))


@st.composite
def _number_cell(draw: st.DrawFn) -> CellWritten:
    low, high = sorted(draw(st.tuples(*(st.integers(0, _GREATEST),) * 2)))
    below, above = (f"au_moins: {low}", low), (f"au_plus: {high}", high)
    if low and draw(st.booleans()):
        below = (f"plus_de: {low - 1}", low)
    if draw(st.booleans()):
        above = (f"moins_de: {high + 1}", high)
    form = draw(st.sampled_from(("exact", "from", "to", "both")))
    if form == "exact":
        return CellWritten(str(low), lambda value: _known(value == low))
    bounds = {"from": [below[0]], "to": [above[0]], "both": [below[0], above[0]]}[form]
    start = low if form != "to" else 0
    stop = high if form != "from" else _GREATEST + 1
    return CellWritten(
        f"{{{', '.join(bounds)}}}", lambda value: _known(isinstance(value, int) and start <= value <= stop)
    )


@st.composite
def _days_cell(draw: st.DrawFn) -> CellWritten:
    """A window whose ends are days, or are told to be between two days not far apart."""
    opening, closing = draw(st.sampled_from(((40, 50), (50, 62), (300, 60), (355, 45), (60, 360))))
    widths = draw(st.tuples(*(st.integers(0, 3),) * 2))
    ends = [[*range(day, day + width + 1)] for day, width in zip((opening, closing), widths, strict=True)]
    texts = [
        _day_written(days[0])
        if len(days) == 1
        else f"entre le {_day_written(days[0])} et le {_day_written(days[-1])}"
        for days in ends
    ]

    def accepts(value: Given) -> frozenset[bool]:
        if not isinstance(value, date):
            raise TypeError(type(value).__name__)
        day = (value - date(2024, 1, 1)).days + 1
        return frozenset(
            first <= day <= last if first <= last else day >= first or day <= last
            for first, last in product(*ends)
        )

    return CellWritten(f"{{de: {texts[0]}, a: {texts[1]}}}", accepts)


_LABEL = "{fr: a, en: a}"
_DAYS_THAT_STAND_FOR_ALL = sorted(
    {1, 366} | {day + more for day in (40, 45, 50, 60, 62, 300, 355, 360) for more in range(-1, 6)}
)


def _input(kind: str, name: str) -> InputWritten:
    if kind == "mots":
        words = ", ".join(f"{word}: {_LABEL}" for word in _WORDS)
        return InputWritten(name, f"mots: {{{words}}}", _WORDS, {word: word for word in _WORDS})
    if kind == "oui_non":
        return InputWritten(name, "nature: oui_non", (False, True), {False: "non", True: "oui"})
    if kind == "nombre":
        numbers = tuple(range(_GREATEST + 2))
        return InputWritten(name, "nature: nombre", numbers, {number: str(number) for number in numbers})
    days = [day for day in _DAYS_THAT_STAND_FOR_ALL if day <= 366]
    return InputWritten(
        name, "nature: jour", tuple(_day(day) for day in days), {_day(day): _day_written(day) for day in days}
    )


_CELLS: Mapping[str, st.SearchStrategy[CellWritten]] = {
    "mots": _words_cell(),
    "oui_non": _yes_no_cell(),
    "nombre": _number_cell(),
    "jour": _days_cell(),
}


@st.composite
def written_tables(draw: st.DrawFn, *, right: bool = False) -> WrittenTable:
    """A file that holds one table.

    Args:
        draw: given by hypothesis.
        right: whether its rows go together; else they may overlap, and leave gaps.
    """
    kinds = draw(st.lists(st.sampled_from(("mots", "oui_non", "nombre")), max_size=2))
    kinds = draw(st.permutations([*kinds, draw(st.sampled_from([*_CELLS]))]))
    inputs = tuple(_input(kind, f"e{place}") for place, kind in enumerate(kinds))
    rows = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        cells = tuple(draw(_CELLS[kind] | _CELLS[kind] | st.just(_ANYTHING)) for kind in kinds)
        rows.append(RowWritten(number, cells, draw(st.integers(1, 2) | st.integers(1, 2) | st.none())))
    policy = draw(st.sampled_from(("une seule ligne", "première ligne")))
    otherwise = draw(st.booleans())
    if right:
        rows = _going_together(inputs, rows, policy)
        otherwise = otherwise or bool(_left(inputs, rows))
    return WrittenTable(
        _file(inputs, rows, policy, otherwise=otherwise), policy, inputs, tuple(rows), otherwise
    )


def _going_together(
    inputs: tuple[InputWritten, ...], rows: list[RowWritten], policy: str
) -> list[RowWritten]:
    """The rows, without those that overlap an earlier one, or that earlier ones leave nothing to."""
    kept: list[RowWritten] = []
    cases = [*product(*(known.values for known in inputs))]
    for row in rows:
        surely = [any(other.hit(case) == {True} for other in kept) for case in cases]
        if policy == "première ligne":
            fits = any(True in row.hit(case) and not sure for case, sure in zip(cases, surely, strict=True))
        else:
            fits = not any(row.hit(case) == {True} and sure for case, sure in zip(cases, surely, strict=True))
        if fits:
            kept.append(RowWritten(len(kept) + 1, row.cells, row.price))
    return kept


def _left(inputs: tuple[InputWritten, ...], rows: list[RowWritten]) -> list[tuple[Given, ...]]:
    """The cases that no row answers."""
    cases = product(*(known.values for known in inputs))
    return [case for case in cases if not any(True in row.hit(case) for row in rows)]


def _file(inputs: tuple[InputWritten, ...], rows: list[RowWritten], policy: str, *, otherwise: bool) -> str:
    lines = [
        "renseignements: essai/tables",
        "programme: RNCP36625",
        "fiche: titre-casp/programme",
        'version: "1"',
        f"intitule: {_LABEL}",
        "texte: {titre: Essai}",
        "tables:",
        "  t:",
        f"    libelle: {_LABEL}",
        f"    methode: {policy}",
        "    entrees:",
        *(f"      {known.name}: {{libelle: {_LABEL}, {known.text}}}" for known in inputs),
        "    sorties:",
        f"      prix: {{libelle: {_LABEL}, nature: euros}}",
        "    lignes:",
    ]
    for row in rows:
        cells = [
            f"{known.name}: {cell.text}" for known, cell in zip(inputs, row.cells, strict=True) if cell.text
        ]
        then = "non dit" if row.price is None else f"{{prix: {row.price} €}}"
        lines.append(
            f"      - {{si: {{{', '.join(cells)}}}, alors: {then}, source: {{clause: a, extrait: b}}}}"
        )
    return "\n".join([*lines, *(["    sinon: non dit"] if otherwise else []), ""])

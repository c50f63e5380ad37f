"""Marks of a list of UE: the one home of what measures of marks have in common.

A UE of the list may be marked, have no mark yet (it isn't in the dossier, is in progress, or is validated
after the day of the decision), or be obtained by exemption, which gives no mark. A mark that stands in the
dossier is a mark whatever else is said of the UE. Where none stands and there may be one, it is anything from
0 to 20.

Two options say what a UE without a mark counts as, a mark or nothing at all: `sans_note` for those that have
none yet, `dispensees` for those obtained by exemption.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Final

from attrs import frozen

from cnam_rules.decoding import Decoder
from cnam_rules.documents import Node
from cnam_rules.dossier.model import Dossier, Obtention, StatutUe, Ue
from cnam_rules.facts import Fact, Piece, Shortfall
from cnam_rules.forms import any_of, reads, words
from cnam_rules.kernel import Compare
from cnam_rules.measures.base import Context
from cnam_rules.measures.sifting import EXEMPTIONS, MARK, read_mark, say_mark
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = [
    "EXEMPT",
    "GREATEST",
    "MARKED",
    "NONE",
    "MarkLine",
    "NotesEvidence",
    "asked_marks",
    "how_many",
    "lowest",
    "mark_lines",
    "possible_marks",
    "read_mark_or_nothing",
    "said_marks",
    "say_mark_or_nothing",
]

GREATEST: Final = 2000
"""The highest mark, in hundredths; the lowest is 0."""

MARKED, NONE, EXEMPT = "note", "sans-note", "dispensee"
"""The states of a UE: it is marked, it has no mark yet, it is obtained by exemption and has none."""
_ANYTHING: Final = frozenset((MARKED, NONE, EXEMPT))


@frozen
class MarkLine:
    """A UE of the list, and what it counts as.

    Attributes:
        code: its code.
        state: `note`, `sans-note` (none yet), `dispensee` (obtained by exemption), or `inconnue`.
        least: the lowest mark it may count as, in hundredths; None when it is surely left out.
        most: the highest, likewise.
        may_be_out: whether it may be left out.
        note: its mark over 20, when it has one.
        asks: what is missing to tell: `statut`, `obtention`, `note`, or `liste`.
        path: where it stands in the dossier; None when it doesn't.
        coefficient: its weight in a mean; 1 elsewhere.
    """

    code: str
    state: str
    least: int | None
    most: int | None
    may_be_out: bool
    note: Fraction | None = None
    asks: tuple[str, ...] = ()
    path: str | None = None
    coefficient: Fraction = Fraction(1)

    @property
    def out(self) -> bool:
        """Whether it is surely left out."""
        return self.least is None


def mark_lines(
    codes: Sequence[str],
    dossier: Dossier,
    as_of: date,
    *,
    sans_note: int | None,
    dispensees: int | None,
    coefficients: Mapping[str, Fraction] | None = None,
) -> tuple[MarkLine, ...]:
    """A line for each UE of a list.

    Args:
        codes: the list.
        dossier: what the school knows.
        as_of: the day of the decision.
        sans_note: what a UE that has no mark yet counts as, in hundredths; None to leave it out.
        dispensees: what a UE obtained by exemption and without a mark counts as; None to leave it out.
        coefficients: the weight of each code; None for 1.

    >>> dossier, day = Dossier("D-1", "RNCP36625"), date(2025, 11, 3)
    >>> [line] = mark_lines(["FPG003"], dossier, day, sans_note=0, dispensees=None)
    >>> line.least, line.most, line.may_be_out
    (0, 2000, True)
    """
    entries: dict[str, tuple[int, Ue]] = {}
    for index, ue in enumerate(dossier.ue or ()):
        if not ue.hors_programme:
            entries.setdefault(ue.code, (index, ue))
    lines = []
    for code in codes:
        entry = entries.get(code)
        path = None if entry is None else f"$.ue[{entry[0]}]"
        weight = Fraction(1) if coefficients is None else coefficients[code]
        states, asks, note = _states(None if entry is None else entry[1], as_of)
        if dossier.ue is None:
            states, asks = _ANYTHING, ("liste",)
        values = possible_marks(states, note, sans_note, dispensees)
        state = "inconnue" if asks else next(iter(states))
        kept = [value for value in values if value is not None]
        lines.append(
            MarkLine(
                code,
                state,
                min(kept, default=None),
                max(kept, default=None),
                None in values,
                note,
                asks,
                path,
                weight,
            )
        )
    return tuple(lines)


def _states(ue: Ue | None, as_of: date) -> tuple[frozenset[str], tuple[str, ...], Fraction | None]:
    """The states that a UE may be in, what is missing to tell which, and its mark when it stands."""
    if ue is None or (ue.date is not None and ue.date > as_of):
        return frozenset((NONE,)), (), None
    if ue.note is not None:
        return frozenset((MARKED,)), (), ue.note
    if ue.statut is StatutUe.EN_COURS:
        return frozenset((NONE,)), (), None
    if ue.obtention in EXEMPTIONS:
        if ue.statut is StatutUe.INCONNU:
            return frozenset((EXEMPT, NONE)), ("statut",), None
        return frozenset((EXEMPT if ue.statut is StatutUe.VALIDEE else NONE,)), (), None
    states, asks = {MARKED}, []
    if ue.statut is StatutUe.INCONNU:
        states.add(NONE)
        asks.append("statut")
    if ue.obtention is None:
        states.add(NONE if ue.statut is StatutUe.NON_VALIDEE else EXEMPT)
        asks.append("obtention")
    return frozenset(states), (*asks, "note"), None


def possible_marks(
    states: Collection[str], note: Fraction | None, sans_note: int | None, dispensees: int | None
) -> list[int | None]:
    """The marks that a UE may count as, their ends at least; None for left out.

    Args:
        states: the states that it may be in.
        note: its mark over 20, when it stands.
        sans_note: what it counts as while it has no mark, in hundredths; None to leave it out.
        dispensees: what it counts as once obtained by exemption and without a mark; None to leave it out.

    >>> possible_marks((MARKED, NONE), None, None, 0)
    [0, 2000, None]
    """
    values: list[int | None] = []
    if MARKED in states:
        values += [0, GREATEST] if note is None else [Unit.NOTE.encode(note)]
    if NONE in states:
        values.append(sans_note)
    if EXEMPT in states:
        values.append(dispensees)
    return values


def lowest(lines: Sequence[MarkLine]) -> tuple[int, int]:
    """The least and the greatest that the lowest mark may be, in hundredths; 20 when none is counted."""
    least = min((line.least for line in lines if line.least is not None), default=GREATEST)
    sure = (line.most for line in lines if line.most is not None and not line.may_be_out)
    return least, min(sure, default=GREATEST)


def how_many(lines: Sequence[MarkLine]) -> tuple[int, int]:
    """How many UE surely count as a mark, and how many may."""
    return sum(not line.asks and not line.out for line in lines), sum(not line.out for line in lines)


def asked_marks(lines: Sequence[MarkLine]) -> list[Piece]:
    """The pieces that are missing to tell the marks."""
    if any("liste" in line.asks for line in lines):
        return [Piece("$.ue", "liste-ue", answers=("aucune",))]
    found = []
    for line in lines:
        for ask in line.asks:
            key, answers = _QUESTIONS[ask]
            found.append(Piece(f"{line.path}.{ask}", key, (("code", line.code),), answers))
    return found


_QUESTIONS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "statut": ("statut-ue", (StatutUe.VALIDEE.value, StatutUe.NON_VALIDEE.value)),
    "obtention": ("obtention", tuple(way.value for way in Obtention)),
    "note": ("note", ()),
}


def said_marks(lines: Sequence[MarkLine], speech: Speech, *, plain: bool = False) -> list[str]:
    """The marks, then the UE without one; with what they count as, unless `plain`."""
    if any("liste" in line.asks for line in lines):
        return [speech.say("ue.list-unknown")]
    told = []
    if marked := [_marked(line, speech) for line in lines if line.state == MARKED]:
        told.append(speech.say("notes.marked", n=len(marked), codes=speech.list(marked)))
    rest: dict[tuple[str, int | None], list[str]] = {}
    for line in lines:
        if line.state != MARKED:
            counted_as = None if plain or line.state == "inconnue" else line.least
            rest.setdefault((line.state, counted_as), []).append(line.code)
    for (state, counted_as), codes in rest.items():
        mark: dict[str, Fraction] = {}
        key = f"notes.{state}"
        if state != "inconnue" and not plain:
            key += "-out" if counted_as is None else "-as"
            mark = {} if counted_as is None else {"mark": Unit.NOTE.exact(counted_as)}
        told.append(speech.say(key, n=len(codes), codes=speech.list(codes), **mark))
    return told


def _marked(line: MarkLine, speech: Speech) -> str:
    mark = speech.say("units.note", n=line.note or 0)
    if line.coefficient == 1:
        return f"{line.code} ({mark})"
    return f"{line.code} ({mark}, {speech.say('notes.coefficient', coefficient=line.coefficient)})"


@frozen
class NotesEvidence:
    """What a mark, the lowest of several, or a number of marks rests on: every UE of the list.

    Attributes:
        lines: the UE of the list, in the programme's order.
        plain: whether marks are only counted, so that it doesn't matter what stands for a missing one.
    """

    kind: ClassVar[str] = "notes"

    lines: tuple[MarkLine, ...]
    plain: bool = False

    def bounds(self) -> tuple[int, int | None]:
        """The ends of the lowest mark, or of how many there are; see `Evidence.bounds`."""
        return how_many(self.lines) if self.plain else lowest(self.lines)

    def pieces(self) -> Sequence[Piece]:
        """What is missing to tell the marks; see `Evidence.pieces`."""
        return asked_marks(self.lines)

    def shortfall(self, fact: Fact, compare: Compare) -> Shortfall | None:
        """How much lacks, and to which UE; see `Evidence.shortfall`."""
        bound, negated = compare.threshold
        if negated:
            below = fact.most is not None and fact.most < bound
            return None if below else Shortfall(fact.measure, fact.unit, None)
        if fact.least >= bound:
            return None
        if fact.unit is Unit.UE:
            items = tuple(line.code for line in self.lines if line.state in (NONE, "inconnue"))
        else:
            items = tuple(line.code for line in self.lines if line.least is not None and line.least < bound)
        return Shortfall(fact.measure, fact.unit, bound - fact.least, items)

    def remedy(self, shortfall: Shortfall, name: str, speech: Speech) -> str:
        """Which mark to obtain, or which UE to have marked; see `Evidence.remedy`."""
        codes, amount = speech.list(shortfall.items), shortfall.amount or 0
        if not shortfall.items:
            lacking = speech.say(f"units.{shortfall.unit.value}", n=shortfall.unit.exact(amount))
            return speech.say("todo.amount", amount=lacking, name=name)
        if shortfall.unit is Unit.UE:
            return speech.say("todo.marks", n=amount, items=codes)
        lowest = min(
            line.least for line in self.lines if line.code in shortfall.items and line.least is not None
        )
        mark = Unit.NOTE.exact(lowest + amount)
        return speech.say("todo.mark", n=len(shortfall.items), mark=mark, items=codes)

    def lines_of(self, speech: Speech) -> list[str]:
        """The marks, then the UE without one; see `Evidence.lines_of`."""
        return said_marks(self.lines, speech, plain=self.plain)


# How the options that these measures share are read.


@reads(any_of(words(("ignorees",)), MARK))
def read_mark_or_nothing(decoder: Decoder, node: Node, context: Context) -> int | None:
    """A mark written `10/20`, in hundredths; or `ignorees`, which leaves the UE out: None."""
    if isinstance(node.value, str) and "/" not in node.value:
        return decoder.word(node, {"ignorees": None})
    return read_mark(decoder, node, context)


def say_mark_or_nothing(mark: int | None, speech: Speech) -> str:
    """Such a mark; or that the UE is left out."""
    return speech.say("options.left-out") if mark is None else say_mark(mark, speech)

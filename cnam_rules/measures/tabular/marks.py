"""Marks over tables: what each UE of a dossier counts as; the mark of one, the lowest, how many there are.

What `cnam_rules.measures.marks` tells of a UE depends on its row alone, and is a number: its mark, or else a
state that says what it may be. What those count as depends on the measure's options, and is worked out when
the statement is made, by the same function as for one dossier. A UE without a row has no mark yet; a list
that isn't known is anything, and so is known beforehand.

A UE that may have any mark is one state, whether it may also have none or not: what it counts as then lies
between 0 and 20, and to leave it out brings no mean and no lowest mark nearer to either end of the scale than
to count it as that end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

from attrs import frozen
from sqlglot import exp

from cnam_rules.dossier.model import StatutUe
from cnam_rules.measures.marks import EXEMPT, GREATEST, MARKED, NONE, possible_marks
from cnam_rules.measures.note import NoteDeLUe
from cnam_rules.measures.notees import UeNotees
from cnam_rules.measures.plus_basse_note import PlusBasseNote
from cnam_rules.measures.sifting import EXEMPTIONS
from cnam_rules.measures.tabular.frame import READ, Ends, Frame, aliased
from cnam_rules.measures.tabular.ue import ways_of, when_listed
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = [
    "ETAT",
    "STATES",
    "LowestMarkOverTables",
    "MarkOverTables",
    "Marks",
    "MarksOverTables",
    "marks_table",
]

ETAT: Final = "note_ou_etat"
"""The column that holds a UE's mark in hundredths, or one of `STATES`."""
ANY, UNMARKED, EXEMPTED, EITHER = -1, -2, -4, -6
STATES: Final[Mapping[int, frozenset[str]]] = {
    ANY: frozenset({MARKED}),
    UNMARKED: frozenset({NONE}),
    EXEMPTED: frozenset({EXEMPT}),
    EITHER: frozenset({NONE, EXEMPT}),
}
"""What a UE without a mark that stands may be: it may have any mark, and perhaps none; it has none yet; it is
obtained by exemption; it is one of the latter two."""


def marks_table(frame: Frame) -> str:
    """The table that has a row per UE of the programme that a dossier has, with its `ETAT`.

    A code that stands several times in a dossier says each time the same, or the dossier isn't sound.
    """
    column, statut, number = sql.column, sql.column("statut"), sql.number
    doubt = sql.equal(statut, sql.text(StatutUe.INCONNU.value))
    validated = sql.equal(statut, sql.text(StatutUe.VALIDEE.value))
    etat = sql.case(
        (sql.is_true(sql.more(column("date"), frame.day)), number(UNMARKED)),
        (sql.negate(sql.is_null(column("note_100"))), column("note_100")),
        (sql.equal(statut, sql.text(StatutUe.EN_COURS.value)), number(UNMARKED)),
        (
            sql.one_of(column("obtention"), ways_of(EXEMPTIONS)),
            sql.case((validated, number(EXEMPTED)), (doubt, number(EITHER)), otherwise=number(UNMARKED)),
        ),
        otherwise=number(ANY),
    )
    query = (
        exp.select(column("dossier"), column("code"), aliased(sql.highest(etat), ETAT))
        .from_(exp.to_identifier(f"{READ}ue"))
        .where(sql.negate(column("hors_programme")))
        .group_by(column("dossier"), column("code"))
    )
    says = (
        f"a row per UE: its mark in hundredths; {ANY}, any; {UNMARKED}, none yet; {EXEMPTED}, obtained by "
        f"exemption; {EITHER}, one of those two"
    )
    return frame.made("notes", query, says)


@frozen
class Marks:
    """What a UE's `ETAT` counts as, under the options of a measure, as expressions over a row of the marks.

    Attributes:
        sans_note: what a UE that has no mark yet counts as, in hundredths; None to leave it out.
        dispensees: what one obtained by exemption counts as; None to leave it out.
    """

    sans_note: int | None
    dispensees: int | None

    @property
    def least(self) -> Node:
        """The lowest that the UE may count as; null when it is surely left out."""
        return self._value(min)

    @property
    def most(self) -> Node:
        """The highest that the UE may count as; null when it is surely left out."""
        return self._value(max)

    @property
    def perhaps(self) -> Node:
        """Whether the UE may count; never null."""
        return self._in(lambda values: values != [None])

    @property
    def surely(self) -> Node:
        """Whether the UE surely counts, be it by a mark that isn't known; never null."""
        return self._in(lambda values: None not in values)

    @property
    def told(self) -> Node:
        """Whether the UE counts, and nothing is missing to tell what as; never null."""
        return self._in(lambda values: values != [None], (UNMARKED, EXEMPTED))

    @property
    def either(self) -> tuple[Node, int] | None:
        """Whether the UE may be left out or else counts as a mark, and that mark; None where none may."""
        values = self._each()[EITHER]
        marks = [value for value in values if value is not None]
        if len(marks) == len(values) or not marks:
            return None
        return sql.among(sql.column(ETAT), (EITHER,)), marks[0]

    def _in(self, which: Callable[[list[int | None]], bool], among: Collection[int] = tuple(STATES)) -> Node:
        own = sql.column(ETAT)
        states = [each for each, values in self._each().items() if each in among and which(values)]
        return sql.any_of(sql.at_least(own, sql.number(0)), sql.among(own, states))

    def _each(self) -> dict[int, list[int | None]]:
        found = {}
        for each, states in STATES.items():
            values = possible_marks(states, None, self.sans_note, self.dispensees)
            found[each] = list(dict.fromkeys(values))
        return found

    def _value(self, end: Callable[[Iterable[int]], int]) -> Node:
        states: dict[int, list[int]] = {}
        for each, values in self._each().items():
            kept = [value for value in values if value is not None]
            if kept:
                states.setdefault(end(kept), []).append(each)
        own = sql.column(ETAT)
        branches = [(sql.among(own, listed), sql.number(value)) for value, listed in states.items()]
        return sql.case((sql.at_least(own, sql.number(0)), own), *branches)


def _lowest(codes: Collection[str], marks: Marks, frame: Frame, hint: str) -> Ends:
    """The lowest mark of some codes: what is left out never lowers it, and none at all is 20."""
    table = marks_table(frame)
    within = sql.one_of(sql.column("code"), codes)
    sure = sql.case((marks.surely, marks.most))
    greatest = sql.number(GREATEST)
    ends = []
    for value, name in ((marks.least, f"{hint}_possible"), (sure, f"{hint}_sure")):
        ends.append(frame.gathered(table, sql.lowest(sql.case((within, value))), name, empty=greatest))
    if marks.sans_note is not None:
        absent = sql.number(marks.sans_note)
        there = frame.gathered(table, sql.count(within), f"{hint}_lignes", empty=sql.number(0))
        all_there = sql.equal(there, sql.number(len(codes)))
        ends = [sql.case((all_there, end), otherwise=sql.least(end, absent)) for end in ends]
    return Ends(*ends)


class MarkOverTables:
    """`note` over tables."""

    def ends(self, measure: NoteDeLUe, frame: Frame, hint: str, /) -> Ends:
        """The mark of the UE; see `Tabular.ends`."""
        marks = Marks(measure.sans_note, measure.dispensees)
        return when_listed(measure, frame, lambda: _lowest((measure.note,), marks, frame, hint))


class LowestMarkOverTables:
    """`plus_basse_note` over tables."""

    def ends(self, measure: PlusBasseNote, frame: Frame, hint: str, /) -> Ends:
        """The lowest mark of the list; see `Tabular.ends`."""
        marks = Marks(measure.sans_note, measure.dispensees)
        return when_listed(measure, frame, lambda: _lowest(measure.plus_basse_note, marks, frame, hint))


class MarksOverTables:
    """`notees` over tables."""

    def ends(self, measure: UeNotees, frame: Frame, hint: str, /) -> Ends:
        """How many UE have a mark, for sure and perhaps; see `Tabular.ends`."""
        return when_listed(measure, frame, lambda: self._counted(measure, frame, hint))

    def _counted(self, measure: UeNotees, frame: Frame, hint: str) -> Ends:
        table = marks_table(frame)
        within = sql.one_of(sql.column("code"), measure.notees)
        marks = Marks(None, 0 if measure.dispensees else None)
        ends = []
        for which, name in ((marks.told, f"{hint}_sures"), (marks.perhaps, f"{hint}_possibles")):
            counted = sql.count(sql.all_of(within, which))
            ends.append(frame.gathered(table, counted, name, empty=sql.number(0)))
        return Ends(*ends)

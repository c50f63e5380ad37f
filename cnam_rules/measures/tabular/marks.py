"""Marks over tables: what each UE of a dossier counts as; the mark of one, the lowest, how many there are.

What `cnam_rules.measures.marks` tells of a UE depends on its row alone, and is a number: the mark, or else
the states that the UE may be in, as a sum of `STATES` with a minus. What those count as depends on the
measure's options, and is worked out when the statement is made, by the same function as for one dossier.
A UE without a row has no mark yet; a list that isn't known is anything, and so is known beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import chain, combinations
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
from cnam_rules.sql.nodes import Node

__all__ = [
    "ETAT",
    "LowestMarkOverTables",
    "MarkOverTables",
    "Marks",
    "MarksOverTables",
    "marks_table",
]

STATES: Final[Mapping[str, int]] = {MARKED: 1, NONE: 2, EXEMPT: 4}
"""The states that a UE may be in without a mark that stands; several may be added."""
ETAT: Final = "note_ou_etat"
"""The column that holds a UE's mark in hundredths, or minus its states."""
_STATES_EACH: Final = {
    -sum(STATES[state] for state in states): states
    for states in chain.from_iterable(combinations(STATES, n) for n in (1, 2, 3))
}
_ANSWERED: Final = (-STATES[NONE], -STATES[EXEMPT])
"""States of which nothing is asked: without a mark yet, or obtained by exemption, for sure."""


def marks_table(frame: Frame) -> str:
    """The table that has a row per UE of the programme that a dossier has, with its `ETAT`.

    A code that stands several times in a dossier says each time the same, or the dossier isn't sound.
    """
    column, statut = sql.column, sql.column("statut")
    marked, none, exempt = (-STATES[state] for state in (MARKED, NONE, EXEMPT))
    doubt = sql.equal(statut, sql.text(StatutUe.INCONNU.value))
    validated = sql.equal(statut, sql.text(StatutUe.VALIDEE.value))
    unsaid = sql.is_null(column("obtention"))
    number = sql.number
    etat = sql.case(
        (sql.is_true(sql.more(column("date"), frame.day)), number(none)),
        (sql.negate(sql.is_null(column("note_100"))), column("note_100")),
        (sql.equal(statut, sql.text(StatutUe.EN_COURS.value)), number(none)),
        (
            sql.one_of(column("obtention"), ways_of(EXEMPTIONS)),
            sql.case((validated, number(exempt)), (doubt, number(exempt + none)), otherwise=number(none)),
        ),
        (sql.all_of(doubt, unsaid), number(marked + none + exempt)),
        (sql.all_of(validated, unsaid), number(marked + exempt)),
        (sql.any_of(doubt, unsaid), number(marked + none)),
        otherwise=number(marked),
    )
    query = (
        exp.select(column("dossier"), column("code"), aliased(sql.highest(etat), ETAT))
        .from_(exp.to_identifier(f"{READ}ue"))
        .where(sql.negate(column("hors_programme")))
        .group_by(column("dossier"), column("code"))
    )
    says = "a row per UE: its mark in hundredths, or minus its states (1 marked + 2 no mark yet + 4 exempted)"
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
        return self._in(lambda values: values != [None], _ANSWERED)

    @property
    def free(self) -> Node:
        """Whether the UE may be left out, and may be marked with any mark; never null."""
        return sql.among(sql.column(ETAT), [each for each in self._optional if MARKED in _STATES_EACH[each]])

    @property
    def either(self) -> tuple[Node, int] | None:
        """Whether the UE may be left out or else counts as a mark, and that mark; None where none may."""
        for each in self._optional:
            if MARKED not in _STATES_EACH[each]:  # no mark yet or exempted, of which one is left out
                [mark] = (value for value in self._each()[each] if value is not None)
                return sql.among(sql.column(ETAT), (each,)), mark
        return None

    @property
    def _optional(self) -> list[int]:
        return [each for each, values in self._each().items() if None in values and len(values) > 1]

    def _in(self, which: Callable[[list[int | None]], bool], among: Collection[int] = _STATES_EACH) -> Node:
        own = sql.column(ETAT)
        states = [each for each, values in self._each().items() if each in among and which(values)]
        return sql.any_of(sql.at_least(own, sql.number(0)), sql.among(own, states))

    def _each(self) -> dict[int, list[int | None]]:
        found = {}
        for each, states in _STATES_EACH.items():
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

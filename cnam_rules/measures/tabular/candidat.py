"""What is said of the candidate, over tables: the steps of the report, the situation."""

from __future__ import annotations

from cnam_rules.measures.rapport import STEPS, EtapeDuRapport
from cnam_rules.measures.situation import SituationParmi
from cnam_rules.measures.tabular.frame import Ends, Frame
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.nodes import Node

__all__ = ["SituationOverTables", "StepOverTables", "step_stated", "step_taken", "yes_or_no"]


def yes_or_no(answer: Node) -> Ends:
    """The ends of an answer, 1 for yes."""
    one, none = sql.number(1), sql.number(0)
    return Ends(
        sql.case((answer, one), otherwise=none), sql.case((sql.maybe(answer), one), otherwise=none)
    )


def step_stated(frame: Frame, table: str, day: str, done: str) -> Node:
    """Whether a step is taken by the day of the decision, as its columns state it: three-valued.

    Args:
        frame: the frame.
        table: the table that has the step, one row per dossier.
        day: the column of its day.
        done: the column that says whether it was taken, where there is no day.
    """
    when = frame.gathered(table, sql.lowest(sql.column(day)), day)
    said = frame.gathered(table, sql.lowest(sql.case((sql.column(done), sql.number(1)), (sql.is_false(sql.column(done)), sql.number(0)))), done)
    return sql.case(
        (sql.negate(sql.is_null(when)), sql.at_most(when, frame.day)),
        otherwise=sql.equal(said, sql.number(1)),
    )


def step_taken(frame: Frame, step: str) -> Node:
    """Whether a step of the report is taken: as stated, or else as the others make it; see `rapport.step_taken`."""
    stated = {
        name: frame.shared(step_stated(frame, "rapports", f"{name}_le", name), f"rapport_{name}_dit") for name in STEPS
    }
    place = STEPS.index(step)
    later = sql.any_of(*(sql.is_true(stated[name]) for name in STEPS[place + 1 :]))
    missed = sql.any_of(*(sql.is_false(stated[name]) for name in STEPS[:place]))
    return sql.case(
        (sql.negate(sql.is_null(stated[step])), stated[step]),
        (sql.all_of(later, sql.negate(missed)), sql.TRUE),
        (sql.all_of(missed, sql.negate(later)), sql.FALSE),
    )


class StepOverTables:
    """`rapport` over tables."""

    def ends(self, measure: EtapeDuRapport, frame: Frame, hint: str, /) -> Ends:
        """Whether the step is taken; see `Tabular.ends`."""
        return yes_or_no(frame.shared(step_taken(frame, measure.rapport), hint))


class SituationOverTables:
    """`situation` over tables."""

    def ends(self, measure: SituationParmi, frame: Frame, hint: str, /) -> Ends:
        """Whether the word is one of those asked for; see `Tabular.ends`."""
        name = measure.situation.name
        said = sql.case((sql.equal(sql.column("nom"), sql.text(name)), sql.column("mot")))
        word = frame.gathered("situations", sql.lowest(said), f"situation_{name}")
        passes = sql.one_of(word, measure.parmi)
        every = {each for each, _ in measure.situation.words} <= set(measure.parmi)
        return yes_or_no(sql.coalesce(passes, sql.TRUE) if every else passes)

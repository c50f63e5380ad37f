"""What is said of the candidate, over tables: the steps of the report, the situation."""

from __future__ import annotations

from cnam_rules.measures.rapport import STEPS, EtapeDuRapport
from cnam_rules.measures.situation import SituationParmi
from cnam_rules.measures.tabular.frame import Ends, Frame
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = ["SituationOverTables", "StepOverTables", "stated", "step_taken", "yes_or_no"]


def yes_or_no(answer: Node) -> Ends:
    """The ends of an answer, 1 for yes."""
    one, none = sql.number(1), sql.number(0)
    return Ends(sql.case((answer, one), otherwise=none), sql.case((sql.maybe(answer), one), otherwise=none))


def stated(frame: Frame, step: str, hint: str, where: Node) -> tuple[Node, Node]:
    """What a dossier states of a named step: its day, and whether it was taken, where there is no day.

    Args:
        frame: the frame.
        step: the column of `etapes` that says so; that of its day ends in `_le`.
        hint: what the columns are named after.
        where: which row has it.
    """
    if "etapes" not in frame.given:
        return sql.typed_null("date"), sql.typed_null("boolean")
    day, said = sql.column(f"{step}_le"), sql.column(step)
    one, none = sql.number(1), sql.number(0)
    answer = sql.case((sql.all_of(where, said), one), (sql.all_of(where, sql.is_false(said)), none))
    dated = frame.gathered("etapes", sql.lowest(sql.case((where, day))), f"{hint}_le")
    return dated, sql.equal(frame.gathered("etapes", sql.lowest(answer), hint), one)


def step_stated(frame: Frame, step: str) -> Node:
    """Whether a step of the report is taken by the day of the decision, as it is stated: three-valued."""
    if "rapports" not in frame.given:
        return sql.typed_null("boolean")
    day, one, none = sql.column(f"{step}_le"), sql.number(1), sql.number(0)
    taken = sql.case((sql.negate(sql.is_null(day)), sql.at_most(day, frame.day)), otherwise=sql.column(step))
    answer = sql.case((taken, one), (sql.is_false(taken), none))
    return sql.equal(frame.gathered("rapports", sql.lowest(answer), f"{step}_dit"), one)


def step_taken(frame: Frame, step: str) -> Node:
    """Whether a step of the report is taken: as stated, or else as the others make it.

    See `cnam_rules.measures.rapport.step_taken`.
    """
    stated = {name: frame.shared(step_stated(frame, name), f"rapport_{name}_dit") for name in STEPS}
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

    def ends(self, measure: SituationParmi, frame: Frame, _hint: str, /) -> Ends:
        """Whether the word is one of those asked for; see `Tabular.ends`."""
        name = measure.situation.name
        said = sql.case((sql.equal(sql.column("nom"), sql.text(name)), sql.column("mot")))
        word = frame.gathered("situations", sql.lowest(said), f"situation_{name}")
        passes = sql.one_of(word, measure.parmi)
        every = {each for each, _ in measure.situation.words} <= set(measure.parmi)
        return yes_or_no(sql.coalesce(passes, sql.TRUE) if every else passes)

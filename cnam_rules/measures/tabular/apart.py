"""`ordre`, `delai` and `age` over tables: whether one moment comes before another, and how long before."""

from __future__ import annotations

from cnam_rules.durations import Months
from cnam_rules.measures.age import Age
from cnam_rules.measures.delai import Delai
from cnam_rules.measures.moment_kinds import BIRTH, Moment, Simple
from cnam_rules.measures.ordre import Ordre
from cnam_rules.measures.tabular.frame import Ends, Frame
from cnam_rules.measures.tabular.lengths import days_to, elapsed
from cnam_rules.measures.tabular.moments import When, when
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = ["AgeOverTables", "DelayOverTables", "OrderOverTables"]


# ------------------------------------------------------------------------------------------------ order
class OrderOverTables:
    """`ordre` over tables."""

    def ends(self, measure: Ordre, frame: Frame, _hint: str, /) -> Ends:
        """Whether the moments are in order; see `Tabular.ends`."""
        one, two = (when(moment, frame) for moment in measure.ordre)
        return _in_order(one, two, same_day=measure.meme_jour, to_come=measure.second_a_venir)

    def lacks(self, measure: Ordre, frame: Frame, ends: Ends, _bound: Node, /) -> Node:
        """1, or nothing when the second has happened too early: that can't be put right."""
        over = sql.is_true(when(measure.ordre[1], frame).happened)
        broken = sql.all_of(over, sql.equal(ends.most, sql.number(0)))
        return sql.case((sql.negate(broken), sql.number(1)))


def _in_order(one: When, two: When, *, same_day: bool, to_come: bool) -> Ends:
    """The least and the most that the order can be: each is what it may be otherwise than."""
    before = sql.at_most if same_day else sql.less
    not_before = sql.less if same_day else sql.at_most
    in_order = sql.maybe(before(one.first, two.last))
    broken = sql.maybe(not_before(two.first, one.last))
    second_lacks = sql.negate(sql.is_true(two.happened))
    first_lacks = sql.negate(sql.is_true(one.happened))
    second_may, first_may = sql.maybe(two.happened), sql.maybe(one.happened)
    no = sql.all_of(second_may, sql.any_of(first_lacks, broken))
    yes = sql.all_of(second_may, first_may, in_order)
    if to_come:
        yes = sql.any_of(second_lacks, yes)
    else:
        no = sql.any_of(second_lacks, no)
    one_, none = sql.number(1), sql.number(0)
    return Ends(sql.case((no, none), otherwise=one_), sql.case((yes, one_), otherwise=none))


# ------------------------------------------------------------------------------------------- how long


def _from_one_to_another(
    one: Moment, two: Moment, frame: Frame, hint: str, *, running: bool, months: Months
) -> Ends:
    """The least and the most that a delay can be; see `delai.from_one_to_another`.

    A moment that has happened has by the day of the decision, so a delay that runs up to that day is never
    shorter than one that ended: of the ways it may be, the least is the one that ends first.
    """
    begun, ended = when(one, frame), when(two, frame)
    none = sql.number(0)
    first, last = ended.first, ended.last
    never = sql.any_of(sql.is_false(begun.happened), sql.is_false(ended.happened))
    surely = sql.all_of(sql.is_true(begun.happened), sql.is_true(ended.happened))
    if running:
        never, surely = sql.is_false(begun.happened), sql.is_true(begun.happened)
        first = frame.shared(
            sql.case((sql.is_false(ended.happened), frame.day), otherwise=first), f"{hint}_au_plus_tot"
        )
        last = frame.shared(
            sql.case((sql.is_true(ended.happened), last), otherwise=frame.day), f"{hint}_au_plus_tard"
        )
    shortest = sql.coalesce(elapsed(begun.last, first, months), none)
    return Ends(
        sql.case((surely, shortest), otherwise=none),
        sql.case((never, none), otherwise=elapsed(begun.first, last, months)),
    )


def _lacking(
    one: Moment, two: Moment, frame: Frame, ends: Ends, bound: Node, *, running: bool, months: Months
) -> Node:
    """What is still to run where the delay does; nothing where it is over; else the whole delay."""
    begun, ended = when(one, frame), when(two, frame)
    today = two == Simple("jour")
    runs = sql.all_of(
        sql.is_true(begun.happened),
        begun.known,
        sql.TRUE if today else sql.is_false(ended.happened) if running else sql.FALSE,
    )
    over = sql.FALSE if today else sql.is_true(ended.happened)
    too_short = sql.is_true(sql.less(ends.most, bound))
    if runs == sql.FALSE:
        return sql.case((sql.negate(sql.all_of(over, too_short)), bound))
    ordinal = sql.add(sql.day_number(begun.last), days_to(bound, begun.last, months))
    reached = frame.shared(sql.day_of_number(ordinal), "delai_atteint_le")
    return sql.case(
        (runs, elapsed(frame.day, reached, months)),
        (sql.all_of(over, too_short), sql.NULL),
        otherwise=bound,
    )


class DelayOverTables:
    """`delai` over tables."""

    def ends(self, measure: Delai, frame: Frame, hint: str, /) -> Ends:
        """The delay; see `Tabular.ends`."""
        return _from_one_to_another(
            *measure.delai, frame, hint, running=measure.jusqu_au_jour, months=measure.conventions.mois
        )

    def lacks(self, measure: Delai, frame: Frame, ends: Ends, bound: Node, /) -> Node:
        """What is still to run; see `DelaiEvidence.shortfall`."""
        return _lacking(
            *measure.delai, frame, ends, bound, running=measure.jusqu_au_jour, months=measure.conventions.mois
        )


class AgeOverTables:
    """`age` over tables: a delay from birth, up to the day of the decision while the moment is to come."""

    def ends(self, measure: Age, frame: Frame, hint: str, /) -> Ends:
        """The age; see `Tabular.ends`."""
        return _from_one_to_another(BIRTH, measure.age, frame, hint, running=True, months=Months.QUANTIEME)

    def lacks(self, measure: Age, frame: Frame, ends: Ends, bound: Node, /) -> Node:
        """How long it is to the birthday; see `DelaiEvidence.shortfall`."""
        return _lacking(BIRTH, measure.age, frame, ends, bound, running=True, months=Months.QUANTIEME)

"""Moments over tables: whether each has happened by the day of the decision, and between which days.

What `cnam_rules.measures.moment_kinds` says of one dossier, as columns of a row per dossier, shared between
all the measures that speak of the moment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from attrs import frozen

from cnam_rules.measures.moment_kinds import (
    Calendrier,
    EtapeNommee,
    EtapeRapport,
    FinDesPeriodes,
    Moment,
    Simple,
    UeObtenues,
)
from cnam_rules.measures.rapport import STEPS
from cnam_rules.measures.sifting import Sieve
from cnam_rules.measures.tabular.candidat import stated, step_taken
from cnam_rules.measures.tabular.frame import Frame
from cnam_rules.measures.tabular.ue import counts
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node, constant

__all__ = ["PROOF", "When", "when"]

PROOF: Final[Mapping[str, str]] = {"experiences": "attestee", "stages": "atteste"}
"""Of each table of spells, the column that says whether a certificate proves one."""


@frozen
class When:
    """A moment, as expressions over a row of a dossier; see `cnam_rules.measures.moments_told.When`.

    Attributes:
        happened: whether it has happened by the day of the decision: three-valued.
        first: if it has or may have, the first day on which it can have; null when nothing bounds it.
        last: if it has or may have, the last day on which it can have, never after that of the decision.
    """

    happened: Node
    first: Node
    last: Node

    @property
    def known(self) -> Node:
        """Whether all is known: that it hasn't happened, or on which day it has; never null."""
        on_a_day = sql.all_of(sql.is_true(self.happened), sql.is_true(sql.equal(self.first, self.last)))
        return sql.any_of(sql.is_false(self.happened), on_a_day)


_NEVER: Final = constant(sql.typed_null("date"))
_UNKNOWN: Final = constant(sql.typed_null("boolean"))


def when(moment: Moment, frame: Frame) -> When:
    """When a moment happened, for every dossier."""
    found, hint = _KINDS[type(moment)](moment, frame)
    return When(
        _kept(frame, found.happened, f"{hint}_a_eu_lieu", _UNKNOWN),
        _kept(frame, found.first, f"{hint}_au_plus_tot", _NEVER),
        _kept(frame, found.last, f"{hint}_au_plus_tard", _NEVER),
    )


def _kept(frame: Frame, value: Node, hint: str, nothing: Node) -> Node:
    """A value under a name; null has a type."""
    return nothing if value == sql.NULL else frame.shared(value, hint)


def _on(day: date, frame: Frame) -> When:
    """What happens on a day that is the same for everyone."""
    at = sql.date_literal(day)
    return When(sql.TRUE, at, at) if day <= frame.as_of else When(sql.FALSE, _NEVER, _NEVER)


def _dated(frame: Frame, day: Node, said: Node) -> When:
    """What happens on a day, or else, where nobody stated it, as it is said: three-valued."""
    past = sql.at_most(day, frame.day)
    return When(
        sql.case((sql.is_null(day), said), otherwise=past),
        sql.case((past, day)),
        sql.case((past, day), (sql.all_of(sql.is_null(day), sql.maybe(said)), frame.day)),
    )


def _simple(moment: Simple, frame: Frame) -> tuple[When, str]:
    if moment.key == "jour":
        return _on(frame.as_of, frame), moment.key
    # Whoever nobody knows the birth of was born; an entry into training of which nobody knows may be to come.
    return _dated(
        frame, sql.column(moment.key), sql.TRUE if moment.key == "naissance" else _UNKNOWN
    ), moment.key


def _calendar(moment: Calendrier, frame: Frame) -> tuple[When, str]:
    return _on(moment.day, frame), moment.key


def _named(moment: EtapeNommee, frame: Frame) -> tuple[When, str]:
    here = sql.equal(sql.column("etape"), sql.text(moment.etape))
    hint = f"etape_{moment.etape}"
    return _dated(frame, *stated(frame, "valeur", hint, here)), hint


def _of_the_report(moment: EtapeRapport, frame: Frame) -> tuple[When, str]:
    """A step nobody dated lies between the steps before it and those after it, which are in order."""
    hint = f"rapport_{moment.rapport}"
    if "rapports" not in frame.given:
        return When(_UNKNOWN, _NEVER, frame.day), hint
    place = STEPS.index(moment.rapport)
    dated = {name: sql.lowest(sql.column(f"{name}_le")) for name in STEPS}
    days = {name: frame.gathered("rapports", day, f"{name}_le") for name, day in dated.items()}
    past = {name: (sql.at_most(day, frame.day), day) for name, day in days.items()}
    taken = frame.shared(step_taken(frame, moment.rapport), hint)
    own = past[moment.rapport]
    unstated = sql.all_of(sql.is_null(days[moment.rapport]), sql.maybe(taken))
    before = [past[name] for name in reversed(STEPS[:place])]
    after = [past[name] for name in STEPS[place + 1 :]]
    first = (unstated, sql.case(*before))
    last = (unstated, sql.case(*after, otherwise=frame.day))
    return When(taken, sql.case(own, first) if before else sql.case(own), sql.case(own, last)), hint


def _of_ue(moment: UeObtenues, frame: Frame) -> tuple[When, str]:
    """The first of some UE, or the last; a code that stands twice does so with the same day."""
    hint = moment.key
    wanted = Sieve(moment.codes)
    listed, day = frame.listed("ue"), sql.column("date")
    in_list = sql.one_of(sql.column("code"), moment.codes)
    row = counts(wanted, frame)
    sure, may = (sql.all_of(in_list, answer) for answer in (sql.is_true(row), sql.maybe(row)))

    def of(where: Node, aggregate: Callable[[Node], Node], value: Node, name: str) -> Node:
        found = frame.gathered("ue", aggregate(sql.case((where, value))), f"{hint}_{name}")
        return _NEVER if found == sql.NULL else found

    def many(where: Node, name: str) -> Node:
        found = frame.gathered(
            "ue", sql.count_different(sql.case((where, sql.column("code")))), f"{hint}_{name}"
        )
        return sql.coalesce(found, sql.number(0))

    by_then = sql.coalesce(day, frame.day)
    none, every = sql.number(0), sql.number(len(moment.codes))
    some, surely = many(may, "possibles"), many(sure, "sures")
    if moment.last:
        happened = sql.case((sql.less(some, every), sql.FALSE), (sql.equal(surely, every), sql.TRUE))
        first = of(may, sql.highest, day, "derniere_date")
        last = of(may, sql.highest, by_then, "derniere")
    else:
        undated = many(sql.all_of(may, sql.is_null(day)), "sans_date")
        happened = sql.case((sql.equal(some, none), sql.FALSE), (sql.more(surely, none), sql.TRUE))
        first = sql.case((sql.equal(undated, none), of(may, sql.lowest, day, "premiere_date")))
        last = sql.case(
            (sql.more(surely, none), of(sure, sql.lowest, by_then, "premiere_sure")),
            otherwise=of(may, sql.highest, by_then, "derniere"),
        )
    has = _kept(frame, sql.case((listed, happened)), f"{hint}_obtenue", _UNKNOWN)
    there = sql.all_of(listed, sql.maybe(has))
    return When(
        has,
        sql.case((there, first)),
        sql.case((sql.negate(listed), frame.day), (there, last)),
    ), hint


def _end_of(moment: FinDesPeriodes, frame: Frame) -> tuple[When, str]:
    table = moment.spells
    hint = f"fin_des_{table}{'_prouvees' if moment.certified else ''}"
    listed, end = frame.listed(table), sql.column("fin")
    proof = sql.column(PROOF[table]) if moment.certified else sql.TRUE
    unsure = sql.is_null(proof) if moment.certified else sql.FALSE
    over = sql.is_true(sql.at_most(end, frame.day))
    going = sql.all_of(sql.negate(over), sql.at_most(sql.column("debut"), frame.day))

    def of(aggregate: Callable[[Node], Node], name: str, *where: Node) -> Node:
        value = sql.case((sql.all_of(*where), end))
        found = sql.NULL if value == sql.NULL else frame.gathered(table, aggregate(value), f"{hint}_{name}")
        return _NEVER if found == sql.NULL else found

    def any_(name: str, *where: Node) -> Node:
        terms = sql.all_of(*where)
        if terms == sql.FALSE:
            return sql.FALSE
        return sql.is_true(sql.more(frame.gathered(table, sql.count(terms), f"{hint}_{name}"), sql.number(0)))

    proven = sql.is_true(proof)
    goes_on, may_go_on = any_("en_cours", proven, going), any_("en_cours_peut_etre", unsure, going)
    ended = of(sql.highest, "derniere", proven, over)
    any_ended = sql.negate(sql.is_null(ended))
    maybe_first = of(sql.lowest, "premiere_peut_etre", unsure, over)
    latest = of(sql.highest, "derniere_peut_etre", sql.maybe(proof), over)
    happened = sql.case(
        (goes_on, sql.FALSE),
        (sql.is_null(latest), sql.FALSE),
        (sql.all_of(any_ended, sql.negate(may_go_on)), sql.TRUE),
    )
    has = _kept(frame, sql.case((listed, happened)), f"{hint}_finies", _UNKNOWN)
    there = sql.all_of(listed, sql.maybe(has))
    return When(
        has,
        sql.case((there, ended if maybe_first == _NEVER else sql.coalesce(ended, maybe_first))),
        sql.case((sql.negate(listed), frame.day), (there, latest)),
    ), hint


_KINDS: Final[Mapping[type, Callable[[Any, Frame], tuple[When, str]]]] = {
    Simple: _simple,
    Calendrier: _calendar,
    EtapeNommee: _named,
    EtapeRapport: _of_the_report,
    UeObtenues: _of_ue,
    FinDesPeriodes: _end_of,
}
"""How each kind of moment is found."""

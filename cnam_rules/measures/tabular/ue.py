"""UE over tables: which rows count, as `Sieve` says; how many codes, and their credits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from cnam_rules.dossier.model import Dossier, Obtention, StatutUe
from cnam_rules.measures.base import Measure
from cnam_rules.measures.ects import CreditsObtenus
from cnam_rules.measures.sifting import EXEMPTIONS, Sieve
from cnam_rules.measures.tabular.frame import Ends, Frame
from cnam_rules.measures.tabular.lengths import distance
from cnam_rules.measures.ue import UnitesValidees
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = ["CreditsOverTables", "UnitsOverTables", "counted", "counts", "ways_of", "when_listed", "worth"]


def counts(sieve: Sieve, frame: Frame) -> Node:
    """Whether a row of `ue` counts, its code aside: three-valued, as `Sieve.reason` says."""
    statut = sql.column("statut")
    terms = [
        sql.negate(sql.column("hors_programme")),
        sql.case(
            (sql.equal(statut, sql.text(StatutUe.VALIDEE.value)), sql.TRUE),
            (sql.equal(statut, sql.text(StatutUe.INCONNU.value)), sql.NULL),
            otherwise=sql.FALSE,
        ),
        sql.any_of(sql.is_null(sql.column("date")), sql.at_most(sql.column("date"), frame.day)),
    ]
    if sieve.ways is not None:
        terms.append(sql.one_of(sql.column("obtention"), ways_of(sieve.ways)))
    if sieve.mark is not None:
        terms.append(_marked(sieve.mark, exempted=sieve.exempted))
    if sieve.failed is not None:
        failed = _failed(frame.as_of, sieve.since)
        terms.append(failed if sieve.failed else sql.negate(failed))
    return sql.all_of(*terms)


def ways_of(ways: Iterable[Obtention]) -> list[str]:
    """Ways of obtention as their words, in an order that stays."""
    return sorted(way.value for way in ways)


def _marked(mark: int, *, exempted: bool) -> Node:
    note = sql.column("note_100")
    return sql.case(
        (sql.negate(sql.is_null(note)), sql.at_least(note, sql.number(mark))),
        (
            sql.one_of(sql.column("obtention"), ways_of(EXEMPTIONS)),
            sql.TRUE if exempted else sql.FALSE,
        ),
        otherwise=sql.NULL,
    )


def _failed(as_of: date, since: int | None) -> Node:
    """Whether the examination was failed, recently enough where that is asked."""
    day = sql.column("echec_le")
    recent = sql.at_most(day, sql.date_literal(as_of))
    if since is not None:
        length = distance(day, sql.date_literal(as_of))
        recent = sql.all_of(recent, sql.at_most(length, sql.number(since)))
    undated = sql.TRUE if since is None else sql.NULL
    return sql.case(
        (sql.negate(sql.is_null(day)), recent),
        (sql.is_true(sql.column("echec")), undated),
        (sql.is_false(sql.column("echec")), sql.FALSE),
        otherwise=sql.NULL,
    )


def when_listed(measure: Measure, frame: Frame, counted: Callable[[], Ends]) -> Ends:
    """The ends of a measure as `counted` gives them, where a dossier's list of UE is known.

    Where it isn't, the ends are what the measure itself says of a dossier without a list.
    """
    fact = measure.fact("", Dossier("", ""), frame.as_of)
    low, high = (sql.NULL.copy() if end is None else sql.number(end) for end in (fact.least, fact.most))
    listed = frame.listed("ue")
    if listed == sql.FALSE:
        return Ends(low, high)
    ends = counted()
    return Ends(sql.case((listed, ends.least), otherwise=low), sql.case((listed, ends.most), otherwise=high))


def counted(sieve: Sieve, frame: Frame, hint: str) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """The codes that surely count, and those that may, the sure ones included, as sets of bits."""
    row = counts(sieve, frame)
    return frame.bits(sql.is_true(row), f"{hint}_surs"), frame.bits(sql.maybe(row), f"{hint}_possibles")


def worth(frame: Frame, bits: Sequence[Node], credits_each: Iterable[tuple[str, int]]) -> Node:
    """What the codes of a set are worth together."""
    terms = []
    for code, credits_ in credits_each:
        one = frame.bit(bits, code)
        terms.append(one if credits_ == 1 else sql.mul(one, sql.number(credits_)))
    return sql.add(*terms)


def _ends(sieve: Sieve, frame: Frame, hint: str, credits_each: Sequence[tuple[str, int]]) -> Ends:
    sure, possible = counted(sieve, frame, hint)
    return Ends(worth(frame, sure, credits_each), worth(frame, possible, credits_each))


class UnitsOverTables:
    """`ue` over tables."""

    def ends(self, measure: UnitesValidees, frame: Frame, hint: str, /) -> Ends:
        """How many codes count; see `Tabular.ends`."""
        each = [(code, 1) for code in measure.ue]
        return when_listed(measure, frame, lambda: _ends(measure._sieve, frame, hint, each))


class CreditsOverTables:
    """`ects` over tables."""

    def ends(self, measure: CreditsObtenus, frame: Frame, hint: str, /) -> Ends:
        """The credits of the codes that count; see `Tabular.ends`."""
        return when_listed(measure, frame, lambda: _ends(measure._sieve, frame, hint, measure.ects))

"""Who lacks nothing but months: how many months, by year of entry into training or by any column.

Counted in DuckDB, like everything that is drawn: what comes out are counts by group and by length.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from attrs import frozen
from sqlglot import exp

from cnam_rules.decoding import suggest
from cnam_rules.durations.months import MONTH, decode
from cnam_rules.kernel import All, Any, Compare, Expr, Status, VerdictStatus
from cnam_rules.measures import Seuil
from cnam_rules.measures.tabular.frame import aliased
from cnam_rules.screening.lacking import TIMES, width_of
from cnam_rules.screening.model import RESULT
from cnam_rules.screening.statement import ENTRY
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.screening.model import Screening
    from cnam_rules.screening.statement import Lack, Statement

__all__ = ["MOST_GROUPS", "Group", "Waiting", "waiting"]

MOST_GROUPS: Final = 16
"""How many groups are told apart; the smallest of the others are told together."""

_Counts = dict[int, int]
"""How many dossiers lack each length, encoded as `cnam_rules.durations.months` encodes them."""


@frozen
class Group:
    """The dossiers of a group that lack nothing but months.

    Attributes:
        name: the year, or the value of the column, as text; None of the smallest groups together, and of the
            dossiers of which the tables don't say.
        dossiers: how many.
        bars: by the most months that they lack, inclusive, how many lack more than the bar before says.
        median: the months and days that half of them lack at most.
        merged: of how many values of the column these are: 1, more for the group of the smallest, 0 where the
            tables don't say.
    """

    name: str | None
    dossiers: int
    bars: Mapping[int, int]
    median: tuple[int, int]
    merged: int


@frozen
class Waiting:
    """The dossiers that aren't eligible only for want of months, by group.

    Attributes:
        by: the column.
        groups: the groups in order; none where there are no such dossiers.
        width: how many months a bar has.
        eligible: how many are eligible already.
        otherwise: how many lack something else, or can't be told.
        rejected: how many have no verdict, as a row of theirs can't be read.
    """

    by: str
    groups: tuple[Group, ...]
    width: int
    eligible: int
    otherwise: int
    rejected: int

    @property
    def dossiers(self) -> int:
        """How many lack nothing but months."""
        return sum(group.dossiers for group in self.groups)


def waiting(screened: Screening, by: str = ENTRY) -> Waiting | None:
    """The months that lack to the dossiers that lack nothing else, by group.

    None if the rules ask for no months, or if the dossiers were decided without facts.

    Such a dossier isn't eligible, none of its conditions is unknown, and each that it doesn't meet asks for
    months or years alone. What lacks is the most that one of them lacks: the same months may do for several.

    Args:
        screened: the screening.
        by: a column of the table of dossiers. Days are grouped by year, other values each by itself; the
            smallest groups are told together where there are more than `MOST_GROUPS`.

    Raises:
        KeyError: the table of dossiers has no such column, or it is that of the references. The day of entry,
            which it may lack, is then said of nobody.

    >>> from datetime import date
    >>> import cnam_rules
    >>> screened = cnam_rules.screen("examples/cohort", "titre-casp/jury", as_of=date(2025, 11, 3))
    >>> [(group.name, group.dossiers, group.median) for group in waiting(screened).groups]
    [('2023', 3, (3, 0))]
    """
    statement = screened.statement
    lengths = {
        each.id: _length(statement, each.id, each.requires) for each in statement.rules.program.conditions
    }
    if not any(lengths.values()):
        return None
    groups = _groups(screened, by)
    [(everyone, eligible, rejected)] = screened.rows(
        exp.select(
            sql.count(),
            sql.count(sql.is_true(sql.equal(sql.column("verdict"), sql.text(VerdictStatus.ELIGIBLE.value)))),
            sql.count(sql.more(sql.column("rejets"), sql.number(0))),
        )
    )
    lacks = exp.select(sql.column("dossier"), aliased(_attente(statement, lengths), "attente")).from_(RESULT)
    found = _told_apart(screened, lacks, groups)
    most = max((length for counts in found.values() for length in counts), default=0)
    width = int(width_of(Unit.DUREE, -(-most // MONTH)))
    told = tuple(_group(name, merged, counts, width) for (name, merged), counts in found.items())
    n = sum(group.dossiers for group in told)
    return Waiting(by, told, width, eligible, everyone - eligible - rejected - n, rejected)


def _group(name: str | None, merged: int, counts: _Counts, width: int) -> Group:
    """A group from how many of it lack each length."""
    total, so_far = sum(counts.values()), 0
    bars: dict[int, int] = {}
    median = None
    for length in sorted(counts):
        so_far += counts[length]
        if median is None and 2 * so_far >= total:
            median = decode(length)
        most = width * -(-length // (width * MONTH))
        bars[most] = bars.get(most, 0) + counts[length]
    return Group(name, total, bars, median or (0, 0), merged)


# ------------------------------------------------------------------------------------------ what lacks
def _attente(statement: Statement, lengths: Mapping[str, Node | None]) -> Node:
    """The length that a dossier lacks, encoded, if it lacks nothing else; null otherwise."""
    barred, terms = [], []
    for condition, length in lengths.items():
        status = sql.column(statement.statuses[condition])
        unmet = sql.equal(status, sql.text(Status.UNMET.value))
        barred.append(sql.equal(status, sql.text(Status.UNKNOWN.value)))
        if length is None:
            barred.append(unmet)
        else:
            barred.append(sql.all_of(unmet, sql.is_null(length)))
            terms.append(sql.case((unmet, length), otherwise=sql.number(0)))
    refused = sql.equal(sql.column("verdict"), sql.text(VerdictStatus.NOT_ELIGIBLE.value))
    return sql.case((sql.all_of(refused, sql.negate(sql.any_of(*barred))), sql.greatest(*terms)))


def _length(statement: Statement, condition: str, requires: Expr) -> Node | None:
    """The length that lacks for an expression to hold, 0 where it does, null where that can't be told.

    None when it asks for something else than lengths of time.
    """
    if isinstance(requires, Compare):
        return _of_comparison(statement, condition, requires)
    if not isinstance(requires, (All, Any)) or not requires.terms:
        return None
    terms = [_length(statement, condition, term) for term in requires.terms]
    lengths = [term for term in terms if term is not None]
    if len(lengths) < len(terms):
        return None
    known = sql.negate(sql.any_of(*(sql.is_null(each) for each in lengths)))
    best = sql.greatest if isinstance(requires, All) else sql.least
    return sql.case((known, best(*lengths)))


def _of_comparison(statement: Statement, condition: str, compare: Compare) -> Node | None:
    lack = next(
        (each for each in statement.lacks if (each.condition, each.compare) == (condition, compare)), None
    )
    if lack is None or lack.unit not in TIMES:
        return None
    amount = _encoded(lack.column)
    return sql.case((sql.negate(sql.is_null(amount)), amount), (_holds(statement, lack), sql.number(0)))


def _encoded(column: str) -> Node:
    months = sql.mul(sql.column(f"{column}_mois"), sql.number(MONTH))
    return sql.add(months, sql.column(f"{column}_jours"))


def _holds(statement: Statement, lack: Lack) -> Node:
    """Whether what is compared surely reaches its bound, so that nothing lacks of it."""
    key = statement.measures[lack.compare.measure]
    if isinstance(statement.rules.measures[lack.compare.measure], Seuil):
        return sql.is_true(sql.column(key))
    return sql.is_true(sql.at_least(_encoded(key), sql.number(lack.compare.threshold[0])))


# --------------------------------------------------------------------------------------------- groups
def _groups(screened: Screening, by: str) -> exp.Select:
    """The references of the table of dossiers, each with the name of its group.

    Raises:
        KeyError: it has no such column, or it is that of the references.
    """
    source, columns = screened.statement.sources["dossiers"], screened.grouping
    if by not in columns and by != ENTRY:
        near = suggest(by, columns)
        hint = f"did you mean {near}?" if near else f"columns: {', '.join(columns)}"
        raise KeyError(f"{by}; {hint}")
    there = sql.column(by) if by in columns else sql.typed_null("text")  # of which nothing is said, then
    value = sql.neutral("PROPRE", sql.as_text(there))
    day = sql.neutral("LIRE_DATE", value)
    year = sql.floor_div(sql.sub(sql.month_index(day), sql.number(1)), sql.number(12))
    return exp.select(
        aliased(sql.neutral("PROPRE", sql.as_text(sql.column("dossier"))), "dossier"),
        aliased(sql.coalesce(sql.as_text(year), value), "groupe"),
    ).from_(source.rows())


def _told_apart(
    screened: Screening, lacks: exp.Select, groups: exp.Select
) -> dict[tuple[str | None, int], _Counts]:
    """How many of each group lack each length, by its name and of how many values it is, in order."""
    group, length, n = sql.column("groupe"), sql.column("attente"), sql.column("n")
    named = exp.select(group, length, aliased(sql.count(), "n")).from_(
        exp.Subquery(this=lacks, alias="attentes")
    )
    named = named.join(screened.placed(groups, "cohorte_groupes"), using=["dossier"], join_type="left")
    named = named.where(sql.negate(sql.is_null(length))).group_by(group, length)
    largest = [exp.Ordered(this=sql.sum_of(n), desc=True), exp.Ordered(this=group.copy())]
    rank = exp.Window(this=exp.RowNumber(), order=exp.Order(expressions=largest))
    sizes = exp.select(aliased(group, "nom"), aliased(rank, "rang")).from_("nommes").group_by(group)
    sizes = sizes.where(sql.negate(sql.is_null(group)))
    kept = sql.at_most(sql.column("rang"), sql.number(MOST_GROUPS))
    name = sql.case((kept, group))
    query = exp.select(name, length, sql.sum_of(n), sql.highest(sql.column("rang"))).from_("nommes")
    query = query.join("tailles", on=sql.equal(group, sql.column("nom")), join_type="left")
    query = query.with_("nommes", as_=named).with_("tailles", as_=sizes)
    # Those without a name stay apart from the smallest groups, which are told without theirs.
    rows = screened.asked(query.group_by(name, length, sql.is_null(group)))
    ranks = max((rank for _, _, _, rank in rows if rank is not None), default=0)
    found: dict[tuple[str | None, int], _Counts] = {}
    for name_, length_, n_, rank_ in rows:
        merged = 1 if name_ is not None else 0 if rank_ is None else ranks - MOST_GROUPS
        found.setdefault((name_, merged), {})[length_] = n_
    return dict(sorted(found.items(), key=_in_order))


def _in_order(group: tuple[tuple[str | None, int], _Counts]) -> tuple[int, int, str]:
    """Years and numbers as they grow, then names, then the smallest groups, then those without a name."""
    (name, merged), _ = group
    if name is None:
        return (2 if merged else 3, 0, "")
    return (0, int(name), "") if name.isdecimal() else (1, 0, name)

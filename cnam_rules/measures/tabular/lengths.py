"""Lengths over tables: months and days from a date to another, and the date that a length reaches.

What `cnam_rules.durations` counts for two days, as expressions: de quantième à quantième (code de procédure
civile, art. 641), or by months of so many days. Lengths are encoded, months × 31 + days.
"""

from __future__ import annotations

from cnam_rules.durations import Months, decode
from cnam_rules.durations.counting import THIRTY
from cnam_rules.durations.months import MONTH
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = ["days_to", "distance", "elapsed", "in_months_of", "length_between", "months_and_days"]


def distance(first: Node, last: Node) -> Node:
    """The encoded length of the period from a date to another, the second not included.

    See `cnam_rules.durations.months.distance`.
    """
    known = sql.known_day(first)
    begun = sql.day_of_month(first) if known is None else sql.number(known.day)
    month = sql.month_index(first) if known is None else sql.number(known.year * 12 + known.month)
    months, day = sql.sub(sql.month_index(last), month), sql.day_of_month(last)
    before = sql.day_of_month(sql.day_of_number(sql.sub(sql.day_number(last), day)))
    more = sql.sub(before, begun)
    return sql.case(
        (sql.at_least(day, begun), sql.add(sql.mul(months, sql.number(MONTH)), sql.sub(day, begun))),
        (sql.equal(day, sql.last_of_month(last)), sql.mul(months, sql.number(MONTH))),
        otherwise=sql.add(
            sql.mul(sql.sub(months, sql.number(1)), sql.number(MONTH)),
            day,
            sql.case((sql.more(before, begun), more), otherwise=sql.number(0)),
        ),
    )


def in_months_of(length: int, days: Node) -> Node:
    """The encoded length of so many days when every month has `length` of them."""
    return sql.add(
        sql.mul(sql.floor_div(days, sql.number(length)), sql.number(MONTH)), sql.mod(days, sql.number(length))
    )


def length_between(first: Node, last: Node, months: Months) -> Node:
    """The encoded length from a date to another that isn't before it, under either convention."""
    if months is Months.QUANTIEME:
        return distance(first, last)
    return in_months_of(THIRTY, sql.sub(sql.day_number(last), sql.day_number(first)))


def elapsed(first: Node, last: Node, months: Months) -> Node:
    """The same, 0 when the second date isn't after the first; null when either is."""
    return sql.case((sql.at_most(last, first), sql.number(0)), otherwise=length_between(first, last, months))


def months_and_days(length: Node) -> tuple[Node, Node]:
    """What an encoded length decodes to."""
    if length.is_int:
        months, days = decode(int(length.name))
        return sql.number(months), sql.number(days)
    month = sql.number(MONTH)
    return sql.floor_div(length, month), sql.mod(length, month)


def days_to(length: Node, start: Node, months: Months) -> Node:
    """How many days make a length that begins on a date: the fewest.

    Args:
        length: the encoded length, with fewer days than any month has.
        start: the date it begins on.
        months: how days make months.
    """
    whole, days = months_and_days(length)
    if months is Months.QUANTIEME:
        ordinal = sql.day_number(sql.plus_months(start, whole))
        return sql.sub(sql.add(ordinal, days), sql.day_number(start))
    return sql.add(sql.mul(whole, sql.number(THIRTY)), days)

"""How each dialect says the neutral functions of `cnam_rules.sql.nodes`, and what it can't say.

`said(tree, dialect)` gives the statement as text. A dialect is an entry of `DIALECTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from attrs import frozen
from sqlglot import exp

from cnam_rules.sql.nodes import Node

__all__ = ["DIALECTS", "Dialect", "lowered", "said"]

Say: TypeAlias = Callable[..., Node]


@frozen
class Dialect:
    """A dialect of SQL.

    Attributes:
        name: its name, as sqlglot has it.
        functions: what it says instead of each neutral function.
    """

    name: str
    functions: Mapping[str, Say]


_ZERO: Final = "0001-01-01"


def _int(value: Node) -> Node:
    return exp.cast(value, "int")


def _date(value: Node) -> Node:
    return exp.cast(value, "date")


def _paren(node: Node) -> Node:
    return exp.Paren(this=node)


def _call(name: str, *args: Node) -> Node:
    return exp.Anonymous(this=name, expressions=list(args))


def _add(one: Node, other: Node) -> Node:
    return _paren(exp.Add(this=one, expression=other))


def _sub(one: Node, other: Node) -> Node:
    return _paren(exp.Sub(this=one, expression=other))


def _mul(one: Node, other: Node) -> Node:
    return exp.Mul(this=_paren(one), expression=other)


def _n(value: int) -> Node:
    return exp.Literal.number(value)


def _t(value: str) -> Node:
    return exp.Literal.string(value)


def _part(name: str) -> Say:
    return lambda day: _int(exp.Extract(this=exp.var(name), expression=day))


def _months(part: Callable[[str], Say]) -> Say:
    return lambda day: _add(_mul(part("year")(day), _n(12)), part("month")(day.copy()))


def _clean(value: Node) -> Node:
    return exp.Nullif(this=exp.Trim(this=value), expression=_t(""))


def _number_pattern(decimals: Node) -> str:
    """What a number with at most so many decimals is written as."""
    many = int(decimals.name)
    return r"[0-9]{1,9}" + (rf"(\.[0-9]{{1,{many}}})?" if many else "")


def _scale(decimals: Node) -> int:
    return 10 ** int(decimals.name)


# ------------------------------------------------------------------------------------ DuckDB, PostgreSQL
# Both: dates subtract to whole numbers, and a date plus a whole number is a date.
_BY_SUBTRACTION: Final[Mapping[str, Say]] = {
    "DATE_DU": _date,
    "JOUR": lambda day: _int(exp.Add(this=exp.Sub(this=day, expression=_date(_t(_ZERO))), expression=_n(1))),
    "DATE_DU_JOUR": lambda n: _add(_date(_t(_ZERO)), _int(_sub(n, _n(1)))),
    "MOIS": _months(_part),
    "QUANTIEME": _part("day"),
    "PLUS_MOIS": lambda day, n: _date(_add(day, exp.Mul(this=_paren(n), expression=exp.Interval(this=_t("1"), unit=exp.var("month"))))),
    "BITS": lambda bits: exp.BitwiseOrAgg(this=bits),
    "DECALE": lambda bits, n: _paren(exp.BitwiseRightShift(this=bits, expression=n)),
}
def _duckdb_matches(value: Node, pattern: str) -> Node:
    return _call("REGEXP_FULL_MATCH", value, _t(pattern))


def _if(when: Node, then: Node) -> Node:
    return exp.Case(ifs=[exp.If(this=when, true=then)])


def _duckdb_number(value: Node, decimals: Node) -> Node:
    exact = exp.cast(value.copy(), f"decimal(18, {int(decimals.name)})")
    scaled = exp.cast(exp.Mul(this=exact, expression=_n(_scale(decimals))), "bigint")
    return _if(_duckdb_matches(value, _number_pattern(decimals)), scaled)


def _duckdb_whole(value: Node, decimals: Node) -> Node:
    """A number of any type, as so many of its last decimals; null when it has more of them."""
    scaled = _paren(exp.Mul(this=exp.cast(value, "decimal(28, 8)"), expression=_n(_scale(decimals))))
    rounded = _call("ROUND", scaled)
    return _if(exp.EQ(this=scaled.copy(), expression=rounded), exp.cast(rounded.copy(), "bigint"))


def _duckdb_code(value: Node) -> Node:
    """`cnam_rules.dossier.codes.normalise`, in regular expressions."""
    bare = _call("UPPER", _call("REGEXP_REPLACE", _call("NFC_NORMALIZE", value), _t(r"[\s._\-‐-―−]+"), _t(""), _t("g")))
    head = _call("REPLACE", _call("SUBSTR", bare, _n(1), _n(2)), _t("0"), _t("O"))
    code = exp.DPipe(this=head, expression=_call("SUBSTR", bare.copy(), _n(3)))
    tail = exp.DPipe(
        this=_call("SUBSTR", code.copy(), _n(1), _n(3)),
        expression=_call("REPLACE", _call("SUBSTR", code.copy(), _n(4)), _t("O"), _t("0")),
    )
    is_ue = _duckdb_matches(_paren(code.copy()), "[A-Z]{3}[0-9][0-9O]{2}")
    activity = _duckdb_matches(_paren(code.copy()), "U[AS].*")
    return exp.Case(
        ifs=[exp.If(this=exp.And(this=is_ue, expression=exp.Not(this=activity)), true=tail)], default=code
    )


_DUCKDB: Final[Mapping[str, Say]] = {
    **_BY_SUBTRACTION,
    "PROPRE": _clean,
    "LIRE_DATE": lambda value: _if(
        _duckdb_matches(value, "[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        exp.TryCast(this=value.copy(), to=exp.DataType.build("date")),
    ),
    "LIRE_NOMBRE": _duckdb_number,
    "ENTIER": _duckdb_whole,
    "CODE_NORMAL": _duckdb_code,
    "MOIS": lambda day: _add(_mul(_call("YEAR", day), _n(12)), _call("MONTH", day.copy())),
    "QUANTIEME": lambda day: _call("DAY", day),
    "LONGUEUR_DU_MOIS": lambda day: _call("DAY", _call("LAST_DAY", day)),
    "QUOTIENT": lambda one, other: exp.IntDiv(this=_paren(one), expression=_paren(other)),
}
_POSTGRES: Final[Mapping[str, Say]] = {
    **_BY_SUBTRACTION,
    "LONGUEUR_DU_MOIS": lambda day: _part("day")(
        exp.Sub(
            this=exp.Add(
                this=_call("DATE_TRUNC", _t("month"), day),
                expression=exp.Interval(this=_t("1"), unit=exp.var("month")),
            ),
            expression=exp.Interval(this=_t("1"), unit=exp.var("day")),
        )
    ),
    # Whole numbers divide to whole numbers.
    "QUOTIENT": lambda one, other: exp.Div(this=_paren(one), expression=_paren(other), typed=True),
}

# ------------------------------------------------------------------------------------------------- Spark
_SPARK: Final[Mapping[str, Say]] = {
    "DATE_DU": _date,
    "JOUR": lambda day: _add(_call("DATEDIFF", day, _date(_t(_ZERO))), _n(1)),
    "DATE_DU_JOUR": lambda n: _call("DATE_ADD", _date(_t(_ZERO)), _int(_sub(n, _n(1)))),
    "MOIS": lambda day: _add(_mul(_call("YEAR", day), _n(12)), _call("MONTH", day.copy())),
    "QUANTIEME": lambda day: _call("DAY", day),
    "LONGUEUR_DU_MOIS": lambda day: _call("DAY", _call("LAST_DAY", day)),
    "PLUS_MOIS": lambda day, n: _call("ADD_MONTHS", day, _int(n)),
    "BITS": lambda bits: _call("BIT_OR", bits),
    "DECALE": lambda bits, n: _call("SHIFTRIGHT", bits, n),
    "QUOTIENT": lambda one, other: exp.IntDiv(this=_paren(one), expression=_paren(other)),
}


# ------------------------------------------------------------------------------------------------ SQLite
# Dates are texts in ISO form.
def _strftime(form: str, day: Node) -> Node:
    return _int(_call("STRFTIME", _t(form), day))


def _sqlite_months(day: Node) -> Node:
    return _add(_mul(_strftime("%Y", day), _n(12)), _strftime("%m", day.copy()))


def _sqlite_plus_months(day: Node, n: Node) -> Node:
    """SQLite overflows into the next month where the day doesn't exist: the last day of the month stands."""
    months = exp.DPipe(this=exp.DPipe(this=_t("+"), expression=_int(n)), expression=_t(" months"))
    first = _call("DATE", day, _t("start of month"), months)
    last = _call("DATE", first.copy(), _t("+1 month"), _t("-1 day"))
    days = exp.DPipe(
        this=exp.DPipe(this=_t("+"), expression=_sub(_strftime("%d", day.copy()), _n(1))),
        expression=_t(" days"),
    )
    return _call("MIN", _call("DATE", first, days), last)


_SQLITE: Final[Mapping[str, Say]] = {
    "DATE_DU": lambda day: day,
    "JOUR": lambda day: _int(_sub(_call("JULIANDAY", day), exp.Literal.number("1721424.5"))),
    "DATE_DU_JOUR": lambda n: _call("DATE", _add(_paren(n), exp.Literal.number("1721424.5"))),
    "MOIS": _sqlite_months,
    "QUANTIEME": lambda day: _strftime("%d", day),
    "LONGUEUR_DU_MOIS": lambda day: _strftime(
        "%d", _call("DATE", day, _t("start of month"), _t("+1 month"), _t("-1 day"))
    ),
    "PLUS_MOIS": _sqlite_plus_months,
    # Each bit is one power of two, so the sum of the distinct ones is their union.
    "BITS": lambda bits: exp.Sum(this=exp.Distinct(expressions=[bits])),
    "DECALE": lambda bits, n: _paren(exp.BitwiseRightShift(this=bits, expression=n)),
    "QUOTIENT": lambda one, other: exp.Div(this=_paren(one), expression=_paren(other), typed=True),
}

DIALECTS: Final[Mapping[str, Dialect]] = {
    "duckdb": Dialect("duckdb", _DUCKDB),
    "postgres": Dialect("postgres", _POSTGRES),
    "spark": Dialect("spark", _SPARK),
    "sqlite": Dialect("sqlite", _SQLITE),
}
"""The dialects by name."""


def lowered(tree: Node, dialect: Dialect) -> Node:
    """The tree with every neutral function said as the dialect does.

    >>> from cnam_rules.sql.nodes import column, day_of_month
    >>> lowered(day_of_month(column("fin")), DIALECTS["duckdb"]).sql("duckdb")
    'DAY("fin")'
    """

    def say(node: Node) -> Node:
        if isinstance(node, exp.Anonymous) and (function := dialect.functions.get(str(node.this))):
            return function(*(lowered(part, dialect) for part in node.expressions))
        return node

    return tree.transform(say)


def said(tree: Node, dialect: Dialect) -> str:
    """The statement as text, laid out to be read."""
    return lowered(tree, dialect).sql(dialect=dialect.name, pretty=True)

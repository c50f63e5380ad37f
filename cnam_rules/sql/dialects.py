"""How each dialect says the neutral functions of `cnam_rules.sql.nodes`, and what it can't say.

`said(tree, dialect)` gives the statement as text. A dialect is an entry of `DIALECTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from attrs import frozen
from sqlglot import exp

from cnam_rules.sql.trees import Node, cast, kind

__all__ = ["DIALECTS", "Dialect", "NotSaid", "lowered", "said"]

Say: TypeAlias = Callable[..., Node]


@frozen
class Dialect:
    """A dialect of SQL.

    Attributes:
        name: its name, as sqlglot has it.
        functions: what it says instead of each neutral function.
        inlines: whether it can be told to work a common table out wherever it is named, and not to keep it:
            the rows of the tables are read again rather than copied.
    """

    name: str
    functions: Mapping[str, Say]
    inlines: bool = True


class NotSaid(ValueError):
    """What a dialect can't say: SQLite has no regular expressions, to read what was decided.

    Attributes:
        dialect: the dialect.
        function: the neutral function.
    """

    def __init__(self, dialect: str, function: str) -> None:
        self.dialect = dialect
        self.function = function
        super().__init__(dialect, function)


_ZERO: Final = "0001-01-01"


def _int(value: Node) -> Node:
    return cast(value, "int")


def _date(value: Node) -> Node:
    return cast(value, "date")


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


# ------------------------------------------------------------------------------------ reading, everywhere
Matches: TypeAlias = Callable[[Node, str], Node]
"""Whether the whole of a text matches a regular expression."""

_A_DATE: Final = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
"""As `GLOB` has it, which costs DuckDB less than a regular expression."""
_A_REAL_DATE: Final = "(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"


def _if(when: Node, then: Node) -> Node:
    return exp.Case(ifs=[exp.If(this=when, true=then)])


def _scale(decimals: Node) -> Node:
    return _n(10 ** int(decimals.name))


def _number_pattern(decimals: Node) -> str:
    """What a number with at most so many decimals is written as."""
    many = int(decimals.name)
    return "[0-9]{1,9}" + (rf"([.][0-9]{{1,{many}}})?" if many else "")


def _reads_numbers(matches: Matches) -> Say:
    def read(value: Node, decimals: Node) -> Node:
        exact = cast(value.copy(), f"decimal(18, {int(decimals.name)})")
        scaled = cast(exp.Mul(this=exact, expression=_scale(decimals)), "bigint")
        return _if(matches(value, _number_pattern(decimals)), scaled)

    return read


_MOST: Final = 10**9
"""The greatest number that columns may hold, and as many below 0."""


def _whole(value: Node, decimals: Node) -> Node:
    """A number of any type, as so many of its last decimals; null when it has more of them."""
    scaled = _paren(exp.Mul(this=cast(value, "decimal(28, 8)"), expression=_scale(decimals)))
    rounded = _call("ROUND", scaled)
    exact = _if(exp.EQ(this=scaled.copy(), expression=rounded), cast(rounded.copy(), "bigint"))
    held = exp.Between(this=value.copy(), low=_n(-_MOST), high=_n(_MOST))
    return _if(held, exact)  # beyond, a cast fails, and the whole statement with it: infinity, no number


def _reads_codes(matches: Matches) -> Say:
    """`cnam_rules.dossier.codes.normalise`, of a code in capitals without separators."""

    def read(value: Node) -> Node:
        head = _call("REPLACE", _call("SUBSTR", value, _n(1), _n(2)), _t("0"), _t("O"))
        code = _paren(exp.DPipe(this=head, expression=_call("SUBSTR", value.copy(), _n(3))))
        tail = exp.DPipe(
            this=_call("SUBSTR", code.copy(), _n(1), _n(3)),
            expression=_call("REPLACE", _call("SUBSTR", code.copy(), _n(4)), _t("O"), _t("0")),
        )
        is_ue = matches(code.copy(), "[A-Z]{3}[0-9][0-9O]{2}")
        activity = exp.Not(this=matches(code.copy(), "U[AS].*"))
        return exp.Case(ifs=[exp.If(this=exp.And(this=is_ue, expression=activity), true=tail)], default=code)

    return read


_SPACES: Final = (
    *((0x9, 0xD), (0x1C, 0x20), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A)),
    *((0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000)),
)
"""What `str.split` splits at, as ranges of characters."""


_DASHES: Final = ((0x2010, 0x2015), (0x2212, 0x2212))
"""Hyphens and dashes of every length, beside that of keyboards."""


def _ranges(*ranges: tuple[int, int], escaped: str) -> str:
    """Ranges of characters as regular expressions list them, each character written as `escaped` says."""
    return "".join(f"{escaped.format(first)}-{escaped.format(last)}" for first, last in ranges)


def _a_space(escaped: str) -> Node:
    """A regular expression of one such character."""
    return _t(f"[{_ranges(*_SPACES, escaped=escaped)}]")


def _separators(escaped: str) -> Node:
    """A regular expression of what may stand between the parts of a code, as `codes.normalise` drops."""
    return _t(f"[{_ranges(*_SPACES, *_DASHES, escaped=escaped)}._-]+")


# ------------------------------------------------------------------------------------ DuckDB, PostgreSQL
_OF_SEVERAL: Final[Mapping[str, Say]] = {
    "PLUS_GRAND": lambda *values: _call("GREATEST", *values),
    "PLUS_PETIT": lambda *values: _call("LEAST", *values),
}

# Both: dates subtract to whole numbers, and a date plus a whole number is a date.
_BY_SUBTRACTION: Final[Mapping[str, Say]] = {
    **_OF_SEVERAL,
    "PROPRE": _clean,
    "ENTIER": _whole,
    "DATE_DU": _date,
    "JOUR": lambda day: _int(exp.Add(this=exp.Sub(this=day, expression=_date(_t(_ZERO))), expression=_n(1))),
    "DATE_DU_JOUR": lambda n: _add(_date(_t(_ZERO)), _int(_sub(n, _n(1)))),
    "PLUS_MOIS": lambda day, n: _date(
        _add(day, exp.Mul(this=_paren(n), expression=exp.Interval(this=_t("1"), unit=exp.var("month"))))
    ),
    "BITS": lambda bits: exp.BitwiseOrAgg(this=bits),
    "DECALE": lambda bits, n: _paren(exp.BitwiseRightShift(this=bits, expression=n)),
}


def _duckdb_whole(value: Node, decimals: Node) -> Node:
    """As `_whole`, in numbers of 64 bits: those of 128 take ten times as long."""
    places = int(decimals.name)
    exact = exp.TryCast(this=value, to=kind(f"decimal({17 - places}, {places})"))
    scaled = exp.Mul(this=exact.copy(), expression=_scale(decimals))
    return _if(exp.EQ(this=exact, expression=value.copy()), cast(scaled, "bigint"))


def _duckdb_clean(value: Node) -> Node:
    """As everywhere, spaces alone: of itself DuckDB drops those that don't break, too.

    Nearly no text has spaces around it, and to look for them takes less than to trim.
    """
    text = _by_character(value)
    before = exp.LT(this=text, expression=_t("!"))  # what begins with a space, and what is empty
    after = exp.Like(this=text.copy(), expression=_t("% "))
    trimmed = exp.Nullif(this=_call("TRIM", text.copy(), _t(" ")), expression=_t(""))
    around = exp.If(this=exp.Or(this=before, expression=after), true=trimmed)
    return exp.Case(ifs=[around], default=text.copy())


def _by_character(value: Node) -> Node:
    """A text that is compared character by character, whatever its column or the connection say."""
    return exp.Collate(this=value, expression=exp.var("C"))


def _glob(value: Node, pattern: str) -> Node:
    return _paren(exp.Glob(this=value, expression=_t(pattern)))


def _duckdb_matches(value: Node, pattern: str) -> Node:
    return _call("REGEXP_FULL_MATCH", value, _t(pattern))


_DUCKDB: Final[Mapping[str, Say]] = {
    **_BY_SUBTRACTION,
    "ENTIER": _duckdb_whole,
    "PROPRE": _duckdb_clean,
    "PAR_CARACTERES": _by_character,
    "LIRE_DATE": lambda value: _if(_glob(value, _A_DATE), exp.TryCast(this=value.copy(), to=kind("date"))),
    "LIRE_NOMBRE": _reads_numbers(_duckdb_matches),
    "CODE_NU": lambda value: _call("REGEXP_REPLACE", value, _separators(r"\x{{{:04x}}}"), _t(""), _t("g")),
    "CODE_NORMAL": _reads_codes(_duckdb_matches),
    "SANS_ESPACES": lambda value: _call("REGEXP_REPLACE", value, _a_space(r"\x{{{:04x}}}"), _t(""), _t("g")),
    "GROUPE": lambda value, pattern, n: _call("REGEXP_EXTRACT", value, pattern, n),
    "CORRESPOND": lambda value, pattern: _duckdb_matches(value, pattern.name),
    "MOIS": lambda day: _add(_mul(_call("YEAR", day), _n(12)), _call("MONTH", day.copy())),
    "QUANTIEME": lambda day: _call("DAY", day),
    "LONGUEUR_DU_MOIS": lambda day: _call("DAY", _call("LAST_DAY", day)),
    "QUOTIENT": lambda one, other: exp.IntDiv(this=_paren(one), expression=_paren(other)),
}


def _postgres_matches(value: Node, pattern: str) -> Node:
    return _paren(exp.RegexpLike(this=value, expression=_t(f"^({pattern})$")))


def _postgres_last(day: Node) -> Node:
    month = exp.Interval(this=_t("1"), unit=exp.var("month"))
    one_day = exp.Interval(this=_t("1"), unit=exp.var("day"))
    end = exp.Sub(
        this=exp.Add(this=_call("DATE_TRUNC", _t("month"), day), expression=month), expression=one_day
    )
    return _part("day")(_paren(end))


def _postgres_date(value: Node) -> Node:
    """PostgreSQL has no cast that gives null: what looks like a date is checked against its month first."""
    first = _date(exp.DPipe(this=_call("SUBSTR", value.copy(), _n(1), _n(8)), expression=_t("01")))
    number = _int(_call("SUBSTR", value.copy(), _n(9), _n(2)))
    real = exp.LTE(this=number, expression=_postgres_last(first))
    return _if(_postgres_matches(value, _A_REAL_DATE), _if(real, _date(value.copy())))


_POSTGRES: Final[Mapping[str, Say]] = {
    **_BY_SUBTRACTION,
    "LIRE_DATE": _postgres_date,
    "LIRE_NOMBRE": _reads_numbers(_postgres_matches),
    "CODE_NU": lambda value: _call("REGEXP_REPLACE", value, _separators(r"\u{:04x}"), _t(""), _t("g")),
    "CODE_NORMAL": _reads_codes(_postgres_matches),
    "SANS_ESPACES": lambda value: _call("REGEXP_REPLACE", value, _a_space(r"\u{:04x}"), _t(""), _t("g")),
    "GROUPE": lambda value, pattern, n: exp.Coalesce(
        this=exp.Bracket(
            this=_paren(_call("REGEXP_MATCH", value, _t(f"^(?:{pattern.name})$"))), expressions=[n], offset=1
        ),
        expressions=[_t("")],
    ),
    "CORRESPOND": lambda value, pattern: _postgres_matches(value, f"?:{pattern.name}"),
    "MOIS": _months(_part),
    "QUANTIEME": _part("day"),
    "LONGUEUR_DU_MOIS": _postgres_last,
    # Whole numbers divide to whole numbers.
    "QUOTIENT": lambda one, other: exp.Div(this=_paren(one), expression=_paren(other), typed=True),
}


# ------------------------------------------------------------------------------------------------- Spark
def _spark_matches(value: Node, pattern: str) -> Node:
    # To Java, `$` is before the end of a last line, too.
    return _paren(exp.RegexpLike(this=value, expression=_t(rf"^({pattern})\z")))


_SPARK: Final[Mapping[str, Say]] = {
    **_OF_SEVERAL,
    "PROPRE": _clean,
    "ENTIER": _whole,
    "LIRE_DATE": lambda value: _if(
        _spark_matches(value, _A_REAL_DATE), _call("TRY_TO_DATE", value.copy(), _t("yyyy-MM-dd"))
    ),
    "LIRE_NOMBRE": _reads_numbers(_spark_matches),
    "CODE_NU": lambda value: _call("REGEXP_REPLACE", value, _separators(r"\x{{{:04x}}}"), _t("")),
    "CODE_NORMAL": _reads_codes(_spark_matches),
    "SANS_ESPACES": lambda value: _call("REGEXP_REPLACE", value, _a_space(r"\x{{{:04x}}}"), _t("")),
    "GROUPE": lambda value, pattern, n: _call("REGEXP_EXTRACT", value, pattern, n),
    "CORRESPOND": lambda value, pattern: _spark_matches(value, pattern.name),
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
# Dates are texts in ISO form, which compare as dates do.
_EPOCH: Final = "1721424.5"
"""The Julian day before 1 January of the year 1."""


_GLOBS: Final[Mapping[str, str]] = {
    "[A-Z]{3}[0-9][0-9O]{2}": "[A-Z][A-Z][A-Z][0-9][0-9O][0-9O]",
    "U[AS].*": "U[AS]*",
}
"""SQLite has no regular expressions: the same as patterns of files."""


def _sqlite_bare(value: Node) -> Node:
    for separator in (" ", "-", ".", "_"):
        value = _call("REPLACE", value, _t(separator), _t(""))
    return value


_AT_ONCE: Final = 10
"""How many calls stand one in another: SQLite reads no more than some thirty."""


def _sqlite_no_space(value: Node) -> Node:
    """Without spaces of any kind; the calls are spread over subqueries, each over the one before."""
    codes = [code for first, last in _SPACES for code in range(first, last + 1)]
    query = exp.select(exp.alias_(value, "v"))
    for start in range(0, len(codes), _AT_ONCE):
        replaced: Node = exp.column("v")
        for code in codes[start : start + _AT_ONCE]:
            replaced = _call("REPLACE", replaced, _call("CHAR", _n(code)), _t(""))
        query = exp.select(exp.alias_(replaced, "v")).from_(query.subquery())
    return _paren(query)


def _sqlite_number(value: Node, decimals: Node) -> Node:
    """Digits, and perhaps a point with digits on both sides of it, not too many after it."""
    many = int(decimals.name)
    point = _call("INSTR", value.copy(), _t("."))
    length = _call("LENGTH", value.copy())
    digits = exp.Not(this=_glob(value.copy(), "*[^0-9.]*" if many else "*[^0-9]*"))
    whole = exp.LTE(this=length, expression=_n(9))
    after = exp.Sub(this=length.copy(), expression=point)
    fraction = _paren(exp.Between(this=after, low=_n(1), high=_n(many)))
    placed = _paren(exp.Between(this=point.copy(), low=_n(2), high=_n(10)))
    alone = exp.EQ(
        this=_call("LENGTH", _call("REPLACE", value.copy(), _t("."), _t(""))),
        expression=exp.Sub(this=length.copy(), expression=_n(1)),
    )
    without = exp.And(this=exp.EQ(this=point.copy(), expression=_n(0)), expression=whole)
    right = exp.Or(this=_paren(without), expression=_paren(exp.and_(placed, alone, fraction)))
    scaled = exp.Mul(this=cast(value.copy(), "real"), expression=_scale(decimals))
    return _if(exp.and_(digits, _paren(right)), _int(_call("ROUND", scaled)))


def _sqlite_whole(value: Node, decimals: Node) -> Node:
    scaled = _paren(exp.Mul(this=value, expression=_scale(decimals)))
    rounded = _call("ROUND", scaled)
    apart = _call("ABS", exp.Sub(this=scaled.copy(), expression=rounded))
    return _if(exp.LT(this=apart, expression=exp.Literal.number("0.000001")), _int(rounded.copy()))


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
    "PROPRE": _clean,
    "ENTIER": _sqlite_whole,
    "LIRE_DATE": lambda value: _if(
        exp.And(
            this=_glob(value, _A_DATE),
            expression=exp.EQ(this=_call("DATE", value.copy()), expression=value.copy()),
        ),
        value.copy(),
    ),
    "LIRE_NOMBRE": _sqlite_number,
    "CODE_NU": _sqlite_bare,
    "CODE_NORMAL": _reads_codes(lambda value, pattern: _glob(value, _GLOBS[pattern])),
    "SANS_ESPACES": _sqlite_no_space,
    "DATE_DU": lambda day: day,
    "JOUR": lambda day: _int(exp.Sub(this=_call("JULIANDAY", day), expression=exp.Literal.number(_EPOCH))),
    "DATE_DU_JOUR": lambda n: _call("DATE", _add(_paren(n), exp.Literal.number(_EPOCH))),
    "MOIS": _sqlite_months,
    "QUANTIEME": lambda day: _strftime("%d", day),
    "LONGUEUR_DU_MOIS": lambda day: _strftime(
        "%d", _call("DATE", day, _t("start of month"), _t("+1 month"), _t("-1 day"))
    ),
    "PLUS_MOIS": _sqlite_plus_months,
    # Each bit is one power of two, so the sum of the distinct ones is their union.
    "BITS": lambda bits: exp.Sum(this=exp.Distinct(expressions=[bits])),
    "DECALE": lambda bits, n: _paren(exp.BitwiseRightShift(this=bits, expression=n)),
    # Whole numbers divide to whole numbers.
    "QUOTIENT": lambda one, other: exp.Div(this=_paren(one), expression=_paren(other), typed=True),
    # Of several values, MIN and MAX are no aggregates.
    "PLUS_PETIT": lambda *values: _call("MIN", *values),
    "PLUS_GRAND": lambda *values: _call("MAX", *values),
}

DIALECTS: Final[Mapping[str, Dialect]] = {
    "duckdb": Dialect("duckdb", _DUCKDB),
    "postgres": Dialect("postgres", _POSTGRES),
    "spark": Dialect("spark", _SPARK, inlines=False),
    "sqlite": Dialect("sqlite", _SQLITE),
}
"""The dialects by name."""

_NEUTRAL: Final = frozenset(name for dialect in DIALECTS.values() for name in dialect.functions)


def lowered(tree: Node, dialect: Dialect) -> Node:
    """The tree with every neutral function said as the dialect does.

    Raises:
        NotSaid: the dialect has nothing for one of them.

    >>> from cnam_rules.sql.nodes import column, day_of_month
    >>> lowered(day_of_month(column("fin")), DIALECTS["duckdb"]).sql("duckdb")
    'DAY("fin")'
    """

    def say(node: Node) -> Node:
        if not isinstance(node, exp.Anonymous):
            return node
        name = str(node.this)
        if function := dialect.functions.get(name):
            return function(*(part.transform(say, copy=False) for part in node.expressions))
        if name in _NEUTRAL:
            raise NotSaid(dialect.name, name)
        return node

    return tree.transform(say)


def said(tree: Node, dialect: Dialect) -> str:
    """The statement as text, laid out to be read."""
    own = lowered(tree, dialect)
    if not dialect.inlines:
        for table in own.find_all(exp.CTE):
            table.set("materialized", None)
    return own.sql(dialect=dialect.name, pretty=True, copy=False)

"""From a school's tables to tables that can be counted: each value read strictly, each fault told.

A column of a source is of some family (text, dates, booleans, numbers). `read` gives, for a table, what each
column means as expressions over the source, and the faults that a row can have, each with the column, what was
found and what was expected: nothing is read by guessing, and a row with a fault is never counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from attrs import frozen

from cnam_rules.dossier.checks import FIRST_DAY, LAST_DAY
from cnam_rules.measures.tabular.frame import WORD
from cnam_rules.screening.tables import TABLES, Column, Kind, Table
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.nodes import Node

__all__ = ["Family", "RowFault", "TableRead", "read"]


class Family(Enum):
    """What a column of a source holds, as its type says."""

    TEXT = "text"
    DATE = "date"
    BOOLEAN = "boolean"
    NUMBER = "number"


@frozen
class RowFault:
    """A fault that a row can have.

    Attributes:
        column: the column it is in.
        code: the fault, a key of the message catalogue.
        when: whether a row has it; never null.
        found: what was found, as text.
        expected: what was expected.
    """

    column: str
    code: str
    when: Node
    found: Node
    expected: str


@frozen
class TableRead:
    """What a table of a source comes to.

    Attributes:
        name: the table.
        columns: what is read, by name.
        faults: the faults that its rows can have.
    """

    name: str
    columns: Mapping[str, Node]
    faults: tuple[RowFault, ...]


_DAYS: Final = f"{FIRST_DAY} … {LAST_DAY}"
_ISO: Final = "2025-11-03"
_YES_NO: Final = "oui, non, inconnu"
_STATED: Final = "2025-11-03, oui, non, inconnu"


class _Reader:
    """Reads one table."""

    def __init__(self, table: Table, families: Mapping[str, Family], codes: tuple[str, ...]) -> None:
        self.table = table
        self.families = families
        self.codes = codes
        self.columns: dict[str, Node] = {}
        self.faults: list[RowFault] = []

    def table_read(self) -> TableRead:
        self.columns["dossier"] = self._key()
        for column in self.table.columns:
            if column.name not in self.families:
                self._absent(column)
                continue
            getattr(self, f"_{column.kind.value}")(column)
        if self.table.name in ("experiences", "stages"):
            self._spell()
        checks = {"rapports": self._report, "derogations": self._waiver, "stages": self._presence}
        if self.table.name in checks:
            checks[self.table.name]()
        return TableRead(self.table.name, self.columns, tuple(self.faults))

    # ------------------------------------------------------------------------------------------ values
    def _raw(self, column: Column) -> Node:
        """The value as it stands: of a text, without the spaces around it, and null when nothing is left."""
        own = sql.column(column.name)
        return sql.neutral("PROPRE", own) if self.families[column.name] is Family.TEXT else own

    def _key(self) -> Node:
        key = sql.column("dossier")
        key = sql.neutral("PROPRE", key if self.families["dossier"] is Family.TEXT else sql.as_text(key))
        self._fault("dossier", "no-reference", sql.is_null(key), sql.NULL, "")
        return key

    def _fault(self, column: str, code: str, when: Node, found: Node, expected: str) -> None:
        self.faults.append(RowFault(column, code, when, found, expected))

    def _wrong(self, column: Column, when: Node, code: str, expected: str) -> None:
        self._fault(column.name, code, when, sql.as_text(sql.column(column.name)), expected)

    def _required(self, column: Column, raw: Node) -> None:
        if column.required:
            self._fault(column.name, "no-value", sql.is_null(raw), sql.NULL, "")

    def _family(self, column: Column, *kinds: Family) -> bool:
        """Whether the source has the column in one of these families; if not, any value is a fault."""
        if self.families[column.name] in kinds:
            return True
        expected = ", ".join(kind.value for kind in kinds)
        self._wrong(column, sql.negate(sql.is_null(sql.column(column.name))), "wrong-column-type", expected)
        self._absent(column)
        return False

    def _absent(self, column: Column) -> None:
        """A column that the source doesn't have, or not as it can be read: unknown, or what stands for it."""
        match column.kind:
            case Kind.STEP:
                self.columns |= {column.name: _null("boolean"), f"{column.name}_le": _null("date")}
            case Kind.NUMBER:
                self.columns[_scaled(column)] = _null("bigint")
            case Kind.DATE | Kind.END:
                self.columns[column.name] = _null("date")
            case Kind.ANSWER:
                default = {"oui": sql.TRUE, "non": sql.FALSE}.get(column.default or "")
                self.columns[column.name] = _null("boolean") if default is None else default.copy()
            case Kind.CODE | Kind.TEXT | Kind.WORD:
                self.columns[column.name] = _null("text") if column.default is None else sql.text(column.default)

    def _text(self, column: Column) -> None:
        if self._family(column, Family.TEXT):
            self.columns[column.name] = raw = self._raw(column)
            self._required(column, raw)

    def _word(self, column: Column) -> None:
        if not self._family(column, Family.TEXT):
            return
        raw = self._raw(column)
        known = sql.one_of(raw, column.words)
        self._wrong(column, sql.is_false(known), "not-a-word", ", ".join(column.words))
        self.columns[column.name] = raw if column.default is None else sql.coalesce(raw, sql.text(column.default))

    def _code(self, column: Column) -> None:
        if not self._family(column, Family.TEXT):
            return
        raw = self._raw(column)
        self._required(column, raw)
        code = sql.case((sql.one_of(raw, self.codes), raw), otherwise=sql.neutral("CODE_NORMAL", raw))
        self.columns[column.name] = code
        outside = self._answer_of(self.table.column("hors_programme")) if "hors_programme" in self.families else None
        known = sql.one_of(code, self.codes)
        within = sql.is_true(outside) if outside is not None else None
        unknown = sql.is_false(known) if within is None else sql.all_of(sql.is_false(known), sql.negate(within))
        self._wrong(column, unknown, "unknown-ue", ", ".join(self.codes))
        if within is not None:
            self._fault("hors_programme", "ue-in-programme", sql.all_of(sql.is_true(known), within), raw, "")
        for word in range(-(-len(self.codes) // WORD)):
            places = self.codes[word * WORD : (word + 1) * WORD]
            self.columns[f"bit_{word}"] = sql.case(
                *((sql.equal(code, sql.text(each)), sql.number(1 << place)) for place, each in enumerate(places)),
                otherwise=sql.number(0),
            )

    def _date(self, column: Column) -> None:
        if not self._family(column, Family.TEXT, Family.DATE):
            return
        raw = self._raw(column)
        self._required(column, raw)
        self.columns[column.name] = day = self._day_of(column, raw)
        if self.families[column.name] is Family.TEXT:
            unread = sql.all_of(sql.is_null(day), sql.negate(sql.is_null(raw)))
            self._wrong(column, unread, "not-a-date", _ISO)
        self._in_range(column, day)

    def _day_of(self, column: Column, raw: Node) -> Node:
        return sql.neutral("LIRE_DATE", raw) if self.families[column.name] is Family.TEXT else raw

    def _in_range(self, column: Column, day: Node) -> None:
        first, last = sql.date_literal(FIRST_DAY), sql.date_literal(LAST_DAY)
        out = sql.is_true(sql.any_of(sql.less(day, first), sql.more(day, last)))
        self._wrong(column, out, "date-out-of-range", _DAYS)

    def _answer(self, column: Column) -> None:
        if not self._family(column, Family.TEXT, Family.BOOLEAN):
            return
        answer = self._answer_of(column)
        if self.families[column.name] is Family.TEXT:
            known = sql.one_of(self._raw(column), ("oui", "non", "inconnu", "true", "false"))
            self._wrong(column, sql.is_false(known), "not-an-answer", _YES_NO)
        default = {"oui": sql.TRUE, "non": sql.FALSE}.get(column.default or "")
        self.columns[column.name] = answer if default is None else sql.coalesce(answer, default)

    def _answer_of(self, column: Column) -> Node:
        raw = self._raw(column)
        if self.families[column.name] is not Family.TEXT:
            return raw
        return sql.case(
            (sql.one_of(raw, ("oui", "true")), sql.TRUE), (sql.one_of(raw, ("non", "false")), sql.FALSE)
        )

    def _number(self, column: Column) -> None:
        if not self._family(column, Family.TEXT, Family.NUMBER):
            return
        raw = self._raw(column)
        scale = 10**column.decimals
        if self.families[column.name] is Family.TEXT:
            value = sql.neutral("LIRE_NOMBRE", raw, sql.number(column.decimals))
        else:
            value = sql.neutral("ENTIER", raw, sql.number(column.decimals))
        self.columns[_scaled(column)] = value
        unread = sql.all_of(sql.is_null(value), sql.negate(sql.is_null(raw)))
        example = "12" if not column.decimals else f"12.{'5'.ljust(column.decimals, '0')}"
        self._wrong(column, unread, "not-a-number-so-precise", example)
        bounds = [
            (sql.at_most if column.above else sql.less)(value, sql.number(column.least * scale)),
            *([] if column.most is None else [sql.more(value, sql.number(column.most * scale))]),
        ]
        most = "…" if column.most is None else str(column.most)
        self._wrong(
            column,
            sql.is_true(sql.any_of(*bounds)),
            "not-in-range",
            f"{column.least} {'< … ≤' if column.above else '…'} {most}",
        )

    def _step(self, column: Column) -> None:
        if not self._family(column, Family.TEXT, Family.DATE, Family.BOOLEAN):
            return
        raw, family = self._raw(column), self.families[column.name]
        self._required(column, raw)
        day = sql.neutral("LIRE_DATE", raw) if family is Family.TEXT else raw if family is Family.DATE else _null("date")
        said = self._answer_of(column) if family is not Family.DATE else _null("boolean")
        self.columns[column.name] = said
        self.columns[f"{column.name}_le"] = day
        if family is Family.TEXT:
            read_ = [sql.negate(sql.is_null(each)) for each in (day, said)]
            known = sql.any_of(*read_, sql.equal(raw, sql.text("inconnu")))
            self._wrong(column, sql.is_false(known), "not-a-step", _STATED)
        if family is not Family.BOOLEAN:
            self._in_range(column, day)

    def _end(self, column: Column) -> None:
        if not self._family(column, Family.TEXT, Family.DATE):
            return
        raw = self._raw(column)
        going = sql.equal(raw, sql.text("en cours")) if self.families[column.name] is Family.TEXT else sql.FALSE
        self.columns[column.name] = day = self._day_of(column, raw)
        if self.families[column.name] is Family.TEXT:
            unread = sql.all_of(sql.is_null(day), sql.negate(sql.is_null(raw)), sql.negate(going))
            self._wrong(column, sql.is_true(unread), "not-an-end", f"{_ISO}, en cours")
        self._in_range(column, day)

    # ---------------------------------------------------------------------------- what rows must be as a whole
    def _spell(self) -> None:
        """One that has ended has its last day, one that goes on has none."""
        start, end, going = (self.columns.pop(name) if name == "en_cours" else self.columns[name] for name in ("debut", "fin", "en_cours"))
        if "fin" in self.families and self.families["fin"] is Family.TEXT:
            going = sql.any_of(going, sql.is_true(sql.equal(self._raw(self.table.column("fin")), sql.text("en cours"))))
            raw = self._raw(self.table.column("fin"))
        else:
            raw = end
        self._fault("fin", "missing-end", sql.all_of(sql.is_null(raw), sql.negate(going)), sql.NULL, f"{_ISO}, en cours")
        self._fault("en_cours", "ended-and-going-on", sql.all_of(sql.negate(sql.is_null(end)), going), sql.as_text(end), "")
        self._fault("fin", "end-before-start", sql.is_true(sql.less(end, start)), sql.as_text(end), "debut ≤ fin")

    def _presence(self) -> None:
        """A stage has no more days, nor hours, than its dates."""
        start, end = self.columns["debut"], self.columns["fin"]
        days = sql.add(sql.sub(sql.day_number(end), sql.day_number(start)), sql.number(1))
        for name, code, a_day in (("jours", "more-days-than-spell", 100), ("heures", "more-hours-than-spell", 2400)):
            amount = self.columns[f"{name}_100"]
            too_many = sql.more(amount, sql.mul(days, sql.number(a_day)))
            self._fault(name, code, sql.is_true(too_many), sql.as_text(sql.column(name)) if name in self.families else sql.NULL, "")

    def _report(self) -> None:
        """The steps follow one another."""
        for earlier, later in (("redige", "soutenu"), ("soutenu", "valide"), ("redige", "valide")):
            one, two = (self.columns[f"{step}_le"] for step in (earlier, later))
            first, second = self.columns[earlier], self.columns[later]
            before = sql.is_true(sql.less(two, one))
            taken = sql.any_of(sql.is_true(second), sql.negate(sql.is_null(two)))
            found = sql.as_text(two)
            self._fault(later, "step-before-step", before, found, earlier)
            self._fault(later, "step-without-step", sql.all_of(sql.is_false(first), taken), found, earlier)

    def _waiver(self) -> None:
        granted, last = self.columns["date"], self.columns["jusqu_au"]
        self._fault(
            "jusqu_au", "expires-before-granted", sql.is_true(sql.less(last, granted)), sql.as_text(last), "date ≤ jusqu_au"
        )


def _scaled(column: Column) -> str:
    """The name of a number once read: a whole number of its last decimals."""
    return f"{column.name}_{10**column.decimals}" if column.decimals else column.name


def _null(kind: str) -> Node:
    return sql.typed_null(kind)


def read(name: str, families: Mapping[str, Family], codes: tuple[str, ...]) -> TableRead:
    """What a table of a source means, and the faults that its rows can have.

    Args:
        name: the table, one of `TABLES`.
        families: the columns that the source has, each with its family; `dossier` and those that are required
            among them.
        codes: the codes that the programme knows.
    """
    return _Reader(TABLES[name], families, codes).table_read()

"""From a school's tables to tables that can be counted: each value read strictly, each fault told.

A column of a source is of some family (text, dates, booleans, numbers). `read` gives, for a table, what each
column means as expressions over the source, and the faults that a row can have, each with the column, what
was found and what was expected: nothing is read by guessing, and a row with a fault is never counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final

from attrs import field, frozen
from sqlglot import exp

from cnam_rules.cohorts.tables import TABLES, Column, Kind, Table
from cnam_rules.dossier.checks import FIRST_DAY, LAST_DAY
from cnam_rules.measures.tabular.frame import WORD, Stage, aliased
from cnam_rules.measures.tabular.valeurs import unreadable_or_outside
from cnam_rules.measures.valeurs import DecisionPrevue
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = ["RAWS", "Family", "Known", "RowFault", "TableRead", "read"]

RAWS: Final = "brut_"
"""What begins the name of a value as it stands, and of a table of them."""


class Family(Enum):
    """What a column of a source holds, as its type says."""

    TEXT = "text"
    DATE = "date"
    BOOLEAN = "boolean"
    NUMBER = "number"


@frozen
class Known:
    """What rules know that rows may name.

    Attributes:
        codes: the codes of the programme's UE.
        programme: the programme's code in the national register.
        conditions: the ids of the conditions.
        situations: the words for candidates' situations, by name.
        decisions: what is left to somebody to decide, by name.
    """

    codes: tuple[str, ...]
    programme: str
    conditions: tuple[str, ...] = ()
    situations: Mapping[str, tuple[str, ...]] = field(factory=dict)
    decisions: Mapping[str, DecisionPrevue] = field(factory=dict)


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
        raws: each value as it stands (`brut_NAME`), over the source.
        spelled: what some of those come to first, each time over what is before.
        values: each value as it is read, over all those.
        columns: what is made of them, over both.
        faults: the faults that its rows can have, over all those.
    """

    name: str
    raws: Mapping[str, Node]
    spelled: tuple[Mapping[str, Node], ...]
    values: Mapping[str, Node]
    columns: Mapping[str, Node]
    faults: tuple[RowFault, ...]

    def stages(self, rows: str) -> list[Stage]:
        """The common tables between the values as they stand and as they are read, if there are any.

        Args:
            rows: what the rows are named after: they stand in `brut_ROWS`.
        """
        stages: list[Stage] = []
        source = f"{RAWS}{rows}"
        for number, columns in enumerate(self.spelled, 1):
            added = (aliased(value, name) for name, value in columns.items())
            query = exp.select("*", *added).from_(source)
            source = f"ecrits_{rows}_{number}" if number > 1 else f"ecrits_{rows}"
            stages.append(Stage(source, query, f"{self.name}: how its codes are written", inline=True))
        return stages


_DAYS: Final = f"{FIRST_DAY} … {LAST_DAY}"
_ISO: Final = "2025-11-03"
_YES: Final = ("oui", "true")
_NO: Final = ("non", "false")
_YES_NO: Final = "oui, non, inconnu"
_GOES_ON: Final = "en cours"
_ANSWERS: Final[Mapping[str, Node]] = {"oui": sql.TRUE, "non": sql.FALSE}
_STATED: Final = "2025-11-03, oui, non, inconnu"


class _Reader:
    """Reads one table."""

    def __init__(self, table: Table, families: Mapping[str, Family], known: Known) -> None:
        self.table = table
        self.families = families
        self.known = known
        self.codes = known.codes
        self.raws: dict[str, Node] = {}
        self.spelled: list[Mapping[str, Node]] = []
        self.values: dict[str, Node] = {}
        self.columns: dict[str, Node] = {}
        self.faults: list[RowFault] = []

    def table_read(self) -> TableRead:
        self._key()
        for column in self.table.columns:
            if column.name not in self.families:
                self._absent(column)
                continue
            getattr(self, f"_{column.kind.value}")(column)
        if self.table.name in ("experiences", "stages"):
            self._spell()
        checks = {
            "dossiers": self._dossier,
            "rapports": self._report,
            "derogations": self._waiver,
            "stages": self._presence,
            "situations": self._situation,
            "decisions": self._decision,
        }
        if self.table.name in checks:
            checks[self.table.name]()
        return TableRead(
            self.table.name, self.raws, tuple(self.spelled), self.values, self.columns, tuple(self.faults)
        )

    # ------------------------------------------------------------------------------------------ values
    def _raw(self, column: Column) -> Node:
        """The value as it stands: of a text, without the spaces around it, and null when nothing is left."""
        own = sql.column(column.name)
        raw = sql.neutral("PROPRE", own) if self.families[column.name] is Family.TEXT else own
        self.raws[f"brut_{column.name}"] = raw
        return sql.column(f"brut_{column.name}")

    def _value(self, name: str, value: Node) -> Node:
        """Keep a value under a name, and refer to it."""
        self.values[name] = value
        return sql.column(name)

    def _key(self) -> None:
        own = sql.column("dossier")
        own = own if self.families["dossier"] is Family.TEXT else sql.as_text(own)
        self.raws["brut_dossier"] = sql.neutral("PROPRE", own)
        key = self._value("dossier", sql.column("brut_dossier"))
        self._told("dossier", "no-reference", sql.is_null(key), sql.NULL, "")

    def _told(self, column: str, code: str, when: Node, found: Node, expected: str) -> None:
        self.faults.append(
            RowFault(column, code, when, sql.typed_null("text") if found == sql.NULL else found, expected)
        )

    def _wrong(self, column: Column, when: Node, code: str, expected: str) -> None:
        self._told(column.name, code, when, sql.as_text(sql.column(f"brut_{column.name}")), expected)

    def _required(self, column: Column, raw: Node) -> None:
        if column.required:
            self._told(column.name, "no-value", sql.is_null(raw), sql.NULL, "")

    def _family(self, column: Column, *kinds: Family) -> bool:
        """Whether the source has the column in one of these families; if not, any value is a fault."""
        if self.families[column.name] in kinds:
            return True
        expected = ", ".join(kind.value for kind in kinds)
        self._wrong(column, sql.negate(sql.is_null(self._raw(column))), "wrong-column-type", expected)
        self._absent(column)
        return False

    def _absent(self, column: Column) -> None:
        """A column that the source doesn't have, or not as it can be read: unknown, or what stands for it."""
        match column.kind:
            case Kind.STEP:
                self._value(column.name, _null("boolean"))
                self._value(f"{column.name}_le", _null("date"))
            case Kind.NUMBER:
                self._value(_scaled(column), _null("bigint"))
            case Kind.DATE | Kind.END:
                self._value(column.name, _null("date"))
            case Kind.ANSWER:
                self._value(column.name, _ANSWERS.get(column.default or "", _null("boolean")))
            case Kind.CODE | Kind.TEXT | Kind.WORD:
                self._value(
                    column.name, _null("text") if column.default is None else sql.text(column.default)
                )

    def _text(self, column: Column) -> None:
        if self._family(column, Family.TEXT):
            self._required(column, self._value(column.name, self._raw(column)))

    def _word(self, column: Column) -> None:
        if not self._family(column, Family.TEXT):
            return
        raw = self._raw(column)
        first, *others = column.words
        # Most rows have the first word, and are asked nothing more.
        strange = sql.case(
            (sql.equal(raw, sql.text(first)), sql.FALSE),
            otherwise=_where(raw, sql.is_false(sql.one_of(raw, others))),
        )
        self._wrong(column, strange, "not-a-word", ", ".join(column.words))
        self._value(
            column.name, raw if column.default is None else sql.coalesce(raw, sql.text(column.default))
        )

    def _code(self, column: Column) -> None:
        if not self._family(column, Family.TEXT):
            return
        raw = self._raw(column)
        self._required(column, raw)
        # Nearly every code is written as the programme writes it; the others alone are made what they mean.
        written = {f"brut_bit_{word}": bits for word, bits in enumerate(self._bits(raw))}
        exact = sql.any_of(*(sql.more(sql.column(bits), sql.number(0)) for bits in written))
        bare = exp.Upper(this=sql.neutral("CODE_NU", raw))
        self.spelled = [written, {f"nu_{column.name}": sql.case((sql.negate(exact), bare))}]
        meant = sql.neutral("CODE_NORMAL", sql.column(f"nu_{column.name}"))
        code = self._value(column.name, sql.case((exact, raw), otherwise=meant))
        for word, bits in enumerate(self._bits(code)):
            self.columns[f"bit_{word}"] = sql.case((exact, sql.column(f"brut_bit_{word}")), otherwise=bits)
        known = sql.any_of(*(sql.more(sql.column(bits), sql.number(0)) for bits in self.columns))
        outside = sql.is_true(sql.column("hors_programme"))
        unknown = sql.all_of(sql.negate(sql.is_null(code)), sql.negate(known), sql.negate(outside))
        self._wrong(column, unknown, "unknown-ue", ", ".join(self.codes))
        self._told("hors_programme", "ue-in-programme", sql.all_of(known, outside), code, "")

    def _bits(self, code: Node) -> Iterator[Node]:
        """The bit of a code among those of the programme, in each word; 0 for any other."""
        for start in range(0, len(self.codes), WORD):
            places = enumerate(self.codes[start : start + WORD])
            yield sql.case(
                *((sql.equal(code, sql.text(each)), sql.number(1 << place)) for place, each in places),
                otherwise=sql.number(0),
            )

    def _date(self, column: Column) -> None:
        if not self._family(column, Family.TEXT, Family.DATE):
            return
        raw = self._raw(column)
        self._required(column, raw)
        self._day(column, column.name, raw, "not-a-date", _ISO)

    def _day(self, column: Column, name: str, raw: Node, code: str, expected: str, *but: Node) -> Node:
        """A day, in a text that says one or else one of the answers given (`but`)."""
        if self.families[column.name] is Family.DATE:
            # A database may have days that can't be counted with, such as infinity: no value, but a fault.
            out = _out_of_range(raw)
            day = self._value(name, sql.case((sql.is_false(out), raw)))
        else:
            day = self._value(name, sql.neutral("LIRE_DATE", raw))
            other = [sql.negate(sql.is_true(each)) for each in but]
            self._wrong(column, _where(raw, sql.all_of(sql.is_null(day), *other)), code, expected)
            out = _out_of_range(day)
        self._wrong(column, _where(raw, sql.is_true(out)), "date-out-of-range", _DAYS)
        return day

    def _answer(self, column: Column) -> None:
        if not self._family(column, Family.TEXT, Family.BOOLEAN):
            return
        raw = self._raw(column)
        if self.families[column.name] is Family.TEXT:
            known = sql.one_of(raw, (*_YES, *_NO, "inconnu"))
            self._wrong(column, _where(raw, sql.is_false(known)), "not-an-answer", _YES_NO)
        answer = self._said(column, raw)
        self._value(column.name, sql.coalesce(answer, _ANSWERS[column.default]) if column.default else answer)

    def _said(self, column: Column, raw: Node) -> Node:
        if self.families[column.name] is Family.BOOLEAN:
            return raw
        return sql.case((sql.one_of(raw, _YES), sql.TRUE), (sql.one_of(raw, _NO), sql.FALSE))

    def _number(self, column: Column) -> None:
        if not self._family(column, Family.TEXT, Family.NUMBER):
            return
        raw = self._raw(column)
        scale = 10**column.decimals
        how = "LIRE_NOMBRE" if self.families[column.name] is Family.TEXT else "ENTIER"
        value = self._value(_scaled(column), sql.neutral(how, raw, sql.number(column.decimals)))
        unread = _where(raw, sql.is_null(value))
        example = "12" if not column.decimals else f"12.{'5'.ljust(column.decimals, '0')}"
        self._wrong(column, unread, "not-a-number-so-precise", example)
        # What is a number already is compared as it stands: that takes less than what is read of it.
        told, per = (raw, 1) if how == "ENTIER" else (value, scale)
        too_little = sql.at_most if column.above else sql.less
        out = [too_little(told, sql.number(column.least * per))]
        if column.most is not None:
            out.append(sql.more(told, sql.number(column.most * per)))
        most = "…" if column.most is None else str(column.most)
        expected = f"{column.least} {'< … ≤' if column.above else '…'} {most}"
        outside = sql.all_of(sql.is_true(sql.any_of(*out)), sql.negate(sql.is_null(value)))
        self._wrong(column, _where(raw, outside), "not-in-range", expected)

    def _step(self, column: Column) -> None:
        if not self._family(column, Family.TEXT, Family.DATE, Family.BOOLEAN):
            return
        raw, family = self._raw(column), self.families[column.name]
        self._required(column, raw)
        if family is Family.BOOLEAN:
            self._value(f"{column.name}_le", _null("date"))
        else:
            known = sql.one_of(raw, (*_YES, *_NO, "inconnu")) if family is Family.TEXT else sql.FALSE
            self._day(column, f"{column.name}_le", raw, "not-a-step", _STATED, known)
        self._value(column.name, _null("boolean") if family is Family.DATE else self._said(column, raw))

    def _end(self, column: Column) -> None:
        if self._family(column, Family.TEXT, Family.DATE):
            raw = self._raw(column)
            goes_on = (
                sql.equal(raw, sql.text(_GOES_ON)) if self.families[column.name] is Family.TEXT else sql.FALSE
            )
            self._day(column, column.name, raw, "not-an-end", f"{_ISO}, {_GOES_ON}", goes_on)

    # -------------------------------------------------------------------------- what rows must be as a whole
    def _spell(self) -> None:
        """One that has ended has its last day, one that goes on has none."""
        start, end, going = (sql.column(name) for name in ("debut", "fin", "en_cours"))
        stated = sql.column("brut_fin") if "brut_fin" in self.raws else sql.NULL
        if self.families.get("fin") is Family.TEXT:
            going = sql.any_of(going, sql.is_true(sql.equal(stated, sql.text(_GOES_ON))))
        expected = f"{_ISO}, {_GOES_ON}"
        self._told(
            "fin", "missing-end", sql.all_of(sql.is_null(stated), sql.negate(going)), sql.NULL, expected
        )
        ended = sql.all_of(sql.negate(sql.is_null(end)), going)
        self._told("en_cours", "ended-and-going-on", ended, sql.as_text(end), "")
        self._told(
            "fin", "end-before-start", sql.is_true(sql.less(end, start)), sql.as_text(end), "debut ≤ fin"
        )

    def _presence(self) -> None:
        """A stage has no more days, nor hours, than its dates."""
        start, end = sql.column("debut"), sql.column("fin")
        days = sql.add(sql.sub(sql.day_number(end), sql.day_number(start)), sql.number(1))
        for name, code, a_day in (
            ("jours", "more-days-than-spell", 100),
            ("heures", "more-hours-than-spell", 2400),
        ):
            if f"brut_{name}" in self.raws:
                too_many = sql.more(sql.column(f"{name}_100"), sql.mul(days, sql.number(a_day)))
                self._wrong(self.table.column(name), sql.is_true(too_many), code, "")

    def _dossier(self) -> None:
        other = sql.is_false(sql.equal(sql.column("programme"), sql.text(self.known.programme)))
        self._wrong(self.table.column("programme"), other, "other-programme", self.known.programme)

    def _situation(self) -> None:
        """A word of a name that the rules have is one of theirs; of another name it is nothing to them."""
        name, word = sql.column("nom"), sql.column("mot")
        for own, words in self.known.situations.items():
            strange = sql.all_of(sql.equal(name, sql.text(own)), sql.is_false(sql.one_of(word, words)))
            self._wrong(self.table.column("mot"), sql.is_true(strange), "not-a-word", ", ".join(words))

    def _decision(self) -> None:
        """It is about something that the rules leave to decide, readable, and within their bounds."""
        about, value = self.table.column("objet"), self.table.column("valeur")
        known = sql.one_of(sql.column("objet"), tuple(self.known.decisions))
        self._wrong(about, sql.is_false(known), "unknown-decision", ", ".join(self.known.decisions) or "—")
        for name, wanted in self.known.decisions.items():
            own = sql.is_true(sql.equal(sql.column("objet"), sql.text(name)))
            unread, outside = unreadable_or_outside(wanted, sql.column("valeur"))
            stated = sql.all_of(own, sql.negate(sql.is_null(sql.column("valeur"))))
            self._wrong(value, sql.all_of(stated, unread), "not-the-unit", wanted.unit.forms)
            bounds = " … ".join(wanted.unit.written(end) for end in (wanted.bas, wanted.haut))
            self._wrong(value, sql.all_of(own, outside), "decision-out-of-bounds", bounds)

    def _report(self) -> None:
        """The steps follow one another."""
        for earlier, later in (("redige", "soutenu"), ("soutenu", "valide"), ("redige", "valide")):
            one, two = (sql.column(f"{step}_le") for step in (earlier, later))
            first, second = sql.column(earlier), sql.column(later)
            before = sql.is_true(sql.less(two, one))
            taken = sql.any_of(sql.is_true(second), sql.negate(sql.is_null(two)))
            found = sql.as_text(two)
            self._told(later, "step-before-step", before, found, earlier)
            self._told(later, "step-without-step", sql.all_of(sql.is_false(first), taken), found, earlier)

    def _waiver(self) -> None:
        strange = sql.is_false(sql.one_of(sql.column("condition"), self.known.conditions))
        listed = ", ".join(self.known.conditions)
        self._wrong(self.table.column("condition"), strange, "unknown-condition", listed)
        granted, last = sql.column("date"), sql.column("jusqu_au")
        self._told(
            "jusqu_au",
            "expires-before-granted",
            sql.is_true(sql.less(last, granted)),
            sql.as_text(last),
            "date ≤ jusqu_au",
        )


def _out_of_range(day: Node) -> Node:
    """Whether a day is none that a dossier may have; null when it is."""
    return sql.any_of(sql.less(day, sql.date_literal(FIRST_DAY)), sql.more(day, sql.date_literal(LAST_DAY)))


def _where(raw: Node, fault: Node) -> Node:
    """A fault that a value alone can have: rows without one, most of them in some columns, aren't asked."""
    return sql.case((sql.is_null(raw), sql.FALSE), otherwise=fault)


def _scaled(column: Column) -> str:
    """The name of a number once read: a whole number of its last decimals."""
    return f"{column.name}_{10**column.decimals}" if column.decimals else column.name


def _null(kind: str) -> Node:
    return sql.typed_null(kind)


def read(name: str, families: Mapping[str, Family], known: Known) -> TableRead:
    """What a table of a source means, and the faults that its rows can have.

    Args:
        name: the table, one of `TABLES`.
        families: the columns that the source has, each with its family; `dossier` and those that are required
            among them.
        known: what the rules know.
    """
    return _Reader(TABLES[name], families, known).table_read()

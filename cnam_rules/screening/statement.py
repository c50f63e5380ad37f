"""A rule set as one statement: from a school's tables to the status of every condition of every dossier.

The statement is a tree of common tables: each table read and checked, what each dossier's rows come to, the
days counted, the measures, the statuses. A dossier of which a row can't be read has no verdict: what would be
counted without that row would be a verdict by accident.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from attrs import frozen
from sqlglot import exp

from cnam_rules.cohorts.tables import TABLES
from cnam_rules.engines import sql as kernel_sql
from cnam_rules.kernel import All, Any, AtLeast, Compare, Constant, Expr, Not, Status
from cnam_rules.language import ChosenRules
from cnam_rules.measures import Measure, Seuil
from cnam_rules.measures.tabular import Ends, Frame, Stage, ends_of, lacks
from cnam_rules.measures.tabular.frame import BASE, READ, aliased
from cnam_rules.screening.parts import WHOLE, Part
from cnam_rules.screening.reading import RAWS, Family, Known, TableRead, read
from cnam_rules.screening.together import (
    DossierFault,
    born_after,
    contradictions,
    parameters_of,
    repeated,
    too_soon,
)
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node
from cnam_rules.units import Unit

__all__ = ["ENTRY", "Lack", "OtherReading", "Source", "Statement", "compile_rules"]

ENTRY: Final = "entree_en_formation"
"""The column of the day of entry into training, in the table of dossiers."""
VALUES: Final = "valeurs_"
"""What begins the name of a table whose values are read."""
COLUMNS: Final = "colonnes_"
"""What begins the name of a table with what is made of them."""


@frozen
class Source:
    """A table of the school's.

    Attributes:
        relation: its name in the database.
        families: its columns that are of use, each with its family.
        header: how many lines stand before the first row, in a file; None where rows are in no order.
        schema: the schema that it is in, where that must be said.
        told: the columns of no family, which are read as the text that the database makes of them.
    """

    relation: str
    families: Mapping[str, Family]
    header: int | None = 0
    schema: str | None = None
    told: frozenset[str] = frozenset()

    def rows(self) -> Node:
        """What a statement reads its rows from.

        >>> Source("ue", {"code": Family.TEXT}, schema="ecole", told=frozenset({"code"})).rows().sql()
        '(SELECT CAST("code" AS TEXT) AS "code" FROM "ecole"."ue") AS "ue"'
        """
        name = exp.to_identifier(self.relation, quoted=True)
        table = exp.Table(this=name, db=self.schema and exp.to_identifier(self.schema, quoted=True))
        if not self.told:
            return table
        columns = (
            aliased(sql.as_text(sql.column(each)), each) if each in self.told else sql.column(each)
            for each in self.families
        )
        return exp.select(*columns).from_(table).subquery(name.copy())

    def rows_of(self, part: Part) -> Node:
        """The same, without those rows that need not be read as they can't be of a part of the cohort.

        >>> print(Source("ue", {"dossier": Family.TEXT}).rows_of(Part(least="D-2")).sql(pretty=True))
        (
          SELECT
            *
          FROM "ue"
          WHERE
            PAR_CARACTERES("dossier") >= 'D-2' OR PAR_CARACTERES("dossier") < '!'
        ) AS "ue"
        """
        if part.everything or self.families["dossier"] is not Family.TEXT:
            return self.rows()
        query = exp.select("*").from_(self.rows()).where(part.may_hold(sql.column("dossier")))
        return query.subquery(exp.to_identifier(self.relation, quoted=True))


@frozen
class Lack:
    """What a condition lacks of a measure: a column of the statuses.

    Attributes:
        condition: the condition.
        measure: the measure.
        column: the column.
        unit: the unit of the amounts.
        compare: the comparison that it is told of.
    """

    condition: str
    measure: str
    column: str
    unit: Unit
    compare: Compare


@frozen
class OtherReading:
    """The verdict under another choice of one reading: a column of the statuses."""

    reading: str
    choice: str
    column: str


@frozen
class Statement:
    """A rule set over tables.

    Attributes:
        rules: the rules.
        as_of: the day of the decision.
        statuses: the column of each condition's status, by its id.
        measures: the columns that each measure of the rules has, by its name.
        reads: the tables read, by name.
        stages: the common tables, in order; `statuts` is the last, one row per dossier.
        faults: what can be wrong with a dossier besides its rows: columns of `lignes_vues`.
        lacks: what is told of what lacks.
        other_readings: the verdicts under other readings.
        sources: the school's tables.
        facts: whether what is measured and what lacks are for people to read, or statuses alone.
    """

    rules: ChosenRules
    as_of: date
    statuses: Mapping[str, str]
    measures: Mapping[str, str]
    reads: Mapping[str, TableRead]
    stages: tuple[Stage, ...]
    faults: tuple[DossierFault, ...]
    lacks: tuple[Lack, ...]
    other_readings: tuple[OtherReading, ...]
    sources: Mapping[str, Source]
    facts: bool

    def select(self, *columns: Node) -> exp.Select:
        """A statement over the rows of `statuts`: these columns, or all of them."""
        query = exp.select(*(columns or ("*",))).from_("statuts")
        return with_stages(query, self.stages)


def with_stages(query: exp.Select, stages: tuple[Stage, ...]) -> exp.Select:
    """A query with its common tables, each with what it is as a comment.

    In comments an apostrophe is `’`: DuckDB takes `'` for where a text begins, even there, and makes ordinary
    spaces of the no-break ones of every text after it.
    """
    for stage in stages:
        query = query.with_(stage.name, as_=stage.query, copy=False)
    tables = query.args["with_"].expressions if "with_" in query.args else query.args["with"].expressions
    for table, stage in zip(tables, stages, strict=True):
        table.add_comments([f" {stage.says} ".replace("'", "’")])
        if stage.inline:
            table.set("materialized", False)
    return query


def compile_rules(
    rules: ChosenRules,
    as_of: date,
    sources: Mapping[str, Source],
    *,
    other_readings: bool = True,
    facts: bool = True,
    numbered: bool = False,
    part: Part = WHOLE,
) -> Statement:
    """The statement that decides every dossier of some tables.

    Args:
        rules: the rules.
        as_of: the day of the decision, inclusive.
        sources: the tables that are there, by name, `dossiers` among them.
        other_readings: whether the verdict under each other reading is told too.
        facts: whether what is measured and what lacks are told, or statuses alone.
        numbered: whether rows keep their number in their table, to be told of those with a fault.
        part: the dossiers to decide.

    Raises:
        NotOverTables: a measure can't be computed over tables.
        RuleSetError: a parameter has no value yet on that day, whatever the dossier.
    """
    compiler = _Compiler(rules, as_of, sources)
    return compiler.statement(other_readings=other_readings, facts=facts, numbered=numbered, part=part)


class _Compiler:
    def __init__(self, rules: ChosenRules, as_of: date, sources: Mapping[str, Source]) -> None:
        self.rules = rules
        self.as_of = as_of
        self.sources = sources
        known = Known(
            codes=tuple(rules.ruleset.fiche.codes),
            programme=rules.ruleset.programme,
            conditions=tuple(condition.id for condition in rules.program.conditions),
            situations={
                name: tuple(word for word, _ in vocabulary.words)
                for name, vocabulary in rules.ruleset.situations.items()
            },
            decisions={
                name: wanted.under(rules.readings) for name, wanted in rules.ruleset.decisions.items()
            },
        )
        self.reads = {name: read(name, source.families, known) for name, source in sources.items()}
        self.frame = Frame(as_of, known.codes, frozenset(sources))
        self.parameters = parameters_of(rules, as_of)
        self.ends: dict[str, tuple[Measure, Ends]] = {}
        self.lacking: list[Lack] = []

    def statement(self, *, other_readings: bool, facts: bool, numbered: bool, part: Part) -> Statement:
        own = {name: self.measure(name, measure) for name, measure in self.rules.measures.items()}
        others = list(self.others()) if other_readings else []
        waived = self.waived()
        faults = self.faults()
        rejected = self.rejected(faults)
        flags = {fault.flag: fault.when for fault in faults}
        statuses: dict[str, Node] = {}
        names: dict[str, str] = {}
        lacks_: dict[str, Node] = {}
        for condition in self.rules.program.conditions:
            unwaived = kernel_sql.status(condition, own)
            column = names[condition.id] = self.frame.fresh_name(f"statut_{condition.id}")
            statuses[column] = kernel_sql.waived_or(waived[condition.id], unwaived)
            if facts:
                lacks_ |= self.lacks_of(condition.id, condition.requires, unwaived, own)
        measured = {
            name: end
            for key, (_, ends) in self.ends.items()
            for name, end in ((f"{key}_min", _whole(ends.least)), (f"{key}_max", _whole(ends.most)))
        }
        verdict = kernel_sql.verdict(sql.column(name) for name in statuses)
        readings = {other.column: other.verdict(waived) for other in others}
        relations = {name: source.rows_of(part) for name, source in self.sources.items()}
        stages = [
            *read_stages(self.reads, self.sources, numbered=numbered, part=part),
            one_row_each(),
            *self.frame.stages(),
            *contradictions(self.frame, self.reads, relations),
            _extended("lignes_vues", "lignes_entieres", flags, "what else is wrong with a dossier"),
            _extended("mesures", "lignes_vues", measured, "the two ends of each measure"),
            _extended("conditions", "mesures", statuses | lacks_ | readings, "the status of each condition"),
            _extended("decomptes", "conditions", {"rejets": rejected}, "how many faults a dossier has"),
            _extended(
                "statuts",
                "decomptes",
                {"verdict": sql.case((sql.equal(sql.column("rejets"), sql.number(0)), verdict))},
                "no verdict for a dossier of which something can't be read",
            ),
        ]
        return Statement(
            rules=self.rules,
            as_of=self.as_of,
            statuses=names,
            measures={name: self.key_of(measure) for name, measure in self.rules.measures.items()},
            reads=self.reads,
            stages=tuple(stages),
            faults=tuple(faults),
            lacks=tuple(self.lacking),
            other_readings=tuple(OtherReading(o.reading, o.choice, o.column) for o in others),
            sources=self.sources,
            facts=facts,
        )

    # ------------------------------------------------------------------------------------------ measures
    def measure(self, name: str, measure: Measure) -> Ends:
        """The ends of a measure as columns of `mesures`; the same measure is worked out once."""
        for key, (known, _) in self.ends.items():
            if known == measure:
                return _columns(key)
        key = self.frame.fresh_key(name, "_min", "_max")
        self.ends[key] = (measure, ends_of(measure, self.frame, key))
        return _columns(key)

    def key_of(self, measure: Measure) -> str:
        """What the columns of a measure are named after."""
        return next(key for key, (known, _) in self.ends.items() if known == measure)

    def lacks_of(
        self, condition: str, requires: Expr, unwaived: Node, ends: Mapping[str, Ends]
    ) -> dict[str, Node]:
        found: dict[str, Node] = {}
        missing = sql.one_of(unwaived, (Status.UNMET.value, Status.UNKNOWN.value))
        for compare, path in _comparisons(requires, ()):
            measure = self.rules.measures[compare.measure]
            key = self.key_of(measure)
            amount = lacks(measure, self.frame, _columns(key), compare)
            if amount == sql.NULL:
                continue
            unsure = [sql.negate(sql.is_true(kernel_sql.answer(each, ends))) for each in path]
            own = measure.mesure if isinstance(measure, Seuil) else compare.measure
            column = self.frame.fresh_name(f"manque_{condition}_{own}")
            found[column] = sql.case((sql.all_of(missing, *unsure), amount))
            told = (compare.measure, measure.UNIT)
            if isinstance(measure, Seuil):  # what lacks is told of what is compared, not of the comparison
                told = (measure.mesure, measure.mesuree.UNIT)
            self.lacking.append(Lack(condition, told[0], column, told[1], compare))
        return found

    def others(self) -> Iterator[_Other]:
        for name, reading in self.rules.ruleset.readings.items():
            for choice in reading.choix:
                if choice.name == self.rules.readings[name]:
                    continue
                rules = self.rules.ruleset.under({**self.rules.readings, name: choice.name})
                ends = {each: self.measure(f"{each}_{choice.name}", m) for each, m in rules.measures.items()}
                column = self.frame.fresh_name(f"lecture_{name}_{choice.name}")
                yield _Other(name, choice.name, column, rules, ends)

    # ------------------------------------------------------------------------------------------ dossiers
    def waived(self) -> dict[str, Node]:
        """Of each condition, whether somebody dispensed from it, as of the day of the decision."""
        day = self.frame.day
        holds = sql.all_of(
            sql.at_most(sql.column("date"), day),
            sql.any_of(sql.is_null(sql.column("jusqu_au")), sql.at_least(sql.column("jusqu_au"), day)),
        )
        found = {}
        for condition in self.rules.program.conditions:
            here = sql.all_of(sql.equal(sql.column("condition"), sql.text(condition.id)), holds)
            granted = self.frame.gathered("derogations", sql.count(here), f"dispenses_{condition.id}")
            found[condition.id] = (
                sql.FALSE if granted == sql.NULL else sql.is_true(sql.more(granted, sql.number(0)))
            )
        return found

    def faults(self) -> list[DossierFault]:
        """What can be wrong with a dossier besides its rows, each of which is told for itself."""
        found = [
            DossierFault(
                "dossiers", "dossier", "dossier-twice", sql.more(sql.column("dossiers_fois"), sql.number(1))
            )
        ]
        for name in self.sources:
            found += repeated(self.frame, name)
            listing = TABLES[name].listed
            if listing is not None and listing in self.sources["dossiers"].families:
                rows = self.frame.tallied(name, sql.count, hint=f"{name}_lignes")
                unlisted = sql.all_of(
                    sql.negate(self.frame.listed(name)), sql.is_true(sql.more(rows, sql.number(0)))
                )
                found.append(DossierFault("dossiers", listing, "rows-of-unknown-list", unlisted))
        if "naissance" in self.sources["dossiers"].families:
            found.append(DossierFault("dossiers", "naissance", "born-after", born_after(self.frame)))
        found += too_soon(self.parameters, self.frame)
        return found

    def rejected(self, faults: Sequence[DossierFault]) -> Node:
        """How many faults a dossier has: its rows', and its own."""
        counted = [sql.column("dossiers_fautes")]
        for name in self.sources:
            if name != "dossiers":
                faulty = self.frame.tallied(name, sql.count, sql.column("faute"), hint=f"{name}_fautes")
                counted.append(sql.coalesce(faulty, sql.number(0)))
        own = [sql.case((sql.column(fault.flag), sql.number(1)), otherwise=sql.number(0)) for fault in faults]
        return sql.add(*counted, *own)


@frozen
class _Other:
    reading: str
    choice: str
    column: str
    rules: ChosenRules
    ends: Mapping[str, Ends]

    def verdict(self, waived: Mapping[str, Node]) -> Node:
        return kernel_sql.verdict(
            kernel_sql.waived_or(waived[condition.id], kernel_sql.status(condition, self.ends))
            for condition in self.rules.program.conditions
        )


def read_stages(
    reads: Mapping[str, TableRead],
    sources: Mapping[str, Source],
    *,
    numbered: bool = False,
    part: Part = WHOLE,
) -> list[Stage]:
    """Each table as its values are read, then as it is counted, with whether each row has a fault.

    Args:
        reads: how each table is read.
        sources: where each is.
        numbered: whether rows have their number in the table too (`ligne`).
        part: the dossiers whose rows are read.
    """
    stages = []
    for name, table in reads.items():
        source = sources[name]
        raws = [aliased(value, column) for column, value in table.raws.items()]
        if numbered:
            raws.append(aliased(_line(source), "ligne"))
        # Numbers count every row of the table.
        query = exp.select(*raws).from_(source.rows() if numbered else source.rows_of(part))
        stages.append(Stage(f"{RAWS}{name}", query, f"{name}: the values as they stand", inline=True))
        values = [aliased(value, column) for column, value in table.values.items()]
        stages += table.stages(name)
        query = exp.select("*", *values).from_(stages[-1].name)
        if not part.everything:
            query = query.where(part.holds(sql.column("brut_dossier")))
        stages.append(Stage(f"{VALUES}{name}", query, f"{name}: the values as they are read", inline=True))
        read = f"{VALUES}{name}"
        if table.columns:
            columns = [aliased(value, column) for column, value in table.columns.items()]
            query = exp.select("*", *columns).from_(read)
            read = f"{COLUMNS}{name}"
            stages.append(Stage(read, query, f"{name}: what is made of its values", inline=True))
        faulty = sql.surely(sql.any_of(*(fault.when for fault in table.faults)))
        query = exp.select("*", aliased(faulty, "faute")).from_(read)
        stages.append(
            Stage(f"{READ}{name}", query, f"{name}: {TABLES[name].says}; is a row faulty?", inline=True)
        )
    return stages


def _line(source: Source) -> Node:
    """The number of a row in its table; null where rows are in no order."""
    if source.header is None:
        return sql.typed_null("bigint")
    return sql.add(exp.Window(this=exp.RowNumber()), sql.number(source.header))


def one_row_each() -> Stage:
    """A row per dossier, however often it stands in its table, with how many faults that makes."""
    own = sql.column("dossier")
    days = (ENTRY, "naissance")
    columns = [own, *(aliased(sql.lowest(sql.column(name)), name) for name in days)]
    for name, listing in ((each.name, each.listed) for each in TABLES.values() if each.listed):
        known = sql.lowest(sql.case((sql.column(listing), sql.number(1)), otherwise=sql.number(0)))
        columns.append(aliased(sql.equal(known, sql.number(1)), f"{name}_listed"))
    faults = [
        aliased(sql.count(sql.column("faute")), "dossiers_fautes"),
        aliased(sql.count(), "dossiers_fois"),
    ]
    query = (
        exp.select(*columns, *faults)
        .from_(f"{READ}dossiers")
        .where(sql.negate(sql.is_null(own)))
        .group_by(own)
    )
    return Stage(BASE, query, "a row per dossier, however often it stands in the table")


def _columns(name: str) -> Ends:
    return Ends(sql.column(f"{name}_min"), sql.column(f"{name}_max"))


def _whole(end: Node) -> Node:
    """An end of a measure, a whole number even where it is null: to some dialects null is a text."""
    return sql.typed_null("bigint") if end == sql.NULL else end


def _extended(name: str, source: str, columns: Mapping[str, Node], says: str) -> Stage:
    added = [aliased(value, column) for column, value in columns.items()]
    return Stage(name, exp.select("*", *added).from_(source), says)


def _comparisons(expr: Expr, above: tuple[Expr, ...]) -> Iterator[tuple[Compare, tuple[Expr, ...]]]:
    """The comparisons that may keep an expression from being surely true, each with all it is part of."""
    path = (*above, expr)
    match expr:
        case Compare():
            yield expr, path
        case All(terms) | Any(terms) | AtLeast(terms=terms):
            for term in terms:
                yield from _comparisons(term, path)
        case Not() | Constant():
            return

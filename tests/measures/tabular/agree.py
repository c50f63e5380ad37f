"""Measures over tables against measures of dossiers: the same two ends, the same shortfalls."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import attrs
import duckdb
from sqlglot import exp

from cnam_rules.dossier import Dossier
from cnam_rules.faults import RuleSetError
from cnam_rules.kernel import Compare, Op
from cnam_rules.measures import Measure
from cnam_rules.measures.tabular import Frame, ends_of, lacks
from cnam_rules.measures.tabular.frame import aliased
from cnam_rules.screening.reading import Family, Known, read
from cnam_rules.screening.sources import attach, rows_of
from cnam_rules.screening.statement import Source, one_row_each, read_stages, with_stages
from cnam_rules.screening.tables import TABLES, Column, Kind
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.dialects import DIALECTS, said

_IN_SQLITE = {
    Kind.DATE: Family.DATE,
    Kind.END: Family.DATE,
    Kind.ANSWER: Family.BOOLEAN,
    Kind.NUMBER: Family.NUMBER,
}


def over_tables(
    measures: Mapping[str, Measure],
    dossiers: Sequence[Dossier],
    as_of: date,
    *,
    codes: Sequence[str],
    bounds: Mapping[str, Iterable[Compare]] | None = None,
    dialect: str = "duckdb",
) -> dict[str, dict[str, Any]]:
    """What the measures come to over tables, by dossier.

    Returns:
        `NAME_min`, `NAME_max`, `NAME_lacks_OP_BOUND`, and `refused`.
    """
    run = _in_sqlite if dialect == "sqlite" else _in_duckdb

    def statement(sources: Mapping[str, Source]) -> str:
        known = Known(tuple(codes), "P")
        reads = {name: read(name, source.families, known) for name, source in sources.items()}
        frame = Frame(as_of, tuple(codes), frozenset(sources))
        columns: dict[str, sql.Node] = {}
        for name, measure in measures.items():
            ends = ends_of(measure, frame, name)
            columns |= {f"{name}_min": ends.least, f"{name}_max": ends.most}
            for each in (bounds or {}).get(name, ()):
                lack = lacks(measure, frame, ends, each)
                columns[f"{name}_lacks_{each.op.value}_{each.bound}"] = lack
        columns["refused"] = sql.any_of(*(when for when, _ in frame.refusals))
        stages = [*read_stages(reads, sources), one_row_each(), *frame.stages()]
        asked = (aliased(value, name) for name, value in columns.items())
        query = exp.select(sql.column("dossier"), *asked).from_("lignes")
        return said(with_stages(query, tuple(stages)), DIALECTS[dialect])

    return {row.pop("dossier"): row for row in run(dossiers, statement)}


def _in_duckdb(dossiers: Sequence[Dossier], statement: Any) -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        found = connection.sql(statement(attach(connection, dossiers)))
        return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def _in_sqlite(dossiers: Sequence[Dossier], statement: Any) -> list[dict[str, Any]]:
    """Dates are texts there, and answers numbers."""

    def held(value: Any, column: Column | None) -> Any:
        if isinstance(value, date):
            return value.isoformat()
        return float(value) if column and column.kind is Kind.NUMBER and value is not None else value

    with sqlite3.connect(":memory:") as connection:
        sources = {}
        for name, table in TABLES.items():
            families = {column.name: _IN_SQLITE.get(column.kind, Family.TEXT) for column in table.columns}
            sources[name] = Source(f"cohorte_{name}", {"dossier": Family.TEXT, **families})
            columns = ", ".join(f'"{column}"' for column in sources[name].families)
            connection.execute(f"create table cohorte_{name} ({columns})")
        for dossier in dossiers:
            for name, rows in rows_of(dossier).items():
                kinds = [None, *TABLES[name].columns]
                for row in rows:
                    values = [held(value, kind) for value, kind in zip(row.values(), kinds, strict=True)]
                    marks = ", ".join("?" * len(values))
                    connection.execute(f"insert into cohorte_{name} values ({marks})", values)  # noqa: S608  # names of ours
        found = connection.execute(statement(sources))
        return [dict(zip([each[0] for each in found.description], row, strict=True)) for row in found]


def agree(
    measures: Mapping[str, Measure],
    dossiers: Iterable[Dossier],
    as_of: date,
    *,
    codes: Sequence[str],
    bounds: Mapping[str, Iterable[int]] | None = None,
    dialect: str = "duckdb",
) -> None:
    """Check that every measure has the same ends over tables as on each dossier, and lacks the same.

    Args:
        measures: the measures by name.
        dossiers: dossiers of any reference: each is given one of its own.
        as_of: the day of the decision.
        codes: the codes that the programme knows.
        bounds: for each measure, bounds that it is compared with (`au_moins`).
        dialect: where the statement is run: `duckdb` or `sqlite`.
    """
    each = [attrs.evolve(dossier, dossier=f"D-{n}", programme="P") for n, dossier in enumerate(dossiers)]
    compares = {
        name: [Compare(name, Op.AT_LEAST, bound) for bound in asked] for name, asked in (bounds or {}).items()
    }
    found = over_tables(measures, each, as_of, codes=codes, bounds=compares, dialect=dialect)
    assert len(found) == len(each)
    for dossier in each:
        row = found[dossier.dossier]
        try:
            facts = {name: measure.fact(name, dossier, as_of) for name, measure in measures.items()}
        except RuleSetError:
            assert row["refused"], dossier
            continue
        assert not row["refused"], dossier
        for name, fact in facts.items():
            told = (name, measures[name], dossier)
            assert (row[f"{name}_min"], row[f"{name}_max"]) == (fact.least, fact.most), told
            for compare in compares.get(name, ()):
                if fact.least < compare.bound:
                    lack = fact.evidence.shortfall(fact, compare)
                    assert lack is not None
                    assert row[f"{name}_lacks_au_moins_{compare.bound}"] == lack.amount, (compare, *told)

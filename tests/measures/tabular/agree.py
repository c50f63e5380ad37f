"""Measures over tables against measures of dossiers: the same two ends, the same shortfalls."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

import attrs
import duckdb
from sqlglot import exp

from cnam_rules.dossier import Dossier
from cnam_rules.kernel import Compare, Op
from cnam_rules.measures import Measure
from cnam_rules.measures.tabular import Frame, ends_of, lacks
from cnam_rules.measures.tabular.frame import aliased
from cnam_rules.screening.reading import Known, read
from cnam_rules.screening.sources import attach
from cnam_rules.screening.statement import Source, one_row_each, read_stages, with_stages
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.dialects import DIALECTS, said
from cnam_rules.sql.nodes import Node

Rows: TypeAlias = list[dict[str, Any]]


def over_tables(
    measures: Mapping[str, Measure],
    sources: Mapping[str, Source],
    as_of: date,
    *,
    codes: Sequence[str],
    bounds: Mapping[str, Iterable[Compare]],
) -> exp.Select:
    """What the measures come to, a row per dossier: `NAME_min`, `NAME_max`, `NAME_lacks_OP_BOUND`."""
    reads = {name: read(name, source.families, Known(tuple(codes), "P")) for name, source in sources.items()}
    frame = Frame(as_of, tuple(codes), frozenset(sources))
    columns: dict[str, Node] = {"dossier": sql.column("dossier")}
    for name, measure in measures.items():
        ends = ends_of(measure, frame, name)
        columns |= {f"{name}_min": ends.least, f"{name}_max": ends.most}
        for compare in bounds.get(name, ()):
            lack = lacks(measure, frame, ends, compare)
            columns[f"{name}_lacks_{compare.op.value}_{compare.bound}"] = lack
    stages = [*read_stages(reads, sources), one_row_each(), *frame.stages()]
    query = exp.select(*(aliased(value, name) for name, value in columns.items())).from_("lignes")
    return with_stages(query, tuple(stages))


def duckdb_rows(dossiers: Sequence[Dossier], query: Callable[[Mapping[str, Source]], exp.Select]) -> Rows:
    """The rows of a query over the tables of some dossiers, in DuckDB."""
    with duckdb.connect() as connection:
        found = connection.sql(said(query(attach(connection, dossiers)), DIALECTS["duckdb"]))
        return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def agree(
    measures: Mapping[str, Measure],
    dossiers: Iterable[Dossier],
    as_of: date,
    *,
    codes: Sequence[str],
    bounds: Mapping[str, Iterable[int]] | None = None,
    rows_of: Callable[[Sequence[Dossier], Callable[[Mapping[str, Source]], exp.Select]], Rows] = duckdb_rows,
) -> None:
    """Check that every measure has the same ends over tables as on each dossier, and lacks the same.

    Args:
        measures: the measures by name.
        dossiers: dossiers of any reference: each is given one of its own.
        as_of: the day of the decision.
        codes: the codes that the programme knows.
        bounds: for each measure, bounds that it is compared with (`au_moins`).
        rows_of: where the statement runs; in DuckDB, unless another database is given.
    """
    each = [attrs.evolve(dossier, dossier=f"D-{n}", programme="P") for n, dossier in enumerate(dossiers)]
    compares = {
        name: [Compare(name, Op.AT_LEAST, bound) for bound in asked] for name, asked in (bounds or {}).items()
    }

    def query(sources: Mapping[str, Source]) -> exp.Select:
        return over_tables(measures, sources, as_of, codes=codes, bounds=compares)

    found = {row["dossier"]: row for row in rows_of(each, query)}
    assert len(found) == len(each)
    for dossier in each:
        row = found[dossier.dossier]
        for name, measure in measures.items():
            fact = measure.fact(name, dossier, as_of)
            assert (row[f"{name}_min"], row[f"{name}_max"]) == (fact.least, fact.most), (name, dossier)
            for compare in compares.get(name, ()):
                if fact.least < compare.bound:
                    lack = fact.evidence.shortfall(fact, compare)
                    assert lack is not None
                    told = row[f"{name}_lacks_au_moins_{compare.bound}"]
                    assert told == lack.amount, (name, compare, dossier)

"""Measures over tables against measures of dossiers: the same two ends, the same shortfalls."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import attrs
import duckdb
from sqlglot import exp

from cnam_rules.dossier import Dossier
from cnam_rules.kernel import Compare, Op
from cnam_rules.measures import Measure
from cnam_rules.measures.tabular import Frame, ends_of, lacks
from cnam_rules.measures.tabular.frame import aliased
from cnam_rules.screening.installing import typed_sources
from cnam_rules.screening.reading import Known, read
from cnam_rules.screening.sources import attach
from cnam_rules.screening.statement import Source, one_row_each, read_stages, with_stages
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.dialects import DIALECTS, said
from cnam_rules.sql.nodes import Node
from tests.screening.elsewhere import Run


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


def _in_duckdb(
    dossiers: Sequence[Dossier], statement: Callable[[Mapping[str, Source]], str]
) -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        found = connection.sql(statement(attach(connection, dossiers)))
        return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def agree(
    measures: Mapping[str, Measure],
    dossiers: Iterable[Dossier],
    as_of: date,
    *,
    codes: Sequence[str],
    bounds: Mapping[str, Iterable[int]] | None = None,
    elsewhere: tuple[str, Run] | None = None,
) -> None:
    """Check that every measure has the same ends over tables as on each dossier, and lacks the same.

    Args:
        measures: the measures by name.
        dossiers: dossiers of any reference: each is given one of its own.
        as_of: the day of the decision.
        codes: the codes that the programme knows.
        bounds: for each measure, bounds that it is compared with (`au_moins`).
        elsewhere: the dialect of another database than DuckDB, and what runs a statement in it.
    """
    each = [attrs.evolve(dossier, dossier=f"D-{n}", programme="P") for n, dossier in enumerate(dossiers)]
    compares = {
        name: [Compare(name, Op.AT_LEAST, bound) for bound in asked] for name, asked in (bounds or {}).items()
    }

    dialect = "duckdb" if elsewhere is None else elsewhere[0]

    def statement(sources: Mapping[str, Source]) -> str:
        query = over_tables(measures, sources, as_of, codes=codes, bounds=compares)
        return said(query, DIALECTS[dialect])

    if elsewhere is None:
        rows = _in_duckdb(each, statement)
    else:
        rows = elsewhere[1](each, statement(typed_sources(dialect)))
    found = {row["dossier"]: row for row in rows}
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

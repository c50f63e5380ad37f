"""Measures over tables against measures of dossiers: the same two ends, the same shortfalls."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import attrs
import duckdb
from sqlglot import exp

from cnam_rules.dossier import Dossier
from cnam_rules.faults import RuleSetError
from cnam_rules.kernel import Compare, Op
from cnam_rules.measures import Measure
from cnam_rules.measures.tabular import Frame, ends_of, lacks
from cnam_rules.measures.tabular.frame import READ, Stage, aliased
from cnam_rules.screening.reading import Known, read
from cnam_rules.screening.sources import attach
from cnam_rules.screening.statement import Source, one_row_each, read_stages, with_stages
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.dialects import DIALECTS, said


def over_tables(
    measures: Mapping[str, Measure],
    dossiers: Sequence[Dossier],
    as_of: date,
    *,
    codes: Sequence[str],
    bounds: Mapping[str, Iterable[Compare]] | None = None,
) -> dict[str, dict[str, int | None]]:
    """What the measures come to in DuckDB, by dossier: `NAME_min`, `NAME_max`, `NAME_lacks_OP_BOUND`, `refused`."""
    with duckdb.connect() as connection:
        sources = attach(connection, dossiers)
        reads = {
            name: read(name, source.families, Known(tuple(codes), "P")) for name, source in sources.items()
        }
        frame = Frame(as_of, tuple(codes), frozenset(sources))
        columns = {}
        for name, measure in measures.items():
            ends = ends_of(measure, frame, name)
            columns |= {f"{name}_min": ends.least, f"{name}_max": ends.most}
            for compare in (bounds or {}).get(name, ()):
                columns[f"{name}_lacks_{compare.op.value}_{compare.bound}"] = lacks(
                    measure, frame, ends, compare
                )
        columns["refused"] = sql.any_of(*(when for when, _ in frame.refusals))
        stages = [*read_stages(reads, sources), one_row_each(), *frame.stages()]
        query = exp.select(sql.column("dossier"), *(aliased(v, n) for n, v in columns.items())).from_(
            "lignes"
        )
        found = connection.sql(said(with_stages(query, tuple(stages)), DIALECTS["duckdb"]))
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    return {row.pop("dossier"): row for row in rows}


def agree(
    measures: Mapping[str, Measure],
    dossiers: Iterable[Dossier],
    as_of: date,
    *,
    codes: Sequence[str],
    bounds: Mapping[str, Iterable[int]] | None = None,
) -> None:
    """Check that every measure has the same ends over tables as on each dossier, and lacks the same.

    Args:
        measures: the measures by name.
        dossiers: dossiers of any reference: each is given one of its own.
        as_of: the day of the decision.
        codes: the codes that the programme knows.
        bounds: for each measure, bounds that it is compared with (`au_moins`).
    """
    each = [attrs.evolve(dossier, dossier=f"D-{n}", programme="P") for n, dossier in enumerate(dossiers)]
    compares = {
        name: [Compare(name, Op.AT_LEAST, b) for b in asked] for name, asked in (bounds or {}).items()
    }
    found = over_tables(measures, each, as_of, codes=codes, bounds=compares)
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
            assert (row[f"{name}_min"], row[f"{name}_max"]) == (fact.least, fact.most), (name, dossier)
            for compare in compares.get(name, ()):
                if fact.least < compare.bound:
                    lack = fact.evidence.shortfall(fact, compare)
                    assert lack is not None
                    assert row[f"{name}_lacks_au_moins_{compare.bound}"] == lack.amount, (
                        name,
                        compare,
                        dossier,
                    )

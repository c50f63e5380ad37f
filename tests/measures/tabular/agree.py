"""Measures over tables against measures of dossiers: the same two ends, the same shortfalls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import attrs
import duckdb
from sqlglot import exp

from cnam_rules.dossier import Dossier
from cnam_rules.faults import RuleSetError
from cnam_rules.kernel import Compare, Op
from cnam_rules.measures import Measure, Seuil
from cnam_rules.measures.tabular import Frame, ends_of, lacks
from cnam_rules.measures.tabular.frame import aliased
from cnam_rules.measures.tabular.valeurs import no_value_yet
from cnam_rules.measures.valeurs import ENTREE, DecisionPrevue, Parametre
from cnam_rules.screening.installing import typed_sources
from cnam_rules.screening.reading import Known, TableRead, read
from cnam_rules.screening.sources import attach
from cnam_rules.screening.statement import Source, one_row_each, read_stages, with_stages
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.dialects import DIALECTS, said
from cnam_rules.sql.trees import Node
from tests.screening.elsewhere import Run


def over_tables(
    measures: Mapping[str, Measure],
    dossiers: Sequence[Dossier],
    as_of: date,
    *,
    codes: Sequence[str],
    bounds: Mapping[str, Iterable[Compare]] | None = None,
    elsewhere: tuple[str, Run] | None = None,
) -> dict[str, dict[str, Any]]:
    """What the measures come to over tables, by dossier.

    Returns:
        `NAME_min`, `NAME_max`, `NAME_lacks_OP_BOUND`, and `refused`.
    """
    dialect = "duckdb" if elsewhere is None else elsewhere[0]

    def statement(sources: Mapping[str, Source]) -> str:
        values = [measure.valeur for measure in measures.values() if isinstance(measure, Seuil)]
        decided = {value.name: value for value in values if isinstance(value, DecisionPrevue)}
        known = Known(tuple(codes), "P", decisions=decided)
        reads = {name: _checked(read(name, source.families, known)) for name, source in sources.items()}
        frame = Frame(as_of, tuple(codes), frozenset(sources))
        columns: dict[str, Node] = {}
        for name, measure in measures.items():
            ends = ends_of(measure, frame, name)
            columns |= {f"{name}_min": ends.least, f"{name}_max": ends.most}
            for each in (bounds or {}).get(name, ()):
                lack = lacks(measure, frame, ends, each)
                columns[f"{name}_lacks_{each.op.value}_{each.bound}"] = lack
        wrong = frame.gathered("decisions", sql.count(sql.column("faute")), "fautes", empty=sql.number(0))
        late = (_late(value, frame) for value in values if isinstance(value, Parametre))
        columns["refused"] = sql.any_of(sql.more(wrong, sql.number(0)), *late)
        stages = [*read_stages(reads, sources), one_row_each(), *frame.stages()]
        asked = (aliased(value, name) for name, value in columns.items())
        query = exp.select(sql.column("dossier"), *asked).from_("lignes")
        return said(with_stages(query, tuple(stages)), DIALECTS[dialect])

    if elsewhere is None:
        rows = _in_duckdb(dossiers, statement)
    else:
        rows = elsewhere[1](dossiers, statement(typed_sources(dialect)))
    return {row.pop("dossier"): row for row in rows}


def _late(parameter: Parametre, frame: Frame) -> Node:
    """Whether a dossier has no value yet; of a parameter by day, all of them or none."""
    if parameter.selon == ENTREE:
        return no_value_yet(parameter, frame)
    return sql.FALSE if parameter.gap(None, frame.as_of) is None else sql.TRUE


def _checked(table: TableRead) -> TableRead:
    """The table where a decision may be about something that none of the measures asks for."""
    return attrs.evolve(
        table, faults=tuple(fault for fault in table.faults if fault.code != "unknown-decision")
    )


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
    found = over_tables(measures, each, as_of, codes=codes, bounds=compares, elsewhere=elsewhere)
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

"""A cohort in DuckDB: files, data frames, relations and tables, all as relations of one connection.

Nothing is copied but what comes as Python objects: files and data frames are read where they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, TypeAlias

import duckdb
from sqlglot import exp

from cnam_rules.cohorts.tables import TABLES, Kind
from cnam_rules.decoding import suggest
from cnam_rules.dossier.model import EN_COURS, Dossier, Experience, Stage
from cnam_rules.faults import CohortError, Fault
from cnam_rules.screening.reading import Family
from cnam_rules.screening.statement import Source

__all__ = ["Cohort", "attach", "make_sure", "no_column", "rows_of", "tables_in", "typed", "unread"]

Cohort: TypeAlias = "str | Path | Mapping[str, Any] | Iterable[Dossier]"
"""Where the tables are: a folder of `NAME.parquet` or `NAME.csv`, tables by name, or dossiers."""

_FAMILIES: Final[Mapping[str, Family]] = {
    "VARCHAR": Family.TEXT,
    "DATE": Family.DATE,
    "BOOLEAN": Family.BOOLEAN,
    **dict.fromkeys(
        (
            *("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER"),
            *("UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL"),
        ),
        Family.NUMBER,
    ),
}


def attach(connection: duckdb.DuckDBPyConnection, cohort: Cohort) -> dict[str, Source]:
    """The tables of a cohort as relations of a connection.

    Args:
        connection: where the statement will run.
        cohort: where the tables are.

    Raises:
        CohortError: there is no such folder or table, or one lacks a column that it must have.
    """
    headers: dict[str, int] = {}
    if isinstance(cohort, (str, Path)):
        found = tables_in(Path(cohort))
        relations = {name: _view(name, _file(connection, path)) for name, path in found.items()}
        headers = {name: int(path.suffix == ".csv") for name, path in found.items()}
    elif isinstance(cohort, Mapping):
        if strange := [str(name) for name in cohort if name not in TABLES]:
            raise CohortError([_unknown_table(name) for name in strange])
        relations = {name: _attached(connection, name, table) for name, table in cohort.items()}
    else:
        relations = _insert(connection, cohort)
    sources = {
        name: _source(connection, relation, headers.get(name, 0)) for name, relation in relations.items()
    }
    make_sure(sources)
    return sources


def tables_in(folder: Path) -> dict[str, Path]:
    """The files of a folder that are tables, by the table's name."""
    if not folder.is_dir():
        raise CohortError([Fault("$", "no-such-cohort", {"found": str(folder)})])
    found: dict[str, Path] = {}
    faults = []
    for path in sorted(folder.iterdir()):
        if path.suffix not in (".csv", ".parquet") or path.stem not in TABLES:
            continue
        if path.stem in found:
            faults.append(Fault("$", "table-twice", {"found": path.name, "expected": found[path.stem].name}))
        found[path.stem] = path
    if faults:
        raise CohortError(faults)
    return found


def _unknown_table(name: str) -> Fault:
    args = {"found": name, "expected": ", ".join(TABLES)}
    return Fault("$", "not-a-cohort-table", args, suggest(name, TABLES))


def make_sure(sources: Mapping[str, Source]) -> None:
    """Check that what must be there is.

    Raises:
        CohortError: with everything that isn't.
    """
    faults = []
    if "dossiers" not in sources:
        faults.append(Fault("$", "no-table", {"expected": "dossiers"}))
    for name, source in sources.items():
        needed = ["dossier", *(column.name for column in TABLES[name].columns if column.required)]
        there = list(source.families)
        faults += [no_column(name, column, there) for column in needed if column not in there]
    if faults:
        raise CohortError(faults)


def no_column(table: str, wanted: str, there: Sequence[str]) -> Fault:
    """A column that a table should have and hasn't: perhaps one of those that are there, misspelt.

    >>> print(no_column("ue", "code", ["dossier", "cod"]).message("en"))
    the table “ue” has no column “code”; its columns: dossier, cod.
    """
    near = suggest(wanted, there)
    args = {"table": table, "expected": wanted, "columns": ", ".join(there), "found": near or ""}
    return Fault(f"{table}.{wanted}", "no-column", args, wanted if near else None)


def unread(sources: Mapping[str, Source]) -> dict[str, tuple[str, str | None]]:
    """The columns that nothing reads, as `table.column`, each with its table and what it may have meant."""
    found = {}
    for name, source in sources.items():
        known = {"dossier", *(column.name for column in TABLES[name].columns)}
        missing = sorted(known - set(source.families))
        for column in source.families:
            if column not in known:
                found[f"{name}.{column}"] = (name, suggest(column, missing))
    return found


def _source(connection: duckdb.DuckDBPyConnection, relation: str, header: int) -> Source:
    described = connection.table(relation)
    kinds = {
        name: _FAMILIES.get(str(kind).split("(", 1)[0])
        for name, kind in zip(described.columns, described.types, strict=True)
    }
    return typed(relation, kinds, header=header)


def typed(
    relation: str, kinds: Mapping[str, Family | None], *, header: int | None, schema: str | None = None
) -> Source:
    """A table with the family of each column; one whose type is of no family is read as text.

    >>> typed("ue", {"code": None}, header=None).told
    frozenset({'code'})
    """
    told = frozenset(name for name, family in kinds.items() if family is None)
    return Source(relation, {k: v or Family.TEXT for k, v in kinds.items()}, header, schema, told)


def _file(connection: duckdb.DuckDBPyConnection, path: Path) -> duckdb.DuckDBPyRelation:
    if path.suffix == ".parquet":
        return connection.read_parquet(str(path))
    return connection.read_csv(str(path), all_varchar=True, header=True)


def _view(name: str, relation: duckdb.DuckDBPyRelation) -> str:
    relation.create_view(f"cohorte_{name}", replace=True)
    return f"cohorte_{name}"


def _attached(connection: duckdb.DuckDBPyConnection, name: str, table: Any) -> str:  # any kind of table
    if isinstance(table, str):
        return table
    if isinstance(table, duckdb.DuckDBPyRelation):
        return _view(name, table)
    connection.register(f"cohorte_{name}", table)
    return f"cohorte_{name}"


# ---------------------------------------------------------------------------------------------- dossiers
def rows_of(dossier: Dossier) -> dict[str, list[dict[str, Any]]]:
    """A dossier as rows of the tables, values as Python has them.

    Raises:
        ValueError: a number has more decimals than the tables have room for.
    """
    own = {"dossier": dossier.dossier}
    rows: dict[str, list[dict[str, Any]]] = {
        "dossiers": [
            {
                **own,
                "programme": dossier.programme,
                "entree_en_formation": dossier.entree_en_formation,
                "naissance": dossier.naissance,
                "ue_connues": dossier.ue is not None,
                "experiences_connues": dossier.experiences is not None,
                "stages_connus": dossier.stages is not None,
                "diplomes_connus": dossier.diplomes is not None,
                "tests_connus": dossier.tests is not None,
            }
        ],
        "rapports": [] if dossier.rapport is None else [{**own, **_values(dossier.rapport, "rapports")}],
        "etapes": [{**own, "etape": name, "valeur": _step(step)} for name, step in dossier.etapes],
        "situations": [{**own, "nom": name, "mot": word} for name, word in dossier.situation.items()],
    }
    for name in ("ue", "experiences", "stages", "diplomes", "tests", "derogations", "decisions"):
        rows[name] = [{**own, **_values(item, name)} for item in getattr(dossier, name) or ()]
    return rows


def _values(item: object, table: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in TABLES[table].columns:
        if column.name == "en_cours":
            going = isinstance(item, (Experience, Stage)) and item.fin is EN_COURS
            values[column.name] = going
            continue
        value = getattr(item, column.name)
        if column.kind is Kind.STEP:
            values[column.name] = _step(value)
        elif isinstance(value, Fraction):
            scaled = value * 10**column.decimals
            if scaled.denominator != 1:
                raise ValueError(f"{table}.{column.name}: {value} has more than {column.decimals} decimals")
            values[column.name] = f"{scaled.numerator}e-{column.decimals}"
        elif isinstance(value, Enum):
            values[column.name] = None if value is EN_COURS else value.value
        else:
            values[column.name] = value
    return values


def _step(value: object) -> str | None:
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else "oui" if value else "non"


_TYPES: Final[Mapping[Kind, str]] = {
    Kind.DATE: "date",
    Kind.END: "date",
    Kind.ANSWER: "boolean",
    Kind.NUMBER: "decimal(18, 6)",
}


_AT_ONCE: Final = 200
"""How many rows are written by one statement: one by one, each costs as much as a hundred."""


def _insert(connection: duckdb.DuckDBPyConnection, dossiers: Iterable[Dossier]) -> dict[str, str]:
    """The tables of dossiers that are Python objects, written into the connection."""
    relations = {name: f"cohorte_{name}" for name in TABLES}
    waiting: dict[str, list[list[Any]]] = {name: [] for name in TABLES}
    for dossier in dossiers:
        for name, rows in rows_of(dossier).items():
            waiting[name] += [list(row.values()) for row in rows]
    for name, table in TABLES.items():
        columns = {"dossier": "text", **{c.name: _TYPES.get(c.kind, "text") for c in table.columns}}
        schema = exp.Schema(
            this=exp.to_table(relations[name]),
            expressions=[
                exp.ColumnDef(this=exp.to_identifier(column, quoted=True), kind=exp.DataType.build(kind))
                for column, kind in columns.items()
            ],
        )
        connection.execute(exp.Create(this=schema, kind="TABLE", replace=True).sql("duckdb"))
        for first in range(0, len(waiting[name]), _AT_ONCE):
            batch = waiting[name][first : first + _AT_ONCE]
            marks = [exp.Tuple(expressions=[exp.Placeholder() for _ in columns]) for _ in batch]
            into = exp.Insert(this=exp.to_table(relations[name]), expression=exp.Values(expressions=marks))
            connection.execute(into.sql("duckdb"), [value for row in batch for value in row])
    return relations

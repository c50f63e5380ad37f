"""A dossier from its rows: what the explained verdict of a row of a screening is decided on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final

import duckdb
from sqlglot import exp

from cnam_rules.dossier.acquis import Cecrl, Diplome, ResultatDeTest
from cnam_rules.dossier.model import (
    EN_COURS,
    Decision,
    Derogation,
    Dossier,
    Etape,
    Experience,
    Obtention,
    Rapport,
    Stage,
    StatutActivite,
    StatutUe,
    Ue,
)
from cnam_rules.screening.statement import VALUES, Statement, with_stages
from cnam_rules.screening.tables import TABLES
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.dialects import DIALECTS, said

__all__ = ["dossier_of"]

_UNSAID: Final = "—"
"""Stands for a label (a job's title, a reason) that the tables don't have and a dossier must."""

Row = Mapping[str, Any]


def dossier_of(connection: duckdb.DuckDBPyConnection, statement: Statement, reference: str) -> Dossier:
    """The dossier of a reference, from the rows that the statement reads.

    Raises:
        KeyError: there is no such dossier.
    """
    rows = {name: _rows(connection, statement, name, reference) for name in statement.reads}
    if not rows["dossiers"]:
        raise KeyError(reference)
    own = rows["dossiers"][0]

    def listed(name: str) -> list[Row] | None:
        known = TABLES[name].listed
        return rows[name] if name in rows and (known is None or own[known]) else None

    def each(name: str, make: Any) -> tuple[Any, ...] | None:  # what it makes is the list's own kind
        found = listed(name)
        return None if found is None else tuple(make(row) for row in found)

    reports = rows.get("rapports", [])
    return Dossier(
        reference,
        own["programme"],
        own["entree_en_formation"],
        naissance=own["naissance"],
        ue=each("ue", _ue),
        experiences=each("experiences", _experience),
        stages=each("stages", _stage),
        rapport=Rapport(*(_step(reports[0], step) for step in ("redige", "soutenu", "valide")))
        if reports
        else None,
        etapes={row["etape"]: _step(row, "valeur") for row in rows.get("etapes", [])},
        situation={row["nom"]: row["mot"] for row in rows.get("situations", [])},
        diplomes=each("diplomes", _diplome),
        tests=each("tests", _test),
        derogations=tuple(_derogation(row) for row in rows.get("derogations", [])),
        decisions=tuple(_decision(row) for row in rows.get("decisions", [])),
    )


def _rows(
    connection: duckdb.DuckDBPyConnection, statement: Statement, name: str, reference: str
) -> list[Row]:
    stages = tuple(stage for stage in statement.stages if stage.name in (f"brut_{name}", f"{VALUES}{name}"))
    query = (
        exp.select("*").from_(f"{VALUES}{name}").where(sql.equal(sql.column("dossier"), exp.Placeholder()))
    )
    found = connection.execute(said(with_stages(query, stages), DIALECTS["duckdb"]), [reference])
    columns = [each[0] for each in found.description]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def _step(row: Row, name: str) -> Etape:
    day: date | None = row[f"{name}_le"]
    answer: bool | None = row[name]
    return answer if day is None else day


def _over(value: int | None, scale: int) -> Fraction | None:
    return None if value is None else Fraction(value, scale)


def _ue(row: Row) -> Ue:
    return Ue(
        row["code"],
        None if row["obtention"] is None else Obtention(row["obtention"]),
        _over(row["note_100"], 100),
        row["date"],
        StatutUe(row["statut"]),
        row["hors_programme"],
        echec=_step(row, "echec"),
    )


def _experience(row: Row) -> Experience:
    return Experience(
        row["intitule"] or _UNSAID,
        row["debut"],
        row["fin"] or EN_COURS,
        row["employeur"],
        row["dans_le_champ"],
        row["attestee"],
        _over(row["quotite_1000000"], 10**6),
        None if row["statut"] is None else StatutActivite(row["statut"]),
        row["responsabilite"],
    )


def _stage(row: Row) -> Stage:
    return Stage(
        row["organisme"] or _UNSAID,
        row["debut"],
        row["fin"] or EN_COURS,
        row["dans_le_champ"],
        row["atteste"],
        _over(row["heures_100"], 100),
        _over(row["jours_100"], 100),
    )


def _diplome(row: Row) -> Diplome:
    return Diplome(row["intitule"] or _UNSAID, row["niveau"], row["code"], row["domaine"], row["date"])


def _test(row: Row) -> ResultatDeTest:
    level = None if row["niveau"] is None else Cecrl(row["niveau"])
    return ResultatDeTest(row["test"], row["date"], level, _over(row["points_100"], 100))


def _derogation(row: Row) -> Derogation:
    return Derogation(
        row["condition"], row["motif"] or _UNSAID, row["autorite"] or _UNSAID, row["date"], row["jusqu_au"]
    )


def _decision(row: Row) -> Decision:
    return Decision(
        row["objet"], row["valeur"], row["autorite"] or _UNSAID, row["motif"] or _UNSAID, row["date"]
    )

"""A screening: a cohort decided by a rule set, to be counted, filtered, drawn, exported and explained."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import duckdb
from attrs import frozen
from sqlglot import exp

from cnam_rules.cohorts.tables import TABLES
from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.measures.tabular.frame import aliased
from cnam_rules.screening.backends import Backend
from cnam_rules.screening.parts import Part
from cnam_rules.screening.rejects import rejects
from cnam_rules.screening.statement import ENTRY, Source, Statement, compile_rules
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.dialects import DIALECTS, said
from cnam_rules.sql.trees import Node

if TYPE_CHECKING:
    import altair
    import polars

    from cnam_rules.screening.looks import Theme
    from cnam_rules.verdict import Verdict

__all__ = ["RESULT", "Fall", "Moved", "Screening"]

_DUCKDB: Final = DIALECTS["duckdb"]
_LABELS: Final = ("intitule", "organisme", "motif", "autorite")
_UNSAID: Final = "—"
"""Stands for a label that the tables don't have and a dossier must."""
RESULT: Final = "tri"
"""The table of the rows."""


@frozen
class Fall:
    """How many dossiers a condition stops, those that an earlier one stops left out.

    Attributes:
        condition: the condition's id.
        libelle: what it asks, for people.
        statuses: how many dossiers have each status, whatever they have elsewhere.
        first: how many it is the first to stop, of those that no earlier condition of the list stopped.
        left: how many go on after it.
        unmet: of those that it is the first to stop, how many don't meet it; of the others, it is unknown.
    """

    condition: str
    libelle: str
    statuses: Mapping[Status, int]
    first: int
    left: int
    unmet: int


@frozen
class Moved:
    """How many verdicts another reading would change.

    Attributes:
        reading: the reading.
        choice: the choice that isn't retained.
        before: the verdict as retained.
        after: the verdict under that choice.
        dossiers: how many.
    """

    reading: str
    choice: str
    before: VerdictStatus
    after: VerdictStatus
    dossiers: int


class Screening:
    """A cohort decided by a rule set: one row per dossier, kept in DuckDB wherever it was decided.

    Rows have `dossier`, `verdict` (`eligible`, `not_eligible`, `undetermined`, or null where a row can't be
    read), `rejets` (how many faults), `statut_CONDITION`, each measure in its unit and
    `manque_CONDITION_MEASURE` (unless it was decided without facts), and `lecture_READING_CHOICE`, the
    verdict under another choice.

    Attributes:
        statement: the statement that was run.
        unread: the columns that nothing reads, as `table.column`, each with its table and what it may have
            meant.
    """

    def __init__(
        self,
        backend: Backend,
        statement: Statement,
        unread: Mapping[str, tuple[str, str | None]],
    ) -> None:
        self._backend = backend
        self._connection = backend.connection
        self.statement = statement
        self.unread = unread

    # ---------------------------------------------------------------------------------- where it was decided
    def close(self) -> None:
        """Leave the database or Spark: the rows stay, and nothing can be read there any more."""
        self._backend.close()

    def __enter__(self) -> Self:
        """The screening, which is closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -------------------------------------------------------------------------------------------- rows
    @property
    def relation(self) -> duckdb.DuckDBPyRelation:
        """The rows, as a relation of DuckDB to be queried further."""
        return self._connection.table(RESULT)

    @property
    def counted(self) -> duckdb.DuckDBPyRelation:
        """The rows as the statement counts them, in whole numbers (`cnam_rules.units`); asked for again."""
        return self._backend.relation(self.statement.select())

    def __len__(self) -> int:
        """How many dossiers."""
        return int(self.rows(exp.select(sql.count()))[0][0])

    def rows(self, query: exp.Select) -> list[Any]:
        """What a query, a tree without a FROM of its own, finds in the rows."""
        return self.asked(query.from_(RESULT))

    def asked(self, query: exp.Query) -> list[Any]:
        """What a whole query, over the rows (`RESULT`) and what is `placed` beside them, finds."""
        return self._connection.execute(said(query, _DUCKDB)).fetchall()

    def placed(self, query: exp.Select, name: str) -> str:
        """Put what a query over the school's tables finds beside the rows; the name to find it by there."""
        self._backend.relation(query).create_view(name, replace=True)
        return name

    def filter(self, **wanted: str | bool | None) -> duckdb.DuckDBPyRelation:
        """The rows whose columns have these values.

        Args:
            wanted: the values by column, as `verdict="not_eligible"`, `statut_stage="unmet"`; None for null.

        Raises:
            KeyError: there is no such column.
        """
        relation = self.relation
        for name, value in wanted.items():
            if name not in relation.columns:
                raise KeyError(f"{name}; columns: {', '.join(relation.columns)}")
            column = duckdb.ColumnExpression(name)
            relation = relation.filter(
                column.isnull() if value is None else column == duckdb.ConstantExpression(value)
            )
        return relation

    def pandas(self) -> Any:  # pandas and Arrow are published without types
        """The rows as a data frame of pandas."""
        return self.relation.df()

    def polars(self) -> polars.DataFrame:
        """The rows as a data frame of polars."""
        frame: polars.DataFrame = self.relation.pl()
        return frame

    def arrow(self) -> Any:  # likewise
        """The rows as a table of Arrow."""
        return self.relation.to_arrow_table()

    # ------------------------------------------------------------------------------------------- shown
    def text(self, lang: str = "fr") -> str:
        """The screening as text: the verdicts, where dossiers fall, what other readings would change."""
        from cnam_rules.screening.telling import screening_text

        return screening_text(self, lang)

    def as_dict(self) -> dict[str, object]:
        """The same as data: `verdicts`, `funnel`, `readings`."""
        ruleset = self.statement.rules.ruleset
        counts = self.counts()
        return {
            "ruleset": {"id": ruleset.id, "version": ruleset.version, "sha256": ruleset.sha256},
            "as_of": self.statement.as_of.isoformat(),
            "verdicts": {"rejected" if status is None else status.value: n for status, n in counts.items()},
            "funnel": [
                {
                    "condition": fall.condition,
                    "statuses": {status.value: n for status, n in fall.statuses.items()},
                    "first": fall.first,
                    "left": fall.left,
                }
                for fall in self.funnel()
            ],
            "readings": [
                {
                    "reading": move.reading,
                    "choice": move.choice,
                    "before": move.before.value,
                    "after": move.after.value,
                    "dossiers": move.dossiers,
                }
                for move in self.moved()
            ],
        }

    def html(self, lang: str = "fr") -> str:
        """The same as a page of HTML that stands alone."""
        from cnam_rules.screening.telling import screening_html

        return screening_html(self, lang)

    def charts(
        self, lang: str = "fr", *, theme: Theme = "light", by: str = ENTRY
    ) -> dict[str, altair.LayerChart]:
        """The same as charts of Altair, by name; see `cnam_rules.screening.charts.screening_charts`.

        Raises:
            ChartsUnavailable: Altair or vl-convert isn't installed (the extra `charts`).
            KeyError: the table of dossiers has no column `by`.
        """
        from cnam_rules.screening.charts import screening_charts

        return screening_charts(self, lang, theme=theme, by=by)

    @property
    def grouping(self) -> list[str]:
        """The columns of the table of dossiers by which charts can be grouped."""
        return [name for name in self.statement.sources["dossiers"].families if name != "dossier"]

    def charts_html(self, lang: str = "fr", *, by: str = ENTRY) -> str:
        """The charts as a page of HTML that stands alone; see `cnam_rules.screening.charts_page.charts_html`.

        Raises:
            ChartsUnavailable: Altair or vl-convert isn't installed (the extra `charts`).
            KeyError: the table of dossiers has no column `by`.
        """
        from cnam_rules.screening.charts_page import charts_html

        return charts_html(self, lang, by=by)

    def _repr_html_(self) -> str:
        from cnam_rules.screening.telling import screening_fragment

        return screening_fragment(self)

    def __repr__(self) -> str:
        return f"<Screening of {len(self)} dossiers by {self.statement.rules.ruleset.id}>"

    # ------------------------------------------------------------------------------------------ counts
    def counts(self) -> dict[VerdictStatus | None, int]:
        """How many dossiers have each verdict; None counts those of which a row can't be read."""
        word = sql.column("verdict")
        rows = self.rows(exp.select(word, sql.count()).group_by(word.copy()))
        found: dict[VerdictStatus | None, int] = {
            None if word is None else VerdictStatus(word): n for word, n in rows
        }
        return {status: found.get(status, 0) for status in (*VerdictStatus, None)}

    def funnel(self, lang: str = "fr") -> list[Fall]:
        """How many dossiers fall at which condition, in the rules' order; those with rejects are left out.

        A dossier falls at the first condition that is neither met, nor not applicable, nor waived.
        """
        conditions = self.statement.rules.ruleset.conditions
        counts: dict[str, Node] = {"left": sql.count()}
        passing: list[Node] = []
        for number, condition in enumerate(conditions):
            status = sql.column(self.statement.statuses[condition.id])
            unmet = sql.equal(status, sql.text(Status.UNMET.value))
            counts[f"stopped_{number}"] = sql.count(sql.all_of(*passing, unmet))
            passing.append(sql.negate(sql.one_of(status, (Status.UNMET.value, Status.UNKNOWN.value))))
            counts[f"left_{number}"] = sql.count(sql.all_of(*passing))
            for word in Status:
                counts[f"{word.value}_{number}"] = sql.count(sql.equal(status, sql.text(word.value)))
        query = exp.select(*(aliased(value, name) for name, value in counts.items()))
        [row] = self.rows(query.where(sql.equal(sql.column("rejets"), sql.number(0))))
        found = dict(zip(counts, row, strict=True))
        left = [found["left"], *(found[f"left_{number}"] for number in range(len(conditions)))]
        return [
            Fall(
                condition.id,
                condition.libelle.said(lang),
                {status: found[f"{status.value}_{number}"] for status in Status},
                left[number] - left[number + 1],
                left[number + 1],
                found[f"stopped_{number}"],
            )
            for number, condition in enumerate(conditions)
        ]

    def moved(self) -> list[Moved]:
        """The verdicts that another reading would change, taken alone."""
        found = []
        for other in self.statement.other_readings:
            before, after = sql.column("verdict"), sql.column(other.column)
            query = exp.select(before, after, sql.count()).where(sql.negate(sql.equal(before, after)))
            rows = sorted(self.rows(query.group_by(before.copy(), after.copy())))
            found += [
                Moved(other.reading, other.choice, VerdictStatus(one), VerdictStatus(two), n)
                for one, two, n in rows
            ]
        return found

    # ----------------------------------------------------------------------------------------- rejects
    def rejects(self, lang: str = "fr") -> duckdb.DuckDBPyRelation:
        """Every row that can't be read and every dossier that contradicts itself, with what to do."""
        return self._backend.gathered(lambda part: rejects(self._numbered(part), lang))

    def _numbered(self, part: Part) -> Statement:
        """The statement whose rows have their numbers, for faults to be told of."""
        rules, as_of, sources = self.statement.rules, self.statement.as_of, self._backend.sources
        return compile_rules(
            rules, as_of, sources, other_readings=False, facts=False, numbered=True, part=part
        )

    @property
    def rejected(self) -> int:
        """How many faults there are: the rejects are worked out."""
        return int(self.rejects().count("*").fetchall()[0][0])

    # ----------------------------------------------------------------------------------------- exports
    def to_parquet(self, path: str | Path) -> None:
        """Write the rows to a Parquet file."""
        self.relation.to_parquet(str(path))

    def to_csv(self, path: str | Path) -> None:
        """Write the rows to a CSV file."""
        self.relation.to_csv(str(path), header=True)

    def to_excel(self, path: str | Path) -> None:
        """Write the rows to an Excel file; polars writes it."""
        self.polars().write_excel(str(path))

    # ---------------------------------------------------------------------------------------- verdicts
    def verdict(self, dossier: str) -> Verdict:
        """The full explained verdict of one dossier, decided again by the library's own engines.

        Args:
            dossier: its reference.

        Raises:
            KeyError: there is no such dossier.
            DossierError: a row of it can't be read.
        """
        from cnam_rules.cohorts import dossier_of
        from cnam_rules.facade import decide

        rules = self.statement.rules
        rows = {name: self._rows_of(name, source, dossier) for name, source in self.statement.sources.items()}
        if not rows["dossiers"]:
            raise KeyError(dossier)
        found = dossier_of(rows, units=rules.ruleset.units)
        return decide(found, as_of=self.statement.as_of, ruleset=rules.ruleset, readings=rules.readings)

    def _rows_of(self, name: str, source: Source, reference: str) -> list[dict[str, Any]]:
        """The rows of a dossier in a table, as they stand; labels that a dossier must have are filled in."""
        known = [column for column in TABLES[name].cells if column in source.families]
        key = sql.neutral("PROPRE", sql.as_text(sql.column("dossier")))
        query = exp.select(*(sql.column(column) for column in known)).from_(source.rows())
        found = self._backend.of_dossier(query.where(sql.equal(key, exp.Placeholder())), reference)
        labels = {label: _UNSAID for label in _LABELS if label in TABLES[name].cells}
        return [
            labels | {k: v for k, v in zip(known, row, strict=True) if v not in (None, "")} for row in found
        ]

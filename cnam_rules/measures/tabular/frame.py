"""What measures are computed over: tables of which every row is one thing of one dossier.

A `Frame` gathers what the measures of a rule set ask of the tables, each thing once, and lays it out as the
common tables of one statement that end in one row per dossier. Measures ask for columns and get expressions;
they know nothing of the statement.

The tables are those of `cnam_rules.screening.tables` once read: dates are dates, answers are booleans or
null, a mark is `note_100`, in hundredths.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from attrs import define, field, frozen
from sqlglot import exp

from cnam_rules.sql import nodes as sql
from cnam_rules.sql.nodes import Node

if TYPE_CHECKING:
    from cnam_rules.measures.tabular.counting import Counter
    from cnam_rules.measures.tabular.windows import Window

__all__ = ["BASE", "READ", "WORD", "Ends", "Frame", "Stage", "aliased", "joined"]

READ: Final = "lu_"
"""What begins the name of a table once read."""
BASE: Final = "dossiers_lus"
"""The relation with a row per dossier that everything else is joined to."""
WORD: Final = 62
"""How many codes a whole number has bits for."""

C = TypeVar("C", bound="Counter[Any]")


@frozen
class Ends:
    """The two ends of a fact, as expressions over a row of a dossier.

    `most` is null when nothing bounds it.
    """

    least: Node
    most: Node


@frozen
class Stage:
    """A common table of the statement.

    Attributes:
        name: its name.
        query: what it selects.
        says: what it is, for people who read the statement.
        inline: whether it is to be worked out wherever it is named, as it only reads rows.
    """

    name: str
    query: exp.Query
    says: str
    inline: bool = False


def aliased(value: Node, name: str) -> Node:
    """A value under a name."""
    return exp.alias_(value, name, quoted=True, copy=True)


@define
class Frame:
    """The tables, and what is asked of them.

    Attributes:
        as_of: the day of the decision; nothing after it counts.
        codes: every code of UE that the programme knows, in an order that stays.
        given: the names of the tables that are there.
    """

    as_of: date
    codes: tuple[str, ...]
    given: frozenset[str]
    _gathered: dict[str, dict[str, Node]] = field(factory=dict, init=False)
    _shared: list[dict[str, Node]] = field(factory=list, init=False)
    refusals: list[tuple[Node, str]] = field(factory=list, init=False)
    """What a dossier can't be decided for: whether it is so, and why."""
    _counters: dict[tuple[type[Counter[Any]], tuple[str, ...], Window | None], Counter[Any]] = field(
        factory=dict, init=False
    )
    _names: set[str] = field(factory=set, init=False)

    # ------------------------------------------------------------------------------- what measures ask for
    @property
    def day(self) -> Node:
        """The day of the decision."""
        return sql.date_literal(self.as_of)

    def listed(self, table: str) -> Node:
        """Whether the dossier's list is known; never null."""
        return sql.column(f"{table}_listed") if table in self.given else sql.FALSE.copy()

    def gathered(self, table: str, value: Node, hint: str) -> Node:
        """A value of all the rows that a dossier has in a table; null when it has none.

        Args:
            table: the table.
            value: an aggregate over its columns.
            hint: a name for the column; another is made when it means something else already.
        """
        if table not in self.given:
            return sql.NULL.copy()
        return sql.column(self._name(self._gathered.setdefault(table, {}), value, hint))

    def shared(self, value: Node, hint: str) -> Node:
        """A value of a dossier's row under a name, worked out once; what uses it often reads well.

        It may rest on gathered values and on other shared ones, and not on counted days. A constant needs no
        name.
        """
        if value.find(exp.Column) is None:
            return value
        for level in self._shared:
            for name, known in level.items():
                if known == value:
                    return sql.column(name)
        used = {each.name for each in value.find_all(exp.Column)}
        level_of = [number for number, level in enumerate(self._shared) if used & set(level)]
        place = max(level_of, default=-1) + 1
        if place == len(self._shared):
            self._shared.append({})
        return sql.column(self._name(self._shared[place], value, hint))

    def counter(self, kind: type[C], tables: tuple[str, ...], window: Window | None = None) -> C:
        """What counts the spells of some tables in some way, all their days or those in a window."""
        key = (kind, tables, window)
        if key not in self._counters:
            number = sum(1 for counts, known, _ in self._counters if (counts, known) == (kind, tables))
            name = f"{kind.WHAT}_{'_'.join(tables)}{f'_{number + 1}' if number else ''}"
            self._counters[key] = kind(self, name, tables, window)
        return cast(C, self._counters[key])

    def refused(self, when: Node, code: str) -> None:
        """Refuse the dossiers that can't be decided on.

        Args:
            when: whether one can't; never null.
            code: why not, a key of the message catalogue.
        """
        if (when, code) not in self.refusals:
            self.refusals.append((when, code))

    def fresh_name(self, hint: str) -> str:
        """A column name that nothing else has."""
        name, n = hint, 1
        while name in self._names:
            n += 1
            name = f"{hint}_{n}"
        self._names.add(name)
        return name

    def _name(self, columns: dict[str, Node], value: Node, hint: str) -> str:
        for name, known in columns.items():
            if known == value:
                return name
        name = self.fresh_name(hint)
        columns[name] = value.copy()
        return name

    # --------------------------------------------------------------------------------------- sets of codes
    def bits(self, answer: Node, hint: str) -> tuple[Node, ...]:
        """The UE of which a row satisfies an answer that is never null: sets of bits, `WORD` a number."""
        return tuple(
            sql.coalesce(
                self.gathered(
                    "ue",
                    sql.bits_of(sql.case((answer, sql.column(f"bit_{word}")), otherwise=sql.number(0))),
                    f"{hint}_{word}" if word else hint,
                ),
                sql.number(0),
            )
            for word in range(-(-len(self.codes) // WORD))
        )

    def bit(self, bits: Sequence[Node], code: str) -> Node:
        """1 when a code is in a set, else 0."""
        word, place = divmod(self.codes.index(code), WORD)
        return sql.bit(bits[word], place)

    # -------------------------------------------------------------------------------------- the statement
    def stages(self) -> list[Stage]:
        """The common tables; the last, `lignes`, has a row per dossier with all that was asked for."""
        stages = [
            Stage(
                f"{table}_par_dossier",
                exp.select(sql.column("dossier"), *(aliased(value, name) for name, value in columns.items()))
                .from_(exp.to_identifier(f"{READ}{table}"))
                .group_by(sql.column("dossier")),
                f"{table}: what each dossier's rows come to",
            )
            for table, columns in self._gathered.items()
        ]
        names = {
            stage.name: list(columns) for stage, columns in zip(stages, self._gathered.values(), strict=True)
        }
        last = BASE
        stages.append(Stage("reperes", joined(last, names), "a row per dossier"))
        last = "reperes"
        for number, level in enumerate(self._shared):
            query = exp.select("*", *(aliased(value, name) for name, value in level.items())).from_(last)
            last = f"reperes_{number + 1}"
            stages.append(Stage(last, query, "what the measures below share"))
        counted: dict[str, list[str]] = {}
        for counter in self._counters.values():
            own, columns = counter.stages(last)
            stages += own
            counted[counter.name] = columns
        stages.append(Stage("lignes", joined(last, counted), "a row per dossier, with the days counted"))
        return stages


def joined(base: str, others: dict[str, list[str]]) -> exp.Select:
    """The rows of a relation, with the columns of others beside them, null where a dossier isn't in them."""
    columns = [sql.column(name, other) for other, names in others.items() for name in names]
    query = exp.select(exp.Column(this=exp.Star(), table=exp.to_identifier(base)), *columns).from_(base)
    for other in others:
        same = sql.equal(sql.column("dossier", base), sql.column("dossier", other))
        query = query.join(exp.to_identifier(other), on=same, join_type="left")
    return query

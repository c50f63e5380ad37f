"""What measures are computed over: tables of which every row is one thing of one dossier.

A `Frame` gathers what the measures of a rule set ask of the tables, each thing once, and lays it out as the
common tables of one statement that end in one row per dossier. Measures ask for columns and get expressions;
they know nothing of the statement.

The tables are those of `cnam_rules.screening.tables` once read: dates are dates, answers are booleans or
null, a mark is `note_100`, in hundredths.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from attrs import define, field, frozen
from sqlglot import exp

from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node, taken

if TYPE_CHECKING:
    from cnam_rules.measures.tabular.counting import Counter
    from cnam_rules.measures.tabular.windows import Window

__all__ = ["BASE", "READ", "WORD", "Ends", "Frame", "Stage", "Tally", "aliased", "joined"]

_OWN: Final = frozenset(
    (
        *("dossier", "verdict", "rejets", "depend_dune_lecture", "entree_en_formation", "naissance"),
        *("dossiers_fautes", "dossiers_fois", "ue_contraires", "decisions_contraires"),
        *(f"{table}_listed" for table in ("ue", "experiences", "stages", "diplomes", "tests")),
    )
)
"""The columns that a row of a dossier has whatever is asked for."""
READ: Final = "lu_"
"""What begins the name of a table once read."""
LONGEST: Final = 50
"""How many bytes a name may have, what is added to its end left out."""
BASE: Final = "dossiers_lus"
"""The relation with a row per dossier that everything else is joined to."""
_NO_WORD: Final = re.compile("^(?=[0-9])|[^a-z0-9_]")
"""What a database may not take in a name: what is no letter nor digit, and the place before a first digit."""
WORD: Final = 62
"""How many codes a whole number has bits for."""

C = TypeVar("C", bound="Counter[Any]")


@frozen
class Ends:
    """The two ends of a fact, over a row of a dossier; `most` is null when nothing bounds it."""

    least: Node
    most: Node


@frozen
class Tally:
    """A value of all the rows that a dossier has in a table.

    Attributes:
        how: the aggregate.
        value: what it is of, in a row; None where rows are only counted.
    """

    how: Callable[..., Node]
    value: Node | None

    def over(self, column: str | None = None) -> Node:
        """The value over the rows, or over rows of which each has its own in a column."""
        if self.value is None:
            return self.how()
        return self.how(self.value if column is None else sql.column(column))


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
    return exp.Alias(this=taken(value), alias=exp.to_identifier(name, quoted=True))


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
    _made: dict[str, Stage] = field(factory=dict, init=False)
    _gathered: dict[tuple[str, Node], dict[Node, str]] = field(factory=dict, init=False)
    _tallied: dict[str, dict[str, Tally]] = field(factory=dict, init=False)
    _shared: list[dict[Node, str]] = field(factory=list, init=False)
    _counters: dict[tuple[type[Counter[Any]], tuple[str, ...], Window | None], Counter[Any]] = field(
        factory=dict, init=False
    )
    _names: set[str] = field(factory=lambda: set(_OWN), init=False)

    # ------------------------------------------------------------------------------- what measures ask for
    @property
    def day(self) -> Node:
        """The day of the decision."""
        return sql.date_literal(self.as_of)

    @property
    def tomorrow(self) -> Node:
        """The day after that of the decision, for which Python may have no date."""
        if self.as_of == date.max:
            return sql.day_of_number(sql.number(self.as_of.toordinal() + 1))
        return sql.date_literal(self.as_of + timedelta(days=1))

    def listed(self, table: str) -> Node:
        """Whether the dossier's list is known; never null."""
        return sql.column(f"{table}_listed") if table in self.given else sql.FALSE.copy()

    def made(self, name: str, query: exp.Select, says: str) -> str:
        """A table made from those that were read, with rows of dossiers, and its name for `gathered`.

        The same query is made once, under its first name.

        Args:
            name: a name for it, of which a word is made that every database takes as it is: those of measures
                are of any kind. Another is made when it means something else already.
            query: what it selects, `dossier` among its columns.
            says: what one row is.
        """
        for known, stage in self._made.items():
            if stage.query == query:
                return known
        name = self.fresh_name(_NO_WORD.sub("_", name.casefold()))
        self._made[name] = Stage(name, query, says)
        return name

    def gathered(self, table: str, value: Node, hint: str, *, empty: Node = sql.NULL) -> Node:
        """A value of all the rows that a dossier has in a table.

        Args:
            table: the table, one that is given or one that was `made`.
            value: an aggregate over its columns.
            hint: a name for the column; another is made when it means something else already.
            empty: the value of a dossier without rows, or for which the aggregate is null; null by default.
        """
        if table not in self.given and table not in self._made:
            return empty.copy()
        columns = self._gathered.setdefault((table, empty), {})
        return sql.column(self._name(columns, value, hint))

    def tallied(self, table: str, how: Callable[..., Node], value: Node | None = None, *, hint: str) -> Node:
        """A value of all the rows that a dossier has in a table, told as its days are counted where they are.

        Neither what is shared nor what days are compared with may rest on it.

        Args:
            table: the table, one that is given.
            how: the aggregate, a function of a module: the same one is told once.
            value: what it is of, in a row; by default rows are only counted.
            hint: a name for the column.
        """
        if table not in self.given:
            return sql.NULL.copy()
        tally, known = Tally(how, value), self._tallied.setdefault(table, {})
        for name, other in known.items():
            if other == tally:
                return sql.column(name)
        name = self.fresh_name(hint)
        known[name] = tally
        return sql.column(name)

    def shared(self, value: Node, hint: str) -> Node:
        """A value of a dossier's row under a name, worked out once; what uses it often reads well.

        It may rest on gathered values and on other shared ones, and not on counted days. A constant needs no
        name.
        """
        if value.find(exp.Column) is None:
            return value
        for level in self._shared:
            if (known := level.get(value)) is not None:
                return sql.column(known)
        used = {each.name for each in value.find_all(exp.Column)}
        if late := used & {name for tallies in self._tallied.values() for name in tallies}:
            raise AssertionError(f"told with the days that are counted, after what is shared: {late}")
        level_of = [number for number, level in enumerate(self._shared) if used & set(level.values())]
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

    def fresh_name(self, hint: str) -> str:
        """A column name that nothing else has, whatever the case: databases don't all tell cases apart."""
        return self.fresh_key(hint, "")

    def fresh_key(self, hint: str, *ends: str) -> str:
        """What several column names begin with that nothing else has.

        Args:
            hint: a name; another is made when one of its columns is taken already, and a long one is cut, for
                PostgreSQL cuts names after 63 bytes without a word.
            ends: how the names end.
        """
        hint = hint.encode()[:LONGEST].decode(errors="ignore")
        name, n = hint, 1
        while any(f"{name}{end}".casefold() in self._names for end in ends):
            n += 1
            number = f"_{n}"
            name = hint.encode()[: LONGEST - len(number)].decode(errors="ignore") + number
        self._names.update(f"{name}{end}".casefold() for end in ends)
        return name

    def _name(self, columns: dict[Node, str], value: Node, hint: str) -> str:
        """The name of a value among columns, kept by value: comparing trees one by one takes long."""
        known = columns.get(value)
        if known is None:
            known = columns[value.copy()] = self.fresh_name(hint)
        return known

    # --------------------------------------------------------------------------------------- sets of codes
    def bits(self, answer: Node, hint: str) -> tuple[Node, ...]:
        """The UE of which a row satisfies an answer that is never null: sets of bits, `WORD` a number."""
        return tuple(
            self.gathered(
                "ue",
                sql.bits_of(sql.case((answer, sql.column(f"bit_{word}")), otherwise=sql.number(0))),
                f"{hint}_{word}" if word else hint,
                empty=sql.number(0),
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
        stages = [*self._made.values()]
        gathered: dict[str, list[str]] = {}
        empty: dict[str, Node] = {}
        for table, values in self._by_table(self._carried()).items():
            columns = [aliased(value, name) for name, (value, _) in values.items()]
            query = (
                exp.select(sql.column("dossier"), *columns)
                .from_(exp.to_identifier(table if table in self._made else f"{READ}{table}"))
                .group_by(sql.column("dossier"))
            )
            stages.append(Stage(f"{table}_par_dossier", query, f"{table}: what each dossier's rows come to"))
            gathered[stages[-1].name] = [*values]
            empty |= {name: instead for name, (_, instead) in values.items()}
        last = BASE
        stages.append(Stage("reperes", joined(last, gathered, empty), "a row per dossier"))
        last = "reperes"
        for number, level in enumerate(self._shared):
            query = exp.select("*", *(aliased(value, name) for value, name in level.items())).from_(last)
            last = f"reperes_{number + 1}"
            stages.append(Stage(last, query, "what the measures below share"))
        counted: dict[str, list[str]] = {}
        for counter in self._counters.values():
            passed, totals = counter.stages(last)
            stages += passed
            counted[counter.name] = totals
        stages.append(Stage("lignes", joined(last, counted), "a row per dossier, with the days counted"))
        return stages

    def _carried(self) -> set[str]:
        """Give what is tallied of a table to the counter that goes over all its rows; the tables with one."""
        carriers = {each.carries: each for each in reversed(self._counters.values())}
        found = {table for table in self._tallied if table in carriers}
        for table in found:
            carriers[table].carried = self._tallied[table]
        return found

    def _by_table(self, carried: set[str]) -> dict[str, dict[str, tuple[Node, Node]]]:
        """What is gathered of each table: by name, the value and what stands in its place without rows.

        Args:
            carried: the tables of which what is tallied is told as days are counted.
        """
        found: dict[str, dict[str, tuple[Node, Node]]] = {}
        for (table, empty), columns in self._gathered.items():
            found.setdefault(table, {}).update({name: (value, empty) for value, name in columns.items()})
        for table, tallies in self._tallied.items():
            if table not in carried:
                told = {name: (tally.over(), sql.NULL) for name, tally in tallies.items()}
                found.setdefault(table, {}).update(told)
        return found


def joined(
    base: str, others: Mapping[str, Sequence[str]], empty: Mapping[str, Node] | None = None
) -> exp.Select:
    """The rows of a relation, with the columns of others beside them.

    Args:
        base: the relation.
        others: the columns of each of the others.
        empty: for a column, what stands in it where a dossier has none; null for those that aren't named.
    """
    columns = []
    for other, names in others.items():
        for name in names:
            instead = (empty or {}).get(name, sql.NULL)
            own = sql.column(name, other)
            columns.append(own if instead == sql.NULL else aliased(sql.coalesce(own, instead), name))
    query = exp.select(exp.Column(this=exp.Star(), table=exp.to_identifier(base)), *columns).from_(base)
    for other in others:
        same = sql.equal(sql.column("dossier", base), sql.column("dossier", other))
        query = query.join(exp.to_identifier(other), on=same, join_type="left")
    return query

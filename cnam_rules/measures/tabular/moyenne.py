"""`moyenne` over tables: weighted means in whole numbers, exactly, and the least and greatest they may be.

Coefficients are scaled to whole numbers, so that a mean is a sum over a weight, and nothing is rounded before
the regulation rounds. Where the dossier leaves open whether a UE counts, `weighing.mean_ends` looks for the
UE to take; here little is left to choose. A UE that may have any mark counts as 0 at the lower end and as 20
at the upper, and is never better left out (see `marks`). The only other case is a UE that is either left out
or counts as a mark that an option says, its exemption being in doubt. All of those count as the same mark, so
they draw the mean towards it: either all of them are taken, as far as there is room, or none.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from sqlglot import exp

from cnam_rules.measures.marks import GREATEST
from cnam_rules.measures.moyenne import STEPS, Moyenne
from cnam_rules.measures.tabular.base import NotOverTables
from cnam_rules.measures.tabular.frame import Ends, Frame, aliased
from cnam_rules.measures.tabular.marks import Marks, marks_table
from cnam_rules.measures.tabular.ratios import WIDEST, encoded_ratio, whole_weights
from cnam_rules.measures.tabular.ue import when_listed
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = ["MeanOverTables"]

Ratio: TypeAlias = tuple[Node, Node]
"""A sum, and the weight that it is divided by."""

_COEFFICIENT, _LOW, _HIGH, _SURE, _EITHER = "coefficient", "au_moins", "au_plus", "sure", "ou_rien"
_LOW_RANK, _HIGH_RANK, _ABSENT = "rang_au_moins", "rang_au_plus", "absentes"


class MeanOverTables:
    """`moyenne` over tables.

    Two things are refused. The best ones by unequal coefficients: which they are depends on the mean itself
    (see `weighing`), so they are found by a search, which a statement can only replace by trying how many UE
    of each coefficient to take; that grows with a power of the number of coefficients. And coefficients so
    fine that their sums don't hold in 64 bits.
    """

    def ends(self, measure: Moyenne, frame: Frame, hint: str, /) -> Ends:
        """The least and the greatest mean; see `Tabular.ends`."""
        return when_listed(measure, frame, lambda: _Mean(measure, frame, hint).ends())


class _Mean:
    """One mean, over the rows of its list."""

    def __init__(self, measure: Moyenne, frame: Frame, hint: str) -> None:
        self.frame = frame
        self.hint = hint
        self.codes = measure.moyenne
        self.step = STEPS.get(measure.arrondi or "")
        self.marks = Marks(measure.sans_note, measure.dispensees)
        best = measure.meilleures
        self.best = None if best is None or best >= len(self.codes) else best
        given = dict(measure.coefficients or ())
        self.weights = whole_weights([given.get(code, Fraction(1)) for code in self.codes])
        if self.best is not None and set(self.weights) != {1}:
            raise NotOverTables(measure.KEY, "best-by-coefficients")
        if sum(self.weights) * 2 * (GREATEST + (self.step or 0)) > WIDEST:
            raise NotOverTables(measure.KEY, "coefficients")
        self.table = self._rows() if self.best is None else self._ranked(self._rows())

    def ends(self) -> Ends:
        """The ends, where the list is known."""
        unmarked, absent = self.marks.sans_note, None
        if unmarked is not None:
            seen = self._sum(None, "poids_vu")
            absent = self._shared(sql.sub(sql.number(sum(self.weights)), seen), "poids_absent")
        sure = self._with(absent, 1, self._sum(_SURE, "poids_sur"), "poids")
        either, mark = None, 0
        if self.marks.either is not None:
            either, mark = self._sum(_EITHER, "poids_ou_rien"), self.marks.either[1]
        high = self._with(absent, unmarked, self._sum(_SURE, "somme_sure_haute", _HIGH), "somme_haute")
        best: list[Ratio] = []
        if self.best is None:
            low = self._with(absent, unmarked, self._sum(_SURE, "somme_sure", _LOW), "somme")
            counted = sure
        else:
            most = sql.number(self.best)
            low = self._best(absent, _LOW, _LOW_RANK)
            best = [(self._best(absent, _HIGH, _HIGH_RANK), most)]
            counted = self._shared(sql.least(sure, most), "comptees")
            if either is not None:
                room = sql.sub(most, counted)
                either = self._shared(sql.least(either, room), "ou_rien_comptees")
        lowest = self._choices((low, counted), either, mark, 0)
        highest = self._choices((high, sure), either, mark, GREATEST)
        return Ends(
            sql.least(*(encoded_ratio(*each, self.step) for each in lowest)),
            sql.greatest(*(encoded_ratio(*each, self.step) for each in (*highest, *best))),
        )

    def _choices(self, sure: Ratio, either: Node | None, mark: int, towards: int) -> list[Ratio]:
        """The means with and without what is either a mark or nothing.

        A mark at the end of the scale that is sought never leads away from it, one at the other never to it.
        """
        if either is None or mark == GREATEST - towards:
            return [sure]
        part, weight = sure
        part = self._with(either, mark, part, f"somme_{'haute_' if towards else ''}et_ou_rien")
        found = part, self._with(either, 1, weight, "poids_et_ou_rien")
        return [found] if mark == towards else [sure, found]

    def _with(self, weight: Node | None, mark: int | None, part: Node, name: str) -> Node:
        """A sum with so much weight more of a mark."""
        if weight is None or not mark:
            return part
        return self._shared(sql.add(part, weight if mark == 1 else sql.mul(weight, sql.number(mark))), name)

    def _best(self, absent: Node | None, value: str, rank: str) -> Node:
        """The sum of the best, UE without a row put in their place among those that have one."""
        mark, best = self.marks.sans_note, sql.number(self.best or 0)
        eligible = sql.column(f"{value}_classe")
        place: Node = sql.column(rank)
        if not mark or absent is None:
            kept = sql.case((sql.at_most(place, best), eligible))
            return self._gathered(sql.sum_of(kept), f"{value}_meilleures")
        behind = sql.less(eligible, sql.number(mark))
        place = sql.add(place, sql.case((behind, sql.column(_ABSENT)), otherwise=sql.number(0)))
        kept = sql.case((sql.at_most(place, best), eligible))
        ahead = self._gathered(sql.count(sql.at_least(eligible, sql.number(mark))), f"{value}_devant")
        room = sql.greatest(sql.sub(best, ahead), sql.number(0))
        among = self._shared(sql.least(absent, room), f"{value}_absentes")
        return self._with(
            among, mark, self._gathered(sql.sum_of(kept), f"{value}_lues"), f"{value}_meilleures"
        )

    # ------------------------------------------------------------------------------------------- columns
    def _sum(self, where: str | None, name: str, value: str | None = None) -> Node:
        """The weights of the rows, or those weights times a value, where an answer is yes."""
        weighed: Node = sql.column(_COEFFICIENT)
        if value is not None:
            weighed = sql.mul(weighed, sql.column(value))
        return self._gathered(
            sql.sum_of(weighed if where is None else sql.case((sql.column(where), weighed))), name
        )

    def _gathered(self, value: Node, name: str) -> Node:
        return self.frame.gathered(self.table, value, f"{self.hint}_{name}", empty=sql.number(0))

    def _shared(self, value: Node, name: str) -> Node:
        return self.frame.shared(value, f"{self.hint}_{name}")

    # --------------------------------------------------------------------------------------------- rows
    def _rows(self) -> str:
        """The rows of the list, each with its coefficient and what it counts as."""
        source = marks_table(self.frame)
        code = sql.column("code")
        by_weight: dict[int, list[str]] = {}
        for each, number in zip(self.codes, self.weights, strict=True):
            by_weight.setdefault(number, []).append(each)
        weight = sql.case(*((sql.one_of(code, codes), sql.number(n)) for n, codes in by_weight.items()))
        columns: dict[str, Node] = {_COEFFICIENT: sql.number(1) if set(self.weights) == {1} else weight}
        columns |= {_LOW: self.marks.least, _HIGH: self.marks.most, _SURE: self.marks.surely}
        if self.marks.either is not None:
            columns |= {_EITHER: self.marks.either[0]}
        query = (
            exp.select(sql.column("dossier"), *(aliased(value, name) for name, value in columns.items()))
            .from_(exp.to_identifier(source))
            .where(sql.one_of(code, self.codes))
        )
        return self.frame.made(f"{self.hint}_notes", query, "what each UE of the mean counts as")

    def _ranked(self, source: str) -> str:
        """The same rows, each with its place among those of the dossier, the highest first."""
        values = {_LOW: sql.case((sql.column(_SURE), sql.column(_LOW))), _HIGH: sql.column(_HIGH)}
        by_dossier = [sql.column("dossier")]
        columns: dict[str, Node] = {f"{name}_classe": value for name, value in values.items()}
        for value, rank in zip(values.values(), (_LOW_RANK, _HIGH_RANK), strict=True):
            order = exp.Order(expressions=[exp.Ordered(this=value.copy(), desc=True, nulls_first=False)])
            columns[rank] = exp.Window(this=exp.RowNumber(), partition_by=by_dossier, order=order)
        there = exp.Window(this=sql.count(), partition_by=by_dossier)
        columns[_ABSENT] = sql.sub(sql.number(len(self.codes)), there)
        query = exp.select("*", *(aliased(value, name) for name, value in columns.items()))
        return self.frame.made(
            f"{self.hint}_rangs", query.from_(exp.to_identifier(source)), "their places, the highest first"
        )

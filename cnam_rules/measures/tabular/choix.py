"""`choix` over tables: how many groups of UE are filled, told by counting, without assigning any UE.

By Hall's theorem some groups can be filled together, each UE serving one of them, exactly when the UE that
are there for any of them are as many as they need, and likewise for each part of them. Groups that share no
UE have nothing to do with each other, so they are looked at in clusters.

Groups that take the same UE are alike: of them those that need the fewest are filled first. Where every group
of a cluster needs a single UE, the most that can be filled is a least of sums (what the groups of any part
lack is lacking to the whole, and the worst part tells it all: the deficiency version of the theorem, where
only parts that take *all* the groups within some union of lists matter). Otherwise every selection is tried,
the largest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations, product
from typing import Final

from attrs import frozen

from cnam_rules.measures.choix import Choix
from cnam_rules.measures.tabular.base import NotOverTables
from cnam_rules.measures.tabular.frame import Ends, Frame
from cnam_rules.measures.tabular.ue import counted, when_listed
from cnam_rules.sql import nodes as sql
from cnam_rules.sql.trees import Node

__all__ = ["MOST_SUMS", "ChoicesOverTables", "clusters"]

MOST_SUMS: Final = 100
"""How many comparisons a cluster of groups that share UE may take: the statement stays one that can be read.

Where each group needs one UE, two lists that overlap take 3, three 7, six 63. Where some need more, three
different lists take at most 19, four 65. Groups with the same list are one list.
"""


@frozen
class Alike:
    """Groups that take the same UE.

    Attributes:
        codes: the codes that may serve them.
        needs: how many each of them takes, the fewest first.
    """

    codes: frozenset[str]
    needs: tuple[int, ...]


def clusters(groups: Iterable[tuple[Sequence[str], int]]) -> list[list[Alike]]:
    """Groups that are alike together, in clusters that share no UE with one another.

    >>> found = clusters([("AB", 1), ("C", 1), ("AB", 2), ("B", 1)])
    >>> [[alike.needs for alike in cluster] for cluster in found]
    [[(1,)], [(1, 2), (1,)]]
    """
    needs: dict[frozenset[str], list[int]] = {}
    for codes, need in groups:
        needs.setdefault(frozenset(codes), []).append(need)
    found: list[list[Alike]] = []
    for listed, each in needs.items():
        own = Alike(listed, tuple(sorted(each)))
        joined = [cluster for cluster in found if any(listed & alike.codes for alike in cluster)]
        found = [cluster for cluster in found if cluster not in joined]
        found.append([*chain.from_iterable(joined), own])
    return found


class ChoicesOverTables:
    """`choix` over tables; a cluster of groups that takes more than `MOST_SUMS` comparisons is refused."""

    def ends(self, measure: Choix, frame: Frame, hint: str, /) -> Ends:
        """How many groups are filled, for sure and perhaps; see `Tabular.ends`."""
        return when_listed(measure, frame, lambda: self._ends(measure, frame, hint))

    def _ends(self, measure: Choix, frame: Frame, hint: str) -> Ends:
        found = []
        for bits, name in zip(counted(measure._sieve, frame, hint), ("sures", "possibles"), strict=True):
            cohort = _Available(frame, bits, f"{hint}_{name}", measure)
            terms = []
            if measure.une_seule_fois:
                for number, cluster in enumerate(clusters(measure.choix), start=1):
                    terms.append(cohort.filled(cluster, number))
            else:
                for codes, need in measure.choix:
                    reached = sql.at_least(cohort.count(frozenset(codes)), sql.number(need))
                    terms.append(sql.case((reached, sql.number(1)), otherwise=sql.number(0)))
            found.append(sql.add(*terms))
        return Ends(*found)


class _Available:
    """The UE of the groups that a dossier has."""

    def __init__(self, frame: Frame, bits: Sequence[Node], hint: str, measure: Choix) -> None:
        self.frame = frame
        self.bits = bits
        self.hint = hint
        self.measure = measure

    def count(self, codes: frozenset[str]) -> Node:
        """How many of some codes are there."""
        listed = [code for code in self.frame.codes if code in codes]
        name = "_".join(listed) if len(listed) < 4 else f"{listed[0]}_et_{len(listed) - 1}_autres"
        bits = (self.frame.bit(self.bits, code) for code in listed)
        return self.frame.shared(sql.add(*bits), f"{self.hint}_{name}")

    def filled(self, cluster: Sequence[Alike], number: int) -> Node:
        """How many groups of a cluster can be filled together."""
        if all(need == 1 for alike in cluster for need in alike.needs):
            found = self._least(cluster)
        else:
            found = self._tried(cluster)
        return self.frame.shared(found, f"{self.hint}_groupes_{number}")

    def _least(self, cluster: Sequence[Alike]) -> Node:
        """Of groups that need one UE each."""
        every = sum(len(alike.needs) for alike in cluster)
        sums: list[Node] = [sql.number(every)]
        for union in _unions([alike.codes for alike in cluster]):
            self._limit(len(sums))
            rest = every - sum(len(alike.needs) for alike in cluster if alike.codes <= union)
            there = self._there(union, cluster)
            sums.append(sql.add(*there, *([sql.number(rest)] if rest else [])))
        return sql.least(*sums)

    def _tried(self, cluster: Sequence[Alike]) -> Node:
        """Of groups that need several UE: the largest selection of which every part has enough."""
        selections = sorted(
            product(*(range(len(alike.needs) + 1) for alike in cluster)), key=lambda taken: -sum(taken)
        )
        branches: dict[int, list[Node]] = {}
        comparisons = 0
        for taken in selections[:-1]:
            chosen = [
                (alike.codes, sum(alike.needs[:n])) for alike, n in zip(cluster, taken, strict=True) if n
            ]
            if any(need > len(codes) for codes, need in chosen):
                continue
            terms = []
            for part in _parts(chosen):
                union = frozenset[str]().union(*(codes for codes, _ in part))
                needed = sum(need for _, need in part)
                terms.append(sql.at_least(sql.add(*self._there(union, cluster)), sql.number(needed)))
            comparisons += len(terms)
            self._limit(comparisons)
            branches.setdefault(sum(taken), []).append(sql.all_of(*terms))
        if not branches:
            return sql.number(0)
        return sql.case(
            *((sql.any_of(*feasible), sql.number(n)) for n, feasible in branches.items()),
            otherwise=sql.number(0),
        )

    def _limit(self, comparisons: int) -> None:
        if comparisons > MOST_SUMS:
            raise NotOverTables(self.measure.KEY, "too-entwined")

    def _there(self, union: frozenset[str], cluster: Sequence[Alike]) -> list[Node]:
        """How many UE of a union of lists are there: a term for each kind of UE, those of the same lists."""
        kinds: dict[frozenset[int], set[str]] = {}
        for code in sorted(union):
            kinds.setdefault(
                frozenset(n for n, alike in enumerate(cluster) if code in alike.codes), set()
            ).add(code)
        return [self.count(frozenset(codes)) for codes in kinds.values()]


def _unions(lists: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Every union of some of the lists, each once; no more than can be of use."""
    found: dict[frozenset[str], None] = {}
    for codes in lists:
        for known in [*found, frozenset[str]()]:
            found[known | codes] = None
        if len(found) > MOST_SUMS:
            break
    return list(found)


def _parts(chosen: Sequence[tuple[frozenset[str], int]]) -> Iterator[tuple[tuple[frozenset[str], int], ...]]:
    """Every part of a selection of which the lists are joined: what isn't holds when its pieces do."""
    for size in range(1, len(chosen) + 1):
        for part in combinations(chosen, size):
            if len(clusters((tuple(codes), need) for codes, need in part)) == 1:
                yield part

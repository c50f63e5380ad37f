"""`choix`: how many groups of UE are filled, a UE serving one group only.

In a rule file::

    themes:
      libelle: {fr: …, en: …}
      choix:                         # up to 12 groups
        - {parmi: [ABC001, ABC002], au_moins: 1}
        - {parmi: options, au_moins: 2}
      obtentions: [examen]           # those obtained in one of these ways; dispenses; toutes (default)
      une_seule_fois: non            # a UE may serve several groups; oui (default): one only

The UE are assigned so that as many groups are filled as can be: no order of the list, and no choice made too
early, makes a group fail. Which UE count is what `ue` says: those whose status isn't known serve at the upper
end alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from attrs import field, frozen

from cnam_rules.deferred import Deferred
from cnam_rules.dossier.model import Dossier, Obtention
from cnam_rules.facts import Fact, Piece, Shortfall
from cnam_rules.forms import closed, integer, items, reads
from cnam_rules.kernel import Compare
from cnam_rules.measures.base import Context, Conventions, Option, OptionsClash, say_yes_or_no, yes_or_no
from cnam_rules.measures.matching import MOST_GROUPS, fill
from cnam_rules.measures.sifting import LISTED, Sieve, UeLine, asked, read_codes, read_ways, said, standing
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.decoding import Decoder
    from cnam_rules.documents import Node
    from cnam_rules.speech import Speech

__all__ = ["Choix", "ChoixEvidence", "GroupLine"]

Group = tuple[tuple[str, ...], int]


_PARTS: Final = {"parmi": LISTED, "au_moins": integer(1)}


@reads(items(closed(_PARTS, _PARTS), least=1, most=MOST_GROUPS))
def _groups(decoder: Decoder, node: Node, context: Context) -> tuple[Group, ...] | None:
    found: list[Group] = []
    entries = decoder.entries(node)
    for entry in entries:
        parts = decoder.mapping(entry, _PARTS, required=_PARTS)
        codes = read_codes(decoder, parts["parmi"], context) if "parmi" in parts else None
        need = decoder.integer(parts.get("au_moins"), least=1, most=max(1, len(codes or ())))
        if codes and need:
            found.append((codes, need))
    if isinstance(node.value, tuple) and not 1 <= len(entries) <= MOST_GROUPS:
        decoder.fault(node, "not-in-range", found=str(len(entries)), expected=f"1 … {MOST_GROUPS}")
    return tuple(found)


def _say_groups(groups: Sequence[Group], speech: Speech) -> str:
    return speech.series(
        speech.say("choix.wanted", n=need, codes=speech.list(codes)) for codes, need in groups
    )


@frozen
class GroupLine:
    """A group, and the UE that fill it.

    Attributes:
        parmi: the codes that may serve it.
        au_moins: how many it takes.
        used: the codes that fill it; none when it isn't filled.
        filled: whether it is; None when that depends on what isn't known.
    """

    parmi: tuple[str, ...]
    au_moins: int
    used: tuple[str, ...]
    filled: bool | None


@frozen
class ChoixEvidence:
    """What a number of groups rests on: where each UE went.

    Attributes:
        groups: the groups, in the rule's order.
        lines: the UE that may serve any of them.
        others: the codes of the dossier's other UE, which don't count here.
        une_seule_fois: whether a UE serves one group only.
    """

    kind: ClassVar[str] = "choix"

    groups: tuple[GroupLine, ...]
    lines: tuple[UeLine, ...]
    others: tuple[str, ...]
    une_seule_fois: bool

    def bounds(self) -> tuple[int, int | None]:
        """How many groups the UE fill, and may fill, filled again; see `Evidence.bounds`.

        Raises:
            ValueError: there are more groups than can be searched.
        """
        if len(self.groups) > MOST_GROUPS:
            raise ValueError(f"{len(self.groups)} groups")
        groups = tuple((group.parmi, group.au_moins) for group in self.groups)
        return _ends(groups, *standing(self.lines), self.une_seule_fois)

    def pieces(self) -> Sequence[Piece]:
        """What is missing to tell whether each UE counts; see `Evidence.pieces`."""
        return asked(self.lines)

    def shortfall(self, fact: Fact, compare: Compare) -> Shortfall | None:
        """How many groups lack, and which UE may fill them; see `Evidence.shortfall`."""
        bound, negated = compare.threshold
        if negated:
            below = fact.most is not None and fact.most < bound
            return None if below else Shortfall(fact.measure, Unit.GROUPE, None)
        if fact.least >= bound:
            return None
        wanted = {code for group in self.groups if not group.used for code in group.parmi}
        items = tuple(line.code for line in self.lines if not line.counts and line.code in wanted)
        return Shortfall(fact.measure, Unit.GROUPE, bound - fact.least, items)

    def remedy(self, shortfall: Shortfall, name: str, speech: Speech) -> str:
        """How many groups to fill, and with which UE; see `Evidence.remedy`."""
        n = shortfall.amount or 0
        if not shortfall.items:
            return speech.say("todo.amount", amount=speech.say("units.groupe", n=n), name=name)
        return speech.say("todo.groups", n=n, items=speech.list(shortfall.items))

    def lines_of(self, speech: Speech) -> list[str]:
        """The groups with what fills them, then the UE; see `Evidence.lines_of`."""
        found = []
        for number, group in enumerate(self.groups, start=1):
            state = "filled" if group.used else "maybe" if group.filled is None else "unfilled"
            wanted = speech.say("choix.wanted", n=group.au_moins, codes=speech.list(group.parmi))
            used = {"used": speech.list(group.used)} if group.used else {}
            found.append(speech.say(f"choix.{state}", number=number, wanted=wanted, **used))
        return [
            *found,
            *said(self.lines, self.others, [line.code for line in self.lines if line.counts], speech),
        ]


@frozen
class Choix:
    """A number of groups that are filled.

    Attributes:
        choix: for each group, its codes and how many of them it takes.
        obtentions: the ways of obtaining a UE that count; None for all.
        conventions: not used: a UE counts or does not.
        une_seule_fois: whether a UE serves one group only.

    Raises:
        OptionsClash: there are more groups than can be searched.

    >>> from cnam_rules.dossier import Ue
    >>> two = Choix(((("FPG003", "CCE001"), 1), (("FPG003",), 1)), None, Conventions())
    >>> ue = (Ue("FPG003"), Ue("CCE001"))
    >>> fact = two.fact("themes", Dossier("D-1", "RNCP36625", ue=ue), date(2025, 11, 3))
    >>> fact.least, fact.most, [group.used for group in fact.evidence.groups]
    (2, 2, [('CCE001',), ('FPG003',)])
    """

    KEY: ClassVar[str] = "choix"
    UNIT: ClassVar[Unit] = Unit.GROUPE
    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "choix": Option(_groups, required=True, say=_say_groups),
        "obtentions": Option(read_ways),
        "une_seule_fois": Option(yes_or_no, default=True, say=say_yes_or_no),
    }

    choix: tuple[Group, ...]
    obtentions: frozenset[Obtention] | None
    conventions: Conventions
    une_seule_fois: bool = True
    _sieve: Sieve = field(init=False, eq=False, repr=False)

    @_sieve.default
    def _sifting(self) -> Sieve:
        if len(self.choix) > MOST_GROUPS:
            raise OptionsClash(
                "choix", "not-in-range", found=str(len(self.choix)), expected=f"1 … {MOST_GROUPS}"
            )
        codes = dict.fromkeys(code for group, _ in self.choix for code in group)
        return Sieve(tuple(codes), self.obtentions)

    @classmethod
    def conventions_read(cls, _options: Mapping[str, object], /) -> frozenset[str]:
        """None; see `Measure.conventions_read`."""
        return frozenset()

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier; see `Measure.fact`."""
        least, most = _ends(self.choix, *self._sieve.counted(dossier, as_of), self.une_seule_fois)
        evidence = Deferred(partial(self._evidence, dossier, as_of, most > least))
        return Fact(name, Unit.GROUPE, least, most, evidence)

    def _evidence(self, dossier: Dossier, as_of: date, more: bool) -> ChoixEvidence:
        sure, _ = self._sieve.counted(dossier, as_of)
        filled = _filled(self.choix, sure, self.une_seule_fois)
        groups = tuple(
            GroupLine(
                codes, need, filled.get(index, ()), True if index in filled else None if more else False
            )
            for index, (codes, need) in enumerate(self.choix)
        )
        return ChoixEvidence(groups, *self._sieve.lines(dossier, as_of), self.une_seule_fois)


def _filled(
    groups: Sequence[Group], available: Collection[str], une_seule_fois: bool
) -> dict[int, tuple[str, ...]]:
    """The groups that are filled, by their positions, with the UE that fill them."""
    if une_seule_fois:
        return fill(groups, available)
    found = {
        index: tuple(code for code in codes if code in available) for index, (codes, _) in enumerate(groups)
    }
    return {index: used for index, used in found.items() if len(used) >= groups[index][1]}


def _ends(
    groups: Sequence[Group], sure: Collection[str], possible: Collection[str], une_seule_fois: bool
) -> tuple[int, int]:
    """How many groups are filled by the UE that surely count, and by those that may."""
    least = len(_filled(groups, sure, une_seule_fois))
    return least, least if possible == sure else len(_filled(groups, possible, une_seule_fois))

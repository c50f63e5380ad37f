"""`ue`: how many of a list of UE are validated.

In a rule file:

    ue:
      libelle: {fr: …, en: …}
      ue: obligatoires               # a group of the programme, or a list of codes
      obtentions: [examen]           # those obtained in one of these ways; toutes (default)

Each code counts once, however often it stands in the dossier, and only from the day it was validated on. A
UE whose status or way of obtention isn't known counts at the upper end alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from attrs import field, frozen

from cnam_rules.decoding import Decoder
from cnam_rules.deferred import Deferred
from cnam_rules.documents import Node
from cnam_rules.dossier.model import Dossier, Obtention, StatutUe, Ue
from cnam_rules.facts import Fact, Piece, Shortfall
from cnam_rules.kernel import Compare
from cnam_rules.measures.base import Context, Conventions, Option, one_or_more
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["UeEvidence", "UeLine", "UnitesValidees"]


def _codes(decoder: Decoder, node: Node, context: Context) -> tuple[str, ...] | None:
    """The codes of a group, or of a list of codes that the programme knows."""
    if isinstance(node.value, str):
        return decoder.word(node, context.groups)
    if node.value == ():
        decoder.fault(node, "no-term")
    known = {code: code for code in context.codes}
    codes = tuple(code for entry in decoder.entries(node) if (code := decoder.word(entry, known)))
    if len(set(codes)) != len(codes):
        decoder.fault(node, "listed-twice", found=", ".join(sorted({c for c in codes if codes.count(c) > 1})))
    return codes


def _ways(decoder: Decoder, node: Node, _: Context) -> frozenset[Obtention] | None:
    return one_or_more(decoder, node, {way.value: way for way in Obtention}, every="toutes")


Day: TypeAlias = date
"""A date, under a name that an attribute called `date` doesn't hide."""


@frozen
class UeLine:
    """A UE of the list, and where it stands.

    Attributes:
        code: its code.
        counts: whether it counts: True, False, or None when that can't be told.
        reason: why it doesn't count, or why that can't be told: `absente`, `liste`, `non_validee`,
            `en_cours`, `inconnu`, `obtention`,
            `obtention-inconnue`, `apres` (validated after the day of the decision); None when it counts.
        path: where it stands in the dossier; None when it doesn't.
        obtention: how it was obtained, when that is known.
        note: the mark over 20, when there is one.
        date: when it was validated, when that is known.
    """

    code: str
    counts: bool | None
    reason: str | None = None
    path: str | None = None
    obtention: Obtention | None = None
    note: Fraction | None = None
    date: Day | None = None


@frozen
class UeEvidence:
    """What a number of UE rests on: every UE of the list.

    Attributes:
        lines: the UE that are looked for, in the programme's order.
        others: the codes of the dossier's other UE, which don't count here.
    """

    kind: ClassVar[str] = "ue"

    lines: tuple[UeLine, ...]
    others: tuple[str, ...] = ()

    def bounds(self) -> tuple[int, int | None]:
        """How many UE count, and how many may; see `Evidence.bounds`."""
        standings = [line.counts for line in self.lines]
        return standings.count(True), len(standings) - standings.count(False)

    def pieces(self) -> Sequence[Piece]:
        """What is missing to tell whether each UE counts; see `Evidence.pieces`."""
        if any(line.reason == "liste" for line in self.lines):
            return [Piece("$.ue", "liste-ue", answers=("aucune",))]
        found = []
        for line in self.lines:
            if line.reason == "inconnu":
                answers = (StatutUe.VALIDEE.value, StatutUe.NON_VALIDEE.value)
                found.append(Piece(f"{line.path}.statut", "statut-ue", (("code", line.code),), answers))
            if line.reason == "obtention-inconnue":
                ways = tuple(way.value for way in Obtention)
                found.append(Piece(f"{line.path}.obtention", "obtention", (("code", line.code),), ways))
        return found

    def shortfall(self, fact: Fact, compare: Compare) -> Shortfall | None:
        """How many UE lack, and which can make it up; see `Evidence.shortfall`."""
        bound, negated = compare.threshold
        if negated:
            below = fact.most is not None and fact.most < bound
            return None if below else Shortfall(fact.measure, Unit.UE, None)
        if fact.least >= bound:
            return None
        items = tuple(line.code for line in self.lines if not line.counts)
        return Shortfall(fact.measure, Unit.UE, bound - fact.least, items)

    def remedy(self, shortfall: Shortfall, name: str, speech: Speech) -> str:  # noqa: ARG002  # the codes say it all
        """Which UE to validate; see `Evidence.remedy`."""
        n = shortfall.amount or 0
        key = "todo.units" if len(shortfall.items) == n else "todo.units-among"
        return speech.say(key, n=n, items=speech.list(shortfall.items))

    def lines_of(self, speech: Speech) -> list[str]:
        """The UE that are validated, then those that aren't, with why; see `Evidence.lines_of`."""
        if any(line.reason == "liste" for line in self.lines):
            return [speech.say("ue.list-unknown")]
        said = []
        if counted := [self._counted(line, speech) for line in self.lines if line.counts]:
            said.append(speech.say("ue.counted", n=len(counted), codes=speech.list(counted)))
        others: dict[tuple[str | None, date | None], list[str]] = {}
        for line in self.lines:
            if not line.counts:
                day = line.date if line.reason == "apres" else None
                others.setdefault((line.reason, day), []).append(line.code)
        for (reason, day), codes in others.items():
            when = {} if day is None else {"date": day}
            said.append(speech.say(f"ue.{reason}", n=len(codes), codes=speech.list(codes), **when))
        if self.others:
            said.append(speech.say("ue.others", n=len(self.others), codes=speech.list(self.others)))
        return said

    def _counted(self, line: UeLine, speech: Speech) -> str:
        if line.obtention is None or line.obtention is Obtention.EXAMEN:
            return line.code
        return f"{line.code} ({speech.say(f'obtentions.{line.obtention.value}')})"


@frozen
class UnitesValidees:
    """A number of UE.

    Attributes:
        ue: the codes that are looked for.
        obtentions: the ways of obtaining them that count; None for all.
        conventions: not used: a UE counts or does not.

    >>> two = UnitesValidees(("FPG003", "CCE001"), None, Conventions())
    >>> fact = two.fact("ue", Dossier("D-1", "RNCP36625", ue=(Ue("FPG003"),)), date(2025, 11, 3))
    >>> fact.least, fact.most
    (1, 1)
    """

    KEY: ClassVar[str] = "ue"
    UNIT: ClassVar[Unit] = Unit.UE
    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "ue": Option(_codes, required=True),
        "obtentions": Option(_ways),
    }

    ue: tuple[str, ...]
    obtentions: frozenset[Obtention] | None
    conventions: Conventions
    _wanted: frozenset[str] = field(init=False, eq=False, repr=False)

    @_wanted.default
    def _as_a_set(self) -> frozenset[str]:
        return frozenset(self.ue)

    @classmethod
    def conventions_read(cls, _options: Mapping[str, object], /) -> frozenset[str]:
        """None; see `Measure.conventions_read`."""
        return frozenset()

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier; see `Measure.fact`."""
        evidence = Deferred(partial(self._evidence, dossier, as_of))
        if dossier.ue is None:
            return Fact(name, Unit.UE, 0, len(self.ue), evidence)
        sure: set[str] = set()
        possible: set[str] = set()
        for ue in dossier.ue:
            reason = self._reason(ue, as_of)
            if reason is None:
                sure.add(ue.code)
            elif reason in _UNCERTAIN:
                possible.add(ue.code)
        least = len(self._wanted & sure)
        most = len(self._wanted & (sure | possible)) if possible else least
        return Fact(name, Unit.UE, least, most, evidence)

    def _reason(self, ue: Ue, as_of: date) -> str | None:
        """Why a UE doesn't count, or can't be told to; None when it counts."""
        if ue.hors_programme:
            return "hors-programme"
        statut = ue.statut
        if statut is not StatutUe.VALIDEE and statut is not StatutUe.INCONNU:
            return str(statut.value)
        if ue.date is not None and ue.date > as_of:
            return "apres"
        if self.obtentions is not None and ue.obtention is not None and ue.obtention not in self.obtentions:
            return "obtention"
        if statut is StatutUe.INCONNU:
            return "inconnu"
        if self.obtentions is not None and ue.obtention is None:
            return "obtention-inconnue"
        return None

    def _evidence(self, dossier: Dossier, as_of: date) -> UeEvidence:
        if dossier.ue is None:
            return UeEvidence(tuple(UeLine(code, None, "liste") for code in self.ue))
        lines: dict[str, UeLine] = {}
        for index, ue in enumerate(dossier.ue):
            reason = self._reason(ue, as_of)
            counts = reason is None or (None if reason in _UNCERTAIN else False)
            line = UeLine(ue.code, counts, reason, f"$.ue[{index}]", ue.obtention, ue.note, ue.date)
            if ue.code not in lines or _RANK[counts] > _RANK[lines[ue.code].counts]:
                lines[ue.code] = line
        others = tuple(code for code in lines if code not in self.ue)
        return UeEvidence(tuple(lines.get(code, UeLine(code, False, "absente")) for code in self.ue), others)


_UNCERTAIN = frozenset(("inconnu", "obtention-inconnue"))
_RANK: Mapping[bool | None, int] = {False: 0, None: 1, True: 2}

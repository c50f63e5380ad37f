"""`part_ects`: which part of the credits was obtained in some ways.

In a rule file:

    acquis_au_cnam:
      libelle: {fr: …, en: …}
      part_ects: [examen]            # the ways that are counted; dispenses
      parmi: toutes                  # a group of the programme, a list of codes, or toutes
      rapportee_a: obtenus           # to those obtained in any way (default); tous: to all those of the list

The numbers are exact fractions, compared exactly (see `cnam_rules.units`). The part of nothing is 0 %. What
isn't known moves the two ends: at the lower one, a UE that may not be validated, or not in these ways,
counts as what makes the part smallest, at the upper one as what makes it greatest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from cnam_rules.deferred import Deferred
from cnam_rules.dossier.model import Dossier, Obtention
from cnam_rules.facts import Fact, Piece, Shortfall
from cnam_rules.kernel import Compare
from cnam_rules.measures.base import Conventions, Option, one_of
from cnam_rules.measures.ects import total
from cnam_rules.measures.sifting import Sieve, UeLine, asked, read_ways, said, standing, with_credits
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["PartDesCredits", "PartEvidence"]

_WHOLES = {"obtenus": False, "tous": True}


def _say_whole(whole: bool, speech: Speech) -> str:
    return speech.say("options.whole-all" if whole else "options.whole-obtained")


@frozen
class PartEvidence:
    """What a part of the credits rests on.

    Attributes:
        lines: the UE of the list, in the programme's order, and whether they count in the part.
        validated: for each of them, whether it is validated in whatever way; None when that can't be told.
        otherwise: for each of them, whether it may be validated in a way that isn't counted, and isn't sure
            to count.
        credits_each: the credits of each of them, in thousandths.
        tous: whether the part is of all the credits of the list, rather than of those obtained.
        others: the codes of the dossier's other UE.
    """

    kind: ClassVar[str] = "part_ects"

    lines: tuple[UeLine, ...]
    validated: tuple[bool | None, ...]
    otherwise: tuple[bool, ...]
    credits_each: tuple[int, ...]
    tous: bool
    others: tuple[str, ...] = ()

    def bounds(self) -> tuple[int, int | None]:
        """The least and the greatest part that the UE make, worked out again; see `Evidence.bounds`."""
        codes = [line.code for line in self.lines]
        worth = tuple(zip(codes, self.credits_each, strict=True))
        validated = frozenset(code for code, sure in zip(codes, self.validated, strict=True) if sure)
        other = frozenset(code for code, may in zip(codes, self.otherwise, strict=True) if may)
        return _encoded(_ends(worth, *standing(self.lines), validated, other, tous=self.tous))

    def pieces(self) -> Sequence[Piece]:
        """The status and the way of obtention of the UE that may change the part; see `Evidence.pieces`."""
        found = asked(self.lines)
        if not self.tous:  # a UE that can't count in the part still counts in the whole, if it is validated
            known = [
                UeLine(line.code, counts, "inconnu", line.path)
                for line, counts in zip(self.lines, self.validated, strict=True)
                if counts is None and line.counts is False
            ]
            found += asked(known)
        return found

    def shortfall(self, fact: Fact, compare: Compare) -> Shortfall | None:
        """How far the part is from the bound; see `Evidence.shortfall`."""
        bound, negated = compare.threshold
        if negated:
            below = fact.most is not None and fact.most < bound
            return None if below else Shortfall(fact.measure, Unit.PART, None)
        if fact.least >= bound:
            return None
        items = tuple(line.code for line in self.lines if not line.counts)
        return Shortfall(fact.measure, Unit.PART, bound - fact.least, items)

    def remedy(self, shortfall: Shortfall, name: str, speech: Speech) -> str:
        """Which UE to obtain in the ways that count; see `Evidence.remedy`."""
        return speech.say("todo.part", name=name, items=speech.list(shortfall.items))

    def lines_of(self, speech: Speech) -> list[str]:
        """The credits counted over the whole, then each UE with why; see `Evidence.lines_of`."""
        worth = list(zip(self.lines, self.validated, self.credits_each, strict=True))
        if not any(line.reason == "liste" for line in self.lines):
            part = sum(credits_ for line, _, credits_ in worth if line.counts)
            whole = sum(credits_ for _, validated, credits_ in worth if self.tous or validated)
            sure = {"part": Unit.ECTS.exact(part), "whole": Unit.ECTS.exact(whole)}
            key = "part.of-all" if self.tous else "part.of-obtained"
            counted = [
                f"{line.code} ({speech.say('units.ects', n=Unit.ECTS.exact(credits_))})"
                for line, _, credits_ in worth
                if line.counts
            ]
            return [speech.say(key, **sure), *said(self.lines, self.others, counted, speech)]
        return said(self.lines, self.others, (), speech)


@frozen
class PartDesCredits:
    """A part of the credits, as a percentage (see `Unit.PART`).

    Attributes:
        part_ects: the ways of obtaining a UE that are counted; None for all.
        parmi: the codes of the list, each with its credits in thousandths.
        conventions: not used: a UE counts or does not.
        rapportee_a: whether the part is of all the credits of the list, rather than of those obtained.

    >>> from cnam_rules.dossier import Ue
    >>> worth = (("FPG003", 6000), ("CCE001", 4000))
    >>> part = PartDesCredits(frozenset({Obtention.EXAMEN}), worth, Conventions())
    >>> ue = (Ue("FPG003", Obtention.EXAMEN), Ue("CCE001", Obtention.VES))
    >>> fact = part.fact("p", Dossier("D-1", "RNCP36625", ue=ue), date(2025, 11, 3))
    >>> fact.least == fact.most == Unit.PART.bound("60 %")
    True
    """

    KEY: ClassVar[str] = "part_ects"
    UNIT: ClassVar[Unit] = Unit.PART
    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "part_ects": Option(read_ways, required=True),
        "parmi": Option(with_credits, required=True),
        "rapportee_a": Option(one_of(_WHOLES), default=False, say=_say_whole),
    }

    part_ects: frozenset[Obtention] | None
    parmi: tuple[tuple[str, int], ...]
    conventions: Conventions
    rapportee_a: bool = False
    _counted: Sieve = field(init=False, eq=False, repr=False)
    _validated: Sieve = field(init=False, eq=False, repr=False)

    @_counted.default
    def _sifting_the_part(self) -> Sieve:
        return Sieve(tuple(code for code, _ in self.parmi), self.part_ects)

    @_validated.default
    def _sifting_the_whole(self) -> Sieve:
        return Sieve(tuple(code for code, _ in self.parmi))

    @classmethod
    def conventions_read(cls, _options: Mapping[str, object], /) -> frozenset[str]:
        """None; see `Measure.conventions_read`."""
        return frozenset()

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier; see `Measure.fact`."""
        evidence = Deferred(partial(self._evidence, dossier, as_of))
        return Fact(name, Unit.PART, *_encoded(self.ends(dossier, as_of)), evidence)

    def ends(self, dossier: Dossier, as_of: date) -> tuple[Fraction, Fraction]:
        """The least and the greatest part, exact, between 0 and 1."""
        sure, possible = self._counted.counted(dossier, as_of)
        validated, _ = self._validated.counted(dossier, as_of)
        other = frozenset[str]() if self.rapportee_a else self._otherwise(dossier, as_of)
        return _ends(self.parmi, sure, possible, validated, other, tous=self.rapportee_a)

    def _otherwise(self, dossier: Dossier, as_of: date) -> frozenset[str]:
        """The codes that may be validated in a way that isn't counted, those that surely count left out."""
        sure, _ = self._counted.counted(dossier, as_of)
        _, maybe = self._validated.counted(dossier, as_of)
        return frozenset(
            code for code in maybe if code not in sure and self._may_be_other(code, dossier, as_of)
        )

    def _may_be_other(self, code: str, dossier: Dossier, as_of: date) -> bool:
        """Whether a UE that may be validated may have been obtained in a way that isn't counted."""
        if self._counted.ways is None:
            return False
        entries = [
            ue
            for ue in dossier.ue or ()
            if ue.code == code and self._validated.reason(ue, as_of) in (None, "inconnu")
        ]
        return not entries or any(ue.obtention not in self._counted.ways for ue in entries)

    def _evidence(self, dossier: Dossier, as_of: date) -> PartEvidence:
        lines, others = self._counted.lines(dossier, as_of)
        validated, _ = self._validated.lines(dossier, as_of)
        other = self._otherwise(dossier, as_of)
        return PartEvidence(
            lines,
            tuple(line.counts for line in validated),
            tuple(line.code in other for line in lines),
            tuple(credits_ for _, credits_ in self.parmi),
            self.rapportee_a,
            others,
        )


def _ends(
    worth: Sequence[tuple[str, int]],
    sure: frozenset[str],
    possible: frozenset[str],
    validated: frozenset[str],
    other: frozenset[str],
    *,
    tous: bool,
) -> tuple[Fraction, Fraction]:
    """The least and the greatest part, exact, between 0 and 1.

    Args:
        worth: the codes of the list, each with its credits.
        sure: those that surely count.
        possible: those that may count, the sure ones included.
        validated: those that are surely validated, in whatever way.
        other: those that may be validated in a way that isn't counted, the sure ones left out.
        tous: whether the part is of all the credits of the list.
    """
    counted, most = total(worth, sure), total(worth, possible)
    if tous:
        whole = sum(credits_ for _, credits_ in worth)
        return _part(counted, whole), _part(most, whole)
    # A part falls with what is obtained in other ways, and rises with what is obtained in these. So each
    # UE counts against it where it may, else, if it may be left unvalidated, not at all; and the reverse.
    against, surely_other = total(worth, other), total(worth, validated - possible)
    return _part(counted, counted + against), _part(most, most + surely_other)


def _encoded(ends: tuple[Fraction, Fraction]) -> tuple[int, int]:
    """Both ends as the whole numbers of the fact."""
    least, most = ends
    return Unit.PART.encode(100 * least), Unit.PART.encode(100 * most)


def _part(part: int, whole: int) -> Fraction:
    """A part of a whole; of nothing, nothing."""
    return Fraction(part, whole) if whole else Fraction(0)

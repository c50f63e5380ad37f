"""`ects`: the credits of the UE that are validated among a list.

In a rule file:

    credits:
      libelle: {fr: …, en: …}
      ects: toutes                   # a group of the programme, a list of codes, or toutes
      obtentions: [examen]           # those obtained in one of these ways; dispenses; toutes (default)

The programme says how many credits each UE is worth; a list with a UE whose credits it doesn't say is
refused. Which UE count is what `ue` says: once each, from the day of validation on, at the upper end alone
when that can't be told. With `obtentions: dispenses` and an upper bound, a rule caps the credits obtained by
exemption.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from cnam_rules.deferred import Deferred
from cnam_rules.dossier.model import Dossier, Obtention
from cnam_rules.facts import Fact, Piece, Shortfall
from cnam_rules.kernel import Compare
from cnam_rules.measures.base import Conventions, Option
from cnam_rules.measures.sifting import Sieve, UeLine, asked, read_ways, said, standing, with_credits
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["CreditsObtenus", "EctsEvidence", "total"]


@frozen
class EctsEvidence:
    """What a number of credits rests on: every UE of the list, with its credits.

    Attributes:
        lines: the UE that are looked for, in the programme's order.
        credits_each: the credits of each of them, in thousandths, in the same order.
        others: the codes of the dossier's other UE, which don't count here.
    """

    kind: ClassVar[str] = "ects"

    lines: tuple[UeLine, ...]
    credits_each: tuple[int, ...]
    others: tuple[str, ...] = ()

    def bounds(self) -> tuple[int, int | None]:
        """The credits of the UE that count, and of those that may; see `Evidence.bounds`."""
        worth = tuple(zip((line.code for line in self.lines), self.credits_each, strict=True))
        sure, possible = standing(self.lines)
        return total(worth, sure), total(worth, possible)

    def pieces(self) -> Sequence[Piece]:
        """What is missing to tell whether each UE counts; see `Evidence.pieces`."""
        return asked(self.lines)

    def shortfall(self, fact: Fact, compare: Compare) -> Shortfall | None:
        """How many credits lack, and which UE can bring them; see `Evidence.shortfall`."""
        bound, negated = compare.threshold
        if negated:
            below = fact.most is not None and fact.most < bound
            return None if below else Shortfall(fact.measure, Unit.ECTS, None)
        if fact.least >= bound:
            return None
        worth = zip(self.lines, self.credits_each, strict=True)
        items = tuple(line.code for line, credits_ in worth if not line.counts and credits_)
        return Shortfall(fact.measure, Unit.ECTS, bound - fact.least, items)

    def remedy(self, shortfall: Shortfall, name: str, speech: Speech) -> str:
        """How many credits to obtain, and from which UE; see `Evidence.remedy`."""
        lacking = speech.say("units.ects", n=Unit.ECTS.exact(shortfall.amount or 0))
        if not shortfall.items:
            return speech.say("todo.amount", amount=lacking, name=name)
        return speech.say("todo.credits-among", amount=lacking, items=speech.list(shortfall.items))

    def lines_of(self, speech: Speech) -> list[str]:
        """The UE that count with their credits, then the others, with why; see `Evidence.lines_of`."""
        worth = zip(self.lines, self.credits_each, strict=True)
        counted = [
            f"{line.code} ({speech.say('units.ects', n=Unit.ECTS.exact(credits_))})"
            for line, credits_ in worth
            if line.counts
        ]
        return said(self.lines, self.others, counted, speech)


@frozen
class CreditsObtenus:
    """A number of credits, in thousandths.

    Attributes:
        ects: the codes that are looked for, each with its credits in thousandths.
        obtentions: the ways of obtaining them that count; None for all.
        conventions: not used: a UE counts or does not.

    >>> from cnam_rules.dossier import Ue
    >>> two = CreditsObtenus((("FPG003", 6000), ("CCE001", 4000)), None, Conventions())
    >>> fact = two.fact("ects", Dossier("D-1", "RNCP36625", ue=(Ue("FPG003"),)), date(2025, 11, 3))
    >>> fact.least, fact.most
    (6000, 6000)
    """

    KEY: ClassVar[str] = "ects"
    UNIT: ClassVar[Unit] = Unit.ECTS
    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "ects": Option(with_credits, required=True),
        "obtentions": Option(read_ways),
    }

    ects: tuple[tuple[str, int], ...]
    obtentions: frozenset[Obtention] | None
    conventions: Conventions
    _sieve: Sieve = field(init=False, eq=False, repr=False)

    @_sieve.default
    def _sifting(self) -> Sieve:
        return Sieve(tuple(code for code, _ in self.ects), self.obtentions)

    @classmethod
    def conventions_read(cls, _options: Mapping[str, object], /) -> frozenset[str]:
        """None; see `Measure.conventions_read`."""
        return frozenset()

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier; see `Measure.fact`."""
        sure, possible = self._sieve.counted(dossier, as_of)
        evidence = Deferred(partial(self._evidence, dossier, as_of))
        return Fact(name, Unit.ECTS, total(self.ects, sure), total(self.ects, possible), evidence)

    def _evidence(self, dossier: Dossier, as_of: date) -> EctsEvidence:
        lines, others = self._sieve.lines(dossier, as_of)
        return EctsEvidence(lines, tuple(credits_ for _, credits_ in self.ects), others)


def total(worth: Sequence[tuple[str, int]], codes: frozenset[str]) -> int:
    """The credits of some of the codes, in thousandths."""
    return sum(credits_ for code, credits_ in worth if code in codes)

"""`ue`: how many of a list of UE are validated.

In a rule file:

    ue:
      libelle: {fr: …, en: …}
      ue: obligatoires               # a group of the programme, a list of codes, or toutes
      obtentions: [examen]           # those obtained in one of these ways; dispenses; toutes (default)
      note_au_moins: 10/20           # those whose mark is at least that, inclusive (note_plus_de: strictly)
      dispensees: non                # then, whether those obtained by exemption count: oui (default)
      echouees: oui                  # those whose examination was failed (non: those where it wasn't)
      echec_depuis: 36 mois          # then, within so long before the day of the decision, inclusive

Each code counts once, however often it stands in the dossier, and only from the day it was validated on. A
UE whose status, way of obtention or mark isn't known counts at the upper end alone. With `obtentions:
dispenses` and an upper bound, a rule caps the exemptions; with `echouees: oui` too, and the bound `0 UE`, it
allows none for a UE that was failed.
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
from cnam_rules.measures.base import Conventions, Option, OptionsClash, yes_or_no
from cnam_rules.measures.sifting import Sieve, UeLine, asked, read_codes, read_mark, read_ways, said, say_mark
from cnam_rules.measures.spans import read_span
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["UeEvidence", "UeLine", "UnitesValidees"]


@frozen
class UeEvidence:
    """What a number of UE rests on: every UE of the list.

    Attributes:
        lines: the UE that are looked for, in the programme's order.
        others: the codes of the dossier's other UE, which don't count here.
        echecs: where failures matter, the day on which each UE that counts was failed, by code.
    """

    kind: ClassVar[str] = "ue"

    lines: tuple[UeLine, ...]
    others: tuple[str, ...] = ()
    echecs: tuple[tuple[str, date], ...] = ()

    def bounds(self) -> tuple[int, int | None]:
        """How many UE count, and how many may; see `Evidence.bounds`."""
        standings = [line.counts for line in self.lines]
        return standings.count(True), len(standings) - standings.count(False)

    def pieces(self) -> Sequence[Piece]:
        """What is missing to tell whether each UE counts; see `Evidence.pieces`."""
        return asked(self.lines)

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
        counted = [self._counted(line, speech) for line in self.lines if line.counts]
        return said(self.lines, self.others, counted, speech)

    def _counted(self, line: UeLine, speech: Speech) -> str:
        told = []
        if line.obtention is not None and line.obtention is not Obtention.EXAMEN:
            told.append(speech.say(f"obtentions.{line.obtention.value}"))
        if (day := dict(self.echecs).get(line.code)) is not None:
            told.append(speech.say("ue.echec-dated", date=day))
        return f"{line.code} ({', '.join(told)})" if told else line.code


@frozen
class UnitesValidees:
    """A number of UE.

    Attributes:
        ue: the codes that are looked for.
        obtentions: the ways of obtaining them that count; None for all.
        conventions: not used: a UE counts or does not.
        note_au_moins: the lowest mark that counts, in hundredths, inclusive; None when marks don't matter.
        note_plus_de: the same, the mark itself left out.
        dispensees: when marks matter, whether a UE obtained by exemption and without a mark counts.
        echouees: whether its examination must have been failed (True), or not (False); None for either.
        echec_depuis: then, how long ago at most, in months and days; None for however long.

    Raises:
        OptionsClash: both bounds on the mark are given, or `echec_depuis` without `echouees`.

    >>> from cnam_rules.dossier import Ue
    >>> two = UnitesValidees(("FPG003", "CCE001"), None, Conventions())
    >>> fact = two.fact("ue", Dossier("D-1", "RNCP36625", ue=(Ue("FPG003"),)), date(2025, 11, 3))
    >>> fact.least, fact.most
    (1, 1)
    """

    KEY: ClassVar[str] = "ue"
    UNIT: ClassVar[Unit] = Unit.UE
    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "ue": Option(read_codes, required=True),
        "obtentions": Option(read_ways),
        "note_au_moins": Option(read_mark, say=say_mark),
        "note_plus_de": Option(read_mark, say=say_mark, excludes="note_au_moins"),
        "dispensees": Option(yes_or_no, default=True),
        "echouees": Option(yes_or_no),
        "echec_depuis": Option(read_span, unit=Unit.DUREE, needs="echouees"),
    }

    ue: tuple[str, ...]
    obtentions: frozenset[Obtention] | None
    conventions: Conventions
    note_au_moins: int | None = None
    note_plus_de: int | None = None
    dispensees: bool = True
    echouees: bool | None = None
    echec_depuis: int | None = None
    _sieve: Sieve = field(init=False, eq=False, repr=False)

    @_sieve.default
    def _sifting(self) -> Sieve:
        if self.note_au_moins is not None and self.note_plus_de is not None:
            both = "note_au_moins, note_plus_de"
            raise OptionsClash("note_plus_de", "one-of", found=both, expected=both)
        strict = None if self.note_plus_de is None else self.note_plus_de + 1
        mark = strict if self.note_au_moins is None else self.note_au_moins
        if self.echec_depuis is not None and self.echouees is None:
            raise OptionsClash("echec_depuis", "missing-key", expected="echouees")
        return Sieve(self.ue, self.obtentions, mark, self.dispensees, self.echouees, self.echec_depuis)

    @classmethod
    def conventions_read(cls, _options: Mapping[str, object], /) -> frozenset[str]:
        """None; see `Measure.conventions_read`."""
        return frozenset()

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier; see `Measure.fact`."""
        sure, possible = self._sieve.counted(dossier, as_of)
        evidence = Deferred(partial(self._evidence, dossier, as_of))
        return Fact(name, Unit.UE, len(sure), len(possible), evidence)

    def _evidence(self, dossier: Dossier, as_of: date) -> UeEvidence:
        lines, others = self._sieve.lines(dossier, as_of)
        return UeEvidence(lines, others, self._failures(lines, dossier) if self.echouees else ())

    def _failures(self, lines: Sequence[UeLine], dossier: Dossier) -> tuple[tuple[str, date], ...]:
        failed = {
            ue.code: ue.echec
            for ue in dossier.ue or ()
            if isinstance(ue.echec, date) and not ue.hors_programme
        }
        return tuple((line.code, failed[line.code]) for line in lines if line.counts and line.code in failed)

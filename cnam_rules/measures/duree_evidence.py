"""What a duration rests on: what became of every spell, the runs counted, what lacks to a bound."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from cnam_rules.durations import (
    Account,
    Counting,
    PartTime,
    StageCounting,
    account,
    decode,
    encode,
    lacking,
    presence_lacking,
    reached_on,
)
from cnam_rules.facts import Fact, Piece, Shortfall
from cnam_rules.kernel import Compare
from cnam_rules.measures.spells import (
    SpellLine,
    count_lines,
    names_of,
    presence_of,
    questions,
    said,
    spells_of,
)
from cnam_rules.measures.windows import Limits
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["DureeEvidence"]


@frozen
class DureeEvidence:
    """What a duration rests on.

    Attributes:
        duree: `experiences` or `stages`.
        lines: every spell of the dossier that the measure looked at.
        missing: the lists of which nothing is known.
        as_of: the last day that counts.
        counting: how days make months.
        stage: how stages are counted.
        sure: the count of what surely counts; None when presence is counted instead of days.
        possible: the same with what may count; None when it is no different, or when presence is counted.
        least: the fact's lower end, encoded.
        limits: which of the spells' days count; None for all of them.
    """

    kind: ClassVar[str] = "duree"

    duree: str
    lines: tuple[SpellLine, ...]
    missing: tuple[str, ...]
    as_of: date
    counting: Counting
    stage: StageCounting
    sure: Account | None
    possible: Account | None
    least: int
    limits: Limits | None = None

    @classmethod
    def of(
        cls,
        duree: str,
        *,
        lines: tuple[SpellLine, ...],
        missing: tuple[str, ...],
        as_of: date,
        counting: Counting,
        stage: StageCounting,
        limits: Limits | None = None,
    ) -> DureeEvidence:
        """The evidence of these spells, counted."""
        day = as_of.toordinal()
        surely = [line for line in lines if line.counts]
        possibly = [line for line in lines if line.counts is not False]
        least = count_lines(surely, day, counting, stage, most=False, limits=limits)
        sure = possible = None
        if stage is StageCounting.CALENDAIRE:
            sure = account(spells_of(surely, counting, most=False, limits=limits), day, counting)
            possible = account(spells_of(possibly, counting, most=True, limits=limits), day, counting)
            if possible == sure:
                possible = None
        return cls(duree, lines, missing, as_of, counting, stage, sure, possible, least, limits)

    def bounds(self) -> tuple[int, int | None]:
        """The least and the most that the spells come to, counted again; see `Evidence.bounds`."""
        day = self.as_of.toordinal()
        surely = [line for line in self.lines if line.counts]
        least = count_lines(surely, day, self.counting, self.stage, most=False, limits=self.limits)
        if self.missing:
            return least, None
        possibly = [line for line in self.lines if line.counts is not False]
        return least, count_lines(possibly, day, self.counting, self.stage, most=True, limits=self.limits)

    def pieces(self) -> Sequence[Piece]:
        """What is missing to count every spell; see `Evidence.pieces`."""
        found = [Piece(f"$.{name}", f"liste-{name}", answers=("aucune",)) for name in self.missing]
        for line in self.lines:
            if line.counts is False or line.debut > self.as_of:
                continue
            found += questions(line)
            if amount := self._amount_unsaid(line):
                name, key = amount
                then = (("as_of", self.as_of.isoformat()),) if key.endswith("by-then") else ()
                found.append(Piece(f"{line.path}.{name}", key, (*names_of(line), *then), ()))
        return found if self.limits is None else found + self.limits.pieces()

    def _amount_unsaid(self, line: SpellLine) -> tuple[str, str] | None:
        """What a spell that counts leaves unsaid of how much it counts for: the attribute, and the question.

        Of a stage that goes on after the day of the decision, the presence in all doesn't say the presence
        by then.
        """
        if self.stage is StageCounting.CALENDAIRE:
            by_share = self.counting.part_time is PartTime.PRORATA
            return ("quotite", "quotite") if by_share and line.quotite is None else None
        name = "heures" if self.stage is StageCounting.HEURES else "jours"
        stated = line.heures if self.stage is StageCounting.HEURES else line.jours
        if stated is None:
            return name, name
        return (name, f"{name}-by-then") if line.fin is None or line.fin > self.as_of else None

    def shortfall(self, fact: Fact, compare: Compare) -> Shortfall | None:
        """What lacks if work goes on at full time from the next day; see `Evidence.shortfall`.

        Where only some days count, the amount is told as if those to come did; the day isn't.
        """
        bound, negated = compare.threshold
        if negated:
            below = fact.most is not None and fact.most < bound
            return None if below else Shortfall(fact.measure, Unit.DUREE, None)
        if fact.least >= bound:
            return None
        day = self.as_of.toordinal()
        surely = [line for line in self.lines if line.counts]
        if self.stage is not StageCounting.CALENDAIRE:
            return Shortfall(fact.measure, Unit.DUREE, self._presence_lacking(surely, day, bound))
        spells = spells_of(surely, self.counting, most=False, limits=self.limits)
        lacks = lacking(spells, day, bound, self.counting)
        amount = bound if lacks is None else lacks.length
        return Shortfall(fact.measure, Unit.DUREE, amount, (), reached_on(spells, day, bound, self.counting))

    def _presence_lacking(self, surely: Sequence[SpellLine], day: int, bound: int) -> int:
        """The presence that lacks, in months of 22 days and days."""
        amounts = [presence_of(line, day, self.stage, most=False, limits=self.limits) for line in surely]
        counted = max(amounts, default=Fraction(0)) if self.counting.single else sum(amounts, Fraction(0))
        unit = presence_lacking(0, encode(0, 1), self.stage)  # what one day of presence is, in days or hours
        days = -(-presence_lacking(counted, bound, self.stage) // unit)
        month = presence_lacking(0, encode(1), self.stage) // unit
        return encode(*divmod(days, month))

    def remedy(self, shortfall: Shortfall, name: str, speech: Speech) -> str:
        """How long is still to be proved, and when the spell in progress does; see `Evidence.remedy`."""
        amount = speech.months_days(*decode(shortfall.amount or 0))
        todo = speech.say("todo.amount", name=name, amount=amount)
        if shortfall.reached_on is None:
            return todo
        return f"{todo} {speech.say('todo.reached-on', date=shortfall.reached_on)}"

    def lines_of(self, speech: Speech) -> list[str]:
        """The spells, one a line, and how their days were counted; see `Evidence.lines_of`."""
        told = [speech.say(f"duree.missing-{name}") for name in self.missing]
        told += [] if self.limits is None else self.limits.lines_of(speech)
        told += [self._spell(line, speech) for line in self.lines]
        if not self.lines and not self.missing:
            told.append(speech.say(f"duree.none-{self.duree}"))
        if self.sure is not None:
            told += self._account(self.sure, speech)
        return told

    def standing(self, line: SpellLine, speech: Speech) -> tuple[bool | None, list[str]]:
        """Whether a spell counts, None when that can't be told, and notes on how its days do."""
        notes = []
        counts = line.counts and line.debut <= self.as_of
        if self.counting.part_time is PartTime.PRORATA:
            share = line.quotite
            notes.append(
                speech.say("duree.share", share=share) if share else speech.say("duree.share-unknown")
            )
        if self.stage is not StageCounting.CALENDAIRE:
            hours = self.stage is StageCounting.HEURES
            amount = line.heures if hours else line.jours
            unit = "hours" if hours else "days"
            notes.append(
                speech.say(f"duree.{unit}", n=amount)
                if amount is not None
                else speech.say(f"duree.{unit}-unknown")
            )
        if counts and self._amount_unsaid(line):
            counts = None
        if self.limits is not None and line.counts is not False:
            note, any_day = self.limits.note(line, self.as_of.toordinal(), speech)
            notes += [] if note is None else [note]
            counts = counts if any_day else any_day
        return counts, notes

    def _spell(self, line: SpellLine, speech: Speech) -> str:
        counts, notes = self.standing(line, speech)
        return said(line, self.as_of, notes, speech, counts=counts)

    def _account(self, sure: Account, speech: Speech) -> list[str]:
        told = []
        if sure.overlap_days:
            told.append(speech.say("duree.overlap", n=sure.overlap_days))
        if sure.anchor is not None and len(sure.runs) > 1:
            told.append(speech.say("duree.end-to-end", n=sure.counted, anchor=sure.anchor))
        return told

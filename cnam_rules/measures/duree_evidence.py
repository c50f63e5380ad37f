"""What a duration rests on: what became of every spell, the runs counted, what lacks to a bound."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Final

from attrs import frozen

from cnam_rules.durations import (
    WHOLE,
    Account,
    Counting,
    PartTime,
    Spell,
    StageCounting,
    account,
    decode,
    encode,
    lacking,
    measure,
    presence,
    presence_lacking,
    reached_on,
)
from cnam_rules.facts import AnswerValue, Fact, Piece, Shortfall
from cnam_rules.kernel import Compare
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["DureeEvidence", "SpellLine", "count_lines"]

_HOURS_IN_A_DAY: Final = 24


@frozen
class SpellLine:
    """A spell, and what became of it in the count.

    Attributes:
        path: where it is in the dossier.
        intitule: the job's title; None for a stage.
        lieu: the employer, or where the stage took place.
        debut: first day, inclusive.
        fin: last day, inclusive; None when it is in progress.
        failed: the filters it fails (`attestation`, `champ`, `statut`): with one, it is left out.
        unknown: the filters of which it can't be told.
        quotite: the share of full time; None when unknown.
        heures: hours of presence, of a stage.
        jours: days of presence, of a stage.
    """

    path: str
    intitule: str | None
    lieu: str | None
    debut: date
    fin: date | None
    failed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    quotite: Fraction | None = None
    heures: Fraction | None = None
    jours: Fraction | None = None

    @property
    def counts(self) -> bool | None:
        """Whether it counts: True, False, or None when that can't be told."""
        return False if self.failed else None if self.unknown else True


def count_lines(
    lines: Sequence[SpellLine], day: int, counting: Counting, stage: StageCounting, *, most: bool
) -> int:
    """The total of these spells up to the ordinal `day`, encoded: the most it can be, or the least.

    What a spell leaves unsaid (its quotité, its hours) counts for nothing at the least; at the most, for
    full time or for every day or hour of the calendar.
    """
    if stage is StageCounting.CALENDAIRE:
        return measure(_spells(lines, counting, most=most), day, counting)
    amounts = [_presence(line, day, stage, most=most) for line in lines]
    if counting.single:
        return max((presence(amount, stage) for amount in amounts), default=0)
    return presence(sum(amounts, Fraction(0)), stage)


def _spells(lines: Sequence[SpellLine], counting: Counting, *, most: bool) -> list[Spell]:
    by_share = counting.part_time is PartTime.PRORATA
    return [
        Spell(
            line.debut.toordinal(),
            None if line.fin is None else line.fin.toordinal(),
            (line.quotite or WHOLE) if by_share else WHOLE,
            line.path,
        )
        for line in lines
        if most or not by_share or line.quotite is not None
    ]


def _presence(line: SpellLine, day: int, stage: StageCounting, *, most: bool) -> Fraction:
    """The days or hours of presence of a stage up to `day`: known when the stage is over by then."""
    start = line.debut.toordinal()
    end = day if line.fin is None else line.fin.toordinal()
    if start > day:
        return Fraction(0)
    calendar = Fraction(min(end, day) - start + 1)
    if stage is StageCounting.HEURES:
        stated, limit = line.heures, calendar * _HOURS_IN_A_DAY
    else:
        stated, limit = line.jours, calendar
    if most:
        return limit if stated is None else min(stated, limit)
    return Fraction(0) if stated is None or line.fin is None or end > day else min(stated, limit)


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
    ) -> DureeEvidence:
        """The evidence of these spells, counted."""
        day = as_of.toordinal()
        surely = [line for line in lines if line.counts]
        possibly = [line for line in lines if line.counts is not False]
        least = count_lines(surely, day, counting, stage, most=False)
        sure = possible = None
        if stage is StageCounting.CALENDAIRE:
            sure = account(_spells(surely, counting, most=False), day, counting)
            possible = account(_spells(possibly, counting, most=True), day, counting)
            if possible == sure:
                possible = None
        return cls(duree, lines, missing, as_of, counting, stage, sure, possible, least)

    def bounds(self) -> tuple[int, int | None]:
        """The least and the most that the spells come to, counted again; see `Evidence.bounds`."""
        day = self.as_of.toordinal()
        surely = [line for line in self.lines if line.counts]
        least = count_lines(surely, day, self.counting, self.stage, most=False)
        if self.missing:
            return least, None
        possibly = [line for line in self.lines if line.counts is not False]
        return least, count_lines(possibly, day, self.counting, self.stage, most=True)

    def pieces(self) -> Sequence[Piece]:
        """What is missing to count every spell; see `Evidence.pieces`."""
        found = [Piece(f"$.{name}", f"liste-{name}", answers=("aucune",)) for name in self.missing]
        for line in self.lines:
            if line.counts is False or line.debut > self.as_of:
                continue
            names = (("intitule", line.intitule or line.lieu or ""), ("debut", line.debut.isoformat()))
            proof = "attestee" if line.path.startswith("$.experiences") else "atteste"
            for filter_name in line.unknown:
                key, answers = _QUESTIONS[filter_name]
                found.append(
                    Piece(f"{line.path}.{proof if key == 'attestation' else key}", key, names, answers)
                )
            if amount := self._amount_unsaid(line):
                name, key = amount
                then = (("as_of", self.as_of.isoformat()),) if key.endswith("by-then") else ()
                found.append(Piece(f"{line.path}.{name}", key, (*names, *then), ()))
        return found

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
        """What lacks if work goes on at full time from the next day; see `Evidence.shortfall`."""
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
        spells = _spells(surely, self.counting, most=False)
        lacks = lacking(spells, day, bound, self.counting)
        amount = bound if lacks is None else lacks.length
        return Shortfall(fact.measure, Unit.DUREE, amount, (), reached_on(spells, day, bound, self.counting))

    def _presence_lacking(self, surely: Sequence[SpellLine], day: int, bound: int) -> int:
        """The presence that lacks, in months of 22 days and days."""
        amounts = [_presence(line, day, self.stage, most=False) for line in surely]
        counted = max(amounts, default=Fraction(0)) if self.counting.single else sum(amounts, Fraction(0))
        unit = presence_lacking(0, encode(0, 1), self.stage)  # what one day of presence is, in days or hours
        days = -(-presence_lacking(counted, bound, self.stage) // unit)
        month = presence_lacking(0, encode(1), self.stage) // unit
        return encode(*divmod(days, month))

    def remedy(self, shortfall: Shortfall, name: str, speech: Speech) -> str:
        """How long is still to be proved, and when the spell in progress does; see `Evidence.remedy`."""
        amount = speech.months_days(*decode(shortfall.amount or 0))
        said = speech.say("todo.amount", name=name, amount=amount)
        if shortfall.reached_on is None:
            return said
        return f"{said} {speech.say('todo.reached-on', date=shortfall.reached_on)}"

    def lines_of(self, speech: Speech) -> list[str]:
        """The spells, one a line, and how their days were counted; see `Evidence.lines_of`."""
        said = [speech.say(f"duree.missing-{name}") for name in self.missing]
        said += [self._spell(line, speech) for line in self.lines]
        if not self.lines and not self.missing:
            said.append(speech.say(f"duree.none-{self.duree}"))
        if self.sure is not None:
            said += self._account(self.sure, speech)
        return said

    def _spell(self, line: SpellLine, speech: Speech) -> str:
        what = line.intitule or speech.say("duree.stage")
        if line.lieu:
            what = speech.say("duree.at", what=what, where=line.lieu)
        if line.fin is None:
            when = speech.say("duree.since", debut=line.debut)
        else:
            when = speech.say("duree.from-to", debut=line.debut, fin=line.fin)
        notes = [speech.say(f"duree.failed-{name}") for name in line.failed]
        notes += [] if line.failed else [speech.say(f"duree.unknown-{name}") for name in line.unknown]
        if line.debut > self.as_of:
            notes.append(speech.say("duree.begins-after", as_of=self.as_of))
        elif line.fin is None or line.fin > self.as_of:
            notes.append(speech.say("duree.cut", as_of=self.as_of))
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
        counts = line.counts and line.debut <= self.as_of
        if counts and self._amount_unsaid(line):
            counts = None
        standing = {True: "counts", False: "left-out", None: "uncertain"}[counts]
        said = speech.say(f"duree.{standing}", what=what, when=when)
        return f"{said} ({speech.list(notes)})" if notes else said

    def _account(self, sure: Account, speech: Speech) -> list[str]:
        said = []
        if sure.overlap_days:
            said.append(speech.say("duree.overlap", n=sure.overlap_days))
        if sure.anchor is not None and len(sure.runs) > 1:
            said.append(speech.say("duree.end-to-end", n=sure.counted, anchor=sure.anchor))
        return said


_QUESTIONS: Final[dict[str, tuple[str, tuple[AnswerValue, ...]]]] = {
    "attestation": ("attestation", (True, False)),
    "champ": ("dans_le_champ", (True, False)),
    "statut": ("statut", ("salarie", "independant", "benevole", "apprenti")),
}

"""Spells of work and stages as evidence keeps them: what became of each, how they count, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from attrs import frozen

from cnam_rules.dossier.model import EN_COURS, Experience, Stage, StatutActivite
from cnam_rules.durations import WHOLE, Counting, PartTime, Spell, StageCounting, measure, presence
from cnam_rules.facts import AnswerValue, Piece

if TYPE_CHECKING:
    from cnam_rules.measures.windows import Limits
    from cnam_rules.speech import Speech

__all__ = [
    "SpellLine",
    "count_lines",
    "line_of",
    "presence_of",
    "proof_of",
    "proof_piece",
    "questions",
    "said",
    "spells_of",
]

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
        failed: the filters it fails (`attestation`, `champ`, `statut`, `responsabilite`, `plein_temps`): with
            one, it is left out.
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


def line_of(
    path: str, spell: Experience | Stage, failed: tuple[str, ...], unknown: tuple[str, ...]
) -> SpellLine:
    """A spell of the dossier as the evidence keeps it."""
    end = None if spell.fin is EN_COURS else spell.fin
    if isinstance(spell, Experience):
        return SpellLine(
            path, spell.intitule, spell.employeur, spell.debut, end, failed, unknown, quotite=spell.quotite
        )
    return SpellLine(
        path, None, spell.organisme, spell.debut, end, failed, unknown, WHOLE, spell.heures, spell.jours
    )


def proof_of(spell: Experience | Stage) -> bool | None:
    """Whether a certificate proves a spell."""
    return spell.attestee if isinstance(spell, Experience) else spell.atteste


# How they count.


def count_lines(
    lines: Sequence[SpellLine],
    day: int,
    counting: Counting,
    stage: StageCounting,
    *,
    most: bool,
    limits: Limits | None = None,
) -> int:
    """The total of these spells up to the ordinal `day`, encoded: the most it can be, or the least.

    What a spell leaves unsaid (its quotité, its hours) counts for nothing at the least; at the most, for
    full time or for every day or hour of the calendar.

    Args:
        lines: the spells.
        day: the ordinal of the last day that counts.
        counting: how days make months.
        stage: how stages are counted.
        most: whether the most is wanted, or the least.
        limits: which of their days count; None for all of them.
    """
    if stage is StageCounting.CALENDAIRE:
        return measure(spells_of(lines, counting, most=most, limits=limits), day, counting)
    amounts = [presence_of(line, day, stage, most=most, limits=limits) for line in lines]
    if counting.single:
        return max((presence(amount, stage) for amount in amounts), default=0)
    return presence(sum(amounts, Fraction(0)), stage)


def spells_of(
    lines: Sequence[SpellLine], counting: Counting, *, most: bool, limits: Limits | None = None
) -> list[Spell]:
    """The spells as they are counted by the calendar."""
    by_share = counting.part_time is PartTime.PRORATA
    spells = [
        Spell(
            line.debut.toordinal(),
            None if line.fin is None else line.fin.toordinal(),
            (line.quotite or WHOLE) if by_share else WHOLE,
            line.path,
        )
        for line in lines
        if most or not by_share or line.quotite is not None
    ]
    return spells if limits is None else limits.within(spells, most=most)


def presence_of(
    line: SpellLine, day: int, stage: StageCounting, *, most: bool, limits: Limits | None = None
) -> Fraction:
    """The days or hours of presence of a stage up to `day`: known when it all counts and is over by then."""
    whole = Spell(line.debut.toordinal(), None if line.fin is None else line.fin.toordinal())
    within = [whole] if limits is None else limits.within([whole], most=most)
    parts = [(part.start, part.last_by(day)) for part in within if part.start <= day]
    calendar = Fraction(sum(end - start + 1 for start, end in parts))
    if stage is StageCounting.HEURES:
        stated, limit = line.heures, calendar * _HOURS_IN_A_DAY
    else:
        stated, limit = line.jours, calendar
    if most:
        return limit if stated is None else min(stated, limit)
    entire = within == [whole] and whole.end is not None and whole.end <= day
    return min(stated, limit) if entire and stated is not None else Fraction(0)


# What is missing to count them.

_QUESTIONS: Final[Mapping[str, tuple[str, tuple[AnswerValue, ...]]]] = {
    "attestation": ("attestation", (True, False)),
    "champ": ("dans_le_champ", (True, False)),
    "statut": ("statut", tuple(statut.value for statut in StatutActivite)),
    "responsabilite": ("responsabilite", (True, False)),
    "plein_temps": ("quotite", ()),
}


def names_of(line: SpellLine) -> tuple[tuple[str, str], ...]:
    """How a question names a spell."""
    return (("intitule", line.intitule or line.lieu or ""), ("debut", line.debut.isoformat()))


def questions(line: SpellLine) -> list[Piece]:
    """What is missing to tell whether a spell passes the filters."""
    found = []
    proof = "attestee" if line.path.startswith("$.experiences") else "atteste"
    for filter_name in line.unknown:
        key, answers = _QUESTIONS[filter_name]
        name = proof if key == "attestation" else key
        found.append(Piece(f"{line.path}.{name}", key, names_of(line), answers))
    return found


def proof_piece(path: str, spell: Experience | Stage) -> Piece:
    """The question whether a certificate proves a spell."""
    return questions(line_of(path, spell, (), ("attestation",)))[0]


# How they are said.


def said(line: SpellLine, as_of: date, notes: Sequence[str], speech: Speech, *, counts: bool | None) -> str:
    """A spell, whether it counts, and why: the filters, then the notes given."""
    what = line.intitule or speech.say("duree.stage")
    if line.lieu:
        what = speech.say("duree.at", what=what, where=line.lieu)
    if line.fin is None:
        when = speech.say("duree.since", debut=line.debut)
    else:
        when = speech.say("duree.from-to", debut=line.debut, fin=line.fin)
    why = [speech.say(f"duree.failed-{name}") for name in line.failed]
    why += [] if line.failed else [speech.say(f"duree.unknown-{name}") for name in line.unknown]
    if line.debut > as_of:
        why.append(speech.say("duree.begins-after", as_of=as_of))
    elif line.fin is None or line.fin > as_of:
        why.append(speech.say("duree.cut", as_of=as_of))
    why += notes
    standing = {True: "counts", False: "left-out", None: "uncertain"}[counts]
    told = speech.say(f"duree.{standing}", what=what, when=when)
    return f"{told} ({speech.series(why)})" if why else told

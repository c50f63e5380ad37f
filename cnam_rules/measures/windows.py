"""Which days of a spell count: those from a moment on, those before one, those that are no day of a stage.

A moment of which little is known gives two windows: the narrowest, whose days surely count, and the widest,
whose days may. Days are clipped exactly: `depuis` a moment counts its own day, `avant` a moment doesn't. As
long as the moment hasn't happened, no day is from it on, and every day is before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from cnam_rules.dossier.model import Stage
from cnam_rules.durations import Spell
from cnam_rules.facts import Piece
from cnam_rules.measures.moments_told import Told
from cnam_rules.measures.spells import SpellLine, line_of, questions

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["Limits", "stages_left_out"]

_FOR_EVER: Final = date.max.toordinal()


@frozen
class Limits:
    """What of the spells' days counts.

    Attributes:
        depuis: the moment from which days count; None for no such limit.
        avant: the moment before which they count; None for no such limit.
        stages: the stages whose days don't count; none when they do; None when the list is unknown.
    """

    depuis: Told | None
    avant: Told | None
    stages: tuple[SpellLine, ...] | None

    def window(self, *, most: bool) -> tuple[int, int] | None:
        """The first and the last day that surely count, or (`most`) that may; None when no day does."""
        first, last = 1, _FOR_EVER
        if self.depuis is not None:
            when = self.depuis.when
            if when.happened is False or (when.happened is None and not most):
                return None
            start = when.first if most else when.last
            first = first if start is None else start.toordinal()
        if self.avant is not None:
            when = self.avant.when
            if when.happened is False:
                last = last if when.planned is None else when.planned.toordinal() - 1
            elif not most:
                last = 0 if when.first is None else when.first.toordinal() - 1
            elif when.happened and when.last is not None:
                last = when.last.toordinal() - 1
        return (first, last) if first <= last else None

    def within(self, spells: Sequence[Spell], *, most: bool) -> list[Spell]:
        """The parts of the spells that surely count, or (`most`) that may."""
        window = self.window(most=most)
        if window is None or (self.stages is None and not most):
            return []
        left_out = sorted(
            (line.debut.toordinal(), _FOR_EVER if line.fin is None else line.fin.toordinal())
            for line in self.stages or ()
            if line.counts or (line.counts is None and not most)
        )
        return [part for spell in spells for part in _parts(spell, window, left_out)]

    def pieces(self) -> list[Piece]:
        """What is missing to tell which days count."""
        moments = [moment for moment in (self.depuis, self.avant) if moment is not None]
        found = [piece for moment in moments for piece in moment.pieces]
        if self.stages is None:
            found.append(Piece("$.stages", "liste-stages", answers=("aucune",)))
        return found + [piece for line in self.stages or () for piece in questions(line)]

    def lines_of(self, speech: Speech) -> list[str]:
        """The limits, one a line."""
        said = []
        if self.depuis is not None:
            said.append(speech.say("limites.depuis", moment=self.depuis.line(speech)))
        if self.avant is not None:
            said.append(speech.say("limites.avant", moment=self.avant.line(speech)))
        if self.stages is None:
            said.append(speech.say("limites.stages-unknown"))
        for line in self.stages or ():
            if line.counts is not False:
                key = "limites.stage" if line.counts else "limites.stage-uncertain"
                fin = "" if line.fin is None else speech.date(line.fin)
                kind = "" if line.fin else "-in-progress"
                said.append(speech.say(f"{key}{kind}", lieu=line.lieu or "", debut=line.debut, fin=fin))
        return said

    def note(self, line: SpellLine, day: int, speech: Speech) -> tuple[str | None, bool | None]:
        """What becomes of a spell's days, as a note when not all of them count; and whether any does."""
        whole = Spell(line.debut.toordinal(), None if line.fin is None else line.fin.toordinal())
        if whole.start > day:
            return None, True
        least, most = (_days(self.within([whole], most=most), day) for most in (False, True))
        if least == most == _days([whole], day):
            return None, True
        if least == most:
            return speech.say("limites.counted", n=least), least > 0
        return speech.say("limites.counted-between", least=least, n=most), None


def stages_left_out(stages: Sequence[Stage] | None, *, certified: bool) -> tuple[SpellLine, ...] | None:
    """The stages whose days don't count: where a certificate is asked for, those that one proves."""
    if stages is None:
        return None
    return tuple(
        line_of(
            f"$.stages[{index}]",
            stage,
            ("attestation",) if certified and stage.atteste is False else (),
            ("attestation",) if certified and stage.atteste is None else (),
        )
        for index, stage in enumerate(stages)
    )


def _parts(spell: Spell, window: tuple[int, int], left_out: Sequence[tuple[int, int]]) -> Iterator[Spell]:
    """The parts of a spell that lie in the window and in none of the periods left out, which are in order.

    One that goes on without end still does, unless the window or a period ends it.
    """
    start = max(spell.start, window[0])
    end = _FOR_EVER if spell.end is None else spell.end
    end = min(end, window[1])
    for begin, last in left_out:
        if begin > end:
            break
        if start < begin:
            yield evolve(spell, start=start, end=begin - 1)
        start = max(start, last + 1)
    if start <= end:
        goes_on = spell.end is None and end == _FOR_EVER
        yield evolve(spell, start=start, end=None if goes_on else end)


def _days(spells: Sequence[Spell], day: int) -> int:
    """How many days the parts of one spell have, up to `day`."""
    return sum(spell.last_by(day) - spell.start + 1 for spell in spells if spell.start <= day)

"""Companions of the kinds that are about marks: `note`, `plus_basse_note`, `notees`, `moyenne`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from attrs import evolve

from cnam_rules.dossier.model import Dossier, Obtention, StatutUe, Ue
from cnam_rules.kernel import Interval
from cnam_rules.measures.base import Measure
from cnam_rules.measures.marks import GREATEST
from cnam_rules.measures.moyenne import Moyenne
from cnam_rules.measures.note import NoteDeLUe
from cnam_rules.measures.notees import UeNotees
from cnam_rules.measures.plus_basse_note import PlusBasseNote
from cnam_rules.measures.provable.base import Limits, NoMoreThan, alike_besides

__all__ = ["CountedMarksCompanion", "LowestMarkCompanion", "MarkCompanion", "MeanCompanion"]


class MarkCompanion:
    """The mark of one unit."""

    def limits(self, _: NoteDeLUe, /) -> Limits:
        """From 0 to 20."""
        return Limits(0, GREATEST)

    def no_more_than(self, _: NoteDeLUe, __: Measure, /) -> Iterable[NoMoreThan]:
        """Nothing that another measure doesn't say."""
        return ()

    def toward(self, measure: NoteDeLUe, dossier: Dossier, wanted: Interval, _: date, /) -> Iterator[Dossier]:
        """That mark; or the unit without a mark, as it then counts."""
        codes = [measure.note]
        if wanted.least != wanted.most:
            yield _unmarked(dossier, codes)
            return
        yield from _marked(dossier, dict.fromkeys(codes, wanted.least))
        if measure.sans_note == wanted.least:
            yield _without(dossier, codes)
        yield _exempted(dossier, codes)


class LowestMarkCompanion:
    """The lowest mark of a list."""

    def limits(self, _: PlusBasseNote, /) -> Limits:
        """From 0 to 20."""
        return Limits(0, GREATEST)

    def no_more_than(self, measure: PlusBasseNote, other: Measure, /) -> Iterable[NoMoreThan]:
        """The lowest of a list is no more than the lowest of a part of it, or than one of them."""
        if isinstance(other, NoteDeLUe):
            part: tuple[str, ...] = (other.note,)
        elif isinstance(other, PlusBasseNote):
            part = other.plus_basse_note
        else:
            return
        if not alike_besides(measure, other, ("plus_basse_note", "note", "sans_note", "dispensees")):
            return
        same = (measure.sans_note, measure.dispensees) == (other.sans_note, other.dispensees)
        if same and set(part) <= set(measure.plus_basse_note):
            yield NoMoreThan()

    def toward(
        self, measure: PlusBasseNote, dossier: Dossier, wanted: Interval, _: date, /
    ) -> Iterator[Dossier]:
        """Every mark raised to it, and one that is it."""
        codes = measure.plus_basse_note
        if wanted.least != wanted.most:
            yield _unmarked(dossier, codes[:1])
            yield _unmarked(dossier, codes)
            return
        notes = _notes(dossier)
        raised = {code: max(notes.get(code, 0), wanted.least) for code in codes}
        for lowest in dict.fromkeys((codes[0], codes[-1])):
            yield from _marked(dossier, raised | {lowest: wanted.least})
        yield from _marked(dossier, {codes[0]: wanted.least})
        if measure.sans_note in (None, wanted.least):
            yield _without(dossier, codes[-1:])
            yield _without(dossier, codes)
        yield _exempted(dossier, codes[:1])
        yield _exempted(dossier, codes)


class CountedMarksCompanion:
    """How many units of a list are marked."""

    def limits(self, measure: UeNotees, /) -> Limits:
        """From none to all of the list."""
        return Limits(0, len(measure.notees))

    def no_more_than(self, measure: UeNotees, other: Measure, /) -> Iterable[NoMoreThan]:
        """A unit that counts here counts in a list that has it and asks for no more."""
        if not isinstance(other, UeNotees) or not alike_besides(measure, other, ("notees", "dispensees")):
            return
        if other.dispensees or not measure.dispensees:
            yield NoMoreThan(plus=len(set(measure.notees) - set(other.notees)))

    def toward(self, measure: UeNotees, dossier: Dossier, wanted: Interval, _: date, /) -> Iterator[Dossier]:
        """Marks more, or less."""
        notes = _notes(dossier)
        marked = [code for code in measure.notees if code in notes]
        free = [code for code in measure.notees if code not in notes]
        if wanted.least != wanted.most:
            yield _unmarked(dossier, free[: (wanted.most or 0) - wanted.least])
            return
        if (gap := wanted.least - len(marked)) > 0:
            for batch in (free[:gap], free[-gap:], *([code] for code in free)):
                for mark in (GREATEST // 2, 0):
                    yield from _marked(dossier, dict.fromkeys(batch, mark))
                if measure.dispensees:
                    yield _exempted(dossier, batch)
        else:
            for batch in (marked[gap:], marked[:-gap], *([code] for code in marked)):
                yield _without(dossier, batch)


class MeanCompanion:
    """A weighted mean of marks; its numbers are half-hundredths."""

    def limits(self, _: Moyenne, /) -> Limits:
        """From 0 to 20."""
        return Limits(0, 2 * GREATEST)

    def no_more_than(self, _: Moyenne, __: Measure, /) -> Iterable[NoMoreThan]:
        """Nothing that holds whatever the coefficients and the units left out."""
        return ()

    def toward(self, measure: Moyenne, dossier: Dossier, wanted: Interval, _: date, /) -> Iterator[Dossier]:
        """The same mark everywhere; a hundredth more in one place, for a mean that lies between two."""
        codes = measure.moyenne
        if wanted.least != wanted.most:
            yield _unmarked(dossier, codes[:1])
            yield _unmarked(dossier, codes)
            return
        whole, between = divmod(wanted.least, 2)
        level = dict.fromkeys(codes, whole)
        if between:
            level[codes[0]] = min(GREATEST, whole + 1)
        yield from _marked(dossier, level)
        notes = _notes(dossier)
        unmarked = [code for code in codes if code not in notes]
        yield from _marked(dossier, {code: level[code] for code in unmarked})
        for mark in (GREATEST, 0, whole):
            yield from _marked(dossier, dict.fromkeys(unmarked[:1], mark))
            yield from _marked(dossier, {codes[0]: mark})
        if wanted.least == 0 or measure.sans_note is None:
            yield _without(dossier, codes)
        yield _exempted(dossier, codes)
        yield _exempted(dossier, codes[:1])


def _notes(dossier: Dossier) -> Mapping[str, int]:
    """The marks that stand in a dossier, in hundredths."""
    return {ue.code: int(ue.note * 100) for ue in dossier.ue or () if ue.note is not None}


def _marked(dossier: Dossier, marks: Mapping[str, int]) -> Iterator[Dossier]:
    """The dossier with these marks, in hundredths; units that aren't there yet are validated, then not."""
    found = [
        evolve(ue, note=Fraction(marks[ue.code], 100)) if ue.code in marks else ue for ue in dossier.ue or ()
    ]
    missing = [code for code in marks if code not in {ue.code for ue in found}]
    for statut in (StatutUe.VALIDEE, StatutUe.NON_VALIDEE) if missing else (StatutUe.VALIDEE,):
        added = [Ue(code, Obtention.EXAMEN, Fraction(marks[code], 100), statut=statut) for code in missing]
        yield evolve(dossier, ue=(*found, *added))


def _unmarked(dossier: Dossier, codes: Sequence[str]) -> Dossier:
    """The dossier with these units passed by an examination whose mark nobody gave."""
    others = tuple(ue for ue in dossier.ue or () if ue.code not in set(codes))
    return evolve(dossier, ue=(*others, *(Ue(code, Obtention.EXAMEN) for code in codes)))


def _exempted(dossier: Dossier, codes: Sequence[str]) -> Dossier:
    """The dossier with these units obtained by exemption, which gives no mark."""
    others = tuple(ue for ue in dossier.ue or () if ue.code not in set(codes))
    return evolve(dossier, ue=(*others, *(Ue(code, Obtention.VES) for code in codes)))


def _without(dossier: Dossier, codes: Sequence[str]) -> Dossier:
    return evolve(dossier, ue=tuple(ue for ue in dossier.ue or () if ue.code not in set(codes)))

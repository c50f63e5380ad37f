"""Companions of the kinds that count units and credits: `ue`, `ects`, `part_ects`, `choix`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from attrs import evolve, frozen

from cnam_rules.dossier.model import Dossier, Etape, Obtention, StatutUe, Ue
from cnam_rules.kernel import Interval
from cnam_rules.measures.base import Measure
from cnam_rules.measures.choix import Choix
from cnam_rules.measures.ects import CreditsObtenus
from cnam_rules.measures.part_ects import PartDesCredits
from cnam_rules.measures.provable.base import Limits, NoMoreThan, alike_besides
from cnam_rules.measures.sifting import Sieve
from cnam_rules.measures.ue import UnitesValidees

__all__ = ["PartCompanion", "SievedCompanion"]

Sieved = UnitesValidees | CreditsObtenus | Choix

_COMPARED: Final = frozenset(
    (
        *("ue", "ects", "choix", "une_seule_fois", "obtentions", "note_au_moins", "note_plus_de"),
        *("dispensees", "echouees", "echec_depuis"),
    )
)
_COMPARED_IN_PARTS: Final = frozenset(("part_ects", "parmi", "rapportee_a"))
_OTHER_WAYS: Final = (Obtention.EXAMEN, Obtention.VES, Obtention.VAE, Obtention.EQUIVALENCE)
_LATELY: Final = timedelta(days=90)
_LONG_AGO: Final = timedelta(days=10 * 365)
"""How long before the decision examinations are failed, in the dossiers that are made."""


class SievedCompanion:
    """Units of a list that count, each for one, for its credits, or towards the groups that they fill."""

    def limits(self, measure: Sieved, /) -> Limits:
        """From nothing to all of the list."""
        if isinstance(measure, Choix):
            return Limits(0, len(measure.choix))
        return Limits(0, sum(_worth(measure).values()))

    def no_more_than(self, measure: Sieved, other: Measure, /) -> Iterable[NoMoreThan]:
        """A unit that counts here counts in a list that has it and asks for less; the others are added."""
        if not isinstance(other, UnitesValidees | CreditsObtenus | Choix):
            return
        if not alike_besides(measure, other, _COMPARED):
            return
        if isinstance(measure, Choix) or isinstance(other, Choix):
            if isinstance(measure, Choix) and isinstance(other, UnitesValidees):
                yield from _groups_and_units(measure, other)
            return
        if not _asks_for_more(measure._sieve, other._sieve):
            return
        mine, theirs = _worth(measure), _worth(other)
        alone = sum(worth for code, worth in mine.items() if code not in theirs)
        shared = [(mine[code], theirs[code]) for code in mine if code in theirs]
        if not shared:
            return
        # Each shared unit adds `here` here and `there` there: the greatest ratio of the two bounds the sums.
        if any(there == 0 for _, there in shared):
            return
        best = max(Fraction(here, there) for here, there in shared)
        yield NoMoreThan(best.denominator, best.numerator, alone * best.denominator)

    def toward(
        self, measure: Sieved, dossier: Dossier, wanted: Interval, as_of: date, /
    ) -> Iterator[Dossier]:
        """Units more or less, all at once or one by one, obtained in the ways that count."""
        sieve = measure._sieve
        if wanted.most is None:
            return
        if dossier.ue is None:
            dossier = evolve(dossier, ue=())
            yield dossier
        now = measure.fact("", dossier, as_of)
        sure, may = sieve.counted(dossier, as_of)
        more = [code for code in sieve.codes if code not in sure]
        less = [code for code in sieve.codes if code in sure]
        if now.least == wanted.least and wanted.most > wanted.least:
            yield from self._unsure(measure, dossier, wanted, more)
            return
        if sieve.failed is not None and now.least == wanted.least:
            yield _told(dossier, may - sure, False if sieve.failed else as_of - _LATELY)
        if isinstance(measure, CreditsObtenus):
            for target in _subsets(_worth(measure), wanted.least):
                for manner in _manners(sieve, as_of):
                    there = _with(dossier, target, sieve, manner)
                    yield _without(there, [code for code in less if code not in target])
        adding, taking = _batches(measure, wanted.least - now.least, more, less)
        yield from _added(dossier, adding, sieve, as_of)
        for batch in taking:
            yield _without(dossier, batch)
            yield _otherwise(dossier, batch, sieve)

    def _unsure(
        self, measure: Sieved, dossier: Dossier, wanted: Interval, more: Sequence[str]
    ) -> Iterator[Dossier]:
        """Units of which nobody said whether they are validated; or no list of units at all."""
        gap = (wanted.most or 0) - wanted.least
        if isinstance(measure, UnitesValidees):
            yield _unknown(dossier, more[:gap])
        else:
            for size in range(1, len(more) + 1):
                yield _unknown(dossier, more[:size])
        if wanted.least == 0:
            yield evolve(dossier, ue=None)


class PartCompanion:
    """A part of the credits."""

    def limits(self, _: PartDesCredits, /) -> Limits:
        """From 0 to 100 %."""
        return Limits(0, 20_000)

    def no_more_than(self, measure: PartDesCredits, other: Measure, /) -> Iterable[NoMoreThan]:
        """Of all the credits of one list, the part of fewer ways is no more than the part of more of them."""
        if not isinstance(other, PartDesCredits) or not alike_besides(measure, other, _COMPARED_IN_PARTS):
            return
        if dict(measure.parmi) == dict(other.parmi):
            mine, theirs = measure._counted, other._counted
            if _asks_for_more(mine, theirs) and (measure.rapportee_a or not other.rapportee_a):
                yield NoMoreThan()

    def toward(
        self, measure: PartDesCredits, dossier: Dossier, wanted: Interval, as_of: date, /
    ) -> Iterator[Dossier]:
        """Some units obtained in the ways that count, the others in other ways, or not at all."""
        sieve = measure._counted
        worth = {code: credits_ for code, credits_ in measure.parmi if credits_}
        if wanted.least != wanted.most:
            yield evolve(dossier, ue=None)
            for size in range(1, len(worth) + 1):
                yield _unknown(dossier, [*worth][:size])
            return
        whole = sum(worth.values())
        for target in _subsets(worth, -(-wanted.least * whole // 20_000)):
            rest = [code for code in worth if code not in target]
            for manner in _manners(sieve, as_of):
                some = _with(dossier, list(target), sieve, manner)
                yield _without(some, rest)
                yield _otherwise(some, rest, sieve)


def _added(
    dossier: Dossier, batches: Sequence[Sequence[str]], sieve: Sieve, as_of: date
) -> Iterator[Dossier]:
    """The dossier with each batch of units: the first ones in every manner that counts, then the others."""
    manners = _manners(sieve, as_of)
    for batch in batches[:_IN_EVERY_MANNER]:
        for manner in manners:
            yield _with(dossier, batch, sieve, manner)
    for manner in manners:
        for batch in batches[_IN_EVERY_MANNER:]:
            yield _with(dossier, batch, sieve, manner)


def _batches(
    measure: Sieved, gap: int, more: list[str], less: list[str]
) -> tuple[list[list[str]], list[list[str]]]:
    """The units to add and those to take away for a gap: all that it takes at once, then one by one."""
    added, taken = [[code] for code in more], [[code] for code in less]
    if gap > 0:
        if isinstance(measure, UnitesValidees):
            return [more[:gap], more[-gap:], *added], []
        return [more, *added], []
    if gap < 0:
        if isinstance(measure, UnitesValidees):
            return [], [less[gap:], less[:-gap], *taken]
        return [], [less, *taken]
    return [], taken


def _worth(measure: UnitesValidees | CreditsObtenus) -> Mapping[str, int]:
    """What each unit of the list adds to the measure when it counts."""
    return dict.fromkeys(measure.ue, 1) if isinstance(measure, UnitesValidees) else dict(measure.ects)


def _asks_for_more(one: Sieve, other: Sieve) -> bool:
    """Whether a unit of both lists that counts for the one, or may, always counts for the other, or may."""
    if other.ways is not None and (one.ways is None or not one.ways <= other.ways):
        return False
    if other.failed is not None:
        # Failed within three years, it was within five; not failed within five, it wasn't within three.
        narrow, wide = (one, other) if other.failed else (other, one)
        within = wide.since is None or (narrow.since is not None and narrow.since <= wide.since)
        if one.failed is not other.failed or not within:
            return False
    if other.mark is None:
        return True
    # A unit without a mark may pass the one by exemption alone.
    return one.mark is not None and one.mark >= other.mark and (other.exempted or not one.exempted)


def _groups_and_units(groups: Choix, units: UnitesValidees) -> Iterable[NoMoreThan]:
    """So many groups filled take so many units, when a unit serves one group only."""
    codes = {code for group, _ in groups.choix for code in group}
    if groups.une_seule_fois and codes <= set(units.ue) and _asks_for_more(groups._sieve, units._sieve):
        yield NoMoreThan(times=min(need for _, need in groups.choix))


@frozen
class _Manner:
    """How a unit is obtained so that it counts."""

    way: Obtention
    failed: tuple[Etape] | None
    """What is said of its failure; None to say no more than there is."""


def _manners(sieve: Sieve, as_of: date) -> list[_Manner]:
    """The ways of obtaining a unit that count, the usual ones first; two are enough to tell others apart."""
    ways = [way for way in _OTHER_WAYS if sieve.ways is None or way in sieve.ways][:2]
    failed: list[tuple[Etape] | None] = [None]
    if sieve.failed:
        failed = [(as_of - _LATELY,), *([(as_of - _LONG_AGO,)] if sieve.since is None else [])]
    elif sieve.failed is False:
        failed = [(False,), *([] if sieve.since is None else [(as_of - _LONG_AGO,)])]
    return [_Manner(way, one) for one in failed for way in ways]


def _with(dossier: Dossier, codes: Sequence[str], sieve: Sieve, manner: _Manner) -> Dossier:
    """The dossier with these units so that they count."""
    wanted = set(codes)
    found = [_counting(ue, sieve, manner) if ue.code in wanted else ue for ue in dossier.ue or ()]
    there = {ue.code for ue in found}
    added = [_counting(Ue(code), sieve, manner) for code in codes if code not in there]
    return evolve(dossier, ue=(*found, *added))


def _counting(ue: Ue, sieve: Sieve, manner: _Manner) -> Ue:
    note = ue.note
    if sieve.mark is not None and (note is None or note * 100 < sieve.mark):
        note = Fraction(sieve.mark, 100)
    kept = (
        ue.obtention
        if ue.obtention is not None and (sieve.ways is None or ue.obtention in sieve.ways)
        else manner.way
    )
    echec = ue.echec if manner.failed is None else manner.failed[0]
    return evolve(ue, statut=StatutUe.VALIDEE, obtention=kept, note=note, date=None, echec=echec)


def _told(dossier: Dossier, codes: Collection[str], failed: Etape) -> Dossier:
    """The dossier with these units said to have been failed on a day, or not."""
    told = tuple(evolve(ue, echec=failed) if ue.code in codes else ue for ue in dossier.ue or ())
    return evolve(dossier, ue=told)


def _without(dossier: Dossier, codes: Sequence[str]) -> Dossier:
    return evolve(dossier, ue=tuple(ue for ue in dossier.ue or () if ue.code not in set(codes)))


def _otherwise(dossier: Dossier, codes: Sequence[str], sieve: Sieve) -> Dossier:
    """The dossier with these units obtained in a way that doesn't count or, when all do, not obtained."""
    ways = [way for way in _OTHER_WAYS if sieve.ways is not None and way not in sieve.ways]
    wanted = set(codes)
    found = []
    for ue in dossier.ue or ():
        if ue.code not in wanted:
            found.append(ue)
        elif ways:
            found.append(evolve(ue, obtention=ways[0], statut=StatutUe.VALIDEE))
        else:
            found.append(evolve(ue, statut=StatutUe.NON_VALIDEE))
    there = {ue.code for ue in found}
    added = [Ue(code, ways[0]) for code in codes if code not in there] if ways else []
    return evolve(dossier, ue=(*found, *added))


def _unknown(dossier: Dossier, codes: Sequence[str]) -> Dossier:
    wanted = set(codes)
    found = [
        evolve(ue, statut=StatutUe.INCONNU, obtention=None, note=None) if ue.code in wanted else ue
        for ue in dossier.ue or ()
    ]
    there = {ue.code for ue in found}
    added = [Ue(code, statut=StatutUe.INCONNU) for code in codes if code not in there]
    return evolve(dossier, ue=(*found, *added))


_IN_EVERY_MANNER: Final = 2
"""How many of the batches of units are added in every manner that counts before others are."""
_MOST_SUMS: Final = 20_000


def _subsets(worth: Mapping[str, int], wanted: int) -> list[tuple[str, ...]]:
    """Units whose credits add up to what is wanted; else, those nearest above and nearest below."""
    sums: dict[int, tuple[str, ...]] = {0: ()}
    for code, credits_ in worth.items():
        for total, codes in list(sums.items()):
            if len(sums) < _MOST_SUMS:
                sums.setdefault(total + credits_, (*codes, code))
    above = min((total for total in sums if total >= wanted), default=None)
    below = max((total for total in sums if total < wanted), default=None)
    if above == wanted:
        return [sums[above]]
    return [sums[total] for total in (above, below) if total is not None]

"""Dossiers near another one: the day before, one unit less, the piece unknown.

Some kinds of measure have a function of their own, which tries their filters too: `PERTURBED` lists them. For
the others the dossiers are those that the prover makes of the kind (`cnam_rules.measures.provable`): at the
threshold, just below it, and with nothing known. Of a kind that has neither nothing is suggested, and that is
said.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final, TypeAlias

from attrs import evolve

from cnam_rules.dossier import Dossier
from cnam_rules.dossier.model import EN_COURS, Experience, Obtention, Rapport, Stage, StatutActivite, Ue
from cnam_rules.durations import decode
from cnam_rules.durations.counting import DAYS_OF_PRESENCE, HOURS_A_DAY
from cnam_rules.kernel import Compare, Interval
from cnam_rules.measures import Measure, Seuil
from cnam_rules.measures.provable import limits, shows, toward
from cnam_rules.units import Unit

__all__ = ["PERTURBED", "perturbed", "varied"]

Way: TypeAlias = Callable[[Any, Dossier, date, int], Iterator[Dossier]]
"""Dossiers near one, for a measure of some kind and a threshold in its whole numbers."""


def perturbed(
    measure: Measure, dossier: Dossier, as_of: date, bound: int, *, more: bool = False
) -> Iterator[Dossier]:
    """Dossiers near one, which bring a measure to a threshold, just below it, or to nothing known.

    Args:
        measure: the measure.
        dossier: the dossier to start from.
        as_of: the day of the decision.
        bound: the threshold, in the measure's whole numbers.
        more: whether to give those that the prover makes too, of a kind that has its own way here.
    """
    if isinstance(measure, Seuil):
        held = measure.valeur.held(dossier, as_of)
        for end in dict.fromkeys((held.least, held.most)):
            reached = Compare(measure.mesure, measure.op, end).threshold[0]
            yield from perturbed(measure.mesuree, dossier, as_of, reached, more=more)
        return
    way = PERTURBED.get(measure.KEY)
    if way is not None:
        yield from way(measure, dossier, as_of, bound)
    if way is None or more:
        yield from _made(measure, dossier, as_of, bound)


def varied(measure: Measure) -> bool:
    """Whether there are dossiers to try for the kind of a measure."""
    kind = measure.mesuree if isinstance(measure, Seuil) else measure
    return kind.KEY in PERTURBED or shows(kind)


_NEAR: Final[Mapping[Unit, tuple[int, ...]]] = {
    Unit.DUREE: (0, -1, -2, -3, -4),  # the day before so many months is no fixed number of days before
    Unit.AGE: (0, -1, -2, -3, -4),
    Unit.HEURES: (0, -200),  # an hour
    Unit.PART: (0, -1_000, 1_000),  # a point
    Unit.POINTS: (0, -100),
}
"""How far from a threshold dossiers are made, in the whole numbers of each unit; in the others, one less."""


def _made(measure: Measure, dossier: Dossier, as_of: date, bound: int) -> Iterator[Dossier]:
    """The dossiers that the prover makes of a kind: at the threshold, just below it, with nothing known."""
    for step in _NEAR.get(measure.UNIT, (0, -1)):
        if bound + step >= 0:
            yield from toward(measure, dossier, Interval(bound + step, bound + step), as_of)
    yield from toward(measure, dossier, Interval(0, limits(measure).most), as_of)


def _durations(measure: Any, dossier: Dossier, as_of: date, bound: int) -> Iterator[Dossier]:
    """The last spell ended on the day that reaches the threshold, or on the day before; or not known."""
    for part in ("experiences", "stages"):
        if part not in (measure.duree, *(("stages",) if measure.avec_stages else ())):
            continue
        spells: tuple[Any, ...] = getattr(dossier, part) or (_spell(part, as_of),)
        unknown: dict[str, Any] = {part: None}
        yield evolve(dossier, **unknown)
        for index in reversed(range(len(spells))):
            spell = spells[index]

            def put(changed: Any, part: str = part, at: int = index, spells: Any = spells) -> Dossier:
                entries: dict[str, Any] = {part: (*spells[:at], *changed, *spells[at + 1 :])}
                return evolve(dossier, **entries)

            yield put(())
            days = range((as_of - spell.debut).days + 1)

            def counted(n: int, put: Any = put, spell: Any = spell) -> int:
                ended = evolve(spell, fin=spell.debut + timedelta(n))
                least: int = measure.fact("", put((ended,)), as_of).least
                return least

            end = bisect_left(days, bound, key=counted)
            for n in (end - 1, end):
                if n in days:
                    yield put((evolve(spell, fin=spell.debut + timedelta(n)),))
            yield put((evolve(spell, fin=EN_COURS),))
            for name, values in (*_SPELL_VALUES.items(), *_presence(bound)):
                if hasattr(spell, name):
                    yield from (put((evolve(spell, **{name: value}),)) for value in values)
            if len(spells) == 1 and spell.fin is not EN_COURS:
                yield from (put(cut) for cut in _halves(spell))


_SPELL_VALUES: Final[Mapping[str, tuple[Any, ...]]] = {
    "attestee": (True, False, None),
    "atteste": (True, False, None),
    "dans_le_champ": (True, False, None),
    "quotite": (Fraction(1), Fraction(1, 2)),
    "statut": (*StatutActivite, None),
}
"""What each attribute of a spell is tried with."""


def _presence(bound: int) -> Iterator[tuple[str, tuple[Fraction | None, ...]]]:
    """The presence that makes a stage as long as a threshold, one less, a month; or not known."""
    months, days = decode(bound)
    there = months * DAYS_OF_PRESENCE + days
    for name, each in (("jours", 1), ("heures", HOURS_A_DAY)):
        amounts = (there * each, there * each - 1, DAYS_OF_PRESENCE * each)
        yield name, (*(Fraction(amount) for amount in amounts if amount > 0), None)


def _spell(part: str, as_of: date) -> Experience | Stage:
    """A spell to start from where a dossier has none: certified, in the field, two years long."""
    start = as_of - timedelta(730)
    if part == "stages":
        return Stage("Organisme", start, as_of, dans_le_champ=True, atteste=True)
    return Experience("Emploi", start, as_of, dans_le_champ=True, attestee=True)


def _halves(spell: Any) -> Iterator[tuple[Any, ...]]:
    """A spell in two parts, a week apart; or with its second half outside the field."""
    middle = spell.debut + (spell.fin - spell.debut) // 2
    if middle <= spell.debut:
        return
    first = evolve(spell, fin=middle - timedelta(1))
    yield first, evolve(spell, debut=middle, dans_le_champ=False)
    yield first, evolve(spell, debut=middle + timedelta(6), fin=spell.fin)


def _units(codes: tuple[str, ...], dossier: Dossier) -> Iterator[Dossier]:
    """The units of a list, each count of them, from none to all; one obtained otherwise; the list unknown."""
    yield evolve(dossier, ue=None)
    others = tuple(ue for ue in dossier.ue or () if ue.code not in codes)
    have = {ue.code: ue for ue in dossier.ue or ()}
    inside = tuple(have.get(code, Ue(code)) for code in codes)
    for count in range(len(inside), -1, -1):
        yield evolve(dossier, ue=others + inside[:count])
    for way in Obtention:
        yield evolve(dossier, ue=(*others, *(evolve(ue, obtention=way) for ue in inside[:1]), *inside[1:]))


def _listed(measure: Any, dossier: Dossier, as_of: date, _bound: int) -> Iterator[Dossier]:
    """Units of a list; of a measure that asks for a failure, with one, without, or nobody knows."""
    yield from _units(measure.ue, dossier)
    if measure.echouees is not None:
        others = tuple(ue for ue in dossier.ue or () if ue.code not in measure.ue)
        for echec in (as_of - timedelta(30), False, None):
            for way in sorted(measure.obtentions or Obtention, key=lambda way: way.value):
                for count in (1, len(measure.ue)):
                    failed = tuple(Ue(code, way, echec=echec) for code in measure.ue[:count])
                    yield evolve(dossier, ue=others + failed)


def _groups(measure: Any, dossier: Dossier, _as_of: date, _bound: int) -> Iterator[Dossier]:
    """Each group of a choice filled, or one unit short; see `_units`."""
    every = tuple(dict.fromkeys(code for codes, _ in measure.choix for code in codes))
    yield from _units(every, dossier)
    for codes, need in measure.choix:
        for count in (need, need - 1):
            yield from _units(codes[:count], evolve(dossier, ue=()))


def _marks(measure: Any, dossier: Dossier, _as_of: date, bound: int) -> Iterator[Dossier]:
    """One mark, or all those of a list, at the threshold, a hundredth below it, or unknown."""
    main = getattr(measure, measure.KEY)
    codes: tuple[str, ...] = (main,) if isinstance(main, str) else main
    parts = 2 if measure.KEY == "moyenne" else 1
    at = Fraction(bound, 100 * parts)
    others = tuple(ue for ue in dossier.ue or () if ue.code not in codes)
    have = {ue.code: ue for ue in dossier.ue or ()}
    inside = tuple(have.get(code, Ue(code)) for code in codes)
    yield evolve(dossier, ue=None)
    yield evolve(dossier, ue=others)
    for mark in (at, at - Fraction(1, 100)):
        if 0 <= mark <= 20 and (mark * 100).denominator == 1:
            marked = tuple(evolve(ue, note=mark) for ue in inside)
            yield evolve(dossier, ue=others + marked)
            high = tuple(evolve(ue, note=max(at, ue.note or at)) for ue in inside[1:])
            yield evolve(dossier, ue=(*others, *marked[:1], *high))
    yield evolve(dossier, ue=others + tuple(evolve(ue, note=None) for ue in inside))


def _marked(measure: Any, dossier: Dossier, _as_of: date, _bound: int) -> Iterator[Dossier]:
    """The units of a list, each count of them with a mark; the marks unknown, the list unknown."""
    codes: tuple[str, ...] = measure.notees
    others = tuple(ue for ue in dossier.ue or () if ue.code not in codes)
    yield evolve(dossier, ue=None)
    yield evolve(dossier, ue=others + tuple(Ue(code) for code in codes))
    for count in range(len(codes), -1, -1):
        yield evolve(dossier, ue=others + tuple(Ue(code, note=Fraction(12)) for code in codes[:count]))


def _credits(measure: Any, dossier: Dossier, _as_of: date, _bound: int) -> Iterator[Dossier]:
    main = measure.ects
    yield from _units(
        tuple(code for code, _ in main) if main and isinstance(main[0], tuple) else main, dossier
    )


def _steps(measure: Any, dossier: Dossier, as_of: date, _bound: int) -> Iterator[Dossier]:
    """The step of the report taken, not taken, unknown, or taken on the day after the decision."""
    report = dossier.rapport or Rapport()
    for value in (True, False, None, as_of, as_of + timedelta(1)):
        changed: dict[str, Any] = {measure.rapport: value}
        yield evolve(dossier, rapport=evolve(report, **changed))
    order = ("redige", "soutenu", "valide")
    rest = order[order.index(measure.rapport) :] if measure.rapport in order else ()
    for value in (False, None):
        yield evolve(dossier, rapport=evolve(report, **dict.fromkeys(rest, value)))
    yield evolve(dossier, rapport=None)


PERTURBED: Final[Mapping[str, Way]] = {
    "duree": _durations,
    "ue": _listed,
    "notees": _marked,
    "ects": _credits,
    "choix": _groups,
    "note": _marks,
    "plus_basse_note": _marks,
    "moyenne": _marks,
    "rapport": _steps,
}
"""How dossiers are varied, by the key of the kind of measure."""

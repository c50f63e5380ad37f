"""What a candidate may add to a dossier, as data: jobs, stages, UE, marks, steps, diplomas, results of tests.

Nothing is taken away and nothing known is contradicted: a change adds what happens from the day after the
decision on, or the day of it. What a mark says, and where a UE stands, may become better.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, ClassVar, Final, Protocol

from attrs import evolve, fields, frozen

from cnam_rules.dossier.acquis import Cecrl, Diplome, ResultatDeTest
from cnam_rules.dossier.model import (
    EN_COURS,
    Dossier,
    Experience,
    Obtention,
    Rapport,
    Stage,
    StatutActivite,
    StatutUe,
    Ue,
)

__all__ = [
    "Change",
    "DiplomaObtained",
    "LanguageTested",
    "Marked",
    "StepsTaken",
    "UnitsValidated",
    "Waited",
    "Worked",
    "apply_changes",
    "stopped",
]

_A_DAY: Final = Fraction(7)
"""Hours of presence in a day of a stage (education code, D124-6)."""
_STEPS: Final = tuple(attribute.name for attribute in fields(Rapport))
"""The steps of the report, in their order."""
_TO_COME: Final = "à venir"
"""What a job, a stage or a diploma is called that isn't there yet."""


class Change(Protocol):
    """Something added to a dossier."""

    KEY: ClassVar[str]
    """What it is called in JSON."""
    TURN: ClassVar[int]
    """What takes time comes first, in this order: all that takes none is done on the day it is all over."""

    def made(self, dossier: Dossier, day: date) -> tuple[Dossier, date]:
        """The dossier with it, and the day on which it is there.

        Args:
            dossier: the dossier.
            day: the day before it begins, or that on which it happens if it takes no time.
        """

    def asks_no_more_than(self, other: object, /) -> bool:
        """Whether whoever does the other has done at least as much as this one asks."""


@frozen
class Waited:
    """Time that goes by, for so many days."""

    KEY: ClassVar[str] = "wait"
    TURN: ClassVar[int] = 0
    days: int

    def made(self, dossier: Dossier, day: date) -> tuple[Dossier, date]:
        """See `Change.made`."""
        return dossier, day + timedelta(days=self.days)

    def asks_no_more_than(self, other: object, /) -> bool:
        """See `Change.asks_no_more_than`."""
        return isinstance(other, Waited) and self.days <= other.days


@frozen
class Worked:
    """A job or a stage at full time, certified, from the next day on.

    Attributes:
        what: `experiences` or `stages`.
        days: how many days of the calendar it lasts, weekends included.
        dans_le_champ: whether it lies in the title's own field.
        statut: in what status a job is worked.
    """

    KEY: ClassVar[str] = "work"
    TURN: ClassVar[int] = 1
    what: str
    days: int
    dans_le_champ: bool
    statut: StatutActivite = StatutActivite.SALARIE

    def made(self, dossier: Dossier, day: date) -> tuple[Dossier, date]:
        """See `Change.made`."""
        first, last = day + timedelta(days=1), day + timedelta(days=self.days)
        if self.what == "stages":
            presence = Fraction(self.days)
            stage = Stage(_TO_COME, first, last, self.dans_le_champ, True, presence * _A_DAY, presence)
            return evolve(dossier, stages=(*(dossier.stages or ()), stage)), last
        job = Experience(
            _TO_COME,
            first,
            last,
            dans_le_champ=self.dans_le_champ,
            attestee=True,
            quotite=Fraction(1),
            statut=self.statut,
            responsabilite=True,
        )
        return evolve(dossier, experiences=(*(dossier.experiences or ()), job)), last

    def asks_no_more_than(self, other: object, /) -> bool:
        """See `Change.asks_no_more_than`."""
        return (
            isinstance(other, Worked)
            and (self.what, self.statut) == (other.what, other.statut)
            and self.days <= other.days
            and self.dans_le_champ <= other.dans_le_champ
        )


@frozen
class UnitsValidated:
    """UE validated by examination.

    Attributes:
        codes: the UE.
        note: the mark of each, over 20; None when marks don't matter.
    """

    KEY: ClassVar[str] = "units"
    TURN: ClassVar[int] = 2
    codes: tuple[str, ...]
    note: Fraction | None = None

    def made(self, dossier: Dossier, day: date) -> tuple[Dossier, date]:
        """See `Change.made`."""
        changed = [_validated(ue, self.note, day) if _is(ue, self.codes) else ue for ue in dossier.ue or ()]
        there = {ue.code for ue in changed if not ue.hors_programme}
        new = [Ue(code, Obtention.EXAMEN, self.note, day) for code in self.codes if code not in there]
        return evolve(dossier, ue=(*changed, *new)), day

    def asks_no_more_than(self, other: object, /) -> bool:
        """See `Change.asks_no_more_than`."""
        return (
            isinstance(other, UnitsValidated)
            and set(self.codes) <= set(other.codes)
            and (self.note is None or (other.note is not None and self.note <= other.note))
        )


@frozen
class Marked:
    """UE marked, or marked better: whether they are validated stays as it is.

    Attributes:
        marks: each UE with its mark over 20.
    """

    KEY: ClassVar[str] = "marks"
    TURN: ClassVar[int] = 2
    marks: tuple[tuple[str, Fraction], ...]

    def made(self, dossier: Dossier, day: date) -> tuple[Dossier, date]:
        """See `Change.made`."""
        marks = dict(self.marks)
        changed = [
            evolve(ue, note=marks[ue.code]) if _is(ue, tuple(marks)) else ue for ue in dossier.ue or ()
        ]
        there = {ue.code for ue in changed if not ue.hors_programme}
        new = [Ue(code, Obtention.EXAMEN, mark, day) for code, mark in self.marks if code not in there]
        return evolve(dossier, ue=(*changed, *new)), day

    def together_with(self, other: Marked) -> Marked:
        """Both, the UE in order; of two marks of one UE, the better.

        >>> one, two = (("CCE001", Fraction(9)),), (("AST005", Fraction(8)), ("CCE001", Fraction(8)))
        >>> [(code, int(mark)) for code, mark in Marked(one).together_with(Marked(two)).marks]
        [('AST005', 8), ('CCE001', 9)]
        """
        codes = sorted({code for code, _ in (*self.marks, *other.marks)})
        each = [dict(self.marks), dict(other.marks)]
        return Marked(tuple((code, max(marks[code] for marks in each if code in marks)) for code in codes))

    def asks_no_more_than(self, other: object, /) -> bool:
        """See `Change.asks_no_more_than`."""
        if not isinstance(other, Marked):
            return False
        marks = dict(other.marks)
        return all(code in marks and mark <= marks[code] for code, mark in self.marks)


def _is(ue: Ue, codes: Sequence[str]) -> bool:
    return ue.code in codes and not ue.hors_programme


def _validated(ue: Ue, note: Fraction | None, day: date) -> Ue:
    mark = ue.note if note is None or (ue.note is not None and ue.note >= note) else note
    return evolve(ue, statut=StatutUe.VALIDEE, obtention=Obtention.EXAMEN, note=mark, date=day)


@frozen
class StepsTaken:
    """Steps of the report, or steps that have a name of their own.

    Attributes:
        rapport: the steps of the report (`redige`, `soutenu`, `valide`).
        etapes: the names of the others.
    """

    KEY: ClassVar[str] = "steps"
    TURN: ClassVar[int] = 3
    rapport: tuple[str, ...] = ()
    etapes: tuple[str, ...] = ()

    def made(self, dossier: Dossier, day: date) -> tuple[Dossier, date]:
        """See `Change.made`."""
        if self.rapport:
            report = dossier.rapport or Rapport()
            before = {name: getattr(report, name) for name in _STEPS}
            # What wasn't taken for want of a step before it still isn't: it doesn't become unknown.
            missed = next((_STEPS.index(name) for name in _STEPS if before[name] is False), len(_STEPS))
            steps: dict[str, Any] = {name: False for name in _STEPS[missed:] if before[name] is None}
            steps |= dict.fromkeys(self.rapport, day)
            dossier = evolve(dossier, rapport=evolve(report, **steps))
        if self.etapes:
            dossier = evolve(dossier, etapes={**dict(dossier.etapes), **dict.fromkeys(self.etapes, day)})
        return dossier, day

    def together_with(self, other: StepsTaken) -> StepsTaken:
        """Both.

        >>> StepsTaken(("soutenu",)).together_with(StepsTaken(("soutenu", "valide"), ("depot",)))
        StepsTaken(rapport=('soutenu', 'valide'), etapes=('depot',))
        """
        return StepsTaken(
            tuple(dict.fromkeys((*self.rapport, *other.rapport))),
            tuple(dict.fromkeys((*self.etapes, *other.etapes))),
        )

    def asks_no_more_than(self, other: object, /) -> bool:
        """See `Change.asks_no_more_than`."""
        return (
            isinstance(other, StepsTaken)
            and set(self.rapport) <= set(other.rapport)
            and set(self.etapes) <= set(other.etapes)
        )


@frozen
class DiplomaObtained:
    """A diploma obtained; what nobody asks about it stays unsaid.

    Attributes:
        niveau: its level, 3 to 8.
        code: its code in the national register.
        domaine: whether it lies in the field that the rules ask for.
    """

    KEY: ClassVar[str] = "diploma"
    TURN: ClassVar[int] = 2
    niveau: int | None = None
    code: str | None = None
    domaine: bool | None = None

    def made(self, dossier: Dossier, day: date) -> tuple[Dossier, date]:
        """See `Change.made`."""
        diploma = Diplome(_TO_COME, self.niveau, self.code, self.domaine, day)
        return evolve(dossier, diplomes=(*(dossier.diplomes or ()), diploma)), day

    def asks_no_more_than(self, other: object, /) -> bool:
        """See `Change.asks_no_more_than`."""
        return self == other


@frozen
class LanguageTested:
    """A language test taken.

    Attributes:
        test: its name.
        niveau: the level reached.
        points: the points.
    """

    KEY: ClassVar[str] = "test"
    TURN: ClassVar[int] = 2
    test: str
    niveau: Cecrl | None = None
    points: Fraction | None = None

    def made(self, dossier: Dossier, day: date) -> tuple[Dossier, date]:
        """See `Change.made`."""
        result = ResultatDeTest(self.test, day, self.niveau, self.points)
        return evolve(dossier, tests=(*(dossier.tests or ()), result)), day

    def asks_no_more_than(self, other: object, /) -> bool:
        """See `Change.asks_no_more_than`."""
        return isinstance(other, LanguageTested) and self.test == other.test and _no_more(self, other)


def _no_more(one: LanguageTested, other: LanguageTested) -> bool:
    levels = one.niveau is None or (other.niveau is not None and one.niveau.rang <= other.niveau.rang)
    return levels and (one.points is None or (other.points is not None and one.points <= other.points))


def apply_changes(
    dossier: Dossier, changes: Sequence[Change], as_of: date, *, ending: bool = True
) -> tuple[Dossier, date]:
    """The dossier with all the changes, and the first day on which all are there.

    What takes time is done one after the other from the day after the decision on, the rest on the last day.

    Args:
        dossier: the dossier.
        changes: the changes.
        as_of: the day of the decision.
        ending: whether spells that go on are taken to end on that day, so that what is added stands alone;
            or to go on.

    >>> from cnam_rules.dossier.model import Experience
    >>> job = Experience("Vendeuse", date(2024, 1, 1), EN_COURS)
    >>> later, day = apply_changes(
    ...     Dossier("D-1", "P", experiences=(job,)), [Worked("stages", 31, True)], date(2025, 1, 31)
    ... )
    >>> later.experiences[0].fin.isoformat(), later.stages[0].debut.isoformat(), day.isoformat()
    ('2025-01-31', '2025-02-01', '2025-03-03')
    """
    day = as_of
    dossier = stopped(dossier, as_of) if ending else dossier
    for change in sorted(changes, key=lambda change: change.TURN):
        dossier, day = change.made(dossier, day)
    return dossier, day


def stopped(dossier: Dossier, as_of: date) -> Dossier:
    """The dossier with what goes on ending on a day; what begins later is left as it is.

    The presence that a stage in progress is to have in all isn't what it has by then, which nobody stated.
    """
    spells: dict[str, Any] = {}  # jobs or stages, by the name of their list
    for name in ("experiences", "stages"):
        listed = getattr(dossier, name)
        if any(_goes_on(spell, as_of) for spell in listed or ()):
            spells[name] = tuple(
                _ended(spell, as_of) if _goes_on(spell, as_of) else spell for spell in listed
            )
    return evolve(dossier, **spells) if spells else dossier


def _goes_on(spell: Experience | Stage, as_of: date) -> bool:
    return spell.fin is EN_COURS and spell.debut <= as_of


def _ended(spell: Experience | Stage, as_of: date) -> Experience | Stage:
    if isinstance(spell, Stage):
        return evolve(spell, fin=as_of, heures=None, jours=None)
    return evolve(spell, fin=as_of)

"""The kinds of moment, each a class that says when it happened and what is missing to tell.

How a rule file names them is in `cnam_rules.measures.moments`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar, Final, Protocol, TypeAlias

from attrs import frozen

from cnam_rules.dossier.model import EN_COURS, Dossier, Etape
from cnam_rules.facts import Piece
from cnam_rules.measures.moments_told import When
from cnam_rules.measures.rapport import STEPS, step_taken
from cnam_rules.measures.sifting import Sieve, UeLine, asked
from cnam_rules.measures.spells import proof_of, proof_piece

__all__ = [
    "BIRTH",
    "SPELL_WORDS",
    "Calendrier",
    "EtapeNommee",
    "EtapeRapport",
    "FinDesPeriodes",
    "Moment",
    "Simple",
    "UeObtenues",
]

Names: TypeAlias = tuple[tuple[str, str], ...]

SPELL_WORDS: Final[Mapping[str, Mapping[str, bool]]] = {
    "stages": {"attestes": True, "tous": False},
    "experiences": {"attestees": True, "toutes": False},
}
"""Of the end of stages and of jobs, the words for those that a certificate proves, and for all."""


class Moment(Protocol):
    """A moment that a rule names; written out (`str`), it is as in a rule file."""

    @property
    def key(self) -> str:
        """Its name in the catalogue of sentences (`moments.<key>`)."""

    @property
    def names(self) -> Names:
        """What that sentence mentions: a step, the codes of UE."""

    def when(self, dossier: Dossier, as_of: date) -> When:
        """When it happened, on this dossier and by this day."""

    def pieces(self, dossier: Dossier, as_of: date) -> Sequence[Piece]:
        """What is missing to tell when."""


def _on(day: date, as_of: date) -> When:
    """What happens on a known day."""
    return When(True, day, day) if day <= as_of else When(False, planned=day)


def _unsaid(as_of: date, *, happened: bool | None = None) -> When:
    return When(happened, None, as_of)


@frozen
class Simple:
    """The day of the decision, the day of birth, the entry into training.

    A candidate is born: a birth whose day is unknown has happened.

    >>> Simple("jour").when(Dossier("D-1", "RNCP36625"), date(2025, 11, 3)).known
    True
    """

    key: str
    names: ClassVar[Names] = ()

    def __str__(self) -> str:
        return self.key

    def when(self, dossier: Dossier, as_of: date) -> When:
        """See `Moment.when`."""
        day = as_of if self.key == "jour" else getattr(dossier, self.key)
        if day is None:
            return _unsaid(as_of, happened=True if self.key == "naissance" else None)
        return _on(day, as_of)

    def pieces(self, dossier: Dossier, as_of: date) -> Sequence[Piece]:  # noqa: ARG002  # the same for every dossier
        """The day; see `Moment.pieces`."""
        return [Piece(f"$.{self.key}", self.key, (), ())]


BIRTH: Final = Simple("naissance")


@frozen
class Calendrier:
    """A day of the calendar, the same for everyone."""

    day: date
    key: ClassVar[str] = "date"

    @property
    def names(self) -> Names:
        """The day; see `Moment.names`."""
        return (("date", self.day.isoformat()),)

    def __str__(self) -> str:
        return f"{{date: {self.day}}}"

    def when(self, dossier: Dossier, as_of: date) -> When:  # noqa: ARG002  # the same for every dossier
        """See `Moment.when`."""
        return _on(self.day, as_of)

    def pieces(self, dossier: Dossier, as_of: date) -> Sequence[Piece]:  # noqa: ARG002  # the same for every dossier
        """None: it is known; see `Moment.pieces`."""
        return ()


@frozen
class EtapeNommee:
    """A step of the dossier that has a name of its own (`etapes`)."""

    etape: str
    key: ClassVar[str] = "etape"

    @property
    def names(self) -> Names:
        """The step; see `Moment.names`."""
        return (("etape", self.etape),)

    def __str__(self) -> str:
        return f"{{etape: {self.etape}}}"

    def when(self, dossier: Dossier, as_of: date) -> When:
        """See `Moment.when`."""
        step = dossier.etape(self.etape)
        if isinstance(step, date):
            return _on(step, as_of)
        return When(False) if step is False else _unsaid(as_of, happened=step)

    def pieces(self, dossier: Dossier, as_of: date) -> Sequence[Piece]:  # noqa: ARG002  # a step is no more known later
        """Whether it was taken, or else the day; see `Moment.pieces`."""
        return [_step_piece(f"$.etapes.{self.etape}", "etape", dossier.etape(self.etape), self.names)]


@frozen
class EtapeRapport:
    """A step of the report: what `rapport` measures, as a moment.

    A report was written before it was defended, and defended before it was validated: what nobody stated of
    one step follows from the others, as far as it does.

    >>> from cnam_rules.dossier import Rapport
    >>> report = Rapport(date(2025, 9, 1), None, date(2025, 10, 10))
    >>> EtapeRapport("soutenu").when(Dossier("D-1", "RNCP36625", rapport=report), date(2025, 11, 3))
    When(happened=True, first=datetime.date(2025, 9, 1), last=datetime.date(2025, 10, 10), planned=None)
    """

    rapport: str
    names: ClassVar[Names] = ()

    @property
    def key(self) -> str:
        """See `Moment.key`."""
        return f"rapport-{self.rapport}"

    def __str__(self) -> str:
        return f"{{rapport: {self.rapport}}}"

    def when(self, dossier: Dossier, as_of: date) -> When:
        """See `Moment.when`."""
        report = dossier.rapport
        if report is None:
            return _unsaid(as_of)
        step: Etape = getattr(report, self.rapport)
        if isinstance(step, date):
            return _on(step, as_of)
        taken = step_taken(report, self.rapport, as_of)
        if taken is False:
            return When(False)
        place = STEPS.index(self.rapport)
        steps = [getattr(report, name) for name in STEPS]
        before = [day for day in steps[:place] if isinstance(day, date) and day <= as_of]
        after = [day for day in steps[place + 1 :] if isinstance(day, date) and day <= as_of]
        return When(taken, max(before, default=None), min(after, default=as_of))

    def pieces(self, dossier: Dossier, as_of: date) -> Sequence[Piece]:  # noqa: ARG002  # a step is no more known later
        """Whether it was taken, or else the day; see `Moment.pieces`."""
        step = None if dossier.rapport is None else getattr(dossier.rapport, self.rapport)
        return [_step_piece(f"$.rapport.{self.rapport}", self.key, step, ())]


def _step_piece(path: str, key: str, step: Etape, names: Names) -> Piece:
    """What is asked of a step: whether it was taken; of one that was, the day alone."""
    return Piece(path, key, names) if step is None else Piece(path, f"{key}-date", names, ())


@frozen
class UeObtenues:
    """The day on which the first, or the last, of some UE was obtained.

    A UE is obtained on the day of its validation; one validated on a day nobody noted was by the day of the
    decision. The last one isn't obtained while one of the list lacks.

    Attributes:
        codes: the UE.
        last: whether the last one is meant, and not the first.
    """

    codes: tuple[str, ...]
    last: bool

    @property
    def key(self) -> str:
        """See `Moment.key`."""
        return "derniere_ue" if self.last else "premiere_ue"

    @property
    def names(self) -> Names:
        """The codes; see `Moment.names`."""
        return tuple(("code", code) for code in self.codes)

    def __str__(self) -> str:
        return f"{{{self.key}: [{', '.join(self.codes)}]}}"

    def when(self, dossier: Dossier, as_of: date) -> When:
        """See `Moment.when`."""
        if dossier.ue is None:
            return _unsaid(as_of)
        lines = Sieve(self.codes).lines(dossier, as_of)[0]
        return _of_the_last(lines, as_of) if self.last else _of_the_first(lines, as_of)

    def pieces(self, dossier: Dossier, as_of: date) -> Sequence[Piece]:
        """The statuses and the days of the UE; see `Moment.pieces`."""
        lines = Sieve(self.codes).lines(dossier, as_of)[0]
        undated = [line for line in lines if line.path and line.counts is not False and line.date is None]
        days = [Piece(f"{line.path}.date", "date-ue", (("code", line.code),), ()) for line in undated]
        return [*asked(lines), *days]


def _of_the_first(lines: Sequence[UeLine], as_of: date) -> When:
    may_count = [line for line in lines if line.counts is not False]
    if not may_count:
        return When(False, planned=min(_to_come(lines), default=None))
    sure = [line.date or as_of for line in lines if line.counts]
    days = [line.date for line in may_count]
    known = [day for day in days if day is not None]
    first = min(known) if len(known) == len(days) else None
    last = min(sure) if sure else max(day or as_of for day in days)
    return When(True if sure else None, first, last)


def _of_the_last(lines: Sequence[UeLine], as_of: date) -> When:
    lacking = [line for line in lines if line.counts is False]
    if lacking:
        planned = _to_come(lines)
        return When(False, planned=max(planned) if len(planned) == len(lacking) else None)
    days = [line.date for line in lines]
    first = max((day for day in days if day is not None), default=None)
    happened = True if all(line.counts for line in lines) else None
    return When(happened, first, max(day or as_of for day in days))


def _to_come(lines: Sequence[UeLine]) -> list[date]:
    """The days after that of the decision on which UE are validated."""
    return [line.date for line in lines if line.reason == "apres" and line.date is not None]


@frozen
class FinDesPeriodes:
    """The last day of the last stage, or of the last job: not happened while one goes on, nor without any.

    Attributes:
        spells: `stages` or `experiences`.
        certified: whether only those that a certificate proves are meant.
    """

    spells: str
    certified: bool
    names: ClassVar[Names] = ()

    @property
    def key(self) -> str:
        """See `Moment.key`."""
        return f"fin_des_{self.spells}{'-certified' if self.certified else ''}"

    def __str__(self) -> str:
        word = next(
            word for word, certified in SPELL_WORDS[self.spells].items() if certified is self.certified
        )
        return f"{{fin_des_{self.spells}: {word}}}"

    def when(self, dossier: Dossier, as_of: date) -> When:
        """See `Moment.when`."""
        spells = getattr(dossier, self.spells)
        if spells is None:
            return _unsaid(as_of)
        ended: dict[bool | None, list[date]] = {True: [], None: [], False: []}
        going: dict[bool | None, list[date | None]] = {True: [], None: [], False: []}
        for spell in spells:
            proof = proof_of(spell) if self.certified else True
            if spell.fin is not EN_COURS and spell.fin <= as_of:
                ended[proof].append(spell.fin)
            elif spell.debut <= as_of:
                going[proof].append(None if spell.fin is EN_COURS else spell.fin)
        if going[True]:
            known = [day for day in going[True] if day is not None]
            return When(False, planned=max(known) if len(known) == len(going[True]) else None)
        if not (ended[True] or ended[None]):
            return When(False)
        first = max(ended[True]) if ended[True] else min(ended[None])
        happened = True if ended[True] and not going[None] else None
        return When(happened, first, max(ended[True] + ended[None]))

    def pieces(self, dossier: Dossier, as_of: date) -> Sequence[Piece]:
        """The list, or the certificates; see `Moment.pieces`."""
        spells = getattr(dossier, self.spells)
        if spells is None:
            return [Piece(f"$.{self.spells}", f"liste-{self.spells}", answers=("aucune",))]
        return [
            proof_piece(f"$.{self.spells}[{index}]", spell)
            for index, spell in enumerate(spells)
            if self.certified and proof_of(spell) is None and spell.debut <= as_of
        ]

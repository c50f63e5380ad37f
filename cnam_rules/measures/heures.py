"""`heures`: how many hours of presence the stages make up, those that pass the filters.

In a rule file:

    heures_de_stage:
      libelle: {fr: …, en: …}
      heures: stages
      attestees: oui              # as for a duration of stages: see `cnam_rules.measures.duree`
      dans_le_champ: oui
      d_un_seul_tenant: oui       # only the stage that has most; non (default): the stages together
      depuis: entree_en_formation # only what was done from that moment on
      avant: jour                 # only what was done before that moment

Bounds are written `500 heures`, and hours are compared exactly. A stage whose hours nobody stated has none at
the least, and at the most every hour of its days; so has one that isn't over by the day of the decision, or
that a moment cuts in two. Whatever the convention for stages, hours are hours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from cnam_rules.deferred import Deferred
from cnam_rules.dossier import Dossier
from cnam_rules.durations import StageCounting
from cnam_rules.facts import Fact, Piece, Shortfall
from cnam_rules.kernel import Compare
from cnam_rules.measures.base import Conventions, Option, one_of
from cnam_rules.measures.duree import Duree
from cnam_rules.measures.moments import Moment
from cnam_rules.measures.spells import SpellLine, names_of, presence_of, questions, said
from cnam_rules.measures.windows import Limits
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["Heures", "HeuresEvidence"]


def _hours(
    lines: Sequence[SpellLine], as_of: date, limits: Limits | None, *, single: bool, most: bool
) -> Fraction:
    """The hours of the stages that surely count, or (`most`) of those that may."""
    amounts = [
        presence_of(line, as_of.toordinal(), StageCounting.HEURES, most=most, limits=limits)
        for line in lines
        if line.counts or (most and line.counts is None)
    ]
    return max(amounts, default=Fraction(0)) if single else sum(amounts, Fraction(0))


@frozen
class HeuresEvidence:
    """What a number of hours rests on.

    Attributes:
        lines: every stage of the dossier; None when the list is unknown.
        as_of: the last day that counts.
        single: whether only the stage that has most counts.
        limits: which of the stages' days count; None for all of them.
    """

    kind: ClassVar[str] = "heures"

    lines: tuple[SpellLine, ...] | None
    as_of: date
    single: bool
    limits: Limits | None

    def bounds(self) -> tuple[int, int | None]:
        """The hours again; see `Evidence.bounds`."""
        if self.lines is None:
            return 0, None
        least, most = (
            _hours(self.lines, self.as_of, self.limits, single=self.single, most=most)
            for most in (False, True)
        )
        return Unit.HEURES.encode(least), Unit.HEURES.encode(most)

    def pieces(self) -> Sequence[Piece]:
        """What is missing to count every stage; see `Evidence.pieces`."""
        if self.lines is None:
            return [Piece("$.stages", "liste-stages", answers=("aucune",))]
        found = []
        for line in self.lines:
            if line.counts is False or line.debut > self.as_of:
                continue
            found += questions(line)
            if line.heures is None:
                found.append(Piece(f"{line.path}.heures", "heures", names_of(line), ()))
            elif line.fin is None or line.fin > self.as_of:
                then = ("as_of", self.as_of.isoformat())
                found.append(Piece(f"{line.path}.heures", "heures-by-then", (*names_of(line), then), ()))
        return found if self.limits is None else found + self.limits.pieces()

    def shortfall(self, fact: Fact, compare: Compare) -> Shortfall | None:
        """The hours that lack; see `Evidence.shortfall`."""
        bound, negated = compare.threshold
        if negated:
            below = fact.most is not None and fact.most < bound
            return None if below else Shortfall(fact.measure, Unit.HEURES, None)
        return None if fact.least >= bound else Shortfall(fact.measure, Unit.HEURES, bound - fact.least)

    def remedy(self, shortfall: Shortfall, name: str, speech: Speech) -> str:
        """How many hours are still to be proved; see `Evidence.remedy`."""
        hours = Unit.HEURES.exact((shortfall.amount or 0) + 1)  # what is begun is still to be done
        return speech.say("todo.amount", name=name, amount=speech.say("units.heures", n=hours))

    def lines_of(self, speech: Speech) -> list[str]:
        """The stages, one a line; see `Evidence.lines_of`."""
        if self.lines is None:
            return [speech.say("duree.missing-stages")]
        told = [] if self.limits is None else self.limits.lines_of(speech)
        told += [self._stage(line, speech) for line in self.lines]
        return told if self.lines else [*told, speech.say("duree.none-stages")]

    def _stage(self, line: SpellLine, speech: Speech) -> str:
        key = "duree.hours-unknown" if line.heures is None else "duree.hours"
        notes = [speech.say(key) if line.heures is None else speech.say(key, n=line.heures)]
        counts = line.counts and line.debut <= self.as_of
        if counts:
            day = self.as_of.toordinal()
            least, most = (
                presence_of(line, day, StageCounting.HEURES, most=most, limits=self.limits)
                for most in (False, True)
            )
            counts = None if least != most else least > 0
        return said(line, self.as_of, notes, speech, counts=counts)


@frozen
class Heures:
    """Hours of presence, in half-hundredths of an hour (see `cnam_rules.units`).

    Attributes:
        heures: `stages`.
        attestees: whether only certified stages count.
        dans_le_champ: True for those in the field only, False for those outside only, None for all.
        d_un_seul_tenant: whether only the stage that has most counts.
        depuis: the moment from which what is done counts; None for all.
        avant: the moment before which what is done counts; None for all.
        conventions: not used: hours are hours under all of them.

    >>> from cnam_rules.dossier import Stage
    >>> stages = tuple(
    ...     Stage("CIDFF", date(2025, month, 1), date(2025, month, 28), heures=Fraction(n, 3))
    ...     for month, n in ((1, 749), (3, 751))
    ... )
    >>> hours = Heures("stages", False, None, False, None, None, Conventions())
    >>> fact = hours.fact("heures", Dossier("D-1", "RNCP36625", stages=stages), date(2025, 11, 3))
    >>> fact.least == fact.most == Unit.HEURES.bound("500 heures")
    True
    """

    KEY: ClassVar[str] = "heures"
    UNIT: ClassVar[Unit] = Unit.HEURES
    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "heures": Option(one_of({"stages": "stages"}), required=True),
        **{
            name: Duree.OPTIONS[name]
            for name in ("attestees", "dans_le_champ", "d_un_seul_tenant", "depuis", "avant")
        },
    }

    heures: str
    attestees: bool
    dans_le_champ: bool | None
    d_un_seul_tenant: bool
    depuis: Moment | None
    avant: Moment | None
    conventions: Conventions
    _stages: Duree = field(init=False, eq=False, repr=False)
    """The stages that pass the filters: those of a duration."""

    @_stages.default
    def _those_of_a_duration(self) -> Duree:
        return Duree(
            duree="stages",
            attestees=self.attestees,
            dans_le_champ=self.dans_le_champ,
            statuts=None,
            avec_stages=False,
            d_un_seul_tenant=self.d_un_seul_tenant,
            conventions=self.conventions,
            depuis=self.depuis,
            avant=self.avant,
        )

    @classmethod
    def conventions_read(cls, _options: Mapping[str, object], /) -> frozenset[str]:
        """None; see `Measure.conventions_read`."""
        return frozenset()

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier; see `Measure.fact`."""
        evidence = self._evidence(dossier, as_of)
        return Fact(name, Unit.HEURES, *evidence.bounds(), Deferred.of(evidence))

    def _evidence(self, dossier: Dossier, as_of: date) -> HeuresEvidence:
        lines = None if dossier.stages is None else self._stages.lines(dossier)
        return HeuresEvidence(lines, as_of, self.d_un_seul_tenant, self._stages.limits(dossier, as_of))

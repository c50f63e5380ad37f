"""`age`: how old the candidate was at a moment.

In a rule file:

    age_au_depot:
      libelle: {fr: …, en: …}
      age: {etape: depot}       # a moment; jour: the day of the decision

Bounds are written `26 ans`, `25 ans 6 mois`. An age is reached on the birthday, as a period of months is on
the day of the same number (civil procedure code, art. 641); whoever was born on a 29 February reaches it on
28 February in the years that have no such day: the article ends a period on the last day of the month then.
The rule is borrowed by analogy, for want of one about ages; no convention changes it.

As long as the moment hasn't happened, the age is that of the day of the decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from cnam_rules.deferred import Deferred
from cnam_rules.dossier import Dossier
from cnam_rules.durations import Months, decode
from cnam_rules.facts import Fact, Shortfall
from cnam_rules.measures.base import Conventions, Option
from cnam_rules.measures.delai import DelaiEvidence, from_one_to_another
from cnam_rules.measures.moment_kinds import BIRTH
from cnam_rules.measures.moments import Moment, read_moment, say_moment, told
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["Age", "AgeEvidence"]


@frozen
class AgeEvidence(DelaiEvidence):
    """What an age rests on: a delay from birth (`debut`) to a moment (`fin`), said in years."""

    kind: ClassVar[str] = "age"
    unit: ClassVar[Unit] = Unit.AGE

    def remedy(self, shortfall: Shortfall, name: str, speech: Speech) -> str:
        """The birthday to wait for; see `Evidence.remedy`."""
        if self._runs and shortfall.reached_on is not None:
            return speech.say("todo.age", name=name, date=shortfall.reached_on)
        return self._unsettled(name, speech)

    def lines_of(self, speech: Speech) -> list[str]:
        """The birth, the moment, and the age then; see `Evidence.lines_of`."""
        said = [self.debut.line(speech)]
        if self.fin.key not in ("jour", "date"):
            said.append(self.fin.line(speech))
        when = self.fin.when
        least, most = self.bounds()
        if most is None:
            return said
        day = self.as_of if when.happened is False else when.last
        if least == most and day is not None and (when.known or when.happened is False):
            key = "age.so-far" if when.happened is False else "age.on"
            said.append(speech.say(key, age=speech.age(*decode(least)), date=day))
        return said


@frozen
class Age:
    """How old the candidate was at a moment, encoded in months and days (see `cnam_rules.durations.encode`).

    Attributes:
        age: the moment.
        conventions: not used: an age is counted from birthday to birthday under all of them.

    >>> from cnam_rules.measures.moment_kinds import Simple
    >>> dossier = Dossier("D-1", "RNCP36625", naissance=date(2000, 2, 29))
    >>> age = Age(Simple("jour"), Conventions())
    >>> [decode(age.fact("age", dossier, date(2026, 2, day)).least) for day in (27, 28)]
    [(311, 29), (312, 0)]
    """

    KEY: ClassVar[str] = "age"
    UNIT: ClassVar[Unit] = Unit.AGE
    OPTIONS: ClassVar[Mapping[str, Option]] = {"age": Option(read_moment, required=True, say=say_moment)}

    age: Moment
    conventions: Conventions

    @classmethod
    def conventions_read(cls, _options: Mapping[str, object], /) -> frozenset[str]:
        """None; see `Measure.conventions_read`."""
        return frozenset()

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier; see `Measure.fact`."""
        born, moment = BIRTH.when(dossier, as_of), self.age.when(dossier, as_of)
        least, most = from_one_to_another(born, moment, as_of, running=True, months=Months.QUANTIEME)
        return Fact(name, Unit.AGE, least, most, Deferred(partial(self._evidence, dossier, as_of)))

    def _evidence(self, dossier: Dossier, as_of: date) -> AgeEvidence:
        debut, fin = told(BIRTH, dossier, as_of), told(self.age, dossier, as_of)
        return AgeEvidence(debut, fin, True, Months.QUANTIEME, as_of)

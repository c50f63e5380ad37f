"""`ordre`: whether one moment comes before another.

In a rule file:

    experience_avant_probatoire:
      libelle: {fr: …, en: …}
      ordre: [{fin_des_experiences: attestees}, {etape: probatoire}]   # the first, then the second
      meme_jour: oui           # whether both on the same day are in order: oui or non, the rule has to say
      second_a_venir: oui      # whether they are while the second hasn't happened; non (default)

Both moments must have happened: a second that hasn't happened isn't after the first yet, and a first that
hasn't happened isn't before anything. With `second_a_venir: oui` the measure tells that the order isn't
broken: as long as the second hasn't happened, whatever the first, it is yes.

Each moment is taken on its own: two that nobody dated are never told apart, even where they can't be
otherwise than in order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from cnam_rules.decoding import Decoder
from cnam_rules.deferred import Deferred
from cnam_rules.documents import Node
from cnam_rules.dossier import Dossier
from cnam_rules.facts import Fact, Piece, Shortfall
from cnam_rules.forms import reads
from cnam_rules.kernel import Compare
from cnam_rules.measures.base import Context, Conventions, Option, yes_or_no
from cnam_rules.measures.moment_forms import TWO_MOMENTS
from cnam_rules.measures.moments import Moment, read_moment, say_moment, told
from cnam_rules.measures.moments_told import Told, When
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["Ordre", "OrdreEvidence", "read_two_moments"]


@reads(TWO_MOMENTS)
def read_two_moments(decoder: Decoder, node: Node, context: Context) -> tuple[Moment, Moment] | None:
    """Read a list of two moments, the first and the second."""
    entries = decoder.entries(node)
    if isinstance(node.value, tuple) and len(entries) != 2:
        decoder.fault(node, "two-moments", found=str(len(entries)))
        return None
    moments = [moment for entry in entries if (moment := read_moment(decoder, entry, context)) is not None]
    return (moments[0], moments[1]) if len(moments) == 2 else None


def _say_in_order(moments: tuple[Moment, Moment], speech: Speech) -> str:
    first, second = (say_moment(moment, speech) for moment in moments)
    return speech.say("options.moments-then", first=first, second=second)


def _in_order(one: When, two: When, *, same_day: bool, to_come: bool) -> tuple[int, int]:
    """The least and the most that the order can be, 1 for in order."""
    answers = set()
    if two.happened is not True:
        answers.add(to_come)
    if two.happened is not False:
        if one.happened is not True:
            answers.add(False)
        if one.happened is not False:
            answers |= _compared(one, two, same_day)
    return int(False not in answers), int(True in answers)


def _compared(one: When, two: When, same_day: bool) -> set[bool]:
    """How the days of two moments that have happened may compare."""
    answers = set()
    if one.first is None or two.last is None or one.first < two.last or (same_day and one.first == two.last):
        answers.add(True)
    if (
        two.first is None
        or one.last is None
        or two.first < one.last
        or (not same_day and two.first == one.last)
    ):
        answers.add(False)
    return answers


@frozen
class OrdreEvidence:
    """What an order rests on.

    Attributes:
        premier: the moment that has to come first.
        second: the one that has to come after it.
        meme_jour: whether both on the same day are in order.
        second_a_venir: whether they are while the second hasn't happened.
    """

    kind: ClassVar[str] = "ordre"

    premier: Told
    second: Told
    meme_jour: bool
    second_a_venir: bool

    def bounds(self) -> tuple[int, int | None]:
        """1 for in order, 0 for not; see `Evidence.bounds`."""
        return _in_order(
            self.premier.when, self.second.when, same_day=self.meme_jour, to_come=self.second_a_venir
        )

    def pieces(self) -> Sequence[Piece]:
        """What is missing to tell when the two moments happened; see `Evidence.pieces`."""
        least, most = self.bounds()
        return () if least == most else (*self.premier.pieces, *self.second.pieces)

    def shortfall(self, fact: Fact, compare: Compare) -> Shortfall | None:
        """The moments that haven't surely happened; see `Evidence.shortfall`.

        Two that have, the second too early, can't be put right.
        """
        _, negated = compare.threshold
        if negated:
            return None if fact.most == 0 else Shortfall(fact.measure, Unit.OUI_NON, None)
        if fact.least:
            return None
        broken = fact.most == 0 and self.second.when.happened is True
        lacking = [moment.key for moment in (self.premier, self.second) if moment.when.happened is not True]
        if broken:
            return Shortfall(fact.measure, Unit.OUI_NON, None)
        return Shortfall(fact.measure, Unit.OUI_NON, 1, tuple(lacking))

    def remedy(self, shortfall: Shortfall, name: str, speech: Speech) -> str:  # noqa: ARG002  # the moments say it all
        """What is still to happen, or to be dated; see `Evidence.remedy`."""
        two = (self.premier, self.second)
        waited = [moment for moment in two if moment.when.happened is False]
        unsure = [moment for moment in two if moment.pieces]
        if waited:
            return speech.say(
                "todo.moments", name=name, moments=speech.list(m.to_come(speech) for m in waited)
            )
        return speech.say(
            "todo.moments-unsure", name=name, moments=speech.list(m.name(speech) for m in unsure)
        )

    def lines_of(self, speech: Speech) -> list[str]:
        """The two moments, and whether they are in order; see `Evidence.lines_of`."""
        least, most = self.bounds()
        said = [self.premier.line(speech), self.second.line(speech)]
        if self.premier.when.happened and self.second.when.happened:
            order = "unknown" if least != most else "in-order" if least else "not-in-order"
            same = self.premier.when == self.second.when and least == most
            said.append(speech.say(f"ordre.{order}{'-same-day' if same else ''}"))
        elif self.second_a_venir and self.second.when.happened is False:
            said.append(speech.say("ordre.to-come"))
        return said


@frozen
class Ordre:
    """Whether one moment comes before another: 1 for yes, 0 for no.

    Attributes:
        ordre: the first moment and the second.
        meme_jour: whether both on the same day are in order.
        second_a_venir: whether they are while the second hasn't happened.
        conventions: not used: days come one after another under all of them.

    >>> from cnam_rules.measures.moment_kinds import EtapeNommee
    >>> filed = Ordre((EtapeNommee("probatoire"), EtapeNommee("depot")), False, False, Conventions())
    >>> steps = {"probatoire": date(2025, 5, 1), "depot": date(2025, 6, 1)}
    >>> dossier = Dossier("D-1", "RNCP36625", etapes=steps)
    >>> fact = filed.fact("depot_apres", dossier, date(2025, 11, 3))
    >>> fact.least, fact.most
    (1, 1)
    """

    KEY: ClassVar[str] = "ordre"
    UNIT: ClassVar[Unit] = Unit.OUI_NON
    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "ordre": Option(read_two_moments, required=True, say=_say_in_order),
        "meme_jour": Option(yes_or_no, required=True),
        "second_a_venir": Option(yes_or_no, default=False),
    }

    ordre: tuple[Moment, Moment]
    meme_jour: bool
    second_a_venir: bool
    conventions: Conventions

    @classmethod
    def conventions_read(cls, _options: Mapping[str, object], /) -> frozenset[str]:
        """None; see `Measure.conventions_read`."""
        return frozenset()

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier; see `Measure.fact`."""
        one, two = (moment.when(dossier, as_of) for moment in self.ordre)
        least, most = _in_order(one, two, same_day=self.meme_jour, to_come=self.second_a_venir)
        return Fact(name, Unit.OUI_NON, least, most, Deferred(partial(self._evidence, dossier, as_of)))

    def _evidence(self, dossier: Dossier, as_of: date) -> OrdreEvidence:
        premier, second = (told(moment, dossier, as_of) for moment in self.ordre)
        return OrdreEvidence(premier, second, self.meme_jour, self.second_a_venir)

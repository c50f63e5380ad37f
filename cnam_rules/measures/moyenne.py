"""`moyenne`: the weighted mean of the marks of a list of UE.

In a rule file:

    moyenne_generale:
      libelle: {fr: …, en: …}
      moyenne: obligatoires          # a group of the programme, a list of codes, or toutes
      coefficients: {FPG003: 2, CCE001: 1}   # by code; ects: the credits; egaux (default)
      meilleures: 7                  # only the best ones count, so many; all by default
      arrondi: centieme              # dixieme, entier; half a step goes up; aucun by default
      sans_note: 0/20                # what a UE without a mark yet counts as (0/20 by default); ignorees
      dispensees: ignorees           # what one obtained by exemption counts as (ignorees by default); 10/20

The mean is an exact fraction. Without `arrondi` it is compared as it is: 9.996 doesn't reach 10, and 10.001
is more than 10 (see `cnam_rules.units`). With `arrondi` it is what is left after rounding. A mark that may
exist and isn't in the dossier is anything from 0 to 20. The mean of no mark at all is 0.

`meilleures: n` takes the n marks whose weighted mean is the greatest, which with unequal coefficients need
not be the n highest; of several such choices, the one that takes what comes first in the list. Where fewer
marks are there, all of them count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from attrs import field, frozen

from cnam_rules.deferred import Deferred
from cnam_rules.dossier.model import Dossier
from cnam_rules.facts import Fact, Piece, Shortfall
from cnam_rules.forms import NUMBER, any_of, entries, integer, reads, words
from cnam_rules.kernel import Compare
from cnam_rules.measures.base import Context, Conventions, Option, OptionsClash, one_of
from cnam_rules.measures.marks import (
    MarkLine,
    asked_marks,
    mark_lines,
    read_mark_or_nothing,
    said_marks,
    say_mark_or_nothing,
)
from cnam_rules.measures.sifting import read_codes
from cnam_rules.measures.weighing import Weighted, best, mean, mean_ends
from cnam_rules.speech import exact_decimal
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.decoding import Decoder
    from cnam_rules.documents import Node
    from cnam_rules.speech import Speech

__all__ = ["STEPS", "Moyenne", "MoyenneEvidence", "rounded"]

STEPS: Final[Mapping[str, int]] = {"centieme": 1, "dixieme": 10, "entier": 100}
"""The steps of rounding, in hundredths of a mark."""
_ROUNDINGS: Final[Mapping[str, str | None]] = {"aucun": None, **{word: word for word in STEPS}}
_LARGEST: Final = 1000


@reads(any_of(words(("egaux", "ects")), entries(NUMBER)))
def _coefficients(decoder: Decoder, node: Node, context: Context) -> tuple[tuple[str, Fraction], ...] | None:
    if isinstance(node.value, str):
        by_credits = tuple((code, credits_) for code, credits_ in context.ects.items() if credits_ > 0)
        return decoder.word(node, {"egaux": None, "ects": by_credits})
    known = set(context.codes)
    found = []
    for code, entry in decoder.pairs(node):
        weight = decoder.number(entry, expected="2, 1.5, 1/3")
        if code not in known:
            decoder.fault(entry, "unknown-word", found=code, expected=", ".join(context.codes))
        elif weight is not None and not 0 < weight <= _LARGEST:
            decoder.fault(entry, "not-in-range", expected=f"0 < … ≤ {_LARGEST}")
        elif weight is not None:
            found.append((code, weight))
    return tuple(found)


def _say_coefficients(coefficients: Sequence[tuple[str, Fraction]] | None, speech: Speech) -> str:
    if coefficients is None:
        return speech.say("options.equal")
    return ", ".join(f"{code} × {speech.number(weight)}" for code, weight in coefficients)


@reads(integer(1))
def _how_many(decoder: Decoder, node: Node, context: Context) -> int | None:
    return decoder.integer(node, least=1, most=max(1, len(context.codes)))


def _said_exactly(mean: Fraction, speech: Speech) -> str:
    """A mean; one whose decimals never end is told by the first four, cut off, beside the fraction."""
    if exact_decimal(mean) is not None:
        return speech.say("moyenne.exact", mean=mean)
    return speech.say("moyenne.exact-endless", about=Fraction((mean * 10_000).__floor__(), 10_000), mean=mean)


def rounded(mark: Fraction, arrondi: str | None) -> Fraction:
    """A mark in hundredths rounded to the step that a word names, half a step going up; None leaves it.

    >>> [int(rounded(Fraction(n, 10), "centieme")) for n in (9994, 9995, 9996)]
    [999, 1000, 1000]
    >>> int(rounded(Fraction(1250), "entier")), rounded(Fraction(2, 3), None)
    (1300, Fraction(2, 3))
    """
    if arrondi is None:
        return mark
    step = STEPS[arrondi]
    return Fraction((mark / step + Fraction(1, 2)).__floor__() * step)


@frozen
class MoyenneEvidence:
    """What a mean rests on: every UE of the list, and how the mean was made.

    Attributes:
        lines: the UE of the list, in the programme's order.
        mean: the exact mean over 20, before any rounding; None when it isn't known.
        arrondi: `centieme`, `dixieme` or `entier`; None when the mean isn't rounded.
        meilleures: how many count at most; None for all.
        retained: the codes that count, when the marks are known and not all of them do.
    """

    kind: ClassVar[str] = "moyenne"

    lines: tuple[MarkLine, ...]
    mean: Fraction | None
    arrondi: str | None
    meilleures: int | None
    retained: tuple[str, ...]

    def bounds(self) -> tuple[int, int | None]:
        """The least and the greatest that the mean may be, worked out again; see `Evidence.bounds`.

        Raises:
            ValueError: a coefficient isn't above 0, or none is to count.
        """
        if any(line.coefficient <= 0 for line in self.lines):
            raise ValueError("coefficient")
        if self.meilleures is not None and self.meilleures < 1:
            raise ValueError("meilleures")
        return _encoded(self.lines, self.meilleures, self.arrondi)

    def pieces(self) -> Sequence[Piece]:
        """What is missing to tell the marks; see `Evidence.pieces`."""
        return asked_marks(self.lines)

    def shortfall(self, fact: Fact, compare: Compare) -> Shortfall | None:
        """How far the mean is from the bound; see `Evidence.shortfall`."""
        bound, negated = compare.threshold
        if negated:
            below = fact.most is not None and fact.most < bound
            return None if below else Shortfall(fact.measure, Unit.MOYENNE, None)
        if fact.least >= bound:
            return None
        return Shortfall(fact.measure, Unit.MOYENNE, bound - fact.least)

    def remedy(self, shortfall: Shortfall, name: str, speech: Speech) -> str:
        """What the mean is to reach; see `Evidence.remedy`."""
        least, _ = _encoded(self.lines, self.meilleures, self.arrondi)
        bound = least + (shortfall.amount or 0)
        op = "plus_de" if Unit.MOYENNE.between(bound) else "au_moins"
        mark = speech.say("units.moyenne", n=Unit.MOYENNE.exact(bound))
        return speech.say("todo.mean", name=name, bound=speech.say(f"operators.{op}", bound=mark))

    def lines_of(self, speech: Speech) -> list[str]:
        """The mean, exact and rounded, what was retained, then the marks; see `Evidence.lines_of`."""
        told = []
        if self.mean is not None:
            told.append(_said_exactly(self.mean, speech))
            if self.arrondi is not None:
                mark = rounded(100 * self.mean, self.arrondi) / 100
                told.append(speech.say(f"moyenne.{self.arrondi}", mean=mark))
        if self.retained:
            told.append(speech.say("moyenne.best", n=len(self.retained), codes=speech.list(self.retained)))
        return [*told, *said_marks(self.lines, speech)]


@frozen
class Moyenne:
    """A weighted mean of marks (see `Unit.MOYENNE`).

    Attributes:
        moyenne: the codes of the list.
        conventions: not used: a mark is a mark.
        coefficients: the weight of each code, above 0; None for equal weights.
        meilleures: how many count at most, the best ones; None for all.
        arrondi: `centieme`, `dixieme` or `entier`; None to leave the mean as it is.
        sans_note: what a UE that has no mark yet counts as, in hundredths; None to leave it out.
        dispensees: what a UE obtained by exemption counts as; None to leave it out.

    Raises:
        OptionsClash: a code of the list has no coefficient, or more are to count than the list has.

    >>> from cnam_rules.dossier import Ue
    >>> two = Moyenne(("FPG003", "CCE001"), Conventions())
    >>> ue = (Ue("FPG003", note=Fraction(12)), Ue("CCE001", note=Fraction(799, 100)))
    >>> fact = two.fact("m", Dossier("D-1", "RNCP36625", ue=ue), date(2025, 11, 3))
    >>> fact.least == fact.most == Unit.MOYENNE.encode(Fraction(9995, 1000))
    True
    >>> fact.least < Unit.MOYENNE.bound("10/20")
    True
    """

    KEY: ClassVar[str] = "moyenne"
    UNIT: ClassVar[Unit] = Unit.MOYENNE
    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "moyenne": Option(read_codes, required=True),
        "coefficients": Option(_coefficients, say=_say_coefficients),
        "meilleures": Option(_how_many),
        "arrondi": Option(one_of(_ROUNDINGS)),
        "sans_note": Option(read_mark_or_nothing, default=0, say=say_mark_or_nothing),
        "dispensees": Option(read_mark_or_nothing, say=say_mark_or_nothing),
    }

    moyenne: tuple[str, ...]
    conventions: Conventions
    coefficients: tuple[tuple[str, Fraction], ...] | None = None
    meilleures: int | None = None
    arrondi: str | None = None
    sans_note: int | None = 0
    dispensees: int | None = None
    _weights: Mapping[str, Fraction] | None = field(init=False, eq=False, repr=False)

    @_weights.default
    def _by_code(self) -> Mapping[str, Fraction] | None:
        if self.meilleures is not None and self.meilleures > len(self.moyenne):
            raise OptionsClash(
                "meilleures", "not-in-range", found=str(self.meilleures), expected=f"1 … {len(self.moyenne)}"
            )
        if self.coefficients is None:
            return None
        weights = dict(self.coefficients)
        if without := [code for code in self.moyenne if code not in weights]:
            raise OptionsClash("coefficients", "no-coefficient", found=", ".join(without))
        return weights

    @classmethod
    def conventions_read(cls, _options: Mapping[str, object], /) -> frozenset[str]:
        """None; see `Measure.conventions_read`."""
        return frozenset()

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier; see `Measure.fact`."""
        lines = mark_lines(
            self.moyenne,
            dossier,
            as_of,
            sans_note=self.sans_note,
            dispensees=self.dispensees,
            coefficients=self._weights,
        )
        least, most = _encoded(lines, self.meilleures, self.arrondi)
        return Fact(name, Unit.MOYENNE, least, most, Deferred(partial(self._evidence, lines)))

    def _evidence(self, lines: tuple[MarkLine, ...]) -> MoyenneEvidence:
        least, most = _ends(lines, self.meilleures)
        counted = [line for line in lines if not line.out]
        known = not any(line.asks for line in lines)
        retained: tuple[str, ...] = ()
        if known and self.meilleures is not None and self.meilleures < len(counted):
            pairs = [(line.least or 0, line.coefficient) for line in counted]
            retained = tuple(counted[i].code for i in best(pairs, self.meilleures))
        exact = least / 100 if least == most else None
        return MoyenneEvidence(lines, exact, self.arrondi, self.meilleures, retained)


def _ends(lines: Sequence[MarkLine], meilleures: int | None) -> tuple[Fraction, Fraction]:
    """The least and the greatest mean, in hundredths of a mark, exact."""
    if not any(line.asks for line in lines) and meilleures is None:
        whole = mean([(line.least, line.coefficient) for line in lines if line.least is not None])
        return whole, whole
    items = [
        Weighted(line.least, line.most, line.coefficient, line.may_be_out)
        for line in lines
        if line.least is not None and line.most is not None
    ]
    return mean_ends(items, meilleures)


def _encoded(lines: Sequence[MarkLine], meilleures: int | None, arrondi: str | None) -> tuple[int, int]:
    """The same as the whole numbers of the fact, after rounding."""
    least, most = (Unit.MOYENNE.encode(rounded(end, arrondi) / 100) for end in _ends(lines, meilleures))
    return least, most

"""Which UE count: the one home of what measures of UE have in common.

A list is a group of the programme, a list of codes, or `toutes`. Each code counts once, however often it
stands in the dossier, and only from the day it was validated on. A UE whose status, way of obtention or mark
isn't known counts at the upper end alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from attrs import field, frozen

from cnam_rules.decoding import Decoder
from cnam_rules.documents import Node
from cnam_rules.dossier.model import Dossier, Obtention, StatutUe, Ue
from cnam_rules.facts import Piece
from cnam_rules.forms import WORD, any_of, items, matching, reads
from cnam_rules.measures.base import Context, one_or_more, some_of
from cnam_rules.measures.spans import within
from cnam_rules.units import Unit, UnitError

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = [
    "EXEMPTIONS",
    "LISTED",
    "MARK",
    "Sieve",
    "UeLine",
    "asked",
    "read_code",
    "read_codes",
    "read_mark",
    "read_ways",
    "said",
    "say_mark",
    "standing",
    "with_credits",
]

EXEMPTIONS: Final = frozenset((Obtention.VES, Obtention.VAE, Obtention.EQUIVALENCE))
"""The ways of obtaining a UE without its examination (*dispenses*): such a UE need not have a mark."""

_UNCERTAIN: Final = frozenset(
    ("inconnu", "obtention-inconnue", "note-inconnue", "echec-inconnu", "echec-sans-date")
)
_RANK: Final[Mapping[bool | None, int]] = {False: 0, None: 1, True: 2}

Day: TypeAlias = date
"""A date, under a name that an attribute called `date` doesn't hide."""


@frozen
class UeLine:
    """A UE of the list, and where it stands.

    Attributes:
        code: its code.
        counts: whether it counts: True, False, or None when that can't be told.
        reason: why it doesn't count, or why that can't be told: `absente`, `liste`, `non_validee`,
            `en_cours`, `inconnu`, `obtention`, `obtention-inconnue`, `apres` (validated after the day of the
            decision), `note` (too low), `sans-note`, `note-inconnue`, `echec` (failed), `sans-echec` (not
            failed), `echec-inconnu`, `echec-sans-date` (failed on a day unknown); None when it counts.
        path: where it stands in the dossier; None when it doesn't.
        obtention: how it was obtained, when that is known.
        note: the mark over 20, when there is one.
        date: when it was validated, when that is known.
    """

    code: str
    counts: bool | None
    reason: str | None = None
    path: str | None = None
    obtention: Obtention | None = None
    note: Fraction | None = None
    date: Day | None = None


def _all_is_none(ways: frozenset[Obtention] | None) -> frozenset[Obtention] | None:
    """Ways that are all there are leave nothing to ask."""
    return None if ways == frozenset(Obtention) else ways


@frozen
class Sieve:
    """What a UE must be to count: of the list, validated, obtained in one of some ways, marked high enough.

    Attributes:
        codes: the codes that are looked for.
        ways: the ways of obtaining them that count; None for all.
        mark: the lowest mark that counts, in hundredths, inclusive; None when marks don't matter.
        exempted: when marks matter, whether a UE obtained by exemption and without a mark counts.
        failed: whether its examination must have been failed (True), or not (False); None when that doesn't
            matter.
        since: then, how long ago at most, in months and days; None for however long.
    """

    codes: tuple[str, ...]
    ways: frozenset[Obtention] | None = field(default=None, converter=_all_is_none)
    mark: int | None = None
    exempted: bool = True
    failed: bool | None = None
    since: int | None = None
    _wanted: frozenset[str] = field(init=False, eq=False, repr=False)

    @_wanted.default
    def _as_a_set(self) -> frozenset[str]:
        return frozenset(self.codes)

    def counted(self, dossier: Dossier, as_of: date) -> tuple[frozenset[str], frozenset[str]]:
        """The codes that surely count, and those that may count, the sure ones included."""
        if dossier.ue is None:
            return frozenset(), self._wanted
        sure: set[str] = set()
        possible: set[str] = set()
        for ue in dossier.ue:
            reason = self.reason(ue, as_of)
            if reason is None:
                sure.add(ue.code)
            elif reason in _UNCERTAIN:
                possible.add(ue.code)
        found = self._wanted & sure
        return found, self._wanted & (sure | possible) if possible else found

    def reason(self, ue: Ue, as_of: date) -> str | None:
        """Why a UE doesn't count, or can't be told to; None when it counts."""
        if ue.hors_programme:
            return "hors-programme"
        statut = ue.statut
        if statut is not StatutUe.VALIDEE and statut is not StatutUe.INCONNU:
            return str(statut.value)
        if ue.date is not None and ue.date > as_of:
            return "apres"
        if self.ways is not None and ue.obtention is not None and ue.obtention not in self.ways:
            return "obtention"
        marked = None if self.mark is None else self._mark(ue)
        if marked in ("note", "sans-note"):
            return marked
        failed = None
        if self.failed is not None:
            failed = self._failure(ue, as_of)
            if failed in ("echec", "sans-echec"):
                return failed
        if statut is StatutUe.INCONNU:
            return "inconnu"
        if self.ways is not None and ue.obtention is None:
            return "obtention-inconnue"
        return marked or failed

    def _failure(self, ue: Ue, as_of: date) -> str | None:
        """Whether the examination was failed, as it must or mustn't have been."""
        echec = ue.echec
        if echec is None:
            return "echec-inconnu"
        if echec is True:
            if self.since is not None:
                return "echec-sans-date"
            failed = True
        else:
            failed = (
                echec is not False
                and echec <= as_of
                and (self.since is None or within(echec, as_of, self.since))
            )
        if failed is self.failed:
            return None
        return "echec" if failed else "sans-echec"

    def _mark(self, ue: Ue) -> str | None:
        if ue.note is not None:
            return "note" if self.mark is not None and ue.note * 100 < self.mark else None
        if ue.obtention in EXEMPTIONS:
            return None if self.exempted else "sans-note"
        return "note-inconnue"

    def lines(self, dossier: Dossier, as_of: date) -> tuple[tuple[UeLine, ...], tuple[str, ...]]:
        """A line for each UE of the list, and the codes of the dossier's other UE."""
        if dossier.ue is None:
            return tuple(UeLine(code, None, "liste") for code in self.codes), ()
        lines: dict[str, UeLine] = {}
        for index, ue in enumerate(dossier.ue):
            if ue.hors_programme and ue.code in self._wanted:
                continue  # of another programme under a code of this one: not the UE of the list
            reason = self.reason(ue, as_of)
            counts = reason is None or (None if reason in _UNCERTAIN else False)
            line = UeLine(ue.code, counts, reason, f"$.ue[{index}]", ue.obtention, ue.note, ue.date)
            if ue.code not in lines or _RANK[counts] > _RANK[lines[ue.code].counts]:
                lines[ue.code] = line
        others = tuple(code for code in lines if code not in self._wanted)
        return tuple(lines.get(code, UeLine(code, False, "absente")) for code in self.codes), others


def standing(lines: Sequence[UeLine]) -> tuple[frozenset[str], frozenset[str]]:
    """What `Sieve.counted` gave, from its lines: the codes that surely count, and those that may."""
    sure = frozenset(line.code for line in lines if line.counts)
    return sure, frozenset(line.code for line in lines if line.counts is not False)


def asked(lines: Sequence[UeLine]) -> list[Piece]:
    """The pieces that are missing to tell whether each UE counts."""
    if any(line.reason == "liste" for line in lines):
        return [Piece("$.ue", "liste-ue", answers=("aucune",))]
    found = []
    for line in lines:
        args = (("code", line.code),)
        if line.reason == "inconnu":
            answers = (StatutUe.VALIDEE.value, StatutUe.NON_VALIDEE.value)
            found.append(Piece(f"{line.path}.statut", "statut-ue", args, answers))
        if line.reason == "obtention-inconnue" or (line.reason == "note-inconnue" and line.obtention is None):
            found.append(
                Piece(f"{line.path}.obtention", "obtention", args, tuple(way.value for way in Obtention))
            )
        if line.reason == "note-inconnue":
            found.append(Piece(f"{line.path}.note", "note", args, ()))
        if line.reason == "echec-inconnu":
            found.append(Piece(f"{line.path}.echec", "echec", args))
        if line.reason == "echec-sans-date":
            found.append(Piece(f"{line.path}.echec", "echec-date", args, ()))
    return found


def said(lines: Sequence[UeLine], others: Sequence[str], counted: Sequence[str], speech: Speech) -> list[str]:
    """The UE that count, as `counted` says them, then those that don't, with why."""
    if any(line.reason == "liste" for line in lines):
        return [speech.say("ue.list-unknown")]
    told = [speech.say("ue.counted", n=len(counted), codes=speech.list(counted))] if counted else []
    rest: dict[tuple[str | None, date | None], list[str]] = {}
    for line in lines:
        if not line.counts:
            day = line.date if line.reason == "apres" else None
            rest.setdefault((line.reason, day), []).append(line.code)
    for (reason, day), codes in rest.items():
        when = {} if day is None else {"date": day}
        told.append(speech.say(f"ue.{reason}", n=len(codes), codes=speech.list(codes), **when))
    if others:
        told.append(speech.say("ue.others", n=len(others), codes=speech.list(others)))
    return told


# How the options that these measures share are read.

LISTED: Final = any_of({"type": "string", "examples": ["toutes"]}, items(WORD, least=1, once=True))
"""The form of a group, of a list of codes, or of `toutes`."""
MARK: Final = matching(Unit.NOTE.pattern, Unit.NOTE.example)
"""The form of a mark."""


@reads(LISTED)
def read_codes(decoder: Decoder, node: Node, context: Context) -> tuple[str, ...] | None:
    """The codes of a group, of a list of codes that the programme knows, or of the whole programme."""
    if isinstance(node.value, str):
        return decoder.word(node, {"toutes": context.codes, **context.groups})
    if node.value == ():
        decoder.fault(node, "no-term")
    known = {code: code for code in context.codes}
    codes = tuple(code for entry in decoder.entries(node) if (code := decoder.word(entry, known)))
    if len(set(codes)) != len(codes):
        decoder.fault(node, "listed-twice", found=", ".join(sorted({c for c in codes if codes.count(c) > 1})))
    return codes


@reads(WORD)
def read_code(decoder: Decoder, node: Node, context: Context) -> str | None:
    """One code that the programme knows."""
    return decoder.word(node, {code: code for code in context.codes})


@reads(LISTED)
def with_credits(decoder: Decoder, node: Node, context: Context) -> tuple[tuple[str, int], ...] | None:
    """The codes of a list, each with its credits in thousandths; the programme must say them."""
    codes = read_codes(decoder, node, context)
    unsaid = [code for code in codes or () if code not in context.ects]
    if unsaid:
        decoder.fault(node, "no-credits", found=", ".join(unsaid))
        return None
    exact = [(code, context.ects[code] * 1000) for code in codes or ()]
    if fine := [code for code, credits_ in exact if credits_.denominator != 1]:
        decoder.fault(node, "too-precise", found=", ".join(fine), expected=Unit.ECTS.example)
        return None
    return tuple((code, credits_.numerator) for code, credits_ in exact)


@reads(some_of((way.value for way in Obtention), "toutes", "dispenses"))
def read_ways(decoder: Decoder, node: Node, _: Context) -> frozenset[Obtention] | None:
    """A list of ways of obtention; `dispenses`, all but the examination; `toutes`."""
    if isinstance(node.value, str):
        return decoder.word(node, {"toutes": None, "dispenses": EXEMPTIONS})
    return one_or_more(decoder, node, {way.value: way for way in Obtention}, every="toutes")


@reads(MARK)
def read_mark(decoder: Decoder, node: Node, _: Context) -> int | None:
    """A mark, written `10/20`, in hundredths."""
    written = node.raw if node.raw is not None else str(node.value)
    try:
        mark = Unit.NOTE.bound(written)
    except UnitError as error:
        decoder.fault(node, error.code, expected=error.expected)
        return None
    if mark > 2000:
        decoder.fault(node, "mark-out-of-range", expected="0 … 20")
    return mark


def say_mark(mark: int | None, speech: Speech) -> str:
    """A mark in hundredths, as an option holds it; nothing where the option isn't given."""
    return "" if mark is None else speech.say("units.note", n=Unit.NOTE.exact(mark))

"""`diplome`: whether the candidate holds a diploma of some kind.

In a rule file:

    bac_plus_2:
      libelle: {fr: …, en: …}
      diplome: quelconque            # or codes of the national register: [RNCP36625, RNCP35526]
      niveau_au_moins: 5             # from 3 to 8, inclusive; any level by default
      dans_le_domaine: oui           # oui, non, or indifferent (default)

A diploma obtained after the day of the decision isn't held yet; one whose day nobody stated is. What isn't
known of a diploma (its level, its code, its field) keeps the answer open, unless something else rules it out.

`diplome_lines` says the same diploma by diploma, with the day on which each was obtained.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

from attrs import field, frozen

from cnam_rules.deferred import Deferred
from cnam_rules.dossier.acquis import NIVEAUX, SANS_CODE, Diplome
from cnam_rules.dossier.codes import register_code
from cnam_rules.dossier.model import Dossier
from cnam_rules.facts import Fact, Piece, Shortfall
from cnam_rules.forms import any_of, integer, items, matching, reads, words
from cnam_rules.kernel import Compare
from cnam_rules.measures.base import Context, Conventions, Option, yes_no_or_either
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.decoding import Decoder
    from cnam_rules.documents import Node
    from cnam_rules.speech import Speech

__all__ = ["DiplomeDetenu", "DiplomeEvidence", "DiplomeLine", "Recherche", "diplome_lines"]

Day: TypeAlias = date
"""A date, under a name that an attribute called `date` doesn't hide."""


def _say_codes(codes: Sequence[str] | None, speech: Speech) -> str:
    return speech.say("options.any-diploma") if codes is None else speech.list(codes)


def _lowest_is_none(niveau: int | None) -> int | None:
    """A level that every diploma has leaves nothing to ask."""
    return None if niveau == NIVEAUX[0] else niveau


@frozen
class Recherche:
    """Which diplomas are looked for.

    Attributes:
        codes: the codes of the national register; None for any diploma.
        niveau: the lowest level, inclusive; None for any, which the lowest of all says too.
        domaine: whether it must lie in the field (True), outside it (False), or it doesn't matter (None).
    """

    codes: tuple[str, ...] | None = None
    niveau: int | None = field(default=None, converter=_lowest_is_none)
    domaine: bool | None = None

    def reason(self, diplome: Diplome, as_of: date) -> str | None:
        """Why a diploma doesn't pass, or what is missing to tell; None when it passes.

        What surely rules it out (`apres`, `code`, `niveau`, `domaine`) comes before what is missing
        (`code-inconnu`, `niveau-inconnu`, `domaine-inconnu`).
        """
        if diplome.date is not None and diplome.date > as_of:
            return "apres"
        asked = (
            ("code", self.codes, diplome.code, lambda code: code in (self.codes or ())),
            ("niveau", self.niveau, diplome.niveau, lambda niveau: niveau >= (self.niveau or 0)),
            ("domaine", self.domaine, diplome.domaine, lambda domaine: domaine is self.domaine),
        )
        missing = None
        for name, wanted, found, passes in asked:
            if wanted is None:
                continue
            if found is None:
                missing = missing or f"{name}-inconnu"
            elif not passes(found):
                return name
        return missing


@frozen
class DiplomeLine:
    """A diploma of the dossier, and whether it passes.

    Attributes:
        intitule: its title.
        counts: whether it is one of those looked for: True, False, or None when that can't be told.
        reason: why not, or what is missing to tell (see `Recherche.reason`); None when it passes.
        path: where it stands in the dossier.
        date: the day on which it was obtained; None when unknown.
    """

    intitule: str
    counts: bool | None
    reason: str | None
    path: str
    date: Day | None = None


def diplome_lines(wanted: Recherche, dossier: Dossier, as_of: date) -> tuple[DiplomeLine, ...]:
    """A line for each diploma of a dossier, in its order; none when the list is unknown.

    The days on which a diploma that is looked for was surely obtained are the `date` of the lines whose
    `counts` is True; those of the lines whose `counts` is None may be.

    >>> day = date(2024, 7, 1)
    >>> licence = Diplome("Licence", niveau=6, date=day)
    >>> dossier = Dossier("D-1", "RNCP36625", diplomes=(licence, Diplome("Titre")))
    >>> lines = diplome_lines(Recherche(niveau=6), dossier, date(2025, 11, 3))
    >>> [(line.counts, line.date) for line in lines]
    [(True, datetime.date(2024, 7, 1)), (None, None)]
    """
    lines = []
    for index, diplome in enumerate(dossier.diplomes or ()):
        reason = wanted.reason(diplome, as_of)
        counts = reason is None or (None if reason in _MISSING else False)
        lines.append(DiplomeLine(diplome.intitule, counts, reason, f"$.diplomes[{index}]", diplome.date))
    return tuple(lines)


_MISSING: Final = frozenset(("code-inconnu", "niveau-inconnu", "domaine-inconnu"))
_LEVELS: Final = tuple(str(niveau) for niveau in NIVEAUX)


@frozen
class DiplomeEvidence:
    """What holding a diploma rests on: every diploma of the dossier.

    Attributes:
        lines: the diplomas, in the dossier's order.
        listed: whether the dossier lists them.
        codes: the codes that are looked for; None for any diploma.
    """

    kind: ClassVar[str] = "diplome"

    lines: tuple[DiplomeLine, ...]
    listed: bool
    codes: tuple[str, ...] | None = None

    def bounds(self) -> tuple[int, int | None]:
        """1 when a diploma passes, 0 when none may; see `Evidence.bounds`."""
        return _ends([line.counts for line in self.lines], listed=self.listed)

    def pieces(self) -> Sequence[Piece]:
        """What is missing to tell whether each diploma passes; see `Evidence.pieces`."""
        if not self.listed:
            return [Piece("$.diplomes", "liste-diplomes", answers=("aucune",))]
        answers: dict[str, tuple[bool | str, ...]] = {
            "code-inconnu": (*(self.codes or ()), SANS_CODE),
            "niveau-inconnu": _LEVELS,
            "domaine-inconnu": (True, False),
        }
        return [
            Piece(
                f"{line.path}.{line.reason.removesuffix('-inconnu')}",
                f"diplome-{line.reason.removesuffix('-inconnu')}",
                (("intitule", line.intitule),),
                answers[line.reason],
            )
            for line in self.lines
            if line.counts is None and line.reason is not None
        ]

    def shortfall(self, fact: Fact, compare: Compare) -> Shortfall | None:
        """The diploma, when one is asked for and none surely passes; see `Evidence.shortfall`."""
        bound, negated = compare.threshold
        if negated:
            below = fact.most is not None and fact.most < bound
            return None if below else Shortfall(fact.measure, Unit.OUI_NON, None)
        if fact.least >= bound:
            return None
        return Shortfall(fact.measure, Unit.OUI_NON, bound - fact.least)

    def remedy(self, shortfall: Shortfall, name: str, speech: Speech) -> str:  # noqa: ARG002  # the measure's name says it all
        """That the diploma is to be obtained; see `Evidence.remedy`."""
        return speech.say("todo.diplome", name=name)

    def lines_of(self, speech: Speech) -> list[str]:
        """Each diploma, with why it passes or doesn't; see `Evidence.lines_of`."""
        if not self.listed:
            return [speech.say("diplome.list-unknown")]
        if not self.lines:
            return [speech.say("diplome.none")]
        return [self._said(line, speech) for line in self.lines]

    def _said(self, line: DiplomeLine, speech: Speech) -> str:
        if line.reason in (None, "apres") and line.date is not None:
            key = "passes-since" if line.reason is None else "apres"
            return speech.say(f"diplome.{key}", intitule=line.intitule, date=line.date)
        return speech.say(f"diplome.{line.reason or 'passes'}", intitule=line.intitule)


@reads(any_of(words(("quelconque",)), items(matching("RNCP[0-9]{1,6}", "RNCP36625"), least=1)))
def _codes(decoder: Decoder, node: Node, _: Context) -> tuple[str, ...] | None:
    """Codes of the national register, one at least, or `quelconque`: None."""
    if isinstance(node.value, str):
        return decoder.word(node, {"quelconque": None})
    if node.value == ():
        decoder.fault(node, "no-term")
    codes = [_code(decoder, entry) for entry in decoder.entries(node)]
    if len(set(codes)) != len(codes):
        twice = sorted({code for code in codes if code and codes.count(code) > 1})
        decoder.fault(node, "listed-twice", found=", ".join(twice))
    return tuple(code for code in codes if code is not None)


def _code(decoder: Decoder, node: Node) -> str | None:
    code = decoder.text(node)
    if code is not None and register_code(code) != code:
        decoder.fault(node, "not-a-register-code", expected="RNCP36625", suggestion=register_code(code))
        return None
    return code


@reads(integer(NIVEAUX[0], NIVEAUX[-1]))
def _niveau(decoder: Decoder, node: Node, _: Context) -> int | None:
    return decoder.integer(node, least=NIVEAUX[0], most=NIVEAUX[-1])


@frozen
class DiplomeDetenu:
    """Whether a diploma of some kind is held: 1 for yes, 0 for no.

    Attributes:
        diplome: the codes that are looked for; None for any diploma.
        conventions: not used: a diploma is held or is not.
        niveau_au_moins: the lowest level, inclusive, from 3 to 8; None for any.
        dans_le_domaine: whether it must lie in the field (True), outside it (False), or either (None).

    >>> level_5 = DiplomeDetenu(None, Conventions(), niveau_au_moins=5)
    >>> dossier = Dossier("D-1", "RNCP36625", diplomes=(Diplome("BTS", 5),))
    >>> fact = level_5.fact("m", dossier, date(2025, 11, 3))
    >>> fact.least, fact.most
    (1, 1)
    """

    KEY: ClassVar[str] = "diplome"
    UNIT: ClassVar[Unit] = Unit.OUI_NON
    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "diplome": Option(_codes, required=True, say=_say_codes),
        "niveau_au_moins": Option(_niveau),
        "dans_le_domaine": Option(yes_no_or_either),
    }

    diplome: tuple[str, ...] | None
    conventions: Conventions
    niveau_au_moins: int | None = None
    dans_le_domaine: bool | None = None

    @property
    def recherche(self) -> Recherche:
        """Which diplomas are looked for."""
        return Recherche(self.diplome, self.niveau_au_moins, self.dans_le_domaine)

    @classmethod
    def conventions_read(cls, _options: Mapping[str, object], /) -> frozenset[str]:
        """None; see `Measure.conventions_read`."""
        return frozenset()

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier; see `Measure.fact`."""
        lines = diplome_lines(self.recherche, dossier, as_of)
        listed = dossier.diplomes is not None
        ends = _ends([line.counts for line in lines], listed=listed)
        evidence = Deferred(partial(DiplomeEvidence, lines, listed, self.diplome))
        return Fact(name, Unit.OUI_NON, *ends, evidence)


def _ends(counts: Sequence[bool | None], *, listed: bool) -> tuple[int, int]:
    """Whether one passes, at least and at most."""
    if not listed:
        return 0, 1
    return int(True in counts), int(any(passes is not False for passes in counts))

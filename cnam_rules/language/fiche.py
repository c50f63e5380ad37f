"""A programme: its units, their credits and hours, and when each is offered; from a `fiche:` file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from typing import Final

from attrs import frozen

from cnam_rules.decoding import Decoder
from cnam_rules.documents import Node, parse
from cnam_rules.facts import Text
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.language.texts import canonical_hash, needed, source_text, text_pair

__all__ = [
    "FICHE_KEYS",
    "OFFERS",
    "UNIT_KEYS",
    "YEARS",
    "Fiche",
    "Offre",
    "Session",
    "Unite",
    "decode_fiche",
    "read_fiche",
]


class Session(Enum):
    """When in the year a unit is offered."""

    S1 = "S1"
    S2 = "S2"
    ANNUEL = "annuel"
    S1_ET_S2 = "S1 et S2"


@frozen
class Offre:
    """When a unit is offered in one academic year.

    Attributes:
        session: the session, or None where the source can't be read.
        certaine: whether the source says so clearly.
    """

    session: Session | None
    certaine: bool


@frozen
class Unite:
    """A unit of a programme.

    Attributes:
        code: its code, which stays when its title drifts.
        groupe: the group it belongs to, a name of the file's own (`obligatoires`).
        intitule: its title.
        ects: its credits, exact; None when the source gives none.
        heures: its hours; None when the source gives none.
        offre: when it is offered, by academic year (`2024-2025`).
    """

    code: str
    groupe: str
    intitule: str
    ects: Fraction | None
    heures: int | None
    offre: Mapping[str, Offre]


@frozen
class Fiche:
    """A programme, as one page of its school describes it.

    Attributes:
        id: the file's name for itself (`titre-casp/programme`).
        programme: the title's RNCP code.
        version: the version of the data.
        intitule: the title's name.
        source: where the data comes from.
        unites: the units, in the page's order.
        remarques: what the source contradicts or leaves open.
        sha256: the hash of the canonical form.
        file: the file, relative to the folder of rules it was found in.
    """

    id: str
    programme: str
    version: str
    intitule: Text
    source: str
    unites: tuple[Unite, ...]
    remarques: tuple[Text, ...]
    sha256: str
    file: str

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code of the programme, units of activity included."""
        return tuple(unite.code for unite in self.unites)

    @property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """The codes of each group."""
        groups: dict[str, tuple[str, ...]] = {}
        for unite in self.unites:
            groups[unite.groupe] = (*groups.get(unite.groupe, ()), unite.code)
        return groups

    @property
    def ects(self) -> Mapping[str, Fraction]:
        """The credits of each unit whose credits are known, by code."""
        return {unite.code: unite.ects for unite in self.unites if unite.ects is not None}


FICHE_KEYS: Final[Mapping[str, bool]] = {
    "fiche": True,
    "programme": True,
    "version": True,
    "intitule": True,
    "texte": True,
    "unites": True,
    "remarques": False,
}
"""The keys of a programme, and whether each is required."""
UNIT_KEYS: Final[Mapping[str, bool]] = {
    "code": True,
    "groupe": True,
    "intitule": True,
    "ects": False,
    "heures": False,
    "offre": False,
}
"""The keys of a unit, and whether each is required."""
YEARS: Final = re.compile(r"([0-9]{4})-([0-9]{4})")
"""An academic year."""
OFFERS: Final[Mapping[str, Offre]] = {
    **{session.value: Offre(session, certaine=True) for session in Session},
    **{f"{session.value} ?": Offre(session, certaine=False) for session in Session},
    "incertain": Offre(None, certaine=False),
}


def decode_fiche(text: str, *, file: str) -> Fiche:
    """Read a programme.

    Raises:
        RuleSetError: with every fault of the file.
    """
    fiche, faults = read_fiche(text, file=file)
    if faults or fiche is None:
        raise RuleSetError(faults)
    return fiche


_NEEDED: Final = re.compile(r"\$(\.(fiche|programme|unites(\[\d+\](\.(code|groupe|ects))?)?))?")
"""Where a fault leaves it open which programme it is, or which units there are: groups, credits."""
_NEEDED_KEYS: Final = ("fiche", "programme", "unites", "code", "groupe", "ects")
"""Keys of those places; one that is misspelt is a fault elsewhere, which says which key is meant."""


def read_fiche(text: str, *, file: str) -> tuple[Fiche | None, list[Fault]]:
    """Read a programme that may have faults, so that those of a rule set of it can be told at the same time.

    Returns:
        The programme, and its faults. None when they leave open what a rule set reads of it: a rule set that
        was read all the same would have faults that it hasn't.
    """
    root, faults = parse(text, file=file, format="yaml")
    decoder = Decoder(file=file, faults=faults)
    fiche = None if root is None else _fiche(root, decoder, file)
    if any(_NEEDED.fullmatch(fault.path) or fault.suggestion in _NEEDED_KEYS for fault in decoder.faults):
        fiche = None
    return fiche, decoder.faults


def _fiche(root: Node, decoder: Decoder, file: str) -> Fiche:
    entries = decoder.mapping(root, FICHE_KEYS, required=needed(FICHE_KEYS))
    units: list[Unite] = []
    for node in decoder.entries(entries.get("unites")):
        unit = _unit(node, decoder)
        if any(unit.code == other.code for other in units):
            decoder.fault(node, "listed-twice", found=unit.code)
        units.append(unit)
    return Fiche(
        id=decoder.text(entries.get("fiche")) or "",
        programme=decoder.text(entries.get("programme")) or "",
        version=decoder.text(entries.get("version")) or "",
        intitule=text_pair(decoder, entries.get("intitule")),
        source=source_text(decoder, entries.get("texte")),
        unites=tuple(units),
        remarques=tuple(text_pair(decoder, node) for node in decoder.entries(entries.get("remarques"))),
        sha256=canonical_hash(root),
        file=file,
    )


def _unit(node: Node, decoder: Decoder) -> Unite:
    entries = decoder.mapping(node, UNIT_KEYS, required=needed(UNIT_KEYS))
    offers: dict[str, Offre] = {}
    for year, offer_node in decoder.pairs(entries.get("offre")):
        match = YEARS.fullmatch(year)
        if match is None or int(match[2]) != int(match[1]) + 1:
            decoder.fault(offer_node, "not-an-academic-year", found=year)
        if (offer := decoder.word(offer_node, OFFERS)) is not None:
            offers[year] = offer
    ects = decoder.number(entries.get("ects"), expected="6")
    if ects is not None and ects < 0:
        decoder.fault(entries["ects"], "negative")
    return Unite(
        code=decoder.text(entries.get("code")) or "",
        groupe=decoder.text(entries.get("groupe")) or "",
        intitule=decoder.text(entries.get("intitule")) or "",
        ects=ects,
        heures=decoder.integer(entries.get("heures"), least=0, most=10_000),
        offre=offers,
    )

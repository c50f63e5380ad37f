"""What else a page says of a programme (`renseignements:`): tables, the delay of access, where it leads.

It is a kind of file of its own, beside the programme's. Its prices and days change on their own, while the
programme's units enter the fingerprint of the rule sets: a new price must not change what verdicts are signed
with. And deciding a dossier never reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from attrs import frozen

from cnam_rules.decoding import Decoder, suggest
from cnam_rules.documents import Node, parse
from cnam_rules.durations import distance
from cnam_rules.facts import Text
from cnam_rules.faults import RuleSetError
from cnam_rules.language import Fiche, Source
from cnam_rules.language.texts import bound_of, canonical_hash, needed, source_text, text_pair
from cnam_rules.tables.days import day_of
from cnam_rules.tables.load import read_source, read_tables
from cnam_rules.tables.model import Table
from cnam_rules.tables.windows import Days
from cnam_rules.units import Unit

__all__ = [
    "CONTINUATION_KEYS", "DELAY_KEYS", "EXAMPLE_KEYS", "KEYS", "Continuation", "DelayRule", "Renseignements",
    "decode_renseignements",
]  # fmt: skip

KEYS: Final[Mapping[str, bool]] = {
    "renseignements": True,
    "programme": True,
    "fiche": True,
    "version": True,
    "intitule": True,
    "texte": True,
    "tables": False,
    "delai_acces": False,
    "poursuites": False,
    "passerelles": False,
}
"""The keys of the file, and whether each is required."""
DELAY_KEYS: Final[Mapping[str, bool]] = {"libelle": True, "source": True, "exemple": False}
"""The keys of the delay of access, and whether each is required."""
EXAMPLE_KEYS: Final = ("inscription", "premier_cours", "delai")
"""The keys of the text's own example of the delay, all required."""
CONTINUATION_KEYS: Final[Mapping[str, bool]] = {
    "code": True,
    "niveau": True,
    "intitule": True,
    "source": True,
}
"""The keys of a title that a programme leads to, and whether each is required."""


@frozen
class Continuation:
    """A title that a programme leads to.

    Attributes:
        code: its code at the Cnam.
        niveau: its level, as the text says it (`Bac +3`).
        intitule: its name.
        source: the words of the text.
        file: the file it stands in.
        line: its line there, from 1.
    """

    code: str
    niveau: str
    intitule: Text
    source: Source
    file: str
    line: int | None


@frozen
class DelayRule:
    """What the delay of access is counted from and to, as the text defines it.

    Attributes:
        libelle: what it is, for people.
        source: the words of the text.
        file: the file it stands in.
        line: its line there, from 1.
    """

    libelle: Text
    source: Source
    file: str
    line: int | None


@frozen
class Renseignements:
    """What a page says of a programme beside its units and its conditions.

    Attributes:
        id: the file's name for itself (`titre-casp/renseignements`).
        programme: the title's code.
        fiche: the programme's units.
        version: the version of the data.
        intitule: what it tells.
        source: where the data comes from.
        tables: the tables, by name, in order.
        delai_acces: what the delay of access is; None when the text doesn't speak of it.
        poursuites: the titles that one may go on to.
        passerelles: the titles that there is a bridge to.
        sha256: the hash of the canonical form.
        file: the file, relative to the folder of rules it was found in.
    """

    id: str
    programme: str
    fiche: Fiche
    version: str
    intitule: Text
    source: str
    tables: Mapping[str, Table]
    delai_acces: DelayRule | None
    poursuites: tuple[Continuation, ...]
    passerelles: tuple[Continuation, ...]
    sha256: str
    file: str


def decode_renseignements(text: str, *, file: str, fiches: Mapping[str, Fiche]) -> Renseignements:
    """Read a file of `renseignements:`.

    Args:
        text: the file's text, YAML 1.2.
        file: its name, for faults and for answers.
        fiches: the programmes that are known, by id.

    Raises:
        RuleSetError: with every fault of the file, gaps and overlaps of its tables included.
    """
    root, faults = parse(text, file=file, format="yaml")
    decoder = Decoder(file=file, faults=faults)
    read = None if root is None else _read(root, decoder, file, fiches)
    if decoder.faults or read is None:
        raise RuleSetError(decoder.faults)
    return read


def _read(root: Node, decoder: Decoder, file: str, fiches: Mapping[str, Fiche]) -> Renseignements | None:
    entries = decoder.mapping(root, KEYS, required=needed(KEYS))
    programme = decoder.text(entries.get("programme")) or ""
    fiche = _fiche(entries.get("fiche"), decoder, fiches)
    if fiche is not None and programme and fiche.programme != programme:
        decoder.fault(entries["programme"], "other-programme", expected=fiche.programme)
    tables = read_tables(decoder, entries.get("tables"))
    delay = _delay(entries["delai_acces"], decoder, file) if "delai_acces" in entries else None
    leads = {
        key: tuple(_continuation(node, decoder, file) for node in decoder.entries(entries.get(key)))
        for key in ("poursuites", "passerelles")
    }
    if fiche is None:
        return None
    return Renseignements(
        id=decoder.text(entries.get("renseignements")) or "",
        programme=programme,
        fiche=fiche,
        version=decoder.text(entries.get("version")) or "",
        intitule=text_pair(decoder, entries.get("intitule")),
        source=source_text(decoder, entries.get("texte")),
        tables={table.name: table for table in tables},
        delai_acces=delay,
        sha256=canonical_hash(root),
        file=file,
        **leads,
    )


def _fiche(node: Node | None, decoder: Decoder, fiches: Mapping[str, Fiche]) -> Fiche | None:
    name = decoder.text(node)
    if node is None or name is None:
        return None
    if name not in fiches:
        decoder.fault(node, "unknown-word", expected=", ".join(fiches), suggestion=suggest(name, fiches))
    return fiches.get(name)


def _continuation(node: Node, decoder: Decoder, file: str) -> Continuation:
    entries = decoder.mapping(node, CONTINUATION_KEYS, required=needed(CONTINUATION_KEYS))
    return Continuation(
        code=decoder.text(entries.get("code")) or "",
        niveau=decoder.text(entries.get("niveau")) or "",
        intitule=text_pair(decoder, entries.get("intitule")),
        source=read_source(decoder, entries.get("source")),
        file=file,
        line=node.line,
    )


def _delay(node: Node, decoder: Decoder, file: str) -> DelayRule:
    entries = decoder.mapping(node, DELAY_KEYS, required=needed(DELAY_KEYS))
    if "exemple" in entries:
        _check_example(entries["exemple"], decoder)
    return DelayRule(
        libelle=text_pair(decoder, entries.get("libelle")),
        source=read_source(decoder, entries.get("source")),
        file=file,
        line=node.keys.get("libelle", (node.line, None))[0],
    )


_YEARS: Final = (2023, 2024, 2025)
"""A year before a leap one, a leap one, and the next: an example without years is true in each or in none."""


def _check_example(node: Node, decoder: Decoder) -> None:
    """Refuse an example of the text that isn't counted as the text counts it."""
    entries = decoder.mapping(node, EXAMPLE_KEYS, required=EXAMPLE_KEYS)
    if len(entries) < len(EXAMPLE_KEYS):
        return
    days = [Days().value(decoder, entries[key]) for key in EXAMPLE_KEYS[:2]]
    said = bound_of(decoder, entries["delai"], Unit.DUREE)
    enrolled, first_class = days
    if enrolled is None or first_class is None or said is None:
        return
    for year in _YEARS:
        try:
            start = date(year, *day_of(enrolled))
            stop = date(year + (first_class < enrolled), *day_of(first_class))
        except ValueError:  # 29 February, in another year
            continue
        counted = distance(start.toordinal(), stop.toordinal())
        if counted != said:
            decoder.fault(entries["delai"], "example-miscounted", expected=Unit.DUREE.written(counted))
            return

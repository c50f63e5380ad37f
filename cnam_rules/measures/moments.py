"""Moments: days of a dossier that rules speak of, such as an entry into training or the end of the stages.

A moment resolves, on a dossier and a day of decision, to a `When`: it has happened by that day, or not, or
nobody can tell; and when it has, on a day that is known or that lies between two ends. Nothing after the day
of the decision has happened yet.

In a rule file:

    jour                              # the day of the decision
    naissance                         # the day of birth
    entree_en_formation
    {date: 2024-09-01}                # a day of the calendar
    {etape: probatoire}               # a step of the dossier, by its name
    {rapport: soutenu}                # a step of the report: redige, soutenu, valide
    {premiere_ue: obligatoires}       # the day of the first of these UE: a group, a list, toutes
    {derniere_ue: [ABC001, ABC002]}   # the day of the last one; not while one lacks
    {fin_des_stages: attestes}        # the end of the last stage proved by a certificate; tous: of all
    {fin_des_experiences: attestees}  # the same of the jobs; toutes

`MOMENTS` lists them: a new one is a class and an entry there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from cnam_rules.decoding import Decoder
from cnam_rules.documents import Node
from cnam_rules.dossier import Dossier
from cnam_rules.dossier.checks import STEP_NAME
from cnam_rules.forms import reads
from cnam_rules.measures.base import Context
from cnam_rules.measures.moment_forms import MOMENT
from cnam_rules.measures.moment_kinds import (
    SPELL_WORDS,
    Calendrier,
    EtapeNommee,
    EtapeRapport,
    FinDesPeriodes,
    Moment,
    Simple,
    UeObtenues,
)
from cnam_rules.measures.moments_told import Told, When
from cnam_rules.measures.rapport import STEPS
from cnam_rules.measures.sifting import read_codes

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["MOMENTS", "Moment", "read_moment", "say_moment", "steps_in", "told"]


def told(moment: Moment, dossier: Dossier, as_of: date) -> Told:
    """A moment as evidence keeps it."""
    when = moment.when(dossier, as_of)
    pieces = () if when.known else tuple(moment.pieces(dossier, as_of))
    return Told(moment.key, moment.names, when, pieces)


def say_moment(moment: Moment | None, speech: Speech) -> str:
    """A moment as the value of an option; nothing where the option isn't given.

    >>> from cnam_rules.speech import Speech
    >>> say_moment(EtapeRapport("soutenu"), Speech("fr")), say_moment(None, Speech("fr"))
    ('la soutenance du rapport', '')
    """
    return "" if moment is None else Told(moment.key, moment.names, When(False)).name(speech)


MomentReader: TypeAlias = Callable[[Decoder, Node, Context], Moment | None]


def _calendar(decoder: Decoder, node: Node, _: Context) -> Moment | None:
    day = decoder.date(node)
    return None if day is None else Calendrier(day)


def _named(decoder: Decoder, node: Node, _: Context) -> Moment | None:
    name = decoder.text(node, longest=60)
    if name is None:
        return None
    if not STEP_NAME.fullmatch(name):
        decoder.fault(node, "not-a-step-name")
        return None
    return EtapeNommee(name)


def _of_the_report(decoder: Decoder, node: Node, _: Context) -> Moment | None:
    step = decoder.word(node, {step: step for step in STEPS})
    return None if step is None else EtapeRapport(step)


def _of_ue(decoder: Decoder, node: Node, context: Context, *, last: bool) -> Moment | None:
    codes = read_codes(decoder, node, context)
    return UeObtenues(codes, last) if codes else None


def _end_of(spells: str, decoder: Decoder, node: Node, _: Context) -> Moment | None:
    certified = decoder.word(node, SPELL_WORDS[spells])
    return None if certified is None else FinDesPeriodes(spells, certified)


MOMENTS: Final[Mapping[str, MomentReader | None]] = {
    "jour": None,
    "naissance": None,
    "entree_en_formation": None,
    "date": _calendar,
    "etape": _named,
    "rapport": _of_the_report,
    "premiere_ue": partial(_of_ue, last=False),
    "derniere_ue": partial(_of_ue, last=True),
    "fin_des_stages": partial(_end_of, "stages"),
    "fin_des_experiences": partial(_end_of, "experiences"),
}
"""The moments by the word that names them; those that say more have a reader of what follows the word."""


@reads(MOMENT)
def read_moment(decoder: Decoder, node: Node, context: Context) -> Moment | None:
    """Read a moment: a word, or a word and what it says more."""
    alone = {word: word for word, reader in MOMENTS.items() if reader is None}
    if not isinstance(node.value, dict):
        if isinstance(node.value, str) and node.value in MOMENTS and node.value not in alone:
            decoder.fault(node, "moment-says-more", expected=f"{{{node.value}: …}}")
            return None
        word = decoder.word(node, alone | {f"{{{word}: …}}": "" for word in MOMENTS if word not in alone})
        return Simple(word) if word else None
    more = {word: reader for word, reader in MOMENTS.items() if reader is not None}
    before = len(decoder.faults)
    entries = decoder.mapping(node, tuple(more))
    if len(entries) != 1:
        if len(decoder.faults) == before:
            found = {"found": ", ".join(entries)} if entries else {}
            decoder.fault(node, "one-of", expected=", ".join(more), **found)
        return None
    ((word, value),) = entries.items()
    return more[word](decoder, value, context)


def steps_in(value: Any) -> Iterator[str]:  # an option of a measure, of whatever type it is
    """The names of the steps that an option of a measure reads."""
    if isinstance(value, EtapeNommee):
        yield value.etape
    elif isinstance(value, tuple):
        for part in value:
            yield from steps_in(part)

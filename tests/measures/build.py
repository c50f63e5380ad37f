"""Dossiers of UE for the tests of measures, and what the unknown in them may turn out to be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from cnam_rules.catalogue import packaged
from cnam_rules.decoding import Decoder
from cnam_rules.documents import parse
from cnam_rules.dossier import Dossier, Obtention, StatutUe, Ue
from cnam_rules.facts import Fact
from cnam_rules.kernel import Compare, Op
from cnam_rules.measures import Context, Conventions, Measure
from cnam_rules.speech import Speech
from cnam_rules.testing import AS_OF, marks

CODES = ("FPG003", "CCE001", "TET003", "TET007")
"""Four UE of the title, worth 6, 4, 8 and 6 ECTS."""
WORTH = (("FPG003", 6000), ("CCE001", 4000), ("TET003", 8000), ("TET007", 6000))
PLAIN = Conventions()
FICHE = packaged().fiches["titre-casp/programme"]
CONTEXT = Context(FICHE.groups, FICHE.codes, FICHE.ects)


def dossier(*ue: Ue) -> Dossier:
    return Dossier("D-1", "RNCP36625", ue=ue)


UNKNOWN = Dossier("D-1", "RNCP36625")
"""A dossier whose list of UE nobody gave."""


def marked(code: str, mark: str, **more: Any) -> Ue:
    return Ue(code, note=Fraction(mark), **more)


def measured(measure: Measure, given: Dossier, as_of: date = AS_OF) -> Fact:
    fact = measure.fact("m", given, as_of)
    for lang in ("fr", "en"):
        assert all(fact.evidence.lines_of(Speech(lang)))
    return fact


def ends(measure: Measure, given: Dossier, as_of: date = AS_OF) -> tuple[int, int | None]:
    fact = measured(measure, given, as_of)
    return fact.least, fact.most


def remedy(measure: Measure, given: Dossier, bound: int, op: Op = Op.AT_LEAST, lang: str = "fr") -> str:
    """What is to be done to reach a bound, in words."""
    fact = measured(measure, given)
    lacks = fact.evidence.shortfall(fact, Compare("m", op, bound))
    assert lacks is not None
    assert lacks.amount is not None
    assert lacks.amount > 0
    return fact.evidence.remedy(lacks, "ce nombre", Speech(lang))


def asked(measure: Measure, given: Dossier) -> list[tuple[str, str]]:
    return [(piece.path, piece.key) for piece in measured(measure, given).evidence.pieces()]


def read_options(kind: type[Measure], text: str) -> tuple[dict[str, Any], list[str]]:
    """The options of a measure as a rule file writes them, and the codes of the faults."""
    root, faults = parse(text, file="m.yaml", format="yaml")
    assert root is not None
    assert not faults
    decoder = Decoder(file="m.yaml")
    entries = decoder.mapping(root, tuple(kind.OPTIONS))
    options = {name: kind.OPTIONS[name].read(decoder, node, CONTEXT) for name, node in entries.items()}
    return options, [fault.code for fault in decoder.faults]


def built(kind: type[Measure], text: str) -> Measure:
    options, faults = read_options(kind, text)
    assert faults == []
    defaults = {name: option.default for name, option in kind.OPTIONS.items()}
    return kind(**(defaults | options), conventions=PLAIN)


@st.composite
def some_ue(draw: st.DrawFn) -> Dossier:
    """A dossier with some of the four UE, each known or not; at most two were obtained nobody knows how."""
    found: list[Ue] = []
    for code in draw(st.permutations(CODES)):
        if draw(st.integers(0, 5)) == 0:
            continue
        ways = (None, *Obtention) if sum(ue.obtention is None for ue in found) < 2 else tuple(Obtention)
        found.append(
            Ue(
                code,
                draw(st.sampled_from(ways)),
                draw(st.none() | marks()),
                statut=draw(st.sampled_from((StatutUe.VALIDEE, *StatutUe))),
            )
        )
    return dossier(*found)


TELLING = (Fraction(0), Fraction(20))
"""The marks that an unknown one is tried as: its ends, which those of every measure here are reached at."""


def completions(given: Dossier) -> Iterator[Dossier]:
    """Every way to tell what the dossier doesn't: statuses, ways of obtention, and marks at their ends.

    An examination gives a mark; where nobody knows how a UE was obtained, an exemption may have one too.
    """
    ways: list[list[Ue]] = []
    for ue in given.ue or ():
        known = (ue.statut,) if ue.statut is not StatutUe.INCONNU else tuple(StatutUe)[:3]
        told = []
        for statut, way in product(known, Obtention if ue.obtention is None else (ue.obtention,)):
            entry = evolve(ue, statut=statut, obtention=way)
            may_be_marked = ue.note is None and statut is not StatutUe.EN_COURS
            if not (may_be_marked and way is Obtention.EXAMEN):
                told.append(entry)
            if may_be_marked and (way is Obtention.EXAMEN or ue.obtention is None):
                told += [evolve(entry, note=note) for note in TELLING]
        ways.append(told)
    for chosen in product(*ways):
        yield evolve(given, ue=chosen)


def extremes(measure: Measure, given: Dossier) -> tuple[int, int]:
    """The least and the greatest number that the measure comes to, over all completions."""
    found = [measure.fact("m", told, AS_OF) for told in completions(given)]
    assert all(fact.known for fact in found)
    return min(fact.least for fact in found), max(fact.least for fact in found)

"""The pieces that are missing to tell, and what each answer to them would lead to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import evolve

from cnam_rules.advice.again import Again
from cnam_rules.dossier import Dossier, check
from cnam_rules.dossier.acquis import NIVEAUX, Cecrl
from cnam_rules.dossier.model import Obtention, Rapport, StatutActivite, StatutUe
from cnam_rules.facts import AnswerValue, Fact, Piece
from cnam_rules.kernel import Status, comparisons, overall
from cnam_rules.language import ChosenRules
from cnam_rules.verdict import MissingPiece, Outcome

__all__ = ["answered", "missing_pieces"]

_WORDS: Mapping[str, Mapping[str, object]] = {
    "ue.statut": {statut.value: statut for statut in StatutUe},
    "ue.obtention": {way.value: way for way in Obtention},
    "experiences.statut": {statut.value: statut for statut in StatutActivite},
    "diplomes.niveau": {str(niveau): niveau for niveau in NIVEAUX},
    "tests.niveau": {niveau.value: niveau for niveau in Cecrl},
}
"""What the words of an answer stand for, by attribute; any other word stands for itself."""


def missing_pieces(
    dossier: Dossier,
    as_of: date,
    rules: ChosenRules,
    *,
    facts: Mapping[str, Fact],
    statuses: Mapping[str, Status],
    again: Again,
) -> tuple[MissingPiece, ...]:
    """The pieces that keep conditions unknown, each with what every answer to it alone would lead to.

    An answer that the rest of the dossier contradicts leads nowhere, and is left out.

    Args:
        dossier: the dossier that was decided.
        as_of: the day it was decided for.
        rules: the rules it was decided by.
        facts: what it measured to.
        statuses: what its conditions came to.
        again: decides a dossier again.
    """
    pieces: dict[Piece, dict[str, None]] = {}
    for condition in rules.program.conditions:
        if statuses[condition.id] is not Status.UNKNOWN:
            continue
        for compare in (c for expr in (condition.applies, condition.requires) for c in comparisons(expr)):
            fact = facts[compare.measure]
            if not fact.known:
                for piece in fact.evidence.pieces():
                    pieces.setdefault(piece, {})[condition.id] = None
    found = []
    for piece, conditions in pieces.items():
        outcomes = []
        for answer in piece.answers:
            completed = answered(dossier, piece, answer)
            if check(completed):
                continue  # the rest of the dossier rules that answer out: a report defended was written
            after = again(completed, as_of, rules)
            changed = tuple((name, after[name]) for name in after if statuses[name] is Status.UNKNOWN)
            outcomes.append(Outcome(answer, overall(after.values()), changed))
        found.append(MissingPiece(piece, tuple(conditions), tuple(outcomes)))
    return tuple(found)


def answered(dossier: Dossier, piece: Piece, answer: AnswerValue) -> Dossier:
    """The dossier with a missing piece answered.

    Raises:
        ValueError: the piece belongs nowhere in a dossier.

    >>> validated = Piece("$.rapport.valide", "rapport-valide")
    >>> answered(Dossier("D-1", "RNCP36625"), validated, False).rapport.valide
    False
    >>> filed = Piece("$.etapes.depot", "etape", (("etape", "depot"),))
    >>> answered(Dossier("D-1", "RNCP36625"), filed, True).etapes
    (('depot', True),)
    """
    match = re.fullmatch(r"\$\.(?P<part>\w+)(?:\[(?P<index>\d+)\])?(?:\.(?P<name>\w+))?", piece.path)
    if match is None:
        raise ValueError(f"no such place in a dossier: {piece.path}")
    part, index, name = match["part"], match["index"], match["name"]
    change: dict[str, Any]  # an attribute of the dossier, by a name that the path gives
    if name is None:  # a whole list: the only answer with a name is that there is nothing in it
        change = {part: ()}
        return evolve(dossier, **change)
    words = _WORDS.get(f"{part}.{name}", {})
    change = {name: words.get(answer, answer) if isinstance(answer, str) else answer}
    if part == "etapes":
        return evolve(dossier, etapes={**dict(dossier.etapes), **change})
    if part == "situation":
        return evolve(dossier, situation={**dossier.situation, **change})
    if index is None:
        return evolve(dossier, rapport=evolve(dossier.rapport or Rapport(), **change))
    entries = list(getattr(dossier, part))
    asked = entries[int(index)]
    for place, entry in enumerate(entries):
        # A UE that stands twice is one UE, and is answered for in both places.
        twin = part == "ue" and (entry.code, getattr(entry, name)) == (asked.code, getattr(asked, name))
        if twin or place == int(index):
            entries[place] = evolve(entry, **change)
    change = {part: tuple(entries)}
    return evolve(dossier, **change)

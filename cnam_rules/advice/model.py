"""Advice on a dossier, as plain data: what would make it eligible, from when on, and what it turns on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from cnam_rules.advice.borderline import Borderline
from cnam_rules.advice.earliest import Earliest
from cnam_rules.advice.other_readings import Turn
from cnam_rules.advice.remedies import Remedies
from cnam_rules.shown import Told
from cnam_rules.verdict import Verdict

if TYPE_CHECKING:
    from cnam_rules.render.lines import Outline

__all__ = ["Advice"]


@frozen
class Advice(Told):
    """What goes with a verdict for whoever is to act on it.

    `str(advice)` is a text in French; `advice.text("en")` is the same in English.

    Attributes:
        verdict: the verdict that it is about; the advice changes nothing of it.
        remedies: what would make the dossier eligible.
        earliest: the first day on which it is if nothing is done but what is under way.
        borderline: the counts that another named convention would answer otherwise.
        turns: the choices of readings that change the verdict, alone or together.
    """

    verdict: Verdict
    remedies: Remedies
    earliest: Earliest
    borderline: tuple[Borderline, ...]
    turns: tuple[Turn, ...]

    def outline(self, lang: str = "fr") -> Outline:
        """The advice, sentence by sentence, in `fr` or `en`."""
        from cnam_rules.advice.said import advice_outline

        return advice_outline(self, lang)

    def to_json(self) -> str:
        """The advice as JSON on one line; the verdict, which has a stored form of its own, stays outside."""
        from cnam_rules.advice.said import to_json

        return to_json(self)

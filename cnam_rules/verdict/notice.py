"""The notice of a verdict: what a person may ask of a decision reached with an algorithm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from cnam_rules.shown import Told
from cnam_rules.verdict.hypothesis import HypotheticalVerdict
from cnam_rules.verdict.model import Verdict

if TYPE_CHECKING:
    from cnam_rules.render.lines import Outline

__all__ = ["Notice", "notice"]


@frozen
class Notice(Told):
    """The notice of one verdict, as text, as HTML and as PDF, in French or in English.

    It says, in the order of article R311-3-1-2 of the code of relations between the public and the
    administration, how far and in what way the program contributed, the data and where they come from, the
    parameters applied, and the operations carried out, with the person's own figures.

    Attributes:
        verdict: the verdict, which alone it is made from.
    """

    verdict: Verdict

    def outline(self, lang: str = "fr") -> Outline:
        """What it says, sentence by sentence."""
        from cnam_rules.render.notice import notice_outline

        return notice_outline(self.verdict, lang)


def notice(verdict: Verdict) -> Notice:
    """The notice of a verdict.

    Args:
        verdict: the verdict; one that was stored does as well.

    Raises:
        TypeError: it isn't a verdict, or only a hypothesis: nothing was decided then.

    >>> from datetime import date
    >>> import cnam_rules
    >>> dossier = cnam_rules.loads("{dossier: D-1, programme: RNCP36625, ue: []}")
    >>> print(notice(cnam_rules.decide(dossier, as_of=date(2025, 11, 3))).text("en").splitlines()[0])
    NOTICE ON DOSSIER D-1 — on 3 November 2025
    """
    if not isinstance(verdict, Verdict):
        raise TypeError(f"a Verdict is expected, not {type(verdict).__name__}: decide a dossier first")
    if isinstance(verdict, HypotheticalVerdict):
        raise TypeError("a hypothesis has no notice, as nothing was decided: decide a dossier first")
    return Notice(verdict)

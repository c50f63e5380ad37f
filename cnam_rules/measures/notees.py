"""`notees`: how many UE of a list have a mark.

In a rule file:

    ue_notees:
      libelle: {fr: …, en: …}
      notees: obligatoires           # a group of the programme, a list of codes, or toutes
      dispensees: oui                # whether those obtained by exemption count too: non (default)

"Every UE is marked" is a number of marks that reaches that of the list. A UE that may have a mark, which the
dossier doesn't tell, counts at the upper end alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import ClassVar

from attrs import frozen

from cnam_rules.deferred import Deferred
from cnam_rules.dossier.model import Dossier
from cnam_rules.facts import Fact
from cnam_rules.measures.base import Conventions, Option, yes_or_no
from cnam_rules.measures.marks import NotesEvidence, how_many, mark_lines
from cnam_rules.measures.sifting import read_codes
from cnam_rules.units import Unit

__all__ = ["UeNotees"]


@frozen
class UeNotees:
    """A number of UE that have a mark.

    Attributes:
        notees: the codes of the list.
        conventions: not used: a mark is a mark.
        dispensees: whether a UE obtained by exemption, which has no mark, counts too.

    >>> from fractions import Fraction
    >>> from cnam_rules.dossier import Ue
    >>> marked = UeNotees(("FPG003", "CCE001"), Conventions())
    >>> ue = (Ue("FPG003", note=Fraction(12)), Ue("CCE001"))
    >>> fact = marked.fact("m", Dossier("D-1", "RNCP36625", ue=ue), date(2025, 11, 3))
    >>> fact.least, fact.most
    (1, 2)
    """

    KEY: ClassVar[str] = "notees"
    UNIT: ClassVar[Unit] = Unit.UE
    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "notees": Option(read_codes, required=True),
        "dispensees": Option(yes_or_no, default=False),
    }

    notees: tuple[str, ...]
    conventions: Conventions
    dispensees: bool = False

    @classmethod
    def conventions_read(cls, _options: Mapping[str, object], /) -> frozenset[str]:
        """None; see `Measure.conventions_read`."""
        return frozenset()

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier; see `Measure.fact`."""
        # Without a mark, nothing; by exemption, something where the option says so: then any mark will do.
        lines = mark_lines(
            self.notees, dossier, as_of, sans_note=None, dispensees=0 if self.dispensees else None
        )
        return Fact(name, Unit.UE, *how_many(lines), Deferred(partial(NotesEvidence, lines, plain=True)))

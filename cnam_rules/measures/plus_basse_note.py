"""`plus_basse_note`: the lowest mark of a list of UE.

In a rule file:

    note_la_plus_basse:
      libelle: {fr: …, en: …}
      plus_basse_note: obligatoires  # a group of the programme, a list of codes, or toutes
      sans_note: 0/20                # what a UE without a mark yet counts as (0/20 by default); ignorees
      dispensees: ignorees           # what one obtained by exemption counts as (ignorees by default); 10/20

`au_moins: 10/20` says that each mark is at least 10; `plus_de: 6/20` that none is 6 or less (an eliminatory
mark, inclusive), `au_moins: 6/20` that none is less than 6. Where every UE is left out there is no mark to be
too low: the lowest is then 20.
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
from cnam_rules.measures.base import Conventions, Option
from cnam_rules.measures.marks import (
    NotesEvidence,
    lowest,
    mark_lines,
    read_mark_or_nothing,
    say_mark_or_nothing,
)
from cnam_rules.measures.sifting import read_codes
from cnam_rules.units import Unit

__all__ = ["PlusBasseNote"]


@frozen
class PlusBasseNote:
    """The lowest mark of a list, in hundredths.

    Attributes:
        plus_basse_note: the codes of the list.
        conventions: not used: a mark is a mark.
        sans_note: what a UE that has no mark yet counts as, in hundredths; None to leave it out.
        dispensees: what a UE obtained by exemption counts as; None to leave it out.

    >>> from fractions import Fraction
    >>> from cnam_rules.dossier import Ue
    >>> lowest_of_two = PlusBasseNote(("FPG003", "CCE001"), Conventions())
    >>> ue = (Ue("FPG003", note=Fraction(12)), Ue("CCE001", note=Fraction(19, 2)))
    >>> fact = lowest_of_two.fact("m", Dossier("D-1", "RNCP36625", ue=ue), date(2025, 11, 3))
    >>> fact.least, fact.most
    (950, 950)
    """

    KEY: ClassVar[str] = "plus_basse_note"
    UNIT: ClassVar[Unit] = Unit.NOTE
    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "plus_basse_note": Option(read_codes, required=True),
        "sans_note": Option(read_mark_or_nothing, default=0, say=say_mark_or_nothing),
        "dispensees": Option(read_mark_or_nothing, say=say_mark_or_nothing),
    }

    plus_basse_note: tuple[str, ...]
    conventions: Conventions
    sans_note: int | None = 0
    dispensees: int | None = None

    @classmethod
    def conventions_read(cls, _options: Mapping[str, object], /) -> frozenset[str]:
        """None; see `Measure.conventions_read`."""
        return frozenset()

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier; see `Measure.fact`."""
        lines = mark_lines(
            self.plus_basse_note, dossier, as_of, sans_note=self.sans_note, dispensees=self.dispensees
        )
        return Fact(name, Unit.NOTE, *lowest(lines), Deferred(partial(NotesEvidence, lines)))

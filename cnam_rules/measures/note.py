"""`note`: the mark of one UE.

In a rule file:

    memoire:
      libelle: {fr: …, en: …}
      note: UA211G                   # a code of the programme
      sans_note: 0/20                # what it counts as while it has no mark (0/20 by default)
      dispensees: 10/20              # what it counts as once obtained by exemption (0/20 by default)

A mark is known to the hundredth, and compared exactly; `au_moins: 10/20` includes 10, `plus_de: 10/20`
doesn't. A mark that may exist and isn't in the dossier is anything from 0 to 20.
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
from cnam_rules.measures.marks import MarkLine, NotesEvidence, lowest, mark_lines
from cnam_rules.measures.sifting import read_code, read_mark, say_mark
from cnam_rules.units import Unit

__all__ = ["NoteDeLUe"]


@frozen
class NoteDeLUe:
    """The mark of one UE, in hundredths.

    Attributes:
        note: the UE's code.
        conventions: not used: a mark is a mark.
        sans_note: what the UE counts as while it has no mark, in hundredths.
        dispensees: what it counts as once obtained by exemption, without a mark.

    >>> from fractions import Fraction
    >>> from cnam_rules.dossier import Ue
    >>> report = NoteDeLUe("UA211G", Conventions())
    >>> ue = (Ue("UA211G", note=Fraction(25, 2)),)
    >>> fact = report.fact("rapport", Dossier("D-1", "RNCP36625", ue=ue), date(2025, 11, 3))
    >>> fact.least, fact.most
    (1250, 1250)
    """

    KEY: ClassVar[str] = "note"
    UNIT: ClassVar[Unit] = Unit.NOTE
    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "note": Option(read_code, required=True),
        "sans_note": Option(read_mark, default=0, say=say_mark),
        "dispensees": Option(read_mark, default=0, say=say_mark),
    }

    note: str
    conventions: Conventions
    sans_note: int = 0
    dispensees: int = 0

    @classmethod
    def conventions_read(cls, _options: Mapping[str, object], /) -> frozenset[str]:
        """None; see `Measure.conventions_read`."""
        return frozenset()

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier; see `Measure.fact`."""
        lines = self._lines(dossier, as_of)
        evidence = Deferred(partial(NotesEvidence, lines))
        return Fact(name, Unit.NOTE, *lowest(lines), evidence)

    def _lines(self, dossier: Dossier, as_of: date) -> tuple[MarkLine, ...]:
        return mark_lines((self.note,), dossier, as_of, sans_note=self.sans_note, dispensees=self.dispensees)

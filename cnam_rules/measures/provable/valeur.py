"""The value that a measure is compared with, as the prover sees it: something that a dossier comes to."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final

from attrs import evolve, frozen

from cnam_rules.dossier.model import Dossier
from cnam_rules.facts import Text
from cnam_rules.faults import RuleSetError
from cnam_rules.kernel import Interval
from cnam_rules.measures.seuil import Seuil
from cnam_rules.measures.valeurs import DecisionPrevue, Parametre
from cnam_rules.units import Unit

__all__ = ["Valeur"]

_UNSAID: Final = Text("", "")


@frozen
class Valeur:
    """A value that somebody decides, or a dated parameter, as something that a dossier measures to.

    Attributes:
        valeur: the value, without what is only there to be told to people.
        unit: the unit of its numbers.
    """

    KEY: ClassVar[str] = "valeur"

    valeur: Parametre | DecisionPrevue
    unit: Unit

    @classmethod
    def of(cls, seuil: Seuil) -> Valeur:
        """The value that a measure is compared with.

        A parameter is the same whatever its name; a decision isn't, as dossiers name it.
        """
        held = seuil.valeur
        if isinstance(held, DecisionPrevue):
            told = evolve(held, libelle=_UNSAID, par=_UNSAID, clause="", extrait="")
            return cls(told, seuil.mesuree.UNIT)
        values = tuple(evolve(value, clause="", extrait="") for value in held.valeurs)
        return cls(evolve(held, name="", libelle=_UNSAID, valeurs=values), seuil.mesuree.UNIT)

    @property
    def untaken(self) -> Interval | None:
        """What it is as long as nobody decides it; None of a parameter, which nobody decides."""
        held = self.valeur
        if not isinstance(held, DecisionPrevue):
            return None
        if held.par_defaut is None:
            return Interval(held.bas, held.haut)
        return Interval(held.par_defaut, held.par_defaut)

    def ends(self, dossier: Dossier, as_of: date) -> Interval | None:
        """What it can be, at least and at most; None when the dossier can't be decided for want of it."""
        try:
            held = self.valeur.held(dossier, as_of)
            return Interval(held.least, held.most)
        except (RuleSetError, ValueError):  # no value yet; decided out of its bounds, or in another unit
            return None

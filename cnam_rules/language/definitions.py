"""Parameters and decisions as a rule file defines them, and with every reading chosen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from attrs import frozen

from cnam_rules.facts import Text
from cnam_rules.language.expressions import Lecture
from cnam_rules.measures.valeurs import DecisionPrevue, Parametre, ValeurDatee
from cnam_rules.units import Unit

__all__ = ["DecisionDef", "ParametreDef", "ValeurDeParametre", "ValeurDef"]


def _settled(value: int | Lecture[int], readings: Mapping[str, str]) -> int:
    return value.chosen(readings) if isinstance(value, Lecture) else value


@frozen
class ValeurDeParametre:
    """A value of a parameter, and the first day on which it holds; see `ParametreDef`."""

    du: date
    valeur: int | Lecture[int]
    clause: str
    extrait: str


@frozen
class ParametreDef:
    """A parameter (`parametres`).

    Attributes:
        name: its name.
        libelle: what it is, for people.
        unit: the unit of its values: that of the measures it is compared with.
        line: its line in the file, from 1.
        file: the file it was written in, or that overrides it in part.
        selon: the day that chooses among the values: `entree_en_formation` or `jour`.
        valeurs: the values, by date; a `Lecture` where a reading decides.
    """

    name: str
    libelle: Text
    unit: Unit
    line: int
    file: str
    selon: str
    valeurs: tuple[ValeurDeParametre, ...]

    @property
    def readings(self) -> frozenset[str]:
        """The readings that its values depend on."""
        return frozenset(item.valeur.name for item in self.valeurs if isinstance(item.valeur, Lecture))

    def under(self, readings: Mapping[str, str]) -> Parametre:
        """The parameter with its readings chosen."""
        values = (
            ValeurDatee(item.du, _settled(item.valeur, readings), item.clause, item.extrait)
            for item in self.valeurs
        )
        return Parametre(self.name, self.libelle, self.selon, tuple(values))


@frozen
class DecisionDef:
    """A value that somebody decides within bounds (`decisions`).

    Attributes:
        name: its name.
        libelle: what it is, for people.
        unit: the unit of its bounds: that of the measures it is compared with.
        line: its line in the file, from 1.
        file: the file it was written in, or that overrides it in part.
        par: who decides, for people.
        bas: the least that may be decided, inclusive.
        haut: the most that may be decided, inclusive.
        par_defaut: what holds while nobody decided, a `Lecture` where a reading decides; None for nothing.
        clause: the clause that lets them decide.
        extrait: a few words of it.
    """

    name: str
    libelle: Text
    unit: Unit
    line: int
    file: str
    par: Text
    bas: int
    haut: int
    par_defaut: int | Lecture[int] | None
    clause: str
    extrait: str

    @property
    def readings(self) -> frozenset[str]:
        """The readings that what holds by default depends on."""
        return frozenset((self.par_defaut.name,)) if isinstance(self.par_defaut, Lecture) else frozenset()

    def under(self, readings: Mapping[str, str]) -> DecisionPrevue:
        """What is to be decided, with its readings chosen."""
        return DecisionPrevue(
            name=self.name,
            libelle=self.libelle,
            par=self.par,
            unit=self.unit,
            bas=self.bas,
            haut=self.haut,
            par_defaut=None if self.par_defaut is None else _settled(self.par_defaut, readings),
            clause=self.clause,
            extrait=self.extrait,
        )


ValeurDef: TypeAlias = ParametreDef | DecisionDef

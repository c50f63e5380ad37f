"""Values that a rule set doesn't write as constants, and which of them holds for a dossier on a day.

A *parametre* has a value from each of some dates on, each with its source; the day of entry into training, or
the day of the decision, says which one holds. A *decision* is a value that somebody fixes within bounds. Both
are whole numbers in the unit of the measure that is compared with them (see `cnam_rules.units`).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

from attrs import field, frozen

from cnam_rules.dossier.model import Dossier
from cnam_rules.facts import Piece, Text, quantity
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = [
    "ENTREE",
    "JOUR",
    "DecisionPrevue",
    "DecisionPrise",
    "DecisionTenue",
    "Parametre",
    "ParametreTenu",
    "ValeurDatee",
]

ENTREE: Final = "entree_en_formation"
"""A parameter's value is chosen by the day of entry into training."""
JOUR: Final = "jour"
"""A parameter's value is chosen by the day of the decision."""

Day: TypeAlias = date
"""A date, under a name that an attribute called `date` doesn't hide."""


# -------------------------------------------------------------------------------------------- parameters
@frozen
class ValeurDatee:
    """A value of a parameter.

    Attributes:
        du: the first day on which it holds.
        valeur: the value.
        clause: the clause that fixes it.
        extrait: a few words of it.
    """

    du: date
    valeur: int
    clause: str
    extrait: str


@frozen
class ParametreTenu:
    """A parameter, and the values that may be the one that holds.

    Attributes:
        name: its name in the rule set.
        libelle: what it is, for people.
        selon: `entree_en_formation` or `jour`.
        jour: the day that chooses; None when it is the day of entry and that isn't known.
        valeurs: the value that holds; each that may, when the day isn't known.
    """

    name: str
    libelle: Text
    selon: str
    jour: date | None
    valeurs: tuple[ValeurDatee, ...]

    @property
    def least(self) -> int:
        """The least that it can be."""
        return min(value.valeur for value in self.valeurs)

    @property
    def most(self) -> int:
        """The most that it can be."""
        return max(value.valeur for value in self.valeurs)

    def pieces(self) -> tuple[Piece, ...]:
        """The day of entry, when it would choose between several values."""
        if self.least == self.most:
            return ()
        return (Piece("$.entree_en_formation", "entree-parametre", (("parametre", self.name),), ()),)

    def said(self, speech: Speech, unit: Unit) -> str:
        """The value, and since when it holds: `18 mois (valeur depuis le 1er septembre 2023)`."""
        if len(self.valeurs) == 1:
            (only,) = self.valeurs
            value = quantity(speech, unit, only.valeur)
            return speech.say(f"valeurs.parametre-{self.selon}", value=value, du=only.du)
        if self.least == self.most:
            return quantity(speech, unit, self.least)
        least, most = (quantity(speech, unit, end) for end in (self.least, self.most))
        return speech.say("valeurs.parametre-inconnu", least=least, most=most)

    def lines_of(self, speech: Speech, unit: Unit) -> list[str]:
        """Each value that may hold, with its source."""
        return [
            speech.say(
                "valeurs.parametre-source",
                name=self.libelle.said(speech.lang),
                value=quantity(speech, unit, value.valeur),
                du=value.du,
                clause=value.clause,
                extract=value.extrait,
            )
            for value in self.valeurs
        ]


@frozen
class Parametre:
    """A parameter: a value from each of some dates on.

    Attributes:
        name: its name in the rule set.
        libelle: what it is, for people.
        selon: the day that chooses: `entree_en_formation` or `jour`.
        valeurs: the values, by date.
    """

    name: str
    libelle: Text
    selon: str
    valeurs: tuple[ValeurDatee, ...]

    def held(self, dossier: Dossier, as_of: date) -> ParametreTenu:
        """What holds for a dossier on a day; when its day of entry is unknown, whatever may.

        Raises:
            RuleSetError: there is no value yet on the day that chooses.

        >>> cut = Parametre("p", Text("p", "p"), JOUR, (ValeurDatee(date(2023, 9, 1), 18, "1", "x"),))
        >>> cut.held(Dossier("D-1", "RNCP36625"), date(2023, 9, 1)).most
        18
        >>> cut.held(Dossier("D-1", "RNCP36625"), date(2023, 8, 31))
        Traceback (most recent call last):
        ...
        cnam_rules.faults.RuleSetError: ...
        """
        if (fault := self.gap(dossier.entree_en_formation, as_of)) is not None:
            raise RuleSetError([fault])
        day = as_of if self.selon == JOUR else dossier.entree_en_formation
        begun = tuple(value for value in self.valeurs if value.du <= (as_of if day is None else day))
        return ParametreTenu(self.name, self.libelle, self.selon, day, begun if day is None else begun[-1:])

    def gap(self, entered: date | None, as_of: date) -> Fault | None:
        """The fault of a dossier whose day comes before the first value; None when there is a value.

        Args:
            entered: its day of entry into training; None when nobody knows it.
            as_of: the day of the decision.
        """
        entered = entered if self.selon == ENTREE else None
        day, first = entered or as_of, self.valeurs[0].du
        if day >= first:
            return None
        args = {"found": self.name, "expected": first.isoformat(), "entered": day.isoformat()}
        return Fault("as_of" if entered is None else "$.entree_en_formation", "no-value-yet", args)


# --------------------------------------------------------------------------------------------- decisions
@frozen
class DecisionPrise:
    """A value that was decided: which, when, by whom and why."""

    valeur: int
    date: Day
    autorite: str
    motif: str


@frozen
class DecisionTenue:
    """What is to be decided, and what was.

    Attributes:
        name: its name in the rule set.
        libelle: what it is, for people.
        par: who decides, for people.
        bas: the least that may be decided, inclusive.
        haut: the most that may be decided, inclusive.
        par_defaut: what holds while nobody decided; None when nothing does.
        prise: the decision that holds; None when nobody decided yet.
        clause: the clause that lets them decide.
        extrait: a few words of it.
    """

    name: str
    libelle: Text
    par: Text
    bas: int
    haut: int
    par_defaut: int | None
    prise: DecisionPrise | None
    clause: str
    extrait: str

    @property
    def least(self) -> int:
        """The least that it can be."""
        return self.bas if self._settled is None else self._settled

    @property
    def most(self) -> int:
        """The most that it can be."""
        return self.haut if self._settled is None else self._settled

    @property
    def _settled(self) -> int | None:
        """What was decided, or what holds instead.

        Raises:
            ValueError: it lies outside the bounds.
        """
        settled = self.par_defaut if self.prise is None else self.prise.valeur
        if settled is not None and not self.bas <= settled <= self.haut:
            raise ValueError(f"{self.name}: {settled} is not between {self.bas} and {self.haut}")
        return settled

    def pieces(self) -> tuple[Piece, ...]:
        """The decision, when nothing holds without it."""
        if self.least == self.most:
            return ()
        return (Piece("$.decisions", "decision", (("decision", self.name),), ()),)

    def said(self, speech: Speech, unit: Unit) -> str:
        """The value, who decided it and when: `4 mois, selon la décision du 3 mars 2025 …`."""
        ends = {"least": quantity(speech, unit, self.bas), "most": quantity(speech, unit, self.haut)}
        who = {"par": self.par.said(speech.lang), **ends}
        if self.prise is not None:
            value = quantity(speech, unit, self.prise.valeur)
            return speech.say("valeurs.decision-prise", value=value, date=self.prise.date, **who)
        if self.par_defaut is not None:
            value = quantity(speech, unit, self.par_defaut)
            return speech.say("valeurs.decision-defaut", value=value, **who)
        return speech.say("valeurs.decision-attendue", **who)

    def lines_of(self, speech: Speech, unit: Unit) -> list[str]:
        """The decision with its reason, then the clause that lets it be taken."""
        name = self.libelle.said(speech.lang)
        source = speech.say("valeurs.decision-source", name=name, clause=self.clause, extract=self.extrait)
        if self.prise is None:
            return [source]
        taken = speech.say(
            "valeurs.decision-motif",
            name=name,
            value=quantity(speech, unit, self.prise.valeur),
            date=self.prise.date,
            authority=self.prise.autorite,
            motive=self.prise.motif,
        )
        return [taken, source]


@frozen
class DecisionPrevue:
    """What somebody is to decide within bounds.

    Attributes:
        name: its name in the rule set.
        libelle: what it is, for people.
        par: who decides, for people.
        unit: the unit in which a dossier gives it.
        bas: the least that may be decided, inclusive.
        haut: the most that may be decided, inclusive.
        par_defaut: what holds while nobody decided; None when it is then unknown within the bounds.
        clause: the clause that lets them decide.
        extrait: a few words of it.
    """

    name: str
    libelle: Text
    par: Text
    unit: Unit
    bas: int
    haut: int
    par_defaut: int | None
    clause: str = field(default="")
    extrait: str = field(default="")

    def held(self, dossier: Dossier, as_of: date) -> DecisionTenue:
        """What holds for a dossier on a day: the latest decision taken by then, or else what the rule says.

        >>> from cnam_rules.dossier import Decision
        >>> stage = DecisionPrevue("stage", Text("s", "s"), Text("p", "p"), Unit.UE, 3, 6, None)
        >>> taken = Decision("stage", "4 UE", "jury", "motif", date(2025, 3, 3))
        >>> dossier = Dossier("D-1", "RNCP36625", decisions=(taken,))
        >>> [stage.held(dossier, date(2025, 3, day)).most for day in (2, 3)]
        [6, 4]
        """
        taken = [
            decision
            for decision in dossier.decisions
            if decision.objet == self.name and decision.date <= as_of
        ]
        latest = max(taken, key=lambda decision: decision.date, default=None)
        return DecisionTenue(
            name=self.name,
            libelle=self.libelle,
            par=self.par,
            bas=self.bas,
            haut=self.haut,
            par_defaut=self.par_defaut,
            prise=None
            if latest is None
            else DecisionPrise(self.unit.bound(latest.valeur), latest.date, latest.autorite, latest.motif),
            clause=self.clause,
            extrait=self.extrait,
        )

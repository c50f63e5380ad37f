"""A dossier: what a school knows of a candidate, and nothing derived from it.

Named as the regulation names it, in files and in attributes alike. A list that is given is complete (a UE
that is not in it is not acquired); None is unknown. A three-valued answer is True (`oui`), False (`non`) or
None (`inconnu`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any, Final, Literal, TypeAlias

from attrs import field, fields, frozen

from cnam_rules.dossier.acquis import Diplome, ResultatDeTest, Situation
from cnam_rules.shown import Shown

__all__ = [
    "EN_COURS",
    "Decision",
    "Derogation",
    "Dossier",
    "EnCours",
    "Etape",
    "Experience",
    "Obtention",
    "Rapport",
    "Stage",
    "StatutActivite",
    "StatutUe",
    "Ue",
]


Day: TypeAlias = date
"""A date, under a name that an attribute called `date` doesn't hide."""


class EnCours(Enum):
    """The end of a spell that has none yet."""

    EN_COURS = "en cours"

    def __repr__(self) -> str:
        return "EN_COURS"


EN_COURS: Final = EnCours.EN_COURS
"""A spell that goes on: it counts up to the date of the decision, that day included."""


class Obtention(Enum):
    """How a UE was acquired."""

    EXAMEN = "examen"
    VES = "ves"
    VAE = "vae"
    EQUIVALENCE = "equivalence"


class StatutUe(Enum):
    """Where a UE stands; one that says nothing is validated."""

    VALIDEE = "validee"
    NON_VALIDEE = "non_validee"
    EN_COURS = "en_cours"
    INCONNU = "inconnu"


class StatutActivite(Enum):
    """In what status an experience was worked."""

    SALARIE = "salarie"
    INDEPENDANT = "independant"
    BENEVOLE = "benevole"
    APPRENTI = "apprenti"


Etape = date | Literal[True, False] | None
"""A step of the report, or a failure: the day on which it took place, True when it did on a day nobody
stated, False when it didn't, None when that is unknown."""


@frozen
class Ue:
    """A UE of the candidate.

    Attributes:
        code: the UE's code, normalised (`FPG003`).
        obtention: how it was acquired; None when nobody said.
        note: the mark over 20, exact to the hundredth; None when there is none to tell.
        date: the day on which it was validated; None when unknown, and then it counts at any date.
        statut: where it stands.
        hors_programme: the UE belongs to another programme: it is kept, told, and never counted.
        saisie: the code as it was typed, when it isn't written as `code` is (`fpg 0O3`); None when it is.
        echec: the day on which its examination was failed, the last one if there are several; True when it
            was on a day nobody stated, False when it never was, None when that is unknown.
    """

    code: str
    obtention: Obtention | None = None
    note: Fraction | None = None
    date: date | None = None
    statut: StatutUe = StatutUe.VALIDEE
    hors_programme: bool = False
    saisie: str | None = None
    echec: Etape = None


@frozen
class Experience:
    """A spell of work, from its first day to its last, both inclusive.

    Attributes:
        intitule: the job's title.
        debut: first day worked.
        fin: last day worked, or `EN_COURS`.
        employeur: who for; None when unknown.
        dans_le_champ: whether it lies in the title's own field; None when nobody stated it.
        attestee: whether a certificate proves it; None when nobody stated it.
        quotite: the share of full time, above 0 and at most 1; None when unknown.
        statut: salaried, self-employed, volunteer or apprentice; None when unknown.
        responsabilite: whether its level of responsibility is sufficient; None when nobody stated it.
    """

    intitule: str
    debut: date
    fin: date | EnCours
    employeur: str | None = None
    dans_le_champ: bool | None = None
    attestee: bool | None = None
    quotite: Fraction | None = None
    statut: StatutActivite | None = None
    responsabilite: bool | None = None


@frozen
class Stage:
    """A stage, from its first day to its last, both inclusive.

    Attributes:
        organisme: where it took place.
        debut: first day.
        fin: last day, or `EN_COURS`.
        dans_le_champ: whether it lies in the title's own field; None when nobody stated it.
        atteste: whether a certificate proves it; None when nobody stated it.
        heures: hours of presence in all; None when unknown.
        jours: days of presence in all; None when unknown.
    """

    organisme: str
    debut: date
    fin: date | EnCours
    dans_le_champ: bool | None = None
    atteste: bool | None = None
    heures: Fraction | None = None
    jours: Fraction | None = None


@frozen
class Rapport:
    """The experience report: three steps, each with its date."""

    redige: Etape = None
    soutenu: Etape = None
    valide: Etape = None


@frozen
class Decision:
    """A value that the rules leave to somebody to decide, as it was decided.

    Attributes:
        objet: what was decided, by its name among the `decisions` of the rule set.
        valeur: the value, in its unit, as a rule file writes a bound: `4 mois`, `10/20`.
        autorite: who decided it.
        motif: why.
        date: the day of the decision; it holds from that day on, until a later one.
    """

    objet: str
    valeur: str
    autorite: str
    motif: str
    date: date


@frozen
class Derogation:
    """A condition from which a named authority dispensed the candidate.

    Attributes:
        condition: the condition's id in the rule set.
        motif: why.
        autorite: who decided it.
        date: the day of that decision; it holds from that day on.
        jusqu_au: the last day on which it holds, that day included; None when it has no end.
    """

    condition: str
    motif: str
    autorite: str
    date: date
    jusqu_au: Day | None = None

    def holds_on(self, day: Day) -> bool:
        """Whether it dispenses from its condition on a day.

        >>> waiver = Derogation("stage", "m", "a", date(2025, 9, 15), date(2025, 11, 3))
        >>> waiver.holds_on(date(2025, 11, 3)), waiver.holds_on(date(2025, 11, 4))
        (True, False)
        """
        return self.date <= day and (self.jusqu_au is None or day <= self.jusqu_au)


def _known_steps(given: Mapping[str, Etape] | tuple[tuple[str, Etape], ...]) -> tuple[tuple[str, Etape], ...]:
    """Steps as pairs in the order of their names, without those of which nothing is known.

    What isn't named steps stays as it is: `check` tells what is wrong with it.
    """
    pairs: Any = tuple(given.items()) if isinstance(given, Mapping) else given
    named = isinstance(pairs, tuple) and all(
        isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], str) for pair in pairs
    )
    if not named:
        return given  # type: ignore[return-value]  # not what it should be: see above
    return tuple(sorted((pair for pair in pairs if pair[1] is not None), key=lambda pair: pair[0]))


_NO_SITUATION: Final = Situation()


def _as_situation(words: Any) -> Any:  # whatever the caller gives
    """Any mapping as a situation; what is none is left for `checks.check` to tell."""
    if isinstance(words, Situation) or not isinstance(words, Mapping):
        return words
    return Situation(words)


@frozen
class Dossier(Shown):
    """What a school knows of one candidate for one title.

    Attributes:
        dossier: the file's reference, as the school writes it.
        programme: the title's RNCP code (`RNCP36625`).
        entree_en_formation: the day on which the candidate entered training; None when unknown.
        naissance: the day of birth; None when unknown.
        ue: the UE, all of them; None when the list is unknown.
        experiences: the experiences, all of them; None when the list is unknown.
        stages: the stages, all of them; None when the list is unknown.
        rapport: the report; None when nothing is known of it.
        etapes: the steps that have a name of their own (a filing, an examination), by name: given as a
            mapping, kept as pairs in the order of the names. One that isn't there is unknown.
        derogations: the dispensations; none when nobody granted any.
        situation: the candidate's situation, name by name, each in a word (`{"voie": "formation-continue"}`);
            a name that isn't there is unknown.
        diplomes: the diplomas, all of them; None when the list is unknown.
        tests: the results of language tests, all of them; None when the list is unknown.
        decisions: the values that were decided; none when nobody decided any.

    >>> Dossier("D-1", "RNCP36625", ue=()).experiences is None
    True
    >>> Dossier("D-1", "RNCP36625", etapes={"probatoire": False, "depot": date(2025, 6, 1)}).etapes
    (('depot', datetime.date(2025, 6, 1)), ('probatoire', False))
    """

    dossier: str
    programme: str
    entree_en_formation: date | None = None
    naissance: date | None = field(default=None, kw_only=True)
    ue: tuple[Ue, ...] | None = None
    experiences: tuple[Experience, ...] | None = None
    stages: tuple[Stage, ...] | None = None
    rapport: Rapport | None = None
    etapes: tuple[tuple[str, Etape], ...] = field(default=(), converter=_known_steps, kw_only=True)
    derogations: tuple[Derogation, ...] = ()
    situation: Mapping[str, str] = field(default=_NO_SITUATION, converter=_as_situation)
    diplomes: tuple[Diplome, ...] | None = None
    tests: tuple[ResultatDeTest, ...] | None = None
    decisions: tuple[Decision, ...] = ()
    _checked_against: object = field(default=None, init=False, eq=False, repr=False)
    """What `checks.check` last found it sound against: what can't change need not be checked twice."""

    def etape(self, name: str) -> Etape:
        """The step of that name; None when nothing is known of it.

        >>> Dossier("D-1", "RNCP36625", etapes={"depot": True}).etape("probatoire") is None
        True
        """
        return dict(self.etapes).get(name)

    def __getstate__(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in _STORED)

    def __setstate__(self, state: tuple[object, ...]) -> None:
        for name, value in zip((*_STORED, "_checked_against"), (*state, None), strict=True):
            object.__setattr__(self, name, value)


_STORED: Final = tuple(attribute.name for attribute in fields(Dossier) if attribute.init)

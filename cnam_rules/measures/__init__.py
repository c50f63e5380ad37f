"""Measures: what can be counted or told of a dossier, each kind in one module that says all about it.

`KINDS` lists them by the key that names them in a rule file. A new kind is a new module and a line here. A
kind's module is imported when a rule set or a stored verdict first names the kind, so a decision pays for
the kinds that its rules use.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Final, Generic, TypeVar

from cnam_rules.facts import Evidence
from cnam_rules.measures.base import (
    CONVENTIONS,
    Chevauchement,
    Context,
    Conventions,
    Measure,
    Option,
    OptionsClash,
    Vocabulary,
)
from cnam_rules.measures.seuil import Seuil, SeuilEvidence

__all__ = [
    "CONVENTIONS",
    "EVIDENCE",
    "KINDS",
    "SAID_ONCE",
    "Chevauchement",
    "Context",
    "Conventions",
    "Measure",
    "Option",
    "OptionsClash",
    "Seuil",
    "SeuilEvidence",
    "Vocabulary",
]

T = TypeVar("T")


class _Registry(Mapping[str, type[T]], Generic[T]):
    """Classes by name, each imported when it is first asked for."""

    def __init__(self, places: Mapping[str, tuple[str, str]]) -> None:
        self._places = places
        self._found: dict[str, type[T]] = {}

    def __getitem__(self, name: str) -> type[T]:
        if name not in self._found:
            module, class_name = self._places[name]
            self._found[name] = getattr(import_module(f"{__name__}.{module}"), class_name)
        return self._found[name]

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


KINDS: Final[Mapping[str, type[Measure]]] = _Registry(
    {
        "ue": ("ue", "UnitesValidees"),
        "ects": ("ects", "CreditsObtenus"),
        "part_ects": ("part_ects", "PartDesCredits"),
        "note": ("note", "NoteDeLUe"),
        "plus_basse_note": ("plus_basse_note", "PlusBasseNote"),
        "notees": ("notees", "UeNotees"),
        "moyenne": ("moyenne", "Moyenne"),
        "choix": ("choix", "Choix"),
        "duree": ("duree", "Duree"),
        "heures": ("heures", "Heures"),
        "rapport": ("rapport", "EtapeDuRapport"),
        "ordre": ("ordre", "Ordre"),
        "delai": ("delai", "Delai"),
        "age": ("age", "Age"),
        "situation": ("situation", "SituationParmi"),
        "diplome": ("diplome", "DiplomeDetenu"),
        "niveau_de_langue": ("niveau_de_langue", "NiveauDeLangue"),
        "points_au_test": ("points_au_test", "PointsAuTest"),
    }
)
"""The kinds of measure, by key: the module and the class of each."""

SAID_ONCE: Final = frozenset(("situation",))
"""The kinds that no piece changes: a candidate has one situation, and more of anything leaves it as it is."""

EVIDENCE: Final[Mapping[str, type[Evidence]]] = _Registry(
    {
        "ue": ("ue", "UeEvidence"),
        "ects": ("ects", "EctsEvidence"),
        "part_ects": ("part_ects", "PartEvidence"),
        "notes": ("marks", "NotesEvidence"),
        "moyenne": ("moyenne", "MoyenneEvidence"),
        "choix": ("choix", "ChoixEvidence"),
        "duree": ("duree_evidence", "DureeEvidence"),
        "heures": ("heures", "HeuresEvidence"),
        "rapport": ("rapport", "EtapeEvidence"),
        "ordre": ("ordre", "OrdreEvidence"),
        "delai": ("delai", "DelaiEvidence"),
        "age": ("age", "AgeEvidence"),
        "situation": ("situation", "SituationEvidence"),
        "diplome": ("diplome", "DiplomeEvidence"),
        "langues": ("langues", "LanguesEvidence"),
        "seuil": ("seuil", "SeuilEvidence"),
    }
)
"""The kinds of evidence, by name, as a stored verdict names them."""

"""Measures: what can be counted or told of a dossier, each kind in one module that says all about it.

`KINDS` lists them by the key that names them in a rule file. A new kind is a new module and a line here.
"""

from collections.abc import Mapping
from typing import Final

from cnam_rules.facts import Evidence
from cnam_rules.measures.age import Age, AgeEvidence
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
from cnam_rules.measures.choix import Choix, ChoixEvidence
from cnam_rules.measures.delai import Delai, DelaiEvidence
from cnam_rules.measures.diplome import DiplomeDetenu, DiplomeEvidence
from cnam_rules.measures.duree import Duree
from cnam_rules.measures.duree_evidence import DureeEvidence
from cnam_rules.measures.ects import CreditsObtenus, EctsEvidence
from cnam_rules.measures.heures import Heures, HeuresEvidence
from cnam_rules.measures.langues import LanguesEvidence
from cnam_rules.measures.marks import NotesEvidence
from cnam_rules.measures.moments import steps_in
from cnam_rules.measures.moyenne import Moyenne, MoyenneEvidence
from cnam_rules.measures.niveau_de_langue import NiveauDeLangue
from cnam_rules.measures.note import NoteDeLUe
from cnam_rules.measures.notees import UeNotees
from cnam_rules.measures.ordre import Ordre, OrdreEvidence
from cnam_rules.measures.part_ects import PartDesCredits, PartEvidence
from cnam_rules.measures.plus_basse_note import PlusBasseNote
from cnam_rules.measures.points_au_test import PointsAuTest
from cnam_rules.measures.rapport import EtapeDuRapport, EtapeEvidence
from cnam_rules.measures.seuil import Seuil, SeuilEvidence
from cnam_rules.measures.situation import SituationEvidence, SituationParmi
from cnam_rules.measures.ue import UeEvidence, UnitesValidees

__all__ = [
    "CONVENTIONS",
    "EVIDENCE",
    "KINDS",
    "Chevauchement",
    "Context",
    "Conventions",
    "Measure",
    "Option",
    "OptionsClash",
    "Seuil",
    "SeuilEvidence",
    "Vocabulary",
    "steps_in",
]

KINDS: Final[Mapping[str, type[Measure]]] = {
    kind.KEY: kind
    for kind in (
        UnitesValidees,
        CreditsObtenus,
        PartDesCredits,
        NoteDeLUe,
        PlusBasseNote,
        UeNotees,
        Moyenne,
        Choix,
        Duree,
        Heures,
        EtapeDuRapport,
        Ordre,
        Delai,
        Age,
        SituationParmi,
        DiplomeDetenu,
        NiveauDeLangue,
        PointsAuTest,
    )
}
"""The kinds of measure, by key."""

EVIDENCE: Final[Mapping[str, type[Evidence]]] = {
    e.kind: e
    for e in (
        UeEvidence,
        EctsEvidence,
        PartEvidence,
        NotesEvidence,
        MoyenneEvidence,
        ChoixEvidence,
        DureeEvidence,
        HeuresEvidence,
        EtapeEvidence,
        OrdreEvidence,
        DelaiEvidence,
        AgeEvidence,
        SituationEvidence,
        DiplomeEvidence,
        LanguesEvidence,
        SeuilEvidence,
    )
}
"""The kinds of evidence, by name, as a stored verdict names them."""

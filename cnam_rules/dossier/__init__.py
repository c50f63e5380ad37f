"""Dossiers: what a school knows of a candidate, in Python, YAML and JSON alike."""

from __future__ import annotations

from cnam_rules.dossier.acquis import Cecrl, Diplome, ResultatDeTest, Situation
from cnam_rules.dossier.checks import Units, check
from cnam_rules.dossier.codes import near_miss, normalise
from cnam_rules.dossier.dump import dump
from cnam_rules.dossier.load import decode, load, loads
from cnam_rules.dossier.model import (
    EN_COURS,
    Decision,
    Derogation,
    Dossier,
    EnCours,
    Etape,
    Experience,
    Obtention,
    Rapport,
    Stage,
    StatutActivite,
    StatutUe,
    Ue,
)

__all__ = [
    "EN_COURS",
    "Cecrl",
    "Decision",
    "Derogation",
    "Diplome",
    "Dossier",
    "EnCours",
    "Etape",
    "Experience",
    "Obtention",
    "Rapport",
    "ResultatDeTest",
    "Situation",
    "Stage",
    "StatutActivite",
    "StatutUe",
    "Ue",
    "Units",
    "check",
    "decode",
    "dump",
    "load",
    "loads",
    "near_miss",
    "normalise",
]

"""Measures: what can be counted or told of a dossier, each kind in one module that says all about it.

`KINDS` lists them by the key that names them in a rule file. A new kind is a new module and a line here.
"""

from collections.abc import Mapping
from typing import Final

from cnam_rules.facts import Evidence
from cnam_rules.measures.base import CONVENTIONS, Chevauchement, Context, Conventions, Measure, Option
from cnam_rules.measures.duree import Duree
from cnam_rules.measures.duree_evidence import DureeEvidence
from cnam_rules.measures.rapport import EtapeDuRapport, EtapeEvidence
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
]

KINDS: Final[Mapping[str, type[Measure]]] = {
    kind.KEY: kind for kind in (UnitesValidees, Duree, EtapeDuRapport)
}
"""The kinds of measure, by key."""

EVIDENCE: Final[Mapping[str, type[Evidence]]] = {
    e.kind: e for e in (UeEvidence, DureeEvidence, EtapeEvidence)
}
"""The kinds of evidence, by name, as a stored verdict names them."""

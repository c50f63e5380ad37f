"""The dossiers that the title's own rule file gives as examples, as a cohort."""

from __future__ import annotations

from datetime import date
from typing import Final

import attrs

from cnam_rules import ruleset

__all__ = ["DAY", "EXAMPLES", "TITLE"]

DAY: Final = date(2025, 11, 3)
TITLE: Final = ruleset("titre-casp/jury")
EXAMPLES: Final = tuple(
    attrs.evolve(example.dossier, dossier=f"D-{number:02d}")
    for number, example in enumerate(TITLE.examples)
    if not example.readings
)
"""Those that are decided as the rules retain, each under a reference of its own."""

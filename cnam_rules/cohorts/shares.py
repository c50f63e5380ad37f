"""What a synthetic cohort is made of: every case that it holds, and what share of dossiers has it.

**None of these figures is real.** Nobody published how the dossiers of this title are distributed, so each
share is an assumption, chosen for two ends: that a cohort looks like work (most dossiers are nearly complete,
some are hopeless, few are odd), and that every edge of the rules is met often enough for a test of some
thousands of dossiers to count on it.

Shares are in ten-thousandths. What concerns different tables is drawn apart, so that every case meets every
other. What a case is, day by day, stands beside these tables in `cnam_rules/cohorts/sql/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

__all__ = ["AXES", "WHOLE", "Case"]

WHOLE: Final = 10_000
"""The shares of an axis add up to this."""


@frozen
class Case:
    """One of the cases of an axis.

    Attributes:
        share: how many dossiers in ten thousand are of this case.
        said: what is so in them.
    """

    share: int
    said: str


AXES: Final[Mapping[str, Mapping[str, Case]]] = {
    "tout": {
        "normal": Case(9850, "drawn as below"),
        "inconnu": Case(100, "nothing is known of the candidate: no list, no report, no day"),
        "vide": Case(50, "every list is known, and empty"),
    },
    "entree": {
        "courante": Case(9300, "entered training in the two years before the day of the decision"),
        "premiere": Case(200, "entered on the first day on which the rules are in force"),
        "jour": Case(200, "entered on the day of the decision"),
        "inconnue": Case(300, "the day of entry isn't known"),
    },
    "ue": {
        "complet": Case(5500, "the 12 UE, all validated"),
        "presque": Case(1500, "one of the 12 isn't in the list"),
        "partiel": Case(1500, "each of the 12 is there or not, at 6 in 10"),
        "en_cours": Case(500, "two of the 12 are in progress or not validated"),
        "inconnu": Case(300, "where one of the 12 stands isn't known"),
        "jour": Case(200, "one of the 12 was validated on the day of the decision"),
        "demain": Case(200, "one of the 12 is validated on the day after it"),
        "vide": Case(100, "the list is known, and empty"),
        "liste": Case(200, "the list isn't known"),
    },
    "experiences": {
        "suite": Case(5400, "one to six spells, apart or overlapping, perhaps in progress"),
        "seul": Case(1200, "one spell, in progress"),
        "chevauche": Case(600, "three spells that overlap"),
        "veille": Case(400, "one spell, a day short of 18 months"),
        "jour": Case(400, "one spell of 18 months to the day"),
        "lendemain": Case(400, "one spell, a day over 18 months"),
        "deux_veille": Case(300, "two spells apart, together a day short of 18 months"),
        "deux_jour": Case(300, "two spells apart, together 18 months to the day"),
        "contigu": Case(300, "two spells that touch, together 18 months to the day"),
        "vide": Case(500, "the list is known, and empty"),
        "liste": Case(200, "the list isn't known"),
    },
    "champ": {
        "tout": Case(5000, "every spell is in the field"),
        "rien": Case(1500, "none is"),
        "mixte": Case(2000, "some are, some aren't"),
        "un_inconnu": Case(1000, "nobody stated it of some spells, the others are"),
        "inconnu": Case(500, "nobody stated it of any"),
    },
    "attestation": {
        "toutes": Case(8000, "every spell has its certificate"),
        "une_inconnue": Case(800, "nobody knows of some spells whether a certificate proves them"),
        "une_non": Case(800, "some have none"),
        "aucune": Case(400, "none has any"),
    },
    "stages": {
        "aucun": Case(4500, "the list is known, and empty"),
        "jour": Case(1200, "one stage of 3 months to the day"),
        "long": Case(900, "one stage of 100 to 200 days"),
        "deux_jour": Case(700, "two stages apart, together 3 months to the day"),
        "veille": Case(600, "one stage, a day short of 3 months"),
        "court": Case(600, "one stage of 20 to 80 days"),
        "lendemain": Case(500, "one stage, a day over 3 months"),
        "en_cours": Case(400, "one stage in progress, for 60 to 120 days"),
        "deux_veille": Case(300, "two stages apart, together a day short of 3 months"),
        "liste": Case(300, "the list isn't known"),
    },
    "rapport": {
        "fait": Case(5500, "written, defended and validated, each on its day"),
        "soutenu": Case(900, "written and defended, not validated"),
        "redige": Case(900, "written, not defended; whether it is validated isn't said"),
        "oui": Case(500, "the three are done, on days that nobody stated"),
        "deduit": Case(500, "validated on a day; the two steps before follow from it"),
        "jour": Case(300, "validated on the day of the decision"),
        "demain": Case(300, "defended on the day of the decision, validated on the day after"),
        "manque": Case(200, "not defended; whether it is written isn't said"),
        "rien": Case(500, "not written, nor defended, nor validated"),
        "vide": Case(200, "a row that says nothing"),
        "absent": Case(200, "no row"),
    },
    "derogation": {
        "aucune": Case(9500, "nobody granted any"),
        "sans_fin": Case(150, "one, without end"),
        "expire_jour": Case(80, "one, whose last day is that of the decision"),
        "expiree": Case(80, "one, whose last day was the day before"),
        "du_jour": Case(60, "one, granted on the day of the decision"),
        "a_venir": Case(60, "one, granted on the day after"),
        "deux": Case(70, "two from the same condition: one that has ended, one in force"),
    },
    "depart": {
        "quelconque": Case(5500, "a spell or stage at the edge starts on any day"),
        "premier": Case(2000, "it starts on the first of a month"),
        "dernier": Case(1500, "it starts on the last day of a month"),
        "bissextile": Case(700, "it starts on a 29 February"),
        "novembre": Case(300, "it starts on a 30 November, so that 3 months end in February"),
    },
}
"""For each axis, its cases by name; the shares of an axis add up to `WHOLE`.

>>> {sum(case.share for case in cases.values()) for cases in AXES.values()} == {WHOLE}
True
"""

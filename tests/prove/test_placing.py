"""Moments are placed where they are wanted, whatever the dossier held before."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.dossier import EN_COURS, Dossier, Stage
from cnam_rules.measures.moment_kinds import (
    Calendrier,
    EtapeNommee,
    EtapeRapport,
    FinDesPeriodes,
    Moment,
    Simple,
    UeObtenues,
)
from cnam_rules.measures.provable.placing import may_be_placed, not_happened, on_day, untold
from cnam_rules.testing import AS_OF, dossiers

CODES = ("FPG003", "CCE001", "TET003")
HAPPENING: tuple[Moment, ...] = (
    EtapeNommee("depot"),
    *(EtapeRapport(step) for step in ("redige", "soutenu", "valide")),
    *(UeObtenues(codes, last) for codes in (CODES, CODES[:1]) for last in (True, False)),
    *(
        FinDesPeriodes(spells, certified)
        for spells in ("stages", "experiences")
        for certified in (True, False)
    ),
)
"""The moments that may have happened, or not."""
PLACED = (Simple("naissance"), Simple("entree_en_formation"), *HAPPENING)
GIVEN: tuple[Moment, ...] = (Simple("jour"), Calendrier(date(2024, 9, 1)))


@given(dossier=dossiers(), day=st.dates(date(2015, 1, 1), AS_OF))
def test_a_moment_happens_on_the_day_wanted(dossier: Dossier, day: date) -> None:
    for moment in PLACED:
        made = [moment.when(after, AS_OF) for after in on_day(moment, dossier, day)]
        assert any(when.known and when.last == day for when in made), moment


@given(dossier=dossiers())
def test_a_moment_has_not_happened_or_nobody_can_tell(dossier: Dossier) -> None:
    for moment in HAPPENING:
        assert any(moment.when(after, AS_OF).happened is False for after in not_happened(moment, dossier))
    for moment in PLACED:
        assert any(not moment.when(after, AS_OF).known for after in untold(moment, dossier)), moment


@pytest.mark.parametrize("moment", GIVEN, ids=str)
def test_a_day_that_is_given_is_nowhere_else(moment: Moment) -> None:
    dossier = Dossier("D-1", "RNCP36625")
    assert not may_be_placed(moment)
    assert all(map(may_be_placed, PLACED))
    made = [*on_day(moment, dossier, AS_OF), *not_happened(moment, dossier), *untold(moment, dossier)]
    assert made == []


def test_a_stage_that_goes_on_is_cut_short_with_its_presence() -> None:
    whole = Stage("CIDFF", date(2025, 1, 6), EN_COURS, None, True, None, None)
    dossier = Dossier("D-1", "RNCP36625", stages=(whole,))
    ended = next(on_day(FinDesPeriodes("stages", True), dossier, date(2025, 1, 10)))
    assert [(stage.debut, stage.fin) for stage in ended.stages or ()] == [(whole.debut, date(2025, 1, 10))]

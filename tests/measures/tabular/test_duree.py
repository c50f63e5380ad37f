"""Durations and hours over tables, against those of each dossier, under every convention."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.dossier import EN_COURS, Dossier, EnCours, Experience, Stage, StatutActivite
from cnam_rules.durations import Months, PartTime, StageCounting
from cnam_rules.measures import Conventions, Measure
from cnam_rules.measures.duree import Duree
from cnam_rules.measures.heures import Heures
from cnam_rules.measures.moment_kinds import EtapeNommee, Simple
from cnam_rules.testing import AS_OF
from tests.measures.tabular.agree import agree
from tests.measures.tabular.drawing import CODES, OF_MANY, cohorts, moments

FIELD = st.sampled_from((True, False, None, None))
LENGTHS = (1, 12 * 31, 24 * 31 + 27)
HOURS = (1, 462 * 200)
STATUSES = st.none() | st.sets(st.sampled_from(StatutActivite), min_size=1).map(frozenset)


@st.composite
def durations(
    draw: st.DrawFn,
    *,
    duree: str | None = None,
    limited: bool = False,
    part_time: PartTime = PartTime.CALENDAIRE,
    stage: StageCounting = StageCounting.CALENDAIRE,
) -> Duree:
    """A duration with any options, of those asked for."""
    spells = draw(st.sampled_from(("experiences", "stages"))) if duree is None else duree
    jobs = spells == "experiences"
    with_stages = jobs and draw(st.booleans())
    since = draw(st.none() | moments()) if limited else None
    before = draw(st.none() | moments()) if limited else None
    return Duree(
        spells,
        draw(st.booleans()),
        draw(FIELD),
        draw(STATUSES) if jobs else None,
        with_stages,
        draw(st.booleans()),
        Conventions(mois=draw(st.sampled_from(Months)), temps_partiel=part_time, stage=stage),
        jobs and draw(st.sampled_from((True, False, False))),
        jobs and draw(st.sampled_from((True, False, False))),
        since,
        before,
        limited and jobs and not with_stages and draw(st.booleans()),
    )


def named(measures: list[Measure]) -> dict[str, Measure]:
    return {f"m{number}": measure for number, measure in enumerate(measures)}


def check(drawn: list[Measure], cohort: list[Dossier], bounds: tuple[int, ...] = LENGTHS) -> None:
    measures = named(drawn)
    agree(measures, cohort, AS_OF, codes=CODES, bounds=dict.fromkeys(measures, bounds))


@OF_MANY
@given(st.lists(durations(), min_size=2, max_size=2), cohorts())
def test_by_the_calendar(drawn: list[Measure], cohort: list[Dossier]) -> None:
    check(drawn, cohort)


@OF_MANY
@given(st.lists(durations(limited=True), min_size=2, max_size=2), cohorts())
def test_some_days_alone(drawn: list[Measure], cohort: list[Dossier]) -> None:
    check(drawn, cohort)


@OF_MANY
@given(
    st.lists(durations(duree="experiences", part_time=PartTime.PRORATA), min_size=2, max_size=2), cohorts()
)
def test_at_their_quotite(drawn: list[Measure], cohort: list[Dossier]) -> None:
    check(drawn, cohort)


@OF_MANY
@given(
    st.lists(
        durations(duree="experiences", part_time=PartTime.PRORATA, limited=True), min_size=2, max_size=2
    ),
    cohorts(),
)
def test_some_days_at_their_quotite(drawn: list[Measure], cohort: list[Dossier]) -> None:
    check(drawn, cohort)


@pytest.mark.parametrize("stage", [StageCounting.HEURES, StageCounting.JOURS_DE_PRESENCE])
@OF_MANY
@given(data=st.data(), cohort=cohorts())
def test_presence(data: st.DataObject, cohort: list[Dossier], stage: StageCounting) -> None:
    every = durations(duree="stages", stage=stage) | durations(duree="stages", stage=stage, limited=True)
    check(data.draw(st.lists(every, min_size=3, max_size=3)), cohort)


@OF_MANY
@given(
    st.lists(
        st.builds(
            Heures,
            st.just("stages"),
            st.booleans(),
            FIELD,
            st.booleans(),
            st.none() | moments(),
            st.none() | moments(),
            st.just(Conventions()),
        ),
        min_size=3,
        max_size=3,
    ),
    cohorts(),
)
def test_hours(drawn: list[Measure], cohort: list[Dossier]) -> None:
    check(drawn, cohort, HOURS)


EDGES = (
    *(date(2023, 12, 31), date(2024, 1, 1), date(2024, 1, 30), date(2024, 1, 31)),
    *(date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 31), date(2025, 2, 28)),
)
"""Days about the ends of months, and a 29 February."""
ENDS: tuple[date | EnCours, ...] = (
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 3, 31),
    date(2025, 2, 28),
    EN_COURS,
)


def edge_cohort() -> list[Dossier]:
    """Jobs between every two such days, alone and with others: touching, overlapping, a day apart."""
    shares = (Fraction(1), Fraction(1, 2), Fraction(1, 32), None)
    jobs = [
        Experience("x", first, last, quotite=share, attestee=True)
        for number, (first, last) in enumerate(product(EDGES, ENDS))
        for share in (shares[number % 4], shares[(number + 1) % 4])
        if isinstance(last, EnCours) or first <= last
    ]
    found = [Dossier("D", "P", experiences=(job,), stages=()) for job in jobs]
    for one, two in product(jobs[::9], jobs[::5]):
        stage = Stage("s", two.debut, two.fin, atteste=None if two.quotite is None else True)
        entry = two.debut + timedelta(days=1)
        found.append(Dossier("D", "P", experiences=(one, two), stages=(), entree_en_formation=entry))
        found.append(Dossier("D", "P", experiences=(one,), stages=(stage,), etapes={"depot": entry}))
    return [*found, Dossier("D", "P"), Dossier("D", "P", experiences=(), stages=None)]


@pytest.mark.parametrize("as_of", [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2025, 3, 1)])
def test_the_edges_of_months(as_of: date) -> None:
    cohort = edge_cohort()
    for part_time, months, single in product(PartTime, Months, (True, False)):
        conventions = Conventions(mois=months, temps_partiel=part_time)
        measures = {
            "all": Duree("experiences", False, None, None, False, single, conventions),
            "since": Duree(
                "experiences",
                True,
                None,
                None,
                False,
                single,
                conventions,
                depuis=Simple("entree_en_formation"),
            ),
            "before": Duree(
                "experiences", False, None, None, True, single, conventions, avant=EtapeNommee("depot")
            ),
            "apart": Duree(
                "experiences", True, None, None, False, single, conventions, sauf_jours_de_stage=True
            ),
        }
        agree(measures, cohort, as_of, codes=CODES, bounds=dict.fromkeys(measures, (1, 12 * 31)))

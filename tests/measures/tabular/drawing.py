"""What the tests of measures over tables draw: dossiers as the tables can hold them, moments, conventions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import attrs
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from cnam_rules.dossier import Dossier
from cnam_rules.measures.moment_kinds import (
    Calendrier,
    EtapeNommee,
    EtapeRapport,
    FinDesPeriodes,
    Moment,
    Simple,
    UeObtenues,
)
from cnam_rules.testing import AS_OF, STEPS
from cnam_rules.testing import dossiers as any_dossiers

CODES = ("FPG003", "CCE001", "TET003", "TET007")
"""The codes of the programme: few, so that lists of them are often complete."""


OF_MANY = settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow])
"""For tests of which every example is a cohort: as many dossiers in all as those of other tests."""


def rounded(dossier: Dossier) -> Dossier:
    """The same, its numbers with no more decimals than the tables hold."""

    def to(value: Fraction | None, decimals: int, least: int = 0) -> Fraction | None:
        return None if value is None else Fraction(max(round(value * 10**decimals), least), 10**decimals)

    jobs = dossier.experiences
    stages = dossier.stages
    return attrs.evolve(
        dossier,
        experiences=None
        if jobs is None
        else tuple(attrs.evolve(j, quotite=to(j.quotite, 6, 1)) for j in jobs),
        stages=None
        if stages is None
        else tuple(attrs.evolve(s, heures=to(s.heures, 2), jours=to(s.jours, 2)) for s in stages),
    )


_PARTS = (
    ("ue", "entree_en_formation"),
    ("experiences",),
    ("stages", "decisions"),
    ("rapport", "naissance"),
    ("etapes", "diplomes"),
    ("tests", "situation"),
)
"""What a dossier says that has no bearing on the rest."""


@st.composite
def cohorts(
    draw: st.DrawFn,
    as_of: date = AS_OF,
    *,
    drawn: int = 4,
    size: int = 40,
    decisions: Mapping[str, Sequence[str]] | None = None,
) -> list[Dossier]:
    """Many dossiers, whose parts are those of a few that are drawn, put together in many ways."""
    few = [rounded(draw(any_dossiers(CODES, as_of, others=(), decisions=decisions))) for _ in range(drawn)]
    random = draw(st.randoms(use_true_random=False))
    many = []
    for _ in range(size):
        mixed = few[0]
        for names in _PARTS:
            source = random.choice(few)
            mixed = attrs.evolve(mixed, **{name: getattr(source, name) for name in names})
        many.append(mixed)
    return [*few, *many]


def moments(codes: Sequence[str] = CODES) -> st.SearchStrategy[Moment]:
    """Moments of every kind."""
    some = st.lists(st.sampled_from(codes), unique=True, min_size=1, max_size=3).map(tuple) | st.just(
        tuple(codes)
    )
    return st.one_of(
        st.sampled_from(("jour", "naissance", "entree_en_formation")).map(Simple),
        st.sampled_from((date(2016, 2, 29), date(2025, 9, 1), AS_OF, date(2025, 11, 4))).map(Calendrier),
        st.sampled_from(STEPS).map(EtapeNommee),
        st.sampled_from(("redige", "soutenu", "valide")).map(EtapeRapport),
        st.builds(UeObtenues, some, st.booleans()),
        st.builds(FinDesPeriodes, st.sampled_from(("stages", "experiences")), st.booleans()),
    )

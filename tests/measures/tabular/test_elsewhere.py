"""The same measures in other databases than DuckDB, each with a dialect of its own."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.dossier import Dossier
from cnam_rules.durations import Months, PartTime, StageCounting
from cnam_rules.measures import Conventions, Measure
from cnam_rules.measures.delai import Delai
from cnam_rules.measures.moyenne import Moyenne
from cnam_rules.measures.ordre import Ordre
from cnam_rules.testing import AS_OF
from tests.measures.tabular.agree import agree
from tests.measures.tabular.cohorts import seeds, some_dossiers
from tests.measures.tabular.drawing import CODES, OF_MANY, cohorts, moments
from tests.measures.tabular.test_acquis import acquis
from tests.measures.tabular.test_duree import durations
from tests.screening.elsewhere import DATABASES, Run

KINDS: dict[str, st.SearchStrategy[Measure]] = {
    "days": durations() | durations(limited=True),
    "quotite": durations(duree="experiences", part_time=PartTime.PRORATA, limited=True),
    "presence": durations(duree="stages", stage=StageCounting.HEURES, limited=True),
    "order": st.builds(
        Ordre, st.tuples(moments(), moments()), st.booleans(), st.booleans(), st.just(Conventions())
    ),
    "delay": st.builds(
        Delai,
        st.tuples(moments(), moments()),
        st.booleans(),
        st.builds(Conventions, st.sampled_from(Months)),
    ),
    "acquis": acquis,
}


@pytest.fixture(scope="module", params=DATABASES)
def elsewhere(request: pytest.FixtureRequest) -> Iterator[tuple[str, Run]]:
    with DATABASES[request.param]() as run:
        yield request.param, run


@pytest.mark.parametrize("name", ["notes au_moins decision v2", "Notes", "2 notes", "note-moyenne", "Σ"])
@OF_MANY
@given(random=seeds())
def test_tables_are_named_after_a_measure_of_any_name(
    random: Random, name: str, elsewhere: tuple[str, Run]
) -> None:
    one, two = (Moyenne(CODES[:4], Conventions(), meilleures=best) for best in (1, 2))
    agree({name: one, f"{name}?": two}, some_dossiers(random), AS_OF, codes=CODES, elsewhere=elsewhere)


@pytest.mark.parametrize("kind", KINDS)
@OF_MANY
@given(data=st.data(), cohort=cohorts(drawn=3))
def test_other_databases_come_to_the_same(
    data: st.DataObject, cohort: list[Dossier], kind: str, elsewhere: tuple[str, Run]
) -> None:
    drawn = data.draw(st.lists(KINDS[kind], min_size=2, max_size=2))
    measures = {f"m{number}": measure for number, measure in enumerate(drawn)}
    bounds = dict.fromkeys(measures, (1,) if kind == "order" else (1, 12 * 31))
    agree(measures, cohort, AS_OF, codes=CODES, bounds=bounds, elsewhere=elsewhere)

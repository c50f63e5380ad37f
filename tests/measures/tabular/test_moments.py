"""Orders, delays and ages over tables, against the same of each dossier."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.dossier import Dossier
from cnam_rules.durations import Months
from cnam_rules.measures import Conventions, Measure
from cnam_rules.measures.age import Age
from cnam_rules.measures.delai import Delai
from cnam_rules.measures.moment_kinds import Moment
from cnam_rules.measures.ordre import Ordre
from cnam_rules.testing import AS_OF
from tests.measures.tabular.agree import agree
from tests.measures.tabular.drawing import CODES, OF_MANY, cohorts, moments

CONVENTIONS = st.sampled_from(Months).map(lambda months: Conventions(mois=months))
DELAYS = (1, 12 * 31, 18 * 31 + 27)


@OF_MANY
@given(
    st.lists(st.tuples(moments(), moments(), st.booleans(), st.booleans()), min_size=6, max_size=6), cohorts()
)
def test_orders(drawn: list[tuple[Moment, Moment, bool, bool]], cohort: list[Dossier]) -> None:
    measures: dict[str, Measure] = {
        f"ordre_{n}": Ordre((one, two), same_day, to_come, Conventions())
        for n, (one, two, same_day, to_come) in enumerate(drawn)
    }
    agree(measures, cohort, AS_OF, codes=CODES, bounds=dict.fromkeys(measures, (1,)))


@OF_MANY
@given(
    st.lists(st.tuples(moments(), moments(), st.booleans(), CONVENTIONS), min_size=5, max_size=5), cohorts()
)
def test_delays(drawn: list[tuple[Moment, Moment, bool, Conventions]], cohort: list[Dossier]) -> None:
    measures: dict[str, Measure] = {
        f"delai_{n}": Delai((one, two), running, conventions)
        for n, (one, two, running, conventions) in enumerate(drawn)
    }
    agree(measures, cohort, AS_OF, codes=CODES, bounds=dict.fromkeys(measures, DELAYS))


@OF_MANY
@given(st.lists(moments(), min_size=5, max_size=5), cohorts())
def test_ages(drawn: list[Moment], cohort: list[Dossier]) -> None:
    measures: dict[str, Measure] = {f"age_{n}": Age(moment, Conventions()) for n, moment in enumerate(drawn)}
    bounds = (25 * 12 * 31 + 6 * 31, 60 * 12 * 31 + 1)
    agree(measures, cohort, AS_OF, codes=CODES, bounds=dict.fromkeys(measures, bounds))

"""Law 1, over tables: SQL gives each dossier the statuses, the facts, the shortfalls of its own verdict."""

from hypothesis import given
from hypothesis import strategies as st

from cnam_rules import ruleset
from cnam_rules.dossier import Dossier
from cnam_rules.testing import AS_OF
from cnam_rules.testing.titles import dossiers_of
from tests.laws.pace import HALF
from tests.laws.screened import law

TITLE = ruleset("titre-casp/jury")


@HALF
@given(st.lists(dossiers_of(TITLE), min_size=0, max_size=30))
def test_a_cohort_of_the_title_is_decided_as_its_dossiers_are(dossiers: list[Dossier]) -> None:
    law(TITLE, dossiers, AS_OF, other_readings=False)

"""Law 1, over tables: SQL gives every dossier the statuses, the facts and the shortfalls of its own verdict."""

from hypothesis import given
from hypothesis import strategies as st

from cnam_rules import ruleset, rulesets
from cnam_rules.language import RuleSet
from cnam_rules.testing import AS_OF, rule_files
from cnam_rules.testing.titles import dossiers_of
from tests.laws.pace import HALF
from tests.laws.screened import law

TITLE = ruleset("titre-casp/jury")


@HALF
@given(st.lists(dossiers_of(TITLE), min_size=0, max_size=30))
def test_a_cohort_of_the_title_is_decided_as_its_dossiers_are(dossiers):
    law(TITLE, dossiers, AS_OF, other_readings=False)

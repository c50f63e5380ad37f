"""Law 1, over tables: SQL gives each dossier the statuses, the facts, the shortfalls of its own verdict."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnam_rules import ruleset, rulesets
from cnam_rules.dossier import Dossier
from cnam_rules.faults import CohortError
from cnam_rules.language import RuleSet
from cnam_rules.screening import screen
from cnam_rules.testing import AS_OF, Written, rule_files
from cnam_rules.testing.titles import dossiers_of
from tests.laws.screened import each_named, law

TITLE = ruleset("titre-casp/jury")
EVERY = [rules for rules in rulesets() if rules is not TITLE]


@settings(max_examples=8)
@given(st.lists(dossiers_of(TITLE), min_size=0, max_size=30))
def test_a_cohort_of_the_title_is_decided_as_its_dossiers_are(dossiers: list[Dossier]) -> None:
    law(TITLE, dossiers, AS_OF)


@settings(max_examples=20)
@given(st.data(), rule_files())
def test_rules_of_any_kind_decide_tables_as_they_do_dossiers(data: st.DataObject, written: Written) -> None:
    rules = written.ruleset()
    dossiers = data.draw(st.lists(dossiers_of(rules), min_size=1, max_size=15))
    # What can't be said is refused by name, and never said wrong.
    with suppress(CohortError):
        law(rules, dossiers, AS_OF)


@settings(max_examples=10)
@given(st.data(), rule_files())
def test_without_facts_the_same_is_said_of_verdicts_and_conditions(
    data: st.DataObject, written: Written
) -> None:
    rules = written.ruleset()
    dossiers = each_named(data.draw(st.lists(dossiers_of(rules), min_size=1, max_size=15)))
    try:
        whole = screen(dossiers, rules, as_of=AS_OF)
    except CohortError:  # they can't be said over tables
        return
    brief = screen(dossiers, rules, as_of=AS_OF, facts=False)
    readings = [other.column for other in brief.statement.other_readings]
    told = ["dossier", "verdict", "rejets", *brief.statement.statuses.values(), *readings]
    assert brief.relation.columns == [*told, *(["depend_dune_lecture"] if readings else [])]
    same = whole.relation.select(*brief.relation.columns)
    assert brief.relation.order("dossier").fetchall() == same.order("dossier").fetchall()


@pytest.mark.parametrize("rules", EVERY, ids=[f"{rules.id}@{rules.version}" for rules in EVERY])
@settings(max_examples=2)
@given(data=st.data())
def test_every_rule_set_of_the_library_decides_tables(data: st.DataObject, rules: RuleSet) -> None:
    law(rules, data.draw(st.lists(dossiers_of(rules), min_size=5, max_size=25)), AS_OF, other_readings=False)

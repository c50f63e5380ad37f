"""What is said of rule files holds on random ones: monotone where it is called so, and never an accident."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cnam_rules.catalogue import packaged
from cnam_rules.language import RuleFile, RuleSet, decode_with_tree
from cnam_rules.lint import Subject, falls, monotony_data, remarks
from cnam_rules.lint.monotone import RISING, rises
from cnam_rules.ruletests import coverage
from cnam_rules.testing import AS_OF, Written, dossiers, rule_files
from tests.laws.changes import additions
from tests.laws.pace import HALF
from tests.laws.test_refining import never_worse

KINDS = (*sorted(RISING), "duree", "duree")
PATIENT = settings(HALF, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


def looked_at(written: Written) -> Subject:
    read, tree = decode_with_tree(RuleFile(written.text, "random.yaml"), fiches=packaged().fiches)
    assert isinstance(read, RuleSet)
    return Subject(read, tree)


@PATIENT
@given(written=rule_files(kinds=KINDS, most_conditions=2, most_measures=2, depth=1), data=st.data())
def test_law_3_on_every_rule_file_that_is_called_monotone(written: Written, data: st.DataObject) -> None:
    subject = looked_at(written)
    readings = data.draw(written.readings())
    chosen = dict(written.retained) | readings
    assume(not any(all(chosen[name] == choice for name, choice in fall.when) for fall in falls(subject)))
    dossier = data.draw(dossiers(conditions=written.conditions))
    after = data.draw(additions(dossier))
    never_worse(dossier, after, subject.ruleset, readings, "reference", later=False)


@HALF
@given(written=rule_files(kinds=KINDS, monotone=True))
def test_a_file_whose_requirements_only_rise_is_called_monotone(written: Written) -> None:
    data = monotony_data(looked_at(written))
    assert data == {"always": True, "retained": True, "because": []}


@HALF
@given(written=rule_files())
def test_remarks_and_coverage_are_found_on_any_rule_file(written: Written) -> None:
    subject = looked_at(written)
    for remark in remarks(subject, written.text):
        assert remark.line
        assert remark.file == "random.yaml"
        assert remark.message("fr")
        assert remark.hint("en")
    assert all(not one.examples for one in coverage(subject.ruleset))


@HALF
@given(written=rule_files(kinds=KINDS, most_conditions=1, depth=0), data=st.data())
def test_a_piece_more_never_lowers_a_measure_that_is_said_to_rise(
    written: Written, data: st.DataObject
) -> None:
    """Measured directly, whatever the options that are said to leave it rising."""
    definitions = looked_at(written).ruleset.measures
    dossier = data.draw(dossiers(conditions=written.conditions))
    after = data.draw(additions(dossier))
    for name, measure in written.measures(dict(written.retained)).items():
        if not rises(definitions[name]):
            continue
        before, more = measure.fact(name, dossier, AS_OF), measure.fact(name, after, AS_OF)
        assert more.least >= before.least

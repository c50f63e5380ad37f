"""What is proved of random rule files, random dossiers never refute; what is shown, every engine confirms."""

from __future__ import annotations

from itertools import product

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cnam_rules import decide
from cnam_rules.dossier import Dossier
from cnam_rules.engines.reference import answer
from cnam_rules.kernel import Answer, Status, VerdictStatus
from cnam_rules.language import RuleSet
from cnam_rules.lint import falls
from cnam_rules.measures import SAID_ONCE, Seuil
from cnam_rules.measures.provable import (
    NoMoreThan,
    Valeur,
    Watched,
    bare,
    ends,
    limits,
    no_more_than,
    together,
)
from cnam_rules.prove import Finding, compare, prove
from cnam_rules.testing import AS_OF, Written, dossiers, rule_files
from tests.laws.changes import additions
from tests.laws.pace import HALF
from tests.laws.test_lint_holds import looked_at
from tests.prove.steps import in_order

pytest.importorskip("z3", reason="the extra `prove` (z3-solver) isn't installed")

PATIENT = settings(HALF, suppress_health_check=[HealthCheck.filter_too_much])
FEW = settings(max_examples=max(10, settings().max_examples // 4))
PASSES = (Status.MET, Status.NOT_APPLICABLE)
DOSSIERS_EACH = 12
SMALL = rule_files(most_conditions=3, most_readings=3, depth=2)


@given(written=rule_files(most_measures=6), data=st.data())
def test_what_is_assumed_of_measures_holds_of_every_dossier(written: Written, data: st.DataObject) -> None:
    dossier = data.draw(dossiers(decisions=written.decisions))
    assume(in_order(dossier))
    several: list[Watched] = [
        bare(measure)
        for readings in ({}, data.draw(written.readings()))
        for measure in written.measures(readings).values()
    ]
    several += [Valeur.of(measure) for measure in several if isinstance(measure, Seuil)]
    found = [ends(measure, dossier, AS_OF) for measure in several]
    assume(None not in found)  # a value that was decided for another choice of the readings
    values = [value for value in found if value is not None]
    for assumed in together(several):
        assert assumed.holds(values), (assumed, [several[number] for number in assumed.of], values)
    for measure, value in zip(several, values, strict=True):
        limit = limits(measure)
        assert limit.least is None or value.least >= limit.least
        assert limit.most is None or (value.most is not None and value.most <= limit.most)
    pairs = zip(several, values, strict=True)
    for (one, mine), (other, theirs) in product([*pairs], repeat=2):
        for bound in no_more_than(one, other):
            assert bound.holds(mine, theirs), (one, other, bound, mine, theirs)


@given(written=rule_files(), dossier=dossiers())
def test_a_measure_without_the_conventions_that_it_doesnt_read_is_the_same(
    written: Written, dossier: Dossier
) -> None:
    for measure in written.measures({}).values():
        one, other = measure.fact("m", dossier, AS_OF), bare(measure).fact("m", dossier, AS_OF)
        assert (one.least, one.most) == (other.least, other.most)


def refutes(finding: Finding, ruleset: RuleSet, dossier: Dossier, readings: dict[str, str]) -> bool:
    """Whether a dossier is of those that a finding says there are none of."""
    rules = ruleset.under(readings)
    facts = rules.measure(dossier, AS_OF)
    statuses = rules.reference.statuses(facts, frozenset())
    status = statuses.get(finding.subject)
    if finding.code in ("si-never", "si-always"):
        applies = next(c.applies for c in rules.program.conditions if c.id == finding.subject)
        return answer(applies, facts) is (Answer.YES if finding.code == "si-never" else Answer.NO)
    if finding.code == "never-met":
        return status is Status.MET
    if finding.code == "always-met":
        return status is Status.UNMET
    if finding.code == "implied":
        return statuses[dict(finding.args)["other"]] in PASSES and status is Status.UNMET
    if finding.code == "implied-together":
        beside = [found for name, found in statuses.items() if name != finding.subject]
        return status is Status.UNMET and all(found in PASSES for found in beside)
    if finding.code in ("reading-nothing", "choices-alike"):
        args = dict(finding.args)
        choices = (
            (args["one"], args["second"])
            if args
            else [c.name for c in ruleset.readings[finding.subject].choix]
        )
        others = [ruleset.under({**readings, finding.subject: choice}) for choice in choices]
        found = [other.reference.statuses(other.measure(dossier, AS_OF), frozenset()) for other in others]
        return any(one != found[0] for one in found)
    raise AssertionError(finding.code)


@FEW
@given(written=SMALL, data=st.data())
def test_no_dossier_refutes_what_is_proved(written: Written, data: st.DataObject) -> None:
    ruleset = written.ruleset()
    report = prove(ruleset, dossiers=False)
    assert report.choices[0] == report.choices[1]
    for _ in range(DOSSIERS_EACH if report.findings or report.monotone else 0):
        dossier = data.draw(dossiers(conditions=(), decisions=written.decisions))
        if not in_order(dossier):
            continue
        readings = dict(data.draw(written.readings()))
        for finding in report.findings:
            some = any(name == "under" for name, _ in finding.args)
            under = dict(finding.readings) if some else readings
            assert not refutes(finding, ruleset, dossier, under), finding
        if report.monotone:
            rules = ruleset.under(readings)
            more = data.draw(additions(dossier))
            before, after = (rules.measure(one, AS_OF) for one in (dossier, more))
            steady = [name for name in before if rules.measures[name].KEY in SAID_ONCE]
            if all(NoMoreThan().holds(fact, after[name]) for name, fact in before.items()) and all(
                (before[name].least, before[name].most) == (after[name].least, after[name].most)
                for name in steady
            ):
                verdicts = [
                    decide(one, as_of=AS_OF, ruleset=ruleset, readings=readings, engine="reference").status
                    for one in (dossier, more)
                ]
                assert verdicts != [VerdictStatus.ELIGIBLE, VerdictStatus.NOT_ELIGIBLE]


@PATIENT
@given(written=rule_files(most_conditions=2, most_measures=2, most_readings=2, depth=1))
def test_what_the_linter_finds_no_fall_in_is_proved_monotone(written: Written) -> None:
    """The two speak of the same thing: what the form of the rules tells, the proof finds too."""
    assume(not any(fall.why == "comparison" for fall in falls(looked_at(written))))
    assert prove(written.ruleset(), dossiers=False).monotone


@FEW
@given(written=rule_files(most_conditions=3, most_readings=3, depth=2, monotone=True))
def test_rules_whose_requirements_only_rise_are_proved_monotone(written: Written) -> None:
    assert prove(written.ruleset(), dossiers=False).monotone


@FEW
@given(written=SMALL, data=st.data())
def test_two_rule_sets_are_equivalent_or_dossiers_show_that_they_differ(
    written: Written, data: st.DataObject
) -> None:
    """The two differ by the choices that they retain."""
    first = written.ruleset()
    readings = dict(data.draw(written.readings()))
    retained = {
        name: evolve(reading, retenue=readings.get(name, reading.retenue))
        for name, reading in first.readings.items()
    }
    second = evolve(first, version="autre", readings=retained)
    report = compare(first, second)
    for finding in report.findings:
        for witness in finding.witnesses:
            for one, ruleset in zip(witness.decided, (first, second), strict=True):
                verdict = decide(one.dossier, as_of=witness.as_of, ruleset=ruleset)
                assert verdict.status is one.verdict
                assert verdict.statuses == dict(one.statuses)
            assert witness.decided[0].verdict is not witness.decided[1].verdict
    if not report.findings and not report.unsettled:
        for _ in range(DOSSIERS_EACH):
            dossier = data.draw(dossiers(conditions=(), decisions=written.decisions))
            if in_order(dossier):
                by = [decide(dossier, as_of=AS_OF, ruleset=r, engine="reference") for r in (first, second)]
                assert by[0].status is by[1].status


@HALF
@given(written=SMALL)
def test_a_rule_set_is_equivalent_to_itself(written: Written) -> None:
    report = compare(written.ruleset(), written.ruleset())
    assert (report.findings, report.unsettled) == ((), ())

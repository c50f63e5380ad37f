"""A dispensation dispenses from its day to its last one, and decides nothing on any other."""

from __future__ import annotations

from datetime import date, timedelta

from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from cnam_rules import decide, dump, loads
from cnam_rules.dossier import Derogation, Dossier
from cnam_rules.kernel import Status
from cnam_rules.language import RuleSet
from cnam_rules.testing import AS_OF, Written, derogations, dossiers, rule_files
from cnam_rules.verdict import Verdict
from tests.laws.pace import HALF

DAY = timedelta(days=1)


def decided(dossier: Dossier, ruleset: RuleSet, as_of: date) -> Verdict:
    return decide(dossier, as_of=as_of, ruleset=ruleset, engine="reference")


@HALF
@given(written=rule_files(), data=st.data())
def test_it_dispenses_on_its_last_day_and_is_as_if_it_were_not_there_the_day_after(
    written: Written, data: st.DataObject
) -> None:
    ruleset = written.ruleset()
    without = data.draw(dossiers(conditions=(), decisions=written.decisions))
    drawn = data.draw(derogations(written.conditions))
    last = data.draw(st.sampled_from((drawn.date, AS_OF, AS_OF - DAY)))
    assume(last >= drawn.date)
    waiver = evolve(drawn, jusqu_au=last)
    with_it = evolve(without, derogations=(waiver,))

    for day in {drawn.date, last, max(drawn.date, last - DAY)}:
        condition = decided(with_it, ruleset, day).condition(waiver.condition)
        assert condition.status is Status.WAIVED
        assert condition.unwaived is decided(without, ruleset, day).condition(waiver.condition).status
        assert condition.waiver is not None
        assert condition.waiver.jusqu_au == last

    for day, remark in ((drawn.date - DAY, "waiver-to-come"), (last + DAY, "waiver-expired")):
        as_if, bare = decided(with_it, ruleset, day), decided(without, ruleset, day)
        assert remark in [each.code for each in as_if.remarks]
        kept = tuple(each for each in as_if.remarks if each.code != remark)
        assert evolve(as_if, remarks=kept) == bare


@given(waiver=derogations(("stage",)))
def test_it_is_read_as_it_was_written_with_or_without_an_end(waiver: Derogation) -> None:
    dossier = Dossier("D-1", "RNCP36625", derogations=(waiver,))
    assert loads(dump(dossier)) == dossier
    assert loads(dump(dossier, format="json")) == dossier
    assert ("jusqu_au" in dump(dossier)) == (waiver.jusqu_au is not None)

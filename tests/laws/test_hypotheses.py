"""What if: supposing nothing changes nothing, supposing something is deciding the dossier as it would be."""

from __future__ import annotations

import json
import pickle
from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules import VerdictError, decide, difference, dump, from_json, what_if
from cnam_rules.dossier import Dossier, Ue, check
from cnam_rules.testing import (
    AS_OF,
    CODES,
    Written,
    days,
    derogations,
    dossiers,
    experiences,
    rule_files,
    stages,
)
from cnam_rules.verdict import Verdict
from cnam_rules.verdict.hypothesis import HypotheticalVerdict
from cnam_rules.whatif import WhatIf
from tests.laws.pace import HALF


def never_taken_for_one(supposed: HypotheticalVerdict, decided: Verdict) -> None:
    """It says what the decision says, and can't be read or compared as one."""
    assert supposed != decided
    assert HypotheticalVerdict.of(decided, supposed.hypothesis) == supposed
    with pytest.raises(VerdictError):
        from_json(supposed.to_json())
    stated = json.loads(supposed.to_json())
    assert stated["would_be"] == {k: v for k, v in json.loads(decided.to_json()).items() if k != "format"}
    with pytest.raises(VerdictError):
        from_json(json.dumps(stated["would_be"]))
    assert str(supposed).startswith("HYPOTHÈSE, ET NON UN AVIS")
    assert supposed.text("en").startswith("HYPOTHESIS, NOT A FINDING")
    assert repr(supposed).startswith("HypotheticalVerdict(")
    assert pickle.loads(pickle.dumps(supposed)) == supposed  # noqa: S301 - what was pickled just before


@HALF
@given(written=rule_files(), data=st.data())
def test_supposing_nothing_gives_the_same_verdict_and_says_that_it_supposes(
    written: Written, data: st.DataObject
) -> None:
    ruleset, readings = written.ruleset(), data.draw(written.readings())
    dossier = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    decided = decide(dossier, as_of=AS_OF, ruleset=ruleset, readings=readings)
    nothing = what_if(dossier, as_of=AS_OF, ruleset=ruleset, readings=readings)
    assert nothing.official == decided
    assert not nothing.difference
    never_taken_for_one(nothing.verdict, decided)


def one_step(data: st.DataObject, what: WhatIf) -> tuple[WhatIf, Dossier]:
    """One thing supposed, and the dossier as it would be, made by hand."""
    dossier = what.dossier
    kind = data.draw(st.sampled_from(("ue", "without", "experience", "stage", "report", "step", "waived")))
    if kind == "ue" and dossier.ue is not None:
        code = data.draw(st.sampled_from(CODES))
        after = what.with_ue(code)
        kept = tuple(ue for ue in dossier.ue if ue.code != code)
        return after, evolve(dossier, ue=(*kept, Ue(code)))
    if kind == "without" and dossier.ue:
        code = data.draw(st.sampled_from([ue.code for ue in dossier.ue]))
        return what.without_ue(code), evolve(dossier, ue=tuple(u for u in dossier.ue if u.code != code))
    if kind == "experience" and dossier.experiences is not None:
        job = data.draw(experiences())
        return what.with_experience(job), evolve(dossier, experiences=(*dossier.experiences, job))
    if kind == "stage" and dossier.stages is not None:
        stage = data.draw(stages())
        return what.with_stage(stage), evolve(dossier, stages=(*dossier.stages, stage))
    if kind == "step":
        step = data.draw(st.booleans() | days())
        return what.with_step("depot", step), evolve(dossier, etapes={**dict(dossier.etapes), "depot": step})
    if kind == "waived":
        waiver = data.draw(derogations())
        return what.with_derogation(waiver), evolve(dossier, derogations=(*dossier.derogations, waiver))
    after = what.with_report()
    return after, evolve(dossier, rapport=after.dossier.rapport)


@HALF
@given(dossier=dossiers(), day=days(first=date(2023, 9, 1)), data=st.data())
def test_supposing_is_deciding_the_dossier_as_it_would_be(
    dossier: Dossier, day: date, data: st.DataObject
) -> None:
    born = evolve(dossier, naissance=None)  # so that nothing supposed lies before it
    what = what_if(born, as_of=AS_OF)
    before = dump(born)
    after, by_hand = one_step(data, what)
    twice, _ = one_step(data, after)
    assert after.dossier == by_hand
    assert check(after.dossier) == []
    reading = {"experience-mixte": "champ-partiel"}
    supposed = after.under(reading).on(day)
    decided = decide(by_hand, as_of=day, readings=reading)
    never_taken_for_one(supposed.verdict, decided)
    assert supposed.difference.conditions == difference(what.official, decided).conditions

    # What was there before is as it was.
    assert dump(what.dossier) == before
    assert (what.hypothesis, what.as_of, what.readings) == ((), AS_OF, {})
    assert len(twice.hypothesis) == len(after.hypothesis) + 1 == 2
    assert supposed.official == what.official == decide(born, as_of=AS_OF)


@HALF
@given(written=rule_files(), data=st.data())
def test_answering_a_missing_piece_leads_where_the_verdict_says(
    written: Written, data: st.DataObject
) -> None:
    dossier = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    what = what_if(dossier, as_of=AS_OF, ruleset=written.ruleset())
    for missing in what.official.pieces:
        path = missing.piece.path
        whole = path.count(".") == 1 and "[" not in path  # a list, whose only answer is that there is nothing
        for outcome in missing.outcomes:
            supposed = what.answering(path, [] if whole else outcome.answer).verdict
            assert supposed.status is outcome.status
            assert dict(supposed.statuses).items() >= dict(outcome.conditions).items()

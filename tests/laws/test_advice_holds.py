"""What a verdict announces comes true: the answers to missing pieces, the other readings, what lacks."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from cnam_rules import decide, dump, loads
from cnam_rules.dossier import EN_COURS, Dossier, Experience
from cnam_rules.durations import decode
from cnam_rules.facade import rulesets
from cnam_rules.faults import DossierError
from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.measures import SeuilEvidence
from cnam_rules.testing import AS_OF, Written, days, dossiers, rule_files
from cnam_rules.verdict import MissingPiece, Verdict
from tests.laws.changes import nearly_complete
from tests.laws.pace import HALF

(TITLE,) = [ruleset for ruleset in rulesets() if ruleset.id == "titre-casp/jury"]


def with_answer(dossier: Dossier, piece: MissingPiece, answer: object) -> Dossier:
    """The dossier as a registrar would complete it: in its file, at the place that the verdict names."""
    tree: Any = json.loads(dump(dossier, format="json"))
    where = tree
    *way, last = re.findall(r"\w+", piece.piece.path.removeprefix("$."))
    for step in way:
        where = where[int(step)] if step.isdecimal() else where.setdefault(step, {})
    value = [] if answer == "aucune" else answer
    before = where.get(last)
    twins = (
        [ue for ue in tree["ue"] if ue["code"] == where["code"]] if piece.piece.path[:5] == "$.ue[" else []
    )
    for place in [where, *(ue for ue in twins if ue.get(last) == before)]:  # a UE that stands twice is one
        place[last] = value
    return loads(json.dumps(tree))


def announced(dossier: Dossier, verdict: Verdict, missing: MissingPiece, **how: Any) -> None:
    assert set(missing.conditions) <= {c.id for c in verdict.conditions if c.status is Status.UNKNOWN}
    assert {outcome.answer for outcome in missing.outcomes} <= set(missing.piece.answers)
    told = {outcome.answer: outcome for outcome in missing.outcomes}
    for answer in missing.piece.answers:
        try:
            completed = with_answer(dossier, missing, answer)
        except DossierError:  # the rest of the dossier contradicts that answer
            assert answer not in told
            continue
        outcome, after = told[answer], decide(completed, **how)
        assert after.status is outcome.status
        unknown = [c.id for c in verdict.conditions if c.status is Status.UNKNOWN]
        assert [name for name, _ in outcome.conditions] == unknown
        assert all(after.condition(name).status is status for name, status in outcome.conditions)


@HALF
@given(written=rule_files(), data=st.data())
def test_an_answer_to_a_missing_piece_leads_where_the_verdict_says(
    written: Written, data: st.DataObject
) -> None:
    how = {"as_of": AS_OF, "ruleset": written.ruleset(), "readings": data.draw(written.readings())}
    dossier = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    verdict = decide(dossier, **how)  # type: ignore[arg-type]  # three options of decide, by name
    for missing in verdict.pieces:
        announced(dossier, verdict, missing, **how)


@HALF
@given(dossier=nearly_complete())
def test_an_answer_to_a_missing_piece_of_the_title_leads_where_the_verdict_says(dossier: Dossier) -> None:
    verdict = decide(dossier, as_of=AS_OF)
    for missing in verdict.pieces:
        announced(dossier, verdict, missing, as_of=AS_OF)


@HALF
@given(dossier=nearly_complete(), data=st.data())
def test_whoever_answers_every_piece_gets_a_verdict(dossier: Dossier, data: st.DataObject) -> None:
    """The title's own readings ask for nothing but answers; lists nobody gave are said to be empty."""
    for _ in range(100):
        verdict = decide(dossier, as_of=AS_OF)
        unknown = [c for c in verdict.conditions if c.status is Status.UNKNOWN]
        assert all(any(c.id in piece.conditions for piece in verdict.pieces) for c in unknown)
        assert bool(verdict.pieces) == bool(unknown)
        if not unknown:
            return
        piece = data.draw(st.sampled_from(verdict.pieces))
        outcome = data.draw(st.sampled_from(piece.outcomes))
        dossier = with_answer(dossier, piece, outcome.answer)
    raise AssertionError("pieces are still missing after a hundred answers")


@HALF
@given(written=rule_files(), data=st.data())
def test_another_reading_gives_what_the_verdict_says(written: Written, data: st.DataObject) -> None:
    """And what it doesn't speak of changes no condition."""
    dossier, readings = (
        data.draw(dossiers(conditions=written.conditions, decisions=written.decisions)),
        data.draw(written.readings()),
    )
    ruleset = written.ruleset()
    verdict = decide(dossier, as_of=AS_OF, ruleset=ruleset, readings=readings)
    told = {(a.reading, a.choice): a for a in verdict.alternatives}
    assert len(told) == len(verdict.alternatives)
    applied = {used.name: used.choice for used in verdict.readings}
    for name, choices in written.choices.items():
        for choice in choices:
            after = decide(dossier, as_of=AS_OF, ruleset=ruleset, readings={**readings, name: choice})
            changed = tuple((c, s) for c, s in after.statuses.items() if verdict.statuses[c] is not s)
            alternative = told.pop((name, choice), None)
            assert (alternative is not None) == bool(changed)
            if choice == applied[name]:
                assert not changed
            if alternative is not None:
                assert alternative.conditions == changed
                assert alternative.status is after.status
                assert alternative.libelle == ruleset.readings[name].choice(choice).libelle
    assert not told
    assert verdict.depends_on_a_reading == any(a.status is not verdict.status for a in verdict.alternatives)


def resumed(dossier: Dossier, amount: int, as_of: date, mois: str) -> tuple[Dossier, date]:
    """The dossier with a certified full-time job of `amount` begun the day after, and the job's last day."""
    from dateutil.relativedelta import relativedelta

    months, days_left = decode(amount)
    first = as_of + timedelta(days=1)
    month = relativedelta(months=1) if mois == "quantieme" else relativedelta(days=30)
    last = first + months * month + timedelta(days=days_left - 1)
    job = Experience("suite", first, last, dans_le_champ=True, attestee=True)
    return evolve(dossier, experiences=(*(dossier.experiences or ()), job)), last


@HALF
@given(dossier=nearly_complete(), as_of=days(), mois=st.sampled_from(("quantieme", "trente-jours")))
def test_a_job_as_long_as_what_lacks_reaches_the_bound_and_a_day_less_does_not(
    dossier: Dossier, as_of: date, mois: str
) -> None:
    """Certified and at full time, from the next day on; whatever ends later is not counted twice."""
    assume(dossier.experiences is not None)
    spells = tuple(s for s in dossier.experiences or () if s.fin is not EN_COURS and s.fin <= as_of)
    dossier = evolve(dossier, experiences=spells, entree_en_formation=None, derogations=())
    how = {"ruleset": TITLE, "readings": {"decompte-des-mois": mois}}
    verdict = decide(dossier, as_of=as_of, **how)  # type: ignore[arg-type]  # two options of decide, by name
    condition = verdict.condition("experience")
    assume(condition.status is not Status.MET)
    (lacks,) = condition.shortfalls
    assert lacks.amount is not None
    assert lacks.amount > 0
    whole, last = resumed(dossier, lacks.amount, as_of, mois)
    reached = decide(whole, as_of=last, **how)  # type: ignore[arg-type]  # two options of decide, by name
    assert reached.condition("experience").status is Status.MET
    before = decide(whole, as_of=last - timedelta(days=1), **how)  # type: ignore[arg-type]  # two options of decide, by name
    assert before.fact("experience").least < 18 * 31


@HALF
@given(dossier=nearly_complete(), written=rule_files())
def test_only_what_is_not_met_lacks_anything(dossier: Dossier, written: Written) -> None:
    for verdict in (
        decide(dossier, as_of=AS_OF),
        decide(evolve(dossier, derogations=()), as_of=AS_OF, ruleset=written.ruleset()),
    ):
        for condition in verdict.conditions:
            if condition.unwaived in (Status.MET, Status.NOT_APPLICABLE):
                assert condition.shortfalls == ()
            facts = {name: verdict.fact(name) for name in condition.facts}
            # What lacks to a value that is no constant is told of the measure that is compared with it.
            inside = [fact.evidence for fact in facts.values() if isinstance(fact.evidence, SeuilEvidence)]
            facts |= {evidence.fact.measure: evidence.fact for evidence in inside}
            for lacks in condition.shortfalls:
                assert lacks.unit is facts[lacks.measure].unit
                assert lacks.amount is None or lacks.amount > 0
        if verdict.status is VerdictStatus.ELIGIBLE:
            assert not verdict.pieces

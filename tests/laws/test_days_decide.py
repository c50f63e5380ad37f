"""Law 4 through `decide`: a duration depends on the days worked alone, not on how a dossier lists them."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TypeVar

from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from cnam_rules import decide
from cnam_rules.dossier import EN_COURS, Dossier, Experience, Stage
from cnam_rules.testing import AS_OF, Written, dossiers, rule_files
from tests.laws.changes import nearly_complete
from tests.laws.pace import HALF

S = TypeVar("S", Experience, Stage)


def split(draw: st.DrawFn, spell: S) -> list[S]:
    """The same days as one, two or three spells, which may overlap; each has begun by then, as the first."""
    last = AS_OF if spell.fin is EN_COURS else min(spell.fin, AS_OF)
    if last <= spell.debut:
        return [spell]
    cut = spell.debut + timedelta(days=draw(st.integers(0, (last - spell.debut).days - 1)))
    following = cut + timedelta(days=draw(st.integers(-3, 1)))
    parts = [evolve(spell, fin=cut), evolve(spell, debut=max(spell.debut, following))]
    return parts + ([spell] if draw(st.booleans()) else [])


def shuffled(draw: st.DrawFn, spells: tuple[S, ...]) -> tuple[S, ...]:
    parts: list[S] = []
    for spell in spells:
        parts += split(draw, spell)
    again: list[S] = draw(st.lists(st.sampled_from(parts), max_size=2)) if parts else []
    return tuple(draw(st.permutations(parts + again)))


@st.composite
def listed_otherwise(draw: st.DrawFn, dossier: Dossier) -> Dossier:
    jobs, stages = dossier.experiences, dossier.stages
    return evolve(
        dossier,
        experiences=None if jobs is None else shuffled(draw, jobs),
        stages=None if stages is None else shuffled(draw, stages),
    )


def plain(dossier: Dossier) -> Dossier:
    """Full time, and no amount of presence: what is counted by anything but days is left out of the law."""
    jobs, stages = dossier.experiences, dossier.stages
    return evolve(
        dossier,
        experiences=None if jobs is None else tuple(evolve(job, quotite=Fraction(1)) for job in jobs),
        stages=None if stages is None else tuple(evolve(s, heures=None, jours=None) for s in stages),
    )


CALENDAR = {"decompte-du-stage": "calendaire"}


@HALF
@given(data=st.data(), mois=st.sampled_from(("quantieme", "trente-jours")), once=st.booleans())
def test_law_4_on_the_title(data: st.DataObject, mois: str, once: bool) -> None:
    dossier = plain(data.draw(nearly_complete()))
    other = data.draw(listed_otherwise(dossier))
    readings = {
        **CALENDAR,
        "decompte-des-mois": mois,
        "stage-fractionne": "un-seul-tenant" if once else "plusieurs-fois",
    }
    before, after = (decide(d, as_of=AS_OF, readings=readings) for d in (dossier, other))
    assert [(f.measure, f.least, f.most) for f in after.facts] == [
        (f.measure, f.least, f.most) for f in before.facts
    ]
    assert after.statuses == before.statuses
    assert after.status is before.status
    assert [c.shortfalls for c in after.conditions] == [c.shortfalls for c in before.conditions]


@HALF
@given(written=rule_files(), data=st.data())
def test_law_4_on_random_rule_files(written: Written, data: st.DataObject) -> None:
    # Hours belong to a stage and not to its days, and so does a certificate: of the two parts of a stage that
    # nobody knows to be certified, one may turn out to be and the other not: the last day is then another.
    assume("fin_des_" not in written.text and "heures: stages" not in written.text)
    ruleset, readings = written.ruleset(), data.draw(written.readings())
    dossier = plain(data.draw(dossiers(conditions=written.conditions, decisions=written.decisions)))
    other = data.draw(listed_otherwise(dossier))
    before, after = (decide(d, as_of=AS_OF, ruleset=ruleset, readings=readings) for d in (dossier, other))
    if before.conventions.stage.value == "calendaire":
        assert [(f.measure, f.least, f.most) for f in after.facts] == [
            (f.measure, f.least, f.most) for f in before.facts
        ]
        assert after.statuses == before.statuses

"""The two ends of a fact are those of what the dossier would measure to, were everything known.

Each measure is worked out for every way to fill in the unknowns of a small dossier; by the calendar, its days
are counted one by one. Its interval is then exactly the least and the greatest of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from cnam_rules.dossier import (
    EN_COURS,
    Dossier,
    Experience,
    Obtention,
    Rapport,
    Stage,
    StatutActivite,
    StatutUe,
    Ue,
    check,
)
from cnam_rules.durations import Months, PartTime, StageCounting
from cnam_rules.measures import Conventions
from cnam_rules.measures.duree import Duree
from cnam_rules.measures.rapport import EtapeDuRapport
from cnam_rules.measures.ue import UnitesValidees
from cnam_rules.testing import AS_OF, CODES, experiences, rapports, stages, ues

NO_FIELD = st.sampled_from((None, None, True, False))
STATUTS = st.none() | st.frozensets(st.sampled_from(StatutActivite), min_size=1, max_size=3)
DAYS = st.sampled_from((AS_OF, AS_OF - timedelta(days=1), AS_OF - timedelta(days=365)))


def filled(entry: Any, **answers: Sequence[object]) -> Iterator[Any]:
    """The entry with each of these attributes that is None filled in, in every way."""
    unknown = [name for name in answers if getattr(entry, name) is None]
    for values in product(*(answers[name] for name in unknown)):
        yield evolve(entry, **dict(zip(unknown, values, strict=True)))


def every_job(job: Experience) -> Iterator[Experience]:
    yield from filled(job, attestee=(True, False), dans_le_champ=(True, False), statut=tuple(StatutActivite))


def every_stage(stage: Stage) -> Iterator[Stage]:
    yield from filled(stage, atteste=(True, False), dans_le_champ=(True, False))


def counted(measure: Duree, jobs: Sequence[Experience], others: Sequence[Stage], as_of: date) -> int:
    """The days that count, one by one, then the calendar distance from the most favourable of them."""
    days: set[date] = set()
    spells: list[Experience | Stage] = [*(jobs if measure.duree == "experiences" else others)]
    if measure.duree == "experiences" and measure.avec_stages:
        spells += others
    for spell in spells:
        proof = spell.attestee if isinstance(spell, Experience) else spell.atteste
        if measure.attestees and not proof:
            continue
        if measure.dans_le_champ is not None and spell.dans_le_champ is not measure.dans_le_champ:
            continue
        if (
            measure.statuts is not None
            and isinstance(spell, Experience)
            and spell.statut not in measure.statuts
        ):
            continue
        last = as_of if spell.fin is EN_COURS else min(spell.fin, as_of)
        days |= {spell.debut + timedelta(days=n) for n in range((last - spell.debut).days + 1)}
    starts = sorted(day for day in days if day - timedelta(days=1) not in days)
    best = 0
    for start in starts:
        number = sum(1 for day in days if day >= start)
        if measure.d_un_seul_tenant:
            number = next(n for n in range(1, number + 2) if start + timedelta(days=n) not in days)
        best = max(best, distance(start, number, measure.conventions.mois))
    return best


def distance(start: date, number: int, months: Months) -> int:
    if months is Months.TRENTE_JOURS:
        return 31 * (number // 30) + number % 30
    end, whole = start + timedelta(days=number), 0
    while later(start, whole + 1) <= end:
        whole += 1
    return 31 * whole + (end - later(start, whole)).days


def later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError(day)


SHORT = st.integers(0, 70)


@st.composite
def short_jobs(draw: st.DrawFn) -> Experience:
    job = draw(experiences(debut=AS_OF - timedelta(days=draw(st.integers(0, 400)))))
    return evolve(job, fin=draw(st.just(job.fin) | SHORT.map(lambda n: job.debut + timedelta(days=n))))


@st.composite
def short_stages(draw: st.DrawFn) -> Stage:
    stage = draw(stages())
    start = AS_OF - timedelta(days=draw(st.integers(0, 400)))
    return evolve(
        stage, debut=start, fin=draw(st.just(EN_COURS) | SHORT.map(lambda n: start + timedelta(days=n)))
    )


@given(
    spells=st.tuples(st.lists(short_jobs(), max_size=2), st.lists(short_stages(), max_size=1)),
    which=st.sampled_from(("experiences", "experiences", "stages")),
    options=st.tuples(st.booleans(), NO_FIELD, STATUTS, st.booleans(), st.booleans()),
    months=st.sampled_from(Months),
    as_of=DAYS,
)
def test_a_duration_is_exactly_what_the_unknowns_leave_open(
    spells: tuple[list[Experience], list[Stage]],
    which: str,
    options: tuple[bool, bool | None, frozenset[StatutActivite] | None, bool, bool],
    months: Months,
    as_of: date,
) -> None:
    jobs, others = spells
    measure = Duree(which, *options, Conventions(mois=months))
    fact = measure.fact("m", Dossier("D", "P", experiences=tuple(jobs), stages=tuple(others)), as_of)
    ways = product(product(*map(every_job, jobs)), product(*map(every_stage, others)))
    totals = {counted(measure, these, those, as_of) for these, those in ways}
    assert (fact.least, fact.most) == (min(totals), max(totals))


@given(jobs=st.lists(short_jobs(), max_size=3), months=st.sampled_from(Months), as_of=DAYS)
def test_part_time_counts_between_nothing_and_full_time_when_nobody_stated_it(
    jobs: list[Experience], months: Months, as_of: date
) -> None:
    measure = Duree(
        "experiences", False, None, None, False, False, Conventions(months, temps_partiel=PartTime.PRORATA)
    )
    full = evolve(measure, conventions=Conventions(months))
    fact = measure.fact("m", Dossier("D", "P", experiences=tuple(jobs)), as_of)
    whole = tuple(evolve(job, quotite=job.quotite or Fraction(1)) for job in jobs)
    known = tuple(job for job in jobs if job.quotite is not None)
    for part, end in ((known, fact.least), (whole, fact.most)):
        exact = measure.fact("m", Dossier("D", "P", experiences=part), as_of)
        assert exact.known
        assert exact.least == end
    assert full.fact("m", Dossier("D", "P", experiences=tuple(jobs)), as_of).least >= fact.least


@given(
    others=st.lists(short_stages(), max_size=3),
    way=st.sampled_from((StageCounting.HEURES, StageCounting.JOURS_DE_PRESENCE)),
    once=st.booleans(),
    as_of=DAYS,
)
def test_presence_counts_what_was_stated_of_stages_that_are_over(
    others: list[Stage], way: StageCounting, once: bool, as_of: date
) -> None:
    """In months of 22 days of 7 hours; what nobody stated is between nothing and every hour there is."""
    measure = Duree("stages", False, None, None, False, once, Conventions(stage=way))
    fact = measure.fact("m", Dossier("D", "P", stages=tuple(others)), as_of)
    in_a_day = Fraction(24) if way is StageCounting.HEURES else Fraction(1)
    least, most = [Fraction(0)], [Fraction(0)]
    for stage in others:
        stated = stage.heures if way is StageCounting.HEURES else stage.jours
        last = as_of if stage.fin is EN_COURS else stage.fin
        there = in_a_day * max(0, (min(last, as_of) - stage.debut).days + 1)
        over = stage.fin is not EN_COURS and stage.fin <= as_of
        most.append(there if stated is None else min(stated, there))
        least.append(min(stated, there) if stated is not None and over else Fraction(0))
    assert fact.least == presence(max(least) if once else sum(least, Fraction(0)), way)
    assert fact.most == presence(max(most) if once else sum(most, Fraction(0)), way)


def presence(amount: Fraction, way: StageCounting) -> int:
    days = amount // 7 if way is StageCounting.HEURES else amount // 1
    return int(31 * (days // 22) + days % 22)


@given(
    data=st.data(),
    ways=st.none() | st.frozensets(st.sampled_from(Obtention), min_size=1, max_size=3),
    wanted=st.lists(st.sampled_from(CODES[:4]), unique=True, min_size=1),
    as_of=DAYS,
)
def test_a_number_of_units_is_exactly_what_the_unknowns_leave_open(
    data: st.DataObject, ways: frozenset[Obtention] | None, wanted: list[str], as_of: date
) -> None:
    held = data.draw(st.lists(st.sampled_from(CODES[:5]), unique=True, max_size=3))
    units = [
        evolve(data.draw(ues(code)), hors_programme=data.draw(st.sampled_from((False, False, True))))
        for code in held
    ]
    measure = UnitesValidees(tuple(wanted), ways, Conventions())
    fact = measure.fact("m", Dossier("D", "P", ue=tuple(units)), as_of)

    def ways_of(ue: Ue) -> Iterator[Ue]:
        statuts = (StatutUe.VALIDEE, StatutUe.NON_VALIDEE) if ue.statut is StatutUe.INCONNU else (ue.statut,)
        for statut in statuts:
            yield from filled(evolve(ue, statut=statut), obtention=tuple(Obtention))

    def number(ues: Sequence[Ue]) -> int:
        return sum(
            ue.code in wanted
            and ue.statut is StatutUe.VALIDEE
            and not ue.hors_programme
            and (ue.date is None or ue.date <= as_of)
            and (ways is None or ue.obtention in ways)
            for ue in ues
        )

    totals = {number(these) for these in product(*map(ways_of, units))}
    assert (fact.least, fact.most) == (min(totals), max(totals))
    assert UnitesValidees(tuple(wanted), ways, Conventions()).fact("m", Dossier("D", "P"), as_of).most == len(
        wanted
    )


@given(report=rapports(), step=st.sampled_from(("redige", "soutenu", "valide")), as_of=DAYS)
def test_a_step_is_exactly_what_the_others_leave_open(report: Rapport, step: str, as_of: date) -> None:
    """Taken from its day on; where nobody stated it, as every way to state it that holds together."""
    fact = EtapeDuRapport(step, Conventions()).fact("m", Dossier("D", "P", rapport=report), as_of)
    both = (True, False)
    taken = {
        stated <= as_of if isinstance(stated := getattr(way, step), date) else stated
        for way in filled(report, redige=both, soutenu=both, valide=both)
        if not check(Dossier("D", "P", rapport=way))
    }
    if getattr(report, step) is None and any(
        isinstance(day, date) and day > as_of for day in (report.redige, report.soutenu, report.valide)
    ):  # a step to come says nothing of when those before it were taken
        assert (fact.least, fact.most) in ((0, 1), (0, 0)) or (taken == {True} and fact.least == 1)
    else:
        assert (fact.least, fact.most) == (min(taken), max(taken))


@given(which=st.sampled_from(("experiences", "stages")), both=st.booleans(), data=st.data())
def test_a_list_that_nobody_gave_has_no_upper_end(which: str, both: bool, data: st.DataObject) -> None:
    measure = Duree(which, False, None, None, both, False, Conventions())
    jobs = data.draw(st.none() | st.lists(short_jobs(), max_size=1).map(tuple))
    others = data.draw(st.none() | st.lists(short_stages(), max_size=1).map(tuple))
    fact = measure.fact("m", Dossier("D", "P", experiences=jobs, stages=others), AS_OF)
    read = {"stages": [others], "experiences": [jobs, others] if both else [jobs]}[which]
    assert (fact.most is None) == (None in read)
    assume(None in read)
    known = measure.fact("m", Dossier("D", "P", experiences=jobs or (), stages=others or ()), AS_OF)
    assert fact.least == known.least

"""Durations of some days alone: from a moment on, before one, without the days of stages; and hours."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.dossier import EN_COURS, Dossier, Experience, Stage
from cnam_rules.durations import PartTime, StageCounting, total
from cnam_rules.facts import Piece, Shortfall
from cnam_rules.kernel import Compare, Op
from cnam_rules.measures import Conventions, Measure, OptionsClash
from cnam_rules.measures.duree import Duree
from cnam_rules.measures.heures import Heures
from cnam_rules.measures.moment_kinds import EtapeNommee, Moment, Simple
from cnam_rules.speech import Speech
from cnam_rules.testing import AS_OF, days, experience_lists, stages
from cnam_rules.units import Unit
from tests.measures.build import PLAIN, asked, ends, measured, remedy

DAY = timedelta(days=1)
JOB = Experience("Conseillère", date(2024, 1, 1), date(2024, 12, 31), "CCAS")
STAGE = Stage("CIDFF", date(2024, 6, 1), date(2024, 6, 30), atteste=True)
STEP = EtapeNommee("probatoire")
ENTRY = Simple("entree_en_formation")


def duration(
    *,
    duree: str = "experiences",
    certified: bool = False,
    responsible: bool = False,
    full_time: bool = False,
    since: Moment | None = None,
    before: Moment | None = None,
    no_stage: bool = False,
    with_stages: bool = False,
    single: bool = False,
    conventions: Conventions = PLAIN,
) -> Duree:
    return Duree(
        duree, certified, None, None, with_stages, single, conventions,
        responsible, full_time, since, before, no_stage,
    )  # fmt: skip


def dossier(*jobs: Experience, stages: tuple[Stage, ...] | None = (), **parts: object) -> Dossier:
    return Dossier("D", "RNCP36625", experiences=jobs, stages=stages, **parts)  # type: ignore[arg-type]  # parts by name


def said(measure: Measure, given: Dossier) -> list[str]:
    lines = measured(measure, given).evidence.lines_of(Speech("fr"))
    return [line.replace("\xa0", " ").replace("\u202f", " ") for line in lines]


# How the job was worked.


@pytest.mark.parametrize(("sufficient", "expected"), [(True, (372, 372)), (False, (0, 0)), (None, (0, 372))])
def test_the_level_of_responsibility(sufficient: bool | None, expected: tuple[int, int]) -> None:
    given = dossier(evolve(JOB, responsabilite=sufficient))
    assert ends(duration(responsible=True), given) == expected
    assert ends(duration(), given) == (372, 372)
    pieces = measured(duration(responsible=True), given).evidence.pieces()
    assert [(p.path, p.answers) for p in pieces] == (
        [("$.experiences[0].responsabilite", (True, False))] if sufficient is None else []
    )


@pytest.mark.parametrize(
    ("quotite", "expected"),
    [(Fraction(1), (372, 372)), (Fraction(99, 100), (0, 0)), (None, (0, 372))],
)
def test_full_time(quotite: Fraction | None, expected: tuple[int, int]) -> None:
    given = dossier(evolve(JOB, quotite=quotite))
    assert ends(duration(full_time=True), given) == expected
    if quotite is None:
        assert asked(duration(full_time=True), given) == [("$.experiences[0].quotite", "quotite")]


def test_stages_have_neither_and_neither_leaves_them_out() -> None:
    strict = duration(responsible=True, full_time=True, with_stages=True)
    assert ends(strict, dossier(stages=(STAGE,))) == (31, 31)


# From a moment on, and before one.


@pytest.mark.parametrize(
    ("step", "since", "before"),
    [
        (date(2024, 1, 1), (372, 372), (0, 0)),
        (date(2024, 1, 2), (11 * 31 + 30, 11 * 31 + 30), (1, 1)),
        (date(2024, 7, 1), (186, 186), (186, 186)),
        (date(2024, 12, 31), (1, 1), (11 * 31 + 30, 11 * 31 + 30)),
        (date(2025, 1, 1), (0, 0), (372, 372)),
        (AS_OF + DAY, (0, 0), (372, 372)),
        (False, (0, 0), (372, 372)),
        (True, (0, 372), (0, 372)),
        (None, (0, 372), (0, 372)),
    ],
)
def test_the_day_of_the_moment_counts_from_it_on_and_not_before_it(
    step: date | bool | None, since: tuple[int, int], before: tuple[int, int]
) -> None:
    given = dossier(JOB, etapes={"probatoire": step})
    assert ends(duration(since=STEP), given) == since
    assert ends(duration(before=STEP), given) == before


def test_a_window_between_two_moments() -> None:
    given = dossier(JOB, entree_en_formation=date(2024, 3, 1), etapes={"probatoire": date(2024, 5, 1)})
    assert ends(duration(since=ENTRY, before=STEP), given) == (62, 62)
    assert ends(duration(since=STEP, before=ENTRY), given) == (0, 0)
    notes = said(duration(since=ENTRY, before=STEP), given)
    assert notes[0] == "jours comptés à partir de ce moment (l'entrée en formation : le 1er mars 2024)"
    assert (
        notes[1] == "jours comptés jusqu'à la veille de ce moment (l'étape « probatoire » : le 1er mai 2024)"
    )
    assert notes[2].endswith("(61 jours comptés)")


def test_what_a_moment_of_which_little_is_known_asks_for() -> None:
    given = dossier(JOB, etapes={"probatoire": True})
    assert asked(duration(since=ENTRY, before=STEP), given) == [
        ("$.entree_en_formation", "entree_en_formation"),
        ("$.etapes.probatoire", "etape-date"),
    ]
    assert said(duration(before=STEP), given)[1].startswith("à préciser : Conseillère")
    assert "de 0 à 366 jours comptés" in said(duration(before=STEP), given)[1]


def test_a_job_that_goes_on_reaches_the_length_before_a_moment_that_is_planned_or_never() -> None:
    job = evolve(JOB, debut=date(2025, 1, 1), fin=EN_COURS)

    def reached(step: object) -> date | None:
        fact = measured(duration(before=STEP), dossier(job, etapes={"probatoire": step}))
        lacks = fact.evidence.shortfall(fact, Compare("m", Op.AT_LEAST, 372))
        assert lacks is not None
        return lacks.reached_on

    assert reached(False) == date(2025, 12, 31)
    assert reached(date(2026, 1, 1)) == date(2025, 12, 31)
    assert reached(date(2025, 12, 31)) is None
    assert reached(date(2025, 6, 1)) is None


# Without the days of stages.


@pytest.mark.parametrize(
    ("stages_", "certified", "expected"),
    [
        ((), False, (366, 366)),
        ((STAGE,), False, (336, 336)),
        ((evolve(STAGE, atteste=None),), False, (336, 336)),
        ((evolve(STAGE, atteste=None),), True, (336, 366)),
        ((evolve(STAGE, atteste=False),), True, (366, 366)),
        ((STAGE, STAGE), True, (336, 336)),
        ((evolve(STAGE, fin=EN_COURS),), False, (152, 152)),
        ((evolve(STAGE, debut=date(2023, 1, 1)),), False, (184, 184)),
        (None, False, (0, 366)),
    ],
)
def test_a_day_that_is_also_one_of_a_stage_counts_for_one_of_them(
    stages_: tuple[Stage, ...] | None, certified: bool, expected: tuple[int, int]
) -> None:
    """In days: the months of 30 days of the count, undone."""
    from cnam_rules.durations import Months, decode

    measure = duration(certified=certified, no_stage=True, conventions=Conventions(Months.TRENTE_JOURS))
    least, most = ends(measure, dossier(evolve(JOB, attestee=True), stages=stages_))
    assert most is not None
    assert tuple(months * 30 + rest for months, rest in (decode(least), decode(most))) == expected


def test_what_is_asked_about_the_stages_left_out() -> None:
    job = evolve(JOB, attestee=True)
    assert asked(duration(no_stage=True), dossier(job, stages=None)) == [("$.stages", "liste-stages")]
    doubtful = dossier(job, stages=(evolve(STAGE, atteste=None),))
    assert asked(duration(certified=True, no_stage=True), doubtful) == [
        ("$.stages[0].atteste", "attestation")
    ]
    assert asked(duration(no_stage=True), doubtful) == []
    lines = said(duration(certified=True, no_stage=True), doubtful)
    assert lines[0].startswith("les jours du stage ne comptent pas, s'il est attesté : CIDFF")
    assert "de 336 à 366 jours comptés" in lines[1]
    unknown = said(duration(no_stage=True), dossier(job, stages=None))
    assert unknown[0].endswith("la liste des stages n'est pas connue")


def test_a_stage_breaks_a_run() -> None:
    assert ends(duration(no_stage=True, single=True), dossier(JOB, stages=(STAGE,))) == (186, 186)


@pytest.mark.parametrize(("duree", "with_stages"), [("stages", False), ("experiences", True)])
def test_the_days_of_stages_can_not_both_count_and_not(duree: str, with_stages: bool) -> None:
    with pytest.raises(OptionsClash) as caught:
        duration(duree=duree, with_stages=with_stages, no_stage=True)
    assert (caught.value.option, caught.value.code) == ("sauf_jours_de_stage", "options-clash")


@given(
    jobs=experience_lists(most=4),
    some=st.lists(stages(), max_size=3),
    since=days(),
    before=days(),
    part=st.sampled_from(PartTime),
)
def test_what_counts_is_a_set_of_days(
    jobs: tuple[Experience, ...] | None, some: list[Stage], since: date, before: date, part: PartTime
) -> None:
    """Against a set of days, one by one: those of the jobs, in the window, in no stage."""
    full = tuple(evolve(job, quotite=Fraction(1)) for job in jobs or ())
    given = dossier(*full, stages=tuple(some), entree_en_formation=since, etapes={"probatoire": before})
    worked: set[int] = set()
    for spell in full:
        end = AS_OF if spell.fin is EN_COURS else min(spell.fin, AS_OF)
        worked |= set(range(spell.debut.toordinal(), end.toordinal() + 1))
    for stage in some:
        end = AS_OF if stage.fin is EN_COURS else stage.fin
        worked -= set(range(stage.debut.toordinal(), end.toordinal() + 1))
    window = range(since.toordinal(), before.toordinal())
    kept = [(day, day) for day in sorted(worked) if day in window]
    measure = duration(since=ENTRY, before=STEP, no_stage=True, conventions=Conventions(temps_partiel=part))
    expected = total(kept, AS_OF.toordinal())
    assert ends(measure, given) == (expected, expected)


# Hours.


def hours(**options: object) -> Heures:
    usual: dict[str, object] = {
        "heures": "stages", "attestees": False, "dans_le_champ": None, "d_un_seul_tenant": False,
        "depuis": None, "avant": None, "conventions": PLAIN,
    }  # fmt: skip
    return Heures(**(usual | options))  # type: ignore[arg-type]  # the options by name


def done(amount: Fraction | int | None, **more: object) -> Stage:
    return evolve(STAGE, heures=None if amount is None else Fraction(amount), **more)  # type: ignore[arg-type]  # parts by name


FIVE_HUNDRED = Unit.HEURES.bound("500 heures")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((), (Fraction(0), Fraction(0))),
        ((done(499),), (Fraction(499), Fraction(499))),
        ((done(250), done(250)), (Fraction(500), Fraction(500))),
        ((done(None),), (Fraction(0), Fraction(720))),
        ((done(300), done(None)), (Fraction(300), Fraction(1020))),
        ((done(40, fin=EN_COURS),), (Fraction(0), Fraction(40))),
        ((done(40, fin=AS_OF + DAY),), (Fraction(0), Fraction(40))),
        ((done(40, fin=AS_OF),), (Fraction(40), Fraction(40))),
        ((done(40, debut=AS_OF + DAY, fin=AS_OF + DAY),), (Fraction(0), Fraction(0))),
    ],
)
def test_hours_add_up(given: tuple[Stage, ...], expected: tuple[Fraction, Fraction]) -> None:
    least, most = expected
    assert ends(hours(), dossier(stages=given)) == (Unit.HEURES.encode(least), Unit.HEURES.encode(most))


def test_hours_are_exact() -> None:
    """499.999 hours aren't 500, and three times a third of 500 are."""
    short = dossier(stages=(done(Fraction(499_999, 1000)),))
    assert ends(hours(), short)[0] == FIVE_HUNDRED - 1
    assert "0,01 heure" in remedy(hours(), short, FIVE_HUNDRED)
    thirds = dossier(stages=(done(Fraction(500, 3)),) * 3)
    assert ends(hours(), thirds) == (FIVE_HUNDRED, FIVE_HUNDRED)


def test_split_or_not() -> None:
    two = dossier(stages=(done(300), done(200)))
    assert ends(hours(d_un_seul_tenant=True), two) == (300 * 200, 300 * 200)
    assert "200 heures" in remedy(hours(d_un_seul_tenant=True), two, FIVE_HUNDRED).replace("\xa0", " ")


def test_hours_of_certified_stages_within_a_window() -> None:
    doubtful = dossier(stages=(done(300), done(200, atteste=None)), etapes={"probatoire": date(2024, 6, 30)})
    assert ends(hours(attestees=True), doubtful) == (300 * 200, 500 * 200)
    # The moment cuts both: of 29 days, no hour is sure, and all 300 may be.
    assert ends(hours(avant=STEP), doubtful) == (0, 500 * 200)
    assert ends(hours(depuis=STEP), doubtful) == (0, 2 * 24 * 200)
    assert asked(hours(attestees=True), doubtful) == [("$.stages[1].atteste", "attestation")]
    whole = evolve(doubtful, etapes={"probatoire": date(2024, 7, 1)})
    assert ends(hours(avant=STEP), whole) == (500 * 200, 500 * 200)


def test_what_is_asked_of_hours() -> None:
    assert measured(hours(), dossier(stages=None)).evidence.pieces() == [
        Piece("$.stages", "liste-stages", answers=("aucune",))
    ]
    assert ends(hours(), dossier(stages=None)) == (0, None)
    given = dossier(stages=(done(None), done(40, fin=EN_COURS), done(None, debut=AS_OF + DAY, fin=EN_COURS)))
    assert asked(hours(), given) == [
        ("$.stages[0].heures", "heures"),
        ("$.stages[1].heures", "heures-by-then"),
    ]


def test_what_hours_lack() -> None:
    fact = measured(hours(), dossier(stages=(done(455),)))
    lacking = fact.evidence.shortfall
    assert lacking(fact, Compare("m", Op.AT_LEAST, FIVE_HUNDRED)) == Shortfall("m", Unit.HEURES, 45 * 200)
    assert lacking(fact, Compare("m", Op.AT_LEAST, 455 * 200)) is None
    assert lacking(fact, Compare("m", Op.AT_MOST, 455 * 200)) is None
    assert lacking(fact, Compare("m", Op.LESS_THAN, 455 * 200)) == Shortfall("m", Unit.HEURES, None)


def test_no_convention_changes_hours() -> None:
    given = dossier(stages=(done(300), done(None)))
    for convention in StageCounting:
        assert ends(hours(conventions=Conventions(stage=convention)), given) == ends(hours(), given)
    assert Heures.conventions_read({}) == frozenset()


def test_hours_are_said_stage_by_stage() -> None:
    lines = said(hours(), dossier(stages=(done(455), done(None))))
    assert lines[0].startswith("compte : stage, CIDFF")
    assert lines[0].endswith("(455 heures de présence)")
    assert lines[1].startswith("à préciser : stage")
    assert said(hours(), dossier()) == ["aucun stage au dossier"]
    assert said(hours(), dossier(stages=None)) == ["la liste des stages n'est pas connue"]

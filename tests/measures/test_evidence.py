"""Evidence: what became of each spell and unit, the pieces that are missing, what lacks to a bound."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve

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
)
from cnam_rules.durations import Months, PartTime, StageCounting
from cnam_rules.facts import Evidence, Fact, Piece, Shortfall
from cnam_rules.kernel import Compare, Op
from cnam_rules.measures import Conventions, Measure
from cnam_rules.measures.duree import Duree
from cnam_rules.measures.duree_evidence import DureeEvidence
from cnam_rules.measures.rapport import EtapeDuRapport
from cnam_rules.measures.ue import UeEvidence, UeLine, UnitesValidees
from cnam_rules.speech import Speech
from cnam_rules.units import Unit

AS_OF = date(2025, 11, 3)
JOB = Experience("Conseillère", date(2025, 1, 1), date(2025, 6, 30), "CCAS")
STAGE = Stage("CIDFF", date(2025, 3, 3), date(2025, 4, 2))
NAMES = (("intitule", "Conseillère"), ("debut", "2025-01-01"))
STAGE_NAMES = (("intitule", "CIDFF"), ("debut", "2025-03-03"))


def duration(
    *,
    duree: str = "experiences",
    attestees: bool = False,
    champ: bool | None = None,
    statuts: frozenset[StatutActivite] | None = None,
    avec_stages: bool = False,
    once: bool = False,
    conventions: Conventions | None = None,
) -> Duree:
    return Duree(duree, attestees, champ, statuts, avec_stages, once, conventions or Conventions())


def measured(measure: Measure, **parts: object) -> Fact:
    return measure.fact("m", Dossier("D", "P", **parts), AS_OF)  # type: ignore[arg-type]  # parts of a dossier by name


def lacking(fact: Fact, op: Op, bound: int) -> Shortfall | None:
    return fact.evidence.shortfall(fact, Compare("m", op, bound))


def said(evidence: Evidence) -> list[str]:
    return [line.replace("\xa0", " ").replace("\u202f", " ") for line in evidence.lines_of(Speech("fr"))]


PRORATA = Conventions(temps_partiel=PartTime.PRORATA)
HOURS = Conventions(stage=StageCounting.HEURES)
PRESENCE = Conventions(stage=StageCounting.JOURS_DE_PRESENCE)
WORDS = ("salarie", "independant", "benevole", "apprenti")


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (duration(), []),
        (duration(attestees=True), [Piece("$.experiences[0].attestee", "attestation", NAMES)]),
        (duration(champ=True), [Piece("$.experiences[0].dans_le_champ", "dans_le_champ", NAMES)]),
        (
            duration(statuts=frozenset((StatutActivite.SALARIE,))),
            [Piece("$.experiences[0].statut", "statut", NAMES, WORDS)],
        ),
        (duration(conventions=PRORATA), [Piece("$.experiences[0].quotite", "quotite", NAMES, ())]),
        (duration(duree="stages"), []),
        (
            duration(duree="stages", attestees=True),
            [Piece("$.stages[0].atteste", "attestation", STAGE_NAMES)],
        ),
        (
            duration(duree="stages", conventions=HOURS),
            [Piece("$.stages[0].heures", "heures", STAGE_NAMES, ())],
        ),
        (
            duration(duree="stages", conventions=PRESENCE),
            [Piece("$.stages[0].jours", "jours", STAGE_NAMES, ())],
        ),
        (duration(conventions=HOURS), []),
        (duration(duree="stages", conventions=PRORATA), []),
        (
            duration(attestees=True, champ=False, avec_stages=True),
            [
                Piece("$.experiences[0].attestee", "attestation", NAMES),
                Piece("$.experiences[0].dans_le_champ", "dans_le_champ", NAMES),
                Piece("$.stages[0].atteste", "attestation", STAGE_NAMES),
                Piece("$.stages[0].dans_le_champ", "dans_le_champ", STAGE_NAMES),
            ],
        ),
    ],
)
def test_the_pieces_that_a_duration_misses(measure: Duree, expected: list[Piece]) -> None:
    fact = measured(measure, experiences=(JOB,), stages=(STAGE,))
    found = [evolve(piece, args=piece.args[:2]) for piece in fact.evidence.pieces()]
    assert found == expected


def test_a_spell_that_can_not_count_is_asked_nothing() -> None:
    measure = duration(attestees=True, champ=True)
    out = evolve(JOB, dans_le_champ=False)
    later = evolve(JOB, debut=date(2025, 11, 4), fin=EN_COURS)
    fact = measured(measure, experiences=(out, later, evolve(JOB, debut=AS_OF, fin=EN_COURS)))
    assert {piece.path for piece in fact.evidence.pieces()} == {
        "$.experiences[2].attestee",
        "$.experiences[2].dans_le_champ",
    }


def test_a_spell_without_a_name_is_asked_for_by_its_place() -> None:
    fact = measured(duration(attestees=True), experiences=(evolve(JOB, intitule="", employeur=None),))
    (piece,) = fact.evidence.pieces()
    assert dict(piece.args)["intitule"] == ""


@pytest.mark.parametrize(
    ("duree", "both", "expected"),
    [
        ("experiences", False, ["experiences"]),
        ("experiences", True, ["experiences", "stages"]),
        ("stages", False, ["stages"]),
        ("stages", True, ["stages"]),
    ],
)
def test_the_lists_that_are_missing(duree: str, both: bool, expected: list[str]) -> None:
    fact = measured(duration(duree=duree, avec_stages=both))
    assert list(fact.evidence.pieces()) == [
        Piece(f"$.{name}", f"liste-{name}", (), ("aucune",)) for name in expected
    ]
    names = {"experiences": "la liste des expériences", "stages": "la liste des stages"}
    assert said(fact.evidence) == [f"{names[name]} n'est pas connue" for name in expected]


def test_what_lacks_to_a_length() -> None:
    fact = measured(duration(), experiences=(JOB,))
    assert fact.least == 6 * 31
    assert lacking(fact, Op.AT_LEAST, 6 * 31) is None
    assert lacking(fact, Op.MORE_THAN, 6 * 31) == Shortfall("m", Unit.DUREE, 1)
    # July has 31 days, and from 4 November on a month has 30.
    assert lacking(fact, Op.AT_LEAST, 7 * 31) == Shortfall("m", Unit.DUREE, 32)
    assert lacking(fact, Op.AT_LEAST, 18 * 31 + 3) == Shortfall("m", Unit.DUREE, 12 * 31 + 3)


def test_what_lacks_is_counted_under_the_conventions() -> None:
    half = evolve(JOB, quotite=Fraction(1, 2))
    part = measured(duration(conventions=PRORATA), experiences=(half,))
    assert part.least < 6 * 31
    assert lacking(part, Op.AT_LEAST, 6 * 31) == Shortfall("m", Unit.DUREE, 2 * 31 + 30)
    unsaid = measured(duration(conventions=PRORATA), experiences=(JOB,))
    assert lacking(unsaid, Op.AT_LEAST, 6 * 31) == Shortfall("m", Unit.DUREE, 6 * 31)
    once = measured(duration(once=True), experiences=(JOB,))
    assert lacking(once, Op.AT_LEAST, 12 * 31) == Shortfall("m", Unit.DUREE, 12 * 31)
    thirty = measured(
        duration(conventions=Conventions(Months.TRENTE_JOURS)), experiences=(evolve(JOB, fin=EN_COURS),)
    )
    lacks = lacking(thirty, Op.AT_LEAST, 12 * 31)
    assert lacks == Shortfall("m", Unit.DUREE, 31 + 23, (), date(2025, 12, 26))


def test_what_is_too_much_can_not_be_made_up_for() -> None:
    fact = measured(duration(), experiences=(JOB,))
    assert lacking(fact, Op.AT_MOST, 6 * 31) is None
    assert lacking(fact, Op.LESS_THAN, 6 * 31) == Shortfall("m", Unit.DUREE, None)
    assert lacking(fact, Op.AT_MOST, 6 * 31 - 1) == Shortfall("m", Unit.DUREE, None)
    unknown = measured(duration(attestees=True), experiences=(JOB,))
    assert lacking(unknown, Op.LESS_THAN, 6 * 31 + 1) is None
    assert lacking(unknown, Op.LESS_THAN, 6 * 31) == Shortfall("m", Unit.DUREE, None)
    assert lacking(measured(duration()), Op.LESS_THAN, 100) == Shortfall("m", Unit.DUREE, None)


def test_what_may_count_makes_up_for_nothing() -> None:
    fact = measured(duration(attestees=True), experiences=(JOB,))
    assert lacking(fact, Op.AT_LEAST, 3 * 31) == Shortfall("m", Unit.DUREE, 3 * 31)


def test_a_spell_in_progress_says_when_it_reaches_the_length() -> None:
    fact = measured(duration(), experiences=(evolve(JOB, fin=EN_COURS),))
    lacks = lacking(fact, Op.AT_LEAST, 12 * 31)
    assert lacks == Shortfall("m", Unit.DUREE, 31 + 28, (), date(2025, 12, 31))
    assert fact.evidence.remedy(lacks, "expérience", Speech("fr")).count("31 décembre 2025") == 1
    ended = Shortfall("m", Unit.DUREE, 31, (), None)
    assert "décembre" not in fact.evidence.remedy(ended, "expérience", Speech("fr"))
    assert "1 mois" in fact.evidence.remedy(ended, "expérience", Speech("fr")).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("conventions", "stages", "once", "bound", "amount"),
    [
        (HOURS, (evolve(STAGE, heures=Fraction(461)),), False, 3 * 31, 1),
        (HOURS, (evolve(STAGE, heures=Fraction(462)),), False, 3 * 31, None),
        (HOURS, (evolve(STAGE, heures=Fraction(455, 1)),), False, 3 * 31, 1),
        (HOURS, (evolve(STAGE, heures=Fraction(454)),), False, 3 * 31, 2),
        (HOURS, (STAGE,), False, 3 * 31, 3 * 31),
        (HOURS, (), False, 31 + 5, 31 + 5),
        (HOURS, (), True, 31 + 5, 31 + 5),
        (PRESENCE, (evolve(STAGE, jours=Fraction(22)),), False, 3 * 31, 2 * 31),
        (PRESENCE, (evolve(STAGE, jours=Fraction(21)),), False, 31, 1),
        (PRESENCE, (evolve(STAGE, jours=Fraction(20)),) * 2, False, 2 * 31, 4),
        (PRESENCE, (evolve(STAGE, jours=Fraction(20)),) * 2, True, 2 * 31, 31 + 2),
        (PRESENCE, (evolve(STAGE, jours=Fraction(1)), evolve(STAGE, jours=Fraction(20))), True, 31, 2),
        (PRESENCE, (evolve(STAGE, jours=Fraction(22), fin=EN_COURS),), False, 31, 31),
    ],
)
def test_what_lacks_in_presence(
    conventions: Conventions, stages: tuple[Stage, ...], once: bool, bound: int, amount: int | None
) -> None:
    """22 days a month, of 7 hours; a day begun is a day still to do."""
    fact = measured(duration(duree="stages", once=once, conventions=conventions), stages=stages)
    lacks = lacking(fact, Op.AT_LEAST, bound)
    assert lacks == (None if amount is None else Shortfall("m", Unit.DUREE, amount))


def test_every_spell_is_told_with_what_became_of_it() -> None:
    measure = duration(
        attestees=True, champ=True, statuts=frozenset((StatutActivite.SALARIE,)), avec_stages=True
    )
    counts = evolve(JOB, attestee=True, dans_le_champ=True, statut=StatutActivite.SALARIE)
    fact = measured(
        measure,
        experiences=(
            counts,
            evolve(counts, employeur=None, fin=EN_COURS),
            evolve(counts, fin=AS_OF),
            evolve(counts, fin=date(2025, 11, 4)),
            evolve(counts, debut=date(2025, 11, 4), fin=EN_COURS),
            evolve(counts, attestee=False, dans_le_champ=False, statut=StatutActivite.BENEVOLE),
            JOB,
            evolve(JOB, attestee=False),
        ),
        stages=(evolve(STAGE, atteste=True, dans_le_champ=True),),
    )
    who, half = "Conseillère, CCAS", "Conseillère, CCAS, du 1er janvier 2025 au 30 juin 2025"
    assert said(fact.evidence)[:9] == [
        "compte : Conseillère, CCAS, du 1er janvier 2025 au 30 juin 2025",
        "compte : Conseillère, en cours depuis le 1er janvier 2025 (compté jusqu'au 3 novembre 2025)",
        "compte : Conseillère, CCAS, du 1er janvier 2025 au 3 novembre 2025",
        f"compte : {who}, du 1er janvier 2025 au 4 novembre 2025 (compté jusqu'au 3 novembre 2025)",
        f"ne compte pas : {who}, en cours depuis le 4 novembre 2025 (commence après le 3 novembre 2025)",
        f"ne compte pas : {half} (sans attestation ; pas dans le champ demandé ; statut qui ne compte pas)",
        f"à préciser : {half} (attestation non précisée ; champ non précisé ; statut non précisé)",
        "ne compte pas : Conseillère, CCAS, du 1er janvier 2025 au 30 juin 2025 (sans attestation)",
        "compte : stage, CIDFF, du 3 mars 2025 au 2 avril 2025",
    ]


def test_a_spell_that_begins_on_the_day_of_the_decision_counts_that_day() -> None:
    fact = measured(duration(), experiences=(evolve(JOB, debut=AS_OF, fin=AS_OF),))
    assert fact.least == 1
    assert said(fact.evidence) == ["compte : Conseillère, CCAS, du 3 novembre 2025 au 3 novembre 2025"]


def test_days_in_two_spells_and_spells_apart_are_told() -> None:
    fact = measured(
        duration(),
        experiences=(
            JOB,
            evolve(JOB, debut=date(2025, 6, 29), fin=date(2025, 7, 31)),
            evolve(JOB, debut=AS_OF, fin=AS_OF),
        ),
    )
    assert said(fact.evidence)[3:] == [
        "2 jours sont dans deux périodes : ils comptent une fois",
        "213 jours mis bout à bout à partir du 1er janvier 2025",
    ]
    one = measured(duration(), experiences=(JOB,))
    assert len(said(one.evidence)) == 1
    assert said(measured(duration(), experiences=()).evidence) == ["aucune expérience au dossier"]
    assert said(measured(duration(duree="stages"), stages=()).evidence) == ["aucun stage au dossier"]


def test_what_conventions_read_of_a_spell_is_told() -> None:
    job = evolve(JOB, quotite=Fraction(1, 2))
    assert "quotité 0,5" in said(measured(duration(conventions=PRORATA), experiences=(job,)).evidence)[0]
    assert (
        "quotité non précisée"
        in said(measured(duration(conventions=PRORATA), experiences=(JOB,)).evidence)[0]
    )
    assert "quotité" not in said(measured(duration(), experiences=(job,)).evidence)[0]
    full = evolve(STAGE, heures=Fraction(70), jours=Fraction(10))
    for conventions, stage, expected in (
        (HOURS, full, "70 heures de présence"),
        (HOURS, STAGE, "nombre d'heures de présence non précisé"),
        (PRESENCE, full, "10 jours de présence"),
        (PRESENCE, STAGE, "nombre de jours de présence non précisé"),
    ):
        (line,) = said(measured(duration(duree="stages", conventions=conventions), stages=(stage,)).evidence)
        assert line.endswith(f"({expected})")


def test_the_evidence_of_a_duration_is_its_count() -> None:
    fact = measured(duration(attestees=True), experiences=(evolve(JOB, attestee=True), JOB))
    evidence = fact.evidence
    assert isinstance(evidence, DureeEvidence)
    assert evidence.least == fact.least == 6 * 31
    assert evidence.sure is not None
    assert evidence.possible is None or evidence.possible != evidence.sure
    assert [line.counts for line in evidence.lines] == [True, None]
    assert (evidence.as_of, evidence.duree, evidence.missing) == (AS_OF, "experiences", ())
    sure = measured(duration(), experiences=(JOB,)).evidence
    assert isinstance(sure, DureeEvidence)
    assert sure.possible is None
    hours = measured(duration(duree="stages", conventions=HOURS), stages=(STAGE,)).evidence
    assert isinstance(hours, DureeEvidence)
    assert (hours.sure, hours.possible) == (None, None)
    thirty = measured(duration(conventions=Conventions(Months.TRENTE_JOURS)), experiences=(JOB,))
    assert thirty.least == 6 * 31 + 1


# Units.


UNITS = (
    Ue("FPG003"),
    Ue("CCE001", Obtention.VES),
    Ue("TET003", statut=StatutUe.NON_VALIDEE),
    Ue("TET007", statut=StatutUe.EN_COURS),
    Ue("AST004", statut=StatutUe.INCONNU),
    Ue("TRS001", date=date(2025, 11, 4)),
    Ue("AST005", Obtention.EXAMEN, Fraction(12), AS_OF),
    Ue("ANG100", hors_programme=True),
)
WANTED = ("FPG003", "CCE001", "TET003", "TET007", "AST004", "TRS001", "AST005", "PST003")


def units(*ways: Obtention, ue: tuple[Ue, ...] | None = UNITS) -> Fact:
    return measured(UnitesValidees(WANTED, frozenset(ways) or None, Conventions()), ue=ue)


def test_every_unit_that_is_looked_for_is_told_with_where_it_stands() -> None:
    fact = units()
    assert (fact.least, fact.most) == (3, 4)
    assert fact.evidence == UeEvidence(
        (
            UeLine("FPG003", True, None, "$.ue[0]"),
            UeLine("CCE001", True, None, "$.ue[1]", Obtention.VES),
            UeLine("TET003", False, "non_validee", "$.ue[2]"),
            UeLine("TET007", False, "en_cours", "$.ue[3]"),
            UeLine("AST004", None, "inconnu", "$.ue[4]"),
            UeLine("TRS001", False, "apres", "$.ue[5]", date=date(2025, 11, 4)),
            UeLine("AST005", True, None, "$.ue[6]", Obtention.EXAMEN, Fraction(12), AS_OF),
            UeLine("PST003", False, "absente"),
        ),
        ("ANG100",),
    )
    lines = "\n".join(said(fact.evidence))
    for expected in (
        "3 UE comptées : FPG003, CCE001 (VES) et AST005",
        "TET003 : non validée",
        "TET007 : en cours",
        "AST004 : on ne sait pas si elle est validée",
        "TRS001 : validée seulement le 4 novembre 2025",
        "PST003 : absente du dossier",
        "1 autre UE au dossier, sans effet ici : ANG100",
    ):
        assert expected in lines
    assert len(lines.splitlines()) == 7


def test_only_some_ways_may_count() -> None:
    fact = units(Obtention.EXAMEN)
    assert (fact.least, fact.most) == (1, 3)
    assert isinstance(fact.evidence, UeEvidence)
    reasons = {line.code: (line.counts, line.reason) for line in fact.evidence.lines}
    assert reasons["FPG003"] == (None, "obtention-inconnue")
    assert reasons["CCE001"] == (False, "obtention")
    assert reasons["AST005"] == (True, None)
    assert list(fact.evidence.pieces()) == [
        Piece(
            "$.ue[0].obtention", "obtention", (("code", "FPG003"),), ("examen", "ves", "vae", "equivalence")
        ),
        Piece("$.ue[4].statut", "statut-ue", (("code", "AST004"),), ("validee", "non_validee")),
    ]
    lines = "\n".join(said(fact.evidence))
    assert "CCE001 : obtenue d'une façon qui ne compte pas" in lines
    assert "FPG003 : on ne sait pas comment elle a été obtenue" in lines
    assert "1 UE comptée : AST005" in lines


def test_of_a_unit_that_stands_twice_the_better_one_is_told() -> None:
    fact = units(ue=(Ue("FPG003", statut=StatutUe.EN_COURS), Ue("FPG003", Obtention.VAE), Ue("FPG003")))
    assert (fact.least, fact.most) == (1, 1)
    assert isinstance(fact.evidence, UeEvidence)
    assert fact.evidence.lines[0] == UeLine("FPG003", True, None, "$.ue[1]", Obtention.VAE)
    doubtful = units(ue=(Ue("FPG003", statut=StatutUe.EN_COURS), Ue("FPG003", statut=StatutUe.INCONNU)))
    assert isinstance(doubtful.evidence, UeEvidence)
    assert doubtful.evidence.lines[0].path == "$.ue[1]"


def test_a_list_of_units_that_nobody_gave() -> None:
    fact = units(ue=None)
    assert (fact.least, fact.most) == (0, 8)
    assert list(fact.evidence.pieces()) == [Piece("$.ue", "liste-ue", (), ("aucune",))]
    assert said(fact.evidence) == ["la liste des UE n'est pas connue"]
    assert lacking(fact, Op.AT_LEAST, 8) == Shortfall("m", Unit.UE, 8, WANTED)


def test_what_lacks_to_a_number_of_units() -> None:
    fact = units()
    missing = ("TET003", "TET007", "AST004", "TRS001", "PST003")
    assert lacking(fact, Op.AT_LEAST, 3) is None
    assert lacking(fact, Op.MORE_THAN, 3) == Shortfall("m", Unit.UE, 1, missing)
    every, some = lacking(fact, Op.AT_LEAST, 8), lacking(fact, Op.AT_LEAST, 5)
    assert every == Shortfall("m", Unit.UE, 5, missing)
    assert some == Shortfall("m", Unit.UE, 2, missing)
    assert lacking(fact, Op.AT_MOST, 4) is None
    assert lacking(fact, Op.LESS_THAN, 5) is None
    assert lacking(fact, Op.AT_MOST, 3) == Shortfall("m", Unit.UE, None)
    speech = Speech("fr")
    assert fact.evidence.remedy(every, "UE", speech) == speech.say(
        "todo.units", n=5, items=speech.list(missing)
    )
    assert fact.evidence.remedy(some, "UE", speech) == speech.say(
        "todo.units-among", n=2, items=speech.list(missing)
    )


# The report.


@pytest.mark.parametrize(
    ("step", "expected", "lines"),
    [
        (None, (0, 1), ["rien ne dit si le rapport est soutenu"]),
        (True, (1, 1), ["le rapport est soutenu, à une date non précisée"]),
        (False, (0, 0), ["le rapport n'est pas soutenu"]),
        (AS_OF, (1, 1), ["soutenu le 3 novembre 2025"]),
        (date(2025, 11, 4), (0, 0), ["le rapport ne sera soutenu que le 4 novembre 2025"]),
    ],
)
def test_a_step_of_the_report(step: date | bool | None, expected: tuple[int, int], lines: list[str]) -> None:
    fact = measured(EtapeDuRapport("soutenu", Conventions()), rapport=Rapport(soutenu=step))
    assert (fact.least, fact.most, fact.unit) == (*expected, Unit.OUI_NON)
    assert said(fact.evidence) == lines
    pieces = [Piece("$.rapport.soutenu", "rapport-soutenu")] if step is None else []
    assert list(fact.evidence.pieces()) == pieces
    taken, day = fact.least == 1, step if isinstance(step, date) else None
    lacks = lacking(fact, Op.AT_LEAST, 1)
    assert lacks == (None if taken else Shortfall("m", Unit.OUI_NON, 1, ("soutenu",), day))
    beyond = Shortfall("m", Unit.OUI_NON, None)
    assert lacking(fact, Op.LESS_THAN, 1) == (None if fact.most == 0 else beyond)


def test_what_is_to_be_done_for_a_step_says_when_it_is_planned() -> None:
    speech = Speech("fr")
    fact = measured(EtapeDuRapport("valide", Conventions()), rapport=Rapport(valide=date(2025, 12, 1)))
    lacks = lacking(fact, Op.AT_LEAST, 1)
    assert lacks is not None
    assert "1er décembre 2025" in fact.evidence.remedy(lacks, "n", speech)
    assert fact.evidence.remedy(evolve(lacks, reached_on=None), "n", speech) == speech.say(
        "todo.rapport-valide"
    )


def test_nothing_known_of_the_report_at_all() -> None:
    for report in (None, Rapport()):
        fact = measured(EtapeDuRapport("redige", Conventions()), rapport=report)
        assert (fact.least, fact.most) == (0, 1)
        assert said(fact.evidence) == ["rien ne dit si le rapport est rédigé"]
        assert [piece.path for piece in fact.evidence.pieces()] == ["$.rapport.redige"]


def test_a_list_that_is_missing_hides_nothing_of_the_other() -> None:
    fact = measured(duration(avec_stages=True), stages=(STAGE,))
    assert (fact.least, fact.most) == (31, None)
    fact = measured(duration(avec_stages=True), experiences=(JOB,))
    assert (fact.least, fact.most) == (6 * 31, None)

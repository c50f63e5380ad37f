"""Advice: the answers to missing pieces, one by one, and what the other readings would say."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from cnam_rules import decide
from cnam_rules.advice import answered
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
from cnam_rules.facts import AnswerValue, Piece, Shortfall
from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.testing import CODES
from cnam_rules.units import Unit
from tests.language.build import read, rule_file

AS_OF = date(2025, 11, 3)
JOB = Experience("Conseillère", date(2023, 9, 1), date(2025, 2, 28), dans_le_champ=True, attestee=True)
COMPLETE = Dossier(
    "D-1",
    "RNCP36625",
    ue=tuple(Ue(code) for code in CODES if not code.startswith("UA")),
    experiences=(JOB,),
    stages=(),
    rapport=Rapport(True, True, True),
)


def without(**changes: object) -> Dossier:
    from attrs import evolve

    return evolve(COMPLETE, **changes)  # type: ignore[arg-type]  # each test names attributes of a dossier


def test_a_unit_that_stands_twice_is_answered_for_in_both_places() -> None:
    unknown = Ue("FPG003", Obtention.VES, statut=StatutUe.INCONNU)
    verdict = decide(without(ue=(unknown, unknown, *COMPLETE.ue[1:])), as_of=AS_OF)  # type: ignore[index]  # COMPLETE has UE
    (missing,) = verdict.pieces
    assert missing.piece.path == "$.ue[0].statut"
    assert [(o.answer, o.status) for o in missing.outcomes] == [
        ("validee", VerdictStatus.ELIGIBLE),
        ("non_validee", VerdictStatus.NOT_ELIGIBLE),
    ]


@pytest.mark.parametrize(
    ("path", "answer", "expected"),
    [
        ("$.ue[0].statut", "non_validee", Ue("FPG003", statut=StatutUe.NON_VALIDEE)),
        ("$.ue[0].obtention", "ves", Ue("FPG003", Obtention.VES)),
        ("$.experiences[0].statut", "apprenti", StatutActivite.APPRENTI),
        ("$.experiences[0].attestee", False, False),
        ("$.stages[1].atteste", True, True),
        ("$.rapport.soutenu", False, Rapport(None, False, None)),
        ("$.ue", "aucune", ()),
        ("$.experiences", "aucune", ()),
        ("$.stages", "aucune", ()),
    ],
)
def test_an_answer_goes_where_its_piece_belongs(path: str, answer: AnswerValue, expected: object) -> None:
    stage = Stage("CIDFF", date(2025, 3, 3), EN_COURS)
    dossier = Dossier(
        "D-1", "RNCP36625", ue=(Ue("FPG003"),), experiences=(JOB,), stages=(stage, stage), rapport=None
    )
    after = answered(dossier, Piece(path, "key"), answer)
    part, _, name = path.removeprefix("$.").partition(".")
    found = getattr(after, part.partition("[")[0])
    if "[" in part:
        found = found[int(part[-2])]
    if part.startswith(("experiences[", "stages[")):
        found = getattr(found, name)
    assert found == expected
    changed = [
        f for f in ("dossier", "ue", "experiences", "stages") if getattr(after, f) != getattr(dossier, f)
    ]
    assert changed in ([], [part.partition("[")[0]])


@pytest.mark.parametrize("path", ["$", "$.ue[x]", "ue", "$.ue[0].statut.x", "$..ue", ""])
def test_a_piece_that_belongs_nowhere_is_an_error(path: str) -> None:
    with pytest.raises(ValueError, match="no such place in a dossier"):
        answered(COMPLETE, Piece(path, "key"), True)


def test_the_pieces_of_an_empty_dossier() -> None:
    verdict = decide(Dossier("D-1", "RNCP36625"), as_of=AS_OF)
    assert [(m.piece.path, m.conditions) for m in verdict.pieces] == [
        ("$.ue", ("ue",)),
        ("$.experiences", ("experience", "stage")),
        ("$.stages", ("stage",)),
        ("$.rapport.redige", ("rapport",)),
        ("$.rapport.soutenu", ("rapport",)),
        ("$.rapport.valide", ("rapport",)),
    ]


def test_a_piece_is_asked_for_only_where_a_condition_is_unknown() -> None:
    """Nobody said whether the job is in the field, but a stage is done: nothing is asked."""
    stage = Stage("CIDFF", date(2025, 3, 3), date(2025, 6, 2), atteste=True)
    job = Experience("Agent", date(2023, 9, 1), date(2025, 2, 28), attestee=True)
    verdict = decide(without(experiences=(job,), stages=(stage,)), as_of=AS_OF)
    assert verdict.status is VerdictStatus.ELIGIBLE
    assert verdict.pieces == ()


def test_an_amount_that_is_missing_has_no_outcome_to_announce() -> None:
    job = Experience("Agent", date(2023, 9, 1), date(2025, 2, 28), dans_le_champ=True, attestee=True)
    part = {"temps-partiel": "prorata"}
    verdict = decide(without(experiences=(job,)), as_of=AS_OF, readings=part)
    (missing,) = verdict.pieces
    assert (missing.piece.path, missing.piece.answers, missing.outcomes) == (
        "$.experiences[0].quotite",
        (),
        (),
    )
    known = decide(
        without(experiences=(Experience("A", JOB.debut, JOB.fin, None, True, True, Fraction(1)),)),
        as_of=AS_OF,
        readings=part,
    )
    assert known.status is VerdictStatus.ELIGIBLE


def test_what_lacks_is_told_for_each_comparison_that_is_not_surely_met() -> None:
    verdict = decide(without(rapport=Rapport(True, False, False), ue=COMPLETE.ue[1:]), as_of=AS_OF)  # type: ignore[index]  # COMPLETE has UE
    assert verdict.condition("ue").shortfalls == (Shortfall("ue", Unit.UE, 1, ("FPG003",)),)
    assert verdict.condition("rapport").shortfalls == (
        Shortfall("rapport_soutenu", Unit.OUI_NON, 1, ("soutenu",)),
        Shortfall("rapport_valide", Unit.OUI_NON, 1, ("valide",)),
    )
    assert verdict.condition("experience").shortfalls == ()


def test_a_condition_that_was_waived_still_says_what_lacked() -> None:
    from cnam_rules.dossier import Derogation

    waiver = Derogation("experience", "examen anticipé", "Jury national", AS_OF)
    verdict = decide(without(experiences=(), derogations=(waiver,)), as_of=AS_OF)
    condition = verdict.condition("experience")
    assert (condition.status, condition.unwaived) == (Status.WAIVED, Status.UNMET)
    assert condition.shortfalls == (Shortfall("experience", Unit.DUREE, 18 * 31),)


def test_the_other_readings_are_told_only_where_they_change_something() -> None:
    half = Experience("A", date(2023, 9, 1), date(2024, 6, 30), dans_le_champ=True, attestee=True)
    rest = Experience("B", date(2024, 7, 1), date(2025, 2, 28), dans_le_champ=False, attestee=True)
    verdict = decide(without(experiences=(half, rest)), as_of=AS_OF)
    told = {(a.reading, a.choice): a for a in verdict.alternatives}
    turning = told["experience-mixte", "champ-partiel"]
    assert turning.status is VerdictStatus.ELIGIBLE
    assert turning.conditions == (("stage", Status.NOT_APPLICABLE),)
    assert verdict.depends_on_a_reading
    assert decide(COMPLETE, as_of=AS_OF, readings={"salariat": "toute-activite"}).alternatives
    assert ("salariat", "toute-activite") not in told


def exempt(si: str, *jobs: Experience) -> list[tuple[str, int | None]]:
    """What would make a condition that isn't met not apply, given what it applies to."""
    ruleset = read(rule_file("{mesure: stage, au_moins: 3 mois}", si=si))
    verdict = decide(without(experiences=jobs), as_of=AS_OF, ruleset=ruleset)
    assert verdict.status is VerdictStatus.NOT_ELIGIBLE
    return [(lacks.measure, lacks.amount) for lacks in verdict.conditions[0].exemptions]


LONG = "{mesure: experience, au_moins: 24 mois}"
SHORT = "{mesure: experience, moins_de: 24 mois}"
FEW = "{mesure: ue, au_plus: 12 UE}"


@pytest.mark.parametrize(
    ("si", "expected"),
    [
        (SHORT, [("experience", 6 * 31 + 3)]),
        (f"{{non: {LONG}}}", [("experience", 6 * 31 + 3)]),
        (f"{{tous: [{SHORT}, {FEW}]}}", [("experience", 6 * 31 + 3), ("ue", 1)]),
        (f"{{un_au_moins: [{SHORT}, {FEW}]}}", []),
        ("{mesure: experience, au_moins: 1 mois}", []),
        ("{non: {mesure: experience, moins_de: 1 mois}}", []),
        ("{toujours: oui}", []),
    ],
)
def test_what_would_make_a_condition_not_apply(si: str, expected: list[tuple[str, int]]) -> None:
    """Each alone is enough; what ends only by there being less of something is not told."""
    assert exempt(si, JOB) == expected


def test_what_would_make_it_not_apply_does() -> None:
    text = rule_file("{mesure: stage, au_moins: 3 mois}", si=f"{{tous: [{SHORT}, {FEW}]}}")
    longer = Experience("B", date(2025, 3, 1), date(2025, 8, 31), attestee=True)
    verdict = decide(without(experiences=(JOB, longer)), as_of=AS_OF, ruleset=read(text))
    assert verdict.conditions[0].status is Status.NOT_APPLICABLE
    assert verdict.conditions[0].exemptions == ()

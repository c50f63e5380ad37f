"""Birth, named steps and the level of responsibility: read, checked, written, and asked for."""

from __future__ import annotations

import pickle
from datetime import date
from typing import Any

import pytest

from cnam_rules import decide
from cnam_rules.advice import answered
from cnam_rules.dossier import Dossier, Experience, Stage, check, dump, loads
from cnam_rules.facts import Piece
from cnam_rules.faults import DossierError
from tests.language.build import LABEL, read, rule_file

AS_OF = date(2025, 11, 3)
HEAD = "dossier: D-1\nprogramme: RNCP36625\n"


def codes(text: str) -> list[tuple[str, str, str | None]]:
    with pytest.raises(DossierError) as caught:
        loads(HEAD + text, as_of=AS_OF)
    for fault in caught.value.faults:
        assert fault.message("fr")
        assert fault.hint("en")
        assert fault.line
    return [(fault.code, fault.path, fault.suggestion) for fault in caught.value.faults]


def test_steps_are_read_whatever_is_known_of_them() -> None:
    dossier = loads(
        HEAD + "etapes: {probatoire: non, depot: 2025-06-01, oui: oui, autre: inconnu, étape: null}"
    )
    assert dossier.etapes == (("depot", date(2025, 6, 1)), ("oui", True), ("probatoire", False))
    assert [dossier.etape(name) for name in ("depot", "probatoire", "autre", "jamais")] == [
        date(2025, 6, 1), False, None, None,
    ]  # fmt: skip
    for text in ("etapes: {}", "etapes: inconnu", "etapes: null", ""):
        assert loads(HEAD + text).etapes == ()


def test_a_dossier_made_in_python_has_the_same_steps() -> None:
    made = Dossier("D-1", "RNCP36625", etapes={"depot": date(2025, 6, 1), "autre": None, "b": True})
    assert made == Dossier("D-1", "RNCP36625", etapes=(("b", True), ("depot", date(2025, 6, 1))))
    assert hash(made) == hash(pickle.loads(pickle.dumps(made)))  # noqa: S301  # our own bytes
    assert check(made) == []


def test_steps_birth_and_responsibility_are_written_as_people_write_them() -> None:
    job = Experience("Conseillère", date(2020, 1, 1), date(2021, 1, 1), responsabilite=False)
    dossier = Dossier(
        "D-1",
        "RNCP36625",
        naissance=date(1990, 2, 28),
        experiences=(job,),
        etapes={"oui": True, "depot": AS_OF},
    )
    text = dump(dossier)
    assert "naissance: 1990-02-28\n" in text
    assert (
        '\netapes: {depot: 2025-11-03, "oui": oui}\n' in text
        or "\netapes: {depot: 2025-11-03, oui: oui}\n" in text
    )
    assert "    responsabilite: non\n" in text
    assert loads(text) == loads(dump(dossier, format="json")) == dossier
    assert '"etapes": {"depot": "2025-11-03", "oui": true}' in dump(dossier, format="json")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("etapes: [depot]", [("not-a-mapping", "$.etapes", None)]),
        (
            "etapes: {dépôt du dossier: oui}",
            [("not-a-step-name", '$.etapes["dépôt du dossier"]', "dépôt_du_dossier")],
        ),
        ("etapes: {mi-parcours: oui}", [("not-a-step-name", "$.etapes.mi-parcours", "mi_parcours")]),
        ("etapes: {2e_depot: oui}", [("not-a-step-name", "$.etapes.2e_depot", None)]),
        ("etapes: {depot: 2025-02-30}", [("impossible-date", "$.etapes.depot", None)]),
        ("etapes: {depot: 1825-02-03}", [("date-out-of-range", "$.etapes.depot", None)]),
        ("etapes: {depot: peut-être}", [("unknown-word", "$.etapes.depot", None)]),
        ("etapes: {depot: 12}", [("not-a-date", "$.etapes.depot", None)]),
        ("naissance: 28/02/1990", [("not-a-date", "$.naissance", "1990-02-28")]),
        ("naissance: 2025-11-04", [("born-in-the-future", "$.naissance", None)]),
        ("{naissance: 2024-09-02, entree_en_formation: 2024-09-01}", [("born-after", "$.naissance", None)]),
        (
            "experiences: [{intitule: A, debut: 2020-01-01, fin: en cours, responsabilite: suffisant}]",
            [("unknown-word", "$.experiences[0].responsabilite", None)],
        ),
    ],
)  # fmt: skip
def test_what_is_refused_says_where_and_what_was_meant(
    text: str, expected: list[tuple[str, str, str | None]]
) -> None:
    if text.startswith("{"):
        text = "\n".join(text.strip("{}").split(", "))
    assert codes(text) == expected


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2020, 1, 2)])
def test_nobody_works_before_being_born(day: date) -> None:
    spell = (date(2020, 1, 1), date(2021, 1, 1))
    for parts in ({"experiences": (Experience("A", *spell),)}, {"stages": (Stage("A", *spell),)}):
        dossier = Dossier("D-1", "RNCP36625", naissance=day, **parts)
        assert [fault.code for fault in check(dossier)] == (["born-after"] if day > spell[0] else [])


@pytest.mark.parametrize(
    ("steps", "paths"),
    [
        (5, ["$.etapes"]),
        ((5,), ["$.etapes"]),
        ((("depot", 5),), ["$.etapes.depot"]),
        ((("depot", True), ("depot", False)), ["$.etapes.depot"]),
        ({5: True}, ["$.etapes"]),
        ({"a" * 61: True}, [f"$.etapes.{'a' * 61}"]),
    ],
)
def test_steps_made_in_python_that_are_none(steps: Any, paths: list[str]) -> None:
    faults = check(Dossier("D-1", "RNCP36625", etapes=steps))
    assert [fault.path for fault in faults] == paths


# Steps that no rule reads, and steps that are asked for.

MEASURES = f"""\
mesures:
  avant: {{{LABEL}, duree: experiences, avant: {{lecture: quand}}}}
  fait: {{{LABEL}, ordre: [entree_en_formation, {{etape: memoire}}], meme_jour: oui}}
"""
READING = (
    "  quand: {question: {fr: q, en: q}, raison: {fr: r, en: r}, retenue: a, choix: {"
    f"a: {{{LABEL}, valeur: {{etape: probatoire}}}}, b: {{{LABEL}, valeur: {{etape: soutenance}}}}}}}}\n"
)
RULES = read(
    rule_file(
        "{mesure: avant, au_moins: 1 mois}", "{mesure: fait, est: oui}", measures=MEASURES, readings=READING
    )
)


def test_the_steps_that_rules_read_are_those_of_every_reading() -> None:
    assert RULES.steps() == {"probatoire", "soutenance", "memoire"}


def test_a_step_that_is_misspelt_is_told_and_settles_nothing() -> None:
    dossier = loads(HEAD + "etapes: {probatoir: 2024-05-01, memoire: non, depot: oui}")
    verdict = decide(dossier, as_of=AS_OF, ruleset=RULES)
    assert [(remark.path, remark.code, dict(remark.args)) for remark in verdict.remarks] == [
        ("$.etapes.depot", "step-unread", {"name": "depot"}),
        ("$.etapes.probatoir", "step-misspelt", {"name": "probatoir", "suggestion": "probatoire"}),
    ]
    assert "Vouliez-vous dire « probatoire »" in " ".join(verdict.text().split())
    assert verdict.condition("c0").status.value == "unknown"


def test_a_step_that_is_near_one_that_is_given_is_not_taken_for_it() -> None:
    dossier = loads(HEAD + "etapes: {probatoire_2: oui, probatoire: oui}")
    verdict = decide(dossier, as_of=AS_OF, ruleset=RULES)
    assert [remark.code for remark in verdict.remarks] == ["step-unread"]


def test_what_is_asked_of_a_step_can_be_answered_and_decided_again() -> None:
    entered = loads(HEAD + "entree_en_formation: 2024-09-01\nexperiences: []")
    verdict = decide(entered, as_of=AS_OF, ruleset=RULES)
    (piece,) = [missing for missing in verdict.pieces if missing.piece.path == "$.etapes.memoire"]
    assert [(outcome.answer, dict(outcome.conditions)["c1"].value) for outcome in piece.outcomes] == [
        (True, "unknown"),
        (False, "unmet"),
    ]
    after = answered(entered, piece.piece, True)
    again = decide(after, as_of=AS_OF, ruleset=RULES)
    assert [missing.piece for missing in again.pieces if "memoire" in missing.piece.path] == [
        Piece("$.etapes.memoire", "etape-date", (("etape", "memoire"),), ())
    ]
    assert answered(after, piece.piece, False).etapes == (("memoire", False),)

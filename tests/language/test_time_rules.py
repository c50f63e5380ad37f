"""Rules about time as regulations have them: windows, orders, « dont », hours; on the day, and a day off.

The shapes are those of real texts (compensation within five years, a stage ended at most a year after the
theory, a thesis after some modules, …), on the units of the title that the library knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from cnam_rules import decide, from_json, loads
from cnam_rules.language import RuleSet
from tests.language.build import LABEL, read, rule_file

AS_OF = date(2025, 11, 3)


def rules(measures: str, *exiges: str, si: str | None = None) -> RuleSet:
    return read(rule_file(*exiges, si=si, measures=f"mesures:\n{measures}"))


def measure(name: str, options: str) -> str:
    return f"  {name}: {{{LABEL}, {options}}}\n"


def status(ruleset: RuleSet, dossier: str) -> str:
    """The status of the one condition; the whole verdict can be said, stored and read again."""
    given = loads(f"dossier: D-1\nprogramme: RNCP36625\n{dossier}")
    verdict = decide(given, as_of=AS_OF, ruleset=ruleset)
    assert all(verdict.text(lang) for lang in ("fr", "en"))
    assert from_json(verdict.to_json()) == verdict
    return verdict.condition("c0").status.value


def ue(days: Mapping[str, str]) -> str:
    listed = ", ".join(f"{{code: {code}, date: {day}}}" for code, day in days.items())
    return f"ue: [{listed}]\n"


COMPENSATION = rules(
    measure("duree_du_parcours", "delai: [{premiere_ue: [FPG003, CCE001]}, {derniere_ue: [FPG003, CCE001]}],"
            " jusqu_au_jour: oui"),
    "{mesure: duree_du_parcours, au_plus: 5 ans}",
)  # fmt: skip


@pytest.mark.parametrize(
    ("dossier", "expected"),
    [
        (ue({"FPG003": "2020-02-29", "CCE001": "2025-02-27"}), "met"),
        (ue({"FPG003": "2020-02-29", "CCE001": "2025-02-28"}), "met"),
        (ue({"FPG003": "2020-02-29", "CCE001": "2025-03-01"}), "unmet"),
        (ue({"CCE001": "2020-11-03"}), "met"),
        (ue({"CCE001": "2020-11-02"}), "unmet"),
        ("ue: []\n", "met"),
        ("ue: [{code: FPG003, date: 2020-01-01}, {code: CCE001}]\n", "unknown"),
        ("", "unknown"),
    ],
)
def test_compensation_within_five_years_of_the_first_ue_validated(dossier: str, expected: str) -> None:
    """While one lacks, the five years run: whoever began more than five years ago is out of time already."""
    assert status(COMPENSATION, dossier) == expected


PROBATOIRE = rules(
    measure("validee_avant", "ordre: [{etape: experience_validee}, {etape: probatoire}], meme_jour: non"),
    "{mesure: validee_avant, est: oui}",
)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("{experience_validee: 2025-05-31, probatoire: 2025-06-01}", "met"),
        ("{experience_validee: 2025-06-01, probatoire: 2025-06-01}", "unmet"),
        ("{experience_validee: 2025-06-02, probatoire: 2025-06-01}", "unmet"),
        ("{experience_validee: 2025-05-31, probatoire: non}", "unmet"),
        ("{experience_validee: oui, probatoire: 2025-06-01}", "unknown"),
        ("{probatoire: 2025-06-01}", "unknown"),
        ("{}", "unknown"),
    ],
)
def test_experience_validated_before_the_probatoire(steps: str, expected: str) -> None:
    assert status(PROBATOIRE, f"etapes: {steps}\n") == expected


TWO_YEARS_BEFORE = rules(
    measure("experience", "duree: experiences, attestees: oui, avant: {etape: probatoire}"),
    "{mesure: experience, au_moins: 2 ans}",
)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-01-01", "met"),
        ("2024-12-31", "unmet"),
        ("non", "met"),
        ("oui", "unknown"),
        ("inconnu", "unknown"),
    ],
)
def test_two_years_of_experience_before_the_probatoire(day: str, expected: str) -> None:
    """Begun on 1 January 2023: the two years end on 31 December 2024, and that day must count."""
    job = "experiences: [{intitule: A, debut: 2023-01-01, fin: en cours, attestee: oui}]\n"
    assert status(TWO_YEARS_BEFORE, f"{job}etapes: {{probatoire: {day}}}\n") == expected


PSYCHOLOGIST = rules(
    measure("heures", "heures: stages, attestees: oui")
    + measure(
        "attente", "delai: [{derniere_ue: [FPG003, CCE001]}, {fin_des_stages: attestes}], jusqu_au_jour: oui"
    ),
    "{tous: [{mesure: heures, au_moins: 500 heures}, {mesure: attente, au_plus: 1 an}]}",
)  # fmt: skip


def stages(*spells: str) -> str:
    """Stages; one that doesn't say so is at B, from 6 January 2025 on."""
    listed = (s if "debut" in s else s.replace("{", "{organisme: B, debut: 2025-01-06, ") for s in spells)
    return f"stages: [{', '.join(listed)}]\n"


THEORY = ue({"FPG003": "2024-02-01", "CCE001": "2024-06-30"})
FIRST = "{organisme: A, debut: 2024-01-08, fin: 2024-06-28, atteste: oui, heures: 300}"


@pytest.mark.parametrize(
    ("dossier", "expected"),
    [
        (
            stages(FIRST, "{organisme: B, debut: 2025-01-06, fin: 2025-06-30, atteste: oui, heures: 200}"),
            "met",
        ),
        (
            stages(FIRST, "{organisme: B, debut: 2025-01-06, fin: 2025-07-01, atteste: oui, heures: 200}"),
            "unmet",
        ),
        (
            stages(FIRST, "{organisme: B, debut: 2025-01-06, fin: 2025-06-30, atteste: oui, heures: 199.99}"),
            "unmet",
        ),
        (stages(FIRST, "{fin: 2025-06-30, heures: 200}"), "unknown"),
        (stages(FIRST, "{fin: 2025-06-30, atteste: oui}"), "unknown"),
        (stages("{organisme: B, debut: 2024-01-08, fin: 2024-06-28, atteste: oui, heures: 500}"), "met"),
        (stages(), "unmet"),
        ("", "unknown"),
    ],
)
def test_five_hundred_hours_of_stage_ended_at_most_a_year_after_the_theory(
    dossier: str, expected: str
) -> None:
    """Split or not. The theory ended on 30 June 2024."""
    assert status(PSYCHOLOGIST, THEORY + dossier) == expected


THESIS = rules(
    measure("memoire_apres",
            "ordre: [{derniere_ue: [FPG003, CCE001, TET003]}, {etape: memoire}], meme_jour: non,"
            " second_a_venir: oui"),
    "{mesure: memoire_apres, est: oui}",
)  # fmt: skip
MODULES = {"FPG003": "2024-02-01", "CCE001": "2024-06-30", "TET003": "2024-03-01"}


@pytest.mark.parametrize(
    ("dossier", "expected"),
    [
        (ue(MODULES) + "etapes: {memoire: 2024-07-01}\n", "met"),
        (ue(MODULES) + "etapes: {memoire: 2024-06-30}\n", "unmet"),
        (ue(MODULES) + "etapes: {memoire: non}\n", "met"),
        (ue({"FPG003": "2024-02-01"}) + "etapes: {memoire: 2024-07-01}\n", "unmet"),
        (ue({"FPG003": "2024-02-01"}) + "etapes: {memoire: non}\n", "met"),
        (ue(MODULES), "unknown"),
        ("etapes: {memoire: 2024-07-01}\n", "unknown"),
    ],
)
def test_the_thesis_only_after_some_modules(dossier: str, expected: str) -> None:
    assert status(THESIS, dossier) == expected


OF_WHICH = rules(
    measure("experience", "duree: experiences, attestees: oui")
    + measure("experience_champ", "duree: experiences, attestees: oui, dans_le_champ: oui"),
    "{tous: [{mesure: experience, au_moins: 3 ans}, {mesure: experience_champ, au_moins: 1 an}]}",
)


@pytest.mark.parametrize(
    ("out", "inside", "expected"),
    [
        ("2023-12-31", "2024-12-31", "met"),
        ("2023-12-31", "2024-12-30", "unmet"),
        ("2023-12-30", "2024-12-31", "unmet"),
        ("2023-06-30", "en cours", "met"),
        ("2022-06-30", "en cours", "unmet"),
    ],
)
def test_three_years_of_which_one_in_the_field(out: str, inside: str, expected: str) -> None:
    """« Dont » is two measures: all of it, and the part in the field, which is in all of it too."""
    jobs = (
        "experiences:\n"
        f"  - {{intitule: A, debut: 2022-01-01, fin: {out}, dans_le_champ: non, attestee: oui}}\n"
        f"  - {{intitule: B, debut: 2024-01-01, fin: {inside}, dans_le_champ: oui, attestee: oui}}\n"
    )
    assert status(OF_WHICH, jobs) == expected


RESPONSIBLE = rules(
    measure("experience", "duree: experiences, attestees: oui, responsabilite: oui, plein_temps: oui,"
            " depuis: entree_en_formation, sauf_jours_de_stage: oui"),
    "{mesure: experience, au_moins: 1 an}",
)  # fmt: skip


@pytest.mark.parametrize(
    ("more", "stages_", "expected"),
    [
        ("responsabilite: oui, quotite: 1", "[]", "met"),
        ("responsabilite: non, quotite: 1", "[]", "unmet"),
        ("responsabilite: oui, quotite: 0.99", "[]", "unmet"),
        ("responsabilite: oui", "[]", "unknown"),
        ("quotite: 1", "[]", "unknown"),
        ("responsabilite: oui, quotite: 1", "inconnu", "unknown"),
        (
            "responsabilite: oui, quotite: 1",
            "[{organisme: X, debut: 2025-01-01, fin: 2025-01-01, atteste: oui}]",
            "unmet",
        ),
        (
            "responsabilite: oui, quotite: 1",
            "[{organisme: X, debut: 2025-01-01, fin: 2025-01-01}]",
            "unknown",
        ),
        (
            "responsabilite: oui, quotite: 1",
            "[{organisme: X, debut: 2023-12-31, fin: 2023-12-31, atteste: oui}]",
            "met",
        ),
    ],
)
def test_a_day_counts_once_for_the_job_or_for_the_stage(more: str, stages_: str, expected: str) -> None:
    """A job of exactly a year from the entry on: one day taken by a stage, and the year isn't there."""
    dossier = (
        "entree_en_formation: 2024-01-01\n"
        f"experiences: [{{intitule: A, debut: 2023-01-01, fin: 2024-12-31, attestee: oui, {more}}}]\n"
        f"stages: {stages_}\n"
    ).replace("2025-01-01", "2024-06-01")
    assert status(RESPONSIBLE, dossier) == expected


AGE = rules(measure("age", "age: {date: 2024-09-01}"), "{mesure: age, moins_de: 26 ans}")


@pytest.mark.parametrize(
    ("born", "expected"),
    [("1998-09-02", "met"), ("1998-09-01", "unmet"), ("1998-08-31", "unmet"), ("inconnu", "unknown")],
)
def test_less_than_26_on_a_day(born: str, expected: str) -> None:
    assert status(AGE, f"naissance: {born}\n") == expected

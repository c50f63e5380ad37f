"""What if: what can be supposed, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from attrs.exceptions import FrozenInstanceError

from cnam_rules import (
    DossierError,
    InputError,
    RuleSetError,
    Status,
    VerdictStatus,
    difference,
    load,
    what_if,
)
from cnam_rules.dossier import EN_COURS, Derogation, Dossier, Experience, Obtention, Stage, StatutUe, Ue
from cnam_rules.whatif import WhatIf
from tests.language.build import read, rule_file

EXAMPLES = Path(__file__).parent.parent / "examples" / "dossiers"
AS_OF = date(2025, 11, 3)
JOB = Experience("Médiateur", date(2020, 1, 1), date(2021, 12, 31), dans_le_champ=True, attestee=True)
STAGE = Stage("CIDFF", date(2025, 1, 6), date(2025, 4, 5), atteste=True)


def suppose(name: str) -> WhatIf:
    return what_if(load(EXAMPLES / f"{name}.yaml"), as_of=AS_OF)


STEPS: list[tuple[str, Callable[[WhatIf], WhatIf], dict[str, tuple[str, str]]]] = [
    ("ue-manquante", lambda what: what.with_ue("ast 005"), {"ue": ("unmet", "met")}),
    ("ue-manquante", lambda what: what.with_ue(Ue("AST005", Obtention.VES)), {"ue": ("unmet", "met")}),
    ("complet", lambda what: what.without_ue("fpg-003"), {"ue": ("met", "unmet")}),
    ("hors-champ-sans-stage", lambda what: what.with_stage(STAGE), {"stage": ("unmet", "met")}),
    ("hors-champ-sans-stage", lambda what: what.with_experience(JOB), {"stage": ("unmet", "not_applicable")}),
    (
        "hors-champ-sans-stage",
        lambda what: what.with_derogation(Derogation("stage", "m", "a", AS_OF)),
        {"stage": ("unmet", "waived")},
    ),
    ("rapport-soutenu-non-valide", lambda what: what.with_report(), {"rapport": ("unmet", "met")}),
    ("complet", lambda what: what.with_report(valide=None), {"rapport": ("met", "unknown")}),
    (
        "rapport-soutenu-non-valide",
        lambda what: what.answering("$.rapport.valide", AS_OF),
        {"rapport": ("unmet", "met")},
    ),
    ("complet", lambda what: what.answering("$.ue", []), {"ue": ("met", "unmet")}),
    ("complet", lambda what: what.answering("$.ue", None), {"ue": ("met", "unknown")}),
    (
        "emploi-en-cours",
        lambda what: what.on(date(2025, 12, 2)),
        {"experience": ("unmet", "met"), "stage": ("unmet", "not_applicable")},
    ),
    ("emploi-en-cours", lambda what: what.on(date(2025, 12, 1)), {}),
    ("emploi-en-cours", lambda what: what.stopping(), {}),
    (
        "experience-mixte",
        lambda what: what.under({"experience-mixte": "champ-partiel"}),
        {"stage": ("unmet", "not_applicable")},
    ),
]


@pytest.mark.parametrize(("name", "step", "moved"), STEPS)
def test_each_step_moves_what_it_should_and_nothing_else(
    name: str, step: Callable[[WhatIf], WhatIf], moved: dict[str, tuple[str, str]]
) -> None:
    what = suppose(name)
    after = step(what)
    assert {
        each.id: (each.before and each.before.value, each.after and each.after.value)
        for each in after.difference.conditions
    } == moved
    assert len(after.hypothesis) == 1
    assert what.hypothesis == ()
    for lang in ("fr", "en"):
        page = after.text(lang)
        assert page.startswith("HYPOTH")
        assert "{" not in page
        assert page in (after.text(lang), str(after))


def test_steps_follow_each_other_and_the_official_verdict_stays() -> None:
    what = suppose("hors-champ-sans-stage")
    both = what.without_ue("AST005").with_stage(STAGE)
    assert both.official is what.official
    assert both.official.status is VerdictStatus.NOT_ELIGIBLE
    assert both.verdict.condition("stage").status is Status.MET
    assert both.verdict.condition("ue").status is Status.UNMET
    assert [each.code for each in both.hypothesis] == ["without-ue", "with-stage"]
    assert repr(both) == "<WhatIf on 'D-2025-007', as of 2025-11-03, supposing: without-ue, with-stage>"
    stated = json.loads(both.to_json())
    assert list(stated) == ["hypothesis", "would_be", "difference"]
    assert stated["hypothesis"][0] == {"code": "without-ue", "args": {"code": "AST005"}}
    assert stated["difference"]["hypothesis"] is True
    assert difference(both.official, both.verdict).text("en").startswith("DIFFERENCE FROM A HYPOTHESIS")
    with pytest.raises(FrozenInstanceError):
        both.as_of = AS_OF  # type: ignore[misc]  # that it can't change is the point


def test_a_spell_in_progress_and_other_rules_are_told() -> None:
    going_on = Experience("Accueil", date(2025, 1, 1), EN_COURS, attestee=True)
    rules = read(rule_file("{mesure: experience, au_moins: 10 mois}"))
    what = suppose("complet").with_experience(going_on).by(rules)
    page = " ".join(what.text("en").split())
    assert "“Accueil”, going on since 1 January 2025 (in the field: unknown; certified: yes)." in page
    assert "The rules applied would be essai/petit@1." in page
    assert what.verdict.ruleset.id == "essai/petit"
    assert suppose("complet").by("titre-casp/jury@2023.1").verdict.status is VerdictStatus.ELIGIBLE


def test_what_stops_counts_no_further() -> None:
    later = suppose("emploi-en-cours").stopping().on(date(2026, 6, 1))
    assert later.verdict.condition("experience").status is Status.UNMET
    assert "s'arrêterait le 3 novembre 2025, ce jour compris" in str(later)
    assert suppose("complet").stopping().hypothesis == ()


@pytest.mark.parametrize(
    ("value", "held"),
    [(12.5, Fraction(25, 2)), (Decimal("9.99"), Fraction(999, 100)), (Fraction(10), Fraction(10)), (11, 11)],
)
def test_a_number_is_exact_however_python_writes_it(value: Any, held: Fraction) -> None:
    ues = suppose("complet").answering("$.ue[0].note", value).dossier.ue
    assert ues is not None
    assert ues[0].note == held


STEP = '$.etapes["dépôt du dossier"]'
STAGES = Derogation("stages", "m", "a", AS_OF)
REFUSED: list[tuple[Callable[[WhatIf], object], str, str, str | None]] = [
    (lambda what: what.with_ue("AST0005"), "unknown-ue", "$.ue[13].code", "AST005"),
    (lambda what: what.without_ue("AST05"), "not-held", "$.ue", "AST005"),
    (lambda what: what.with_ue(3), "wrong-type", "$.ue[13]", None),  # type: ignore[arg-type]  # what the types forbid
    (lambda what: what.with_stage(JOB), "wrong-type", "$.stages[0]", None),  # type: ignore[arg-type]  # what the types forbid
    (lambda what: what.with_report(redige=False), "defended-not-written", "$.rapport.soutenu", None),
    (lambda what: what.with_step("dépôt du dossier"), "not-a-step-name", STEP, "dépôt_du_dossier"),
    (lambda what: what.answering("$.rapport.valid", True), "unknown-key", "$.rapport.valid", "valide"),
    (lambda what: what.answering("$.stages[7].atteste", True), "no-such-place", "$.stages", None),
    (lambda what: what.answering("$.dossier.code", "x"), "no-such-place", "$.dossier", None),
    (lambda what: what.answering("rapport.valide", True), "not-a-path", "$", None),
    (lambda what: what.answering("$", {}), "not-a-path", "$", None),
    (lambda what: what.answering("$.ue[0].note", 21), "mark-out-of-range", "$.ue[0].note", None),
    (lambda what: what.answering("$.naissance", "hier"), "not-a-date", "$.naissance", None),
    (
        lambda what: what.with_derogation(STAGES).verdict,
        *("unknown-condition", "$.derogations[0].condition", "stage"),
    ),
    (
        lambda what: what.under({"experience-mixt": "x"}).verdict,
        *("unknown-reading", "readings.experience-mixt", "experience-mixte"),
    ),
    (lambda what: what.by("titre-casp/juri").verdict, "unknown-ruleset", "ruleset", "titre-casp/jury"),
]


@pytest.mark.parametrize(("step", "code", "path", "suggestion"), REFUSED)
def test_what_can_not_be_supposed_is_told_at_its_path(
    step: Callable[[WhatIf], object], code: str, path: str, suggestion: str | None
) -> None:
    with pytest.raises(InputError) as caught:
        step(suppose("complet"))
    (found,) = (each for each in caught.value.faults if (each.code, each.path) == (code, path))
    assert found.suggestion == suggestion


def test_a_unit_that_stands_twice_is_answered_for_in_both_places() -> None:
    ues = (
        Ue("FPG003"),
        Ue("AST005", statut=StatutUe.INCONNU),
        Ue("CCE001"),
        Ue("AST005", statut=StatutUe.INCONNU),
    )
    what = what_if(Dossier("D-1", "RNCP36625", ue=ues), as_of=AS_OF)
    for place in (1, 3):
        after = what.answering(f"$.ue[{place}].statut", "validee").dossier.ue
        assert after is not None
        assert sorted((ue.code, ue.statut.value) for ue in after) == [
            ("AST005", "validee"),
            ("CCE001", "validee"),
            ("FPG003", "validee"),
        ]


def test_nothing_is_added_to_a_list_that_is_unknown() -> None:
    what = what_if(Dossier("D-1", "RNCP36625"), as_of=AS_OF)
    steps: list[Callable[[], object]] = [
        lambda: what.with_ue("AST005"),
        lambda: what.without_ue("AST005"),
        lambda: what.with_experience(JOB),
        lambda: what.with_stage(STAGE),
    ]
    for step in steps:
        with pytest.raises(DossierError) as caught:
            step()
        assert [fault.code for fault in caught.value.faults] == ["list-unknown"]
    whole = what.answering("$.ue", [{"code": "AST005"}]).with_ue("FPG003")
    assert [ue.code for ue in whole.dossier.ue or ()] == ["AST005", "FPG003"]


@pytest.mark.parametrize("value", [object(), b"x", datetime(2025, 1, 1), {1, 2}])  # noqa: DTZ001 - a naive one is refused too
def test_a_value_that_no_file_holds_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="as a dossier's file holds it"):
        suppose("complet").answering("$.ue", value)


def test_a_day_is_a_date_and_what_is_decided_must_be_decidable() -> None:
    day: Any = datetime(2025, 11, 3)  # noqa: DTZ001 - a naive one is refused too
    with pytest.raises(TypeError, match=r"datetime\.date"):
        suppose("complet").on(day)
    with pytest.raises(RuleSetError):
        what_if(load(EXAMPLES / "complet.yaml"), as_of=AS_OF, ruleset="titre-casp/jury@1999")

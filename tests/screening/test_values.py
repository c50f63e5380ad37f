"""Parameters and decisions over tables: what has no value, or none that can be applied, has no verdict."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from cnam_rules.dossier import EN_COURS, Decision, Dossier, Experience
from cnam_rules.faults import RuleSetError
from cnam_rules.language import RuleSet
from cnam_rules.screening import Screening, screen
from tests.language.build import LABEL, read, rule_file
from tests.laws.screened import law

DAY = date(2025, 11, 3)
SOURCE = "source: {clause: 1/, extrait: x}"
FIRST = date(2020, 9, 1)


def decision(name: str, *, low: str, high: str, usual: str) -> str:
    text = f"{LABEL}, par: {{fr: un, en: one}}, entre: [{low}, {high}], par_defaut: {usual}, {SOURCE}"
    return f"  {name}: {{{text}}}\n"


def rules_of(selon: str) -> RuleSet:
    """Two decisions and two parameters, of which the first of each is the easier to meet."""
    values = f"valeurs: [{{du: {FIRST}, valeur: 2 mois, {SOURCE}}}]"
    later = f"valeurs: [{{du: {FIRST + timedelta(days=365)}, valeur: 2 mois, {SOURCE}}}]"
    more = (
        "decisions:\n"
        + decision("au_moins", low="1 mois", high="3 mois", usual="2 mois")
        + decision("AU_MOINS", low="4 mois", high="6 mois", usual="5 mois")
        + f"parametres:\n  p: {{{LABEL}, selon: entree_en_formation, {values}}}\n"
        + f"  P: {{{LABEL}, selon: {selon}, {later}}}\n"
    )
    compared = ("decision: au_moins", "decision: AU_MOINS", "parametre: p", "parametre: P")
    exiges = (f"{{mesure: experience, au_moins: {{{value}}}}}" for value in compared)
    return read(rule_file(*exiges, more=more))


RULES = rules_of("entree_en_formation")
OFTEN = {
    "au_moins": (None, "1 mois", "27 jours", "3 mois", "3 mois 1 jour", "trois mois"),
    "AU_MOINS": (None, "4 mois", "3 mois", "6 mois", "7 mois"),
    "autre": (None, "2 mois"),
}
JOB = Experience("Conseillère", date(2024, 1, 1), date(2024, 12, 31), attestee=True)


def dossier(name: str, taken: dict[str, str | None], entered: date | None = DAY) -> Dossier:
    decisions = (Decision(objet, value, "a", "m", DAY) for objet, value in taken.items() if value is not None)
    return Dossier(name, RULES.programme, entered, experiences=(JOB,), decisions=tuple(decisions))


def test_of_several_decisions_one_out_of_bounds_is_enough_for_no_verdict() -> None:
    each = [
        dossier(f"D-{n}", dict(zip(OFTEN, values, strict=True)))
        for n, values in enumerate(product(*OFTEN.values()))
    ]
    law(RULES, each, DAY)


def test_of_several_parameters_one_without_a_value_is_enough_for_no_verdict() -> None:
    days = [day + timedelta(days=n) for day in (FIRST, FIRST + timedelta(days=365)) for n in (-1, 0, 1)]
    each = [dossier(f"D-{n}", {}, entered) for n, entered in enumerate((None, *days))]
    for as_of in days:
        law(RULES, each, as_of)


@pytest.mark.parametrize(
    ("taken", "entered", "told"),
    [
        (
            {"au_moins": "27 jours"},
            DAY,
            [("decisions", "valeur", "decision-out-of-bounds", "27 jours", "1 mois … 3 mois.")],
        ),
        ({"AU_MOINS": "5"}, DAY, [("decisions", "valeur", "not-the-unit", "5", "18 mois, 2 ans")]),
        (
            {"autre": "5 mois"},
            DAY,
            [("decisions", "objet", "unknown-decision", "autre", "au_moins, AU_MOINS.")],
        ),
        (
            {},
            FIRST - timedelta(days=1),
            [
                ("dossiers", "entree_en_formation", "no-value-yet", "2020-08-31", "P (2021-09-01)."),
                ("dossiers", "entree_en_formation", "no-value-yet", "2020-08-31", "p (2020-09-01)."),
            ],
        ),
    ],
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_cannot_be_applied_is_told(
    taken: dict[str, str | None], entered: date, told: list[tuple[str, ...]], lang: str
) -> None:
    found = rejected(screen([dossier("D-1", taken, entered)], RULES, as_of=DAY), lang)
    assert [(row["table"], row["colonne"], row["faute"], row["trouve"]) for row in found] == [
        each[:4] for each in told
    ]
    for row, (*_, said) in zip(found, told, strict=True):
        assert row["trouve"] in row["phrase"]
        assert said in row["phrase"]
        assert row["conseil"].endswith(".")


def rejected(screened: Screening, lang: str) -> list[dict[str, str]]:
    found = screened.rejects(lang)
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def test_a_parameter_without_a_value_on_the_day_of_the_decision_is_said_of_the_day() -> None:
    rules, each = rules_of("jour"), [dossier("D-1", {})]
    law(rules, each, FIRST + timedelta(days=365))
    with pytest.raises(RuleSetError) as caught:
        screen(each, rules, as_of=FIRST + timedelta(days=364))
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("as_of", "no-value-yet")]


def test_the_last_day_there_is_can_be_the_day_of_the_decision() -> None:
    each = [dossier("D-1", {}), Dossier("D-2", RULES.programme, DAY, experiences=())]
    going_on = Experience("Conseillère", date(2199, 12, 1), EN_COURS, attestee=True)
    each.append(Dossier("D-3", RULES.programme, DAY, experiences=(going_on,)))
    for day in (date(9998, 12, 31), date.max - timedelta(days=1), date.max):
        law(RULES, each, day)

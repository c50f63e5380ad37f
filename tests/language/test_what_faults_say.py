"""What a fault says to the last word: its place, what was found, what was expected, what was meant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from cnam_rules import decide, loads
from cnam_rules.faults import DossierError, Fault, RuleSetError
from cnam_rules.language.definitions import DecisionDef, ParametreDef
from cnam_rules.units import Unit
from tests.language.build import LABEL, read, rule_file
from tests.language.test_extending import HALF_YEAR, YEAR, over
from tests.language.test_valeurs import BOTH, decision, took, verdict

WORDS = "mots: {initiale: {fr: i, en: i}, continue: {fr: c, en: c}}"
ROUTES = f"situations: {{voie: {{libelle: {{fr: v, en: v}}, {WORDS}}}}}\n"
BY_ROUTE = rule_file(
    "{mesure: m, est: oui}",
    measures=f"mesures:\n  m: {{{LABEL}, situation: voie, parmi: [initiale]}}\n",
    more=ROUTES,
)


def told(make: Callable[[], object]) -> list[tuple[object, ...]]:
    """The faults: code, path, line and column, what was found and expected, what was meant."""
    with pytest.raises((RuleSetError, DossierError)) as caught:
        make()
    return [_parts(fault) for fault in caught.value.faults]


def _parts(fault: Fault) -> tuple[object, ...]:
    return fault.code, fault.path, fault.line, fault.column, dict(fault.args), fault.suggestion


def test_each_decision_at_fault_is_told_with_what_can_be_decided() -> None:
    entries = [took("4 mois", objet="dd"), took("quatre", day="2025-01-02"), took("7 mois", day="2025-01-03")]
    found = told(lambda: verdict(read(BOTH), decisions=f"[{', '.join(entries)}]"))
    assert [(code, path, args) for code, path, _, _, args, _ in found] == [
        ("unknown-decision", "$.decisions[0].objet", {"found": "dd", "expected": "d"}),
        ("not-the-unit", "$.decisions[1].valeur", {"found": "quatre", "expected": Unit.DUREE.example}),
        (
            "decision-out-of-bounds",
            "$.decisions[2].valeur",
            {"found": "7 mois", "expected": "3 mois … 6 mois"},
        ),
    ]


def test_where_nothing_can_be_decided_nothing_is_expected() -> None:
    rules = read(rule_file("{mesure: stage, au_moins: 1 mois}"))
    assert told(lambda: verdict(rules, decisions=f"[{took('4 mois')}]")) == [
        ("unknown-decision", "$.decisions[0].objet", None, None, {"found": "d", "expected": "—"}, None)
    ]


def test_of_two_things_to_decide_both_are_expected() -> None:
    rules = read(
        rule_file(
            "{mesure: stage, au_moins: {decision: d}}",
            "{mesure: stage, au_moins: {decision: e}}",
            more=decision() + decision().replace("decisions:\n", "").replace("  d:", "  e:"),
        )
    )
    assert told(lambda: verdict(rules, decisions=f"[{took('4 mois', objet='x')}]"))[0][4] == {
        "found": "x",
        "expected": "d, e",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"conditions:\n  - {{id: c9, exige: {YEAR}}}\n",
         ("overrides-nothing", "$.conditions[0]", 5, 5, {"found": "c9", "expected": "c0, c1, c2"}, None)),
        ("mesures:\n  experiences: {attestees: non}\n",
         ("overrides-nothing", "$.mesures.experiences", 5, 3,
          {"found": "experiences", "expected": "ue, experience, stage, valide"}, "experience")),
        ("lectures:\n  m: {retenue: b}\n",
         ("overrides-nothing", "$.lectures.m", 5, 3, {"found": "m", "expected": "l"}, None)),
        ("retire: {conditions: [c9]}\n", ("not-a-list", "$.retire", 4, 9, {"found": "{…}"}, None)),
        (f"conditions:\n  - {{id: c1, exige: {YEAR}}}\n  - {{id: c1, exige: {YEAR}}}\n",
         ("listed-twice", "$.conditions[1]", 6, 5, {"found": "c1"}, None)),
    ],
)  # fmt: skip
def test_what_overrides_nothing_is_told_where_it_stands(text: str, expected: tuple[object, ...]) -> None:
    assert told(lambda: over(text)) == [expected]


def test_every_condition_retired_that_is_not_there_is_told() -> None:
    assert told(lambda: over("retire: [c9, c0, cc1]\n")) == [
        ("overrides-nothing", "$.retire[0]", 4, 10, {"found": "c9", "expected": "c0, c1, c2"}, None),
        ("overrides-nothing", "$.retire[2]", 4, 18, {"found": "cc1", "expected": "c0, c1, c2"}, "c1"),
    ]


@pytest.mark.parametrize(
    ("parent", "expected", "meant"),
    [
        ("essai/petit@2", "essai/petit@1", "essai/petit@1"),
        ("essai/peti@1", "essai/petit@1", "essai/petit@1"),
        ("autre/chose@1", "essai/petit@1", None),
    ],
)
def test_a_parent_that_is_not_there_is_told_with_those_that_are(
    parent: str, expected: str, meant: str | None
) -> None:
    head = f"jeu: essai/grand\nversion: '2'\netend: {parent}\n"
    assert told(lambda: over("", head=head)) == [
        ("unknown-parent", "$.etend", 3, 8, {"found": parent, "expected": expected}, meant)
    ]


def test_values_out_of_order_say_the_day_they_come_after() -> None:
    assert told(lambda: read(BOTH.replace("2023-09-01", "2018-01-01"))) == [
        ("dates-out-of-order", "$.parametres.p.valeurs[1].du", 17, 146,
         {"expected": "2019-09-01", "found": "2018-01-01"}, None),
    ]  # fmt: skip


def test_bounds_that_are_not_two_say_how_they_are_written() -> None:
    text = BOTH.replace("entre: [3 mois, 6 mois]", "entre: [3 mois]")
    ((code, path, _, _, args, _),) = told(lambda: read(text))
    assert (code, path, args) == (
        "two-bounds",
        "$.decisions.d.entre",
        {"found": "[…]", "expected": "[18 mois, …]"},
    )


def test_a_word_that_the_rules_do_not_have_is_told_in_an_example_and_in_a_dossier() -> None:
    wrong = {"found": "initial", "expected": "initiale, continue"}
    rules = read(BY_ROUTE)
    dossier = loads("{dossier: D-1, programme: RNCP36625, situation: {voie: initial}}", ruleset=rules)
    assert told(lambda: decide(dossier, as_of=date(2025, 11, 3), ruleset=rules)) == [
        ("unknown-word", "$.situation.voie", None, None, wrong, "initiale")
    ]
    situation = "dossier: {dossier: D-1, programme: RNCP36625, situation: {voie: initial}}"
    example = f"exemples:\n  - {{nom: x, au: 2025-11-03, {situation}, attendu: {{verdict: transmissible}}}}\n"
    ((code, path, line, _, args, meant),) = told(lambda: read(BY_ROUTE + example))
    assert (code, path, args, meant) == (
        "unknown-word",
        "$.exemples[0].dossier.situation.voie",
        wrong,
        "initiale",
    )
    assert line == len((BY_ROUTE + example).splitlines())


def test_a_dispensation_from_no_condition_is_told_in_an_example() -> None:
    text = rule_file(HALF_YEAR, YEAR)
    waiver = "{condition: c00, motif: m, autorite: a, date: 2025-01-01}"
    waiver = f"dossier: D-1, programme: RNCP36625, derogations: [{waiver}]"
    expected = "attendu: {verdict: transmissible}"
    example = f"exemples:\n  - {{nom: x, au: 2025-11-03, dossier: {{{waiver}}}, {expected}}}\n"
    ((code, path, _, _, args, meant),) = told(lambda: read(text + example))
    assert (code, path) == ("unknown-condition", "$.exemples[0].dossier.derogations[0].condition")
    assert (args, meant) == ({"found": "c00", "expected": "c0, c1"}, "c0")


def test_a_step_behind_a_reading_is_read_by_the_rules() -> None:
    """Each choice's moment counts: neither step is told as one that no rule reads."""
    steps = (
        "lectures:\n  r: {question: {fr: q, en: q}, raison: {fr: r, en: r}, retenue: a, choix: "
        f"{{a: {{{LABEL}, valeur: {{etape: depot}}}}, b: {{{LABEL}, valeur: {{etape: memoire}}}}}}}}\n"
    )
    measures = f"mesures:\n  m: {{{LABEL}, age: {{lecture: r}}}}\n"
    rules = read(rule_file("{mesure: m, au_moins: 18 ans}", measures=measures) + steps)
    assert rules.steps() == {"depot", "memoire"}


EXAMPLE = "dossier: {dossier: D-1, programme: RNCP36625}, attendu: {verdict: indetermine}"
BOUNDS = "mesure, est, au_moins, plus_de, au_plus, moins_de"
TRIALS = f"exemples:\n  - {{nom: x, au: 2025-11-03, {EXAMPLE}}}\n  - {{nom: x, au: 2025-11-03, {EXAMPLE}}}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rule_file("{mesure: experience, au_moin: 1 an}"),
         ("unknown-key", "$.conditions[0].exige.au_moin", 14, 104,
          {"found": "au_moin", "expected": BOUNDS}, "au_moins")),
        (rule_file("{tous: [{mesure: experience, au_moins: 1 an, ets: oui}]}"),
         ("unknown-key", "$.conditions[0].exige.tous[0].ets", 14, 128,
          {"found": "ets", "expected": BOUNDS}, None)),
        (BOTH.replace("{parametre: p}", "{parametre: p, decision: d}"),
         ("one-of", "$.conditions[0].exige.au_moins", 14, 114,
          {"found": "parametre, decision", "expected": "parametre, decision"}, None)),
        (BOTH.replace("{mesure: stage, au_moins: {decision: d}}", "{mesure: valide, est: {decision: d}}"),
         ("no-value-for-yes", "$.conditions[1].exige", 15, 83, {"found": "valide"}, None)),
        (rule_file("{mesure: valide, est: nom}"),
         ("not-the-unit", "$.conditions[0].exige.est", 14, 105,
          {"found": "nom", "expected": "oui, non"}, None)),
        (BOTH.replace("entre: [3 mois, 6 mois],", "entre: [3 mois, 6 mois], par_defaut: 7 mois,"),
         ("default-out-of-bounds", "$.decisions.d.par_defaut", 19, 106,
          {"found": "7 mois", "expected": "3 mois … 6 mois"}, None)),
        (rule_file(HALF_YEAR) + TRIALS,
         ("listed-twice", "$.exemples[1].nom", 17, 11, {"found": "x"}, None)),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_told_to_the_last_word(text: str, expected: tuple[object, ...]) -> None:
    assert told(lambda: read(text)) == [expected]


def test_what_is_misspelt_where_an_expression_stands_is_told_where_it_stands() -> None:
    (fault,) = told(lambda: read(rule_file("{mesur: experience, au_moins: 1 an}")))
    assert (fault[0], fault[2], fault[3]) == ("not-an-expression", 14, 84)
    assert (fault[4], fault[5]) == (
        {"found": "mesur", "expected": "mesure, lecture, tous, un_au_moins, parmi, non, si, toujours"},
        "mesure",
    )


def test_parameters_and_decisions_keep_their_words_and_where_they_stand() -> None:
    parameter, decided = read(BOTH).valeurs
    assert isinstance(parameter, ParametreDef)
    assert isinstance(decided, DecisionDef)
    assert (parameter.name, parameter.line, parameter.file) == ("p", 17, "petit.yaml")
    assert [(each.du.year, each.valeur, each.clause, each.extrait) for each in parameter.valeurs] == [
        (2019, 24 * 31, "2", "x"),
        (2023, 18 * 31, "2", "x"),
    ]
    assert (decided.name, decided.line, decided.file) == ("d", 19, "petit.yaml")
    assert (decided.bas, decided.haut, decided.par_defaut) == (3 * 31, 6 * 31, None)
    assert (decided.par.fr, decided.par.en, decided.clause, decided.extrait) == (
        *("le jury", "the jury"),
        *("2", "x"),
    )
    assert (decided.libelle.fr, parameter.libelle.en) == ("un", "one")


def test_an_example_keeps_the_line_that_it_stands_on() -> None:
    text = rule_file(HALF_YEAR) + f"exemples:\n  - {{nom: x, au: 2025-11-03, {EXAMPLE}}}\n"
    (example,) = read(text).examples
    assert example.line == len(text.splitlines())

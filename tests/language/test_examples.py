"""Examples: dossiers beside the rules, with what each must come to."""

from __future__ import annotations

from datetime import date

import pytest

from cnam_rules import decide
from cnam_rules.catalogue import packaged
from cnam_rules.dossier import Dossier, Experience
from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.language import STATUSES, VERDICTS, Example, RuleSet
from tests.language.build import codes, faults, read, reading, rule_file

YEAR = "{mesure: experience, au_moins: 1 an}"
READINGS = reading("l", "exige", "a", a="{toujours: oui}", b="{toujours: non}")
HEAD = rule_file(YEAR, "{lecture: l}", readings=READINGS)
JOB = "{intitule: A, debut: 2024-01-01, fin: 2024-12-31, attestee: oui}"
EVERY = [(ruleset, example) for ruleset in packaged().rulesets for example in ruleset.examples]


@pytest.mark.parametrize(
    ("ruleset", "example"),
    EVERY,
    ids=lambda value: value.file if isinstance(value, RuleSet) else f"line-{value.line}",
)
def test_every_example_of_the_library_s_rules_comes_to_what_it_says(
    ruleset: RuleSet, example: Example
) -> None:
    verdict = decide(example.dossier, as_of=example.as_of, ruleset=ruleset, readings=example.readings)
    assert example.status is None or verdict.status is example.status
    assert {name: verdict.statuses[name] for name in example.conditions} == dict(example.conditions)


def test_the_examples_of_the_title_show_every_verdict_and_every_status() -> None:
    examples = packaged().ruleset("titre-casp/jury").examples
    assert {example.status for example in examples} == set(VerdictStatus)
    assert {status for example in examples for status in example.conditions.values()} == set(Status)


def examples(*entries: str, base: str = "") -> str:
    return HEAD + base + "exemples:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


def test_an_example_is_read() -> None:
    first = "attendu: {verdict: transmissible, remplies: [c0, c1]}"
    second = "attendu: {inconnues: [c0], non_remplies: [c1]}"
    text = examples(
        f"nom: un, au: 2025-11-03, dossier: {{experiences: [{JOB}]}}, {first}",
        f"nom: deux, au: 2024-11-03, lectures: {{l: b}}, dossier: {{}}, {second}",
        base="dossier_type: {stages: [], experiences: []}\n",
    )
    ruleset = read(text)
    one, two = ruleset.examples
    job = Experience("A", date(2024, 1, 1), date(2024, 12, 31), attestee=True)
    assert one.dossier == Dossier("un", "RNCP36625", stages=(), experiences=(job,))
    assert (one.name, one.as_of, one.readings, one.status) == (
        "un",
        date(2025, 11, 3),
        {},
        VerdictStatus.ELIGIBLE,
    )
    assert one.conditions == {"c0": Status.MET, "c1": Status.MET}
    assert two.dossier == Dossier("deux", "RNCP36625", stages=(), experiences=())
    assert (two.readings, two.status) == ({"l": "b"}, None)
    assert two.conditions == {"c0": Status.UNKNOWN, "c1": Status.UNMET}
    assert two.line == one.line + 1 == len(text.splitlines())


def test_the_words_of_examples_name_every_status() -> None:
    assert set(STATUSES.values()) == set(Status)
    assert set(VERDICTS.values()) == set(VerdictStatus)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("nom: n, au: 2025-11-03, dossier: {}, attendu: {}", ["expects-nothing"]),
        ("nom: n, au: 2025-11-03, dossier: {}, attendu: oui", ["not-a-mapping", "expects-nothing"]),
        ("nom: n, au: 2025-11-03, dossier: {}, attendu: {verdict: oui}", ["unknown-word"]),
        ("nom: n, au: 2025-11-03, dossier: {}, attendu: {remplies: [c2]}", ["unknown-word"]),
        ("nom: n, au: 2025-11-03, dossier: {}, attendu: {remplies: c0}", ["not-a-list"]),
        ("nom: n, au: 2025-11-03, dossier: {}, attendu: {remplies: [c0], inconnues: [c0]}", ["listed-twice"]),
        ("nom: n, au: 2025-11-03, dossier: {}", ["missing-key"]),
        ("nom: n, au: 2025-11-03, attendu: {remplies: [c0]}", ["missing-key"]),
        ("nom: n, dossier: {}, attendu: {remplies: [c0]}", ["missing-key"]),
        ("au: 2025-11-03, dossier: {}, attendu: {remplies: [c0]}", ["missing-key"]),
        ("nom: n, au: 3/11/2025, dossier: {}, attendu: {remplies: [c0]}", ["not-a-date"]),
        ("nom: n, au: 2025-11-03, dossier: [], attendu: {remplies: [c0]}", ["not-a-mapping"]),
        ("nom: n, au: 2025-11-03, dossier: {ues: []}, attendu: {remplies: [c0]}", ["unknown-key"]),
        (
            "nom: n, au: 2025-11-03, dossier: {ue: [{code: XXX001}]}, attendu: {remplies: [c0]}",
            ["unknown-ue"],
        ),
        ("nom: n, au: 2025-11-03, lectures: {m: a}, dossier: {}, attendu: {remplies: [c0]}", ["unknown-key"]),
        (
            "nom: n, au: 2025-11-03, lectures: {l: c}, dossier: {}, attendu: {remplies: [c0]}",
            ["unknown-word"],
        ),
        (
            f"nom: n, au: 2023-12-31, dossier: {{experiences: [{JOB}]}}, attendu: {{remplies: [c0]}}",
            ["experience-in-the-future"],
        ),
    ],
)
def test_what_no_example_can_be_is_a_fault(entry: str, expected: list[str]) -> None:
    assert codes(examples(entry)) == expected


def test_two_examples_of_one_name_are_a_fault() -> None:
    entry = "nom: n, au: 2025-11-03, dossier: {}, attendu: {remplies: [c0]}"
    (fault,) = faults(examples(entry, entry))
    assert (fault.code, fault.path, fault.args["found"]) == ("listed-twice", "$.exemples[1].nom", "n")


def test_a_fault_of_what_the_dossiers_share_is_told_once() -> None:
    entry = "nom: {}, au: 2025-11-03, dossier: {{}}, attendu: {{remplies: [c0]}}"
    text = examples(entry.format("a"), entry.format("b"), base="dossier_type: {ues: []}\n")
    (fault,) = faults(text)
    assert fault.code == "unknown-key"
    (fault,) = faults(examples(entry.format("a"), base="dossier_type: []\n"))
    assert fault.code == "not-a-mapping"


def test_an_example_that_expects_nothing_is_told_what_it_could() -> None:
    (fault,) = faults(examples("nom: n, au: 2025-11-03, dossier: {}, attendu: {}"))
    assert fault.args["expected"] == "verdict, remplies, non_remplies, inconnues, sans_objet, dispensees"


def test_a_fault_of_what_the_dossiers_share_stands_where_it_was_written() -> None:
    entry = "nom: n, au: 2025-11-03, dossier: {}, attendu: {remplies: [c0]}"
    text = examples(entry, base="dossier_type:\n  stages: []\n  ues: []\n")
    (fault,) = faults(text)
    assert fault.line is not None
    assert text.splitlines()[fault.line - 1] == "  ues: []"


def test_a_broken_example_hides_no_fault_of_those_after_it() -> None:
    sound = "au: 2025-11-03, dossier: {}, attendu: {remplies: [c0]}"
    assert codes(examples(sound, f"nom: b, {sound}".replace("dossier: {}", "dossier: {ues: []}"))) == [
        "missing-key",
        "unknown-key",
    ]


def test_without_its_programme_the_units_of_an_example_are_not_judged() -> None:
    entry = "nom: n, au: 2025-11-03, dossier: {ue: [{code: FPG003}]}, attendu: {remplies: [c0]}"
    text = examples(entry).replace("fiche: titre-casp/programme", "fiche: autre")
    assert codes(text) == ["unknown-word"]


def test_faults_name_what_they_found() -> None:
    entry = "nom: n, au: 2025-11-03, dossier: {}, attendu: {remplies: [c0]}"
    (fault,) = faults(examples(entry, base="dossier_type: []\n"))
    assert fault.args["expected"] == "experiences, rapport, stages, ue"

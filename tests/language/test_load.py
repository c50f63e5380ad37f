"""Rule files: every form of expression, every part of a file, and each fault where it stands."""

from __future__ import annotations

from datetime import date

import pytest

from cnam_rules import kernel
from cnam_rules.catalogue import packaged
from cnam_rules.facts import Text
from cnam_rules.faults import RuleSetError
from cnam_rules.kernel import All, Any, AtLeast, Compare, Constant, Not, Op
from cnam_rules.language import InForce, RuleSet, Source, decode_ruleset
from cnam_rules.measures import CONVENTIONS, KINDS, Conventions
from tests.language.build import HEAD, LABEL, MEASURES, codes, condition, faults, read, reading, rule_file

YEAR = "{mesure: experience, au_moins: 1 an}"
DONE = "{mesure: valide, est: oui}"
A_YEAR, WAS_DONE = Compare("experience", Op.AT_LEAST, 372), Compare("valide", Op.AT_LEAST, 1)


def compiled(*exiges: str, si: str | None = None, readings: str = "") -> tuple[kernel.Condition, ...]:
    return read(rule_file(*exiges, si=si, readings=readings)).under().program.conditions


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{mesure: experience, au_moins: 18 mois}", Compare("experience", Op.AT_LEAST, 558)),
        ("{mesure: experience, plus_de: 0 jours}", Compare("experience", Op.MORE_THAN, 0)),
        ("{mesure: experience, au_plus: 1 an 6 mois}", Compare("experience", Op.AT_MOST, 558)),
        ("{mesure: experience, moins_de: 3 mois 15 jours}", Compare("experience", Op.LESS_THAN, 108)),
        ("{mesure: ue, au_moins: 12 UE}", Compare("ue", Op.AT_LEAST, 12)),
        (DONE, WAS_DONE),
        ("{mesure: valide, est: non}", Compare("valide", Op.LESS_THAN, 1)),
        (f"{{tous: [{YEAR}, {DONE}]}}", All((A_YEAR, WAS_DONE))),
        (f"{{un_au_moins: [{YEAR}, {DONE}]}}", Any((A_YEAR, WAS_DONE))),
        (f"{{au_moins: 1, parmi: [{YEAR}, {DONE}]}}", AtLeast(1, (A_YEAR, WAS_DONE))),
        (f"{{parmi: [{YEAR}, {DONE}], au_moins: 2}}", AtLeast(2, (A_YEAR, WAS_DONE))),
        (f"{{non: {YEAR}}}", Not(A_YEAR)),
        (f"{{si: {YEAR}, alors: {DONE}}}", Any((Not(A_YEAR), WAS_DONE))),
        ("{toujours: oui}", Constant(True)),
        ("{toujours: non}", Constant(False)),
        ("{toujours: true}", Constant(True)),
        ("{toujours: false}", Constant(False)),
        (f"{{non: {{tous: [{{non: {YEAR}}}]}}}}", Not(All((Not(A_YEAR),)))),
    ],
)
def test_every_form_means_what_it_says(written: str, expected: kernel.Expr) -> None:
    (first,) = compiled(written)
    assert first == kernel.Condition("c0", expected)
    (second,) = compiled(YEAR, si=written)
    assert second == kernel.Condition("c0", A_YEAR, expected)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("oui", ["not-an-expression"]),
        ("{}", ["not-an-expression"]),
        ("[]", ["not-an-expression"]),
        ("{tout: []}", ["not-an-expression"]),
        ("{tous: []}", ["no-term"]),
        ("{tous: {}}", ["not-a-list"]),
        ("{tous: oui}", ["not-a-list"]),
        ("{un_au_moins: []}", ["no-term"]),
        (f"{{tous: [{YEAR}], de: 1}}", ["unknown-key"]),
        (f"{{au_moins: 0, parmi: [{YEAR}]}}", ["not-in-range"]),
        (f"{{au_moins: 2, parmi: [{YEAR}]}}", ["not-in-range"]),
        (f"{{au_moins: un, parmi: [{YEAR}]}}", ["not-in-range"]),
        ("{au_moins: 1, parmi: []}", ["no-term"]),
        (f"{{parmi: [{YEAR}]}}", ["missing-key"]),
        ("{au_moins: 1}", ["not-an-expression"]),
        (f"{{si: {YEAR}}}", ["missing-key"]),
        (f"{{alors: {YEAR}}}", ["not-an-expression"]),
        ("{toujours: peut-être}", ["unknown-word"]),
        ("{toujours: 1}", ["unknown-word"]),
        ("{mesure: autre, au_moins: 1 mois}", ["unknown-word"]),
        ("{mesure: experience}", ["one-of"]),
        ("{mesure: experience, au_moins: 1 mois, au_plus: 2 mois}", ["one-of"]),
        ("{mesure: experience, au_moins: 12 UE}", ["not-the-unit"]),
        ("{mesure: experience, au_moins: 30 jours}", ["days-or-a-month"]),
        ("{mesure: experience, est: oui}", ["not-the-unit"]),
        ("{mesure: experience, est: 1 mois}", ["one-of"]),
        ("{mesure: ue, au_moins: 12}", ["not-the-unit"]),
        ("{mesure: valide, est: 1}", ["not-the-unit"]),
        ("{mesure: valide, au_moins: oui}", ["one-of"]),
        ("{mesure: valide, est: [oui]}", ["not-the-unit"]),
        ("{lecture: autre}", ["unknown-word"]),
        ("{lecture: [autre]}", ["unknown-word"]),
        (f"{{tous: [{YEAR}, oui, {{toujours: x}}]}}", ["not-an-expression", "unknown-word"]),
    ],
)
def test_what_is_no_expression_is_a_fault(written: str, expected: list[str]) -> None:
    assert codes(rule_file(written)) == expected
    assert codes(rule_file(YEAR, si=written)) == expected


def test_a_slip_in_an_expression_is_told_with_what_was_meant() -> None:
    (fault,) = faults(rule_file("{touss: []}"))
    assert fault.suggestion == "tous"
    (fault,) = faults(rule_file("{mesure: experiences, au_moins: 1 mois}"))
    assert fault.suggestion == "experience"
    assert fault.path == "$.conditions[0].exige.mesure"
    assert (fault.line, fault.column) == (14, 92)
    (fault,) = faults(rule_file("{mesure: valide, au_moins: oui}"))
    assert (fault.args["found"], fault.args["expected"]) == ("au_moins", "est")
    (fault,) = faults(rule_file("{mesure: experience, est: 1 mois}"))
    assert fault.args["found"] == "est"
    assert fault.args["expected"] == "au_moins, plus_de, au_plus, moins_de"
    (fault,) = faults(rule_file("{mesure: experience}"))
    assert fault.args["expected"] == "est, au_moins, plus_de, au_plus, moins_de"
    (fault,) = faults(rule_file("{mesure: experience, au_moins: 1 mois, au_plus: 2 mois}"))
    assert fault.args["found"] == "au_moins, au_plus"


def test_a_whole_file_is_read() -> None:
    ruleset = read(
        HEAD.replace("2015-01-01}", "2015-01-01, au: 2020-12-31}").replace(
            "titre: un texte", "titre: un texte, rubrique: r, page: 4"
        )
        + MEASURES
        + "conventions: {mois: trente-jours}\nconditions:\n"
        + condition("c", YEAR)
    )
    assert (ruleset.id, ruleset.programme, ruleset.version) == ("essai/petit", "RNCP36625", "1")
    assert ruleset.intitule == Text("essai", "trial")
    assert ruleset.in_force == InForce(date(2015, 1, 1), date(2020, 12, 31))
    assert ruleset.source == "un texte, r, 4"
    assert ruleset.file == "petit.yaml"
    assert ruleset.fiche is packaged().fiches["titre-casp/programme"]
    assert ruleset.units == {"RNCP36625": frozenset(ruleset.fiche.codes)}
    (only,) = ruleset.conditions
    assert (only.id, only.libelle, only.source) == ("c", Text("un", "one"), Source("1/", "x"))
    assert (only.line, only.si) == (15, None)
    assert list(ruleset.measures) == ["ue", "experience", "stage", "valide"]
    assert ruleset.measures["experience"].libelle == Text("un", "one")
    usual = Conventions()
    for name in CONVENTIONS:
        expected = getattr(usual, name).value if name != "mois" else "trente-jours"
        assert ruleset.conventions[name].value == expected  # type: ignore[union-attr]  # none is filled by a reading here
    rules = ruleset.under()
    assert list(rules.measures) == ["experience"]
    assert rules.conventions.mois.value == "trente-jours"
    assert ruleset.under({}) is rules


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("jeu: essai/petit\n", "", ["missing-key"]),
        ("jeu: essai/petit", "jeu: []", ["not-a-text"]),
        ("programme: RNCP36625", "programme: RNCP1", ["other-programme"]),
        ("programme: RNCP36625", "programme: ''", ["not-a-text"]),
        ("fiche: titre-casp/programme", "fiche: titre-casp/program", ["unknown-word"]),
        ("fiche: titre-casp/programme\n", "", ["missing-key"]),
        ('version: "1"\n', "", ["missing-key"]),
        ("{du: 2015-01-01}", "{}", ["missing-key"]),
        ("{du: 2015-01-01}", "2015-01-01", ["not-a-mapping"]),
        ("{du: 2015-01-01}", "{du: 2015-02-29}", ["impossible-date"]),
        ("{du: 2015-01-01}", "{du: 2015-01-01, au: 2014-12-31}", ["end-before-start"]),
        ("{fr: essai, en: trial}", "{fr: essai}", ["missing-key"]),
        ("{fr: essai, en: trial}", "essai", ["not-a-mapping"]),
        ("intitule: {fr: essai, en: trial}\n", "", ["missing-key"]),
        ("texte: {titre: un texte}", "texte: {page: 4}", ["missing-key"]),
        ("texte: {titre: un texte}", "texte: un texte", ["not-a-mapping"]),
        ("mesures:", "mesure:", ["unknown-key"]),
        ("  ue: {", "  ue: 1\n  x: {", ["one-of"]),
        (f"{LABEL}, ue: obligatoires", "ue: obligatoires", ["missing-key"]),
        (f"{LABEL}, ue: obligatoires", f"{LABEL}", ["one-of"]),
        (f"{LABEL}, ue: obligatoires", f"{LABEL}, rapport: valide, ue: obligatoires", ["one-of"]),
        ("  - {id: c0, ", "  - {", ["missing-key"]),
        ("id: c0", "id: " + "c" * 61, ["text-too-long"]),
        ("source: {clause: 1/, extrait: x}", "source: 1/", ["not-a-mapping"]),
        ("source: {clause: 1/, extrait: x}", "source: {clause: 1/}", ["missing-key"]),
        (f"exige: {YEAR}", f"exigé: {YEAR}", ["unknown-key"]),
        (f", exige: {YEAR}", "", ["missing-key"]),
        (f"id: c0, {LABEL}", "id: c0", ["missing-key"]),
    ],
)
def test_each_part_of_a_file_is_asked_for(old: str, new: str, expected: list[str]) -> None:
    text = rule_file(YEAR)
    assert old in text
    assert codes(text.replace(old, new, 1)) == expected


def test_conditions_are_several_and_have_names_of_their_own() -> None:
    twice = HEAD + MEASURES + "conditions:\n" + condition("a", YEAR) * 2
    (fault,) = faults(twice)
    assert (fault.code, fault.args["found"], fault.path) == ("listed-twice", "a", "$.conditions[1]")
    assert codes(HEAD + MEASURES + "conditions: []\n") == ["no-condition"]
    assert codes(HEAD + MEASURES + "conditions: {}\n") == ["not-a-list", "no-condition"]


def test_conventions_have_a_closed_vocabulary() -> None:
    text = rule_file(YEAR)
    assert codes(text + "conventions: {mois: lunaires}\n") == ["unknown-word"]
    assert codes(text + "conventions: {semaines: 7}\n") == ["unknown-key"]
    for name, words in CONVENTIONS.items():
        for word in words:
            rules = read(text + f"conventions: {{{name}: {word.value}}}\n").under()
            assert getattr(rules.conventions, name) is word


def test_faults_stand_in_the_order_of_the_file() -> None:
    text = rule_file("{toujours: x}", "{toujours: y}").replace("2015-01-01", "2015-13-01")
    assert [(fault.code, fault.line) for fault in faults(text)] == [
        ("impossible-date", 5),
        ("unknown-word", 14),
        ("unknown-word", 15),
    ]


def test_a_text_that_is_no_document_gives_its_own_faults() -> None:
    for text, code in (("", "empty"), ("a: [", "yaml-syntax"), ("a: 1\n---\nb: 2", "several-documents")):
        with pytest.raises(RuleSetError) as caught:
            read(text)
        assert [fault.code for fault in caught.value.faults] == [code]
    assert codes("oui") == ["not-a-mapping"]


def test_the_hash_stands_for_the_meaning_and_not_for_the_layout() -> None:
    text = rule_file(YEAR)
    own = read(text).sha256
    assert len(own) == 64
    assert (
        read("# un commentaire\n" + text.replace("{fr: essai, en: trial}", '{en: "trial", fr: essai}')).sha256
        == own
    )
    assert read(text.replace("1 an", "12 mois")).sha256 != own
    examples = (
        "exemples: [{nom: n, au: 2025-01-01, dossier: {experiences: []}, attendu: {non_remplies: [c0]}}]\n"
    )
    assert read(text + examples).sha256 == own
    assert read(text + "dossier_type: {experiences: []}\n").sha256 == own
    fiche = packaged().fiches["titre-casp/programme"]
    from attrs import evolve

    other = {"titre-casp/programme": evolve(fiche, sha256="0" * 64)}
    assert decode_ruleset(text, file="petit.yaml", fiches=other).sha256 != own


# Readings.


def by_reading(text: str, name: str) -> dict[str, tuple[kernel.Condition, ...]]:
    ruleset = read(text)
    return {
        choice.name: ruleset.under({name: choice.name}).program.conditions
        for choice in ruleset.readings[name].choix
    }


def test_a_reading_fills_a_clause() -> None:
    text = rule_file("{lecture: l}", readings=reading("l", "exige", "a", a=YEAR, b=DONE))
    found = by_reading(text, "l")
    assert found == {"a": (kernel.Condition("c0", A_YEAR),), "b": (kernel.Condition("c0", WAS_DONE),)}
    ruleset = read(text)
    assert ruleset.under().program.conditions == found["a"]
    (own,) = ruleset.readings.values()
    assert (own.name, own.retenue, own.question, own.raison) == ("l", "a", Text("q", "q"), Text("r", "r"))
    assert [(choice.name, choice.libelle) for choice in own.choix] == [
        ("a", Text("un", "one")),
        ("b", Text("un", "one")),
    ]
    assert own.line == 16
    assert own.choice("b").name == "b"
    with pytest.raises(KeyError):
        own.choice("c")
    assert ruleset.readings_of(ruleset.conditions[0]) == ("l",)


def test_a_reading_may_stand_inside_another() -> None:
    readings = reading("l", "exige", "a", a="{non: {lecture: m}}", b=DONE)
    readings += reading("m", "exige", "b", a=YEAR, b=DONE)
    ruleset = read(rule_file("{tous: [{lecture: l}]}", YEAR, readings=readings))
    assert ruleset.under().program.conditions[0].requires == All((Not(WAS_DONE),))
    assert ruleset.under({"m": "a"}).program.conditions[0].requires == All((Not(A_YEAR),))
    assert ruleset.under({"m": "a", "l": "b"}).program.conditions[0].requires == All((WAS_DONE,))
    assert ruleset.readings_of(ruleset.conditions[0]) == ("l", "m")
    assert ruleset.readings_of(ruleset.conditions[1]) == ()


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        (reading("l", "exige", "a", a="{lecture: l}", b=YEAR), ["reading-cycle"]),
        (
            reading("l", "exige", "a", a="{lecture: m}", b=YEAR)
            + reading("m", "exige", "a", a="{non: {lecture: l}}", b=YEAR),
            ["reading-cycle"],
        ),
        (reading("l", "valeur", "a", a=YEAR, b=YEAR), ["choice-does-not-fit", "choice-does-not-fit"]),
        (reading("l", "exige", "c", a=YEAR, b=YEAR), ["unknown-word"]),
        (reading("l", "exige", "a", a=YEAR), ["too-few-choices"]),
        (reading("l", "autre", "a", a=YEAR, b=YEAR), ["one-of", "unknown-key", "choice-does-not-fit"]),
        (
            reading("l", "exige", "a", a=YEAR, b=f"{YEAR}, valeur: oui"),
            ["one-of"],
        ),
        (reading("l", "exige", "a", a=YEAR, b="{toujours: x}"), ["unknown-word"]),
        (
            reading("l", "exige", "a", a=YEAR, b=DONE) + reading("m", "exige", "a", a=YEAR, b=DONE),
            ["unused-reading"],
        ),
        ("  l: {}\n", ["missing-key"] * 4),
        ("  l: oui\n", ["not-a-mapping"]),
    ],
)
def test_what_no_reading_can_be_is_a_fault(readings: str, expected: list[str]) -> None:
    assert set(codes(rule_file("{lecture: l}", readings=readings))) == set(expected)


def test_a_reading_that_goes_round_in_circles_says_how() -> None:
    readings = reading("l", "exige", "a", a="{lecture: m}", b=YEAR)
    readings += reading("m", "exige", "a", a="{lecture: l}", b=YEAR)
    (fault,) = faults(rule_file("{lecture: l}", readings=readings))
    assert fault.args["found"] == "l → m → l"


def test_a_reading_of_options_cannot_stand_for_an_expression() -> None:
    readings = reading("l", "valeur", "a", a="oui", b="non")
    found = faults(rule_file("{lecture: l}", readings=readings))
    assert [(f.code, f.args["found"], f.args["expected"]) for f in found] == [
        ("choice-does-not-fit", "l: a", "exige"),
        ("choice-does-not-fit", "l: b", "exige"),
    ]


def ruleset_with_two_readings() -> RuleSet:
    readings = reading("lune", "exige", "a", a=YEAR, b=DONE) + reading("soleil", "exige", "b", a=YEAR, b=DONE)
    return read(rule_file("{lecture: lune}", "{lecture: soleil}", readings=readings))


def test_readings_that_do_not_exist_are_all_told_at_once() -> None:
    ruleset = ruleset_with_two_readings()
    with pytest.raises(RuleSetError) as caught:
        ruleset.under({"lunes": "a", "soleil": "c", "autre": "a"})
    found = {fault.path: fault for fault in caught.value.faults}
    assert {path: fault.code for path, fault in found.items()} == {
        "readings.lunes": "unknown-reading",
        "readings.soleil": "unknown-choice",
        "readings.autre": "unknown-reading",
    }
    assert found["readings.lunes"].suggestion == "lune"
    assert found["readings.lunes"].args == {"found": "lunes", "expected": "lune, soleil"}
    assert found["readings.soleil"].args == {"found": "c", "reading": "soleil", "expected": "a, b"}
    assert found["readings.autre"].suggestion is None


def test_a_wrong_reading_is_refused_after_a_right_one_was_used() -> None:
    ruleset = ruleset_with_two_readings()
    ruleset.under()
    with pytest.raises(RuleSetError):
        ruleset.under({"autre": "a"})
    with pytest.raises(RuleSetError):
        ruleset.under({"lune": ""})
    assert ruleset.under({"lune": "a"}) is ruleset.under({"lune": "a"})
    assert ruleset.under({"lune": "a"}).program == ruleset.under().program
    assert ruleset.under({"lune": "b"}).program != ruleset.under().program


def test_the_readings_applied_say_whether_they_are_those_retained() -> None:
    used = ruleset_with_two_readings().under({"lune": "b"}).readings_used
    assert [(u.name, u.choice, u.retained) for u in used] == [("lune", "b", False), ("soleil", "b", True)]


def test_faults_of_one_line_stand_from_left_to_right() -> None:
    text = rule_file(
        f"{{tous: [{{toujours: x}}, {{mesure: autre, au_moins: 1 an}}, {YEAR}, {{toujours: y}}]}}"
    )
    columns = [fault.column or 0 for fault in faults(text)]
    assert len(columns) == 3
    assert columns == sorted(columns)


def test_a_rule_file_is_yaml_even_where_it_looks_like_json() -> None:
    assert ("duplicate-key", 1) in [(f.code, f.line) for f in faults('{"jeu": 1, "jeu": 2}')]


@pytest.mark.parametrize(
    "form",
    [
        "{{lecture: l}}",
        "{{tous: [{{lecture: l}}]}}",
        "{{un_au_moins: [{{lecture: l}}]}}",
        "{{au_moins: 1, parmi: [{{lecture: l}}]}}",
        "{{non: {{lecture: l}}}}",
        "{{si: {{lecture: l}}, alors: {done}}}",
        "{{si: {done}, alors: {{lecture: l}}}}",
    ],
)
def test_a_reading_is_chosen_and_told_wherever_it_stands(form: str) -> None:
    written, readings = form.format(done=DONE), reading("l", "exige", "a", a=YEAR, b=DONE)
    for text in (rule_file(written, readings=readings), rule_file(YEAR, si=written, readings=readings)):
        ruleset = read(text)
        assert ruleset.readings_of(ruleset.conditions[0]) == ("l",)
        by_choice = [ruleset.under({"l": choice}).program for choice in ("a", "b")]
        assert by_choice[0] != by_choice[1]
        plain = [read(rule_file(written.replace("{lecture: l}", value))) for value in (YEAR, DONE)]
        if ruleset.conditions[0].si is None:
            assert by_choice == [other.under().program for other in plain]


def test_a_bound_is_one_word() -> None:
    for bound in ("[1 an]", "{an: 1}", "null", "true"):
        assert codes(rule_file(f"{{mesure: experience, au_moins: {bound}}}")) == ["not-the-unit"]
    assert codes(rule_file("{mesure: ue, au_moins: [12 UE]}")) == ["not-the-unit"]


def test_faults_stand_by_place_whatever_order_they_are_found_in() -> None:
    """Readings are read before the conditions that stand above them in the file."""
    readings = reading("l", "exige", "zz", a=f"{YEAR}, valeur: oui", b=YEAR)
    found = faults(rule_file("{tous: [{lecture: l}, {toujours: x}]}", readings=readings))
    assert [(fault.code, fault.line) for fault in found] == [
        ("unknown-word", 14),
        ("unknown-word", 16),
        ("one-of", 16),
    ]


def test_faults_of_readings_name_what_they_found() -> None:
    both = f"{YEAR}, valeur: oui"
    found = {
        f.code: f for f in faults(rule_file("{lecture: l}", readings=reading("l", "exige", "a", a=both)))
    }
    assert found["one-of"].args == {"found": "a", "expected": "exige, valeur"}
    assert found["too-few-choices"].args["found"] == "1"
    readings = reading("l", "exige", "a", a=YEAR, b=DONE)
    (unused,) = faults(rule_file(YEAR, readings=readings))
    assert (unused.code, unused.args["found"], unused.path) == ("unused-reading", "l", "$.lectures.l")
    (unlabelled,) = faults(rule_file("{lecture: l}", readings=readings.replace(f"a: {{{LABEL}, ", "a: {")))
    assert (unlabelled.code, unlabelled.path) == ("missing-key", "$.lectures.l.choix.a.libelle")


def test_a_rule_set_is_in_force_from_its_first_day_to_its_last() -> None:
    only = InForce(date(2023, 9, 1), date(2023, 9, 3))
    assert [only.on(date(2023, 8, 31)), only.on(date(2023, 9, 1)), only.on(date(2023, 9, 3))] == [
        False,
        True,
        True,
    ]
    assert not only.on(date(2023, 9, 4))
    assert InForce(date(2023, 9, 1)).on(date(9999, 12, 31))


def test_faults_say_what_was_found_and_what_was_expected() -> None:
    (fault,) = faults(rule_file(YEAR).replace("ue: obligatoires", "compte: x"))
    assert (fault.args["found"], fault.args["expected"]) == ("libelle, compte", ", ".join(KINDS))
    (fault,) = faults(rule_file(YEAR).replace("ue: obligatoires", "ues: x"))
    assert (fault.code, fault.args["found"], fault.suggestion) == ("unknown-key", "ues", "ue")
    (fault,) = faults(rule_file("3"))
    assert fault.args["expected"] == "mesure, lecture, tous, un_au_moins, parmi, non, si, toujours"
    (fault,) = faults(rule_file("{mesure: ue, au_moins: 12}"))
    assert (fault.args["found"], fault.args["expected"]) == ("12", "12 UE")
    (fault,) = faults(rule_file(YEAR).replace("RNCP36625", "RNCP1"))
    assert fault.args["expected"] == "RNCP36625"


def test_a_value_may_not_be_a_reading_inside_a_reading() -> None:
    readings = reading("l", "valeur", "a", a="oui", b="{lecture: m}") + reading(
        "m", "valeur", "a", a="oui", b="non"
    )
    measures = MEASURES.replace("attestees: oui", "attestees: {lecture: l}")
    assert set(codes(rule_file(YEAR, measures=measures, readings=readings))) == {"unknown-word"}

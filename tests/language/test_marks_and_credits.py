"""Rules about marks, credits and choices, as regulations put them, decided from their text to the page."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cnam_rules import decide, from_json
from cnam_rules.dossier import Dossier, Obtention, StatutUe, Ue
from cnam_rules.kernel import Status
from cnam_rules.testing import AS_OF
from tests.language.build import LABEL, codes, read, reading, rule_file

A, B, C, D = "FPG003", "CCE001", "TET003", "TET007"
LIST = f"[{A}, {B}, {C}, {D}]"
VES, EXAMEN = Obtention.VES, Obtention.EXAMEN
MET, UNMET, UNKNOWN = Status.MET, Status.UNMET, Status.UNKNOWN

CAPITALISATION = (f"plus_basse_note: {LIST}", "au_moins: 10/20")
ELIMINATORY = (f"plus_basse_note: {LIST}, sans_note: ignorees", "plus_de: 6/20")
COMPENSATION = (f"moyenne: {LIST}, coefficients: {{{A}: 5, {B}: 1, {C}: 1, {D}: 1}}", "au_moins: 10/20")
EVERY_ONE_MARKED = (f"notees: {LIST}, dispensees: oui", "au_moins: 4 UE")
BEST_TWO = (f"moyenne: {LIST}, meilleures: 2, sans_note: ignorees", "au_moins: 12/20")
ROUNDED = (f"moyenne: {LIST}, arrondi: dixieme", "au_moins: 10/20")
EARNED_HERE = (f"part_ects: [examen], parmi: {LIST}", "au_moins: 20 %")
CREDITS = (f"ects: {LIST}", "au_moins: 14 ECTS")
CAP = (f"ects: {LIST}, obtentions: dispenses", "au_plus: 8 ECTS")
THESIS = (f"note: {D}", "plus_de: 9.99/20")
THEMES = (
    f"choix: [{{parmi: [{A}, {B}], au_moins: 1}}, {{parmi: [{A}], au_moins: 1}}]",
    "au_moins: 2 groupes",
)
GOOD_MARKS = (f"ue: {LIST}, note_plus_de: 12/20, dispensees: non", "au_moins: 2 UE")


def marks(*over_20: str | None) -> tuple[Ue, ...]:
    """The four UE by examination, each with its mark; those without one are not in the dossier."""
    pairs = zip((A, B, C, D), over_20, strict=True)
    return tuple(Ue(code, EXAMEN, Fraction(mark)) for code, mark in pairs if mark is not None)


@pytest.mark.parametrize(
    ("rule", "ue", "expected"),
    [
        (CAPITALISATION, marks("10", "10", "10", "10"), MET),
        (CAPITALISATION, marks("20", "20", "20", "9.99"), UNMET),
        (CAPITALISATION, marks("20", "20", "20", None), UNMET),
        (CAPITALISATION, (*marks("20", "20", "20", None), Ue(D, VES)), MET),
        (CAPITALISATION, (*marks("20", "20", "20", None), Ue(D, EXAMEN)), UNKNOWN),
        (CAPITALISATION, (*marks("20", "20", "9", None), Ue(D, EXAMEN)), UNMET),
        (ELIMINATORY, marks("20", "20", "20", "6"), UNMET),
        (ELIMINATORY, marks("20", "20", "20", "6.01"), MET),
        (ELIMINATORY, marks("20", None, None, None), MET),
        (COMPENSATION, marks("10", "9", "10", "11"), MET),
        (COMPENSATION, marks("9.99", "10", "10", "10.04"), UNMET),
        (COMPENSATION, (*marks("16", "0", "0", None), Ue(D)), MET),
        (COMPENSATION, (*marks("12", "0", "0", None), Ue(D, EXAMEN)), UNKNOWN),
        (EVERY_ONE_MARKED, marks("1", "2", "3", "4"), MET),
        (EVERY_ONE_MARKED, (*marks("1", "2", "3", None), Ue(D, VES)), MET),
        (EVERY_ONE_MARKED, marks("1", "2", "3", None), UNMET),
        (EVERY_ONE_MARKED, (*marks("1", "2", "3", None), Ue(D)), UNKNOWN),
        (BEST_TWO, marks("12", "12", "0", "0"), MET),
        (BEST_TWO, marks("12", "11.99", "0", "0"), UNMET),
        (BEST_TWO, marks("12", None, None, None), MET),
        (ROUNDED, marks("9.95", "9.95", "9.95", "9.95"), MET),
        (ROUNDED, marks("9.94", "9.95", "9.95", "9.95"), UNMET),
        (EARNED_HERE, (Ue(B, EXAMEN), Ue(C, VES), Ue(D, VES)), MET),
        (EARNED_HERE, (Ue(B, EXAMEN), Ue(A, VES), Ue(C, VES), Ue(D, VES)), UNMET),
        (EARNED_HERE, (Ue(B, EXAMEN), Ue(A, VES), Ue(C, VES), Ue(D)), UNKNOWN),
        (CREDITS, (Ue(C), Ue(D)), MET),
        (CREDITS, (Ue(A), Ue(D)), UNMET),
        (CREDITS, (Ue(A), Ue(C, statut=StatutUe.INCONNU)), UNKNOWN),
        (CAP, (Ue(C, VES),), MET),
        (CAP, (Ue(C, VES), Ue(B, VES)), UNMET),
        (CAP, (Ue(C, VES), Ue(B)), UNKNOWN),
        (THESIS, marks(None, None, None, "10"), MET),
        (THESIS, marks(None, None, None, "9.99"), UNMET),
        (THESIS, (Ue(D),), UNKNOWN),
        (THEMES, (Ue(A), Ue(B)), MET),
        (THEMES, (Ue(A),), UNMET),
        (THEMES, (Ue(A), Ue(B, statut=StatutUe.INCONNU)), UNKNOWN),
        (GOOD_MARKS, marks("12.01", "13", "1", "1"), MET),
        (GOOD_MARKS, marks("12", "13", "1", "1"), UNMET),
        (GOOD_MARKS, (*marks("13", None, None, None), Ue(B, VES)), UNMET),
        (GOOD_MARKS, (*marks("13", None, None, None), Ue(B)), UNKNOWN),
    ],
)
def test_a_rule_is_decided_from_its_text(rule: tuple[str, str], ue: tuple[Ue, ...], expected: Status) -> None:
    options, bound = rule
    text = rule_file(f"{{mesure: m, {bound}}}", measures=f"mesures:\n  m: {{{LABEL}, {options}}}\n")
    verdict = decide(Dossier("D-1", "RNCP36625", ue=ue), as_of=AS_OF, ruleset=read(text))
    assert verdict.condition("c0").status is expected
    assert bool(verdict.pieces) == (expected is UNKNOWN)
    assert from_json(verdict.to_json()) == verdict
    assert verdict.text("fr") != verdict.text("en")


def test_a_mean_between_two_hundredths_is_said_so() -> None:
    options, bound = COMPENSATION
    text = rule_file(f"{{mesure: m, {bound}}}", measures=f"mesures:\n  m: {{{LABEL}, {options}}}\n")
    ue = marks("9.99", "10", "10", "10.04")
    verdict = decide(Dossier("D-1", "RNCP36625", ue=ue), as_of=AS_OF, ruleset=read(text))
    page = verdict.text("en")
    assert "one: just over 9.99/20 (asked for: at least 10/20)" in " ".join(page.split())
    assert "exact mean: 9.99875 out of 20" in page


@pytest.mark.parametrize(
    ("options", "bound", "fault"),
    [
        (f"moyenne: {LIST}, coefficients: {{{A}: 1}}", "au_moins: 10/20", "no-coefficient"),
        (f"moyenne: {LIST}, meilleures: 5", "au_moins: 10/20", "not-in-range"),
        (f"moyenne: {LIST}", "au_moins: 9.995/20", "too-precise"),
        (f"moyenne: {LIST}", "au_moins: 10", "not-the-unit"),
        (f"ue: {LIST}, note_au_moins: 10/20, note_plus_de: 9/20", "au_moins: 1 UE", "one-of"),
        (f"part_ects: [examen], parmi: {LIST}", "au_moins: 0.2", "not-the-unit"),
        ("part_ects: [examen]", "au_moins: 20 %", "missing-key"),
        (f"note: {LIST}", "au_moins: 10/20", "unknown-word"),
        (f"moyenne: {LIST}, ects: {LIST}", "au_moins: 10/20", "one-of"),
    ],
)
def test_what_no_rule_can_mean_is_a_fault(options: str, bound: str, fault: str) -> None:
    assert codes(
        rule_file(f"{{mesure: m, {bound}}}", measures=f"mesures:\n  m: {{{LABEL}, {options}}}\n")
    ) == [fault]


def test_options_that_readings_fill_are_held_together_too() -> None:
    """Each choice is well formed; one pair of them is not."""
    readings = reading("liste", "valeur", "deux", deux=f"[{A}, {B}]", trois=f"[{A}, {B}, {C}]")
    readings += reading("poids", "valeur", "egaux", egaux="egaux", dits=f"{{{A}: 2, {B}: 1}}")
    measures = f"mesures:\n  m: {{{LABEL}, moyenne: {{lecture: liste}}, coefficients: {{lecture: poids}}}}\n"
    asked = "{mesure: m, au_moins: 10/20}"
    assert codes(rule_file(asked, measures=measures, readings=readings)) == ["no-coefficient"]
    either = readings.replace(f"{{{A}: 2, {B}: 1}}", f"{{{A}: 2, {B}: 1, {C}: 1}}")
    assert set(read(rule_file(asked, measures=measures, readings=either)).readings) == {"liste", "poids"}

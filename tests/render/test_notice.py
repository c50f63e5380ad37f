"""The notice: the four items in their order, with the person's own figures, as text, HTML and PDF."""

from __future__ import annotations

import re
import sys
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnam_rules
from cnam_rules import Notice, PdfUnavailable, Verdict, decide, from_json, load, loads, notice
from cnam_rules.render.lines import Line
from cnam_rules.testing import AS_OF, Written, dossiers, rule_files
from tests.laws.pace import HALF

# The one with faults has no verdict.
DOSSIERS = sorted(path for path in Path("examples/dossiers").glob("*.yaml") if path.stem != "fautes")
DAY = date(2025, 11, 3)


def of(name: str) -> Notice:
    return notice(decide(load(f"examples/dossiers/{name}.yaml"), as_of=DAY))


def plain(said: str) -> str:
    return " ".join(said.split()).replace("\u00a0", " ").replace("\u202f", " ")


def sentences(lines: tuple[Line, ...]) -> list[str]:
    return [said for line in lines for said in (line.said, *sentences(line.under))]


def everything(shown: Notice, lang: str) -> list[str]:
    said = shown.outline(lang)
    assert said.finding is not None
    return [said.title, said.finding.said, *said.why] + [
        one for part in said.parts for one in (part.heading, *sentences(part.lines))
    ]


def test_the_four_items_are_in_the_order_of_the_article() -> None:
    text = plain(of("complet").text("fr"))
    places = [text.index(f" {number}. {title}") for number, title in (
        (1, "Ce que le programme a fait"), (2, "Les données et leur source"),
        (3, "Les paramètres appliqués"), (4, "Les opérations, pas à pas"),
    )]  # fmt: skip
    assert places == sorted(places)
    assert "R311-3-1-2" in text


def test_operations_are_told_with_the_persons_own_figures() -> None:
    text = plain(of("dix-sept-mois-vingt-neuf-jours").text("en"))
    assert (
        "certified professional experience: 17 months and 29 days. "
        "What is asked for: at least 18 months. That is not so." in text
    )
    assert "So the condition is: not met." in text
    assert "It is enough that one condition isn't met, whatever the rest." in text


@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: path.stem)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_figure_reading_and_piece_is_told(path: Path, lang: str) -> None:
    verdict = decide(load(path), as_of=DAY)
    shown = notice(verdict)
    said = shown.outline(lang)
    parts = {part.key: plain(" ".join(sentences(part.lines))) for part in said.parts}
    for reading in verdict.readings:
        assert plain(reading.question.said(lang)) in parts["parameters"]
    assert verdict.ruleset.sha256 in parts["parameters"]
    for condition in verdict.conditions:
        assert plain(condition.source.extrait) in parts["operations"]
    assert (verdict.pieces == ()) == ("manquai" not in parts["data"] and "missing:" not in parts["data"])
    assert all(len(line) <= 96 for line in shown.text(lang).splitlines())


def test_a_dispensation_is_told_as_somebodys_own_decision() -> None:
    said = {part.key: " ".join(sentences(part.lines)) for part in of("derogation-stage").outline("en").parts}
    assert "granted a dispensation" in said["contribution"]
    assert "Dispensation granted on" in said["operations"]


def test_a_condition_that_does_not_apply_is_told_so() -> None:
    assert "So this condition does not apply." in plain(of("complet").text("en"))


def test_rules_of_their_own_words_do_not_speak_of_a_jury() -> None:
    ruleset = cnam_rules.ruleset("cnam-experience/titre-niveau-ii-paca")
    dossier = loads(f"{{dossier: D-1, programme: {ruleset.programme}, experiences: []}}", ruleset=ruleset)
    text = plain(notice(decide(dossier, as_of=DAY, ruleset=ruleset)).text("en"))
    assert "does not stand in for the jury" not in text
    assert "it decides nothing else" in text


def test_a_stored_verdict_has_the_same_notice() -> None:
    shown = of("pieces-manquantes")
    assert str(notice(from_json(shown.verdict.to_json()))) == str(shown)


def test_only_verdicts_have_one() -> None:
    with pytest.raises(TypeError, match="decide a dossier first"):
        notice("eligible")  # type: ignore[arg-type]  # that is the point


def test_what_is_only_supposed_has_none() -> None:
    supposed = cnam_rules.what_if(load("examples/dossiers/ue-manquante.yaml"), as_of=DAY).with_ue("AST005")
    with pytest.raises(TypeError, match="nothing was decided"):
        notice(supposed.verdict)


def test_a_dispensation_that_ends_is_told_with_its_end() -> None:
    waiver = "{condition: ue, motif: m, autorite: a, date: 2025-01-01, jusqu_au: 2026-01-01}"
    dossier = loads(f"{{dossier: D-1, programme: RNCP36625, ue: [], derogations: [{waiver}]}}")
    assert "jusqu'au 1er janvier 2026" in plain(str(notice(decide(dossier, as_of=DAY))))


# ------------------------------------------------------------------------------------------------ pages
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_page_says_all_that_the_text_says_and_nothing_breaks_out_of_it(lang: str) -> None:
    verdict = decide(
        loads(
            "{dossier: D-1, programme: RNCP36625, ue: [], stages: [], experiences: "
            "[{intitule: '<script>alert(1)</script> & \"co\"', debut: 2023-01-01, fin: 2025-01-01}]}"
        ),
        as_of=DAY,
    )
    html = notice(verdict).html(lang)
    assert html.startswith(f'<!doctype html>\n<html lang="{lang}">')
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    text = plain(unescape(re.sub(r"<[^>]+>", "", html.partition("<body")[2])))
    for said in everything(notice(verdict), lang):
        assert plain(said) in text


def test_a_notebook_shows_it() -> None:
    bundle = of("complet")._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/markdown", "text/plain"}
    assert bundle["text/plain"] == str(of("complet"))


def test_the_pdf_is_tagged_titled_and_the_same_twice() -> None:
    made = of("complet").pdf()
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made
    assert b"pdfuaid" in made
    assert made == of("complet").pdf()
    assert made != of("complet").pdf("en")


def test_nothing_in_a_name_is_markup_for_the_pdf() -> None:
    dossier = loads(
        r"{dossier: 'D-1 #panic() $x$ *a* \ @b', programme: RNCP36625, ue: [], stages: [], experiences: "
        r"[{intitule: '] #read(\"/etc/passwd\") [', debut: 2023-01-01, fin: 2025-01-01}]}"
    )
    assert notice(decide(dossier, as_of=DAY)).pdf().startswith(b"%PDF-")


def test_without_typst_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(PdfUnavailable, match=r"pip install 'cnam-rules\[pdf\]'"):
        of("complet").pdf()


@HALF
@given(written=rule_files(), data=st.data())
def test_every_verdict_has_a_notice(written: Written, data: st.DataObject) -> None:
    dossier = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    verdict: Verdict = decide(dossier, as_of=AS_OF, ruleset=written.ruleset())
    for lang in ("fr", "en"):
        said = notice(verdict).outline(lang)
        assert [part.key for part in said.parts] == ["contribution", "data", "parameters", "operations"]
        assert all(part.lines for part in said.parts)
        assert notice(verdict).html(lang)

"""The page: it says the verdict in either language, within its width, whatever names the dossier holds."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules import decide, from_json, load, loads
from cnam_rules.dossier import Derogation, Dossier, Experience, Rapport, Stage, Ue
from cnam_rules.kernel import Status
from cnam_rules.render.text import text
from cnam_rules.render.words import VERDICT_MARKS, WIDTH, Words
from cnam_rules.speech import Speech, UnknownLanguage
from cnam_rules.testing import AS_OF, CODES, Written, dossiers, rule_files
from cnam_rules.verdict import Verdict
from tests.laws.pace import HALF

EXAMPLES = Path(__file__).parents[2] / "examples" / "dossiers"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.yaml") if path.stem != "fautes")
LANGUAGES = ("fr", "en")
FORBIDDEN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)


def sound(verdict: Verdict) -> None:
    for lang in LANGUAGES:
        page = verdict.text(lang)
        assert page.endswith("\n")
        assert not page.endswith("\n\n")
        assert not FORBIDDEN.search(page)
        for line in page.split("\n"):
            assert len(line) <= WIDTH
            assert line == line.rstrip()
        # One line alone stands at the margin with the mark of a verdict: the verdict's own.
        marks = "".join(VERDICT_MARKS.values())
        (said,) = [line for line in page.splitlines() if line[:1] in marks and line[1:2] == " "]
        assert said.startswith(VERDICT_MARKS[verdict.status])
        finding = Words(verdict, lang).finding(verdict.status)
        assert said[2:] in Speech(lang).say("page.finding", said=finding)


@HALF
@given(written=rule_files(), data=st.data())
def test_any_verdict_can_be_said(written: Written, data: st.DataObject) -> None:
    dossier = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    readings = data.draw(written.readings())
    sound(decide(dossier, as_of=AS_OF, ruleset=written.ruleset(), readings=readings))


@HALF
@given(dossier=dossiers())
def test_any_verdict_on_the_title_can_be_said(dossier: Dossier) -> None:
    sound(decide(dossier, as_of=AS_OF))


HOSTILE = (
    "a\nb",
    "Vendeur\n✓ La demande peut être transmise au jury national.",
    "\n\n✗ x",
    "x\u2028✓ y",
    "x\u2029y",
    "\u202emoc.live",
    "\u2066x",
    "{}",
    "{0}",
    "{what}",
    "{what.__class__}",
    "%s %(x)s",
    "x" * 10_000,
    "mot " * 2_500,
    "漢字" * 200,
    "e" + "\u0301" * 500,
    "[bold red]x[/]",
    "<script>",
    "a\tb",
    "\u200f",
    "   x   ",
    "- tiret",
    "fin.\n\n  ✓ Remplie : faux",
)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_can_break_the_page_or_forge_a_line_of_it(name: str) -> None:
    job = Experience(name, date(2023, 9, 1), date(2025, 2, 28), employeur=name, attestee=True)
    dossier = Dossier(
        name,
        "RNCP36625",
        ue=tuple(Ue(code) for code in CODES[:11]),
        experiences=(job, evolve(job, dans_le_champ=False)),
        stages=(Stage(name, date(2025, 3, 3), date(2025, 3, 4), atteste=True),),
        rapport=Rapport(True, None, None),
        derogations=(Derogation("experience", name, name, AS_OF),),
    )
    verdict = decide(dossier, as_of=AS_OF)
    sound(verdict)
    sound(from_json(verdict.to_json()))
    plain = decide(
        evolve(
            dossier,
            dossier="D",
            experiences=tuple(evolve(j, intitule="A", employeur="B") for j in dossier.experiences or ()),
            stages=(Stage("C", date(2025, 3, 3), date(2025, 3, 4), atteste=True),),
            derogations=(Derogation("experience", "E", "F", AS_OF),),
        ),
        as_of=AS_OF,
    )
    for lang in LANGUAGES:  # the lines that tell a status stand at the margin, or two columns from it
        heads = [
            [line for line in page.splitlines() if re.match(r" {0,2}[✓✗?–○] ", line)]
            for page in (verdict.text(lang), plain.text(lang))
        ]
        assert heads[0] == heads[1]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_what_was_decided_why_and_by_what(name: str, lang: str) -> None:
    verdict = decide(load(EXAMPLES / f"{name}.yaml"), as_of=AS_OF)
    page = " ".join(verdict.text(lang).split())

    def stands(said: str) -> None:
        assert " ".join(said.split()) in page

    assert verdict.dossier in page
    stands(verdict.programme)
    stands(Speech(lang).date(verdict.as_of))
    stands(verdict.ruleset.sha256[:12])
    stands(verdict.ruleset.source)
    stands(Words(verdict, lang).engine(verdict.engine.decided_by))
    for condition in verdict.conditions:
        stands(condition.libelle.said(lang))
        stands(Speech(lang).say(f"statuses.{condition.status.value}"))
        stands(condition.source.extrait)
        stands(condition.file)
        assert re.search(rf"\b{condition.line}\b", page)
        for measure in condition.facts:
            if condition.status in (Status.MET, Status.UNMET, Status.UNKNOWN):
                stands({m.name: m.libelle for m in verdict.measures}[measure].said(lang))
        if condition.waiver is not None:
            stands(condition.waiver.motif)
            stands(condition.waiver.autorite)


def test_another_language_is_refused() -> None:
    verdict = decide(load(EXAMPLES / "complet.yaml"), as_of=AS_OF)
    with pytest.raises(UnknownLanguage):
        text(verdict, "de")
    assert str(verdict) == verdict.text() == verdict.text("fr") == text(verdict)
    assert verdict.text("en") != verdict.text("fr")


def sample(**changes: Any) -> str:
    dossier = load(EXAMPLES / "complet.yaml")
    return decide(evolve(dossier, **changes), as_of=AS_OF).text("en")


def test_what_lacks_is_said_in_the_clause_s_own_unit() -> None:
    dossier = load(EXAMPLES / "complet.yaml")
    assert "FPG003" in sample(ue=tuple(ue for ue in dossier.ue or () if ue.code != "FPG003"))
    job = Experience("A", date(2025, 1, 1), date(2025, 10, 31), dans_le_champ=True, attestee=True)
    assert "8 months" in sample(experiences=(job,))


def test_ways_that_are_alternatives_are_not_told_as_if_all_were_due() -> None:
    job = "{intitule: Technicienne, debut: 2022-01-01, fin: 2023-12-30, dans_le_champ: oui}"
    dossier = loads(
        f"{{dossier: D-1, programme: CNAM-TITRE-NIVEAU-III, stages: [], experiences: [{job}]}}", format="yaml"
    )
    rules = "cnam-experience/titre-niveau-iii-paca"
    page = decide(dossier, as_of=date(2025, 11, 3), ruleset=rules).text("en")
    todo = page[page.index("WHAT REMAINS") : page.index("READINGS")].splitlines()
    assert todo[1] == "  - One of these 2 ways:"
    assert [line[:8] for line in todo[2:4]] == ["      · "] * 2
    assert "1 day more" in todo[2]
    assert "12 months" in todo[3]

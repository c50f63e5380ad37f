"""What shows itself in notebooks and terminals: verdicts, cohorts, rule sets, facts, dossiers."""

import pickle
import subprocess
import sys
from datetime import date
from fractions import Fraction
from io import StringIO

import pytest
from attrs import evolve
from hypothesis import given
from rich.console import Console

import cnam_rules
from cnam_rules.advice.model import Advice
from cnam_rules.dossier import Diplome, Dossier, Experience, Rapport, Stage, StatutActivite, Ue, dump
from cnam_rules.plans import Plan
from cnam_rules.render.dossier import dossier_article
from cnam_rules.render.lines import tame
from cnam_rules.render.notebook import FORMS
from cnam_rules.render.text import text
from cnam_rules.render.words import WIDTH
from cnam_rules.shown import Shown, Told
from cnam_rules.testing import dossiers
from cnam_rules.verdict.cohort import Cohort
from cnam_rules.verdict.difference import Difference
from cnam_rules.verdict.notice import Notice
from cnam_rules.whatif import WhatIf
from tests.laws.pace import HALF
from tests.render.pages import DAY, HOSTILE, REFUSED, Page, decided, flat, hostile

MIXED = cnam_rules.load("examples/dossiers/experience-mixte.yaml")


def shown_objects() -> dict[str, Shown]:
    verdict = decided("experience-mixte")
    return {
        "Verdict": verdict,
        "Told": cnam_rules.notice(verdict),
        "Cohort": Cohort([verdict, decided("complet")]),
        "RuleSet": cnam_rules.ruleset("titre-casp/jury"),
        "Fact": verdict.fact("experience"),
        "Dossier": MIXED,
        "Advice": cnam_rules.advise(MIXED, as_of=DAY),
        "WhatIf": cnam_rules.what_if(MIXED, as_of=DAY).without_ue("AST005"),
    }


def test_every_class_that_shows_itself_is_told_how() -> None:
    shown = set(shown_objects())
    assert {kind.__name__ for kind in Shown.__subclasses__()} == set(FORMS) == shown - {"Advice", "WhatIf"}


def test_what_is_made_from_a_class_that_shows_itself_does_as_well() -> None:
    assert {*Told.__subclasses__()} == {Advice, Difference, Notice, Plan, WhatIf}
    dossier = cnam_rules.load("examples/dossiers/experience-mixte.yaml")
    supposed = cnam_rules.what_if(dossier, as_of=date(2025, 11, 3)).verdict
    assert set(supposed._repr_mimebundle_()) == set(FORMS["Verdict"])


@pytest.mark.parametrize("name", FORMS)
def test_each_form_is_given_when_it_is_asked_for(name: str) -> None:
    shown = shown_objects()[name]
    bundle = shown._repr_mimebundle_()
    assert set(bundle) >= {"text/html", "text/plain"}
    assert shown._repr_html_() == bundle["text/html"]
    for mime, form in bundle.items():
        assert form.strip()
        assert shown._repr_mimebundle_(include=[mime]) == {mime: form}
        assert mime not in shown._repr_mimebundle_(exclude=[mime])
    read = Page(bundle["text/html"])
    assert not {tag for tag, _ in read.elements} & {"html", "body", "main", "script"}
    assert "h1" not in {tag for tag, _ in read.elements} or name == "RuleSet"
    assert read.elements[0][0] == "style"


def test_a_verdict_is_shown_as_its_pages_are() -> None:
    verdict = decided("experience-mixte")
    bundle = verdict._repr_mimebundle_()
    assert bundle["text/plain"] == str(verdict)
    assert "### Transmission" in bundle["text/markdown"]
    assert "<svg" in bundle["text/html"]


def test_a_hypothetical_verdict_is_shown_as_a_verdict_that_says_what_it_is() -> None:
    what = cnam_rules.what_if(MIXED, as_of=DAY).without_ue("AST005")
    bundle = what.verdict._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/markdown", "text/plain"}
    for shown in (bundle["text/html"], what._repr_html_(), bundle["text/markdown"]):
        assert "HYPOTHÈSE" in shown
        assert "AVIS\u00a0:" not in shown


def test_advice_and_hypotheses_say_in_html_what_their_text_says() -> None:
    for name in ("Advice", "WhatIf"):
        bundle = shown_objects()[name]._repr_mimebundle_()
        said = Page(bundle["text/html"]).said
        for line in bundle["text/plain"].splitlines():
            words = line.strip().removeprefix("- ").removeprefix("· ").split()
            assert all(word.casefold() in said.casefold() for word in words), line


def test_showing_itself_changes_nothing_else() -> None:
    for name, shown in shown_objects().items():
        assert not hasattr(shown, "__dict__") or name == "WhatIf"  # which keeps its verdict once decided
    dossier = shown_objects()["Dossier"]
    assert pickle.loads(pickle.dumps(dossier)) == dossier  # noqa: S301 - what we pickled ourselves


def test_nothing_that_shows_is_imported_before_it_is_asked_for() -> None:
    program = (
        "import sys, cnam_rules; from datetime import date;"
        "dossier = cnam_rules.loads('{dossier: D, programme: RNCP36625}');"
        "cnam_rules.decide(dossier, as_of=date(2025, 11, 3));"
        "print([name for name in sys.modules if name.startswith(('cnam_rules.render.', 'rich', 'IPython'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# Terminals.


def printed(verdict: object, width: int, *, colour: bool) -> str:
    console = Console(
        file=StringIO(), width=width, force_terminal=colour, color_system="standard" if colour else None
    )
    console.print(verdict)
    out: StringIO = console.file  # type: ignore[assignment]  # what we gave it
    return out.getvalue()


@pytest.mark.parametrize("width", [60, WIDTH, 200])
def test_rich_prints_the_page_of_text(width: int) -> None:
    verdict = decided("experience-mixte")
    page = text(verdict, width=min(width, WIDTH))
    assert [line.rstrip() for line in printed(verdict, width, colour=False).splitlines()] == page.splitlines()


def test_rich_colours_marks_and_reads_no_markup_into_names() -> None:
    assert "\x1b[1;31m✗ AVIS" in printed(decided("experience-mixte"), 96, colour=True)
    assert "[bold]x[/bold]" in printed(hostile("[bold]x[/bold]"), 96, colour=False)


# Dossiers.


def test_a_dossier_is_shown_with_all_that_it_says() -> None:
    dossier = Dossier(
        "D-1",
        "RNCP36625",
        date(2023, 10, 2),
        ue=(Ue("FPG003", note=Fraction(25, 2)), Ue("CCE001")),
        experiences=(
            Experience(
                "Agent",
                date(2024, 1, 1),
                date(2024, 3, 1),
                "CCAS",
                attestee=False,
                statut=StatutActivite.BENEVOLE,
            ),
        ),
        stages=(),
        rapport=Rapport(redige=True),
        diplomes=(Diplome("Licence", niveau=6),),
        situation={"voie": "hors-temps-de-travail"},
    )
    read = Page(dossier_article(dossier))
    for said in (
        "2 octobre 2023",
        "12,5",
        "CCAS",
        "non",
        "benevole",
        "Licence",
        "voie",
        "hors-temps-de-travail",
    ):
        assert said in read.said
    assert "Liste donnée, vide." in read.said  # the internships
    assert "Liste inconnue." in read.said  # the tests
    assert "List unknown." in Page(dossier_article(dossier, "en")).said


@HALF
@given(dossier=dossiers())
def test_any_dossier_can_be_shown(dossier: Dossier) -> None:
    bundle = dossier._repr_mimebundle_()
    assert bundle["text/plain"] == dump(dossier)
    said = Page(bundle["text/html"]).said
    names = [job.intitule for job in dossier.experiences or ()]
    names += [stage.organisme for stage in dossier.stages or ()]
    assert [name for name in names if flat(tame(name)) not in said] == []


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_breaks_out_of_a_dossier_or_a_fact(name: str) -> None:
    stage = Stage(name, date(2025, 3, 3), date(2025, 3, 4))
    job = Experience(name, date(2024, 3, 3), date(2025, 3, 4), name)
    shown = [
        Dossier(
            one,
            "RNCP36625",
            experiences=(evolve(job, intitule=one, employeur=one),),
            stages=(evolve(stage, organisme=one),),
        )
        for one in (name, "A")
    ]
    shapes = [Page(dossier._repr_html_()).shape for dossier in shown]
    assert shapes[0] == shapes[1]
    # What no file may hold is shown as Python has it.
    plain = shown[0]._repr_mimebundle_()["text/plain"]
    assert plain.startswith("Dossier(" if name in REFUSED else "dossier:")
    if name not in REFUSED:
        twins = [evolve(stage, organisme=one, debut=date(2024, 3, 3)) for one in (name, "A")]
        nothing = cnam_rules.what_if(Dossier("D-1", "RNCP36625", stages=()), as_of=date(2026, 1, 1))
        tried = [nothing.with_stage(twin) for twin in twins]
        shapes = [Page(one._repr_html_()).shape for one in tried]
        assert shapes[0] == shapes[1]
    facts = [hostile(one).fact("experience") for one in (name, "A")]
    shapes = [Page(fact._repr_html_()).shape for fact in facts]
    assert shapes[0] == shapes[1]


def test_a_fact_says_its_value_and_what_it_rests_on() -> None:
    fact = decided("experience-mixte").fact("experience_champ")
    bundle = fact._repr_mimebundle_()
    assert bundle["text/plain"].startswith("experience_champ\u00a0: 10 mois\n  · ne compte pas")
    assert "10 mois" in Page(bundle["text/html"]).said

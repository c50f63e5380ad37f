"""Several verdicts in one table: in the order of what is missing, with nobody forgotten."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules import QuestionError, decide, loads, rulesets
from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.render.cohort import cohort_article, cohort_html, cohort_markdown, cohort_text
from cnam_rules.render.orders import By, Order
from cnam_rules.speech import UnknownLanguage
from cnam_rules.testing import AS_OF, dossiers
from cnam_rules.verdict import Verdict
from cnam_rules.verdict.cohort import Cohort
from tests.language.build import read as read_rules
from tests.language.build import rule_file
from tests.laws.pace import HALF
from tests.render.pages import DAY, EXAMPLES, HOSTILE, LANGUAGES, Page, decided, hostile, sound
from tests.render.test_markdown import read

ALL = [decided(name) for name in EXAMPLES]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_candidate_has_a_row_and_every_condition_a_column(lang: str) -> None:
    page = sound(cohort_html(ALL, lang))
    for verdict in ALL:
        assert verdict.dossier in page.said
    tags = Counter(tag for tag, _ in page.elements)
    assert tags["tr"] == len(ALL) + 2
    assert tags["td"] == len(ALL) * (len(ALL[0].conditions) + 2) + len(ALL[0].conditions) + 1
    scopes = Counter(attrs.get("scope") for tag, attrs in page.elements if tag == "th")
    assert scopes == {"col": len(ALL[0].conditions) + 3, "row": len(ALL) + 1}


def test_those_who_lack_least_come_first() -> None:
    found = Order().sort(ALL)
    assert sorted(map(id, found)) == sorted(map(id, ALL))
    order = [VerdictStatus.ELIGIBLE, VerdictStatus.UNDETERMINED, VerdictStatus.NOT_ELIGIBLE]
    assert [order.index(verdict.status) for verdict in found] == sorted(order.index(v.status) for v in found)
    refused = [verdict for verdict in found if verdict.status is VerdictStatus.NOT_ELIGIBLE]
    unmet = [list(verdict.statuses.values()).count(Status.UNMET) for verdict in refused]
    assert unmet == sorted(unmet)
    assert unmet[0] < unmet[-1]
    # Those who lack the same stand together: a run of rows for each pattern.
    patterns = [tuple(verdict.statuses.values()) for verdict in found]
    runs = [pattern for index, pattern in enumerate(patterns) if index == 0 or pattern != patterns[index - 1]]
    assert len(runs) == len(set(patterns))


def named(verdicts: Iterable[Verdict], condition: str) -> list[str]:
    return [verdict.statuses[condition].value for verdict in verdicts]


def test_a_cohort_is_sorted_by_the_state_of_a_condition() -> None:
    """Those who have it first; among them, those who lack least elsewhere."""
    cohort = Cohort(ALL).sorted_by("status", "stage")
    order = ["met", "not_applicable", "waived", "unknown", "unmet"]
    found = [order.index(status) for status in named(cohort, "stage")]
    assert found == sorted(found)
    assert found[0] < found[-1]
    within = [verdict for verdict in cohort if verdict.statuses["stage"] is Status.NOT_APPLICABLE]
    assert within == Order().sort(within)
    most = Cohort(ALL).sorted_by("status", "stage", most_first=True)
    assert [*most] == [*cohort][::-1]
    assert Cohort(ALL[::-1]).sorted_by("status", "stage").verdicts == cohort.verdicts


def job(name: str, last: str, *, sure: str = "oui", codes: str = "") -> Verdict:
    """One who has worked from September 2023 on, up to a day."""
    spell = f"{{intitule: A, debut: 2023-09-01, fin: {last}, dans_le_champ: oui, attestee: {sure}}}"
    said = f"{{dossier: {name}, programme: RNCP36625, ue: [{codes}], stages: [], experiences: [{spell}]}}"
    return decide(loads(said, format="yaml"), as_of=DAY)


def test_a_cohort_is_sorted_by_how_much_lacks_to_a_condition() -> None:
    """18 months end on 28 February 2025: a day short comes before a year short, the unknown before."""
    verdicts = {
        "year": job("year", "2024-02-29"),
        "day": job("day", "2025-02-27"),
        "met": job("met", "2025-02-28"),
        "unsure": job("unsure", "2025-02-28", sure="inconnu"),
        "months": job("months", "2024-12-31"),
    }
    cohort = Cohort(verdicts.values())
    found = [verdict.dossier for verdict in cohort.sorted_by("shortfall", "experience")]
    assert found == ["met", "unsure", "day", "months", "year"]
    assert [v.dossier for v in cohort.sorted_by("shortfall", "experience", most_first=True)] == found[::-1]
    units = [job("two", "2025-02-28", codes="{code: FPG003}, {code: CCE001}"), job("none", "2025-02-28")]
    assert [v.dossier for v in Cohort(units[::-1]).sorted_by("shortfall", "ue")] == ["two", "none"]


def test_what_nothing_makes_up_for_comes_last() -> None:
    """Two units where one is the most: no amount lacks, and it is told after whoever lacks any."""
    rules = {
        "too-many": "{mesure: ue, au_plus: 1 UE}",
        "too-few": "{mesure: ue, au_moins: 12 UE}",
    }
    found = []
    for name, exige in rules.items():
        said = f"{{dossier: {name}, programme: RNCP36625, ue: [{{code: FPG003}}, {{code: CCE001}}]}}"
        ruleset = read_rules(rule_file(exige))
        found.append(decide(loads(said, format="yaml"), as_of=DAY, ruleset=ruleset))
    assert [verdict.dossier for verdict in Cohort(found).sorted_by("shortfall", "c0")] == [
        "too-few",
        "too-many",
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("by", "condition", "said"),
    [("missing", "", "least"), ("status", "stage", "state"), ("shortfall", "stage", "what lacks")],
)
def test_each_page_says_its_order_and_marks_the_column(by: By, condition: str, said: str, lang: str) -> None:
    cohort = Cohort(ALL).sorted_by(by, condition)
    page = sound(cohort.html(lang))
    sorted_ = [attrs.get("aria-sort") for tag, attrs in page.elements if tag == "th"]
    ids = [one.id for one in ALL[0].conditions]
    assert sorted_[2 : 2 + len(ids)] == ["ascending" if one == condition else None for one in ids]
    for form in (page.said, cohort.markdown(lang), cohort.text(lang)):
        assert said in form or lang == "fr"
        names = [form.index(verdict.dossier) for verdict in cohort]
        assert names == sorted(names)
    assert cohort._repr_mimebundle_()["text/plain"] == cohort.text()
    assert cohort._repr_mimebundle_()["text/markdown"] == cohort.markdown()
    most = Cohort(ALL).sorted_by(by, condition, most_first=True).html(lang)
    assert (' aria-sort="descending"' in most) == bool(condition)


def test_a_rule_set_without_the_condition_keeps_its_order() -> None:
    ruleset = read_rules(rule_file("{mesure: ue, au_moins: 12 UE}"))
    said = "{dossier: D-1, programme: RNCP36625, ue: []}"
    other = decide(loads(said, format="yaml"), as_of=DAY, ruleset=ruleset)
    page = Cohort([*ALL, other]).sorted_by("status", "stage").html("en")
    assert "By the state of the condition" in page
    assert "Those who lack least first." in page


@pytest.mark.parametrize(
    ("by", "condition", "code"),
    [
        ("mising", "", "unknown-word"),
        ("status", "", "unknown-condition"),
        ("shortfall", "stagge", "unknown-condition"),
        (3, "", "unknown-word"),
    ],
)
def test_an_order_that_there_is_not_is_told(by: Any, condition: str, code: str) -> None:
    with pytest.raises(QuestionError) as caught:
        Cohort(ALL).sorted_by(by, condition)
    (fault,) = caught.value.faults
    assert fault.code == code
    with pytest.raises(TypeError, match="every condition"):
        Cohort(ALL).sorted_by("missing", "stage")
    assert fault.suggestion == {"mising": "missing", "shortfall": "stage"}.get(by)
    for lang in LANGUAGES:
        assert fault.message(lang)
        assert fault.hint(lang)


@HALF
@given(found=st.lists(dossiers(), max_size=3))
def test_any_cohort_can_be_shown(found: list[object]) -> None:
    verdicts = [decide(one, as_of=AS_OF) for one in found]  # type: ignore[arg-type]  # the strategy draws dossiers
    for lang in LANGUAGES:
        sound(cohort_html(verdicts, lang))
        markdown = read(cohort_markdown(verdicts, lang))
        assert markdown.tags.count("tr") == (len(verdicts) + 1 if verdicts else 0)
        assert cohort_text(verdicts, lang).endswith("\n")
    shuffled = Cohort(verdicts[::-1])
    if len({verdict.dossier for verdict in verdicts}) == len(verdicts):
        assert shuffled.html() == cohort_html(verdicts)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_breaks_out_of_its_cell(name: str) -> None:
    plain, given_ = ([hostile(one), decided("complet")] for one in ("A", name))
    undecided = [name]
    assert (
        sound(cohort_html(given_, undecided=undecided)).shape
        == sound(cohort_html(plain, undecided=["A"])).shape
    )
    markdown = [read(cohort_markdown(one, undecided=undecided)).tags for one in (given_, plain)]
    assert markdown[0] == markdown[1]


def test_those_without_a_verdict_are_named() -> None:
    for said in (
        cohort_html(ALL[:1], undecided=["a.yaml", "b.yaml"]),
        cohort_markdown(ALL[:1], undecided=["a.yaml", "b.yaml"]),
    ):
        assert "a.yaml" in said
        assert "b.yaml" in said
        assert "2 fichiers à corriger" in said
        assert "3 dossiers" in said


def test_each_rule_set_has_its_table() -> None:
    other = next(ruleset for ruleset in rulesets() if ruleset.constat is not None and ruleset.examples)
    example = other.examples[0]
    verdict = decide(example.dossier, as_of=example.as_of, ruleset=other, readings=example.readings)
    page = sound(cohort_html([ALL[0], verdict, ALL[1]]))
    assert [tag for tag, _ in page.elements].count("table") == 2
    assert verdict.ruleset.id in page.said


def lacking(verdicts: list[Verdict], condition: str) -> int:
    return sum(v.statuses[condition] in {Status.UNMET, Status.UNKNOWN} for v in verdicts)


def test_how_many_lack_each_condition_is_counted() -> None:
    said = sound(cohort_html(ALL)).said
    told = "non remplie ou à établir " + " ".join(
        f"{lacking(ALL, one.id)} sur {len(ALL)}" for one in ALL[0].conditions
    )
    assert told.replace(" ", "") in said.replace(" ", "")


def test_nobody_is_a_cohort_too() -> None:
    cohort = Cohort(())
    assert len(cohort) == 0
    assert "Aucun dossier." in sound(cohort.html()).said
    assert "Aucun dossier." in cohort.markdown()
    assert "Aucun dossier." in cohort_text(cohort)


def test_the_table_is_the_same_in_a_notebook() -> None:
    cohort = Cohort(ALL)
    html = cohort._repr_html_()
    assert "<h3" in html
    assert Page(html).shape[1:] == [
        tag.replace("h1", "h3").replace("h2", "h4") for tag in Page(str(cohort_article(ALL))).shape
    ]
    assert list(cohort) == ALL


def test_another_language_is_refused() -> None:
    for form in (cohort_html, cohort_markdown, cohort_text):
        with pytest.raises(UnknownLanguage):
            form(ALL, "de")

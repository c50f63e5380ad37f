"""Several verdicts in one table: in the order of what is missing, with nobody forgotten."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules import decide, rulesets
from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.render.cohort import by_missing, cohort_article, cohort_html, cohort_markdown, cohort_text
from cnam_rules.speech import UnknownLanguage
from cnam_rules.testing import AS_OF, dossiers
from cnam_rules.verdict import Verdict
from cnam_rules.verdict.cohort import Cohort
from tests.laws.pace import HALF
from tests.render.pages import EXAMPLES, HOSTILE, LANGUAGES, Page, decided, hostile, sound
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
    found = by_missing(ALL)
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

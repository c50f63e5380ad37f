"""The first page that anybody reads says what the library says today."""

import re
from datetime import date
from pathlib import Path

import pytest

from cnam_rules.engines import available
from cnam_rules.facade import decide, load

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND = re.compile(
    r"^\$ cnam-rules decide (?P<file>\S+) --as-of (?P<day>\S+) --lang (?P<lang>\w+)\n(?P<page>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
PAGES_READ_ON_THEIR_OWN = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "examples/dossiers/README.md"]


def test_the_verdict_shown_is_the_one_given() -> None:
    """The command line is run on that block too, as on every console block: both print the same page."""
    (shown,) = COMMAND.finditer(README)
    verdict = decide(load(ROOT / shown["file"]), as_of=date.fromisoformat(shown["day"]))
    page, given = shown["page"].rstrip(), verdict.text(shown["lang"]).rstrip()
    if "durable" not in available():  # then the line that names the engines says another thing
        page, given = (re.sub(r"\n  Worked out by .*(?:\n    .*)*", "", text) for text in (page, given))
    assert page == given


def test_the_verdict_and_its_timeline_stand_on_the_first_screen() -> None:
    (shown,) = COMMAND.finditer(README)
    before = README[: shown.start()]
    assert before.count("\n") < 15
    assert "](docs/images/timeline.svg)" in before


@pytest.mark.parametrize(("lang", "picture"), [("en", "timeline.svg"), ("fr", "frise.svg")])
def test_the_timelines_shown_are_those_given(lang: str, picture: str) -> None:
    (shown,) = COMMAND.finditer(README)
    verdict = decide(load(ROOT / shown["file"]), as_of=date.fromisoformat(shown["day"]))
    again = f"cnam-rules decide {shown['file']} --as-of {shown['day']} --lang {lang} --format timeline"
    file = ROOT / "docs" / "images" / picture
    assert file.read_text(encoding="utf-8") == verdict.timeline(lang), f"{again} --out docs/images/{picture}"


@pytest.mark.parametrize("page", PAGES_READ_ON_THEIR_OWN)
def test_links_lead_somewhere(page: str) -> None:
    """The manual's own links are checked when it is built; these pages are read in the checkout as well."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)", text):
        if not target.startswith("https://"):
            assert (ROOT / page).parent.joinpath(target).exists(), target


def test_contributors_are_sent_to_what_exists() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"`make ([a-z]+)", text))
    assert {target for target in targets if f"\n{target}:" not in makefile} == set()
    folders = [ROOT, ROOT / "cnam_rules", ROOT / "tests" / "laws"]
    made = {"site/", "artefacts/screenshots/"}  # by `make docs` and `make screenshots`
    files = set(re.findall(r"`([\w./-]+(?:\.py|\.md|\.toml|\.txt|/))`", text)) - made
    assert {name for name in files if not any((folder / name).exists() for folder in folders)} == set()

"""The manual says what the code says: generated parts, tables of keys, and every piece of YAML it shows."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import fields

from cnam_rules.catalogue import packaged
from cnam_rules.dossier import (
    Decision,
    Derogation,
    Diplome,
    Dossier,
    Experience,
    Rapport,
    ResultatDeTest,
    Stage,
    Ue,
    loads,
)
from cnam_rules.facade import decide
from cnam_rules.language import (
    STATUSES,
    VERDICTS,
    RuleFile,
    RuleSet,
    decode_fiche,
    decode_rule_file,
    decode_ruleset,
)
from cnam_rules.measures import CONVENTIONS, KINDS
from cnam_rules.measures.moments import MOMENTS
from cnam_rules.speech import Speech
from cnam_rules.tables import ask, decode_renseignements, renseignements
from cnam_rules.tables.kinds import INPUTS, TEXT_KIND
from cnam_rules.tables.load import KIND_KEYS, NOT_SAID, POLICIES, ROW_KEYS, TABLE_KEYS
from tests.manual import FAULT_GROUPS, PAGES, PART, PARTS, ROOT, brought_up_to_date, catalogue

YAML = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^<!--.*?-->|^```.*?^```$|`[^`\n]*`|\]\([^)]*\)", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
ON_DOSSIERS = [
    "docs/fr/ecrire-un-dossier.md",
    "docs/reference/dossier-format.md",
    "docs/tutorial/first-verdict.md",
]
RULES_PAGE = (ROOT / "docs/reference/rule-language.md").read_text(encoding="utf-8")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(page: str) -> list[str]:
    return YAML.findall((ROOT / page).read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_what_comes_from_the_code_is_up_to_date(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text == brought_up_to_date(text), "run `python -m tests.manual`"


def test_every_part_has_its_place() -> None:
    found = [part["name"] for page in PAGES for part in PART.finditer(page.read_text(encoding="utf-8"))]
    assert sorted(found) == sorted(PARTS)


def test_every_fault_is_told_once() -> None:
    told = [code for group in FAULT_GROUPS.values() for code in group]
    assert len(told) == len(set(told))
    assert set(catalogue("faults")) - set(told) == set(), "give it a place in the groups of tests/manual.py"
    assert set(told) - set(catalogue("faults")) == set()


def test_every_exception_is_told() -> None:
    from cnam_rules import engines, faults

    page = (ROOT / "docs/reference/errors.md").read_text(encoding="utf-8")
    raised = [
        value.__name__
        for module in (faults, engines)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, faults.CnamRulesError)
    ]
    assert raised
    assert [known for known in raised if f"`{known}`" not in page] == []


def test_the_layers_told_are_those_enforced() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (c for c in project["tool"]["importlinter"]["contracts"] if c["id"] == "layers")
    enforced = [re.findall(r"\w+", layer) for layer in contract["layers"]]
    page = (ROOT / "docs/explanation/architecture.md").read_text(encoding="utf-8")
    (section,) = re.findall(r"^## The layers\n(.*?)^## ", page, re.MULTILINE | re.DOTALL)
    told = [re.findall(r"`(\w+)`", cell) for cell in re.findall(r"^\|([^|]+)\|", section, re.MULTILINE)]
    assert [layer for layer in told if layer] == enforced


# The dossier's keys, and the YAML that shows them.


def table_keys(page: str, heading: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    (section,) = re.findall(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return ROW.findall(section)


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("The dossier's own keys", Dossier),
        ("A unit, in `ue`", Ue),
        ("A job, in `experiences`", Experience),
        ("An internship, in `stages`", Stage),
        ("The report, in `rapport`", Rapport),
        ("A dispensation, in `derogations`", Derogation),
        ("A diploma, in `diplomes`", Diplome),
        ("The result of a language test, in `tests`", ResultatDeTest),
        ("A decision, in `decisions`", Decision),
    ],
)
def test_the_dossiers_keys_are_all_told(heading: str, kind: type) -> None:
    keys = {attribute.name for attribute in fields(kind) if not attribute.name.startswith("_")}
    assert set(table_keys("docs/reference/dossier-format.md", heading)) == keys - {"saisie"}


@pytest.mark.parametrize("page", ON_DOSSIERS)
def test_the_dossiers_shown_can_be_read(page: str) -> None:
    shown = blocks(page)
    assert shown
    for block in shown:
        text = block if block.startswith("dossier:") else f"dossier: D-1\nprogramme: RNCP36625\n{block}"
        assert isinstance(loads(text, units=packaged().units), Dossier)


# The rule language, and the YAML that shows it.


def top_level(text: str) -> dict[str, str]:
    """The text of each top-level entry of a YAML document, by key."""
    parts = re.split(r"^(?=\w+:)", text, flags=re.MULTILINE)
    return {part.partition(":")[0]: part for part in parts if part.strip()}


def rulesets_shown() -> Iterator[RuleSet]:
    """Every rule set of the page; a fragment takes the place of what it names in the whole file shown."""
    shown = YAML.findall(RULES_PAGE)
    (programme,) = (block for block in shown if block.startswith("fiche:"))
    whole, *others = (block for block in shown if block.startswith("jeu:"))
    files = [RuleFile(text, f"page-{index}.yaml") for index, text in enumerate((whole, *others))]
    fiche = decode_fiche(programme, file="page.yaml")
    for block in shown:
        if block in others:
            read = decode_rule_file(files[1 + others.index(block)], fiches={fiche.id: fiche}, others=files)
            if isinstance(read, RuleSet):
                yield read
        elif block != programme:
            # The examples of the whole file expect its own conditions and measures.
            parts = top_level(whole) | {"exemples": ""} | top_level(block)
            yield decode_ruleset("\n".join(parts.values()), file="page.yaml", fiches={fiche.id: fiche})


def test_the_rules_shown_can_be_read_and_their_examples_hold() -> None:
    rulesets = list(rulesets_shown())
    for ruleset in rulesets:
        for example in ruleset.examples:
            verdict = decide(example.dossier, as_of=example.as_of, ruleset=ruleset, readings=example.readings)
            assert example.status in (None, verdict.status)
            assert dict(example.conditions).items() <= dict(verdict.statuses).items()
    assert len(rulesets) > 3
    assert sum(len(ruleset.examples) for ruleset in rulesets) > 1


@pytest.mark.parametrize(
    "word",
    sorted(
        {
            *KINDS,
            *(option for kind in KINDS.values() for option in kind.OPTIONS),
            *CONVENTIONS,
            *MOMENTS,
            *(value.value for vocabulary in CONVENTIONS.values() for value in vocabulary),
            *VERDICTS,
            *STATUSES,
        }
    ),
)
def test_every_word_of_the_rule_language_is_told(word: str) -> None:
    assert re.search(rf"`[^`\n]*\b{re.escape(word)}\b", RULES_PAGE)


# Tables, and the YAML that shows them.


def test_the_tables_shown_can_be_read_and_answer() -> None:
    (programme,) = (block for block in YAML.findall(RULES_PAGE) if block.startswith("fiche:"))
    fiche = decode_fiche(programme, file="programme.yaml")
    (shown,) = blocks("docs/reference/tables.md")
    read = decode_renseignements(shown, file="page.yaml", fiches={fiche.id: fiche})
    price, enrolment = read.tables["prix"], read.tables["inscription"]
    for revenu, euros in (("19999.99 €", 153_450), ("20000 €", None)):
        given = {"financement": "personnel", "revenu": revenu}
        assert ask(price, given, programme="RNCP99999", source="").value == euros
    for day, answer in (("2025-03-01", True), ("2025-03-02", None), ("2025-04-01", False)):
        assert ask(enrolment, {"jour": day}, programme="RNCP99999", source="").value is answer


@pytest.mark.parametrize(
    "word",
    sorted(
        {*renseignements.KEYS, *TABLE_KEYS, *ROW_KEYS, *KIND_KEYS, *POLICIES, *INPUTS, NOT_SAID, TEXT_KIND}
    ),
)
def test_every_word_of_tables_is_told(word: str) -> None:
    page = (ROOT / "docs/reference/tables.md").read_text(encoding="utf-8")
    assert re.search(rf"`[^`\n]*\b{re.escape(word)}\b", page)


# The French pages: typography, and words in step with what verdicts print.


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "fr").glob("*.md")), ids=name)
def test_french_typography(page: Path) -> None:
    """A narrow no-break space before `; ? !`, a no-break space before a colon and inside guillemets."""
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    assert re.findall(r".*(?: [;?!:»]|« |\w[;?!:»](?=\s)|«\w).*", text) == []
    assert "..." not in text


def test_the_rules_explained_are_the_titles_own() -> None:
    rules = (ROOT / "rules/titre-casp/jury.yaml").read_text(encoding="utf-8")
    shown = blocks("docs/fr/relire-les-regles.md")
    assert [block for block in shown if block.partition("\n")[2] not in rules] == []
    assert {block.partition(":")[0] for block in shown} == {"conditions", "mesures", "lectures", "exemples"}


def test_french_pages_speak_as_verdicts_do() -> None:
    french = Speech("fr")
    page = (ROOT / "docs/fr/lire-un-avis.md").read_text(encoding="utf-8")
    for key in ("met", "unmet", "unknown", "not_applicable", "waived"):
        assert french.say(f"statuses.{key}") in page

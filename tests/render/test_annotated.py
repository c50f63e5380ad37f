"""The annotated regulation: all of it is there, in either language, and no text of a rule file breaks it."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from attrs import evolve
from hypothesis import given

import cnam_rules
from cnam_rules.catalogue import packaged, packaged_folder
from cnam_rules.facts import Text
from cnam_rules.language import (
    Constat,
    InForce,
    Modele,
    RuleFile,
    RuleSet,
    RuleSetExtended,
    Source,
    decode_ruleset,
)
from cnam_rules.measures import KINDS
from cnam_rules.render.annotated import modele_article, ruleset_article, ruleset_html
from cnam_rules.render.rulewords import RuleWords
from cnam_rules.speech import Speech, UnknownLanguage
from cnam_rules.testing import Written, rule_files
from tests.laws.pace import HALF
from tests.render.pages import LANGUAGES, Page, sound

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    "</style></details></article>",
    "<!-- ",
    "]]>",
    "&lt;b&gt;",
    "\u202e\u0645\u0631\u062d\u0628\u0627\u202c \u0639",
    "x" * 10_000,
    "%%{init: {}}%%",
    "a\x00b",
)


@pytest.fixture(scope="module")
def title() -> RuleSet:
    return next(ruleset for ruleset in cnam_rules.rulesets() if ruleset.id == "titre-casp/jury")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_holds_the_text_the_rule_and_the_programme(title: RuleSet, lang: str) -> None:
    page = ruleset_html(title, lang)
    read = sound(page)
    assert read.elements[0] == ("html", {"lang": lang})
    said = read.said

    def holds(text: str) -> bool:
        return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split()) in said

    for condition in title.conditions:
        assert f"condition-{condition.id}" in read.ids
        assert holds(condition.libelle.said(lang))
        assert holds(condition.source.extrait)
        assert str(condition.line) in said
    for reading in title.readings.values():
        assert holds(reading.question.said(lang))
        assert holds(reading.raison.said(lang))
        assert f"lecture-{reading.name}" in read.ids
        for choice in reading.choix:
            mark = "●" if choice.name == reading.retenue else "○"
            assert holds(f"{mark} {choice.libelle.said(lang)}")
    for measure in title.measures.values():
        assert holds(measure.libelle.said(lang))
    for unit in title.fiche.unites:
        assert holds(unit.code)
        assert holds(unit.intitule)
    for remark in title.fiche.remarques:
        assert holds(remark.said(lang))
    for example in title.examples:
        assert holds(example.name)
    assert title.sha256 in said
    assert title.source in said
    quotes = [attrs for tag, attrs in read.elements if tag == "p" and attrs.get("lang") == "fr"]
    assert len(quotes) >= len(title.conditions)
    assert ("18 mois" if lang == "fr" else "at least 18 months") in said


def test_the_rule_sets_own_finding_and_its_notice_are_told(title: RuleSet) -> None:
    constat = Constat(
        Text("le mémoire peut être soutenu", "the thesis may be defended"), title.intitule, title.intitule
    )
    own = evolve(title, constat=constat, reconstitution=Text("La note manque.", "The mark is missing."))
    said = sound(ruleset_html(own)).said
    assert "Le mémoire peut être soutenu" in said
    assert "pages publiques. La note manque." in said
    assert "La demande peut être transmise" not in said


def test_a_period_that_nobody_knows_is_told(title: RuleSet) -> None:
    said = sound(ruleset_html(evolve(title, in_force=InForce(None)))).said
    assert "on ne sait pas depuis quand" in said


def test_what_the_source_leaves_in_doubt_is_said_so(title: RuleSet) -> None:
    said = sound(ruleset_html(title)).said
    assert "illisible dans la source" in said
    assert "semestre 1 ? (douteux dans la source)" in said
    assert "non dit" in said
    assert "can't be read in the source" in sound(ruleset_html(title, "en")).said


def test_a_reading_is_told_in_full_once(title: RuleSet) -> None:
    page = ruleset_html(title)
    for reading in title.readings.values():
        assert page.count(f'id="lecture-{reading.name}"') == 1
    shared = [c.id for c in title.conditions if "salariat" in title.readings_of(c)]
    assert len(shared) == 2
    assert page.count('href="#lecture-salariat"') == 1


def test_nothing_is_said_by_colour(title: RuleSet) -> None:
    (style,) = re.findall(r"<style>(\.annote.*?)</style>", ruleset_html(title), re.DOTALL)
    colours = set(re.findall(r"(?<![-\w])(?:color|background):\s*([\w#]+)", style))
    assert colours == {"inherit", "transparent"}
    assert not re.search(r"#[0-9a-f]{3}|rgb|hsl|url\(|@import", style)


def test_another_language_is_refused(title: RuleSet) -> None:
    with pytest.raises(UnknownLanguage):
        ruleset_html(title, "de")


@pytest.mark.parametrize("word", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_breaks_out_of_its_place(title: RuleSet, word: str) -> None:
    text = Text(word, word)
    conditions = tuple(
        evolve(c, libelle=text, source=evolve(c.source, clause=word, extrait=word), file=word)
        for c in title.conditions
    )
    hostile = evolve(
        title,
        intitule=text,
        source=word,
        file=word,
        version=word,
        conditions=conditions,
        measures={name: evolve(m, libelle=text, file=word) for name, m in title.measures.items()},
        readings={
            name: evolve(
                r,
                question=text,
                raison=text,
                choix=tuple(evolve(c, libelle=text) for c in r.choix),
                file=word,
            )
            for name, r in title.readings.items()
        },
        examples=tuple(evolve(example, name=word) for example in title.examples),
        fiche=evolve(
            title.fiche,
            remarques=(text,),
            unites=tuple(evolve(unit, intitule=word, groupe=word) for unit in title.fiche.unites),
        ),
    )
    plain = sound(ruleset_html(title))
    read = sound(ruleset_html(hostile))
    assert [tag for tag, _ in read.elements if tag != "br"] == [
        tag for tag, _ in plain.elements if tag != "br"
    ]
    assert word.replace("\x00", "\ufffd") in "".join(read.texts)


@HALF
@given(written=rule_files())
def test_any_rule_set_can_be_shown(written: Written) -> None:
    ruleset = written.ruleset()
    for lang in LANGUAGES:
        page = ruleset_html(ruleset, lang)
        read = sound(page)
        for condition in ruleset.conditions:
            assert f"condition-{condition.id}" in read.ids
        assert page == ruleset_html(ruleset, lang)
        # Python's own way of writing values is no way to say them.
        assert not re.search(r"Fraction\(|frozenset|<\w+\.\w+: |None|True|False", read.said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_option_of_every_kind_has_a_name_for_people(lang: str) -> None:
    speech = Speech(lang)
    options = {name for kind in KINDS.values() for name in kind.OPTIONS}
    assert [name for name in sorted(options) if not speech.has(f"options.{name}")] == []


def measured(title: RuleSet, **options: Any) -> list[str]:
    """The options of one measure, as they are said in English."""
    data = {"libelle": {"fr": "m", "en": "m"}, **options}
    text = yaml.safe_dump(
        {
            "jeu": "essai/jury",
            "programme": title.programme,
            "fiche": title.fiche.id,
            "version": "1",
            "en_vigueur": {"du": "2020-01-01"},
            "intitule": {"fr": "Essai", "en": "Trial"},
            "texte": {"titre": "Une page"},
            "mesures": {"m": data},
            "conditions": [
                {
                    "id": "c",
                    "libelle": {"fr": "c", "en": "c"},
                    "source": {"clause": "1", "extrait": "c"},
                    "exige": {"toujours": "oui"},
                }
            ],
        },
        sort_keys=False,
    )
    ruleset = decode_ruleset(text, file="essai.yaml", fiches={title.fiche.id: title.fiche})
    words = RuleWords(ruleset, "en")
    return [f"{option.name}: {option.value}" for option in words.options(ruleset.measures["m"])]


def test_filters_are_said_in_words(title: RuleSet) -> None:
    assert measured(title, duree="experiences", attestees="oui", statuts=["salarie", "apprenti"]) == [
        "length of: professional experience",
        "certified only: yes",
        "statuses that count: apprentice and salaried",
    ]
    assert measured(
        title, ue=["FPG003"], note_au_moins="10/20", dispensees="non", obtentions="dispenses"
    ) == [
        "how many units are validated among: FPG003",
        "obtained by: VAE, VES and equivalence",
        "mark of at least: 10/20",
        "units obtained by exemption, without a mark: no",
    ]
    assert measured(title, moyenne=["FPG003", "CCE001"], coefficients={"FPG003": 2, "CCE001": 1.5}) == [
        "mean of the marks of: FPG003 and CCE001",
        "coefficients: FPG003 × 2, CCE001 × 1.5",
        "units without a mark yet, counted as: 0/20",
        "units obtained by exemption, without a mark: left out",
    ]
    assert measured(title, choix=[{"parmi": ["FPG003", "CCE001"], "au_moins": 1}])[0].endswith(
        "1 unit among FPG003 and CCE001"
    )
    assert measured(
        title,
        duree="experiences",
        avant={"etape": "probatoire"},
        plein_temps="oui",
        sauf_jours_de_stage="oui",
    ) == [
        "length of: professional experience",
        "at full time only: yes",
        "only what is before: the step “probatoire”",
        "without the days that are also of internship: yes",
    ]
    assert measured(title, delai=["entree_en_formation", "jour"], jusqu_au_jour="oui") == [
        "delay between: the entry into training and the day of the decision",
        "runs to the day of the decision while the second has not happened: yes",
    ]
    assert measured(title, ordre=[{"date": "2024-09-01"}, {"rapport": "soutenu"}], meme_jour="oui") == [
        "in order: 1 September 2024, then the report's defence",
        "in order when both happen on the same day: yes",
    ]
    assert measured(title, age={"etape": "depot"}) == ["age: the step “depot”"]
    assert measured(title, part_ects=["examen"], parmi=["FPG003"])[-1] == "as a part: of the credits obtained"


# --------------------------------------------------------------------------------------- what is inherited
VARIANT = """\
jeu: essai/variante
version: "1"
etend: titre-casp/jury
conditions: [{id: stage, si: {toujours: oui}}]
"""


def test_what_is_inherited_names_its_file(title: RuleSet) -> None:
    jury = RuleFile((packaged_folder() / title.file).read_text(encoding="utf-8"), title.file)
    variant = decode_ruleset(VARIANT, file="v.yaml", fiches={title.fiche.id: title.fiche}, others=[jury])
    said = sound(ruleset_html(variant)).said
    name = f"titre-casp/jury@{title.version}"
    assert f"Étend {name}" in said
    assert said.count(f"Hérité du fichier {name}.") == 3
    inherited = rf"exige : hérité du fichier {re.escape(name)} \(titre-casp/jury.yaml, ligne \d+\)"
    assert re.search(inherited, said)


def test_a_model_says_what_it_lends_and_to_whom(title: RuleSet) -> None:
    other = RuleSetExtended("<commun>", "0", "c.yaml", "")
    model = Modele("m/commun", "1", "m.yaml", ("ue", "<stage>"), ("lecture",), (other,))
    said = "".join(Page(modele_article(model, [title])).texts)
    for part in ("m/commun", "<stage>", "lecture", "<commun>@0", f"titre-casp/jury@{title.version}"):
        assert part in said
    alone = "".join(Page(modele_article(evolve(model, readings=(), etend=()), [], "en")).texts)
    assert "No rule set extends it." in alone
    assert "readings" not in alone


def test_a_part_of_a_page_has_no_title_of_its_own(title: RuleSet) -> None:
    tags = [tag for tag, _ in Page(ruleset_article(title, title=False)).elements]
    assert "h1" not in tags
    assert "html" not in tags


def test_the_style_sheet_is_in_the_package() -> None:
    assert (Path(cnam_rules.__file__).parent / "render" / "annotated.css").is_file()


# Decision tables.


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tables_of_the_programme_are_shown_row_by_row(title: RuleSet, lang: str) -> None:
    """Which row answers, what each accepts and answers, the words that say so, and where they stand."""
    information = packaged().information_of(title.fiche)
    assert information is not None
    read = sound(ruleset_html(title, lang, information=information))
    said = read.said

    def holds(text: str) -> bool:
        return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split()) in said

    assert information.sha256 in said
    for table in information.tables.values():
        assert f"table-{table.name}" in read.ids
        assert holds(table.libelle.said(lang))
        for label in (*(one.libelle for one in table.inputs), *(one.libelle for one in table.outputs)):
            assert holds(label.said(lang))
        rows = [*table.rows, *([] if table.otherwise is None else [table.otherwise])]
        for row in rows:
            assert row.source is not None
            assert holds(row.source.extrait)
            assert holds(f"({table.file}, {'ligne' if lang == 'fr' else 'line'} {row.line})")
        if table.remarque is not None:
            assert holds(table.remarque.said(lang))
    policy = {"fr": "Une seule ligne répond à chaque cas.", "en": "A single row answers each case."}[lang]
    assert holds(policy)
    prices = {"fr": ("6 225 €", "1 918 €", "peu importe", "dans tous les autres cas")}
    for text in prices.get(lang, ("any",)):
        assert holds(text)
    # Each row has a cell for each column, the words included.
    body = ruleset_html(title, lang, information=information).partition('class="tables"')[2]
    for table, part in zip(information.tables.values(), body.split('class="table"')[1:], strict=True):
        drawn = part.partition("<tbody>")[2].partition("</tbody>")[0]
        counts = [
            row.count("<td") + sum(int(n) - 1 for n in re.findall(r'colspan="(\d+)"', row))
            for row in drawn.split("<tr>")[1:]
        ]
        assert set(counts) == {len(table.inputs) + len(table.outputs) + 1}
        assert len(counts) == len(table.rows) + (table.otherwise is not None)


def test_without_tables_there_is_no_part_for_them(title: RuleSet) -> None:
    assert 'class="tables"' not in ruleset_html(title)
    information = packaged().information_of(title.fiche)
    assert information is not None
    assert 'class="tables"' not in ruleset_html(title, information=evolve(information, tables={}))


def test_what_a_row_leaves_open_is_told_at_its_widest_too(title: RuleSet) -> None:
    """« Mi-mars » is no day: the row accepts March for sure up to some day, and at most up to the last."""
    said = sound(ruleset_html(title, information=packaged().information_of(title.fiche))).said
    assert re.search(r"du 31 mai au .* \(au plus large : du 1er mai au 31 mars\)", said)


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_of_a_table_breaks_out(title: RuleSet, hostile: str) -> None:
    information = packaged().information_of(title.fiche)
    assert information is not None

    def with_text(text: str) -> Any:
        tables = {}
        for name, table in information.tables.items():
            rows = tuple(evolve(row, source=Source(text, text)) for row in table.rows)
            tables[name] = evolve(table, libelle=Text(text, text), remarque=Text(text, text), rows=rows)
        return evolve(information, tables=tables, source=text, version=text)

    shapes = [sound(ruleset_html(title, information=with_text(text))).shape for text in (hostile, "A")]
    assert shapes[0] == shapes[1]

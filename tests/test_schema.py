"""The schemas accept what the loaders accept, and refuse what the loaders refuse for its shape."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from cnam_rules.catalogue import packaged, packaged_folder
from cnam_rules.cli.commands import FILES
from cnam_rules.documents import parse, plain
from cnam_rules.dossier import Dossier, dump, loads
from cnam_rules.dossier.acquis import ResultatDeTest
from cnam_rules.dossier.load import KEYS
from cnam_rules.faults import Fault, InputError
from cnam_rules.forms import form_of
from cnam_rules.language import (
    RuleFile,
    decode_fiche,
    decode_rule_file,
    decode_ruleset,
    is_fiche,
    is_renseignements,
)
from cnam_rules.measures import KINDS as MEASURES
from cnam_rules.measures.moment_forms import SAYING_MORE, WORDS
from cnam_rules.measures.moment_kinds import SPELL_WORDS
from cnam_rules.measures.moments import MOMENTS
from cnam_rules.measures.rapport import STEPS
from cnam_rules.schema import KINDS, schema, schema_text
from cnam_rules.schema.described import Described
from cnam_rules.schema.dossiers import dossier_schema
from cnam_rules.schema.information import information_schema
from cnam_rules.schema.rule_files import fiche_schema, ruleset_schema
from cnam_rules.speech import LANGUAGES, Speech
from cnam_rules.tables import decode_renseignements
from cnam_rules.testing import Written, WrittenTable, dossiers, rule_files, split_files, written_tables
from cnam_rules.units import Unit, UnitError
from tests.manual import ROOT, SCHEMAS, catalogue

VALIDATORS = {of: Draft7Validator(schema(of)) for of in KINDS}
RULES = sorted(packaged_folder().rglob("*.yaml"))
DOSSIERS = sorted((ROOT / "examples").rglob("*.[jy][sa]*[nl]"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def kind_of(text: str) -> str:
    return "renseignements" if is_renseignements(text) else "fiche" if is_fiche(text) else "jeu"


def tree(text: str, file: str = "essai.yaml") -> Any:
    root, faults = parse(text, file=file)
    assert root is not None
    assert not faults
    return plain(root)


def refused(of: str, document: object) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in VALIDATORS[of].iter_errors(document)]


# ------------------------------------------------------------------------- what the schemas are made from
@pytest.mark.parametrize("path", SCHEMAS, ids=name)
def test_the_schemas_that_editors_read_are_those_generated(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == schema_text(SCHEMAS[path]), "run `python -m tests.manual`"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("of", KINDS)
def test_each_is_a_schema_of_draft_07_whatever_its_language(of: str, lang: str) -> None:
    Draft7Validator.check_schema(schema(of, lang))


def test_another_kind_of_file_has_no_schema() -> None:
    with pytest.raises(ValueError, match="jeu, fiche, renseignements, dossier"):
        schema("avis")


def test_every_reader_of_an_option_says_what_it_accepts() -> None:
    silent = [
        f"{kind.__name__}: {option}"
        for kind in MEASURES.values()
        for option, spec in kind.OPTIONS.items()
        if form_of(spec.read) is None
    ]
    assert silent == [], "say it with `cnam_rules.forms.reads`, or build the reader with `one_of`"


def asked_of(described: Described) -> list[str]:
    for make in (ruleset_schema, fiche_schema, information_schema, dossier_schema):
        make(described)
    return described.asked


def test_every_key_is_described_and_every_description_is_of_a_key() -> None:
    asked = {*asked_of(Described()), *(f"{what}-{of}" for what in ("title", "about") for of in KINDS)}
    told = set(catalogue("schema")) - {"written", "written-day"}
    assert asked - told == set(), "add it to [schema] in messages/fr.toml and en.toml"
    assert told - asked == set(), "nothing asks for it any more"


def properties(form: object, key: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(form, dict):
        for name_, inner in form.get("properties", {}).items():
            yield name_, inner
        for inner in form.values():
            yield from properties(inner)
    elif isinstance(form, list):
        for inner in form:
            yield from properties(inner)


def test_only_the_values_that_depend_on_their_place_are_open_to_anything() -> None:
    """`valeur` stands for an option or a convention, which its own place alone tells."""
    open_ = {key for of in KINDS for key, form in properties(schema(of)) if set(form) == {"description"}}
    assert open_ == {"valeur"}, "say its form in cnam_rules/schema"


def test_the_form_of_a_moment_is_that_of_the_moments_there_are() -> None:
    assert {word for word, reader in MOMENTS.items() if reader is None} == {*WORDS}
    assert {word for word, reader in MOMENTS.items() if reader is not None} == {*SAYING_MORE}
    assert SAYING_MORE["rapport"]["enum"] == [*STEPS]
    for spells, known in SPELL_WORDS.items():
        assert SAYING_MORE[f"fin_des_{spells}"]["enum"] == [*known]


def test_help_names_the_kinds_of_file_that_have_a_schema() -> None:
    assert FILES == KINDS


def test_the_keys_of_a_dossier_are_those_that_its_loader_reads() -> None:
    root = schema("dossier")["properties"]
    assert tuple(root) == KEYS[Dossier]
    for kind, keys in KEYS.items():
        if kind is not Dossier:
            named = "test" if kind is ResultatDeTest else kind.__name__.lower()
            (key,) = (key for key in root if key.removesuffix("s") == named)
            assert f'"{keys[-1]}"' in json.dumps(root[key])


@given(
    st.sampled_from([*Unit]).flatmap(
        lambda unit: st.tuples(st.just(unit), st.from_regex(unit.pattern, fullmatch=True))
    )
)
def test_what_a_units_pattern_matches_is_refused_for_its_precision_alone(drawn: tuple[Unit, str]) -> None:
    unit, text = drawn
    assert code_of(unit, text) in (None, "too-precise", "days-or-a-month")


@given(st.sampled_from([*Unit]), st.text("0123456789 ./%anmoisjurUECTSgpehtABC", max_size=12))
def test_a_bound_that_is_read_matches_its_units_pattern(unit: Unit, text: str) -> None:
    try:
        unit.bound(text)
    except UnitError:
        return
    assert re.fullmatch(unit.pattern, text)


def code_of(unit: Unit, bound: str) -> str | None:
    """Why a bound is refused; None when it isn't."""
    try:
        unit.bound(bound)
    except UnitError as error:
        return error.code
    return None


# ------------------------------------------------------------------------------ what is right is accepted
@pytest.mark.parametrize("path", RULES, ids=name)
def test_the_librarys_rule_files_are_accepted(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert refused(kind_of(text), tree(text)) == []


@pytest.mark.parametrize("path", RULES, ids=name)
def test_the_librarys_rule_files_name_their_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(.+)", first)
    assert named
    of = SCHEMAS[(path.parent / named[1]).resolve()]
    assert of == kind_of(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", DOSSIERS, ids=name)
def test_the_examples_that_can_be_loaded_are_accepted(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    root, _ = parse(text, file=str(path))
    if root is None:
        assert path.stem == "export-invalide"
        return
    try:
        loads(text, file=str(path))
    except InputError:
        assert refused("dossier", plain(root)) != []
    else:
        assert refused("dossier", plain(root)) == []


def test_the_examples_are_looked_at() -> None:
    assert len(RULES) > 1
    assert len(DOSSIERS) > 10


@given(rule_files())
def test_every_rule_file_that_is_accepted_has_the_shape(written: Written) -> None:
    assert refused("jeu", tree(written.text)) == []


@given(rule_files(most_conditions=3, most_measures=3, depth=1).flatmap(split_files))
def test_files_that_extend_others_and_models_have_the_shape(split: Any) -> None:
    for index, file in enumerate(split.files):
        try:
            decode_rule_file(file, fiches=packaged().fiches, others=split.files)
        except InputError:
            assert index > 0  # what is only there to be extended need not stand alone
        else:
            assert refused("jeu", tree(file.text)) == []


@given(dossiers(), st.sampled_from(["yaml", "json"]))
def test_every_dossier_has_the_shape(dossier: Dossier, form: Any) -> None:
    assert refused("dossier", tree(dump(dossier, format=form), f"d.{form}")) == []


# ------------------------------------------------------------------------------ what is wrong is refused
SEEN = frozenset(
    [
        "unknown-key",
        "missing-key",
        "not-a-mapping",
        "not-a-list",
        "not-a-text",
        "not-a-number",
        "not-a-date",
        "one-of",
        "too-few-choices",
        "no-term",
        "no-condition",
        "expects-nothing",
        "not-an-expression",
        "not-an-academic-year",
    ]
)
"""The faults of shape. Of the others a schema can't see, or sees only in part:

* names: measures, readings, choices, conditions, codes, programmes, files that are extended (`unknown-word`
  where the file itself gives the words, `unknown-ue`, `unused-reading`, `overrides-nothing`, …);
* the unit of a bound: it knows every spelling, not which one the measure needs (`not-the-unit`), nor that
  `est` is for answers alone (`one-of`, for a measure of another unit);
* the calendar and the order of days (`impossible-date`, `end-before-start`, `experience-in-the-future`);
* how great and how fine a number is (`mark-out-of-range`, `too-precise`, `days-or-a-month`);
* what a reading's `valeur` may be, which depends on the place that it fills;
* what contradicts itself, or is said twice (`ue-twice`, `listed-twice`, `validated-not-defended`).
"""

JURY = tree((packaged_folder() / "titre-casp" / "jury.yaml").read_text(encoding="utf-8"))
PROGRAMME = tree((packaged_folder() / "titre-casp" / "programme.yaml").read_text(encoding="utf-8"))
INFORMATION = tree((packaged_folder() / "titre-casp" / "renseignements.yaml").read_text(encoding="utf-8"))
COMPLET = tree((ROOT / "examples" / "dossiers" / "complet.yaml").read_text(encoding="utf-8"))


def written(document: dict[str, Any]) -> str:
    """A document as text, whose root is in block form, as that of rule files is."""

    def number(value: object) -> float:
        assert isinstance(value, Decimal)
        return float(value)

    return "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False, default=number)}\n" for key, value in document.items()
    )


def faults_of(of: str, text: str) -> list[Fault]:
    try:
        if of == "jeu":
            decode_ruleset(text, file="essai.yaml", fiches=packaged().fiches)
        elif of == "fiche":
            decode_fiche(text, file="essai.yaml")
        elif of == "renseignements":
            decode_renseignements(text, file="essai.yaml", fiches=packaged().fiches)
        else:
            loads(text, file="essai.yaml")
    except InputError as error:
        return [*error.faults]
    return []


def places(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = (
        document.items()
        if isinstance(document, dict)
        else enumerate(document)
        if isinstance(document, list)
        else ()
    )
    for key, value in inner:
        yield from places(value, (*path, key))


def changed(document: Any, path: tuple[Any, ...], how: str) -> Any:
    """A document with one thing changed at a place."""
    whole = {"root": deepcopy(document)}
    holder: Any = whole
    for key in ("root", *path[:-1]) if path else ():
        holder = holder[key]
    last = path[-1] if path else "root"
    if how == "without":
        del holder[last]
    elif how == "unknown key":
        if isinstance(holder[last], dict):
            holder[last]["quotité"] = "oui"
    else:
        holder[last] = {"list": [], "mapping": {}, "number": 12, "null": None, "word": "zzz", "blank": "  "}[
            how
        ]
    return whole["root"]


WAYS = ("without", "unknown key", "list", "mapping", "number", "null", "word", "blank")


@st.composite
def slips(draw: st.DrawFn, document: Any) -> Any:
    path = draw(st.sampled_from([path for path in places(document) if path]))
    return changed(document, path, draw(st.sampled_from(WAYS)))


def agrees(of: str, document: Any) -> None:
    faults = faults_of(of, written(document))
    found = refused(of, document)
    if not faults:
        assert found == []
    shape = [fault for fault in faults if fault.code in SEEN and ".valeur" not in fault.path]
    assert found != [] or shape == []


@given(
    slips(
        {key: value for key, value in JURY.items() if key != "exemples"} | {"exemples": JURY["exemples"][:2]}
    )
)
def test_a_slip_in_a_rule_set_is_seen_by_both(document: Any) -> None:
    agrees("jeu", document)


@given(slips(PROGRAMME))
def test_a_slip_in_a_programme_is_seen_by_both(document: Any) -> None:
    agrees("fiche", document)


@given(slips(INFORMATION))
def test_a_slip_in_the_information_about_a_programme_is_seen_by_both(document: Any) -> None:
    agrees("renseignements", document)


@given(written_tables())
def test_every_table_has_the_shape_whatever_its_rows_come_to(table: WrittenTable) -> None:
    assert refused("renseignements", tree(table.text)) == []


@pytest.mark.parametrize("path", [path for path in RULES if path.parent.name != "titre-casp"], ids=name)
@given(data=st.data())
@settings(max_examples=40)
def test_a_slip_in_any_rule_file_of_the_library_is_seen_by_both(path: Path, data: st.DataObject) -> None:
    text = path.read_text(encoding="utf-8")
    document = tree(text)
    if "exemples" in document:
        document["exemples"] = document["exemples"][:2]
    agrees(kind_of(text), data.draw(slips(document)))


VALUES = tree(
    """
jeu: essai/valeurs
programme: RNCP36625
fiche: titre-casp/programme
version: "1"
en_vigueur: {du: inconnu}
intitule: {fr: essai, en: trial}
texte: {titre: essai}
constat: {oui: {fr: a, en: a}, non: {fr: b, en: b}, indetermine: {fr: c, en: c}}
reconstitution: {fr: d, en: d}
situations:
  voie: {libelle: {fr: voie, en: route}, mots: {initiale: {fr: i, en: i}, continue: {fr: c, en: c}}}
mesures:
  experience:
    libelle: {fr: e, en: e}
    duree: experiences
    depuis: {etape: probatoire}
    avant: jour
  stage: {libelle: {fr: s, en: s}, heures: stages, depuis: {premiere_ue: obligatoires}}
  ordre: {libelle: {fr: o, en: o}, ordre: [{rapport: redige}, {fin_des_stages: tous}], meme_jour: oui}
  delai: {libelle: {fr: d, en: d}, delai: [entree_en_formation, {derniere_ue: [FPG003]}]}
  age: {libelle: {fr: a, en: a}, age: {date: 2024-09-01}}
  voie: {libelle: {fr: v, en: v}, situation: voie, parmi: [continue]}
  diplome: {libelle: {fr: d, en: d}, diplome: [RNCP36625], niveau_au_moins: 5, dans_le_domaine: oui}
  anglais: {libelle: {fr: a, en: a}, niveau_de_langue: [BULATS], valable: 24 mois}
  points: {libelle: {fr: p, en: p}, points_au_test: BULATS}
  echecs: {libelle: {fr: u, en: u}, ue: toutes, echouees: oui, echec_depuis: 36 mois}
parametres:
  mois:
    libelle: {fr: m, en: m}
    selon: jour
    valeurs:
      - {du: 2019-09-01, valeur: 24 mois, source: {clause: "2", extrait: deux ans}}
      - {du: 2023-09-01, valeur: 18 mois, source: {clause: "2", extrait: dix-huit mois}}
decisions:
  heures:
    libelle: {fr: h, en: h}
    par: {fr: le jury, en: the jury}
    entre: [100 heures, 500 heures]
    par_defaut: 300 heures
    source: {clause: "3", extrait: de 100 à 500 heures}
conditions:
  - id: tout
    libelle: {fr: t, en: t}
    source: {clause: "1", extrait: tout}
    si: {mesure: voie, est: oui}
    exige:
      tous:
        - {mesure: experience, au_moins: {parametre: mois}}
        - {mesure: stage, au_moins: {decision: heures}}
        - {mesure: ordre, est: oui}
        - {mesure: delai, au_plus: 5 ans}
        - {mesure: age, moins_de: 26 ans}
        - {mesure: diplome, est: oui}
        - {mesure: anglais, au_moins: B1}
        - {mesure: points, plus_de: 45 points}
        - {mesure: echecs, au_plus: 0 UE}
"""
)
"""A rule set with every kind of part that the library's own title doesn't have."""


def test_every_kind_of_part_is_accepted_by_both() -> None:
    assert faults_of("jeu", written(VALUES)) == []
    assert refused("jeu", VALUES) == []


@given(slips(VALUES))
def test_a_slip_in_any_kind_of_part_is_seen_by_both(document: Any) -> None:
    agrees("jeu", document)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"echec_depuis": "36 mois"}, "missing-key"),
        ({"note_au_moins": "10/20", "note_plus_de": "8/20"}, "one-of"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_options_that_do_not_go_together_are_refused_by_both(said: dict[str, str], code: str) -> None:
    document = deepcopy(VALUES)
    document["mesures"]["echecs"] = {"libelle": {"fr": "u", "en": "u"}, "ue": "toutes", **said}
    assert [fault.code for fault in faults_of("jeu", written(document))] == [code]
    assert refused("jeu", document) != []


ACQUIS = tree(
    """
dossier: D-1
programme: RNCP36625
naissance: 2000-02-29
ue: [{code: FPG003, echec: 2023-06-01}, {code: CCE001, echec: non}]
experiences: [{intitule: Poste, debut: 2023-09-01, fin: en cours, responsabilite: oui}]
etapes: {probatoire: oui, depot: 2025-06-01}
situation: {voie: continue}
diplomes: [{intitule: BTS, niveau: 5, code: RNCP36625, domaine: non, date: 2020-07-01}]
tests: [{test: BULATS, date: 2024-01-10, niveau: B1, points: 45}]
decisions: [{objet: heures, valeur: 200 heures, autorite: le jury, motif: essai, date: 2025-01-10}]
"""
)


@given(slips(ACQUIS))
def test_a_slip_in_what_a_candidate_holds_is_seen_by_both(document: Any) -> None:
    agrees("dossier", document)


@given(slips(COMPLET))
def test_a_slip_in_a_dossier_is_seen_by_both(document: Any) -> None:
    agrees("dossier", document)


@given(
    rule_files(most_conditions=2, most_measures=3, most_readings=2, depth=2).flatmap(
        lambda w: slips(tree(w.text))
    )
)
def test_a_slip_in_a_random_rule_set_is_seen_by_both(document: Any) -> None:
    agrees("jeu", document)


@pytest.mark.parametrize(
    ("of", "path", "value"),
    [
        ("jeu", ("conventions", "mois"), "quantiemes"),
        ("jeu", ("mesures", "experience", "attestees"), "ouii"),
        ("jeu", ("mesures", "experience", "statuts"), ["salarié"]),
        ("jeu", ("mesures", "rapport_redige", "rapport"), "rédigé"),
        ("jeu", ("conditions", 1, "exige", "au_moins"), "18 moi"),
        ("jeu", ("conditions", 1, "exige", "au_moins"), "18"),
        ("jeu", ("en_vigueur", "du"), "1/9/2023"),
        ("jeu", ("exemples", 0, "attendu", "verdict"), "transmisible"),
        ("fiche", ("unites", 0, "offre"), {"2024-2025": "S3"}),
        ("fiche", ("unites", 0, "offre"), {"2024": "S1"}),
        ("fiche", ("unites", 0, "heures"), -1),
        ("dossier", ("ue", 0, "obtention"), "examens"),
        ("dossier", ("ue", 0, "code"), "FPG/003"),
        ("dossier", ("ue", 0, "note"), "12,5"),
        ("dossier", ("experiences", 0, "fin"), "en-cours"),
        ("dossier", ("experiences", 0, "attestee"), "peut-être"),
        ("dossier", ("experiences", 0, "debut"), "02/10/2023"),
        ("dossier", ("entree_en_formation",), "1023-10-02"),
    ],
)  # fmt: skip
def test_a_word_or_a_spelling_that_doesnt_exist_is_refused_by_both(
    of: str, path: tuple[Any, ...], value: Any
) -> None:
    document = deepcopy({"jeu": JURY, "fiche": PROGRAMME, "dossier": COMPLET}[of])
    holder = document
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    assert faults_of(of, written(document)) != []
    assert refused(of, document) != []


@pytest.mark.parametrize("value", [True, False, "oui", "non"])
def test_true_and_false_are_accepted_where_oui_and_non_are(value: object) -> None:
    document = deepcopy(JURY)
    document["mesures"]["stage"]["attestees"] = value
    assert faults_of("jeu", written(document)) == []
    assert refused("jeu", document) == []


@pytest.mark.parametrize("value", [True, "true"])
def test_est_takes_words_alone(value: object) -> None:
    document = deepcopy(JURY)
    document["conditions"][3]["exige"] = {"mesure": "rapport_redige", "est": value}
    assert faults_of("jeu", written(document)) != []
    assert refused("jeu", document) != []


# ------------------------------------------------------------------- what is required differs by the file
MODEL = {"jeu": "a", "version": "1", "modele": "oui", "conditions": [{"id": "c"}]}
OVER = {"jeu": "b", "version": "1", "etend": "a"}


def test_a_model_needs_its_name_alone_and_has_no_examples() -> None:
    assert refused("jeu", MODEL) == []
    assert isinstance(decode_rule_file(RuleFile(written(MODEL), "a.yaml"), fiches={}).id, str)
    for wrong in (MODEL | {"exemples": []}, MODEL | {"modele": "non"}, {**MODEL, "conditions": [{}]}):
        assert refused("jeu", wrong) != []


def test_a_file_that_extends_another_gives_any_part_and_no_unknown_one() -> None:
    parts = {
        "mesures": {"m": {"attestees": "oui"}, "n": {"dispensees": "10/20"}},
        "conditions": [{"id": "c", "exige": {"mesure": "m", "au_moins": "1 an"}}],
        "lectures": {
            "l": {"retenue": "x", "raison": {"fr": "r", "en": "r"}, "choix": {"x": {"valeur": "oui"}}}
        },
        "retire": ["d"],
    }
    assert refused("jeu", OVER | parts) == []
    for part in (
        {"mesures": {"m": {"atestees": "oui"}}},
        {"mesures": {"m": {"ue": "toutes", "attestees": "oui"}}},
        {"conditions": [{"exige": {"mesure": "m", "au_moins": "1 an"}}]},
        {"lectures": {"l": {"retenu": "x"}}},
        {"retire": "d"},
    ):
        assert refused("jeu", OVER | part) != []


def test_descriptions_are_in_the_language_asked_for() -> None:
    key = "dossier.experiences"
    for lang in LANGUAGES:
        found = schema("dossier", lang)["properties"]["experiences"]["description"]
        assert found == Speech(lang).say(f"schema.{key}")

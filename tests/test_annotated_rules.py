"""The manual's pages of annotated regulations: one for each rule set and model, however many there are."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from cnam_rules.catalogue import Catalogue, packaged, packaged_folder
from cnam_rules.faults import RuleSetError

ROOT = Path(__file__).parent.parent
MODEL = """\
jeu: essai/commun
version: "1"
modele: oui
conditions:
  - {id: stage, libelle: {fr: Un stage, en: A stage}, source: {clause: "1", extrait: un stage}}
"""
NEXT = """\
jeu: titre-casp/jury
version: "2030.1"
etend: titre-casp/jury@2023.1
en_vigueur: {du: 2030-09-01}
intitule: {fr: "Un *titre* `à` part_ <b>", en: A title}
"""


@pytest.fixture(scope="module")
def extension() -> ModuleType:
    """The manual's own Sphinx extension, which is outside the package."""
    spec = importlib.util.spec_from_file_location("annotated_rules", ROOT / "docs" / "annotated_rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    shutil.copytree(packaged_folder() / "titre-casp", folder / "titre-casp")
    return folder


def test_every_rule_set_of_the_library_has_its_page(extension: ModuleType) -> None:
    catalogue = packaged()
    pages = extension.pages(catalogue)
    assert len(pages) == len(catalogue.rulesets) + len(catalogue.models)
    for ruleset in catalogue.rulesets:
        page = pages[extension.name(ruleset.id, ruleset.version)]
        assert ruleset.sha256 in page
        assert "<script" not in page


def test_versions_and_models_have_theirs(extension: ModuleType, rules: Path) -> None:
    jury = rules / "titre-casp" / "jury.yaml"
    text = jury.read_text(encoding="utf-8")
    assert "en_vigueur: {du: 2023-09-01}" in text
    jury.write_text(
        text.replace("en_vigueur: {du: 2023-09-01}", "en_vigueur: {du: 2023-09-01, au: 2030-08-31}"),
        encoding="utf-8",
    )
    (rules / "commun.yaml").write_text(MODEL, encoding="utf-8")
    (rules / "suite.yaml").write_text(NEXT, encoding="utf-8")
    pages = extension.pages(Catalogue((rules,)))
    assert sorted(pages) == ["essai-commun-1.rst", "titre-casp-jury-2023.1.rst", "titre-casp-jury-2030.1.rst"]
    later = pages["titre-casp-jury-2030.1.rst"].splitlines()
    assert later[0] == r"Un \*titre\* \`à\` part\_ \<b\> (version 2030.1)"
    assert set(later[1]) == {"="}
    assert len(later[1]) >= len(later[0])
    assert all(line.startswith("   ") or not line for line in later[5:])
    assert "Aucun jeu de règles ne l'étend." in pages["essai-commun-1.rst"].replace("&#x27;", "'")


def test_rules_with_faults_make_no_manual(extension: ModuleType, rules: Path) -> None:
    (rules / "faux.yaml").write_text("jeu: faux\n", encoding="utf-8")
    with pytest.raises(RuleSetError):
        extension.pages(Catalogue((rules,)))

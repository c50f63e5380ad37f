"""What an editor shows of rule files and dossiers, as yaml-language-server gives it from our schemas."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnam_rules.catalogue import packaged_folder
from cnam_rules.speech import Speech
from tests.lsp import Client, serving
from tests.manual import ROOT
from tests.nodes import FOLDER, node

SERVER = FOLDER / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
RULES = """\
# yaml-language-server: $schema=../schemas/jeu.schema.json
jeu: essai/jury
programme: RNCP36625
fiche: titre-casp/programme
version: "1"
en_vigueur: {du: 2023-09-01}
intitule: {fr: essai, en: trial}
texte: {titre: un texte}
conditions:
  - id: experience
    libelle: {fr: un an, en: one year}
    source: {clause: "1", extrait: un an}
    exige: {mesure: experience, au_moins: 1 an}
mesures:
  experience:
    libelle: {fr: expérience, en: experience}
"""
DOSSIER = """\
# yaml-language-server: $schema=../schemas/dossier.schema.json
dossier: D-1
programme: RNCP36625
experiences:
  - intitule: Accueil
    debut: 2023-09-01
    fin: en cours
"""
HERE = RULES.count("\n")
"""The line that comes after `RULES`, from 0."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("editor")
    shutil.copytree(packaged_folder(), folder, dirs_exist_ok=True)
    return folder / "titre-casp"


@pytest.fixture(scope="module")
def editor(folder: Path) -> Iterator[Client]:
    with serving([node("yaml-language-server"), str(SERVER), "--stdio"], folder) as client:
        yield client


def said(key: str) -> str:
    return Speech().say(f"schema.{key}")


def told(editor: Client, file: Path, text: str) -> list[str]:
    return [fault["message"] for fault in editor.faults(file, text)]


def in_plain(markdown: str) -> str:
    return markdown.replace("\\", "")


def test_the_librarys_own_files_have_no_fault(editor: Client, folder: Path) -> None:
    for name in ("jury.yaml", "programme.yaml"):
        assert told(editor, folder / name, (folder / name).read_text(encoding="utf-8")) == []


def test_a_measure_is_completed_with_the_kinds_then_with_what_goes_with_the_one_chosen(
    editor: Client, folder: Path
) -> None:
    file = folder / "kinds.yaml"
    assert told(editor, file, RULES + "    \n") != []
    offered = editor.offered(file, HERE, 4)
    assert {"duree", "ue", "rapport", "moyenne"} <= set(offered)
    assert "attestees" not in offered
    assert said("mesure.duree") in in_plain(offered["duree"])

    file = folder / "options.yaml"
    assert told(editor, file, RULES + "    duree: experiences\n    \n") == []
    offered = editor.offered(file, HERE + 1, 4)
    assert "ue" not in offered
    assert said("mesure.duree.attestees") in in_plain(offered["attestees"])
    assert said("mesure.duree") in in_plain(editor.hover(file, HERE, 6))


def test_words_are_offered_with_what_they_mean(editor: Client, folder: Path) -> None:
    file = folder / "words.yaml"
    told(editor, file, RULES + "    duree: experiences\nconventions:\n  mois: \n")
    offered = editor.offered(file, HERE + 2, 8)
    assert Speech().say("conventions.mois-trente-jours") in in_plain(offered["trente-jours"])


def test_a_wrong_key_and_a_wrong_bound_are_underlined_at_their_place(editor: Client, folder: Path) -> None:
    text = RULES + "    duree: experiences\n    atestees: oui\n"
    (fault,) = editor.faults(folder / "key.yaml", text)
    assert "atestees" in fault["message"]
    assert fault["range"]["start"] == {"line": HERE + 1, "character": 4}

    text = RULES.replace("1 an}\nmesures", "1 ans et demi}\nmesures") + "    duree: experiences\n"
    (fault,) = editor.faults(folder / "bound.yaml", text)
    assert "18 mois" in fault["message"]
    assert "[0-9]" not in fault["message"]
    assert fault["range"]["start"]["line"] == 12


def test_a_dossier_is_completed_explained_and_corrected(editor: Client, folder: Path) -> None:
    file = folder / "dossier.yaml"
    assert told(editor, file, DOSSIER + "    \n") == []
    line = DOSSIER.count("\n")
    offered = editor.offered(file, line, 4)
    assert said("experience.dans_le_champ") in in_plain(offered["dans_le_champ"])
    assert "debut" not in offered
    assert said("experience.fin") in in_plain(editor.hover(file, line - 1, 5))

    (fault,) = editor.faults(folder / "slip.yaml", DOSSIER + "    atestee: oui\n")
    assert "atestee" in fault["message"]
    assert fault["range"]["start"] == {"line": line, "character": 4}


def test_the_examples_of_dossiers_are_right_for_an_editor_too(editor: Client, folder: Path) -> None:
    whole = (ROOT / "examples" / "dossiers" / "complet.yaml").read_text(encoding="utf-8")
    assert told(editor, folder / "complet.yaml", f"{DOSSIER.splitlines()[0]}\n{whole}") == []

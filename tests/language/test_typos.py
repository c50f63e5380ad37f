"""Every key and word of a whole rule file, misspelt one at a time: told at its line, with what was meant."""

from collections.abc import Iterator

import pytest

from cnam_rules.catalogue import packaged
from cnam_rules.documents import Node, parse
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.language import decode_ruleset

WHOLE = """\
jeu: essai/entier
modele: non
programme: RNCP36625
fiche: titre-casp/programme
version: "1"
en_vigueur:
  du: 2015-01-01
  au: 2030-12-31
intitule:
  fr: essai
  en: trial
texte:
  titre: un texte
  rubrique: une rubrique
  page: 3
conventions:
  mois: quantieme
  chevauchement: une-fois
  temps_partiel: calendaire
  stage: jours-de-presence
mesures:
  unites:
    libelle: {fr: a, en: b}
    ue: obligatoires
    obtentions: [examen, equivalence]
    note_au_moins: 8/20
    dispensees: oui
  travail:
    libelle: {fr: c, en: d}
    duree: experiences
    attestees: oui
    dans_le_champ: indifferent
    statuts: [salarie, apprenti]
    avec_stages: non
    d_un_seul_tenant: non
  immersion:
    libelle: {fr: e, en: f}
    duree: stages
  memoire:
    libelle: {fr: g, en: h}
    rapport: soutenu
conditions:
  - id: unites
    libelle: {fr: i, en: j}
    source: {clause: "1", extrait: x}
    si:
      non: {toujours: non}
    exige:
      tous:
        - mesure: unites
          au_moins: 12 UE
        - mesure: travail
          plus_de: 1 mois
        - mesure: travail
          moins_de: 90 mois
        - mesure: travail
          au_plus: 80 mois
  - id: immersion
    libelle: {fr: k, en: l}
    source: {clause: "1", extrait: x}
    exige:
      un_au_moins:
        - mesure: memoire
          est: oui
        - parmi:
            - lecture: longueur
          au_moins: 1
        - si: {toujours: oui}
          alors: {toujours: non}
lectures:
  longueur:
    question: {fr: m, en: n}
    retenue: courte
    raison: {fr: o, en: p}
    choix:
      courte:
        libelle: {fr: q, en: r}
        exige: {toujours: oui}
      longue:
        libelle: {fr: s, en: t}
        exige: {mesure: immersion, au_moins: 3 mois}
dossier_type:
  programme: RNCP36625
  entree_en_formation: 2023-10-02
  stages: []
exemples:
  - nom: un exemple
    au: 2025-11-03
    lectures: {longueur: longue}
    dossier:
      ue:
        - code: FPG003
          obtention: examen
          note: 12
          date: 2024-02-01
          statut: validee
      experiences:
        - intitule: u
          employeur: v
          debut: 2024-01-15
          fin: en cours
          dans_le_champ: oui
          attestee: inconnu
          quotite: 1
          statut: salarie
      rapport:
        redige: 2025-09-01
        soutenu: non
        valide: inconnu
      derogations:
        - condition: immersion
          motif: w
          autorite: y
          date: 2025-11-03
    attendu:
      verdict: indetermine
      inconnues: [unites]
      dispensees: [immersion]
"""

FREE_WORDS = (
    *("jeu", "version", "fr", "en", "titre", "rubrique", "page", "clause", "extrait", "id"),
    *("nom", "intitule", "employeur", "motif", "autorite", "programme"),
    *("du", "au", "debut", "date", "redige", "entree_en_formation", "note", "quotite"),
    *("au_moins", "plus_de", "moins_de", "au_plus", "note_au_moins"),
)
"""Keys whose values are free texts, numbers or dates: no list of words says what was meant."""

NAMED_HERE = ("$.mesures", "$.lectures", "$.lectures.longueur.choix")
"""Mappings whose keys are names that the file gives: a slip there is told where the name is used."""


def typo(word: str) -> str:
    """The word with a letter typed twice."""
    middle = len(word) // 2
    return word[:middle] + word[middle] + word[middle:]


def slips() -> Iterator[tuple[str, int, int]]:
    """Every key and word that a list settles: the word, its line and its column."""
    root, faults = parse(WHOLE, format="yaml")
    assert root is not None
    assert not faults
    yield from _inside(root, "")


def _inside(node: Node, key: str) -> Iterator[tuple[str, int, int]]:
    if isinstance(node.value, dict):
        for name, item in node.value.items():
            if node.path not in NAMED_HERE:
                yield (name, *node.keys[name])
            yield from _inside(item, name)
    elif isinstance(node.value, tuple):
        for entry in node.value:
            yield from _inside(entry, key)
    elif key not in FREE_WORDS and isinstance(node.value, str):
        yield node.raw or "", node.line or 0, node.column or 0


SLIPS = [*slips()]


def faults_of(text: str) -> tuple[Fault, ...]:
    try:
        decode_ruleset(text, file="entier.yaml", fiches=packaged().fiches)
    except RuleSetError as error:
        return error.faults
    return ()


def test_the_file_is_right_as_it_is() -> None:
    assert faults_of(WHOLE) == ()
    assert len(SLIPS) > 180


@pytest.mark.parametrize(("word", "line", "column"), SLIPS, ids=str)
def test_a_misspelt_word_is_told_at_its_line_with_what_was_meant(word: str, line: int, column: int) -> None:
    lines = WHOLE.splitlines()
    said = lines[line - 1]
    assert said[column - 1 :].startswith(word)
    lines[line - 1] = said[: column - 1] + typo(word) + said[column - 1 + len(word) :]
    told = faults_of("\n".join(lines))
    assert [(fault.line, fault.suggestion) for fault in told if fault.line == line] == [(line, word)]
    (fault,) = (fault for fault in told if fault.line == line)
    assert word in fault.hint("fr")

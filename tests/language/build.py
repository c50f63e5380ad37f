"""Small rule files for tests: the title's programme, one measure of each kind, and what a test puts in."""

from __future__ import annotations

import pytest

from cnam_rules.catalogue import packaged
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.language import RuleSet, decode_ruleset

LABEL = "libelle: {fr: un, en: one}"
HEAD = """\
jeu: essai/petit
programme: RNCP36625
fiche: titre-casp/programme
version: "1"
en_vigueur: {du: 2015-01-01}
intitule: {fr: essai, en: trial}
texte: {titre: un texte}
"""
MEASURES = f"""\
mesures:
  ue: {{{LABEL}, ue: obligatoires}}
  experience: {{{LABEL}, duree: experiences, attestees: oui}}
  stage: {{{LABEL}, duree: stages}}
  valide: {{{LABEL}, rapport: valide}}
"""


def condition(name: str, exige: str, si: str | None = None) -> str:
    where = "" if si is None else f", si: {si}"
    return f"  - {{id: {name}, {LABEL}, source: {{clause: 1/, extrait: x}}{where}, exige: {exige}}}\n"


def reading(name: str, part: str, retained: str, **choices: str) -> str:
    """A reading; `part` is `exige` or `valeur`, and each choice what it puts there."""
    texts = "question: {fr: q, en: q}, raison: {fr: r, en: r}"
    inside = ", ".join(f"{choice}: {{{LABEL}, {part}: {value}}}" for choice, value in choices.items())
    return f"  {name}: {{{texts}, retenue: {retained}, choix: {{{inside}}}}}\n"


def rule_file(
    *exiges: str, si: str | None = None, readings: str = "", measures: str = MEASURES, more: str = ""
) -> str:
    """A file with one condition (`c0`, `c1`, …) for each of `exiges`."""
    conditions = "".join(condition(f"c{index}", exige, si) for index, exige in enumerate(exiges))
    return f"{HEAD}{measures}conditions:\n{conditions}{more}" + (f"lectures:\n{readings}" if readings else "")


def read(text: str) -> RuleSet:
    return decode_ruleset(text, file="petit.yaml", fiches=packaged().fiches)


def faults(text: str) -> list[Fault]:
    """The faults that reading it ends in; each has its sentences and its place."""
    with pytest.raises(RuleSetError) as caught:
        read(text)
    for fault in caught.value.faults:
        assert fault.message("fr")
        assert fault.message("en")
        assert fault.hint("fr")
        assert fault.hint("en")
        assert fault.file == "petit.yaml"
        assert fault.line
    return list(caught.value.faults)


def codes(text: str) -> list[str]:
    return [fault.code for fault in faults(text)]

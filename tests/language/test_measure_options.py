"""Options of measures: what each may hold, and what is refused."""

from __future__ import annotations

import pytest

from cnam_rules.dossier import Obtention, StatutActivite
from tests.language.build import LABEL, codes, faults, read, rule_file


def file(options: str) -> str:
    asked = {"d": "au_moins: 1 mois", "u": "au_moins: 1 UE", "r": "est: oui"}[options[0]]
    return rule_file(f"{{mesure: m, {asked}}}", measures=f"mesures:\n  m: {{{LABEL}, {options}}}\n")


@pytest.mark.parametrize(
    ("options", "name", "value"),
    [
        ("duree: experiences", "duree", "experiences"),
        ("duree: stages", "attestees", False),
        ("duree: stages, attestees: oui", "attestees", True),
        ("duree: stages, attestees: true", "attestees", True),
        ("duree: stages, attestees: non", "attestees", False),
        ("duree: stages", "dans_le_champ", None),
        ("duree: stages, dans_le_champ: indifferent", "dans_le_champ", None),
        ("duree: stages, dans_le_champ: oui", "dans_le_champ", True),
        ("duree: stages, dans_le_champ: false", "dans_le_champ", False),
        ("duree: experiences", "statuts", None),
        ("duree: experiences, statuts: tous", "statuts", None),
        ("duree: experiences, statuts: [salarie]", "statuts", {StatutActivite.SALARIE}),
        ("duree: experiences", "avec_stages", False),
        ("duree: experiences, avec_stages: oui", "avec_stages", True),
        ("duree: experiences", "d_un_seul_tenant", False),
        ("duree: experiences, d_un_seul_tenant: oui", "d_un_seul_tenant", True),
        ("ue: [FPG003, CCE001]", "ue", ("FPG003", "CCE001")),
        ("ue: activites", "ue", ("UASO03", "UA211G", "UASO04")),
        ("ue: activites", "obtentions", None),
        ("ue: activites, obtentions: toutes", "obtentions", None),
        ("ue: activites, obtentions: [ves, vae]", "obtentions", {Obtention.VES, Obtention.VAE}),
        ("rapport: redige", "rapport", "redige"),
        ("rapport: soutenu", "rapport", "soutenu"),
    ],
)
def test_an_option_is_read_or_takes_its_default(options: str, name: str, value: object) -> None:
    measure = read(file(options)).measures["m"]
    assert measure.options[name] == value
    assert set(measure.options) == set(measure.kind.OPTIONS)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("duree: jobs", ["unknown-word"]),
        ("duree: experiences, attestees: peut-être", ["unknown-word"]),
        ("duree: experiences, dans_le_champ: inconnu", ["unknown-word"]),
        ("duree: experiences, statuts: toutes", ["unknown-word"]),
        ("duree: experiences, statuts: [cdi, salarie]", ["unknown-word"]),
        ("duree: experiences, statuts: []", ["no-term"]),
        ("duree: experiences, statuts: {}", ["not-a-list"]),
        ("duree: experiences, obtentions: toutes", ["unknown-key"]),
        ("ue: facultatives", ["unknown-word"]),
        ("ue: []", ["no-term"]),
        ("ue: [FPG003, FPG004]", ["unknown-word"]),
        ("ue: [FPG003, CCE001, FPG003]", ["listed-twice"]),
        ("ue: obligatoires, obtentions: []", ["no-term"]),
        ("ue: obligatoires, obtentions: 3", ["not-a-list"]),
        ("rapport: lu", ["unknown-word"]),
        ("duree: experiences, rapport: lu", ["one-of"]),
    ],
)
def test_what_no_measure_can_mean_is_a_fault(options: str, expected: list[str]) -> None:
    """An empty list would count nothing at all, in silence."""
    assert codes(file(options)) == expected


def test_a_measure_at_fault_is_not_told_again_wherever_it_is_read() -> None:
    asked = "{mesure: m, au_moins: 1 mois}"
    text = rule_file(asked, asked, measures=f"mesures:\n  m: {{{LABEL}, durée: experiences}}\n")
    assert codes(text) == ["unknown-key"]


def test_the_codes_that_stand_twice_are_named() -> None:
    (fault,) = faults(file("ue: [TET003, FPG003, CCE001, TET003, FPG003, FPG003]"))
    assert fault.args["found"] == "FPG003, TET003"

"""Dossiers written as YAML and JSON: stable, readable, and safe for any text."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from cnam_rules.dossier import (
    EN_COURS,
    Derogation,
    Dossier,
    Experience,
    Obtention,
    Rapport,
    Stage,
    StatutActivite,
    StatutUe,
    Ue,
    dump,
    loads,
)
from cnam_rules.faults import DossierError

DOSSIER = Dossier(
    "D-1",
    "RNCP36625",
    date(2023, 10, 2),
    (
        Ue("FPG003", Obtention.EXAMEN, Fraction(25, 2), date(2024, 2, 1), saisie="fpg 0O3"),
        Ue("ENG210", statut=StatutUe.INCONNU, hors_programme=True),
    ),
    (
        Experience(
            "Oui: non",
            date(2024, 1, 15),
            EN_COURS,
            "L'Été",
            True,
            False,
            Fraction(1, 3),
            StatutActivite.SALARIE,
        ),
    ),
    (),
    Rapport(date(2025, 9, 1), True, False),
    (Derogation("stage", "a\nb", "12", date(2025, 11, 3)),),
)


def test_yaml_reads_as_a_registrar_writes_it() -> None:
    assert (
        dump(DOSSIER)
        == """\
dossier: D-1
programme: RNCP36625
entree_en_formation: 2023-10-02
ue:
  - {code: fpg 0O3, obtention: examen, note: 12.5, date: 2024-02-01}
  - {code: ENG210, statut: inconnu, hors_programme: oui}
experiences:
  - intitule: 'Oui: non'
    debut: 2024-01-15
    fin: en cours
    employeur: L'Été
    dans_le_champ: oui
    attestee: non
    quotite: 1/3
    statut: salarie
stages: []
rapport: {redige: 2025-09-01, soutenu: oui, valide: non}
derogations:
  - condition: stage
    motif: "a\\nb"
    autorite: "12"
    date: 2025-11-03
"""
    )


def test_json_says_the_same_with_its_own_answers() -> None:
    text = dump(DOSSIER, format="json")
    assert text.endswith("}\n")
    assert json.loads(text) == {
        "dossier": "D-1",
        "programme": "RNCP36625",
        "entree_en_formation": "2023-10-02",
        "ue": [
            {"code": "fpg 0O3", "obtention": "examen", "note": 12.5, "date": "2024-02-01"},
            {"code": "ENG210", "statut": "inconnu", "hors_programme": True},
        ],
        "experiences": [
            {
                "intitule": "Oui: non",
                "debut": "2024-01-15",
                "fin": "en cours",
                "employeur": "L'Été",
                "dans_le_champ": True,
                "attestee": False,
                "quotite": "1/3",
                "statut": "salarie",
            }
        ],
        "stages": [],
        "rapport": {"redige": "2025-09-01", "soutenu": True, "valide": False},
        "derogations": [{"condition": "stage", "motif": "a\nb", "autorite": "12", "date": "2025-11-03"}],
    }


def test_json_is_laid_out_for_people_too() -> None:
    dossier = Dossier("É", "P", ue=(Ue("FPG003"), Ue("CCE001")), stages=(), derogations=DOSSIER.derogations)
    assert (
        dump(dossier, format="json")
        == """\
{
  "dossier": "É",
  "programme": "P",
  "ue": [
    {"code": "FPG003"},
    {"code": "CCE001"}
  ],
  "stages": [],
  "derogations": [
    {
      "condition": "stage",
      "motif": "a\\nb",
      "autorite": "12",
      "date": "2025-11-03"
    }
  ]
}
"""
    )


def test_a_long_text_stays_on_its_line() -> None:
    assert len(dump(Dossier("mot " * 100 + ":", "P")).splitlines()) == 2
    assert len(dump(Dossier("mot: " * 100, "P")).splitlines()) == 2


def test_the_least_dossier() -> None:
    least = Dossier("D", "P")
    assert dump(least) == "dossier: D\nprogramme: P\n"
    assert dump(least, format="json") == '{\n  "dossier": "D",\n  "programme": "P"\n}\n'
    known = Dossier("D", "P", ue=(), experiences=(), stages=(), rapport=Rapport())
    assert dump(known) == "dossier: D\nprogramme: P\nue: []\nexperiences: []\nstages: []\nrapport: {}\n"
    for form in ("yaml", "json"):
        assert loads(dump(least, format=form)) == least
        assert loads(dump(known, format=form)) == known


@pytest.mark.parametrize(
    "number", [Fraction(1, 10**12), Fraction(12345678901234567891, 10**10), Fraction(2, 7), 400]
)
def test_numbers_stay_exact(number: Fraction | int) -> None:
    dossier = Dossier("D", "P", stages=(Stage("x", date(2020, 1, 1), EN_COURS, heures=Fraction(number)),))
    for form in ("yaml", "json"):
        assert loads(dump(dossier, format=form), format=form) == dossier


@given(
    st.text(st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\t"), min_size=1).filter(
        str.strip
    )
)
@example("oui")
@example("null")
@example("0x1F")
@example("1_000")
@example("12:30:45")
@example("en cours")
@example("2025-01-01")
@example("-")
@example("? x")
@example("a #b")
@example("&a *b !c %d @e `f")
@example("x" * 5_000 + " y" * 2_000)
@example("\ufeffx")
@example("\u2028x\u2029\u0085".replace("\u0085", ""))
@example("  x\n\n y \n")
@example("\U0001f600 e\u0301 \u00a0 \u202e")
@example("{{ }} ${x} <b>")
def test_any_text_survives_and_is_a_text_for_other_readers_too(text: str) -> None:
    dossier = Dossier(
        text, "P", derogations=(Derogation(text, text, text, date(2025, 1, 1)),), ue=(Ue("FPG003"),)
    )
    written = dump(dossier)
    assert loads(written) == dossier
    assert loads(dump(dossier, format="json")) == dossier
    assert json.loads(dump(dossier, format="json"))["dossier"] == text
    assert yaml.load(written, Loader=yaml.BaseLoader)["dossier"] == text  # noqa: S506 - it makes only texts


def test_a_word_that_stands_for_something_is_quoted_when_it_is_a_text() -> None:
    for word in ("oui", "non", "inconnu", "en cours", "2025-01-01", "12", "1/3", "true", "null", "1e3"):
        assert dump(Dossier(word, "P")).startswith(f'dossier: "{word}"\n')


def test_a_dossier_with_faults_is_not_written() -> None:
    with pytest.raises(DossierError) as caught:
        dump(Dossier("D", "P", ue=(Ue("fpg003"), Ue("FPG003", note=Fraction(21)))))
    assert [fault.code for fault in caught.value.faults] == ["code-not-normalised", "mark-out-of-range"]


def test_any_other_format_is_a_clear_error() -> None:
    with pytest.raises(ValueError, match="not 'xml'"):
        dump(DOSSIER, format="xml")  # type: ignore[arg-type]  # what a caller without types may do


def test_what_the_library_remembers_of_a_dossier_is_no_part_of_it() -> None:
    checked = loads(dump(DOSSIER))
    object.__setattr__(checked, "_checked_against", {})
    assert dump(checked) == dump(DOSSIER)
    assert dump(checked, format="json") == dump(DOSSIER, format="json")

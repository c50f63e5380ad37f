"""Dossiers read from tables: what each cell means, what only tables can get wrong, and both forms alike."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cnam_rules.cohorts import FLAGS, TABLES, dossier_of, dossiers_in, rows_in
from cnam_rules.dossier import EN_COURS, Rapport, StatutUe
from cnam_rules.faults import DossierError, QuestionError
from tests.cohorts.conftest import DOSSIERS

OWN = {"dossier": "D-1", "programme": "RNCP36625"}
JOB = {"dossier": "D-1", "intitule": "Vendeur", "debut": date(2024, 1, 15)}


def codes(rows: dict[str, list[dict[str, Any]]]) -> list[tuple[str, str]]:
    with pytest.raises(DossierError) as refused:
        dossier_of(rows)
    return [(fault.path, fault.code) for fault in refused.value.faults]


def test_both_forms_give_the_same_dossiers(parquet: Path, csv: Path) -> None:
    one, other = [*dossiers_in(parquet)], [*dossiers_in(csv)]
    assert len(one) == DOSSIERS
    assert one == other
    assert [dossier.dossier for dossier in one] == sorted(dossier.dossier for dossier in one)


def test_a_table_that_is_not_there_is_unknown_and_one_without_a_row_is_empty() -> None:
    unknown, empty = (
        dossier_of({"dossiers": [OWN]}),
        dossier_of({"dossiers": [OWN], **{t: [] for t in TABLES if t != "dossiers"}}),
    )
    for name in FLAGS:
        assert (getattr(unknown, name), getattr(empty, name)) == (None, ())
    assert (unknown.rapport, empty.rapport) == (None, None)
    assert (empty.derogations, empty.decisions, empty.etapes, dict(empty.situation)) == ((), (), (), {})


@pytest.mark.parametrize(("name", "flag"), FLAGS.items())
def test_a_flag_says_whether_a_list_is_known(name: str, flag: str) -> None:
    for said, expected in ((True, ()), (None, ()), ("oui", ()), (False, None), ("non", None)):
        assert getattr(dossier_of({"dossiers": [OWN | {flag: said}], name: []}), name) == expected
    assert codes({"dossiers": [OWN | {flag: "Non"}], name: []}) == [(f"$.{flag}", "unknown-word")]


def test_rows_of_a_list_that_is_said_unknown_are_a_fault() -> None:
    own = OWN | {"ue_connues": False}
    assert codes({"dossiers": [own], "ue": [{"dossier": "D-1", "code": "FPG003"}]}) == [
        ("$.ue", "options-clash")
    ]


def test_cells_of_both_kinds_are_read() -> None:
    typed = {
        "code": "FPG003",
        "note": Decimal("12.50"),
        "date": date(2024, 2, 1),
        "hors_programme": False,
        "echec": "2023-06-01",
    }
    text = {
        "code": "fpg 003",
        "note": "12.5",
        "date": "2024-02-01",
        "hors_programme": "non",
        "echec": "oui",
        "statut": "inconnu",
    }
    one, other = (dossier_of({"dossiers": [OWN], "ue": [row]}).ue for row in (typed, text))
    assert one is not None
    assert other is not None
    assert (one[0].note, one[0].date, one[0].echec) == (Fraction(25, 2), date(2024, 2, 1), date(2023, 6, 1))
    assert (other[0].code, other[0].note, other[0].echec, other[0].statut) == (
        "FPG003",
        Fraction(25, 2),
        True,
        StatutUe.INCONNU,
    )


@pytest.mark.parametrize(
    "end",
    [{"en_cours": True}, {"en_cours": "oui"}, {"fin": "en cours"}, {"fin": "en cours", "en_cours": "oui"}],
)
def test_a_spell_in_progress_is_said_in_either_way(end: dict[str, Any]) -> None:
    (job,) = dossier_of({"dossiers": [OWN], "experiences": [JOB | end]}).experiences or ()
    assert job.fin is EN_COURS


def test_a_spell_that_goes_on_and_ends_is_a_fault_and_so_is_one_without_either() -> None:
    both = JOB | {"fin": date(2024, 6, 30), "en_cours": True}
    assert codes({"dossiers": [OWN], "experiences": [both]}) == [("$.experiences[0].fin", "not-a-date")]
    for neither in (JOB, JOB | {"en_cours": False}):
        assert codes({"dossiers": [OWN], "experiences": [neither]}) == [
            ("$.experiences[0].fin", "missing-end")
        ]


def test_what_stands_in_two_rows_and_should_in_one() -> None:
    assert codes({"dossiers": [OWN, OWN]}) == [("$.dossier", "listed-twice")]
    assert codes({"dossiers": [OWN], "rapports": [{"valide": "oui"}, {"valide": "oui"}]}) == [
        ("$.rapport", "listed-twice")
    ]
    step = {"etape": "depot", "valeur": "2025-06-01"}
    assert codes({"dossiers": [OWN], "etapes": [step, step]}) == [("$.etapes", "listed-twice")]
    assert codes({"dossiers": [OWN], "situations": [{"mot": "L3"}]}) == [("$.situation", "missing-key")]


def test_the_other_tables() -> None:
    dossier = dossier_of(
        {
            "dossiers": [OWN | {"naissance": "1990-02-28"}],
            "rapports": [{"redige": "2025-01-06", "soutenu": None, "valide": "non"}],
            "etapes": [{"etape": "depot", "valeur": "2025-06-01"}, {"etape": "oral", "valeur": None}],
            "situations": [{"nom": "voie", "mot": "continue"}],
            "diplomes": [
                {"intitule": "Licence", "niveau": 6, "code": "aucun", "domaine": "oui"},
                {"intitule": "BTS", "niveau": "5"},
            ],
            "tests": [{"test": "BULATS", "niveau": "B1", "points": "45.5"}],
            "stages": [
                {
                    "organisme": "CIDFF",
                    "debut": "2024-01-01",
                    "fin": "2024-03-31",
                    "jours": "44.5",
                    "heures": 311.5,
                }
            ],
            "derogations": [{"condition": "stage", "motif": "m", "autorite": "a", "date": date(2025, 1, 6)}],
            "decisions": [
                {"objet": "o", "valeur": "4 mois", "autorite": "a", "motif": "m", "date": "2025-01-06"}
            ],
        }
    )
    assert dossier.rapport == Rapport(date(2025, 1, 6), None, False)
    assert dossier.etapes == (("depot", date(2025, 6, 1)),)
    assert dict(dossier.situation) == {"voie": "continue"}
    assert [diploma.niveau for diploma in dossier.diplomes or ()] == [6, 5]
    assert [(result.points, result.test) for result in dossier.tests or ()] == [(Fraction(91, 2), "BULATS")]
    assert [(stage.jours, stage.heures) for stage in dossier.stages or ()] == [
        (Fraction(89, 2), Fraction(623, 2))
    ]
    assert len(dossier.derogations) == len(dossier.decisions) == 1


def test_a_column_that_is_not_known_is_a_fault() -> None:
    assert codes({"dossiers": [OWN], "ue": [{"code": "FPG003", "remarque": "x"}]}) == [
        ("$.ue[0].remarque", "unknown-key")
    ]


def test_rows_without_a_dossier_are_told(tmp_path: Path) -> None:
    (tmp_path / "dossiers.csv").write_text("dossier,programme\n007,RNCP36625\n", encoding="utf-8")
    (tmp_path / "ue.csv").write_text("dossier,code\n007,FPG003\nX,FPG003\n,CCE001\n", encoding="utf-8")
    found = [*rows_in(tmp_path)]
    assert [len(rows["dossiers"]) for rows in found] == [0, 1, 0]
    assert dossier_of(found[1]).dossier == "007"
    for orphan in (found[0], found[2]):
        assert codes({table: [*map(dict, rows)] for table, rows in orphan.items()}) == [
            ("$.dossier", "missing-key"),
            ("$.programme", "missing-key"),
        ]


def test_a_folder_without_a_cohort_and_a_table_in_two_forms_are_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionError) as refused:
        next(iter(rows_in(tmp_path)))
    assert [fault.code for fault in refused.value.faults] == ["not-a-cohort"]
    for ending in ("csv", "parquet"):
        (tmp_path / f"ue.{ending}").write_text("dossier,code\n", encoding="utf-8")
    with pytest.raises(QuestionError) as refused:
        next(iter(rows_in(tmp_path)))
    assert [fault.code for fault in refused.value.faults] == ["listed-twice"]

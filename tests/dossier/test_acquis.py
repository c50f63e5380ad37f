"""A situation, diplomas, language tests and failures in a dossier: read, written, refused."""

from __future__ import annotations

import pickle
from datetime import date
from fractions import Fraction
from typing import Any, Final

import pytest

from cnam_rules.dossier import Cecrl, Diplome, Dossier, ResultatDeTest, Situation, Ue, check, dump, loads
from cnam_rules.faults import DossierError, Fault

ANYTHING: Final[Any] = "oui"
"""What no type would let through, and a program may give all the same."""
HELD = Dossier(
    "D-1",
    "RNCP36625",
    ue=(Ue("FPG003", echec=date(2024, 6, 19)), Ue("CCE001", echec=False), Ue("TET003", echec=True)),
    situation={"voie": "formation-continue", "boursier": "oui"},
    diplomes=(
        Diplome("BTS", 5, "RNCP36625", True, date(2020, 7, 1)),
        Diplome("Diplôme étranger", code="aucun"),
    ),
    tests=(
        ResultatDeTest("BULATS", date(2025, 1, 15), Cecrl.B1, Fraction(91, 2)),
        ResultatDeTest("TOEIC", niveau=Cecrl.AUCUN),
    ),
)
WRITTEN = """\
dossier: D-1
programme: RNCP36625
ue:
  - {code: FPG003, echec: 2024-06-19}
  - {code: CCE001, echec: non}
  - {code: TET003, echec: oui}
situation: {boursier: "oui", voie: formation-continue}
diplomes:
  - intitule: BTS
    niveau: 5
    code: RNCP36625
    domaine: oui
    date: 2020-07-01
  - intitule: Diplôme étranger
    code: aucun
tests:
  - {test: BULATS, date: 2025-01-15, niveau: B1, points: 45.5}
  - {test: TOEIC, niveau: aucun}
"""


def test_what_is_held_is_written_as_a_registrar_writes_it_and_reads_back() -> None:
    assert dump(HELD) == WRITTEN
    assert loads(WRITTEN) == HELD
    assert loads(dump(HELD, format="json")) == HELD
    assert hash(loads(WRITTEN)) == hash(HELD)
    assert pickle.loads(pickle.dumps(HELD)) == HELD  # noqa: S301  # pickled on this very line


def read(text: str) -> Dossier:
    return loads(f"dossier: D-1\nprogramme: RNCP36625\n{text}")


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("situation: inconnu", "situation", Situation()),
        ("situation: {voie: inconnu, entree: L3}", "situation", Situation({"entree": "L3"})),
        (
            "situation: {boursier: true, entree: 3}",
            "situation",
            Situation({"boursier": "oui", "entree": "3"}),
        ),
        ("situation: {}", "situation", Situation()),
        ("diplomes: []", "diplomes", ()),
        ("diplomes: inconnu", "diplomes", None),
        ("diplomes: [{intitule: a, niveau: inconnu, code: inconnu}]", "diplomes", (Diplome("a"),)),
        ("diplomes: [{intitule: a, niveau: '6'}]", "diplomes", (Diplome("a", 6),)),
        ("tests: []", "tests", ()),
        ("tests: [{test: a, niveau: inconnu, date: inconnu}]", "tests", (ResultatDeTest("a"),)),
        ("ue: [{code: FPG003, echec: inconnu}]", "ue", (Ue("FPG003"),)),
    ],
)
def test_unknown_is_what_is_absent(text: str, name: str, expected: object) -> None:
    assert getattr(read(text), name) == expected


@pytest.mark.parametrize(
    ("text", "code", "path", "suggestion"),
    [
        ("situation: L3", "not-a-mapping", "$.situation", None),
        ("situation: {voie: [a]}", "not-a-text", "$.situation.voie", None),
        ("situation: {voie: ''}", "not-a-text", "$.situation.voie", None),
        ("diplomes: [{niveau: 5}]", "missing-key", "$.diplomes[0].intitule", None),
        ("diplomes: [{intitule: a, niveau: 2}]", "not-in-range", "$.diplomes[0].niveau", None),
        ("diplomes: [{intitule: a, niveau: 9}]", "not-in-range", "$.diplomes[0].niveau", None),
        ("diplomes: [{intitule: a, niveau: cinq}]", "not-in-range", "$.diplomes[0].niveau", None),
        (
            "diplomes: [{intitule: a, code: rncp 36625}]",
            "not-a-register-code",
            "$.diplomes[0].code",
            "RNCP36625",
        ),
        ("diplomes: [{intitule: a, code: 36625}]", "not-a-register-code", "$.diplomes[0].code", None),
        ("diplomes: [{intitule: a, domaines: oui}]", "unknown-key", "$.diplomes[0].domaines", "domaine"),
        ("tests: [{test: a, niveau: B3}]", "unknown-word", "$.tests[0].niveau", None),
        ("tests: [{test: a, niveau: b1}]", "unknown-word", "$.tests[0].niveau", "B1"),
        ("tests: [{test: a, points: -1}]", "negative", "$.tests[0].points", None),
        ("tests: [{test: a, points: 10000}]", "not-in-range", "$.tests[0].points", None),
        ("tests: [{test: a, points: 1/3}]", "too-precise", "$.tests[0].points", None),
        ("ue: [{code: FPG003, echec: ouui}]", "unknown-word", "$.ue[0].echec", "oui"),
        ("ue: [{code: FPG003, echec: oui}, {code: FPG003, echec: non}]", "ue-twice", "$.ue[1].code", None),
    ],
)
def test_a_slip_is_told_at_its_place(text: str, code: str, path: str, suggestion: str | None) -> None:
    with pytest.raises(DossierError) as caught:
        read(text)
    (fault,) = caught.value.faults
    assert (fault.code, fault.path, fault.suggestion) == (code, path, suggestion)
    assert fault.line == 3
    assert fault.message("fr") != fault.message("en")


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"situation": None}, [("$.situation", "wrong-type")]),
        ({"situation": ["voie"]}, [("$.situation", "wrong-type")]),
        ({"situation": {"voie": 3}}, [("$.situation.voie", "wrong-type")]),
        ({"situation": {3: "a"}}, [("$.situation", "wrong-type")]),
        ({"situation": {"voie": "inconnu"}}, [("$.situation.voie", "reserved-word")]),
        ({"diplomes": [Diplome("a")]}, [("$.diplomes", "wrong-type")]),
        ({"diplomes": (Diplome("a", True),)}, [("$.diplomes[0].niveau", "wrong-type")]),
        ({"diplomes": (Diplome("a", 10**40),)}, [("$.diplomes[0].niveau", "not-in-range")]),
        ({"diplomes": (Diplome(""),)}, [("$.diplomes[0].intitule", "not-a-text")]),
        ({"diplomes": (Diplome("a", date=date(1800, 1, 1)),)}, [("$.diplomes[0].date", "date-out-of-range")]),
        ({"tests": (ResultatDeTest("a", points=ANYTHING),)}, [("$.tests[0].points", "wrong-type")]),
        ({"tests": (ResultatDeTest("a", niveau=ANYTHING),)}, [("$.tests[0].niveau", "wrong-type")]),
        ({"ue": (Ue("FPG003", echec=ANYTHING),)}, [("$.ue[0].echec", "wrong-type")]),
    ],
)
def test_an_object_is_checked_as_a_file_is(
    attributes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    found: list[Fault] = check(Dossier("D-1", "RNCP36625", **attributes))
    assert [(fault.path, fault.code) for fault in found] == expected

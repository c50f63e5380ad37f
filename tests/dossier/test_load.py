"""Dossiers read from files: every part, every fault, each with its place."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from cnam_rules.decoding import Decoder
from cnam_rules.documents import MAX_BYTES, read_yaml
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
    decode,
    load,
    loads,
)
from cnam_rules.faults import DossierError, Fault
from cnam_rules.testing.dossiers import CODES

AS_OF = date(2025, 11, 3)
UNITS = {"RNCP36625": CODES}
EXAMPLES = Path(__file__).parents[2] / "examples" / "dossiers"
HEAD = "dossier: D\nprogramme: RNCP36625\n"
WAIVED = "derogations: [{{condition: stage, motif: m, autorite: a, date: 2025-11-03, jusqu_au: {}}}]"
"""A dispensation with its last day left to fill in."""

FULL = """
dossier: D-2025-014
programme: RNCP36625
entree_en_formation: 2023-10-02
ue:
  - {code: FPG003, obtention: examen, note: 12.5, date: 2024-02-01}
  - {code: cce-001, obtention: ves, date: 2023-11-15}
  - {code: TET003, statut: en_cours, obtention: inconnu, note: ~, date: inconnu}
  - {code: NFP121, obtention: vae, hors_programme: oui}
  - {code: TET007, obtention: equivalence, statut: inconnu, hors_programme: non}
  - {code: AST004, statut: ~}
experiences:
  - {intitule: Conseillère emploi, employeur: Mission locale, debut: 2024-01-15, fin: 2025-07-14,
     dans_le_champ: oui, attestee: non, quotite: 0.8, statut: benevole}
  - {intitule: 12, debut: 2025-09-01, fin: en cours, dans_le_champ: inconnu, employeur: ~, quotite: 1/3}
stages:
  - {organisme: CIDFF, debut: 2025-01-06, fin: 2025-04-05, dans_le_champ: oui, atteste: oui,
     heures: 462, jours: 65.5}
rapport: {redige: 2025-09-01, soutenu: oui, valide: non}
derogations:
  - {condition: stage, motif: m, autorite: a, date: 2025-11-03}
"""


def found(text: str) -> list[Fault]:
    with pytest.raises(DossierError) as caught:
        loads(text, as_of=AS_OF, units=UNITS)
    return list(caught.value.faults)


def seen(text: str) -> list[tuple[str, str]]:
    return [(fault.code, fault.path) for fault in found(text)]


def test_a_dispensation_may_end_on_the_day_it_is_granted() -> None:
    (waiver,) = loads(HEAD + WAIVED.format("2025-11-03")).derogations
    assert waiver == Derogation("stage", "m", "a", date(2025, 11, 3), date(2025, 11, 3))
    (endless,) = loads(HEAD + WAIVED.replace(", jusqu_au: {}", "").format()).derogations
    assert endless.jusqu_au is None


def test_every_part_of_the_form_is_read() -> None:
    assert loads(FULL, as_of=AS_OF, units=UNITS) == Dossier(
        "D-2025-014",
        "RNCP36625",
        date(2023, 10, 2),
        (
            Ue("FPG003", Obtention.EXAMEN, Fraction(25, 2), date(2024, 2, 1)),
            Ue("CCE001", Obtention.VES, None, date(2023, 11, 15), saisie="cce-001"),
            Ue("TET003", statut=StatutUe.EN_COURS),
            Ue("NFP121", Obtention.VAE, hors_programme=True),
            Ue("TET007", Obtention.EQUIVALENCE, statut=StatutUe.INCONNU),
            Ue("AST004", statut=StatutUe.INCONNU),
        ),
        (
            Experience(
                "Conseillère emploi",
                date(2024, 1, 15),
                date(2025, 7, 14),
                "Mission locale",
                True,
                False,
                Fraction(4, 5),
                StatutActivite.BENEVOLE,
            ),
            Experience("12", date(2025, 9, 1), EN_COURS, quotite=Fraction(1, 3)),
        ),
        (Stage("CIDFF", date(2025, 1, 6), date(2025, 4, 5), True, True, Fraction(462), Fraction(131, 2)),),
        Rapport(date(2025, 9, 1), True, False),
        (Derogation("stage", "m", "a", date(2025, 11, 3)),),
    )


def test_json_says_the_same_with_its_own_answers() -> None:
    tree = {
        "dossier": "D",
        "programme": "P",
        "ue": [{"code": "FPG003", "obtention": None, "note": 10.25, "hors_programme": False, "statut": None}],
        "experiences": None,
        "stages": [
            {
                "organisme": "o",
                "debut": "2025-01-01",
                "fin": "en cours",
                "atteste": True,
                "dans_le_champ": None,
            }
        ],
        "rapport": {"redige": True, "soutenu": False, "valide": None},
    }
    dossier = loads(json.dumps(tree))
    assert dossier.ue == (Ue("FPG003", note=Fraction(41, 4), statut=StatutUe.INCONNU),)
    assert dossier.experiences is None
    assert dossier.stages == (Stage("o", date(2025, 1, 1), EN_COURS, None, True),)
    assert dossier.rapport == Rapport(True, False, None)


@pytest.mark.parametrize("word", ["inconnu", "null", "~", ""])
def test_a_list_that_is_unknown_is_not_an_empty_one(word: str) -> None:
    unknown = loads(HEAD + "".join(f"{key}: {word}\n" for key in ("ue", "experiences", "stages", "rapport")))
    assert (unknown.ue, unknown.experiences, unknown.stages, unknown.rapport) == (None, None, None, None)
    assert unknown == loads(HEAD)
    assert loads(HEAD + f"derogations: {word}").derogations == ()
    assert loads(HEAD + "ue: []\nexperiences: []\nstages: []").stages == ()
    assert loads(HEAD + "rapport: {}").rapport == Rapport()
    assert loads(HEAD + f"entree_en_formation: {word}").entree_en_formation is None


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("[]", [("not-a-mapping", "$")]),
        ("x", [("not-a-mapping", "$")]),
        ("{}", [("missing-key", "$.dossier"), ("missing-key", "$.programme")]),
        ("dossier: D\nprogramme: ~", [("not-a-text", "$.programme")]),
        (HEAD + "ue: FPG003", [("not-a-list", "$.ue")]),
        (HEAD + "ue: {}", [("not-a-list", "$.ue")]),
        (HEAD + "ue: [FPG003]", [("not-a-mapping", "$.ue[0]")]),
        (HEAD + "ue: [{}]", [("missing-key", "$.ue[0].code")]),
        (HEAD + "ue: [{code: []}]", [("not-a-text", "$.ue[0].code")]),
        (HEAD + "ue: [{code: é}]", [("not-a-code", "$.ue[0].code")]),
        (HEAD + "ue: [{code: AAAAAAAAAAAAAAAAAAAAA}]", [("text-too-long", "$.ue[0].code")]),
        (HEAD + "ue: [{code: FPGO03}]", [("unknown-ue", "$.ue[0].code")]),
        (HEAD + "ue: [{code: NFP121}]", [("unknown-ue", "$.ue[0].code")]),
        (HEAD + "ue: [{code: NFP121, hors_programme: ~}]", [("unknown-word", "$.ue[0].hors_programme")]),
        (HEAD + "ue: [{code: FPG003, hors_programme: oui}]", [("ue-in-programme", "$.ue[0].hors_programme")]),
        (HEAD + "ue: [{code: FPG003, saisie: x}]", [("unknown-key", "$.ue[0].saisie")]),
        (HEAD + "ue: [{code: FPG003, statut: validée}]", [("unknown-word", "$.ue[0].statut")]),
        (HEAD + "ue: [{code: FPG003, note: 20.01}]", [("mark-out-of-range", "$.ue[0].note")]),
        (HEAD + "ue: [{code: FPG003, note: -0.01}]", [("mark-out-of-range", "$.ue[0].note")]),
        (HEAD + "ue: [{code: FPG003, note: 12.505}]", [("mark-too-precise", "$.ue[0].note")]),
        (HEAD + "ue: [{code: FPG003, note: '12'}]", [("not-a-number", "$.ue[0].note")]),
        (HEAD + "ue: [{code: FPG003, note: 12,5}]", [("decimal-comma", "$.ue[0].note")]),
        (HEAD + "ue: [{code: FPG003, date: 2025-02-29}]", [("impossible-date", "$.ue[0].date")]),
        (HEAD + "ue: [{code: FPG003, date: 0203-02-01}]", [("date-out-of-range", "$.ue[0].date")]),
        (HEAD + "ue: [{code: FPG003, note: 9}, {code: fpg003}]", [("ue-twice", "$.ue[1].code")]),
        (
            HEAD + "experiences: [{debut: 2025-01-01, fin: en cours}]",
            [("missing-key", "$.experiences[0].intitule")],
        ),
        (HEAD + "experiences: [{intitule: x, fin: en cours}]", [("missing-key", "$.experiences[0].debut")]),
        (
            HEAD + "experiences: [{intitule: x, debut: ~, fin: en cours}]",
            [("not-a-date", "$.experiences[0].debut")],
        ),
        (HEAD + "experiences: [{intitule: x, debut: 2025-01-01}]", [("missing-end", "$.experiences[0].fin")]),
        (
            HEAD + "experiences: [{intitule: x, debut: 2025-01-01, fin: ~}]",
            [("missing-end", "$.experiences[0].fin")],
        ),
        (
            HEAD + "experiences: [{intitule: x, debut: 2025-01-01, fin: encours}]",
            [("unknown-word", "$.experiences[0].fin")],
        ),
        (
            HEAD + "experiences: [{intitule: x, debut: 2025-01-02, fin: 2025-01-01}]",
            [("end-before-start", "$.experiences[0].fin")],
        ),
        (
            HEAD + "experiences: [{intitule: x, debut: 2025-11-04, fin: en cours}]",
            [("experience-in-the-future", "$.experiences[0].debut")],
        ),
        (
            HEAD + "experiences: [{intitule: x, debut: 2025-01-01, fin: en cours, quotite: 0}]",
            [("quotite-out-of-range", "$.experiences[0].quotite")],
        ),
        (
            HEAD + "experiences: [{intitule: x, debut: 2025-01-01, fin: en cours, quotite: 1.001}]",
            [("quotite-out-of-range", "$.experiences[0].quotite")],
        ),
        (
            HEAD + 'experiences: [{intitule: "x\\a", debut: 2025-01-01, fin: en cours}]',
            [("control-character", "$.experiences[0].intitule")],
        ),
        (HEAD + "stages: [{debut: 2025-01-01, fin: en cours}]", [("missing-key", "$.stages[0].organisme")]),
        (
            HEAD + "stages: [{organisme: x, debut: 2025-11-04, fin: en cours}]",
            [("stage-in-the-future", "$.stages[0].debut")],
        ),
        (
            HEAD + "stages: [{organisme: x, debut: 2025-01-01, fin: 2025-01-02, jours: 3}]",
            [("more-days-than-spell", "$.stages[0].jours")],
        ),
        (
            HEAD + "stages: [{organisme: x, debut: 2025-01-01, fin: 2025-01-02, heures: 48.5}]",
            [("more-hours-than-spell", "$.stages[0].heures")],
        ),
        (
            HEAD + "stages: [{organisme: x, debut: 2025-01-01, fin: en cours, heures: -1}]",
            [("negative", "$.stages[0].heures")],
        ),
        (HEAD + "rapport: 2025-01-01", [("not-a-mapping", "$.rapport")]),
        (HEAD + "rapport: {redige: ouii}", [("unknown-word", "$.rapport.redige")]),
        (HEAD + "rapport: {redige: 1}", [("not-a-date", "$.rapport.redige")]),
        (
            HEAD + "rapport: {redige: 2025-02-02, soutenu: 2025-02-01}",
            [("defended-before-written", "$.rapport.soutenu")],
        ),
        (
            HEAD + "derogations: [{condition: stage}]",
            [("missing-key", f"$.derogations[0].{key}") for key in ("motif", "autorite", "date")],
        ),
        (
            HEAD + WAIVED.format("2025-11-02"),
            [("expires-before-granted", "$.derogations[0].jusqu_au")],
        ),
        (HEAD + WAIVED.format("inconnu"), [("end-unknown", "$.derogations[0].jusqu_au")]),
        (HEAD + WAIVED.format("~"), [("end-unknown", "$.derogations[0].jusqu_au")]),
        (HEAD + WAIVED.format("2200-01-01"), [("date-out-of-range", "$.derogations[0].jusqu_au")]),
        (HEAD + "entree_en_formation: 2025-11-04", [("entry-in-the-future", "$.entree_en_formation")]),
        ("dossier: D\nprogramme: RNCP 36625", [("unknown-programme", "$.programme")]),
        (HEAD + "dossier: E", [("duplicate-key", "$.dossier")]),
    ],
)
def test_each_fault_is_told_once_at_its_path(text: str, faults: list[tuple[str, str]]) -> None:
    assert seen(text) == faults


def test_every_fault_of_a_file_is_told_with_its_place_in_order() -> None:
    with pytest.raises(DossierError) as caught:
        load(EXAMPLES / "fautes.yaml", as_of=AS_OF, units=UNITS)
    assert [(f.line, f.column, f.code, f.suggestion) for f in caught.value.faults] == [
        (6, 12, "unknown-ue", "FPG003"),
        (7, 45, "mark-out-of-range", None),
        (8, 58, "impossible-date", None),
        (13, 10, "end-before-start", None),
        (16, 5, "unknown-key", "quotite"),
    ]
    assert {fault.file for fault in caught.value.faults} == {str(EXAMPLES / "fautes.yaml")}
    assert "vouliez-vous dire «\xa0FPG003\xa0»\u202f?" in str(caught.value)


def test_a_fault_of_reading_hides_no_other() -> None:
    assert seen("dossier: []\nprogramme: RNCP36625\nue: [{code: [], note: 41}, {cod: FPG003, note: 42}]") == [
        ("not-a-text", "$.dossier"),
        ("not-a-text", "$.ue[0].code"),
        ("mark-out-of-range", "$.ue[0].note"),
        ("unknown-key", "$.ue[1].cod"),
        ("mark-out-of-range", "$.ue[1].note"),
    ]


def test_a_misspelt_key_with_a_bad_value_has_two_faults_and_no_more() -> None:
    assert sorted(seen(HEAD + "ue: [{cod: []}]")) == [
        ("not-a-text", "$.ue[0].cod"),
        ("unknown-key", "$.ue[0].cod"),
    ]


@pytest.mark.parametrize(
    ("text", "message", "suggestion"),
    [
        ("ue: [{code: FPG003, note: x}]", "“x” is not a number; expected: 0 … 20.", None),
        ("ue: [{code: FPG003, note: 12,5}]", "the number 12,5 is written with a comma.", "12.5"),
        ("ue: [x]", "“x” is not a set of keys; expected keys: code.", None),
        ("rapport: []", "“[…]” is not a set of keys; expected keys: redige, soutenu, valide.", None),
        ("ue: [{}]", "the key “code” is missing, and it is required.", None),
        ("rapport: {redigé: oui}", "unknown key “redigé”; the keys are: redige, soutenu, valide.", "redige"),
        (
            "experiences: [{intitule: x, debut: 2025-01-01, fin: en-cours}]",
            "the word “en-cours” is not accepted here; the words are: en cours, AAAA-MM-JJ.",
            "en cours",
        ),
        (
            "experiences: [{intitule: x, debut: 2025-01-01, fin: en cours, quotite: x}]",
            "“x” is not a number; expected: 0 < quotité ≤ 1.",
            None,
        ),
        (
            "stages: [{organisme: x, debut: 2025-01-01, fin: en cours, heures: x}]",
            "“x” is not a number; expected: 462, 10.5.",
            None,
        ),
        (
            "stages: [{organisme: x, debut: 2025-01-01, fin: en cours, jours: x}]",
            "“x” is not a number; expected: 66, 10.5.",
            None,
        ),
        (
            "rapport: {valide: nonn}",
            "the word “nonn” is not accepted here; the words are: AAAA-MM-JJ, oui, non, inconnu.",
            "non",
        ),
    ],
)
def test_a_fault_of_reading_says_what_was_found_and_expected(
    text: str, message: str, suggestion: str | None
) -> None:
    (fault,) = found(HEAD + text)
    assert (fault.message("en"), fault.suggestion) == (message, suggestion)


def test_the_format_asked_for_is_the_format_read() -> None:
    with pytest.raises(DossierError) as caught:
        loads(HEAD, format="json")
    assert [fault.code for fault in caught.value.faults] == ["json-syntax"]
    assert loads("{dossier: D, programme: P}", file="d.json", format="yaml") == Dossier("D", "P")


def test_a_missing_end_is_placed_at_the_spell_that_lacks_it() -> None:
    (fault,) = found(HEAD + "experiences:\n  - intitule: x\n    debut: 2025-01-01\n")
    assert (fault.code, fault.line, fault.column) == ("missing-end", 4, 5)


def test_faults_of_reading_and_of_consistency_are_told_together() -> None:
    text = (
        HEAD + "ue:\n  - {code: FPG003, note: 41, date: hier}\nrapport: {soutenu: oui, redige: non}\nx: 1\n"
    )
    assert seen(text) == [
        ("mark-out-of-range", "$.ue[0].note"),
        ("not-a-date", "$.ue[0].date"),
        ("defended-not-written", "$.rapport.soutenu"),
        ("unknown-key", "$.x"),
    ]


@pytest.mark.parametrize(
    ("given", "meant"), [("RNCP 36625", "RNCP36625"), ("rncp36625", "RNCP36625"), ("XYZ", None)]
)
def test_the_known_programmes_are_suggested(given: str, meant: str | None) -> None:
    (fault,) = found(f"dossier: D\nprogramme: {given}\nue: [{{code: ZZZ999}}]")
    assert (fault.code, fault.suggestion, fault.args["expected"]) == ("unknown-programme", meant, "RNCP36625")


def test_without_a_date_nothing_is_in_the_future_and_without_codes_none_is_unknown() -> None:
    text = HEAD + "entree_en_formation: 2190-01-01\nue: [{code: ZZZ999}]\n"
    text += "experiences: [{intitule: x, debut: 2190-01-01, fin: en cours}]"
    assert loads(text).ue == (Ue("ZZZ999"),)


def test_a_dossier_in_a_larger_document_keeps_its_place() -> None:
    text = '"a b":\n  - dossier: {ue: [{code: ZZZ999, note: 21}, {code: FPGO03, oops: 1}]}\n'
    node, _ = read_yaml(text)
    assert node is not None
    assert isinstance(node.value, dict)
    (outer,) = node.value.values()
    assert isinstance(outer.value, tuple)
    assert isinstance(outer.value[0].value, dict)
    inner = outer.value[0].value["dossier"]
    decoder = Decoder(file="rules.yaml")
    assert decode(inner, decoder, dossier="exemple", programme="RNCP36625", units=UNITS) is None
    assert [(f.code, f.path, f.place) for f in decoder.faults] == [
        ("unknown-key", '$["a b"][0].dossier.ue[1].oops', "rules.yaml:2:61"),
        ("mark-out-of-range", '$["a b"][0].dossier.ue[0].note', "rules.yaml:2:41"),
        ("unknown-ue", '$["a b"][0].dossier.ue[0].code', "rules.yaml:2:27"),
        ("unknown-ue", '$["a b"][0].dossier.ue[1].code', "rules.yaml:2:53"),
    ]


def test_a_dossier_in_a_larger_document_may_leave_its_names_out() -> None:
    node, _ = read_yaml("{ue: []}")
    assert node is not None
    assert decode(node, Decoder(), dossier="e", programme="p") == Dossier("e", "p", ue=())
    named, _ = read_yaml("{dossier: D, programme: P}")
    assert named is not None
    assert decode(named, Decoder(), dossier="e", programme="p") == Dossier("D", "P")
    decoder = Decoder()
    decoder.fault(node, "empty")
    assert decode(node, decoder, dossier="e", programme="p") == Dossier("e", "p", ue=())
    assert len(decoder.faults) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xfed\x00", "not-utf8"),
        (b"dossier: \xe9", "not-utf8"),
        (b"", "empty"),
        (b"#" * (MAX_BYTES + 1), "too-big"),
        (b"\xe9" * (MAX_BYTES + 1), "too-big"),
    ],
)
def test_a_file_that_is_no_document(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "d.yaml"
    path.write_bytes(data)
    with pytest.raises(DossierError) as caught:
        load(path)
    assert [(fault.code, fault.path, fault.file) for fault in caught.value.faults] == [(code, "$", str(path))]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    for path, code in (
        (tmp_path / "none.yaml", "file-not-found"),
        (tmp_path, "file-is-a-folder"),
        ("a\0b", "unreadable-file"),
    ):
        with pytest.raises(DossierError) as caught:
            load(path)
        (fault,) = caught.value.faults
        assert (fault.code, fault.path, fault.file) == (code, "$", str(path))


def test_the_date_of_the_decision_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(HEAD + "entree_en_formation: 2025-11-04\n", encoding="utf-8")
    assert load(path, units=UNITS).entree_en_formation == date(2025, 11, 4)
    with pytest.raises(DossierError) as caught:
        load(path, as_of=AS_OF)
    assert [fault.code for fault in caught.value.faults] == ["entry-in-the-future"]


def test_a_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    for name, text in (("d.yaml", HEAD), ("d.json", '{"dossier": "D", "programme": "RNCP36625"}')):
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
        assert load(str(tmp_path / name)) == Dossier("D", "RNCP36625")


def test_the_largest_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(HEAD + "#" * (MAX_BYTES - len(HEAD)))
    assert load(path) == Dossier("D", "RNCP36625")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.[jy]*")), ids=lambda path: path.name)
def test_the_examples_are_what_they_say(path: Path) -> None:
    if path.suffix == ".yaml":
        assert path.read_text(encoding="utf-8").startswith("# ")
    assert path.name in (EXAMPLES / "README.md").read_text(encoding="utf-8")
    if path.stem != "fautes":
        assert load(path, as_of=AS_OF, units=UNITS).programme == "RNCP36625"

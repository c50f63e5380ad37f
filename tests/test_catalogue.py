"""Finding rules: the version in force by the day of entry into training, and folders of any files."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from cnam_rules import read_ruleset
from cnam_rules.catalogue import Catalogue, files, packaged, packaged_folder
from cnam_rules.dossier import Dossier
from cnam_rules.faults import Fault, RuleSetError
from tests.language.build import rule_file

RULES = rule_file("{mesure: ue, au_moins: 1 UE}")
FICHE = (packaged_folder() / "titre-casp" / "programme.yaml").read_text(encoding="utf-8")
DAY = timedelta(days=1)
FIRST, SECOND, END = date(2020, 9, 1), date(2023, 9, 1), date(2026, 8, 31)
AS_OF = date(2026, 1, 1)


def version(number: int, du: date, au: date | None) -> str:
    until = "" if au is None else f", au: {au}"
    return RULES.replace('version: "1"', f'version: "{number}"').replace("2015-01-01", f"{du}{until}")


def folder(where: Path, **files: str) -> Catalogue:
    for name, text in files.items():
        path = where / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".yaml").write_text(text, encoding="utf-8")
    return Catalogue((where,))


@pytest.fixture
def versions(tmp_path: Path) -> Catalogue:
    """Three versions, each of which follows the one before."""
    return folder(
        tmp_path,
        fiche=FICHE,
        a=version(1, FIRST, SECOND - DAY),
        b=version(2, SECOND, END),
        c=version(3, END + DAY, None),
    )


def entered(day: date | None, programme: str = "RNCP36625") -> Dossier:
    return Dossier("D", programme, entree_en_formation=day)


def refused(rules: Catalogue, dossier: Dossier, as_of: date) -> Fault:
    with pytest.raises(RuleSetError) as caught:
        rules.in_force(dossier, as_of)
    (fault,) = caught.value.faults
    assert all(fault.message(lang) and fault.hint(lang) for lang in ("fr", "en"))
    return fault


@pytest.mark.parametrize(
    ("day", "number"),
    [(FIRST, 1), (SECOND - DAY, 1), (SECOND, 2), (SECOND + DAY, 2), (END - DAY, 2), (END + DAY, 3)],
)
def test_the_day_of_entry_picks_the_version(versions: Catalogue, day: date, number: int) -> None:
    assert versions.in_force(entered(day), END + 30 * DAY).version == str(number)


def test_before_the_first_version_none_is_in_force(versions: Catalogue) -> None:
    fault = refused(versions, entered(FIRST - DAY), AS_OF)
    assert (fault.code, fault.path) == ("none-in-force", "$.entree_en_formation")
    assert fault.args["entered"] == "2020-08-31"
    assert "essai/petit@1 (2020-09-01 → 2023-08-31)" in fault.args["expected"]
    assert "essai/petit@3 (2026-09-01 → …)" in fault.args["expected"]


def test_on_a_day_that_two_variants_govern_neither_is_chosen(tmp_path: Path) -> None:
    variant = version(1, END, None).replace("essai/petit", "essai/region")
    rules = folder(tmp_path, fiche=FICHE, b=version(2, SECOND, END), c=variant)
    assert rules.in_force(entered(END - DAY), END).id == "essai/petit"
    fault = refused(rules, entered(END), END)
    assert fault.code == "several-in-force"
    assert "essai/petit@2" in fault.args["expected"]
    assert "essai/region@1" in fault.args["expected"]


def test_a_version_must_exist_by_the_day_of_the_decision(versions: Catalogue) -> None:
    assert versions.in_force(entered(END), END - DAY).version == "2"
    assert refused(versions, entered(None), FIRST - DAY).code == "none-in-force-yet"


def test_without_the_day_of_entry_it_takes_a_single_version(versions: Catalogue) -> None:
    assert versions.in_force(entered(None), SECOND - DAY).version == "1"
    fault = refused(versions, entered(None), SECOND)
    assert (fault.code, fault.path) == ("entry-needed", "$.entree_en_formation")
    assert fault.args["as_of"] == "2023-09-01"


def test_a_programme_that_no_rules_are_about(versions: Catalogue) -> None:
    fault = refused(versions, entered(FIRST, "RNCP36626"), AS_OF)
    assert (fault.code, fault.path, fault.suggestion) == ("unknown-programme", "$.programme", "RNCP36625")
    assert fault.args["expected"] == "RNCP36625"


def test_a_rule_set_by_its_name(versions: Catalogue) -> None:
    assert versions.ruleset("essai/petit@2").version == "2"
    for name, code, near in (
        ("essai/petit", "several-rulesets", None),
        ("essai/petits", "unknown-ruleset", "essai/petit"),
        ("essai/petit@9", "unknown-ruleset", "essai/petit"),
        ("@1", "unknown-ruleset", None),
    ):
        with pytest.raises(RuleSetError) as caught:
            versions.ruleset(name)
        (fault,) = caught.value.faults
        assert (fault.code, fault.suggestion, fault.args["found"]) == (code, near, name)
        assert fault.args["expected"] == "essai/petit@1, essai/petit@2, essai/petit@3"


def test_the_files_of_a_folder_are_found_wherever_they_stand(tmp_path: Path) -> None:
    rules = folder(tmp_path, x__y__rules=RULES, fiche=FICHE)
    (tmp_path / "notes.txt").write_text("jeu: rien", encoding="utf-8")
    assert [ruleset.file for ruleset in rules.rulesets] == ["x/y/rules.yaml"]
    assert rules.fiches["titre-casp/programme"].file == "fiche.yaml"
    assert dict(rules.units) == {"RNCP36625": packaged().units["RNCP36625"]}


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    rules = folder(
        tmp_path,
        a=RULES.replace("2015-01-01", "2015-02-30"),
        b=RULES.replace("au_moins: 1 UE", "au_moins: 1"),
        fiche=FICHE,
    )
    with pytest.raises(RuleSetError) as caught:
        _ = rules.rulesets
    assert [(f.file, f.code) for f in caught.value.faults] == [
        ("a.yaml", "impossible-date"),
        ("b.yaml", "not-the-unit"),
    ]


def test_every_fault_of_every_programme_is_told_at_once(tmp_path: Path) -> None:
    rules = folder(tmp_path, a="fiche: a", b="fiche: b\nversion: []", rules=RULES)
    with pytest.raises(RuleSetError) as caught:
        _ = rules.rulesets
    assert {fault.file for fault in caught.value.faults} == {"a.yaml", "b.yaml"}


def another_title(text: str) -> str:
    return text.replace("RNCP36625", "RNCP1").replace("titre-casp/programme", "autre/programme")


def test_a_title_whose_files_are_at_fault_stops_no_other(tmp_path: Path) -> None:
    other = another_title(RULES).replace("essai/petit", "autre/petit").replace("2015-01-01", "2015-02-30")
    rules = folder(tmp_path, a=RULES, b=other, fiche=FICHE, fiche2=another_title(FICHE))
    assert rules.in_force(entered(FIRST), AS_OF).id == "essai/petit"
    assert rules.ruleset("essai/petit").programme == "RNCP36625"
    assert "FPG003" in rules.units["RNCP36625"]
    for ask in (
        lambda: rules.in_force(entered(FIRST, "RNCP1"), AS_OF),
        lambda: rules.ruleset("autre/petit"),
        lambda: rules.rulesets,
    ):
        with pytest.raises(RuleSetError) as caught:
            ask()
        assert [(fault.file, fault.code) for fault in caught.value.faults] == [("b.yaml", "impossible-date")]


def test_what_is_read_for_one_title_is_read_once(tmp_path: Path) -> None:
    rules = folder(tmp_path, a=RULES, fiche=FICHE)
    first = rules.in_force(entered(FIRST), AS_OF)
    assert first is rules.ruleset("essai/petit@1")
    assert first is rules.rulesets[0]
    assert first.fiche is rules.fiches["titre-casp/programme"]


def test_the_programme_that_a_rule_set_inherits_is_its_own(tmp_path: Path) -> None:
    child = """
jeu: essai/enfant
version: "2"
etend: essai/petit@1
en_vigueur: {du: 2030-01-01}
"""
    rules = folder(tmp_path, a=RULES, b=child, fiche=FICHE)
    assert [r.id for r in rules.of_programme("RNCP36625")] == ["essai/petit", "essai/enfant"]
    assert rules.ruleset("essai/enfant").programme == "RNCP36625"
    assert rules.of_programme("RNCP1") == ()


def test_where_the_programme_is_not_written_plainly_every_file_is_read(tmp_path: Path) -> None:
    odd = RULES.replace("programme: RNCP36625", "programme:\n  RNCP36625")
    assert odd != RULES
    rules = folder(tmp_path, a=odd, fiche=FICHE)
    assert rules.in_force(entered(FIRST), AS_OF) is rules.ruleset("essai/petit")


def test_of_two_files_of_one_name_none_is_chosen_in_silence(tmp_path: Path) -> None:
    rules = folder(tmp_path, a=RULES, b=RULES, fiche=FICHE)
    assert refused(rules, entered(FIRST), AS_OF).code == "id-twice"


def test_a_text_whose_first_day_nobody_knows_governs_until_its_last(tmp_path: Path) -> None:
    old = version(1, FIRST, SECOND - DAY).replace("du: 2020-09-01", "du: inconnu")
    rules = folder(tmp_path, fiche=FICHE, a=old, b=version(2, SECOND, None))
    assert rules.in_force(entered(date(1980, 1, 1)), AS_OF).version == "1"
    assert rules.in_force(entered(SECOND - DAY), AS_OF).version == "1"
    assert rules.in_force(entered(SECOND), AS_OF).version == "2"
    fault = refused(rules, entered(None), AS_OF)
    assert (fault.code, fault.args["expected"]) == (
        "entry-needed",
        "essai/petit@1 (… → 2023-08-31), essai/petit@2 (2023-09-01 → …)",
    )
    both = folder(
        tmp_path / "x", fiche=FICHE, a=old.replace(", au: 2023-08-31", ""), b=version(2, SECOND, None)
    )
    assert refused(both, entered(SECOND), AS_OF).code == "versions-overlap"


def test_two_files_of_one_name_are_a_fault(tmp_path: Path) -> None:
    twice = folder(tmp_path / "a", a=RULES, b=RULES, fiche=FICHE)
    with pytest.raises(RuleSetError) as caught:
        _ = twice.rulesets
    (fault,) = caught.value.faults
    assert (fault.code, fault.file, fault.path) == ("id-twice", "b.yaml", "$.jeu")
    assert fault.args == {"found": "essai/petit", "expected": "a.yaml"}
    fiches = folder(tmp_path / "b", a=FICHE, b=FICHE)
    with pytest.raises(RuleSetError) as caught:
        _ = fiches.fiches
    (fault,) = caught.value.faults
    assert (fault.code, fault.file, fault.path) == ("id-twice", "b.yaml", "$.fiche")
    assert fault.args == {"found": "titre-casp/programme", "expected": "a.yaml"}


def test_files_that_are_no_text_are_all_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xff\xfe")
    (tmp_path / "b.yaml").mkdir()
    with pytest.raises(RuleSetError) as caught:
        _ = Catalogue((tmp_path,)).rulesets
    assert [(fault.file, fault.code) for fault in caught.value.faults] == [
        ("a.yaml", "not-utf8"),
        ("b.yaml", "file-is-a-folder"),
    ]


def test_a_file_with_a_byte_order_mark_is_still_a_rule_set(tmp_path: Path) -> None:
    rules = folder(tmp_path, a="\ufeff" + RULES, fiche=FICHE)
    assert [ruleset.id for ruleset in rules.rulesets] == ["essai/petit"]


def test_the_units_of_a_programme_are_those_of_all_its_versions(tmp_path: Path) -> None:
    newer = FICHE.replace("fiche: titre-casp/programme", "fiche: titre-casp/neuf").replace("FPG003", "NEW001")
    units = folder(tmp_path, a=FICHE, b=newer).units["RNCP36625"]
    assert {"FPG003", "NEW001"} <= units
    assert len(units) == 16


def test_one_file_is_read_with_the_library_s_programmes(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(RULES, encoding="utf-8")
    assert read_ruleset(path).fiche == packaged().fiches["titre-casp/programme"]
    assert read_ruleset(str(path)).file == str(path)


def test_one_file_is_read_with_the_programme_beside_it(tmp_path: Path) -> None:
    folder(tmp_path, fiche=FICHE.replace("FPG003", "NEW001"), rules=RULES, other=RULES, notes="a: 1")
    ruleset = read_ruleset(tmp_path / "rules.yaml")
    assert "NEW001" in ruleset.fiche.codes
    assert ruleset.units["RNCP36625"] == frozenset(ruleset.fiche.codes)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("absent.yaml", None, "file-not-found"),
        ("bytes.yaml", b"\xff", "not-utf8"),
        (".", None, "file-is-a-folder"),
    ],
)
def test_a_file_that_can_not_be_read(tmp_path: Path, name: str, data: bytes | None, code: str) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(RuleSetError) as caught:
        read_ruleset(path)
    (fault,) = caught.value.faults
    assert (fault.code, fault.file) == (code, str(path))


def test_a_fault_of_the_programme_beside_it_is_told(tmp_path: Path) -> None:
    folder(tmp_path, fiche="fiche: x", rules=RULES)
    with pytest.raises(RuleSetError) as caught:
        read_ruleset(tmp_path / "rules.yaml")
    assert {fault.file for fault in caught.value.faults} == {str(tmp_path / "fiche.yaml")}
    (tmp_path / "fiche.yaml").write_bytes(b"\xff")
    with pytest.raises(RuleSetError) as caught:
        read_ruleset(tmp_path / "rules.yaml")
    assert [fault.code for fault in caught.value.faults] == ["not-utf8"]


def test_the_library_s_rules_are_in_the_package_or_else_in_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "__file__", str(tmp_path / "cnam_rules" / "catalogue" / "files.py"))
    with pytest.raises(RuleSetError) as caught:
        packaged_folder()
    assert [fault.code for fault in caught.value.faults] == ["no-rules-folder"]
    (tmp_path / "rules").mkdir()
    assert packaged_folder() == tmp_path / "rules"
    (tmp_path / "cnam_rules" / "_rules").mkdir(parents=True)
    assert packaged_folder() == tmp_path / "cnam_rules" / "_rules"

"""`cnam-rules diff`, `notice`, `receipt` and `verify`: from the files that `decide --json` writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cnam_rules import from_json, read_receipt, what_if
from cnam_rules.dossier import load
from tests.cli.support import AS_OF, Run, example

MISSING = example("ue-manquante")
COMPLETE = example("complet")


@pytest.fixture
def stored(run: Run, tmp_path: Path) -> dict[str, Path]:
    """The verdicts on two dossiers, each in a file."""
    files = {}
    for dossier in (MISSING, COMPLETE):
        files[dossier.stem] = tmp_path / f"{dossier.stem}.json"
        files[dossier.stem].write_text(run("decide", dossier, *AS_OF, "--json").out, encoding="utf-8")
    return files


def without_one_more(folder: Path) -> Path:
    """The dossier that lacks a unit, lacking another."""
    lines = MISSING.read_text(encoding="utf-8").splitlines()
    file = folder / "dossier.yaml"
    file.write_text("\n".join(line for line in lines if "TRS001" not in line), encoding="utf-8")
    return file


def test_diff_tells_what_differs_and_ends_with_1(run: Run, stored: dict[str, Path]) -> None:
    ran = run("diff", *stored.values(), "--lang", "en")
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.startswith("DIFFERENCE BETWEEN TWO FINDINGS — dossier D-2025-009 → D-2025-001\n")
    assert "✓ FINDING: may not be sent → may be sent" in ran.out
    data = json.loads(run("diff", *stored.values(), "--json").out)
    assert [(each["id"], each["before"], each["after"]) for each in data["conditions"]] == [
        ("ue", "unmet", "met")
    ]


def test_diff_of_a_verdict_with_itself_ends_with_0(run: Run, stored: dict[str, Path]) -> None:
    file = stored["complet"]
    ran = run("diff", file, "-", stdin=file.read_bytes())
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.endswith("Rien ne diffère.\n")
    assert json.loads(run("diff", file, file, "--json").out)["differs"] is False


def test_a_receipt_is_written_and_verified(run: Run, stored: dict[str, Path], tmp_path: Path) -> None:
    file, received = stored["ue-manquante"], tmp_path / "recu.json"
    assert run("receipt", file, MISSING, "--out", received).out == f"✓ écrit dans {received}\n"
    written = received.read_text(encoding="utf-8")
    assert run("receipt", file, MISSING).out == written
    assert json.loads(run("receipt", file, MISSING, "--json").out) == json.loads(written)
    assert read_receipt(written).ruleset.sha256 == from_json(file.read_text(encoding="utf-8")).ruleset.sha256
    assert "D-2025-009" not in written

    ran = run("verify", received, MISSING, "--verdict", file, "--lang", "en")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("✓ RECEIPT CONFIRMED")
    data = json.loads(run("verify", "-", MISSING, "--json", stdin=written.encode()).out)
    assert (data["identical"], data["difference"]) == (True, None)


def test_verify_tells_a_changed_dossier_and_what_it_changes(
    run: Run, stored: dict[str, Path], tmp_path: Path
) -> None:
    received, changed = tmp_path / "recu.json", without_one_more(tmp_path)
    run("receipt", stored["ue-manquante"], MISSING, "--out", received)
    ran = run("verify", received, changed, "--lang", "en")
    assert (ran.status, ran.err) == (1, "")
    assert "✗ The dossier has changed since the receipt." in ran.out
    assert "give the stored one (--verdict)" in ran.out
    told = run("verify", received, changed, "--verdict", stored["ue-manquante"], "--lang", "en")
    assert told.status == 1
    assert "11 units → 10 units" in told.out


def test_no_receipt_of_a_verdict_that_is_not_given_again(
    run: Run, stored: dict[str, Path], tmp_path: Path
) -> None:
    changed, received = without_one_more(tmp_path), tmp_path / "recu.json"
    ran = run("receipt", stored["ue-manquante"], changed, "--out", received)
    assert ran.status == 1
    assert ran.err == "Pas de reçu\xa0: décidé de nouveau, ce dossier ne donne plus cet avis.\n"
    assert "11 UE → 10 UE" in ran.out
    assert not received.exists()
    assert json.loads(run("receipt", stored["ue-manquante"], changed, "--json").out)["confirmed"] is False


def test_rules_from_a_file_are_named_again(run: Run, tmp_path: Path) -> None:
    from tests.language.build import rule_file

    rules, file, received = (tmp_path / name for name in ("petit.yaml", "avis.json", "recu.json"))
    rules.write_text(rule_file("{mesure: ue, au_moins: 12 UE}"), encoding="utf-8")
    file.write_text(run("decide", COMPLETE, *AS_OF, "--ruleset", rules, "--json").out, encoding="utf-8")
    lost = run("receipt", file, COMPLETE, "--lang", "en")
    assert lost.status == 3
    assert "essai/petit@1" in lost.err
    assert run("receipt", file, COMPLETE, "--ruleset", rules, "--out", received).status == 0
    assert run("verify", received, COMPLETE, "--ruleset", rules).status == 0
    rules.write_text(rule_file("{mesure: ue, au_moins: 13 UE}"), encoding="utf-8")
    ran = run("verify", received, COMPLETE, "--ruleset", rules, "--verdict", file, "--lang", "en")
    assert ran.status == 1
    assert "✗ The rules essai/petit@1 have changed" in ran.out
    assert "at least 12 units → at least 13 units" in ran.out


def test_files_that_are_something_else_are_told_by_name(
    run: Run, stored: dict[str, Path], tmp_path: Path
) -> None:
    file, other, received = stored["complet"], stored["ue-manquante"], tmp_path / "recu.json"
    run("receipt", file, COMPLETE, "--out", received)
    supposed = tmp_path / "hypothese.json"
    supposed.write_text(
        what_if(load(COMPLETE), as_of=from_json(file.read_text("utf-8")).as_of).to_json(), "utf-8"
    )
    nothing = tmp_path / "rien.json"
    cases: list[tuple[tuple[str | Path, ...], str, Path]] = [
        (("diff", file, received), "not-a-verdict", received),
        (("diff", file, supposed), "only-a-hypothesis", supposed),
        (("diff", nothing, file), "file-not-found", nothing),
        (("receipt", COMPLETE, COMPLETE), "json-syntax", COMPLETE),
        (("receipt", file, MISSING), "other-dossier", MISSING),
        (("receipt", file, example("fautes")), "unknown-ue", example("fautes")),
        (("verify", file, COMPLETE), "not-a-receipt", file),
        (("verify", received, COMPLETE, "--verdict", other), "other-verdict", other),
        (("verify", received, COMPLETE, "--verdict", nothing), "file-not-found", nothing),
    ]
    for command, code, name in cases:
        ran = run(*command, "--json")
        (first, *_) = json.loads(ran.out)["errors"]
        assert (ran.status, ran.err, first["code"]) == (3, "", code)
        assert first["file"] == str(name)
        said = run(*command, "--lang", "en")
        assert said.status == 3
        assert str(name) in said.err


def test_a_receipt_that_can_not_be_written_is_a_fault(
    run: Run, stored: dict[str, Path], tmp_path: Path
) -> None:
    ran = run("receipt", stored["complet"], COMPLETE, "--out", tmp_path, "--json")
    (fault,) = json.loads(ran.out)["errors"]
    assert (ran.status, fault["path"], fault["code"]) == (3, "--out", "cannot-write")


@pytest.mark.parametrize("command", ["diff", "receipt", "verify"])
def test_each_takes_two_files(run: Run, command: str) -> None:
    for names in ((), ("a.json",), ("a.json", "b.yaml", "c.yaml")):
        ran = run(command, *names, "--lang", "en")
        assert ran.status == 3
        assert f"“{command}” takes two files (found: {' '.join(names) or '—'})" in ran.err
        assert f"Help: cnam-rules {command} --help" in ran.err
    ran = run(command, "-", "-", "--lang", "en")
    assert ran.status == 3
    ran = run(command, "a.json", "b.json", "--as-of", "2025-11-03", "--lang", "en")
    assert "--as-of" in ran.err


def test_a_notice_is_made_from_the_stored_verdict_alone(
    run: Run, stored: dict[str, Path], tmp_path: Path
) -> None:
    file = stored["ue-manquante"]
    ran = run("notice", file, "--lang", "en")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("NOTICE ON DOSSIER D-2025-009")
    assert run("notice", "-", "--lang", "en", stdin=file.read_bytes()).out == ran.out
    assert run("notice", file, "--format", "html").out.startswith("<!doctype html>")
    keys = [part["key"] for part in json.loads(run("notice", file, "--json").out)["parts"]]
    assert keys == ["contribution", "data", "parameters", "operations"]
    page = tmp_path / "notice.pdf"
    assert run("notice", file, "--format", "pdf", "--out", page).out == f"✓ écrit dans {page}\n"
    assert page.read_bytes().startswith(b"%PDF-")


def test_a_notice_as_pdf_needs_a_file_and_never_takes_that_of_the_verdict(
    run: Run, stored: dict[str, Path]
) -> None:
    file = stored["complet"]
    kept = file.read_bytes()
    for given in ((), ("--out", file)):
        ran = run("notice", file, "--format", "pdf", *given)
        assert (ran.status, ran.out) == (3, "")
        assert file.read_bytes() == kept
    assert run("notice").status == 3
    assert run("notice", example("complet")).status == 3

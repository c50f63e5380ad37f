"""`cnam-rules rules prove`: what it says, the files it writes, and what it answers when it can't."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest

from cnam_rules.prove import solver
from tests.cli.support import Run
from tests.language.build import reading, rule_file
from tests.prove.planted import MEASURES

pytest.importorskip("z3", reason="the extra `prove` (z3-solver) isn't installed")

UE = "{mesure: ue, au_moins: 12 UE}"
EXPERIENCE = "{mesure: experience, au_moins: 18 mois}"
CAPPED = (UE, "{mesure: ves, au_plus: 4 UE}")
"""Four units at most by exemption: more of them, and it is refused."""


def written(folder: Path, *exiges: str, readings: str = "") -> Path:
    """A small rule set in a folder of its own."""
    folder.mkdir(exist_ok=True)
    path = folder / "jury.yaml"
    path.write_text(rule_file(*exiges, measures=MEASURES, readings=readings), encoding="utf-8")
    return path


def plain(text: str) -> str:
    """The text with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def line_of(path: Path, start: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return 1 + next(index for index, line in enumerate(lines) if line.startswith(start))


def test_the_rules_of_the_library_are_proved(run: Run) -> None:
    ran = run("rules", "prove")
    assert (ran.status, ran.err) == (0, "")
    assert "✓ titre-casp/jury@2023.1 (titre-casp/jury.yaml)" in ran.out
    assert "c'est prouvé" in ran.out
    assert "that is proved" in run("rules", "prove", "titre-casp/jury", "--lang", "en").out


def test_a_defect_is_told_with_its_place_and_status(run: Run, tmp_path: Path) -> None:
    rules = written(tmp_path / "a", "{mesure: ue, au_moins: 13 UE}", EXPERIENCE)
    ran = run("rules", "prove", rules)
    assert ran.status == 1
    place = f"{rules}:{line_of(rules, '  - {id: c0')} [c0]"
    assert f"✗ {place} aucun dossier ne peut remplir cette condition." in ran.out
    assert "no dossier can meet" in run("rules", "prove", rules, "--lang", "en").out


def test_a_remark_fails_only_when_asked_to(run: Run, tmp_path: Path) -> None:
    rules = written(tmp_path / "a", *CAPPED)
    ran = run("rules", "prove", rules)
    assert ran.status == 0
    assert "○" in ran.out
    assert "« un : au plus 4 UE »" in plain(ran.out)
    assert "        dossier: PREUVE" in ran.out
    assert run("rules", "prove", rules, "--strict").status == 1
    assert run("rules", "prove", written(tmp_path / "b", UE), "--strict").status == 0


def test_what_holds_under_one_reading_says_which(run: Run, tmp_path: Path) -> None:
    lecture = reading("l", "exige", "a", a="{toujours: oui}", b=UE)
    rules = written(tmp_path / "a", "{lecture: l}", EXPERIENCE, readings=lecture)
    ran = run("rules", "prove", rules, "--lang", "en")
    assert ran.status == 0
    assert "Under the readings retained, though not under all: no dossier can fail it" in ran.out


def commands(text: str) -> list[list[str]]:
    """The commands told that decide a dossier, without the program's name."""
    return [shlex.split(line.strip())[2:] for line in text.splitlines() if line.strip().startswith("$ ")]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_two_versions_and_the_file_that_decide_confirms(run: Run, tmp_path: Path, lang: str) -> None:
    si = "{si: {mesure: champ, moins_de: %s}, alors: {mesure: stage, au_moins: 3 mois}}"
    older = written(tmp_path / "a", UE, EXPERIENCE, si % "18 mois")
    newer = written(tmp_path / "b", UE, EXPERIENCE, si % "24 mois")
    folder = tmp_path / "preuves"
    ran = run("rules", "prove", older, "--versus", newer, "--out", folder, "--lang", lang)
    assert ran.status == 1
    said = {
        "fr": "Qui y perd : un : 18 mois ; un : 0 jour. → oui selon a/jury.yaml. → non selon b/jury.yaml : "
        "« un » n'est pas remplie.",
        "en": "Who loses: one: 18 months; one: 0 days. → yes by a/jury.yaml. → no by b/jury.yaml: "
        "“one” is not met.",
    }
    told = " ".join(plain(ran.out).replace(f"{tmp_path}/", "").split())
    assert said[lang] in told
    assert ("Personne n'y gagne" if lang == "fr" else "Nobody gains") in ran.out
    (file,) = folder.iterdir()
    assert str(file) in ran.out
    assert [run(*command).status for command in commands(ran.out)] == [0, 1]
    header = [line[2:] for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("# ")]
    assert [shlex.split(line)[1:] for line in header] == commands(ran.out)


def test_two_regions_are_told_apart_by_their_titles_and_conditions(run: Run, tmp_path: Path) -> None:
    names = [f"cnam-experience/titre-niveau-iii-{region}" for region in ("paca", "liban")]
    ran = run("rules", "prove", names[0], "--versus", names[1], "--out", tmp_path)
    told = plain(ran.out)
    assert f"  · {names[1]}@1 : Expérience demandée pour un titre de niveau III, Cnam Liban" in told
    assert (
        "Qui y gagne : expérience professionnelle dans le domaine : 0 jour ; expérience professionnelle :"
        in told
    )
    because = "« 2 ans d'expérience dans le domaine, ou 3 ans hors du domaine » n'est pas remplie."
    assert f"      → non selon {names[0]}@1 : {because}" in told
    # The two ask for another stage under the same name.
    assert f"stage (selon {names[1]}@1) : 0 jour" in told
    assert f"stage (selon {names[0]}@1) : 3 mois" in told
    assert "Par ailleurs : stage : 3 mois." in told  # said once where it is the same


def test_a_pair_of_dossiers_decides_as_told(run: Run, tmp_path: Path) -> None:
    rules = written(tmp_path / "a", *CAPPED)
    ran = run("rules", "prove", rules, "--out", tmp_path / "preuves")
    assert [run(*command).status for command in commands(ran.out)] == [0, 1]


def test_equivalent_rules(run: Run, tmp_path: Path) -> None:
    rules = written(tmp_path / "a", UE)
    other = written(tmp_path / "b", "{mesure: ue, plus_de: 11 UE}")
    ran = run("rules", "prove", rules, "--versus", other)
    assert (ran.status, ran.err) == (0, "")
    assert "équivalents" in ran.out
    assert run("rules", "prove", rules, "--versus", rules).status == 0


def test_json_holds_all_of_it(run: Run, tmp_path: Path) -> None:
    rules = written(tmp_path / "a", *CAPPED)
    data = json.loads(run("rules", "prove", rules, "titre-casp/jury", "--json", "--out", tmp_path / "p").out)
    first, second = data["reports"]
    (finding,) = first["findings"]
    assert (finding["code"], finding["serious"], finding["subject"]) == ("not-monotone", False, "c1")
    assert [witness["role"] for witness in finding["witnesses"]] == ["before", "after"]
    (decided,) = finding["witnesses"][1]["decided"]
    assert decided["verdict"] == "not_eligible"
    assert decided["dossier"].startswith("dossier: PREUVE")
    assert len([*(tmp_path / "p").iterdir()]) == 2
    assert (second["findings"], second["monotone"], second["choices"]) == (
        [],
        True,
        {"tried": 1536, "all": 1536},
    )


def test_what_is_not_settled_is_loud(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cnam_rules.measures import provable

    monkeypatch.setattr(provable, "COMPANIONS", {**provable.COMPANIONS, "ue": object()})
    rules = written(tmp_path / "a", UE)
    ran = run("rules", "prove", rules)
    assert ran.status == 0
    assert ran.out.startswith("?")
    assert "faute de savoir en faire pour ue" in ran.out
    assert run("rules", "prove", rules, "--strict").status == 1
    other = written(tmp_path / "b", "{mesure: ue, au_moins: 11 UE}")
    versus = run("rules", "prove", rules, "--versus", other, "--lang", "en")
    assert "Nothing is established" in versus.out
    assert versus.status == 0


def test_a_solver_that_gives_up_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cnam_rules.prove import asking, versus

    for module in (asking, versus):
        monkeypatch.setattr(module, "can_be", lambda _: solver.GaveUp())
    lecture = reading("l", "exige", "a", a=EXPERIENCE, b=UE)
    rules = written(tmp_path / "a", "{lecture: l}", EXPERIENCE, readings=lecture)
    for arguments in ((rules,), (rules, "--versus", rules)):
        ran = run("rules", "prove", *arguments, "--lang", "en")
        assert (ran.status, ran.err) == (0, "")
        assert "the calculation did not end in time" in ran.out
        assert "proved." not in ran.out


def test_choices_left_out_are_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from cnam_rules.prove import choices

    monkeypatch.setattr(choices, "_MOST", 3)
    ran = run("rules", "prove", "--lang", "en")
    assert "choices of readings out of 1,536 were gone through" in ran.out


def test_without_z3_the_extra_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    solver._z3.cache_clear()
    try:
        ran = run("rules", "prove", "--lang", "en")
    finally:
        solver._z3.cache_clear()
    assert ran.status == 3
    assert "pip install 'cnam-rules[prove]'" in ran.err


def test_mistakes_of_the_command(run: Run, tmp_path: Path) -> None:
    assert "--versus" in run("rules", "prove", "--versus", "titre-casp/jury").err
    assert run("rules", "prove", "a", "b", "--versus", "titre-casp/jury").status == 3
    both = run("rules", "prove", "titre-casp/jurry", "--versus", tmp_path / "absent.yaml")
    assert both.status == 3
    assert "« titre-casp/jury » ?" in plain(both.err)
    assert "absent.yaml" in both.err
    assert "--strict" in run("rules", "prove", "--strickt").err
    assert run("rules", "prove", "--strict=yes").status == 3
    assert run("rules", "test", "--versus", "titre-casp/jury").status == 3


def test_a_folder_that_can_not_be_written_is_told(run: Run, tmp_path: Path) -> None:
    rules = written(tmp_path / "a", *CAPPED)
    there = tmp_path / "fichier"
    there.write_text("", encoding="utf-8")
    ran = run("rules", "prove", rules, "--out", there)
    assert ran.status == 3
    assert "ne peut pas être écrit" in ran.err
    assert "--out" in ran.err


def test_what_is_unknown_is_said_so(run: Run, tmp_path: Path) -> None:
    """Only a dossier of which something is unknown tells these two apart."""
    either = "{un_au_moins: [%s, {non: %s}]}"
    stage, step = "{mesure: stage, au_moins: 1 mois}", "{mesure: valide, est: oui}"
    for bound, unknown in ((stage, "one: unknown."), (step, "one: unknown.")):
        one = written(tmp_path / "a", "{toujours: oui}")
        other = written(tmp_path / "b", either % (bound, bound))
        ran = run("rules", "prove", one, "--versus", other, "--lang", "en")
        assert ran.status == 1
        told = " ".join(ran.out.split())
        assert f"The finding differs: {unknown} → yes by {one}. → to be settled by {other}: “one” is" in told


def test_a_choice_that_makes_a_condition_impossible_is_named(run: Run, tmp_path: Path) -> None:
    lecture = reading("l", "exige", "a", a=UE, b="{mesure: ue, au_moins: 13 UE}")
    ran = run("rules", "prove", written(tmp_path / "a", "{lecture: l}", readings=lecture), "--lang", "en")
    assert ran.status == 0
    assert "[c0] Under l=b: no dossier can meet this condition." in ran.out


def test_a_cause_that_is_a_comparison_with_a_decided_value_says_so(run: Run) -> None:
    """And what grows is shown on days that come after those of the examples."""
    said = plain(run("rules", "prove", "bafa/jury").out)
    assert "durée totale de la formation : au plus la valeur décidée (durée maximale de la formation" in said
    assert "question ouverte" not in said

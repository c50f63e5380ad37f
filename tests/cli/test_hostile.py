"""Hostile and broken rule files: each ends in one clear error, soon, through each command."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cnam_rules.catalogue import packaged_folder
from tests.cli.support import AS_OF, Run, example

SOON = 5.0
"""Seconds of work: five times what is promised, as the machine that runs the tests may be slow."""

JURY = (packaged_folder() / "titre-casp" / "jury.yaml").read_text(encoding="utf-8")


def changed(before: str, after: str) -> Callable[[], bytes]:
    assert before in JURY
    return lambda: JURY.replace(before, after, 1).encode()


def bomb() -> bytes:
    """Nine lists of nine of the list before: half a billion values in half a kilobyte."""
    lines = ['a0: &a0 ["lol"]']
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return ("jeu: essai/bombe\n" + "\n".join(lines)).encode()


def in_the_text(text: str) -> Callable[[], bytes]:
    return text.encode


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "an unknown operator": (changed("au_moins: 18 mois}", "environ: 18 mois}"), "unknown-key"),
    "a typo": (changed("conditions:", "condtions:"), "unknown-key"),
    "10 MB of rules": (lambda: JURY.encode() + b"# remplissage\n" * 750_000, "too-big"),
    "10 MB on one line": (lambda: b"jeu: " + b"x" * 10_000_000, "too-big"),
    "10 MB of lists": (lambda: b"jeu: " + b"[" * 10_000_000, "too-big"),
    "just under a megabyte of lists": (lambda: b"jeu: " + b"[" * 999_000, "too-deep"),
    "just under a megabyte of values": (lambda: b"jeu: [" + b"1," * 490_000 + b"1]", "too-many-values"),
    "just under a megabyte of one word": (lambda: b"jeu: " + b"x" * 990_000, "unknown-key"),
    "a YAML bomb": (bomb, "yaml-anchor"),
    "a circular alias": (in_the_text("jeu: &moi [*moi]\n"), "yaml-anchor"),
    "a circular alias in a mapping": (in_the_text("jeu: &moi {conditions: *moi}\n"), "yaml-anchor"),
    "a merge of itself": (in_the_text("jeu: x\nmesures: &moi {<<: *moi}\n"), "yaml-anchor"),
    "an object of Python": (in_the_text("jeu: !!python/object/apply:os.system [ls]\n"), "yaml-tag"),
    "a file that extends itself": (
        in_the_text('jeu: essai/soi\nversion: "1"\netend: essai/soi@1\n'),
        "extends-itself",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("command", ["check", "test", "show", "decide"])
def test_a_hostile_file_is_one_clear_error_soon(run: Run, tmp_path: Path, name: str, command: str) -> None:
    make, code = HOSTILE[name]
    file = tmp_path / "jury.yaml"
    file.write_bytes(make())
    given = ("decide", example("complet"), *AS_OF, "--ruleset") if command == "decide" else ("rules", command)
    start = time.process_time()
    ran = run(*given, file, "--json")
    took = time.process_time() - start
    assert ran.status == 3
    errors = json.loads(ran.out)["errors"]
    if name == "just under a megabyte of one word":  # a file that says nothing else lacks much
        assert errors[0]["file"] == str(file)
    else:
        assert [error["code"] for error in errors] == [code]
        assert errors[0]["file"] == str(file)
        assert errors[0]["hint"]
        assert len(errors[0]["message"]) < 600
    assert took < SOON


def test_a_cycle_of_etend_is_told_soon_in_each_of_its_files(run: Run, tmp_path: Path) -> None:
    names = ["un", "deux", "trois"]
    for name, other in zip(names, [*names[1:], names[0]], strict=True):
        (tmp_path / f"{name}.yaml").write_text(
            f'jeu: essai/{name}\nversion: "1"\netend: essai/{other}@1\n', encoding="utf-8"
        )
    start = time.process_time()
    ran = run("rules", "check", tmp_path / "un.yaml", "--json")
    assert time.process_time() - start < SOON
    errors = json.loads(ran.out)["errors"]
    assert [error["code"] for error in errors] == ["extends-itself"]
    for name in names:
        assert f"essai/{name}@1" in errors[0]["message"]


def test_a_long_chain_of_etend_is_read_soon(run: Run, tmp_path: Path) -> None:
    for n in range(60):
        (tmp_path / f"m{n:02}.yaml").write_text(
            f'jeu: essai/m{n}\nversion: "1"\nmodele: oui\n' + (f"etend: essai/m{n - 1}@1\n" if n else ""),
            encoding="utf-8",
        )
    start = time.process_time()
    ran = run("rules", "check", tmp_path / "m59.yaml", "--json")
    assert time.process_time() - start < SOON
    assert ran.status in (0, 3)
    assert len(json.loads(ran.out)["errors"]) <= 1


def test_readings_that_open_many_choices_are_checked_soon(run: Run, tmp_path: Path) -> None:
    """Twelve readings of six choices make two billion rule sets; none of the checks counts them out."""
    text = JURY[: JURY.index("dossier_type:")]
    choices = ", ".join(
        f"c{n}: {{libelle: {{fr: choix {n}, en: choice {n}}}, exige: {{mesure: ue, au_moins: {n + 1} UE}}}}"
        for n in range(6)
    )
    readings = "".join(
        f"  r{n}: {{question: {{fr: q, en: q}}, retenue: c0, raison: {{fr: r, en: r}},"
        f" choix: {{{choices}}}}}\n"
        for n in range(12)
    )
    uses = ", ".join(f"{{lecture: r{n}}}" for n in range(12))
    text = text.replace("lectures:\n", "lectures:\n" + readings, 1)
    text = text.replace(
        "        - {lecture: atelier-uaso04}",
        f"        - {{lecture: atelier-uaso04}}\n        - {{tous: [{uses}]}}",
        1,
    )
    file = tmp_path / "jury.yaml"
    file.write_text(text, encoding="utf-8")
    start = time.process_time()
    assert run("rules", "check", file).status == 0
    assert time.process_time() - start < SOON

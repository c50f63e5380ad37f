"""What is published works: installed in an empty environment, away from the checkout, with no network.

The environment gets exactly the runtime dependencies that the package declares, copied from here, then the
wheel, with ``--no-index``: a dependency used and not declared, or a file that the wheel forgets, is seen.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path, statuses: tuple[int, ...] = (0,)) -> str:
    """Runs a command with nothing of this checkout in its environment; fails with all that it printed."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "PIP_", "COV_", "COVERAGE_", "VIRTUAL_ENV"))
    }
    environment |= {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode in statuses, f"{command} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


def build(kind: str, source: Path, into: Path) -> Path:
    """Builds ``sdist`` or ``wheel`` with the build tools installed here, and returns the one file made."""
    run(sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", into, source, cwd=into)
    (made,) = into.glob("*.tar.gz" if kind == "sdist" else "*.whl")
    return made


def declared_runtime_closure(name: str) -> list[Distribution]:
    """Lists what a plain ``pip install`` of a package brings on this Python: its dependencies, and theirs."""
    found: dict[str, Distribution] = {}
    waiting = [Requirement(name)]
    while waiting:
        wanted = waiting.pop()
        package = distribution(wanted.name)
        extras = wanted.extras or {""}
        for text in package.requires or []:
            needed = Requirement(text)
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
                key = canonicalize_name(needed.name)
                if key not in found:
                    found[key] = distribution(needed.name)
                    waiting.append(needed)
    return [found[key] for key in sorted(found)]


def copy_distribution(package: Distribution, site_packages: Path) -> None:
    """Copies the files that an installed distribution recorded, its scripts aside."""
    for file in package.files or []:
        if ".." in file.parts or "__pycache__" in file.parts:
            continue
        target = site_packages / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(str(package.locate_file(file)), target)


def tree_of(folder: Path) -> dict[str, str]:
    """Digests every rule file of a folder, by relative path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def unpacked_sdist(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    run(sys.executable, "-m", "tarfile", "-e", sdist, folder, cwd=folder)
    (top,) = folder.iterdir()
    return top


@pytest.fixture(scope="module")
def wheels(unpacked_sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Builds the wheel twice: from the checkout, and from what the sdist holds."""
    return {
        "checkout": build("wheel", ROOT, tmp_path_factory.mktemp("wheel")),
        "sdist": build("wheel", unpacked_sdist, tmp_path_factory.mktemp("wheel_from_sdist")),
    }


@pytest.fixture(scope="module")
def installed(wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Installs the sdist's wheel in an empty environment; returns the environment's folder of programs."""
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder / "env", with_pip=False, symlinks=True)
    programs = folder / "env" / "bin"
    python = programs / "python"
    (site_packages,) = (folder / "env" / "lib").glob("python*/site-packages")
    assert not list(site_packages.iterdir())
    for package in declared_runtime_closure("cnam-rules"):
        copy_distribution(package, site_packages)
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-index", wheels["sdist"], cwd=folder)
    return programs


def test_the_sdist_has_what_is_needed_to_build_test_and_read(unpacked_sdist: Path) -> None:
    names = {path.name for path in unpacked_sdist.iterdir()}
    assert {
        "cnam_rules",
        "rules",
        "tests",
        "examples",
        "docs",
        "LICENSE",
        "README.md",
        "pyproject.toml",
    } <= names
    assert not names & {".git", ".venv", "site", "mutants", ".ci"}
    assert tree_of(unpacked_sdist / "rules") == tree_of(ROOT / "rules")
    notebooks = {path.name for path in (unpacked_sdist / "examples" / "notebooks").iterdir()}
    assert notebooks == {"cohort.ipynb", "explore.ipynb", "sliders.py"}


def test_the_wheel_is_the_same_from_the_checkout_and_from_the_sdist(wheels: dict[str, Path]) -> None:
    contents = []
    for path in wheels.values():
        with zipfile.ZipFile(path) as archive:
            contents.append({name: archive.read(name) for name in archive.namelist()})
    assert contents[0] == contents[1]


def test_the_wheel_carries_the_rule_sets_and_the_types_and_nothing_else(wheels: dict[str, Path]) -> None:
    with zipfile.ZipFile(wheels["sdist"]) as archive:
        names = set(archive.namelist())
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"cnam_rules"}
    assert "cnam_rules/py.typed" in names
    carried = {name.removeprefix("cnam_rules/_rules/") for name in names if "/_rules/" in name}
    assert carried == set(tree_of(ROOT / "rules"))
    assert any(name.endswith(".yaml") for name in carried)
    for file in ("widget/whatif.js", "widget/whatif.css", "render/verdict.css", "render/page.typ"):
        assert f"cnam_rules/{file}" in names


def test_installed_alone_the_library_finds_its_rule_sets(installed: Path, tmp_path: Path) -> None:
    where = run(
        installed / "python", "-I", "-c", "import cnam_rules; print(cnam_rules.__file__)", cwd=tmp_path
    )
    assert str(installed.parent) in where
    assert str(ROOT) not in where
    listed = run(installed / "cnam-rules", "rules", "list", cwd=tmp_path)
    assert "RNCP36625" in listed
    run(installed / "cnam-rules", "rules", "check", cwd=tmp_path)
    run(installed / "cnam-rules", "rules", "test", cwd=tmp_path)


def test_installed_alone_the_what_if_says_which_extra_it_needs(installed: Path, tmp_path: Path) -> None:
    program = (
        "import cnam_rules, datetime; from cnam_rules.widget import explore\n"
        "try: explore(cnam_rules.Dossier('D-1', 'RNCP36625'), as_of=datetime.date(2025, 11, 3))\n"
        "except cnam_rules.WidgetUnavailable as error: print(error)"
    )
    said = run(installed / "python", "-I", "-c", program, cwd=tmp_path)
    assert said == "anywidget is not installed: pip install 'cnam-rules[widget]'\n"


def test_installed_alone_the_command_line_decides_as_it_does_here(installed: Path, tmp_path: Path) -> None:
    here = Path(sys.executable).parent / "cnam-rules"
    shutil.copytree(ROOT / "examples" / "dossiers", tmp_path / "dossiers")
    dossiers = sorted(path.relative_to(tmp_path) for path in (tmp_path / "dossiers").glob("*.[yj]*"))
    assert len(dossiers) >= 12
    arguments = ("--as-of", "2025-11-03", "--json")
    eligible = 0
    for dossier in dossiers:
        alone, checkout = (
            run(program, "decide", dossier, *arguments, cwd=tmp_path, statuses=(0, 1, 2, 3))
            for program in (installed / "cnam-rules", here)
        )
        assert "Traceback" not in alone
        assert alone == checkout
        eligible += '"eligible"' in alone
    assert eligible > 0


def test_what_is_not_declared_is_not_there(installed: Path, tmp_path: Path) -> None:
    """Shows that the environment above is as bare as a user's: the tools used here can't be imported."""
    for tool in ("pytest", "hypothesis", "packaging"):
        found = run(
            installed / "python",
            "-I",
            "-c",
            f"import importlib.util; print(importlib.util.find_spec({tool!r}))",
            cwd=tmp_path,
        )
        assert found == "None\n"

"""The notebooks run from the first cell to the last, and come to what they say they come to."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tests.notebooks.ready import FOLDER, ready

JUPYTER = sorted(FOLDER.glob("*.ipynb"))
MARIMO = sorted(FOLDER.glob("*.py"))
EXECUTED: dict[Path, Any] = {}


def executed(path: Path) -> Any:  # a notebook of nbformat, which has no types here
    """A notebook after every cell ran in order, in a kernel of its own; an error in a cell is raised."""
    ready()
    if path not in EXECUTED:
        import nbformat
        from nbclient import NotebookClient

        notebook = nbformat.read(path, as_version=4)
        client = NotebookClient(
            notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
        )
        client.execute()
        EXECUTED[path] = notebook
    return EXECUTED[path]


def sliders() -> ModuleType:
    ready()
    spec = importlib.util.spec_from_file_location("sliders", FOLDER / "sliders.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# Whatever the environment: what is committed.


def test_there_is_a_notebook_of_each_kind() -> None:
    assert JUPYTER
    assert MARIMO


@pytest.mark.parametrize("path", JUPYTER, ids=lambda path: path.name)
def test_notebooks_are_committed_without_what_they_showed(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert code
    assert [cell for cell in code if cell["outputs"] or cell["execution_count"] is not None] == []
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
    assert all(cell["metadata"] == {} for cell in notebook["cells"])
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])


# Where `make notebooks` runs.


@pytest.mark.parametrize("path", JUPYTER, ids=lambda path: path.name)
def test_every_cell_of_a_jupyter_notebook_runs(path: Path) -> None:
    cells = [cell for cell in executed(path).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    streams = [out for cell in cells for out in cell.outputs if out.output_type == "stream"]
    assert [out.text for out in streams if out.name == "stderr"] == []
    assert {out.output_type for cell in cells for out in cell.outputs} <= {
        "stream",
        "execute_result",
        "display_data",
    }


def test_the_notebook_shows_what_it_speaks_of() -> None:
    shown = [
        (cell.source, output)
        for cell in executed(FOLDER / "explore.ipynb").cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]

    def of(last: str, mime: str = "text/html") -> str:
        """What the cell shows that ends in this line."""
        (found,) = (
            output.data[mime]
            for source, output in shown
            if output.output_type != "stream" and source.endswith(last) and mime in output.data
        )
        return found if isinstance(found, str) else json.dumps(found)

    assert "la demande ne peut pas être transmise au jury national" in of("\nverdict")
    assert of('SVG(verdict.timeline("en"))', "image/svg+xml").startswith("<svg")
    assert "ADVICE FOR DOSSIER D-2025-008" in of('HTML(advice.html("en"))')
    assert "HYPOTHESIS, NOT A FINDING" in of('HTML(later.html("en"))')
    assert "model_id" in of("\nwidget", "application/vnd.jupyter.widget-view+json")
    assert "20 dossiers" in of("cnam_rules.Cohort(verdicts)").replace("\u00a0", " ")
    assert "D-2025-008" in of("\ncandidates")
    said = "".join(output.text for _, output in shown if output.output_type == "stream")
    assert "VerdictStatus.NOT_ELIGIBLE" in said
    assert "20 verdicts; faults: {'fautes.yaml'" in said


def test_the_notebook_of_a_cohort_draws_it() -> None:
    cells = [cell for cell in executed(FOLDER / "cohort.ipynb").cells if cell.cell_type == "code"]
    shown = {
        cell.source: cell.outputs[-1].data
        for cell in cells
        if cell.outputs and cell.outputs[-1].output_type == "execute_result"
    }
    drawn = [data for source, data in shown.items() if source.startswith("charts[")]
    assert len(drawn) == 6
    assert all("application/vnd.jupyter.widget-view+json" in data for data in drawn)
    (screened,) = (data["text/html"] for source, data in shown.items() if source.endswith("\nscreened"))
    assert "20 000 dossiers" in screened.replace("\u202f", " ")
    (groups,) = (data["text/plain"] for source, data in shown.items() if source.startswith("[(group.name"))
    assert "(None, " in groups


@pytest.mark.parametrize("path", MARIMO, ids=lambda path: path.name)
def test_a_marimo_app_runs_as_a_script_and_has_no_fault(path: Path) -> None:
    ready()
    for command in ([], ["-m", "marimo", "check", "--strict"]):
        ran = subprocess.run(
            [sys.executable, "-W", "error::DeprecationWarning:__main__", *command, str(path)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert (ran.returncode, ran.stderr, ran.stdout) == (0, "", "")


NAMES = ("months_in", "months_out", "units", "stage", "steps")


@pytest.mark.parametrize(
    ("numbers", "status"),
    [
        ((10, 10, 12, 0, 3), "not_eligible"),
        ((10, 10, 12, 2, 3), "not_eligible"),
        ((10, 10, 12, 3, 3), "eligible"),
        ((18, 0, 12, 0, 3), "eligible"),
        ((17, 0, 12, 0, 3), "not_eligible"),
        ((18, 0, 11, 0, 3), "not_eligible"),
        ((18, 0, 12, 0, 2), "not_eligible"),
        ((0, 0, 0, 0, 0), "not_eligible"),
    ],
)
def test_each_cell_of_the_sliders_follows(numbers: tuple[int, ...], status: str) -> None:
    module = sliders()
    months_in, months_out, _, stage, _ = numbers
    moved = {name: SimpleNamespace(value=value) for name, value in zip(NAMES, numbers, strict=True)}
    lang = SimpleNamespace(value="en")
    shown, defined = module.decided.run(lang=lang, **moved)
    verdict = defined["verdict"]
    assert verdict.status.value == status
    assert ("may be sent" if status == "eligible" else "may not be sent") in shown.text
    assert verdict.fact("experience_champ").least == months_in * 31
    assert verdict.fact("experience").least == (months_in + months_out) * 31
    assert verdict.fact("stage").least == stage * 31
    advised, told = module.advised.run(dossier=defined["dossier"], lang=lang)
    assert ("What would make the dossier complete" in advised.text) is (status != "eligible")
    assert told["advice"].verdict == verdict
    widget, _ = module.supposed.run(dossier=defined["dossier"], lang=lang)
    assert widget.what.official == verdict


def test_the_sliders_begin_where_the_app_says() -> None:
    _, defined = sliders().app.run()
    assert defined["verdict"].status.value == "not_eligible"
    assert [defined[name].value for name in NAMES] == [10, 10, 12, 0, 3]

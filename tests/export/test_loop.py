"""From a dossier to the same statuses in node: what the commands write, and what the manual shows."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cnam_rules
from cnam_rules.cli import main
from cnam_rules.export import LANGUAGES
from tests.cli.support import AS_OF, FILES, ROOT
from tests.export.peer import Peer, started
from tests.nodes import FOLDER, node

GUIDE = ROOT / "docs/how-to/export-rules.md"
SHOWN = re.compile(r"^```js\n(.*?)^```\n\n```text\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    with started() as running:
        yield running


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    assert main([*arguments]) in (0, 1, 2)
    return json.loads(capsys.readouterr().out)


READINGS = [(), ("--reading", "experience-mixte=champ-partiel", "--reading", "atelier-uaso04=exige")]


@pytest.mark.parametrize("readings", READINGS, ids=["retained", "others"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_comes_to_the_same_in_node(
    peer: Peer, capsys: pytest.CaptureFixture[str], language: str, readings: tuple[str, ...]
) -> None:
    exported = answered(capsys, "rules", "export", "titre-casp/jury", "--to", language, "--json", *readings)
    decided = 0
    for path in FILES:
        if path.stem == "fautes":
            continue
        verdict = answered(capsys, "decide", str(path), *AS_OF, "--json", *readings)
        facts = answered(capsys, "decide", str(path), *AS_OF, "--facts", *readings)
        (found,) = peer.decide(exported, [facts])
        assert found["statuses"] == {rule["id"]: rule["status"] for rule in verdict["conditions"]}, path.name
        assert found["verdict"] == verdict["status"], path.name
        decided += 1
    assert decided > 15


def test_certlogic_raises_where_data_is_wrong_and_its_validator_is_awake(peer: Peer) -> None:
    title = next(known for known in cnam_rules.rulesets() if known.id == "titre-casp/jury")
    exported = cnam_rules.export_rules(title, "certlogic")
    facts = {rule["key"]: {"least": 0, "most": None} for rule in exported["facts"]}
    wrong = {"facts": facts | {"ue": {"least": "12", "most": 12}}, "waived": []}
    assert "integer" in peer.error(exported, wrong)
    assert "array" in peer.error(exported, {"facts": facts})
    with pytest.raises(AssertionError, match="or"):
        peer.decide({"language": "certlogic", "conditions": [], "verdict": {"or": [True, False]}}, [{}])


def test_what_the_guide_shows_runs(tmp_path: Path) -> None:
    """Its program, on the files that its commands write, says what it shows."""
    page = GUIDE.read_text(encoding="utf-8")
    program, output = SHOWN.findall(page)[0]
    rules, facts = str(tmp_path / "regles.json"), tmp_path / "faits.json"
    assert main(["rules", "export", "titre-casp/jury", "--to", "jsonlogic", "--out", rules]) == 0
    dossier = cnam_rules.load(ROOT / "examples/dossiers/secteur-inconnu.yaml")
    verdict = cnam_rules.decide(dossier, as_of=date(2025, 11, 3))
    (shown,) = re.findall(r"^```json\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert json.loads(shown).items() <= cnam_rules.facts_document(verdict).items()
    facts.write_text(shown, encoding="utf-8")
    (tmp_path / "decide.js").write_text(program, encoding="utf-8")
    done = subprocess.run(
        [node("json-logic-js"), "decide.js"],
        cwd=tmp_path,
        env={**os.environ, "NODE_PATH": str(FOLDER / "node_modules")},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert done.stdout == output

"""The engines of JsonLogic and of CertLogic, in JavaScript, in one process of node."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from cnam_rules.export.expressions import key_of, status_rule, verdict_rule
from cnam_rules.export.languages import LANGUAGES
from cnam_rules.kernel import Bounds, Program
from tests.nodes import FOLDER, node

PACKAGES = ("json-logic-js", "certlogic-js")


class Peer:
    """A process that decides by exported rules; `asked` counts the verdicts that it gave."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.asked = 0

    def decide(self, exported: Mapping[str, Any], data: Sequence[Mapping[str, Any]]) -> list[Any]:
        """What the rules come to on each of the data: `{"statuses", "verdict"}`."""
        rules = {name: exported[name] for name in ("language", "verdict")}
        conditions = [{"id": rule["id"], "status": rule["status"]} for rule in exported["conditions"]]
        answer = self._ask({**rules, "conditions": conditions, "data": data})
        assert "error" not in answer, answer["error"]
        assert answer["format"] == []
        decided: list[Any] = answer["decided"]
        assert len(decided) == len(data)
        self.asked += len(data)
        return decided

    def error(self, exported: Mapping[str, Any], data: Mapping[str, Any]) -> str:
        """What the engine complains of."""
        error: str = self._ask({**exported, "data": [data]})["error"]
        return error

    def _ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "node ended before it answered"
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def started() -> Iterator[Peer]:
    """A peer, for as long as it is needed; the test is skipped, or fails, where node or a package lacks."""
    command = [node(*PACKAGES), "decide.cjs"]
    with subprocess.Popen(
        command, cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        yield Peer(process)
        assert process.stdin is not None
        process.stdin.close()


def written(program: Program, language: str) -> dict[str, Any]:
    """A program's rules, without what only a rule set has."""
    words = LANGUAGES[language]
    return {
        "language": language,
        "conditions": [{"id": c.id, "status": status_rule(c, words)} for c in program.conditions],
        "verdict": verdict_rule(program, words),
    }


def data_of(facts: Mapping[str, Bounds], waived: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Facts as the rules take them."""
    ends = {key_of(name): {"least": fact.least, "most": fact.most} for name, fact in facts.items()}
    return {"facts": ends, "waived": sorted(waived)}

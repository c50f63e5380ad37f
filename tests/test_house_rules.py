"""Rules of this code base that no linter checks."""

import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "cnam_rules").rglob("*.py"))
SOURCES = [*MODULES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "bench").rglob("*.py"))]
LONGEST_MODULE = 500
SILENCER = re.compile(
    r"\b(?:noqa|type:\s*ignore|pragma:\s*no (?:cover|branch))\b(?:: ?[A-Z0-9, ]+\b|\[[\w, -]+\])?"
)
SHORTEST_REASON = 10
FORBIDDEN_IMPORTS = re.compile(
    r"^\s*(?:import|from)\s+(?:logging|socket|urllib|http|ssl|time|random)\b", re.MULTILINE
)


def comments(path: Path) -> Iterator[tuple[int, str]]:
    with path.open("rb") as source:
        for token in tokenize.tokenize(source.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_package_is_looked_at() -> None:
    assert len(MODULES) > 10


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_module_grows_past_reading(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


def reason(comment: str) -> str | None:
    """Gives what follows the marker that silences a check; None if the comment silences nothing."""
    found = SILENCER.search(comment)
    return None if found is None else comment[found.end() :].strip(" -–#()")


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_what_silences_a_check_says_why_on_its_line(path: Path) -> None:
    for line, comment in comments(path):
        given = reason(comment)
        assert given is None or len(given) >= SHORTEST_REASON, f"{name(path)}:{line}: {comment}"


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# nothing to see", None),
        ("# noqa" + ": S603", ""),
        ("# noqa" + ": S603, S607 - our own command", "our own command"),
        ("# type: " + "ignore[arg-type]", ""),
        ("# type: " + "ignore[arg-type]  # the stub is wrong", "the stub is wrong"),
        ("# pragma: " + "no cover - 3.13 only", "3.13 only"),
    ],
)
def test_a_reason_is_told_from_a_rule(comment: str, expected: str | None) -> None:
    assert reason(comment) == expected


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_the_library_reads_neither_clock_nor_network_and_logs_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not FORBIDDEN_IMPORTS.search(text)
    assert not re.search(r"\b(?:today|now|utcnow)\(\)", text)

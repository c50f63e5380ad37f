"""YAML and JSON documents as trees that remember where each value stands.

YAML is read as YAML 1.2 (core schema: `oui`, `no` and `2023-10-02` are words, only `true`, `false`, `null`
and numbers are more), without anchors, aliases, tags or duplicate keys. JSON is read by the standard library,
duplicate keys refused, decimals kept exact. Size, depth and the number of values are limited, so a hostile
file is an error and not a hang.
"""

from __future__ import annotations

from typing import Literal

from cnam_rules.documents.files import read_text
from cnam_rules.documents.json_reader import read_json
from cnam_rules.documents.nodes import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_NODES,
    Node,
    Scalar,
    child,
    plain,
    resolve_plain,
)
from cnam_rules.documents.yaml_reader import read_yaml
from cnam_rules.faults import Fault

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_DIGITS",
    "MAX_NODES",
    "Node",
    "Scalar",
    "child",
    "parse",
    "plain",
    "read_json",
    "read_text",
    "read_yaml",
    "resolve_plain",
]


def parse(
    text: str,
    *,
    file: str | None = None,
    format: Literal["yaml", "json"] | None = None,  # noqa: A002 - the word that callers look for
) -> tuple[Node | None, list[Fault]]:
    """Read YAML or JSON, by `format`, else by the file's ending, else JSON when it begins as JSON does."""
    if format not in (None, "yaml", "json"):
        raise ValueError(f"format is 'yaml' or 'json', not {format!r}")
    ending = (file or "").rpartition(".")[2].lower()
    if format == "json" or (format is None and ending == "json"):
        return read_json(text, file=file)
    if format is None and ending not in ("yaml", "yml") and text.lstrip()[:1] in ("{", "["):
        node, faults = read_json(text, file=file)
        if node is not None:
            return node, faults
    return read_yaml(text, file=file)

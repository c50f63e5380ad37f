"""YAML 1.2 documents, built from the parser's events so that limits hold before anything is built."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from cnam_rules.documents.nodes import (
    MAX_DEPTH,
    MAX_NODES,
    Node,
    Refused,
    check_size,
    child,
    resolve_plain,
    short,
)
from cnam_rules.faults import Fault

if TYPE_CHECKING:
    from yaml import YAMLError
    from yaml.events import Event

__all__ = ["read_yaml"]

_SLIPS: Final[Mapping[str, str]] = {
    r"cannot start any token": "yaml-character",
    r"mapping values are not allowed": "yaml-colon",
    r"sequence entries are not allowed": "yaml-dash",
    r"'[,\]}]' or '[\]}]'": "yaml-unclosed",
    r"quoted scalar, found unexpected end of stream": "yaml-quote",
    r"expected key|expected <block end>|expected '-' indicator": "yaml-indent",
}
"""The parser's words (libyaml's and PyYAML's own) for the usual slips, and the fault each is."""


def read_yaml(text: str, *, file: str | None = None) -> tuple[Node | None, list[Fault]]:
    """Read one YAML 1.2 document.

    Args:
        text: the document.
        file: the file's name, for the faults.

    Returns:
        The tree and the faults found on the way; no tree when the document can't be read at all.

    >>> node, faults = read_yaml("note: 12.5")
    >>> node.value["note"].value, node.value["note"].line, node.value["note"].column
    (Decimal('12.5'), 1, 7)
    """
    import yaml

    faults: list[Fault] = []
    try:
        check_size(text, file)
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        root = _Builder(yaml.parse(text, Loader=loader), file, faults).document()
    except Refused as refused:
        return None, [*faults, refused.fault]
    except yaml.YAMLError as error:
        return None, [*faults, _syntax_fault(error, text, file)]
    return root, faults


def _syntax_fault(error: YAMLError, text: str, file: str | None) -> Fault:
    """The parser's error as a fault: the slip that is usually behind it, else the parser's own words."""
    import yaml

    if not isinstance(error, yaml.MarkedYAMLError):  # a character that YAML doesn't have
        position = getattr(error, "position", None)
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) else None
        detail = str(error.args[-1] if error.args else error)
        return Fault("$", "yaml-syntax", {"detail": detail}, file=file, line=line)
    mark = error.problem_mark or error.context_mark
    detail = ", ".join(part for part in (error.context, error.problem) if part)
    code = next((code for words, code in _SLIPS.items() if re.search(words, detail)), "yaml-syntax")
    if code != "yaml-character" or mark is None:
        return _fault(code, mark, file, detail=detail)
    found = text[mark.index : mark.index + 1]
    return _fault("yaml-tab" if found == "\t" else code, mark, file, found=found)


def _fault(code: str, mark: object, file: str | None, path: str = "$", **args: str) -> Fault:
    line, column = getattr(mark, "line", None), getattr(mark, "column", None)
    return Fault(
        path,
        code,
        args,
        file=file,
        line=None if line is None else line + 1,
        column=None if column is None else column + 1,
    )


def _at(event: Event) -> tuple[int, int]:
    """The event's line and column, from 1."""
    mark = event.start_mark
    return (0, 0) if mark is None else (mark.line + 1, mark.column + 1)


class _Builder:
    """Builds nodes from YAML events, so that limits hold before anything is built."""

    def __init__(self, events: Iterable[Event], file: str | None, faults: list[Fault]) -> None:
        self._events: Iterator[Event] = iter(events)
        self._file = file
        self._faults = faults
        self._count = 0

    def document(self) -> Node:
        import yaml

        next(self._events)  # stream start
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            raise Refused(_fault("empty", event.start_mark, self._file))
        root = self._node(next(self._events), "$", 0)
        next(self._events)  # document end
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise Refused(_fault("several-documents", event.start_mark, self._file))
        return root

    def _node(self, event: Event, path: str, depth: int) -> Node:
        import yaml

        self._count += 1
        if self._count > MAX_NODES:
            raise Refused(_fault("too-many-values", event.start_mark, self._file, expected=str(MAX_NODES)))
        if depth > MAX_DEPTH:
            raise Refused(
                _fault("too-deep", event.start_mark, self._file, short(path), expected=str(MAX_DEPTH))
            )
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Refused(
                _fault(
                    "yaml-anchor", event.start_mark, self._file, path, found=str(getattr(event, "anchor", ""))
                )
            )
        if getattr(event, "tag", None):
            raise Refused(
                _fault("yaml-tag", event.start_mark, self._file, path, found=str(getattr(event, "tag", "")))
            )
        line, column = _at(event)
        if isinstance(event, yaml.ScalarEvent):
            if event.style:  # between quotes or a block: text, whatever it looks like
                return Node(event.value, path, line, column, raw=event.value, file=self._file)
            return Node(resolve_plain(event.value), path, line, column, raw=event.value, file=self._file)
        if isinstance(event, yaml.SequenceStartEvent):
            entries: list[Node] = []
            while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
                entries.append(self._node(event, f"{path}[{len(entries)}]", depth + 1))
            return Node(tuple(entries), path, line, column, file=self._file)
        return self._mapping(path, depth, line, column)

    def _mapping(self, path: str, depth: int, line: int, column: int) -> Node:
        import yaml

        items: dict[str, Node] = {}
        keys: dict[str, tuple[int, int]] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent) or event.tag:
                raise Refused(_fault("key-not-text", event.start_mark, self._file, path))
            if event.anchor:
                raise Refused(_fault("yaml-anchor", event.start_mark, self._file, path, found=event.anchor))
            key: str = event.value
            value = self._node(next(self._events), child(path, key), depth + 1)
            if key in items:
                self._faults.append(
                    _fault("duplicate-key", event.start_mark, self._file, child(path, key), found=short(key))
                )
                continue
            items[key] = value
            keys[key] = _at(event)
        return Node(items, path, line, column, keys=keys, file=self._file)

"""A receipt: the fingerprints of a dossier, of rules and of the verdict they gave, with every version.

It holds nothing that was said of the candidate, not even the dossier's reference: whoever keeps receipts
files them under it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, requires, version
from platform import python_version
from typing import Any, Final

from attrs import evolve, frozen

from cnam_rules.decoding import Decoder
from cnam_rules.documents import Node, parse
from cnam_rules.dossier import Dossier, dump
from cnam_rules.faults import DossierError, Fault, ReceiptError
from cnam_rules.verdict import EngineUsed, Verdict

__all__ = ["FORMAT", "Receipt", "RulesReceived", "fingerprint", "read_receipt", "receipt", "versions"]

FORMAT: Final = 1
"""The version of a receipt's form."""

_LIBRARY: Final = "cnam-rules"
_PYTHON: Final = "python"
_KEYS: Final = ("receipt", "as_of", "ruleset", "readings", "dossier", "verdict", "engine", "versions")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_REQUIREMENT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@frozen
class RulesReceived:
    """The rule set that was applied: its name, its version, and the SHA-256 of its canonical form."""

    id: str
    version: str
    sha256: str


@frozen
class Receipt:
    """That a verdict was given.

    Attributes:
        as_of: the day it was decided for.
        ruleset: the rules.
        readings: the choice applied of every reading, by name, in the order of the names.
        dossier: the SHA-256 of the dossier's canonical form, `dump(dossier, format="json")` in UTF-8.
        verdict: the SHA-256 of the stored verdict, `verdict.to_json()` in UTF-8, no line ending after it.
        engine: what decided, as the verdict says it.
        versions: Python's, this library's and those of what it needs, by name: the library's as the verdict
            says it, the others where the receipt was made.
    """

    as_of: date
    ruleset: RulesReceived
    readings: tuple[tuple[str, str], ...]
    dossier: str
    verdict: str
    engine: EngineUsed
    versions: tuple[tuple[str, str], ...]

    def as_data(self) -> dict[str, Any]:
        """The receipt as plain dicts and texts."""
        rules = self.ruleset
        return {
            "receipt": FORMAT,
            "as_of": self.as_of.isoformat(),
            "ruleset": {"id": rules.id, "version": rules.version, "sha256": rules.sha256},
            "readings": dict(self.readings),
            "dossier": {"sha256": self.dossier},
            "verdict": {"sha256": self.verdict},
            "engine": {"decided_by": self.engine.decided_by, "checked_by": self.engine.checked_by},
            "versions": dict(self.versions),
        }

    def to_json(self) -> str:
        """The receipt as JSON, laid out for people to read, with a line ending."""
        return json.dumps(self.as_data(), ensure_ascii=False, indent=2) + "\n"


def receipt(verdict: Verdict, dossier: Dossier) -> Receipt:
    """The receipt of a verdict.

    It states what it is made of, and decides nothing: `verify` says whether the dossier gives the verdict.

    Args:
        verdict: the verdict that was given.
        dossier: the dossier that it was given on.

    Raises:
        TypeError: an argument is of another type than it says, or nothing was decided but under a hypothesis.
        DossierError: the dossier has faults, or the verdict is on another one.

    >>> from cnam_rules import decide, loads
    >>> dossier = loads("{dossier: D-1, programme: RNCP36625, ue: []}")
    >>> made = receipt(decide(dossier, as_of=date(2025, 11, 3)), dossier)
    >>> made.ruleset.id, len(made.verdict), "D-1" in made.to_json()
    ('titre-casp/jury', 64, False)
    """
    if not isinstance(verdict, Verdict):
        raise TypeError(f"a Verdict is expected, not {type(verdict).__name__}")
    if verdict.hypothesis is not None:
        raise TypeError("a verdict that was given is expected, not what would be decided under a hypothesis")
    if not isinstance(dossier, Dossier):
        raise TypeError(f"a Dossier is expected, not {type(dossier).__name__}")
    faults = [
        Fault(
            f"$.{key}", "other-dossier", {"found": getattr(dossier, key), "expected": getattr(verdict, key)}
        )
        for key in ("dossier", "programme")
        if getattr(dossier, key) != getattr(verdict, key)
    ]
    if faults:
        raise DossierError(faults)
    rules = verdict.ruleset
    return Receipt(
        as_of=verdict.as_of,
        ruleset=RulesReceived(rules.id, rules.version, rules.sha256),
        readings=tuple(sorted((reading.name, reading.choice) for reading in verdict.readings)),
        dossier=fingerprint(dump(dossier, format="json")),
        verdict=fingerprint(verdict.to_json()),
        engine=verdict.engine,
        versions=tuple(sorted({**versions(), _LIBRARY: verdict.engine.library}.items())),
    )


def fingerprint(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def versions() -> dict[str, str]:
    """The versions of Python, of this library and of what it needs, by name, as they are installed here.

    >>> {"python", "cnam-rules", "attrs", "pyyaml"} <= set(versions())
    True
    """
    found = {_PYTHON: python_version()}
    for name in (_LIBRARY, *_needed()):
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # durable-rules, where it can't be installed
            continue
    return found


def _needed() -> Iterator[str]:
    """The names of the packages that the library can't do without."""
    for line in requires(_LIBRARY) or ():
        if "extra ==" not in line and (match := _REQUIREMENT.match(line)):
            yield match[0].lower()


def read_receipt(text: str, *, file: str | None = None) -> Receipt:
    """Read a receipt.

    Args:
        text: the receipt, as `Receipt.to_json` wrote it.
        file: a name for the faults.

    Raises:
        ReceiptError: with every fault of the text.

    >>> read_receipt("{}")
    Traceback (most recent call last):
    ...
    cnam_rules.faults.ReceiptError: ...
    """
    node, faults = parse(text, file=file, format="json")
    if node is None:
        raise ReceiptError(faults)
    if not isinstance(node.value, dict) or "receipt" not in node.value:
        raise ReceiptError([Fault("$", "not-a-receipt", {"expected": str(FORMAT)}, file=file)])
    reader = _Reader(Decoder(file=file, faults=faults))
    read = reader.receipt(node)
    if reader.decoder.faults or read is None:
        raise ReceiptError(reader.decoder.faults)
    return read


class _Reader:
    """Reads the parts of a receipt; what is at fault is None in what it returns, beside a fault."""

    def __init__(self, decoder: Decoder) -> None:
        self.decoder = decoder

    def receipt(self, node: Node) -> Receipt | None:
        keys = self.decoder.mapping(node, _KEYS, _KEYS)
        written = keys.get("receipt")
        if written is not None and (isinstance(written.value, bool) or written.value != FORMAT):
            self.decoder.fault(written, "not-a-receipt", expected=str(FORMAT))
        fields: dict[str, Any] = {
            "as_of": self.decoder.date(keys.get("as_of")),
            "ruleset": self.ruleset(keys.get("ruleset")),
            "readings": self.texts(keys.get("readings")),
            "dossier": self.print_of(keys.get("dossier")),
            "verdict": self.print_of(keys.get("verdict")),
            "engine": self.engine(keys.get("engine")),
            "versions": self.texts(keys.get("versions")),
        }
        library = dict(fields["versions"] or ()).get(_LIBRARY)
        if library is None and not self.decoder.faults:
            args = {"expected": _LIBRARY}
            self.decoder.faults.append(
                Fault(f"$.versions.{_LIBRARY}", "missing-key", args, file=self.decoder.file)
            )
        if self.decoder.faults or library is None:
            return None
        return Receipt(**fields | {"engine": evolve(fields["engine"], library=library)})

    def ruleset(self, node: Node | None) -> RulesReceived:
        keys = self.decoder.mapping(node, ("id", "version", "sha256"), ("id", "version", "sha256"))
        named: dict[str, Any] = {key: self.decoder.text(keys.get(key)) for key in ("id", "version")}
        return RulesReceived(**named, sha256=self.sha256(keys.get("sha256")) or "")

    def engine(self, node: Node | None) -> EngineUsed:
        names = ("decided_by", "checked_by")
        keys: Mapping[str, Node] = self.decoder.mapping(node, names, names)
        checked = keys.get("checked_by")
        alone = checked is None or checked.value is None
        return EngineUsed(
            decided_by=self.decoder.text(keys.get("decided_by")) or "",
            checked_by=None if alone else self.decoder.text(checked),
            library="",
        )

    def texts(self, node: Node | None) -> tuple[tuple[str, str], ...]:
        read = [(name, self.decoder.text(value)) for name, value in self.decoder.pairs(node)]
        return tuple(sorted((name, value) for name, value in read if value is not None))

    def print_of(self, node: Node | None) -> str | None:
        return self.sha256(self.decoder.mapping(node, ("sha256",), ("sha256",)).get("sha256"))

    def sha256(self, node: Node | None) -> str | None:
        text = self.decoder.text(node)
        if node is not None and text is not None and not _SHA256.fullmatch(text):
            self.decoder.fault(node, "not-a-fingerprint")
            return None
        return text

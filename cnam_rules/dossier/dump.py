"""Dossiers written as YAML and JSON: what is written reads back as the same dossier."""

from __future__ import annotations

import json
import re
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

from attrs import fields

from cnam_rules.documents import resolve_plain
from cnam_rules.dossier.acquis import ResultatDeTest, Situation
from cnam_rules.dossier.checks import check
from cnam_rules.dossier.model import Dossier, Rapport, Ue
from cnam_rules.faults import DossierError
from cnam_rules.speech import exact_decimal

if TYPE_CHECKING:
    from yaml import Node, SafeDumper

__all__ = ["dump"]

_ON_ONE_LINE: Final = (Ue, Rapport, ResultatDeTest, Situation, dict)
_WORDS: Final = ("oui", "non", "inconnu", "en cours")
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*", re.DOTALL)
_FRACTION: Final = re.compile(r"[0-9]+/[0-9]+")


def dump(
    dossier: Dossier,
    *,
    format: Literal["yaml", "json"] = "yaml",  # noqa: A002 - the word that callers look for
) -> str:
    """A dossier as a text that `loads` reads back as an equal dossier; equal dossiers give the same text.

    Args:
        dossier: the dossier.
        format: `yaml` (`oui`, `non`, `en cours`) or `json` (true, false; the same otherwise). Unknown values
            are left out.

    Raises:
        DossierError: the dossier has faults (see `check`), so that nothing could read it back.
        ValueError: for any other format.

    >>> print(dump(Dossier("D-1", "RNCP36625", ue=(Ue("FPG003", note=Fraction(25, 2)),))), end="")
    dossier: D-1
    programme: RNCP36625
    ue:
      - {code: FPG003, note: 12.5}
    """
    if format not in ("yaml", "json"):
        raise ValueError(f"format is 'yaml' or 'json', not {format!r}")
    faults = check(dossier)
    if faults:
        raise DossierError(faults)
    return _yaml(dossier) if format == "yaml" else _json(dossier, 0) + "\n"


def _given(part: Any) -> dict[str, Any]:
    """The attributes of a part that differ from what their absence means, by key."""
    if isinstance(part, Situation):
        return dict(part)
    given: dict[str, Any] = {}
    for attribute in fields(type(part)):
        value = getattr(part, attribute.name)
        if not attribute.init:  # what the library remembers of a dossier is no part of it
            continue
        if attribute.name == "saisie":
            if value is not None:
                given["code"] = value
        elif attribute.name == "etapes":
            if value:
                given["etapes"] = dict(value)
        elif value is not attribute.default and not (
            value == attribute.default and isinstance(value, (tuple, Situation))
        ):
            given[attribute.name] = value
    return given


def _entries(part: Any) -> dict[str, Any]:
    """The entries of a mapping, or of a part of a dossier."""
    return part if isinstance(part, dict) else _given(part)


def _number(number: Fraction | int) -> str:
    exact = Fraction(number)
    decimal = exact_decimal(exact)
    return f"{exact.numerator}/{exact.denominator}" if decimal is None else f"{decimal:f}"


def _json(value: Any, depth: int) -> str:
    """JSON with exact decimals, which the standard library can't write."""
    inner, outer = "\n" + "  " * (depth + 1), "\n" + "  " * depth
    match value:
        case bool() | str():
            return json.dumps(value, ensure_ascii=False)
        case Enum():
            return json.dumps(value.value)
        case date():
            return f'"{value.isoformat()}"'
        case Fraction() | int():
            written = _number(value)
            return f'"{written}"' if "/" in written else written
        case tuple():
            items = [_json(item, depth + 1) for item in value]
            return f"[{inner}{f',{inner}'.join(items)}{outer}]" if items else "[]"
        case _:
            entries = [f'"{key}": {_json(item, depth + 1)}' for key, item in _entries(value).items()]
            if isinstance(value, _ON_ONE_LINE):
                return f"{{{', '.join(entries)}}}"
            return f"{{{inner}{f',{inner}'.join(entries)}{outer}}}"


def _yaml(dossier: Dossier) -> str:
    import yaml

    text: str = yaml.serialize(_tree(dossier), Dumper=_dumper(), allow_unicode=True, width=1_000_000_000)
    return text


@lru_cache
def _dumper() -> type[SafeDumper]:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Lists stand under their key, indented; no word means anything but itself."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - PyYAML passes it
            super().increase_indent(flow, False)

    Dumper.yaml_implicit_resolvers = {}
    return Dumper


def _tree(value: Any) -> Node:
    import yaml

    match value:
        case bool():
            return _scalar("oui" if value else "non")
        case Enum():
            return _scalar(value.value)
        case date():
            return _scalar(value.isoformat())
        case Fraction() | int():
            return _scalar(_number(value))
        case str():
            return _scalar(value, None if _stands_for_itself(value) else '"')
        case tuple():
            return yaml.SequenceNode(
                "tag:yaml.org,2002:seq", [_tree(item) for item in value], flow_style=not value
            )
        case _:
            entries = [(_scalar(key), _tree(item)) for key, item in _entries(value).items()]
            return yaml.MappingNode(
                "tag:yaml.org,2002:map", entries, flow_style=isinstance(value, _ON_ONE_LINE) or not entries
            )


def _scalar(text: str, style: str | None = None) -> Node:
    import yaml

    return yaml.ScalarNode("tag:yaml.org,2002:str", text, style=style)


def _stands_for_itself(text: str) -> bool:
    """Whether a text may go without quotes: nobody, and no program, would take it for something else."""
    return (
        text.isprintable()
        and text not in _WORDS
        and isinstance(resolve_plain(text), str)
        and not _ISO.fullmatch(text)
        and not _FRACTION.fullmatch(text)
    )

"""`cnam-rules explain`: what the code of a fault means, what to do, and the smallest example of it.

It reads `cnam_rules/messages/codes.toml`, which the manual's pages on errors are made from too.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

from cnam_rules.cli.parser import PROGRAM, UsageError
from cnam_rules.decoding import cut, suggest
from cnam_rules.faults import Fault

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output
    from cnam_rules.speech import Speech

__all__ = ["Explained", "explained", "run"]

_NAMES: Final[Mapping[str, str]] = {
    "dossier": "dossier.yaml",
    "jeu": "jeu.yaml",
    "fiche": "programme.yaml",
    "renseignements": "renseignements.yaml",
}
"""The file that each kind of example is written into."""

_ON: Final = "--as-of 2025-11-03"
_AT_ROOT: Final = re.compile(r"^(?=\w+:)", re.MULTILINE)


@frozen
class Explained:
    """What there is to know of a code.

    Attributes:
        code: the code.
        page: the group of codes that it belongs to, a page of the manual.
        meaning: what it means, by language.
        shown: the files of its example as a reader sees them, by name: only what matters of each.
        files: the same files as they are run, completed.
        commands: the commands of its example; the last one raises it.
        python: the Python that raises it, where no command does.
        lacks: modules that have to be missing for it to be raised.
        broken: the exception that the library has to raise for it, as an expression.
        broken_at: what raises it then.
        also: the codes that can only be raised together with it.
    """

    code: str
    page: str
    meaning: Mapping[str, str]
    shown: Mapping[str, str] = field(factory=dict)
    files: Mapping[str, str] = field(factory=dict)
    commands: tuple[str, ...] = ()
    python: str | None = None
    lacks: tuple[str, ...] = ()
    broken: str | None = None
    broken_at: str = ""
    also: tuple[str, ...] = ()

    def said(self, speech: Speech) -> str:
        """What it means, in a language.

        >>> from cnam_rules.speech import Speech
        >>> explained()["mark-out-of-range"].said(Speech("en"))
        'Marks go from 0 to 20.'
        """
        return speech.typeset(self.meaning[speech.lang])


@lru_cache(maxsize=1)
def explained() -> Mapping[str, Explained]:
    """Every code, in the order of the manual.

    >>> explained()["mark-out-of-range"].commands
    ('cnam-rules decide dossier.yaml --as-of 2025-11-03',)
    """
    text = files("cnam_rules").joinpath("messages", "codes.toml").read_text(encoding="utf-8")
    pages: dict[str, dict[str, Any]] = tomllib.loads(text)
    bases: Mapping[str, str] = pages.pop("files")
    return {
        code: _read(code, page, entry, bases)
        for page, codes in pages.items()
        for code, entry in codes.items()
    }


def _read(code: str, page: str, entry: Mapping[str, Any], bases: Mapping[str, str]) -> Explained:
    parts = {kind: str(entry[kind]) for kind in _NAMES if kind in entry}
    shown = {_NAMES[kind]: part for kind, part in parts.items()} | dict(entry.get("files", {}))
    whole = {_NAMES[kind]: _completed(part, bases[kind]) for kind, part in parts.items()}
    python = entry.get("python")
    run = str(entry["run"]) if "run" in entry else "" if python is not None else _obvious(parts)
    return Explained(
        code=code,
        page=page,
        meaning={lang: entry[lang] for lang in ("fr", "en")},
        shown=shown,
        files=shown | whole,
        commands=tuple(run.strip().splitlines()),
        python=None if python is None else python.strip("\n"),
        lacks=tuple(entry.get("lacks", ())),
        broken=entry.get("broken"),
        broken_at=entry.get("broken-at", "cnam_rules.cli.decide.decide"),
        also=tuple(entry.get("also", ())),
    )


def _completed(part: str, base: str) -> str:
    """A file that begins with these entries, and has those of the base that they don't give."""
    given = {name.partition(":")[0] for name in _AT_ROOT.split(part)}
    if "---" in part:
        return part
    return part + "".join(each for each in _AT_ROOT.split(base) if each.partition(":")[0] not in given)


def _obvious(parts: Mapping[str, str]) -> str:
    """The command for files of these kinds."""
    if "dossier" in parts:
        rules = " --ruleset jeu.yaml" if "jeu" in parts else ""
        return f"{PROGRAM} decide dossier.yaml {_ON}{rules}"
    kind = next(kind for kind in ("jeu", "renseignements", "fiche") if kind in parts)
    return f"{PROGRAM} rules check {_NAMES[kind]}"


def run(asked: Asked, out: Output) -> int:
    """Explain codes; every one in a line when none is named.

    Raises:
        UsageError: with each name that is no code.
    """
    known = explained()
    wrong = [
        Fault("$", "usage-unknown-code", {"found": cut(name)}, suggest(name, known))
        for name in asked.names
        if _bare(name) not in known
    ]
    if wrong:
        raise UsageError(wrong, f"{PROGRAM} explain")
    codes = [known[_bare(name)] for name in asked.names] or [*known.values()]
    if asked.json:
        out.json({"codes": [_data(code, out.speech) for code in codes]})
    elif asked.names:
        out.lines("\n".join("".join(f"{line}\n" for line in _page(code, out)) for code in codes))
    else:
        headers = [out.say("column-code"), out.say("column-meaning")]
        out.table(headers, [(code.code, code.said(out.speech)) for code in codes])
    return 0


def _bare(name: str) -> str:
    """A code, also when it was copied with its brackets."""
    return name.strip().removeprefix("[").removesuffix("]")


def _page(code: Explained, out: Output) -> Iterator[str]:
    """All that is told of a code, in lines."""
    fault = Fault("$", code.code)
    yield code.code
    yield ""
    for paragraph in (out.speech.fault(fault), code.said(out.speech)):
        yield from out.paragraph(paragraph[:1].upper() + paragraph[1:])
    yield ""
    yield from out.paragraph(f"→ {out.speech.hint(fault)}")
    yield ""
    yield out.say("explain-example")
    for name, text in code.shown.items():
        yield f"  {name}"
        yield from (f"    {line}".rstrip() for line in text.strip("\n").splitlines())
    if code.python is not None:
        yield from (f"    {line}".rstrip() for line in code.python.splitlines())
    yield from (f"  $ {command}" for command in code.commands)
    if code.lacks:
        yield "  " + out.say("explain-lacks", names=", ".join(code.lacks))
    if code.broken is not None:
        yield "  " + out.say("explain-broken", error=code.broken)


def _data(code: Explained, speech: Speech) -> dict[str, Any]:
    fault = Fault("$", code.code)
    example: dict[str, Any] = {"files": dict(code.files), "commands": [*code.commands]}
    return {
        "code": code.code,
        "page": code.page,
        "message": speech.fault(fault),
        "meaning": code.said(speech),
        "hint": speech.hint(fault),
        "example": example if code.python is None else example | {"python": code.python},
    }

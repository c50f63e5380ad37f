"""The beginnings of the rule files of a title: they are right as they stand, and say what to write next.

The files themselves stand beside this module, in French as rule files are; `$name` marks what is filled in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from string import Template
from typing import Final

from attrs import frozen

from cnam_rules.documents import resolve_plain

__all__ = ["NAMES", "PLACEHOLDERS", "Title", "rule_files"]

NAMES: Final = ("programme.yaml", "jury.yaml")
"""The files of a title."""
PLACEHOLDERS: Final = ("AAA001", "AAA002")
"""The codes of units that stand until the programme's own are written."""


@frozen
class Title:
    """What is said of a title to begin with.

    Attributes:
        id: the first part of the names that its files give themselves.
        programme: its code in the national register.
        intitule: its name, in French.
        intitule_en: its name in English; None to have it marked as left to translate.
        texte: the title of the text that says the conditions.
        du: the first day of entry into training that the rules govern.
        ue: the codes of its mandatory units; none when they are still to be written.
    """

    id: str
    programme: str
    intitule: str
    texte: str
    du: date
    intitule_en: str | None = None
    ue: Sequence[str] = ()


def rule_files(title: Title, *, schemas: str = "schemas") -> Mapping[str, str]:
    """The texts of a title's rule files, by name.

    Args:
        title: the title.
        schemas: the folder of the schemas that editors read, as the files' own folder sees it.

    >>> title = Title("essai", "RNCP99999", "Titre d'essai", "Règlement", date(2025, 9, 1))
    >>> files = rule_files(title)
    >>> [*files], "fiche: essai/programme" in files["programme.yaml"]
    (['programme.yaml', 'jury.yaml'], True)
    """
    from importlib.resources import files

    codes = [*title.ue] or [*PLACEHOLDERS]
    english = title.intitule_en or f"(to translate) {title.intitule}"
    blanks = {
        "schemas": schemas,
        "id": _bare(title.id),
        "programme": _quoted(title.programme),
        "version": _quoted(f"{title.du.year}.1"),
        "intitule": _quoted(title.intitule),
        "intitule_en": _quoted(english),
        "decides_fr": _quoted(f"Transmission au jury du titre {title.intitule}"),
        "decides_en": _quoted(f"Transmission to the jury of the title {english}"),
        "texte": _quoted(title.texte),
        "du": title.du.isoformat(),
        "day": _two_years_later(title.du).isoformat(),
        "n": str(len(codes)),
        "unites": "\n".join(
            f'  - {{code: {_quoted(code)}, groupe: obligatoires, intitule: "À REMPLACER"}}' for code in codes
        ),
        "all_units": ", ".join(f"{{code: {_quoted(code)}}}" for code in codes),
        "units_but_one": ", ".join(f"{{code: {_quoted(code)}}}" for code in codes[:-1]),
    }
    folder = files("cnam_rules").joinpath("skeletons")
    return {
        name: Template(folder.joinpath(name).read_text(encoding="utf-8")).substitute(blanks) for name in NAMES
    }


def _two_years_later(day: date) -> date:
    """The day of the decision in the examples; 29 February has none two years later."""
    return day.replace(year=day.year + 2, day=min(day.day, 28))


def _bare(text: str) -> str:
    """What needs no quotes of a text: letters, digits, hyphens, underscores; `titre` if none is left."""
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in text).strip("-") or "titre"


def _quoted(text: str) -> str:
    """A text that needs no quotes as it is, any other between quotes, as YAML and JSON both read them."""
    plain = text.isascii() and text.isalnum() and text[0].isalpha() and isinstance(resolve_plain(text), str)
    return text if plain and text.upper() == text else json.dumps(text, ensure_ascii=False)

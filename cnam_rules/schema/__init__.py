"""JSON Schema (draft-07) of rule files, of programmes and of dossiers, for editors and for other programs.

The schemas are put together from what the loaders themselves read with: their tables of keys, the kinds of
measure and their options, the conventions, the forms of expression, the units, the dossier's classes. So a
key, a word or a measure that the library learns is in the schemas too. What each key means is said in
French or in English.

Whatever the loaders accept, the schemas accept. The converse holds for the shape of a file (its keys, its
words, the types and the spelling of its values) and not for what shape can't tell: names that nothing bears,
days that no calendar has, bounds in the unit of another measure, numbers out of range, facts that contradict
each other. `cnam-rules rules check` tells those.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from cnam_rules.forms import Form
from cnam_rules.schema.described import Described
from cnam_rules.schema.dossiers import dossier_schema
from cnam_rules.schema.information import information_schema
from cnam_rules.schema.rule_files import fiche_schema, ruleset_schema

__all__ = ["KINDS", "schema", "schema_text"]

_MADE: Final[Mapping[str, Callable[[Described], Form]]] = {
    "jeu": ruleset_schema,
    "fiche": fiche_schema,
    "renseignements": information_schema,
    "dossier": dossier_schema,
}
KINDS: Final = tuple(_MADE)
"""The kinds of file that there is a schema of."""


def schema(of: str, lang: str = "fr") -> dict[str, Any]:
    """The JSON Schema of a kind of file.

    Args:
        of: `jeu` (rule sets, models and files that extend others), `fiche` (programmes),
            `renseignements` (what else is told of programmes) or `dossier`.
        lang: the language of its descriptions, `fr` or `en`.

    Raises:
        ValueError: for any other kind.
        UnknownLanguage: for any other language.

    >>> schema("fiche")["properties"]["programme"]["type"]
    ['string', 'number']
    """
    if of not in _MADE:
        raise ValueError(f"of is one of {', '.join(KINDS)}, not {of!r}")
    described = Described(lang)
    head = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": described.say(f"title-{of}"),
        "description": described.say(f"about-{of}"),
    }
    whole: dict[str, Any] = head | described.told(_MADE[of](described))
    return whole


def schema_text(of: str, lang: str = "fr") -> str:
    """The JSON Schema of a kind of file, as text; see `schema`.

    >>> schema_text("dossier").startswith("{")
    True
    """
    return json.dumps(schema(of, lang), ensure_ascii=False, indent=1) + "\n"

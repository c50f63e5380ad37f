"""The schema of what else a page says of a programme (`renseignements:`): its tables above all."""

from __future__ import annotations

from typing import Final

from cnam_rules.forms import TEXT, WORD, Form, any_of, entries, items, matching, words
from cnam_rules.language import texts
from cnam_rules.schema.described import Described, ref
from cnam_rules.schema.rule_files import common, kept
from cnam_rules.tables import load, renseignements
from cnam_rules.tables.days import DAY
from cnam_rules.tables.kinds import INPUTS, OUTPUTS, TEXT_KIND, cell_forms, value_forms
from cnam_rules.units import Unit

__all__ = ["information_schema"]

_DAY: Final = matching(DAY, "21 juin")


def information_schema(described: Described) -> Form:
    """The schema of a file of `renseignements:`."""
    source = described.mapping("source", dict.fromkeys(texts.CLAUSE_KEYS, TEXT), texts.CLAUSE_KEYS)
    lead = {"code": TEXT, "niveau": TEXT, "intitule": ref("libelle"), "source": source}
    keys = renseignements.CONTINUATION_KEYS
    leads = items(described.mapping("suite", kept(keys, lead), texts.needed(keys)))
    root: dict[str, Form] = {
        "renseignements": TEXT,
        "programme": TEXT,
        "fiche": WORD,
        "version": TEXT,
        "intitule": ref("libelle"),
        "texte": ref("texte"),
        "tables": entries(_table(described, source)),
        "delai_acces": _delay(described, source),
        "poursuites": leads,
        "passerelles": leads,
    }
    keys = renseignements.KEYS
    mapping = described.mapping("renseignements", kept(keys, root), texts.needed(keys))
    return {"definitions": common(described), **mapping}


def _table(described: Described, source: Form) -> Form:
    not_said = words((load.NOT_SAID,))
    value = any_of(*value_forms(), ref("libelle"))
    outcome = any_of(not_said, entries(value, least=1))
    row = {"si": entries(any_of(*cell_forms())), "alors": outcome, "source": source}
    otherwise = described.mapping("ligne", kept(load.OTHERWISE_KEYS, row), texts.needed(load.OTHERWISE_KEYS))
    table: dict[str, Form] = {
        "libelle": ref("libelle"),
        "methode": words(load.POLICIES),
        "entrees": entries(_column(described, *INPUTS), least=1),
        "sorties": entries(_column(described, *OUTPUTS, TEXT_KIND), least=1),
        "lignes": {
            **items(
                described.mapping("ligne", kept(load.ROW_KEYS, row), texts.needed(load.ROW_KEYS)), least=1
            ),
            "maxItems": load.MOST_ROWS,
        },
        "sinon": any_of(not_said, otherwise),
        "remarque": ref("libelle"),
    }
    return described.mapping("table", kept(load.TABLE_KEYS, table), texts.needed(load.TABLE_KEYS))


def _column(described: Described, *kinds: str) -> Form:
    forms: dict[str, Form] = {
        "libelle": ref("libelle"),
        "mots": entries(ref("libelle"), least=1),
        "nature": words(kinds),
    }
    column = described.mapping("colonne", forms, load.COLUMN_KEYS)
    return {**column, "oneOf": [{"required": [key]} for key in load.KIND_KEYS]}


def _delay(described: Described, source: Form) -> Form:
    duration = matching(Unit.DUREE.pattern, *Unit.DUREE.example.split(", "))
    example = described.mapping(
        "exemple-delai",
        kept(renseignements.EXAMPLE_KEYS, {"inscription": _DAY, "premier_cours": _DAY, "delai": duration}),
        renseignements.EXAMPLE_KEYS,
    )
    delay = {"libelle": ref("libelle"), "source": source, "exemple": example}
    keys = renseignements.DELAY_KEYS
    return described.mapping("delai", kept(keys, delay), texts.needed(keys))

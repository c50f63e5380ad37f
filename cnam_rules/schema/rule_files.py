"""The schemas of rule files: rule sets, models, files that extend others, and programmes.

The keys are those of the loaders' tables. A key whose form isn't said here is open to any value: a test
names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from cnam_rules.forms import (
    DATE,
    NUMBER,
    TEXT,
    WORD,
    YES_NO,
    Form,
    any_of,
    entries,
    integer,
    items,
    matching,
    text,
    words,
)
from cnam_rules.language import (
    constat,
    examples,
    extending,
    fiche,
    load,
    readings,
    situations,
    texts,
    valeurs,
)
from cnam_rules.language.clauses import COMPARISON_KEYS, FORMS, Part
from cnam_rules.measures import CONVENTIONS
from cnam_rules.measures.moment_forms import MOMENT
from cnam_rules.schema.described import ANYTHING, Described, ref
from cnam_rules.schema.dossiers import dossier_schema
from cnam_rules.schema.measures import measure_schema, with_reading
from cnam_rules.units import Unit

__all__ = ["common", "fiche_schema", "kept", "ruleset_schema"]

_CLAUSE: Final = ref("exigence")
_PARTS: Final[Mapping[Part, Form]] = {
    Part.CLAUSE: _CLAUSE,
    Part.CLAUSES: items(_CLAUSE, least=1),
    Part.COUNT: integer(1),
    Part.YES_NO: YES_NO,
}
_IS_MODEL: Final[Form] = {"properties": {"modele": words(("oui",), True)}, "required": ["modele"]}


def fiche_schema(described: Described) -> Form:
    """The schema of a programme (`fiche:`)."""
    year = f"^{fiche.YEARS.pattern}$"
    forms: dict[str, Form] = {
        "code": TEXT,
        "groupe": TEXT,
        "intitule": TEXT,
        "ects": {**NUMBER, "minimum": 0},
        "heures": integer(0, 10_000),
        "offre": {
            "type": "object",
            "patternProperties": {year: words(fiche.OFFERS)},
            "additionalProperties": False,
        },
    }
    unit = described.mapping("unite", kept(fiche.UNIT_KEYS, forms), texts.needed(fiche.UNIT_KEYS))
    root: dict[str, Form] = {
        "fiche": TEXT,
        "programme": TEXT,
        "version": TEXT,
        "intitule": ref("libelle"),
        "texte": ref("texte"),
        "unites": items(unit),
        "remarques": items(ref("libelle")),
    }
    mapping = described.mapping("fiche", kept(fiche.FICHE_KEYS, root), texts.needed(fiche.FICHE_KEYS))
    return {"definitions": common(described), **mapping}


def ruleset_schema(described: Described) -> Form:
    """The schema of a rule set, of a model, or of a file that extends another (`jeu:`).

    What is required differs: a file that extends another gives any part of it.
    """
    own = [key for key in load.REQUIRED if key in extending.OWN]
    in_a_model = [key for key in load.KEYS if key not in load.NOT_IN_A_MODEL]
    whole, part = _RuleFile(described, whole=True), _RuleFile(described, whole=False)
    definitions: dict[str, Form] = {
        **common(described),
        **_expressions(described),
        "dossier": dossier_schema(described, whole=False),
        "mesure": measure_schema(described, whole=True),
        "mesure-en-partie": measure_schema(described, whole=False),
        "jeu": whole.root(load.KEYS, load.REQUIRED),
        "modele": whole.root(in_a_model, load.MODEL_REQUIRED, conditions=["id"]),
        "extension": part.root(load.KEYS, (*own, "etend")),
        "extension-modele": part.root(in_a_model, (*own, "etend")),
    }
    return {
        "type": "object",
        "definitions": definitions,
        "if": {"required": ["etend"]},
        "then": {"if": _IS_MODEL, "then": ref("extension-modele"), "else": ref("extension")},
        "else": {"if": _IS_MODEL, "then": ref("modele"), "else": ref("jeu")},
    }


def kept(keys: Iterable[str], forms: Mapping[str, Form]) -> dict[str, Form]:
    """The forms of the keys that a loader reads, in its order; any value where none is said."""
    return {key: forms.get(key, ANYTHING) for key in keys}


def common(described: Described) -> dict[str, Form]:
    """What rule sets and programmes share."""
    return {
        "libelle": described.mapping("libelle", dict.fromkeys(texts.TEXT_KEYS, TEXT), texts.TEXT_KEYS),
        "texte": described.mapping(
            "texte", dict.fromkeys(texts.SOURCE_KEYS, TEXT), texts.needed(texts.SOURCE_KEYS)
        ),
    }


def _expressions(described: Described) -> dict[str, Form]:
    """What a condition may ask for, and the readings that may stand there."""
    bound = _bound(unit for unit in Unit if unit is not Unit.OUI_NON)
    value = any_of(
        *(described.mapping("valeur-nommee", {word: WORD}, (word,)) for word in valeurs.KINDS_OF_VALUES)
    )
    forms: dict[str, Form] = dict.fromkeys(COMPARISON_KEYS, any_of(bound, value)) | {
        "mesure": WORD,
        "est": words(Unit.OUI_NON.pattern.split("|")),
    }
    comparison = described.mapping("exigence", forms, COMPARISON_KEYS[:1])
    others = [
        described.mapping(
            "exigence.combinee", {key: _PARTS[part] for key, part in form.parts.items()}, form.parts
        )
        for form in FORMS
    ]
    return {
        "moment": MOMENT,
        "lecture": described.mapping("place", {readings.READING_USED: WORD}, (readings.READING_USED,)),
        "exigence": any_of({**comparison, "minProperties": 2, "maxProperties": 2}, *others, ref("lecture")),
    }


def _bound(units: Iterable[Unit]) -> Form:
    """A bound in any of some units: which one a measure needs, the loader alone tells."""
    known = [*units]
    return matching(
        "|".join(dict.fromkeys(unit.pattern for unit in known)),
        *dict.fromkeys(example for unit in known for example in unit.example.split(", ")),
    )


class _RuleFile:
    """The parts of a rule file, whole or as a file that extends another may give them."""

    def __init__(self, described: Described, *, whole: bool) -> None:
        self.described = described
        self.whole = whole

    def root(
        self, keys: Iterable[str], required: Iterable[str], *, conditions: Iterable[str] | None = None
    ) -> Form:
        """The file.

        Args:
            keys: its keys.
            required: those that are required.
            conditions: the keys that each condition must give; by default as its loader says.
        """
        forms: dict[str, Form] = {
            "jeu": TEXT,
            "modele": YES_NO,
            "etend": TEXT,
            "programme": TEXT,
            "fiche": WORD,
            "version": TEXT,
            "en_vigueur": self.in_force(),
            "intitule": ref("libelle"),
            "texte": ref("texte"),
            "constat": self.mapping("constat", dict.fromkeys(constat.CONSTAT_KEYS, ref("libelle"))),
            "reconstitution": ref("libelle"),
            "conventions": self.conventions(),
            "situations": entries(self.situation()),
            "mesures": entries(ref("mesure" if self.whole else "mesure-en-partie")),
            "parametres": entries(self.parameter()),
            "decisions": entries(self.decision()),
            "conditions": items(self.condition(conditions), least=1 if self.whole else 0),
            "retire": items(TEXT),
            "lectures": entries(self.reading()),
            "dossier_type": ref("dossier"),
            "exemples": items(self.example()),
        }
        return self.described.mapping("jeu", kept(keys, forms), required)

    def mapping(self, part: str, forms: Mapping[str, Form], required: Iterable[str] | None = None) -> Form:
        """A mapping whose keys are all required, or some; a file that extends another may leave any out."""
        needed = (forms if required is None else required) if self.whole else ()
        return self.described.mapping(part, forms, needed)

    def in_force(self) -> Form:
        forms = dict.fromkeys(load.IN_FORCE_KEYS, DATE)
        forms["du"] = any_of(DATE, words((load.UNKNOWN_DAY,)))
        return self.mapping("en_vigueur", forms, texts.needed(load.IN_FORCE_KEYS))

    def situation(self) -> Form:
        forms: dict[str, Form] = {
            "libelle": ref("libelle"),
            "mots": entries(ref("libelle"), least=1 if self.whole else 0),
        }
        return self.mapping("situation", kept(situations.SITUATION_KEYS, forms))

    def parameter(self) -> Form:
        value: dict[str, Form] = {
            "du": DATE,
            "valeur": with_reading(_bound(Unit)),
            "source": self.source(),
        }
        # A list stands in the place of the one inherited, so its entries are whole wherever they are.
        one = self.described.mapping("parametre.valeurs", kept(valeurs.VALUE_KEYS, value), valeurs.VALUE_KEYS)
        forms: dict[str, Form] = {
            "libelle": ref("libelle"),
            "selon": words(valeurs.SELON),
            "valeurs": items(one, least=1),
        }
        return self.mapping("parametre", kept(valeurs.PARAMETER_KEYS, forms))

    def decision(self) -> Form:
        forms: dict[str, Form] = {
            "libelle": ref("libelle"),
            "par": ref("libelle"),
            "entre": items(_bound(Unit), least=2, most=2),
            "par_defaut": with_reading(_bound(Unit)),
            "source": self.source(),
        }
        keys = valeurs.DECISION_KEYS
        return self.mapping("decisions", kept(keys, forms), texts.needed(keys))

    def source(self) -> Form:
        """The words of the text that something comes from."""
        return self.described.mapping("source", dict.fromkeys(texts.CLAUSE_KEYS, TEXT), texts.CLAUSE_KEYS)

    def conventions(self) -> Form:
        forms: dict[str, Form] = {}
        for name, vocabulary in CONVENTIONS.items():
            known = [word.value for word in vocabulary]
            told = self.described.words(f"conventions.{name}", known)
            forms[name] = with_reading({**words(known), **({"enumDescriptions": told} if told else {})})
        return self.described.mapping("conventions", forms)

    def condition(self, required: Iterable[str] | None) -> Form:
        forms: dict[str, Form] = {
            "id": text(longest=load.LONGEST_ID),
            "libelle": ref("libelle"),
            "source": self.source(),
            "si": _CLAUSE,
            "exige": _CLAUSE,
        }
        needed = required or (texts.needed(load.CONDITION_KEYS) if self.whole else ("id",))
        return self.described.mapping("condition", kept(load.CONDITION_KEYS, forms), needed)

    def reading(self) -> Form:
        keys = (*readings.CHOICE_KEYS, *readings.CHOICE_CONTENTS)
        forms: dict[str, Form] = {"libelle": ref("libelle"), "exige": _CLAUSE, "valeur": ANYTHING}
        choice = self.described.mapping(
            "choix", kept(keys, forms), readings.CHOICE_KEYS if self.whole else ()
        )
        if self.whole:
            choice = {**choice, "oneOf": [{"required": [key]} for key in readings.CHOICE_CONTENTS]}
        parts: dict[str, Form] = {
            "question": ref("libelle"),
            "retenue": WORD,
            "raison": ref("libelle"),
            "choix": entries(choice, least=2 if self.whole else 0),
        }
        needed = readings.READING_KEYS if self.whole else ()
        return self.described.mapping("lecture", kept(readings.READING_KEYS, parts), needed)

    def example(self) -> Form:
        expected: dict[str, Form] = {
            "verdict": words(examples.VERDICTS),
            **dict.fromkeys(examples.STATUSES, items(WORD)),
        }
        attendu = self.described.mapping("attendu", kept(examples.EXPECTED_KEYS, expected))
        forms: dict[str, Form] = {
            "nom": TEXT,
            "au": DATE,
            "lectures": entries(WORD),
            "dossier": ref("dossier"),
            "attendu": {**attendu, "minProperties": 1},
        }
        keys = examples.EXAMPLE_KEYS
        return self.described.mapping("exemple", kept(keys, forms), texts.needed(keys))

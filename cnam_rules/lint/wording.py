"""Words that don't go with the rule beside them: a source left to be written, a number that differs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cnam_rules.documents import Node
from cnam_rules.durations import decode
from cnam_rules.faults import Fault
from cnam_rules.language import Condition, DecisionDef, RuleSet, ValeurDef
from cnam_rules.language.expressions import Comparaison, Lecture
from cnam_rules.lint.subject import Located, Subject
from cnam_rules.units import Unit

__all__ = ["differing_numbers", "numbers_in", "placeholders"]

_PLACEHOLDER: Final = re.compile(
    r"[\W_]*|(?:à|a) (?:compléter|completer|faire|préciser|preciser|citer|vérifier|verifier)\b.*|todo\b.*"
    r"|tbd\b.*|x{2,}|lorem ipsum\b.*|extrait|clause|texte|citation",
    re.IGNORECASE | re.DOTALL,
)

_SPELT: Final = (
    "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept"
    " dix-huit dix-neuf vingt"
)
_WORDS: Final = {word: number for number, word in enumerate(_SPELT.split(" "), 2)}
_NAMES: Final = {
    "mois": ("mois", 1), "an": ("mois", 12), "ans": ("mois", 12),
    "année": ("mois", 12), "années": ("mois", 12),
    "jour": ("jours", 1), "jours": ("jours", 1),
    "ue": ("ue", 1), "unités": ("ue", 1),
    "ects": ("ects", 1), "crédits": ("ects", 1),
    "heure": ("heures", 1), "heures": ("heures", 1),
    "%": ("part", 1),
    "/20": ("note", 1), "/ 20": ("note", 1), "sur 20": ("note", 1),
}  # fmt: skip
"""The names of what texts count, with the family of bounds that each is compared with, and how many of it."""

_FAMILIES: Final = {
    Unit.UE: "ue",
    Unit.ECTS: "ects",
    Unit.NOTE: "note",
    Unit.MOYENNE: "note",
    Unit.PART: "part",
    Unit.HEURES: "heures",
}
"""The family of the bounds of each unit; durations and ages have two."""

_NUMBER: Final = re.compile(
    rf"(?<![\w.,/-])(\d{{1,4}}(?:[.,]\d{{1,3}})?|{'|'.join(sorted(_WORDS, key=len, reverse=True))})\s*"
    rf"({'|'.join(map(re.escape, sorted(_NAMES, key=len, reverse=True)))})(?!\w)",
    re.IGNORECASE,
)


def placeholders(subject: Subject) -> Iterator[Fault]:
    """Conditions whose source quotes nothing: dots, « à compléter », a word that stands for words."""
    for condition, node in subject.conditions:
        source = node.value.get("source") if isinstance(node.value, dict) else None
        parts = source.value if source is not None and isinstance(source.value, dict) else {}
        for key, said in (("clause", condition.source.clause), ("extrait", condition.source.extrait)):
            if key in parts and _PLACEHOLDER.fullmatch(said.strip()):
                yield from subject.remark(
                    parts[key], "placeholder-source", found=said.strip(), expected=condition.id
                )


def differing_numbers(subject: Subject) -> Iterator[Fault]:
    """Numbers in a condition's label or source that no bound has, while a bound isn't said in that text.

    Both must be so: a text may say more numbers than one condition is about, and a bound may come from a
    definition. Only bounds that count the same thing are compared, those of the readings retained.
    """
    for condition, node in subject.conditions:
        located = [*subject.clauses(condition, node)]
        every = {bound for one in located for bound in _bounds(one, subject.ruleset)}
        retained = {
            bound
            for one in located
            if _retained(one, subject.ruleset)
            for bound in _bounds(one, subject.ruleset)
        }
        for path, text in zip((("libelle", "fr"), ("source", "extrait")), _texts(condition), strict=True):
            said = {number for number, _ in numbers_in(text)}
            for (family, number), words in numbers_in(text):
                unsaid = {n for kind, n in retained - said if kind == family}
                if (family, number) in every or not unsaid:
                    continue
                bounds = ", ".join(sorted(str(_short(n)) for n in unsaid))
                yield from subject.remark(
                    _below(node, path),
                    "number-differs",
                    found=words,
                    expected=f"{bounds} {_UNIT_WORDS[family]}",
                )


_UNIT_WORDS: Final = {
    "mois": "mois",
    "jours": "jours",
    "ue": "UE",
    "ects": "ECTS",
    "part": "%",
    "note": "/20",
    "heures": "heures",
}


def numbers_in(text: str) -> Iterator[tuple[tuple[str, float], str]]:
    """The numbers of a French text that are followed by what they count, with the words they are said in.

    >>> [said for said in numbers_in("2 ans d'expérience, dont dix-huit mois attestés")]
    [(('mois', 24.0), '2 ans'), (('mois', 18.0), 'dix-huit mois')]
    """
    for match in _NUMBER.finditer(" ".join(text.split())):
        written, name = match[1].lower(), match[2].lower()
        family, times = _NAMES[name]
        number = float(_WORDS.get(written, 0) or written.replace(",", "."))
        yield (family, number * times), match[0]


def _texts(condition: Condition) -> tuple[str, str]:
    return condition.libelle.fr, condition.source.extrait


def _retained(located: Located, ruleset: RuleSet) -> bool:
    return all(ruleset.readings[name].retenue == choice for name, choice in located.when)


def _bounds(located: Located, ruleset: RuleSet) -> Iterator[tuple[str, float]]:
    """The bound of a comparison, as texts count it; none for what texts don't count.

    Of a value that somebody decides: the two ends between which they do, and what holds meanwhile.
    """
    if not isinstance(located.clause, Comparaison):
        return
    compare, reference = located.clause.compare, located.clause.valeur
    if reference is None:
        unit, values = ruleset.measures[compare.measure].kind.UNIT, [compare.bound]
    else:
        defined = next(value for value in ruleset.valeurs if value.name == reference.name)
        unit, values = defined.unit, [*_values(defined)]
    for value in values:
        months, days = decode(value) if unit in (Unit.DUREE, Unit.AGE) else (0, 0)
        if months and not days:
            yield "mois", float(months)
        elif days and not months:
            yield "jours", float(days)
        elif unit in _FAMILIES:
            yield _FAMILIES[unit], float(unit.exact(value))


def _values(defined: ValeurDef) -> Iterator[int]:
    """The values that a parameter has, or the ends of what may be decided, under any reading."""
    if isinstance(defined, DecisionDef):
        given: list[int | Lecture[int] | None] = [defined.bas, defined.haut, defined.par_defaut]
    else:
        given = [item.valeur for item in defined.valeurs]
    for value in given:
        if isinstance(value, Lecture):
            yield from value.choices.values()
        elif value is not None:
            yield value


def _short(number: float) -> int | float:
    return int(number) if number.is_integer() else number


def _below(node: Node, path: tuple[str, ...]) -> Node:
    """The value at these keys, or the nearest above it."""
    for key in path:
        below = node.value.get(key) if isinstance(node.value, dict) else None
        if below is None:
            return node
        node = below
    return node

"""Reading a rule file: strict, with every fault at once and each at its line and column.

The order matters only inside: readings are noted first, then measures (which give the units), then
conditions. A reading is
read where it is used, for each of its choices, so a choice that doesn't fit the place is a fault of the file
and not of a day in June.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from functools import partial
from typing import Any, Final, TypeVar

from cnam_rules.decoding import Decoder, suggest
from cnam_rules.documents import Node, parse
from cnam_rules.facts import Text
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.kernel import Compare, Op
from cnam_rules.language.examples import decode_examples
from cnam_rules.language.expressions import (
    AuMoins,
    Clause,
    Comparaison,
    Lecture,
    Non,
    SiAlors,
    Toujours,
    Tous,
    UnAuMoins,
)
from cnam_rules.language.fiche import Fiche
from cnam_rules.language.model import Choice, Condition, InForce, MeasureDef, Reading, RuleSet, Source
from cnam_rules.language.reading import canonical_hash, text_pair
from cnam_rules.measures import CONVENTIONS, KINDS, Context, Conventions, Option
from cnam_rules.units import UnitError

__all__ = ["decode_ruleset"]

T = TypeVar("T")

_KEYS: Final = (
    "jeu",
    "programme",
    "fiche",
    "version",
    "en_vigueur",
    "intitule",
    "texte",
    "conventions",
    "mesures",
    "conditions",
    "lectures",
    "dossier_type",
    "exemples",
)
_REQUIRED: Final = (
    "jeu", "programme", "fiche", "version", "en_vigueur", "intitule", "texte", "mesures", "conditions",
)  # fmt: skip
_OPS: Final[Mapping[str, Op]] = {op.value: op for op in Op}
_YES_NO: Final[Mapping[str, bool]] = {"oui": True, "non": False}
_FAILED: Final = Toujours(False)
"""Stands where an expression could not be read; a file with a fault gives no rule set, so it is never
decided with.
"""


def decode_ruleset(text: str, *, file: str, fiches: Mapping[str, Fiche]) -> RuleSet:
    """Read a rule file.

    Args:
        text: the file's text, YAML 1.2.
        file: its name, for faults and for the verdicts.
        fiches: the programmes that are known, by id.

    Raises:
        RuleSetError: with every fault of the file.
    """
    root, faults = parse(text, file=file, format="yaml")
    if root is None:
        raise RuleSetError(faults)
    return _Loader(root, Decoder(file=file, faults=faults), file, fiches).ruleset()


class _Loader:
    """Reads one file; the readings under way are kept to find those that go round in circles."""

    def __init__(self, root: Node, decoder: Decoder, file: str, fiches: Mapping[str, Fiche]) -> None:
        self.decoder = decoder
        self._root = root
        self._file = file
        self._fiches = fiches
        self._entries = decoder.mapping(root, _KEYS, _REQUIRED)
        self._readings: dict[str, Reading] = {}
        self._choices: dict[str, dict[str, dict[str, Node]]] = {}
        self._measures: dict[str, MeasureDef | None] = {}  # None for one that is at fault already
        self._under_way: list[str] = []
        self._used: set[str] = set()

    def ruleset(self) -> RuleSet:
        """The rule set, once the whole file is read.

        Raises:
            RuleSetError: with every fault.
        """
        entries, decoder = self._entries, self.decoder
        fiche = self._fiche()
        programme = decoder.text(entries.get("programme")) or ""
        if fiche is not None and programme and fiche.programme != programme:
            decoder.fault(entries["programme"], "other-programme", expected=fiche.programme)
        for name, node in decoder.pairs(entries.get("lectures")):
            self._reading(name, node)
        conventions = self._conventions()
        context = Context(fiche.groups, fiche.codes) if fiche else None
        for name, node in decoder.pairs(entries.get("mesures")):
            self._measure(name, node, context)
        conditions = self._conditions()
        if not decoder.faults:  # else a reading may seem unused because the place that uses it is at fault
            self._unused()
        source = decoder.mapping(entries.get("texte"), ("titre", "rubrique", "page"), required=("titre",))
        source_text = ", ".join(text for node in source.values() if (text := decoder.text(node)))
        in_force = self._in_force()
        intitule = text_pair(decoder, entries["intitule"]) if "intitule" in entries else None
        choices = {name: tuple(choices) for name, choices in self._choices.items()}
        ids = tuple(condition.id for condition in conditions) if "conditions" in entries else None
        codes = fiche.codes if fiche else None
        examples = decode_examples(
            decoder, entries, programme=programme, codes=codes, conditions=ids, choices=choices
        )
        ruleset_id, version = decoder.text(entries.get("jeu")), decoder.text(entries.get("version"))
        if decoder.faults or not (fiche and in_force and intitule and ruleset_id and version):
            raise RuleSetError(sorted(decoder.faults, key=_by_place))
        return RuleSet(
            id=ruleset_id,
            programme=programme,
            version=version,
            intitule=intitule,
            in_force=in_force,
            source=source_text,
            conventions=conventions,
            measures={name: measure for name, measure in self._measures.items() if measure},
            conditions=conditions,
            readings=self._readings,
            examples=examples,
            fiche=fiche,
            sha256=canonical_hash(self._root, without=("exemples", "dossier_type"), fiche=fiche.sha256),
            file=self._file,
        )

    def _fiche(self) -> Fiche | None:
        node = self._entries.get("fiche")
        return self.decoder.word(node, self._fiches)

    def _in_force(self) -> InForce | None:
        entries = self.decoder.mapping(self._entries.get("en_vigueur"), ("du", "au"), required=("du",))
        du, au = self.decoder.date(entries.get("du")), self.decoder.date(entries.get("au"))
        if du and au and au < du:
            self.decoder.fault(entries["au"], "end-before-start", expected=du.isoformat())
        return InForce(du, au) if du else None

    def _reading(self, name: str, node: Node) -> None:
        """Note a reading; its choices are read where it is used."""
        keys = ("question", "retenue", "raison", "choix")
        entries = self.decoder.mapping(node, keys, required=keys)
        choices: list[Choice] = []
        contents: dict[str, dict[str, Node]] = {}
        for choice_name, choice_node in self.decoder.pairs(entries.get("choix")):
            parts = self.decoder.mapping(choice_node, ("libelle", "exige", "valeur"), required=("libelle",))
            if ("exige" in parts) == ("valeur" in parts):
                self.decoder.fault(choice_node, "one-of", found=choice_name, expected="exige, valeur")
            label = text_pair(self.decoder, parts["libelle"]) if "libelle" in parts else Text("", "")
            choices.append(Choice(choice_name, label))
            contents[choice_name] = parts
        if "choix" in entries and len(choices) < 2:
            self.decoder.fault(entries["choix"], "too-few-choices", found=str(len(choices)))
        retained = (
            self.decoder.word(entries.get("retenue"), {choice.name: choice.name for choice in choices}) or ""
        )
        empty = Text("", "")
        question, reason = (
            text_pair(self.decoder, entries[key]) if key in entries else empty
            for key in ("question", "raison")
        )
        self._readings[name] = Reading(name, question, retained, reason, tuple(choices), node.line or 0)
        self._choices[name] = contents

    def _maybe_reading(
        self, node: Node, part: str, read: Callable[[Node], T | None]
    ) -> T | Lecture[T] | None:
        """A value as `read` reads it; or, for `{lecture: …}`, one for each of the reading's choices.

        Args:
            node: the value.
            part: the key under which a choice gives such a value: `exige` or `valeur`.
            read: reads one value.
        """
        if not isinstance(node.value, dict) or "lecture" not in node.value:
            return read(node)
        entries = self.decoder.mapping(node, ("lecture",))
        name = self.decoder.word(entries["lecture"], {known: known for known in self._readings})
        if name is None:
            return None
        if name in self._under_way:
            self.decoder.fault(node, "reading-cycle", found=" → ".join([*self._under_way, name]))
            return None
        self._used.add(name)
        self._under_way.append(name)
        try:
            choices: dict[str, T] = {}
            for choice, parts in self._choices[name].items():
                if part not in parts:
                    self.decoder.fault(node, "choice-does-not-fit", found=f"{name}: {choice}", expected=part)
                    continue
                value = self._maybe_reading(parts[part], part, read) if part == "exige" else read(parts[part])
                choices[choice] = value  # type: ignore[assignment]  # None only beside a fault; a nested reading is a clause too
            return Lecture(name, choices)
        finally:
            self._under_way.pop()

    def _unused(self) -> None:
        for name, node in self.decoder.pairs(self._entries.get("lectures")):
            if name not in self._used:
                self.decoder.fault(node, "unused-reading", found=name)

    def _conventions(self) -> dict[str, Enum | Lecture[Enum]]:
        given = self.decoder.mapping(self._entries.get("conventions"), tuple(CONVENTIONS))
        conventions: dict[str, Enum | Lecture[Enum]] = {}
        usual = Conventions()
        for name, vocabulary in CONVENTIONS.items():
            words = {word.value: word for word in vocabulary}
            value: Enum | Lecture[Enum] | None = None
            if name in given:
                value = self._maybe_reading(given[name], "valeur", partial(_word, self.decoder, words))
            conventions[name] = getattr(usual, name) if value is None else value
        return conventions

    def _measure(self, name: str, node: Node, context: Context | None) -> None:
        keys = [key for key in (node.value if isinstance(node.value, dict) else ()) if key in KINDS]
        if len(keys) != 1:
            found = ", ".join(node.value) if isinstance(node.value, dict) else None
            self.decoder.fault(
                node, "one-of", expected=", ".join(KINDS), **({"found": found} if found else {})
            )
            self._measures[name] = None
            return
        kind = KINDS[keys[0]]
        required = [option for option, spec in kind.OPTIONS.items() if spec.required]
        entries = self.decoder.mapping(node, ("libelle", *kind.OPTIONS), required=("libelle", *required))
        options: dict[str, Any] = {}
        for option, spec in kind.OPTIONS.items():
            options[option] = spec.default
            if option in entries and context is not None:
                read = partial(_option, spec, self.decoder, context)
                options[option] = self._maybe_reading(entries[option], "valeur", read)
        label = text_pair(self.decoder, entries["libelle"]) if "libelle" in entries else Text(name, name)
        self._measures[name] = MeasureDef(name, label, kind, options)

    def _conditions(self) -> tuple[Condition, ...]:
        conditions: list[Condition] = []
        for node in self.decoder.entries(self._entries.get("conditions")):
            condition = self._condition(node)
            if any(condition.id == other.id for other in conditions):
                self.decoder.fault(node, "listed-twice", found=condition.id)
            conditions.append(condition)
        if "conditions" in self._entries and not conditions:
            self.decoder.fault(self._entries["conditions"], "no-condition")
        return tuple(conditions)

    def _condition(self, node: Node) -> Condition:
        required = ("id", "libelle", "source", "exige")
        entries = self.decoder.mapping(node, ("id", "libelle", "source", "si", "exige"), required=required)
        source = self.decoder.mapping(
            entries.get("source"), ("clause", "extrait"), required=("clause", "extrait")
        )
        return Condition(
            id=self.decoder.text(entries.get("id"), longest=60) or "",
            libelle=text_pair(self.decoder, entries["libelle"]) if "libelle" in entries else Text("", ""),
            source=Source(
                self.decoder.text(source.get("clause")) or "", self.decoder.text(source.get("extrait")) or ""
            ),
            si=self._clause(entries["si"]) if "si" in entries else None,
            exige=self._clause(entries["exige"]) if "exige" in entries else _FAILED,
            line=node.line or 0,
        )

    def _clause(self, node: Node) -> Clause:
        return self._maybe_reading(node, "exige", self._plain_clause) or _FAILED

    def _plain_clause(self, node: Node) -> Clause:
        """An expression that is not a reading; see `cnam_rules.language.expressions` for the forms."""
        keys = set(node.value) if isinstance(node.value, dict) else set()
        if "mesure" in keys:
            return self._comparison(node)
        for form, read in self._FORMS.items():
            if form[0] in keys:
                entries = self.decoder.mapping(node, form, required=form)
                return read(self, entries) if len(entries) == len(form) else _FAILED
        expected = "mesure, lecture, " + ", ".join(form[0] for form in self._FORMS)
        self.decoder.fault(
            node, "not-an-expression", expected=expected, suggestion=_near(keys, expected.split(", "))
        )
        return _FAILED

    def _terms(self, node: Node) -> tuple[Clause, ...]:
        terms = tuple(self._clause(term) for term in self.decoder.entries(node))
        if not terms and isinstance(node.value, tuple):
            self.decoder.fault(node, "no-term")
        return terms

    def _at_least(self, entries: Mapping[str, Node]) -> Clause:
        terms = self._terms(entries["parmi"])
        n = self.decoder.integer(entries["au_moins"], least=1, most=max(1, len(terms)))
        return AuMoins(n or 0, terms)

    def _always(self, entries: Mapping[str, Node]) -> Clause:
        value = entries["toujours"].value
        answer = value if isinstance(value, bool) else self.decoder.word(entries["toujours"], _YES_NO)
        return Toujours(bool(answer))

    _FORMS: Final[Mapping[tuple[str, ...], Callable[[_Loader, Mapping[str, Node]], Clause]]] = {
        ("tous",): lambda self, entries: Tous(self._terms(entries["tous"])),
        ("un_au_moins",): lambda self, entries: UnAuMoins(self._terms(entries["un_au_moins"])),
        ("parmi", "au_moins"): _at_least,
        ("non",): lambda self, entries: Non(self._clause(entries["non"])),
        ("si", "alors"): lambda self, entries: SiAlors(
            self._clause(entries["si"]), self._clause(entries["alors"])
        ),
        ("toujours",): _always,
    }

    def _comparison(self, node: Node) -> Clause:
        entries = self.decoder.mapping(node, ("mesure", "est", *_OPS), required=("mesure",))
        measure = self.decoder.word(entries.get("mesure"), self._measures)
        ways = [key for key in entries if key != "mesure"]
        if len(ways) != 1:
            found = {"found": ", ".join(ways)} if ways else {}
            self.decoder.fault(node, "one-of", expected=", ".join(("est", *_OPS)), **found)
            return _FAILED
        if measure is None:
            return _FAILED
        way, bound_node, unit = ways[0], entries[ways[0]], measure.kind.UNIT
        written = bound_node.raw if bound_node.raw is not None else str(bound_node.value)
        try:
            bound = unit.bound(written)
        except UnitError as error:
            self.decoder.fault(bound_node, error.code, expected=error.expected)
            return _FAILED
        if (way == "est") != (unit is unit.OUI_NON):
            self.decoder.fault(node, "one-of", found=way, expected="est" if way != "est" else ", ".join(_OPS))
            return _FAILED
        if way != "est":
            return Comparaison(Compare(measure.name, _OPS[way], bound))
        return Comparaison(Compare(measure.name, Op.AT_LEAST if bound else Op.LESS_THAN, 1))


def _word(decoder: Decoder, words: Mapping[str, Enum], node: Node) -> Enum | None:
    return decoder.word(node, words)


def _option(spec: Option, decoder: Decoder, context: Context, node: Node) -> Any:
    return spec.read(decoder, node, context)


def _by_place(fault: Fault) -> tuple[int, int]:
    return (fault.line or 0, fault.column or 0)


def _near(found: set[str], words: list[str]) -> str | None:
    return next((near for key in sorted(found) if (near := suggest(key, words))), None)

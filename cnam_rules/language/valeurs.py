"""Parameters and decisions of a rule file: values that a comparison names instead of writing a constant.

In a rule file::

    parametres:
      duree_experience:
        libelle: {fr: durée d'expérience demandée, en: experience asked for}
        selon: entree_en_formation       # or: jour, the day of the decision
        valeurs:                         # from each date on, in order
          - {du: 2019-09-01, valeur: 24 mois, source: {clause: "2", extrait: "deux ans"}}
          - {du: 2023-09-01, valeur: 18 mois, source: {clause: "2", extrait: "dix-huit mois"}}
    decisions:
      duree_du_stage:
        libelle: {fr: durée du stage, en: length of the internship}
        par: {fr: le jury, en: the jury}
        entre: [3 mois, 6 mois]          # both included
        par_defaut: 6 mois               # what holds while nobody decided; optional
        source: {clause: "3", extrait: "de 3 à 6 mois"}
    conditions:
      - exige: {mesure: stage, au_moins: {decision: duree_du_stage}}

They are read where they are used, in the unit of the measure they are compared with. Each comparison is a
measure of its own for the engines (see `cnam_rules.measures.seuil`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from cnam_rules.decoding import Decoder, suggest
from cnam_rules.documents import Node
from cnam_rules.dossier import Dossier
from cnam_rules.facts import Text
from cnam_rules.faults import Fault
from cnam_rules.kernel import Compare, Op
from cnam_rules.language.definitions import DecisionDef, ParametreDef, ValeurDef, ValeurDeParametre
from cnam_rules.language.expressions import Comparaison, Lecture, Reference
from cnam_rules.language.model import MeasureDef
from cnam_rules.language.readings import ReadingsReader
from cnam_rules.language.texts import CLAUSE_KEYS, bound_of, needed, text_pair
from cnam_rules.measures import Seuil
from cnam_rules.measures.valeurs import ENTREE, JOUR
from cnam_rules.units import Unit, UnitError

__all__ = [
    "DECISION_KEYS",
    "KINDS_OF_VALUES",
    "PARAMETER_KEYS",
    "SELON",
    "VALUE_KEYS",
    "ValeursReader",
    "decision_faults",
]

KINDS_OF_VALUES: Final = {"parametre": "parametres", "decision": "decisions"}
"""The word by which a comparison names a value, and the key under which the file defines it."""

PARAMETER_KEYS: Final = ("libelle", "selon", "valeurs")
"""The keys of a parameter, all of them required."""
VALUE_KEYS: Final = ("du", "valeur", "source")
"""The keys of each value of a parameter, all of them required."""
DECISION_KEYS: Final[Mapping[str, bool]] = {
    "libelle": True,
    "par": True,
    "entre": True,
    "par_defaut": False,
    "source": True,
}
"""The keys of a decision, and whether each is required."""
SELON: Final = (ENTREE, JOUR)
"""The days that may tell which value of a parameter holds."""

_RISING: Final[Mapping[Op, tuple[Op, Op]]] = {
    Op.AT_LEAST: (Op.AT_LEAST, Op.AT_LEAST),
    Op.MORE_THAN: (Op.MORE_THAN, Op.AT_LEAST),
    Op.LESS_THAN: (Op.AT_LEAST, Op.LESS_THAN),
    Op.AT_MOST: (Op.MORE_THAN, Op.LESS_THAN),
}
"""What a comparison asks of a measure that says whether the value is reached (or passed): yes, or no."""


class ValeursReader:
    """Reads the parameters and decisions of one file.

    Attributes:
        seuils: the measures that comparisons with them are, by name.
        read: the values that some place uses, by kind and name.
    """

    def __init__(self, decoder: Decoder, readings: ReadingsReader, file: str) -> None:
        self.decoder = decoder
        self.readings = readings
        self.seuils: dict[str, MeasureDef] = {}
        self.read: dict[tuple[str, str], ValeurDef | None] = {}
        self._file = file
        self._noted: dict[str, dict[str, tuple[Node, Mapping[str, Node]]]] = {
            kind: {} for kind in KINDS_OF_VALUES
        }
        self._names: dict[tuple[str, Op, str, str], str] = {}

    def note(self, kind: str, name: str, node: Node) -> None:
        """Note a value; it is read where it is used."""
        if kind == "parametre":
            entries = self.decoder.mapping(node, PARAMETER_KEYS, PARAMETER_KEYS)
        else:
            entries = self.decoder.mapping(node, DECISION_KEYS, needed(DECISION_KEYS))
        self._noted[kind][name] = (node, entries)

    def read_rest(self) -> None:
        """Find the faults of the values that no comparison names, in the unit that they are written in."""
        for kind, noted in self._noted.items():
            for name, (_, entries) in noted.items():
                if (kind, name) not in self.read:
                    self._value(kind, name, _unit_of(entries))

    def unused(self, kind: str) -> Iterator[tuple[str, Node]]:
        """The values of a kind that no comparison names."""
        for name, (node, _) in self._noted[kind].items():
            if (kind, name) not in self.read:
                yield name, node

    def comparison(
        self, measure: MeasureDef, op: Op, node: Node, taken: Mapping[str, object]
    ) -> Comparaison | None:
        """A measure against the value that a node names, `{parametre: …}` or `{decision: …}`.

        Args:
            measure: the measure.
            op: how it is compared.
            node: names the value.
            taken: the names of the file's own measures.
        """
        entries = self.decoder.mapping(node, tuple(KINDS_OF_VALUES))
        if len(entries) != 1:
            self.decoder.fault(node, "one-of", found=", ".join(entries), expected=", ".join(KINDS_OF_VALUES))
            return None
        ((kind, named),) = entries.items()
        name = self.decoder.word(named, {known: known for known in self._noted[kind]})
        if name is None:
            return None
        value = self._value(kind, name, measure.kind.UNIT)
        if value is None:
            return None
        if value.unit is not measure.kind.UNIT:
            args = {"found": name, "expected": value.unit.example}
            self.decoder.fault(named, "value-in-two-units", **args)
            return None
        own, asked = _RISING[op]
        seuil = self._seuil(measure, own, kind, value, taken)
        return Comparaison(Compare(seuil, asked, 1), Reference(measure.name, op, kind, name))

    def _seuil(
        self, measure: MeasureDef, op: Op, kind: str, value: ValeurDef, taken: Mapping[str, object]
    ) -> str:
        """The name of the measure that says whether another reaches a value."""
        key = (measure.name, op, kind, value.name)
        if key not in self._names:
            name = f"{measure.name} {op.value} {kind} {value.name}"
            while name in taken or name in self.seuils:
                name += " '"
            self._names[key] = name
            options: dict[str, Any] = {"mesure": measure.name, "op": op, "valeur": value}
            self.seuils[name] = MeasureDef(name, measure.libelle, Seuil, options, measure.line, measure.file)
        return self._names[key]

    def _value(self, kind: str, name: str, unit: Unit) -> ValeurDef | None:
        if (kind, name) not in self.read:
            faults = len(self.decoder.faults)
            node, entries = self._noted[kind][name]
            read = self._parametre if kind == "parametre" else self._decision
            value = read(name, node, entries, unit)
            self.read[kind, name] = value if len(self.decoder.faults) == faults else None
        return self.read[kind, name]

    def _parametre(self, name: str, node: Node, entries: Mapping[str, Node], unit: Unit) -> ValeurDef:
        selon = self.decoder.word(entries.get("selon"), {word: word for word in SELON})
        valeurs: list[ValeurDeParametre] = []
        for index, item in enumerate(listed := self.decoder.entries(entries.get("valeurs"))):
            parts = self.decoder.mapping(item, VALUE_KEYS, VALUE_KEYS)
            du, value = self.decoder.date(parts.get("du")), self._bound(parts.get("valeur"), unit)
            clause, extrait = self._source(parts.get("source"))
            if du is None:
                continue
            if index and valeurs and du <= valeurs[-1].du:
                self.decoder.fault(parts["du"], "dates-out-of-order", expected=valeurs[-1].du.isoformat())
            valeurs.append(ValeurDeParametre(du, value or 0, clause, extrait))
        if "valeurs" in entries and not listed:
            self.decoder.fault(entries["valeurs"], "no-term")
        return ParametreDef(
            name,
            self._label(entries),
            unit,
            node.line or 0,
            node.file or self._file,
            selon or JOUR,
            tuple(valeurs),
        )

    def _decision(self, name: str, node: Node, entries: Mapping[str, Node], unit: Unit) -> ValeurDef:
        faults = len(self.decoder.faults)
        ends = [bound_of(self.decoder, end, unit) for end in self.decoder.entries(entries.get("entre"))]
        low, high = ends[0] if ends else None, ends[-1] if ends else None
        if "entre" in entries and isinstance(entries["entre"].value, tuple) and len(ends) != 2:
            self.decoder.fault(entries["entre"], "two-bounds", expected=f"[{unit.example.split(', ')[0]}, …]")
        elif low is not None and high is not None and low > high:
            self.decoder.fault(entries["entre"], "bounds-reversed")
        usual = self._bound(entries["par_defaut"], unit) if "par_defaut" in entries else None
        if low is not None and high is not None and usual is not None:
            values: Iterable[int] = usual.choices.values() if isinstance(usual, Lecture) else (usual,)
            if len(self.decoder.faults) == faults and not all(low <= value <= high for value in values):
                bounds = " … ".join(
                    str(end.raw or end.value) for end in self.decoder.entries(entries["entre"])
                )
                self.decoder.fault(entries["par_defaut"], "default-out-of-bounds", expected=bounds)
        clause, extrait = self._source(entries.get("source"))
        by = text_pair(self.decoder, entries["par"]) if "par" in entries else Text("", "")
        return DecisionDef(
            name, self._label(entries), unit, node.line or 0, node.file or self._file,
            by, low or 0, high or 0, usual, clause, extrait,
        )  # fmt: skip

    def _bound(self, node: Node | None, unit: Unit) -> int | Lecture[int] | None:
        if node is None:
            return None
        return self.readings.or_value(node, "valeur", lambda value: bound_of(self.decoder, value, unit))

    def _label(self, entries: Mapping[str, Node]) -> Text:
        return text_pair(self.decoder, entries["libelle"]) if "libelle" in entries else Text("", "")

    def _source(self, node: Node | None) -> tuple[str, str]:
        parts = self.decoder.mapping(node, CLAUSE_KEYS, required=CLAUSE_KEYS)
        clause, extrait = (self.decoder.text(parts.get(key)) or "" for key in CLAUSE_KEYS)
        return clause, extrait


def _unit_of(entries: Mapping[str, Node]) -> Unit:
    """The unit in which the first amount of a value is written; durations when none can be told."""
    listed = (
        item for key in ("entre", "valeurs") if key in entries for item in Decoder().entries(entries[key])
    )
    first = next(listed, None)
    if first is not None and isinstance(first.value, dict):
        first = first.value.get("valeur")
    for unit in Unit:
        if first is not None and bound_of(Decoder(), first, unit) is not None:
            return unit
    return Unit.DUREE


def decision_faults(dossier: Dossier, known: Mapping[str, DecisionDef]) -> list[Fault]:
    """What is wrong with the decisions of a dossier: of nothing to decide, unreadable, or out of bounds.

    Args:
        dossier: the dossier.
        known: what there is to decide, by name.
    """
    faults: list[Fault] = []
    for index, decision in enumerate(dossier.decisions):
        path = f"$.decisions[{index}]"
        wanted = known.get(decision.objet)
        if wanted is None:
            args = {"found": decision.objet, "expected": ", ".join(known) or "—"}
            near = suggest(decision.objet, known)
            faults.append(Fault(f"{path}.objet", "unknown-decision", args, near))
            continue
        args = {"found": decision.valeur}
        try:
            value = wanted.unit.bound(decision.valeur)
        except UnitError as error:
            faults.append(Fault(f"{path}.valeur", error.code, args | {"expected": error.expected}))
            continue
        if not wanted.bas <= value <= wanted.haut:
            expected = " … ".join(wanted.unit.written(end) for end in (wanted.bas, wanted.haut))
            faults.append(Fault(f"{path}.valeur", "decision-out-of-bounds", args | {"expected": expected}))
    return faults

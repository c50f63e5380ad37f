"""A rule set: one title's conditions under one version of its regulation, with readings and examples.

`RuleSet.under(readings)` chooses every reading and gives `ChosenRules`: plain measures and a kernel program,
ready to decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any, Final

from attrs import field, frozen

from cnam_rules import kernel
from cnam_rules.decoding import suggest
from cnam_rules.dossier import Dossier
from cnam_rules.facts import Text
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.language.chosen import ChosenRules
from cnam_rules.language.constat import Constat
from cnam_rules.language.definitions import DecisionDef, ValeurDef
from cnam_rules.language.expressions import Clause, Comparaison, Lecture, clauses_in, resolve
from cnam_rules.language.fiche import Fiche
from cnam_rules.language.used import Origin, RuleSetExtended
from cnam_rules.measures import Conventions, Measure, Seuil, Vocabulary
from cnam_rules.shown import Shown

__all__ = [
    "Choice",
    "Condition",
    "Example",
    "InForce",
    "MeasureDef",
    "Modele",
    "Reading",
    "RuleSet",
    "Source",
]


_KEPT: Final = 64
"""How many choices of readings a rule set keeps compiled; the one made longest ago gives way."""


@frozen
class Source:
    """Where in the regulation a condition comes from.

    Attributes:
        clause: the clause's number or name, as the text has it (`2/`).
        extrait: a few words of it.
    """

    clause: str
    extrait: str


@frozen
class InForce:
    """The days on which a rule set governs, both inclusive; None for an end that isn't known.

    A rule set whose first day nobody knows governs every day until its last: when a text began is then for
    people to say.

    >>> InForce(date(2023, 9, 1)).on(date(2023, 8, 31)), InForce(date(2023, 9, 1)).on(date(2023, 9, 1))
    (False, True)
    >>> InForce(None, date(2023, 8, 31)).on(date(1995, 1, 1))
    True
    """

    du: date | None
    au: date | None = None

    def begun(self, day: date) -> bool:
        """Whether it governs on that day, or governed before."""
        return self.du is None or self.du <= day

    def on(self, day: date) -> bool:
        """Whether it governs on that day."""
        return self.begun(day) and (self.au is None or day <= self.au)

    def data(self) -> dict[str, str | None]:
        """As JSON data: its two ends, None for one that isn't known."""
        return {
            name: None if day is None else day.isoformat() for name, day in (("du", self.du), ("au", self.au))
        }


@frozen
class Condition:
    """A condition as the rule file writes it.

    Attributes:
        id: its name (`stage`).
        libelle: what it asks, for people.
        source: the clause it comes from.
        si: where it applies; None for everywhere.
        exige: what it requires.
        line: its line in the file, from 1.
        file: the file it was written in; of one that overrides another in part, the file that overrides.
        origins: of one that overrides another in part, the parts that it inherits.
    """

    id: str
    libelle: Text
    source: Source
    si: Clause | None
    exige: Clause
    line: int
    file: str
    origins: tuple[Origin, ...] = ()


@frozen
class Choice:
    """One way to read the text.

    Attributes:
        name: its name (`champ-complet`).
        libelle: the answer it gives to the reading's question.
    """

    name: str
    libelle: Text


@frozen
class Reading:
    """An ambiguity of the text (*lecture*): its question, the ways to read it, and the one retained.

    Attributes:
        name: its name (`experience-mixte`).
        question: what the text leaves open.
        retenue: the name of the choice retained.
        raison: why that one.
        choix: the choices, in the file's order.
        line: its line in the file, from 1.
        file: the file it was written in, or that overrides it in part.
    """

    name: str
    question: Text
    retenue: str
    raison: Text
    choix: tuple[Choice, ...]
    line: int
    file: str

    def choice(self, name: str) -> Choice:
        """The choice of that name.

        Raises:
            KeyError: there is none.
        """
        for choice in self.choix:
            if choice.name == name:
                return choice
        raise KeyError(name)


@frozen
class MeasureDef:
    """A measure as the rule file defines it: its kind, and its options, some of which a reading may fill.

    Attributes:
        name: its name (`experience`).
        libelle: what it is, for people.
        kind: the class of `cnam_rules.measures` that measures it.
        options: every option of the kind; a `Lecture` where a reading fills it.
        line: its line in the file, from 1.
        file: the file it was written in, or that overrides it in part.
    """

    name: str
    libelle: Text
    kind: type[Measure]
    options: Mapping[str, Any]  # each option has a type of its own, which the kind's reader made sure of
    line: int
    file: str


@frozen
class Example:
    """A dossier and what it must come to: a test that stands beside the rules.

    Attributes:
        name: what the example shows.
        as_of: the day of the decision.
        dossier: the dossier.
        readings: the readings chosen, those retained aside.
        status: the verdict expected; None when the example doesn't say.
        conditions: the statuses expected, by condition id.
        line: its line in the file, from 1.
    """

    name: str
    as_of: date
    dossier: Dossier
    readings: Mapping[str, str]
    status: VerdictStatus | None
    conditions: Mapping[str, Status]
    line: int


@frozen
class Modele:
    """A rule file that only serves those that extend it (`modele: oui`): it governs no dossier.

    Attributes:
        id: its name for itself.
        version: its version.
        file: its file, relative to the folder of rules.
        conditions: the ids of its conditions; some may leave parts to be said.
        readings: the names of its readings.
        etend: what it extends itself, nearest first.
    """

    id: str
    version: str
    file: str
    conditions: tuple[str, ...]
    readings: tuple[str, ...]
    etend: tuple[RuleSetExtended, ...] = ()


@frozen
class RuleSet(Shown):
    """The conditions of one title under one version of its regulation.

    Attributes:
        id: the file's name for itself (`titre-casp/jury`).
        programme: the title's RNCP code.
        version: the version of the rules.
        intitule: what the rule set decides, for people.
        in_force: the days of entry into training that it governs.
        source: the text it encodes.
        conventions: how durations are counted; a `Lecture` where a reading decides.
        measures: the measures, by name.
        conditions: the conditions, in the file's order.
        readings: the readings, by name.
        examples: the examples, in the file's order.
        fiche: the programme it is about.
        sha256: the hash of the canonical form, all that it inherits and the programme's data included, the
            examples left out.
        file: the file, relative to the folder of rules it was found in.
        etend: what it extends, nearest first; none for a file that stands alone.
        valeurs: the parameters and decisions that conditions compare measures with.
        constat: what it finds, in its own words; None for the library's, which speak of the national jury.
        reconstitution: what is reconstructed from public pages and what is left unknown; None when the rules
            are not a reconstruction.
        situations: the words that it has for candidates' situations, by name.
    """

    id: str
    programme: str
    version: str
    intitule: Text
    in_force: InForce
    source: str
    conventions: Mapping[str, Enum | Lecture[Enum]]
    measures: Mapping[str, MeasureDef]
    conditions: tuple[Condition, ...]
    readings: Mapping[str, Reading]
    examples: tuple[Example, ...]
    fiche: Fiche
    sha256: str
    file: str
    etend: tuple[RuleSetExtended, ...] = ()
    valeurs: tuple[ValeurDef, ...] = ()
    constat: Constat | None = None
    reconstitution: Text | None = None
    situations: Mapping[str, Vocabulary] = field(factory=dict)
    units: Mapping[str, frozenset[str]] = field(init=False, eq=False, repr=False)
    """The codes that the programme knows, by programme: what a dossier's UE are checked against."""
    _chosen: dict[tuple[str, ...], ChosenRules] = field(factory=dict, eq=False, repr=False, init=False)

    @units.default
    def _known_units(self) -> Mapping[str, frozenset[str]]:
        return {self.programme: frozenset(self.fiche.codes)}

    def under(self, readings: Mapping[str, str] | None = None) -> ChosenRules:
        """The rules with every reading chosen: these, and for the others the one retained.

        Raises:
            TypeError: the readings aren't a mapping of texts.
            RuleSetError: with a fault for each reading or choice that doesn't exist.
        """
        if readings is not None:
            _check_types(readings)
        if not readings and () in self._chosen:
            return self._chosen[()]
        chosen = {name: reading.retenue for name, reading in self.readings.items()} | dict(readings or {})
        key = tuple(chosen.get(name, "") for name in self.readings)
        if key in self._chosen and len(chosen) == len(self.readings):
            return self._chosen[key]
        faults = [fault for name, choice in chosen.items() if (fault := self._reading_fault(name, choice))]
        if faults:
            raise RuleSetError(faults)
        rules = self._choose(chosen)
        if len(self._chosen) >= _KEPT:
            self._chosen.pop(next(iter(self._chosen)), None)
        self._chosen[key if readings else ()] = rules
        return rules

    @property
    def decisions(self) -> Mapping[str, DecisionDef]:
        """What somebody is to decide, by name."""
        return {value.name: value for value in self.valeurs if isinstance(value, DecisionDef)}

    def readings_of(self, condition: Condition) -> tuple[str, ...]:
        """The readings that bear on a condition: its own, its measures', and their conventions'."""
        found: set[str] = set()
        parts = [condition.exige] if condition.si is None else [condition.si, condition.exige]
        for clause in (inside for part in parts for inside in clauses_in(part)):
            if isinstance(clause, Lecture):
                found.add(clause.name)
            elif isinstance(clause, Comparaison):
                measure = self.measures[clause.compare.measure]
                if measure.kind is Seuil:
                    found.update(measure.options["valeur"].readings)
                    measure = self.measures[measure.options["mesure"]]
                used = measure.kind.conventions_read(measure.options)
                values = [*measure.options.values(), *(self.conventions[name] for name in used)]
                found.update(value.name for value in values if isinstance(value, Lecture))
        return tuple(name for name in self.readings if name in found)

    def steps(self) -> frozenset[str]:
        """The named steps of a dossier (`etapes`) that its measures read, under any reading."""
        from cnam_rules.measures.moments import steps_in

        found: set[str] = set()
        for measure in self.measures.values():
            for value in measure.options.values():
                for one in value.choices.values() if isinstance(value, Lecture) else (value,):
                    found.update(steps_in(one))
        return frozenset(found)

    def _reading_fault(self, name: str, choice: str) -> Fault | None:
        if name not in self.readings:
            known = ", ".join(self.readings)
            return Fault(
                f"readings.{name}",
                "unknown-reading",
                {"found": name, "expected": known},
                suggest(name, self.readings),
            )
        names = [other.name for other in self.readings[name].choix]
        if choice not in names:
            args = {"found": choice, "reading": name, "expected": ", ".join(names)}
            return Fault(f"readings.{name}", "unknown-choice", args, suggest(choice, names))
        return None

    def _choose(self, chosen: Mapping[str, str]) -> ChosenRules:
        def settled(value: Any) -> Any:  # an option or a convention, of whatever type it is
            return value.chosen(chosen) if isinstance(value, Lecture) else value

        conventions = Conventions(**{name: settled(value) for name, value in self.conventions.items()})
        measures = {
            name: definition.kind(
                **{option: settled(value) for option, value in definition.options.items()},
                conventions=conventions,
            )
            for name, definition in self.measures.items()
            if definition.kind is not Seuil
        }
        seuils = {
            name: _seuil(definition.options, measures, chosen, conventions)
            for name, definition in self.measures.items()
            if definition.kind is Seuil
        }
        conditions = tuple(
            kernel.Condition(
                condition.id,
                resolve(condition.exige, chosen),
                kernel.ALWAYS if condition.si is None else resolve(condition.si, chosen),
            )
            for condition in self.conditions
        )
        program = kernel.Program(conditions)
        used = {name: m for name, m in (measures | seuils).items() if name in program.measures}
        readings = {condition.id: self.readings_of(condition) for condition in self.conditions}
        return ChosenRules(self, dict(chosen), conventions, used, program, readings)


def _seuil(
    options: Mapping[str, Any],
    measures: Mapping[str, Measure],
    chosen: Mapping[str, str],
    conventions: Conventions,
) -> Measure:
    """The measure that says whether another reaches a value, under a choice of the readings."""
    name: str = options["mesure"]
    return Seuil(name, measures[name], options["op"], options["valeur"].under(chosen), conventions)


def _check_types(readings: object) -> None:
    """Check that readings were given as names to names.

    Raises:
        TypeError: they weren't.
    """
    if not isinstance(readings, Mapping) or not all(
        isinstance(part, str) for pair in readings.items() for part in pair
    ):
        raise TypeError("readings is a mapping of reading names to choice names")

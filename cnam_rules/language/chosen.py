"""A rule set under one choice of its readings: plain measures and a kernel program, ready to decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import field, frozen

from cnam_rules import engines, kernel
from cnam_rules.dossier import Dossier
from cnam_rules.engines.reference import ReferenceEngine
from cnam_rules.facts import Fact
from cnam_rules.language.used import MeasureUsed, ReadingUsed, RuleSetUsed
from cnam_rules.measures import Conventions, Measure, Seuil

if TYPE_CHECKING:
    from cnam_rules.language.model import RuleSet

__all__ = ["ChosenRules"]


@frozen(eq=False, slots=False)
class ChosenRules:
    """A rule set under one choice of its readings.

    Attributes:
        ruleset: the rule set.
        readings: the choice made for every reading, by name.
        conventions: how durations are counted.
        measures: the measures that the program reads, by name.
        program: the conditions as engines take them.
        condition_readings: the readings that each condition's status can depend on, by condition.
    """

    ruleset: RuleSet
    readings: Mapping[str, str]
    conventions: Conventions
    measures: Mapping[str, Measure]
    program: kernel.Program
    condition_readings: Mapping[str, tuple[str, ...]]
    _engines: dict[str, kernel.Engine] = field(factory=dict, init=False, repr=False)
    _has_seuils: bool = field(init=False, repr=False)

    @_has_seuils.default
    def _compares_with_values(self) -> bool:
        return any(isinstance(measure, Seuil) for measure in self.measures.values())

    def engine(self, name: str) -> kernel.Engine:
        """The engine of that name with the program compiled, once.

        Raises:
            EngineUnavailable: there is no such engine here.
            ProgramTooLarge: the engine can't safely hold the program.
        """
        engine = self._engines.get(name)
        if engine is None:
            engine = self._engines.setdefault(name, engines.build(name, self.program))
        return engine

    @cached_property
    def reference(self) -> ReferenceEngine:
        """The reference engine with the program."""
        return ReferenceEngine(self.program)

    @cached_property
    def readings_used(self) -> tuple[ReadingUsed, ...]:
        """The readings applied, as a verdict keeps them."""
        return tuple(
            ReadingUsed(
                name=name,
                choice=self.readings[name],
                retained=self.readings[name] == reading.retenue,
                question=reading.question,
                libelle=reading.choice(self.readings[name]).libelle,
                raison=reading.raison,
            )
            for name, reading in self.ruleset.readings.items()
        )

    @cached_property
    def measures_used(self) -> tuple[MeasureUsed, ...]:
        """The measures read, as a verdict keeps them."""
        return tuple(MeasureUsed(name, self.ruleset.measures[name].libelle) for name in self.measures)

    @cached_property
    def ruleset_used(self) -> RuleSetUsed:
        """The rule set, as a verdict keeps it."""
        own = self.ruleset
        return RuleSetUsed(
            id=own.id,
            version=own.version,
            sha256=own.sha256,
            file=own.file,
            intitule=own.intitule,
            source=own.source,
            etend=own.etend,
            constat=own.constat,
            reconstitution=own.reconstitution,
        )

    def measure(self, dossier: Dossier, as_of: date) -> dict[str, Fact]:
        """The facts of a dossier on a day, by measure; nothing after that day counts."""
        if not self._has_seuils:
            return {name: measure.fact(name, dossier, as_of) for name, measure in self.measures.items()}
        facts: dict[str, Fact] = {}
        inner: dict[str, Fact] = {}  # what is compared with values, each measured once
        for name, measure in self.measures.items():
            if not isinstance(measure, Seuil):
                facts[name] = measure.fact(name, dossier, as_of)
                continue
            fact = facts.get(measure.mesure) or inner.get(measure.mesure)
            if fact is None:
                fact = inner[measure.mesure] = measure.mesuree.fact(measure.mesure, dossier, as_of)
            facts[name] = measure.against(name, fact, dossier, as_of)
        return facts

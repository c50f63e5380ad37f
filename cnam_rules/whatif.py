"""What if: a dossier as it would be with something more, less or otherwise, and what would be decided.

Each step gives another object and changes nothing: neither the dossier, nor the verdict that was given. What
comes out is a `HypotheticalVerdict`, which says what it is wherever it is shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from cnam_rules.catalogue import packaged
from cnam_rules.decoding import cut
from cnam_rules.dossier import (
    Derogation,
    Dossier,
    EnCours,
    Etape,
    Experience,
    Rapport,
    Stage,
    Ue,
    Units,
    check,
    near_miss,
    normalise,
)
from cnam_rules.dossier.changes import stopped
from cnam_rules.dossier.placing import placed
from cnam_rules.facade import decide
from cnam_rules.faults import DossierError, Fault
from cnam_rules.language import RuleSet
from cnam_rules.render.difference import supposed_outline
from cnam_rules.shown import Told
from cnam_rules.verdict import Verdict
from cnam_rules.verdict.difference import Difference, difference
from cnam_rules.verdict.hypothesis import HypotheticalVerdict, Supposed, SupposedValue
from cnam_rules.verdict.stored import as_data

if TYPE_CHECKING:
    from cnam_rules.render.lines import Outline

__all__ = ["WhatIf", "what_if"]


def what_if(
    dossier: Dossier,
    *,
    as_of: date,
    ruleset: RuleSet | str | None = None,
    readings: Mapping[str, str] | None = None,
    engine: str | None = None,
) -> WhatIf:
    """Begin to suppose: the dossier as it is, decided as `decide` decides it.

    Args:
        dossier: what the school knows of the candidate.
        as_of: the day of the decision, that day included.
        ruleset: the rules to apply, or their name; see `decide`.
        readings: the choice to make for some readings, by name.
        engine: the engine that decides; see `decide`.

    Raises:
        TypeError: an argument is of another type than it says.
        DossierError: the dossier has faults.
        RuleSetError: no single rule set is in force, or a reading or choice doesn't exist.
        EngineUnavailable: the engine asked for isn't there.
        EnginesDisagree: two engines gave different statuses.

    >>> from cnam_rules import load
    >>> refused = what_if(load("examples/dossiers/ue-manquante.yaml"), as_of=date(2025, 11, 3))
    >>> with_it = refused.with_ue("AST005")
    >>> with_it.official.status.value, with_it.verdict.status.value
    ('not_eligible', 'eligible')
    >>> [condition.id for condition in with_it.difference.conditions]
    ['ue']
    """
    given = dict(readings) if isinstance(readings, Mapping) else readings
    official = decide(dossier, as_of=as_of, ruleset=ruleset, readings=given, engine=engine)
    return WhatIf(dossier, as_of, ruleset, given or {}, official, engine)


@frozen(slots=False, eq=False, repr=False)
class WhatIf(Told):
    """A hypothesis on a dossier. Every method gives another, and leaves this one as it is.

    Attributes:
        dossier: the dossier, as supposed.
        as_of: the day of the decision, as supposed.
        ruleset: the rules to apply, as supposed; None for those in force for the dossier.
        readings: the choices of readings, as supposed.
        official: the verdict on what is not supposed.
        engine: the engine that decides; None for the usual ones.
        hypothesis: what is supposed, in order.
    """

    dossier: Dossier
    as_of: date
    ruleset: RuleSet | str | None
    readings: Mapping[str, str]
    official: Verdict
    engine: str | None = None
    hypothesis: tuple[Supposed, ...] = field(default=(), kw_only=True)

    @cached_property
    def verdict(self) -> HypotheticalVerdict:
        """What would be decided.

        Raises:
            DossierError: the dossier can't be decided by these rules.
            RuleSetError: no single rule set is in force then, or a reading or choice doesn't exist.
            EnginesDisagree: two engines gave different statuses.
        """
        found = decide(
            self.dossier, as_of=self.as_of, ruleset=self.ruleset, readings=self.readings, engine=self.engine
        )
        return HypotheticalVerdict.of(found, self.hypothesis)

    @property
    def difference(self) -> Difference:
        """What would differ from the verdict on what is not supposed; raises as `verdict` does."""
        return difference(self.official, self.verdict)

    # The dossier.

    def with_ue(self, *ues: Ue | str) -> WhatIf:
        """Suppose UE acquired, in the place of what the dossier says of them.

        Args:
            ues: their codes, as people type them, for UE validated in a way and on a day that nobody states;
                or whole `Ue`.

        Raises:
            DossierError: the programme doesn't know a code, or the list of UE is unknown: a list is given
                whole, with `answering("$.ue", ...)`.
        """
        added = [_typed(ue) if isinstance(ue, str) else ue for ue in ues]
        codes = {getattr(ue, "code", None) for ue in added}
        kept = [ue for ue in self._list("ue") if ue.code not in codes]
        told = [Supposed("with-ue", (("code", str(getattr(ue, "code", ue))),)) for ue in added]
        return self._changed(told, ue=(*kept, *added))

    def without_ue(self, *codes: str) -> WhatIf:
        """Suppose UE not acquired.

        Args:
            codes: their codes, as people type them.

        Raises:
            DossierError: the dossier holds no such UE, or its list of UE is unknown.
        """
        held = self._list("ue")
        known = [*dict.fromkeys(ue.code for ue in held)]
        gone = {normalise(code) for code in codes}
        faults = [
            Fault(
                "$.ue", "not-held", {"found": cut(code), "expected": ", ".join(known)}, near_miss(code, known)
            )
            for code in codes
            if normalise(code) not in known
        ]
        if faults:
            raise DossierError(faults)
        told = [Supposed("without-ue", (("code", normalise(code)),)) for code in codes]
        return self._changed(told, ue=tuple(ue for ue in held if ue.code not in gone))

    def with_experience(self, *experiences: Experience) -> WhatIf:
        """Suppose more experiences.

        Raises:
            DossierError: one has faults, or the list of experiences is unknown.
        """
        told = [_spell("with-experience", each, "intitule", "attestee") for each in experiences]
        return self._changed(told, experiences=(*self._list("experiences"), *experiences))

    def with_stage(self, *stages: Stage) -> WhatIf:
        """Suppose more *stages*.

        Raises:
            DossierError: one has faults, or the list of *stages* is unknown.
        """
        told = [_spell("with-stage", each, "organisme", "atteste") for each in stages]
        return self._changed(told, stages=(*self._list("stages"), *stages))

    def with_report(self, *, redige: Etape = True, soutenu: Etape = True, valide: Etape = True) -> WhatIf:
        """Suppose the report; by default written, defended and validated, on days that nobody states.

        Args:
            redige: written: the day, True, False, or None for unknown.
            soutenu: defended, likewise.
            valide: validated, likewise.

        Raises:
            DossierError: the steps contradict each other.
        """
        steps = (("redige", redige), ("soutenu", soutenu), ("valide", valide))
        return self._changed([Supposed("with-report", steps)], rapport=Rapport(redige, soutenu, valide))

    def with_step(self, name: str, step: Etape = True) -> WhatIf:
        """Suppose a step that has a name of its own; by default taken on a day that nobody states.

        Raises:
            DossierError: the name is none, or the step has faults.
        """
        steps = {**dict(self.dossier.etapes), name: step}
        return self._changed([Supposed("with-step", (("name", name), ("step", step)))], etapes=steps)

    def with_derogation(self, derogation: Derogation) -> WhatIf:
        """Suppose a dispensation; from a condition that the rules don't have, deciding refuses it.

        Raises:
            DossierError: it has faults.
        """
        names = ("condition", "autorite", "date", "jusqu_au")
        args = tuple((name, getattr(derogation, name, None)) for name in names)
        code = "with-derogation" if args[-1][1] is None else "with-derogation-until"
        return self._changed([Supposed(code, args)], derogations=(*self.dossier.derogations, derogation))

    def stopping(self) -> WhatIf:
        """Suppose that what is in progress ends on the day of the decision, that day included.

        What a stage in progress is to have of presence in all is then unknown.

        Raises:
            DossierError: a supposed dossier has faults.
        """
        ended = stopped(self.dossier, self.as_of)
        told = [Supposed("stopping", (("date", self.as_of),))] if ended != self.dossier else []
        return self._changed(told, experiences=ended.experiences, stages=ended.stages)

    def answering(self, path: str, value: Any) -> WhatIf:
        """Suppose anything else that a dossier says, at its path in the dossier's form.

        Args:
            path: where, as missing pieces and faults tell it: `$.experiences[1].dans_le_champ`, `$.ue`,
                `$.entree_en_formation`, `$.situation.voie`.
            value: what a file would hold there: a word (`oui`), a number, a date, True, False, None for
                unknown; a list or a mapping for a whole part.

        Raises:
            DossierError: there is no such place, or the value doesn't fit there.
            TypeError: the value is of a type that no file holds.
        """
        asked, place = _without_twins(self.dossier, path)
        changed = placed(asked, place, value, units=self._units())
        plain = value if isinstance(value, (str, date, bool)) or value is None else str(value)
        return self._supposing([Supposed("answering", (("path", path), ("value", plain)))], dossier=changed)

    # The day, the readings, the rules.

    def on(self, day: date) -> WhatIf:
        """Suppose another day of the decision.

        Raises:
            TypeError: it is no date.
        """
        if type(day) is not date:  # a datetime is a date too, and a day has no hour
            raise TypeError(f"a day is a datetime.date, not {type(day).__name__}")
        return self._supposing([Supposed("on", (("date", day),))], as_of=day)

    def under(self, readings: Mapping[str, str] | None = None, /, **named: str) -> WhatIf:
        """Suppose other choices of readings; that one doesn't exist is told when `verdict` is asked for.

        Args:
            readings: the choices, by reading: `{"experience-mixte": "champ-partiel"}`.
            **named: the same, for readings whose names Python can write.
        """
        chosen = {**(readings or {}), **named}
        told = [Supposed("under", (("name", name), ("choice", choice))) for name, choice in chosen.items()]
        return self._supposing(told, readings={**self.readings, **chosen})

    def by(self, ruleset: RuleSet | str) -> WhatIf:
        """Suppose other rules, or another version of them.

        Args:
            ruleset: the rules, or their name; see `decide`.
        """
        name = f"{ruleset.id}@{ruleset.version}" if isinstance(ruleset, RuleSet) else str(ruleset)
        return self._supposing([Supposed("by", (("name", name),))], ruleset=ruleset)

    # What it says of itself.

    def outline(self, lang: str = "fr") -> Outline:
        """What is supposed and what would differ, in `fr` or `en`; the whole page is that of `verdict`."""
        return supposed_outline(self.verdict, self.difference, lang)

    def to_json(self) -> str:
        """What is supposed, what would be decided and what would differ; no reader takes it for a verdict."""
        data = as_data(self.verdict) | {"difference": self.difference.as_data()}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    def __repr__(self) -> str:
        codes = ", ".join(each.code for each in self.hypothesis) or "nothing"
        return f"<WhatIf on {self.official.dossier!r}, as of {self.as_of.isoformat()}, supposing: {codes}>"

    # How it is made.

    def _units(self) -> Units:
        return self.ruleset.units if isinstance(self.ruleset, RuleSet) else packaged().units

    def _list(self, name: str) -> tuple[Any, ...]:
        """A list of the dossier, which must be known to be added to.

        Raises:
            DossierError: it is unknown.
        """
        known: tuple[Any, ...] | None = getattr(self.dossier, name)
        if known is None:
            raise DossierError([Fault(f"$.{name}", "list-unknown", {"found": name})])
        return known

    def _changed(self, told: list[Supposed], **parts: Any) -> WhatIf:
        """Suppose parts of the dossier.

        Raises:
            DossierError: with every fault that it has then.
        """
        dossier = evolve(self.dossier, **parts)
        if faults := check(dossier, units=self._units()):
            raise DossierError(faults)
        return self._supposing(told, dossier=dossier)

    def _supposing(self, told: list[Supposed], **changes: Any) -> WhatIf:
        return evolve(self, hypothesis=(*self.hypothesis, *told), **changes)


def _without_twins(dossier: Dossier, path: str) -> tuple[Dossier, str]:
    """A dossier in which the UE of a path stands once, with its place: one that stands twice is one UE."""
    match = re.match(r"\$\.ue\[(\d+)\]", path)
    if match is None or dossier.ue is None or int(match[1]) >= len(dossier.ue):
        return dossier, path
    place = int(match[1])
    kept = [
        index for index, ue in enumerate(dossier.ue) if index == place or ue.code != dossier.ue[place].code
    ]
    once = evolve(dossier, ue=tuple(dossier.ue[index] for index in kept))
    return once, f"$.ue[{kept.index(place)}]{path[match.end() :]}"


def _typed(code: str) -> Ue:
    """A UE by a code as people type it."""
    normal = normalise(code)
    return Ue(normal, saisie=None if code == normal else code)


def _spell(code: str, spell: Experience | Stage, name: str, proof: str) -> Supposed:
    """A supposed experience or stage, as it is told; whatever isn't one is refused by the checks."""
    fin = getattr(spell, "fin", None)
    values: dict[str, SupposedValue] = {
        key: getattr(spell, key, None) for key in (name, "debut", "dans_le_champ", proof)
    }
    if isinstance(fin, EnCours):
        return Supposed(f"{code}-open", tuple(values.items()))
    return Supposed(code, (*values.items(), ("fin", fin)))

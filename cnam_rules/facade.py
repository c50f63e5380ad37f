"""Deciding: a dossier, a rule set and a day in; an explained verdict out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Literal

from cnam_rules import dossier as dossiers
from cnam_rules import engines
from cnam_rules.advice import alternatives, exemptions, missing_pieces, shortfalls, statuses_of
from cnam_rules.catalogue import packaged
from cnam_rules.deferred import Deferred
from cnam_rules.dossier import Derogation, Dossier
from cnam_rules.engines.reference import ConditionTrace, Explanation
from cnam_rules.facts import Fact
from cnam_rules.faults import DossierError, EnginesDisagree, Fault, RuleSetError
from cnam_rules.kernel import Status, overall
from cnam_rules.language import ChosenRules, Condition, ParametreDef, RuleSet, decision_faults
from cnam_rules.verdict import ConditionVerdict, EngineUsed, Verdict, Waiver
from cnam_rules.verdict.remarks import remarks_on, waivers_on

if TYPE_CHECKING:
    from cnam_rules.advice.model import Advice

__all__ = ["advise", "decide", "load", "loads", "ruleset", "rulesets"]

_LACKING = (Status.UNMET, Status.UNKNOWN)
_NONE: Deferred[tuple[()]] = Deferred.of(())


def load(
    path: str | os.PathLike[str], *, as_of: date | None = None, ruleset: RuleSet | None = None
) -> Dossier:
    """Read a dossier from a YAML or JSON file.

    Args:
        path: the file.
        as_of: the day of the decision; with it, what had not begun on that day is a fault.
        ruleset: the rules it is to be decided by, when they don't come with the library: the UE are then
            those of its programme.

    Raises:
        DossierError: with every fault of the file, each with its place.
    """
    return dossiers.load(path, as_of=as_of, units=_units(ruleset))


def loads(
    text: str,
    *,
    format: Literal["yaml", "json"] | None = None,  # noqa: A002  # what everyone calls it; format() isn't used here
    as_of: date | None = None,
    ruleset: RuleSet | None = None,
) -> Dossier:
    """Read a dossier from YAML or JSON text; see `load`.

    Args:
        text: the document.
        format: `yaml` or `json`; told from the text when it isn't given.
        as_of: the day of the decision.
        ruleset: the rules it is to be decided by, when they don't come with the library.

    Raises:
        DossierError: with every fault of the text.

    >>> loads("{dossier: D-1, programme: RNCP36625, stages: []}").stages
    ()
    """
    return dossiers.loads(text, format=format, as_of=as_of, units=_units(ruleset))


def _units(ruleset: RuleSet | None) -> dossiers.Units:
    return packaged().units if ruleset is None else ruleset.units


def rulesets() -> tuple[RuleSet, ...]:
    """The rule sets that come with the library.

    >>> "titre-casp/jury" in [each.id for each in rulesets()]
    True
    """
    return packaged().rulesets


def ruleset(name: str) -> RuleSet:
    """The rule set of that name, of those that come with the library.

    Args:
        name: its id, or `id@version` when it has several versions.

    Raises:
        RuleSetError: there is none, or several, or it only serves others.

    >>> ruleset("titre-casp/jury").programme
    'RNCP36625'
    """
    return packaged().ruleset(name)


def decide(
    dossier: Dossier,
    *,
    as_of: date,
    ruleset: RuleSet | str | None = None,
    readings: Mapping[str, str] | None = None,
    engine: str | None = None,
) -> Verdict:
    """Decide whether a dossier may go before the national jury, and explain why.

    Args:
        dossier: what the school knows of the candidate.
        as_of: the day of the decision, that day included: nothing after it counts. The clock is never read.
        ruleset: the rules to apply, or their name: `id@version`, or an id, of whose versions the one in force
            for the dossier is applied; by default those in force for the dossier (its entry into training,
            `as_of`).
        readings: the choice to make for some readings, by name; for the others, the one that the rule set
            retains.
        engine: by default durable-rules decides and the reference engine derives every status again, or,
            where durable-rules
            can't be imported, the reference engine serves alone and the verdict says so. `"durable"` refuses
            to do without durable-rules; `"reference"` does without it on purpose.

    Returns:
        The verdict: only the jury awards the title, so it says no more than whether the request may be sent
        to it.

    Raises:
        TypeError: an argument is of another type than it says.
        DossierError: the dossier contradicts itself, holds a UE its programme doesn't know, dispenses from
            no condition, says the candidate's situation in a word that the rules don't have, or holds a
            decision that the rules don't leave to anybody.
        RuleSetError: no single rule set is in force, a reading or choice doesn't exist, or a parameter has no
            value yet.
        EngineUnavailable: the engine asked for isn't there.
        EnginesDisagree: two engines gave different statuses; no verdict is given.

    >>> from datetime import date
    >>> verdict = decide(loads("{dossier: D-1, programme: RNCP36625, stages: []}"), as_of=date(2025, 11, 3))
    >>> verdict.status.value, verdict.condition("ue").status.value
    ('undetermined', 'unknown')
    """
    rules = _rules(dossier, as_of, ruleset, readings)
    waivers = waivers_on(dossier, as_of, rules.ruleset)
    facts = rules.measure(dossier, as_of)
    explanation, used = _infer(rules, facts, frozenset(waivers), engine)
    return _verdict(
        dossier, as_of, rules=rules, facts=facts, explanation=explanation, waivers=waivers, used=used
    )


def advise(
    dossier: Dossier,
    *,
    as_of: date,
    ruleset: RuleSet | str | None = None,
    readings: Mapping[str, str] | None = None,
    engine: str | None = None,
) -> Advice:
    """What would make a dossier eligible, from when on it is by itself, and what its verdict turns on.

    The verdict is decided as `decide` does; all else is found by deciding dossiers that are like this one but
    for something. It is advice: the verdict stays what it is.

    Args:
        dossier: what the school knows of the candidate.
        as_of: the day of the decision, that day included.
        ruleset: the rules to apply; see `decide`.
        readings: the choice to make for some readings; see `decide`.
        engine: what decides; see `decide`.

    Raises:
        TypeError: as `decide` does, and every other error.

    >>> from datetime import date
    >>> refused = loads("{dossier: D-1, programme: RNCP36625, ue: [], stages: [], experiences: []}")
    >>> advice = advise(refused, as_of=date(2025, 11, 3))
    >>> [step.change.KEY for step in advice.remedies.found[0].steps]
    ['units', 'work', 'answer']
    """
    from cnam_rules.advice.borderline import borderlines
    from cnam_rules.advice.earliest import earliest
    from cnam_rules.advice.model import Advice
    from cnam_rules.advice.other_readings import turns
    from cnam_rules.advice.remedies import remedies

    verdict = decide(dossier, as_of=as_of, ruleset=ruleset, readings=readings, engine=engine)
    rules = _rules(dossier, as_of, ruleset, readings)
    again = partial(statuses_of, waived=frozenset(waivers_on(dossier, as_of, rules.ruleset)))

    def waived(day: date) -> frozenset[str]:
        return frozenset(waivers_on(dossier, day, rules.ruleset))

    return Advice(
        verdict,
        remedies(dossier, as_of, rules, waived),
        earliest(dossier, as_of, rules, waived),
        borderlines(dossier, as_of, rules),
        turns(dossier, as_of, rules, verdict.status, again),
    )


def _rules(
    dossier: Dossier, as_of: date, ruleset: RuleSet | str | None, readings: Mapping[str, str] | None
) -> ChosenRules:
    """The rules to decide by, once everything that was given is sound.

    Raises:
        TypeError, DossierError, RuleSetError: see `decide`.
    """
    if not isinstance(dossier, Dossier):
        raise TypeError(
            f"a Dossier is expected, not {type(dossier).__name__}: read files with cnam_rules.load()"
        )
    if type(as_of) is not date:  # a datetime is a date too, and a day has no hour
        raise TypeError(f"as_of is a datetime.date, not {type(as_of).__name__}")
    if ruleset is not None and not isinstance(ruleset, (RuleSet, str)):
        raise TypeError(f"ruleset is a RuleSet or the id of one, not {type(ruleset).__name__}")
    if ruleset is None:
        _make_sure(dossier, packaged().units)
        ruleset = packaged().in_force(dossier, as_of)
    else:
        ruleset = packaged().chosen(ruleset, dossier, as_of) if isinstance(ruleset, str) else ruleset
        if dossier.programme != ruleset.programme:
            args = {"found": dossier.programme, "expected": ruleset.programme}
            raise RuleSetError([Fault("$.programme", "other-programme", args)])
        _make_sure(dossier, ruleset.units)
    rules = ruleset.under(readings)
    _values(dossier, as_of, rules)
    return rules


def _make_sure(dossier: Dossier, units: dossiers.Units) -> None:
    """Check that a dossier holds together, once: it can't change.

    Raises:
        DossierError: with every fault.
    """
    if dossier._checked_against is units:
        return
    if faults := dossiers.check(dossier, units=units):
        raise DossierError(faults)
    object.__setattr__(dossier, "_checked_against", units)


def _values(dossier: Dossier, as_of: date, rules: ChosenRules) -> None:
    """Check that every value that isn't a constant can be told.

    Raises:
        DossierError: a decision is about nothing that is to be decided, unreadable, or out of its bounds.
        RuleSetError: a parameter has no value yet on the day that chooses it.
    """
    ruleset = rules.ruleset
    if dossier.decisions and (faults := decision_faults(dossier, ruleset.decisions)):
        raise DossierError(faults)
    if not ruleset.valeurs:
        return
    parameters = [value.under(rules.readings) for value in ruleset.valeurs if isinstance(value, ParametreDef)]
    entered = dossier.entree_en_formation
    if gaps := [fault for parameter in parameters if (fault := parameter.gap(entered, as_of))]:
        raise RuleSetError(gaps)


def _infer(
    rules: ChosenRules, facts: Mapping[str, Fact], waived: frozenset[str], engine: str | None
) -> tuple[Explanation, EngineUsed]:
    """The status of every condition, from two engines that agree, or from the one that was asked for.

    Raises:
        EngineUnavailable: the engine asked for isn't there.
        EnginesDisagree: the two engines gave different statuses.
    """
    explanation = rules.reference.explain(facts, waived)
    name = engine or engines.available()[0]
    if name == "reference":
        return explanation, _engine_used(rules.reference.name, None)
    decider = rules.engine(name)
    statuses = decider.statuses(facts, waived)
    if statuses != explanation.statuses:
        raise EnginesDisagree({decider.name: statuses, rules.reference.name: explanation.statuses})
    return explanation, _engine_used(decider.name, rules.reference.name)


@lru_cache(maxsize=8)
def _engine_used(decided_by: str, checked_by: str | None) -> EngineUsed:
    """The engines, and the version of this library as it is installed."""
    from importlib.metadata import version

    return EngineUsed(decided_by, checked_by, version("cnam-rules"))


def _verdict(
    dossier: Dossier,
    as_of: date,
    *,
    rules: ChosenRules,
    facts: Mapping[str, Fact],
    explanation: Explanation,
    waivers: Mapping[str, Derogation],
    used: EngineUsed,
) -> Verdict:
    """Put together what was found."""
    conditions = tuple(
        [
            _condition(
                condition, explanation.conditions[condition.id], rules, facts, waivers.get(condition.id)
            )
            for condition in rules.ruleset.conditions
        ]
    )
    status = overall([condition.status for condition in conditions])
    statuses = {condition.id: condition.status for condition in conditions}
    again = partial(statuses_of, waived=frozenset(waivers))
    return Verdict(
        dossier=dossier.dossier,
        programme=dossier.programme,
        status=status,
        as_of=as_of,
        conditions=conditions,
        facts=tuple(facts.values()),
        measures=rules.measures_used,
        readings=rules.readings_used,
        conventions=rules.conventions,
        ruleset=rules.ruleset_used,
        engine=used,
        remarks=remarks_on(dossier, as_of, rules.ruleset, waivers),
        pieces=Deferred(
            partial(missing_pieces, dossier, as_of, rules, facts=facts, statuses=statuses, again=again)
        )
        if Status.UNKNOWN in statuses.values()
        else _NONE,
        alternatives=Deferred(partial(alternatives, dossier, as_of, rules, statuses, again)),
    )


def _condition(
    condition: Condition,
    trace: ConditionTrace,
    rules: ChosenRules,
    facts: Mapping[str, Fact],
    waiver: Derogation | None,
) -> ConditionVerdict:
    return ConditionVerdict(
        id=condition.id,
        status=trace.status,
        unwaived=trace.unwaived,
        libelle=condition.libelle,
        source=condition.source,
        file=condition.file,
        line=condition.line,
        origins=condition.origins,
        applies=trace.applies,
        requires=trace.requires,
        readings=rules.condition_readings[condition.id],
        waiver=_applied(waiver),
        shortfalls=Deferred(partial(shortfalls, trace, facts)) if trace.unwaived in _LACKING else _NONE,
        exemptions=Deferred(partial(exemptions, trace, facts)) if trace.unwaived is Status.UNMET else _NONE,
    )


def _applied(waiver: Derogation | None) -> Waiver | None:
    """A dispensation, as a verdict keeps it."""
    if waiver is None:
        return None
    return Waiver(waiver.motif, waiver.autorite, waiver.date, waiver.jusqu_au)

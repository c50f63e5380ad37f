"""What the prover found, as plain data: findings, what it could not settle, and the dossiers that show it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from attrs import frozen

from cnam_rules.catalogue.choosing import name_of
from cnam_rules.dossier import Dossier, dump
from cnam_rules.facts import Text
from cnam_rules.kernel import Program, Status, VerdictStatus, overall
from cnam_rules.language import ChosenRules, RuleSet
from cnam_rules.measures import Seuil
from cnam_rules.measures.provable import Valeur, bare
from cnam_rules.prove.goals import Subject, statuses_of
from cnam_rules.prove.witness import Shown, for_programme
from cnam_rules.units import Unit

__all__ = ["Decided", "Finding", "Measured", "Report", "Unsettled", "Witness", "report_data", "witness_of"]


@frozen
class Measured:
    """What a measure comes to in a dossier that is shown.

    Attributes:
        libelle: the measure's name for people.
        unit: what its numbers count.
        least: the lower end.
        most: the upper end; None when it is open.
        matters: whether a condition that refuses the dossier, or the second of a pair, reads it.
        rules: the rule sets that read it, as `id@version`.
    """

    libelle: Text
    unit: Unit
    least: int
    most: int | None
    matters: bool
    rules: tuple[str, ...] = ()


@frozen
class Decided:
    """What a dossier that is shown was decided as, by every engine.

    Attributes:
        rules: the rule set, as `id@version`.
        file: its file.
        readings: the choices made that aren't those retained.
        verdict: the verdict.
        statuses: the statuses of the conditions that the proof is about, by id.
        dossier: the dossier as it is decided by these rules.
    """

    rules: str
    file: str
    readings: tuple[tuple[str, str], ...]
    verdict: VerdictStatus
    statuses: tuple[tuple[str, Status], ...]
    dossier: Dossier


@frozen
class Witness:
    """A dossier that shows a finding.

    Attributes:
        role: what it shows: `before` and `after` for a pair of which the second has more; `escapes`, that no
            condition applies to it; `gains`, `loses` or `differs` between two rule sets.
        as_of: the day it is decided for.
        measured: what it measures to.
        decided: what it is decided as, by each of the rule sets.
        smallest: whether no dossier has fewer things, or less of them, and shows the same.
    """

    role: str
    as_of: date
    measured: tuple[Measured, ...]
    decided: tuple[Decided, ...]
    smallest: bool

    @property
    def dossiers(self) -> tuple[tuple[Dossier, tuple[Decided, ...]], ...]:
        """The dossiers to write, with what each is decided as: one, or one for each programme."""
        found: dict[str, list[Decided]] = {}
        for decided in self.decided:
            found.setdefault(dump(decided.dossier), []).append(decided)
        return tuple((group[0].dossier, tuple(group)) for group in found.values())


@frozen
class Finding:
    """Something that was proved, and that whoever answers for the rules should know.

    Attributes:
        code: what it is, a key of the message catalogue (`prove.<code>`).
        serious: whether the rules should not stay so; a remark otherwise.
        file: the file of the condition or reading that it is about.
        line: its line there, from 1.
        subject: the condition or the reading.
        args: what its sentence mentions; `under` when it isn't so whatever is chosen: under `some` choices,
            or under all that were `tried`.
        readings: the choices, other than those retained, under which it is so; none when it is so whatever
            is chosen, or under the choices retained.
        witnesses: the dossiers that show it.
    """

    code: str
    serious: bool
    file: str
    line: int
    subject: str
    args: tuple[tuple[str, str], ...] = ()
    readings: tuple[tuple[str, str], ...] = ()
    witnesses: tuple[Witness, ...] = ()


@frozen
class Unsettled:
    """What was neither proved nor shown on a dossier: nothing is claimed of it.

    Attributes:
        code: the question, a key of the message catalogue (`prove.<code>`).
        file: the file of the condition or reading that it is about.
        line: its line there, from 1.
        subject: the condition or the reading.
        why: `solver` when no answer came in time; `no-dossier` when the facts that were found are those of no
            dossier that could be made; `choices` when there are too many choices of readings to try them all.
        kinds: the kinds of measure that make no dossiers, by key.
        args: what its sentence mentions.
    """

    code: str
    file: str
    line: int
    subject: str
    why: str
    kinds: tuple[str, ...] = ()
    args: tuple[tuple[str, str], ...] = ()


@frozen
class Report:
    """What was proved of a rule set, or of two.

    Attributes:
        rules: the rule sets: one, or the two that were compared.
        findings: what was found, the serious first.
        unsettled: what was neither proved nor shown.
        settled: how many questions were answered, by proof or by a dossier.
        choices: how many choices of readings were gone through, and how many there are.
        monotone: whether it is proved that more units, days or points never turn an eligible dossier into one
            that isn't; None when two rule sets are compared.
    """

    rules: tuple[RuleSet, ...]
    findings: tuple[Finding, ...]
    unsettled: tuple[Unsettled, ...]
    settled: int
    choices: tuple[int, int]
    monotone: bool | None = None

    @property
    def serious(self) -> bool:
        """Whether anything is that should not stay so."""
        return any(finding.serious for finding in self.findings)


def witness_of(
    role: str, subject: Subject, parts: Sequence[ChosenRules], shown: Shown, world: int = 0
) -> Witness:
    """One of the dossiers that were found, with what it measures to and is decided as."""
    values, last = shown.values[world], shown.values[-1]
    decided = []
    refusing: set[int] = set()
    for rules, side in zip(parts, subject.sides, strict=True):
        statuses = statuses_of(side, values)
        for condition, status in zip(side, statuses_of(side, last), strict=True):
            if status in (Status.UNMET, Status.UNKNOWN):
                refusing |= {int(name) for name in Program((condition,)).measures}
        retained = rules.ruleset.readings
        decided.append(
            Decided(
                name_of(rules.ruleset),
                rules.ruleset.file,
                tuple((name, c) for name, c in rules.readings.items() if c != retained[name].retenue),
                overall(statuses),
                tuple(zip((c.id for c in side), statuses, strict=True)),
                for_programme(shown.dossiers[world], rules.ruleset),
            )
        )
    for tie in subject.reached:
        if tie.yes_or_no in refusing:
            refusing |= {tie.measure, tie.value}
    # What nobody decided is no part of the dossier.
    undecided = {number for number, untaken in subject.untaken if values[number] == untaken}
    named = _named(parts)
    measured = tuple(
        Measured(
            named[measure].libelle,
            measure.unit if isinstance(measure, Valeur) else measure.UNIT,
            value.least,
            value.most,
            number in refusing,
            tuple(named[measure].rules),
        )
        for number, (measure, value) in enumerate(zip(subject.measures, values, strict=True))
        if not isinstance(measure, Seuil)  # its two sides are told
        and (number in refusing or number not in undecided)
    )
    return Witness(role, shown.as_of, measured, tuple(decided), shown.smallest)


@frozen
class _Named:
    """What a measure is called, and the rule sets that read it."""

    libelle: Text
    rules: list[str]


def _named(parts: Sequence[ChosenRules]) -> dict[object, _Named]:
    """How people know the measures of some rules, what they are compared with, and the values."""
    found: dict[object, _Named] = {}
    for rules in parts:
        labels: list[tuple[object, Text]] = []
        for name, measure in rules.measures.items():
            labels.append((bare(measure), rules.ruleset.measures[name].libelle))
            if isinstance(measure, Seuil):
                labels.append((bare(measure.mesuree), rules.ruleset.measures[measure.mesure].libelle))
                labels.append((Valeur.of(measure), measure.valeur.libelle))
        for key, libelle in labels:
            readers = found.setdefault(key, _Named(libelle, [])).rules
            if name_of(rules.ruleset) not in readers:
                readers.append(name_of(rules.ruleset))
    return found


def report_data(report: Report) -> dict[str, Any]:
    """A report as JSON data; every dossier is there as the YAML that `decide` reads."""
    return {
        "rules": [
            {"id": r.id, "version": r.version, "file": r.file, "sha256": r.sha256} for r in report.rules
        ],
        "findings": [
            {
                "code": finding.code,
                "serious": finding.serious,
                "file": finding.file,
                "line": finding.line,
                "subject": finding.subject,
                "args": dict(finding.args),
                "readings": dict(finding.readings),
                "witnesses": [_witness_data(witness) for witness in finding.witnesses],
            }
            for finding in report.findings
        ],
        "unsettled": [
            {
                "code": one.code,
                "file": one.file,
                "line": one.line,
                "subject": one.subject,
                "why": one.why,
                "kinds": list(one.kinds),
                "args": dict(one.args),
            }
            for one in report.unsettled
        ],
        "settled": report.settled,
        "monotone": report.monotone,
        "choices": {"tried": report.choices[0], "all": report.choices[1]},
    }


def _witness_data(witness: Witness) -> dict[str, Any]:
    return {
        "role": witness.role,
        "as_of": witness.as_of.isoformat(),
        "smallest": witness.smallest,
        "measured": [
            {
                "libelle": {"fr": one.libelle.fr, "en": one.libelle.en},
                "unit": one.unit.value,
                "least": one.least,
                "most": one.most,
                "matters": one.matters,
                "rules": list(one.rules),
            }
            for one in witness.measured
        ],
        "decided": [
            {
                "rules": one.rules,
                "file": one.file,
                "readings": dict(one.readings),
                "verdict": one.verdict.value,
                "statuses": {name: status.value for name, status in one.statuses},
                "dossier": dump(one.dossier),
            }
            for one in witness.decided
        ],
    }

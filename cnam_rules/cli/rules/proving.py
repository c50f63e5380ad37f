"""`cnam-rules rules prove`: what is proved of rule sets, told in words, and the dossiers that show it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cnam_rules.catalogue import packaged
from cnam_rules.cli.decide import find_ruleset
from cnam_rules.cli.trouble import INPUT_ERROR, report
from cnam_rules.cli.writing import write
from cnam_rules.dossier import dump
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.kernel import Compare, Op, Status
from cnam_rules.language import ParametreDef, RuleSet
from cnam_rules.measures.seuil import CONTRARY, Seuil
from cnam_rules.prove import Finding, Report, Witness, compare, prove, report_data
from cnam_rules.render.words import bound, quantity
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output
    from cnam_rules.dossier import Dossier
    from cnam_rules.prove import Decided, Measured

__all__ = ["run"]

FOUND: Final = 1
"""The exit status when something serious was found or, with `--strict`, anything at all."""


def run(asked: Asked, out: Output) -> int:
    """Prove rule sets, or compare two of them.

    Raises:
        ProverUnavailable: z3 isn't installed.
    """
    rulesets, faults = _rulesets(asked)
    if faults:
        report(faults, out, as_json=asked.json)
        return INPUT_ERROR
    named = {ruleset.file: name for name, ruleset in rulesets.items()}
    if asked.options.get("--versus") is not None:
        one, other = rulesets.values() if len(rulesets) == 2 else [*rulesets.values()] * 2
        reports = [compare(one, other)]
    else:
        reports = []
        for ruleset in rulesets.values():
            found = prove(ruleset)
            reports.append(found)
            if not asked.json:
                _tell(found, _Files(found, asked.options.get("--out"), named), out)
                out.flush()
    if asked.json:
        for found in reports:
            _Files(found, asked.options.get("--out"), named).write_all()
        out.json({"reports": [report_data(found) for found in reports]})
    elif asked.options.get("--versus") is not None:
        _tell(reports[0], _Files(reports[0], asked.options.get("--out"), named), out)
    anything = any(found.findings or found.unsettled for found in reports)
    strictly = "--strict" in asked.options and anything
    return FOUND if strictly or any(found.serious for found in reports) else 0


def _rulesets(asked: Asked) -> tuple[dict[str, RuleSet], list[Fault]]:
    """The rule sets asked for, by the name to decide by them with; and every fault of them."""
    found: dict[str, RuleSet] = {}
    faults: list[Fault] = []
    versus = asked.options.get("--versus")
    names = [*asked.names, *([] if versus is None else [versus])]
    for name in names:
        try:
            found[name] = find_ruleset(name)
        except RuleSetError as error:
            faults += error.faults
    if not names:
        found = {f"{ruleset.id}@{ruleset.version}": ruleset for ruleset in packaged().rulesets}
    return found, faults


class _Files:
    """The files of the dossiers of a report, each with the command that decides it again.

    Args:
        found: the report.
        folder: where to write them; None to write none.
        named: the name of each rule set on the command line, by its file.
    """

    def __init__(self, found: Report, folder: str | None, named: Mapping[str, str]) -> None:
        self.found = found
        self.folder = folder
        self.named = named

    def write_all(self) -> None:
        """Write every dossier, when a folder is given.

        Raises:
            InputError: one can't be written.
        """
        for finding in self.found.findings:
            for witness in finding.witnesses:
                [*self.written(finding, witness)]

    def written(self, finding: Finding, witness: Witness) -> Iterator[tuple[str | None, str, list[str]]]:
        """Each dossier of a witness: its file if one is written, its text, and the commands that decide it.

        Raises:
            InputError: a file can't be written.
        """
        several = len(witness.dossiers) > 1
        for number, (dossier, decided) in enumerate(witness.dossiers, start=1):
            about = [self.found.rules[0].id, finding.code, finding.subject, witness.role]
            name = "-".join(re.sub(r"[^\w.@-]+", "-", part) for part in about)
            name = f"{name}-{number}.yaml" if several else f"{name}.yaml"
            path = None if self.folder is None else Path(self.folder) / name
            shown = name if path is None else str(path)
            commands = [self.command(one, shown, witness) for one in decided]
            if path is not None:
                self.write(path, dossier, commands)
            yield None if path is None else str(path), dump(dossier), commands

    def command(self, decided: Decided, file: str, witness: Witness) -> str:
        """The command that decides a dossier as it was decided."""
        parts = [f"cnam-rules decide {file} --as-of {witness.as_of.isoformat()}"]
        parts.append(f"--ruleset {self.named.get(decided.file, decided.rules)}")
        parts += [f"--reading {name}={choice}" for name, choice in decided.readings]
        return " ".join(parts)

    def write(self, path: Path, dossier: Dossier, commands: Sequence[str]) -> None:
        """Write a dossier below the commands that decide it, as comments.

        Raises:
            InputError: it can't be written.
        """
        text = "".join(f"# {command}\n" for command in commands) + dump(dossier)
        write(str(path), text, folders=True)


def _tell(found: Report, files: _Files, out: Output) -> None:
    """Tell a report: the count first, then each finding, then what isn't settled."""
    first = found.rules[0]
    names = [f"{ruleset.id}@{ruleset.version} ({ruleset.file})" for ruleset in found.rules]
    mark = "✗" if found.serious else "?" if found.unsettled else "✓"
    if len(names) > 1:
        key = "not-equivalent" if found.findings else "open" if found.unsettled else "equivalent"
        said = _say(out, key, first=names[0], second=names[1])
    else:
        serious = sum(finding.serious for finding in found.findings)
        parts = [_say(out, "count-serious", n=serious)] if serious else []
        if remarks := len(found.findings) - serious:
            parts.append(_say(out, "count-remarks", n=remarks))
        if found.unsettled:
            parts.append(_say(out, "count-unsettled", n=len(found.unsettled)))
        summary = out.speech.list(parts) if parts else _say(out, "nothing")
        said = _say(out, "title", name=names[0], summary=summary, n=found.settled)
    out.lines(f"{mark} {said}\n")
    if len({ruleset.intitule for ruleset in found.rules}) > 1:
        for ruleset in found.rules:
            name = f"{ruleset.id}@{ruleset.version}"
            out.lines("  · " + out.say("pair", name=name, value=ruleset.intitule.said(out.lang)) + "\n")
    if found.monotone:
        out.lines("  · " + _say(out, "monotone") + "\n")
    tried, every = found.choices
    if tried < every:
        out.lines("  ? " + _say(out, "choices-left-out", n=tried, all=every) + "\n")
    for finding in found.findings:
        _tell_finding(finding, first, files, out)
    for one in found.unsettled:
        place = _say(out, "place", file=one.file, line=str(one.line), subject=one.subject)
        question = _say(out, f"open-{one.code}", **dict(one.args))
        kinds = {"kinds": out.speech.list(one.kinds)} if one.kinds else {}
        why = _say(out, f"why-{one.why}-kinds" if one.kinds else f"why-{one.why}", **kinds)
        out.lines(f"  ? {place} {question} {why}\n")


def _tell_finding(finding: Finding, ruleset: RuleSet, files: _Files, out: Output) -> None:
    place = _say(out, "place", file=finding.file, line=str(finding.line), subject=finding.subject)
    args = dict(finding.args)
    if finding.code == "not-monotone":
        args = _compared(ruleset, args, out)
    said = _say(out, finding.code, **args)
    if finding.readings:
        chosen = out.speech.list([f"{name}={choice}" for name, choice in finding.readings])
        said = _say(out, "under", readings=chosen, said=said)
    elif "under" in args:
        said = _say(out, "as-tried" if args["under"] == "tried" else "as-retained", said=said)
    out.lines(f"  {'✗' if finding.serious else '○'} {place} {said}\n")
    for witness in finding.witnesses:
        _tell_witness(finding, witness, files, out)
    if "nobody" in args:
        out.lines("    · " + _say(out, f"nobody-{args['nobody']}") + "\n")


def _compared(ruleset: RuleSet, args: Mapping[str, str], out: Output) -> dict[str, str]:
    """The comparison to blame, in words."""
    definition = ruleset.measures[args["measure"]]
    comparison = Compare(args["measure"], Op(args["op"]), int(args["bound"]))
    if definition.kind is Seuil:  # it is yes or no: told is what is compared with what
        value = definition.options["valeur"]
        kind = "parametre" if isinstance(value, ParametreDef) else "decision"
        op = definition.options["op"]
        if comparison.threshold[1]:
            op = CONTRARY[op]
        label = value.libelle.said(out.lang)
        named = out.speech.say(f"ruleset.valeur-{kind}", label=label, name=value.name)
        return {
            "measure": definition.libelle.said(out.lang),
            "bound": out.speech.say(f"operators.{op.value}", bound=named),
        }
    return {
        "measure": definition.libelle.said(out.lang),
        "bound": bound(out.speech, comparison, definition.kind.UNIT),
    }


def _tell_witness(finding: Finding, witness: Witness, files: _Files, out: Output) -> None:
    """A dossier that shows a finding: what it has in what matters, its verdicts, the rest, and its file."""
    matters = [one for one in witness.measured if one.matters]
    rest = [one for one in witness.measured if not one.matters]
    if not matters:
        matters, rest = rest, []
    out.lines("    · " + _say(out, f"role-{witness.role}", facts=_facts(matters, witness, out)) + "\n")
    for one, ruleset, name in zip(witness.decided, files.found.rules, _names(witness.decided), strict=True):
        out.lines(f"      → {_decided(one, ruleset, name, out)}\n")
    if rest:
        out.lines("      " + _say(out, "rest", facts=_facts(rest, witness, out)) + "\n")
    if not witness.smallest:
        out.lines("      " + _say(out, "perhaps-smaller") + "\n")
    for path, text, commands in files.written(finding, witness):
        if path is None:
            out.lines("      " + _say(out, "dossier") + "\n")
            out.write("".join(f"        {line}\n" for line in text.splitlines()))
        else:
            out.lines("      " + _say(out, "written", file=path) + "\n")
            out.write("".join(f"      $ {command}\n" for command in commands))


def _decided(one: Decided, ruleset: RuleSet, name: str, out: Output) -> str:
    """A verdict, with the conditions that it is due to: those not met or, without any, those not settled."""
    verdict = _say(out, f"verdict-{one.verdict.value}")
    labels = {condition.id: condition.libelle.said(out.lang) for condition in ruleset.conditions}
    for status in (Status.UNMET, Status.UNKNOWN):
        because = [_say(out, "condition", name=labels[id_]) for id_, has in one.statuses if has is status]
        if because:
            key = f"verdict-because-{status.value}"
            return _say(
                out, key, verdict=verdict, rules=name, conditions=out.speech.list(because), n=len(because)
            )
    return _say(out, "verdict-by", verdict=verdict, rules=name)


def _facts(measured: Sequence[Measured], witness: Witness, out: Output) -> str:
    """What a dossier measures to, each thing once; of two that have one name, by which rules."""
    every = {(one.libelle.said(out.lang), _value(one, out)) for one in witness.measured}
    named = [name for name, _ in every]
    said = []
    for one in measured:
        name, value = one.libelle.said(out.lang), _value(one, out)
        if named.count(name) > 1 and len(one.rules) < len({decided.rules for decided in witness.decided}):
            name = _say(out, "measure-by", name=name, rules=out.speech.list(one.rules))
        said.append(out.say("pair", name=name, value=value))
    return out.speech.series(dict.fromkeys(said))


def _names(decided: Sequence[Decided]) -> list[str]:
    """The rule sets' names; their files, when two have the same name."""
    names = [one.rules for one in decided]
    return names if len({*names}) == len(names) else [one.file for one in decided]


def _value(one: Measured, out: Output) -> str:
    """What a measure comes to."""
    least = quantity(out.speech, one.unit, one.least)
    if one.least == one.most:
        return least
    if one.unit is Unit.OUI_NON:
        return out.speech.say("answers.inconnu")
    if one.most is None:
        return out.speech.say("facts.unbounded" if one.least else "facts.unknown", least=least)
    return out.speech.say("facts.between", least=least, most=quantity(out.speech, one.unit, one.most))


def _say(out: Output, key: str, **args: Any) -> str:  # texts and numbers, as Speech takes them
    return out.speech.say(f"prove.{key}", **args)

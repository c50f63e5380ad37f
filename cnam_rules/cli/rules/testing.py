"""`cnam-rules rules test`: the examples that stand in rule sets, decided and compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from cnam_rules.catalogue import packaged
from cnam_rules.cli.decide import find_ruleset
from cnam_rules.cli.rules.examples import coverage_data, suggested, tell_coverage
from cnam_rules.cli.rules.junit import junit
from cnam_rules.cli.trouble import INPUT_ERROR, report
from cnam_rules.cli.writing import write
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.language import RuleSet
from cnam_rules.ruletests import Outcome, run_examples

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output

__all__ = ["run"]

FAILED_EXAMPLE: Final = 1
"""The exit status when an example doesn't come to what it expects, or when there is none."""


def run(asked: Asked, out: Output) -> int:
    """Run the examples written in rule sets; tell what they cover, or suggest those that are missing."""
    rulesets: list[tuple[str, RuleSet]] = []
    faults: list[Fault] = []
    for name in asked.names:
        try:
            rulesets.append((name, find_ruleset(name)))
        except RuleSetError as error:
            faults += error.faults
    if not asked.names:
        rulesets = [(ruleset.id, ruleset) for ruleset in packaged().rulesets]
    if faults:
        report(faults, out, as_json=asked.json)
        return INPUT_ERROR
    results = [(name, ruleset, [*run_examples(ruleset)]) for name, ruleset in rulesets]
    if "--junit" in asked.options:
        _write_junit(asked.options["--junit"], [(r, outcomes) for _, r, outcomes in results], out)
    if asked.json:
        out.json({"rulesets": [_data(*result, asked, out) for result in results]})
    else:
        for result in results:
            _tell(*result, asked, out)
    good = all(outcomes and all(outcome.passed for outcome in outcomes) for _, _, outcomes in results)
    return 0 if good else FAILED_EXAMPLE


def _tell(name: str, ruleset: RuleSet, outcomes: Sequence[Outcome], asked: Asked, out: Output) -> None:
    """Tell of a rule set all that was asked for; beside suggestions the rest is comments of their YAML."""
    suggesting = "--suggest" in asked.options
    for line in _told(ruleset, outcomes, out):
        out.lines(f"# {line}\n" if suggesting else f"{line}\n")
    if "--coverage" in asked.options:
        tell_coverage(ruleset, out, as_comments=suggesting)
    if suggesting:
        for text in suggested(ruleset, name, out):
            out.write(text)


def _data(
    name: str, ruleset: RuleSet, outcomes: Sequence[Outcome], asked: Asked, out: Output
) -> dict[str, Any]:
    data = _tested(ruleset, outcomes)
    if "--coverage" in asked.options:
        data["coverage"] = coverage_data(ruleset, out.speech)
    if "--suggest" in asked.options:
        data["suggestions"] = "".join(suggested(ruleset, name, out))
    return data


def _write_junit(path: str, results: Sequence[tuple[RuleSet, Sequence[Outcome]]], out: Output) -> None:
    """Write the results as JUnit XML.

    Raises:
        InputError: the file can't be written.
    """

    def differences(outcome: Outcome) -> str:
        return "\n".join(line.strip() for line in _differences(outcome, out))

    no_example = out.say("no-example", mark="✗", name="—")
    write(path, junit(results, differences, no_example), option="--junit")


def _told(ruleset: RuleSet, outcomes: Sequence[Outcome], out: Output) -> Iterable[str]:
    """What became of the examples of a rule set, line by line: the failed ones in full, then the count."""
    name = f"{ruleset.id}@{ruleset.version} ({ruleset.file})"
    if not ruleset.examples:
        yield out.say("no-example", mark="✗", name=name)
        return
    failures: dict[tuple[int, str], list[str]] = {}
    for outcome in outcomes:
        if not outcome.passed:
            differences = "\n".join(_differences(outcome, out))
            failures.setdefault((outcome.example.line, differences), []).append(outcome.engine)
    titles = {outcome.example.line: outcome.example.name for outcome in outcomes}
    for (line, differences), engines in failures.items():
        place, by = f"{ruleset.file}:{line}", out.speech.list(engines)
        yield out.say("example-failed", mark="✗", place=place, name=titles[line], engines=by)
        yield from differences.splitlines()
    failed, n = len({line for line, _ in failures}), len(ruleset.examples)
    by = out.speech.list(dict.fromkeys(outcome.engine for outcome in outcomes))
    if failed:
        yield out.say("examples-failed", mark="✗", name=name, n=failed, all=n, engines=by)
    else:
        yield out.say("examples-passed", mark="✓", name=name, n=n, all=n, engines=by)


def _differences(outcome: Outcome, out: Output) -> Iterable[str]:
    """What was expected and what came, a line each."""
    for fault in outcome.faults:
        yield f"    {fault.message(out.lang)} {fault.hint(out.lang)}".rstrip()
    if outcome.faults:
        return
    example = outcome.example
    if outcome.verdict_differs and example.status is not None and outcome.status is not None:
        expected = out.speech.say(f"verdicts.{example.status.value}")
        got = out.speech.say(f"verdicts.{outcome.status.value}")
        yield "    " + out.say("example-differs", what=out.say("column-verdict"), expected=expected, got=got)
    for name in outcome.differing:
        expected, got = (
            out.speech.say(f"statuses.{status.value}").lower()
            for status in (example.conditions[name], outcome.conditions[name])
        )
        yield "    " + out.say("example-differs", what=name, expected=expected, got=got)


def _tested(ruleset: RuleSet, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "id": ruleset.id,
        "version": ruleset.version,
        "file": ruleset.file,
        "engines": [*dict.fromkeys(outcome.engine for outcome in outcomes)],
        "examples": len(ruleset.examples),
        "failed": [
            {
                "name": outcome.example.name,
                "line": outcome.example.line,
                "engine": outcome.engine,
                "expected": _values(outcome.example.status, outcome.example.conditions),
                "got": _values(outcome.status, outcome.conditions),
                "errors": [fault.as_dict() for fault in outcome.faults],
            }
            for outcome in outcomes
            if not outcome.passed
        ],
    }


def _values(status: Any, conditions: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "status": None if status is None else status.value,
        "conditions": {name: value.value for name, value in conditions.items()},
    }

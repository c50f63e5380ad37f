"""`cnam-rules rules`: listing, showing, checking and testing rule sets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from cnam_rules.catalogue import packaged, packaged_folder, read_rule_file
from cnam_rules.cli.decide import find_ruleset, is_there
from cnam_rules.cli.new import new, write
from cnam_rules.cli.trouble import INPUT_ERROR, report
from cnam_rules.documents import read_text
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.language import Fiche, Modele, RuleSet, decode_fiche, is_fiche, is_ruleset, told_once
from cnam_rules.render.ruleset import ruleset_data, ruleset_text
from cnam_rules.ruletests import Outcome, run_examples
from cnam_rules.schema import schema_text

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output

__all__ = ["COMMANDS", "check", "list_all", "show", "test"]

FAILED_EXAMPLE: Final = 1
"""The exit status when an example doesn't come to what it expects, or when there is none."""


def list_all(asked: Asked, out: Output) -> int:
    """List the rule sets that come with the library."""
    rulesets = packaged().rulesets
    if asked.json:
        out.json({"rulesets": [_listed(ruleset) for ruleset in rulesets]})
        return 0
    headers = [
        out.say(f"column-{name}")
        for name in ("id", "version", "programme", "in-force", "conditions", "readings", "examples", "hash")
    ]
    rows = [
        [
            ruleset.id,
            ruleset.version,
            ruleset.programme,
            in_force(ruleset, out),
            str(len(ruleset.conditions)),
            str(len(ruleset.readings)),
            str(len(ruleset.examples)),
            ruleset.sha256[:12],
        ]
        for ruleset in rulesets
    ]
    out.table(headers, rows)
    return 0


def show(asked: Asked, out: Output) -> int:
    """Show a rule set in words."""
    ruleset = find_ruleset(asked.names[0])
    if asked.json:
        out.json(ruleset_data(ruleset))
    else:
        out.lines(ruleset_text(ruleset, out.lang, width=out.page_width))
    return 0


def check(asked: Asked, out: Output) -> int:
    """Read rule files and tell every fault."""
    checked = [_check(name, shown) for name, shown in _rule_files(asked.names)]
    faults = told_once(fault for file in checked for fault in file.faults)
    if not asked.names and not faults:
        faults = _together()
    if asked.json:
        files = [file.data() for file in checked]
        out.json({"files": files, "errors": [fault.as_dict(out.lang) for fault in faults]})
        return INPUT_ERROR if faults else 0
    for file in checked:
        mark = "✗" if file.faults else "✓"
        if file.read is None:
            out.lines(out.say("check-faulty", mark=mark, file=file.name, n=len(file.faults)) + "\n")
        elif isinstance(file.read, RuleSet):
            conditions = out.say("n-conditions", n=len(file.read.conditions))
            content = out.speech.list([conditions, out.say("n-examples", n=len(file.read.examples))])
            said = out.say("check-ruleset", mark=mark, file=file.name, id=file.read.id, content=content)
            out.lines(said + "\n")
        elif isinstance(file.read, Modele):
            content = out.say("n-conditions", n=len(file.read.conditions))
            said = out.say("check-model", mark=mark, file=file.name, id=file.read.id, content=content)
            out.lines(said + "\n")
        else:
            content = out.say("n-units", n=len(file.read.unites))
            said = out.say("check-fiche", mark=mark, file=file.name, id=file.read.id, content=content)
            out.lines(said + "\n")
    out.flush()
    report(faults, out)
    return INPUT_ERROR if faults else 0


def test(asked: Asked, out: Output) -> int:
    """Run the examples written in rule sets."""
    rulesets: list[RuleSet] = []
    faults: list[Fault] = []
    for name in asked.names:
        try:
            rulesets.append(find_ruleset(name))
        except RuleSetError as error:
            faults += error.faults
    if not asked.names:
        rulesets = [*packaged().rulesets]
    if faults:
        report(faults, out, as_json=asked.json)
        return INPUT_ERROR
    results = [(ruleset, [*run_examples(ruleset)]) for ruleset in rulesets]
    if asked.json:
        out.json({"rulesets": [_tested(ruleset, outcomes) for ruleset, outcomes in results]})
    else:
        for ruleset, outcomes in results:
            _tell(ruleset, outcomes, out)
    good = all(outcomes and all(outcome.passed for outcome in outcomes) for _, outcomes in results)
    return 0 if good else FAILED_EXAMPLE


def schema(asked: Asked, out: Output) -> int:
    """Print the JSON Schema of a kind of file, or write it to one."""
    text = schema_text(asked.options.get("of", "jeu"), out.lang)
    if "to" not in asked.options:
        out.json_pages(text)
        return 0
    path = Path(asked.options["to"])
    fault = write(path, text, over=True)
    if fault is not None:
        report([fault], out, as_json=asked.json)
        return INPUT_ERROR
    if asked.json:
        out.json({"files": [str(path)]})
    else:
        out.lines(out.say("new-file", mark="✓", file=str(path)) + "\n")
    return 0


COMMANDS: Final[Mapping[str, Callable[[Asked, Output], int]]] = {
    "list": list_all,
    "show": show,
    "check": check,
    "test": test,
    "schema": schema,
    "new": new,
}
"""The commands of `cnam-rules rules`, by name."""


# ------------------------------------------------------------------------------------------------ words
def in_force(ruleset: RuleSet, out: Output) -> str:
    """The days that a rule set governs: `depuis le 1er septembre 2023`."""
    period = ruleset.in_force
    if period.au is None:
        return out.say("since", du=period.du)
    return out.say("from-to", du=period.du, au=period.au)


def _listed(ruleset: RuleSet) -> dict[str, Any]:
    period = ruleset.in_force
    return {
        "id": ruleset.id,
        "version": ruleset.version,
        "programme": ruleset.programme,
        "intitule": {"fr": ruleset.intitule.fr, "en": ruleset.intitule.en},
        "en_vigueur": {
            "du": period.du.isoformat(),
            "au": None if period.au is None else period.au.isoformat(),
        },
        "conditions": len(ruleset.conditions),
        "lectures": len(ruleset.readings),
        "exemples": len(ruleset.examples),
        "sha256": ruleset.sha256,
        "file": ruleset.file,
    }


# ------------------------------------------------------------------------------------------------ check
@frozen
class _Checked:
    """One rule file: what was read, or what is wrong."""

    name: str
    read: RuleSet | Modele | Fiche | None
    faults: tuple[Fault, ...]

    def data(self) -> dict[str, Any]:
        """As JSON data."""
        kinds = {RuleSet: "jeu", Modele: "modele", Fiche: "fiche"}
        kind = None if self.read is None else kinds[type(self.read)]
        own_id = None if self.read is None else self.read.id
        return {"file": self.name, "ok": not self.faults, "kind": kind, "id": own_id}


def _rule_files(names: Sequence[str]) -> Iterable[tuple[Path, str]]:
    """The files to check, with the name to show: those given, those of folders, or the library's."""
    if not names:
        folder = packaged_folder()
        for path in sorted(folder.rglob("*.yaml")):
            yield path, path.relative_to(folder).as_posix()
    for name in names:
        if name and is_there(name, Path.is_dir):
            found = sorted(Path(name).rglob("*.yaml"))
            yield from ((path, str(path)) for path in found or [Path(name)])
        else:
            yield Path(name), name


def _check(path: Path, shown: str) -> _Checked:
    if is_there(str(path), Path.is_dir):
        return _Checked(shown, None, (Fault("$", "no-rule-file", {}, file=shown),))
    try:
        text = _text(path, shown)
        if is_ruleset(text):
            return _Checked(shown, read_rule_file(path), ())
        if is_fiche(text):
            return _Checked(shown, decode_fiche(text, file=shown), ())
        return _Checked(shown, None, (Fault("$", "not-a-rule-file", {}, file=shown),))
    except RuleSetError as error:
        return _Checked(shown, None, error.faults)


def _together() -> list[Fault]:
    """What is wrong with the library's files taken together, each of them being right: names, versions."""
    try:
        packaged().rulesets  # noqa: B018 - reading them is what finds the faults
    except RuleSetError as error:
        return [*error.faults]
    return []


def _text(path: Path, shown: str) -> str:
    """The text of a rule file.

    Raises:
        RuleSetError: it can't be read.
    """
    text, faults = read_text(path, name=shown)
    if text is None:
        raise RuleSetError(faults)
    return text


# ------------------------------------------------------------------------------------------------- test
def _tell(ruleset: RuleSet, outcomes: Sequence[Outcome], out: Output) -> None:
    """Tell what became of the examples of a rule set: the failed ones in full, then the count."""
    name = f"{ruleset.id}@{ruleset.version} ({ruleset.file})"
    if not ruleset.examples:
        out.lines(out.say("no-example", mark="✗", name=name) + "\n")
        return
    failures: dict[tuple[int, str], list[str]] = {}
    for outcome in outcomes:
        if not outcome.passed:
            differences = "\n".join(_differences(outcome, out))
            failures.setdefault((outcome.example.line, differences), []).append(outcome.engine)
    titles = {outcome.example.line: outcome.example.name for outcome in outcomes}
    for (line, differences), engines in failures.items():
        place, by = f"{ruleset.file}:{line}", out.speech.list(engines)
        out.lines(out.say("example-failed", mark="✗", place=place, name=titles[line], engines=by) + "\n")
        out.write(differences + "\n")
    failed, n = len({line for line, _ in failures}), len(ruleset.examples)
    by = out.speech.list(dict.fromkeys(outcome.engine for outcome in outcomes))
    if failed:
        said = out.say("examples-failed", mark="✗", name=name, n=failed, all=n, engines=by)
    else:
        said = out.say("examples-passed", mark="✓", name=name, n=n, all=n, engines=by)
    out.lines(said + "\n")


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

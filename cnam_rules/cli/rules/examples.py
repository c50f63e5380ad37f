"""What the examples of a rule set cover, in words, and those that are missing, as YAML ready to paste."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attrs import evolve

from cnam_rules.catalogue import packaged_folder, read_with_tree
from cnam_rules.cli.writing import is_there
from cnam_rules.decoding import Decoder
from cnam_rules.documents import Node
from cnam_rules.dossier import Dossier, dump
from cnam_rules.dossier import decode as decode_dossier
from cnam_rules.kernel import Op
from cnam_rules.language import STATUSES, VERDICTS, RuleSet
from cnam_rules.measures import Seuil
from cnam_rules.render.words import quantity
from cnam_rules.ruletests import Covered, Goal, Suggestion, coverage, suggestions
from cnam_rules.speech import Speech
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.cli.output import Output

__all__ = ["coverage_data", "suggested", "tell_coverage"]

_LISTED = ("derogations", "decisions")
"""The parts of a dossier that are empty when they aren't there; of the others nothing is known then."""


def said(goal: Goal, ruleset: RuleSet, speech: Speech) -> str:
    """A goal in words, its condition aside."""

    def say(key: str, **args: str) -> str:
        return speech.say(f"cli.goal-{key}", **args)

    if goal.kind == "choice":
        reading, choice = goal.readings[0]
        return say("choice", reading=reading, choice=choice)
    if goal.status is not None:
        return say("status", status=speech.say(f"statuses.{goal.status.value}").lower())
    if goal.compare is None:
        words = say("branch-yes" if goal.taken else "branch-no", place=goal.place)
    else:
        definition = ruleset.measures[goal.compare.measure]
        name, unit = _measure(goal, ruleset), definition.kind.UNIT
        if definition.kind is Seuil:
            key = _side(goal, definition.options["op"])
            words = say(key, measure=name, bound=definition.options["valeur"].libelle.said(speech.lang))
        elif unit is Unit.OUI_NON:
            answer = speech.say(f"answers.{'oui' if goal.kind == 'reached' else 'non'}")
            words = say("answer", measure=name, answer=answer)
        else:
            bound = quantity(speech, unit, goal.compare.bound)
            words = say(_side(goal, goal.compare.op), measure=name, bound=bound)
    if not goal.readings:
        return words
    return say("when", goal=words, readings=", ".join(f"{name}={choice}" for name, choice in goal.readings))


def _side(goal: Goal, op: Op) -> str:
    """On which side of the bound: a bound that may not be exceeded is said as the rule file says it."""
    if op in (Op.AT_MOST, Op.MORE_THAN):
        return "exceeded" if goal.kind == "reached" else "not-exceeded"
    return goal.kind


def _measure(goal: Goal, ruleset: RuleSet) -> str:
    """The measure that a boundary is about; of a comparison with a value, the one that is compared."""
    if goal.compare is None:
        return ""
    definition = ruleset.measures[goal.compare.measure]
    return str(definition.options["mesure"]) if definition.kind is Seuil else definition.name


# ------------------------------------------------------------------------------------------------ coverage
def tell_coverage(ruleset: RuleSet, out: Output, *, as_comments: bool = False) -> None:
    """A table of what the examples show and lack, with the count; as comments, what they lack alone."""
    found = coverage(ruleset)
    shown = sum(bool(one.examples) for one in found)
    key = "coverage-whole" if shown == len(found) else "coverage-part"
    mark = "✓" if shown == len(found) else "!"
    name = f"{ruleset.id}@{ruleset.version}"
    count = out.say(key, mark=mark, name=name, n=shown, all=len(found))
    if as_comments:
        missing = [_where(one.goal, ruleset, out.speech) for one in found if not one.examples]
        out.write("".join(_comment(line) for line in (*(f"✗ {line}" for line in missing), count)))
        return
    rows = [
        [
            f"{'✓' if one.examples else '✗'} {len(one.examples)}",
            one.goal.condition,
            said(one.goal, ruleset, out.speech),
        ]
        for one in found
    ]
    out.table([out.say(f"column-{name}") for name in ("examples", "condition", "goal")], rows)
    out.lines(count + "\n")


def _where(goal: Goal, ruleset: RuleSet, speech: Speech) -> str:
    """A goal in words, after its condition."""
    words = said(goal, ruleset, speech)
    return f"{goal.condition}, {words}" if goal.condition else words


def coverage_data(ruleset: RuleSet, speech: Speech) -> list[dict[str, Any]]:
    """What the examples show, as JSON data."""
    return [_covered(one, ruleset, speech) for one in coverage(ruleset)]


def _covered(one: Covered, ruleset: RuleSet, speech: Speech) -> dict[str, Any]:
    goal = one.goal
    return {
        "kind": goal.kind,
        "condition": goal.condition or None,
        "status": None if goal.status is None else goal.status.value,
        "measure": _measure(goal, ruleset) or None,
        "place": goal.place or None,
        "taken": goal.taken if goal.kind == "branch" else None,
        "readings": dict(goal.readings),
        "said": said(goal, ruleset, speech),
        "examples": [*one.examples],
    }


# --------------------------------------------------------------------------------------------- suggestions
def suggested(ruleset: RuleSet, name: str, out: Output) -> Iterator[str]:
    """The examples that are missing, as YAML; what is told of them is told in comments.

    Args:
        ruleset: the rule set.
        name: the file or the id that it was asked for by.
        out: the language to speak.
    """
    found, unreached = suggestions(ruleset)
    title = f"{ruleset.id}@{ruleset.version} ({ruleset.file})"
    if not found and not unreached:
        yield _comment(out.say("suggest-nothing", name=title))
        return
    if found:
        yield _comment(out.say("suggest-read", name=title, n=len(found)))
        yield "exemples:\n"
    base = _base(ruleset, name)
    taken = {example.name for example in ruleset.examples}
    for suggestion in found:
        yield "\n".join(_example(suggestion, ruleset, base, taken)) + "\n"
    for one in unreached:
        key = "suggest-no-way" if one.kinds else "suggest-none"
        goal = _where(one.goal, ruleset, out.speech)
        yield _comment(out.say(key, goal=goal, kinds=", ".join(one.kinds)))


def _comment(text: str) -> str:
    return "".join(f"# {line}\n" for line in text.splitlines())


def _base(ruleset: RuleSet, name: str) -> Dossier | None:
    """The dossier that `dossier_type` is by itself; None when there is none, or it can't stand alone."""
    path = name if is_there(name, lambda at: at.is_file()) else packaged_folder() / ruleset.file
    tree = read_with_tree(path)[1]
    node = tree.value.get("dossier_type") if isinstance(tree.value, dict) else None
    if not isinstance(node, Node):
        return None
    return decode_dossier(
        node, Decoder(), dossier="exemple", programme=ruleset.programme, as_of=None, units=None
    )


def _example(
    suggestion: Suggestion, ruleset: RuleSet, base: Dossier | None, taken: set[str]
) -> Iterator[str]:
    """An example as lines of the rule file."""
    french = Speech("fr")
    first = suggestion.goals[0]
    title = re.sub(r"[\u00a0\u202f]", " ", f"À relire : {_where(first, ruleset, french)}")
    number = 2
    unique = title
    while unique in taken:
        unique, number = f"{title} ({number})", number + 1
    taken.add(unique)
    yield f"  - nom: {json.dumps(unique, ensure_ascii=False)}"
    yield f"    au: {suggestion.as_of.isoformat()}"
    if suggestion.readings:
        chosen = ", ".join(f"{name}: {choice}" for name, choice in suggestion.readings.items())
        yield f"    lectures: {{{chosen}}}"
    parts = _parts(suggestion.dossier, ruleset.programme)
    usual = {} if base is None else _parts(base, ruleset.programme)
    differing = [lines for key, lines in parts.items() if usual.get(key) != lines]
    differing += [
        [f"{key}: []" if key in _LISTED else f"{key}: inconnu"] for key in usual if key not in parts
    ]
    if differing:
        yield "    dossier:"
        yield from (f"      {line}" for lines in differing for line in lines)
    else:
        yield "    dossier: {}"
    yield f"    attendu: {{{', '.join(_expected(suggestion))}}}"


def _expected(suggestion: Suggestion) -> Iterator[str]:
    verdict = suggestion.verdict
    yield f"verdict: {next(word for word, status in VERDICTS.items() if status is verdict.status)}"
    for word, status in STATUSES.items():
        names = [name for name, come in verdict.statuses.items() if come is status]
        if names:
            yield f"{word}: [{', '.join(names)}]"


def _parts(dossier: Dossier, programme: str) -> Mapping[str, Sequence[str]]:
    """The lines of each key of a dossier, its own name and the rule set's programme left out."""
    parts: dict[str, list[str]] = {}
    key = ""
    for line in dump(evolve(dossier, dossier="exemple")).splitlines():
        if not line.startswith(" "):
            key = line.partition(":")[0]
        parts.setdefault(key, []).append(line)
    parts.pop("dossier")
    if dossier.programme == programme:
        parts.pop("programme")
    return parts

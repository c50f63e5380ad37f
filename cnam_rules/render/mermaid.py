"""The decision of a rule set as a Mermaid flowchart: measures, comparisons, conditions, verdict.

The same rule set gives the same text. A label holds whatever its author wrote: all that Mermaid could read
something into is written as a character code, so no label breaks the chart or adds to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from cnam_rules.language.expressions import (
    AuMoins,
    Clause,
    Comparaison,
    Lecture,
    Non,
    SiAlors,
    Toujours,
    Tous,
    UnAuMoins,
)
from cnam_rules.render.rulewords import RuleWords

if TYPE_CHECKING:
    from cnam_rules.language import Condition, RuleSet

__all__ = ["label", "ruleset_mermaid"]

_LONGEST: Final = 120
"""Characters of a label that the picture shows; the page has the whole text."""

_LINE: Final = 22
"""Characters of a label's line."""

_READ_INTO: Final = re.compile(r"[^\w\s:,'’«»“”()/?!…●○—–-]|_|(?<!\s):")
"""What Mermaid could read something into; a colon that follows no blank could name an icon (`fa:fa-star`)."""


def ruleset_mermaid(ruleset: RuleSet, lang: str = "fr") -> str:
    """The decision as a Mermaid flowchart, read from left to right.

    A measure feeds the comparisons that read it; a comparison, or what joins several, feeds its condition; a
    gate says where a condition applies (`si`). Where a reading of the text chooses, the arrow of the choice
    retained is thick, those of the others are dotted, and each has its answer.

    Args:
        ruleset: the rule set.
        lang: `fr` or `en`.

    Raises:
        UnknownLanguage: for any other language.

    >>> import cnam_rules
    >>> print(ruleset_mermaid(cnam_rules.rulesets()[0], "en").splitlines()[0])
    flowchart LR
    """
    return "\n".join(_Chart(ruleset, lang).lines()) + "\n"


def label(text: str) -> str:
    """A text as a quoted label: wrapped, shortened when it is very long, with nothing that Mermaid reads.

    >>> label('au moins 1 "UE" <b>')
    '"au moins 1 #34;UE#34; #60;b#62;"'
    """
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split(" "))
    if len(words) > _LONGEST:
        words = words[: _LONGEST - 1].rstrip() + "…"
    lines = [""]
    for word in words.split(" "):
        for part in [word[at : at + _LINE] for at in range(0, len(word), _LINE)]:
            if lines[-1] and len(lines[-1]) + len(part) + 1 > _LINE:
                lines.append(part)
            else:
                lines[-1] = f"{lines[-1]} {part}".strip(" ")
    # Mermaid refuses a label without a character.
    return '"' + ("<br/>".join(_coded(line) for line in lines) or "…") + '"'


def _coded(line: str) -> str:
    coded = _READ_INTO.sub(lambda found: f"#{ord(found[0])};", line)
    # A line that begins as a list does would be taken for one.
    return re.sub(r"^[-–—]", lambda found: f"#{ord(found[0])};", coded)


def _joint(heading: str) -> str:
    """The heading of a list as a label: without its colon."""
    return label(heading.rstrip(" :\u00a0"))


class _Chart:
    def __init__(self, ruleset: RuleSet, lang: str) -> None:
        self.words = RuleWords(ruleset, lang)
        self.ruleset = ruleset
        self._joined = 0
        self._measures: dict[str, str] = {}

    def lines(self) -> Iterator[str]:
        """The whole chart."""
        yield "flowchart LR"
        body: list[str] = []
        for number, condition in enumerate(self.ruleset.conditions):
            body.extend(self.condition(number, condition))
        for name, node in self._measures.items():
            yield f"  {node}([{label(self._measure(name))}])"
        yield from body
        yield f"  verdict[[{label(self.words.verdict())}]]"
        yield "  classDef condition stroke-width:3px"
        nodes = ",".join(f"k{number}" for number in range(len(self.ruleset.conditions)))
        yield f"  class {nodes},verdict condition"

    def condition(self, number: int, condition: Condition) -> Iterator[str]:
        """A condition, what leads to it, and where it applies."""
        node = f"k{number}"
        yield f"  {node}[{label(condition.libelle.said(self.words.lang))}]"
        yield from self.into(condition.exige, node, "-->")
        if condition.si is not None:
            gate = self._new()
            yield f"  {gate}{{{{{label(self.words.say('applies'))}}}}}"
            yield from self.into(condition.si, gate, "-->")
            yield f"  {gate} --o {node}"
        yield f"  {node} --> verdict"

    def into(self, clause: Clause, target: str, arrow: str) -> Iterator[str]:
        """A clause, its parts before it, and the arrow from it to what it feeds."""
        node = self._new()
        say = self.words.say
        parts: list[tuple[Clause, str]] = []
        match clause:
            case Comparaison():
                measure = self._measures.setdefault(clause.mesure, f"m{len(self._measures)}")
                yield f"  {node}[{label(self.words.asked(clause))}]"
                yield f"  {measure} --- {node}"
            case Toujours(value):
                yield f"  {node}[{label(say('always' if value else 'never'))}]"
            case Tous(terms):
                yield f"  {node}({_joint(say('all'))})"
                parts = [(term, "-->") for term in terms]
            case UnAuMoins(terms):
                yield f"  {node}({_joint(say('any'))})"
                parts = [(term, "-->") for term in terms]
            case AuMoins(n, terms):
                yield f"  {node}({_joint(say('at-least', n=n))})"
                parts = [(term, "-->") for term in terms]
            case Non(term):
                yield f"  {node}({_joint(say('contrary'))})"
                parts = [(term, "-->")]
            case SiAlors(si, alors):
                yield f"  {node}({label(say('if-then'))})"
                parts = [
                    (si, f"-->|{_joint(say('if'))}|"),
                    (alors, f"-->|{_joint(say('then'))}|"),
                ]
            case Lecture(name, choices):
                question = self.ruleset.readings[name].question.said(self.words.lang)
                yield f"  {node}{{{label(question)}}}"
                for choice, inside in choices.items():
                    retained = self.words.retained(name, choice)
                    key = "choice-retained" if retained else "choice"
                    said = label(say(key, label=self.words.choice(name, choice)))
                    parts.append((inside, f"{'==>' if retained else '-.->'}|{said}|"))
        for part, inner in parts:
            yield from self.into(part, node, inner)
        yield f"  {node} {arrow} {target}"

    def _measure(self, name: str) -> str:
        """A measure's name, and the readings that it depends on."""
        measure = self.ruleset.measures[name]
        readings = dict.fromkeys(v.name for v in measure.options.values() if isinstance(v, Lecture))
        said = self.words.name(name)
        if not readings:
            return said
        return f"{said} ({self.words.say('readings-of', names=self.words.speech.list(readings))})"

    def _new(self) -> str:
        self._joined += 1
        return f"n{self._joined}"

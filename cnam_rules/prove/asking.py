"""Asking the questions of one rule set: under which choices, and what is kept of the answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import field, frozen

from cnam_rules import kernel
from cnam_rules.language import ChosenRules, RuleSet
from cnam_rules.language.model import Condition
from cnam_rules.prove.choices import Choices, choices_of
from cnam_rules.prove.goals import Goal, Question, Subject
from cnam_rules.prove.report import Finding, Unsettled
from cnam_rules.prove.solver import GaveUp, can_be
from cnam_rules.prove.witness import Seed, seeds, show

__all__ = ["Asked", "Prover", "never"]


@frozen
class Asked:
    """A question under each choice of readings: whether what it asks can be.

    Attributes:
        choices: the choices gone through.
        never: for each of them in order, whether it can't be; None where the solver gave up.
    """

    choices: Choices
    never: tuple[bool | None, ...]

    @property
    def as_retained(self) -> bool | None:
        """Under the choices retained, whether it can't be."""
        return self.never[0]


@frozen
class Prover:
    """Goes through the questions on one rule set, and keeps what was found.

    Attributes:
        ruleset: the rule set.
        dossiers: whether dossiers are looked for.
        findings: what was found.
        unsettled: what was neither proved nor shown.
        counts: how many questions are `settled`, and the most choices of readings that a question had:
            `tried` of `all`.
        begin: the dossiers that the search for others begins with.
    """

    ruleset: RuleSet
    dossiers: bool
    findings: list[Finding] = field(factory=list)
    unsettled: list[Unsettled] = field(factory=list)
    counts: dict[str, int] = field(factory=lambda: {"settled": 0, "tried": 1, "all": 1})
    begin: tuple[Seed, ...] = field(init=False)
    _rules: dict[tuple[str, ...], ChosenRules] = field(factory=dict)
    _subjects: dict[tuple[tuple[str, ...], tuple[str, ...]], Subject] = field(factory=dict)

    @begin.default
    def _seeds(self) -> tuple[Seed, ...]:
        return seeds(self.ruleset)

    def ask(self, conditions: Sequence[Condition], goal: Goal, *, written: bool = True) -> Asked:
        """A question on some conditions, under each choice of the readings that bear on them.

        Args:
            conditions: the conditions.
            goal: what is asked whether it can be.
            written: whether to ask it too where the first condition's `si` is written to be always true.
        """
        names = [name for condition in conditions for name in self.ruleset.readings_of(condition)]
        choices = self.counted(choices_of(self.ruleset, names))
        found: list[bool | None] = []
        for chosen in choices.tried:
            if written or not self.written(conditions[0], chosen):
                found.append(never(self.subject(chosen, conditions).question(goal)))
            else:
                found.append(False)
        return Asked(choices, tuple(found))

    def written(self, condition: Condition, chosen: Mapping[str, str] | None = None) -> bool:
        """Whether its `si` is written to be always true, or never: it isn't for a proof to find then."""
        chosen = chosen or choices_of(self.ruleset, ()).tried[0]
        return isinstance(self.subject(chosen, [condition]).sides[0][0].applies, kernel.Constant)

    def under(self, chosen: Mapping[str, str]) -> ChosenRules:
        """The rules under a choice of every reading, put together once."""
        key = self._key(chosen)
        if key not in self._rules:
            self._rules[key] = self.ruleset.under(chosen)
        return self._rules[key]

    def _key(self, chosen: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(chosen.get(name, reading.retenue) for name, reading in self.ruleset.readings.items())

    def subject(self, chosen: Mapping[str, str], conditions: Sequence[Condition]) -> Subject:
        """Some conditions under a choice of every reading, put together once."""
        key = (self._key(chosen), tuple(condition.id for condition in conditions))
        if key not in self._subjects:
            rules = self.under(chosen)
            self._subjects[key] = Subject.of((rules, self.picked(rules, conditions)))
        return self._subjects[key]

    def picked(self, rules: ChosenRules, conditions: Sequence[Condition]) -> list[kernel.Condition]:
        """The same conditions as the kernel has them."""
        by_id = {condition.id: condition for condition in rules.program.conditions}
        return [by_id[condition.id] for condition in conditions]

    def counted(self, choices: Choices) -> Choices:
        """Keep the most choices that any question had."""
        if choices.all > self.counts["all"]:
            self.counts.update(tried=len(choices.tried), all=choices.all)
        return choices

    def settle(self, unsettled: Unsettled, subject: Subject, question: Question, rules: ChosenRules) -> None:
        """Show that what isn't proved is false, or keep that it is neither."""
        if not self.dossiers:
            return
        if show(subject, question, (rules,), self.begin) is None:
            self.unsettled.append(unsettled)
        else:
            self.counts["settled"] += 1

    def nearest(self, found: Iterable[Mapping[str, str]]) -> tuple[tuple[str, str], ...]:
        """Of several choices, those that differ least from the ones retained; only where they do."""
        differing = (
            tuple((name, c) for name, c in chosen.items() if c != self.ruleset.readings[name].retenue)
            for chosen in found
        )
        return min(differing, key=len)


def never(question: Question) -> bool | None:
    """Whether what a question asks can't be; None when the solver gave up."""
    found = can_be(question)
    return None if isinstance(found, GaveUp) else not found

"""What is proved of one rule set: its conditions, its readings, and that more is never worse.

Every question is asked under each choice of the readings that bear on it. What is so whatever is chosen is a
defect of the rules. What is so under some choices only is a remark, as another choice gives the condition its
use; but a condition that nobody can meet as the rules stand is a defect always.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, permutations
from typing import Final

from attrs import field, frozen

from cnam_rules import kernel
from cnam_rules.engines.reference import answer
from cnam_rules.kernel import Answer, Compare, Expr, Status, VerdictStatus
from cnam_rules.language import ChosenRules, RuleSet
from cnam_rules.language.model import Condition, Reading
from cnam_rules.prove.choices import Choices, choices_of
from cnam_rules.prove.goals import Differs, Goal, Question, SiIs, StatusIs, Subject, Values, VerdictIs
from cnam_rules.prove.report import Finding, Report, Unsettled, witness_of
from cnam_rules.prove.solver import GaveUp, can_be, solver_there
from cnam_rules.prove.witness import Seed, Shown, seeds, show, unshowable

__all__ = ["prove"]

_PASSES: Final = frozenset((Status.MET, Status.NOT_APPLICABLE))
_ON_CONDITIONS: Final[Mapping[str, StatusIs | SiIs]] = {
    "si-never": SiIs(0, 0, Answer.YES),
    "si-always": SiIs(0, 0, Answer.NO),
    "never-met": StatusIs(0, 0, frozenset((Status.MET,))),
    "always-met": StatusIs(0, 0, frozenset((Status.UNMET,))),
}
"""For each finding on a condition, what can't be when it is so."""
_ELSEWHERE: Final = 6
"""Under how many choices of the other readings a dossier on which a reading matters is looked for."""


def prove(ruleset: RuleSet, *, dossiers: bool = True) -> Report:
    """Prove what can be proved of a rule set.

    Args:
        ruleset: the rule set.
        dossiers: whether to look for dossiers that show what can't be proved; without them, all of that is
            left out of the report, and only what is proved is in it.

    Raises:
        ProverUnavailable: z3 isn't installed (it comes with the extra `prove`).
        EnginesDisagree: two engines gave a dossier different statuses: a defect of the library.

    >>> from cnam_rules.facade import rulesets
    >>> report = prove(rulesets()[0], dossiers=False)
    >>> [finding.code for finding in report.findings if finding.serious]
    []
    """
    solver_there()
    return _Prover(ruleset, dossiers=dossiers).report()


@frozen
class _Asked:
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
class _Prover:
    """Goes through the questions on one rule set, and keeps what was found."""

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

    def report(self) -> Report:
        """Everything that can be told of the rule set."""
        useless = {condition.id for condition in self.ruleset.conditions if self.condition(condition)}
        self.implied([c for c in self.ruleset.conditions if c.id not in useless])
        for reading in self.ruleset.readings.values():
            self.reading(reading)
        monotone = self.monotony()
        self.findings.sort(key=lambda finding: not finding.serious)
        tried = (self.counts["tried"], self.counts["all"])
        return Report(
            (self.ruleset,),
            tuple(self.findings),
            tuple(self.unsettled),
            self.counts["settled"],
            tried,
            monotone,
        )

    # The conditions.

    def condition(self, condition: Condition) -> bool:
        """Whether a condition is found useless as the rules stand: others aren't compared with it then."""
        useless = False
        for code, goal in _ON_CONDITIONS.items():
            if useless:
                break  # a `si` that is never true says all that there is to say
            if code.startswith("si") and condition.si is None:
                continue
            asked = self.ask([condition], (goal,), written=code != "si-always")
            if code == "si-always" and not any(asked.never) and self.written(condition):
                continue
            useless |= self.tell(code, [condition], asked, (goal,)) and code != "si-always"
        return useless

    def written(self, condition: Condition, chosen: Mapping[str, str] | None = None) -> bool:
        """Whether its `si` is written to be always true, or never: it isn't for a proof to find then."""
        chosen = chosen or choices_of(self.ruleset, ()).tried[0]
        return isinstance(self.subject(chosen, [condition]).sides[0][0].applies, kernel.Constant)

    def implied(self, conditions: Sequence[Condition]) -> None:
        """Conditions that are met wherever another one is."""
        told: set[tuple[str, str]] = set()
        for first, second in permutations(conditions, 2):
            # The second adds nothing when it can't refuse where the first is content.
            goal = (StatusIs(0, 0, _PASSES), StatusIs(0, 1, frozenset((Status.UNMET,))))
            asked = self.ask([first, second], goal)
            if (second.id, first.id) in told and asked.as_retained:
                continue  # they say the same: told once
            if self.tell("implied", [second, first], asked, goal, of=[first, second]):
                told.add((first.id, second.id))

    def ask(self, conditions: Sequence[Condition], goal: Goal, *, written: bool = True) -> _Asked:
        """A question on some conditions, under each choice of the readings that bear on them.

        Args:
            conditions: the conditions.
            goal: what is asked whether it can be.
            written: whether to ask it too where the first condition's `si` is written to be always true.
        """
        names = [name for condition in conditions for name in self.ruleset.readings_of(condition)]
        choices = self.counted(choices_of(self.ruleset, names))
        never: list[bool | None] = []
        for chosen in choices.tried:
            if written or not self.written(conditions[0], chosen):
                never.append(_never(self.subject(chosen, conditions).question(goal)))
            else:
                never.append(False)
        return _Asked(choices, tuple(never))

    def under(self, chosen: Mapping[str, str]) -> ChosenRules:
        """The rules under a choice of every reading, put together once."""
        key = tuple(chosen.values())
        if key not in self._rules:
            self._rules[key] = self.ruleset.under(chosen)
        return self._rules[key]

    def subject(self, chosen: Mapping[str, str], conditions: Sequence[Condition]) -> Subject:
        """Some conditions under a choice of every reading, put together once."""
        key = (tuple(chosen.values()), tuple(condition.id for condition in conditions))
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

    def tell(
        self,
        code: str,
        about: Sequence[Condition],
        asked: _Asked,
        goal: Goal,
        *,
        of: Sequence[Condition] | None = None,
    ) -> bool:
        """Tell what came of a question on conditions; whether it is so under the choices retained."""
        condition, *others = about
        place = (condition.file, condition.line)
        args = tuple(("other", other.id) for other in others)
        if any(never is None for never in asked.never):
            self.unsettled.append(Unsettled(code, *place, condition.id, "solver", (), args))
            return False
        found = [chosen for chosen, never in zip(asked.choices.tried, asked.never, strict=True) if never]
        always = len(found) == asked.choices.all
        if not found:
            # It can be: that is no news, once a dossier shows it.
            rules = self.under(asked.choices.tried[0])
            subject = self.subject(asked.choices.tried[0], of or about)
            unsettled = Unsettled(code, *place, condition.id, "no-dossier", unshowable(subject), args)
            self.settle(unsettled, subject, subject.question(goal), rules)
            return False
        self.counts["settled"] += 1
        serious = always or (code == "never-met" and bool(asked.as_retained))
        under = () if always or asked.as_retained else self.nearest(found)
        if not always:
            args = (*args, ("some", "1"))
        self.findings.append(Finding(code, serious, *place, condition.id, args, under))
        return bool(asked.as_retained)

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

    # The readings.

    def reading(self, reading: Reading) -> None:
        """Whether the choices of a reading say different things."""
        bearing = [c for c in self.ruleset.conditions if reading.name in self.ruleset.readings_of(c)]
        pairs = [*combinations([choice.name for choice in reading.choix], 2)]
        same = {pair: self.alike(reading, pair, bearing) for pair in pairs}
        place = (reading.file, reading.line)
        if all(why == "same" for why in same.values()):
            self.counts["settled"] += 1
            self.findings.append(Finding("reading-nothing", True, *place, reading.name))
            return
        for (one, other), why in same.items():
            args = (("one", one), ("second", other))
            if why in ("same", "differ"):
                self.counts["settled"] += 1
            if why == "same":
                self.findings.append(Finding("choices-alike", True, *place, reading.name, args))
            elif why not in ("differ", "unasked"):
                kinds = tuple(
                    dict.fromkeys(
                        kind
                        for choice in (one, other)
                        for kind in unshowable(self.compared(reading, (choice, choice), {}, bearing)[0])
                    )
                )
                self.unsettled.append(Unsettled("choices-alike", *place, reading.name, why, kinds, args))

    def compared(
        self, reading: Reading, pair: tuple[str, str], chosen: dict[str, str], bearing: Sequence[Condition]
    ) -> tuple[Subject, tuple[ChosenRules, ChosenRules]]:
        """Conditions under two choices of one reading, all else being equal."""
        one, other = (self.under({**chosen, reading.name: choice}) for choice in pair)
        subject = Subject.of((one, self.picked(one, bearing)), (other, self.picked(other, bearing)))
        return subject, (one, other)

    def alike(self, reading: Reading, pair: tuple[str, str], bearing: Sequence[Condition]) -> str:
        """`same` when no dossier tells two choices apart, whatever else is chosen; `differ` when one does.

        Else why that isn't settled; `unasked` when no dossiers are wanted.
        """
        shown_elsewhere, why = 0, "same"
        for condition in bearing:
            others = [name for name in self.ruleset.readings_of(condition) if name != reading.name]
            choices = self.counted(choices_of(self.ruleset, others))
            for chosen in choices.tried:
                subject, parts = self.compared(reading, pair, chosen, [condition])
                question = subject.question((Differs(0),))
                never = _never(question)
                if never:
                    continue
                if never is None:
                    why = "solver"
                elif not self.dossiers:
                    return "unasked"
                elif shown_elsewhere < _ELSEWHERE:
                    if show(subject, question, parts, self.begin) is not None:
                        return "differ"
                    shown_elsewhere += 1
                    why = "no-dossier"
            if why == "same" and not choices.complete:
                why = "choices"
        return why

    # More is never worse.

    def monotony(self) -> bool:
        """Whether more units, days or points never turn an eligible dossier into one that isn't: proved."""
        monotone = True
        conditions = self.ruleset.conditions
        names = [name for condition in conditions for name in self.ruleset.readings_of(condition)]
        choices = self.counted(choices_of(self.ruleset, names))
        for place, condition in enumerate(conditions):
            why, kinds = self.never_worse(place, choices)
            monotone &= why == "proved"
            if why in ("proved", "shown"):
                self.counts["settled"] += 1
            elif why != "unasked":
                about = (condition.file, condition.line, condition.id)
                self.unsettled.append(Unsettled("not-monotone", *about, why, kinds))
        return monotone

    def never_worse(self, place: int, choices: Choices) -> tuple[str, tuple[str, ...]]:
        """Whether more of anything can make one condition refuse what was eligible; a finding if it can.

        Returns:
            `proved` when it can't, `shown` when dossiers show that it can; else why that isn't settled, with
            the kinds of measure that make no dossiers.
        """
        goal = (
            VerdictIs(0, VerdictStatus.ELIGIBLE, 0),
            StatusIs(0, place, frozenset((Status.UNMET,)), 1),
        )
        asked: set[Question] = set()
        why: tuple[str, tuple[str, ...]] = ("proved", ())
        tries = 0
        for chosen in choices.tried:
            subject = self.subject(chosen, self.ruleset.conditions)
            question = subject.question(goal, growing=True)
            if question in asked:
                continue
            asked.add(question)
            never = _never(question)
            if never:
                continue
            if never is None:
                why = ("solver", ())
            elif not self.dossiers:
                return "unasked", ()
            elif tries < _ELSEWHERE:
                rules = self.under(chosen)
                shown = show(subject, question, (rules,), self.begin, smallest=True)
                if shown is not None:
                    self.findings.append(self.worse(place, subject, rules, shown))
                    return "shown", ()
                tries += 1
                why = ("no-dossier", unshowable(subject))
        if why[0] == "proved" and not choices.complete:
            return "choices", ()
        return why

    def worse(self, place: int, subject: Subject, rules: ChosenRules, shown: Shown) -> Finding:
        """More makes a condition refuse: by which of its comparisons."""
        before, after = shown.values
        condition, numbered = self.ruleset.conditions[place], subject.sides[0][place]
        blamed = next(
            named
            for compare, named in zip(
                _falling(numbered), _falling(rules.program.conditions[place]), strict=True
            )
            if _crossed(compare, before, after)
        )
        args = (("measure", blamed.measure), ("op", blamed.op.value), ("bound", str(blamed.bound)))
        witnesses = tuple(
            witness_of(role, subject, (rules,), shown, world)
            for world, role in enumerate(("before", "after"))
        )
        readings = self.nearest([rules.readings])
        return Finding(
            "not-monotone", False, condition.file, condition.line, condition.id, args, readings, witnesses
        )


def _never(question: Question) -> bool | None:
    found = can_be(question)
    return None if isinstance(found, GaveUp) else not found


def _falling(condition: kernel.Condition) -> Iterator[Compare]:
    """The comparisons with which a condition may be less met when a measure grows."""
    yield from _against(condition.requires, rising=True)
    yield from _against(condition.applies, rising=False)


def _against(expr: Expr, *, rising: bool) -> Iterator[Compare]:
    match expr:
        case kernel.Constant():
            return
        case Compare():
            if expr.threshold[1] is rising:
                yield expr
        case kernel.Not(term):
            yield from _against(term, rising=not rising)
        case kernel.All(terms) | kernel.Any(terms) | kernel.AtLeast(terms=terms):
            for term in terms:
                yield from _against(term, rising=rising)


def _crossed(compare: Compare, before: Values, after: Values) -> bool:
    """Whether the measure crossed the bound."""
    number = int(compare.measure)
    was, now = (answer(compare, {compare.measure: values[number]}) for values in (before, after))
    return was is not now

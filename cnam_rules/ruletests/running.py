"""Running the examples of a rule set: decided by every engine there is, compared with what they expect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from cnam_rules import engines
from cnam_rules.facade import decide
from cnam_rules.faults import EnginesDisagree, Fault, InputError
from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.language import Example, RuleSet

__all__ = ["Outcome", "run_examples"]


@frozen
class Outcome:
    """What one engine made of one example.

    Attributes:
        example: the example.
        engine: the engine.
        status: the verdict it came to; None when there was none.
        conditions: the statuses it came to, by condition.
        faults: why there was no verdict.
    """

    example: Example
    engine: str
    status: VerdictStatus | None
    conditions: Mapping[str, Status]
    faults: tuple[Fault, ...] = ()

    @property
    def verdict_differs(self) -> bool:
        """Whether the verdict isn't the one expected; an example that expects none never differs."""
        return self.example.status not in (None, self.status)

    @property
    def differing(self) -> tuple[str, ...]:
        """The conditions whose status isn't the one expected."""
        expected = self.example.conditions
        return tuple(name for name, status in expected.items() if self.conditions.get(name) is not status)

    @property
    def passed(self) -> bool:
        """Whether it came to what the example expects."""
        return not (self.faults or self.verdict_differs or self.differing)


def run_examples(ruleset: RuleSet) -> Iterator[Outcome]:
    """Decide every example with every engine that can be used here, in the file's order.

    >>> from cnam_rules.facade import rulesets
    >>> all(outcome.passed for outcome in run_examples(rulesets()[0]))
    True
    """
    for example in ruleset.examples:
        for engine in engines.available():
            yield _run(ruleset, example, engine)


def _run(ruleset: RuleSet, example: Example, engine: str) -> Outcome:
    try:
        verdict = decide(
            example.dossier,
            as_of=example.as_of,
            ruleset=ruleset,
            readings=example.readings,
            engine=engine,
        )
    except InputError as error:
        return Outcome(example, engine, None, {}, error.faults)
    except EnginesDisagree as error:
        fault = Fault("$", "engines-disagree", {"found": ", ".join(error.statuses)})
        return Outcome(example, engine, None, {}, (fault,))
    return Outcome(example, engine, verdict.status, verdict.statuses)
